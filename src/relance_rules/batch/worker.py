"""Chunks to what the outputs print of their dossiers: what one process does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from relance_rules.batch.changes import Changed
from relance_rules.batch.inputs import Chunk, records, unforeseen
from relance_rules.batch.seen import Seen, seen_of
from relance_rules.batch.since import change_of
from relance_rules.batch.submissions import Submission, batch_notes, reference_of
from relance_rules.batch.summary import Remark
from relance_rules.batch.totals import ThemeTotals
from relance_rules.batch.versions import Memory
from relance_rules.checking.check import Known, check_dossier
from relance_rules.checking.projects import BatchPlace, EarlierGrants, Placed, sharing_scopes
from relance_rules.checking.report import Report, Status
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.mapping import PlatformMapping
from relance_rules.dossiers.reading import dossier_of, theme_of
from relance_rules.dossiers.records import Record
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules, load_rules
from relance_rules.localization import LanguageCode, localization
from relance_rules.values import Message


@dataclass(frozen=True)
class BatchSettings:
    """What every process needs to check a batch; it crosses to them as it is.

    ``rules`` is the folder of the rules, None for those that come with the package; ``printers`` names the modules
    whose ``printer`` says what each output prints of a dossier.
    """

    rules: Path | None
    language: LanguageCode = "fr"
    mapping: PlatformMapping | None = None
    printers: tuple[str, ...] = ()


class Surveyed(NamedTuple):
    """What the dossiers of a chunk may have to do with others: shared ceilings, and what tells them apart."""

    sharing: tuple[Placed, ...] = ()
    seen: tuple[Seen, ...] = ()


class Others(NamedTuple):
    """What the other dossiers of the batch tell of those of a chunk, by place.

    ``earlier`` is what was granted in their scopes before them, ``memory`` which of them count, and what they were
    the last time.
    """

    earlier: EarlierGrants
    memory: Memory = Memory()


class Printed(NamedTuple):
    """A dossier once checked: its status, and what each output prints of it, in the order of the outputs.

    ``changed`` is what became of it since an earlier batch; None in a batch that is compared with no other.
    """

    status: Status
    parts: tuple[Any, ...]
    changed: Changed | None = None


class Checked(NamedTuple):
    """A chunk once checked.

    ``printed`` is in the order of its dossiers; ``totals`` is by theme; ``lost`` names the inputs whose process was
    killed.
    """

    printed: tuple[Printed, ...]
    totals: dict[str, ThemeTotals]
    remarks: tuple[Remark, ...] = ()
    lost: tuple[Problem, ...] = ()


class Worker:
    """Checks chunks: the rules are loaded once for each process."""

    def __init__(self, settings: BatchSettings, rules: Rules | None = None) -> None:
        """Load the rules, unless they are given.

        Raises:
            RuleError: The rules can't be loaded: a broken rule file must stop the batch before its first dossier, not
                fail each of its theme's dossiers.
        """
        self.rules = load_rules(settings.rules) if rules is None else rules
        self.plan = self.rules.plan
        self.context = Context(self.plan, settings.mapping)
        language = localization(settings.language, self.plan.currency)
        self.printers = [import_module(name).printer(self.plan, language) for name in settings.printers]

    def survey(self, chunk: Chunk) -> Surveyed:
        """What must be known of the dossiers of a chunk before any is checked."""
        seen: list[Seen] = []
        sharing = tuple(sharing_scopes(self._documents(chunk, seen), self.rules))
        return Surveyed(sharing, tuple(seen))

    def _documents(self, chunk: Chunk, seen: list[Seen]) -> Iterator[tuple[BatchPlace, DossierData]]:
        """The dossiers of a chunk, which are noted as they come."""
        for place, record in self._records(chunk):
            if record.document is not None or record.error is not None:
                seen.append(seen_of(place, record, reference_of(record.data, self.plan), self.rules))
            if record.document is not None:
                yield place, record.document

    def check(self, chunk: Chunk, others: Others) -> Checked:
        """Check the dossiers of a chunk, and print them; one that can't be read is one all the same."""
        printed: list[Printed] = []
        totals: dict[str, ThemeTotals] = {}
        remarks: list[Remark] = []
        for place, record in self._records(chunk):
            if record.document is None and record.error is None:
                remarks += [Remark(record.origin, note) for note in record.notes]
                continue
            if (aside := others.memory.aside.get(place)) is not None:
                remarks.append(Remark(record.origin, aside))
                continue
            submission = self._submission(place, record, others)
            changed = None
            if others.memory.last is not None:
                change = change_of(submission, others.memory.last.get(place))
                submission = replace(submission, change=change)
                changed = Changed(submission.name, submission.origin, change)
            printed.append(Printed(submission.status, self._print(submission), changed))
            if submission.report is not None:
                totals.setdefault(submission.report.theme.code, ThemeTotals()).add(submission.report)
        return Checked(tuple(printed), totals, tuple(remarks))

    def _submission(self, place: BatchPlace, record: Record, others: Others) -> Submission:
        document = record.document
        reference = reference_of(record.data, self.plan)
        told = others.memory.notes.get(place, ())
        submission = partial(
            Submission,
            place,
            record.origin,
            self.plan,
            reference=reference,
            form=record.asked,
            ours=record.ours,
            handling=record.handling,
            version=others.memory.versions.get(place),
        )
        problems: tuple[Problem, ...] = () if record.error is None else record.error.problems
        if document is not None:
            try:
                report, notes = self._checked(document, others.earlier.get(place, {}))
                return submission(report, notes=(*record.notes, *notes, *told))
            except RelanceError as error:
                problems = error.problems
            except Exception as error:
                problems = (unforeseen(error, record.origin),)
        theme = theme_of(record.data, self.rules) if record.data else None
        return submission(None, problems=problems, notes=(*record.notes, *told), named_theme=theme)

    def _checked(self, document: DossierData, earlier: Known) -> tuple[Report, tuple[Message, ...]]:
        theme, dossier = dossier_of(document, self.rules)
        report = check_dossier(self.plan, theme, dossier, earlier)
        return report, tuple(batch_notes(report, earlier))

    def _print(self, submission: Submission) -> tuple[Any, ...]:
        return tuple([printer(submission) for printer in self.printers])

    def lost(self, chunk: Chunk) -> Checked:
        """What is said of a chunk that no process survived: an error for each of its parts."""
        printed: list[Printed] = []
        lost: list[Problem] = []
        for number, part in enumerate(chunk.parts, chunk.first):
            message = Message("le processus qui lisait cette entrée a été tué deux fois, sans doute faute de mémoire")
            problem = Problem(message, part.origin)
            lost.append(problem)
            submission = Submission((chunk.number, number), part.origin, self.plan, None, None, (problem,))
            printed.append(Printed(submission.status, self._print(submission)))
        return Checked(tuple(printed), {}, lost=tuple(lost))

    def _records(self, chunk: Chunk) -> Iterator[tuple[BatchPlace, Record]]:
        for number, part in enumerate(chunk.parts, chunk.first):
            for count, record in enumerate(records(part, self.context)):
                yield (chunk.number, number, count), record
