"""The ways to show what ``check`` finds, one module each, named as the format is.

It has a function ``show``, which writes them to a stream of text; ``UTF_8`` tells a format that is in UTF-8 whatever
the terminal is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import IO, TYPE_CHECKING, NamedTuple, TypeAlias

from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization

if TYPE_CHECKING:
    from relance_rules.checking.report import Report
    from relance_rules.checking.themes import Themes


class Unread(NamedTuple):
    """A file that could not be read as a dossier, and why."""

    name: str
    problems: tuple[Problem, ...]


Outcome: TypeAlias = "Report | Themes | Unread"
Show: TypeAlias = "Callable[[Sequence[Outcome], Localization, IO[str]], None]"

RENDERERS: tuple[str, ...] = tuple(sorted(module.name for module in iter_modules(__path__)))
"""The names of the formats."""


_EXTENSIONS = {"md": "markdown", "txt": "text", "htm": "html"}


def extensions() -> list[str]:
    """The extensions that say a format: the short ones, and the names of the other formats."""
    return sorted({*_EXTENSIONS, *RENDERERS} - {"markdown", "text"})


def format_of(extension: str) -> str | None:
    """The format of an extension, with its dot and in any case; None where it says none."""
    name = extension.removeprefix(".").lower()
    return _EXTENSIONS.get(name, name) if name in extensions() else None


def is_utf_8(name: str) -> bool:
    """Whether a format is in UTF-8 wherever it goes."""
    return bool(getattr(import_module(f"{__name__}.{name}"), "UTF_8", False))


def renderer(name: str) -> Show:
    """What writes outcomes in a format, in the order of the dossiers.

    Raises:
        ModuleNotFoundError: There is no such format.
    """
    show: Show = import_module(f"{__name__}.{name}").show
    return show
