"""What the engine knows of letters, months, countries and currencies: what Python knows of them, as data.

Browsers and Pythons know different versions of Unicode, so that a script says of letters what the Python that made it
says, whatever runs it. It asks the browser for one thing: how the characters of Unicode 3.2 decompose, which Unicode
promises not to change.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any, TypeAlias

from stdnum.util import clean

from relance_rules.localization.formats import FILE
from relance_rules.values import Currency
from relance_rules.values.countries import COUNTRIES, SLIPS, country_names
from relance_rules.values.dates import month_names
from relance_rules.values.spelling import plain

Steps: TypeAlias = list[int]
"""Ranges of code points: the length of each gap, then that of the range after it, and so on."""

_PLANES = (range(0xD800), range(0xE000, 0x40000), range(0xE0000, 0xF0000))
"""Where characters are: the other planes are empty or private, and the halves of pairs are no characters."""


def tables(currency: Currency | None) -> dict[str, Any]:
    """The tables of the engine, for amounts in a currency."""
    formats = json.loads(FILE.read_text(encoding="utf-8"))
    code = None if currency is None else currency.code
    return {
        "letters": letters(),
        "months": list(month_names()),
        "countries": {"codes": "".join(sorted(COUNTRIES)), "names": sorted(country_names().items()), "slips": SLIPS},
        "currency": None if currency is None else spellings(currency),
        "formats": {
            "months": formats["months"],
            "signs": {language: signs.get(code, code) for language, signs in formats["signs"].items()},
            "decimals": formats["decimals"].get(code, 2),
        },
    }


@cache
def letters() -> dict[str, Any]:
    """What the spellings of a text depend on.

    ``plain``: what takes the place of a character, with those characters. ``folded``: what else than one letter the
    case folding of a letter is; ``shifted``: the others, as the first one, how many, how far apart, and how far from
    theirs. ``stable``: where all that decomposes does so since Unicode 3.2; ``decomposed``: the rest. ``classes``: in
    which order marks stand, with those marks. ``words``: the letters, digits and marks of words. ``digits``: what the
    library that checks a SIRET takes for a digit or for nothing.
    """
    every = list(characters())
    folded = {character: character.casefold() for character in every if character.casefold() != character}
    cleaned = {character: clean(character, " .") for character in every}
    return {
        "plain": _by_value({character: plain(character) for character in every if plain(character) != character}),
        "folded": [[ord(character), text] for character, text in folded.items() if len(text) > 1],
        "shifted": list(_shifted({character: text for character, text in folded.items() if len(text) == 1})),
        **_decompositions(),
        "classes": _by_value({character: found for character in every if (found := unicodedata.combining(character))}),
        "words": steps(ord(character) for character in every if character.isalnum() or character == "_"),
        "digits": {character: digit for character, digit in cleaned.items() if digit != character and digit in _DIGITS},
    }


_DIGITS = ("", *"0123456789")


def characters() -> Iterator[str]:
    """Every character that may mean something."""
    return map(chr, chain(*_PLANES))


def steps(codes: Iterable[int]) -> Steps:
    """The ranges of some code points, which are given in order."""
    found: Steps = []
    end = 0
    for code in codes:
        if found and code == end:
            found[-1] += 1
        else:
            found += [code - end, 1]
        end = code + 1
    return found


def _by_value(given: dict[str, Any]) -> list[tuple[Any, Steps]]:
    values = dict.fromkeys(given.values())
    return [(value, steps(ord(each) for each, found in given.items() if found == value)) for value in values]


def _shifted(folded: dict[str, str]) -> Iterator[list[int]]:
    """Letters whose other case stands as far from them, as far apart: the first, how many, the step, and how far."""
    run: list[int] = []
    for code, shift in ((ord(letter), ord(other) - ord(letter)) for letter, other in folded.items()):
        if run and run[3] == shift and code - run[0] == run[1] * run[2]:
            run[1] += 1
        elif run and run[3] == shift and run[1] == 1 and code - run[0] == 2:
            run[1:3] = [2, 2]
        else:
            if run:
                yield run
            run = [code, 1, 1, shift]
    if run:
        yield run


def _decompositions() -> dict[str, Any]:
    known = unicodedata.ucd_3_2_0
    stable: list[int] = []
    since: list[tuple[int, list[str]]] = []
    met: list[int] = []
    for character in characters():
        code, found = ord(character), unicodedata.normalize("NFKD", character)
        if known.category(character) == "Cn" or known.normalize("NFKD", character) != found:
            met = []
            if found != character:
                if since and since[-1][0] + len(since[-1][1]) == code:
                    since[-1][1].append(found)
                else:
                    since.append((code, [found]))
            continue
        met.append(code)
        if found != character:
            # What stands between two that decompose, and is as old, does not.
            stable += met if stable and met[0] == stable[-1] + 1 else [code]
            met = []
    return {"stable": steps(stable), "decomposed": since}


def spellings(currency: Currency) -> dict[str, Any]:
    """How amounts are written, as :attr:`Currency.written` reads them.

    ``names``: each name, the longest first, as the characters that each of its letters is written with, and whether it
    ends with a letter, after which no other one may stand. ``taxes``: whether the words that say taxes are its own.
    """
    every = "".join(characters())
    names = sorted({*currency.also, currency.code}, key=lambda name: (-len(name), name))
    return {
        "names": [["".join(re.findall(f"(?i:{re.escape(letter)})", every)) for letter in name] for name in names],
        "taxes": list(currency.taxes.items()),
    }
