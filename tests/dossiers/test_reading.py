from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dossiers.helpers import rules
from relance_rules import DossierError, check, check_file
from relance_rules.dossiers.documents import parse_document
from relance_rules.dossiers.reading import dossier_from, dossier_of
from rule_sets import MANIFEST, VOCABULARY, Data, MakeTrial, fact, faults, said


def test_every_fault_of_a_file_is_placed_on_its_line(trial: MakeTrial, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    text = 'theme: ESSAI\nportuers: []\nprojet:\n  cout_total_ttc: "1,200"\nporteurs:\n  - siret: 1\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as error:
        check_file(path, trial().rules)
    assert faults(error.value).split("\n")[0].startswith("2:1: clé inconnue : « portuers »")
    assert [(p.file, p.line, p.column) for p in error.value.problems] == [
        (str(path), 2, 1),
        (str(path), 4, 3),
        (str(path), 6, 5),
    ]
    assert error.value.problems[1].excerpt == '  cout_total_ttc: "1,200"'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"theme: ESSAY", "1:1: thème inconnu : « ESSAY » ; vouliez-vous dire « ESSAI » ?"),
        (b"a: 1\ntheme: zzzz", "2:1: thème inconnu : « zzzz » ; accepté : ESSAI"),
        (b"theme: [ESSAI]", "1:1: une seule valeur est attendue ici"),
        (b"theme: ../ESSAI", "1:1: thème inconnu"),
        (b'{"theme": "ESSAI", "reference": "\\ud800"}', "reference : ce texte porte une moitié"),
    ],
)
def test_the_theme_is_one_of_the_rules(trial: MakeTrial, data: bytes, said: str) -> None:
    with pytest.raises(DossierError) as error:
        dossier_of(parse_document(data, "d"), trial().rules)
    assert said in faults(error.value)


def test_a_sequence_of_a_terminal_reaches_no_terminal(trial: MakeTrial) -> None:
    escaped = (
        b'{"theme": "ESSAI", "\\u001b[31mcle": 1, "modalite": "\\u001b]0;titre\\u0007", "depose_le": "\\u202e2021"}'
    )
    with pytest.raises(DossierError) as error:
        dossier_of(parse_document(escaped, "d"), trial().rules)
    found = "".join(said(problem.message) for problem in error.value.problems)
    assert len(error.value.problems) == 3
    assert not {"\x1b", "\x07", "\u202e"} & set(found)


@pytest.mark.parametrize("data", [[], "theme: ESSAI", None, 12], ids=repr)
def test_plain_data_is_a_mapping(trial: MakeTrial, data: Any) -> None:
    with pytest.raises(DossierError, match="un dossier est une suite"):
        dossier_from(data, trial().rules)


def test_a_fault_of_plain_data_names_its_path(trial: MakeTrial) -> None:
    with pytest.raises(DossierError, match=r"porteurs\[0\]\.siret : « 1 » n’est pas un SIRET"):
        check({"theme": "ESSAI", "porteurs": [{"siret": 1}]}, trial().rules)


@pytest.mark.parametrize("text", ["[" * 900 + "]" * 900, '{"a":' * 300 + "1" + "}" * 300], ids=["list", "mapping"])
def test_deep_nesting_is_an_error_of_the_dossier(trial: MakeTrial, text: str) -> None:
    with pytest.raises(DossierError, match="reference"):
        dossier_of(parse_document(f'{{"theme": "ESSAI", "reference": {text}}}'.encode(), "d"), trial().rules)


@pytest.mark.parametrize("data", [b"reference: a", b"theme:", b'{"theme": ""}'])
def test_the_theme_goes_without_saying_only_where_there_is_but_one(trial: MakeTrial, data: bytes) -> None:
    assert dossier_of(parse_document(data, "d"), trial().rules)[0].code == "ESSAI"
    with pytest.raises(DossierError) as error:
        dossier_of(parse_document(data, "d"), rules())
    assert faults(error.value).startswith("1:1: le thème manque : ajoutez « theme: » suivi de l’un de ITN1, ITN2")


def without_theme_fact() -> Data:
    return {path: each for path, each in VOCABULARY.items() if path != "theme"}


def test_what_says_the_theme_needs_not_be_a_fact(trial: MakeTrial) -> None:
    made = trial(vocabulary=without_theme_fact(), manifest={**MANIFEST, "roles": {**MANIFEST["roles"], "theme": None}})
    theme, dossier = dossier_of(parse_document(b"theme: ESSAI\nreference: a", "d"), made.rules)
    assert (theme.code, dossier.facts) == ("ESSAI", {"reference": "a"})


def test_what_says_the_theme_may_be_in_a_group(trial: MakeTrial) -> None:
    facts = {**without_theme_fact(), "aide.code": fact("text")}
    manifest = {**MANIFEST, "roles": {**MANIFEST["roles"], "theme": "aide.code"}}
    made = trial(vocabulary=facts, manifest=manifest)
    theme, dossier = dossier_of(parse_document(b"aide: {code: essai}", "d"), made.rules)
    assert (theme.code, dossier.facts) == ("ESSAI", {"aide.code": "ESSAI"})
    with pytest.raises(DossierError) as error:
        dossier_of(parse_document(b"reference: a\naide:\n  code: AUTRE", "d"), made.rules)
    assert faults(error.value).startswith("3:3: thème inconnu : « AUTRE »")


def test_an_answer_of_the_filing_platform_is_sent_to_the_command_that_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text('{"data": {"demarche": {"dossiers": {"nodes": []}}}}', encoding="utf-8")
    with pytest.raises(DossierError, match=r"vérifiez-le avec « relance batch .*d\.json »"):
        check_file(path, rules())


def test_keys_and_the_theme_are_read_however_they_are_spelled(trial: MakeTrial) -> None:
    made = trial()
    text = "Thème: « essai »\nRÉFÉRENCE: A\nprojet:\n  Coût-total TTC: 12 € TTC\nPorteurs: [{Nom: b}]"
    theme, dossier = dossier_of(parse_document(text.encode(), "d"), made.rules)
    assert theme.code == dossier.facts["theme"] == "ESSAI"
    assert dossier.facts["reference"] == "A"
    assert dossier.facts["projet.cout_total_ttc"] == 1200
    assert dossier.facts["porteurs"] == ({"nom": "b"},)
    with pytest.raises(DossierError) as error:
        dossier_of(parse_document("reference: a\nThème: AUTRE".encode(), "d"), made.rules)
    assert faults(error.value).startswith("2:1: thème inconnu : « AUTRE »")


@pytest.mark.parametrize("year", [21, "21", 1899, 2101])
def test_a_year_of_two_digits_is_no_year(year: int | str) -> None:
    """Read as the year 21, the line would leave the base without a word, and the grant with it."""
    with pytest.raises(DossierError, match=r"depenses\[0\]\.annee : « \d+ » est (en dessous|au-dessus) du"):
        check({"theme": "SNAP3", "depenses": [{"annee": year}]}, rules())
