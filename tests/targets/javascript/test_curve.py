"""A fact that varies, in the script as in Python, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.script import random_sets, write_script
from random_rules import BOOK
from relance_rules import load_rules
from relance_rules.checking.curve import curve, shown_span
from relance_rules.checking.varying import asked_paths, parsed
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.problems import RelanceError
from relance_rules.localization import localization
from relance_rules.plan.codecs import Writer, codec_of
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Compare, Node
from relance_rules.showing.plain import json_text
from relance_rules.showing.what_if_plain import curve_data
from relance_rules.targets.python.moving import Line, Moving
from targets.javascript.node import asked
from targets.javascript.texts import STATED
from targets.javascript.twins import call
from targets.python.test_moving import LIMITS, NUMBERS, PROGRAM

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
    assert same(list(questions(RULES, iter(STATED), random)), RULES, script) > 100


def test_random_rule_sets(tmp_path: Path, random: Random) -> None:
    pieces = 0
    for own, question in islice(random_sets(random), 2):
        datas = iter([json.loads(json.dumps(question().data)) for _ in range(3)])
        pieces += same(list(questions(own, datas, random)), own, write_script(own, tmp_path / "set.js"))
    assert pieces > 5


def moved(node: Node, here: int, most: int) -> list[Any]:
    """What ``nodesMoving`` of ``twins.js`` gives of a node at a place."""
    given = {"projet.mois": here}
    moving = Moving(PROGRAM, given, {"projet.mois": 0}, here, (0, most))
    found: Any = moving.ends(node)

    def line(each: Line) -> list[Any]:
        shape = [] if each.slope is None else [each.slope, each.start, each.under, each.over]
        ratios = [f"{ratio.numerator}/{ratio.denominator}" for ratio in shape] or [None]
        return [*(str(each.at(units)) for units in (moving.low, moving.high)), *ratios, each.way]

    ends = [None if each is None else line(each) for each in found] if isinstance(found, tuple) else found
    return [str(moving.low), str(moving.high), ends]


def test_what_moves_is_the_same_line_as_far(script: Path) -> None:
    compared = [Compare(node, limit, strict) for node in NUMBERS for limit in LIMITS for strict in (True, False)]
    asking: list[Node] = [*NUMBERS, *compared]
    writer = Writer()
    sent = [codec_of(Node).write(node, writer) for node in asking]
    facts = codec_of(Vocabulary).write(BOOK.facts, writer)
    found = call(script, "nodesMoving", facts, writer.named, sent, "projet.mois", 40)
    for node, answers in zip(asking, found, strict=True):
        assert answers == [moved(node, here, 40) for here in range(41)], node
