"""The script says of each node what the Python ranges say: what is possible, and what would settle it."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core_strategies import DOSSIERS, choices, days, numbers, truths, vocabulary
from random_rules import BOOK, Expressions, coarser, full_facts, holes, lowered, without
from relance_rules.plan.codecs import NODES, Writer, codec_of
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Apply, Const, Fact, Function, Node, Unit, Way, walk
from relance_rules.targets.python import intervals, program_of
from relance_rules.targets.python.arithmetic import rounded, shifted
from relance_rules.targets.python.tracing import met
from relance_rules.values import Money
from targets.javascript.node import asked
from targets.javascript.twins import bare, call, stated

pytestmark = pytest.mark.long


DRAWN = st.one_of(
    truths(False, 3), numbers(False, 3), days(False, 2), choices(False, 2, "lieu"), choices(False, 2, "vrai")
)
ASKED = st.tuples(DRAWN, st.lists(DOSSIERS, min_size=3, max_size=3))


def test_random_nodes_come_to_the_same(script: Path) -> None:
    drawn: list[tuple[Node, list[dict[str, Any]]]] = []

    @settings(max_examples=400)
    @given(ASKED)
    def draw(each: tuple[Node, list[dict[str, Any]]]) -> None:
        drawn.append(each)

    draw()
    rounds = [Apply("round", (Fact("part"),)), Apply("quotient", (Fact("part"), Fact("mois"), Fact("cout")))]
    drawn.extend((node, [{}, {"part": Fraction(7, 2), "mois": 2}, {"mois": 0, "cout": Money(5)}]) for node in rounds)
    met = {each for node, _ in drawn for each in walk(node)}
    assert {type(each) for each in met} == set(NODES.values())
    assert {each.function for each in met if isinstance(each, Apply)} == set(get_args(Function))
    assert_same(script, drawn)


def test_random_expressions_come_to_the_same(script: Path) -> None:
    random, drawn = Random(2), []  # noqa: S311 - the same on every run
    for _ in range(500):
        draw = Expressions(random, supposing=random.random() < 0.5)
        kind = random.choice(("truth", "truth", "money", "number", "rate", "day"))
        node = lowered(getattr(draw, kind)(), kind)
        stating = [coarser(full_facts(random), random) for _ in range(4)]
        drawn.append((node, [without(each, holes(each, random, set(), random.random() / 2)) for each in stating]))
    assert_same(script, drawn, BOOK.facts)


def assert_same(script: Path, drawn: list[tuple[Node, list[dict[str, Any]]]], facts: Vocabulary | None = None) -> None:
    facts, writer = facts or vocabulary(), Writer()
    nodes = [codec_of(Node).write(node, writer) for node, _ in drawn]
    sent = [(data, [stated(each) for each in dossiers]) for data, (_, dossiers) in zip(nodes, drawn, strict=True)]
    found = call(script, "nodesOver", codec_of(Vocabulary).write(facts, writer), writer.named, sent)
    for (node, dossiers), answers in zip(drawn, found, strict=True):
        for dossier, answer in zip(dossiers, answers, strict=True):
            assert answer == expected(node, facts, dossier), (node, dossier)


def expected(node: Node, facts: Vocabulary, dossier: dict[str, Any]) -> Any:
    """What ``nodesOver`` of ``twins.js`` gives of a node."""
    found = program_of(facts).range(node)(dossier, dossier, {}, "")
    value = bare(found.value)
    return [value, list(found.names), bare(met(node, dossier, dossier, ""))]


ENDS = (None, -2, -1, 0, 1, 3)
INTERVALS = [(low, high) for low in ENDS for high in ENDS if low is None or high is None or low <= high]
PAIRS = [(one, other) for one in INTERVALS for other in INTERVALS]
OF_PAIRS = """(pairs) => JSON.parse(pairs).map((pair) => {
  const [one, other] = pair.map((ends) => ends.map((end) => (end === null ? null : BigInt(end))));
  const found = [hull(one, other), sumOf([one, other]), differenceOf(one, other), productOf(one, other)];
  const extremes = [leastOf([one, other]), greatestOf([one, other])];
  const moves = [canLower(one, other), canRaise(one, other)];
  return [[...found, ...extremes].map((ends) => ends.map((end) => (end === null ? null : Number(end)))), moves];
})"""


def test_intervals_are_computed_alike(script: Path) -> None:
    (found,) = asked(script, OF_PAIRS, [[json.dumps(PAIRS)]])
    for (one, other), answer in zip(PAIRS, found["value"], strict=True):
        both = [intervals.hull(one, other), intervals.add((one, other)), intervals.subtract(one, other)]
        both += [intervals.multiply(one, other), intervals.least((one, other)), intervals.greatest((one, other))]
        moves = [intervals.can_lower(one, other), intervals.can_raise(one, other)]
        assert answer == [list(map(list, both)), moves], (one, other)


def test_numbers_are_rounded_alike(script: Path) -> None:
    drawn = list(product(range(-8, 9), (-3, -2, -1, 1, 2, 3), (1, 2, 5), get_args(Way)))
    called = "(value, over, step, way) => Number(roundedTo(BigInt(value), BigInt(over), BigInt(step), way))"
    found = asked(script, called, drawn)
    assert [each["value"] for each in found] == [rounded(*each) for each in drawn]


def test_days_are_moved_alike(script: Path) -> None:
    texts = ("0001-01-01", "0001-02-28", "2020-02-29", "2021-01-31", "2021-12-15", "2099-03-31", "9999-12-31")
    moves = (0, 1, -1, 2, -2, 11, -11, 12, -12, 25, -25, 120_000, -120_000, 4_000_000, -4_000_000)
    drawn = list(product([date.fromisoformat(text).toordinal() for text in texts], moves, get_args(Unit)))
    found = asked(script, "(day, by, unit) => Number(shiftedDay(BigInt(day), by, unit))", drawn)
    assert [each["value"] for each in found] == [shifted(*each) for each in drawn]


def test_each_divisor_turns_an_interval_as_it_should(script: Path) -> None:
    numbers = [Const("number", units, scale) for units in range(-2, 3) for scale in (0, 2)]
    drawn = [
        Apply("quotient", (Fact(path), number, Const("number", 5)), Const("number", 1, 2), way)
        for path in ("mois", "part", "cout")
        for number in numbers
        for way in get_args(Way)
    ]
    assert_same(script, [(node, [{}, {"mois": 7}]) for node in drawn])


def test_each_type_of_fact_has_its_sort_and_its_scale(script: Path) -> None:
    (found,) = asked(script, "() => [...FACT_TYPES].map(([name, { sort, scale }]) => [name, sort, scale])", [[]])
    assert found["value"] == [[kind.name, kind.sort, kind.scale] for kind in FACT_TYPES.values()]
