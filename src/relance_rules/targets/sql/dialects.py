"""What the engines write differently: functions of lists, wide whole numbers, whole division and days."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlglot import exp

from relance_rules.targets.sql.terms import (
    Sql,
    binary,
    call,
    case,
    cast,
    coalesce,
    conj,
    field,
    is_null,
    not_null,
    one_of,
    param,
    text,
    whole,
)
from relance_rules.targets.sql.types import Dialect, name_of

ITEM = "x"
"""The parameter of a lambda that is the item at hand."""
_SO_FAR = "a"
_EARLIER, _LATER = "e", "l"
"""The parameters of a lambda that carries something from row to row: it may hold lambdas over lists."""
_CARRIED, _FIELDS = "carried", "of"


class Engine(ABC):
    """An engine: how it writes what the others write otherwise."""

    dialect: Dialect
    map_name: str
    filter_name: str
    size_name: str

    def function(self, body: Sql, *names: str) -> Sql:
        """A lambda. DuckDB writes a colon after its parameters: from its version 2, it takes no arrow."""
        parameters = [exp.to_identifier(name) for name in names]
        return exp.Lambda(this=body.copy(), expressions=parameters, colon=self.dialect == "duckdb")

    def each(self, items: Sql, of: Sql) -> Sql:
        """A list with something of each item in its place."""
        return exp.Anonymous(this=self.map_name, expressions=[items.copy(), self.function(of, ITEM)])

    def kept(self, items: Sql, when: Sql) -> Sql:
        """The items of which something holds."""
        return exp.Anonymous(this=self.filter_name, expressions=[items.copy(), self.function(when, ITEM)])

    def size(self, items: Sql) -> Sql:
        """How many items a list has; NULL or less than nought where there is no list."""
        return call(self.size_name, items)

    def joined(self, texts: Sql) -> Sql:
        """Some texts as one, parted by commas."""
        return call(self.join_name, texts, text(", "))

    def among(self, value: Sql, texts: Iterable[str]) -> Sql:
        """Whether a text is one of many."""
        return one_of(value, texts)

    @abstractmethod
    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        """A text with another in each place that a regular expression has in it."""

    @abstractmethod
    def listed(self, fields: Mapping[str, Sql]) -> Sql:
        """An aggregate: the list of the rows of a window, each a struct, for ``carried``."""

    @abstractmethod
    def carried(self, items: Sql, step: Callable[[Sql, Callable[[str], Sql]], Sql]) -> Sql:
        """A BIGINT that starts from nought and is carried from item to item of such a list, which may be NULL.

        ``step`` is given what it came to so far, and the fields of the item at hand.
        """

    @abstractmethod
    def wide(self, value: Sql) -> Sql:
        """A whole number of up to 38 digits."""

    @abstractmethod
    def cut(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        """The whole part of a quotient of numbers that are not negative."""

    @abstractmethod
    def units(self, value: Sql, digits: int, scale: int) -> Sql:
        """A decimal as a whole number of units of its last decimal."""

    @abstractmethod
    def later(self, day: Sql, days: int) -> Sql:
        """A day so many days later."""

    @abstractmethod
    def months_later(self, day: Sql, months: int) -> Sql:
        """A day so many months later; the last of the month where there is no such day."""

    join_name: str
    one_pass: bool
    """Whether all that is made of a list is made in one pass, in a struct."""

    @abstractmethod
    def folded(self, items: Sql, parts: Sequence[Fold]) -> Sql:
        """Some values of the items put together: a struct where they are made in ``one_pass``, else the only one."""


class Fold:
    """How something of each item is put together: ``sum``, or the ``least`` or the ``greatest`` of codes of truths.

    A sum is NULL where a part of it is, if it is ``open``; ``wide`` is what type it is of.
    """

    __slots__ = ("how", "of", "open", "wide")

    def __init__(self, how: str, of: Sql, *, open_: bool = False, wide: bool = False) -> None:
        """Take what is put together, and how."""
        self.how, self.of, self.open, self.wide = how, of, open_, wide

    @property
    def key(self) -> tuple[str, Sql, bool]:
        """What tells it from others."""
        return self.how, self.of, self.wide


class DuckDB(Engine):
    """DuckDB: one pass over a list for each value that is made of it."""

    dialect: Dialect = "duckdb"
    map_name, filter_name, size_name, join_name = "list_transform", "list_filter", "len", "array_to_string"

    def among(self, value: Sql, texts: Iterable[str]) -> Sql:
        """IN would compare all the rows with each of them; this stops where it is found."""
        return call("list_contains", exp.Array(expressions=[text(each) for each in texts]), value)

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        """Each place, where it is asked for all of them."""
        return call("regexp_replace", value, text(pattern), text(by), text("g"))

    def listed(self, fields: Mapping[str, Sql]) -> Sql:
        """With a place for what is carried, which is of the same type as the items."""
        return call("list", row({_CARRIED: cast(exp.null(), "BIGINT"), _FIELDS: row(fields)}))

    def carried(self, items: Sql, step: Callable[[Sql, Callable[[str], Sql]], Sql]) -> Sql:
        """``list_reduce``: it carries items."""
        so_far, item = param(_EARLIER), param(_LATER)
        next_ = step(field(so_far, _CARRIED), lambda name: field(item, _FIELDS, name))
        body = row({_CARRIED: next_, _FIELDS: field(item, _FIELDS)})
        start = row({_CARRIED: cast(whole(0), "BIGINT"), _FIELDS: exp.null()})
        found = call("list_reduce", items, self.function(body, _EARLIER, _LATER), start)
        return case((is_null(items), cast(whole(0), "BIGINT")), otherwise=field(found, _CARRIED))

    def wide(self, value: Sql) -> Sql:
        """A HUGEINT."""
        return cast(value, "INT128")

    def cut(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        """``//`` cuts toward nought; of a HUGEINT it is slow, and most are no wider than a BIGINT."""
        found = binary(exp.IntDiv, value, by)
        if not wide:
            return found
        narrow = cast(binary(exp.IntDiv, cast(value, "BIGINT"), cast(by, "BIGINT")), "INT128")
        most = whole(2**63 - 1)
        fits = conj([binary(exp.LTE, value, most), binary(exp.LTE, by, most)])
        return case((fits, narrow), otherwise=found)

    def units(self, value: Sql, digits: int, scale: int) -> Sql:
        """Through the widest decimal: a product of narrow ones overflows."""
        wide = cast(value, f"DECIMAL(38, {scale})")
        return cast(binary(exp.Mul, wide, whole(10**scale)), "BIGINT")

    def later(self, day: Sql, days: int) -> Sql:
        """A day and a number are a day."""
        return binary(exp.Add, day, whole(days))

    def months_later(self, day: Sql, months: int) -> Sql:
        """A day and an interval are a moment."""
        return cast(binary(exp.Add, day, exp.Interval(this=text(str(months)), unit=exp.var("MONTH"))), "DATE")

    one_pass = False

    def folded(self, items: Sql, parts: Sequence[Fold]) -> Sql:
        """A list of its own, then what it comes to."""
        (part,) = parts
        each = self.each(items, part.of)
        return self.extreme(each, part) if part.how != "sum" else self.total(each, call("list_sum", each), part)

    def extreme(self, each: Sql, part: Fold) -> Sql:
        """The least or the greatest of the codes of a list."""
        return call("list_min" if part.how == "least" else "list_max", each)

    def total(self, each: Sql, summed: Sql, part: Fold) -> Sql:
        """The sum of a list, from that of what is not NULL in it: a count says where something is."""
        total = coalesce(summed, whole(0))
        total = self.wide(total) if part.wide else cast(total, "BIGINT")
        whole_ = binary(exp.EQ, call("list_count", each), self.size(each)) if part.open else not_null(each)
        return case((whole_, total))


