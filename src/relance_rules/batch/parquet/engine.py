"""DuckDB, as this package runs it: in memory, on the files it is given, without the network or anyone's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

_MEMORY = "256MB"
"""What DuckDB may hold in memory; the rest waits in the scratch folder."""


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    """An empty database; what does not fit in memory waits in the folder ``scratch``."""
    return duckdb.connect(
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """A name as SQL quotes it."""
    return '"' + value.replace('"', '""') + '"'


def pattern(path: Path) -> str:
    """A file to read: what would make its name a pattern of names stands for itself."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


@contextmanager
def told(path: str) -> Iterator[None]:
    """Say what DuckDB could not do with a file.

    Raises:
        DossierError: The file can't be read, or written, or the disk is full.
        KeyboardInterrupt: Someone interrupted it.
    """
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        detail = str(error).partition("\n")[0][:200]
        raise DossierError(
            [Problem(Message("DuckDB n’en vient pas à bout : {detail}", {"detail": detail}), path)]
        ) from None
