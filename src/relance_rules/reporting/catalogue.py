"""The catalogue as rules: the table of the themes, and one theme in full, as blocks and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from relance_rules.compiler.sentences import range_sentence
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.base import Text
from relance_rules.language.predicates import OPERATORS
from relance_rules.language.theme import (
    Bracket,
    Ceiling,
    Funding,
    Item,
    Requirement,
    Size,
    Unreadable,
    Window,
)
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.localization import Localization
from relance_rules.reading.totals import LINES
from relance_rules.reporting import blocks
from relance_rules.reporting.blocks import Blank, Block, Content, Heading, Paragraph, Table, Title
from relance_rules.reporting.explained import decimal_text
from relance_rules.reporting.labels import citation
from relance_rules.reporting.words import sentence
from relance_rules.values import Euro, Message

KINDS = {
    "guichet": Message("guichet"),
    "appel_a_projets": Message("appel à projets"),
    "both": Message("guichet et appel à projets"),
}

# ---- the table of the themes


def themes_blocks(themes: Sequence[CompiledTheme]) -> Iterator[Block]:
    """One row per theme: what it is, when to file, its size, what it pays, its envelope."""
    header = (
        Message("Thème"),
        Message("Dépôt"),
        Message("Taille (TTC)"),
        Message("Financement"),
        Message("Enveloppe"),
    )
    yield Table(header, tuple(_row(theme) for theme in themes))


def _row(compiled: CompiledTheme) -> tuple[tuple[Content, ...], ...]:
    theme = compiled.theme
    return (
        (Message("{code} · {title}", {"code": theme.theme, "title": theme.title}), KINDS[theme.kind]),
        tuple(_window(window) for window in theme.windows),
        tuple(_sizes(theme.size, compiled.vocabulary)),
        (*_rates(theme.funding.scale), *(_ceiling(ceiling) for ceiling in theme.funding.ceilings)),
        (_brief(theme.envelope.amount),),
    )


def _brief(amount: Euro) -> Content:
    """An amount in millions or thousands of euros, where that is exact."""
    for unit, sentence_ in ((10**8, Message("{number} M€")), (10**5, Message("{number} k€"))):
        whole, rest = divmod(int(amount) * 10, unit)
        if amount >= unit and not rest:
            tenths = Fraction(whole, 10)
            return sentence_._replace(values={"number": _Number(tenths)})
    return amount


class _Number(Fraction):
    """A number with at most one decimal, that is not a rate."""
