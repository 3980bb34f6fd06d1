"""A dossier beside every theme: each is checked as if it were named, in an order, and what to ask next."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from relance_rules import Rules, check, check_themes, load_rules
from relance_rules.checking.questions import asked_next, opened, subjects_of
from relance_rules.checking.themes import beside_themes, fit_of, lacking, refusals_of, to_judge
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import document_from, dossier_beside


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


EMPTY: Mapping[str, Any] = {}
OPERATOR = {
    "depose_le": "2021-02-12",
    "porteurs": [{"categorie": "operateur"}],
    "projet": {"cout_total_ttc": 1_200_000},
}
COMPANY = {"porteurs": [{"categorie": "entreprise"}]}
TORN = {**OPERATOR, "depenses": [{"montant_ttc": 10, "titre": 2, "nature": "prestation"}]}


@pytest.mark.parametrize("dossier", [EMPTY, OPERATOR, COMPANY, TORN])
def test_each_report_is_the_one_of_a_check_by_that_theme(rules: Rules, dossier: dict[str, Any]) -> None:
    reports = check_themes(dossier, rules)
    assert sorted(report.theme.code for report in reports) == list(rules)
    assert reports == sorted(
        (check({**dossier, "theme": report.theme.code}, rules) for report in reports),
        key=lambda report: [each.theme.code for each in reports].index(report.theme.code),
    )


def test_what_fits_stands_first_and_the_nearest_of_the_others_next(rules: Rules) -> None:
    reports = check_themes(OPERATOR, rules)
    fits = [fit_of(report) for report in reports]
    assert fits == ["fits"] + ["open"] * 7 + ["refused"] * 8
    assert [reports[0].theme.code, reports[1].theme.code] == ["ITN4", "ITN8B"]
    nearest = [lacking(report) for report in reports if fit_of(report) != "refused"]
    assert nearest == sorted(nearest)
    refusals = [refusals_of(report) for report in reports]
    assert refusals == sorted(refusals)
    assert {fit_of(report) for report in check_themes(COMPANY, rules)} == {"refused"}


def test_a_dossier_that_contradicts_itself_does_so_by_every_theme(rules: Rules) -> None:
    assert {fit_of(report) for report in check_themes(TORN, rules)} == {"error"}


def test_a_rule_that_no_answer_settles_is_for_somebody_to_judge(rules: Rules) -> None:
    judged = {report.theme.code: [f.rule.id for f in to_judge(report)] for report in check_themes(EMPTY, rules)}
    for report in check_themes(EMPTY, rules):
        unsettled = [f.rule.id for f in report.findings if f.outcome == "unknown" and not f.missing]
        assert judged[report.theme.code] == (unsettled if report.verdict == "undetermined" else [])
    assert not any(to_judge(report) for report in check_themes(COMPANY, rules))


def test_the_first_questions_are_those_that_split_the_themes_most(rules: Rules) -> None:
    found = beside_themes(rules.plan, Dossier({}))
    first = [asked.path for asked in found.questions[:3]]
    assert first == ["porteurs[].categorie", "depose_le", "projet.cout_total_ttc"]
    weights = [asked.weight for asked in found.questions]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_asked_next_is_what_the_open_themes_lack(rules: Rules, seed: int) -> None:
    """Weighed anew: a fact weighs as many conditions as wait for it, whichever item of a list it is of."""
    draw = random.Random(seed)  # noqa: S311
    categories = draw.sample(["operateur", "service_deconcentre", "direction_metier", "association"], 2)
    stated = {"porteurs": [{"categorie": each} for each in categories], "depose_le": "2021-02-12"}
    plan = rules.plan
    reports = check_themes(stated, rules)
    expected: dict[str, int] = {}
    for report in reports:
        for finding in report.findings:
            for path in {path.replace("[0]", "[]").replace("[1]", "[]") for path in finding.missing}:
                if report.verdict != "ineligible":
                    expected[path] = expected.get(path, 0) + 1
    asked = asked_next(plan, reports)
    assert dict(asked) == expected
    order = list(plan.facts)
    assert list(asked) == sorted(asked, key=lambda each: (-each.weight, order.index(each.path)))


def test_an_applicant_is_opened_only_where_there_is_none(rules: Rules) -> None:
    assert opened(rules.plan, Dossier({})).facts == {"porteurs": ({},)}
    named = Dossier({"porteurs": ({"categorie": "operateur"},)})
    assert opened(rules.plan, named) is named


def test_subjects_come_in_the_order_of_the_rule_set(rules: Rules) -> None:
    plan = rules.plan
    assert subjects_of(plan, reversed(list(plan.facts))) == tuple(plan.subjects)
    assert subjects_of(plan, ["pieces", "porteurs[].nom"]) == ("qui_porte", "pieces")


def test_a_dossier_beside_the_themes_answers_what_any_of_them_asks(rules: Rules) -> None:
    asked = {code: [c.id for c in rules[code].commitments.asked] for code in rules}
    one, other = asked["SNAP3"][0], asked["ITN4"][0]
    read = dossier_beside(document_from({"engagements": {one: "oui", other: "oui"}}), rules)
    assert read.facts == {f"engagements.{one}": True, f"engagements.{other}": True}
