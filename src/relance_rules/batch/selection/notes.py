"""A file of notes: what a jury gives to each dossier for each criterion, in a table or in a list.

A table has a column per criterion, or a line per criterion; a line that bears « barème » for its reference says the
most that each may be given, which is 20 where nothing says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from relance_rules.batch.columns import columns_of
from relance_rules.batch.selection.criteria import (
    COMMENT,
    CRITERION,
    JUROR,
    NOTE,
    RANK,
    REFERENCE,
    SCALE,
    TOTAL,
    criterion_names,
)
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.dossiers.records import MAX_BATCH_BYTES
from relance_rules.dossiers.tables.columns import MAX_HEADER
from relance_rules.dossiers.tables.grid import MAX_COLUMNS, CellValue, Sheet, SheetRow, is_blank, plain_text, too_wide
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import LANGUAGES, localization
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message, ParseError, parse_decimal
from relance_rules.values.spelling import normal, same_reference
from relance_rules.values.suggestions import suggestion

MOST = Fraction(20)
"""The most that a criterion may be given, where the file says no other."""

SHEET = Message("Notes {theme}")
"""The title of the sheet to fill of a theme, in the workbook of a batch."""

_ROLES = {
    "reference": (REFERENCE, "reference", "ref", "dossier", "numero", "numero de dossier", "number"),
    "juror": (JUROR, "juror", "jure", "jury", "juree", "membre"),
    "criterion": (CRITERION, "criterion"),
    "note": (NOTE, "note", "mark", "score"),
    "aside": (TOTAL, RANK, COMMENT),
}  # fmt: skip


class Mark(NamedTuple):
    """A note: what was given, and the line where it stands."""

    given: Fraction
    line: int


@dataclass
class NotedDossier:
    """What was given to a dossier, by juror (an empty name where none is named) and by criterion."""

    reference: str
    line: int
    marks: dict[str, dict[frozenset[str], Mark]] = field(default_factory=dict)


@dataclass(frozen=True)
class Notes:
    """The notes of a file, by reference, however it is spelled; ``most`` is what each criterion may be given."""

    name: str
    dossiers: Mapping[str, NotedDossier]
    most: Mapping[frozenset[str], Fraction]

    def most_of(self, criterion: str) -> Fraction:
        """The most that a criterion may be given."""
        return next((most for ids, most in self.most.items() if criterion in ids), MOST)


def read_notes(path: Path, plan: Plan) -> Notes:
    """Read a file of notes: csv, tsv, xlsx, ods, yaml or json.

    Raises:
        DossierError: It can't be read, or lines of it can't: each fault is placed, and all are told.
    """
    reader = _Reader(plan, shown(path))
    sheets = [sheet for sheet in _sheets(path) if sheet.rows]
    # In the workbook of a batch, the sheets to fill stand among those of results.
    grids = [sheet for sheet in sheets if _is_grid(sheet, plan)] or sheets[:1]
    if not grids:
        raise DossierError([Problem(Message("aucune cellule n’est remplie"), shown(path))])
    for sheet in grids:
        reader.read(sheet)
    if reader.problems:
        raise DossierError(reader.problems)
    return Notes(shown(path), reader.found, reader.most)


def _is_grid(sheet: Sheet, plan: Plan) -> bool:
    titles = {
        localization(code).say(SHEET._replace(values={"theme": theme})) for code in LANGUAGES for theme in plan.themes
    }
    return sheet.title in titles


def _sheets(path: Path) -> list[Sheet]:
    match FORMATS.get(path.suffix.lower()):
        case "delimited":
            from relance_rules.dossiers.formats.delimited import delimited_sheet

            return [delimited_sheet(path)]
        case "workbooks":
            from relance_rules.dossiers.formats.workbooks import workbook_sheets

            return workbook_sheets(path)
        case "documents":
            return [_listed(path)]
    known = [suffix for suffix, kind in FORMATS.items() if kind != "lines"]
    raise DossierError([Problem(Message("un fichier de notes est l’un de {known}", {"known": known}), shown(path))])


def _listed(path: Path) -> Sheet:
    """A list of YAML or of JSON as a table: its keys are the titles, and its items the lines."""
    from relance_rules.loading.nodes import parse_yaml

    name = shown(path)
    text, notes = text_and_notes(read_bytes(path, MAX_BATCH_BYTES), name, MAX_BATCH_BYTES)
    # JSON is nearly always YAML too, whose nodes know their lines.
    root = parse_yaml(text, name)
    nodes = root.value if isinstance(root.value, list) else []
    if not nodes or not all(isinstance(node.value, dict) for node in nodes):
        message = Message("un fichier de notes est un tableau, ou une liste où chacune est faite de « clé: valeur »")
        raise DossierError([Problem(message, name, 1, 1)])
    items = [(node.line, node.value) for node in nodes if isinstance(node.value, dict)]
    titles = list(dict.fromkeys(key for _, item in items for key in item))
    if len(titles) > MAX_COLUMNS:
        raise DossierError([too_wide(name)])
    rows = [SheetRow(items[0][0], titles)]
    for line, item in items:
        cells = [item[title].value if title in item else "" for title in titles]
        rows.append(
            SheetRow(line, ["" if cell is None else cell if isinstance(cell, str) else "[…]" for cell in cells])
        )
    return Sheet(name, "", rows, notes)


class _Column(NamedTuple):
    """A column: its title, the part it plays, and the criteria that it notes."""

    title: str
    role: str
    criteria: frozenset[str] = frozenset()


class _Reader:
    def __init__(self, plan: Plan, name: str) -> None:
        self.name = name
        self.criteria = criterion_names(plan)
        says = [localization(code).say for code in LANGUAGES]
        self.roles = {
            normal(each if isinstance(each, str) else say(each)): role
            for role, names in _ROLES.items()
            for each in names
            for say in says
        }
        for column in columns_of(plan):
            # What a grid is filled in beside: the columns of a table of results.
            for say in says:
                self.roles.setdefault(normal(say(column.title)), "aside")
        self.scale = {normal(say(SCALE)) for say in says} | {"bareme", "scale"}
        self.labels = [
            item.label.among("fr")
            for theme in plan.themes.values()
            for s in theme.sections
            if s.grid
            for item in s.items
        ]
        self.found: dict[str, NotedDossier] = {}
        self.most: dict[frozenset[str], Fraction] = {}
        self.problems: list[Problem] = []

    def read(self, sheet: Sheet) -> None:
        header, below = self._header(sheet)
        columns = [self._column(title, sheet, header.number) for title in map(_title, header.cells)]
        if self.problems:
            return
        rows = [(row, *self._key(row, columns)) for row in below]
        for scales in (True, False):
            # The scale counts for all the lines, wherever it stands.
            for row, reference, juror in rows:
                if (normal(reference) in self.scale) == scales:
                    self._row(row, reference, juror, columns, sheet)

    def _header(self, sheet: Sheet) -> tuple[SheetRow, Sequence[SheetRow]]:
        for place, row in enumerate(sheet.rows[:MAX_HEADER]):
            if any(self.roles.get(normal(_title(cell))) == "reference" for cell in row.cells):
                return row, sheet.rows[place + 1 :]
        message = Message("un fichier de notes a une colonne « Référence », et une par critère")
        raise DossierError([Problem(message, sheet.name, sheet.rows[0].number)])

    def _column(self, title: str, sheet: Sheet, line: int) -> _Column:
        name = normal(title)
        if not name or name in self.roles:
            return _Column(title, self.roles.get(name, "aside"))
        if (ids := self.criteria.get(name)) is not None:
            return _Column(title, "mark", ids)
        self._unknown(title, sheet, line)
        return _Column(title, "aside")

    def _unknown(self, title: str, sheet: Sheet, line: int) -> None:
        near = suggestion(title, self.labels)
        message = Message("« {title} » n’est un critère d’aucun thème ; {near}", {"title": title[:80], "near": near})
        self.problems.append(Problem(message, sheet.name, line))

    def _key(self, row: SheetRow, columns: Sequence[_Column]) -> tuple[str, str]:
        said = {"reference": "", "juror": ""}
        for column, cell in zip(columns, row.cells, strict=False):
            if column.role in said:
                said[column.role] = said[column.role] or _title(cell)
        return said["reference"], said["juror"]

    def _row(self, row: SheetRow, reference: str, juror: str, columns: Sequence[_Column], sheet: Sheet) -> None:
        for title, ids, cell in self._marks(row, columns, sheet):
            if is_blank(cell):
                continue
            if not reference:
                self.problems.append(
                    Problem(Message("cette note n’a pas la référence de son dossier"), sheet.name, row.number)
                )
                return
            try:
                given = _number(cell)
                self._keep(reference, juror, title, ids, Mark(given, row.number))
            except ParseError as error:
                message = Message("{title} : {said}", {"title": title, "said": error.message})
                self.problems.append(Problem(message, sheet.name, row.number))

    def _marks(
        self, row: SheetRow, columns: Sequence[_Column], sheet: Sheet
    ) -> Iterator[tuple[str, frozenset[str], CellValue]]:
        """The notes of a line: one a column, or the one that it names the criterion of."""
        named = ""
        for column, cell in zip(columns, row.cells, strict=False):
            if column.role == "criterion":
                named = _title(cell)
        for column, cell in zip(columns, row.cells, strict=False):
            if column.role == "mark":
                yield column.title, column.criteria, cell
            elif column.role == "note" and named:
                if (ids := self.criteria.get(normal(named))) is None:
                    self._unknown(named, sheet, row.number)
                else:
                    yield named, ids, cell

    def _keep(self, reference: str, juror: str, title: str, ids: frozenset[str], mark: Mark) -> None:
        if normal(reference) in self.scale:
            if not mark.given:
                raise ParseError("un barème est plus grand que zéro")
            self.most[ids] = mark.given
            return
        most = self.most.get(ids, MOST)
        if mark.given > most:
            raise ParseError(
                "« {given} » dépasse le barème, qui va de 0 à {most}", given=_plain(mark.given), most=_plain(most)
            )
        dossier = self.found.setdefault(same_reference(reference), NotedDossier(reference, mark.line))
        marks = dossier.marks.setdefault(juror, {})
        if (before := marks.get(ids)) is not None:
            raise ParseError("ce critère a déjà une note pour ce dossier, à la ligne {line}", line=str(before.line))
        marks[ids] = mark


def _title(cell: CellValue) -> str:
    try:
        return plain_text(cell)
    except ParseError:
        return ""


def _number(cell: CellValue) -> Fraction:
    """A note, exactly.

    Raises:
        ParseError: It is no number that is positive or nought, or has more than six decimals.
    """
    if isinstance(cell, bool):
        raise ParseError("un nombre est attendu")
    return parse_decimal(plain_text(cell))


def _plain(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else str(Decimal(number.numerator) / Decimal(number.denominator))
