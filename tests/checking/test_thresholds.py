"""Every threshold of the catalogue's sizes, windows and ceilings, one cent or one day on either side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from relance_rules import Money, check, check_many, earlier_grants, load_rules
from relance_rules.language.operators.fact import FactOf
from relance_rules.plan.ruleset import Theme
from relance_rules.values import parse_money
from rule_sets import Data, outcome

RULES = load_rules()
CURRENCY = RULES.plan.currency
CENT, DAY = 1, timedelta(days=1)

DERIVED: dict[str, tuple[Data, Data]] = {
    "seuls_deconcentres": (
        {"porteurs": [{"categorie": "service_deconcentre"}]},
        {"porteurs": [{"categorie": "service_deconcentre"}, {"categorie": "direction_metier"}]},
    )
}
"""Facts for which a derived fact of the catalogue holds, and facts for which it does not."""


def amount(text: Any) -> int:
    """A limit of the catalogue, all of which are constants."""
    assert isinstance(text, str)
    assert CURRENCY is not None
    return parse_money(text, CURRENCY)


def meeting(guard: Any) -> Data:
    """Facts for which a guard of the catalogue holds: a way in, or a derived fact."""
    if guard is None:
        return {}
    if isinstance(guard, str):
        return DERIVED[guard][0]
    assert isinstance(guard, FactOf)
    return {guard.fact: guard.is_ if guard.in_ is None else guard.in_[0]}


def avoiding(guards: Sequence[Any]) -> Data:
    """Facts for which no guard holds."""
    found: Data = {}
    for guard in guards:
        if isinstance(guard, str):
            found.update(DERIVED[guard][1])
        else:
            assert isinstance(guard, FactOf)
            values = RULES.vocabulary[guard.fact].values or {}
            found[guard.fact] = next(value for value in values if value != guard.is_)
    return found


def sizes() -> Iterator[tuple[str, Data, int, str]]:
    for code in RULES:
        met: list[Any] = []
        size = RULES.model(code).size
        assert size is not None
        for each in size.ranges:
            facts = avoiding(met) if each.when is None else meeting(each.when)
            if each.when is not None:
                met.append(each.when)
            for bound, inside, outside in (
                (each.at_least, 0, -CENT),
                (each.more_than, CENT, 0),
                (each.at_most, 0, CENT),
                (each.less_than, -CENT, 0),
            ):
                if bound is not None:
                    yield code, facts, amount(bound) + inside, "pass"
                    yield code, facts, amount(bound) + outside, "fail"


SIZES = list(sizes())


@pytest.mark.parametrize(("code", "facts", "cost", "expected"), SIZES, ids=lambda value: str(value))
def test_a_size_is_exact_to_the_cent(code: str, facts: Data, cost: int, expected: str) -> None:
    project = {"cout_total_ttc": Money(cost)}
    if PHASES in RULES[code].asked:
        project["cout_toutes_phases_ttc"] = Money(cost)
    report = check({"theme": code, **facts, "projet": project}, RULES)
    assert outcome(report, "taille") == expected


PHASES = "projet.cout_toutes_phases_ttc"


def test_two_themes_have_projects_of_several_phases() -> None:
    assert [code for code in RULES if PHASES in RULES[code].asked] == ["SNAP3", "SNAP4"]


@pytest.mark.parametrize(
    ("code", "cost", "stated", "expected"),
    [
        (code, *case)
        for code, most in (("SNAP3", 3_000_000_00), ("SNAP4", 8_000_000_00))
        for case in (
            # What is not stated is at least what the dossier costs: below the floor, the rest is asked.
            (499_999_99, None, "unknown"),
            (500_000_00, None, "pass"),
            (most, None, "pass"),
            (most + 1, None, "fail"),
            # What is stated decides.
            (100_00, 499_999_99, "fail"),
            (100_00, 500_000_00, "pass"),
            (500_000_00, most, "pass"),
            (500_000_00, most + 1, "fail"),
        )
    ],
)
def test_the_size_is_that_of_all_the_phases(code: str, cost: int, stated: int | None, expected: str) -> None:
    project = {"cout_total_ttc": Money(cost)} | ({} if stated is None else {"cout_toutes_phases_ttc": Money(stated)})
    report = check({"theme": code, "projet": project}, RULES)
    assert outcome(report, "taille") == expected
    (finding,) = [each for each in report.findings if each.rule.kind == "size"]
    assert finding.missing == ((PHASES,) if expected == "unknown" else ())


@pytest.mark.parametrize("code", ["SNAP3", "SNAP4"])
def test_in_a_batch_the_size_is_no_less_than_the_sum_of_the_phases(code: str) -> None:
    phases = [
        {"theme": code, "reference": name, "projet": {"reference": "P", "cout_total_ttc": Money(cost)}}
        for name, cost in (("A", 250_000_00), ("B", 249_999_99))
    ]
    for last, expected in (({}, "unknown"), ({"projet": {"reference": "p", "cout_total_ttc": "0,01 €"}}, "pass")):
        dossiers = [*phases, {"theme": code, "reference": "C", **last}]
        reports = list(check_many(dossiers, RULES, earlier=earlier_grants(dossiers, RULES)))
        assert [outcome(report, "taille") for report in reports[:2]] == [expected] * 2


def windows() -> Iterator[tuple[str, Data, date, str]]:
    for code, theme in RULES.items():
        for each, stated in zip(theme.windows, RULES.model(code).windows, strict=True):
            facts = meeting(stated.when)
            yield code, facts, each.opens, "pass"
            yield code, facts, each.opens - DAY, _there(theme, facts, each.opens - DAY)
            if each.closes is not None:
                yield code, facts, each.closes, "pass"
                yield code, facts, each.closes + DAY, _there(theme, facts, each.closes + DAY)


def _there(theme: Theme, facts: Data, day: date) -> str:
    """Whether another window of the same way in takes the day."""
    stated = zip(theme.windows, RULES.model(theme.code).windows, strict=True)
    others = [window for window, model in stated if meeting(model.when) == facts]
    return "pass" if any(w.opens <= day and (w.closes is None or day <= w.closes) for w in others) else "fail"


WINDOWS = list(windows())


@pytest.mark.parametrize(("code", "facts", "filed", "expected"), WINDOWS, ids=lambda value: str(value))
def test_a_window_is_exact_to_the_day(code: str, facts: Data, filed: date, expected: str) -> None:
    report = check({"theme": code, **facts, "depose_le": filed}, RULES)
    assert outcome(report, "depot") == expected


def test_the_catalogue_has_thresholds_to_try() -> None:
    assert len({code for code, *_ in SIZES}) == 15, "ITN4 sets none"
    assert len({code for code, *_ in WINDOWS}) == 16
    assert {expected for *_, expected in WINDOWS} == {expected for *_, expected in SIZES} == {"pass", "fail"}
    assert {code for code, _ in CEILINGS} == {"SNAP3", "SNAP4"}


CEILINGS = [
    (code, ceiling)
    for code in RULES
    if (funding := RULES.model(code).funding) is not None
    for ceiling in funding.ceilings
]


@pytest.mark.parametrize(("code", "ceiling"), CEILINGS, ids=lambda value: getattr(value, "id", value))
def test_a_ceiling_is_exact_to_the_cent(code: str, ceiling: Any) -> None:
    """One cent of room is one cent of grant; none is none, and the base is never cut."""
    limit = amount(ceiling.amount)
    cost = Money(limit * 4)
    line = {"montant_ttc": cost, "titre": 3, "annee": 2021, "nature": "prestation"}
    for used in (0, limit - 1, limit, limit + 1):
        earlier = used if ceiling.per == "project" else 0
        dossier = {"theme": code, "depenses": [line], "financement": {"subventions_anterieures": Money(earlier)}}
        funded = check(dossier, RULES).funding
        assert funded.base == cost
        (use,) = [use for use in funded.ceilings if use.id == f"{code}.{ceiling.id}"]
        assert use.already_used == earlier
        assert funded.grant is not None
        assert funded.grant <= max(0, limit - earlier)
        if use.binding:
            assert funded.grant == max(0, limit - earlier)
