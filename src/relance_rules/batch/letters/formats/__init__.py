"""The formats of letters: one module each, which reads a template and writes the one that comes with the package.

A module gives ``EXTENSION``; ``read(data, name)``, the :class:`Template` that a file holds; and
``write(paragraphs, language)``, the file of a template.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol

from relance_rules.batch.letters.shipped import PARAGRAPHS
from relance_rules.batch.letters.template import Parts
from relance_rules.loading.files import read_bytes, shown, too_large
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.values import Message

MAX_BYTES = 16 * 1024 * 1024
"""The largest template, in bytes."""


class Template(Protocol):
    """A template once read, which crosses to other processes."""

    @property
    def extension(self) -> str:
        """The extension of its letters, with its dot."""

    def fill(self, parts: Parts, language: Localization) -> bytes:
        """The letter that has these parts."""


def letter_formats() -> list[str]:
    """The names of the formats, which are also the extensions of their files."""
    return sorted(module.name for module in iter_modules(__path__))


def read_template(path: Path, name: str | None = None) -> Template:
    """Read a template; its format is that of its extension.

    Args:
        path: The file.
        name: The format that its letters must have; None for any.

    Raises:
        DossierError: Its extension is none of the formats, or another than ``name``; it can't be read; or its marks are
            not those of a letter.
    """
    file, found = shown(path), path.suffix.lower().lstrip(".")
    if found not in letter_formats() or name not in (None, found):
        message = Message(
            "l’extension « {extension} » ne convient pas ; attendue : {known}",
            {
                "extension": path.suffix.lower() or path.name,
                "known": [f".{each}" for each in ([name] if name else letter_formats())],
            },
        )
        raise DossierError([Problem(message, file)])
    data = read_bytes(path, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise DossierError([too_large(file, MAX_BYTES)])
    template: Template = import_module(f"{__name__}.{found}").read(data, file)
    return template


def shipped_file(name: str, language: Localization) -> bytes:
    """The template of a format that comes with the package, in a language."""
    written: bytes = import_module(f"{__name__}.{name}").write(PARAGRAPHS, language)
    return written


def shipped_template(name: str, language: Localization) -> Template:
    """The same once read."""
    template: Template = import_module(f"{__name__}.{name}").read(shipped_file(name, language), f"modele.{name}")
    return template
