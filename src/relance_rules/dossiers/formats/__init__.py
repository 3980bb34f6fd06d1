"""The formats of files that hold dossiers: one module each, loaded when a file of its kind is met.

A module gives ``read(path, context)``, an iterator of records. It may raise
:class:`~relance_rules.loading.problems.DossierError` for the file as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.dossiers.records import Record


def read_file(path: Path, context: Context) -> Iterator[Record]:
    """The records of a file whose extension is one of :data:`~relance_rules.dossiers.extensions.FORMATS`.

    Raises:
        DossierError: The file as a whole can't be read.
    """
    module = import_module(f"{__name__}.{FORMATS[path.suffix.lower()]}")
    records: Iterator[Record] = module.read(path, context)
    yield from records
