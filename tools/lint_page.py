"""Write ``docs/lint.md`` again: what ``relance lint`` promises, and every lint rule.

``python -m tools.lint_page``
"""

from __future__ import annotations

from pathlib import Path

from relance_rules.authoring.diagnostics import LintRule, MappingRule
from relance_rules.authoring.registry import lint_rules, mapping_rules
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

{rules}
# What it finds in a mapping

`relance lint mapping.yaml` reads a mapping of a form, and `--form form.json` reads it beside the form: the answer to
the query of `relance new --format form-query`, or dossiers already filed. `--fix` changes no mapping.

{mappings}"""

_TABLE = """\
| Code | Name | | Why |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The page as it is kept."""
    rows = []
    for rule in lint_rules().values():
        marks = [rule.severity, *(["`--fix`"] if rule.fixes else []), *(["`--source`"] if rule.reads_document else [])]
        rows.append(_row(rule, marks))
    mappings = [_row(rule, [rule.severity]) for rule in mapping_rules().values()]
    return _TEXT.format(rules="".join([_TABLE, *rows]), mappings="".join([_TABLE, *mappings]))


def _row(rule: LintRule | MappingRule, marks: list[str]) -> str:
    return f"| `{rule.code}` | {rule.name} | {', '.join(marks)} | {shown(rule.why, localization('en'))} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
