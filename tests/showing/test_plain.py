"""A report as plain data, and as the text of it."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from relance_rules.loading.problems import Problem
from relance_rules.localization import localization
from relance_rules.showing.plain import error_data, exact, json_text, located, question_of, report_data
from relance_rules.values import Euro, Message

from .helpers import DOSSIER, report_of, vocabulary

FR, EN = localization("fr"), localization("en")


def test_the_funding_is_exact_and_says_where_it_comes_from() -> None:
    funding = report_data(report_of(DOSSIER), FR)["funding"]
    assert {key: value for key, value in funding.items() if not isinstance(value, list)} == {
        "indicative": False,
        "total_cost": "120000.01",
        "base": "90000.01",
        "before_ceilings": "61986.00",
        "requested": "70000.00",
        "grant": "55000.00",
        "applicant_share": "65000.01",
        "applicant_staff": "10000.00",
        # 55 000 / 120 000.01 is 0.4583332…, cut and not rounded.
        "effective_rate": "0.458333",
        "source": {"lines": "19-22"},
    }
    assert [(e["line"], e["label"], e["amount"], e["rule"]) for e in funding["excluded"]] == [
        (3, "Étude", "20000.00", "ESSAI.hors_2021"),
        (4, "Équipe", "10000.00", "ESSAI.personnel"),
    ]
    assert funding["ceilings"] == [
        {
            "id": "ESSAI.plafond",
            "label": "Plafond du projet",
            "limit": "60000.00",
            "already_used": "5000.00",
            "binding": True,
            "source": {"lines": "21"},
            "reading": None,
        }
    ]


def test_a_finding_holds_the_facts_that_it_met() -> None:
    report = report_data(report_of({**DOSSIER, "porteurs": [{"categorie": "entreprise"}, {}, {"nom": "C"}]}), FR)
    finding = report["eligibility"]["findings"][2]
    assert finding == {
        "rule": "ESSAI.porteur",
        "label": "Chaque porteur est central",
        "outcome": "fail",
        "message": "Un porteur n’est pas central.",
        "facts": {"porteurs[0].categorie": "entreprise"},
        "missing": [],
        "source": {"lines": "10-11"},
        "reading": "R10",
    }


def test_commitments_and_missing_facts() -> None:
    report = report_data(report_of({**DOSSIER, "engagements": {}}), EN)
    missing = {"id": "compte_rendu", "label": "Report", "source": {"lines": "30"}, "reading": None}
    assert report["commitments"] == {"known": True, "given": [], "missing": [missing]}
    assert report["documents"] == {"known": True, "given": ["budget"], "missing": []}
    assert [entry["fact"] for entry in report["missing_facts"]] == ["projet.transfert_equipe"]
    assert report["missing_facts"][0]["question"].startswith("Has the theme")


def test_a_question_names_the_item_that_it_is_about() -> None:
    asked = FR.say(question_of("depenses[2].fournisseur.siege", vocabulary()))
    assert asked.startswith("Dépenses, n° 3 : Dans quel pays")


def test_an_unreadable_dossier_has_the_same_keys_as_any_other() -> None:
    problems = [Problem(Message("vide"), "a.yaml", 3, 1)]
    error, report = error_data("a.yaml", problems, FR), report_data(report_of(DOSSIER), FR)
    assert set(error) == set(report)
    for part in ("eligibility", "funding", "commitments", "documents"):
        assert set(error[part]) == set(report[part])
    assert [notice["message"] for notice in error["notices"]] == ["a.yaml:3:1: vide"]


def test_a_problem_without_place_is_only_its_sentence() -> None:
    assert located(Problem(Message("vide")), FR) == "vide"


EXACT = {
    "amount": (Euro(5), "0.05"),
    "rate": (Fraction(1, 3), "1/3"),
    "day": (date(2021, 2, 1), "2021-02-01"),
    "nested": ({"a": (Euro(100), True, 3)}, {"a": ["1.00", True, 3]}),
    "text": ("x", "x"),
}


@pytest.mark.parametrize(("value", "expected"), EXACT.values(), ids=EXACT)
def test_a_fact_is_written_exactly(value: object, expected: object) -> None:
    assert exact(value) == expected


def test_json_keeps_french_letters_and_escapes_what_a_terminal_would_obey() -> None:
    hostile = "é € \x1b[31m \x9b31m \u202e \u2028 \ufeff \x7f"
    text = json_text({"a": hostile})
    assert "é €" in text
    assert not {"\x1b", "\x9b", "\u202e", "\u2028", "\ufeff", "\x7f"} & set(text)
    assert json.loads(text) == {"a": hostile}
