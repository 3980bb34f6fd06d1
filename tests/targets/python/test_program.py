"""What each operator says of what is known and of what is not, in Kleene's logic."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from language.expressions import BOOK, known, lowered, possible
from relance_rules.plan.nodes import Fact
from relance_rules.targets.python import Program
from relance_rules.values import Money
from rule_sets import Data

A: Data = {"fact": "projet.pret", "is": "true"}
B: Data = {"fact": "projet.utile", "is": "true"}
TRUTHS = (False, None, True)
"""From the least to the greatest; None is unknown."""


def truth(predicate: Data, facts: dict[str, Any]) -> bool | None:
    """The truth of a predicate; None where it is unknown, and then it names what would settle it."""
    found = possible(predicate, facts)
    assert bool(found.names) is (found.value is None)
    value: bool | None = found.value
    return value


def missing(predicate: Data, facts: dict[str, Any]) -> tuple[str, ...]:
    return possible(predicate, facts).names


def about(a: bool | None, b: bool | None = None) -> dict[str, Any]:
    """Facts for which A and B have these truths."""
    stated = {"projet.pret": a, "projet.utile": b}
    return {path: value for path, value in stated.items() if value is not None}


@pytest.mark.parametrize(("a", "b"), list(product(TRUTHS, TRUTHS)))
def test_all_is_the_least_of_its_parts_and_any_the_greatest(a: bool | None, b: bool | None) -> None:
    facts = about(a, b)
    assert truth({"all": [A, B]}, facts) is min(a, b, key=TRUTHS.index)
    assert truth({"any": [A, B]}, facts) is max(a, b, key=TRUTHS.index)


@pytest.mark.parametrize(("a", "opposite"), [(True, False), (False, True), (None, None)])
def test_not_turns_what_is_known(a: bool | None, opposite: bool | None) -> None:
    assert truth({"not": A}, about(a)) is opposite
    assert truth({"not": {"not": A}}, about(a)) is a


@pytest.mark.parametrize(
    ("predicate", "facts", "lacking"),
    [
        ({"all": [A, B]}, about(None, None), ("projet.pret", "projet.utile")),
        ({"all": [A, B]}, about(True, None), ("projet.utile",)),
        ({"all": [A, B]}, about(False, None), ()),
        ({"any": [A, B]}, about(True, None), ()),
        ({"any": [A, B]}, about(None, False), ("projet.pret",)),
        # One branch is settled: only the other can still decide.
        ({"any": [{"all": [A, B]}, {"fact": "modalite", "is": "appel"}]}, about(False, None), ("modalite",)),
        ({"all": [{"any": [A, B]}, {"fact": "modalite", "is": "appel"}]}, about(True, None), ("modalite",)),
        ({"not": {"any": [A, B]}}, about(False, None), ("projet.utile",)),
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
        ({"at_least": "1 EUR"}, Money(99), False),
        ({"at_least": "1 EUR"}, Money(100), True),
        ({"more_than": "1 EUR"}, Money(100), False),
        ({"more_than": "1 EUR"}, Money(101), True),
        ({"at_most": "1 EUR"}, Money(100), True),
        ({"at_most": "1 EUR"}, Money(101), False),
        ({"less_than": "1 EUR"}, Money(100), False),
        ({"less_than": "1 EUR"}, Money(99), True),
        ({"more_than": "0 EUR"}, Money(0), False),
        ({"at_least": "1 EUR", "less_than": "2 EUR"}, Money(100), True),
        ({"at_least": "1 EUR", "less_than": "2 EUR"}, Money(200), False),
        ({"at_least": "1 EUR", "less_than": "2 EUR"}, Money(99), False),
        ({"more_than": "1 EUR", "at_most": "2 EUR", "known": "true"}, Money(200), True),
    ],
)
def test_a_bound_includes_its_end_or_excludes_it(comparison: Data, value: Money, holds: bool) -> None:
    predicate = {"fact": "projet.contrepartie", **comparison}
    assert truth(predicate, {"projet.contrepartie": value}) is holds
    assert truth(predicate, {}) is None


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
        assert truth({"fact": "depose_le", **comparison}, facts) is holds


@pytest.mark.parametrize(
    ("predicate", "value", "holds"),
    [
        ({"fact": "modalite", "is": "guichet"}, "guichet", True),
        ({"fact": "modalite", "is": "guichet"}, "appel", False),
        ({"fact": "modalite", "in": ["appel"]}, "appel", True),
        ({"fact": "projet.pret", "is": "false"}, False, True),
        ({"fact": "projet.pret", "is": "false"}, True, False),
        ({"fact": "projet.mois", "in": ["3", "12"]}, 12, True),
        ({"fact": "projet.mois", "in": ["3", "12"]}, 4, False),
        ({"fact": "projet.mois", "at_most": "12"}, 12, True),
        ({"fact": "projet.mois", "at_most": "12"}, 13, False),
        ({"fact": "projet.mois", "at_most": "0"}, 0, True),
        ({"fact": "projet.part", "at_least": "50 %"}, Fraction(1, 2), True),
        ({"fact": "projet.part", "at_least": "50 %"}, Fraction(499_999, 10**6), False),
        ({"fact": "projet.nom", "known": "true"}, "a", True),
    ],
    ids=range(13),
)
def test_a_value_is_compared_as_its_type_asks(predicate: Data, value: Any, holds: bool) -> None:
    assert truth(predicate, {predicate["fact"]: value}) is holds
    # A fact that is not stated is never taken for zero, false or the first value.
    assert truth(predicate, {}) is None
    assert missing(predicate, {}) == (predicate["fact"],)


@pytest.mark.parametrize(
    "predicate",
    [
        {"fact": "projet.contrepartie", "at_least": "0 EUR"},
        {"fact": "projet.mois", "at_least": "0"},
        {"fact": "projet.part", "at_most": "100 %"},
        {"fact": "modalite", "in": ["guichet", "appel"]},
        {"not": {"fact": "projet.contrepartie", "less_than": "0 EUR"}},
    ],
    ids=range(5),
)
def test_what_holds_of_every_answer_needs_none(predicate: Data) -> None:
    assert truth(predicate, {}) is True


@pytest.mark.parametrize(("kind", "holds"), [("centrale", True), ("metier", True), ("locale", False)])
def test_a_value_includes_the_narrower_ones(kind: str, holds: bool) -> None:
    wide = {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}}
    assert truth(wide, {"porteurs": ({"categorie": kind},)}) is holds


def test_a_general_value_is_not_fine_enough_where_a_narrower_one_is_asked() -> None:
    narrow = {"every": "porteurs", "satisfies": {"fact": "categorie", "in": ["metier", "locale"]}}
    facts = {"porteurs": ({"categorie": "centrale"},)}
    assert truth(narrow, facts) is None
    assert missing(narrow, facts) == ("porteurs[0].categorie",)
    other = {"every": "porteurs", "satisfies": {"fact": "categorie", "in": ["locale", "entreprise"]}}
    assert truth(other, facts) is False


# ---- lists

INFORMED: Data = {"fact": "informe", "is": "true"}
YES, NO, SILENT = {"informe": True}, {"informe": False}, {"nom": "a"}


@pytest.mark.parametrize(
    ("items", "every", "some", "none"),
    [
        ((YES,), True, True, False),
        ((NO,), False, False, True),
        ((SILENT,), None, None, None),
        ((YES, YES), True, True, False),
        ((YES, NO), False, True, False),
        ((YES, SILENT), None, True, False),
        ((NO, SILENT), False, None, None),
        ((SILENT, NO), False, None, None),
        ((SILENT, YES), None, True, False),
        ((NO, NO), False, False, True),
        ((YES, NO, SILENT), False, True, False),
    ],
    ids=range(11),
)
def test_every_some_and_none(items: tuple[Data, ...], every: bool | None, some: bool | None, none: bool | None) -> None:
    for name, expected in (("every", every), ("some", some), ("none", none)):
        assert truth({name: "porteurs", "satisfies": INFORMED}, {"porteurs": items}) is expected


@pytest.mark.parametrize("name", ["every", "some", "none"])
def test_a_list_that_is_not_stated_settles_nothing(name: str) -> None:
    predicate = {name: "porteurs", "satisfies": INFORMED}
    assert truth(predicate, {}) is None
    assert missing(predicate, {}) == ("porteurs",)


def test_the_items_that_are_unknown_are_named() -> None:
    predicate = {"every": "porteurs", "satisfies": INFORMED}
    facts: dict[str, Any] = {"porteurs": (YES, SILENT, {})}
    assert missing(predicate, facts) == ("porteurs[1].informe", "porteurs[2].informe")


def test_an_item_is_tested_beside_the_facts_of_the_dossier() -> None:
    predicate = {"every": "porteurs", "satisfies": {"any": [INFORMED, A]}}
    assert truth(predicate, {"porteurs": (NO,), "projet.pret": True}) is True
    assert truth(predicate, {"porteurs": (NO,)}) is None
    assert missing(predicate, {"porteurs": (NO,)}) == ("projet.pret",)


# ---- sums, counts and shares: what is known is an interval


def line(cents: int | None, country: str | None = None) -> Data:
    stated = {"montant_ttc": None if cents is None else Money(cents), "pays": country}
    return {name: value for name, value in stated.items() if value is not None}


FRENCH: Data = {"fact": "pays", "is": "FR"}


@pytest.mark.parametrize(
    ("comparison", "lines", "expected"),
    [
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(40, "FR")], True),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(41, "FR")], False),
        ({"less_than": "1 EUR"}, [line(60, "FR"), line(40, "FR")], False),
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(40, "FR"), line(40, "DE")], True),
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(40, "DE")], False),
        # A line of unknown country counts or not: known when both ways agree.
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(39)], False),
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(40)], None),
        ({"at_least": "1 EUR"}, [line(100, "FR"), line(40)], True),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(40)], True),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(41)], None),
        ({"at_most": "1 EUR"}, [line(101, "FR"), line(40)], False),
        ({"at_least": "1 EUR", "at_most": "2 EUR"}, [line(100, "FR"), line(100)], True),
        ({"at_least": "1 EUR", "at_most": "2 EUR"}, [line(100, "FR"), line(101)], None),
        # An unknown amount has no upper end.
        ({"at_least": "1 EUR"}, [line(60, "FR"), line(None, "FR")], None),
        ({"at_least": "1 EUR"}, [line(100, "FR"), line(None, "FR")], True),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(None, "FR")], None),
        ({"at_most": "1 EUR"}, [line(101, "FR"), line(None, "FR")], False),
        ({"at_least": "1 EUR", "at_most": "2 EUR"}, [line(201, "FR"), line(None)], False),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(None, "DE")], True),
        ({"at_most": "1 EUR"}, [line(60, "FR"), line(0)], True),
        ({"more_than": "0 EUR"}, [line(0, "FR")], False),
    ],
    ids=range(21),
)
def test_a_sum_is_known_when_both_of_its_ends_agree(comparison: Data, lines: list[Data], expected: bool | None) -> None:
    predicate = {"sum": "montant_ttc", "over": "depenses", "where": FRENCH, **comparison}
    assert truth(predicate, {"depenses": tuple(lines)}) is expected


def test_a_sum_names_what_it_lacks_and_what_it_met() -> None:
    predicate = {"sum": "montant_ttc", "over": "depenses", "where": FRENCH, "at_least": "1 EUR"}
    facts = {"depenses": (line(60, "FR"), line(40), line(None, "FR"), line(None), line(0), line(5, "DE"))}
    assert missing(predicate, facts) == (
        "depenses[1].pays",
        "depenses[2].montant_ttc",
        "depenses[3].pays",
        "depenses[3].montant_ttc",
    )
    assert missing(predicate, {}) == ("depenses",)


def test_a_sum_without_condition_counts_every_line() -> None:
    predicate = {"sum": "montant_ttc", "over": "depenses", "at_most": "1 EUR"}
    assert truth(predicate, {"depenses": (line(60), line(40))}) is True
    assert known({"sum": "montant_ttc", "over": "depenses"}, {"depenses": (line(60), line(40))}) == 1
    assert truth(predicate, {"depenses": (line(60), line(None))}) is None
    assert truth(predicate, {}) is None


@pytest.mark.parametrize(
    ("comparison", "items", "expected"),
    [
        ({"at_least": "2"}, (YES, YES), True),
        ({"at_least": "2"}, (YES, NO), False),
        ({"at_least": "2"}, (YES, SILENT), None),
        ({"at_least": "2"}, (NO, SILENT), False),
        ({"at_least": "2"}, (YES, YES, SILENT), True),
        ({"at_most": "1"}, (YES, SILENT), None),
        ({"at_most": "1"}, (NO, SILENT), True),
        ({"at_most": "1"}, (YES, YES, SILENT), False),
        ({"more_than": "1"}, (YES,), False),
        ({"less_than": "1"}, (NO,), True),
        ({"at_least": "1", "at_most": "2"}, (YES, SILENT), True),
    ],
    ids=range(11),
)
def test_a_count_is_known_when_both_of_its_ends_agree(
    comparison: Data, items: tuple[Data, ...], expected: bool | None
) -> None:
    assert truth({"count": "porteurs", "where": INFORMED, **comparison}, {"porteurs": items}) is expected


def test_a_count_without_condition_counts_every_item() -> None:
    predicate = {"count": "porteurs", "at_least": "2"}
    assert truth(predicate, {"porteurs": (SILENT, {})}) is True
    assert truth(predicate, {"porteurs": (SILENT,)}) is False
    assert truth(predicate, {}) is None
    assert missing(predicate, {}) == ("porteurs",)


HALF: Data = {"share": "montant_ttc", "over": "depenses", "where": FRENCH, "at_least": "50 %"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(50, "FR"), line(50, "DE")], True),
        ([line(1, "FR"), line(1, "DE")], True),
        # 50 % of amounts that no binary fraction holds.
        ([line(10, "FR"), line(20, "FR"), line(30, "DE")], True),
        ([line(33_333_333, "FR"), line(33_333_334, "DE")], False),
        ([line(50, "FR"), line(51, "DE")], False),
        ([line(51, "FR"), line(50, "DE")], True),
        ([line(50, "FR"), line(50)], True),
        ([line(49, "FR"), line(2), line(50, "DE")], None),
        ([line(1), line(50, "FR"), line(100, "DE")], False),
        ([line(50, "FR"), line(None, "DE")], None),
        # Whatever the second amount is, all of it is French.
        ([line(50, "FR"), line(None, "FR")], True),
        ([line(0, "FR"), line(0, "DE")], False),
        ([line(0), line(0)], False),
        ([line(50, "FR"), line(0)], True),
    ],
    ids=range(14),
)
def test_a_share_is_exact_and_known_when_both_of_its_ends_agree(lines: list[Data], expected: bool | None) -> None:
    assert truth(HALF, {"depenses": tuple(lines)}) is expected


def test_a_share_names_what_it_lacks() -> None:
    assert missing(HALF, {"depenses": (line(49, "FR"), line(2), line(50, "DE"), line(0))}) == ("depenses[1].pays",)
    assert missing(HALF, {"depenses": (line(50, "FR"), line(None, "DE"))}) == ("depenses[1].montant_ttc",)
    assert missing(HALF, {"depenses": (line(50, "FR"), {})}) == ("depenses[1].pays", "depenses[1].montant_ttc")
    assert missing(HALF, {}) == ("depenses",)


def test_a_share_is_shown_beside_what_is_said_of_it() -> None:
    condition = lowered(HALF)
    assert condition.measure is not None
    program = Program(BOOK.facts)
    facts = {"depenses": (line(10, "FR"), line(20, "DE"))}
    # Cut to the millionth: it is only shown.
    assert program.interval(condition.measure.node, facts, {}).value == (333_333, 333_333)


def test_a_fact_that_is_not_in_the_vocabulary_can_not_be_asked() -> None:
    with pytest.raises(KeyError):
        Program(BOOK.facts).range(Fact("absent"))({}, {}, {}, "")
