"""xlsx and ods workbooks: their cells' values, never their formulas, links or macros."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.formats.archive import Archive
from relance_rules.dossiers.formats.sheets import read_sheets
from relance_rules.dossiers.records import MAX_BATCH_BYTES, Record
from relance_rules.dossiers.tables.grid import Sheet
from relance_rules.loading.files import read_bytes, shown, too_large
from relance_rules.loading.problems import DossierError
from relance_rules.values import Message


def read(path: Path, context: Context) -> Iterator[Record]:
    """The dossiers of a workbook.

    Raises:
        DossierError: It can't be read, or exceeds the bounds.
    """
    yield from read_sheets(workbook_sheets(path), shown(path), context)


def workbook_sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook, without their blank rows.

    Raises:
        DossierError: It can't be read, or exceeds the bounds.
    """
    name = shown(path)
    data = read_bytes(path, MAX_BATCH_BYTES)
    if len(data) > MAX_BATCH_BYTES:
        raise DossierError([too_large(name, MAX_BATCH_BYTES)])
    archive = Archive(data, name)
    # By what it holds, whatever its extension: people rename files.
    if "content.xml" in archive:
        from relance_rules.dossiers.formats import opendocument

        return list(opendocument.sheets(archive))
    names = [part.lower() for part in archive.names()]
    if any(part.startswith("xl/") and part.endswith(".xml") for part in names):
        from relance_rules.dossiers.formats import ooxml

        return list(ooxml.sheets(archive))
    if any(part.startswith("xl/") for part in names):
        raise archive.illegible(Message("il est au format .xlsb : enregistrez-le en .xlsx"))
    if any(part.endswith((".xlsx", ".ods", ".zip")) for part in names):
        raise archive.illegible(Message("cette archive contient d’autres fichiers : extrayez-les d’abord"))
    raise archive.illegible(Message("ce n’est ni un classeur .xlsx ni un classeur .ods"))
