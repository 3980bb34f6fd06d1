"""Sentences for a person, kept apart from their language; and what may be shown of a text from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple


class Text(Mapping[str, str]):
    """A text of a rule set in each of its languages, by language code; the first one given is the default."""

    __slots__ = ("_by", "_places")

    def __init__(self, by: Mapping[str, str]) -> None:
        """Take the text in each language.

        Raises:
            ValueError: There is none.
        """
        if not by:
            raise ValueError("a text is given in one language at least")
        self._by = dict(by)
        self._places: tuple[str, ...] | None = None

    def __getitem__(self, language: str) -> str:
        return self._by[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by)

    def __len__(self) -> int:
        return len(self._by)

    def __hash__(self) -> int:
        return hash(frozenset(self._by.items()))

    def __reduce__(self) -> tuple[type[Text], tuple[dict[str, str]]]:
        return Text, (self._by,)

    def __repr__(self) -> str:
        return f"Text({self._by!r})"

    def __str__(self) -> str:
        return next(iter(self._by.values()))

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places of all its languages, each once, in order."""
        if self._places is None:
            self._places = tuple(dict.fromkeys(name for text in self._by.values() for name in places_of(text)))
        return self._places

    def among(self, language: str) -> str:
        """The text in a language, or in the default one where it is not given in that language."""
        return self._by.get(language) or str(self)


_PLACE = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")


def places_of(text: str) -> list[str]:
    """The names of the places of a text, in order."""
    return _PLACE.findall(text)


@lru_cache(maxsize=4096)
def _parted(text: str) -> list[str]:
    """A text parted at its places, each name between what comes before and after it. The same come again and again."""
    return _PLACE.split(text)


class Message(NamedTuple):
    """A sentence for a person, kept apart from its language until it is shown.

    ``text`` is the French sentence with ``{name}`` places, or a text of the rule set; ``values`` fills them with
    amounts, dates, rates, words or other messages, each written in the reader's language when the message is shown.
    """

    text: str | Text
    values: Mapping[str, Any] = {}

    def filled(self, sentence: str, say: Callable[[Any], str]) -> str:
        """A sentence, this one or its translation, with its places filled by ``say`` in one pass."""
        values = self.values
        between, *rest = _parted(sentence)
        if not rest:
            return between
        found = [between]
        for name, after in zip(rest[::2], rest[1::2], strict=True):
            found += (say(values[name]) if name in values else f"{{{name}}}", after)
        return "".join(found)

    def __str__(self) -> str:
        """The sentence in French, with plain values: for exceptions and logs."""
        return self.filled(str(self.text), str)


class Fixed:
    """A sentence that is the same for many dossiers: each language says it once, and keeps what it said.

    It is kept as long as what it tells of: a rule or a reading as the rules are, a note as the dossiers of a chunk.
    """

    __slots__ = ("content", "said")

    def __init__(self, content: Message | Text) -> None:
        """Take the sentence."""
        self.content = content
        self.said: dict[object, str] = {}

    def __str__(self) -> str:
        """The same in French, as that of a message."""
        return str(self.content)


class ParseError(ValueError):
    """A text that can't be read as the value it should hold; carries the message for the person."""

    def __init__(self, text: str, **values: Any) -> None:
        """Take the French sentence and the values of its places."""
        super().__init__(text)
        self.message = Message(text, values)

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Callable[..., ParseError], tuple[str | Text], dict[str, Any]]:
        return partial(type(self), **self.message.values), (self.message.text,), self.__dict__


# Controls, line and paragraph separators, marks that reorder or hide text on a screen, letters and tags that nothing
# shows, and the halves of characters that no output can encode.
HIDDEN = re.compile(
    "[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """A text from outside as it may be shown: what would move the cursor or reorder the line becomes U+FFFD."""
    # Most are plain letters, which is told at once.
    return text if text.isascii() and text.isprintable() else HIDDEN.sub("\ufffd", text)
