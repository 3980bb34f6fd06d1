from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from relance_rules import Money
from relance_rules.batch.digests import FORM, content_of, digest_of, unread_content
from relance_rules.batch.reads import read_of
from relance_rules.batch.seen import seen_of
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.sources import iter_records
from relance_rules.plan.ruleset import Roles
from rule_sets import Data, Trial

from .helpers import dossier

ROLES = Roles(reference="reference", decided_amount="decision.montant")


def content(trial: Trial, path: Path) -> str:
    (record,) = iter_records([path], Context(trial.rules.plan))
    return seen_of(read_of((0, 0, 0), record, trial.rules), record, trial.rules.plan).content


def test_the_same_facts_are_the_same_whatever_the_file_its_form_and_its_order(
    trial_theme: Trial, tmp_path: Path
) -> None:
    data: Data = dossier("A")
    turned: Data = {key: dict(reversed(each.items())) if isinstance(each, dict) else each for key, each in data.items()}
    written: list[Path] = []

    def write(name: str, text: str) -> None:
        written.append(tmp_path / name)
        written[-1].write_text(text, encoding="utf-8")

    write("a.json", json.dumps(data))
    write("b.ndjson", json.dumps(dict(reversed(turned.items()))) + "\n")
    write("c.yaml", json.dumps({**data, "depose_le": "12/02/2021", "reference": "un autre"}))
    money: Data = {"subvention_demandee": "30 000,00 €", "subventions_anterieures": "0,00 €"}
    write("d.yaml", json.dumps({**data, "theme": "essai", "financement": money, "engagements": {"suivi": "oui"}}))
    with (tmp_path / "e.csv").open("w", encoding="utf-8", newline="") as stream:
        flat = {
            "theme": "ESSAI", "reference": "A", "depose_le": "2021-02-12", "projet.cout_total_ttc": "40 000 €",
            "projet.nom": "Essai", "projet.reference": "P-1", "porteurs[0].nom": "Direction A",
            "financement.subvention_demandee": "30000", "financement.subventions_anterieures": "0",
            "engagements.suivi": "vrai", "pieces.budget": "vrai",
        }  # fmt: skip
        table = csv.DictWriter(stream, list(flat), delimiter=";")
        table.writeheader()
        table.writerow(flat)
    found = {content(trial_theme, path) for path in [*written, tmp_path / "e.csv"]}
    assert len(found) == 1
    assert found.pop().startswith(f"{FORM}:")


def test_one_fact_more_less_or_otherwise_is_another_content(trial_theme: Trial, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    found = []
    lines: list[Data] = [{"montant_ttc": "30 k€", "titre": 3}, {"montant_ttc": "10 k€", "titre": 2}]
    for more in (
        {}, {"depose_le": None}, {"depose_le": "2021-02-13"}, {"projet": {"cout_total_ttc": "40 000,01 €"}},
        {"pieces": {}}, {"pieces": {"budget": False}}, {"depenses": lines}, {"depenses": lines[::-1]},
        {"projet": {"cout_total_ttc": "1,200"}}, {"projet": {"cout_total_ttc": "1,300"}}, {"theme": "AUTRE"},
    ):  # fmt: skip
        path.write_text(json.dumps(dossier("A", **more)), encoding="utf-8")
        found.append(content(trial_theme, path))
    assert len(set(found)) == len(found)


def test_neither_its_reference_nor_what_the_service_writes_is_its_content() -> None:
    facts = {"projet.cout": Money(100)}
    own = {**facts, "reference": "A", "decision.montant": Money(7)}
    assert content_of(own, ROLES) == content_of(facts, ROLES) != content_of({}, ROLES)


def test_what_can_not_be_read_has_a_content_all_the_same() -> None:
    odd: list[dict[str, Any]] = [{}, {"a": "\ud800"}, {"a": [1, None, {}]}, {"a": "1"}, {"a": 1}, {"é": 10**30}]
    assert len({unread_content(each) for each in odd}) == len(odd)


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.booleans(), st.dates(), st.fractions(), st.integers())))
def test_no_order_of_keys_makes_a_difference(facts: dict[str, Any]) -> None:
    assert content_of(dict(reversed(facts.items())), ROLES) == content_of(facts, ROLES)


def test_values_are_told_from_one_another() -> None:
    assert len({digest_of("a", "b"), digest_of("ab", ""), digest_of("a", "b", None), digest_of("b", "a")}) == 4
