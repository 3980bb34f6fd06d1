"""Fingerprints: what tells a finding from another, and stays when lines are added above it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from relance_rules.authoring.findings import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint: its code, its file, its line's text, and its rank among those alike."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        key = (finding.code, finding.file, finding.excerpt.strip())
        text = "\n".join((*key, str(seen[key])))
        seen[key] += 1
        yield finding, hashlib.sha256(text.encode()).hexdigest()
