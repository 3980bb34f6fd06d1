"""Write ``docs/lint.md`` again: what ``relance lint`` promises, and every lint rule.

``python -m tools.lint_page``
"""

from __future__ import annotations

from pathlib import Path

from relance_rules.authoring.registry import lint_rules
from relance_rules.localization import localization
from relance_rules.showing.blocks import shown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "lint.md"

_TEXT = """\
<!-- Written by `python -m tools.lint_page`: change the lint rules or that module, and run it. -->
# What `relance lint` finds

A rule set, or a theme, in which `relance lint` finds nothing loads. Naming a file that themes rest on, as
`vocabulary.yaml` or a family, also tells what it breaks in them: a hook may give the changed files alone.

- `RR000` is what the loader refuses. Nothing sets it aside: no comment, `--select` or `--ignore`.
- `# relance: ignore RR012 -- why` sets a finding of its line, or of the next statement, aside. `--fix` takes such a
  comment away once it sets nothing aside, and only if all that it could be about was read.
- What a file lacks, as a fact that nothing asks, is told only if the whole set loads.
- `--fail-on error` ends with 1 for errors alone; warnings are still shown.
- `relance lint --explain RR012` shows an example of what a rule finds and of what it accepts.

| Code | Name | | Why |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The page as it is kept."""
    english = localization("en")
    rows = []
    for code, rule in lint_rules().items():
        marks = [rule.severity, *(["`--fix`"] if rule.fixes else []), *(["`--source`"] if rule.reads_document else [])]
        rows.append(f"| `{code}` | {rule.name} | {', '.join(marks)} | {shown(rule.why, english)} |\n")
    return _TEXT + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
