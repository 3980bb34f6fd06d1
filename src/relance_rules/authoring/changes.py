"""What changed between two sets of rules: each difference of meaning, with what stood before and what stands now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from relance_rules.authoring.logic import TRUE_FORM, Form, form_of
from relance_rules.dossiers.totals import LINES
from relance_rules.language.base import Node, Source, Text
from relance_rules.language.predicates import (
    All,
    AnyOf,
    CountTest,
    Every,
    FactTest,
    NoneOf,
    Not,
    Predicate,
    ShareTest,
    Some,
    SumTest,
)
from relance_rules.language.theme import SizeRange, Theme, Unreadable
from relance_rules.language.vocabulary import Fact, Vocabulary

Action: TypeAlias = Literal["added", "removed", "changed", "reworded", "rewritten"]
"""``reworded``: a text says it otherwise; ``rewritten``: a condition is written otherwise and means the same."""

LISTS = (
    *("windows", "eligibility", "exclude", "ceilings", "commitments", "documents", "expected", "encouraged"),
    *("financeable", "criteria", "selection", "support", "indicators"),
)
"""The families of a theme whose members have an id."""

_PREDICATES = (All, AnyOf, CountTest, Every, FactTest, NoneOf, Not, ShareTest, Some, SumTest)


class Change(NamedTuple):
    """One difference.

    ``family`` is the key of the rule file it is under, ``id`` the rule or the fact, ``aspect`` the key that differs,
    empty for the whole. ``before`` and ``after`` are as the models hold them; ``scope`` is the list that a condition
    is about the items of.
    """

    theme: str | None
    family: str
    id: str | None
    action: Action
    aspect: str = ""
    label: Text | None = None
    before: Any = None
    after: Any = None
    scope: str | None = None


class RuleBook(NamedTuple):
    """Themes by code, and the facts that they are about."""

    themes: Mapping[str, Theme]
    vocabulary: Vocabulary


def compare(old: RuleBook, new: RuleBook) -> Iterator[Change]:
    """Every difference between two sets of rules: theme by theme in order of code, then the vocabulary."""
    for code in sorted({*old.themes, *new.themes}):
        before, after = old.themes.get(code), new.themes.get(code)
        if before is None and after is not None:
            yield Change(code, "theme", None, "added", label=after.title)
        elif after is None and before is not None:
            yield Change(code, "theme", None, "removed", label=before.title)
        elif before is not None and after is not None:
            yield from _Comparison(code, old.vocabulary, new.vocabulary).theme(before, after)
    yield from _facts(old.vocabulary, new.vocabulary)


class _Comparison:
    """The comparison of one theme with its former self."""

    def __init__(self, code: str, before: Vocabulary, after: Vocabulary) -> None:
        self.code, self.vocabularies = code, (before, after)

    def theme(self, before: Theme, after: Theme) -> Iterator[Change]:
        for name in ("title", "summary", "kind", "owner", "source"):
            yield from self.aspect("theme", None, name, getattr(before, name), getattr(after, name), before.title)
        yield from self.node("envelope", None, before.envelope, after.envelope)
        yield from self.listed("windows", before.windows, after.windows)
        yield from self.node("size", None, before.size, after.size, skip=("ranges",))
        yield from self.sizes(before, after)
        yield from self.listed("eligibility", before.eligibility, after.eligibility)
        yield from self.node("funding", None, before.funding, after.funding, skip=("exclude", "ceilings"))
        yield from self.listed("exclude", before.funding.exclude, after.funding.exclude)
        yield from self.listed("ceilings", before.funding.ceilings, after.funding.ceilings)
        for name in LISTS[LISTS.index("commitments") :]:
            yield from self.listed(name, getattr(before, name), getattr(after, name))
        if before.juries is None or after.juries is None:
            yield from self.whole("juries", None, before.juries, after.juries)
        else:
            yield from self.node("juries", None, before.juries, after.juries)
        yield from self.readings(before.readings, after.readings)

    def listed(self, family: str, before: Any, after: Any) -> Iterator[Change]:
        """Members of a list, told apart by their ids; a list that can't be read is compared as a whole."""
        if isinstance(before, Unreadable) or isinstance(after, Unreadable):
            if isinstance(before, Unreadable) and isinstance(after, Unreadable):
                yield from self.node(family, None, before, after)
            else:
                yield Change(self.code, family, None, "changed", "", None, before, after)
            return
        old, new = {item.id: item for item in before}, {item.id: item for item in after}
        for name in dict.fromkeys([*old, *new]):
            if name in old and name in new:
                yield from self.node(family, name, old[name], new[name])
            else:
                yield from self.whole(family, name, old.get(name), new.get(name))

    def whole(self, family: str, name: str | None, before: Any, after: Any) -> Iterator[Change]:
        """Something that stands on one side only, if it stands at all."""
        scope = LINES if family == "exclude" else None
        if before is not None:
            label = getattr(before, "label", None)
            yield Change(self.code, family, name, "removed", "", label, before, None, scope)
        elif after is not None:
            yield Change(self.code, family, name, "added", "", getattr(after, "label", None), None, after, scope)

    def node(
        self, family: str, name: str | None, before: Node, after: Node, skip: Sequence[str] = ()
    ) -> Iterator[Change]:
        label = getattr(after, "label", None)
        for aspect in type(after).model_fields:
            if aspect != "id" and aspect not in skip:
                yield from self.aspect(family, name, aspect, getattr(before, aspect), getattr(after, aspect), label)

    def aspect(
        self, family: str, name: str | None, aspect: str, before: Any, after: Any, label: Text | None
    ) -> Iterator[Change]:
        """One key of something that stands on both sides."""
        if isinstance(before, Source) and isinstance(after, Source):
            before, after = before.lines, after.lines
            aspect = "lines"
        scope = LINES if family == "exclude" else None
        if is_predicate(before) or is_predicate(after):
            same = self.form(before, 0, scope) == self.form(after, 1, scope)
            if before == after and same:
                return
            action: Action = "rewritten" if same else "changed"
        elif before == after:
            return
        else:
            action = "reworded" if isinstance(before, Text) and isinstance(after, Text) else "changed"
        yield Change(self.code, family, name, action, aspect, label, before, after, scope)

    def form(self, node: Predicate | None, side: int, scope: str | None = None) -> Form:
        """What a condition means on one side (0: before, 1: after), with the enumerations of that side."""
        return TRUE_FORM if node is None else form_of(node, self.vocabularies[side], scope)

    def sizes(self, before: Theme, after: Theme) -> Iterator[Change]:
        """The ranges of sizes, told apart by whom they are for."""
        old = {self.form(entry.when, 0): entry for entry in before.size.ranges}
        new = {self.form(entry.when, 1): entry for entry in after.size.ranges}
        for key in dict.fromkeys([*old, *new]):
            one, other = old.get(key), new.get(key)
            if one is None or other is None:
                yield from self.whole("ranges", None, one, other)
                continue
            if _ends(one) != _ends(other):
                yield Change(self.code, "ranges", None, "changed", "range", other.label, one, other)
            for name in ("label", "source", "reading"):
                yield from self.aspect("ranges", None, name, getattr(one, name), getattr(other, name), other.label)
        if list(old) != list(new) and set(old) == set(new):
            yield Change(self.code, "ranges", None, "changed", "order")

    def readings(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
        for reading in dict.fromkeys([*before, *after]):
            if reading not in after:
                yield Change(self.code, "readings", reading, "removed")
            elif reading not in before:
                yield Change(self.code, "readings", reading, "added")


def is_predicate(value: object) -> bool:
    """Whether a value of a model is a condition."""
    return isinstance(value, _PREDICATES)


def _ends(entry: SizeRange) -> tuple[Any, ...]:
    return entry.at_least, entry.more_than, entry.at_most, entry.less_than


def _facts(before: Vocabulary, after: Vocabulary) -> Iterator[Change]:
    for path in dict.fromkeys([*before.facts, *after.facts]):
        old, new = before.facts.get(path), after.facts.get(path)
        if old is None and new is not None:
            yield Change(None, "facts", path, "added", "", new.label, None, new)
        elif new is None and old is not None:
            yield Change(None, "facts", path, "removed", "", old.label, old, None)
        elif old is not None and new is not None:
            yield from _fact(path, old, new)


def _fact(path: str, before: Fact, after: Fact) -> Iterator[Change]:
    for aspect in ("type", "unit", "core"):
        old, new = getattr(before, aspect), getattr(after, aspect)
        if old != new:
            yield Change(None, "facts", path, "changed", aspect, after.label, old, new)
    for aspect in ("label", "question"):
        old, new = getattr(before, aspect), getattr(after, aspect)
        if old != new:
            yield Change(None, "facts", path, "reworded", aspect, after.label, old, new)
    old_values, new_values = before.values or {}, after.values or {}
    for value in dict.fromkeys([*old_values, *new_values]):
        if value not in new_values:
            yield Change(None, "facts", path, "removed", "value", after.label, value, None)
        elif value not in old_values:
            yield Change(None, "facts", path, "added", "value", after.label, None, value)
        elif before.accepted(value) != after.accepted(value):
            old, new = sorted(before.accepted(value)), sorted(after.accepted(value))
            yield Change(None, "facts", path, "changed", "includes", after.label, old, new)
