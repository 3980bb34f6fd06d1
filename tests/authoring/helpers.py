"""What the tests of linting share: small rule sets, and what is found in them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from relance_rules.authoring.diagnostics import UNLOADED, Diagnostic, Example
from relance_rules.authoring.engine import lint
from relance_rules.authoring.examples import DOCUMENT, THEME, complete, merged, write_files
from relance_rules.authoring.files import RuleFile, RuleSet, rule_sets
from relance_rules.authoring.registry import lint_rules

LINES = tuple(DOCUMENT.splitlines())
ALL = (UNLOADED, *lint_rules())


def write_rules(
    folder: Path,
    snippet: str = "",
    facts: str = "",
    theme: str | None = None,
    *,
    manifest: str = "",
    definitions: str = "",
    others: dict[str, str] | None = None,
) -> Path:
    """A rule set with one theme: the small one, some of its keys replaced, or ``theme`` as it is; gives its file."""
    texts = complete(Example(snippet, facts, manifest, definitions, tuple((others or {}).items())))
    if theme is not None:
        texts["themes/DEMO.yaml"] = theme
    write_files(folder, texts)
    return folder / "themes" / "DEMO.yaml"


def load(path: Path, document: tuple[str, ...] | None = None) -> tuple[RuleFile, RuleSet]:
    """A rule file and the set that it belongs to."""
    [rules] = rule_sets([path], document)
    [file] = rules.files
    return file, rules


def found_in(path: Path, codes: Collection[str] = ALL, document: tuple[str, ...] | None = None) -> list[Diagnostic]:
    """What linting finds in a file or a folder."""
    return [each for rules in rule_sets([path], document) for each in lint(rules, codes)]


def codes_of(found: list[Diagnostic]) -> list[str]:
    return [each.code for each in found]


__all__ = ["ALL", "LINES", "THEME", "codes_of", "found_in", "load", "merged", "write_rules"]
