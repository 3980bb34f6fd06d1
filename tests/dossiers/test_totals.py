from __future__ import annotations

from typing import Any

import pytest

from relance_rules.dossiers.totals import LINES, TOTAL, settle_total
from relance_rules.values import Euro
from rule_sets import said


def facts(total: int | None, *amounts: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {"reference": "a"}
    if total is not None:
        found[TOTAL] = Euro(total)
    if amounts:
        found[LINES] = tuple({} if amount is None else {"montant_ttc": Euro(amount)} for amount in amounts)
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
    assert settle_total(stated) == (stated, None)


def test_the_sum_of_all_the_lines_is_the_total_where_none_is_stated() -> None:
    settled, contradiction = settle_total(facts(None, 60, 41))
    assert contradiction is None
    assert settled[TOTAL] == Euro(101)
    assert type(settled[TOTAL]) is Euro


@pytest.mark.parametrize(
    "stated", [facts(100, 60, 41), facts(102, 60, 41), facts(0, 1), facts(1, 0), facts(100, 101, None)], ids=range(5)
)
def test_a_difference_of_one_cent_is_a_contradiction_and_both_leave(stated: dict[str, Any]) -> None:
    settled, contradiction = settle_total(stated)
    assert settled == {"reference": "a"}
    assert contradiction is not None
    sentence = said(contradiction)
    for amount in (stated[TOTAL], Euro(sum(line.get("montant_ttc", 0) for line in stated[LINES]))):
        assert said(amount) in sentence
