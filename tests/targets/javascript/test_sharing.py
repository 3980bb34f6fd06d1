"""What the script holds of a plan is smaller, and the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from relance_rules.loading.rules import load_rules
from relance_rules.plan.saving import to_data
from relance_rules.targets.javascript.sharing import LEAST, UNSAID, shared, told

from .node import asked

_names = st.sampled_from(["named", "kind", "parts", "__proto__"])
_data = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab$é\u2028", max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=20,
)


def whole(data: dict[str, Any]) -> Any:
    """The data again, from what was shared."""
    made: list[Any] = []

    def again(value: Any) -> Any:
        match value:
            case [0, *items]:
                return [again(inner) for inner in items]
            case [int(kind), *values] if kind > 0:
                return {name: again(inner) for name, inner in zip(data["shapes"][kind - 1], values, strict=True)}
            case [int(kind)]:
                return made[-kind - 1]
        return value

    for each in data["shared"]:
        made.append(again(each))
    return again(data["body"])


@given(_data)
def test_what_is_shared_is_the_same_data(data: Any) -> None:
    assert json.dumps(whole(shared([data, data]))) == json.dumps([data, data])


@given(_data)
def test_nothing_long_is_written_twice(data: Any) -> None:
    written = shared([data, [data]])
    texts = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in written["shared"]]
    assert len(set(texts)) == len(texts)


def test_what_is_short_is_written_again() -> None:
    short, long = "a" * (LEAST - 3), "a" * (LEAST - 2)
    assert shared([short, short, long, long]) == {"shapes": [], "shared": [long], "body": [0, short, short, [-1], [-1]]}
    short, long = ["a" * (LEAST - 5)], ["a" * (LEAST - 4)]
    assert shared([short, short, long, long]) == {
        "shapes": [], "shared": [[0, *long]], "body": [0, [0, *short], [0, *short], [-1], [-1]],
    }  # fmt: skip


def test_the_names_of_records_are_written_once_for_each_shape() -> None:
    assert shared([{"a": 1, "b": []}, {"b": 1, "a": {}}, {"a": 2, "b": None}]) == {
        "shapes": [["a", "b"], ["b", "a"], []], "shared": [], "body": [0, [1, 1, [0]], [2, 1, [3]], [1, 2, None]],
    }  # fmt: skip


def test_the_script_makes_the_data_whole_again(script: Path) -> None:
    plan = told(to_data(load_rules().plan))
    [answer] = asked(script, "(data) => JSON.stringify(unshared(JSON.parse(data)))", [[json.dumps(shared(plan))]])
    assert json.loads(answer["value"]) == plan
    [odd] = asked(script, '(data) => JSON.stringify(unshared(JSON.parse(data)))', [[
        '{"shapes": [["__proto__"]], "shared": [[1, "of its own"]], "body": [0, [-1], [-1], null, [0]]}'
    ]])  # fmt: skip
    assert json.loads(odd["value"]) == [{"__proto__": "of its own"}, {"__proto__": "of its own"}, None, []]


def test_only_what_no_report_says_is_left_out() -> None:
    plan = to_data(load_rules().plan)
    for before, after in zip(plan["named"], told(plan)["named"], strict=True):
        left_out = before.keys() - after.keys()
        assert left_out <= {"label", "source", "readings"}
        assert not left_out or before["kind"] in UNSAID
