"""Nodes written as functions: what is known is worked out, once, however deep and wide its nodes are."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from core_strategies import vocabulary
from relance_rules.loading.lower_theme import MAX_DEPTH
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled
from relance_rules.targets.python import Program
from relance_rules.values import Money, Text

PROGRAM = Program(vocabulary())
COST, AID, TRUE, GAP = Fact("cout"), Fact("aide"), Fact("vrai"), Text({"en": "Nothing tells."})
PRICE, GOOD = Fact("lots[].prix"), In(Fact("lots[].bon"), ("true",))


def number(value: int, scale: int = 0) -> Const:
    return Const("number", value, scale)


def at(
    node: Node, facts: dict[str, Any], item: dict[str, Any] | None = None, memo: dict[str, Any] | None = None
) -> Any:
    return PROGRAM.point(node)(facts, facts if item is None else item, {} if memo is None else memo)


@pytest.mark.parametrize(
    ("node", "facts", "found"),
    [
        (COST, {"cout": Money(150)}, 150),
        (COST, {}, None),
        (COST, {"cout": Money(0)}, 0),
        (Fact("batch.project"), {"batch.project": Money(3)}, 3),
        (Fact("jour"), {"jour": date(2020, 2, 29)}, date(2020, 2, 29).toordinal()),
        (Fact("part"), {"part": Fraction(1, 8)}, 12_500_000),
        (Fact("lieu"), {"lieu": "centre"}, frozenset({"centre"})),
        (Fact("lieu"), {"lieu": "tous"}, frozenset({"centre", "local", "etat", "autre"})),
        (Fact("pays"), {"pays": "FR"}, frozenset({"FR"})),
        (Fact("pays"), {}, None),
        (TRUE, {"vrai": False}, frozenset({"false"})),
        # What is supposed gives way to what is stated, and is in the finer of the two units.
        (Fact("mois", number(25, 1)), {}, 25),
        (Fact("mois", number(25, 1)), {"mois": 4}, 40),
        (Fact("cout", number(3)), {}, 300),
        (Fact("part", number(5, 9)), {"part": Fraction(1, 8)}, 125_000_000),
        (Fact("part", number(5, 10)), {"part": Fraction(1, 3)}, 3_333_333_333),
        (Fact("cout", AID), {}, None),
        (Fact("cout", AID), {"aide": Money(0)}, 0),
        (Const("truth", None, gap=GAP), {}, None),
        (Const("choice", "centre"), {}, frozenset({"centre"})),
    ],
)
def test_what_is_stated_is_read_in_the_units_of_its_node(node: Node, facts: dict[str, Any], found: Any) -> None:
    assert at(node, facts) == found


PLACES = In(Fact("lieu"), ("centre", "local"))


@pytest.mark.parametrize(
    ("node", "facts", "found"),
    [
        (PLACES, {"lieu": "centre"}, True),
        (PLACES, {"lieu": "autre"}, False),
        (PLACES, {"lieu": "tous"}, None),
        (PLACES, {}, None),
        (In(Named("d", "derived", Fact("lieu")), ("centre", "local")), {"lieu": "autre"}, False),
        (In(Fact("lieu", Const("choice", "local")), ("local",)), {}, True),
        (In(Fact("lieu", Const("choice", "local")), ("local",)), {"lieu": "centre"}, False),
        (In(Choose(TRUE_ := In(TRUE, ("true",)), Fact("lieu"), Const("choice", "autre")), ("local",)), {}, None),
        (In(Fact("pays"), ("FR",)), {"pays": "FR"}, True),
        (In(Fact("pays"), ("FR",)), {"pays": "DE"}, False),
        (In(Fact("pays"), ("FR",)), {}, None),
        (In(TRUE, ("true",)), {"vrai": True}, True),
        (In(TRUE, ("false",)), {"vrai": True}, False),
        (In(TRUE, ("true", "false")), {"vrai": False}, True),
        (Settled(Fact("lieu")), {"lieu": "centre"}, True),
        (Settled(Fact("lieu")), {"lieu": "tous"}, None),
        (Settled(Fact("lieu")), {}, None),
        (Settled(COST), {"cout": Money(0)}, True),
        (Settled(TRUE_), {"vrai": False}, True),
        (nodes.All(()), {}, True),
        (nodes.Any(()), {}, False),
        (nodes.All((TRUE_,)), {"vrai": False}, False),
        (nodes.All((TRUE_,)), {}, None),
        (nodes.Any((TRUE_,)), {"vrai": True}, True),
        (Not(Const("truth", False)), {}, True),
        (Compare(COST, number(1)), {"cout": Money(100)}, True),
        (Compare(COST, number(1), strict=True), {"cout": Money(100)}, False),
        (Compare(number(1), COST), {"cout": Money(99)}, False),
        (Compare(COST, AID), {"cout": Money(1)}, None),
        (Compare(COST, number(10**15)), {"cout": Money(10**17 + 1)}, False),
        (Compare(number(10**15), COST), {"cout": Money(10**17 - 1)}, False),
        (Compare(number(1), number(2)), {}, True),
        (Choose(TRUE_, COST, number(7)), {"vrai": False}, 700),
        (Choose(TRUE_, COST, number(7)), {"vrai": True, "cout": Money(5)}, 5),
        (Choose(TRUE_, COST, number(7)), {"vrai": True}, None),
        (Choose(TRUE_, COST, number(7)), {"cout": Money(5)}, None),
        (Choose(Const("truth", True), number(1), number(2)), {}, 1),
    ],
)
def test_truths_and_choices(node: Node, facts: dict[str, Any], found: Any) -> None:
    assert at(node, facts) is found if found is None or isinstance(found, bool) else at(node, facts) == found


@pytest.mark.parametrize(
    ("node", "found"),
    [
        (Apply("add", ()), 0),
        (Apply("add", (COST,)), 150),
        (Apply("add", (COST, number(-1), number(5, 1))), 100),
        (Apply("subtract", (number(2), COST)), 50),
        (Apply("subtract", (COST, number(-2))), 350),
        (Apply("multiply", (COST, number(-5, 1))), -750),
        (Apply("least", (COST, number(1), AID)), 40),
        (Apply("greatest", (COST, number(1), AID)), 150),
        (Apply("least", (COST,)), 150),
        (Apply("greatest", (number(4),)), 4),
        (Apply("round", (COST,), number(1), "up"), 2),
        (Apply("round", (COST,), number(1), "nearest"), 2),
        (Apply("round", (COST,), number(1), "down"), 1),
        (Apply("round", (COST,), number(4, 1), "down"), 12),
        (Apply("round", (COST,), number(4, 1), "up"), 16),
        (Apply("round", (AID,), number(7, 3), "down"), 399),
        (Apply("round", (AID,), number(7, 3), "up"), 406),
        (Apply("round", (AID,), number(7, 3), "nearest"), 399),
        (Apply("round", (LESS := Apply("subtract", (AID, COST)),), number(1), "down"), -2),
        (Apply("round", (LESS,), number(1), "up"), -1),
        (Apply("round", (LESS,), number(1), "nearest"), -1),
        (Apply("round", (number(-15, 1),), number(1), "nearest"), -1),
        (Apply("round", (number(-15, 1),), number(1), "up"), -1),
        (Apply("quotient", (COST, AID, number(7)), number(1), "down"), 3),
        (Apply("quotient", (COST, number(0), number(7)), number(1, 2), "down"), 700),
        (Apply("shift", (Const("day", 31),), by=1, unit="days"), 32),
        (Apply("add", (COST, Fact("mois"))), None),
        (Apply("quotient", (COST, number(0), Fact("mois")), number(1), "down"), None),
    ],
)
def test_functions(node: Node, found: Any) -> None:
    assert at(node, {"cout": Money(150), "aide": Money(40)}) == found


def test_the_items_of_a_list() -> None:
    lots = ({"prix": Money(100), "bon": True}, {"prix": Money(50), "bon": False}, {"bon": True})
    some = Fold("add", "lots", Choose(GOOD, PRICE, number(0)))
    assert at(some, {"lots": lots[:2]}) == 100
    assert at(some, {"lots": lots}) is None
    assert at(some, {"lots": ()}) == 0
    assert at(some, {}) is None
    assert at(Fold("add", "lots", PRICE, number(0)), {}) == 0
    assert at(Fold("add", "lots", PRICE, COST), {"cout": Money(5)}) == 5
    # What is supposed of the list is finer than what its items add.
    count = Fold("add", "lots", Choose(GOOD, number(1), number(0)), number(150, 2))
    assert at(count, {}) == 150
    assert at(count, {"lots": lots}) == 200
    every, any_ = Fold("all", "lots", GOOD), Fold("any", "lots", GOOD)
    assert [at(node, {"lots": lots}) for node in (every, any_)] == [False, True]
    assert [at(node, {"lots": ()}) for node in (every, any_)] == [True, False]
    assert [at(node, {"lots": (lots[0],)}) for node in (every, any_)] == [True, True]
    assert [at(node, {"lots": (lots[1],)}) for node in (every, any_)] == [False, False]
    assert [at(node, {"lots": ({},)}) for node in (every, any_)] == [None, None]
    assert [at(node, {"lots": ({}, lots[0])}) for node in (every, any_)] == [None, True]
    assert [at(node, {"lots": ({}, lots[1])}) for node in (every, any_)] == [False, None]
    assert [at(node, {}) for node in (every, any_)] == [None, None]
    assert at(Fold("all", "lots", GOOD, Const("truth", True)), {}) is True


def test_a_condition_on_an_item_reads_it_beside_the_dossier() -> None:
    dear = Named("x", "derived", Compare(COST, PRICE))
    facts = {"cout": Money(80), "lots": ({"prix": Money(100)}, {"prix": Money(50)})}
    memo: dict[str, Any] = {}
    assert at(dear, facts, facts["lots"][0], memo) is True  # type: ignore[index]
    assert at(dear, facts, facts["lots"][1], memo) is False  # type: ignore[index]
    assert at(Fold("any", "lots", dear), facts) is True
    assert at(Fold("all", "lots", dear), facts) is False
    # Of a list inside a condition on an item, the items are those of that list, and what is supposed is of the first.
    cheapest = Fold("all", "lots", Compare(Fold("add", "lots", PRICE), COST))
    assert at(cheapest, facts) is False
    supposing = Named("y", "derived", Fact("cout", PRICE))
    assert [at(supposing, {}, item, memo) for item in facts["lots"]] == [100, 50]  # type: ignore[attr-defined]
    listed = Named("z", "derived", Fold("add", "autres", number(1), PRICE))
    assert [at(listed, {}, item, memo) for item in facts["lots"]] == [100, 50]  # type: ignore[attr-defined]


def test_what_a_name_comes_to_is_worked_out_once_a_dossier() -> None:
    named = Named("a", "derived", Apply("add", (COST, number(1))))
    memo: dict[str, Any] = {}
    assert at(named, {"cout": Money(1)}, memo=memo) == 101
    assert at(Apply("add", (named, named)), {"cout": Money(9)}, memo=memo) == 202
    assert at(Apply("add", (named, named)), {"cout": Money(9)}) == 218
    # So is what is not known; a rule and a step of one name are not mixed up.
    memo = {}
    assert at(named, {}, memo=memo) is None
    assert at(named, {"cout": Money(1)}, memo=memo) is None
    other = Named("a", "base", Apply("add", (COST, number(2))))
    assert at(Apply("subtract", (other, named)), {"cout": Money(1)}) == 100


def test_names_are_never_read_as_source() -> None:
    for name in ("it's", 'say "x"', "a\\", "a\nb", "{x}", "é", "None"):
        named = Named(name, "derived", In(Fact("lieu"), (name, "centre")))
        assert at(named, {"lieu": "centre"}) is True
        assert at(nodes.All((named, named)), {"lieu": "autre"}) is False
        assert at(Const("choice", name), {}) == frozenset({name})


@pytest.mark.parametrize("depth", [1, 14, 15, 16, 17, 31, 60, MAX_DEPTH - 4])
def test_nodes_may_be_as_deep_as_rules_are(depth: int) -> None:
    truth: Node = TRUE_
    amount: Node = COST
    named: Node = TRUE_
    total: Node = COST
    both: Node = TRUE_
    for place in range(depth):
        truth = Not(truth)
        total = Apply("add", (total, number(1, 2)))
        both = nodes.All((Const("truth", True), both))
        amount = Apply("add", (amount, number(1, 2))) if place % 2 else Choose(TRUE_, amount, number(0, 2))
        named = Named(f"n{place}", "derived", nodes.Any((named, Const("truth", False)))) if place % 2 else Not(named)
    assert at(truth, {"vrai": True}) is (depth % 2 == 0)
    assert at(truth, {}) is None
    assert at(total, {"cout": Money(5)}) == 5 + depth
    assert at(both, {"vrai": True}) is True
    assert at(named, {"vrai": True}) is ((depth + 1) // 2 % 2 == 0)
    assert at(amount, {"vrai": True, "cout": Money(5)}) == 5 + depth // 2
    assert at(amount, {"cout": Money(5)}) is None
    assert PROGRAM.interval(amount, {"cout": Money(5)}, {}).value == ((depth + 1) % 2, 5 + depth // 2)


def test_nodes_may_be_wide() -> None:
    parts = tuple(Named("", "test", In(Fact("lieu"), ("centre",))) for _ in range(500))
    assert at(nodes.All(parts), {"lieu": "centre"}) is True
    assert at(nodes.Any(parts), {"lieu": "autre"}) is False
    for wide in (100, 101, 6000):
        assert at(Apply("add", (COST,) * wide), {"cout": Money(3)}) == 3 * wide
        assert at(Apply("add", (COST,) * (wide - 1) + (AID,)), {"cout": Money(3)}) is None


def test_the_same_function_serves_each_dossier() -> None:
    node = Compare(COST, AID)
    assert PROGRAM.point(node) is PROGRAM.point(node)
    assert PROGRAM.range(node) is PROGRAM.range(node)


# ---- what callers ask


def test_a_truth_is_told_with_what_would_settle_it() -> None:
    node = nodes.All((TRUE_, Compare(COST, number(1))))
    assert PROGRAM.truth(node, {"vrai": True, "cout": Money(1)}, {}) == (True, ())
    assert PROGRAM.truth(node, {"vrai": False}, {}) == (False, ())
    assert PROGRAM.truth(node, {"vrai": True}, {}) == (None, ("cout",))
    item = {"prix": Money(1)}
    assert PROGRAM.truth(GOOD, {}, {}, item, "lots[3].") == (None, ("lots[3].bon",))
    assert PROGRAM.truth(GOOD, {}, {}, {"bon": True}, "lots[3].") == (True, ())


@pytest.mark.parametrize(
    ("node", "facts", "amount"),
    [
        (None, {}, None),
        (COST, {"cout": Money(150)}, 150),
        (COST, {}, None),
        (Apply("multiply", (COST, number(5, 1))), {"cout": Money(3)}, 1),
        (Apply("multiply", (COST, number(-5, 1))), {"cout": Money(3)}, -2),
        (Fact("mois"), {"mois": 3}, 300),
        # Known though a fact is missing: the least of it and nought is nought.
        (Apply("least", (COST, number(0, 2))), {}, 0),
        (Apply("greatest", (number(1, 1), Apply("least", (COST, number(1, 1))))), {}, 10),
    ],
)
def test_an_amount_is_told_to_the_hundredth(node: Node | None, facts: dict[str, Any], amount: int | None) -> None:
    found = PROGRAM.amount(node, facts, {})
    assert found == amount
    assert found is None or isinstance(found, Money)
    if node is not None:
        assert PROGRAM.amount(node, facts, {}) == amount
        low, high = PROGRAM.interval(node, facts, {}).value
        assert (low is not None and low == high) is (amount is not None)
        assert amount is None or PROGRAM.cents(node)(low) == amount


def test_a_node_that_is_gone_says_nothing_of_another() -> None:
    """A new node may take the identity of one that nothing keeps."""
    program = Program(vocabulary())
    for place in range(2_000):
        inside = place % 2 == 0
        assert program.reads_item(Fact("depenses[].prix" if inside else "mois")) is inside
