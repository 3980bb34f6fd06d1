"""What a whole batch comes to: statuses, totals and envelopes by theme, references given twice, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from relance_rules.batch.changes import Changes
from relance_rules.batch.duplicates import MAX_LISTED, Duplicates
from relance_rules.batch.projects import Projects
from relance_rules.batch.selection.candidates import Candidate
from relance_rules.batch.submissions import DossierStatus
from relance_rules.batch.totals import EnvelopeUse, ThemeTotals, Totals, in_all
from relance_rules.batch.trail import Trail
from relance_rules.batch.versions import SetAside
from relance_rules.checking.report import Status
from relance_rules.dossiers.handling import Outcome
from relance_rules.loading.problems import Problem
from relance_rules.plan.ruleset import Plan, Window
from relance_rules.values import Message, Money

if TYPE_CHECKING:
    # What a jury notes is read, and ranked, where there is some.
    from relance_rules.batch.selection.notes import Notes
    from relance_rules.batch.selection.ranking import Selection


class Session(NamedTuple):
    """A window of a theme that has several, and the totals of the dossiers filed in it."""

    theme: str
    window: Window
    totals: Totals


class Remark(NamedTuple):
    """What was left out on purpose, and should be known: where it was found, and what is said of it."""

    origin: str
    said: Message


@dataclass
class Summary:
    """The totals of a batch, and the trail of what they were made of. It grows with the number of themes only.

    ``aside`` counts what does not count, ``changes`` is None in a batch that is compared with no other. ``candidates``
    are the dossiers that a jury may note, where notes are given: the summary then grows with their number too, and
    ``selection`` is what they come to.
    """

    plan: Plan
    statuses: dict[Status, int] = field(default_factory=dict)
    totals: dict[str, ThemeTotals] = field(default_factory=dict)
    duplicates: Duplicates = field(default_factory=Duplicates)
    aside: SetAside = field(default_factory=SetAside)
    changes: Changes | None = None
    remarks: list[Remark] = field(default_factory=list)
    remark_count: int = 0
    lost: list[Problem] = field(default_factory=list)
    projects: Projects = field(default_factory=Projects)
    decisions: dict[Outcome, int] = field(default_factory=dict)
    committed: Mapping[str, Money] = field(default_factory=dict)
    trail: Trail | None = None
    candidates: list[Candidate] = field(default_factory=list)
    selection: Selection | None = None

    @property
    def count(self) -> int:
        """The number of dossiers that are judged."""
        return sum(self.statuses.values())

    @property
    def decided(self) -> int:
        """The number of dossiers that are decided, and not judged."""
        return sum(self.decisions.values())

    def of(self, status: Status) -> int:
        """The number of dossiers of a status."""
        return self.statuses.get(status, 0)

    def add(self, status: DossierStatus) -> None:
        """Count in a dossier, judged or decided."""
        match status:
            case "awarded" | "refused" | "withdrawn":
                self.decisions[status] = self.decisions.get(status, 0) + 1
            case _:
                self.statuses[status] = self.of(status) + 1

    def merge(self, totals: dict[str, ThemeTotals], remarks: Sequence[Remark], lost: tuple[Problem, ...]) -> None:
        """Count in what a part of the batch comes to."""
        for code, found in totals.items():
            self.totals.setdefault(code, ThemeTotals()).merge(found)
        self.remark_count += len(remarks)
        self.remarks += remarks[: max(0, MAX_LISTED - len(self.remarks))]
        self.lost += (problem for problem in lost if problem not in self.lost)

    def by_theme(self) -> Iterator[tuple[str, ThemeTotals]]:
        """The totals of each theme, in alphabetical order."""
        for code in sorted(self.totals):
            yield code, self.totals[code]

    def sessions(self) -> list[Session]:
        """The totals of each window of the themes that have several."""
        return [
            Session(code, window, totals)
            for code, whole in self.by_theme()
            for window, totals in whole.sessions(self.plan.themes[code])
        ]

    def uses(self) -> list[EnvelopeUse]:
        """The use of each envelope, theme by theme: those of the dossiers, and those that something is engaged on."""
        codes = {name.partition(".")[0] for name in self.committed} | self.totals.keys()
        themes = ((self.totals.get(code, ThemeTotals()), self.plan.themes[code]) for code in sorted(codes))
        return [use for totals, theme in themes for use in totals.uses(theme, self.committed)]

    def rank(self, notes: Notes) -> None:
        """Rank the dossiers that a jury noted, beside the envelopes."""
        from relance_rules.batch.selection.ranking import select

        # What is left for the dossiers that are ranked.
        envelopes = {use.id: Money(max(0, use.envelope - use.committed - use.awarded)) for use in self.uses()}
        self.selection = select(notes, self.candidates, self.plan, envelopes)

    @property
    def requested(self) -> Money | None:
        """What the dossiers that state a request ask for, in hundredths of the currency; None where none does."""
        asked = in_all(*(totals.requested for totals in self.totals.values()))
        return None if asked is None else Money(asked)

    @property
    def granted(self) -> Money:
        """What is proposed to the eligible dossiers, in hundredths of the currency."""
        return Money(sum(totals.granted for totals in self.totals.values()))

    @property
    def apart(self) -> int:
        """How many dossiers were awarded something that no theme counts: theirs is not known, or they are met again."""
        return self.decisions.get("awarded", 0) - sum(each.decisions.get("awarded", 0) for each in self.totals.values())

    @property
    def unsaid(self) -> int:
        """How many decided dossiers were awarded an amount that is not known, of those whose theme is known."""
        return sum(totals.unsaid for totals in self.totals.values())

    @property
    def awarded(self) -> Money:
        """What was awarded to the decided dossiers whose theme is known, in hundredths of the currency."""
        return Money(sum(totals.awarded for totals in self.totals.values()))
