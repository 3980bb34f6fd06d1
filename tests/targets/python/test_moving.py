"""Nodes as functions of a number that moves: what they give is what a check gives there, as far as they say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import BOOK, Expressions, full_facts, holes, lowered, without
from relance_rules.plan import nodes
from relance_rules.targets.python import Program
from relance_rules.targets.python.moving import Moving
from relance_rules.values import Money

PROGRAM = Program(BOOK.facts)
KINDS = ("money", "money", "rate", "number", "truth", "day")
MOVED = {
    "projet.contrepartie": (Money, 50_001),
    "projet.mois": (int, 15),
    "projet.part": (lambda units: Fraction(units, 10**8), 10**8),
    "depenses[0].montant_ttc": (Money, 50_001),
    "projet.debut": (lambda units: date.fromordinal(737_000 + units), 1_500),
}  # fmt: skip


def placed(facts: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    if path != "depenses[0].montant_ttc":
        return {**facts, path: value}
    lines = facts["depenses"]
    return {**facts, "depenses": ({**lines[0], "montant_ttc": value}, *lines[1:])}


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_number_that_moves_gives_what_a_check_gives(random: Random) -> None:
    kind = random.choice(KINDS)
    draw = Expressions(random, supposing=random.random() < 0.3, depth=random.randint(1, 3))
    node = lowered(getattr(draw, kind)(), kind)
    full = full_facts(random)
    path = random.choice(list(MOVED))
    make, most = MOVED[path]
    kept = {"depenses"} | {path}
    facts = without(full, holes(full, random, kept, random.choice((0, 0.2))) - {"depenses"})
    first = 737_000 if path == "projet.debut" else 0
    here = random.randint(0, most)
    at_here = placed(facts, path, make(here))
    moving = Moving(PROGRAM, at_here, {path: 0}, first + here, (first, first + most))
    if kind == "truth":
        found: Any = moving._of(node, at_here, "")
    else:
        found = moving.ends(node)
    assert first <= moving.low <= first + here <= moving.high <= first + most
    for units in {moving.low, moving.high, random.randint(moving.low, moving.high), first + here}:
        there = placed(facts, path, make(units - first))
        value = PROGRAM.range(node)(there, there, {}, "").value
        if kind == "truth":
            assert found is value
            continue
        assert tuple(None if line is None else line.at(units) for line in found) == value
        for line in found:
            if line is not None and line.slope is not None:
                assert line.under <= line.at(units) - (line.slope * units + line.start) <= line.over


# ---- what random rules seldom meet, at every value


X, OPEN = nodes.Fact("projet.mois"), nodes.Fact("projet.contrepartie")
"""What moves, and what nobody knows."""


ZERO = nodes.Const("number", 0)
WAYS: tuple[nodes.Way, ...] = ("down", "up", "nearest")


def number(value: int) -> nodes.Const:
    return nodes.Const("number", value)


def apply(function: nodes.Function, *parts: nodes.Node, to: int = 1, way: nodes.Way = "down") -> nodes.Apply:
    rounds = function in ("round", "quotient")
    return nodes.Apply(function, parts, number(to) if rounds else None, way if rounds else None)


def times(one: nodes.Node | int, other: nodes.Node) -> nodes.Apply:
    return apply("multiply", number(one) if isinstance(one, int) else one, other)


LESS_TEN = apply("subtract", X, number(10))
NUMBERS = [
    *(apply("quotient", times(7, X), number(by), ZERO, way=way) for by in (3, -3) for way in WAYS),
    *(apply("quotient", over, under, ZERO) for over in (number(60), LESS_TEN, OPEN, X) for under in (LESS_TEN, X)),
    *(apply("round", apply("subtract", number(20), times(3, X)), to=5, way=way) for way in WAYS),
    *(times(LESS_TEN, other) for other in (LESS_TEN, apply("subtract", number(4), X), X, OPEN)),
    times(-2, apply("round", X, to=4)),
    apply("quotient", OPEN, number(-3), ZERO),
    apply("least", LESS_TEN, OPEN, apply("subtract", number(4), X)),
    apply("greatest", LESS_TEN, apply("subtract", number(4), X)),
]  # fmt: skip
LIMITS = [number(-7), number(0), times(2, X), apply("subtract", number(30), times(2, X)), *NUMBERS[:2], NUMBERS[-5]]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("place", range(len(NUMBERS)))
def test_every_value_of_what_random_rules_seldom_meet(place: int, strict: bool) -> None:
    node = NUMBERS[place]
    wanted = [nodes.Compare(node, limit, strict) for limit in LIMITS] + [nodes.Compare(limit, node) for limit in LIMITS]
    for asked in (*wanted, node):
        there = [PROGRAM.range(asked)({"projet.mois": x}, {"projet.mois": x}, {}, "").value for x in range(41)]
        for here in range(41):
            moving = Moving(PROGRAM, {"projet.mois": here}, {"projet.mois": 0}, here, (0, 40))
            found: Any = moving._of(asked, {"projet.mois": here}, "")
            for x in range(moving.low, moving.high + 1):
                if not isinstance(found, tuple):
                    assert found is there[x]
                    continue
                assert tuple(None if line is None else line.at(x) for line in found) == there[x]
                for line in found:
                    if line is not None and line.slope is not None:
                        assert line.under <= line.at(x) - (line.slope * x + line.start) <= line.over
                    if line is not None and line.way is not None and x < moving.high:
                        assert (line.at(x + 1) - line.at(x)) * line.way >= 0
