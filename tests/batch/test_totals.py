from __future__ import annotations

import pytest

from relance_rules import Money, check_many
from relance_rules.batch.totals import EnvelopeUse, ThemeTotals, counts_of
from relance_rules.checking.windows import window_of
from rule_sets import Data, MakeTrial, Trial, window


def dossier(reference: str, filed: str, cost: str) -> Data:
    return {
        "theme": "ESSAI",
        "reference": reference,
        "depose_le": filed,
        "projet": {"cout_total_ttc": cost},
        "financement": {"subvention_demandee": "1 M€"},
    }


@pytest.fixture
def sessions(trial: MakeTrial) -> Trial:
    """Two sessions, of which only the second has its own envelope."""
    return trial(
        envelope={"amount": "100 k€", "source": {"lines": "2"}},
        windows=[
            window("hiver", "2021-01-04", "2021-03-31"),
            window("printemps", "2021-04-01", "2021-06-30", envelope="50 k€"),
        ],
    )


def totals(trial: Trial, *dossiers: Data) -> ThemeTotals:
    found = ThemeTotals()
    for report in check_many(dossiers, trial.rules):
        found.add(counts_of(report, window_of(report.plan, report.theme, report.facts)))
    return found


def test_totals_by_window_and_the_use_of_envelopes(sessions: Trial) -> None:
    found = totals(
        sessions,
        dossier("A", "2021-03-31", "40 k€"),
        dossier("B", "2021-04-01", "80 k€"),
        dossier("C", "2021-07-01", "80 k€"),
        dossier("D", "2021-04-02", "13 333,32 €"),
    )
    assert found.statuses == {"ready": 3, "ineligible": 1}
    assert (found.count, found.total_cost, found.requested) == (4, 213_333_32, 4_000_000_00)
    assert (found.granted, found.funded_cost) == (99_999_99, 133_333_32)
    winter, spring = (totals for _, totals in found.sessions(sessions.theme))
    assert (winter.count, winter.granted, spring.count, spring.granted) == (1, 30_000_00, 2, 69_999_99)
    assert list(found.uses(sessions.theme)) == [
        EnvelopeUse("ESSAI", Money(100_000_00), Money(99_999_99)),
        EnvelopeUse("ESSAI.printemps", Money(50_000_00), Money(69_999_99)),
    ]
    assert [use.exceeded for use in found.uses(sessions.theme)] == [False, True]


def test_what_no_dossier_states_is_not_nought(sessions: Trial) -> None:
    silent: Data = {"theme": "ESSAI", "reference": "A", "depose_le": "2021-02-12"}
    found = totals(sessions, silent)
    assert (found.count, found.total_cost, found.requested, found.granted) == (1, None, None, 0)
    found.merge(totals(sessions, {**silent, "projet": {"cout_total_ttc": "0"}}))
    assert found.total_cost == 0


def test_an_envelope_used_to_the_cent_is_not_exceeded() -> None:
    assert not EnvelopeUse("A", Money(100), Money(100)).exceeded
    assert EnvelopeUse("A", Money(100), Money(101)).exceeded


def test_totals_of_parts_add_up_to_those_of_the_whole(sessions: Trial) -> None:
    dossiers = [dossier(str(day), f"2021-0{month}-12", f"{day} k€") for day in (1, 20) for month in (2, 4, 8)]
    whole, merged = totals(sessions, *dossiers), ThemeTotals()
    for part in (dossiers[:1], dossiers[1:4], [], dossiers[4:]):
        merged.merge(totals(sessions, *part))
    assert merged == whole


def test_a_theme_with_one_window_has_no_session(trial: MakeTrial) -> None:
    one = trial()
    assert list(totals(one, dossier("A", "2021-02-12", "1 k€")).sessions(one.theme)) == []


def test_the_envelope_refuses_no_dossier_and_is_watched(trial: MakeTrial) -> None:
    made = trial(envelope={"amount": "100 EUR", "source": {"lines": "2"}})
    report = made.check({"projet": {"cout_total_ttc": "1000"}})
    assert (report.verdict, str(report.funding.grant)) == ("eligible", "750.00")
    found = ThemeTotals()
    for cost, granted, exceeded in (("120", 9_000, False), ("13,33", 9_999, False), ("0,03", 10_001, True)):
        found.add(counts_of(made.check({"projet": {"cout_total_ttc": cost}}), None))
        assert list(found.uses(made.theme)) == [EnvelopeUse("ESSAI", Money(10_000), Money(granted))]
        assert [use.exceeded for use in found.uses(made.theme)] == [exceeded]


def test_a_theme_without_envelope_uses_none(trial: MakeTrial) -> None:
    assert list(ThemeTotals().uses(trial(envelope=None).theme)) == []
