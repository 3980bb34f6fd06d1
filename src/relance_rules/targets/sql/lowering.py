"""The nodes of a plan as columns: a truth is one, a number or a day is two, the least and the most that it may be.

A choice is none: whether it is one of some values is a truth, and nothing else is asked of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, assert_never

from sqlglot import exp

from relance_rules.plan import nodes
from relance_rules.plan.facts import FactDef
from relance_rules.plan.limits import limits, unstated
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Fold, In, Named, Node, Not, Settled
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.scales import ENGINE, MONEY_SCALE
from relance_rules.plan.sorts import sort_of
from relance_rules.targets.python.arithmetic import shifted
from relance_rules.targets.python.program import program_of
from relance_rules.targets.sql import dialects
from relance_rules.targets.sql.columns import Columns
from relance_rules.targets.sql.dialects import ITEM, Engine
from relance_rules.targets.sql.layout import scalar
from relance_rules.targets.sql.numbers import NARROW, NOWHERE, Arithmetic, End, Number, TooWideError
from relance_rules.targets.sql.terms import (
    FALSE,
    TRUE,
    UNKNOWN,
    Operator,
    Sql,
    as_code,
    binary,
    case,
    cast,
    chosen,
    coalesce,
    column,
    conj,
    disj,
    is_null,
    neg,
    not_null,
    of_code,
    one_of,
    param,
    surely,
    whole,
)
from relance_rules.targets.sql.terms import (
    field as field_of,
)
from relance_rules.values import MAX_AMOUNT

MAX_ITEMS = 10_000
"""How many items a list may hold, as reading has it."""
_DAYS = 1, date.max.toordinal()
_LAST = date.max.year

Scope: TypeAlias = str | None
"""The list whose item is at hand; ``ANY`` for an item of which nothing is known; None for none."""
ANY = "*"


@dataclass
class Lowering:
    """Compiles the nodes of a plan for an engine.

    ``roots`` says which columns hold what facts that are not simply read from the table, by path.
    """

    plan: Plan
    engine: Engine
    columns: Columns
    roots: Mapping[str, Sql]
    read: dict[str, FactDef] = field(default_factory=dict)
    """The facts that were read, by path."""

    def __post_init__(self) -> None:
        """Take the numbers of the engine."""
        self.numbers = Arithmetic(self.engine)
        self._program = program_of(self.plan.facts)
        self._truths: dict[tuple[int, Scope], tuple[Node, Sql]] = {}
        self._numbers: dict[tuple[int, Scope], tuple[Node, Number]] = {}

    # ---- facts

    def value(self, path: str, scope: Scope) -> Sql | None:
        """What a fact states; None where nothing is known of the item at hand."""
        _, inside, name = path.partition("[].")
        if inside:
            self.read[path] = self.plan.facts[path]
            return None if scope == ANY else field_of(param(ITEM), *name.split("."))
        return self.roots[path] if path in self.roots else self.raw_read(path)

    def raw_read(self, path: str) -> Sql:
        """What the table says of a fact of the dossier, which is then checked for faults."""
        self.read[path] = self.plan.facts[path]
        return self.raw(path)

    def within(self, path: str) -> Sql:
        """An amount of the dossier that a reader lets through: what is past its limits overflows nothing."""
        ends = limits(self.plan.facts[path], self.plan.currency)
        value = self.raw_read(path)
        return value if ends is None else self.columns.shared(self._within(value, ends, day=False))

    def raw(self, path: str) -> Sql:
        """What the table says of a fact of the dossier."""
        first, *others = path.split(".")
        return field_of(column(first), *others)

    def flag(self, path: str) -> Sql:
        """Whether a commitment or a document is given."""
        return self.raw(path)

    def items(self, owner: str) -> Sql:
        """The items of a list, without those that say nothing; NULL where there is none."""
        return self.roots[owner]

    def _scope(self, node: Node, scope: Scope) -> Scope:
        """What reads nothing of the item at hand is computed once a dossier."""
        return None if scope not in (None, ANY) and not self._program.reads_item(node) else scope

    # ---- truths

    def truth(self, node: Node, scope: Scope = None) -> Sql:
        """A truth: NULL where it is unknown."""
        scope = self._scope(node, scope)
        key = id(node), scope
        if key not in self._truths:
            found = self._truth(node, scope)
            if scope in (None, ANY) and isinstance(node, (Named, Choose, Fold)):
                found = self.columns.shared(found, node.id if isinstance(node, Named) else "")
            # The node is kept, so that nothing else takes its identity.
            self._truths[key] = node, found
        return self._truths[key][1]

    def _truth(self, node: Node, scope: Scope) -> Sql:
        match node:
            case Const(value=value):
                return UNKNOWN if value is None else TRUE if value else FALSE
            case In(choice=choice, values=values):
                return self.inside(choice, frozenset(values), scope)
            case Compare(left=left, right=right, strict=strict):
                return self.numbers.at_most(self.number(left, scope), self.number(right, scope), strict=strict)
            case Settled(of=of):
                return self._settled(of, scope)
            case nodes.All(parts=parts):
                return conj([self.truth(part, scope) for part in parts])
            case nodes.Any(parts=parts):
                return disj([self.truth(part, scope) for part in parts])
            case Not(of=of):
                return neg(self.truth(of, scope))
            case Choose(when=when, then=then, otherwise=otherwise):
                return chosen(self.truth(when, scope), self.truth(then, scope), self.truth(otherwise, scope))
            case Fold():
                return self._each(node, scope)
            case Named(of=of):
                return self.truth(of, scope)
            case Fact() | Apply():
                raise TypeError(node)
            case _:
                assert_never(node)

    def _each(self, node: Fold, scope: Scope) -> Sql:
        items, of = self.items(node.list), self.truth(node.of, node.list)
        absent = UNKNOWN if node.absent is None else self.truth(node.absent, scope)
        code = self.columns.folded(
            items, dialects.Fold("least" if node.how == "all" else "greatest", as_code(of)), f"{node.how}_{node.list}"
        )
        found = of_code(code)
        return found if absent == UNKNOWN else case((not_null(items), found), otherwise=absent)

    def _settled(self, node: Node, scope: Scope) -> Sql:
        match sort_of(node, self.plan.facts):
            case "truth":
                truth = self.truth(node, scope)
                return truth if truth in (UNKNOWN, TRUE) else TRUE if truth == FALSE else case((not_null(truth), TRUE))
            case "choice":
                return self._one_choice(node, scope)
            case None if isinstance(fact := nodes.plain(node), Fact):
                value = self.value(fact.path, scope)
                return UNKNOWN if value is None else case((not_null(value), TRUE))
            case _:
                return self.numbers.settled(self.number(node, scope))

    # ---- choices

    def inside(self, node: Node, wanted: frozenset[str], scope: Scope) -> Sql:
        """Whether a choice is one of some values."""
        match node:
            case Const(value=value):
                return UNKNOWN if value is None else TRUE if str(value) in wanted else FALSE
            case Fact(path=path, absent=absent):
                fact = self.plan.facts[path]
                if absent is None or scope == ANY:
                    otherwise = _decided(fact.domain, wanted)
                else:
                    otherwise = self.inside(absent, wanted, scope)
                stated = self.value(path, scope)
                return otherwise if stated is None else _fact_inside(stated, fact, wanted, otherwise)
            case Choose(when=when, then=then, otherwise=other):
                sides = self.inside(then, wanted, scope), self.inside(other, wanted, scope)
                return chosen(self.truth(when, scope), *sides)
            case Named(of=of):
                found = self.inside(of, wanted, scope)
                return self.columns.shared(found, node.id) if scope in (None, ANY) else found
            case _:
                raise TypeError(node)

    def possible(self, node: Node) -> frozenset[str]:
        """The finest values that a choice may be."""
        match node:
            case Const(value=value):
                return frozenset() if value is None else frozenset({str(value)})
            case Fact(path=path, absent=absent):
                found = self.plan.facts[path].domain or frozenset()
                return found if absent is None else found | self.possible(absent)
            case Choose(then=then, otherwise=otherwise):
                return self.possible(then) | self.possible(otherwise)
            case Named(of=of):
                return self.possible(of)
            case _:
                raise TypeError(node)

    def _one_choice(self, node: Node, scope: Scope) -> Sql:
        """TRUE where one value of a choice is left, NULL elsewhere."""
        asked = nodes.plain(node)
        if isinstance(asked, Fact) and asked.absent is None and len(self.plan.facts[asked.path].domain or ()) > 1:
            fact, value = self.plan.facts[asked.path], self.value(asked.path, scope)
            if value is None:
                return UNKNOWN
            if fact.type != "enumeration":
                return case((not_null(value), TRUE))
            return case((one_of(value, [name for name, leaves in fact.leaves.items() if len(leaves) == 1]), TRUE))
        sides = [self.inside(node, frozenset({value}), scope) for value in sorted(self.possible(node))]
        holds = disj([surely(side) for side in sides])
        return TRUE if holds == TRUE else UNKNOWN if holds == FALSE else case((holds, TRUE))

    # ---- numbers

    def number(self, node: Node, scope: Scope = None) -> Number:
        """A number or a day."""
        scope = self._scope(node, scope)
        key = id(node), scope
        if key not in self._numbers:
            found = self._number(node, scope)
            if scope in (None, ANY) and not isinstance(node, Const):
                found = self._shared(found, node.id if isinstance(node, Named) else "")
            self._numbers[key] = node, found
        return self._numbers[key][1]

    def _shared(self, number: Number, hint: str) -> Number:
        def shared(end: End, suffix: str) -> End:
            if end.sql is None:
                return end
            name = f"{hint}.{suffix}" if hint else ""
            return End(self.columns.shared(end.sql, name), end.low, end.high, end.open)

        low = shared(number.low, "low")
        high = low if number.high == number.low else shared(number.high, "high")
        stated = number.stated if number.stated is None else shared(number.stated, "")
        return Number(low, high, number.scale, number.day, stated, number.unstated)

    def _number(self, node: Node, scope: Scope) -> Number:
        match node:
            case Const(sort=sort, value=value, scale=scale):
                if value is None:
                    return Number(NOWHERE, NOWHERE, scale, sort == "day")
                return self.numbers.constant(int(value), scale, day=sort == "day")
            case Fact():
                return self._fact(node, scope)
            case Choose(when=when, then=then, otherwise=otherwise):
                return self.numbers.chosen(
                    self.truth(when, scope), self.number(then, scope), self.number(otherwise, scope)
                )
            case Apply():
                return self._apply(node, scope)
            case Fold():
                return self._sum(node, scope)
            case Named(of=of):
                return self.number(of, scope)
            case In() | Compare() | Settled() | nodes.All() | nodes.Any() | Not():
                raise TypeError(node)
            case _:
                assert_never(node)

    def _fact(self, node: Fact, scope: Scope) -> Number:
        path = node.path
        absent = None if node.absent is None or scope == ANY else self.number(node.absent, scope)
        value = self.value(path, scope)
        if path.startswith(ENGINE):
            ends, free, scale, day = (0, MAX_AMOUNT * 100 * MAX_ITEMS), unstated(None), MONEY_SCALE, False
        else:
            fact = self.plan.facts[path]
            kind = scalar(fact)
            found = limits(fact, self.plan.currency)
            ends, free, scale, day = found or (0, 1), unstated(fact), kind.scale, fact.type == "date"
            if fact.type == "money":
                scale = MONEY_SCALE
            if kind.kind == "decimal" and value is not None:
                value = self.engine.units(value, kind.digits, kind.scale)
            if self.plan.roles.total is not None and path == self.plan.roles.total.path:
                ends = 0, MAX_AMOUNT * 100 * MAX_ITEMS
        if value is None:
            low, high = free
            bounds = [NOWHERE if end is None else self._constant_end(end, day) for end in (low, high)]
            return Number(bounds[0], bounds[1], scale, day)
        if "[]." not in path:
            value = self.columns.shared(value if path in self.roots else self._within(value, ends, day))
        if absent is None:
            return self.numbers.fact(value, ends, free, scale, day=day)
        plain, other = self.numbers.aligned([self.numbers.fact(value, ends, (None, None), scale, day=day), absent])
        low_end, high_end = (
            self.numbers.or_else(mine, theirs) for mine, theirs in ((plain.low, other.low), (plain.high, other.high))
        )
        return Number(low_end, high_end, plain.scale, day)

    def _within(self, value: Sql, ends: tuple[int, int], day: bool) -> Sql:
        """A value that a reader lets through: what is past its limits is told as a fault, and overflows nothing."""
        if day:
            return value
        within = conj([binary(exp.GTE, value, whole(ends[0])), binary(exp.LTE, value, whole(ends[1]))])
        return case((within, value))

    def _constant_end(self, value: int, day: bool) -> End:
        return self.numbers.constant(value, day=day).low

    def _sum(self, node: Fold, scope: Scope) -> Number:
        items, of = self.items(node.list), self.number(node.of, node.list)
        stated = Number(self._total(node, items, of.low), self._total(node, items, of.high), of.scale)
        if node.absent is not None:
            stated, absent = self.numbers.aligned([stated, self.number(node.absent, scope)])
            ends = [
                self._where_stated(items, mine, theirs)
                for mine, theirs in ((stated.low, absent.low), (stated.high, absent.high))
            ]
            return Number(ends[0], ends[1], stated.scale)
        # Any number of items, each of which may be anything.
        any_ = self.number(node.of, ANY)
        nought = self.numbers.constant(0).low
        low = self._where_stated(items, stated.low, self._nought_where(any_.low, exp.GTE, nought))
        high = self._where_stated(items, stated.high, self._nought_where(any_.high, exp.LTE, nought))
        return Number(low, high, stated.scale)

    def _nought_where(self, end: End, sign: Operator, nought: End) -> End:
        if end.sql is None:
            return NOWHERE
        if not end.open and (end.low >= 0 if sign is exp.GTE else end.high <= 0):
            return nought
        return End(case((binary(sign, end.value, whole(0)), nought.value)), 0, 0, open=True)

    def _where_stated(self, items: Sql, stated: End, absent: End) -> End:
        """An end where a list is stated, another where it is not."""
        if stated.sql is None and absent.sql is None:
            return NOWHERE
        low = min(end.low for end in (stated, absent) if end.sql is not None)
        high = max(end.high for end in (stated, absent) if end.sql is not None)
        if stated.sql is None:
            return End(case((exp.Is(this=items.copy(), expression=exp.null()), absent.value)), low, high, open=True)
        if absent.sql is None:
            return End(case((not_null(items), stated.sql)), low, high, open=True)
        open_ = stated.open or absent.open
        if not stated.open:
            # A sum is NULL where there is no list, and only there.
            return End(coalesce(stated.sql, absent.sql), low, high, open_)
        return End(case((not_null(items), stated.sql), otherwise=absent.sql), low, high, open_)

    def _total(self, node: Fold, items: Sql, end: End) -> End:
        if end.sql is None:
            return NOWHERE
        low, high = min(0, end.low * MAX_ITEMS), max(0, end.high * MAX_ITEMS)
        wide = max(-low, high) >= NARROW
        part = dialects.Fold("sum", self.numbers.fit(end, (low, high)), open_=end.open, wide=wide)
        return End(self.columns.folded(items, part, f"sum_{node.list}"), low, high, end.open)

    def cents(self, number: Number) -> End:
        """The least that a number may be, in hundredths; what is finer is cut."""
        if number.scale <= MONEY_SCALE:
            return self.numbers.lifted(_of(number.low, number.scale), MONEY_SCALE).low
        over = self.numbers.constant(10 ** (number.scale - MONEY_SCALE)).low
        return self._floor(number.low, over)

    # ---- functions

    def _apply(self, node: Apply, scope: Scope) -> Number:
        parts = [self.number(part, scope) for part in node.parts]
        match node.function:
            case "add":
                return self.numbers.add(parts)
            case "subtract":
                return self.numbers.subtract(*parts)
            case "multiply":
                return self.numbers.multiply(*parts)
            case "least":
                return self.numbers.least(parts)
            case "greatest":
                return self.numbers.greatest(parts)
            case "round":
                return self._round(node, parts[0])
            case "quotient":
                return self._quotient(node, parts)
            case "shift":
                return self.numbers.over(parts[0], lambda end: self._shift(end, node.by, node.unit or "days"))
            case _:
                assert_never(node.function)

    def _round(self, node: Apply, part: Number) -> Number:
        step, to = _step(node)
        up, drop = 10 ** max(0, to - part.scale), 10 ** max(0, part.scale - to)

        def rounded(end: End) -> End:
            lifted = self.numbers.lifted(Number(end, end, 0), len(str(up)) - 1).low
            return self.rounded(lifted, self.numbers.constant(drop).low, step, node.way or "down")

        return self.numbers.over(part, rounded, to)

    def rounded(self, value: End, over: End, step: int, way: nodes.Way) -> End:
        """A quotient by something that is above nought, to a multiple of ``step``."""
        one = self.numbers
        by = self._times(over, step)
        if way == "down":
            found = self._floor(value, by)
        elif way == "up":
            found = self._times(self._floor(self._times(value, -1), by), -1)
        else:
            twice = one.add([_of(self._times(value, 2)), _of(by)]).low
            found = self._floor(twice, self._times(by, 2))
        return self._times(found, step)

    def _times(self, end: End, by: int) -> End:
        return end if by == 1 else self.numbers.multiply(_of(end), self.numbers.constant(by)).low

    def _floor(self, value: End, by: End) -> End:
        """A quotient, down: the engines cut toward nought."""
        if by.constant == 1:
            return value
        if value.constant is not None and by.constant is not None:
            return self.numbers.constant(value.constant // by.constant).low
        least = max(1, by.low)
        low, high = min(value.low // least, value.low // by.high), max(value.high // least, value.high // by.high)
        open_ = value.open or by.open
        wide = max(abs(value.low), abs(value.high), by.high) >= NARROW
        if wide and max(abs(value.low), abs(value.high), by.high) >= 10**32:
            raise TooWideError

        def cut(sql: Sql) -> Sql:
            found = self.engine.cut(sql, by.value, wide=wide)
            return cast(found, "BIGINT") if wide and max(-low, high) < NARROW else found

        if value.low >= 0:
            return End(cut(value.value), low, high, open_)
        one = self.numbers
        above = one.subtract(one.subtract(_of(by), one.constant(1)), _of(value)).low
        below = exp.Neg(this=exp.Paren(this=cut(above.value)))
        return End(case((binary(exp.GTE, value.value, whole(0)), cut(value.value)), otherwise=below), low, high, open_)

    def _quotient(self, node: Apply, parts: list[Number]) -> Number:
        over, under, zero = parts
        step, to = _step(node)
        way = node.way or "down"
        up, down = 10 ** max(0, under.scale - over.scale + to), 10 ** max(0, over.scale - under.scale - to)
        known = under.low, under.high
        if known[0].sql is None or known[1].sql is None:
            return Number(NOWHERE, NOWHERE, to)
        zero = self.numbers.lifted(zero, to)
        by = known[0]
        same = TRUE if by == known[1] and not by.open else binary(exp.EQ, known[0].sql, known[1].sql)

        def divided(one: End, by: End, negative: bool) -> End:
            if one.sql is None:
                return NOWHERE
            if negative:
                one, by = self._times(one, -1), self._times(by, -1)
            by = End(by.sql, max(1, by.low), max(1, by.high), by.open)
            return self.rounded(self._times(one, up), self._times(by, down), step, way)

        def end(mine: End, other: End, nought: End) -> End:
            arms: list[tuple[Sql, End]] = []
            if by.low <= 0 <= by.high:
                arms.append((binary(exp.EQ, by.value, whole(0)), nought))
            if by.high > 0:
                arms.append((binary(exp.GT, by.value, whole(0)), divided(mine, by, False)))
            if by.low < 0:
                arms.append((binary(exp.LT, by.value, whole(0)), divided(other, by, True)))
            known_ = [(conj([same, when]), found) for when, found in arms if found.sql is not None]
            if not known_:
                return NOWHERE
            values = [(when, found.sql) for when, found in known_ if found.sql is not None]
            return End(
                case(*values), min(found.low for _, found in known_), max(found.high for _, found in known_), open=True
            )

        low, high = end(over.low, over.high, zero.low), end(over.high, over.low, zero.high)
        return Number(low, high, to)

    def _shift(self, end: End, by: int, unit: nodes.Unit) -> End:
        """A day moved; one that the calendar does not reach is its first or its last."""
        if end.constant is not None:
            return self.numbers.constant(shifted(end.constant, by, unit), day=True).low
        low, high = shifted(end.low, by, unit), shifted(end.high, by, unit)
        if unit == "days":
            moved = self.engine.later(end.value, by)
            first, last = _DAYS[0] - by, _DAYS[1] - by
        else:
            months = by * (12 if unit == "years" else 1)
            moved = self.engine.months_later(end.value, months)
            first = _first_of_month(1 * 12 - months)
            last = _first_of_month((_LAST + 1) * 12 - months) - 1
        arms = []
        if first > end.low:
            arms.append((binary(exp.LT, end.value, self._day(first)), self._day(_DAYS[0])))
        if last < end.high:
            arms.append((binary(exp.GT, end.value, self._day(last)), self._day(_DAYS[1])))
        return End(case(*arms, otherwise=moved) if arms else moved, low, high, end.open)

    def _day(self, day: int) -> Sql:
        return self.numbers.constant(min(max(day, _DAYS[0]), _DAYS[1]), day=True).low.value


def _first_of_month(months: int) -> int:
    """The ordinal of the first day of a month, counted from the year nought; within the calendar."""
    year, month = divmod(months, 12)
    if year < 1:
        return _DAYS[0]
    return _DAYS[1] + 1 if year > _LAST else date(year, month + 1, 1).toordinal()


def _of(end: End, scale: int = 0) -> Number:
    """A number that an end is both ends of."""
    return Number(end, end, scale)


def _step(node: Apply) -> tuple[int, int]:
    """The multiple that a value is rounded to, and how many decimals it has."""
    if node.to is None:
        return 1, 0
    return int(node.to.value or 1), node.to.scale


def _decided(values: Iterable[str] | None, wanted: frozenset[str]) -> Sql:
    """Whether what may be any of some values is one of those that are wanted."""
    if values is None:
        return UNKNOWN
    found = frozenset(values)
    return TRUE if found <= wanted else FALSE if not found & wanted else UNKNOWN


def _fact_inside(value: Sql, fact: FactDef, wanted: frozenset[str], otherwise: Sql) -> Sql:
    if fact.type == "boolean":
        true, false = (TRUE if each in wanted else FALSE for each in ("true", "false"))
        found = (value if true == TRUE else neg(value)) if true != false else case((not_null(value), true))
    elif fact.type == "enumeration":
        by_truth: dict[Sql, list[str]] = {TRUE: [], FALSE: [], UNKNOWN: []}
        for name, leaves in fact.leaves.items():
            by_truth[_decided(leaves, wanted)].append(name)
        if by_truth[UNKNOWN]:
            # The most names are those that are left.
            *few, (last, _) = sorted(by_truth.items(), key=lambda each: len(each[1]))
            arms = [(is_null(value), otherwise), *((one_of(value, names), truth) for truth, names in few if names)]
            return case(*arms, otherwise=last)
        found = case((not_null(value), FALSE)) if not by_truth[TRUE] else one_of(value, by_truth[TRUE])
    else:
        found = one_of(value, sorted(wanted))
    return found if otherwise == UNKNOWN else coalesce(found, otherwise)
