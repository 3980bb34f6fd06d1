"""Dossiers of a table that share a ceiling are granted what the Python batch grants them."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from random import Random
from typing import Any
from unicodedata import category

import duckdb
import pytest

from conformance import columns
from lengths import shortened
from relance_rules import RuleError, load_rules
from relance_rules.checking.projects import key_of
from relance_rules.plan.ruleset import Scope
from relance_rules.targets.sql.dialects import ENGINES
from relance_rules.targets.sql.keys import same
from relance_rules.targets.sql.numbers import TooWideError
from relance_rules.targets.sql.projects import MOST_TOGETHER
from relance_rules.targets.sql.statements import statement
from relance_rules.targets.sql.terms import column
from relance_rules.values import Money
from rule_sets import MakeTrial, Trial, funding, item

RULES = load_rules()
LIMIT = 100_000_00
"""What the dossiers of a project are granted at most, in hundredths."""


@pytest.fixture
def limited(trial: MakeTrial) -> Trial:
    """A theme that grants 75 %, and 100 000 € at most to a project."""
    return trial(funding=funding(ceilings=[item("projet", amount="100 k€", per="project")]))


def dossier(cost: int | None, day: int | None, project: str | None = "P-1", **more: Any) -> columns.Facts:
    """A dossier of a cost in hundredths, filed on a day of February 2021."""
    facts = {
        "reference": "A",
        "depose_le": None if day is None else date(2021, 2, day),
        "projet.reference": project,
        "projet.cout_total_ttc": None if cost is None else Money(cost),
        "financement.subvention_demandee": Money(LIMIT),
        **more,
    }
    return {path: value for path, value in facts.items() if value is not None}


def answers(made: Trial, *dossiers: columns.Facts) -> list[dict[str, Any]]:
    """The rows that DuckDB gives for dossiers, of which Python says the same."""
    seen = Counter[str]()
    plan, theme = made.rules.plan, made.theme
    assert list(columns.differences(plan, theme, dossiers, columns.in_duckdb, seen, made.rules)) == []
    return columns.in_duckdb(plan, theme, dossiers, True)


def grants(made: Trial, *dossiers: columns.Facts) -> list[int | None]:
    return [row["grant"] for row in answers(made, *dossiers)]


@pytest.mark.parametrize("code", shortened((code for code in RULES if RULES[code].scopes), 3))
def test_random_dossiers_that_share_a_project_say_what_python_says(code: str) -> None:
    theme, seen = RULES[code], Counter[str]()
    maker = columns.Maker(RULES.plan, theme, Random(code))  # noqa: S311 -- the same on every run
    dossiers = columns.sharing(maker, 400)
    assert list(columns.differences(RULES.plan, theme, dossiers, columns.in_duckdb, seen, RULES)) == []
    wanted = ("after an unsettled one", "after a grant", "granted less than alone", "error", "eligible")
    assert min(seen[each] for each in wanted) > 10


def test_grants_are_carried_in_order_of_filing_then_of_reference_then_of_place(limited: Trial) -> None:
    found = grants(
        limited,
        dossier(60_000_00, None),
        dossier(40_000_00, 3, reference=None),
        dossier(40_000_00, 3, reference="B"),
        dossier(40_000_00, 3, reference="B"),
        dossier(40_000_00, 2, reference="Z", project=" p–1."),
        dossier(40_000_00, 2, project="P-2"),
        dossier(40_000_00, 2, project=None),
    )
    assert found == [0, 10_000_00, 30_000_00, 30_000_00, 30_000_00, 30_000_00, None]


def test_the_larger_of_what_is_stated_and_of_what_is_known_counts_and_never_their_sum(limited: Trial) -> None:
    earlier = "financement.subventions_anterieures"
    found = grants(
        limited,
        dossier(40_000_00, 1, **{earlier: Money(80_000_00)}),
        dossier(80_000_00, 2, **{earlier: Money(10_000_00)}),
        dossier(80_000_00, 3, **{earlier: Money(90_000_00)}),
    )
    assert found == [20_000_00, 60_000_00, 10_000_00]


def test_an_unsettled_dossier_leaves_open_those_that_come_after(limited: Trial) -> None:
    found = answers(
        limited,
        dossier(40_000_00, 1),
        dossier(None, 2),
        dossier(40_000_00, 3),
        # What it states leaves nothing to wait for.
        dossier(40_000_00, 4, **{"financement.subventions_anterieures": Money(LIMIT)}),
    )
    assert [row["grant"] for row in found] == [30_000_00, None, None, 0]


def test_a_dossier_that_is_at_fault_leaves_open_those_that_come_after(limited: Trial) -> None:
    plan, theme = limited.rules.plan, limited.theme
    with columns.loaded(plan, theme, [dossier(80_000_00, day) for day in (2, 1, 3)]) as connection:
        connection.execute("UPDATE dossiers SET _faults = ['illisible'] WHERE _place = 1")
        rows = columns.rows_in_duckdb(connection, statement(plan, theme, "duckdb", "dossiers", projects=True))
    assert [(row["grant"], row["faults"]) for row in rows] == [
        (None, "illisible"),
        (60_000_00, None),
        (None, None),
    ]


def test_a_dossier_at_fault_that_has_no_day_may_come_before_any_other_and_its_cost_is_not_known(
    limited: Trial,
) -> None:
    plan, theme = limited.rules.plan, limited.theme
    with columns.loaded(plan, theme, [dossier(80_000_00, None), dossier(80_000_00, 1)]) as connection:
        connection.execute("UPDATE dossiers SET _faults = ['illisible'] WHERE _place = 1")
        rows = columns.rows_in_duckdb(connection, statement(plan, theme, "duckdb", "dossiers", projects=True))
    assert [(row["grant"], row["faults"]) for row in rows] == [(None, "illisible"), (None, None)]


def test_too_many_dossiers_of_a_project_are_at_fault_and_have_no_figure(limited: Trial) -> None:
    most = [dossier(1_00, 1) for _ in range(MOST_TOGETHER)]
    assert grants(limited, *most, dossier(1_00, 1, project="P-2")) == [75] * (MOST_TOGETHER + 1)
    plan, theme = limited.rules.plan, limited.theme
    rows = columns.in_duckdb(plan, theme, [*most, dossier(1_00, 1), dossier(1_00, 1, project="P-2")], True)
    assert Counter((row["status"], row["grant"], row["faults"]) for row in rows[:-1]) == {
        ("error", None, "projet.reference"): MOST_TOGETHER + 1
    }
    assert (rows[-1]["grant"], rows[-1]["faults"]) == (75, None)


def test_the_last_of_many_dossiers_is_granted_what_is_left(limited: Trial) -> None:
    found = grants(limited, *(dossier(1_000_00, 1) for _ in range(MOST_TOGETHER)))
    assert sum(each or 0 for each in found) == LIMIT
    assert (found[132:135], found[-1]) == ([750_00, 250_00, 0], 0)


def test_a_ceiling_of_a_name_in_a_year(trial: MakeTrial) -> None:
    yearly = trial(funding=funding(ceilings=[item("annee", amount="100 k€", per="annee")]))
    north = {"projet.nom": "Nord"}
    found = grants(
        yearly,
        dossier(80_000_00, 1, **north),
        dossier(80_000_00, 2, **{**north, "depose_le": date(2022, 2, 1)}),
        dossier(80_000_00, 3, **{**north, "projet.nom": "NORD"}),
        dossier(80_000_00, 3, **{**north, "projet.nom": "Sud"}),
        dossier(80_000_00, None, **north),
    )
    assert found == [60_000_00, 60_000_00, 40_000_00, 60_000_00, 60_000_00]


def test_several_ceilings_to_share_are_refused(trial: MakeTrial) -> None:
    limits = [item(scope, amount="100 k€", per=scope) for scope in ("project", "annee")]
    made = trial(funding=funding(ceilings=limits))
    with pytest.raises(RuleError, match="partagent plusieurs plafonds"):
        made.rules.sql(made.theme.code, projects=True)
    assert made.rules.sql(made.theme.code)


def test_grants_that_may_overflow_once_added_up_are_refused(trial: MakeTrial) -> None:
    made = trial(funding=funding(ceilings=[item("projet", amount="projet.cout_total_ttc", per="project")]))
    plan, theme = made.rules.plan, made.theme
    assert statement(plan, theme, "duckdb", "dossiers")
    with pytest.raises(TooWideError):
        statement(plan, theme, "duckdb", "dossiers", projects=True)


def test_a_theme_that_shares_nothing_is_said_as_it_is() -> None:
    assert RULES.sql("ITN6", projects=True) == RULES.sql("ITN6")


def test_references_are_the_same_where_python_says_so() -> None:
    def told(reference: str) -> str:
        (found,) = key_of(Scope((("fact", "r"),)), {"r": reference}) or ()
        return str(found)

    every = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    kinds = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pi", "Pf", "Po", "Sk"}
    chosen = [each for each in every if each < "\u0300" or category(each) in kinds or each.casefold() != each]
    around = (("x", "X"), ("-", "."), ("\x0b'", ",'"), ("a", ""), ("", "-a"))
    values = [f"{first}{each}{last}" for each in chosen for first, last in around]
    with duckdb.connect() as connection:
        query = "CREATE TABLE given AS SELECT unnest($1) AS r, generate_subscripts($1, 1) AS place"
        connection.execute(query, [values])
        key = same(column("r"), ENGINES["duckdb"]).sql("duckdb")
        found = [row[0] for row in connection.execute(f"SELECT {key} FROM given ORDER BY place").fetchall()]  # noqa: S608
    assert [pair for pair in zip(values, found, strict=True) if told(pair[0]) != pair[1]] == []
