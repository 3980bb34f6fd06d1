"""The script's report of a dossier is Python's, for the themes of the catalogue and for random rule sets."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest

from conformance.columns import Maker
from random_rules import coarser, full_facts, holes, plan_with, theme, without
from relance_rules import Money, load_rules
from relance_rules.checking.check import Elsewhere, Known
from relance_rules.plan.ruleset import Plan, Theme
from targets.javascript.twins import Asked, reports

RULES = load_rules()


def same(script: Path, plan: Plan, asked: list[Asked]) -> None:
    for one, (expected, found) in zip(asked, reports(script, plan, asked), strict=True):
        assert found == expected, one


def others(plan: Plan, of: Theme, random: Random) -> Known | None:
    """What a batch may know of the other dossiers of the scopes of a theme."""
    if not of.scopes or random.random() < 0.3:
        return None
    granted = random.choice((None, Money(0), Money(random.randint(0, 10**8))))
    cost = random.choice((None, None, Money(random.randint(0, 10**9))))
    return {scope: Elsewhere(granted, cost) for scope in of.scopes}


def test_the_themes_of_the_catalogue_are_checked_alike(script: Path) -> None:
    random, asked = Random(11), list[Asked]()  # noqa: S311 - the same on every run
    for code in RULES:
        maker = Maker(RULES.plan, RULES[code], random)
        asked += ((code, maker.dossier(), others(RULES.plan, RULES[code], random)) for _ in range(25))
    same(script, RULES.plan, asked)


def test_random_rule_sets_are_checked_alike(script: Path) -> None:
    random = Random(12)  # noqa: S311 - the same on every run
    for _ in range(40):
        plan, made = plan_with(theme(random, supposing=random.random() < 0.5))
        same(script, plan, [(made.code, dossier(random), others(plan, made, random)) for _ in range(12)])


def dossier(random: Random) -> dict[str, object]:
    """A dossier that may leave out anything, or contradict itself."""
    facts = coarser(full_facts(random), random)
    return without(facts, holes(facts, random, set(), random.choice((0, 0.05, 0.2, 0.5))))
