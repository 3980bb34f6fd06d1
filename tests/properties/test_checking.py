"""What holds of every dossier, for the themes of the catalogue and for any predicate."""

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
from pydantic import TypeAdapter

from relance_rules import Euro, Report, check, load_rules, to_dict
from relance_rules.compiler.closures import compile_predicate
from relance_rules.language.predicates import Predicate
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.values import FALSE, UNKNOWN
from rule_sets import VOCABULARY, Data

RULES = load_rules()
CODES = list(RULES)
CENTS = st.integers(0, 5 * 10**8) | st.integers(0, 300)
FACTS = Vocabulary.model_validate({"facts": VOCABULARY})
READ: TypeAdapter[Predicate] = TypeAdapter(Predicate)


# ---- money

EXPENSES = st.fixed_dictionaries(
    {
        "montant_ttc": CENTS.map(Euro),
        "titre": st.sampled_from([2, 3, 5]),
        "annee": st.sampled_from([2020, 2021, 2022, 2023]),
        "nature": st.sampled_from(["licence", "prestation"]),
        "produit_europeen": st.booleans(),
    },
    optional={"libelle": st.just("x")},
)
MONEY = st.tuples(st.sampled_from(CODES), st.lists(EXPENSES, min_size=1, max_size=5), CENTS, CENTS, CENTS)
NATURES = RULES.vocabulary.facts["depenses[].nature"].values or {}


def money_of(drawn: tuple[str, list[Data], int, int, int]) -> tuple[Report, int]:
    code, expenses, requested, earlier, others = drawn
    dossier = {
        "theme": code,
        "depenses": expenses,
        "financement": {"subvention_demandee": Euro(requested), "subventions_anterieures": Euro(earlier)},
    }
    return check(dossier, RULES, granted_to_project=Euro(others)), others


def test_the_expenses_drawn_are_those_of_the_vocabulary() -> None:
    assert {"licence", "prestation"} <= set(NATURES)


@given(MONEY)
def test_the_parts_sum_to_the_total_and_the_grant_keeps_under_every_limit(
    drawn: tuple[str, list[Data], int, int, int],
) -> None:
    report, others = money_of(drawn)
    _, expenses, requested, earlier, _ = drawn
    funded, theme = report.funding, report.theme
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

    scale, start, exact = theme.theme.funding.scale, 0, Fraction(0)
    for bracket in scale:
        end = funded.base if bracket.up_to is None else min(funded.base, bracket.up_to)
        exact += max(0, end - start) * bracket.rate
        start = bracket.up_to or 0
    limits = [Fraction(requested), exact]
    limits += [
        Fraction(max(0, ceiling.amount - (earlier + others if ceiling.per == "project" else 0)))
        for ceiling in theme.theme.funding.ceilings
    ]
    if theme.theme.funding.staff == "valued":
        limits.append(Fraction(total - sum(expenses[place - 1]["montant_ttc"] for place in staff)))
    else:
        assert {entry.line for entry in funded.excluded} >= staff
    assert funded.grant == int(min(limits))


