"""What people type: the one place that says which spellings are the same.

Codes, labels, keys, titles and values are compared by :func:`normal`; numbers, amounts and days are read from
:func:`tidy`. An exact spelling comes first: :func:`named` looks it up before anything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 1000
"""Longer texts name nothing, and are compared as they are."""

_APOSTROPHES = frozenset("'’‘‛ʼ`´′")
_QUOTES = frozenset('"„‟″〝〞')
_DASHES = frozenset("−⁃˗")


def plain(character: str) -> str:
    """A character as the plainest one of its kind."""
    category = unicodedata.category(character)
    if character in _APOSTROPHES:
        return "'"
    if character in _QUOTES or category in ("Pi", "Pf"):
        return '"'
    if character in _DASHES or category == "Pd":
        return "-"
    # What parts two cells or two lines is no space between two words.
    if category == "Zs" or character.isspace():
        return " " if category == "Zs" else character
    # What is not seen says nothing: controls, soft hyphens, spaces of no width, marks of direction.
    return "" if category in ("Cc", "Cf") else character


class _Plain(dict[int, str]):
    """Plain characters by code: those that people write most are at hand, the others are looked at when met."""

    def __missing__(self, code: int) -> str:
        return plain(chr(code))


_PLAIN = _Plain({code: plain(chr(code)) for code in (*range(0x180), *range(0x2000, 0x2070))})
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
# Accents of Latin, Greek and Cyrillic letters; the vowels of other scripts are no accents.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_AROUND = " \t\r\n'\""
_SPACES = re.compile(" +")
_SEPARATORS = re.compile(r"[\s_-]+")
_APOSTROPHE = re.compile(" ?' ?")


def tidy(text: str) -> str:
    """A text with single plain spaces, plain hyphens, apostrophes and quotes, none around it, and nothing unseen."""
    return _SPACES.sub(" ", text.translate(_PLAIN)).strip(_AROUND)


def normal(text: str) -> str:
    """What is equal for all the spellings of one text.

    Case, accents, ligatures, spaces, hyphens, underscores, kinds of apostrophes, quotes, Unicode forms and unseen
    characters make no difference.
    """
    return _normal(text) if len(text) <= _LONGEST else text


@lru_cache(maxsize=8192)
def _normal(text: str) -> str:
    # The acute accent alone decomposes to a space, so that it is taken for an apostrophe first.
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).translate(_LIGATURES)
    apart = _SEPARATORS.sub(" ", bare.translate(_PLAIN).replace('"', ""))
    return _APOSTROPHE.sub("'", apart).strip(" '")


def same_reference(text: str) -> str:
    """What is equal for all the spellings of one reference.

    Case, spaces, kinds and runs of dashes, and final punctuation make no difference; a hyphen does.
    """
    if not _PLAIN_REFERENCE.fullmatch(text):
        text = _HYPHENS.sub("-", "".join(tidy(text).split())).rstrip(".,;:!?")
    return text.casefold()


_PLAIN_REFERENCE = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
"""A reference of which only the case may make a difference: most of them."""

_HYPHENS = re.compile("-+")


def named(text: str, known: Collection[str]) -> str | None:
    """The known name that a text spells, or None; those who make names see that no two are spelled alike."""
    if text in known:
        return text
    spelled = normal(text)
    return next((name for name in known if normal(name) == spelled), None) if spelled else None


class Clash(NamedTuple):
    """A spelling that would name two things."""

    spelling: str
    first: str
    other: str


def clash(spellings: Iterable[tuple[str, str]]) -> Clash | None:
    """The first clash among spellings, each with what it names; None where nothing can be taken for something else."""
    met: dict[str, str] = {}
    for spelling, name in spellings:
        if (first := met.setdefault(normal(spelling), name)) != name:
            return Clash(spelling, first, name)
    return None
