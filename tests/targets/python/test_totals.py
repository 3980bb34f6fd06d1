from __future__ import annotations

from typing import Any

import pytest

from relance_rules.plan.ruleset import Lines, Role, Roles
from relance_rules.targets.python.totals import set_aside, settle_total
from relance_rules.values import Money
from rule_sets import said

TOTAL, LINES = "cout", "depenses"
ROLES = Roles(total=Role(TOTAL), lines=Lines(LINES, "montant"))


def facts(total: int | None, *amounts: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {"reference": "a"}
    if total is not None:
        found[TOTAL] = Money(total)
    if amounts:
        found[LINES] = tuple({} if amount is None else {"montant": Money(amount)} for amount in amounts)
    return found


@pytest.mark.parametrize(
    "stated",
    [
        facts(None),
        facts(100),
        facts(100, 60, 40),
        facts(0, 0),
        facts(None, None),
        facts(None, 60, None),
        facts(100, 60, None),
        facts(100, 100, None),
    ],
    ids=range(8),
)
def test_lines_and_total_that_may_agree_are_left_alone(stated: dict[str, Any]) -> None:
    assert settle_total(stated, ROLES) == (stated, None)


def test_the_sum_of_all_the_lines_is_the_total_where_none_is_stated() -> None:
    settled, contradiction = settle_total(facts(None, 60, 41), ROLES)
    assert contradiction is None
    assert settled[TOTAL] == Money(101)
    assert type(settled[TOTAL]) is Money


@pytest.mark.parametrize(
    "stated", [facts(100, 60, 41), facts(102, 60, 41), facts(0, 1), facts(1, 0), facts(100, 101, None)], ids=range(5)
)
def test_a_difference_of_one_cent_is_a_contradiction_and_both_leave(stated: dict[str, Any]) -> None:
    settled, contradiction = settle_total(stated, ROLES)
    assert settled == {"reference": "a"}
    assert contradiction is not None
    sentence = said(contradiction)
    for amount in (stated[TOTAL], Money(sum(line.get("montant", 0) for line in stated[LINES]))):
        assert said(amount) in sentence


@pytest.mark.parametrize("roles", [Roles(total=ROLES.total), Roles(lines=ROLES.lines), Roles()], ids=range(3))
def test_a_rule_set_without_a_total_or_without_lines_has_nothing_to_compare(roles: Roles) -> None:
    assert settle_total(facts(100, 60), roles) == (facts(100, 60), None)


def test_what_a_contradiction_leaves_out_is_not_missing() -> None:
    paths = (TOTAL, LINES, f"{LINES}[1].montant", "reference", "cout_total")
    assert [set_aside(path, ROLES) for path in paths] == [True, True, True, False, False]
    assert not any(set_aside(path, Roles()) for path in paths)
