"""Sheets to records: one dossier per row, its expenses and applicants in sheets of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import DataPath
from relance_rules.dossiers.records import Record, failed, left_out
from relance_rules.dossiers.tables.columns import FactColumn, Titles, data_path, read_header
from relance_rules.dossiers.tables.grid import Sheet, SheetRow, is_blank, plain_text, read_cell
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message, ParseError
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion

MAIN_SHEETS = frozenset({"dossiers", "dossier"})


_MAX_TITLE = 80


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


@dataclass(frozen=True, slots=True)
class TableData(DossierData):
    """A dossier of a table: messages are placed on the cell that each value came from."""

    place: CellPlace
    places: Mapping[DataPath, CellPlace] = field(default_factory=dict)

    def problem(self, path: DataPath, message: Message) -> Problem:
        """Place a message on the cell of the value at ``path``, or on the row."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]].problem(message)
        return self.place.problem(message)


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

    def extend(self, list_name: str, start: int, items: Sequence[Draft]) -> None:
        """Add the items of a list, from the given index on, with all that is said of them."""
        for index, item in enumerate(items, start):
            self.entries += (e._replace(path=(list_name, index, *e.path)) for e in item.entries)
            self.problems += item.problems
            self.notes += item.notes

    def record(self, origin: str) -> Record:
        """The finished record."""
        if self.problems:
            return failed(origin, *self.problems, notes=self.notes)
        data: dict[str, Any] = {}
        for entry in self.entries:
            put(data, entry.path, entry.text)
        places = {entry.path: entry.place for entry in self.entries}
        return Record(origin, TableData(data, origin, "", lambda: None, self.place, places), notes=tuple(self.notes))


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
        return any(isinstance(cell, str) and normal(cell) in names for cell in sheet.rows[0].cells)

    def records(self) -> Iterator[Record]:
        titles = Titles(self.plan)
        columns = read_header(self.main, titles)
        items = {family: self._items(family, sheet) for family, sheet in self.lists.items()}
        drafts = [self._draft(self.main, row, columns, titles) for row in self.main.rows[1:]]
        if self.ignored:
            yield left_out(self.name, *self.ignored)
        if not drafts:
            message = Message("aucune ligne sous les titres de colonnes")
            raise DossierError([Problem(message, self.main.name, self.main.rows[0].number)])
        times = Counter(map(self._reference_of, drafts))
        for draft in drafts:
            origin = f"{draft.place.sheet}:{draft.place.row}"
            if not draft.problems and {entry.path for entry in draft.entries} <= {self.theme}:
                yield left_out(origin, Message("cette ligne ne donne que le thème : elle n’est pas lue"))
                continue
            self._join(draft, items, times)
            yield draft.record(origin)
        known = set(times)
        for family, by_reference in items.items():
            for reference, rows in by_reference.items():
                if reference not in known or not reference:
                    yield _orphan(family, reference, rows)

    def _items(self, family: str, sheet: Sheet) -> dict[str, list[Draft]]:
        """The rows of a list by the reference of their dossier."""
        titles = Titles(self.plan, family)
        columns = read_header(sheet, titles)
        if self.reference is None:
            message = Message(
                "ce jeu de règles ne dit pas à quel dossier les lignes de « {family} » vont", {"family": family}
            )
            raise DossierError([Problem(message, sheet.name, sheet.rows[0].number)])
        if not any(column.paths == (self.reference,) for column in columns):
            message = Message(
                "une colonne « {reference} » dit à quel dossier chaque ligne de « {family} » appartient",
                {"reference": self.plan.roles.reference, "family": family},
            )
            raise DossierError([Problem(message, sheet.name, sheet.rows[0].number)])
        found: dict[str, list[Draft]] = {}
        for row in sheet.rows[1:]:
            draft = self._draft(sheet, row, columns, titles)
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
                draft.problems.append(draft.place.problem(message))
            elif any(entry.path[0] == family for entry in draft.entries):
                message = Message("« {family} » est donné deux fois : dans cette ligne et dans sa propre table", values)
                draft.problems.append(draft.place.problem(message))
            else:
                draft.extend(family, 0, rows)

    def _reference_of(self, draft: Draft) -> str:
        return next((entry.text for entry in draft.entries if entry.path == self.reference), "")

    def _draft(self, sheet: Sheet, row: SheetRow, columns: Sequence[FactColumn], titles: Titles) -> Draft:
        draft = Draft(CellPlace(sheet.name, row.number))
        titled = {column.place for column in columns}
        theme = self._theme_of(row, columns)
        for place, cell in enumerate(row.cells):
            if place not in titled and not is_blank(cell):
                message = Message("cette cellule n’est sous aucun titre de colonne")
                draft.problems.append(Problem(message, sheet.name, row.number, place + 1))
        for column in columns:
            cell = row.cells[column.place] if column.place < len(row.cells) else ""
            if is_blank(cell):
                continue
            item = None if titles.scope is None else row.number
            place_of = CellPlace(sheet.name, row.number, column.place + 1, column.title, item)
            said: list[Message] = []
            try:
                path = column.paths[0] if len(column.paths) == 1 else _path_for(theme, column, titles)
                draft.entries.append(CellEntry(path, read_cell(cell, column.fact, said), place_of))
            except ParseError as error:
                draft.problems.append(place_of.problem(error.message))
            draft.notes += map(place_of.named, said)
        return draft

    def _theme_of(self, row: SheetRow, columns: Sequence[FactColumn]) -> str:
        for column in columns:
            if column.paths == (self.theme,) and column.place < len(row.cells):
                cell = row.cells[column.place]
                return "" if isinstance(cell, Message) else self.plan.code(plain_text(cell)) or ""
        return ""


def _orphan(family: str, reference: str, rows: Sequence[Draft]) -> Record:
    place = rows[0].place
    if reference:
        message = Message(
            "ces lignes de « {family} » vont au dossier « {reference} », qui n’est pas dans la table",
            {"family": family, "reference": reference[:80]},
        )
    else:
        message = Message("ces lignes de « {family} » ne disent pas à quel dossier elles vont", {"family": family})
    return failed(f"{place.sheet}:{place.row}", *(row.place.problem(message) for row in rows[:20]))


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
