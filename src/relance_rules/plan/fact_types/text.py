"""``text``: any words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import FactType, scalar
from relance_rules.values import Currency, ParseError

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef

_MAX_TEXT = 5_000
# JSON can escape half of a character, which no output can encode.
_SEEN = "[!-~À-ÿ]"
_HALVES = re.compile("[\ud800-\udfff]")


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    if len(text) > _MAX_TEXT:
        raise ParseError("ce texte dépasse {limit} caractères", limit=_MAX_TEXT)
    if not text.isascii() and _HALVES.search(text):
        raise ParseError("ce texte porte une moitié de caractère : réécrivez-le")
    return text


TYPE = FactType(
    name="text",
    sort="text",
    python=str,
    read=_read,
    schema=lambda currency: {"type": ["string", "integer", "number", "boolean", "null"], "maxLength": _MAX_TEXT},
    plain={"pattern": f"^{_SEEN}((?s:.)*{_SEEN})?$", "max_length": _MAX_TEXT},
    written={"type": "string", "maxLength": _MAX_TEXT},
)
