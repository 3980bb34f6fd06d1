"""Inputs to the rows of a table, through the strict reader; what can't be read is a row of its faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from relance_rules.batch.inputs import Chunk, Inputs, cut, processes, records, unforeseen
from relance_rules.batch.parquet.columns import NOTES
from relance_rules.batch.parquet.rows import row_of
from relance_rules.batch.pipeline import Progress
from relance_rules.batch.stated import identity_of
from relance_rules.batch.submissions import reference_of
from relance_rules.batch.summary import Remark
from relance_rules.batch.worker import BatchSettings, Worker
from relance_rules.dossiers.reading import dossier_of, theme_of
from relance_rules.dossiers.records import Record
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.localization import LanguageCode, Localization, localization
from relance_rules.showing.plain import located
from relance_rules.targets.sql.layout import FAULTS, ORIGIN
from relance_rules.values import Message


class Rows(NamedTuple):
    """The rows of a chunk: a line of JSON for each dossier, how many can't be read, and what was left out."""

    lines: tuple[str, ...]
    unreadable: int = 0
    remarks: tuple[Remark, ...] = ()
    lost: tuple[Problem, ...] = ()


class Table:
    """The rows of a batch of dossiers, read once, chunk by chunk."""

    def __init__(self, inputs: Inputs, settings: BatchSettings, jobs: int, rules: Rules) -> None:
        """Walk the inputs.

        Args:
            inputs: What to read.
            settings: The rules, the mappings, and the language that faults are told in.
            jobs: Number of processes; 1 works in this one, 0 takes as many as are worth it.
            rules: The rules of the settings.

        Raises:
            RuleError: A rule file breaks the language.
            DossierError: There is nothing to read in all the inputs.
        """
        rules.check_all()
        self._settings, self._here = settings, Worker(settings, rules)
        self._chunks = cut(inputs, self._here.context)
        self._jobs = processes(jobs, len(self._chunks))
        self._parts = sum(len(chunk.parts) for chunk in self._chunks)

    def rows(self, progress: Progress = lambda done, total: None) -> Iterator[Rows]:
        """The rows, in the order of the inputs, the same for any number of jobs; nothing is raised for a dossier."""
        done = 0
        for chunk, found in self._read():
            done += len(chunk.parts)
            progress(done, self._parts)
            yield found

    def _read(self) -> Iterator[tuple[Chunk, Rows]]:
        here, language = self._here, self._settings.language
        if self._jobs == 1:
            yield from ((chunk, rows_of(here, chunk, language)) for chunk in self._chunks)
            return
        from relance_rules.batch.pool import Pool

        pool = Pool(self._settings, self._jobs)
        try:
            yield from pool.in_order(
                self._chunks, rows_of, lambda chunk: (language,), lambda chunk: _lost(here, chunk, language)
            )
        finally:
            pool.stop()


def rows_of(worker: Worker, chunk: Chunk, language: LanguageCode) -> Rows:
    """The rows of a chunk: what a process of the pool does."""
    say = localization(language, worker.plan.currency)
    # A table is of dossiers to judge: columns have no room for what was decided of the others.
    context = replace(worker.context, decided=False)
    lines: list[str] = []
    remarks: list[Remark] = []
    unreadable = 0
    for part in chunk.parts:
        for record in records(part, context):
            if record.document is None and record.error is None:
                remarks += [Remark(record.origin, note) for note in record.notes]
                continue
            row = _row(record, worker, say)
            unreadable += FAULTS in row
            lines.append(_line(row))
    return Rows(tuple(lines), unreadable, tuple(remarks))


def _row(record: Record, worker: Worker, say: Localization) -> dict[str, Any]:
    rules = worker.rules
    problems: tuple[Problem, ...] = () if record.error is None else record.error.problems
    if record.document is not None:
        try:
            theme, dossier = dossier_of(record.document, rules)
        except RelanceError as error:
            problems = error.problems
        except Exception as error:
            problems = (unforeseen(error, record.origin),)
        else:
            row = {rules.plan.roles.theme: theme.code} | row_of(dossier.facts, rules.plan.facts)
            return row | _about(record, (*record.notes, *dossier.notes), say)
    plan = rules.plan
    row = _named(plan.roles.theme, theme_of(record.data, rules) if record.data else None)
    facts = dict(identity_of(record.data, plan))
    if (placed := worker.sharing.unread((), record.data, record.origin)) is not None:
        # What it may be granted counts against the ceilings that it shares.
        facts |= placed.dossier.facts
    if plan.roles.reference is not None and (reference := reference_of(record.data, plan)) is not None:
        facts[plan.roles.reference] = reference
    row = row_of(facts, plan.facts) | row
    return row | _about(record, record.notes, say) | {FAULTS: [located(problem, say) for problem in problems]}


def _named(path: str | None, value: str | None) -> dict[str, Any]:
    """A text at the path of a fact that is of no list; nothing where there is no text."""
    if path is None or value is None:
        return {}
    row: Any = value
    for step in reversed(path.split(".")):
        row = {step: row}
    found: dict[str, Any] = row
    return found


def _about(record: Record, notes: tuple[Message, ...], say: Localization) -> dict[str, Any]:
    row: dict[str, Any] = {ORIGIN: record.origin}
    return row | {NOTES: [say.say(note) for note in notes]} if notes else row


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _lost(worker: Worker, chunk: Chunk, language: LanguageCode) -> Rows:
    """What is said of a chunk that no process survived: a row of faults for each of its parts."""
    lost = worker.lost(chunk).lost
    say = localization(language, worker.plan.currency)
    lines = [_line({ORIGIN: problem.file, FAULTS: [located(problem, say)]}) for problem in lost]
    return Rows(tuple(lines), len(lines), lost=lost)
