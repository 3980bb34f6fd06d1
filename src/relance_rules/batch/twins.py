"""Projects that may be one: references a slip apart, and one project name of one organisation under several of them.

They are said, and decided by nobody. What is compared is found by keys that near references share, so that no reference
is held against all the others. Numbers that follow one another are how projects are numbered: digits that differ are
said only where something else tells that they may be a slip.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.checking.projects import Placed, shared_keys
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message
from relance_rules.values.spelling import normal, same_reference

MAX_SERIES = 30
"""How many references of one form make a series, where two numbers with exchanged digits are both to be expected."""
MAX_LENGTH = 64
"""Longer references are only held against those that are written alike."""

_LETTERS, _DIGITS = 3, 4
"""How long a run of letters or of digits is, at least, for one more or one less of them to be a slip."""

Sort: TypeAlias = Literal["alike", "letters", "digits", "same"]
"""What two projects share: how they are written, but for a letter, but for digits; or who has them, and their name."""


class Hint(NamedTuple):
    """A key that projects which may be one share, and what it tells."""

    sort: Sort
    key: bytes


class Named(NamedTuple):
    """A project as a dossier names it by a text, at a place of what tells it.

    ``text`` is its reference as references are compared, ``series`` what those that differ by their digits share,
    ``hints`` what it may share with another reference, and ``title`` what its dossier calls it, None for nothing.
    """

    project: bytes
    place: int
    text: str
    written: str
    origin: str
    series: bytes
    hints: tuple[Hint, ...]
    title: bytes | None


class Twins(NamedTuple):
    """Two projects that may be one: how each is written, and where it was first met."""

    sort: Sort
    first: tuple[str, str]
    second: tuple[str, str]

    @property
    def words(self) -> Message:
        """What is said of them beside the first."""
        (written, _), (other, origin) = self.first, self.second
        values = {"written": written, "other": other, "origin": origin}
        if self.sort == "same":
            return Message(
                "même organisation et même nom de projet sous deux références, « {written} » et « {other} » ({origin}) "
                ": est-ce un seul projet ? Leurs plafonds sont comptés à part",
                values,
            )
        return Message(
            "la référence de projet « {written} » est proche de « {other} » ({origin}) : est-ce un seul projet ? Leurs "
            "plafonds sont comptés à part",
            values,
        )


def named(placed: Placed, rules: Rules) -> Iterator[Named]:
    """A dossier's project, for each text that tells it in a scope."""
    plan, facts = rules.plan, placed.dossier.facts
    for scope, key in shared_keys(placed, rules).items():
        theme, _, parts = key
        for place, (_, path) in enumerate(plan.scopes[scope].key):
            text = parts[place]
            if not isinstance(text, str):
                continue
            among = f"{theme}\0{scope}\0{place}\0{(*parts[:place], *parts[place + 1 :])!r}\0"
            title = None if plan.roles.project_name is None else facts.get(plan.roles.project_name)
            called = "" if title is None else normal(str(title))
            hints = [*_hints(text), *(("same", f"{called}\0{who}") for who in _owners(plan, placed) if called)]
            yield Named(
                project_digest(repr(key)),
                place,
                text,
                str(facts[path]),
                placed.dossier.origin or "",
                _digest(f"{among}{re.sub('[0-9]', '0', text)}"),
                tuple(Hint(sort, _digest(f"{among}{sort}{key}")) for sort, key in dict.fromkeys(hints)),
                _digest(called) if called else None,
            )


def project_digest(told: str) -> bytes:
    """What stands for a project, from its key as it is written."""
    return _digest(told)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).digest()


def _owners(plan: Plan, placed: Placed) -> Iterator[str]:
    """The identifiers of those who apply."""
    roles, facts = plan.roles, placed.dossier.facts
    for applicant in () if roles.applicants is None else facts.get(roles.applicants, ()):
        if (identifier := applicant.get(roles.applicant_identifier)) is not None:
            yield same_reference(str(identifier))


def near_words(sort: Sort, other: str, origin: str) -> Message:
    """What is said of a project beside another that it may be."""
    values = {"other": other, "origin": origin}
    if sort == "same":
        return Message("« {other} » ({origin}) a même organisation et même nom : est-ce le même projet ?", values)
    return Message("« {other} » ({origin}) est une référence proche : est-ce le même projet ?", values)


# ---- how references may be a slip apart


def _hints(text: str) -> Iterator[tuple[Sort, str]]:
    """The keys that a reference shares with those that are near."""
    yield "alike", _bare(text.translate(_LOOK_ALIKE))
    parted = _parted(text)
    if len(parted) > MAX_LENGTH:
        return
    yield "letters", parted
    yield "digits", parted
    for run in re.finditer(r"[0-9]+|[^\W\d_]+", parted):
        if run[0][0].isdecimal():
            for place in range(run.start(), run.end() - 1):
                one, other = sorted(parted[place : place + 2])
                if one != other:
                    yield "digits", f"{parted[:place]}\0{one}{other}{parted[place + 2 :]}"
        long = len(run[0]) >= (_DIGITS if run[0][0].isdecimal() else _LETTERS)
        for place in range(run.start(), run.end() if long else 0):
            yield "digits" if run[0][0].isdecimal() else "letters", parted[:place] + parted[place + 1 :]


_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1"})


def _parted(text: str) -> str:
    """A reference without the noughts before its numbers, and with one sign between its parts."""
    return re.sub(r"[\W_]+", "-", re.sub(r"(?<![0-9])0+(?=[0-9])", "", text))


def _bare(text: str) -> str:
    """The same without what parts it, but between two numbers."""
    return re.sub(r"(?<![0-9])-|-(?![0-9])", "", _parted(text))


def are_near(sort: Sort, first: str, second: str) -> bool:
    """Whether two references that share a key are a slip apart, as that key has it."""
    if sort in ("alike", "same"):
        return first != second
    one, other = sorted((_parted(first), _parted(second)), key=len)
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    end = 0
    while end < len(one) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    changed, into = one[start : len(one) - end], other[start : len(other) - end]
    kind: Callable[[str], bool] = str.isdecimal if sort == "digits" else str.isalpha
    if not all(map(kind, changed + into)) or not into:
        return False
    swapped = len(into) == 2 and changed == into[::-1]
    if sort == "digits":
        # One more is hinted at in a long number alone.
        return swapped or (not changed and len(into) == 1)
    slip = swapped or (len(into) == 1 and len(changed) <= 1)
    return slip and _run(one, start, kind) >= _LETTERS


def _run(text: str, place: int, kind: Callable[[str], bool]) -> int:
    """How long the run of letters or digits around a place is; 0 where there is none."""
    before, after = text[:place], text[place:]
    return len(list(takewhile(kind, reversed(before)))) + len(list(takewhile(kind, after)))
