"""The terms of the solver say of a dossier what the closures say of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import example, given, settings

from condition_strategies import CONDITIONS, QUANTITIES, book
from condition_strategies import DOSSIERS as LANGUAGE_DOSSIERS
from core_nodes import node_of
from core_strategies import DOSSIERS, ITEMS, days, numbers, truths, vocabulary
from relance_rules.plan.facts import RATE_SCALE
from relance_rules.plan.nodes import Apply, Choose, Const, Fact, In, Node, Unit
from relance_rules.plan.ruleset import Plan, Roles
from relance_rules.targets.python import program_of
from relance_rules.targets.python.arithmetic import shifted as shifted_by_closures
from relance_rules.targets.smt import AnyDossier, Translation, any_dossier
from relance_rules.targets.smt.days import FIRST, LAST, shifted
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


_OPEN = In(Fact("vrai"), ("true",))
_DAY, _FIVE, _MINUS_TWO = Const("day", 738_000), Const("number", 5), Const("number", -2)


@settings(max_examples=300)
@given(node=numbers(False, 2) | days(False, 2), facts=DOSSIERS)
@example(node=Choose(_OPEN, Fact("jour"), _DAY), facts={})
@example(node=Choose(_OPEN, _DAY, Fact("jour")), facts={})
@example(node=Choose(_OPEN, Fact("cout"), _FIVE), facts={})
@example(node=Choose(_OPEN, _FIVE, Fact("cout")), facts={})
@example(node=Apply("quotient", (Fact("mois"), _MINUS_TWO, _FIVE), _FIVE, "down"), facts={})
@example(node=Apply("quotient", (_FIVE, _MINUS_TWO, _FIVE), Const("number", 1), "up"), facts={})
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


def test_days_move_in_the_calendar_of_the_solver_as_in_that_of_the_closures() -> None:
    units: list[Unit] = ["days", "months", "years"]
    spans = [
        (FIRST, 800),
        (date(1999, 12, 1).toordinal(), 900),
        (date(2099, 12, 1).toordinal(), 500),
        (LAST - 800, 801),
    ]
    for start, count in spans:
        for day in range(start, start + count):
            for by in (-25, -14, -9, -4, -1, 0, 1, 2, 3, 7, 12, 30):
                for unit in units:
                    assert shifted(day, by, unit) == shifted_by_closures(day, by, unit), (day, by, unit)


# ---- what rule files write


@cache
def written() -> AnyDossier:
    text = Text({"fr": "Un essai", "en": "A trial"})
    return any_dossier(Plan("essai", "1", text, ("fr",), None, book().facts, {}, {}, Roles(), {}, {}), 3)


@settings(max_examples=150)
@given(condition=CONDITIONS, facts=LANGUAGE_DOSSIERS)
def test_the_solver_finds_the_truth_of_what_rule_files_write(condition: Any, facts: dict[str, Any]) -> None:
    node = node_of(condition, book())
    holds, fails = all_settled(list(Translation(written()).truth(node)), known_to(written(), facts))
    assert program_of(book().facts).truth(node, facts, {}).value is (True if holds else False if fails else None)


@settings(max_examples=150)
@given(quantity=QUANTITIES, facts=LANGUAGE_DOSSIERS)
def test_the_solver_measures_what_rule_files_write(quantity: Any, facts: dict[str, Any]) -> None:
    node = node_of(quantity, book(), condition=False)
    ends = Translation(written()).number(node)
    low, high, no_low, no_high = all_settled(list(ends), known_to(written(), facts))
    found = program_of(book().facts).interval(node, facts, {}).value
    assert found == (None if no_low else low, None if no_high else high)
