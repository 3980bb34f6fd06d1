"""A theme compiled once: its rules, its funding and its requirements, ready to meet dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

from relance_rules.compiler.closures import Closure, compile_predicate
from relance_rules.compiler.derived import in_time, in_window, of_range, of_size
from relance_rules.dossiers.totals import LINES
from relance_rules.language.base import Source
from relance_rules.language.predicates import FactTest, Predicate
from relance_rules.language.theme import (
    SIZE_RULE,
    STAFF_RULE,
    WINDOW_RULE,
    Ceiling,
    Condition,
    Exclusion,
    Requirement,
    Size,
    SizeRange,
    Theme,
    Unreadable,
    Window,
)
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.values import Money

if TYPE_CHECKING:
    from pydantic import BaseModel


class CompiledRule(NamedTuple):
    """A rule of eligibility. ``require`` is None where the catalogue sets no limit; ``id`` carries the theme."""

    id: str
    statement: Condition | Size | tuple[Window, ...]
    require: Closure | None
    when: Closure | None
    source: Source
    reading: str | None


class CompiledExclusion(NamedTuple):
    """Which expense lines leave the base; ``statement`` is None for the staff costs of a theme that excludes them."""

    id: str
    statement: Exclusion | None
    when: Closure
    source: Source
    reading: str | None


class CompiledBracket(NamedTuple):
    """A marginal bracket: cents from ``start`` to ``end`` (None: no end) at ``weight`` over the scale's ``unit``."""

    start: int
    end: int | None
    weight: int


