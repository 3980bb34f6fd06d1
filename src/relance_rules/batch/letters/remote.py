"""What a template would have whoever opens a letter fetch from elsewhere: a letter brings all that it shows.

A link that is only followed where somebody clicks on it fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from xml.parsers import expat

from relance_rules.batch.letters.package import Part

_CLICKED = "a"
"""The element of OpenDocument that is a link to click on; any other that names a place shows what is there."""

_ELSEWHERE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|[/\\]|\.\.)")
_FIELD = re.compile(
    r'\s*"?(DATABASE|DDE|DDEAUTO|IMPORT|INCLUDE|INCLUDEPICTURE|INCLUDETEXT|LINK|QUOTE|RD)\b', re.IGNORECASE
)
"""The fields of Word that bring something from a file; QUOTE may write the name of any of them."""

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def fetched(parts: Iterable[Part]) -> Iterator[tuple[str, str]]:
    """What the parts of a template would fetch: the name of the part that asks for it, and what it names."""
    for part in parts:
        if part.content[:64].lstrip(_BEFORE_XML).startswith(b"<"):
            for found in _Reading(part.content).found:
                yield part.name, found


class _Reading:
    """A part, read until its end or its first fault: what comes after one, no word processor reads either."""

    def __init__(self, content: bytes) -> None:
        self.found: list[str] = []
        self._fields: list[str] = []
        self._instructed = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        with suppress(expat.ExpatError, ValueError, LookupError):
            parser.Parse(content, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        values = {_local(key): value for key, value in attributes.items()}
        place = values.get("href") or values.get("src", "")
        if name == "Relationship":
            kind, external = _kind(values), values.get("TargetMode", "").strip().lower() == "external"
            if (external and kind != "hyperlink") or kind == "afchunk":
                self.found.append(values.get("Target", ""))
        elif name in ("dde-source", "event-listener") or (name != _CLICKED and _ELSEWHERE.match(place)):
            self.found.append(place or name)
        elif name == "fldSimple":
            self._field(values.get("instr", ""))
        elif name == "fldChar":
            if values.get("fldCharType") == "begin":
                self._fields.append("")
            elif self._fields:
                self._field(self._fields[-1])
                self._fields[-1:] = [""] if values.get("fldCharType") == "separate" else []
        self._instructed = name == "instrText"

    def _end(self, _: str) -> None:
        self._instructed = False

    def _text(self, text: str) -> None:
        if self._instructed and self._fields:
            self._fields[-1] += text

    def _field(self, instruction: str) -> None:
        if _FIELD.match(instruction):
            self.found.append(instruction.strip())


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _kind(relationship: dict[str, str]) -> str:
    return relationship.get("Type", "").rpartition("/")[2].strip().lower()
