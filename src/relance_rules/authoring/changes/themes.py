"""What changed in a theme: each of its statements, with its former self."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from relance_rules.authoring.changes.funding import Split, compare_funding
from relance_rules.authoring.changes.parts import (
    Change,
    Part,
    amount,
    cited,
    differences,
    own,
    passage,
    rule,
    text,
    text_label,
    value,
    whole,
)
from relance_rules.authoring.rewriting import cut
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Const, Fact, Named, Node, plain
from relance_rules.plan.ruleset import (
    Envelope,
    Item,
    Juries,
    Notice,
    Plan,
    Range,
    Requirement,
    Requirements,
    Rule,
    Theme,
    Window,
)
from relance_rules.plan.scales import ENGINE
from relance_rules.showing.blocks import Content
from relance_rules.values import Message, Text
from relance_rules.values.words import both


def compare_theme(before: Theme, after: Theme, old: Plan, new: Plan) -> Iterator[Change]:
    """Every difference between a theme and its former self, each in its rule set."""
    yield from _Comparison(_Side(before, old), _Side(after, new)).changes()


class _Side:
    """A theme on one side, and what its statements say there."""

    def __init__(self, theme: Theme, plan: Plan) -> None:
        self.theme, self.plan, self.facts = theme, plan, plan.facts

    def rule(self, aspect: str, node: Node | None, says: Text | None) -> Part:
        return rule(aspect, node, says, self.facts)

    @property
    def split(self) -> Split | None:
        return None if self.theme.funding is None else Split(self.theme.funding, self.facts)

    def itself(self) -> Iterator[Part]:
        theme = self.theme
        yield text("title", theme.title)
        yield text("summary", theme.summary)
        yield value("kind", theme.kind, self._kind())
        yield text("owner", theme.owner or None)
        yield value("lines", theme.source, cited(theme.source))

    def _kind(self) -> Content:
        """The ways in, as they are called."""
        way_in = self.plan.roles.way_in
        values = {} if way_in is None else self.facts[way_in].values or {}
        names = [values[name].label for name in self.theme.kind if name in values]
        return both(names) if names else None

    def window(self, window: Window) -> Iterator[Part]:
        yield text("label", window.label)
        yield value("opens", window.opens)
        yield value("closes", window.closes)
        yield self.rule("when", window.when, window.when_says)
        yield value("envelope", window.envelope)
        yield text("notice", window.notice)
        yield _unmet(window.within)
        yield from passage(window.source, window.readings)

    def size(self) -> Iterator[Part]:
        within = [entry.within for entry in self.theme.ranges or ()]
        shows = next((named.shows for named in within if isinstance(named, Named)), None)
        yield amount("of", shows, text_label(shows), self.facts)
        yield from passage(self.theme.size.source, self.theme.size.readings)

    def ranges(self) -> dict[object, Range]:
        """The ranges by whom they are for."""
        found: dict[object, Range] = {}
        for entry in self.theme.ranges or ():
            found.setdefault(self.rule("when", entry.when, None).meaning, entry)
        return found

    def range(self, entry: Range) -> Iterator[Part]:
        within = entry.within
        if isinstance(within, Named) and within.shows is not None:
            # What is measured is told once, of all the ranges.
            within = cut(within, {id(within.shows): Fact(f"{ENGINE}size")})
        yield self.rule("range", _strict(within), entry.says)
        yield text("label", entry.label if entry.labelled else None)
        yield text("failure", entry.failure)
        yield _unmet(within)
        yield from passage(entry.source, entry.readings)

    def conditions(self) -> list[Rule]:
        return [each for each in self.theme.rules if each.kind == "condition"]

    def condition(self, condition: Rule) -> Iterator[Part]:
        yield text("label", condition.label)
        yield self.rule("when", condition.when, condition.when_says)
        yield self.rule("require", _strict(condition.require), condition.says)
        yield _unmet(condition.require)
        yield text("failure", condition.failure)
        yield from passage(condition.source, condition.readings)

    def requirement(self, item: Requirement) -> Iterator[Part]:
        yield text("label", item.label)
        yield self.rule("when", item.when, item.when_says)
        yield from passage(item.source, item.readings)

    def item(self, item: Item) -> Iterator[Part]:
        yield text("label", item.label)
        yield from passage(item.source, item.readings)

    def notice(self, notice: Notice) -> Iterator[Part]:
        yield text("text", notice.text)
        yield self.rule("when", notice.when, text_label(notice.when))
        yield value("makes", notice.makes)
        yield value("for", notice.statuses, list(notice.statuses) or None)
        yield from passage(notice.source, notice.readings)


class _Comparison:
    """The comparison of one theme with its former self."""

    def __init__(self, before: _Side, after: _Side) -> None:
        self.old, self.new, self.code = before, after, after.theme.code

    def changes(self) -> Iterator[Change]:
        before, after = self.old.theme, self.new.theme
        yield from self.parts("theme", None, before.title, self.old.itself(), self.new.itself())
        yield from self.single("envelope", before.envelope, after.envelope, _envelope)
        yield from self.listed("windows", before.windows, after.windows, self.old.window, self.new.window)
        yield from self.parts("size", None, None, self.old.size(), self.new.size())
        yield from self.ranges()
        yield from self.eligibility()
        yield from compare_funding(self.code, self.old.split, self.new.split)
        yield from self.requirements("commitments", before.commitments, after.commitments)
        yield from self.requirements("documents", before.documents, after.documents)
        yield from self.sections()
        yield from self.listed("notices", before.notices, after.notices, self.old.notice, self.new.notice)
        yield from self.suppositions()
        yield from self.single("juries", before.juries, after.juries, _juries)
        for reading in dict.fromkeys([*before.readings, *after.readings]):
            if reading not in after.readings:
                yield Change(self.code, "readings", reading, "removed")
            elif reading not in before.readings:
                yield Change(self.code, "readings", reading, "added")

    def parts(
        self, family: str, name: str | None, label: Text | None, before: Iterable[Part], after: Iterable[Part]
    ) -> Iterator[Change]:
        return differences(self.code, family, name, label, before, after)

    def listed(
        self,
        family: str,
        before: Iterable[Any],
        after: Iterable[Any],
        old_says: Callable[[Any], Iterator[Part]],
        new_says: Callable[[Any], Iterator[Part]],
        title: Text | None = None,
    ) -> Iterator[Change]:
        """Statements told apart by their ids."""
        old, new = {own(each.id): each for each in before}, {own(each.id): each for each in after}
        for name in dict.fromkeys([*old, *new]):
            if name in old and name in new:
                label = text_label(new[name])
                said = old_says(old[name]), new_says(new[name])
                yield from differences(self.code, family, name, label, *said, title)
            else:
                yield from whole(self.code, family, name, old.get(name), new.get(name), title)

    def single(self, family: str, before: Any, after: Any, says: Callable[[Any], Iterator[Part]]) -> Iterator[Change]:
        if before is None or after is None:
            yield from whole(self.code, family, None, before, after)
        else:
            yield from self.parts(family, None, None, says(before), says(after))

    def ranges(self) -> Iterator[Change]:
        """The ranges of sizes, told apart by whom they are for."""
        old, new = self.old.ranges(), self.new.ranges()
        for key in dict.fromkeys([*old, *new]):
            if key in old and key in new:
                yield from self.parts(
                    "ranges", None, new[key].label, self.old.range(old[key]), self.new.range(new[key])
                )
            else:
                yield from whole(self.code, "ranges", None, old.get(key), new.get(key))
        if list(old) != list(new) and set(old) == set(new):
            yield Change(self.code, "ranges", None, "changed", "order")

    def eligibility(self) -> Iterator[Change]:
        old, new = self.old, self.new
        lost, found = old.theme.unknown_rules, new.theme.unknown_rules
        if lost is None and found is None:
            yield from self.listed("eligibility", old.conditions(), new.conditions(), old.condition, new.condition)
        else:
            before = old.conditions() if lost is None else lost.text
            after = new.conditions() if found is None else found.text
            yield from self.unreadable("eligibility", before, after)

    def requirements(self, family: str, before: Requirements, after: Requirements) -> Iterator[Change]:
        if before.unknown is None and after.unknown is None:
            says = self.old.requirement, self.new.requirement
            yield from self.listed(family, before.asked, after.asked, *says)
        else:
            one, other = (side.asked if side.unknown is None else side.unknown for side in (before, after))
            yield from self.unreadable(family, one, other)

    def unreadable(self, family: str, before: Text | Sequence[Any], after: Text | Sequence[Any]) -> Iterator[Change]:
        """A list that can't be read in the source, on one side or on both: it is compared as a whole."""
        if isinstance(before, Text) and isinstance(after, Text):
            yield from self.parts(family, None, None, [text("unknown", before)], [text("unknown", after)])
        else:
            yield Change(self.code, family, None, "changed", "", None, _counted(before), _counted(after))

    def sections(self) -> Iterator[Change]:
        old, new = ({section.id: section for section in side.theme.sections} for side in (self.old, self.new))
        for name in dict.fromkeys([*old, *new]):
            before, after = (side[name].items if name in side else () for side in (old, new))
            title = (new.get(name) or old[name]).title
            yield from self.listed(name, before, after, self.old.item, self.new.item, title)

    def suppositions(self) -> Iterator[Change]:
        """What is supposed where a fact is not stated: the texts that say so have no id of their own."""
        old, new = ({notice.text for notice in side.theme.suppositions} for side in (self.old, self.new))
        lost, found = sorted(old - new, key=str), sorted(new - old, key=str)
        if len(lost) == len(found) == 1:
            yield Change(self.code, "notices", None, "reworded", "supposition", None, lost[0], found[0])
            return
        for each in lost:
            yield Change(self.code, "notices", None, "removed", "supposition", None, each, None)
        for each in found:
            yield Change(self.code, "notices", None, "added", "supposition", None, None, each)


def _counted(listed: Text | Sequence[Any]) -> Content:
    if isinstance(listed, Text):
        return Message("liste inconnue")
    return Message("{count} éléments", {"count": len(listed)})


def _envelope(envelope: Envelope) -> Iterator[Part]:
    yield value("amount", envelope.amount)
    yield from passage(envelope.source, envelope.readings)


def _juries(juries: Juries) -> Iterator[Part]:
    yield value("before_day", juries.before_day)
    yield from passage(juries.source, juries.readings)


def _unmet(node: Node | None) -> Part:
    """What becomes of a dossier that does not meet a condition: it is refused, or to be judged."""
    judged = node is not None and _strict(node) is not plain(node)
    return value("unmet", judged, Message("à apprécier") if judged else Message("refus"))


def _strict(node: Node | None) -> Node | None:
    """A condition without what makes it one to be judged."""
    match inner := None if node is None else plain(node):
        case nodes.Any(parts=(met, Const(value=None, sort="truth"))):
            return plain(met)
        case _:
            return inner
