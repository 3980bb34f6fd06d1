from __future__ import annotations

from typing import Any

import pytest

from language.expressions import known, malformed, possible, refused, words
from relance_rules.values import Money

FRENCH = {"fact": "pays", "is": "FR"}
PART = {"share": "montant_ttc", "over": "depenses", "where": FRENCH}


def line(cents: int | None = None, pays: str | None = None) -> dict[str, Any]:
    found = {"montant_ttc": None if cents is None else Money(cents), "pays": pays}
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    "written",
    [
        {"share": "montant_ttc", "over": "depenses", "at_least": "50 %"},
        {"share": "montant_ttc", "where": FRENCH, "at_least": "50 %"},
        {**PART, "if_absent": "50 %", "at_least": "50 %"},
    ],
)
def test_its_keys_are_closed(written: Any) -> None:
    assert malformed(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (PART, "share: une part ne sert qu’à comparer"),
        ({"product": ["projet.mois", PART]}, "product.1.share: une part ne sert qu’à comparer"),
        ({**PART, "at_least": "50 EUR"}, "at_least: il faut un taux, pas un montant"),
        ({**PART, "in": ["50 %"]}, "in: une part se compare avec at_least"),
        ({**PART, "known": "true"}, "known: une part se compare avec at_least"),
        ({**PART, "before": "2021-01-01"}, "before: une part se compare avec at_least"),
        ({**PART, "share": "pays", "at_least": "1 %"}, "share: il faut un montant ou un nombre, pas un choix"),
        ({**PART, "over": "aides", "at_least": "1 %"}, "share: « montant_ttc » est de chaque élément"),
    ],
)
def test_it_only_serves_to_compare_with_a_rate(written: Any, why: str) -> None:
    assert refused(written).startswith(why)


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        ({"at_least": "50 %"}, (False, True, True)),
        ({"more_than": "50 %"}, (False, False, True)),
        ({"at_most": "50 %"}, (True, True, False)),
        ({"less_than": "50 %"}, (True, False, False)),
        ({"is": "50 %"}, (False, True, False)),
        ({"at_least": "49,5 %", "less_than": "50 %"}, (True, False, False)),
    ],
    ids=str,
)
def test_its_ends_are_exact(comparison: dict[str, str], holds: tuple[bool, ...]) -> None:
    for french, expected in zip((99, 100, 101), holds, strict=True):
        facts = {"depenses": (line(french, "FR"), line(200 - french, "DE"))}
        assert known({**PART, **comparison}, facts) is expected


@pytest.mark.parametrize("key", ["at_least", "more_than", "at_most", "less_than", "is"])
def test_a_share_of_nothing_fails(key: str) -> None:
    assert known({**PART, key: "0 %"}, {"depenses": (line(0, "FR"), line(0, "DE"))}) is False


def test_it_is_known_as_soon_as_every_answer_agrees() -> None:
    half = {**PART, "at_least": "50 %"}
    assert known(half, {"depenses": (line(50, "FR"), line(50))}) is True
    assert known(half, {"depenses": (line(50, "FR"), line(None, "FR"))}) is True
    assert possible(half, {"depenses": (line(49, "FR"), line(2), line(50, "DE"))}) == (None, ("depenses[1].pays",))
    assert possible(half, {"depenses": (line(50, "FR"), line(None, "DE"))}) == (None, ("depenses[1].montant_ttc",))
    assert possible(half, {}) == (None, ("depenses",))


def test_the_rate_may_be_any_quantity() -> None:
    written = {**PART, "at_least": "projet.part"}
    facts = {"depenses": (line(50, "FR"), line(50, "DE"))}
    value, names = possible(written, facts)
    assert value is None
    assert names == ("projet.part",)


def test_it_is_said_in_words() -> None:
    assert words({**PART, "at_least": "50 %"}) == (
        "part de « Un fait » sur « Un fait », là où « Un fait » : FR : au moins 50 %"
    )
