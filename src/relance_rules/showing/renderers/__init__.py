"""The ways to show the reports of ``check``, one module each, named as the format is: it has a function ``show``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple, TypeAlias

from relance_rules.checking.report import Report
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization


class Unread(NamedTuple):
    """A file that could not be read as a dossier, and why."""

    name: str
    problems: tuple[Problem, ...]


Outcome: TypeAlias = Report | Unread
Show: TypeAlias = Callable[[Sequence[Outcome], Localization], None]

RENDERERS: tuple[str, ...] = tuple(sorted(module.name for module in iter_modules(__path__)))
"""The names of the formats."""


def renderer(name: str) -> Show:
    """What prints outcomes in a format, in the order of the dossiers.

    Raises:
        ModuleNotFoundError: There is no such format.
    """
    show: Show = import_module(f"{__name__}.{name}").show
    return show
