"""The outputs of a batch: one module per format, found by name or by the extension of the file.

A module gives a class ``Writer`` made from an :class:`Outlet`, with ``row(row)`` for each dossier as it comes and
``end(summary)`` when all have come. ``BINARY`` says whether it writes bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import IO, Any, Protocol

from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.localization import Localization


@dataclass(frozen=True)
class Outlet:
    """Where and how an output is written.

    ``stream`` takes bytes where the format is binary, else text; ``scratch`` is a folder for what has to wait until
    the end, removed with the batch.
    """

    stream: IO[Any]
    language: Localization
    themes: Mapping[str, CompiledTheme]
    scratch: Path


class Writer(Protocol):
    """What every format's ``Writer`` does."""

    def row(self, row: Row) -> None:
        """Write one dossier."""

    def end(self, summary: Summary) -> None:
        """Write what comes after the last dossier."""


_ALIASES = {"jsonl": "ndjson", "xml": "junit", "htm": "html", "txt": "text"}


def format_names() -> list[str]:
    """The names of the formats, which are also the extensions of their files."""
    return sorted(module.name for module in iter_modules(__path__))


def find_format(name: str) -> str | None:
    """The format of a name or of an extension, if there is one."""
    found = _ALIASES.get(name.lower(), name.lower())
    return found if found in format_names() else None


def is_binary(name: str) -> bool:
    """Whether a format writes bytes."""
    return bool(getattr(import_module(f"{__name__}.{name}"), "BINARY", False))


def make_writer(name: str, outlet: Outlet) -> Writer:
    """The writer of a format."""
    writer: Writer = import_module(f"{__name__}.{name}").Writer(outlet)
    return writer
