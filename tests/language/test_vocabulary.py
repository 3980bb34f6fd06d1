from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from relance_rules.language.vocabulary import Vocabulary
from rule_sets import VOCABULARY, Data, fact, values


def vocabulary(facts: Data) -> Vocabulary:
    return Vocabulary.model_validate({"facts": facts})


def refusal(facts: Data) -> str:
    with pytest.raises(ValidationError) as error:
        vocabulary(facts)
    return str(error.value)


def test_a_value_accepts_those_that_it_includes_at_any_depth() -> None:
    found = vocabulary({"f": fact("enumeration", values=values("a", "b", "c", "d", a=["b"], b=["c"]))}).facts["f"]
    assert found.accepted("a") == {"a", "b", "c"}
    assert found.accepted("c") == {"c"}
    with pytest.raises(KeyError):
        found.accepted("e")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"f": fact("enumeration")}, "va avec le type"),
        ({"f": fact("text", values=values("a"))}, "va avec le type"),
        ({"f": fact("enumeration", values=values("a", a=["b"]))}, "valeur inconnue"),
        ({"f": fact("enumeration", values=values("a", a=["a"]))}, "s’inclut elle-même"),
        ({"f": fact("enumeration", values=values("a", "b", "c", a=["b"], b=["c"], c=["b"]))}, "s’inclut elle-même"),
        ({"liste[].f": fact("text")}, "n’a pas de liste"),
        ({"liste": fact("text"), "liste[].f": fact("text")}, "n’a pas de liste"),
        ({"f": fact("float")}, "literal_error"),
        ({"F": fact("text")}, "string_pattern_mismatch"),
        ({"f": {"type": "text"}}, "missing"),
        ({"f": fact("text", unit="kilos")}, "literal_error"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(facts: Data, why: str) -> None:
    assert why in refusal(facts)


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
    assert vocabulary(VOCABULARY).resolve(path, scope) == full


def test_facts_are_nested_as_a_dossier_nests_them() -> None:
    found = vocabulary(VOCABULARY)
    assert set(found.lists) == {"porteurs", "depenses"}
    assert set(found.lists["porteurs"]) == {"nom", "siret", "categorie", "informe"}
    top: Any = found.trees[None]
    assert top["projet"]["pret"].type == "boolean"
    assert set(found.trees["depenses"]) == {"libelle", "montant_ttc", "annee", "titre", "pays"}


def test_a_value_is_named_by_its_label_in_either_language_too() -> None:
    found = vocabulary({"f": fact("enumeration", values=values("a", "b"))}).facts["f"]
    assert found.spellings == {"a": "a", "b": "b", "valeur a": "a", "valeur b": "b"}
