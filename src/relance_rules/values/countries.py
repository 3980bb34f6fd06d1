"""Countries by their two-letter code of ISO 3166-1, and by their French and English names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import nearest

_SECOND_LETTERS = {
    "A": "DEFGILMOQRSTUWXZ",
    "B": "ABDEFGHIJLMNOQRSTVWYZ",
    "C": "ACDFGHIKLMNORUVWXYZ",
    "D": "EJKMOZ",
    "E": "CEGHRST",
    "F": "IJKMOR",
    "G": "ABDEFGHILMNPQRSTUWY",
    "H": "KMNRTU",
    "I": "DELMNOQRST",
    "J": "EMOP",
    "K": "EGHIMNPRWYZ",
    "L": "ABCIKRSTUVY",
    "M": "ACDEFGHKLMNOPQRSTUVWXYZ",
    "N": "ACEFGILOPRUZ",
    "O": "M",
    "P": "AEFGHKLMNRSTWY",
    "Q": "A",
    "R": "EOSUW",
    "S": "ABCDEGHIJKLMNORSTVXYZ",
    "T": "CDFGHJKLMNORTVWZ",
    "U": "AGMSYZ",
    "V": "ACEGINU",
    "W": "FS",
    "Y": "ET",
    "Z": "AMW",
}
"""By first letter, the second letters of the codes that are assigned."""

COUNTRIES = frozenset(first + second for first, letters in _SECOND_LETTERS.items() for second in letters)
"""The codes that are assigned to a country or a territory."""

SLIPS = {
    **{"uk": "GB", "el": "GR", "en": "GB", "usa": "US"},
    **{"angleterre": "GB", "england": "GB", "grande bretagne": "GB", "great britain": "GB"},
    **{"hollande": "NL", "holland": "NL", "deutschland": "DE", "republique tcheque": "CZ", "czech republic": "CZ"},
}
"""What people write that is no country's code or name, with the code that is meant."""


@cache
def country_names() -> Mapping[str, str]:
    """The code of the country that each French or English name, normalised, is the name of."""
    from babel import Locale

    names = [Locale(language).territories for language in ("fr", "en")]
    return {normal(name): code for named in names for code, name in named.items() if code in COUNTRIES}


def country_of(text: str) -> str | None:
    """The code of the country that a text spells, by its code or by its name; None where it spells none."""
    if text in COUNTRIES:
        return text
    code = normal(text).upper()
    return code if code in COUNTRIES else country_names().get(normal(text))


@lru_cache(maxsize=1024)
def near_country(text: str) -> str | None:
    """The code of the country that a text that is none may mean; None where it may be several, or is near none."""
    spelled = normal(text)
    if spelled in SLIPS or len(spelled) < 3:
        return SLIPS.get(spelled)
    begun = {code for name, code in country_names().items() if name.startswith(spelled)}
    if begun:
        return begun.pop() if len(begun) == 1 else None
    # Names of countries are much alike: a word that is only near would be another country.
    return nearest(text, (), country_names(), cutoff=0.8)
