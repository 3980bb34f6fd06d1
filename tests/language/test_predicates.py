from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from relance_rules.language.predicates import OPERATORS, FactTest, Predicate
from relance_rules.values import Euro

READ: TypeAdapter[Predicate] = TypeAdapter(Predicate)

SOUND: dict[str, Any] = {
    "fact": {"fact": "projet.pret", "is": "true"},
    "sum": {"sum": "depenses[].montant_ttc", "at_most": "2 M€"},
    "count": {"count": "porteurs", "more_than": "2"},
    "share": {"share": "depenses[].montant_ttc", "where": {"fact": "pays", "is": "FR"}, "at_least": "50 %"},
    "all": {"all": [{"fact": "a", "is": "b"}]},
    "any": {"any": [{"fact": "a", "is": "b"}]},
    "not": {"not": {"fact": "a", "is": "b"}},
    "every": {"every": "porteurs", "satisfies": {"fact": "a", "is": "b"}},
    "some": {"some": "porteurs", "satisfies": {"fact": "a", "is": "b"}},
    "none": {"none": "porteurs", "satisfies": {"fact": "a", "is": "b"}},
}


@pytest.mark.parametrize("name", OPERATORS)
def test_the_key_tells_the_operator(name: str) -> None:
    assert type(READ.validate_python(SOUND[name])) is OPERATORS[name]


@pytest.mark.parametrize(
    ("written", "bound", "kind"),
    [
        ("2 M€", Euro(200_000_000), Euro),
        ("50 %", Fraction(1, 2), Fraction),
        ("12", 12, int),
        ("1 000 000", 1_000_000, int),
    ],
)
def test_a_bound_is_an_amount_a_rate_or_a_number(written: str, bound: Any, kind: type) -> None:
    node = READ.validate_python({"fact": "a", "at_least": written})
    assert isinstance(node, FactTest)
    assert node.at_least == bound
    assert type(node.at_least) is kind


@pytest.mark.parametrize(
    "broken",
    [
        {},
        [],
        "projet.pret",
        None,
        {"unless": {"fact": "a", "is": "b"}},
        {"fact": "a"},
        {"fact": "a", "known": "false"},
        {"fact": "a", "known": "oui"},
        {"fact": "a", "equals": "b"},
        {"fact": "a", "in": []},
        {"fact": "a", "in": "b"},
        {"fact": "a", "at_least": "12.5"},
        {"fact": "a", "at_least": "12 mois"},
        {"fact": "a", "at_least": "-1"},
        {"fact": "a", "at_least": 0.5},
        {"fact": "a", "before": "demain"},
        {"fact": "a", "is": "b", "all": []},
        {"sum": "depenses[].montant_ttc"},
        {"count": "porteurs"},
        {"share": "depenses[].montant_ttc", "at_least": "50 %"},
        {"all": []},
        {"any": []},
        {"all": {"fact": "a", "is": "b"}},
        {"not": []},
        {"not": {}},
        {"every": "porteurs"},
        {"satisfies": {"fact": "a", "is": "b"}},
        {"every": "porteurs", "satisfies": {"fact": "a"}},
    ],
    ids=repr,
)
def test_what_is_no_predicate_is_refused(broken: Any) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(broken)
