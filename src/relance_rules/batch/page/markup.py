"""What every part of the page is made with: texts without effect in HTML, amounts, bars, tables."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message, parse_euro


class Markup:
    """Pieces of HTML in the reader's language. Texts come in as they are, and go out escaped."""

    def __init__(self, language: Localization) -> None:
        """Take the language."""
        self.language = language

    def say(self, content: Any) -> str:
        """Anything in the reader's language, without effect in HTML."""
        return html.escape(shown(content, self.language))

    def amount(self, text: str | None) -> str:
        """An amount given as an exact text, or a dash."""
        return "–" if text is None else self.say(parse_euro(text))

    def bar(self, parts: Iterable[tuple[str, Fraction]]) -> str:
        """A bar made of coloured parts, each a share of its width: a picture of what the cells beside it say."""
        spans = "".join(f'<span class="{c}" style="width:{_percent(part)}%"></span>' for c, part in parts if part > 0)
        return f'<div class="bar" aria-hidden="true">{spans}</div>'

    def legend(self, entries: Iterable[tuple[str, Message]]) -> str:
        """What the colours of a chart mean."""
        return (
            '<ul class="legend">' + "".join(f'<li class="{c}">{self.say(word)}</li>' for c, word in entries) + "</ul>"
        )

    def table_start(self, caption: Message, headers: Iterable[tuple[Message, bool]], first: Message) -> str:
        """The start of a table in a region that scrolls by itself; a header is told whether it is of numbers."""
        names = "".join(
            f'<th scope="col"{" class=" + chr(34) + "amount" + chr(34) if number else ""}>{self.say(header)}</th>'
            for header, number in headers
        )
        said = self.say(caption)
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{said}"><table>'
            f'<caption>{said}</caption><thead><tr><th scope="col">{self.say(first)}</th>{names}</tr></thead><tbody>\n'
        )

    def items(self, items: Iterable[str], kind: str = "") -> Iterator[str]:
        """A list of pieces, or nothing."""
        inner = "".join(f"<li>{item}</li>" for item in items)
        if inner:
            yield f"<ul{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{inner}</ul>"


TABLE_END = "</tbody></table></div>\n"


def _percent(part: Fraction) -> str:
    """A part of a bar in percent, with two decimals."""
    hundredths = part.numerator * 10_000 // part.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}"
