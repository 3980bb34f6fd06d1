"""Tables of rule sets unlike the catalogue's: without references, in other languages, whose theme is no fact."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from dossiers.helpers import dossiers, said
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.mapping import load_mapping
from relance_rules.dossiers.platform.start import start_mapping
from relance_rules.dossiers.reading import dossier_of
from relance_rules.dossiers.records import Record
from relance_rules.dossiers.sources import iter_records
from relance_rules.dossiers.tables.template import csv_template, single_table, table_template
from relance_rules.plan.ruleset import Plan
from rule_sets import MANIFEST, Data, MakeTrial, Trial

BARE: Data = {key: part for key, part in MANIFEST.items() if key not in ("roles", "scopes", "sections", "rounding")}


def words(**more: str) -> Data:
    return {"de": more["de"], "it": more["it"]}


FACTS: Data = {
    "alter": {
        "type": "integer",
        "core": "true",
        "label": words(de="Alter", it="Età"),
        "question": words(de="?", it="?"),
    },
    "art": {
        "type": "enumeration",
        "core": "true",
        "label": words(de="Größe", it="Misura"),
        "question": words(de="?", it="?"),
        "values": {
            "klein": {"label": words(de="klein", it="piccolo"), "also": ["XS"]},
            "gross": {"label": words(de="groß", it="grande")},
        },
    },
    "kinder": {
        "type": "list",
        "core": "true",
        "label": words(de="Kinder", it="Figli"),
        "question": words(de="?", it="?"),
        "items": {
            "name": {
                "type": "text",
                "core": "true",
                "label": words(de="Name", it="Nome"),
                "question": words(de="?", it="?"),
            }
        },
    },
}


@pytest.fixture
def swiss(trial: MakeTrial) -> Trial:
    """A theme in German and Italian, whose dossiers have no reference, and whose theme is no fact."""
    manifest = {
        **BARE,
        "title": words(de="Regeln", it="Regole"),
        "languages": ["de", "it"],
        "currency": {"code": "CHF"},
        "documents": {},
        "readings": {},
        "units": {},
    }
    return trial(
        manifest=manifest, vocabulary=FACTS, definitions={}, kind=None, windows=None, size=None, envelope=None,
        eligibility=[], commitments=None, summary=None, source=None, funding={"amount": "1 500 CHF"},
        title=words(de="Thema", it="Tema"),
    )  # fmt: skip


def read(plan: Plan, path: Path) -> list[Record]:
    return list(iter_records([path], Context(plan)))


@pytest.mark.parametrize(
    "titles", [["alter", "art"], ["Alter", "Größe"], ["Età", "misura"], ["ALTER", "GROSSE"], ["« Alter »", "Grosse"]]
)
@pytest.mark.parametrize("value", ["klein", "piccolo", "XS", "xs"])
def test_titles_and_values_are_known_in_any_language_of_the_rule_set(
    swiss: Trial, tmp_path: Path, titles: list[str], value: str
) -> None:
    (tmp_path / "a.csv").write_text(f"{';'.join(titles)}\n5;{value}\n", encoding="utf-8")
    plan = swiss.rules.plan
    assert dossiers(read(plan, tmp_path / "a.csv")) == [{"alter": "5", "art": value}]
    assert plan.facts["art"].value_of(value) == "klein"


def test_a_list_needs_a_reference_to_have_a_table_of_its_own(swiss: Trial, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("alter\n5\n", encoding="utf-8")
    (tmp_path / "a.kinder.csv").write_text("name\nUrs\n", encoding="utf-8")
    (record,) = read(swiss.rules.plan, tmp_path / "a.csv")
    assert "ce jeu de règles ne dit pas à quel dossier les lignes de « kinder » vont" in said(record)


def titles_of(text: str) -> list[str]:
    return next(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_a_template_has_no_column_for_what_goes_without_saying(swiss: Trial) -> None:
    plan, theme = swiss.rules.plan, swiss.theme
    assert [[column.path for column in sheet.columns] for sheet in table_template(plan, theme)] == [
        ["alter", "art"],
        ["name"],
    ]
    assert titles_of(csv_template(plan, theme, [single_table(plan, theme)])[None] or "") == ["Alter", "Größe", "Name"]


def test_the_theme_may_be_said_even_where_there_is_but_one(swiss: Trial, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("theme;alter\nESSAI;5\n", encoding="utf-8")
    (record,) = read(swiss.rules.plan, tmp_path / "a.csv")
    assert dossiers([record]) == [{"theme": "ESSAI", "alter": "5"}]
    assert record.document is not None
    assert dossier_of(record.document, swiss.rules)[1].facts == {"alter": 5}


def test_a_mapping_to_start_from_can_be_loaded_in_any_rule_set(swiss: Trial, tmp_path: Path) -> None:
    plan, path = swiss.rules.plan, tmp_path / "mapping.yaml"
    path.write_text(start_mapping(plan, swiss.theme), encoding="utf-8")
    mapping = load_mapping(path, plan)
    assert mapping.defaults == {}
    assert dict(mapping.platform.facts(plan.roles)) == {}
    assert [rule.fact for rule in mapping.fields] == ["alter", "art"]
    assert [(block.list, [rule.fact for rule in block.fields]) for block in mapping.blocks] == [("kinder", ["name"])]
