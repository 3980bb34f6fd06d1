"""The words of the cited document that tell a duty from an example, and the lines that they stand on."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc", "'"))


class Said(NamedTuple):
    """A word as the rule set writes it, and the lines that it goes from and to: several where a line is broken."""

    word: str
    first: int
    last: int

    @property
    def lines(self) -> range:
        """The lines that it stands on."""
        return range(self.first, self.last + 1)


def words_said(words: Iterable[str], document: Sequence[str]) -> Iterator[Said]:
    """Where the words stand in a document, whatever their case, their apostrophes and the breaks of its lines."""
    lines = [_plain(line) for line in document]
    text = "\n".join(lines)
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    found = []
    for word in words:
        letters = r"\s+".join(map(re.escape, _plain(word).split()))
        for match in re.finditer(rf"(?<!\w){letters}(?!\w)", text, re.I) if letters else ():
            found.append(Said(word, bisect_right(starts, match.start()), bisect_right(starts, match.end() - 1)))
    yield from sorted(found, key=lambda said: (said.first, said.last, said.word))


def numbers_of(ranges: Iterable[tuple[int, int]]) -> set[int]:
    """The numbers of the lines of some ranges, both ends included."""
    return {line for first, last in ranges for line in range(first, last + 1)}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
