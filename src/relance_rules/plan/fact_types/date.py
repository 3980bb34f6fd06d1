"""``date``: a day of the calendar."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import AROUND, SPACE, FactType, scalar
from relance_rules.values import Currency, Message, ParseError, parse_date

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

_DIGITS = "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"
_WORDS = rf"[0-9]{{1,2}}(er|st|nd|rd|th)?{SPACE}+[A-Za-zÀ-ÿ]{{3,}}\.?{SPACE}+[0-9]{{4}}"


def _read(value: Any, fact: FactDef, currency: Currency | None) -> date:
    if isinstance(value, datetime):
        # A table of data writes a day as its midnight; a midnight of some time zone is an instant.
        if value != datetime(value.year, value.month, value.day):  # noqa: DTZ001
            raise ParseError("un jour est attendu, sans heure")
        return value.date()
    return value if isinstance(value, date) else parse_date(scalar(value))


TYPE = FactType(
    name="date",
    sort="day",
    python=date,
    read=_read,
    schema=lambda currency: {
        "description": "A day: `2021-02-12`, `12/02/2021` or `12 février 2021`.",
        "type": "string",
        "pattern": rf"^{AROUND}({_DIGITS}|{_WORDS}){AROUND}$",
        "examples": ["2021-02-12"],
    },
    write=date.isoformat,
    written={"type": "string", "format": "date", "examples": ["2021-02-12"]},
    hint=Message("un jour, comme « 2021-02-12 », « 12/02/2021 » ou « 12 février 2021 »"),
)
