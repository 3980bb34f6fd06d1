"""Chunks to rows: what one process does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from relance_rules.batch.inputs import Chunk, records, unforeseen
from relance_rules.batch.rows import Row, error_row, report_row
from relance_rules.checking.batch import EarlierGrants, Place, Placed, ThemeTotals, sharing_projects
from relance_rules.checking.check import check_dossier
from relance_rules.checking.dossiers import dossier_of
from relance_rules.compiler.rules import Rules, load_rules
from relance_rules.dossiers.documents import Document
from relance_rules.dossiers.platform.mapping import PlatformMapping
from relance_rules.dossiers.records import Context, Record
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.localization import LanguageCode, localization
from relance_rules.values import Message, Money

_NOTHING = Money(0)


@dataclass(frozen=True)
class Settings:
    """What every process needs to check a batch; it crosses to them as it is."""

    rules: Path
    language: LanguageCode = "fr"
    mapping: PlatformMapping | None = None


class Checked(NamedTuple):
    """A chunk once checked.

    ``rows`` holds a row per dossier, in order; ``totals`` is by theme; ``remarks`` says what was left out on purpose
    and why, each with its place; ``lost`` names the inputs whose process was killed.
    """

    rows: tuple[Row, ...]
    totals: dict[str, ThemeTotals]
    remarks: tuple[tuple[str, str], ...] = ()
    lost: tuple[Problem, ...] = ()


class Worker:
    """Checks chunks: the rules are loaded once for each process."""

    def __init__(self, settings: Settings, rules: Rules | None = None) -> None:
        """Load the rules, unless they are given.

        Raises:
            DossierError: The rules can't be loaded.
        """
        self.rules = load_rules(settings.rules) if rules is None else rules
        self.language = localization(settings.language)
        # A broken rule file must stop the batch before its first dossier, not fail each of its theme's dossiers.
        themes = [theme.theme for theme in self.rules.values()]
        self.context = Context(self.rules.vocabulary, lambda: themes, settings.mapping)

    def sharing(self, chunk: Chunk) -> list[Placed]:
        """The dossiers of a chunk whose grant may depend on others of their project."""
        return list(sharing_projects(self._documents(chunk), self.rules))

    def _documents(self, chunk: Chunk) -> Iterator[tuple[Place, Document]]:
        for place, record in self._records(chunk):
            if record.document is not None:
                yield place, record.document

    def check(self, chunk: Chunk, earlier: EarlierGrants) -> Checked:
        """Check the dossiers of a chunk; one that can't be read gives a row of its own."""
        rows: list[Row] = []
        totals: dict[str, ThemeTotals] = {}
        remarks: list[tuple[str, str]] = []
        for place, record in self._records(chunk):
            if record.document is None and record.error is None:
                remarks += [(record.origin, self.language.say(note)) for note in record.notes]
            else:
                rows.append(self._row(record, earlier.get(place, _NOTHING), totals))
        return Checked(tuple(rows), totals, tuple(remarks))

    def _row(self, record: Record, earlier: Money | None, totals: dict[str, ThemeTotals]) -> Row:
        problems: Sequence[Problem] = () if record.error is None else record.error.problems
        if record.document is not None:
            try:
                theme, dossier = dossier_of(record.document, self.rules)
                report = check_dossier(theme, dossier, earlier)
                row = report_row(record.origin, report, record.notes, earlier, self.language)
            except RelanceError as error:
                problems = error.problems
            except Exception as error:
                problems = [unforeseen(error, record.origin)]
            else:
                totals.setdefault(theme.code, ThemeTotals()).add(report)
                return row
        return error_row(record, problems, self.language)

    def lost(self, chunk: Chunk) -> Checked:
        """What is said of a chunk that no process survived: an error for each of its parts."""
        rows: list[Row] = []
        lost: list[Problem] = []
        for part in chunk.parts:
            message = Message("le processus qui lisait cette entrée a été tué deux fois, sans doute faute de mémoire")
            problem = Problem(message, part.origin)
            lost.append(problem)
            rows.append(error_row(Record(part.origin), [problem], self.language))
        return Checked(tuple(rows), {}, lost=tuple(lost))

    def _records(self, chunk: Chunk) -> Iterator[tuple[Place, Record]]:
        for number, part in enumerate(chunk.parts, chunk.first):
            for count, record in enumerate(records(part, self.context)):
                yield (chunk.number, number, count), record


def by_chunk(grants: EarlierGrants) -> dict[int, dict[Place, Money | None]]:
    """Earlier grants apart for each chunk, so that a process is sent only those of its own."""
    found: dict[int, dict[Place, Money | None]] = {}
    for place, amount in grants.items():
        found.setdefault(place[0], {})[place] = amount
    return found


def flattened(parts: Iterable[list[Placed]]) -> Iterator[Placed]:
    """The dossiers of several chunks, one after the other."""
    for part in parts:
        yield from part
