"""The rows of a table kept in a csv file, as a tree that keeps the place of each cell."""

from __future__ import annotations

import re

from relance_rules.loading.nodes import Node, Origin
from relance_rules.loading.problems import DossierError, Problem, excerpt
from relance_rules.values import Message

_PATTERN = r'[ \t]*(?:"(?P<quoted>(?:[^"]|"")*)"[ \t]*|(?P<plain>[^"\r\n{mark}]*))(?P<end>\r\n|\n|\r|{mark}|\Z)'
_CELLS = {mark: re.compile(_PATTERN.replace("{mark}", mark)) for mark in ",;"}


def rows_of(text: str, name: str) -> Node:
    """A list of rows, each a mapping from the columns of the first line to the cells; an empty cell is None.

    Cells are parted by commas, or by semicolons where the first line has some.

    Raises:
        DossierError: The text is no csv, a column has no name or the name of another, or a row has too many cells.
    """
    origin = Origin(name, text)
    header, *lines = _lines(text, origin)
    columns: list[str] = []
    for cell in header:
        if cell.value is None:
            raise _refused(Message("une colonne n’a pas de nom"), cell)
        if cell.value in columns:
            raise _refused(Message("la colonne « {column} » est donnée deux fois", {"column": cell.value[:80]}), cell)
        columns.append(str(cell.value))
    rows = []
    for line in lines:
        if len(line) > len(columns):
            message = Message("cette ligne a plus de cellules que de colonnes : {count}", {"count": len(columns)})
            raise _refused(message, line[len(columns)])
        found = dict(zip(columns, line, strict=False))
        marks = {column: (cell.line, cell.column) for column, cell in found.items()}
        rows.append(Node(found, line[0].line, line[0].column, key_marks=marks, origin=origin))
    return Node(rows, 1, 1, origin=origin)


def _lines(text: str, origin: Origin) -> list[list[Node]]:
    """The cells of each line that has some."""
    cell = _CELLS[";" if ";" in text.split("\n", 1)[0] else ","]
    found: list[list[Node]] = []
    line: list[Node] = []
    place, row, start = 0, 1, 0
    while True:
        match = cell.match(text, place)
        if match is None:
            raise _refused(Message("un guillemet est mal placé"), Node(None, row, place - start + 1, origin=origin))
        quoted = match["quoted"]
        value = match["plain"].strip() if quoted is None else quoted.replace('""', '"')
        line.append(Node(value or None, row, place - start + 1, origin=origin))
        broken = text.count("\n", place, match.end())
        if broken:
            row, start = row + broken, text.rindex("\n", place, match.end()) + 1
        place = match.end()
        if match["end"] in (",", ";"):
            continue
        if any(each.value is not None for each in line):
            found.append(line)
        line = []
        if place >= len(text):
            break
    if not found:
        raise DossierError([Problem(Message("le fichier est vide"), origin.name, 1, 1)])
    return found


def _refused(message: Message, node: Node) -> DossierError:
    text = "" if node.origin is None else node.origin.text
    name = None if node.origin is None else node.origin.name
    return DossierError([Problem(message, name, node.line, node.column, excerpt(text, node.line))])
