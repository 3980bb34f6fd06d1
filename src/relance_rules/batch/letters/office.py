"""The text of a word processor's document, kept apart from the rest of its XML so that marks can be replaced in it.

Only what stands in a paragraph is looked at. All else, styles, pictures and settings, goes to the letters as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, Union
from xml.parsers import expat

from relance_rules.batch.letters.package import Part, read_parts, written
from relance_rules.batch.letters.remote import fetched
from relance_rules.batch.letters.template import Line, Parts, Reader
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Content, shown
from relance_rules.values import Message

_MAX_XML = 16 * 1024 * 1024
_MAX_DEPTH = 120
_MAX_TAGS = 200_000
"""How many tags a template may have: what is read of each is some hundred times as large."""
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Grammar(NamedTuple):
    """What a format of documents calls the parts of a text; its elements are named without their prefix.

    ``parts`` is the names of the parts of the archive that hold some. Text stands anywhere in a paragraph, or only in
    the elements ``text``. The last paragraph of what is in ``kept`` can't be left out, nor one that has something of
    ``breaks``: only its text can. A paragraph that is alone in an ``item`` is repeated with it, and a ``list`` that has
    none left is left out.
    """

    extension: str
    parts: re.Pattern[str]
    paragraphs: frozenset[str]
    text: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    item: str | None = None
    list: str | None = None


class Slot(NamedTuple):
    """Where a piece of the text of a paragraph stands."""

    place: int


class Element(NamedTuple):
    """An element that has marks in it, or that is within a paragraph that has; ``line`` is set where it is repeated.

    ``lasting`` tells that it stays without its text where it would be left out, ``hollow`` that it is left out where
    nothing stays in it.
    """

    start: str
    inside: tuple[Piece, ...]
    end: str
    line: Line | None = None
    lasting: bool = False
    hollow: bool = False


Piece: TypeAlias = Union[str, Slot, "Element"]


class OfficeTemplate(NamedTuple):
    """The parts of a template, and what those that have marks are made of, by name."""

    extension: str
    parts: tuple[Part, ...]
    filled: Mapping[str, tuple[Piece, ...]]

    def fill(self, parts: Parts, language: Localization) -> bytes:
        """The letter that has these parts; what is put in it has no effect in XML."""

        def said(content: Content) -> str:
            return escaped(shown(content, language))

        def made(part: Part) -> Part:
            pieces = self.filled.get(part.name)
            if pieces is None:
                return part
            text = _DECLARATION + _joined(pieces, (), parts, said)
            return part._replace(content=text.encode())

        return written(map(made, self.parts))


def read_office(data: bytes, name: str, grammar: Grammar) -> OfficeTemplate:
    """The template that a file holds.

    Raises:
        DossierError: It can't be read, it would have something fetched, or its marks are not those of a letter.
    """
    parts, reader = read_parts(data, name), Reader(name)
    for part, target in fetched(parts):
        values = {"part": part[:80], "target": target[:80]}
        message = Message(
            "ce modèle ferait chercher « {target} » ailleurs à l’ouverture de chaque lettre (partie « {part} ») : "
            "mettez-le dans le document, ou enlevez-le",
            values,
        )
        raise DossierError([Problem(message, name)])
    if sum(part.content.count(b"<") for part in parts if grammar.parts.fullmatch(part.name)) > _MAX_TAGS:
        message = Message("modèle trop grand : {limit} balises au plus", {"limit": _MAX_TAGS})
        raise DossierError([Problem(message, name)])
    filled = {part.name: _read(part, reader, grammar) for part in parts if grammar.parts.fullmatch(part.name)}
    if not filled:
        message = Message("ce fichier n’est pas le document que dit son extension, ou il est abîmé")
        raise DossierError([Problem(message, name)])
    reader.check()
    return OfficeTemplate(grammar.extension, tuple(parts), filled)


def escaped(text: str) -> str:
    """A text that is only a text in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _quoted(text: str) -> str:
    """The same in an attribute."""
    return escaped(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")


def _joined(pieces: Sequence[Piece], texts: Sequence[str], parts: Parts, said: Callable[[Content], str]) -> str:
    return "".join(_text_of(piece, texts, parts, said) for piece in pieces)


def _text_of(piece: Piece, texts: Sequence[str], parts: Parts, said: Callable[[Content], str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Slot):
        return texts[piece.place]
    if piece.line is None:
        inside = _joined(piece.inside, texts, parts, said)
        return f"{piece.start}{inside}{piece.end}" if inside or not piece.hollow else ""
    found = [_joined(piece.inside, filled, parts, said) for filled in piece.line.filled(parts, said)]
    if not found and piece.lasting:
        found = [_joined(piece.inside, [""] * len(piece.line.slots), parts, said)]
    return "".join(f"{piece.start}{inside}{piece.end}" for inside in found)


# ---- reading


class _Text:
    """A piece of the text of a paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text


class _Open:
    """An element that was read; ``paragraph`` tells one that is repeated, or left out, as a paragraph is."""

    def __init__(self, name: str, start: str, end: str, *, paragraph: bool = False) -> None:
        self.name, self.start, self.end, self.paragraph = name, start, end, paragraph
        self.inside: list[str | _Text | _Open] = []

    @property
    def elements(self) -> list[_Open]:
        return [each for each in self.inside if isinstance(each, _Open)]

    def texts(self) -> Iterator[_Text]:
        """The pieces of its text, without those of the paragraphs that are in it."""
        for each in self.inside:
            if isinstance(each, _Text):
                yield each
            elif isinstance(each, _Open) and not each.paragraph:
                yield from each.texts()

    def holds(self, names: frozenset[str]) -> bool:
        """Whether an element of one of these names is in it."""
        return any(each.name in names or each.holds(names) for each in self.elements)


class _Document:
    """The elements of a part, as they are parsed: ``root`` has no name."""

    def __init__(self, part: Part, name: str, grammar: Grammar) -> None:
        """Parse the part.

        Raises:
            DossierError: It is no XML as word processors write it, or it is too large or too deep.
        """
        self._grammar, self._part, self._name = grammar, part, name
        self.root = _Open("", "", "")
        self._way, self._within = [self.root], 0
        parser = expat.ParserCreate()
        parser.buffer_text, parser.ordered_attributes = True, True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._text, self._refuse
        if len(part.content) > _MAX_XML:
            self._refuse()
        try:
            parser.Parse(part.content, True)
        except (expat.ExpatError, ValueError, LookupError):
            self._refuse()

    def _refuse(self, *_: object) -> None:
        message = Message("ce document est abîmé, dans sa partie « {part} »", {"part": self._part.name[:80]})
        raise DossierError([Problem(message, self._name)])

    def _start(self, tag: str, attributes: list[str]) -> None:
        if len(self._way) > _MAX_DEPTH:
            self._refuse()
        pairs = "".join(
            f' {key}="{_quoted(value)}"' for key, value in zip(attributes[::2], attributes[1::2], strict=True)
        )
        if tag == "w:t" and "xml:space" not in attributes[::2]:
            # What is put in it may begin or end with a space.
            pairs += ' xml:space="preserve"'
        name = tag.rpartition(":")[2]
        made = _Open(name, f"<{tag}{pairs}>", f"</{tag}>", paragraph=name in self._grammar.paragraphs)
        self._within += made.paragraph
        self._way[-1].inside.append(made)
        self._way.append(made)

    def _end(self, _: str) -> None:
        made = self._way.pop()
        self._within -= made.paragraph
        if made.name == self._grammar.item and [each.paragraph for each in made.elements] == [True]:
            made.paragraph, made.elements[0].paragraph = True, False

    def _text(self, text: str) -> None:
        here = self._way[-1]
        is_text = self._within and (not self._grammar.text or here.name in self._grammar.text)
        here.inside.append(_Text(text) if is_text else escaped(text))


def _read(part: Part, reader: Reader, grammar: Grammar) -> tuple[Piece, ...]:
    """What a part is made of."""
    return tuple(_pieces(_Document(part, reader.name, grammar).root, {}, reader, grammar))


def _pieces(element: _Open, slots: Mapping[_Text, int], reader: Reader, grammar: Grammar) -> Iterator[Piece]:
    """What is inside an element; ``slots`` is the places of the text of the paragraph around it, if that has marks."""
    kept = element.elements[-1:] if element.name in grammar.kept else []
    plain: list[str] = []
    for each in element.inside:
        piece = _piece(each, slots, reader, grammar, kept=each in kept)
        if isinstance(piece, str):
            plain.append(piece)
            continue
        yield "".join(plain)
        plain = []
        yield piece
    yield "".join(plain)


def _piece(
    each: str | _Text | _Open, slots: Mapping[_Text, int], reader: Reader, grammar: Grammar, *, kept: bool
) -> Piece:
    """What a letter takes of a piece: a text where nothing in it changes from one letter to another."""
    if isinstance(each, str):
        return each
    if isinstance(each, _Text):
        return Slot(slots[each]) if each in slots else escaped(each.text)
    line = None
    if each.paragraph:
        texts = list(each.texts())
        line = reader.line([text.text for text in texts], escaped)
        slots = {} if line is None else {text: place for place, text in enumerate(texts)}
    inside = tuple(_pieces(each, slots, reader, grammar))
    plain = [piece for piece in inside if isinstance(piece, str)]
    if line is None and len(plain) == len(inside):
        return f"{each.start}{''.join(plain)}{each.end}"
    lasting = kept or each.holds(grammar.breaks)
    return Element(each.start, inside, each.end, line, lasting, hollow=each.name == grammar.list)
