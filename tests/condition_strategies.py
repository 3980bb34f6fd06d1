"""Random conditions and quantities of the language, as a rule file writes them, and random dossiers for them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from core_nodes import book_of
from relance_rules.language.lowering import Book
from relance_rules.values import Money


@cache
def book() -> Book:
    text = {"fr": "Le fait", "en": "Fact"}

    def fact(kind: str, **more: Any) -> dict[str, Any]:
        return {"type": kind, "label": text, "question": text, **more}

    lieu: dict[str, Any] = {name: {} for name in ("centre", "local", "autre")}
    return book_of(
        {
            "nom": fact("text"),
            "cout": fact("money"),
            "aide": fact("money"),
            "mois": fact("integer"),
            "part": fact("percentage"),
            "jour": fact("date"),
            "debut": fact("date"),
            "vrai": fact("boolean"),
            "lieu": fact("enumeration", values={**lieu, "etat": {"includes": ["centre", "local"]}}),
            "lots": fact(
                "list", items={"prix": fact("money"), "titre": fact("integer"), "bon": fact("boolean")}
            ),
        }
    )  # fmt: skip


_SMALL = st.integers(0, 4)
_BOUND = st.sampled_from(["at_least", "at_most", "more_than", "less_than"])


def bounds(values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(_BOUND, values, min_size=1, max_size=2)


AMOUNTS = _SMALL.map(lambda cents: f"0,0{cents} EUR")
RATES = _SMALL.map(lambda number: f"{25 * number} %")
DAYS = st.integers(1, 4).map(lambda number: f"2021-01-0{number}")
NUMBERS = _SMALL.map(str)
PLACES = st.sampled_from(["etat", "centre", "local", "autre"])
DAY_BOUNDS = st.sampled_from(["before", "on_or_before", "after", "on_or_after"])


def chosen(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """A value, or one of two as a yes or no has it."""
    return values | st.tuples(values, values).map(lambda two: [{"when": "vrai", "is": two[0]}, {"is": two[1]}])


TOP = st.one_of(
    bounds(chosen(AMOUNTS) | st.just("aide")).map(lambda test: {"fact": "cout", **test}),
    bounds(AMOUNTS).map(lambda test: {"least": ["cout", "aide"], **test}),
    bounds(NUMBERS).map(lambda test: {"fact": "mois", **test}),
    st.tuples(NUMBERS, bounds(NUMBERS)).map(lambda two: {"fact": "mois", "if_absent": two[0], **two[1]}),
    bounds(RATES).map(lambda test: {"fact": "part", **test}),
    st.dictionaries(DAY_BOUNDS, DAYS | st.just("debut"), min_size=1).map(lambda test: {"fact": "jour", **test}),
    DAY_BOUNDS.map(lambda bound: {"fact": "jour", bound: {"date": "debut", "minus": "1 day"}}),
    st.booleans().map(lambda value: {"fact": "vrai", "is": str(value).lower()}),
    st.lists(PLACES, min_size=1, max_size=3).map(lambda values: {"fact": "lieu", "in": values}),
    st.just({"fact": "nom", "known": "true"}),
)
ITEM = st.one_of(
    bounds(AMOUNTS).map(lambda test: {"fact": "prix", **test}),
    st.lists(NUMBERS, min_size=1, max_size=2).map(lambda values: {"fact": "titre", "in": values}),
    st.booleans().map(lambda value: {"fact": "bon", "is": str(value).lower()}),
)


def logic(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )


OVER = {"over": "lots"}
LISTS = st.one_of(
    st.tuples(st.sampled_from(["every", "some", "none"]), logic(ITEM)).map(
        lambda pair: {pair[0]: "lots", "satisfies": pair[1]}
    ),
    st.tuples(logic(ITEM), bounds(NUMBERS)).map(lambda pair: {"count": "lots", "where": pair[0], **pair[1]}),
    bounds(NUMBERS).map(lambda test: {"count": "lots", **test}),
    st.tuples(logic(ITEM), bounds(AMOUNTS)).map(lambda pair: {"sum": "prix", **OVER, "where": pair[0], **pair[1]}),
    bounds(AMOUNTS).map(lambda test: {"sum": "prix", **OVER, "if_absent": "0,02 EUR", **test}),
    st.tuples(logic(ITEM), bounds(RATES)).map(lambda pair: {"share": "prix", **OVER, "where": pair[0], **pair[1]}),
)
CONDITIONS = logic(st.one_of(TOP, LISTS))

CENTS, PARTS, MONTHS = _SMALL.map(Money), _SMALL.map(lambda part: Fraction(part, 4)), _SMALL
DATES = st.integers(1, 4).map(lambda number: date(2021, 1, number))
ITEMS = st.fixed_dictionaries({}, optional={"prix": CENTS, "titre": MONTHS, "bon": st.booleans()}).filter(bool)
DOSSIERS = st.fixed_dictionaries(
    {},
    optional={
        "nom": st.just("x"),
        "cout": CENTS,
        "aide": CENTS,
        "mois": MONTHS,
        "part": PARTS,
        "jour": DATES,
        "debut": DATES,
        "vrai": st.booleans(),
        "lieu": PLACES,
        "lots": st.lists(ITEMS, min_size=1, max_size=3).map(tuple),
    },
)

QUANTITIES = st.recursive(
    st.one_of(
        AMOUNTS,
        st.sampled_from(["cout", "aide"]),
        AMOUNTS.map(lambda amount: {"fact": "cout", "if_absent": amount}),
        st.just({"sum": "prix", **OVER}),
        AMOUNTS.map(lambda amount: {"sum": "prix", **OVER, "where": "bon", "if_absent": amount}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"add": parts}),
        st.tuples(inner, inner).map(lambda two: {"subtract": list(two)}),
        st.tuples(inner, RATES | st.just("part")).map(lambda two: {"product": list(two)}),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"least": parts}),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"greatest": parts}),
        st.tuples(inner, inner, st.sampled_from(["down", "up", "nearest"])).map(
            lambda three: {
                "quotient": [three[0], "mois"],
                "rounded": {"to": "0,02 EUR", "way": three[2]},
                "if_zero": three[1],
            }
        ),
        st.tuples(TOP, inner, inner).map(lambda three: [{"when": three[0], "is": three[1]}, {"is": three[2]}]),
    ),
    max_leaves=5,
)
