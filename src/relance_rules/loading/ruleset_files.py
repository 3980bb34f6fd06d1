"""Which files form a rule set: the one place that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST, VOCABULARY, DEFINITIONS = "ruleset.yaml", "vocabulary.yaml", "definitions.yaml"
TABLES, FAMILIES, THEMES = "tables", "families", "themes"
_DATA = (".yaml", ".yml", ".json", ".csv")


@dataclass(frozen=True)
class RuleFiles:
    """The files of a rule set; ``ignored`` are those of its folders that look like rules and that nothing reads."""

    directory: Path
    manifest: Path
    vocabulary: Path
    definitions: Path
    tables: Mapping[str, Path]
    families: Mapping[str, Path]
    themes: Mapping[str, Path]
    ignored: tuple[Path, ...]

    @property
    def shared(self) -> tuple[Path, ...]:
        """The files that every theme rests on and that exist, the manifest and the vocabulary first."""
        single = (self.manifest, self.vocabulary, self.definitions)
        return (*(path for path in single if path.is_file()), *self.tables.values(), *self.families.values())

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that is read."""
        return (*self.shared, *self.themes.values())


def rule_files(directory: Path) -> RuleFiles:
    """The files of the rule set in a folder, whether it is whole or not."""
    tables = {path.stem: path for path in _in(directory / TABLES, "*.yaml")}
    families = {path.stem: path for path in _in(directory / FAMILIES, "*.yaml")}
    themes = {path.stem: path for path in _in(directory / THEMES, "*.yaml")}
    manifest, vocabulary, definitions = (directory / name for name in (MANIFEST, VOCABULARY, DEFINITIONS))
    read = {manifest, vocabulary, definitions, *tables.values(), *families.values(), *themes.values()}
    read |= {directory / TABLES / f"{name}.csv" for name in tables}
    folders = (directory, directory / TABLES, directory / FAMILIES, directory / THEMES)
    ignored = [path for folder in folders for path in _in(folder, "*") if path.suffix in _DATA and path not in read]
    return RuleFiles(directory, manifest, vocabulary, definitions, tables, families, themes, tuple(ignored))


def is_rule_set(directory: Path) -> bool:
    """Whether a folder holds a rule set, or a part of one."""
    return (directory / MANIFEST).is_file() or (directory / VOCABULARY).is_file() or (directory / THEMES).is_dir()


def home_of(path: Path) -> Path:
    """The folder of the rule set that a file belongs to."""
    return path.parent.parent if path.parent.name in (TABLES, FAMILIES, THEMES) else path.parent


def _in(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if path.is_file()) if folder.is_dir() else []
