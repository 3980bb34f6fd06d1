"""What the tests of linting share: small rule folders, and what is found in them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from relance_rules.authoring.engine import lint
from relance_rules.authoring.examples import DOCUMENT, THEME, complete, merged
from relance_rules.authoring.files import RuleFile, RuleSet, rule_sets
from relance_rules.authoring.findings import UNLOADED, Example, Finding
from relance_rules.authoring.registry import lint_rules

LINES = tuple(DOCUMENT.splitlines())
ALL = (UNLOADED, *lint_rules())


def write_rules(folder: Path, snippet: str = "", facts: str = "", theme: str | None = None) -> Path:
    """A folder of rules with one theme: the small one, some of its keys replaced, or ``theme`` as it is."""
    whole, vocabulary = complete(Example(snippet, facts))
    (folder / "themes").mkdir(parents=True, exist_ok=True)
    path = folder / "themes" / "DEMO.yaml"
    path.write_bytes((whole if theme is None else theme).encode())
    (folder / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    return path


def load(path: Path, document: tuple[str, ...] | None = None) -> tuple[RuleFile, RuleSet]:
    """A rule file and the set that it belongs to."""
    [rules] = rule_sets([path], None, document)
    [file] = rules.files
    return file, rules


def found_in(path: Path, codes: Collection[str] = ALL, document: tuple[str, ...] | None = None) -> list[Finding]:
    """What linting finds in a file or a folder."""
    return [finding for rules in rule_sets([path], None, document) for finding in lint(rules, codes)]


def codes_of(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


__all__ = ["ALL", "LINES", "THEME", "codes_of", "found_in", "load", "merged", "write_rules"]
