"""Saves the plan of the rules that come with the package, beside its modules. Run it with ``make schemas``."""

from __future__ import annotations

from relance_rules.loading.rules import load_rules
from relance_rules.loading.shipped import SAVED, built_in_rules, files_digest
from relance_rules.plan.saving import to_lines


def saved_text() -> str:
    """The text of the file, made from the rule files."""
    rules = load_rules(built_in_rules())
    return to_lines(rules.plan, files_digest(rules.files))


if __name__ == "__main__":
    SAVED.write_text(saved_text(), encoding="utf-8", newline="\n")
