"""A fact that varies, in the script as in Python, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.script import random_sets, write_script
from core_strategies import DOSSIERS, vocabulary
from random_rules import BOOK
from relance_rules import load_rules
from relance_rules.checking.curve import curve, shown_span
from relance_rules.checking.varying import asked_paths, parsed
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.problems import RelanceError
from relance_rules.localization import localization
from relance_rules.plan import nodes
from relance_rules.plan.codecs import Writer, codec_of
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Compare, Node
from relance_rules.showing.plain import json_text
from relance_rules.showing.what_if_plain import curve_data
from relance_rules.targets.python import Program
from relance_rules.targets.python.moving import Line, Moving
from relance_rules.values import Money
from targets.javascript.node import asked
from targets.javascript.test_evaluation import DRAWN
from targets.javascript.texts import STATED
from targets.javascript.twins import bare, call, stated
from targets.python.test_moving import LIMITS, NUMBERS, ZERO, apply, number, times

pytestmark = pytest.mark.long


ROOT = Path(__file__).resolve().parents[3]
RULES = load_rules()
CURVE = "(dossier, theme, ask) => { const found = relance.curve(dossier, theme, ask); return jsonText(found); }"
Ask = tuple[dict[str, Any], str, dict[str, Any]]


def expected(ask: Ask, rules: Any) -> str:
    data, _, asking = ask
    language = localization(asking["lang"], rules.plan.currency)
    try:
        theme, dossier = dossier_from(data, rules)
        ends = f"{asking['from'] or ''}..{asking['to'] or ''}"
        fact, low, high = parsed(rules.plan, theme, dossier, f"{asking['fact']}={ends}")
        if low is None or high is None:
            first, last = shown_span(rules.plan, theme, dossier, fact)
            low = min(first, fact.span[1] if high is None else high) if low is None else low
            high = max(last, low) if high is None else high
        return json_text(curve_data(curve(rules.plan, theme, dossier, fact, low, high), language))
    except RelanceError as error:
        return json_text({"problems": [{"message": language.say(each.message)} for each in error.problems]})


def questions(rules: Any, datas: Iterator[dict[str, Any]], random: Random) -> Iterator[Ask]:
    for place, data in enumerate(datas):
        try:
            theme, dossier = dossier_from(data, rules)
        except RelanceError:
            continue
        paths = [*asked_paths(rules.plan, theme, dossier), "depose_le", "depenses[99].montant_ttc", "x"]
        for path in random.sample(paths, min(4, len(paths))):
            ends = random.choice([(None, None), (None, None), ("0", "1 000 000"), ("12", "3"), ("2021-01-01", None)])
            lang = "en" if place % 2 else "fr"
            yield data, theme.code, {"fact": path, "from": ends[0], "to": ends[1], "lang": lang}


def same(asks: list[Ask], rules: Any, script: Path) -> int:
    found = asked(script, CURVE, asks)
    pieces = 0
    for ask, answer in zip(asks, found, strict=True):
        wanted = expected(ask, rules)
        assert answer.get("value") == wanted, (ask, answer, wanted)
        pieces += len(json.loads(wanted).get("segments", ()))
    return pieces


@pytest.fixture
def random() -> Random:
    return Random(20210104)  # noqa: S311 - the same on every run


def test_the_themes_of_the_catalogue(script: Path, random: Random) -> None:
    asking = list(questions(RULES, iter(STATED), random))
    asking += [({"theme": "zzz"}, "SNAP3", {"fact": "x", "from": None, "to": None, "lang": "en"})]
    assert same(asking, RULES, script) > 100


def test_random_rule_sets(tmp_path: Path, random: Random) -> None:
    pieces = 0
    for own, question in islice(random_sets(random), 2):
        datas = iter([json.loads(json.dumps(question().data)) for _ in range(3)])
        pieces += same(list(questions(own, datas, random)), own, write_script(own, tmp_path / "set.js"))
    assert pieces > 5


@dataclass(frozen=True)
class Moved:
    """A node, and a fact of a dossier that moves from where it is, between two ends."""

    node: Node
    dossier: Mapping[str, Any]
    path: str
    here: int
    low: int
    high: int


def moved(each: Moved, program: Program) -> list[Any]:
    """What ``nodesMoving`` of ``twins.js`` gives."""
    moving = Moving(program, each.dossier, {each.path: 0}, each.here, (each.low, each.high))
    found: Any = moving.ends(each.node)

    def line(end: Line) -> list[Any]:
        shape = [] if end.slope is None else [end.slope, end.start, end.under, end.over]
        ratios = [f"{ratio.numerator}/{ratio.denominator}" for ratio in shape] or [None]
        return [*(str(end.at(units)) for units in (moving.low, moving.high)), *ratios, end.way]

    lines = isinstance(found, tuple)
    ends = [None if end is None else line(end) for end in found] if lines else bare(found)
    return [str(moving.low), str(moving.high), ends]


def assert_moved(script: Path, facts: Vocabulary, asking: Sequence[Moved]) -> None:
    program = Program(facts)
    for start in range(0, len(asking), 500):
        some, writer = asking[start : start + 500], Writer()
        written = [codec_of(Node).write(each.node, writer) for each in some]
        sent = [
            (data, stated(each.dossier), each.path, str(each.here), str(each.low), str(each.high))
            for data, each in zip(written, some, strict=True)
        ]
        found = call(script, "nodesMoving", codec_of(Vocabulary).write(facts, writer), writer.named, sent)
        for each, answer in zip(some, found, strict=True):
            assert answer == moved(each, program), each


def test_what_moves_is_the_same_line_as_far(script: Path) -> None:
    compared = [Compare(node, limit, strict) for node in NUMBERS for limit in LIMITS for strict in (True, False)]
    path = "projet.mois"
    asking = [Moved(node, {path: here}, path, here, 0, 40) for node in (*NUMBERS, *compared) for here in range(41)]
    assert_moved(script, BOOK.facts, asking)


MONTHS, GRANT = nodes.Fact("mois"), nodes.Fact("aide")
"""What moves, and what nobody knows."""
FEW = Compare(MONTHS, number(3), True)
UNKNOWN = Compare(MONTHS, GRANT, False)
HERE, THERE = nodes.Const("choice", "centre"), nodes.Const("choice", "local")
CHOICES: list[Node] = [
    nodes.Choose(FEW, HERE, THERE),
    nodes.Choose(UNKNOWN, HERE, THERE),
    nodes.Choose(UNKNOWN, HERE, nodes.Const("choice", None)),
    nodes.Fact("lieu", nodes.Choose(FEW, HERE, THERE)),
]
SELDOM: list[Node] = [
    *CHOICES,
    *(nodes.In(choice, ("centre",)) for choice in CHOICES),
    *(nodes.Settled(each) for each in (*CHOICES, MONTHS, FEW, UNKNOWN)),
    *(apply(which, *parts) for which in ("least", "greatest") for parts in (
        (apply("subtract", MONTHS, GRANT), nodes.Const("number", None)),
        (apply("add", MONTHS, GRANT), nodes.Const("number", None)),
        (apply("subtract", MONTHS, GRANT), MONTHS),
    )),
    times(1, MONTHS),
    nodes.Apply("quotient", (apply("subtract", MONTHS, MONTHS), number(3), ZERO), number(1), "down"),
    nodes.Apply("quotient", (apply("round", MONTHS, to=4), apply("add", MONTHS, number(1)), ZERO), number(1), "up"),
    *(nodes.Settled(nodes.Choose(UNKNOWN, MONTHS, other)) for other in (number(2), apply("add", MONTHS, ZERO))),
    nodes.Apply("round", (MONTHS,)),
    nodes.Apply("round", (times(2, nodes.Fact("part", apply("round", MONTHS))),)),
    nodes.Apply("quotient", (MONTHS, number(2), ZERO)),
    nodes.Apply("quotient", (nodes.Fact("part"), MONTHS, ZERO)),
    *(nodes.Fold("add", "lots", of) for of in (
        MONTHS, times(-1, MONTHS), apply("subtract", MONTHS, GRANT), nodes.Fact("lots[].prix", MONTHS), ZERO,
    )),
    *(nodes.Fold("add", "lots", MONTHS, absent) for absent in (MONTHS, GRANT)),
    *(nodes.Fold(how, "lots", nodes.Compare(nodes.Fact("lots[].prix", MONTHS), number(2)), absent)
      for how in ("all", "any") for absent in (None, FEW)),
]  # fmt: skip


def test_what_random_nodes_seldom_are_moves_alike(script: Path) -> None:
    lots = {"lots": ({"lieu": "etat"}, {"prix": Money(3)})}
    asking = [
        Moved(node, {"mois": here, **more}, "mois", here, 0, 6)
        for node in SELDOM for more in ({}, lots) for here in range(7)
    ]  # fmt: skip
    days = [
        nodes.Apply("shift", (nodes.Fact("jour"),), by=by, unit=unit)
        for unit in get_args(nodes.Unit) for by in (-1, 13)
    ]  # fmt: skip
    last = date(2020, 2, 29).toordinal()
    asking += [Moved(day, {"jour": date.fromordinal(last)}, "jour", last, last - 40, last + 40) for day in days]
    assert_moved(script, vocabulary(), asking)


MOVED: dict[str, Callable[[int], Any]] = {
    "mois": int, "cout": Money, "part": lambda units: Fraction(units, 10**8), "lots[0].prix": Money,
    "jour": date.fromordinal,
}  # fmt: skip


def test_random_nodes_move_alike(script: Path) -> None:
    """Every kind of node, whatever the dossier leaves out."""
    drawn: list[Moved] = []
    first = date(2021, 1, 31).toordinal()

    @settings(max_examples=500)
    @given(DRAWN, DOSSIERS, st.sampled_from(list(MOVED)), st.integers(-4, 4), st.integers(0, 40), st.integers(0, 40))
    def draw(node: Node, dossier: dict[str, Any], path: str, here: int, below: int, above: int) -> None:
        units = (first if path == "jour" else 4) + here
        value = MOVED[path](units)
        if path == "lots[0].prix":
            listed = dossier.get("lots", ({},))
            dossier = {**dossier, "lots": ({**listed[0], "prix": value}, *listed[1:])}
        else:
            dossier = {**dossier, path: value}
        drawn.append(Moved(node, dossier, path, units, max(0, units - below), units + above))

    draw()
    assert_moved(script, vocabulary(), drawn)
