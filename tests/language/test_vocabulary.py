from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.plan.facts import FactDef, Value, Vocabulary
from relance_rules.values import Text
from rule_sets import VOCABULARY, Data, both, fact, values, vocabulary_of


def refusal(facts: Data, **more: Any) -> str:
    with pytest.raises(ValidationError) as error:
        VocabularyModel.model_validate({"facts": facts, **more})
    return str(error.value)


def choice(*names: str, complete: tuple[str, ...] = (), **includes: list[str]) -> FactDef:
    made = values(*names, **includes)
    for name in complete:
        made[name]["complete"] = "true"
    return vocabulary_of({"f": fact("enumeration", values=made)})["f"]


def test_a_value_may_stand_for_those_that_it_includes_at_any_depth() -> None:
    found = choice("a", "b", "c", "d", a=["b"], b=["c"])
    assert found.leaves == {"a": {"a", "b", "c"}, "b": {"b", "c"}, "c": {"c"}, "d": {"d"}}
    assert found.domain == {"a", "b", "c", "d"}


def test_a_complete_value_is_nothing_but_what_it_includes() -> None:
    found = choice("a", "b", "c", "d", a=["b", "c"], complete=("a",))
    assert found.leaves["a"] == {"b", "c"}
    assert found.domain == {"b", "c", "d"}
    # A value that includes nothing stands for itself, complete or not.
    assert choice("a", "b", complete=("a",)).leaves["a"] == {"a"}
    assert choice("a", "b", "c", a=["b"], b=["c"], complete=("a", "b")).leaves["a"] == {"c"}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"f": fact("enumeration")}, "va avec le type"),
        ({"f": fact("enumeration", values={})}, "va avec le type"),
        ({"f": fact("text", values=values("a"))}, "va avec le type"),
        ({"f": fact("enumeration", values=values("a", a=["b"]))}, "comprend une valeur inconnue"),
        ({"f": fact("enumeration", values=values("a", a=["a"]))}, "s’inclut elle-même"),
        ({"f": fact("enumeration", values=values("a", "b", "c", a=["b"], b=["c"], c=["b"]))}, "s’inclut elle-même"),
        ({"f": fact("enumeration", values={"a b": {}})}, "string_pattern_mismatch"),
        ({"f": fact("list")}, "« items » va avec le type « list »"),
        ({"f": fact("text", items={"a": fact("text")})}, "« items » va avec le type « list »"),
        (
            {"f": fact("list", items={"g": fact("list", items={"a": fact("text")})})},
            "une liste ne contient pas de liste",
        ),
        ({"f": fact("list", items={"g": fact("flags")})}, "une liste ne contient pas de liste"),
        ({"f": fact("list", items={"a": fact("text"), "a.b": fact("text")})}, "est sous lui"),
        ({"a": fact("text"), "a.b.c": fact("text")}, "est sous lui"),
        ({"a.b.c": fact("text"), "a.b": fact("text")}, "est sous lui"),
        ({"f": fact("float")}, "« float » n’est pas accepté"),
        ({"F": fact("text")}, "string_pattern_mismatch"),
        ({"f[].a": fact("text")}, "string_pattern_mismatch"),
        ({"f": {"type": "text"}}, "missing"),
        ({"f": fact("text", min="3")}, "va avec un nombre ou une date"),
        ({"f": fact("enumeration", values=values("a"), max="3")}, "va avec un nombre ou une date"),
        ({"batch.project": fact("money")}, "ce que le moteur établit commence ainsi"),
        ({"batch": fact("money")}, "ce que le moteur établit commence ainsi"),
        ({"f": fact("text", couleur="bleu")}, "extra_forbidden"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(facts: Data, why: str) -> None:
    assert why in refusal(facts)


@pytest.mark.parametrize(
    "made",
    [
        {"a": {"label": both("Un")}, "b": {"label": both("un")}},
        {"a": {"also": ["x"]}, "b": {"also": ["X"]}},
        {"a": {"label": both("b")}, "b": {}},
        {"a": {"also": "b"}, "b": {"label": both("Autre")}},
        {"a": {"label": both("Été")}, "b": {"label": both("« ete »")}},
        {"a_1": {}, "A__1": {}},
        {"a": {"label": both("appel à projets")}, "b": {"also": "Appel-à-projets"}},
    ],
    ids=range(7),
)
def test_a_spelling_names_one_value(made: Data) -> None:
    assert "désigne à la fois" in refusal({"f": fact("enumeration", values=made)})


@pytest.mark.parametrize(
    "facts",
    [
        {"a_b": fact("text"), "a__b": fact("text")},
        {"a_b.c": fact("text"), "a__b.d": fact("text")},
        {"f": fact("list", items={"g.a_b": fact("text"), "g.a__b": fact("text")})},
    ],
    ids=range(3),
)
def test_a_key_of_a_record_is_spelled_as_no_other(facts: Data) -> None:
    assert "désigne à la fois" in refusal(facts)


def test_what_a_label_adds_may_be_left_out_unless_it_tells_two_values_apart() -> None:
    made = {
        "a": {"label": both("licence (achat)")},
        "b": {"label": both("licence (location)")},
        "c": {"label": both("conseil (tout)")},
    }
    found = vocabulary_of({"f": fact("enumeration", values=made)})["f"]
    assert found.value_of("licence") is None
    assert found.value_of("Licence (LOCATION)") == "b"
    assert found.value_of("conseil") == "c"


def test_a_group_has_members() -> None:
    assert "too_short" in refusal(VOCABULARY, groups={"aucun": []})


@pytest.mark.parametrize(
    ("path", "scope", "full"),
    [
        ("categorie", "porteurs", "porteurs[].categorie"),
        ("projet.pret", "porteurs", "projet.pret"),
        ("projet.pret", None, "projet.pret"),
        ("categorie", None, None),
        ("porteurs[].categorie", None, None),
        ("inconnu", "porteurs", None),
    ],
)
def test_a_fact_is_found_in_its_list_and_then_at_the_top(path: str, scope: str | None, full: str | None) -> None:
    assert vocabulary_of().resolve(path, scope) == full


def test_facts_are_nested_as_a_dossier_nests_them() -> None:
    found = vocabulary_of()
    assert set(found.lists) == {"porteurs", "depenses", "aides"}
    assert set(found.lists["porteurs"]) == {"nom", "siret", "categorie", "informe"}
    top: Any = found.trees[None]
    assert top["projet"]["pret"].type == "boolean"
    assert set(found.trees["depenses"]) == {"libelle", "montant_ttc", "annee", "titre", "pays"}


def test_a_value_is_named_by_its_labels_and_by_the_other_ways_to_write_it() -> None:
    made = values("a", "b")
    made["a"]["also"] = ["T2", "titre 2"]
    made["b"]["label"] = {"fr": "Bé", "en": "Bee"}
    found = vocabulary_of({"f": fact("enumeration", values=made)})["f"]
    spelled = {"a": "a", "b": "b", "valeur a": "a", "t2": "a", "titre 2": "a", "be": "b", "bee": "b"}
    assert found.spellings == spelled


def test_a_fact_keeps_all_that_is_said_of_it() -> None:
    said = {
        "label": both("Le mois"), "question": both("Quel mois ?"), "hint": both("Un nombre"), "help": both("De 1 à 12"),
        "subject": "dates", "unit": "months", "core": "true", "example": "3", "min": "1", "max": "12",
    }  # fmt: skip
    found = vocabulary_of({"f": {"type": "integer", **said}})["f"]
    assert found == FactDef(
        "integer",
        Text(both("Le mois")),
        Text(both("Quel mois ?")),
        unit="months",
        core=True,
        example="3",
        hint=Text(both("Un nombre")),
        help=Text(both("De 1 à 12")),
        subject="dates",
        minimum="1",
        maximum="12",
    )
    plain = vocabulary_of({"f": {"type": "integer", "label": both("Le mois")}})["f"]
    assert plain.question == plain.label


def test_a_value_that_is_not_labelled_is_called_by_its_name() -> None:
    found = vocabulary_of({"f": fact("enumeration", values={"en_cours": {"ask": both("Laquelle ?")}, "fini": {}})})["f"]
    assert found.values == {
        "en_cours": Value(Text({"en": "en cours"}), ask=Text(both("Laquelle ?"))),
        "fini": Value(Text({"en": "fini"})),
    }


def test_a_vocabulary_is_what_it_holds() -> None:
    one, other = vocabulary_of(), vocabulary_of()
    assert one == other
    assert hash(one) == hash(other)
    assert one != Vocabulary({})
    assert "projet.pret" in one
    assert len(one) == len(list(one))
