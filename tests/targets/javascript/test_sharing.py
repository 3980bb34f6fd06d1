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
            case {"$": int(place)}:
                return made[place]
            case dict():
                return {name: again(inner) for name, inner in value.items()}
            case list():
                return [again(inner) for inner in value]
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
    short, long = ["a" * (LEAST - 5)], ["a" * (LEAST - 4)]
    assert shared([short, short, long, long]) == {"shared": [long], "body": [short, short, {"$": 0}, {"$": 0}]}


def test_the_script_makes_the_data_whole_again(script: Path) -> None:
    plan = told(to_data(load_rules().plan))
    [answer] = asked(script, "(data) => JSON.stringify(unshared(JSON.parse(data)))", [[json.dumps(shared(plan))]])
    assert json.loads(answer["value"]) == plan
    [odd] = asked(script, '(data) => JSON.stringify(unshared(JSON.parse(data)))', [[
        '{"shared": [{"__proto__": "of its own"}], "body": [{"$": 0}, {"$": 0}, null, "$"]}'
    ]])  # fmt: skip
    assert json.loads(odd["value"]) == [{"__proto__": "of its own"}, {"__proto__": "of its own"}, None, "$"]


def test_only_what_no_report_says_is_left_out() -> None:
    plan = to_data(load_rules().plan)
    for before, after in zip(plan["named"], told(plan)["named"], strict=True):
        left_out = before.keys() - after.keys()
        assert left_out <= {"label", "source", "readings"}
        assert not left_out or before["kind"] in UNSAID
