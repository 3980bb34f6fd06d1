"""Which items of a list a notice that stops a dossier is about."""

from __future__ import annotations

from typing import Any

import pytest

from relance_rules import check, load_rules
from relance_rules.localization import localization
from rule_sets import both, notice

RULES = load_rules()
SAY = localization("fr", RULES.plan.currency).say

CODE = {"libelle": "Code", "montant_ttc": "1 €", "titre": 3, "nature": "licence"}
WRONG = {"libelle": "Équipe", "montant_ttc": "1 €", "titre": 3, "nature": "personnel"}
BARE = {"montant_ttc": "1 €", "titre": 2, "nature": "licence"}


@pytest.mark.parametrize(
    ("expenses", "named"),
    [
        ([CODE, WRONG], "(ligne 2 « Équipe »)"),
        ([BARE, CODE], "(ligne 1)"),
        ([WRONG, CODE, BARE], "(ligne 1 « Équipe » et ligne 3)"),
    ],
)
def test_the_lines_that_contradict_themselves_are_named(expenses: list[Any], named: str) -> None:
    report = check({"theme": "ITN3", "depenses": expenses}, RULES)
    assert report.status == "error"
    (said,) = (SAY(each.message) for each in report.notices if each.id.endswith("titre_2_contredit"))
    assert said.replace("\u00a0", " ").endswith(named)


def test_a_notice_that_stops_nothing_names_none(trial: Any) -> None:
    made = trial(
        notices=[
            {
                "id": "bonjour",
                "text": both("Bonjour"),
                "when": {"some": "depenses", "satisfies": {"fact": "titre", "is": "2"}},
                "source": {"lines": "1"},
            }
        ]
    )
    report = made.check({"depenses": [{"montant_ttc": "1 €", "titre": 2}]})
    assert notice(report, "bonjour") == "Bonjour"
