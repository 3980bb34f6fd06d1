"""What linting says of conditions agrees with what checking answers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from relance_rules.authoring.logic import form_of, satisfiable
from relance_rules.compiler.closures import compile_predicate
from relance_rules.language.predicates import Predicate
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.values import FALSE, TRUE, Euro


@cache
def vocabulary() -> Vocabulary:
    text = {"fr": "Le fait", "en": "Fact"}
    types = {
        **{"nom": "text", "cout": "money", "mois": "integer", "part": "percentage", "jour": "date", "vrai": "boolean"},
        **{"lots": "list", "lots[].prix": "money", "lots[].titre": "integer", "lots[].bon": "boolean"},
    }
    facts: dict[str, Any] = {path: {"type": kind, "label": text, "question": text} for path, kind in types.items()}
    values: dict[str, Any] = {name: {"label": text} for name in ("centre", "local", "autre")}
    values["etat"] = {"label": text, "includes": ["centre", "local"]}
    facts["lieu"] = {"type": "enumeration", "values": values, "label": text, "question": text}
    return Vocabulary.model_validate({"facts": facts})


ADAPTER: TypeAdapter[Any] = TypeAdapter(Predicate)

_SMALL = st.integers(0, 4)
_BOUND = st.sampled_from(["at_least", "at_most", "more_than", "less_than"])


def bounds(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(_BOUND, values, min_size=1, max_size=2)


MONEY = _SMALL.map(Euro)
RATES = _SMALL.map(lambda number: Fraction(number, 4))
DAYS = st.integers(1, 4).map(lambda number: date(2021, 1, number))
PLACES = st.sampled_from(["etat", "centre", "local", "autre"])

TOP = st.one_of(
    bounds(MONEY).map(lambda test: {"fact": "cout", **test}),
    bounds(_SMALL).map(lambda test: {"fact": "mois", **test}),
    bounds(RATES).map(lambda test: {"fact": "part", **test}),
    st.dictionaries(st.sampled_from(["before", "on_or_before", "after", "on_or_after"]), DAYS, min_size=1).map(
        lambda test: {"fact": "jour", **test}
    ),
    st.booleans().map(lambda value: {"fact": "vrai", "is": value}),
    st.lists(PLACES, min_size=1, max_size=3).map(lambda values: {"fact": "lieu", "in": tuple(values)}),
    st.just({"fact": "nom", "known": True}),
)
ITEM = st.one_of(
    bounds(MONEY).map(lambda test: {"fact": "prix", **test}),
    st.lists(_SMALL, min_size=1, max_size=2).map(lambda values: {"fact": "titre", "in": tuple(values)}),
    st.booleans().map(lambda value: {"fact": "bon", "is": value}),
)


def logic(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": tuple(parts)}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": tuple(parts)}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )


LISTS = st.one_of(
    st.tuples(st.sampled_from(["every", "some", "none"]), logic(ITEM)).map(
        lambda pair: {pair[0]: "lots", "satisfies": pair[1]}
    ),
    st.tuples(logic(ITEM), bounds(_SMALL)).map(lambda pair: {"count": "lots", "where": pair[0], **pair[1]}),
    bounds(_SMALL).map(lambda test: {"count": "lots", **test}),
    st.tuples(logic(ITEM), bounds(MONEY)).map(lambda pair: {"sum": "lots[].prix", "where": pair[0], **pair[1]}),
    st.tuples(logic(ITEM), bounds(RATES)).map(lambda pair: {"share": "lots[].prix", "where": pair[0], **pair[1]}),
)
CONDITIONS = logic(st.one_of(TOP, LISTS)).map(ADAPTER.validate_python)

ITEMS = st.fixed_dictionaries({}, optional={"prix": MONEY, "titre": _SMALL, "bon": st.booleans()})
DOSSIERS = st.fixed_dictionaries(
    {},
    optional={
        "nom": st.just("x"),
        "cout": MONEY,
        "mois": _SMALL,
        "part": RATES,
        "jour": DAYS,
        "vrai": st.booleans(),
        "lieu": PLACES,
        "lots": st.lists(ITEMS, min_size=1, max_size=3).map(tuple),
    },
)


@given(CONDITIONS, st.lists(DOSSIERS, min_size=1, max_size=8))
def test_what_is_said_to_be_impossible_or_idle_is(condition: Any, dossiers: list[dict[str, Any]]) -> None:
    test = compile_predicate(condition, vocabulary()).test
    truths = {test(facts, facts) for facts in dossiers}
    if TRUE in truths:
        assert satisfiable(form_of(condition, vocabulary()))
    if FALSE in truths:
        assert satisfiable(form_of(condition, vocabulary(), holds=False))


@given(CONDITIONS, CONDITIONS, st.lists(DOSSIERS, min_size=1, max_size=4))
def test_conditions_of_one_form_never_contradict_each_other(
    one: Any, other: Any, dossiers: list[dict[str, Any]]
) -> None:
    rewritten = ADAPTER.validate_python({"not": {"any": ({"not": one},)}})
    for same in (other, rewritten):
        if form_of(one, vocabulary()) == form_of(same, vocabulary()):
            first, second = (compile_predicate(each, vocabulary()).test for each in (one, same))
            for facts in dossiers:
                assert {first(facts, facts), second(facts, facts)} != {TRUE, FALSE}
