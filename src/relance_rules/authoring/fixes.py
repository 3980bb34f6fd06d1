"""Putting files right: the edits of diagnostics applied by position, and nothing else in the files touched."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from relance_rules.authoring.diagnostics import Diagnostic, Edit
from relance_rules.authoring.engine import lint
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import cited
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import RelanceError
from relance_rules.showing.files import write_whole

_ROUNDS = 10
"""A fix may uncover another one, as a line whose comment goes leaves its trailing spaces; ten is far beyond any."""


class Fixed(NamedTuple):
    """The chosen files that fixes change, each before and with its new text; how many were made; what is left."""

    changed: tuple[tuple[RuleFile, str], ...]
    made: int
    left: list[Diagnostic]


def fix(rules: RuleSet, codes: Collection[str]) -> Fixed:
    """Apply the edits of what is found until none is left; a change of what a file says is not made."""
    before = {file.name: file for file in rules.files}
    refused: set[str] = set()
    count = 0
    found = lint(rules, codes)
    for _ in range(_ROUNDS):
        texts: dict[Path, str] = {}
        for file in rules.files:
            text, made = apply_edits(file.text, [each for each in found if each.file == file.name])
            if not made or file.name in refused:
                continue
            if _says_the_same(file, text):
                texts[file.path] = text
                count += made
            else:
                refused.add(file.name)
        if not texts:
            break
        rules = rules.with_texts(texts)
        found = lint(rules, codes)
    changed = tuple((before[file.name], file.text) for file in rules.files if file.text != before[file.name].text)
    return Fixed(changed, count, found)


def _says_the_same(file: RuleFile, text: str) -> bool:
    """Whether a text says what a file says, digests aside."""
    if file.root is None:
        return False
    try:
        return bool(_said(parse_yaml(text, file.name, strict=True)) == _said(file.root))
    except RelanceError:
        return False


def _said(root: Node) -> Any:
    """What a file says, its citations all written in the same way, without their digests."""
    passages = {path: (source.document, source.by, source.place) for path, source in cited(root)}

    def said(node: Node, path: tuple[str | int, ...]) -> Any:
        if path in passages:
            return passages[path]
        if isinstance(node.value, dict):
            return {key: said(child, (*path, key)) for key, child in node.value.items()}
        if isinstance(node.value, list):
            return [said(child, (*path, place)) for place, child in enumerate(node.value)]
        return node.value

    return said(root, ())


def apply_edits(text: str, found: Iterable[Diagnostic]) -> tuple[str, int]:
    """The text with the edits of some diagnostics, and how many of these they answer.

    The edits of one go together; those that touch what another one changes wait for the next round.
    """
    made: list[Edit] = []
    count = 0
    for each in found:
        if each.edits and not any(_clash(edit, other) for edit in each.edits for other in made):
            made += each.edits
            count += 1
    for edit in sorted(made, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text, count


def _clash(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def write_text(path: Path, text: str) -> None:
    """Write a file at once, its byte order mark kept: a reader sees the old text or the new one.

    Raises:
        DossierError: The folder is missing or read-only, or the disk is full.
    """
    marked = path.is_file() and path.read_bytes().startswith(codecs.BOM_UTF8)
    write_whole(path, f"\ufeff{text}" if marked else text)
