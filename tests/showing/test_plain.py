"""A report as plain data, and as the text of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from relance_rules.loading.problems import Problem
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Citation
from relance_rules.plan.saving import digest
from relance_rules.showing.plain import error_data, exact, json_text, located, report_data, source_data
from relance_rules.showing.sentences import question_of
from relance_rules.values import Message, Money, Text

from .helpers import DOSSIER, report_of, spoken

FR, EN = spoken("fr"), spoken("en")


def test_the_funding_is_exact_and_says_where_it_comes_from() -> None:
    funding = report_data(report_of(DOSSIER), FR)["funding"]
    assert {key: value for key, value in funding.items() if not isinstance(value, list)} == {
        "range": {},
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
            "readings": [],
        }
    ]


def test_a_finding_holds_the_facts_that_it_met() -> None:
    report = report_data(report_of({**DOSSIER, "porteurs": [{"categorie": "entreprise"}, {}, {"nom": "C"}]}), FR)
    finding = report["eligibility"]["findings"][2]
    assert finding == {
        "rule": "ESSAI.porteur",
        "label": "Chaque porteur est central",
        "outcome": "fail",
        "message": "Un porteur n’est pas central. (porteur n° 1)",
        "facts": {"porteurs[0].categorie": "entreprise"},
        "missing": [],
        "source": {"lines": "10-11"},
        "reading": "R10",
        "readings": ["R10"],
    }


def test_commitments_and_missing_facts() -> None:
    report = report_data(report_of({**DOSSIER, "engagements": {}}), EN)
    missing = {"id": "compte_rendu", "label": "Report", "source": {"lines": "30"}, "reading": None, "readings": []}
    assert report["commitments"] == {"known": True, "given": [], "missing": [missing]}
    assert report["documents"] == {"known": True, "given": ["budget"], "missing": []}
    assert [entry["fact"] for entry in report["missing_facts"]] == ["projet.financement_apres_2022"]
    assert report["missing_facts"][0]["question"].startswith("Will the project have costs")


def test_a_report_holds_the_text_of_each_reading_in_the_order_of_first_use() -> None:
    """Those of the findings, of the funding, of what is missing, then of the notices."""
    report = report_data(report_of({**DOSSIER, "pieces": {}}), EN)
    used = report["readings_used"]
    assert [each["code"] for each in used] == ["R10", "R8", "R6", "R5", "R9", "R2", "R12", "R13"]
    assert used[0]["text"].startswith("Every applicant must be of an eligible kind.")
    cited: list[str] = []

    def walk(data: object) -> None:
        for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            walk(inner)
        if isinstance(data, dict):
            cited.extend(data.get("readings", ()))

    walk(report)
    assert {each["code"] for each in used} == set(cited)


def test_a_question_names_the_item_that_it_is_about() -> None:
    asked = FR.say(question_of("depenses[2].fournisseur.siege", report_of(DOSSIER)))
    assert asked.startswith("Dépenses, n° 3 : Dans quel pays")


def test_a_value_that_is_not_fine_enough_has_its_own_question() -> None:
    """`ask` of the value that was stated, in place of the question of the fact."""
    plain = report_of({"porteurs": [{"categorie": "administration_centrale"}]})
    fact = plain.plan.facts["porteurs[].categorie"]
    value = replace((fact.values or {})["administration_centrale"], ask=Text({"fr": "Laquelle ?", "en": "Which one?"}))
    facts = Vocabulary(
        {**plain.plan.facts, "porteurs[].categorie": replace(fact, values={"administration_centrale": value})}
    )
    asked = replace(plain, plan=replace(plain.plan, facts=facts))
    assert FR.say(question_of("porteurs[0].categorie", asked)) == "Porteurs du projet, n° 1 : Laquelle ?"
    assert "Laquelle" not in FR.say(question_of("porteurs[1].categorie", asked))


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
    "amount": (Money(5), "0.05"),
    "rate": (Fraction(1, 8), "0.125"),
    "day": (date(2021, 2, 1), "2021-02-01"),
    "nested": ({"a": (Money(100), True, 3)}, {"a": ["1.00", True, 3]}),
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


STEPS = [
    ("total", "total", "120000.01"),
    ("ESSAI.hors_2021", "excluded", "20000.00"),
    ("ESSAI.personnel", "excluded", "10000.00"),
    ("base", "base", "90000.01"),
    ("rate", "rate", "61986.00"),
    ("ESSAI.plafond", "ceiling", "55000.00"),
    ("request", "request", "70000.00"),
    ("grant", "grant", "55000.00"),
    ("share", "share", "65000.01"),
]


def test_the_steps_of_the_split_stand_in_their_order() -> None:
    steps = report_data(report_of(DOSSIER), FR)["funding"]["steps"]
    assert [(step["id"], step["kind"], step["value"]) for step in steps] == STEPS
    assert {step["range"] for step in steps} == {None}
    assert [step["reading"] for step in steps] == ["R8", "R6", "R5", None, None, None, "R9", "R2", None]


def test_a_step_that_is_not_known_has_a_range_and_a_request_that_is_not_made_has_none() -> None:
    funding = report_data(report_of({**DOSSIER, "financement": {}}), FR)["funding"]
    by_id = {step["id"]: step for step in funding["steps"]}
    assert (by_id["request"]["value"], by_id["request"]["range"]) == (None, None)
    grant = {"from": "0.00", "to": "60000.00"}
    assert (by_id["grant"]["value"], by_id["grant"]["range"]) == (None, grant)
    share = {"from": "60000.01", "to": "120000.01"}
    assert funding["range"] == {"grant": grant, "applicant_share": share}
    # Whatever an interval says, the applicant bears no less than nothing.
    unknown = report_data(report_of({}), FR)["funding"]["range"]
    assert unknown["applicant_share"] == {"from": "0.00", "to": None}


def test_a_contradiction_has_no_range() -> None:
    report = report_of({**DOSSIER, "projet": {**DOSSIER["projet"], "cout_total_ttc": 1}})
    funding = report_data(report, FR)["funding"]
    assert (report.status, funding["range"]) == ("error", {})
    assert {step["range"] for step in funding["steps"]} == {None}


def test_a_passage_is_cited_by_what_its_document_is_cited_by() -> None:
    assert source_data(None) is None
    assert source_data(Citation("lines", "3")) == {"lines": "3"}
    assert source_data(Citation("article", "25(3)", "rgec")) == {"document": "rgec", "article": "25(3)"}
    assert source_data(Citation("page", "12")) == {"page": "12"}
    assert source_data(Citation("section", "4.2")) == {"section": "4.2"}


def test_a_report_says_whose_it_is_and_what_checked_it() -> None:
    report = report_of({**DOSSIER, "porteurs": [{"nom": "A", "siret": "125 704 429 00021"}, {"categorie": "autre"}]})
    data = report_data(report, FR)
    assert data["project"] == {
        "name": "Essai",
        "reference": None,
        "applicants": [{"name": "A", "siret": "12570442900021"}, {"name": None, "siret": None}],
        "filed_on": "2021-02-12",
    }
    decided_by = data["decided_by"]
    assert (decided_by["ruleset"], decided_by["version"]) == (report.plan.name, report.plan.version)
    assert decided_by["tool"].startswith("relance-rules ")
    assert decided_by["digest"] == digest(report.plan)
    # Another set of rules has another digest, even over the same facts.
    assert digest(replace(report.plan, version="other")) != digest(report.plan)


def test_each_way_in_is_data_where_none_is_chosen() -> None:
    dossier = {key: value for key, value in DOSSIER.items() if key != "modalite"}
    ways = report_data(report_of(dossier), FR)["ways_in"]
    assert [(way["value"], way["verdict"], way["grant"], way["range"]) for way in ways] == [
        ("guichet", "eligible", "55000.00", None),
        ("appel_a_projets", "eligible", "55000.00", None),
    ]
    assert [way["label"] for way in ways] == ["guichet", "appel à projets"]
    lines = [{"montant_ttc": "120 000,01 €", "annee": 2021, "fournisseur": {"siege": "FR"}}]
    (window, _) = report_data(report_of({**dossier, "depenses": lines}), FR)["ways_in"]
    assert (window["grant"], window["range"]) == (None, {"from": "0.00", "to": "55000.00"})
    early = report_data(report_of({**dossier, "depose_le": "2020-12-01"}), FR)["ways_in"]
    assert [way["refused_by"] for way in early] == [[], ["ESSAI.depot"]]
    assert report_data(report_of(DOSSIER), FR)["ways_in"] == []
