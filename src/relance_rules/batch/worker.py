"""Chunks to what the outputs print of their dossiers: what one process does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from relance_rules.batch.duplicates import Referenced
from relance_rules.batch.inputs import Chunk, records, unforeseen
from relance_rules.batch.selection.candidates import Candidate, candidate_of
from relance_rules.batch.submissions import Submission, batch_notes, reference_of, repeated_note
from relance_rules.batch.summary import Remark
from relance_rules.batch.totals import ThemeTotals
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
    whose ``printer`` says what each output prints of a dossier; ``noted`` asks for the dossiers that a jury may note.
    """

    rules: Path | None
    language: LanguageCode = "fr"
    mapping: PlatformMapping | None = None
    printers: tuple[str, ...] = ()
    noted: bool = False


class Surveyed(NamedTuple):
    """What the dossiers of a chunk may have to do with others: shared ceilings, and references."""

    sharing: tuple[Placed, ...] = ()
    references: tuple[Referenced, ...] = ()


class Others(NamedTuple):
    """What the other dossiers of the batch tell of those of a chunk, by place.

    ``earlier`` is what was granted in their scopes before them, ``repeated`` where their reference was first met.
    """

    earlier: EarlierGrants
    repeated: Mapping[BatchPlace, str]


class Printed(NamedTuple):
    """A dossier once checked: its status, and what each output prints of it, in the order of the outputs."""

    status: Status
    parts: tuple[Any, ...]


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
        self.plan = self.rules.plan
        self.noted = settings.noted
        self.context = Context(self.plan, settings.mapping)
        language = localization(settings.language, self.plan.currency)
        self.printers = [import_module(name).printer(self.plan, language) for name in settings.printers]

    def survey(self, chunk: Chunk) -> Surveyed:
        """What must be known of the dossiers of a chunk before any is checked."""
        references: list[Referenced] = []
        sharing = tuple(sharing_scopes(self._documents(chunk, references), self.rules))
        return Surveyed(sharing, tuple(references))

    def _documents(self, chunk: Chunk, references: list[Referenced]) -> Iterator[tuple[BatchPlace, DossierData]]:
        """The dossiers of a chunk, whose references are noted as they come."""
        for place, record in self._records(chunk):
            if (reference := reference_of(record.data, self.plan)) is not None:
                references.append(Referenced(place, record.origin, reference))
            if record.document is not None:
                yield place, record.document

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
            submission, parts = self._printed(place, record, others)
            printed.append(Printed(submission.status, parts))
            if self.noted and (candidate := candidate_of(submission)) is not None:
                candidates.append(candidate)
            if submission.report is not None:
                totals.setdefault(submission.report.theme.code, ThemeTotals()).add(submission.report)
        return Checked(tuple(printed), totals, tuple(remarks), candidates=tuple(candidates))

    def _printed(self, place: BatchPlace, record: Record, others: Others) -> tuple[Submission, tuple[Any, ...]]:
        document = record.document
        reference = reference_of(record.data, self.plan)
        first = others.repeated.get(place)
        repeated = () if first is None else (repeated_note(reference, first),)
        submission = partial(
            Submission,
            place,
            record.origin,
            self.plan,
            reference=reference,
            form=record.asked,
            ours=record.ours,
            handling=record.handling,
        )
        problems: tuple[Problem, ...] = () if record.error is None else record.error.problems
        if document is not None:
            try:
                report, notes = self._checked(document, others.earlier.get(place, {}))
                checked = submission(report, notes=(*record.notes, *notes, *repeated))
                return checked, self._print(checked)
            except RelanceError as error:
                problems = error.problems
            except Exception as error:
                problems = (unforeseen(error, record.origin),)
        theme = theme_of(record.data, self.rules) if record.data else None
        failed = submission(None, problems=problems, notes=(*record.notes, *repeated), named_theme=theme)
        return failed, self._print(failed)

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