class Spark(Engine):
    """Spark: one pass over a list for all that is made of it, in a struct."""

    dialect: Dialect = "spark"
    map_name, filter_name, size_name, join_name = "transform", "filter", "size", "array_join"

    def replaced(self, value: Sql, pattern: str, by: str) -> Sql:
        """Each place."""
        return call("regexp_replace", value, text(pattern), text(by))

    def listed(self, fields: Mapping[str, Sql]) -> Sql:
        """``collect_list`` keeps the order of the window."""
        return call("collect_list", row(fields))

    def carried(self, items: Sql, step: Callable[[Sql, Callable[[str], Sql]], Sql]) -> Sql:
        """``aggregate`` carries anything."""
        so_far, item = param(_EARLIER), param(_LATER)
        body = cast(step(so_far, lambda name: field(item, name)), "BIGINT")
        return call("aggregate", items, cast(whole(0), "BIGINT"), self.function(body, _EARLIER, _LATER))

    def wide(self, value: Sql) -> Sql:
        """A decimal of 38 digits."""
        return cast(value, "DECIMAL(38, 0)")

    def cut(self, value: Sql, by: Sql, *, wide: bool) -> Sql:
        """``div`` gives a BIGINT, whatever it divides: what is wider is made a multiple first."""
        if not wide:
            return binary(exp.IntDiv, value, by)
        rest = call("pmod", self.wide(value), self.wide(by))
        return self.wide(binary(exp.Div, self.wide(binary(exp.Sub, self.wide(value), rest)), self.wide(by)))

    def units(self, value: Sql, digits: int, scale: int) -> Sql:
        """In the type of the layout: that of a product of the widest decimal would lose decimals."""
        return cast(binary(exp.Mul, cast(value, f"DECIMAL({digits}, {scale})"), whole(10**scale)), "BIGINT")

    def later(self, day: Sql, days: int) -> Sql:
        """``date_add`` takes a day and a number."""
        return call("date_add", day, whole(days))

    def months_later(self, day: Sql, months: int) -> Sql:
        """``add_months`` takes the last day of a month that has no such day."""
        return call("add_months", day, whole(months))

    one_pass = True

    def folded(self, items: Sql, parts: Sequence[Fold]) -> Sql:
        """The accumulators are the fields of a struct, of the type that they start with.

        What may become NULL starts as what may be NULL: else Spark 4.0 and 4.1, compiled, read NULL as nought.
        """
        first, next_ = [], []
        for place, part in enumerate(parts):
            so_far = exp.Dot(this=param(_SO_FAR), expression=exp.to_identifier(f"f{place}"))
            if part.how == "sum":
                start = call("NULLIF", whole(0), whole(1)) if part.open else whole(0)
                step = binary(exp.Add, so_far, part.of)
                first.append(self.wide(start) if part.wide else cast(start, "BIGINT"))
                next_.append(self.wide(step) if part.wide else cast(step, "BIGINT"))
            else:
                first.append(whole(2 if part.how == "least" else 0))
                next_.append(call("LEAST" if part.how == "least" else "GREATEST", so_far, part.of))
        struct = [_struct(values) for values in (first, next_)]
        return exp.Anonymous(
            this="aggregate", expressions=[items.copy(), struct[0], self.function(struct[1], _SO_FAR, ITEM)]
        )


def _struct(values: Sequence[Sql]) -> Sql:
    named = [each for place, value in enumerate(values) for each in (text(f"f{place}"), value.copy())]
    return exp.Anonymous(this="named_struct", expressions=named)


def row(fields: Mapping[str, Sql]) -> Sql:
    """A struct."""
    named = [exp.PropertyEQ(this=name_of(name), expression=value.copy()) for name, value in fields.items()]
    return exp.Struct(expressions=named)


ENGINES: dict[Dialect, Engine] = {"duckdb": DuckDB(), "spark": Spark()}
