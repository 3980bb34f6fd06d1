"""Fingerprints: what tells a diagnostic from another, and stays when lines are added above it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from relance_rules.authoring.diagnostics import Diagnostic


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, str]]:
    """Each diagnostic with its fingerprint: its code, its file, its line's text, and its rank among those alike."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in diagnostics:
        key = (diagnostic.code, diagnostic.file, diagnostic.excerpt.strip())
        text = "\n".join((*key, str(seen[key])))
        seen[key] += 1
        yield diagnostic, hashlib.sha256(text.encode()).hexdigest()