class CompiledScale(NamedTuple):
    """Marginal brackets whose rates share one denominator, ``unit``: whole numbers keep the sum exact."""

    brackets: tuple[CompiledBracket, ...]
    unit: int

    def grant(self, base: int) -> Money:
        """The grant of a base in cents, rounded down to the cent once, at the end (reading R2)."""
        amount = 0
        for start, end, weight in self.brackets:
            if base <= start:
                break
            amount += ((base if end is None or base < end else end) - start) * weight
        return Money(amount // self.unit)


class CompiledRequirement(NamedTuple):
    """A commitment or a document: the path of the fact that gives it, and when it is asked."""

    fact: str
    statement: Requirement
    when: Closure | None


class Guarded(NamedTuple):
    """A window or a range with its compiled guard and its compiled whole."""

    statement: Window | SizeRange
    guard: Closure | None
    within: Closure


@dataclass(frozen=True)
class CompiledTheme:
    """A theme ready to meet dossiers. Pure: it keeps no state between them."""

    theme: Theme
    vocabulary: Vocabulary
    rules: tuple[CompiledRule, ...]
    windows: tuple[Guarded, ...]
    ranges: tuple[Guarded, ...]
    exclusions: tuple[CompiledExclusion, ...]
    scale: CompiledScale
    ceilings: tuple[tuple[str, Ceiling], ...]
    staff: Closure
    commitments: tuple[CompiledRequirement, ...] | None
    documents: tuple[CompiledRequirement, ...]

    @property
    def code(self) -> str:
        """The catalogue's short name of the theme."""
        return self.theme.theme

    @property
    def staff_valued(self) -> bool:
        """Whether staff costs count in the total and are borne by the applicant (reading R5)."""
        return self.theme.funding.staff == "valued"

    @cached_property
    def limits_project(self) -> bool:
        """Whether a ceiling counts the grants of all the dossiers of a project."""
        return any(ceiling.per == "project" for _, ceiling in self.ceilings)

    @cached_property
    def flags(self) -> dict[str, frozenset[str] | None]:
        """The names that ``engagements`` and ``pieces`` may hold; None where the catalogue's list is unknown."""
        commitments = self.commitments
        return {
            "engagements": None if commitments is None else frozenset(c.statement.id for c in commitments),
            "pieces": frozenset(d.statement.id for d in self.documents),
        }

    @cached_property
    def ways_in(self) -> tuple[str, ...]:
        """The facts that choose between the windows of the theme."""
        return tuple(
            dict.fromkeys(window.when.fact for window in self.theme.windows if isinstance(window.when, FactTest))
        )

    @cached_property
    def model(self) -> type[BaseModel]:
        """A pydantic model of a dossier of this theme, whose validators are the rules of eligibility."""
        from relance_rules.compiler.model import build_model

        return build_model(self)


def compile_theme(theme: Theme, vocabulary: Vocabulary) -> CompiledTheme:
    """Compile a theme that was checked against the vocabulary."""

    def optional(node: Predicate | None) -> Closure | None:
        return None if node is None else compile_predicate(node, vocabulary)

    def requirements(family: str, listed: Sequence[Requirement]) -> tuple[CompiledRequirement, ...]:
        return tuple(CompiledRequirement(f"{family}.{r.id}", r, optional(r.when)) for r in listed)

    is_staff = compile_predicate(FactTest.model_construct(fact="titre", is_="2"), vocabulary, LINES)
    commitments = theme.commitments
    return CompiledTheme(
        theme=theme,
        vocabulary=vocabulary,
        rules=tuple(_rules(theme, vocabulary)),
        windows=tuple(Guarded(w, optional(w.when), compile_predicate(in_window(w), vocabulary)) for w in theme.windows),
        ranges=tuple(
            Guarded(r, optional(r.when), compile_predicate(of_range(r), vocabulary)) for r in theme.size.ranges
        ),
        exclusions=tuple(_exclusions(theme, vocabulary, is_staff)),
        scale=_scale(theme),
        ceilings=tuple((f"{theme.theme}.{ceiling.id}", ceiling) for ceiling in theme.funding.ceilings),
        staff=is_staff,
        commitments=None if isinstance(commitments, Unreadable) else requirements("engagements", commitments),
        documents=requirements("pieces", theme.documents),
    )


def _rules(theme: Theme, vocabulary: Vocabulary) -> Iterator[CompiledRule]:
    yield CompiledRule(
        f"{theme.theme}.{WINDOW_RULE}",
        theme.windows,
        compile_predicate(in_time(theme.windows), vocabulary),
        None,
        _joined(theme.windows),
        "R4",
    )
    ranges = theme.size.ranges
    yield CompiledRule(
        f"{theme.theme}.{SIZE_RULE}",
        theme.size,
        compile_predicate(of_size(ranges), vocabulary) if ranges else None,
        None,
        theme.size.source,
        theme.size.reading,
    )
    for condition in theme.conditions:
        yield CompiledRule(
            f"{theme.theme}.{condition.id}",
            condition,
            compile_predicate(condition.require, vocabulary),
            None if condition.when is None else compile_predicate(condition.when, vocabulary),
            condition.source,
            condition.reading,
        )


def _joined(windows: Sequence[Window]) -> Source:
    """The passages of all the windows as one citation."""
    ranges = sorted({pair for window in windows for pair in window.source.ranges})
    merged: list[tuple[int, int]] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return Source(lines=", ".join(str(a) if a == b else f"{a}-{b}" for a, b in merged), digest=None)


def _exclusions(theme: Theme, vocabulary: Vocabulary, is_staff: Closure) -> Iterator[CompiledExclusion]:
    for exclusion in theme.funding.exclude:
        when = compile_predicate(exclusion.when, vocabulary, LINES)
        yield CompiledExclusion(f"{theme.theme}.{exclusion.id}", exclusion, when, exclusion.source, exclusion.reading)
    if theme.funding.staff == "excluded":
        yield CompiledExclusion(f"{theme.theme}.{STAFF_RULE}", None, is_staff, theme.funding.source, "R5")


def _scale(theme: Theme) -> CompiledScale:
    unit = lcm(*(bracket.rate.denominator for bracket in theme.funding.scale))
    brackets = []
    start = 0
    for bracket in theme.funding.scale:
        end = None if bracket.up_to is None else int(bracket.up_to)
        brackets.append(CompiledBracket(start, end, int(bracket.rate * unit)))
        start = end or 0
    return CompiledScale(tuple(brackets), unit)
