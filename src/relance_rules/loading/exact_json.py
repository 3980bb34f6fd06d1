"""JSON read exactly: decimals as they are written, no key given twice, and each slip with its place."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from relance_rules.loading.problems import DossierError, Problem, RelanceError, excerpt
from relance_rules.values import Message, ParseError


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found.clear()
    for key, value in pairs:
        if key in found:
            raise ParseError("la clé « {key} » est donnée deux fois", key=key[:80])
        found[key] = value
    return found


_THOUSANDS = re.compile(r"[0-9]+\.[0-9]{3}")


def _constant(name: str) -> NoReturn:
    raise ParseError("« {found} » n’est pas un nombre", found=name)


def _whole(digits: str) -> int:
    if len(digits) > 30:
        raise ParseError("ce nombre a trop de chiffres : {found}…", found=digits[:30])
    return int(digits)


def _decimal(digits: str) -> Decimal | str:
    if len(digits) > 40:
        raise ParseError("ce nombre a trop de chiffres : {found}…", found=digits[:30])
    # Kept as text where a person may have meant thousands: the reader of amounts then asks.
    if _THOUSANDS.fullmatch(digits):
        return digits
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ParseError("ce nombre est trop grand : {found}", found=digits) from None


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole, parse_float=_decimal)
"""Reads JSON exactly: what it refuses is a JSONDecodeError, or a ParseError."""


def parse_json(text: str, name: str | None) -> Any:
    """Parse JSON exactly: decimals as Decimal, no duplicate keys, no NaN or infinity.

    Raises:
        DossierError: The text is no JSON, or holds what a dossier can't.
    """
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        from relance_rules.loading.slips import Broken, told
        from relance_rules.loading.slips.json_kinds import KINDS, reads, unread

        broken = Broken(text, error.pos)
        raise DossierError([told(broken, name, KINDS, reads, unread(broken))]) from None
    except ParseError as error:
        raise DossierError([_refused(error, text, name)]) from None
    except RecursionError:
        raise DossierError([Problem(Message("imbrication trop profonde"), name, 1, 1, code="syntax")]) from None


def _refused(error: ParseError, text: str, name: str | None) -> Problem:
    """Find again the place of what a dossier may not hold: the JSON reader does not tell it."""
    if "key" in error.message.values:
        from relance_rules.loading.nodes import parse_yaml

        try:
            parse_yaml(text, name)
        except RelanceError as again:
            # As YAML, the first fault of such a text is the repeated key, unless JSON escapes what YAML does not.
            if "key" in again.problems[0].message.values:
                return again.problems[0]
        return Problem(error.message, name, 1, 1, code="syntax")
    number = re.escape(error.message.values["found"])
    places = (match for match in re.finditer(rf'"(?:[^"\\]|\\.)*"|({number})', text) if match[1])
    place = next(places).start()
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return Problem(error.message, name, line, column, excerpt(text, line), code="syntax")
