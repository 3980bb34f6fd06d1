"""Digests of the cited passages, so that a changed catalogue shows which rules to read again."""

from __future__ import annotations

import hashlib

from relance_rules.language.base import Source


def passage_digest(lines: list[str], source: Source) -> str:
    """The digest of a passage: SHA-256 over its lines without trailing spaces, first 12 hexadecimal digits.

    Args:
        lines: The cited document, split at line feeds.
        source: The lines cited, counted from 1.

    Raises:
        IndexError: The passage runs past the end of the document.
    """
    cited: list[str] = []
    for first, last in source.ranges:
        if last > len(lines):
            raise IndexError(last)
        cited += (line.rstrip() for line in lines[first - 1 : last])
    return hashlib.sha256("\n".join(cited).encode()).hexdigest()[:12]
