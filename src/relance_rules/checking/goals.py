"""The smallest change of a single fact that takes a dossier where one wants it, or what stands in the way.

Changes of the project itself come first, amounts, numbers, days and what it commits to; what a project is, or who
carries it, is no choice: such a change is told as a supposition. Then, in this order: facts that a refusal was decided
by, changes that leave the most other rules as they are, and among facts of one type the nearest value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from relance_rules.checking.check import check_dossier
from relance_rules.checking.curve import Piece, curve, ends_of
from relance_rules.checking.report import Finding, Report
from relance_rules.checking.varying import Varied, asked_paths, can_vary, stated, varied, with_fact
from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.problems import DossierError
from relance_rules.plan.facts import FactDef, general_path
from relance_rules.plan.nodes import Fact, In, Node, walk
from relance_rules.plan.ruleset import Plan, Rule, Theme
from relance_rules.values import Money

MAX_FACTS = 200
"""So many facts are tried, and no more: the answer says that there are others."""

_TYPES = ("money", "integer", "decimal", "percentage", "date", "boolean", "enumeration", "country")


class Goal(NamedTuple):
    """Where one wants a dossier: ``amount`` is the least grant that is wanted, of a grant."""

    kind: Literal["grant", "eligible", "ready"]
    amount: Money | None = None

    def reached(self, report: Report) -> bool:
        """Whether a report is there. A grant counts only where no rule refuses the dossier, for the least it may be."""
        if self.kind == "ready":
            return report.status == "ready"
        if report.status == "error":
            return False
        if self.kind == "eligible":
            return report.verdict == "eligible"
        least, _ = ends_of(report, "grant")
        return report.verdict != "ineligible" and least is not None and least >= (self.amount or 0)


class Change(NamedTuple):
    """A single change that reaches a goal.

    ``low`` and ``high`` are the values around it that reach it as well. ``chosen`` says whether it is a choice of the
    project; ``refused`` whether a refusal was decided by the fact; ``broken`` the rules that hold now, and would not.
    ``distance`` is in units of the fact; None where it is not stated, or is no number.
    """

    path: str
    value: Any
    low: Any
    high: Any
    report: Report
    chosen: bool
    refused: bool
    broken: tuple[Rule, ...]
    distance: int | None


@dataclass(frozen=True)
class Answer:
    """How a goal is reached.

    ``changes`` are those that reach it, the smallest first. Where there are none, ``remaining`` are the rules that
    refuse whatever single fact changes, ``lifted`` the others, each with a fact that would lift it. ``best`` is the
    report of the largest grant met that no rule refuses, and ``best_path`` the fact that it changes, None for none.
    """

    plan: Plan
    theme: Theme
    dossier: Dossier
    goal: Goal
    now: Report
    changes: tuple[Change, ...]
    remaining: tuple[Finding, ...]
    lifted: tuple[tuple[Finding, str], ...]
    best: Report | None
    best_path: str | None
    tried: int
    cut: bool

    @property
    def reached(self) -> bool:
        """Whether the dossier is there already."""
        return self.goal.reached(self.now)


class _Tried(NamedTuple):
    path: str
    value: Any
    low: Any
    high: Any
    report: Report
    distance: int | None


def ways_to(plan: Plan, theme: Theme, dossier: Dossier, goal: Goal) -> Answer:
    """What single change takes a dossier to a goal: every fact that the theme reads is tried, each on its own."""
    now = check_dossier(plan, theme, dossier, {})
    paths = [*asked_paths(plan, theme, dossier), *(_given(theme) if goal.kind == "ready" else ())]
    search = _Search(plan, theme, dossier, goal, now)
    if goal.reached(now):
        paths = []
    changes = [change for path in paths[:MAX_FACTS] if (change := search.change(path)) is not None]
    order = {path: place for place, path in enumerate(paths)}
    changes.sort(key=lambda change: (_size(plan, change), order[change.path]))
    failing = [finding for finding in now.findings if finding.outcome == "fail"]
    return Answer(
        plan,
        theme,
        dossier,
        goal,
        now,
        tuple(changes),
        tuple(finding for finding in failing if finding.rule.id not in search.lifted),
        tuple((finding, search.lifted[finding.rule.id]) for finding in failing if finding.rule.id in search.lifted),
        search.best,
        search.best_path,
        min(len(paths), MAX_FACTS),
        len(paths) > MAX_FACTS,
    )


def _given(theme: Theme) -> Iterator[str]:
    """What a dossier commits to, and what it brings."""
    yield from (requirement.fact for requirement in (*theme.commitments.asked, *theme.documents.asked))


def _size(plan: Plan, change: Change) -> tuple[bool, bool, int, int, int]:
    kind = _kind(plan, change.path)
    return not change.chosen, not change.refused, len(change.broken), kind, change.distance or 0


def _kind(plan: Plan, path: str) -> int:
    """The place of the type of a fact, those that a person changes most easily first."""
    fact = plan.facts.get(general_path(path))
    return _TYPES.index("boolean" if fact is None or fact.type not in _TYPES else fact.type)


class _Search:
    """Tries the facts of one dossier, and keeps the best grant met and the refusals that were lifted."""

    def __init__(self, plan: Plan, theme: Theme, dossier: Dossier, goal: Goal, now: Report) -> None:
        self.plan, self.theme, self.dossier, self.goal, self.now = plan, theme, dossier, goal, now
        self.refusing = {f.rule.id for f in now.findings if f.outcome == "fail"}
        self.passing = {f.rule.id for f in now.findings if f.outcome in ("pass", "not_applicable")}
        self.deciding = frozenset(self._deciding())
        self.lifted: dict[str, str] = {}
        self.best: Report | None = None
        self.best_path: str | None = None
        self.met(None, now)

    def change(self, path: str) -> Change | None:
        """The smallest change of a fact that reaches the goal, if one does."""
        fact = self.plan.facts.get(general_path(path))
        if fact is not None and can_vary(self.plan, path):
            found = self.nearest(path)
        else:
            found = next((tried for tried in self.others(path, fact) if self.goal.reached(tried.report)), None)
        if found is None:
            return None
        broken = tuple(
            finding.rule
            for finding in found.report.findings
            if finding.outcome in ("fail", "unknown") and finding.rule.id in self.passing
        )
        chosen = fact is None or can_vary(self.plan, path)
        refused = general_path(path) in self.deciding
        return Change(path, found.value, found.low, found.high, found.report, chosen, refused, broken, found.distance)

    def met(self, path: str | None, report: Report) -> None:
        """Look at a report, whether it reaches the goal or not."""
        if report.status == "error":
            return
        for finding in report.findings:
            rule = finding.rule.id
            if path is not None and finding.outcome != "fail" and rule in self.refusing:
                before = self.lifted.get(rule, path)
                self.lifted[rule] = min(before, path, key=lambda each: _kind(self.plan, each))
        grant = report.funding.grant
        if grant is not None and report.verdict != "ineligible":
            best = None if self.best is None else self.best.funding.grant
            if best is None or grant > best:
                self.best, self.best_path = report, path

    def check(self, path: str, dossier: Dossier) -> Report:
        report = check_dossier(self.plan, self.theme, dossier, {})
        self.met(path, report)
        return report

    # ---- a value among some

    def others(self, path: str, fact: FactDef | None) -> list[_Tried]:
        """Each other value of a yes or no, or of a choice."""
        now = stated(self.dossier.facts, path)
        values = [value for value in self.values(path, fact) if value != now]
        return [
            _Tried(path, value, value, value, self.check(path, with_fact(self.dossier, path, value)), None)
            for value in values
        ]

    def values(self, path: str, fact: FactDef | None) -> Iterable[Any]:
        if fact is None or fact.type == "boolean":
            return (True,) if fact is None else (True, False)
        if fact.type == "enumeration":
            return fact.values or {}
        if fact.type == "country":
            # Those that the rules name; one of the others is like another.
            return dict.fromkeys(sorted(_countries(self.theme.roots(), general_path(path))))
        return ()

    # ---- a number or a day

    def nearest(self, path: str) -> _Tried | None:
        """The nearest value that reaches the goal; of a fact that is not stated, the one with the largest grant."""
        try:
            fact = varied(self.plan, self.theme, self.dossier, path)
        except DossierError:
            return None
        found = curve(self.plan, self.theme, self.dossier, fact, *fact.span)
        tried: list[_Tried] = []
        for piece in found.pieces:
            self.met(path, piece.first)
            self.met(path, piece.last)
            tried += self.in_piece(fact, piece)
        return min(tried, key=lambda each: (each.distance or 0, -(each.report.funding.grant or 0)), default=None)

    def in_piece(self, fact: Varied, piece: Piece) -> Iterator[_Tried]:
        """The nearest value within a piece, or its ends where the fact is not stated, if they reach the goal.

        What an amount comes to only grows there, or only falls. The least and the most that the fact may ever be are
        proposed where there is nothing else: nobody means the year 1900.
        """
        low, high = piece.low, piece.high
        ends = self.goal.reached(piece.first), self.goal.reached(piece.last)
        if not any(ends):
            return
        if not all(ends):
            inside, outside = (high, low) if ends[1] else (low, high)
            while abs(outside - inside) > 1:
                middle = (inside + outside) // 2
                reached = self.goal.reached(self.check(fact.path, fact.placed(self.dossier, middle)))
                inside, outside = (middle, outside) if reached else (inside, middle)
            low, high = (inside, high) if ends[1] else (low, inside)
        if fact.here is None:
            values = [end for end in dict.fromkeys((low, high)) if end not in fact.span] or [low]
        else:
            values = [max(low, min(high, fact.here))]
        for value in values:
            report = self.check(fact.path, fact.placed(self.dossier, value))
            distance = None if fact.here is None else abs(value - fact.here)
            yield _Tried(fact.path, fact.value(value), fact.value(low), fact.value(high), report, distance)

    def _deciding(self) -> Iterator[str]:
        """The facts that the rules which refuse now read."""
        for finding in self.now.findings:
            if finding.outcome == "fail" and finding.rule.require is not None:
                yield from (node.path for node in walk(finding.rule.require) if isinstance(node, Fact))


def _countries(roots: Iterable[Node], path: str) -> Iterator[str]:
    for root in roots:
        for node in walk(root):
            if isinstance(node, In) and any(isinstance(each, Fact) and each.path == path for each in walk(node.choice)):
                yield from node.values
