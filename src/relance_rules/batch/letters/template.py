"""The paragraphs of a template: the marks in them, and what becomes of them in a letter.

A template is a document whose text holds marks: ``{{ name }}`` is replaced by what the name stands for, a paragraph
with ``{{ si name }}`` stands only where the letter has something of that name, and one with ``{{ sans name }}`` only
where it has nothing. A paragraph with a name that stands for nothing is left out, and one with a list is repeated for
each entry. There is nothing else: a template can neither compute nor run anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from relance_rules.batch.letters.vocabulary import BY_SPELLING, IF, KINDS, NAMES, WITHOUT
from relance_rules.loading.problems import DossierError, Problem, distinct
from relance_rules.showing.blocks import Content
from relance_rules.values import Message
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion

Parts: TypeAlias = Mapping[str, Sequence[Content]]
"""What stands for each name in a letter: nothing, one content, or several for a list."""

MAX_MARKS = 200
"""How many marks a template may have: with what a dossier may hold, they bound a letter."""
MAX_ENTRIES = 300
"""How many entries of a list a letter shows."""

_MARK = re.compile(r"\{\{([^{}]{0,200})\}\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
_SHOWN, _LISTED, _GATHERED = 60, 20, 200


class Put(NamedTuple):
    """Where a name is replaced by what it stands for."""

    key: str


class Need(NamedTuple):
    """A name that a letter must have something of, or nothing, for a paragraph to stand in it."""

    key: str
    present: bool


class Line(NamedTuple):
    """A paragraph that has marks: what each of its pieces of text becomes, and when it stands."""

    slots: tuple[tuple[str | Put, ...], ...]
    needs: tuple[Need, ...] = ()
    repeats: str | None = None

    def filled(self, parts: Parts, said: Callable[[Content], str]) -> Iterator[list[str]]:
        """The texts of its pieces, once for each paragraph that it becomes."""
        if any(bool(parts[need.key]) is not need.present for need in self.needs):
            return
        named = {piece.key for slot in self.slots for piece in slot if isinstance(piece, Put)} - {self.repeats}
        if not all(parts[key] for key in named):
            return
        texts = {key: said(parts[key][0]) for key in named}
        for entry in (None,) if self.repeats is None else _bounded(parts[self.repeats]):
            if self.repeats is not None:
                texts[self.repeats] = said(entry)
            yield ["".join(texts[p.key] if isinstance(p, Put) else p for p in slot) for slot in self.slots]


def _bounded(entries: Sequence[Content]) -> Sequence[Content]:
    if len(entries) <= MAX_ENTRIES:
        return entries
    return [*entries[:MAX_ENTRIES], Message("… et {count} de plus", {"count": len(entries) - MAX_ENTRIES})]


class Reader:
    """Reads the paragraphs of a template, and gathers what is wrong with them."""

    def __init__(self, name: str) -> None:
        """Take the name of the file."""
        self.name, self._marks = name, 0
        self._faults: list[Message] = []

    def line(self, texts: Sequence[str], quoted: Callable[[str], str] = str) -> Line | None:
        """A paragraph given by its pieces of text, over which a mark may spread; None for one without marks.

        Args:
            texts: The pieces, in order.
            quoted: What text that stays becomes in the letter.
        """
        whole = "".join(texts)
        marks = list(_MARK.finditer(whole))
        if stray := _STRAY.search(_MARK.sub(lambda found: " " * len(found[0]), whole)):
            around = whole[max(0, stray.start() - 20) : stray.end() + 20].strip()
            message = Message(
                "« {mark} » n’est pas une marque entière, dans « {around} » : un modèle n’a que {{ nom }}, "
                "{{ si nom }} et {{ sans nom }}, chacune dans un seul paragraphe",
                {"mark": stray[0], "around": around},
            )
            self._fault(message)
        self._marks += len(marks)
        if not marks or self._marks > MAX_MARKS:
            return None
        puts: list[Put | None] = []
        needs: list[Need] = []
        repeated: dict[str, None] = {}
        for found in marks:
            read = self._read(found[1])
            puts.append(read if isinstance(read, Put) else None)
            if isinstance(read, Need):
                needs.append(read)
            elif read is not None and KINDS[read.key] == "list":
                repeated[read.key] = None
        if len(repeated) > 1:
            values = {"text": whole.strip()[:_SHOWN]}
            self._fault(Message("un paragraphe ne répète qu’une liste : « {text} »", values))
        spans = [(found.start(), found.end(), put) for found, put in zip(marks, puts, strict=True)]
        return Line(tuple(_slots(texts, spans, quoted)), tuple(needs), next(iter(repeated), None))

    def _read(self, inside: str) -> Put | Need | None:
        spelled = normal(inside)
        if (name := BY_SPELLING.get(spelled)) is not None:
            if name.kind != "condition":
                return Put(name.key)
            message = Message(
                "« {name} » ne s’écrit pas dans une lettre : il dit seulement quand un paragraphe y est, par "
                "{{ si {name} }} ou {{ sans {name} }}",
                {"name": name.spelled},
            )
            self._fault(message)
            return None
        word, _, rest = spelled.partition(" ")
        if word in (IF, WITHOUT) and (named := BY_SPELLING.get(rest)) is not None:
            return Need(named.key, word == IF)
        sought = rest if word in (IF, WITHOUT) else spelled
        near = suggestion(sought[:_SHOWN], [name.spelled for name in NAMES])
        values = {"mark": inside.strip()[:_SHOWN], "near": near}
        self._fault(Message("marque inconnue : « {mark} » ; {near}", values))
        return None

    def _fault(self, message: Message) -> None:
        if len(self._faults) < _GATHERED:
            self._faults.append(message)

    def check(self) -> None:
        """See that nothing is wrong.

        Raises:
            DossierError: Something is: everything is told, once.
        """
        faults = distinct(self._faults)
        if self._marks > MAX_MARKS:
            values = {"count": self._marks, "limit": MAX_MARKS}
            faults.append(Message("ce modèle a {count} marques ; {limit} au plus", values))
        if not self._marks and not faults:
            message = Message(
                "ce modèle n’a aucune marque, telle que {{ dossier }} : « relance letter » dit les noms qu’il peut "
                "prendre, et « relance letter --out FILE » écrit un modèle"
            )
            faults.append(message)
        if faults:
            raise DossierError(Problem(message, self.name) for message in faults[:_LISTED])


def _slots(
    texts: Sequence[str], spans: Sequence[tuple[int, int, Put | None]], quoted: Callable[[str], str]
) -> Iterator[tuple[str | Put, ...]]:
    """What each piece of text becomes: a mark that spreads over several is put in the first of them."""
    start = 0
    for text in texts:
        end, at = start + len(text), start
        pieces: list[str | Put] = []
        for first, last, put in spans:
            if last <= at or first >= end:
                continue
            if first > at:
                pieces.append(quoted(text[at - start : first - start]))
            if first >= start and put is not None:
                pieces.append(put)
            at = min(last, end)
        if at < end:
            pieces.append(quoted(text[at - start :]))
        yield tuple(pieces)
        start = end
