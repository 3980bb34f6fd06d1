"""The terms of each shipped theme say of random dossiers what the closures say of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_rules import load_rules
from relance_rules.plan import nodes
from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import Compare, Const, Fact, Fold, Node, plain
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.python import program_of
from relance_rules.targets.python.totals import settle_total
from relance_rules.targets.smt import AnyDossier, Translation, any_dossier
from relance_rules.values import Money
from solver_terms import all_settled, known_to

ITEMS = 2


@cache
def plan() -> Plan:
    return load_rules().plan


class Terms(NamedTuple):
    """A theme with the terms of each of its truths and numbers."""

    dossier: AnyDossier
    truths: tuple[Node, ...]
    numbers: tuple[Node, ...]
    terms: tuple[Any, ...]


@cache
def terms_of(code: str) -> Terms:
    theme = plan().themes[code]
    dossier = any_dossier(plan(), ITEMS)
    translation = Translation(dossier)
    truths, numbers = tuple(_truths(theme)), () if theme.funding is None else theme.funding.steps
    terms: list[Any] = [term for node in truths for term in translation.truth(node)]
    terms += [term for node in numbers for term in translation.number(node)]
    return Terms(dossier, truths, numbers, tuple(terms))


def _truths(theme: Theme) -> Iterator[Node]:
    for statement in (*theme.windows, *(theme.ranges or ()), *theme.rules):
        if statement.when is not None:
            yield statement.when
    yield from (window.within for window in theme.windows if window.within is not None)
    yield from (entry.within for entry in theme.ranges or () if entry.within is not None)
    yield from (rule.require for rule in theme.rules if rule.require is not None)


# ---- dossiers


@cache
def dossiers(code: str) -> st.SearchStrategy[dict[str, Any]]:
    """Dossiers that state some of the facts that a theme reads, near the limits that it sets."""
    read = list(dict.fromkeys(_read(plan().themes[code])))
    limits = dict(_limits(plan().themes[code]))
    facts = plan().facts
    singles = {path: _values(facts[path], limits.get(path, ())) for path in read if "[]" not in path}
    lists: dict[str, dict[str, st.SearchStrategy[Any]]] = {}
    for path in read:
        owner, inside, name = path.partition("[].")
        if inside:
            lists.setdefault(owner, {})[name] = _values(facts[path], limits.get(path, ()))
    for owner, inner in lists.items():
        item = st.fixed_dictionaries({}, optional=inner).filter(bool)
        singles[owner] = st.lists(item, min_size=1, max_size=ITEMS).map(tuple)
    return st.fixed_dictionaries({}, optional=singles)


def _read(theme: Theme) -> Iterator[str]:
    """The facts that a theme reads."""
    for root in theme.roots():
        for node in nodes.walk(root):
            if isinstance(node, Fact) and node.path in plan().facts:
                yield node.path


def _limits(theme: Theme) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The constants that each fact is compared with, alone or added up."""
    found: dict[str, dict[int, None]] = {}
    for root in theme.roots():
        for node in nodes.walk(root):
            if isinstance(node, Compare):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    compared, constant = plain(one), plain(other)
                    if isinstance(constant, Const) and isinstance(constant.value, int):
                        for path in _paths(compared):
                            found.setdefault(path, {})[constant.value] = None
    yield from ((path, tuple(values)) for path, values in found.items())


def _paths(node: Node) -> Iterator[str]:
    match node:
        case Fact(path=path):
            yield path
        case Fold(of=of):
            yield from (inner.path for inner in nodes.walk(of) if isinstance(inner, Fact))


def _values(fact: FactDef, limits: tuple[int, ...]) -> st.SearchStrategy[Any]:
    near = sorted({max(0, limit + step) for limit in limits for step in (-1, 0, 1)} or {0, 1, 50_000_000})
    match fact.type:
        case "money":
            return st.sampled_from([*near, 1_000_00, 333_333_33]).map(Money)
        case "integer":
            return st.sampled_from(near)
        case "percentage":
            return st.sampled_from([0, 333_333, 1_000_000]).map(lambda part: Fraction(part, 10**6))
        case "date":
            days = [date.fromordinal(limit) for limit in limits] or [date(2021, 2, 1)]
            return st.builds(lambda day, by: day + timedelta(by), st.sampled_from(days), st.integers(-1, 1))
        case "boolean":
            return st.booleans()
        case "enumeration":
            return st.sampled_from(list(fact.values or ()))
        case "country":
            return st.sampled_from(["FR", "DE"])
        case _:
            return st.just("texte")


# What a batch knows of the project: what the range of sizes of SNAP3 takes, and what it does not.
GRANTED = {"batch.project": Money(100_000_00)}
OTHERS = [GRANTED, *({**GRANTED, "batch.cost": Money(cost)} for cost in (0, 500_000_00, 9_000_000_00))]


@pytest.mark.parametrize("code", list(load_rules()))
def test_the_solver_says_of_a_theme_what_the_closures_say(code: str) -> None:
    known, program = terms_of(code), program_of(plan().facts)

    @settings(max_examples=25)
    @given(facts=dossiers(code), others=st.sampled_from(OTHERS))
    def agree(facts: dict[str, Any], others: dict[str, Any]) -> None:
        read = {**settle_total(facts, plan().roles).facts, **others}
        found = all_settled(list(known.terms), known_to(known.dossier, read))
        truths, numbers = found[: 2 * len(known.truths)], found[2 * len(known.truths) :]
        for place, node in enumerate(known.truths):
            holds, fails = truths[2 * place : 2 * place + 2]
            said = program.truth(node, read, {}).value
            assert said is (True if holds else False if fails else None), (code, node)
        for place, node in enumerate(known.numbers):
            low, high, no_low, no_high = numbers[4 * place : 4 * place + 4]
            said = program.interval(node, read, {}).value
            assert said == (None if no_low else low, None if no_high else high), (code, node)

    agree()


def test_the_constraints_keep_the_dossiers_that_do_not_contradict_themselves() -> None:
    dossier = any_dossier(plan(), ITEMS)
    alone = {f"batch.{scope}": Money(0) for scope in plan().scopes}

    @given(facts=dossiers("SNAP3"), total=st.none() | st.integers(0, 3).map(Money))
    def kept(facts: dict[str, Any], total: Money | None) -> None:
        role = plan().roles.total
        assert role is not None
        stated = {path: value for path, value in facts.items() if path != role.path}
        if total is not None:
            stated[role.path] = total
        read, contradiction = settle_total(stated, plan().roles)
        constraints = z3.And(list(dossier.constraints()))
        [as_stated] = all_settled([constraints], known_to(dossier, {**stated, **alone}))
        # What the lines add up to is stated as well, once read.
        assert as_stated is (contradiction is None and read == stated)
        [once_read] = all_settled([constraints], known_to(dossier, {**read, **alone}))
        assert once_read or contradiction is not None
        [shared] = all_settled([constraints], known_to(dossier, {**read, **alone, "batch.cost": Money(0)}))
        assert not shared

    kept()
