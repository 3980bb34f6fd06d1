"""Putting files right: the edits of the findings applied by position, and nothing else in the file touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from relance_rules.authoring.engine import lint_file
from relance_rules.authoring.files import RuleFile, RuleSet, reread
from relance_rules.authoring.findings import Edit, Finding
from relance_rules.loading.problems import RelanceError

_ROUNDS = 10
"""A fix may uncover another one, as a line whose comment goes leaves its trailing spaces; ten is far beyond any."""


class Fixed(NamedTuple):
    """A file before and after its fixes, how many were ``made``, and what is still to be put right by hand."""

    file: RuleFile
    text: str
    made: int
    left: list[Finding]


def fix_file(file: RuleFile, rules: RuleSet, codes: Collection[str]) -> Fixed:
    """Apply the edits of a file's findings until none is left; a change that would break the file is not made."""
    current, count = file, 0
    findings = lint_file(current, rules, codes)
    for _ in range(_ROUNDS):
        text, made = apply_edits(current.text, findings)
        if not made:
            break
        try:
            changed = reread(current, text)
        except RelanceError:
            break
        if (changed.theme is None and current.theme is not None) or (current.sound and not changed.sound):
            break
        current, count = changed, count + made
        rules = rules.with_file(current)
        findings = lint_file(current, rules, codes)
    return Fixed(file, current.text, count, findings)


def apply_edits(text: str, findings: Iterable[Finding]) -> tuple[str, int]:
    """The text with the edits of the findings, and how many findings they answer.

    The edits of one finding go together; those that touch what another finding changes wait for the next round.
    """
    made: list[Edit] = []
    count = 0
    for finding in findings:
        if finding.edits and not any(_clash(edit, other) for edit in finding.edits for other in made):
            made += finding.edits
            count += 1
    for edit in sorted(made, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text, count


def _clash(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def write_text(path: Path, text: str) -> None:
    """Write a file at once, its byte order mark and its mode kept: a reader sees the old text or the new one.

    Raises:
        OSError: The folder is missing or read-only, or the disk is full.
    """
    path = path.resolve()
    before = path.read_bytes() if path.is_file() else None
    mark = "\ufeff" if before is not None and before.startswith(b"\xef\xbb\xbf") else ""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write((mark + text).encode())
        temporary.chmod(0o666 & ~_umask() if before is None else path.stat().st_mode & 0o7777)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
