"""What each operator says of what is known and of what is not, in Kleene's logic."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from pydantic import TypeAdapter

from relance_rules.compiler.closures import Closure, compile_predicate
from relance_rules.language.predicates import Predicate
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.values import FALSE, TRUE, UNKNOWN, Euro, Truth
from rule_sets import VOCABULARY, Data

FACTS = Vocabulary.model_validate({"facts": VOCABULARY})
READ: TypeAdapter[Predicate] = TypeAdapter(Predicate)

A: Data = {"fact": "projet.pret", "is": "true"}
B: Data = {"fact": "projet.utile", "is": "true"}
STATED = {TRUE: True, FALSE: False}


def compiled(predicate: Data) -> Closure:
    return compile_predicate(READ.validate_python(predicate), FACTS)


def truth(predicate: Data, facts: dict[str, Any]) -> Truth:
    """The truth of a predicate; its trace must say the same."""
    closure = compiled(predicate)
    found = closure.test(facts, facts)
    trace = closure.explain(facts, facts, "")
    assert trace.truth is found
    assert bool(trace.missing) is (found is UNKNOWN)
    return found


def missing(predicate: Data, facts: dict[str, Any]) -> tuple[str, ...]:
    return compiled(predicate).explain(facts, facts, "").missing


def about(a: Truth, b: Truth = UNKNOWN) -> dict[str, Any]:
    """Facts for which A and B have these truths."""
    stated = {"projet.pret": STATED.get(a), "projet.utile": STATED.get(b)}
    return {path: value for path, value in stated.items() if value is not None}


ORDER = [FALSE, UNKNOWN, TRUE]


@pytest.mark.parametrize(("a", "b"), list(product(Truth, Truth)))
def test_all_is_the_least_of_its_parts_and_any_the_greatest(a: Truth, b: Truth) -> None:
    facts = about(a, b)
    assert truth({"all": [A, B]}, facts) is min(a, b, key=ORDER.index)
    assert truth({"any": [A, B]}, facts) is max(a, b, key=ORDER.index)


@pytest.mark.parametrize(("a", "opposite"), [(TRUE, FALSE), (FALSE, TRUE), (UNKNOWN, UNKNOWN)])
def test_not_turns_what_is_known(a: Truth, opposite: Truth) -> None:
    assert truth({"not": A}, about(a)) is opposite
    assert truth({"not": {"not": A}}, about(a)) is a


@pytest.mark.parametrize(
    ("predicate", "facts", "lacking"),
    [
        ({"all": [A, B]}, about(UNKNOWN, UNKNOWN), ("projet.pret", "projet.utile")),
        ({"all": [A, B]}, about(TRUE, UNKNOWN), ("projet.utile",)),
        ({"all": [A, B]}, about(FALSE, UNKNOWN), ()),
        ({"any": [A, B]}, about(TRUE, UNKNOWN), ()),
        ({"any": [A, B]}, about(UNKNOWN, FALSE), ("projet.pret",)),
        # One branch is settled: only the other can still decide.
        ({"any": [{"all": [A, B]}, {"fact": "modalite", "is": "appel"}]}, about(FALSE, UNKNOWN), ("modalite",)),
        ({"all": [{"any": [A, B]}, {"fact": "modalite", "is": "appel"}]}, about(TRUE, UNKNOWN), ("modalite",)),
        ({"not": {"any": [A, B]}}, about(FALSE, UNKNOWN), ("projet.utile",)),
        ({"all": [A, A, {"not": A}]}, {}, ("projet.pret",)),
    ],
    ids=range(9),
)
def test_an_unknown_names_the_facts_that_would_settle_it(
    predicate: Data, facts: dict[str, Any], lacking: tuple[str, ...]
) -> None:
    truth(predicate, facts)
    assert missing(predicate, facts) == lacking


# ---- one fact


@pytest.mark.parametrize(
    ("comparison", "value", "holds"),
    [
        # Inclusive and exclusive ends, to the cent.
        ({"at_least": "1 EUR"}, Euro(99), False),
        ({"at_least": "1 EUR"}, Euro(100), True),
        ({"more_than": "1 EUR"}, Euro(100), False),
        ({"more_than": "1 EUR"}, Euro(101), True),
        ({"at_most": "1 EUR"}, Euro(100), True),
        ({"at_most": "1 EUR"}, Euro(101), False),
        ({"less_than": "1 EUR"}, Euro(100), False),
        ({"less_than": "1 EUR"}, Euro(99), True),
        ({"more_than": "0 EUR"}, Euro(0), False),
        ({"at_least": "0 EUR"}, Euro(0), True),
        ({"at_least": "1 EUR", "less_than": "2 EUR"}, Euro(100), True),
        ({"at_least": "1 EUR", "less_than": "2 EUR"}, Euro(200), False),
        ({"at_least": "1 EUR", "less_than": "2 EUR"}, Euro(99), False),
        ({"more_than": "1 EUR", "at_most": "2 EUR", "known": "true"}, Euro(200), True),
    ],
)
def test_a_bound_includes_its_end_or_excludes_it(comparison: Data, value: Euro, holds: bool) -> None:
    predicate = {"fact": "projet.contrepartie", **comparison}
    assert truth(predicate, {"projet.contrepartie": value}) is (TRUE if holds else FALSE)
    assert truth(predicate, {}) is UNKNOWN


@pytest.mark.parametrize(
    ("comparison", "days"),
    [
        ({"before": "2021-02-12"}, [True, False, False]),
        ({"on_or_before": "2021-02-12"}, [True, True, False]),
        ({"after": "2021-02-12"}, [False, False, True]),
        ({"on_or_after": "2021-02-12"}, [False, True, True]),
        ({"on_or_after": "2021-02-12", "on_or_before": "2021-02-12"}, [False, True, False]),
    ],
)
def test_a_day_is_included_or_excluded(comparison: Data, days: list[bool]) -> None:
    for day, holds in zip((11, 12, 13), days, strict=True):
        facts = {"depose_le": date(2021, 2, day)}
        assert truth({"fact": "depose_le", **comparison}, facts) is (TRUE if holds else FALSE)


@pytest.mark.parametrize(
    ("predicate", "value", "holds"),
    [
        ({"fact": "modalite", "is": "guichet"}, "guichet", True),
        ({"fact": "modalite", "is": "guichet"}, "appel", False),
        ({"fact": "modalite", "in": ["guichet", "appel"]}, "appel", True),
        ({"fact": "projet.pret", "is": "false"}, False, True),
        ({"fact": "projet.pret", "is": "false"}, True, False),
        ({"fact": "projet.mois", "in": ["3", "12"]}, 12, True),
        ({"fact": "projet.mois", "in": ["3", "12"]}, 4, False),
        ({"fact": "projet.mois", "at_most": "12"}, 12, True),
        ({"fact": "projet.mois", "at_most": "12"}, 13, False),
        ({"fact": "projet.mois", "at_least": "0"}, 0, True),
        ({"fact": "projet.part", "at_least": "50 %"}, Fraction(1, 2), True),
        ({"fact": "projet.part", "at_least": "50 %"}, Fraction(499_999, 10**6), False),
        ({"fact": "projet.nom", "known": "true"}, "a", True),
    ],
    ids=range(13),
)
def test_a_value_is_compared_as_its_type_asks(predicate: Data, value: Any, holds: bool) -> None:
    assert truth(predicate, {predicate["fact"]: value}) is (TRUE if holds else FALSE)
    # A fact that is not stated is never taken for zero, false or the first value.
    assert truth(predicate, {}) is UNKNOWN
    assert missing(predicate, {}) == (predicate["fact"],)


@pytest.mark.parametrize(("kind", "holds"), [("centrale", True), ("metier", True), ("locale", False)])
def test_a_value_includes_the_narrower_ones(kind: str, holds: bool) -> None:
    wide = {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}}
    assert truth(wide, {"porteurs": ({"categorie": kind},)}) is (TRUE if holds else FALSE)


def test_a_narrower_value_does_not_include_the_wider_one() -> None:
    narrow = {"every": "porteurs", "satisfies": {"fact": "categorie", "in": ["metier", "locale"]}}
    assert truth(narrow, {"porteurs": ({"categorie": "centrale"},)}) is FALSE


# ---- lists

INFORMED: Data = {"fact": "informe", "is": "true"}
YES, NO, SILENT = {"informe": True}, {"informe": False}, {"nom": "a"}


@pytest.mark.parametrize(
    ("items", "every", "some", "none"),
    [
        ((YES,), TRUE, TRUE, FALSE),
        ((NO,), FALSE, FALSE, TRUE),
        ((SILENT,), UNKNOWN, UNKNOWN, UNKNOWN),
        ((YES, YES), TRUE, TRUE, FALSE),
        ((YES, NO), FALSE, TRUE, FALSE),
        ((YES, SILENT), UNKNOWN, TRUE, FALSE),
        ((NO, SILENT), FALSE, UNKNOWN, UNKNOWN),
        ((SILENT, NO), FALSE, UNKNOWN, UNKNOWN),
        ((SILENT, YES), UNKNOWN, TRUE, FALSE),
        ((NO, NO), FALSE, FALSE, TRUE),
        ((YES, NO, SILENT), FALSE, TRUE, FALSE),
    ],
    ids=range(11),
)
def test_every_some_and_none(items: tuple[Data, ...], every: Truth, some: Truth, none: Truth) -> None:
    for name, expected in (("every", every), ("some", some), ("none", none)):
        assert truth({name: "porteurs", "satisfies": INFORMED}, {"porteurs": items}) is expected


@pytest.mark.parametrize("name", ["every", "some", "none"])
def test_a_list_that_is_not_stated_settles_nothing(name: str) -> None:
    predicate = {name: "porteurs", "satisfies": INFORMED}
    assert truth(predicate, {}) is UNKNOWN
    assert missing(predicate, {}) == ("porteurs",)


def test_the_items_that_are_unknown_are_named() -> None:
    predicate = {"every": "porteurs", "satisfies": INFORMED}
    facts: dict[str, Any] = {"porteurs": (YES, SILENT, {})}
    assert missing(predicate, facts) == ("porteurs[1].informe", "porteurs[2].informe")
    assert compiled(predicate).explain(facts, facts, "").facts == {"porteurs[0].informe": True}


def test_an_item_is_tested_beside_the_facts_of_the_dossier() -> None:
    predicate = {"every": "porteurs", "satisfies": {"any": [INFORMED, A]}}
    assert truth(predicate, {"porteurs": (NO,), "projet.pret": True}) is TRUE
    assert truth(predicate, {"porteurs": (NO,)}) is UNKNOWN
    assert missing(predicate, {"porteurs": (NO,)}) == ("projet.pret",)


# ---- sums, counts and shares: what is known is an interval


def line(cents: int | None, country: str | None = None) -> Data:
    stated = {"montant_ttc": None if cents is None else Euro(cents), "pays": country}
    return {name: value for name, value in stated.items() if value is not None}


FRENCH: Data = {"fact": "pays", "is": "FR"}


@pytest.mark.parametrize(
    ("comparison", "lines", "expected"),
    [
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(40, "FR")], TRUE),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(41, "FR")], FALSE),
        ({"less_than": "1 EUR"}, [line(60, "FR"), line(40, "FR")], FALSE),
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(40, "FR"), line(40, "DE")], TRUE),
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(40, "DE")], FALSE),
        # A line of unknown country counts or not: known when both ways agree.
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(39)], FALSE),
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(40)], UNKNOWN),
        ({"at_least": "1 EUR"}, [line(100, "FR"), line(40)], TRUE),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(40)], TRUE),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(41)], UNKNOWN),
        ({"at_most": "1 EUR"}, [line(101, "FR"), line(40)], FALSE),
        ({"at_least": "1 EUR", "at_most": "2 EUR"}, [line(100, "FR"), line(100)], TRUE),
        ({"at_least": "1 EUR", "at_most": "2 EUR"}, [line(100, "FR"), line(101)], UNKNOWN),
        # An unknown amount has no upper end.
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(None, "FR")], UNKNOWN),
        ({"at_least": "1 EUR"}, [line(100, "FR"), line(None, "FR")], TRUE),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(None, "FR")], UNKNOWN),
        ({"at_most": "1 EUR"}, [line(101, "FR"), line(None, "FR")], FALSE),
        ({"at_least": "1 EUR", "at_most": "2 EUR"}, [line(201, "FR"), line(None)], FALSE),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(None, "DE")], TRUE),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(0)], TRUE),
        ({"more_than": "0 EUR"}, [line(0, "FR")], FALSE),
    ],
    ids=range(21),
)
def test_a_sum_is_known_when_both_of_its_ends_agree(comparison: Data, lines: list[Data], expected: Truth) -> None:
    predicate = {"sum": "depenses[].montant_ttc", "where": FRENCH, **comparison}
    assert truth(predicate, {"depenses": tuple(lines)}) is expected


def test_a_sum_names_what_it_lacks_and_what_it_met() -> None:
    predicate = {"sum": "depenses[].montant_ttc", "where": FRENCH, "at_least": "1 EUR"}
    facts = {"depenses": (line(60, "FR"), line(40), line(None, "FR"), line(None), line(0), line(5, "DE"))}
    trace = compiled(predicate).explain(facts, facts, "")
    assert trace.missing == (
        "depenses[1].pays",
        "depenses[2].montant_ttc",
        "depenses[3].pays",
        "depenses[3].montant_ttc",
    )
    assert trace.facts["depenses[0].montant_ttc"] == Euro(60)
    assert "depenses[5].montant_ttc" not in trace.facts
    assert missing(predicate, {}) == ("depenses",)


def test_a_sum_without_condition_counts_every_line() -> None:
    predicate = {"sum": "depenses[].montant_ttc", "at_most": "1 EUR"}
    assert truth(predicate, {"depenses": (line(60), line(40))}) is TRUE
    assert compiled(predicate).explain({"depenses": (line(60), line(40))}, {}, "").measure == Euro(100)
    assert truth(predicate, {"depenses": (line(60), line(None))}) is UNKNOWN
    assert truth(predicate, {}) is UNKNOWN


@pytest.mark.parametrize(
    ("comparison", "items", "expected"),
    [
        ({"at_least": "2"}, (YES, YES), TRUE),
        ({"at_least": "2"}, (YES, NO), FALSE),
        ({"at_least": "2"}, (YES, SILENT), UNKNOWN),
        ({"at_least": "2"}, (NO, SILENT), FALSE),
        ({"at_least": "2"}, (YES, YES, SILENT), TRUE),
        ({"at_most": "1"}, (YES, SILENT), UNKNOWN),
        ({"at_most": "1"}, (NO, SILENT), TRUE),
        ({"at_most": "1"}, (YES, YES, SILENT), FALSE),
        ({"more_than": "1"}, (YES,), FALSE),
        ({"less_than": "1"}, (NO,), TRUE),
        ({"at_least": "1", "at_most": "2"}, (YES, SILENT), TRUE),
    ],
    ids=range(11),
)
def test_a_count_is_known_when_both_of_its_ends_agree(
    comparison: Data, items: tuple[Data, ...], expected: Truth
) -> None:
    assert truth({"count": "porteurs", "where": INFORMED, **comparison}, {"porteurs": items}) is expected


def test_a_count_without_condition_counts_every_item() -> None:
    predicate = {"count": "porteurs", "at_least": "2"}
    assert truth(predicate, {"porteurs": (SILENT, {})}) is TRUE
    assert truth(predicate, {"porteurs": (SILENT,)}) is FALSE
    assert truth(predicate, {}) is UNKNOWN
    assert missing(predicate, {}) == ("porteurs",)


HALF: Data = {"share": "depenses[].montant_ttc", "where": FRENCH, "at_least": "50 %"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(50, "FR"), line(50, "DE")], TRUE),
        ([line(1, "FR"), line(1, "DE")], TRUE),
        # 50 % of amounts that no binary fraction holds.
        ([line(10, "FR"), line(20, "FR"), line(30, "DE")], TRUE),
        ([line(33_333_333, "FR"), line(33_333_334, "DE")], FALSE),
        ([line(50, "FR"), line(51, "DE")], FALSE),
        ([line(51, "FR"), line(50, "DE")], TRUE),
        ([line(50, "FR"), line(50)], TRUE),
        ([line(49, "FR"), line(2), line(50, "DE")], UNKNOWN),
        ([line(1), line(50, "FR"), line(100, "DE")], FALSE),
        ([line(50, "FR"), line(None, "DE")], UNKNOWN),
        ([line(50, "FR"), line(None, "FR")], UNKNOWN),
        ([line(0, "FR"), line(0, "DE")], FALSE),
        ([line(0), line(0)], FALSE),
        ([line(50, "FR"), line(0)], TRUE),
    ],
    ids=range(14),
)
def test_a_share_is_exact_and_known_when_both_of_its_ends_agree(lines: list[Data], expected: Truth) -> None:
    assert truth(HALF, {"depenses": tuple(lines)}) is expected


def test_a_share_names_what_it_lacks() -> None:
    assert missing(HALF, {"depenses": (line(49, "FR"), line(2), line(50, "DE"), line(0))}) == ("depenses[1].pays",)
    assert missing(HALF, {"depenses": (line(50, "FR"), line(None, "DE"))}) == ("depenses[1].montant_ttc",)
    assert missing(HALF, {"depenses": (line(50, "FR"), {})}) == ("depenses[1].montant_ttc", "depenses[1].pays")
    assert missing(HALF, {}) == ("depenses",)


def test_a_share_tells_its_measure() -> None:
    facts = {"depenses": (line(10, "FR"), line(20, "DE"))}
    assert compiled(HALF).explain(facts, facts, "").measure == Fraction(1, 3)


def test_a_fact_that_is_not_in_the_vocabulary_can_not_be_compiled() -> None:
    with pytest.raises(KeyError):
        compiled({"fact": "absent", "known": "true"})
