"""Which files form a rule set: the one place that says so."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from relance_rules.values.records import dataclass

MANIFEST, VOCABULARY, DEFINITIONS = "ruleset.yaml", "vocabulary.yaml", "definitions.yaml"
TABLES, FAMILIES, THEMES = "tables", "families", "themes"
_YAML = (".yaml", ".yml")
_DATA = (*_YAML, ".json", ".csv")
_TEXT = (*_YAML, ".txt", "")
"""The endings that an editor may give to rules."""

_HEAD = 64 * 1024
_KEY = re.compile(r"^(ruleset|facts|derived|statements|parameters|family|table|theme):", re.M)
# A dossier names its theme too, but says none of what a theme states.
_THEME = re.compile(r"^(?:title|extends|kind|windows|size|eligibility|funding|cases):", re.M)
_PLACES = {"ruleset": MANIFEST, "facts": VOCABULARY, "family": FAMILIES, "table": TABLES, "theme": THEMES}


@dataclass(frozen=True)
class RuleFiles:
    """The files of a rule set."""

    directory: Path
    manifest: Path
    vocabulary: Path
    definitions: Path
    tables: Mapping[str, Path]
    families: Mapping[str, Path]
    themes: Mapping[str, Path]

    @property
    def shared(self) -> tuple[Path, ...]:
        """The files that every theme rests on and that exist, the manifest and the vocabulary first."""
        single = (self.manifest, self.vocabulary, self.definitions)
        return (*(path for path in single if stands(path)), *self.tables.values(), *self.families.values())

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that is read."""
        return (*self.shared, *self.themes.values())

    @property
    def read(self) -> frozenset[Path]:
        """The same, with the rows that tables may keep beside them, whether they do or not."""
        return frozenset((*self.all, *(path.with_suffix(".csv") for path in self.tables.values())))

    @cached_property
    def ignored(self) -> tuple[Path, ...]:
        """What looks like rules in the folder, or below it, and that nothing reads."""
        read = self.read
        return tuple(path for path in _under(self.directory) if path not in read and self._looks_lost(path))

    @cached_property
    def lost(self) -> bool:
        """Whether an ignored file holds rules: it may be the one to use what nothing else uses."""
        return any(place_of(path) is not None for path in self.ignored)

    def _looks_lost(self, path: Path) -> bool:
        ending = path.suffix.lower()
        own = path.parent in (self.directory, *(self.directory / name for name in (TABLES, FAMILIES, THEMES)))
        if own and ending in _DATA:
            return True
        return ending in (_TEXT if own else _YAML) and place_of(path) is not None


def rule_files(directory: Path) -> RuleFiles:
    """The files of the rule set in a folder, whether it is whole or not."""
    tables, families, themes = (
        {path.stem: path for path in _in(directory / name)} for name in (TABLES, FAMILIES, THEMES)
    )
    manifest, vocabulary, definitions = (directory / name for name in (MANIFEST, VOCABULARY, DEFINITIONS))
    return RuleFiles(directory, manifest, vocabulary, definitions, tables, families, themes)


def is_rule_set(directory: Path) -> bool:
    """Whether a folder holds a rule set, or a part of one."""
    return (directory / MANIFEST).is_file() or (directory / VOCABULARY).is_file() or (directory / THEMES).is_dir()


def home_of(path: Path) -> Path:
    """The folder of the rule set that a file belongs to."""
    return path.parent.parent if path.parent.name in (TABLES, FAMILIES, THEMES) else path.parent


def stands(path: Path) -> bool:
    """Whether something has a name, be it a link that leads nowhere: reading it then says what is wrong."""
    return path.exists() or path.is_symlink()


def place_of(path: Path) -> str | None:
    """Where the rules of a file that nothing reads should be, in the folder of their set; None where it holds none."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return None
    key = _KEY.search(text)
    if key is None or (key[1] == "theme" and _THEME.search(text) is None):
        return None
    place = _PLACES.get(key[1], DEFINITIONS)
    return place if place.endswith(".yaml") else f"{place}/{path.name.partition('.')[0]}.yaml"


def _in(folder: Path) -> list[Path]:
    """The YAML files of a folder, with the links that lead nowhere."""
    found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return [path for path in found if path.is_file() or not path.exists()]


def _under(folder: Path) -> Iterator[Path]:
    """What stands in a folder and below it, less what is hidden and what another rule set holds."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not (Path(here, name) / MANIFEST).exists()
        )
        yield from (Path(here, name) for name in sorted([*names, *(each for each in folders if Path(each).suffix)]))
