"""The terms of the solver say of a dossier what the closures say of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings

from core_strategies import DOSSIERS, ITEMS, days, numbers, truths, vocabulary
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Plan, Roles
from relance_rules.targets.python import program_of
from relance_rules.targets.smt import AnyDossier, Translation, any_dossier
from relance_rules.values import Text
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
