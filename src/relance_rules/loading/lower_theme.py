"""A theme as its rule file states it, to the theme of the core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.language.base import Cited, Source, line_ranges
from relance_rules.language.expressions import Expression
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.manifest import NoticeModel
from relance_rules.language.theme import SIZE_RULE, WINDOW_RULE, Requirement, SizeRange, Theme, Unmet, Unreadable
from relance_rules.language.types import MANIFEST, Content, Fault, Lowered, Path, shown_number
from relance_rules.loading.lower_funding import lower_funding, total_of
from relance_rules.plan import nodes, ruleset
from relance_rules.plan.nodes import All, Choose, Citation, Compare, Const, Fact, Fold, Named, Node
from relance_rules.plan.nodes import Any as AnyNode
from relance_rules.values import Message, Money, Text


def lower_theme(theme: Theme, book: Book) -> tuple[ruleset.Theme | None, list[Fault]]:
    """A theme lowered, or None and everything in it that does not fit the rule set."""
    lowerer = _Lowerer(theme, book)
    lowered = lowerer.theme_plan()
    faults = lowerer.root.gathered.faults
    return (None if faults else lowered), [fault for place, fault in enumerate(faults) if fault not in faults[:place]]


class _Lowerer:
    """Lowers one theme, part by part; faults are gathered on the way."""

    def __init__(self, theme: Theme, book: Book) -> None:
        self.theme, self.book = theme, book
        self.root = Lowering(book, theme.theme, Gathered())
        self.used_readings: dict[str, None] = {}

    # ---- what is cited

    def readings(self, codes: Sequence[str], to: Lowering) -> tuple[str, ...]:
        self.used_readings.update(dict.fromkeys(codes))
        return to.readings(codes, "reading")

    def cite(self, source: Source | None, to: Lowering) -> Citation | None:
        if source is not None:
            documents = self.book.manifest.documents
            name = source.document or next(iter(documents), None)
            if name is None or name not in documents:
                to.fault("source", says=Message("aucun document « {name} » dans ruleset.yaml", {"name": name or ""}))
            elif documents[name].cited_by != source.by:
                values = {"name": name, "by": documents[name].cited_by}
                to.fault("source", says=Message("« {name} » se cite par « {by} »", values))
        return to.citation(source)

    def cited(self, statement: Cited, to: Lowering) -> tuple[Citation | None, tuple[str, ...]]:
        return self.cite(statement.source, to), self.readings(statement.reading, to)

    # ---- the theme

    def theme_plan(self) -> ruleset.Theme:
        theme, root = self.theme, self.root
        windows = self.windows()
        ranges = self.ranges()
        rules = list(self.rules(windows, ranges))
        funding = None if theme.funding is None else lower_funding(theme.funding, root.at("funding"), self.cited)
        size = theme.size or Cited()
        envelope = None
        if theme.envelope is not None:
            here = root.at("envelope")
            source, readings = self.cited(theme.envelope, here)
            envelope = ruleset.Envelope(source, readings, self.amount(theme.envelope.amount, here.at("amount")))
        juries = None
        if theme.juries is not None:
            if self.book.roles.filed_on is None:
                root.fault("juries", says=_needs("juries", "filed_on"))
            juries = ruleset.Juries(*self.cited(theme.juries, root.at("juries")), theme.juries.before_day)
        commitments = self.requirements("commitments", self.book.roles.commitments)
        documents = self.requirements("documents", self.book.roles.documents)
        notices = tuple(self.notices())
        sections = tuple(self.sections())
        suppositions = tuple(
            ruleset.Notice(id=key, text=text) for key, (text, _, _) in root.gathered.suppositions.items()
        )
        unknown = None
        if isinstance(theme.eligibility, Unreadable):
            here = root.at("eligibility")
            unknown = ruleset.Notice(*self.cited(theme.eligibility, here), text=theme.eligibility.unknown)
        plan = ruleset.Theme(
            code=theme.theme,
            title=theme.title,
            summary=theme.summary or theme.title,
            kind=self.kind(),
            owner=theme.owner or "",
            source=self.cite(theme.source, root),
            envelope=envelope,
            windows=windows,
            ranges=ranges,
            size=ruleset.Cited(*self.cited(size, root.at("size"))),
            rules=tuple(rules),
            unknown_rules=unknown,
            funding=funding,
            commitments=commitments,
            documents=documents,
            notices=notices,
            suppositions=suppositions,
            juries=juries,
            sections=sections,
            readings=self.all_readings(),
            asked=(),
        )
        return _asking(plan, self.book)

    def all_readings(self) -> tuple[str, ...]:
        """Every reading that the theme rests on, those of the roles it uses included, in the order of the manifest."""
        roles, rounding = self.book.roles, self.book.manifest.rounding
        used = set(self.used_readings)
        if self.theme.funding is not None:
            played = [roles.total, roles.requested]
            played += [] if self.theme.funding.staff == "counted" else [roles.staff]
            used |= {role.reading for role in played if role is not None and role.reading is not None}
            used |= {rounding.reading} if rounding is not None and rounding.reading is not None else set()
        return tuple(code for code in self.book.manifest.readings if code in used)

    def kind(self) -> tuple[str, ...]:
        way_in = self.book.roles.way_in
        if not self.theme.kind:
            return ()
        if way_in is None:
            self.root.fault("kind", says=_needs("kind", "way_in"))
            return ()
        values = self.book.facts[way_in].values or {}
        for kind in self.theme.kind:
            if kind not in values:
                message = Message("« {kind} » n’est pas une valeur de « {fact} »", {"kind": kind, "fact": way_in})
                self.root.fault("kind", says=message)
        return self.theme.kind

    def amount(self, expression: Expression, to: Lowering) -> Money:
        """A constant amount."""
        found = to.typed(expression, kinds=("money",))
        if found.wrong:
            return Money(0)
        if not isinstance(found.node, Const):
            to.fault(says=Message("un montant fixe est attendu ici"))
            return Money(0)
        return Money(int(found.node.value or 0))

    def condition(self, expression: Expression | None, to: Lowering) -> tuple[Node | None, Text | None]:
        """A condition and its words, if there is one."""
        if expression is None:
            return None, None
        found = to.condition(expression)
        return (None, None) if found.wrong else (found.node, self.book.say(found.words))

    # ---- windows

    def windows(self) -> tuple[ruleset.Window, ...]:
        filed_on = self.book.roles.filed_on
        if self.theme.windows and filed_on is None:
            self.root.fault("windows", says=_needs("windows", "filed_on"))
            return ()
        found = []
        for place, window in enumerate(self.theme.windows):
            here = self.root.at("windows", place)
            when, when_says = self.condition(window.when, here.at("when"))
            source, readings = self.cited(window, here)
            filed = Fact(filed_on or "")
            parts: list[Node] = [] if when is None else [when]
            parts.append(Compare(Const("day", window.opens.toordinal()), filed))
            if window.closes is not None:
                parts.append(Compare(filed, Const("day", window.closes.toordinal())))
            node = _unmet(All(tuple(parts)), window.unmet, self.book)
            within = Named(f"windows.{window.id}", "window", node, window.label, source, readings)
            envelope = None if window.envelope is None else self.amount(window.envelope, here.at("envelope"))
            found.append(
                ruleset.Window(
                    source, readings, window.id, window.label, within, window.opens, window.closes,
                    when, when_says, envelope, window.notice,
                )
            )  # fmt: skip
        return tuple(found)

    # ---- size

    def ranges(self) -> tuple[ruleset.Range, ...] | None:
        size = self.theme.size
        if size is None:
            return None
        here = self.root.at("size")
        if size.of is None and self.book.roles.total is None:
            if size.ranges:
                here.fault(says=_needs("size", "total"))
            return ()
        measured = total_of(here) if size.of is None else here.typed(size.of, "of", kinds=("money", "number"))
        if measured.wrong:
            return ()
        found = []
        for place, entry in enumerate(size.ranges):
            to = here.at("ranges", place)
            when, when_says = self.condition(entry.when, to.at("when"))
            source, readings = self.cited(entry, to)
            within, says = self.within(entry, measured, to)
            label = entry.label or self.book.say(says)
            named = Named(
                f"size.{entry.id or place}", "range", _unmet(within, entry.unmet, self.book), label, source, readings,
                measured.type.dimension, measured.node,
            )  # fmt: skip
            found.append(
                ruleset.Range(
                    source, readings, entry.id or str(place), label, self.book.say(says), named, when, when_says,
                    entry.failure, entry.label is not None,
                )
            )  # fmt: skip
        return tuple(found)

    def within(self, entry: SizeRange, measured: Lowered, to: Lowering) -> tuple[Node, Content]:
        from relance_rules.language.comparing import compare

        values: dict[str, int] = {}
        words: dict[str, Content] = {}
        for name, bound in entry.bounds.items():
            limit = to.quantity(bound, name, like=measured.type)
            words[name] = shown_number(limit.words)
            if isinstance(limit.node, Const) and isinstance(limit.node.value, int):
                values[name] = limit.node.value * 10 ** (12 - limit.node.scale)
        low = values.get("at_least", values.get("more_than"))
        high = values.get("at_most", values.get("less_than"))
        if low is not None and high is not None:
            if low > high:
                to.fault(says=Message("la borne basse dépasse la borne haute"))
            elif low == high and not {"at_least", "at_most"} <= values.keys():
                to.fault(says=Message("aucun montant n’est entre ces deux bornes"))
        return compare(measured, entry.bounds, to).node, range_words(words)

    # ---- rules

    def rules(
        self, windows: Sequence[ruleset.Window], ranges: Sequence[ruleset.Range] | None
    ) -> Iterator[ruleset.Rule]:
        code = self.theme.theme
        if windows:
            readings = tuple(dict.fromkeys(reading for window in windows for reading in window.readings))
            source = joined([window.source for window in windows])
            label = self.book.say(Message("Dépôt pendant une période d’ouverture"))
            within = AnyNode(tuple(window.within for window in windows if window.within is not None))
            require = Named(f"{code}.{WINDOW_RULE}", "rule", within, label, source, readings)
            yield ruleset.Rule(f"{code}.{WINDOW_RULE}", "window", label, require, source=source, readings=readings)
        if ranges is not None and self.theme.size is not None:
            here = self.root.at("size")
            source, readings = self.cited(self.theme.size, here)
            label = self.book.say(Message("Coût total dans la fourchette attendue"))
            size = self.size_node(ranges, here)
            require_size = None if size is None else Named(f"{code}.{SIZE_RULE}", "rule", size, label, source, readings)
            yield ruleset.Rule(f"{code}.{SIZE_RULE}", "size", label, require_size, source=source, readings=readings)
        for place, condition in enumerate(self.theme.conditions):
            here = self.root.at("eligibility", place)
            source, readings = self.cited(condition, here)
            when, when_says = self.condition(condition.when, here.at("when"))
            found = here.condition(condition.require, "require")
            if found.wrong:
                continue
            rule = f"{code}.{condition.id}"
            node = _unmet(found.node, condition.unmet, self.book)
            require = Named(rule, "rule", node, condition.label, source, readings)
            yield ruleset.Rule(
                rule, "condition", condition.label, require, when, self.book.say(found.words), when_says,
                condition.failure, source, readings,
            )  # fmt: skip

    def size_node(self, ranges: Sequence[ruleset.Range], to: Lowering) -> Node | None:
        """The range that counts: the first whose guard holds."""
        if not ranges:
            return None
        node = ranges[-1].within
        if ranges[-1].when is not None:
            from relance_rules.language.choosing import uncovered

            whens = [entry.when for entry in ranges if entry.when is not None]
            if len(whens) < len(ranges) or (gap := uncovered(whens, to)) is not None:
                message = Message(
                    "chaque fourchette porte « when », sauf la dernière, qui vaut pour tous les autres cas ({gap})",
                    {"gap": gap or ""},
                )
                to.fault("ranges", says=message)
        for entry in reversed(ranges[:-1]):
            if entry.when is not None and entry.within is not None and node is not None:
                node = Choose(entry.when, entry.within, node)
        return node

    # ---- what is asked, and what is said

    def requirements(self, family: str, fact: str | None) -> ruleset.Requirements:
        listed = getattr(self.theme, family)
        here = self.root.at(family)
        if isinstance(listed, Unreadable):
            return ruleset.Requirements(*self.cited(listed, here), unknown=listed.unknown)
        if listed and fact is None:
            here.fault(says=_needs(family, family))
        asked = tuple(self.requirement(item, f"{fact}.{item.id}", here.at(place)) for place, item in enumerate(listed))
        return ruleset.Requirements(asked=asked)

    def requirement(self, item: Requirement, fact: str, to: Lowering) -> ruleset.Requirement:
        source, readings = self.cited(item, to)
        when, when_says = self.condition(item.when, to.at("when"))
        return ruleset.Requirement(source, readings, item.id, item.label, fact, when, when_says)

    def notices(self) -> Iterator[ruleset.Notice]:
        shared = [(notice, (MANIFEST, "notices", place)) for place, notice in enumerate(self.book.manifest.notices)]
        own = [(notice, ("notices", place)) for place, notice in enumerate(self.theme.notices)]
        listed: list[tuple[NoticeModel, Path]] = [*shared, *own]
        for notice, path in listed:
            here = Lowering(self.book, self.theme.theme, self.root.gathered, path)
            source, readings = self.cited(notice, here)
            when, _ = self.condition(notice.when, here.at("when"))
            yield ruleset.Notice(source, readings, notice.id, notice.text, when, notice.makes, notice.for_)

    def sections(self) -> Iterator[ruleset.Section]:
        known = self.book.manifest.sections
        for name in self.theme.sections:
            if name not in known:
                message = Message("la section « {name} » n’est pas dans ruleset.yaml", {"name": name})
                self.root.fault("sections", name, says=message)
        for name in known:
            listed = self.theme.sections.get(name)
            if listed is None:
                continue
            here = self.root.at("sections", name)
            items = tuple(
                ruleset.Item(*self.cited(item, here.at(place)), item.id, item.label)
                for place, item in enumerate(listed)
            )
            yield ruleset.Section(name, known[name].title, known[name].grid, items)


def _needs(key: str, role: str) -> Message:
    return Message("« {key} » demande le rôle « {role} » de ruleset.yaml", {"key": key, "role": role})


def _unmet(node: Node, unmet: Unmet, book: Book) -> Node:
    """A condition that does not refuse: not met, it is to be judged."""
    if unmet == "fail":
        return node
    return AnyNode((node, Const("truth", None, gap=book.say(Message("à apprécier par le service instructeur")))))


def range_words(words: dict[str, Content]) -> Message:
    """A range in words."""
    low = words.get("at_least", words.get("more_than"))
    high = words.get("at_most", words.get("less_than"))
    values = {"low": low, "high": high}
    if low is None:
        return Message("au plus {high}" if "at_most" in words else "moins de {high}", values)
    if high is None:
        return Message("au moins {low}" if "at_least" in words else "plus de {low}", values)
    if "at_least" in words:
        return Message("de {low} à {high}" if "at_most" in words else "de {low} à moins de {high}", values)
    return Message(
        "plus de {low}, et jusqu’à {high}" if "at_most" in words else "entre {low} et {high} exclus",
        values,
    )


def joined(sources: Sequence[Citation | None]) -> Citation | None:
    """Several passages as one citation: lines are merged, other places listed."""
    given = [source for source in sources if source is not None]
    if not given:
        return None
    if any(source.by != "lines" or source.document != given[0].document for source in given):
        return given[0]
    merged: list[tuple[int, int]] = []
    for first, last in sorted({pair for source in given for pair in line_ranges(source.place)}):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    place = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in merged)
    return Citation("lines", place, given[0].document)


def _asking(theme: ruleset.Theme, book: Book) -> ruleset.Theme:
    """The theme, with the facts that a dossier is asked: those of every dossier, and those that its nodes read."""
    from dataclasses import replace

    facts, roles = book.facts, book.roles
    asked = {path for path, fact in facts.items() if fact.core}
    for root in theme.roots():
        for node in nodes.walk(root):
            if isinstance(node, Fact):
                asked.add(node.path)
            elif isinstance(node, Fold):
                asked.add(node.list)
    if roles.lines is not None and theme.funding is not None and roles.lines.list in asked:
        asked |= {roles.lines.list, f"{roles.lines.list}[].{roles.lines.amount}"}
        if roles.lines.label is not None:
            asked.add(f"{roles.lines.list}[].{roles.lines.label}")
    for scope in theme.scopes:
        asked.update(book.manifest.scopes[scope].as_scope().facts)
        if roles.project_phase is not None:
            asked.add(roles.project_phase)
    if theme.commitments.asked == () and theme.commitments.unknown is None and roles.commitments is not None:
        asked.discard(roles.commitments)
    if not theme.documents.asked and roles.documents is not None:
        asked.discard(roles.documents)
    return replace(theme, asked=tuple(path for path in facts if path in asked))
