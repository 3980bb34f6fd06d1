"""Writes what amounts and days need of the CLDR, as Babel has it, where it is read without Babel: ``make messages``."""

from __future__ import annotations

import json
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import get_month_names

from relance_rules.localization.formats import FILE

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""Babel's English amounts follow the reader's region; days come first."""


def formats() -> dict[str, Any]:
    """The names of months and the signs of currencies by language, and the decimals of those that have not two."""
    found: dict[str, Any] = {"months": {}, "signs": {}}
    for language, name in LOCALES.items():
        locale = Locale.parse(name)
        months = get_month_names("wide", locale=locale)
        signs = {code: sign for code, sign in sorted(locale.currency_symbols.items()) if sign != code}
        found["months"][language] = [months[number] for number in range(1, 13)]
        found["signs"][language] = signs
    decimals = {code: each[0] for code, each in sorted(get_global("currency_fractions").items()) if code != "DEFAULT"}
    return {**found, "decimals": {code: places for code, places in decimals.items() if places != 2}}


def text() -> str:
    """The text of the file."""
    return json.dumps(formats(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
