"""The passages that a rule file cites, read in the cited document, and the edits that record their digests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from relance_rules.authoring.diagnostics import Edit
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Layout, Path
from relance_rules.authoring.walk import cited
from relance_rules.language.base import Source
from relance_rules.loading.citations import passage_digest


class Passage(NamedTuple):
    """A citation and the digest of its passage as it stands; None where the document does not go that far."""

    path: Path
    source: Source
    digest: str | None


def read_passages(file: RuleFile, rules: RuleSet) -> Iterator[Passage]:
    """Every citation of a file that the document at hand can answer, read in it: the first document of the set."""
    if file.root is None or rules.document is None:
        return
    lines = list(rules.document)
    for path, source in cited(file.root):
        if not rules.reads(source):
            continue
        try:
            yield Passage(path, source, passage_digest(lines, source))
        except IndexError:
            yield Passage(path, source, None)


def lines_of(path: Path, layout: Layout) -> Path:
    """The way to the lines of a citation: the citation itself where it is written as its lines alone."""
    span = layout.spans.get(path)
    return path if span is not None and span.scalar else (*path, "lines")


def digest_edit(layout: Layout, path: Path, digest: str) -> tuple[Edit, ...]:
    """Write a digest in the citation at ``path``: in place of its old one, or after its lines."""
    known, lines, whole = (layout.spans.get(place) for place in ((*path, "digest"), (*path, "lines"), path))
    quoted = f'"{digest}"'
    if known is not None:
        return (Edit(known.start, known.end, quoted),)
    if whole is not None and whole.scalar:
        return (Edit(whole.start, whole.end, f"{{lines: {_in_braces(layout, path)}, digest: {quoted}}}"),)
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


def _in_braces(layout: Layout, path: Path) -> str:
    """Lines as they may stand in braces, where a comma parts what is not quoted."""
    span = layout.spans[path]
    written = layout.text[span.start : span.end]
    return json.dumps(written) if "," in written and written[0] not in "'\"" else written
