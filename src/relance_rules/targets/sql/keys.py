"""References as texts that are equal where dossiers share them: without case, spaces, kinds of dashes, last points.

A batch compares them in Python, with the characters that Python knows. Engines know others, or fold them otherwise:
they are told which characters to change, so that no two dossiers share a ceiling in one and not in the other.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from sqlglot import exp

from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.ruleset import Scope
from relance_rules.targets.sql.dialects import Engine
from relance_rules.targets.sql.layout import scalar
from relance_rules.targets.sql.terms import Sql, call, case, column, field, text
from relance_rules.values.spelling import tidy

_APART = "\ue000"
"""A character that spelling leaves alone."""
_AROUND = " '\""
_TRIMMED = "\t\n\r"
"""What is taken off around a text as a space is, though it is none."""
_LAST = ".,;:!?"
_ALL_SPACES = "whitespace"
_AS_THEY_ARE = frozenset({"Lo", "Cn", "Co", "Cs"})
"""The categories of what no spelling changes, which most characters are of: letters without case, and no character."""
_PLAIN = r"^[0-9A-Za-z]+([-_/.][0-9A-Za-z]+)*\z"
"""What a reference is of which nothing but the case is changed."""


class _Changes(NamedTuple):
    """The characters that are not compared as they are."""

    classes: dict[str, str]
    """What stands for each of some characters, and a class of a regular expression that has them."""
    letters: dict[str, str]
    longer: dict[str, str]
    """The letters that become several."""


@lru_cache(maxsize=1)
def _changes() -> _Changes:
    everything = map(chr, range(sys.maxunicode + 1))
    characters = [each for each in everything if category(each) not in _AS_THEY_ARE and each != _APART]
    tidied = tidy(_APART + _APART.join(characters) + _APART).split(_APART)[1:-1]
    found: dict[str, list[str]] = {}
    letters: dict[str, str] = {}
    longer: dict[str, str] = {}
    for character, plain in zip(characters, tidied, strict=True):
        folded = plain.casefold()
        if character.isspace():
            # What is no space for tidying stands in the way of what it takes off around.
            found.setdefault(" " if plain == " " or character in _TRIMMED else _ALL_SPACES, []).append(character)
        elif plain in ("", "-", "'", '"'):
            found.setdefault(plain, []).append(character)
        elif folded != character:
            (letters if len(folded) == 1 else longer)[character] = folded
    found.setdefault(_ALL_SPACES, []).append(" ")
    return _Changes({plain: _class(each) for plain, each in found.items()}, letters, longer)


def _class(characters: Iterable[str]) -> str:
    """A class of a regular expression, in ASCII."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in ranges) + "]"


def key_columns(scope: Scope, facts: Vocabulary, engine: Engine) -> Iterator[Sql]:
    """What tells which dossiers share a scope: the parts of its key, equal for all of them, NULL where not stated."""
    for kind, path in scope.key:
        first, *others = path.split(".")
        value = field(column(first), *others)
        if kind == "year":
            yield call("year", value)
        else:
            yield same(value, engine) if scalar(facts[path]).kind == "text" else value


def same(reference: Sql, engine: Engine) -> Sql:
    """What is equal for all the spellings of one reference; NULL where there is none."""
    # Most references are plain: nothing is looked for in them. Few are of other letters than those of ASCII.
    plain = exp.RegexpLike(this=reference.copy(), expression=text(_PLAIN))
    other = exp.RegexpLike(this=reference.copy(), expression=text("[^ -_a-~]"))
    lower = call("lower", reference)
    found: Sql = exp.Trim(this=case((other, _lower(reference, engine)), otherwise=lower), expression=text(_AROUND))
    found = engine.replaced(engine.replaced(found, _changes().classes[_ALL_SPACES], ""), "-+", "-")
    return case((plain, lower), otherwise=exp.Trim(this=found, expression=text(_LAST), position="TRAILING"))


def _lower(reference: Sql, engine: Engine) -> Sql:
    """Tidied, and without case, character by character."""
    classes, letters, longer = _changes()
    found = reference
    for plain in ("", " ", "-", "'", '"'):
        found = engine.replaced(found, classes[plain], plain)
    found = call("translate", found, text("".join(letters)), text("".join(letters.values())))
    for several in dict.fromkeys(longer.values()):
        these = "".join(character for character, folded in longer.items() if folded == several)
        found = engine.replaced(found, f"[{these}]", several)
    return found
