"""Dossiers that a program gives one after the other: they can be gone through again only where it keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import GeneratorType
from typing import TypeVar
from weakref import WeakSet

from relance_rules.checking.check import Known

T = TypeVar("T")

_GIVEN: WeakSet[GeneratorType[object, object, object]] = WeakSet()


class Earlier(dict[int, Known]):
    """What is known of the other dossiers of each one, by place; ``count`` is how many dossiers there were."""

    def __init__(self, known: dict[int, Known], count: int) -> None:
        """Take what is known, and how many dossiers it was found from."""
        super().__init__(known)
        self.count = count


def once(dossiers: Iterable[T]) -> Iterable[T]:
    """The dossiers, where they are not those of a generator that was given before.

    Raises:
        ValueError: They are: it would give nothing, or what is left.
    """
    if isinstance(dossiers, GeneratorType):
        if dossiers in _GIVEN or dossiers.gi_frame is None:
            raise ValueError("this generator was already read: give a list, or make the generator anew for each pass")
        _GIVEN.add(dossiers)
    return dossiers


def as_many(dossiers: Iterable[T], count: int) -> Iterator[T]:
    """The dossiers, one after the other.

    Raises:
        ValueError: There are more or fewer of them than ``count``.
    """
    met = 0
    for met, dossier in enumerate(dossiers, 1):
        if met > count:
            break
        yield dossier
    if met != count:
        found = "more" if met > count else met
        raise ValueError(
            f"earlier_grants was given {count} dossiers, and check_many {found}: give both the same list, "
            "or make the iterator anew for each"
        )
