"""Several nodes as one function: each comes to what it comes to alone, whatever they share."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core_strategies import DOSSIERS, choices, days, numbers, truths, vocabulary
from random_rules import BOOK, Expressions, full_facts, holes, lowered, without
from relance_rules.loading.lower_theme import MAX_DEPTH
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not
from relance_rules.targets.python import Program, points
from relance_rules.targets.python.points import compiled
from relance_rules.targets.python.together import Each
from relance_rules.values import Money

BOOKED, PROGRAM = Program(BOOK.facts), Program(vocabulary())
KINDS = ("money", "rate", "number", "day", "truth", "truth")
COST, PRICE, GOOD = Fact("cout"), Fact("lots[].prix"), In(Fact("lots[].bon"), ("true",))
LOTS = ({"prix": Money(100), "bon": True}, {"prix": Money(50), "bon": False})
NODES = st.one_of(truths(False, 2), numbers(False, 2), days(False, 2), choices(False, 2, "lieu"))


def alone(program: Program, asked: list[Node], facts: Any) -> tuple[Any, ...]:
    return tuple(program.point(node)(facts, facts, {}) for node in asked)


def together(*asked: Node, **facts: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = PROGRAM.together(asked)(facts, facts, {})
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(NODES, min_size=1, max_size=4), st.lists(DOSSIERS, min_size=1, max_size=4), st.data())
def test_each_of_many_nodes_comes_to_what_it_comes_to_alone(asked: list[Node], given_: list[Any], data: Any) -> None:
    # What is asked twice, and what is a part of something else that is asked.
    below = [part for node in asked for part in nodes.walk(node) if not PROGRAM.reads_item(part)]
    asked += data.draw(st.lists(st.sampled_from(below), max_size=3))
    function = PROGRAM.together(asked)
    for facts in given_:
        assert function(facts, facts, {}) == alone(PROGRAM, asked, facts)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_so_do_conditions_and_amounts_of_rules(random: Random) -> None:
    draw = Expressions(random, supposing=random.random() < 0.3, depth=random.randint(1, 3))
    asked = [lowered(getattr(draw, kind)(), kind) for kind in random.choices(KINDS, k=random.randint(2, 6))]
    function = BOOKED.together(asked)
    for share in (0, 0.1, 0.4):
        full = full_facts(random)
        facts = without(full, holes(full, random, set(), share))
        assert function(facts, facts, {}) == alone(BOOKED, asked, facts)


def written(monkeypatch: pytest.MonkeyPatch, *asked: Node) -> str:
    """The source of the function of some nodes."""
    found: list[str] = []
    monkeypatch.setattr(points, "compiled", lambda name, source: (found.append(source), compiled(name, source))[1])
    Program(vocabulary()).together(asked)
    return found[-1]


def test_what_is_shared_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def dear(name: str) -> Node:
        # The same, but for its name, each time made anew.
        return Named(name, "derived", Compare(Const("number", 77), Fold("add", "lots", Fact("lots[].prix"))))

    source = written(monkeypatch, dear("a"), Not(dear("b")), Compare(COST, Fold("add", "lots", PRICE)))
    assert source.count("facts.get('lots')") == source.count("for item in ") == source.count("7700") == 1
    assert source.count("item.get('prix')") == 1


def test_lists_are_gone_through_once_and_again_for_what_waits_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    total = Fold("add", "lots", PRICE)
    half = Apply("multiply", (total, Const("number", 5, 1)))
    large = Fold("any", "lots", Compare(half, PRICE, strict=True))
    asked = (large, Fold("all", "lots", GOOD), total, Fold("add", "lots", Choose(GOOD, PRICE, Const("number", 0))))
    assert written(monkeypatch, *asked).count("for item in ") == 2
    assert together(*asked, lots=LOTS) == (True, False, 150, 100)
    assert together(*asked, lots=()) == (False, True, 0, 0)
    assert together(*asked) == (None, None, None, None)
    assert together(*asked, lots=(*LOTS, {"bon": True})) == (None, False, None, None)


def test_what_each_item_comes_to() -> None:
    worth = Choose(GOOD, PRICE, Const("number", 0))
    assert together(Each("add", "lots", worth), lots=LOTS) == ([100, 0],)
    assert together(Each("add", "lots", worth), lots=(*LOTS, {})) == ([100, 0, None],)
    assert together(Each("add", "lots", worth), lots=()) == ([],)
    assert together(Each("add", "lots", worth)) == (None,)
    # Beside what is worked out of all of them.
    assert together(Fold("add", "lots", worth), Each("add", "lots", worth), lots=LOTS) == (100, [100, 0])


@pytest.mark.parametrize("depth", [14, 16, 31, MAX_DEPTH - 4])
def test_what_is_too_deep_for_one_expression_is_parted(depth: int) -> None:
    deep, item = COST, PRICE
    for _ in range(depth):
        deep, item = (Apply("add", (each, Const("number", 1))) for each in (deep, item))
    assert together(deep, cout=Money(10)) == (10 + 100 * depth,)
    assert together(deep) == (None,)
    assert together(Fold("add", "lots", item), lots=LOTS) == (150 + 200 * depth,)


def test_what_is_supposed_of_a_list_within_an_item_is_of_the_item() -> None:
    listed = Fold("add", "autres", Const("number", 1), PRICE)
    assert together(Fold("add", "lots", listed), lots=LOTS) == (150,)
    assert together(Fold("add", "lots", listed), lots=LOTS, autres=({}, {})) == (400,)


def test_a_list_is_in_the_units_of_what_is_supposed_of_it() -> None:
    count = Fold("add", "lots", Choose(GOOD, Const("number", 1), Const("number", 0)), Const("number", 150, 2))
    assert together(count, count, lots=LOTS) == (100, 100)
    assert together(count) == (150,)
