"""Chunks to what the outputs print of their dossiers: what one process does."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from relance_rules.batch.changes import Changed
from relance_rules.batch.decided import decided_submission, met, outside_submission, standing
from relance_rules.batch.inputs import Chunk, records, unforeseen
from relance_rules.batch.kept import Counted
from relance_rules.batch.outputs import Teller
from relance_rules.batch.reads import Read, read_of
from relance_rules.batch.seen import Seen, seen_of, seen_outside
from relance_rules.batch.selection.candidates import Candidate, candidate_of
from relance_rules.batch.since import change_of
from relance_rules.batch.submissions import DossierStatus, Submission, batch_notes
from relance_rules.batch.summary import Remark
from relance_rules.batch.totals import Counts, ThemeTotals, counts_of
from relance_rules.batch.versions import Memory
from relance_rules.checking.check import check_dossier
from relance_rules.checking.projects import BatchPlace, EarlierGrants, Placed, Sharing
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.handling import Decisions, StatedDecision
from relance_rules.dossiers.records import Record
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules, load_rules
from relance_rules.localization import LanguageCode, localization
from relance_rules.showing.blocks import Content
from relance_rules.values import Message, Money

if TYPE_CHECKING:
    from relance_rules.batch.letters.due import LetterSettings
    from relance_rules.dossiers.mapping import PlatformMapping


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
    mappings: tuple[PlatformMapping, ...] = ()
    printers: tuple[str, ...] = ()
    letters: LetterSettings | None = None
    decisions: Decisions = field(default_factory=Decisions)
    committed: Mapping[str, Money] = field(default_factory=dict)
    noted: bool = False


class Surveyed(NamedTuple):
    """What the dossiers of a chunk may have to do with others: shared ceilings, and what tells them apart.

    ``decided`` is those that are decided, ``matched`` the lines of the file of decisions that are theirs, with their
    places. ``held`` is all that the check takes of the dossiers, a few at once, so that nothing is read twice:
    it is for :meth:`Worker.check` to read.
    """

    sharing: list[Placed]
    seen: list[Seen]
    decided: list[Counted]
    matched: list[tuple[str, BatchPlace]]
    held: list[bytes]


class Others(NamedTuple):
    """What the other dossiers of the batch tell of those of a chunk, by place.

    ``earlier`` is what was granted in their scopes before them, ``memory`` which of them count, and what they were
    the last time, ``again`` where those that are decided were first met, and counted. ``held`` is what the survey made
    of the chunk; None where it is to be read again.
    """

    earlier: EarlierGrants
    memory: Memory = Memory()
    again: Mapping[BatchPlace, str] = {}
    held: Sequence[bytes] | None = None


class Printed(NamedTuple):
    """A dossier once checked: its status, and what each output prints of it, in the order of the outputs.

    ``changed`` is what became of it since an earlier batch; None in a batch that is compared with no other.
    """

    status: DossierStatus
    parts: tuple[Any, ...]
    changed: Changed | None = None


class LeftOut(NamedTuple):
    """What is no dossier, and should be known: where it was found, and what is said of it."""

    place: BatchPlace
    origin: str
    notes: tuple[Message, ...]


class Done(NamedTuple):
    """A dossier once checked: what is printed of it, and what it counts for if it is judged."""

    place: BatchPlace
    origin: str
    printed: Printed
    counts: Counts | None
    candidate: Candidate | None


class Checked(NamedTuple):
    """A chunk once checked.

    ``printed`` is in the order of its dossiers; ``totals`` is by theme; ``lost`` names the inputs whose process was
    killed; ``candidates`` are the dossiers that a jury may note.
    """

    printed: list[Printed]
    totals: dict[str, ThemeTotals]
    remarks: list[Remark]
    lost: tuple[Problem, ...] = ()
    candidates: Sequence[Candidate] = ()


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
        self.context, self._decisions = Context(self.plan, settings.mappings), settings.decisions
        language = localization(settings.language, self.plan.currency)
        outputs = [import_module(name) for name in settings.printers]
        self.printers = [output.printer(self.plan, language) for output in outputs]
        self._tellers: list[Teller | None] = [
            output.teller(self.plan, language) if hasattr(output, "teller") else None for output in outputs
        ]
        if settings.letters is not None:
            letters = import_module("relance_rules.batch.letters.printing")
            self.printers.append(letters.printer(self.plan, language, settings.letters))
            self._tellers.append(None)

    def survey(self, chunk: Chunk, *, compared: bool = False) -> Surveyed:
        """What must be known of the dossiers of a chunk before those that depend on others are checked.

        The others are checked and printed at once, if the outputs can be told the rest later; not in a batch that is
        ``compared`` with an earlier one.
        """
        found = Surveyed([], [], [], [], [])
        held: list[LeftOut | Read | Done] = []
        at_once = not compared and None not in self._tellers
        for place, record in self._records(chunk):
            if len(held) == _HELD_AT_ONCE:
                found.held.append(pickle.dumps(held, pickle.HIGHEST_PROTOCOL))
                held.clear()
            if record.document is None and record.error is None:
                held.append(LeftOut(place, record.origin, record.notes))
                continue
            read, seen = self._read(place, record)
            found.seen.append(seen)
            placed = self._placed(read, record, found)
            if placed is not None:
                found.sharing.append(placed)
            alone = at_once and read.decision is None and (placed is None or placed.unread)
            held.append(self._done(self._submission(read, _NO_OTHERS), _NO_OTHERS.memory) if alone else read)
        found.held.append(pickle.dumps(held, pickle.HIGHEST_PROTOCOL))
        return found

    def _read(self, place: BatchPlace, record: Record) -> tuple[Read, Seen]:
        """A dossier once read, and what tells it from the others."""
        read = read_of(place, record, self.rules)
        seen = seen_of(read, record, self.plan)
        return read._replace(version=seen.version), seen

    def _placed(self, read: Read, record: Record, found: Surveyed) -> Placed | None:
        """A dossier among those that share a ceiling, read or not; what is decided of it is noted meanwhile."""
        if read.decision is not None:
            decided = met(read, read.decision, self._decisions, self.rules)
            found.decided.extend(each for each in (decided.counted,) if each is not None)
            found.matched.extend((line, read.place) for line in (decided.line,) if line is not None)
            return decided.placed
        if read.dossier is None or read.theme is None:
            return self.sharing.unread(read.place, record.data, read.origin)
        return self.sharing.read(read.place, read.theme, read.dossier, read.origin)

    def check(self, chunk: Chunk, others: Others) -> Checked:
        """Check the dossiers of a chunk that waited, and print them; one that can't be read is one all the same."""
        found, candidates, memory = Checked([], {}, []), list[Candidate](), others.memory
        for each in self._held(chunk, others.held):
            if isinstance(each, LeftOut):
                found.remarks.extend(Remark(each.origin, note) for note in each.notes)
                continue
            if each.place in memory.aside:
                if (said := memory.aside[each.place]) is not None:
                    found.remarks.append(Remark(each.origin, said))
                continue
            if isinstance(each, Read):
                submission = self._submission(each, others)
                if each.decision is not None and each.place not in others.again:
                    _decide(submission, found.totals)
                done = self._done(submission, memory)
            else:
                done = self._told(each, memory.notes.get(each.place, ()))
            found.printed.append(done.printed)
            if done.counts is not None:
                found.totals.setdefault(done.counts.theme, ThemeTotals()).add(done.counts)
            if done.candidate is not None:
                candidates.append(done.candidate)
        return found._replace(candidates=candidates)

    def _held(self, chunk: Chunk, held: Sequence[bytes] | None) -> Iterator[LeftOut | Read | Done]:
        """What was kept of the dossiers of a chunk, or of a piece of one; they are read again where nothing was."""
        if held is None:
            for place, record in self._records(chunk):
                if record.document is None and record.error is None:
                    yield LeftOut(place, record.origin, record.notes)
                else:
                    yield self._read(place, record)[0]
            return
        last = chunk.first + len(chunk.parts)
        for dossiers in held:
            yield from (each for each in pickle.loads(dossiers) if chunk.first <= each.place[1] < last)  # noqa: S301

    def _done(self, submission: Submission, memory: Memory) -> Done:
        try:
            return self._shown(submission, memory)
        except Exception as error:
            if submission.report is None:
                raise
            # What of a report is worked out when it is read is a part of the check.
            problems = (unforeseen(error, submission.origin),)
        theme = submission.theme
        return self._shown(replace(submission, report=None, problems=problems, named_theme=theme, ours=True), memory)

    def _shown(self, submission: Submission, memory: Memory) -> Done:
        report = submission.report
        return Done(
            submission.place,
            submission.origin,
            self._printed(submission, memory),
            None if report is None else counts_of(report, submission.window),
            candidate_of(submission) if self.noted else None,
        )

    def _told(self, done: Done, notes: Sequence[Content]) -> Done:
        """A dossier that was printed before the others were known, with what they tell of it."""
        if not notes:
            return done
        parts = zip(self._tellers, done.printed.parts, strict=True)
        told = tuple([part if teller is None else teller(part, notes) for teller, part in parts])
        return done._replace(printed=done.printed._replace(parts=told))

    def outside(self, decisions: Iterable[tuple[BatchPlace, StatedDecision]], memory: Memory) -> Checked:
        """What is said of the decisions whose dossiers are not in the batch, by their places after the others."""
        printed: list[Printed] = []
        totals: dict[str, ThemeTotals] = {}
        for place, stated in decisions:
            version = seen_outside(place, stated, self.plan).version
            submission = replace(outside_submission(place, stated, self.rules), version=version)
            printed.append(self._printed(submission, memory))
            _decide(submission, totals)
        return Checked(printed, totals, [])

    def _printed(self, submission: Submission, memory: Memory) -> Printed:
        """What is printed of a dossier, beside what became of it the last time if the batch is compared with one."""
        changed = None
        if memory.last is not None:
            change = change_of(submission, memory.last.get(submission.place))
            submission = replace(submission, change=change)
            changed = Changed(submission.name, submission.origin, change)
        return Printed(submission.status, self._print(submission), changed)

    def _submission(self, read: Read, others: Others) -> Submission:
        """A dossier as the outputs are given it, checked if it is judged."""
        place, told = read.place, others.memory.notes.get(read.place, ())
        if read.decision is not None:
            return decided_submission(read, self.rules, others.again.get(place), told)
        problems, ours = read.problems, read.ours
        if read.dossier is not None and read.theme is not None:
            earlier = others.earlier.get(place, {})
            try:
                report = check_dossier(self.plan, self.rules[read.theme], read.dossier, earlier)
                notes = (*read.notes, *batch_notes(report, earlier), *told)
            except RelanceError as error:
                problems = error.problems
            except Exception as error:
                problems, ours = (unforeseen(error, read.origin),), True
            else:
                return Submission(
                    place, read.origin, self.plan, report, read.reference, (), notes, read.form, None, ours,
                    read.handling, version=read.version,
                )  # fmt: skip
        return Submission(
            place, read.origin, self.plan, None, read.reference, problems, (*read.notes, *told), read.form,
            read.theme, ours, read.handling, read.facts, read.version,
        )  # fmt: skip

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
        return Checked(printed, {}, [], lost=tuple(lost))

    def _records(self, chunk: Chunk) -> Iterator[tuple[BatchPlace, Record]]:
        for number, part in enumerate(chunk.parts, chunk.first):
            for count, record in enumerate(records(part, self.context)):
                yield (chunk.number, number, count), standing(record, self._decisions, self.plan)


_NO_OTHERS = Others({})

_HELD_AT_ONCE = 50
"""How many dossiers are kept together: what is printed of each may be long, and a table is one chunk, however large."""


def _decide(submission: Submission, totals: dict[str, ThemeTotals]) -> None:
    """Count a decided dossier in the totals of its theme, if that is known."""
    if submission.decision is not None and submission.theme is not None:
        totals.setdefault(submission.theme, ThemeTotals()).decide(submission.decision, submission.window)
