"""Days and months."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from relance_rules.values.amounts import MAX_TEXT
from relance_rules.values.messages import ParseError


class Month(NamedTuple):
    """A month of a year, counted from 1."""

    year: int
    month: int


_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def parse_date(text: str) -> date:
    """Read a day written ``2021-02-12`` or ``12/02/2021`` (day first).

    Raises:
        ParseError: The text is no date of the calendar.
    """
    found = text.strip()
    if match := _ISO_DATE.fullmatch(found):
        year, month, day = (int(part) for part in match.groups())
    elif match := _FRENCH_DATE.fullmatch(found):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise ParseError(
            "« {found} » n’est pas une date : écrivez-la « 2021-02-12 » ou « 12/02/2021 »",
            found=found[:MAX_TEXT],
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ParseError("« {found} » n’existe pas dans le calendrier", found=found) from None
