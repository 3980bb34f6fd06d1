"""``money``: an amount in the currency of the rule set."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import AROUND, NO_BREAK, FactType, Schema, any_spelling, nothing, scalar
from relance_rules.values import Currency, Message, Money, ParseError, parse_money
from relance_rules.values.amounts import MAX_AMOUNT, usual_money

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _usual(currency: Currency | None) -> Callable[[Any], Money | None]:
    if currency is None:
        return nothing
    return lambda value: usual_money(value, currency) if type(value) is str else _whole(value)


def _whole(value: Any) -> Money | None:
    return Money(value * 100) if type(value) is int and 0 <= value <= MAX_AMOUNT else None


def _read(value: Any, fact: FactDef, currency: Currency | None) -> Money:
    if currency is None:
        raise ParseError("ce jeu de règles n’a pas de monnaie")
    if (whole := _whole(value)) is not None:
        return whole
    if isinstance(value, bool):
        raise ParseError("un montant est attendu, par exemple « 1 200 000,00 {sign} »", sign=currency.sign)
    text = scalar(value)
    # The point of a Decimal never parts thousands: a fourth decimal says so.
    return parse_money(f"{text}0" if isinstance(value, Decimal) and text[-4:-3] == "." else text, currency)


def _schema(currency: Currency | None) -> Schema | None:
    if currency is None:
        return None
    sign = currency.sign
    names = "|".join(any_spelling(name) for name in sorted({currency.code, *currency.also}, key=len, reverse=True))
    taxes = "" if currency.tax is None else f"({'|'.join(map(any_spelling, currency.tax.values()))})?"
    tax = "" if currency.tax is None else f", {currency.tax}"
    examples = [f"1 200 000,00 {sign}", f"48 k{sign}"]
    return {
        "description": f"An amount{tax}: `{examples[0]}`, `{examples[1]}`, `1.2 M{sign}`, `1200000`.",
        "anyOf": [
            {"type": "number", "minimum": 0},
            {
                "type": "string",
                "pattern": rf"^{AROUND}[0-9][0-9.,{NO_BREAK} ]*([MkK]?({names}))?[ {NO_BREAK}]*{taxes}{AROUND}$",
                "examples": examples,
            },
        ],
    }


TYPE = FactType(
    name="money",
    sort="money",
    python=Money,
    read=_read,
    schema=_schema,
    write=str,
    written={"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$", "examples": ["1200000.00"]},
    scale=2,
    usual=_usual,
    hint=Message("un montant, comme « 1 200 000,00 {sign} » ou « 48 k{sign} »"),
)
