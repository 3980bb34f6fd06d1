"""Nodes as functions of a number that moves: what they give is what a check gives there, as far as they say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import BOOK, Expressions, full_facts, holes, lowered, without
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
