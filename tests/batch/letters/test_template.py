from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import DossierError
from relance_rules.batch.letters.template import MAX_ENTRIES, MAX_MARKS, Line, Parts, Reader
from relance_rules.batch.letters.vocabulary import BY_SPELLING, NAMES
from rule_sets import said


def parts(**given: Sequence[Any]) -> Parts:
    return {**{name.key: () for name in NAMES}, **given}


def line(*texts: str) -> Line:
    reader = Reader("modele.md")
    found = reader.line(texts)
    reader.check()
    assert found is not None
    return found


def filled(text: str, **given: Sequence[Any]) -> list[str]:
    return ["".join(each) for each in line(text).filled(parts(**given), str)]


def faults(*texts: str) -> list[str]:
    reader = Reader("modele.md")
    for text in texts:
        reader.line([text])
    with pytest.raises(DossierError) as error:
        reader.check()
    assert {problem.file for problem in error.value.problems} == {"modele.md"}
    return [said(problem.message) for problem in error.value.problems]


@pytest.mark.parametrize("spelled", ["nom du projet", "Nom_du_Projet", "NOM-DU\u00a0PROJET", "  nom  du projet "])
def test_a_name_is_spelled_as_people_do(spelled: str) -> None:
    assert filled(f"« {{{{{spelled}}}}} »", project=["Essai"]) == ["« Essai »"]


def test_a_paragraph_with_a_name_that_stands_for_nothing_is_left_out() -> None:
    assert filled("{{ dossier }}, thème {{ thème }}", name=["A"], theme=["T"]) == ["A, thème T"]
    assert filled("{{ dossier }}, thème {{ thème }}", name=["A"]) == []


def test_a_list_repeats_its_paragraph() -> None:
    assert filled("{{ dossier }} : {{ motifs }}.", name=["A"], grounds=["un", "deux"]) == ["A : un.", "A : deux."]
    assert filled("{{ dossier }} : {{ motifs }}.", name=["A"]) == []


def test_conditions_keep_a_paragraph() -> None:
    text = "{{ si refusé }}{{ sans thème }}Recours"
    assert filled(text, ineligible=[""]) == ["Recours"]
    assert filled(text, ineligible=[""], theme=["T"]) == []
    assert filled(text) == []


def test_a_mark_may_spread_over_several_pieces() -> None:
    found = line("Objet : {", "{ dos", "sier }", "} et ", "{{ thème }}, ", "fin")
    assert list(found.filled(parts(name=["A"], theme=["T"]), str)) == [["Objet : A", "", "", " et ", "T, ", "fin"]]


def test_what_is_put_is_not_read_again() -> None:
    assert filled("{{ nom du projet }}", project=["{{ dossier }} {{7*7}}"]) == ["{{ dossier }} {{7*7}}"]


def test_a_long_list_says_how_many_more() -> None:
    found = filled("{{ motifs }}", grounds=list(range(MAX_ENTRIES + 7)))
    assert len(found) == MAX_ENTRIES + 1
    assert found[-1] == "… et 7 de plus"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ dosier }}", "marque inconnue : « dosier » ; vouliez-vous dire « dossier » ?"),
        ("{{ si motif }}", "marque inconnue : « si motif » ; vouliez-vous dire « motifs » ?"),
        ("{{ 7*7 }}", "marque inconnue : « 7*7 » ; "),
        ("{{ dossier.__class__ }}", "marque inconnue : « dossier.__class__ » ; "),
        ("{{ }}", "marque inconnue : «  » ; "),
        ("{{ refusé }}", "« refusé » ne s’écrit pas dans une lettre"),
        ("{% for x in y %}", "« {% » n’est pas une marque entière, dans « {% for x in y %} »"),
        ("{{ dossier", "« {{ » n’est pas une marque entière"),
        ("dossier }}", "« }} » n’est pas une marque entière"),
        ("{{ {{ dossier }} }}", "« {{ » n’est pas une marque entière"),
        ("{{ motifs }} {{ lectures }}", "un paragraphe ne répète qu’une liste : « {{ motifs }} {{ lectures }} »"),
        ("sans marque", "ce modèle n’a aucune marque, telle que {{ dossier }}"),
        ("{{ dossier }}" * (MAX_MARKS + 1), f"ce modèle a {MAX_MARKS + 1} marques ; {MAX_MARKS} au plus"),
    ],
)
def test_a_mark_that_is_none_is_told(text: str, expected: str) -> None:
    assert faults(text)[0].startswith(expected)


def test_every_fault_is_told_once() -> None:
    assert len(faults("{{ dosier }} {{ dosier }}", "{{ tème }}", "{{ dosier }}")) == 2
    assert len(faults("{{" * 100_000)) == 1


@given(st.lists(st.text("{} sianoredx\u00e9motifs", max_size=12), max_size=5))
def test_pieces_give_what_the_whole_gives(texts: list[str]) -> None:
    one, several = Reader("m"), Reader("m")
    whole, cut = one.line(["".join(texts)]), several.line(texts)
    assert (whole is None) == (cut is None)
    if whole is not None and cut is not None:
        given = parts(name=["A"], grounds=["un", "deux"])
        assert ["".join(each) for each in cut.filled(given, str)] == ["".join(e) for e in whole.filled(given, str)]


def test_no_two_names_are_spelled_alike_and_none_starts_as_a_condition() -> None:
    assert len(BY_SPELLING) == len({name.key for name in NAMES}) == len(NAMES)
    assert not [spelled for spelled in BY_SPELLING if spelled.startswith(("si ", "sans "))]
