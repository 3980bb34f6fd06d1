"""Chunks to what the outputs print of their dossiers: what one process does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from relance_rules.batch.changes import Changed
from relance_rules.batch.decided import (
    Met,
    decided_submission,
    met,
    outside_submission,
    standing,
)
from relance_rules.batch.inputs import Chunk, records, unforeseen
from relance_rules.batch.kept import Counted
from relance_rules.batch.seen import Seen, read_once, seen_of
from relance_rules.batch.selection.candidates import Candidate, candidate_of
from relance_rules.batch.since import change_of
from relance_rules.batch.stated import identity_of
from relance_rules.batch.submissions import DossierStatus, Submission, batch_notes, reference_of
from relance_rules.batch.summary import Remark
from relance_rules.batch.totals import ThemeTotals
from relance_rules.batch.versions import Memory
from relance_rules.checking.check import Known, check_dossier
from relance_rules.checking.projects import BatchPlace, EarlierGrants, Placed, Sharing
from relance_rules.checking.report import Report
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.decisions import Decisions, StatedDecision
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.mapping import PlatformMapping
from relance_rules.dossiers.reading import dossier_of, theme_of
from relance_rules.dossiers.records import Record
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules, load_rules
from relance_rules.localization import LanguageCode, localization
from relance_rules.plan.ruleset import Theme
from relance_rules.values import Message, Money

if TYPE_CHECKING:
    from relance_rules.batch.letters.due import LetterSettings


@dataclass(frozen=True)
class BatchSettings:
    """What every process needs to check a batch; it crosses to them as it is.

    ``rules`` is the folder of the rules, None for those that come with the package; ``printers`` names the modules
    whose ``printer`` says what each output prints of a dossier; ``letters``, how its letter is written, if there are
    letters, which come after the outputs. ``decisions`` is those of a file, ``committed`` what is engaged elsewhere on
    each envelope; ``noted`` asks for the dossiers that a jury may note.
    """

    rules: Path | None
    language: LanguageCode = "fr"
    mapping: PlatformMapping | None = None
    printers: tuple[str, ...] = ()
    letters: LetterSettings | None = None
    decisions: Decisions = field(default_factory=Decisions)
    committed: Mapping[str, Money] = field(default_factory=dict)
    noted: bool = False


class Surveyed(NamedTuple):
    """What the dossiers of a chunk may have to do with others: shared ceilings, and what tells them apart.

    ``decided`` is those that are decided, ``matched`` the lines of the file of decisions that are theirs, with their
    places.
    """

    sharing: tuple[Placed, ...] = ()
    seen: tuple[Seen, ...] = ()
    decided: tuple[Counted, ...] = ()
    matched: tuple[tuple[str, BatchPlace], ...] = ()


class Others(NamedTuple):
    """What the other dossiers of the batch tell of those of a chunk, by place.

    ``earlier`` is what was granted in their scopes before them, ``memory`` which of them count, and what they were
    the last time, ``again`` where those that are decided were first met, and counted.
    """

    earlier: EarlierGrants
    memory: Memory = Memory()
    again: Mapping[BatchPlace, str] = {}


class Printed(NamedTuple):
    """A dossier once checked: its status, and what each output prints of it, in the order of the outputs.

    ``changed`` is what became of it since an earlier batch; None in a batch that is compared with no other.
    """

    status: DossierStatus
    parts: tuple[Any, ...]
    changed: Changed | None = None


class Checked(NamedTuple):
    """A chunk once checked.

    ``printed`` is in the order of its dossiers; ``totals`` is by theme; ``lost`` names the inputs whose process was
    killed; ``candidates`` are the dossiers that a jury may note.
    """

    printed: tuple[Printed, ...]
    totals: dict[str, ThemeTotals]
    remarks: tuple[Remark, ...] = ()
    lost: tuple[Problem, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Worker:
    """Checks chunks: the rules are loaded once for each process."""

    def __init__(self, settings: BatchSettings, rules: Rules | None = None) -> None:
        """Load the rules, unless they are given.

        Raises:
            RuleError: The rules can't be loaded: a broken rule file must stop the batch before its first dossier, not
                fail each of its theme's dossiers.
        """
        self.rules = load_rules(settings.rules) if rules is None else rules
        self.plan, self.sharing, self.noted = self.rules.plan, Sharing(self.rules), settings.noted
        self.context, self._decisions = Context(self.plan, settings.mapping), settings.decisions
        language = localization(settings.language, self.plan.currency)
        self.printers = [import_module(name).printer(self.plan, language) for name in settings.printers]
        if settings.letters is not None:
            letters = import_module("relance_rules.batch.letters.printing")
            self.printers.append(letters.printer(self.plan, language, settings.letters))

    def survey(self, chunk: Chunk) -> Surveyed:
        """What must be known of the dossiers of a chunk before any is checked."""
        seen: list[Seen] = []
        sharing: list[Placed] = []
        decided: list[Met] = []
        lines: list[tuple[str, BatchPlace]] = []
        for place, record in self._records(chunk):
            read = read_once(record, self.rules)
            if record.document is not None or record.error is not None:
                seen.append(seen_of(place, record, read, reference_of(record.data, self.plan), self.plan))
            if record.handling.decision is not None:
                decided.append(met(place, record, self._decisions, self.rules))
                placed = decided[-1].placed
                if (line := decided[-1].line) is not None:
                    lines.append((line, place))
            else:
                placed = self._placed(place, record, read)
            if placed is not None:
                sharing.append(placed)
        counted = tuple(each.counted for each in decided if each.counted is not None)
        return Surveyed(tuple(sharing), tuple(seen), counted, tuple(lines))

    def _placed(self, place: BatchPlace, record: Record, read: tuple[Theme, Dossier] | None) -> Placed | None:
        """A dossier among those that share a ceiling, read or not."""
        if read is None:
            return self.sharing.unread(place, record.data, record.origin)
        theme, dossier = read
        return self.sharing.read(place, theme, replace(dossier, origin=record.origin))

    def check(self, chunk: Chunk, others: Others) -> Checked:
        """Check the dossiers of a chunk, and print them; one that can't be read is one all the same."""
        printed: list[Printed] = []
        totals: dict[str, ThemeTotals] = {}
        remarks: list[Remark] = []
        candidates: list[Candidate] = []
        for place, record in self._records(chunk):
            if record.document is None and record.error is None:
                remarks += [Remark(record.origin, note) for note in record.notes]
                continue
            if (aside := others.memory.aside.get(place)) is not None:
                remarks.append(Remark(record.origin, aside))
                continue
            submission = self._submission(place, record, others)
            printed.append(self._printed(submission, others.memory))
            if submission.decision is not None and place not in others.again:
                _decide(submission, totals)
            elif self.noted and (candidate := candidate_of(submission)) is not None:
                candidates.append(candidate)
            if submission.report is not None:
                totals.setdefault(submission.report.theme.code, ThemeTotals()).add(submission.report, submission.window)
        return Checked(tuple(printed), totals, tuple(remarks), candidates=tuple(candidates))

    def outside(self, decisions: Iterable[tuple[BatchPlace, StatedDecision]], memory: Memory) -> Checked:
        """What is said of the decisions whose dossiers are not in the batch, by their places after the others."""
        printed: list[Printed] = []
        totals: dict[str, ThemeTotals] = {}
        for place, stated in decisions:
            submission = outside_submission(place, stated, self.rules)
            printed.append(self._printed(replace(submission, version=memory.versions.get(place)), memory))
            _decide(submission, totals)
        return Checked(tuple(printed), totals)

    def _printed(self, submission: Submission, memory: Memory) -> Printed:
        """What is printed of a dossier, beside what became of it the last time if the batch is compared with one."""
        changed = None
        if memory.last is not None:
            change = change_of(submission, memory.last.get(submission.place))
            submission = replace(submission, change=change)
            changed = Changed(submission.name, submission.origin, change)
        return Printed(submission.status, self._print(submission), changed)

    def _submission(self, place: BatchPlace, record: Record, others: Others) -> Submission:
        told, version = others.memory.notes.get(place, ()), others.memory.versions.get(place)
        if record.handling.decision is not None:
            decided = decided_submission(place, record, self.rules, others.again.get(place))
            return replace(decided, notes=(*decided.notes, *told), version=version)
        plan, document, ours = self.plan, record.document, record.ours
        problems: tuple[Problem, ...] = () if record.error is None else record.error.problems
        if document is not None:
            try:
                report, notes = self._checked(document, others.earlier.get(place, {}))
            except RelanceError as error:
                from relance_rules.dossiers.tables.records import is_of_the_table

                problems = error.problems
                ours = ours or is_of_the_table(document, problems)
            except Exception as error:
                problems, ours = (unforeseen(error, record.origin),), True
            else:
                return Submission(
                    place, record.origin, plan, report, report.reference, (), (*record.notes, *notes, *told),
                    record.asked, None, ours, record.handling, version=version,
                )  # fmt: skip
        return Submission(
            place, record.origin, plan, None, reference_of(record.data, plan), problems, (*record.notes, *told),
            record.asked, theme_of(record.data, self.rules) if record.data else None, ours, record.handling,
            identity_of(record.data, plan), version,
        )  # fmt: skip

    def _checked(self, document: DossierData, earlier: Known) -> tuple[Report, list[Message]]:
        theme, dossier = dossier_of(document, self.rules)
        report = check_dossier(self.plan, theme, dossier, earlier)
        return report, list(batch_notes(report, earlier))

    def _print(self, submission: Submission) -> tuple[Any, ...]:
        return tuple([printer(submission) for printer in self.printers])

    def lost(self, chunk: Chunk, *, compared: bool = False) -> Checked:
        """What is said of a chunk that no process survived: an error for each of its parts.

        In a batch that is ``compared`` with an earlier one, nobody can tell what became of them.
        """
        printed: list[Printed] = []
        lost: list[Problem] = []
        for number, part in enumerate(chunk.parts, chunk.first):
            message = Message("le processus qui lisait cette entrée a été tué deux fois, sans doute faute de mémoire")
            problem = Problem(message, part.origin)
            lost.append(problem)
            submission = Submission((chunk.number, number), part.origin, self.plan, None, None, (problem,), ours=True)
            if compared:
                submission = replace(submission, change=change_of(submission, None))
            printed.append(Printed(submission.status, self._print(submission)))
        return Checked(tuple(printed), {}, lost=tuple(lost))

    def _records(self, chunk: Chunk) -> Iterator[tuple[BatchPlace, Record]]:
        for number, part in enumerate(chunk.parts, chunk.first):
            for count, record in enumerate(records(part, self.context)):
                yield (chunk.number, number, count), standing(record, self._decisions, self.plan)


def _decide(submission: Submission, totals: dict[str, ThemeTotals]) -> None:
    """Count a decided dossier in the totals of its theme, if that is known."""
    if submission.decision is not None and submission.theme is not None:
        totals.setdefault(submission.theme, ThemeTotals()).decide(submission.decision, submission.window)
