"""Sheets of any format to records: a table of dossiers, or an export of the filing platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.platform.exports import is_export, read_export
from relance_rules.dossiers.records import Record, left_out
from relance_rules.dossiers.tables.grid import Sheet
from relance_rules.dossiers.tables.records import read_table
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message


def read_sheets(sheets: Sequence[Sheet], name: str, context: Context) -> Iterator[Record]:
    """The dossiers of a table or of an export of the filing platform.

    Raises:
        DossierError: There is no table, or some columns can't be understood.
    """
    filled = [sheet for sheet in sheets if sheet.rows]
    notes = [note for sheet in filled for note in sheet.notes]
    if notes:
        yield left_out(name, *notes)
    if not filled:
        raise DossierError([Problem(Message("aucune cellule n’est remplie"), name)])
    if is_export(filled, context):
        yield from read_export(filled, name, context)
    else:
        yield from read_table(filled, name, context.plan)
