"""The formats of files that hold dossiers: one module each, loaded when a file of its kind is met.

A module gives ``read(path, context)``, an iterator of records. It may raise
:class:`~relance_rules.loading.problems.DossierError` for the file as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from relance_rules.dossiers.records import Context, Record

FORMATS = {
    ".yaml": "documents",
    ".yml": "documents",
    ".json": "documents",
    ".ndjson": "lines",
    ".jsonl": "lines",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "workbooks",
    ".ods": "workbooks",
}
"""The module of this package that reads each extension."""

CONVERTIBLE = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".numbers", ".fods"})
"""Spreadsheets that are not read, and that their owner can save as one that is."""


def read_file(path: Path, context: Context) -> Iterator[Record]:
    """The records of a file whose extension is one of :data:`FORMATS`.

    Raises:
        DossierError: The file as a whole can't be read.
    """
    module = import_module(f"{__name__}.{FORMATS[path.suffix.lower()]}")
    records: Iterator[Record] = module.read(path, context)
    yield from records
