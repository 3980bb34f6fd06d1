"""Schemes from elsewhere, each a rule set: their figures, and what holds of all of them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cli.conftest import Run
from relance_rules import Money, check_many, earlier_grants
from relance_rules.plan.ruleset import Plan
from rule_sets import said

from .helpers import ALL, Tried, cases, checked, holes, rules_of, unmet

CASES = cases()


def test_every_scheme_has_cases_and_one_theme() -> None:
    assert len(ALL) == 10
    assert {case.scheme for case in CASES} == set(ALL)
    assert all(len(rules_of(scheme)) == 1 for scheme in ALL)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.scheme}: {case.name}" for case in CASES])
def test_a_case(case: Tried) -> None:
    assert list(unmet(checked(case.scheme, case.dossier), case.expect)) == []


@pytest.mark.parametrize("case", CASES, ids=[f"{case.scheme}: {case.name}" for case in CASES])
def test_what_a_missing_fact_leaves_possible_holds_what_it_would_have_given(case: Tried) -> None:
    whole = checked(case.scheme, case.dossier)
    for fact, torn in holes(case.dossier):
        found = checked(case.scheme, torn)
        if _supposed(found.plan, torn) != _supposed(found.plan, case.dossier):
            # What is supposed of a list that is not stated may well differ from what it would hold.
            continue
        if whole.funding.grant is not None:
            if found.funding.grant is not None:
                assert found.funding.grant == whole.funding.grant, fact
            else:
                low, high = found.funding.ranges["grant"]
                assert low is None or low <= whole.funding.grant, fact
                assert high is None or whole.funding.grant <= high, fact
                assert found.missing_facts, fact
        if found.verdict != "undetermined" and whole.verdict != "undetermined":
            assert found.verdict == whole.verdict, fact


def _supposed(plan: Plan, dossier: dict[str, object]) -> set[str]:
    """The lists, and the request, that a dossier does not state: rules may suppose something of them."""
    asked = {path for path, fact in plan.facts.items() if fact.type == "list"}
    if plan.roles.requested is not None:
        asked.add(plan.roles.requested.path)
    return {path for path in asked if not _stated(dossier, path)}


def _stated(dossier: object, path: str) -> bool:
    for step in path.split("."):
        if not isinstance(dossier, dict) or step not in dossier:
            return False
        dossier = dossier[step]
    return True


@pytest.mark.parametrize("case", CASES, ids=[f"{case.scheme}: {case.name}" for case in CASES])
def test_a_grant_is_within_its_ceilings_its_cost_and_its_parts(case: Tried) -> None:
    report = checked(case.scheme, case.dossier)
    funding = report.funding
    if funding.grant is None:
        return
    assert funding.grant >= 0
    if funding.base is not None:
        assert funding.grant <= funding.base
    after = {"PALIERS.palier"}  # the bonus comes on top of this one
    for use in funding.ceilings:
        if use.id not in after and use.limit is not None and use.already_used is not None:
            assert funding.grant <= max(0, use.limit - use.already_used), use.id
    if funding.applicant_share is not None and funding.total_cost is not None:
        assert funding.applicant_share + funding.grant == funding.total_cost


def commune(name: str, day: str, cost: str) -> dict[str, object]:
    return {
        "reference": f"{name} {day}",
        "depose_le": day,
        "demandeur": {"commune": name, "coefficient": 1},
        "projet": {"cout_total": cost},
        "deja_recu": 0,
    }


def test_the_dossiers_of_one_commune_and_one_year_share_a_ceiling() -> None:
    rules = rules_of("cote_dor")
    dossiers = [
        commune("Beaune", "2024-09-01", "40 000 EUR"),
        commune("Beaune", "2024-02-01", "40 000 EUR"),
        commune("Beaune", "2025-01-01", "40 000 EUR"),
        commune("Dijon", "2024-12-31", "40 000 EUR"),
        commune("Beaune", "2024-12-31", "40 000 EUR"),
    ]
    earlier = earlier_grants(dossiers, rules)
    granted = {place: known["commune_annee"].granted for place, known in earlier.items()}
    assert granted == {0: Money(1_400_000), 1: Money(0), 2: Money(0), 3: Money(0), 4: Money(2_135_000)}
    grants = [report.funding.grant for report in check_many(dossiers, rules, earlier=earlier)]
    assert grants == [Money(735_000), Money(1_400_000), Money(1_400_000), Money(1_400_000), Money(0)]


def test_an_earlier_dossier_that_is_not_settled_leaves_the_ceiling_open() -> None:
    rules = rules_of("cote_dor")
    first, second = commune("Beaune", "2024-02-01", "40 000 EUR"), commune("Beaune", "2024-09-01", "40 000 EUR")
    del first["projet"]
    earlier = earlier_grants([first, second], rules)
    assert [earlier[place]["commune_annee"].granted for place in (0, 1)] == [Money(0), None]
    *_, report = check_many([first, second], rules, earlier=earlier)
    assert (report.status, report.funding.grant) == ("incomplete", None)
    assert [said(notice.message) for notice in report.notices] == [
        "Un dossier antérieur n’est pas tranché : sa subvention comptera contre « Plafond de l’année »"
    ]


def test_the_rule_files_are_sound_and_pass_their_own_cases(relance: Run) -> None:
    for command in ("lint", "test"):
        done = relance(command, *ALL.values())
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_marginal_scale_and_a_slab_differ_where_the_bracket_changes() -> None:
    grants = [
        checked("berry", {"depose_le": "2024-06-01", "projet": {"cout_total": f"{cost} EUR"}}).funding.grant
        for cost in ("99999", "100000", "100001", "120000")
    ]
    assert grants == [Money(799_992), Money(800_000), Money(1_000_000), Money(1_000_000)]
    assert all(low <= high for low, high in pairwise(grant or 0 for grant in grants))
