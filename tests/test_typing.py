"""The public API as the type checker of a program that calls it sees it."""

from __future__ import annotations

from pathlib import Path

from mypy import api

ROOT = Path(__file__).resolve().parents[1]

CLIENT = """
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

from relance_rules import (
    DossierError, Euro, Money, Problem, Report, Rules, Theme, check, check_file, check_many, dossier_model,
    earlier_grants, json_schema, load_rules, to_dict,
)

rules: Rules = load_rules()
theme: Theme = rules["SNAP3"]
try:
    report: Report = check({"theme": "SNAP3", "projet": {"cout_total_ttc": Decimal("12.50")}}, rules)
except DossierError as error:
    problem: Problem = error.problems[0]
    place: tuple[str | None, str | None, int | None, int | None] = (error.file, error.path, error.line, error.column)
    kind: str = error.code
    sentence: str = error.message("en") + problem.sentence("fr")
grant = check_file("dossier.yaml", rules).funding.grant
assert_type(grant, Money | None)
if grant is not None:
    assert_type(grant + grant, Money)
    assert_type(grant - 1, Money)
    assert_type(3 * grant, Money)
    assert_type(grant * Fraction(3, 4), Money)
    assert_type(grant * Decimal(2), Money)
    assert_type(grant / grant, Fraction)
    assert_type(grant / 2, Money)
    assert_type(sum([grant, grant], Euro(0)), Money)
dossiers: list[dict[str, object]] = [{"theme": "SNAP3"}]
reports: Iterator[Report] = check_many(dossiers, rules, earlier=earlier_grants(dossiers, rules))
data: dict[str, Any] = to_dict(next(reports), "en")
schema: dict[str, Any] = json_schema("report")
dossier_model(rules, "SNAP3").model_validate(data)
"""

WRONG = """
from relance_rules import DossierError, check, json_schema

json_schema(1)
check([], {})
DossierError([]).message("de")
DossierError([]).place
"""


def checked(folder: Path, program: str) -> list[str]:
    """What the type checker says of a program, a line each."""
    path = folder / "client.py"
    path.write_text(program, encoding="utf-8")
    cache = ROOT / ".mypy_cache" / "client"
    said, failed, _ = api.run(["--strict", "--no-error-summary", "--config-file=", f"--cache-dir={cache}", str(path)])
    assert not failed
    return said.splitlines()


def test_a_program_that_calls_the_package_is_typed_in_strict_mode(tmp_path: Path) -> None:
    assert checked(tmp_path, CLIENT) == []


def test_what_the_types_refuse_is_told_before_it_runs(tmp_path: Path) -> None:
    said = checked(tmp_path, WRONG)
    lines = {line.partition(": error: ")[0].rpartition(":")[2] for line in said if ": error: " in line}
    assert lines == set("4567")