@given(MONEY, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_of_lines_changes_no_amount(
    drawn: tuple[str, list[Data], int, int, int], order: random.Random
) -> None:
    code, expenses, *others = drawn
    turned = [dict(order.sample(list(line.items()), len(line))) for line in order.sample(expenses, len(expenses))]
    first, second = money_of(drawn)[0].funding, money_of((code, turned, *others))[0].funding  # type: ignore[arg-type]
    assert (first.base, first.grant, first.applicant_share) == (second.base, second.grant, second.applicant_share)


WITHOUT_EXCLUSION = [code for code in CODES if not RULES[code].theme.funding.exclude]


@given(st.sampled_from(WITHOUT_EXCLUSION), CENTS, CENTS, CENTS)
def test_a_dearer_project_is_granted_no_less(code: str, cost: int, more: int, earlier: int) -> None:
    grants = []
    for total in (cost, cost + more):
        dossier = {
            "theme": code,
            "projet": {"cout_total_ttc": Euro(total)},
            "financement": {"subventions_anterieures": Euro(earlier)},
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
        for case in RULES[code].theme.cases:
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
    for old_amount, new_amount in (
        (before.funding.total_cost, after.funding.total_cost),
        (before.funding.base, after.funding.base),
    ):
        # A cost without its lines takes the place of the base: it is the only amount that lines can lower.
        if old_amount is not None and "depenses" in before.facts:
            assert new_amount == old_amount


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


# ---- predicates

TESTS: list[Data] = [
    {"fact": "projet.pret", "is": "true"},
    {"fact": "projet.mois", "at_most": "6"},
    {"fact": "projet.contrepartie", "more_than": "1 EUR"},
    {"fact": "modalite", "in": ["guichet"]},
    {"every": "porteurs", "satisfies": {"fact": "informe", "is": "true"}},
    {"some": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}},
    {"none": "porteurs", "satisfies": {"fact": "categorie", "is": "locale"}},
    {"count": "porteurs", "where": {"fact": "informe", "is": "true"}, "at_least": "1", "at_most": "1"},
    {"sum": "depenses[].montant_ttc", "where": {"fact": "pays", "is": "FR"}, "at_least": "1 EUR", "at_most": "2 EUR"},
    {"share": "depenses[].montant_ttc", "where": {"fact": "pays", "is": "FR"}, "at_least": "50 %"},
]
PREDICATES = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)
APPLICANT = {"informe": st.booleans(), "categorie": st.sampled_from(["centrale", "metier", "locale"])}
EXPENSE = {"montant_ttc": st.integers(0, 250).map(Euro), "pays": st.sampled_from(["FR", "DE"])}
COMPLETE = st.fixed_dictionaries(
    {
        "projet.pret": st.booleans(),
        "projet.mois": st.integers(5, 7),
        "projet.contrepartie": st.integers(99, 101).map(Euro),
        "modalite": st.sampled_from(["guichet", "appel"]),
        "porteurs": st.lists(st.fixed_dictionaries(APPLICANT), min_size=1, max_size=3).map(tuple),
        "depenses": st.lists(st.fixed_dictionaries(EXPENSE), min_size=1, max_size=3).map(tuple),
    }
)


@given(PREDICATES, COMPLETE, st.randoms(use_true_random=False))
def test_what_is_known_of_a_predicate_holds_however_the_rest_is_filled(
    written: Data, complete: Data, pick: random.Random
) -> None:
    closure = compile_predicate(READ.validate_python(written), FACTS)
    known: Data = {}
    for path, value in complete.items():
        if isinstance(value, tuple) and pick.random() < 0.8:
            known[path] = tuple({k: v for k, v in item.items() if pick.random() < 0.6} for item in value)
        elif pick.random() < 0.5:
            known[path] = value
    before, after = closure.test(known, known), closure.test(complete, complete)
    assert after is not UNKNOWN
    assert before in (UNKNOWN, after)
    trace = closure.explain(known, known, "")
    assert trace.truth is before
    assert bool(trace.missing) is (before is UNKNOWN)
    # Stating what is missing, and nothing else, settles it.
    filled = dict(known)
    for path in trace.missing:
        owner, inside, rest = path.partition("[")
        if not inside:
            filled[path] = complete[path]
        else:
            place, _, name = rest.partition("].")
            items = [dict(each) for each in filled[owner]]
            items[int(place)][name] = complete[owner][int(place)][name]
            filled[owner] = tuple(items)
    assert closure.test(filled, filled) is after


@given(PREDICATES, COMPLETE)
def test_not_is_the_opposite_of_what_is_known(written: Data, complete: Data) -> None:
    plain = compile_predicate(READ.validate_python(written), FACTS).test(complete, complete)
    opposite = compile_predicate(READ.validate_python({"not": written}), FACTS).test(complete, complete)
    assert (plain is FALSE) is (opposite is not FALSE)


@pytest.mark.parametrize("code", CODES)
def test_an_empty_dossier_of_any_theme_is_undetermined_and_asks(code: str) -> None:
    report = check({"theme": code}, RULES)
    assert report.verdict == "undetermined"
    assert report.status == "incomplete"
    assert "depose_le" in report.missing_facts
    assert report.funding.grant is None
    assert not [f for f in report.findings if f.outcome in ("pass", "fail")]
