"""The rules that come with the package, and their plan, saved when the package was made."""

from __future__ import annotations

import hashlib
from pathlib import Path

from relance_rules.loading.ruleset_files import RuleFiles
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.saving import from_lines

_PACKAGE = Path(__file__).resolve().parents[1]

SAVED = _PACKAGE / "rules.plan.jsonl"
"""The saved plan of the rules that come with the package."""


def shipped_folder(name: str) -> Path:
    """A folder that comes with the package: inside the wheel, or at the top of a checkout."""
    shipped = _PACKAGE / name
    return shipped if shipped.is_dir() else _PACKAGE.parents[1] / name


def built_in_rules() -> Path:
    """The folder of the rules that come with the package: inside the wheel, or at the top of a checkout."""
    return shipped_folder("rules")


def saved_plan(files: RuleFiles, saved: Path = SAVED) -> Plan | None:
    """The saved plan of some rule files; None where there is none, or where it is not of the files as they are now."""
    try:
        return from_lines(saved.read_text(encoding="utf-8"), files_digest(files))
    except (OSError, ValueError):
        return None


def files_digest(files: RuleFiles) -> str:
    """What tells the contents of rule files: SHA-256 over their names and their lines, however these end.

    Raises:
        OSError: One can't be read.
    """
    found = hashlib.sha256()
    for path in sorted(files.read):
        if path.exists():
            text = path.read_bytes().replace(b"\r\n", b"\n")
            found.update(f"{path.relative_to(files.directory).as_posix()}\n{len(text)}\n".encode() + text)
    return found.hexdigest()
