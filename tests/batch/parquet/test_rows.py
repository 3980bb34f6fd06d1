"""A dossier is the same facts before and after the table."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from conformance.corpus import read_questions
from relance_rules import Money, Rules, load_rules
from relance_rules.batch.parquet.rows import facts_of
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.reading import dossier_from, dossier_of
from relance_rules.dossiers.sources import iter_records
from rule_sets import VOCABULARY, MakeTrial, fact, item, values

from ..helpers import ATTACKS
from .helpers import rows, table, write_table

ROOT = Path(__file__).resolve().parents[3]
PER_THEME = 60


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The rules of the catalogue."""
    return load_rules(ROOT / "rules")


def test_examples_state_the_same_facts_in_a_table(rules: Rules, tmp_path: Path) -> None:
    examples = ROOT / "examples" / "dossiers"
    write_table(rules, examples, to=tmp_path / "lot.parquet")
    known = [r.document for r in iter_records((examples,), Context(rules.plan))]
    expected = [dossier_of(each, rules)[1].facts for each in known if each is not None]
    found = [facts_of(row, rules.plan.facts) for row in rows(tmp_path / "lot.parquet")]
    assert len(found) == 48
    assert found == expected


def test_random_dossiers_of_every_theme_state_the_same_facts_in_a_table(rules: Rules, tmp_path: Path) -> None:
    chosen = []
    for _, questions in groupby(read_questions(), lambda question: question.theme):
        each = list(questions)
        chosen += [question.dossier for question in each[:: len(each) // PER_THEME]]
    found = rows(table(rules, tmp_path, chosen))
    assert {row["theme"] for row in found} == set(rules)
    differ = [
        (row["_place"], row["_faults"])
        for row, dossier in zip(found, chosen, strict=True)
        if facts_of(row, rules.plan.facts) != dossier_from(dossier, rules)[1].facts
    ]
    assert not differ


VALUES: list[tuple[str, str, Any, Any]] = [
    ("money", "0", Money(0), 0),
    ("money", "0,01 €", Money(1), 1),
    ("money", "999 999 999 999,99 €", Money(99_999_999_999_999), 99_999_999_999_999),
    ("money", "1000000000000", Money(100_000_000_000_000), 100_000_000_000_000),
    ("integer", "0", 0, 0),
    ("integer", "1000000000000", 10**12, 10**12),
    ("percentage", "0 %", Fraction(0), Fraction(0)),
    ("percentage", "0,000001 %", Fraction(1, 10**8), Fraction(1, 10**8)),
    ("percentage", "33,333333 %", Fraction(33333333, 10**8), Fraction(33333333, 10**8)),
    ("percentage", "100 %", Fraction(1), Fraction(1)),
    ("decimal", "0,000001", Fraction(1, 10**6), Fraction(1, 10**6)),
    ("decimal", "999999999999,999999", Fraction(10**18 - 1, 10**6), Fraction(10**18 - 1, 10**6)),
    ("decimal", "1000000000000", Fraction(10**12), Fraction(10**12)),
    ("date", "0001-01-01", date(1, 1, 1), date(1, 1, 1)),
    ("date", "9999-12-31", date(9999, 12, 31), date(9999, 12, 31)),
    ("boolean", "non", False, False),
    ("country", "France", "FR", "FR"),
    ("text", "0012", "0012", "0012"),
    ("text", "é" * 5_000, "é" * 5_000, "é" * 5_000),
]


@pytest.mark.parametrize("within", ["", "groupe.", "liste."])
def test_values_at_the_ends_of_what_their_types_hold(trial: MakeTrial, tmp_path: Path, within: str) -> None:
    facts = {f"f{place}": fact(kind) for place, (kind, *_) in enumerate(VALUES)}
    if within == "liste.":
        facts = {"liste": fact("list", items=facts)}
    vocabulary = {**VOCABULARY, **{f"{within if within == 'groupe.' else ''}{name}": of for name, of in facts.items()}}
    rules = trial(vocabulary=vocabulary).rules
    stated = {f"f{place}": text for place, (_, text, *_) in enumerate(VALUES)}
    cells = {f"f{place}": cell for place, (*_, cell) in enumerate(VALUES)}
    dossier = {"": stated, "groupe.": {"groupe": stated}, "liste.": {"liste": [stated]}}[within]
    (row,) = rows(table(rules, tmp_path, [{"theme": "ESSAI", **dossier}]))
    assert row["_faults"] is None
    shown = {"": row, "groupe.": row.get("groupe"), "liste.": (row.get("liste") or [None])[0]}[within]
    assert shown is not None
    assert {name: shown[name] for name in cells} == cells
    found = facts_of(row, rules.plan.facts)
    inside = found["liste"][0] if within == "liste." else found
    for place, (_, _, expected, _) in enumerate(VALUES):
        value = inside[f"{within if within == 'groupe.' else ''}f{place}"]
        assert value == expected
        assert type(value) is type(expected)


def test_items_that_say_nothing_are_in_no_row(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial().rules
    lines = [
        {"theme": "ESSAI", "depenses": [{}, {"libelle": " "}, {"montant_ttc": 0}, {"pays": ""}], "porteurs": [{}]},
        {"theme": "ESSAI", "projet": {}, "depenses": []},
    ]
    first, second = rows(table(rules, tmp_path, lines))
    assert [item["montant_ttc"] for item in first["depenses"]] == [0]
    assert first["porteurs"] is second["depenses"] is None
    assert facts_of(first, rules.plan.facts) == {"theme": "ESSAI", "depenses": ({"montant_ttc": Money(0)},)}
    empty = {"depenses": [None, {"montant_ttc": None, "libelle": None}], "porteurs": [], "theme": "ESSAI"}
    assert facts_of(empty, rules.plan.facts) == {"theme": "ESSAI"}


def test_flags_are_those_that_themes_ask_for(trial: MakeTrial, tmp_path: Path) -> None:
    rules = trial(commitments=[item("suivi"), item("bilan")], documents=[item("budget")]).rules
    given = {"theme": "ESSAI", "engagements": {"suivi": "oui", "bilan": "non"}, "pieces": {"budget": None}}
    (row,) = rows(table(rules, tmp_path, [given]))
    assert row["engagements"] == {"bilan": False, "suivi": True}
    assert facts_of(row, rules.plan.facts) == {"theme": "ESSAI", "engagements.suivi": True, "engagements.bilan": False}


def test_texts_stay_texts(trial: MakeTrial, tmp_path: Path) -> None:
    vocabulary = {**VOCABULARY, "choix": fact("enumeration", values=values("1", "true"))}
    rules = trial(vocabulary=vocabulary).rules
    names = [
        *ATTACKS.values(),
        "null",
        "2021-01-01",
        "{}",
        "\\u0000 \\",
        "'); DROP TABLE x; --",
        "\u0085\u2028\ud7ff\U0001f600",
    ]
    lines = [{"theme": "ESSAI", "projet": {"nom": name}, "choix": "true"} for name in names]
    found = rows(table(rules, tmp_path, lines))
    expected = [dossier_from(line, rules)[1].facts for line in lines]
    assert [facts_of(row, rules.plan.facts) for row in found] == expected
