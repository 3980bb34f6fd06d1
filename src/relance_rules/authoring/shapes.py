"""The shapes of what ``relance lint`` and ``relance test`` print with ``--format json``."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypeAlias

from pydantic import Field

# Pydantic reads the typed mappings of the standard library only from Python 3.12 on; it brings these.
from typing_extensions import TypedDict

from relance_rules.showing.data.parts import Quantity, RuleId

Code: TypeAlias = Annotated[str, Field(pattern="^RR[0-9]{3}$", description="The code of a lint rule.")]
File: TypeAlias = Annotated[str, Field(description="A file, as it was named on the command line.")]
Line: TypeAlias = Annotated[int, Field(ge=1, description="Counted from 1.")]
Lines: TypeAlias = Annotated[
    str, Field(pattern=r"^([0-9]+(-[0-9]+)?(, [0-9]+(-[0-9]+)?)*)?$", description="Lines of a document: `12, 27-30`.")
]
Count: TypeAlias = Annotated[int, Field(ge=0)]


# ---- lint


class Diagnostic(TypedDict):
    """What a lint rule finds."""

    code: Code
    name: Annotated[str, Field(description="The name of the lint rule.")]
    severity: Literal["error", "warning"]
    message: str
    file: File
    line: Line
    column: Line
    end_line: Line
    end_column: Annotated[int, Field(ge=1, description="After the last character.")]
    fixable: Annotated[bool, Field(description="Whether `--fix` puts it right.")]


class LintReport(TypedDict):
    """What linting finds: `relance lint --format json`."""

    schema: Annotated[Literal["relance-lint/1"], Field(description="The version of this shape.")]
    findings: list[Diagnostic]
    fixed: Annotated[Count, Field(description="How many were put right.")]


# ---- test


class Fault(TypedDict):
    """What of a case can't be read."""

    line: Line
    message: str


class Difference(TypedDict):
    """What a case expected, and what the report says instead."""

    what: Annotated[str, Field(description="The way to it: `findings.demarche`.")]
    line: Line
    expected: str
    found: str


class Case(TypedDict):
    """A case, run."""

    name: str
    file: Annotated[str, Field(description="Where it is written: the file of its theme, or of the family.")]
    line: Line
    passed: bool
    faults: list[Fault]
    differences: list[Difference]


Branch: TypeAlias = Literal["held", "failed", "unknown", "not_applicable"]


class Untried(TypedDict):
    """A value of a list, or a bound, that no case tries."""

    of: Annotated[str, Field(description="The path of a fact, or the label of a quantity.")]
    value: Quantity
    how: Annotated[
        Literal["stated", "at", "beyond"],
        Field(description="stated: no case states the value; at, beyond: none is at the bound, or beyond it."),
    ]


class RuleCoverage(TypedDict):
    """What the cases of a theme try of one of its rules."""

    rule: RuleId
    kind: Literal["eligibility", "exclusion", "ceiling", "commitment", "document"]
    reached: Annotated[dict[Branch, Count], Field(description="How many cases reach each branch that it has.")]
    unreached: list[Branch]
    untried: list[Untried]


class ThemeCases(TypedDict):
    """The cases of a theme."""

    file: File
    theme: str | None
    cases: list[Case]
    coverage: NotRequired[Annotated[list[RuleCoverage], Field(description="With `--coverage`.")]]


class TestReport(TypedDict):
    """What the cases of rule files give: `relance test --format json`."""

    schema: Annotated[Literal["relance-test/1"], Field(description="The version of this shape.")]
    passed: Count
    failed: Count
    files: list[ThemeCases]


# ---- coverage


class ThemePassages(TypedDict):
    """How much of the passage of a theme its rules cite, or say to state no rule."""

    theme: str
    lines: Annotated[Lines, Field(description="Its passage.")]
    counted: Annotated[Count, Field(description="The lines of the passage that are not blank.")]
    covered: Count
    rate: Annotated[str, Field(pattern=r"^[01]\.[0-9]{4}$", description="A ratio, cut to four decimals.")]
    uncovered: Annotated[Lines, Field(description="The lines that nothing cites.")]


class CoverageReport(TypedDict):
    """Which lines of the cited document rules cite: `relance lint --coverage --format json`."""

    schema: Annotated[Literal["relance-passages/1"], Field(description="The version of this shape.")]
    themes: list[ThemePassages]
    outside: Annotated[Lines, Field(description="The lines in the passage of no theme.")]


SHAPES: dict[str, type] = {"lint": LintReport, "test": TestReport, "coverage": CoverageReport}
"""The shapes by the name of their JSON Schema."""
