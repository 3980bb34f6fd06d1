"""The passages that a theme cites, read in the cited document, and the edits that record their digests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Edit
from relance_rules.authoring.spans import Layout, Path
from relance_rules.authoring.walk import citations
from relance_rules.language.base import Source
from relance_rules.loading.citations import passage_digest


class Passage(NamedTuple):
    """A citation and the digest of its passage as it stands; None where the document does not go that far."""

    path: Path
    source: Source
    digest: str | None


def read_passages(file: RuleFile, rules: RuleSet) -> Iterator[Passage]:
    """Every citation of a theme, read in the document; nothing where no document is at hand."""
    if file.theme is None or rules.document is None:
        return
    lines = list(rules.document)
    for path, source, _ in citations(file.theme):
        try:
            yield Passage(path, source, passage_digest(lines, source))
        except IndexError:
            yield Passage(path, source, None)


def digest_edit(layout: Layout, path: Path, digest: str) -> tuple[Edit, ...]:
    """Write a digest in the citation at ``path``: in place of its old one, or after its lines."""
    known, lines, whole = (layout.spans.get(place) for place in ((*path, "digest"), (*path, "lines"), path))
    quoted = f'"{digest}"'
    if known is not None:
        return (Edit(known.start, known.end, quoted),)
    if lines is None or whole is None or lines.key is None:
        return ()
    if whole.flow:
        return (Edit(lines.end, lines.end, f", digest: {quoted}"),)
    line, _ = layout.position(lines.key[0])
    start, end = layout.line_bounds(line)
    content = layout.text[start:end].rstrip("\r\n")
    newline = layout.text[start + len(content) : end] or "\n"
    indent = " " * (lines.key[0] - start)
    return (Edit(start + len(content), start + len(content), f"{newline}{indent}digest: {quoted}"),)
