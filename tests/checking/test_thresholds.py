"""Every threshold of the catalogue's sizes, windows and ceilings, one cent or one day on either side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from relance_rules import Euro, check, load_rules
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.predicates import Every, FactTest, Predicate
from rule_sets import Data, outcome

RULES = load_rules()
CENT, DAY = 1, timedelta(days=1)


def meeting(guard: Predicate | None) -> Data:
    """Facts for which a guard of the catalogue holds: a way in, or the kind of every applicant."""
    if guard is None:
        return {}
    if isinstance(guard, Every):
        return {guard.every: [meeting(guard.satisfies)]}
    assert isinstance(guard, FactTest)
    return {guard.fact: guard.is_ if guard.in_ is None else guard.in_[0]}


def avoiding(guards: list[Predicate]) -> Data:
    """Facts for which no guard holds."""
    found: Data = {}
    for guard in guards:
        if isinstance(guard, Every):
            found[guard.every] = [{"categorie": "administration_centrale"}]
        else:
            assert isinstance(guard, FactTest)
            values = RULES.vocabulary.facts[guard.fact].values or {}
            found[guard.fact] = next(value for value in values if value != guard.is_)
    return found


def sizes() -> Iterator[tuple[str, Data, int, str]]:
    for code, theme in RULES.items():
        met: list[Predicate] = []
        for each in theme.theme.size.ranges:
            facts = avoiding(met) if each.when is None else meeting(each.when)
            if each.when is not None:
                met.append(each.when)
            for bound, inside, outside in (
                (each.at_least, 0, -CENT),
                (each.more_than, CENT, 0),
                (each.at_most, 0, CENT),
                (each.less_than, -CENT, 0),
            ):
                if bound is not None:
                    yield code, facts, bound + inside, "pass"
                    yield code, facts, bound + outside, "fail"


SIZES = list(sizes())


@pytest.mark.parametrize(("code", "facts", "cost", "expected"), SIZES, ids=lambda value: str(value))
def test_a_size_is_exact_to_the_cent(code: str, facts: Data, cost: int, expected: str) -> None:
    report = check({"theme": code, **facts, "projet": {"cout_total_ttc": Euro(cost)}}, RULES)
    assert outcome(report, "taille") == expected


def windows() -> Iterator[tuple[str, Data, date, str]]:
    for code, theme in RULES.items():
        for each in theme.theme.windows:
            facts = meeting(each.when)
            yield code, facts, each.opens, "pass"
            yield code, facts, each.opens - DAY, _there(theme, facts, each.opens - DAY)
            if each.closes is not None:
                yield code, facts, each.closes, "pass"
                yield code, facts, each.closes + DAY, _there(theme, facts, each.closes + DAY)


def _there(theme: CompiledTheme, facts: Data, day: date) -> str:
    """Whether another window of the same way in takes the day."""
    others = [w for w in theme.theme.windows if meeting(w.when) == facts]
    return "pass" if any(w.opens <= day and (w.closes is None or day <= w.closes) for w in others) else "fail"


WINDOWS = list(windows())


@pytest.mark.parametrize(("code", "facts", "filed", "expected"), WINDOWS, ids=lambda value: str(value))
def test_a_window_is_exact_to_the_day(code: str, facts: Data, filed: date, expected: str) -> None:
    report = check({"theme": code, **facts, "depose_le": filed}, RULES)
    assert outcome(report, "depot") == expected


def test_the_catalogue_has_thresholds_to_try() -> None:
    assert len({code for code, *_ in SIZES}) == 15, "ITN4 sets none"
    assert len({code for code, *_ in WINDOWS}) == 16
    assert {expected for *_, expected in WINDOWS} == {expected for *_, expected in SIZES} == {"pass", "fail"}


@pytest.mark.parametrize("code", [code for code in RULES if RULES[code].theme.funding.ceilings])
def test_a_ceiling_is_exact_to_the_cent(code: str) -> None:
    """One cent of room is one cent of grant; none is none, and the base is never cut."""
    for ceiling in RULES[code].theme.funding.ceilings:
        cost = Euro(ceiling.amount * 4)
        line = {"montant_ttc": cost, "titre": 3, "annee": 2021, "nature": "prestation"}
        for used in (0, ceiling.amount - 1, ceiling.amount, ceiling.amount + 1):
            earlier = used if ceiling.per == "project" else 0
            dossier = {"theme": code, "depenses": [line], "financement": {"subventions_anterieures": Euro(earlier)}}
            funded = check(dossier, RULES).funding
            assert funded.base == cost
            (use,) = [use for use in funded.ceilings if use.id == f"{code}.{ceiling.id}"]
            assert use.already_used == earlier
            assert funded.grant is not None
            assert funded.grant <= max(0, ceiling.amount - earlier)
            if use.binding:
                assert funded.grant == max(0, ceiling.amount - earlier)
