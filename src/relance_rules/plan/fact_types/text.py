"""``text``: any words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import MAX_LINES, FactType, scalar
from relance_rules.values import Currency, ParseError

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

# JSON can escape half of a character, which no output can encode.
_HALVES = re.compile("[\ud800-\udfff]")


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    if len(text) > MAX_LINES:
        raise ParseError("ce texte dépasse {limit} caractères", limit=MAX_LINES)
    if not text.isascii() and _HALVES.search(text):
        raise ParseError("ce texte porte une moitié de caractère : réécrivez-le")
    return text


TYPE = FactType(
    name="text",
    sort="text",
    python=str,
    read=_read,
    schema=lambda currency: {"type": ["string", "integer", "number", "boolean", "null"], "maxLength": MAX_LINES},
    as_written=True,
    written={"type": "string", "maxLength": MAX_LINES},
)
