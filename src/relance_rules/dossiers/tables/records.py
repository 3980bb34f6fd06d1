"""Sheets to records: one dossier per row, its expenses and applicants in sheets of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple

from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import DataPath, fact_name
from relance_rules.dossiers.records import Record, failed, left_out
from relance_rules.dossiers.tables.columns import MAX_HEADER, FactColumn, Header, Titles, data_path, read_header
from relance_rules.dossiers.tables.grid import (
    CellValue,
    MergedCell,
    Sheet,
    SheetRow,
    is_blank,
    plain_text,
    read_cell,
)
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message, ParseError
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion

MAIN_SHEETS = frozenset({"dossiers", "dossier"})


_MAX_TITLE = 80
_LISTED = 20


class CellPlace(NamedTuple):
    """A cell: the sheet, the row and the column as a spreadsheet counts them, and the column's title.

    ``item`` is the row of an item of a list, which a dossier has several of: messages then say which.
    """

    sheet: str
    row: int | None = None
    column: int | None = None
    title: str | None = None
    item: int | None = None

    def named(self, message: Message) -> Message:
        """A message that says which cell it is about."""
        if self.title is None:
            return message
        title = self.title if len(self.title) <= _MAX_TITLE else f"{self.title[: _MAX_TITLE - 1]}…"
        values = {"title": title, "item": self.item, "message": message}
        if self.item is None:
            return Message("« {title} » : {message}", values)
        return Message("« {title} », ligne {item} : {message}", values)

    def problem(self, message: Message) -> Problem:
        """A message about this cell."""
        return Problem(self.named(message), self.sheet, self.row, self.column)


_OF_THE_TABLE = frozenset({"missing_theme", "unknown_theme", "unknown_fact", "shape"})
"""The kinds of faults that columns make, or a mapping, and no value in them."""


def is_of_the_table(document: DossierData, problems: Iterable[Problem]) -> bool:
    """Whether what is wrong with a dossier comes from the table, or from the mapping, that it was read by."""
    return document.places is not None and any(problem.code in _OF_THE_TABLE for problem in problems)


class CellPlaces(NamedTuple):
    """The row of a dossier of a table, and the cell that each of its values came from."""

    row: CellPlace
    cells: Mapping[DataPath, CellPlace]

    def problem(self, path: DataPath, message: Message) -> Problem:
        """Place a message on the cell of the value at ``path``, or on the row."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.cells:
                return self.cells[path[:end]].problem(message)
        return self.row.problem(message)


class CellEntry(NamedTuple):
    """A value of a row, where it goes in the data, and where it stands."""

    path: DataPath
    text: str
    place: CellPlace


