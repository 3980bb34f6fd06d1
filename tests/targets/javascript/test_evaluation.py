"""The script says of each node what the Python ranges say: what is possible, and what would settle it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core_strategies import DOSSIERS, choices, days, numbers, truths, vocabulary
from relance_rules.plan.codecs import Writer, codec_of
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Node
from relance_rules.targets.python import program_of
from relance_rules.targets.python.tracing import met
from targets.javascript.node import asked
from targets.javascript.twins import bare, call, stated

NODES = st.one_of(
    truths(False, 3), numbers(False, 3), days(False, 2), choices(False, 2, "lieu"), choices(False, 2, "vrai")
)
DRAWN = st.tuples(NODES, st.lists(DOSSIERS, min_size=3, max_size=3))


def test_random_nodes_come_to_the_same(script: Path) -> None:
    drawn: list[tuple[Node, list[dict[str, Any]]]] = []

    @settings(max_examples=600)
    @given(DRAWN)
    def draw(each: tuple[Node, list[dict[str, Any]]]) -> None:
        drawn.append(each)

    draw()
    assert_same(script, drawn)


def assert_same(script: Path, drawn: list[tuple[Node, list[dict[str, Any]]]]) -> None:
    facts, writer = vocabulary(), Writer()
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


def test_each_type_of_fact_has_its_sort_and_its_scale(script: Path) -> None:
    (found,) = asked(script, "() => [...FACT_TYPES].map(([name, { sort, scale }]) => [name, sort, scale])", [[]])
    assert found["value"] == [[kind.name, kind.sort, kind.scale] for kind in FACT_TYPES.values()]
