"""The terminal: a table of the dossiers and why they are not ready, then the totals by theme and the envelopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from relance_rules.batch.changes import changed_words
from relance_rules.batch.outputs import Outlet, Printer, Teller
from relance_rules.batch.projects import ALONE, Project, member_words, project_words
from relance_rules.batch.selection.words import selection_blocks
from relance_rules.batch.submissions import Submission, readings_in_order
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import OUTCOMES, STATUSES, Totals
from relance_rules.batch.trail import trail_line
from relance_rules.batch.words import (
    ONLY_CHANGED,
    apart,
    aside_words,
    asked_amount,
    awarded_amount,
    counts_decided,
    envelope_name,
    unsaid,
    used,
)
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Block, Heading, Item, Paragraph
from relance_rules.showing.console import held, make_console
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.showing.text import print_blocks
from relance_rules.values import Message, Money

MAX_SHOWN = 1_000
"""How many dossiers are shown one by one; a screen is no place for more, and a file is."""

_MAX_LISTED = 20
_MAX_NAME, _MAX_SESSION = 32, 22
_MARKS = {"ready": "✓", "incomplete": "…", "ineligible": "✗", "error": "!"}
_STYLES = {"ready": "green", "incomplete": "yellow", "ineligible": "red", "error": "bold red"}
_DECIDED = "="
"""The mark of a dossier that is decided: nothing is to be done about it."""


class ScreenLine(NamedTuple):
    """A dossier on the screen: its cells, then what is said below them, and the readings that this names."""

    status: str
    cells: tuple[str, ...]
    below: tuple[str, ...]
    readings: tuple[str, ...]


def printer(plan: Plan, language: Localization) -> Printer:
    """The line of a dossier: its reference, its theme, its state and grant, why it is not ready, what to know of it."""
    say = language.say

    def line(submission: Submission) -> ScreenLine:
        # What tells paths apart is their end.
        cut = _cut if submission.reference else _cut_path
        name = cut(say(submission.name))
        proposed = "" if submission.grant is None else say(submission.grant)
        cells = (name, say(submission.theme or "?"), say(submission.status_words), proposed)
        below = (*submission.decided, *submission.reasons, *submission.told, *submission.notes)
        return ScreenLine(submission.status, cells, tuple(map(say, below)), submission.readings_named)

    return line


def teller(plan: Plan, language: Localization) -> Teller:
    """The line of a dossier, with more notes below it."""
    return lambda printed, notes: printed._replace(below=(*printed.below, *map(language.say, notes)))


class Writer:
    """Prints to a console made on the outlet's stream, once all the dossiers have come."""

    def __init__(self, outlet: Outlet) -> None:
        """Prepare the console."""
        self.language = outlet.language
        self.console = make_console(outlet.stream)
        self.marks = {status: held(mark, self.console.encoding) for status, mark in _MARKS.items()}
        self.marked: dict[str, str] = {**self.marks, **dict.fromkeys(OUTCOMES, _DECIDED)}
        self.lines: list[ScreenLine] = []
        self.count = 0

    def add(self, printed: ScreenLine) -> None:
        """Keep a dossier."""
        self.count += 1
        if len(self.lines) < MAX_SHOWN:
            self.lines.append(printed)

    def end(self, summary: Summary) -> None:
        """Print the dossiers and the totals."""
        if self.lines:
            self._dossiers(summary)
        self._totals(summary)
        self._print(
            *self._envelopes(summary),
            *projects(summary),
            *self._changes(summary),
            *self._listed(summary),
            *self._readings(summary.plan),
        )
        if summary.selection is not None:
            self._print(*selection_blocks(summary.selection, summary.plan))
        self._print(*_trail(summary))

    def _print(self, *blocks: Block) -> None:
        print_blocks(blocks, self.language, self.console)

    def _line(self, line: Text) -> None:
        line.rstrip()
        self.console.print(line, no_wrap=True, overflow="ignore", crop=False)

    def _aligned(self, rows: Sequence[Sequence[str]], right: int) -> Iterator[str]:
        return _aligned([[held(cell, self.console.encoding) for cell in row] for row in rows], right)

    def _dossiers(self, summary: Summary) -> None:
        say = self.language.say
        header = [say(Message("Référence")), say(Message("Thème")), say(Message("État")), say(Message("Proposé"))]
        rows = [header, *(line.cells for line in self.lines)]
        room = max(map(cell_len, self.marks.values())) + 1
        for line, cells in zip([None, *self.lines], self._aligned(rows, 3), strict=True):
            if line is None:
                self._line(Text(f"{' ' * room}{cells}", style="bold"))
                continue
            self._line(Text.assemble((f"{self.marked[line.status]:{room}}", _STYLES.get(line.status, "dim")), cells))
            if line.below:
                self._print(*(Item("–", text, depth=1) for text in line.below))
        if more := self.count - len(self.lines):
            sentence = Message("… et {count} dossiers de plus : un fichier (--out) les donne tous", {"count": more})
            self._print(Paragraph(sentence))

    def _totals(self, summary: Summary) -> None:
        say = self.language.say
        counts = [f"{summary.of(status)} {say(STATUS_WORDS[status])}" for status in STATUSES]
        values = {"count": summary.count, "counts": counts}
        self._print(Heading(Message("Dossiers : {count} ({counts})", values)))
        if summary.decided:
            values = {"count": summary.decided, "counts": counts_decided(summary.decisions)}
            self._print(Paragraph(Message("Dossiers décidés, qui ne sont pas jugés : {count} ({counts})", values)))
        if summary.apart:
            self._print(Item("!", apart(summary.apart), tone="warn"))
        self._print(*self._aside(summary))
        if not summary.totals:
            return
        header = [say(Message("Thème")), say(Message("Dossiers")), *self.marks.values()]
        asked = summary.plan.roles.requested is not None
        header += [*([say(Message("Demandé"))] if asked else []), say(Message("Proposé"))]
        header += [say(Message("Décidés")), say(Message("Accordé"))] if summary.decided else []
        rows = [header]
        sessions = summary.sessions()
        for code, totals in summary.by_theme():
            rows.append(self._cells(code, totals, summary))
            rows += [
                self._cells(f"  {_cut(self.language.say(s.window.label))}", s.totals, summary)
                for s in sessions
                if s.theme == code
            ]
        for place, line in enumerate(self._aligned(rows, 1)):
            self._line(Text(f"  {line}", style="" if place else "bold"))

    def _cells(self, name: str, totals: Totals, summary: Summary) -> list[str]:
        counts = [totals.count, *(totals.of(status) for status in STATUSES)]
        asked = summary.plan.roles.requested is not None
        shown = [*([asked_amount(totals.requested)] if asked else []), Money(totals.granted)]
        shown += [totals.decided, awarded_amount(totals.awarded, totals.unsaid)] if summary.decided else []
        return [name, *map(str, counts), *map(self.language.say, shown)]

    def _envelopes(self, summary: Summary) -> Iterator[Block]:
        uses = summary.uses()
        if uses:
            yield Heading(Message("Enveloppes"))
        for use in uses:
            name = envelope_name(summary.plan, use.id)
            values = {"id": name, "uses": used(use), "envelope": use.envelope, "share": Fraction(use.share)}
            if use.exceeded:
                sentence = Message("{id} : {uses} sur {envelope}, soit {share} : ENVELOPPE DÉPASSÉE", values)
                yield Item("!", sentence, tone="bad")
            else:
                yield Item("•", Message("{id} : {uses} sur {envelope}, soit {share}", values))
            if use.unsaid:
                yield Item("!", unsaid(use), depth=1, tone="warn")

    def _aside(self, summary: Summary) -> Iterator[Block]:
        if summary.aside.count:
            yield Paragraph(aside_words(summary.aside))

    def _changes(self, summary: Summary) -> Iterator[Block]:
        changes = summary.changes
        if changes is None:
            return
        yield Heading(changes.title)
        if changes.only:
            yield Paragraph(ONLY_CHANGED)
        yield from (Item("•", changed_words(changed)) for changed in changes.listed)
        yield from self._more(changes.count - len(changes.listed))

    def _listed(self, summary: Summary) -> Iterator[Block]:
        duplicates = summary.duplicates
        if duplicates.listed:
            yield Heading(Message("Références données deux fois : {count}", {"count": duplicates.count}))
        for duplicate in duplicates.listed[:_MAX_LISTED]:
            yield Item("•", Message("« {reference} » : {first}, puis {again}", duplicate._asdict()), tone="warn")
        if more := duplicates.count - _MAX_LISTED:
            yield from self._more(more)
        if summary.remarks:
            yield Heading(Message("Remarques sur les fichiers lus"))
        for origin, said in summary.remarks[:_MAX_LISTED]:
            yield Item("•", Message("{origin} : {said}", {"origin": origin, "said": said}))
        if more := summary.remark_count - _MAX_LISTED:
            yield from self._more(more)

    def _readings(self, plan: Plan) -> Iterator[Block]:
        """The text of the readings that the dossiers shown name."""
        found = readings_in_order(plan, (code for line in self.lines for code in line.readings))
        if found:
            yield Heading(Message("Lectures"))
        for code, text in found.items():
            yield Item("•", Message("{code} : {text}", {"code": code, "text": text}))

    def _more(self, count: int) -> Iterator[Block]:
        if count > 0:
            yield Item("•", Message("… et {count} de plus", {"count": count}))


