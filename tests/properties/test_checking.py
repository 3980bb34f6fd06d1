"""What holds of every dossier, for the themes of the catalogue and for any condition."""

from __future__ import annotations

import copy
import random
import re
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_nodes import book_of, node_of
from relance_rules import Money, Report, check, load_rules, to_dict
from relance_rules.checking.report import Span
from relance_rules.targets.python import program_of
from relance_rules.values import parse_money, parse_rate
from rule_sets import VOCABULARY, Data

RULES = load_rules()
CODES = list(RULES)
CENTS = st.integers(0, 5 * 10**8) | st.integers(0, 300)
BOOK = book_of(VOCABULARY)
PROGRAM = program_of(BOOK.facts)


# ---- money


def expense(titles: st.SearchStrategy[int], kinds: st.SearchStrategy[str]) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries(
        {
            "montant_ttc": CENTS.map(Money),
            "titre": titles,
            "annee": st.sampled_from([2020, 2021, 2022, 2023]),
            "nature": kinds,
            "produit_europeen": st.booleans(),
        },
        optional={"libelle": st.just("x")},
    )


# Staff is under titre 2, and nothing else is.
EXPENSES = expense(st.just(2), st.just("personnel")) | expense(
    st.sampled_from([3, 5]), st.sampled_from(["licence", "formation", "developpement", "communication"])
)
MONEY = st.tuples(st.sampled_from(CODES), st.lists(EXPENSES, min_size=1, max_size=5), CENTS, CENTS, CENTS)
NATURES = RULES.vocabulary["depenses[].nature"].values or {}


def money_of(drawn: tuple[str, list[Data], int, int, int]) -> tuple[Report, int]:
    code, expenses, requested, earlier, others = drawn
    dossier = {
        "theme": code,
        "depenses": expenses,
        "financement": {"subvention_demandee": Money(requested), "subventions_anterieures": Money(earlier)},
    }
    return check(dossier, RULES, granted_to_project=Money(others)), others


def test_the_expenses_drawn_are_those_of_the_vocabulary() -> None:
    assert {"licence", "formation", "developpement", "communication", "personnel"} <= set(NATURES)


@given(MONEY)
def test_the_parts_sum_to_the_total_and_the_grant_keeps_under_every_limit(
    drawn: tuple[str, list[Data], int, int, int],
) -> None:
    report, others = money_of(drawn)
    code, expenses, requested, earlier, _ = drawn
    funded, rates, limited = report.funding, *split_of(code)
    total = sum(line["montant_ttc"] for line in expenses)
    staff = {place for place, line in enumerate(expenses, start=1) if line["titre"] == 2}
    assert funded.total_cost == total
    # Every line says what any exclusion asks.
    assert funded.missing == ()
    assert funded.base is not None
    assert funded.grant is not None
    assert funded.applicant_share is not None
    assert funded.base + sum(entry.amount for entry in funded.excluded) == total
    assert funded.grant + funded.applicant_share == total
    assert funded.grant >= 0
    assert funded.applicant_share >= 0

    start, exact = 0, Fraction(0)
    for end, rate in rates:
        exact += int(max(0, (funded.base if end is None else min(funded.base, end)) - start)) * rate
        start = end or 0
    limits = [Fraction(requested), exact]
    limits += [Fraction(max(0, amount - (earlier + others if shared else 0))) for amount, shared in limited]
    if RULES[code].funding.staff == "valued":  # type: ignore[union-attr]
        out = {entry.line for entry in funded.excluded}
        kept = sum(expenses[place - 1]["montant_ttc"] for place in staff - out)
        assert funded.applicant_staff == kept
        limits.append(Fraction(funded.base - kept))
    else:
        assert {entry.line for entry in funded.excluded} >= staff
    assert funded.grant == int(min(limits))
    assert funded.ranges == {}


@cache
def split_of(code: str) -> tuple[list[tuple[int | None, Fraction]], list[tuple[int, bool]]]:
    """The brackets of a theme as its file states them, and its ceilings, each with whether a project shares it."""
    funding, currency = RULES.model(code).funding, RULES.plan.currency
    assert funding is not None
    assert currency is not None

    def rate(text: Any) -> Fraction:
        return parse_rate(text, None)

    if funding.scale is None:
        rates: list[tuple[int | None, Fraction]] = [(None, rate(funding.rate))]
    else:
        ends = [None if each.up_to is None else parse_money(str(each.up_to), currency) for each in funding.scale]
        rates = [(end, rate(each.rate)) for end, each in zip(ends, funding.scale, strict=True)]
    return rates, [(parse_money(str(each.amount), currency), each.per == "project") for each in funding.ceilings]


