"""The classes of the plan behave as frozen dataclasses do: each test runs on both."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import Any

import pytest

from relance_rules.values import records


@records.dataclass(frozen=True)
class Ours:
    name: str
    parts: tuple[int, ...] = ()
    more: dict[str, int] = dataclasses.field(default_factory=dict)

    @cached_property
    def count(self) -> int:
        return len(self.parts)


@records.dataclass(frozen=True)
class OursBelow(Ours):
    last: int = 0

    def __repr__(self) -> str:
        return f"<{self.name}>"


@dataclasses.dataclass(frozen=True)
class Usual:
    name: str
    parts: tuple[int, ...] = ()
    more: dict[str, int] = dataclasses.field(default_factory=dict)

    @cached_property
    def count(self) -> int:
        return len(self.parts)


@dataclasses.dataclass(frozen=True)
class UsualBelow(Usual):
    last: int = 0

    def __repr__(self) -> str:
        return f"<{self.name}>"


BOTH = pytest.mark.parametrize(("kind", "below"), [(Usual, UsualBelow), (Ours, OursBelow)], ids=["usual", "ours"])


@BOTH
def test_values_are_given_by_place_or_by_name(kind: Any, below: Any) -> None:
    made = kind("a", (1, 2))
    assert made == kind(parts=(1, 2), name="a") == kind("a", parts=(1, 2), more={})
    assert (made.name, made.parts, made.more, made.count) == ("a", (1, 2), {}, 2)
    assert made.more is not kind("a").more
    assert below("a", (), {}, 3).last == below("a", last=3).last == 3
    assert dataclasses.replace(made, name="b") == kind("b", (1, 2))
    assert [each.name for each in dataclasses.fields(below)] == ["name", "parts", "more", "last"]
    match made:
        case kind(name, parts):
            assert (name, parts) == ("a", (1, 2))


@BOTH
@pytest.mark.parametrize(
    ("given", "named"), [((), {}), (("a",), {"name": "b"}), (("a",), {"other": 1}), (("a", (), {}, 1), {})]
)
def test_what_a_class_does_not_take_is_refused(kind: Any, below: Any, given: Any, named: Any) -> None:
    with pytest.raises(TypeError):
        kind(*given, **named)


@BOTH
def test_records_are_equal_by_all_their_values_and_their_kind(kind: Any, below: Any) -> None:
    assert kind("a") != kind("b")
    assert kind("a", (1,)) != kind("a", (2,))
    assert kind("a", more={"x": 1}) != kind("a")
    assert below("a") != kind("a")
    assert kind("a") != ("a", (), {})
    assert hash(kind("a", (1,), ())) == hash(kind("a", (1,), ())) != hash(kind("b", (1,), ()))
    with pytest.raises(TypeError, match="unhashable"):
        hash(kind("a"))


@BOTH
def test_they_are_shown_with_their_values(kind: Any, below: Any) -> None:
    assert repr(kind("a", (1,))) == f"{kind.__name__}(name='a', parts=(1,), more={{}})"
    assert repr(below("a")) == "<a>"


@BOTH
def test_nothing_changes_them(kind: Any, below: Any) -> None:
    for made in (kind("a"), below("a")):
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
            made.name = "b"
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'other'"):
            made.other = 1
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
            del made.name


@BOTH
def test_they_are_copied_and_pickled(kind: Any, below: Any) -> None:
    made = below("a", (1,), {"x": 1}, 2)
    assert made.count == 1
    for other in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):  # noqa: S301
        assert other == made
        assert other.last == 2
