"""Expressions of SQL, built as trees and simplified where a part is known when compiling.

A truth is a BOOLEAN, NULL where it is unknown: AND, OR and NOT are Kleene's on every engine. LEAST and GREATEST pass
over NULL on the engines that we write for: where one unknown part makes the whole unknown, a CASE says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from sqlglot import exp

from relance_rules.targets.sql.types import name_of

Sql: TypeAlias = exp.Expression
Operator: TypeAlias = Callable[..., Sql]

TRUE, FALSE, NULL = exp.true(), exp.false(), exp.null()
UNKNOWN = exp.cast(exp.null(), "BOOLEAN")


def column(name: str) -> Sql:
    """A column of the row at hand."""
    return exp.Column(this=name_of(name))


def field(owner: Sql, *names: str) -> Sql:
    """A field of a struct, or of a struct in it."""
    found = owner
    for name in names:
        found = exp.Dot(this=found.copy(), expression=name_of(name))
    return found


def param(name: str) -> Sql:
    """A parameter of a lambda."""
    return exp.to_identifier(name)


def call(name: str, *arguments: Sql) -> Sql:
    """A call of a function that every dialect is given by its own name."""
    return exp.Anonymous(this=name, expressions=[each.copy() for each in arguments])


def text(value: str) -> Sql:
    """A text."""
    return exp.Literal.string(value)


def whole(value: int) -> Sql:
    """A whole number."""
    return exp.Literal.number(value)


def cast(value: Sql, kind: str) -> Sql:
    """A value of another type."""
    return exp.cast(value.copy(), kind)


def wrapped(value: Sql) -> Sql:
    """A value as an operand."""
    return exp.Paren(this=value.copy()) if isinstance(value, (exp.Binary, exp.Unary, exp.In)) else value.copy()


def binary(kind: Operator, left: Sql, right: Sql) -> Sql:
    """Two operands of an operator."""
    return kind(this=wrapped(left), expression=wrapped(right))


def is_null(value: Sql) -> Sql:
    """Whether a value is NULL."""
    return exp.Is(this=wrapped(value), expression=exp.null())


def not_null(value: Sql) -> Sql:
    """Whether a value is not NULL."""
    return exp.Not(this=exp.Paren(this=is_null(value)))


def coalesce(*values: Sql) -> Sql:
    """The first value that is not NULL."""
    first, *others = values
    return exp.Coalesce(this=first.copy(), expressions=[each.copy() for each in others])


def case(*arms: tuple[Sql, Sql], otherwise: Sql | None = None) -> Sql:
    """The value of the first arm that holds."""
    found = exp.Case()
    for when, value in arms:
        found = found.when(when.copy(), value.copy(), copy=False)
    return found if otherwise is None else found.else_(otherwise.copy(), copy=False)


def one_of(value: Sql, values: Iterable[str]) -> Sql:
    """Whether a text is one of some."""
    names = [text(each) for each in values]
    if not names:
        return case((not_null(value), FALSE))
    if len(names) == 1:
        return binary(exp.EQ, value, names[0])
    return exp.In(this=wrapped(value), expressions=names)


def conj(parts: Iterable[Sql]) -> Sql:
    """Kleene's conjunction."""
    kept = [part for part in parts if part != TRUE]
    if FALSE in kept:
        return FALSE
    return _joined(exp.And, kept) if kept else TRUE


def disj(parts: Iterable[Sql]) -> Sql:
    """Kleene's disjunction."""
    kept = [part for part in parts if part != FALSE]
    if TRUE in kept:
        return TRUE
    return _joined(exp.Or, kept) if kept else FALSE


def _joined(kind: Operator, parts: Sequence[Sql]) -> Sql:
    found: Sql = wrapped(parts[0]) if len(parts) > 1 else parts[0]
    for part in parts[1:]:
        found = kind(this=found, expression=wrapped(part))
    return found


def neg(part: Sql) -> Sql:
    """Kleene's negation."""
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    if isinstance(part, exp.Not):
        inner: Sql = part.this.this if isinstance(part.this, exp.Paren) else part.this
        return inner
    return part if part == UNKNOWN else exp.Not(this=wrapped(part))


def surely(truth: Sql) -> Sql:
    """Whether a truth is known to hold: never NULL."""
    return truth if truth in (TRUE, FALSE) else coalesce(truth, FALSE)


def chosen(when: Sql, then: Sql, otherwise: Sql) -> Sql:
    """One of two truths; both, where it is not known which and they are the same."""
    if when == TRUE or then == otherwise:
        return then
    if when == FALSE:
        return otherwise
    same = UNKNOWN if {then, otherwise} == {TRUE, FALSE} or UNKNOWN in (then, otherwise) else None
    if same is UNKNOWN and then == TRUE and otherwise == FALSE:
        return when
    arms = [(when, then), (neg(when), otherwise)]
    if same is None:
        arms.append((binary(exp.EQ, then, otherwise), then))
    return case(*arms)


def as_code(truth: Sql) -> Sql:
    """A truth as 0, 1 or 2: false, unknown, true. The least and the greatest of such codes are Kleene's everywhere."""
    if truth == TRUE:
        return whole(2)
    return coalesce(binary(exp.Mul, cast(truth, "INT"), whole(2)), whole(1))


def of_code(code: Sql) -> Sql:
    """The truth of a code."""
    found = exp.Case(this=code.copy())
    return found.when(whole(2), TRUE.copy(), copy=False).when(whole(0), FALSE.copy(), copy=False)