@given(MONEY, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_of_lines_changes_no_amount(
    drawn: tuple[str, list[Data], int, int, int], order: random.Random
) -> None:
    code, expenses, *others = drawn
    turned = [dict(order.sample(list(line.items()), len(line))) for line in order.sample(expenses, len(expenses))]
    first, second = money_of(drawn)[0].funding, money_of((code, turned, *others))[0].funding  # type: ignore[arg-type]
    assert (first.base, first.grant, first.applicant_share) == (second.base, second.grant, second.applicant_share)


WITHOUT_EXCLUSION = [code for code in CODES if not RULES.model(code).funding.exclude]  # type: ignore[union-attr]


@given(st.sampled_from(WITHOUT_EXCLUSION), CENTS, CENTS, CENTS)
def test_a_dearer_project_is_granted_no_less(code: str, cost: int, more: int, earlier: int) -> None:
    grants = []
    for total in (cost, cost + more):
        dossier = {
            "theme": code,
            "projet": {"cout_total_ttc": Money(total)},
            "financement": {"subventions_anterieures": Money(earlier)},
        }
        grant = check(dossier, RULES).funding.grant
        assert grant is not None
        grants.append(grant)
    assert grants[0] <= grants[1] <= cost + more


# ---- knowledge only grows


@cache
def full_dossiers() -> tuple[Data, ...]:
    """The dossiers of the catalogue's own cases; each item of their lists has a name, so that it stays one."""
    found = []
    for code in CODES:
        for case in RULES.model(code).cases:
            dossier = {"theme": code, **copy.deepcopy(case.dossier)}
            for family, name in (("porteurs", "nom"), ("depenses", "libelle")):
                for item in dossier.get(family) or ():
                    item.setdefault(name, "x")
            if check(dossier, RULES).status != "error":
                found.append(dossier)
    return tuple(found)


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of the single facts of a dossier, but for what keeps it one."""
    if isinstance(data, (dict, list)):
        inside = data.items() if isinstance(data, dict) else enumerate(data)
        return [leaf for key, value in inside for leaf in leaves(value, (*path, key))]
    return [] if path[-1] in ("theme", "nom", "libelle") else [path]


def without(data: Data, paths: list[tuple[Any, ...]]) -> Data:
    changed = copy.deepcopy(data)
    for *above, last in paths:
        place: Any = changed
        for step in above:
            place = place[step]
        del place[last]
    return changed


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_adding_facts_never_changes_what_was_settled(which: int, pick: random.Random) -> None:
    dossiers = full_dossiers()
    full = dossiers[which % len(dossiers)]
    paths = leaves(full)
    removed = pick.sample(paths, pick.randint(0, len(paths)))
    less = without(full, removed)
    more = without(full, pick.sample(removed, pick.randint(0, len(removed))))
    before, after = check(less, RULES), check(more, RULES)
    for old, new in zip(before.findings, after.findings, strict=True):
        if old.outcome != "unknown":
            assert new.outcome == old.outcome, old.rule.id
    if before.verdict != "undetermined":
        assert after.verdict == before.verdict
    # What a cost without its lines supposes of them is all that lines can change; no request supposes the maximum.
    if "depenses" in before.facts:
        for name in ("base", "before_ceilings", "grant", "applicant_share"):
            if name in ("base", "before_ceilings") or before.funding.requested is not None:
                low, high = span_of(before, name)
                new_low, new_high = span_of(after, name)
                assert low is None or (new_low is not None and new_low >= low)
                assert high is None or (new_high is not None and new_high <= high)


def span_of(report: Report, name: str) -> Span:
    """What an amount of the split is, or may be."""
    amount: Money | None = getattr(report.funding, name)
    return report.funding.ranges[name] if amount is None else Span(amount, amount)


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_stating_what_a_rule_misses_settles_it(which: int, pick: random.Random) -> None:
    dossiers = full_dossiers()
    full = dossiers[which % len(dossiers)]
    paths = leaves(full)
    removed = pick.sample(paths, pick.randint(0, len(paths)))
    expected = [finding.outcome for finding in check(full, RULES).findings]
    for place, finding in enumerate(check(without(full, removed), RULES).findings):
        assert (finding.outcome == "unknown") is bool(finding.missing)
        assert len(set(finding.missing)) == len(finding.missing)
        asked = [
            tuple(int(s) if s.isdigit() else s for s in re.findall(r"[^.\[\]]+", path)) for path in finding.missing
        ]
        if asked and set(asked) <= set(removed):
            stated = without(full, [path for path in removed if path not in asked])
            assert check(stated, RULES).findings[place].outcome == expected[place]


@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_report(which: int, order: random.Random) -> None:
    dossiers = full_dossiers()
    full = dossiers[which % len(dossiers)]

    def turned(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: turned(value) for key, value in order.sample(list(data.items()), len(data))}
        return [turned(item) for item in data] if isinstance(data, list) else data

    assert to_dict(check(turned(full), RULES)) == to_dict(check(full, RULES))


def test_the_themes_come_in_the_same_order_from_any_disk() -> None:
    assert sorted(CODES) == CODES
    assert len(CODES) == 16


# ---- conditions

TESTS: list[Data] = [
    {"fact": "projet.pret", "is": "true"},
    {"fact": "projet.mois", "at_most": "6"},
    {"fact": "projet.contrepartie", "more_than": "1 EUR"},
    {"fact": "modalite", "in": ["guichet"]},
    {"every": "porteurs", "satisfies": {"fact": "informe", "is": "true"}},
    {"some": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}},
    {"none": "porteurs", "satisfies": {"fact": "categorie", "is": "locale"}},
    {"count": "porteurs", "where": {"fact": "informe", "is": "true"}, "at_least": "1", "at_most": "1"},
    {
        "sum": "montant_ttc",
        "over": "depenses",
        "where": {"fact": "pays", "is": "FR"},
        "at_least": "1 EUR",
        "at_most": "2 EUR",
    },
    {"share": "montant_ttc", "over": "depenses", "where": {"fact": "pays", "is": "FR"}, "at_least": "50 %"},
    {"fact": "projet.contrepartie", "at_most": {"sum": "montant_ttc", "over": "depenses"}},
    {"fact": "modalite", "not_in": ["appel"]},
]
CONDITIONS = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)
APPLICANT = {"informe": st.booleans(), "categorie": st.sampled_from(["centrale", "metier", "locale"])}
EXPENSE = {"montant_ttc": st.integers(0, 250).map(Money), "pays": st.sampled_from(["FR", "DE"])}
COMPLETE = st.fixed_dictionaries(
    {
        "projet.pret": st.booleans(),
        "projet.mois": st.integers(5, 7),
        "projet.contrepartie": st.integers(99, 101).map(Money),
        "modalite": st.sampled_from(["guichet", "appel"]),
        "porteurs": st.lists(st.fixed_dictionaries(APPLICANT), min_size=1, max_size=3).map(tuple),
        "depenses": st.lists(st.fixed_dictionaries(EXPENSE), min_size=1, max_size=3).map(tuple),
    }
)


@given(CONDITIONS, COMPLETE, st.randoms(use_true_random=False))
def test_what_is_known_of_a_condition_holds_however_the_rest_is_filled(
    written: Data, complete: Data, pick: random.Random
) -> None:
    node = node_of(written, BOOK)
    known: Data = {}
    for path, value in complete.items():
        if isinstance(value, tuple) and pick.random() < 0.8:
            known[path] = tuple({k: v for k, v in item.items() if pick.random() < 0.6} for item in value)
        elif pick.random() < 0.5:
            known[path] = value
    before, after = PROGRAM.truth(node, known, {}), PROGRAM.truth(node, complete, {})
    assert after.value is not None
    assert before.value in (None, after.value)
    assert bool(before.names) is (before.value is None)
    # Stating what is missing, and nothing else, settles it.
    filled = dict(known)
    for path in before.names:
        owner, inside, rest = path.partition("[")
        if not inside:
            filled[path] = complete[path]
        else:
            place, _, name = rest.partition("].")
            items = [dict(each) for each in filled[owner]]
            items[int(place)][name] = complete[owner][int(place)][name]
            filled[owner] = tuple(items)
    assert PROGRAM.truth(node, filled, {}).value is after.value


@given(CONDITIONS, COMPLETE)
def test_not_is_the_opposite_of_what_is_known(written: Data, complete: Data) -> None:
    plain = PROGRAM.truth(node_of(written, BOOK), complete, {}).value
    opposite = PROGRAM.truth(node_of({"not": written}, BOOK), complete, {}).value
    assert {plain, opposite} == {True, False}


@pytest.mark.parametrize("code", CODES)
def test_an_empty_dossier_of_any_theme_is_undetermined_and_asks(code: str) -> None:
    report = check({"theme": code}, RULES)
    assert report.verdict == "undetermined"
    assert report.status == "incomplete"
    assert "depose_le" in report.missing_facts
    assert report.funding.grant is None
    assert not [f for f in report.findings if f.outcome in ("pass", "fail")]