@dataclass
class Draft:
    """What a row gave so far."""

    place: CellPlace
    entries: list[CellEntry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    ours: bool = False

    def fault(self, problem: Problem) -> None:
        """Add what is wrong with the table or the mapping, and not with what an applicant answered."""
        self.problems.append(problem)
        self.ours = True

    def extend(self, list_name: str, start: int, items: Sequence[Draft]) -> None:
        """Add the items of a list, from the given index on, with all that is said of them."""
        for index, item in enumerate(items, start):
            self.entries += (e._replace(path=(list_name, index, *e.path)) for e in item.entries)
            self.problems += item.problems
            self.notes += item.notes
            self.ours |= item.ours

    def record(self, origin: str) -> Record:
        """The finished record."""
        data: dict[str, Any] = {}
        for entry in self.entries:
            put(data, entry.path, entry.text)
        if self.problems:
            return replace(failed(origin, *self.problems, notes=self.notes, stated=data), ours=self.ours)
        places = CellPlaces(self.place, {entry.path: entry.place for entry in self.entries})
        document = DossierData(data, origin, "", lambda: None, places=places)
        return Record(origin, document, notes=tuple(self.notes))


def put(data: dict[str, Any], path: DataPath, value: Any) -> None:
    """Set a value in nested data, making the groups and the items on its way."""
    here: Any = data
    for step, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            while len(here) <= step:
                here.append({})
            here = here[step]
        else:
            here = here.setdefault(step, empty)
    here[path[-1]] = value


def read_table(sheets: Sequence[Sheet], name: str, plan: Plan) -> Iterator[Record]:
    """The dossiers of a table, from sheets that all have some rows.

    Raises:
        DossierError: There is no sheet of dossiers, or some columns can't be understood.
    """
    yield from _Table(sheets, name, plan).records()


class _Table:
    def __init__(self, sheets: Sequence[Sheet], name: str, plan: Plan) -> None:
        self.name, self.plan = name, plan
        reference = plan.roles.reference
        self.theme = data_path(plan.roles.theme)
        self.reference = None if reference is None else data_path(reference)
        self.lists: dict[str, Sheet] = {}
        self.ignored: list[Message] = []
        self.remarks: list[Record] = []
        self.asked: set[str] = set()
        self.main = self._sort(sheets)

    def _sort(self, sheets: Sequence[Sheet]) -> Sheet:
        """Find the sheet of dossiers and the sheets of lists; say what the others are."""
        facts = self.plan.facts
        named: dict[str, set[str]] = {}
        for path in facts.lists:
            for text in (path, *facts[path].label.values()):
                named.setdefault(normal(text), set()).add(path)
        mains: list[Sheet] = []
        for sheet in sheets:
            families = named.get(normal(sheet.title), set())
            if len(families) > 1:
                values = {"title": sheet.title, "paths": sorted(families)}
                message = Message("« {title} » nomme plusieurs listes : appelez la feuille {paths}", values)
                raise DossierError([Problem(message, sheet.name)])
            family = next(iter(families), None)
            if family is None:
                mains.append(sheet)
            elif family in self.lists:
                message = Message("deux feuilles pour « {name} »", {"name": family})
                raise DossierError([Problem(message, sheet.name)])
            else:
                self.lists[family] = sheet
        titled = [sheet for sheet in mains if normal(sheet.title) in MAIN_SHEETS]
        candidates = titled or [sheet for sheet in mains if not sheet.hidden]
        if not candidates:
            raise DossierError([Problem(Message("aucune feuille de dossiers dans ce classeur"), self.name)])
        for sheet in mains:
            if sheet is candidates[0] or sheet.hidden:
                continue
            if self._keyed(sheet):
                message = Message(
                    "feuille inconnue : « {title} » ; {near}",
                    {"title": sheet.title, "near": suggestion(sheet.title, facts.lists)},
                )
                raise DossierError([Problem(message, sheet.name)])
            self.ignored.append(Message("la feuille « {title} » n’est pas lue", {"title": sheet.title}))
        return candidates[0]

    def _keyed(self, sheet: Sheet) -> bool:
        """Whether the rows of a sheet name a dossier, as those of a list do."""
        reference = self.plan.roles.reference
        if reference is None:
            return False
        names = {reference, *map(normal, self.plan.facts[reference].label.values())}
        cells = (cell for row in sheet.rows[:MAX_HEADER] for cell in row.cells)
        return any(isinstance(cell, str) and normal(cell) in names for cell in cells)

    def _header(self, sheet: Sheet, titles: Titles) -> Header:
        header = read_header(sheet, titles)
        for path in (path for column in header.columns for path in column.paths):
            name = general_path(fact_name(path) or "")
            self.asked |= {name, name.partition("[]")[0]} if titles.scope is None else {f"{titles.scope}[].{name}"}
        if header.notes:
            self.remarks.append(left_out(sheet.name, *header.notes))
        return header

    def records(self) -> Iterator[Record]:
        titles = Titles(self.plan)
        header = self._header(self.main, titles)
        items = {family: self._items(family, sheet) for family, sheet in self.lists.items()}
        drafts = [self._draft(self.main, row, header, titles) for row in header.rows]
        if self.ignored:
            yield left_out(self.name, *self.ignored)
        yield from self.remarks
        if not drafts:
            message = Message("aucune ligne sous les titres de colonnes")
            raise DossierError([Problem(message, self.main.name, self.main.rows[-1].number)])
        times = Counter(map(self._reference_of, drafts))
        asked = frozenset((*self.asked, *self.lists))
        for draft in drafts:
            origin = f"{draft.place.sheet}:{draft.place.row}"
            if not draft.problems and {entry.path for entry in draft.entries} <= {self.theme}:
                yield left_out(origin, Message("cette ligne ne donne que le thème : elle n’est pas lue"))
                continue
            self._join(draft, items, times)
            yield replace(draft.record(origin), asked=asked)
        known = set(times)
        for family, by_reference in items.items():
            for reference, rows in by_reference.items():
                if reference not in known or not reference:
                    yield _orphan(family, reference, rows)

    def _items(self, family: str, sheet: Sheet) -> dict[str, list[Draft]]:
        """The rows of a list by the reference of their dossier."""
        titles = Titles(self.plan, family)
        header = self._header(sheet, titles)
        if self.reference is None:
            message = Message(
                "ce jeu de règles ne dit pas à quel dossier les lignes de « {family} » vont", {"family": family}
            )
            raise DossierError([Problem(message, sheet.name, sheet.rows[0].number)])
        if not any(column.paths == (self.reference,) for column in header.columns):
            message = Message(
                "une colonne « {reference} » dit à quel dossier chaque ligne de « {family} » appartient",
                {"reference": self.plan.roles.reference, "family": family},
            )
            raise DossierError([Problem(message, sheet.name, sheet.rows[0].number)])
        found: dict[str, list[Draft]] = {}
        for row in header.rows:
            draft = self._draft(sheet, row, header, titles)
            reference = self._reference_of(draft)
            draft.entries = [entry for entry in draft.entries if entry.path != self.reference]
            found.setdefault(reference, []).append(draft)
        return found

    def _join(self, draft: Draft, items: Mapping[str, Mapping[str, list[Draft]]], times: Counter[str]) -> None:
        reference = self._reference_of(draft)
        for family, by_reference in items.items():
            rows = by_reference.get(reference) if reference else None
            if not rows:
                continue
            values = {"family": family, "reference": reference}
            if times[reference] > 1:
                message = Message(
                    "plusieurs dossiers portent la référence « {reference} » : les lignes de « {family} » "
                    "ne peuvent pas être réparties",
                    values,
                )
                draft.fault(draft.place.problem(message))
            elif any(entry.path[0] == family for entry in draft.entries):
                message = Message("« {family} » est donné deux fois : dans cette ligne et dans sa propre table", values)
                draft.fault(draft.place.problem(message))
            else:
                draft.extend(family, 0, rows)

    def _reference_of(self, draft: Draft) -> str:
        return next((entry.text for entry in draft.entries if entry.path == self.reference), "")

    def _draft(self, sheet: Sheet, row: SheetRow, header: Header, titles: Titles) -> Draft:
        draft = Draft(CellPlace(sheet.name, row.number))
        if row.fault is not None:
            draft.fault(draft.place.problem(row.fault))
        titled = {column.place for column in header.columns} | header.unread.keys()
        theme = self._theme_of(row, header.columns)
        for place, cell in enumerate(row.cells):
            if place not in titled and not is_blank(cell):
                message = Message("cette cellule n’est sous aucun titre de colonne")
                draft.fault(Problem(message, sheet.name, row.number, place + 1))
        for column in header.columns:
            item = None if titles.scope is None else row.number
            place_of = CellPlace(sheet.name, row.number, column.place + 1, column.title, item)
            said: list[Message] = []
            cell = row.cells[column.place] if column.place < len(row.cells) else ""
            if (merged := row.merged.get(column.place)) is not None:
                cell = _shown(merged, column)
                values = {"row": merged.row, "column": merged.column}
                if is_blank(cell):
                    message = Message(
                        "cette cellule est fusionnée avec celle de la ligne {row}, colonne {column} : défusionnez-la, "
                        "et écrivez ce qui vaut pour chaque ligne",
                        values,
                    )
                    draft.fault(place_of.problem(message))
                    continue
                said.append(Message("lu dans la cellule fusionnée de la ligne {row}", values))
            if is_blank(cell):
                continue
            try:
                path = column.paths[0] if len(column.paths) == 1 else _path_for(theme, column, titles)
                draft.entries.append(CellEntry(path, read_cell(cell, column.fact, said), place_of))
            except ParseError as error:
                draft.fault(place_of.problem(error.message))
            draft.notes += map(place_of.named, said)
        return draft

    def _theme_of(self, row: SheetRow, columns: Sequence[FactColumn]) -> str:
        for column in columns:
            if column.paths == (self.theme,):
                cell = row.cells[column.place] if column.place < len(row.cells) else ""
                if (merged := row.merged.get(column.place)) is not None:
                    cell = _shown(merged, column)
                return "" if isinstance(cell, Message) else self.plan.code(plain_text(cell)) or ""
        return ""


_COUNTED = frozenset({"money", "integer", "decimal", "percentage"})


def _shown(merged: MergedCell, column: FactColumn) -> CellValue:
    """What a cell merged into another holds, blank where nobody can tell.

    A text merged down its column is that of every row. A number may be theirs together, and what is merged across
    columns answers the first one only.
    """
    down = merged.column == column.place + 1
    return merged.value if down and column.fact.type not in _COUNTED else ""


def _orphan(family: str, reference: str, rows: Sequence[Draft]) -> Record:
    place = rows[0].place
    where = where_of([row.place.row or 0 for row in rows])
    values = {"family": family, "where": where, "reference": reference[:80]}
    if reference:
        message = Message("« {family} », {where} : aucun dossier de la table n’a la référence « {reference} »", values)
    else:
        message = Message("« {family} », {where} : la référence du dossier manque", values)
    faults = [problem for row in rows for problem in row.problems]
    return replace(failed(f"{place.sheet}:{place.row}", place.problem(message), *faults[:_LISTED]), ours=True)


def where_of(rows: Sequence[int]) -> Message:
    """Rows of a sheet, by their numbers."""
    listed: list[Any] = list(map(str, rows[:_LISTED]))
    if (more := len(rows) - _LISTED) > 0:
        listed.append(Message("… et {count} de plus", {"count": more}))
    return Message("ligne {rows}" if len(rows) == 1 else "lignes {rows}", {"rows": listed})


def _path_for(theme: str, column: FactColumn, titles: Titles) -> DataPath:
    """The fact that a title shared by several themes names in the theme of the row."""
    own = titles.of_theme.get(theme, frozenset())
    paths = [path for path in column.paths if ".".join(map(str, path)) in own]
    if len(paths) == 1:
        return paths[0]
    raise ParseError(
        "ce titre nomme plusieurs faits : écrivez l’un de {paths}",
        paths=[".".join(map(str, path)) for path in column.paths],
    )
