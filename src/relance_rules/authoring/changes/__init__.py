"""What changed between two sets of rules: each difference of meaning, with what stood before and what stands now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from relance_rules.authoring.changes.parts import Action, Change
from relance_rules.authoring.changes.shared import compare_definitions, compare_facts, compare_manifests
from relance_rules.authoring.changes.themes import compare_theme
from relance_rules.plan.ruleset import Plan, Theme

__all__ = ["Action", "Change", "RuleBook", "compare"]


class RuleBook(NamedTuple):
    """A rule set, and those of its themes that are compared, by code."""

    plan: Plan
    themes: Mapping[str, Theme]


def compare(old: RuleBook, new: RuleBook) -> Iterator[Change]:
    """Every difference between two sets of rules: its manifest, its themes in order of code, its facts."""
    yield from compare_manifests(old.plan, new.plan)
    yield from _once(list(_themes(old, new)), [code for code in new.themes if code in old.themes])
    yield from compare_facts(old.plan.facts, new.plan.facts)
    yield from compare_definitions(old.themes, new.themes, old.plan.facts, new.plan.facts)


def _themes(old: RuleBook, new: RuleBook) -> Iterator[Change]:
    for code in sorted({*old.themes, *new.themes}):
        before, after = old.themes.get(code), new.themes.get(code)
        if before is None and after is not None:
            yield Change(code, "theme", None, "added", label=after.title)
        elif after is None and before is not None:
            yield Change(code, "theme", None, "removed", label=before.title)
        elif before is not None and after is not None:
            yield from compare_theme(before, after, old.plan, new.plan)


def _once(changes: list[Change], codes: list[str]) -> Iterator[Change]:
    """The changes of the themes; what changes alike in the notices of all of them is told of the whole set."""
    for change in changes:
        everywhere = len(codes) > 1 and all(change._replace(theme=code) in changes for code in codes)
        if change.family != "notices" or not everywhere:
            yield change
        elif change.theme == codes[0]:
            yield change._replace(theme=None)
