"""The outputs of a batch: one module per format, found by name or by the extension of the file.

A module gives ``printer(plan, language)``, the function that says what the format prints of a dossier, as plain data
that crosses processes; and a class ``Writer`` made from an :class:`Outlet`, with ``add`` for what was printed of each
dossier, as it comes, and ``end(summary)`` when all have come. ``BINARY`` says whether it writes bytes,
``TRAIL_BESIDE`` whether it has no room for the trail.

What the others tell of a dossier is known once all are read. A module that also gives ``teller(plan, language)``, which
adds notes to what was printed of a dossier without them, lets it be printed as soon as it is read; with another output,
dossiers wait for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias

from relance_rules.localization import Localization

if TYPE_CHECKING:
    # Only the types: the names of the formats are told without them.
    from relance_rules.batch.submissions import Submission
    from relance_rules.batch.summary import Summary
    from relance_rules.plan.ruleset import Plan
    from relance_rules.showing.blocks import Content

Printer: TypeAlias = "Callable[[Submission], Any]"
"""What an output prints of a dossier."""

Teller: TypeAlias = "Callable[[Any, Sequence[Content]], Any]"
"""Adds notes to what an output printed of a dossier that is judged."""


@dataclass(frozen=True)
class Outlet:
    """Where and how an output is written.

    ``stream`` takes bytes where the format is binary, else text; ``scratch`` is a folder for what has to wait until
    the end, removed with the batch; ``compared`` tells whether the batch is compared with an earlier one.
    """

    stream: IO[Any]
    language: Localization
    plan: Plan
    scratch: Path
    compared: bool = False


class Writer(Protocol):
    """What every format's ``Writer`` does."""

    def add(self, printed: Any) -> None:
        """Write what was printed of one dossier."""

    def end(self, summary: Summary) -> None:
        """Write what comes after the last dossier."""


FOR_PERSONS = ("text", "totals")
"""The formats that a person reads as they are printed."""

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


def trail_beside(name: str, path: Path) -> Path | None:
    """The file beside an output that holds its trail; None where the output itself does, or is no plain file."""
    if find_format(name) is None or not getattr(import_module(f"{__name__}.{name}"), "TRAIL_BESIDE", False):
        return None
    return None if path.exists() and not path.is_file() else path.with_name(f"{path.name}.trail.json")


def make_writer(name: str, outlet: Outlet) -> Writer:
    """The writer of a format."""
    writer: Writer = import_module(f"{__name__}.{name}").Writer(outlet)
    return writer
