"""Sentences for a person, kept apart from their language; and what may be shown of a text from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

_PLACE = re.compile(r"\{([a-z_]+)\}")


class Message(NamedTuple):
    """A sentence for a person, kept apart from its language until it is shown.

    ``text`` is the French sentence with ``{name}`` places; ``values`` fills them with amounts, dates, rates,
    words or other messages, each written in the reader's language when the message is shown.
    """

    text: str
    values: Mapping[str, Any] = {}

    def filled(self, sentence: str, say: Callable[[Any], str]) -> str:
        """A sentence, this one or its translation, with its places filled by ``say`` in one pass."""
        return _PLACE.sub(lambda place: say(self.values[place[1]]) if place[1] in self.values else place[0], sentence)

    def __str__(self) -> str:
        """The sentence in French, with plain values: for exceptions and logs."""
        return self.filled(self.text, lambda value: str(getattr(value, "fr", value)))


class ParseError(ValueError):
    """A text that can't be read as the value it should hold; carries the message for the person."""

    def __init__(self, text: str, **values: Any) -> None:
        """Take the French sentence and the values of its places."""
        super().__init__(text)
        self.message = Message(text, values)


# Controls, line and paragraph separators, marks that reorder or hide text on a screen, and the halves of characters
# that no output can encode.
HIDDEN = re.compile(
    "[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\u00ad\u180e\u3164\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """A text from outside as it may be shown: what would move the cursor or reorder the line becomes U+FFFD."""
    return HIDDEN.sub("\ufffd", text)
