"""The terms of the solver say of a dossier what checking says of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from relance_rules.compiler.closures import compile_predicate
from relance_rules.compiler.solver import MAX_CENTS, RATE_UNIT, AnyDossier, any_dossier, translate
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import settle_total
from relance_rules.language.predicates import Predicate
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.values import FALSE, TRUE, UNKNOWN, Euro, Truth
from rule_sets import VOCABULARY
from solver_terms import known_to, settled

ITEMS = 3
ADAPTER: TypeAdapter[Any] = TypeAdapter(Predicate)


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.model_validate({"facts": VOCABULARY})


@cache
def dossier() -> AnyDossier:
    return any_dossier(vocabulary(), ITEMS)


def solver_truth(node: Any, facts: Facts) -> Truth:
    truth = translate(node, dossier())
    rank = z3.If(truth.holds, z3.If(truth.fails, 3, 2), z3.If(truth.fails, 0, 1))
    return (FALSE, UNKNOWN, TRUE)[settled(rank, known_to(dossier(), facts)).as_long()]


# ---- random predicates over random dossiers

SMALL = st.integers(0, 4)
MONEY, RATES = SMALL.map(Euro), SMALL.map(lambda part: Fraction(part, 4))
DAYS = st.integers(1, 4).map(lambda day: date(2021, 1, day))
KINDS = st.sampled_from(["centrale", "metier", "locale", "entreprise"])
TITLES = st.sampled_from(["2", "3", "5"])
PLACES = st.sampled_from(["FR", "DE", "NO"])


def bounds(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = st.sampled_from(["at_least", "at_most", "more_than", "less_than"])
    return st.dictionaries(names, values, min_size=1, max_size=2)


def logic(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(of, min_size=1, max_size=3).map(tuple)
    return parts.map(lambda p: {"all": p}) | parts.map(lambda p: {"any": p}) | of.map(lambda p: {"not": p})


ROOT = st.one_of(
    bounds(MONEY).map(lambda test: {"fact": "projet.contrepartie", **test}),
    bounds(SMALL).map(lambda test: {"fact": "projet.mois", **test}),
    st.lists(SMALL, min_size=1, max_size=3).map(lambda test: {"fact": "projet.mois", "in": tuple(test)}),
    bounds(RATES).map(lambda test: {"fact": "projet.part", **test}),
    st.dictionaries(st.sampled_from(["before", "on_or_before", "after", "on_or_after"]), DAYS, min_size=1).map(
        lambda test: {"fact": "depose_le", **test}
    ),
    st.booleans().map(lambda test: {"fact": "projet.pret", "is": test}),
    st.just({"fact": "projet.nom", "known": True}),
)
OF_APPLICANT = st.recursive(
    st.one_of(
        st.lists(KINDS, min_size=1, max_size=2).map(lambda test: {"fact": "categorie", "in": tuple(test)}),
        st.booleans().map(lambda test: {"fact": "informe", "is": test}),
        st.just({"fact": "nom", "known": True}),
        st.booleans().map(lambda test: {"fact": "projet.pret", "is": test}),
    ),
    logic,
    max_leaves=3,
)
OF_LINE = st.recursive(
    st.one_of(
        TITLES.map(lambda test: {"fact": "titre", "is": test}),
        PLACES.map(lambda test: {"fact": "pays", "is": test}),
        bounds(SMALL).map(lambda test: {"fact": "annee", **test}),
        bounds(MONEY).map(lambda test: {"fact": "montant_ttc", **test}),
    ),
    logic,
    max_leaves=3,
)
AMOUNTS = "depenses[].montant_ttc"
QUANTITIES = st.one_of(
    st.tuples(bounds(MONEY), OF_LINE).map(lambda made: {"sum": AMOUNTS, "where": made[1], **made[0]}),
    bounds(MONEY).map(lambda test: {"sum": AMOUNTS, **test}),
    st.tuples(bounds(SMALL), OF_APPLICANT).map(lambda made: {"count": "porteurs", "where": made[1], **made[0]}),
    bounds(SMALL).map(lambda test: {"count": "depenses", **test}),
    st.tuples(bounds(RATES), OF_LINE).map(lambda made: {"share": AMOUNTS, "where": made[1], **made[0]}),
)
PREDICATES = st.recursive(
    st.one_of(
        ROOT,
        QUANTITIES,
        st.tuples(st.sampled_from(["every", "some", "none"]), OF_APPLICANT).map(
            lambda made: {made[0]: "porteurs", "satisfies": made[1]}
        ),
        st.tuples(st.sampled_from(["every", "some", "none"]), OF_LINE).map(
            lambda made: {made[0]: "depenses", "satisfies": made[1]}
        ),
    ),
    logic,
    max_leaves=4,
)


def items(facts: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[tuple[Any, ...]]:
    # Reading drops empty items.
    item = st.fixed_dictionaries({}, optional=facts).filter(bool)
    return st.lists(item, min_size=1, max_size=ITEMS).map(tuple)


DOSSIERS = st.fixed_dictionaries(
    {},
    optional={
        "projet.nom": st.just("texte"),
        "projet.mois": SMALL,
        "projet.part": RATES,
        "projet.pret": st.booleans(),
        "projet.contrepartie": MONEY,
        "depose_le": DAYS,
        "porteurs": items({"categorie": KINDS, "informe": st.booleans(), "nom": st.just("texte")}),
        "depenses": items({"montant_ttc": MONEY, "titre": TITLES, "pays": PLACES, "annee": SMALL}),
    },
)


@settings(max_examples=150)
@given(data=PREDICATES, facts=DOSSIERS)
def test_the_solver_finds_the_truth_that_checking_finds(data: Any, facts: Facts) -> None:
    node = ADAPTER.validate_python(data)
    assert solver_truth(node, facts) is compile_predicate(node, vocabulary()).test(facts, facts)


@given(data=QUANTITIES, lines=items({"montant_ttc": st.sampled_from([0, 0, 1, 4]).map(Euro), "titre": TITLES}))
def test_the_solver_measures_as_checking_measures(data: Any, lines: tuple[Any, ...]) -> None:
    node, facts = ADAPTER.validate_python(data), {"depenses": lines}
    assert solver_truth(node, facts) is compile_predicate(node, vocabulary()).test(facts, facts)


@given(facts=DOSSIERS, total=st.none() | MONEY)
def test_the_constraints_keep_the_dossiers_that_do_not_contradict_themselves(facts: Facts, total: Euro | None) -> None:
    stated = facts if total is None else {**facts, "projet.cout_total_ttc": total}
    read, contradiction = settle_total(stated)
    pairs = known_to(dossier(), stated if contradiction is not None else read)
    kept = settled(z3.And(list(dossier().constraints())), pairs)
    assert z3.is_true(kept) is (contradiction is None)


@given(facts=DOSSIERS)
def test_a_dossier_comes_back_from_the_model_that_describes_it(facts: Facts) -> None:
    solver = z3.Solver()
    solver.add([symbol == value for symbol, value in known_to(dossier(), facts)])
    assert solver.check() == z3.sat
    assert dossier().facts_in(solver.model()) == facts


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("projet.contrepartie", MAX_CENTS + 1),
        ("projet.mois", -1),
        ("projet.part", RATE_UNIT + 1),
        ("depose_le", date.max.toordinal()),
        ("modalite", 2),
    ],
)
def test_no_value_is_out_of_what_a_dossier_can_state(path: str, value: int) -> None:
    solver = z3.Solver()
    solver.add(*dossier().constraints(), dossier().facts[path].value == value)
    assert solver.check() == z3.unsat
