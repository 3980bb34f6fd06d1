from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from relance_rules import Euro, InputError, check_many, earlier_grants
from relance_rules.checking.batch import ThemeTotals, Use, window_of
from rule_sets import Data, MakeTrial, Trial, funding, item, window


@pytest.fixture
def limited(trial: MakeTrial) -> Trial:
    """A theme that grants 75 % of a cost, and 100 000 € at most to all the dossiers of a project."""
    return trial(funding=funding(ceilings=[item("plafond", amount="100 k€", per="project")]))


def dossier(reference: str | None, filed: str | None, cost: str, project: str | None = "P-1", **more: Any) -> Data:
    return {
        "theme": "ESSAI",
        "reference": reference,
        "depose_le": filed,
        "projet": {"cout_total_ttc": cost, "reference": project},
        "financement": {"subventions_anterieures": 0, "subvention_demandee": "1 M€"},
        **more,
    }


def grants(dossiers: list[Data], trial: Trial) -> list[str]:
    reports = check_many(dossiers, trial.rules, earlier=earlier_grants(dossiers, trial.rules))
    return [str(report.funding.grant) for report in reports]


def test_the_grants_of_a_project_add_up_in_order_of_filing_then_of_reference(limited: Trial) -> None:
    dossiers = [
        dossier("B", "2021-02-12", "80 k€"),
        dossier("A", "2021-02-12", "40 k€"),
        dossier("Z", "2021-02-11", "40 k€"),
        dossier("Y", "2021-02-13", "40 k€"),
        dossier("other", "2021-02-13", "40 k€", project="P-2"),
    ]
    # Z takes 30 000 €, then A 30 000 €, and B the 40 000 € that are left; nothing is left to Y.
    taken = {"A": 30_000_00, "B": 60_000_00, "Y": 100_000_00}
    expected = {"Z": "30000.00", "A": "30000.00", "B": "40000.00", "Y": "0.00", "other": "30000.00"}
    for order in itertools.permutations(dossiers):
        earlier = earlier_grants(order, limited.rules)
        assert {order[place]["reference"]: amount for place, amount in earlier.items()} == taken
        assert dict(zip([d["reference"] for d in order], grants(list(order), limited), strict=True)) == expected


def test_what_a_dossier_states_itself_is_added(limited: Trial) -> None:
    stated = {"subventions_anterieures": "50 k€", "subvention_demandee": "1 M€"}
    dossiers = [dossier("A", "2021-02-12", "40 k€"), dossier("B", "2021-02-13", "80 k€", financement=stated)]
    (used,) = [
        report.funding.ceilings[0].already_used
        for report in check_many(dossiers, limited.rules, earlier=earlier_grants(dossiers, limited.rules))
        if report.reference == "B"
    ]
    assert used == Euro(80_000_00)
    assert grants(dossiers, limited) == ["30000.00", "20000.00"]


def test_only_eligible_dossiers_take_anything_and_what_is_not_known_comes_last(limited: Trial) -> None:
    dossiers = [
        dossier("early", "2020-12-31", "80 k€"),
        dossier(None, "2021-02-12", "80 k€"),
        dossier("undated", None, "80 k€"),
        dossier("A", "2021-02-12", "40 k€"),
        dossier("unreadable", "2021-02-01", "1,200"),
        dossier("loose", "2021-02-01", "80 k€", project=None),
    ]
    # The undated one follows A and the one without reference, which leave it nothing.
    assert earlier_grants(dossiers, limited.rules) == {1: Euro(30_000_00), 2: Euro(90_000_00)}


def test_what_follows_a_dossier_that_is_not_settled_is_not_known(limited: Trial) -> None:
    unsettled = dossier("A", "2021-02-11", "40 k€", projet={"reference": "P-1"})
    dossiers = [unsettled, dossier("B", "2021-02-12", "40 k€"), dossier("C", "2021-02-10", "40 k€")]
    assert earlier_grants(dossiers, limited.rules) == {0: Euro(30_000_00), 1: None}
    assert grants(dossiers, limited) == ["None", "None", "30000.00"]


def test_a_theme_without_ceiling_per_project_cumulates_nothing(trial: MakeTrial) -> None:
    plain = trial(funding=funding(ceilings=[item("plafond", amount="50 k€", per="dossier")]))
    dossiers = [dossier("A", "2021-02-12", "80 k€"), dossier("B", "2021-02-13", "80 k€")]
    assert earlier_grants(dossiers, plain.rules) == {}
    assert grants(dossiers, plain) == ["50000.00", "50000.00"]


def test_two_that_nothing_tells_apart_go_by_their_places(limited: Trial) -> None:
    twice = [dossier("A", "2021-02-12", "80 k€")] * 2
    assert grants(twice, limited) == ["60000.00", "40000.00"]


def test_checking_many_is_lazy_and_goes_on_after_a_dossier_that_can_not_be_read(limited: Trial) -> None:
    asked: list[int] = []

    def endless() -> Iterator[Data]:
        for number in itertools.count():
            asked.append(number)
            yield dossier(str(number), "2021-02-12", "1,200" if number == 1 else "40 k€")

    reports = check_many(endless(), limited.rules)
    assert asked == []
    assert next(reports).reference == "0"
    with pytest.raises(InputError, match="1,200"):
        next(reports)
    assert next(reports).reference == "2"
    assert asked == [0, 1, 2]


def test_a_dossier_is_checked_as_if_alone_where_no_earlier_grant_is_given(limited: Trial) -> None:
    dossiers = [dossier("A", "2021-02-12", "1 M€"), dossier("B", "2021-02-13", "1 M€")]
    assert [str(r.funding.grant) for r in check_many(dossiers, limited.rules)] == ["100000.00", "100000.00"]
    given = check_many(dossiers, limited.rules, earlier={1: Euro(99_999_99)})
    assert [str(r.funding.grant) for r in given] == ["100000.00", "0.01"]


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
        found.add(report)
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
        Use("ESSAI", Euro(100_000_00), Euro(99_999_99)),
        Use("ESSAI.printemps", Euro(50_000_00), Euro(69_999_99)),
    ]
    assert [use.exceeded for use in found.uses(sessions.theme)] == [False, True]


def test_an_envelope_used_to_the_cent_is_not_exceeded() -> None:
    assert not Use("A", Euro(100), Euro(100)).exceeded
    assert Use("A", Euro(100), Euro(101)).exceeded


def test_totals_of_parts_add_up_to_those_of_the_whole(sessions: Trial) -> None:
    dossiers = [dossier(str(day), f"2021-0{month}-12", f"{day} k€") for day in (1, 20) for month in (2, 4, 8)]
    whole, merged = totals(sessions, *dossiers), ThemeTotals()
    for part in (dossiers[:1], dossiers[1:4], [], dossiers[4:]):
        merged.merge(totals(sessions, *part))
    assert merged == whole


def test_a_theme_with_one_window_has_no_session(trial: MakeTrial) -> None:
    one = trial()
    assert list(totals(one, dossier("A", "2021-02-12", "1 k€")).sessions(one.theme)) == []


def test_the_window_of_a_report(sessions: Trial) -> None:
    found = [window_of(sessions.check({"depose_le": day})) for day in ("2021-03-31", "2021-06-30", "2021-07-01", None)]
    assert [window and window.id for window in found] == ["hiver", "printemps", None, None]
