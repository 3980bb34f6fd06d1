"""Batches of rule sets that have none of the parts of the catalogue's: no cost, no request, no reference, no money."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from relance_rules.batch.columns import HANDLING, columns_of
from relance_rules.batch.outputs import format_names
from relance_rules.localization import localization
from rule_sets import MANIFEST, Data, MakeTrial, Trial, both, condition, fact, item, lines

from .helpers import FR, batch, letter_text, plain, rendered, write_lines

FACTS: Data = {
    "age": fact("integer"),
    "commune": fact("text", label=both("Commune")),
    "recu": fact("money"),
    "le": fact("date"),
}
BARE: Data = {key: part for key, part in MANIFEST.items() if key not in ("roles", "scopes", "sections", "rounding")}
ELIGIBILITY = [condition("majeur", {"fact": "age", "at_least": "18"})]


@pytest.fixture
def bare(trial: MakeTrial) -> Trial:
    """A theme that pays a fixed amount, in francs, and whose rule set gives no part to any fact."""
    manifest = {**BARE, "currency": {"code": "CHF"}}
    return trial(
        manifest=manifest, vocabulary=FACTS, definitions={}, kind=None, windows=None, size=None, envelope=None,
        eligibility=ELIGIBILITY, funding={"amount": "1 500 CHF", "source": lines()}, commitments=None,
    )  # fmt: skip


def test_only_the_columns_of_the_parts_that_facts_play(bare: Trial) -> None:
    keys = [column.key for column in columns_of(bare.rules.plan)]
    decided = ("awarded", "decision_note", "decision_instructor", "decision_source")
    assert keys == [
        *("theme", "status", "verdict", "organisation", "siret", "grant", "less", *decided),
        *("reasons", "notices", "readings", *HANDLING, "notes", "origin"),
    ]


@pytest.mark.parametrize("name", format_names())
def test_every_output_does_without_them(bare: Trial, tmp_path: Path, name: str) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [{"age": 20}, {"age": 12}, {}, {"age": "x"}])
    found = rendered(name, *batch(bare.rules, path), tmp_path)
    if name == "csv":
        rows = list(csv.DictReader(io.StringIO(found.removeprefix("\ufeff")), delimiter=";"))
        assert [row["État"] for row in rows] == ["prêt", "non éligible", "à compléter", "en erreur"]
        assert [row["Subvention proposée"] for row in rows] == ["1500,00", "", "", ""]
    elif name == "json":
        assert json.loads(found)["themes"][0]["granted"] == "1500.00"
    elif isinstance(found, str):
        assert "ESSAI" in found


def test_a_letter_without_a_cost_states_the_grant_alone(bare: Trial, tmp_path: Path) -> None:
    (ready, _), _ = batch(bare.rules, write_lines(tmp_path / "lot.ndjson", [{"age": 20}, {}]))
    text = plain(letter_text(ready, localization("fr", bare.rules.plan.currency)))
    assert "Vous avez déposé, au titre du thème ESSAI, le dossier « " in text
    assert "Subvention proposée : 1 500,00 CHF." in text
    assert "coût total" not in text


def test_who_shares_a_ceiling_is_told_by_its_own_facts(trial: MakeTrial, tmp_path: Path) -> None:
    manifest = {
        **BARE,
        "roles": {"filed_on": "le"},
        "scopes": {"commune": {"key": ["commune", {"year": "le"}], "earlier": "recu"}},
    }
    made = trial(
        manifest=manifest, vocabulary=FACTS, definitions={}, kind=None, windows=None, size=None, envelope=None,
        eligibility=[], commitments=None,
        funding={"amount": "1 500 EUR", "ceilings": [item("an", amount="2 000 EUR", per="commune")], "source": lines()},
    )  # fmt: skip
    listed: list[dict[str, Any]] = [
        {"commune": "Nord", "le": f"2021-0{month}-01", "recu": "100 €"} for month in (3, 2)
    ] + [{"le": "2021-04-01", "recu": 0}]
    found, _ = batch(made.rules, write_lines(tmp_path / "lot.ndjson", listed))
    assert [str(each.grant) for each in found] == ["500.00", "1500.00", "1500.00"]
    assert [[plain(FR.say(note)) for note in each.notes] for each in found] == [
        ["autres dossiers de même « Commune, Un fait » dans ce lot : 1 500,00 € accordés, ou proposés avant celui-ci"],
        [],
        [
            "« Commune » n’est pas donné : les autres dossiers qui partagent un plafond avec celui-ci ne peuvent pas "
            "être comptés"
        ],
    ]


def test_the_key_of_a_project_has_a_column(trial: MakeTrial, tmp_path: Path) -> None:
    manifest = {**BARE, "scopes": {"commune": {"key": ["commune", {"year": "le"}]}}}
    made = trial(
        manifest=manifest, vocabulary=FACTS, definitions={}, kind=None, windows=None, size=None, envelope=None,
        eligibility=[], commitments=None, funding={"amount": "1 500 EUR", "source": lines()},
    )  # fmt: skip
    listed = [{"commune": "Nord", "le": "2021-03-01"}, {"le": "2021-03-01"}]
    text = rendered("csv", *batch(made.rules, write_lines(tmp_path / "lot.ndjson", listed)), tmp_path)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [plain(row["Commune, Un fait"]) for row in rows] == ["Nord, 2021", "2021"]
