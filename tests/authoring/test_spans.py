"""Where nodes stand in a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.authoring.spans import layout_of
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.rules import built_in_rules

TEXT = 'a: {x: "é\u2028z", b: 12, c: [1, 2]}  # x\r\nk: |\r\n  foo  \r\n\r\nz:\r\n- w # t\r\n- v: 1\r\n'


def test_the_span_of_each_scalar_is_its_text() -> None:
    layout = layout_of(TEXT)
    texts = {path: TEXT[span.start : span.end] for path, span in layout.spans.items() if span.scalar}
    assert texts == {
        ("a", "x"): '"é\u2028z"',
        ("a", "b"): "12",
        ("a", "c", 0): "1",
        ("a", "c", 1): "2",
        ("k",): "|\r\n  foo  \r\n\r\n",
        ("z", 0): "w",
        ("z", 1, "v"): "1",
    }
    flow = layout.spans["a", "c"]
    assert (TEXT[flow.start : flow.end], flow.flow) == ("[1, 2]", True)
    assert not layout.spans["z",].flow


def test_positions_count_lines_at_line_feeds_only() -> None:
    layout = layout_of(TEXT)
    assert layout.position(TEXT.index("12")) == (1, TEXT.index("12") + 1)
    assert layout.position(TEXT.index("w #")) == (6, 3)
    assert TEXT[slice(*layout.line_bounds(6))] == "- w # t\r\n"
    assert layout.line_count == 8


def test_the_place_of_a_node_is_its_key_or_itself_in_a_list_or_the_nearest_above() -> None:
    layout = layout_of(TEXT)

    def text(*path: str | int) -> str:
        return TEXT[slice(*layout.place(path))]

    assert text("a", "b") == "b"
    assert text("z", 0) == "w"
    assert text("a", "absent", "deeper") == "a"
    assert layout.place(("absent",)) == (0, 0)


@pytest.mark.parametrize("path", sorted((built_in_rules() / "themes").glob("*.yaml"))[::5], ids=lambda path: path.stem)
def test_the_places_are_those_that_the_loader_gives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    layout, root = layout_of(text), parse_yaml(text)
    for place in layout.spans:
        if place:
            start, end = layout.place(place)
            line, column = root.locate(place)
            assert layout.position(start) == (line, column)
            # The loader points at a list's first key where the item is a mapping in a block.
            assert layout.under(line, column)[0] == start
            assert layout.under(line, column)[1] >= end


def test_what_the_loader_points_at_is_underlined() -> None:
    layout = layout_of(TEXT)

    def text(line: int, column: int) -> str:
        return TEXT[slice(*layout.under(line, column))]

    assert text(1, 1) == "a"
    assert text(1, 4) == '{x: "é\u2028z", b: 12, c: [1, 2]}'
    assert text(1, 3) == " "
    assert layout.under(99, 4)[0] == len(TEXT)
