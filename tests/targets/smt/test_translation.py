"""The terms of the solver say of a dossier what the closures say of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from core_strategies import DOSSIERS, ITEMS, days, numbers, truths, vocabulary
from relance_rules.plan.facts import RATE_SCALE
from relance_rules.plan.nodes import Node, Unit
from relance_rules.plan.ruleset import Plan, Roles
from relance_rules.targets.python import program_of
from relance_rules.targets.python.program import shifted as shifted_by_closures
from relance_rules.targets.smt import AnyDossier, Translation, any_dossier
from relance_rules.targets.smt.days import shifted
from relance_rules.values import MAX_AMOUNT, Text
from solver_terms import all_settled, known_to


@cache
def dossier() -> AnyDossier:
    text = Text({"fr": "Un essai", "en": "A trial"})
    plan = Plan("essai", "1", text, ("fr",), None, vocabulary(), {}, {}, Roles(), {}, {})
    return any_dossier(plan, ITEMS)


@settings(max_examples=300)
@given(node=truths(False, 2), facts=DOSSIERS)
def test_the_solver_finds_the_truth_that_the_closures_find(node: Node, facts: dict[str, Any]) -> None:
    truth = Translation(dossier()).truth(node)
    holds, fails = all_settled(list(truth), known_to(dossier(), facts))
    assert not (holds and fails)
    assert program_of(vocabulary()).truth(node, facts, {}).value is (True if holds else False if fails else None)


@settings(max_examples=300)
@given(node=numbers(False, 2) | days(False, 2), facts=DOSSIERS)
def test_the_solver_finds_what_is_possible_of_a_number_as_the_closures_do(node: Node, facts: dict[str, Any]) -> None:
    ends = Translation(dossier()).number(node)
    low, high, no_low, no_high, known = all_settled([*ends, ends.known], known_to(dossier(), facts))
    found = program_of(vocabulary()).interval(node, facts, {}).value
    assert found == (None if no_low else low, None if no_high else high)
    assert known == (found[0] is not None and found[0] == found[1])


@given(facts=DOSSIERS)
def test_a_dossier_comes_back_from_the_model_that_describes_it(facts: dict[str, Any]) -> None:
    solver = z3.Solver()
    solver.add([symbol == value for symbol, value in known_to(dossier(), facts)])
    solver.add(*dossier().constraints())
    assert solver.check() == z3.sat
    assert dossier().facts_in(solver.model()) == facts


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("cout", MAX_AMOUNT * 100 + 1),
        ("mois", -1),
        ("mois", 13),
        ("part", 10**RATE_SCALE + 1),
        ("revenu", 10 * 10**RATE_SCALE + 1),
        ("jour", 0),
        ("jour", date.max.toordinal() + 1),
        ("lieu", 5),
    ],
)
def test_no_value_is_out_of_what_a_dossier_can_state(path: str, value: int) -> None:
    solver, symbol = z3.Solver(), dossier().facts[path]
    solver.add(*dossier().constraints(), symbol.stated)
    assert solver.check(symbol.value == value) == z3.unsat
    assert solver.check(symbol.value == symbol.last) == z3.sat


@given(day=st.dates(), by=st.integers(-30_000, 30_000), unit=st.sampled_from(["days", "months", "years"]))
def test_days_move_in_the_calendar_of_the_solver_as_in_that_of_the_closures(day: date, by: int, unit: Unit) -> None:
    assert shifted(day.toordinal(), by, unit) == shifted_by_closures(day.toordinal(), by, unit)
