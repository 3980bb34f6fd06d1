from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from relance_rules.language.definitions import Definitions
from rule_sets import Data, both, values


def refusal(**parts: Any) -> str:
    with pytest.raises(ValidationError) as error:
        Definitions.model_validate(parts)
    return str(error.value)


def derived(**more: Any) -> Data:
    return {"x": {"type": "boolean", "label": both("X"), "value": "projet.pret", **more}}


def parameter(*days: str, **more: Any) -> Data:
    return {"p": {"type": "money", "values": [{"from": day, "is": "1 EUR"} for day in days], **more}}


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (derived(type="list"), "un fait dérivé est une seule valeur"),
        (derived(type="flags"), "un fait dérivé est une seule valeur"),
        (derived(type="enumeration"), "va avec le type"),
        (derived(values=values("a")), "va avec le type"),
        (derived(type="enumeration", values=values("a", a=["b"])), "comprend une valeur inconnue"),
        (derived(type="enumeration", values=values("a", "b", a=["b"], b=["a"])), "s’inclut elle-même"),
        (derived(value=None), "expression"),
        ({"X": derived()["x"]}, "string_pattern_mismatch"),
        ({"x": {"type": "boolean", "value": "projet.pret"}}, "missing"),
    ],
)
def test_a_derived_fact_that_contradicts_itself_is_refused(made: Data, why: str) -> None:
    assert why in refusal(derived=made)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (parameter(), "too_short"),
        (parameter("2022-01-01", "2021-01-01"), "les dates vont croissant"),
        (parameter("2021-01-01", "2021-01-01"), "les dates vont croissant"),
        (parameter("2021-01-01", type="text"), "literal_error"),
        (parameter("2021-13-01"), "n’existe pas dans le calendrier"),
        (parameter("2021-01-01", by="Depose"), "string_pattern_mismatch"),
    ],
)
def test_a_parameter_goes_up_in_time(made: Data, why: str) -> None:
    assert why in refusal(parameters=made)


def test_what_is_given_is_read() -> None:
    found = Definitions.model_validate({"parameters": parameter("2021-01-01", "2022-01-01"), "derived": derived()})
    assert found.parameters["p"].kind == "money"
    assert [value.from_.year for value in found.parameters["p"].values] == [2021, 2022]
    assert found.derived["x"].as_fact().type == "boolean"
    assert Definitions.model_validate({}).statements == {}


def test_a_statement_holds_keys() -> None:
    assert "dict_type" in refusal(statements={"s": "texte"})
    assert "string_pattern_mismatch" in refusal(statements={"S": {}})
