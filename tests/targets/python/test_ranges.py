"""What is written of what is possible: the same as the definition gives, which goes through the nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core_nodes import book_of
from core_strategies import DOSSIERS, choices, days, numbers, truths, vocabulary
from relance_rules.plan import nodes
from relance_rules.plan.nodes import (
    FALSE,
    TRUE,
    Apply,
    Choose,
    Compare,
    Const,
    Fact,
    Fold,
    In,
    Named,
    Node,
    Not,
    Settled,
)
from relance_rules.targets.python import ranges
from relance_rules.targets.python.points import OFTEN, compiled
from relance_rules.targets.python.possible import Possible
from relance_rules.targets.python.program import Program
from relance_rules.values import Money

NEVER = 10**9
ONE = Const("number", 1)
NODES = st.one_of(
    truths(False, 3), numbers(False, 3), days(False, 3), *(choices(False, 3, path) for path in ("lieu", "vrai", "pays"))
)


def named_here_and_there(node: Node, random: Random) -> Node:
    """The same node, some parts of which have names under which they are kept."""
    changes = {each.name: named_inside(getattr(node, each.name), random) for each in fields(node) if each.name != "to"}
    node = replace(node, **changes)
    return Named(f"n{id(node)}", "derived", node) if random.random() < 0.25 else node


def named_inside(value: Any, random: Random) -> Any:
    if isinstance(value, tuple):
        return tuple(named_inside(each, random) for each in value)
    return named_here_and_there(value, random) if isinstance(value, Node) else value


def asked(node: Node, facts: dict[str, Any], often: int, monkeypatch: pytest.MonkeyPatch) -> Possible:
    """What is possible of a node, by its function from the first time, or never."""
    monkeypatch.setattr(ranges, "OFTEN", often)
    return Program(vocabulary()).range(node)(facts, facts, {}, "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(node=NODES, dossiers=st.lists(DOSSIERS, min_size=1, max_size=4), seed=st.integers(0, 10**6))
def test_a_function_gives_the_same_as_the_definition(
    node: Node, dossiers: list[dict[str, Any]], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = named_here_and_there(node, Random(seed))  # noqa: S311 - no secret
    monkeypatch.setattr(ranges, "OFTEN", 0)
    written = Program(vocabulary()).range(node)
    written({}, {}, {}, "")
    monkeypatch.setattr(ranges, "OFTEN", NEVER)
    walked = Program(vocabulary()).range(node)
    for facts in dossiers:
        found = written(facts, facts, {}, "")
        assert type(found) is Possible
        assert found == walked(facts, facts, {}, "")


STATED: dict[str, Any] = {"aide": Money(3), "vrai": True}
GAP = Const("number", None)


def few_numbers(*open_: str) -> tuple[Node, ...]:
    """Numbers of every kind: known, open both ways or one, and open as nothing settles."""
    bounded = Apply("least", (Fact(open_[0]), ONE))
    return Fact("aide"), ONE, Const("number", 0), Const("number", -3), *map(Fact, open_), bounded, GAP


FIRST, SECOND, THIRD = few_numbers("cout", "mois"), few_numbers("revenu"), few_numbers("note")
OPEN = In(Fact("pays"), ("FR",))
FEW_TRUTHS = (In(Fact("vrai"), ("true",)), FALSE, OPEN, Compare(Fact("cout"), Fact("aide")), Const("truth", None))
PLACES = (Fact("lieu"), Const("choice", "centre"), Const("choice", "local"), Const("choice", None))
FORMS: dict[str, tuple[Callable[..., Node], tuple[tuple[Node, ...], ...]]] = {
    "add": (lambda *parts: Apply("add", parts), (FIRST, SECOND)),
    "subtract": (lambda *parts: Apply("subtract", parts), (FIRST, SECOND)),
    "multiply": (lambda *parts: Apply("multiply", parts), (FIRST, SECOND)),
    "least": (lambda *parts: Apply("least", parts), (FIRST, SECOND, THIRD[::3])),
    "greatest": (lambda *parts: Apply("greatest", parts), (FIRST, SECOND, THIRD[::3])),
    "round": (lambda part: Apply("round", (part,), Const("number", 2), "up"), (FIRST,)),
    "quotient": (lambda *parts: Apply("quotient", parts, ONE, "down"), (FIRST, SECOND, THIRD)),
    "shift": (lambda part: Apply("shift", (part,), by=3), ((Fact("jour"), Const("day", 737_000)),)),
    "choose": (Choose, (FEW_TRUTHS, FIRST, SECOND)),
    "choose a truth": (Choose, (FEW_TRUTHS, FEW_TRUTHS, FEW_TRUTHS)),
    "choose a place": (lambda *parts: In(Choose(*parts), ("centre",)), (FEW_TRUTHS, PLACES, PLACES)),
    "compare": (Compare, (FIRST, SECOND)),
    "compare strictly": (lambda left, right: Compare(left, right, strict=True), (FIRST, SECOND)),
    "all": (lambda *parts: nodes.All(parts), (FEW_TRUTHS, FEW_TRUTHS, FEW_TRUTHS)),
    "any": (lambda *parts: nodes.Any(parts), (FEW_TRUTHS, FEW_TRUTHS, FEW_TRUTHS)),
    "not": (Not, (FEW_TRUTHS,)),
    "settled": (Settled, ((*FIRST, *FEW_TRUTHS, *PLACES, Apply("add", (Fact("mois"), ONE))),)),
    "absent": (lambda part, supposed: Fact(part.path, supposed), ((Fact("revenu"), Fact("aide")), FIRST)),
    "absent place": (lambda supposed: Fact("lieu", supposed), (PLACES,)),
    "kept": (lambda part: Not(Named("garde", "derived", part)), (FEW_TRUTHS,)),
    "kept number": (lambda part: Compare(Named("garde", "derived", part), ONE), (FIRST,)),
    "kept place": (
        lambda part: In(Named("garde", "derived", part), ("centre", "autre")),
        ((*PLACES, Fact("lieu", Const("choice", "autre"))),),
    ),
    "unlisted": (
        lambda *parts: Fold("add", "lots", Apply("subtract", parts)),
        ((Fact("lots[].prix"), Fact("lots[].prix", ONE)), (ONE, Const("number", 0), Const("number", 2))),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_any_few_parts_is_written_as_it_is_defined(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build, parts = FORMS[form]
    program = Program(vocabulary())
    for each in product(*parts):
        for facts in (STATED, {**STATED, "lieu": "etat"}, {**STATED, "cout": Money(3), "pays": "DE"}):
            node = build(*each)
            found = []
            for often in (NEVER, 0):
                monkeypatch.setattr(ranges, "OFTEN", often)
                memo: dict[str, Any] = {}
                program.point(node)(facts, facts, memo)
                found.append(program.range(node)(facts, facts, memo, ""))
            assert found[0] == found[1], (each, facts)


@pytest.mark.parametrize("often", [0, NEVER])
@pytest.mark.parametrize(
    ("node", "facts", "value", "names"),
    [
        # An item is open, and the others are known: those are added, and only it is named.
        (
            Fold("add", "lots", Fact("lots[].prix")),
            {"lots": ({"prix": Money(3)}, {}, {"prix": Money(4)})},
            (7, None),
            (1,),
        ),
        # What is counted of an open item has ends.
        (
            Fold("add", "lots", Choose(In(Fact("lots[].bon"), ("true",)), Fact("lots[].prix"), Const("number", 0))),
            {"lots": ({"prix": Money(3)}, {"bon": True, "prix": Money(5)}, {"bon": True})},
            (5, None),
            (0, 2),
        ),
        (Fold("any", "lots", In(Fact("lots[].bon"), ("true",))), {"lots": ({}, {"bon": True})}, True, ()),
        (Fold("any", "lots", In(Fact("lots[].bon"), ("true",))), {"lots": ({}, {"bon": False})}, None, (0,)),
        (Fold("all", "lots", In(Fact("lots[].bon"), ("true",))), {"lots": ({}, {"bon": False})}, False, ()),
        (Fold("all", "lots", In(Fact("lots[].bon"), ("true",))), {"lots": ({"bon": True}, {})}, None, (1,)),
    ],
)
def test_the_items_of_a_list(
    node: Fold, facts: dict[str, Any], value: Any, names: tuple[int, ...], often: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = asked(node, facts, often, monkeypatch)
    assert found.value == value
    assert {name.partition(".")[0] for name in found.names} == {f"lots[{place}]" for place in names}


@pytest.mark.parametrize("often", [0, NEVER])
def test_a_fact_that_may_be_one_thing_only_is_known_once_it_is_stated(
    often: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "OFTEN", often)
    text = {"fr": "Le fait", "en": "Fact"}
    of_each = {"label": text, "question": text}
    facts = book_of(
        {
            "trois": {"type": "integer", "min": "3", "max": "3", **of_each},
            "seule": {"type": "enumeration", "values": {"la": {}}, **of_each},
        }
    ).facts
    for path, value, holds in (
        ("trois", (3, 3), Compare(Fact("trois"), Const("number", 3))),
        ("seule", frozenset({"la"}), In(Fact("seule"), ("la",))),
    ):
        program, fact = Program(facts), Fact(path)
        assert program.range(fact)({}, {}, {}, "") == Possible(value, (path,))
        assert program.range(Settled(fact))({}, {}, {}, "") == Possible(None, (path,))
        assert program.range(holds)({}, {}, {}, "") == Possible(True)


@pytest.mark.parametrize("often", [0, NEVER])
def test_what_is_kept_is_the_same_whichever_item_asks_first(often: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "OFTEN", often)
    limit = Named("seuil", "derived", Fact("cout", ONE))
    of_items = Fold("add", "lots", Apply("least", (Fact("lots[].prix"), limit)))
    memo: dict[str, Any] = {}
    program = Program(vocabulary())
    assert program.range(of_items)({}, {}, memo, "").names == ("lots",)
    # Of an item of a list that is not stated nothing is supposed; of the cost, which is no item's, what it says.
    assert program.range(Compare(limit, Const("number", 2)))({}, {}, memo, "") == Possible(True)


@pytest.mark.parametrize("often", [0, NEVER])
def test_items_that_are_not_listed_add_up_on_the_side_where_each_is(
    often: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    price, nought = Fact("lots[].prix"), Const("number", 0)
    for item, value in (
        (price, (0, None)),
        (Apply("subtract", (nought, price)), (None, 0)),
        (Apply("subtract", (price, ONE)), (None, None)),
        (nought, (0, 0)),
    ):
        names = () if value == (0, 0) else ("lots",)
        assert asked(Fold("add", "lots", item), {}, often, monkeypatch) == Possible(value, names)


@pytest.mark.parametrize("often", [0, NEVER])
def test_what_divides_by_less_than_nought_turns_the_ends(often: int, monkeypatch: pytest.MonkeyPatch) -> None:
    halves = Apply("quotient", (Fact("mois"), Const("number", -2), ONE), ONE, "down")
    assert asked(halves, {}, often, monkeypatch) == Possible((-6, -1), ("mois",))


DEEP: dict[str, tuple[Node, Callable[[Node], Node]]] = {
    "round": (Fact("cout"), lambda node: Apply("round", (node,), ONE, "up")),
    "least": (Fact("cout"), lambda node: Apply("least", (node, Fact("aide")))),
    "subtract": (Fact("cout"), lambda node: Apply("subtract", (node, ONE))),
    "quotient": (Fact("cout"), lambda node: Apply("quotient", (node, ONE, node), ONE, "up")),
    "fact": (Fact("cout"), lambda node: Fact("aide", node)),
    "choose": (Fact("cout"), lambda node: Choose(In(Fact("vrai"), ("true",)), node, ONE)),
    "guard": (In(Fact("vrai"), ("true",)), lambda node: Choose(node, node, TRUE)),
    "all": (In(Fact("vrai"), ("true",)), lambda node: nodes.All((In(Fact("pays"), ("FR",)), node))),
    "any": (In(Fact("vrai"), ("true",)), lambda node: nodes.Any((In(Fact("pays"), ("DE",)), node))),
    "not": (In(Fact("vrai"), ("true",)), Not),
    "settled": (In(Fact("vrai"), ("true",)), Settled),
    "in": (Fact("vrai"), lambda node: Choose(In(node, ("true",)), Const("choice", "false"), Const("choice", "true"))),
    "compare": (Fact("cout"), lambda node: Choose(Compare(node, ONE), ONE, node)),
    "kept": (Fact("cout"), lambda node: Named(f"n{id(node)}", "derived", Apply("round", (node,), ONE, "up"))),
}
DEPTH = 100
"""Near what rules may hold, and past what Python reads of blocks in one another."""


@pytest.mark.parametrize("kind", DEEP)
def test_what_is_deep_is_written_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    node, around = DEEP[kind]
    # Two ways down from each node are two to the depth in all; a name is a node too.
    depth = {"quotient": 5, "guard": 5, "compare": 5, "kept": DEPTH // 2}.get(kind, DEPTH)
    for _ in range(depth):
        node = around(node)
    for facts in ({}, {"cout": Money(3), "aide": Money(1), "vrai": True, "pays": "FR"}, {"pays": "FR"}):
        found = asked(node, facts, 0, monkeypatch)
        assert found == asked(node, facts, NEVER, monkeypatch)
        assert bool(found.names) is ("cout" not in facts)


def rows(low: int, high: int) -> Node:
    """A table of as many rows as there are whole numbers between two, the second left out."""
    if high - low == 1:
        return Const("number", low)
    middle = (low + high) // 2
    below = Compare(Fact("mois"), Const("number", middle), strict=True)
    return Choose(below, rows(low, middle), rows(middle, high))


def test_only_the_rows_that_are_asked_of_a_long_table_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def spied(name: str, source: str, used: Any) -> Any:
        written.append(source)
        return compiled(name, source, used)

    monkeypatch.setattr(ranges, "compiled", spied)
    monkeypatch.setattr(ranges, "OFTEN", 0)
    program, table = Program(vocabulary()), rows(0, 512)
    for month in range(1, 13):
        assert program.range(table)({"mois": month}, {}, {}, "") == Possible((month, month))
    few = sum(map(len, written))
    assert program.range(table)({}, {}, {}, "") == Possible((1, 12), ("mois",))
    assert program.range(table)({"mois": 400}, {}, {}, "") == Possible((400, 400))
    assert few < sum(map(len, written)) < 20 * few
    assert max(source.count("\n") for source in written) < 1500


def test_a_node_has_a_function_once_it_is_asked_often() -> None:
    program, node = Program(vocabulary()), Compare(Fact("cout"), ONE)
    first = program.range(node)
    for _ in range(OFTEN + 1):
        assert program.range(node) is first
        assert first({}, {}, {}, "") == Possible(None, ("cout",))
    assert program.range(node) is not first
    assert program.range(node)({}, {}, {}, "") == first({}, {}, {}, "") == Possible(None, ("cout",))
