"""The outputs of a batch: one module per format, found by name or by the extension of the file.

A module gives a class ``Writer`` made from an :class:`Outlet`, with ``row(row)`` for each dossier as it comes and
``end(summary)`` when all have come. ``BINARY`` says whether it writes bytes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import IO, Any, Protocol

from relance_rules.batching.rows import Row
from relance_rules.batching.summary import Summary
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.localization import Localization


@dataclass(frozen=True)
class Outlet:
    """Where and how an output is written. ``stream`` takes bytes where the format is binary, else text."""

    stream: IO[Any]
    language: Localization
    themes: Mapping[str, CompiledTheme]


class Output(Protocol):
    """What every format's ``Writer`` does."""

    def row(self, row: Row) -> None:
        """Write one dossier."""

    def end(self, summary: Summary) -> None:
        """Write what comes after the last dossier."""


def format_names() -> list[str]:
    """The names of the formats, which are also the extensions of their files."""
    return sorted(module.name for module in iter_modules(__path__))


def is_binary(name: str) -> bool:
    """Whether a format writes bytes."""
    return bool(getattr(import_module(f"{__name__}.{name}"), "BINARY", False))


def make_output(name: str, outlet: Outlet) -> Output:
    """The writer of a format."""
    writer: Output = import_module(f"{__name__}.{name}").Writer(outlet)
    return writer


@contextmanager
def replacing(path: Path, *, binary: bool) -> Iterator[IO[Any]]:
    """Write a file beside its place and put it there only once it is whole: nothing is ever half-written.

    Raises:
        OSError: The folder is missing or read-only, or the disk is full.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent or Path())
    try:
        mode = "wb" if binary else "w"
        with os.fdopen(handle, mode, encoding=None if binary else "utf-8", newline=None if binary else "") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
