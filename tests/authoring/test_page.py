"""The page of the documentation that lists the lint rules."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from relance_rules.authoring.registry import known_rules

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")


def test_every_lint_rule_is_documented() -> None:
    listed = re.findall(r"^\| `(RR\d{3})` \| ([a-z0-9-]+) \| (error|warning)", TEXT, re.M)
    assert listed == [(code, rule.name, rule.severity) for code, rule in known_rules().items()]


def test_the_page_is_what_its_module_writes() -> None:
    page = runpy.run_path(str(ROOT / "tools" / "lint_page.py"))["page"]
    assert page() == TEXT, "run python -m tools.lint_page"