def projects(summary: Summary) -> Iterator[Block]:
    """The projects of several dossiers, and those of which something is to be looked at; the others are counted."""
    count = summary.projects.number()
    if not count:
        return
    yield Heading(Message("Projets : {count}", {"count": count}))
    told = 0
    for project in islice((each for each in summary.projects.listed() if each.remarkable), _MAX_LISTED):
        yield from _project(project)
        told += 1
    more = count - told
    if not told:
        yield Item("•", ALONE._replace(values={"count": more}))
    elif more:
        sentence = Message("autres projets : {count} (un fichier, --out, les donne tous)", {"count": more})
        yield Item("•", sentence)


def _project(project: Project) -> Iterator[Block]:
    yield Item("•", project_words(project), tone="bad" if project.exceeded_by is not None else "plain")
    for member in islice(project.members(), _MAX_LISTED):
        yield Item("–", member_words(member), depth=1)
    if (more := project.count - _MAX_LISTED) > 0:
        yield Item("–", Message("… et {count} de plus", {"count": more}), depth=1)
    doubts = list(project.unsure)
    for doubt in doubts[:_MAX_LISTED]:
        yield Item("?", doubt, depth=1, tone="warn")
    if (more := len(doubts) - _MAX_LISTED) > 0:
        yield Item("?", Message("… et {count} de plus", {"count": more}), depth=1, tone="warn")


def _cut(name: str, most: int = _MAX_NAME) -> str:
    """A name that fits in its column: its start."""
    return name if cell_len(name) <= most else f"{set_cell_size(name, most - 1).rstrip()}…"


def _cut_path(name: str) -> str:
    """The end of a path that is too long for its column, from the start of a folder if one is short enough."""
    if cell_len(name) <= _MAX_NAME:
        return name
    end = name[-_MAX_NAME:]
    while cell_len(end) >= _MAX_NAME:
        end = end[1:]
    return f"…{end[max(0, end.find('/')) :]}"


def _trail(summary: Summary) -> Iterator[Block]:
    """What it was made with, on one line: a file says the rest."""
    if summary.trail is not None:
        yield Heading(Message("Traçabilité"))
        yield Paragraph(trail_line(summary.trail), "faint")


def _aligned(rows: Sequence[Sequence[str]], right: int) -> Iterator[str]:
    """Rows as lines whose columns are aligned: on the left, and on the right from the given one on."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = []
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            pad = " " * (width - cell_len(cell))
            padded.append(pad + cell if place >= right else cell + pad)
        yield "  ".join(padded)
