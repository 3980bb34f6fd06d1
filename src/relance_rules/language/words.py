"""Words within words."""

from __future__ import annotations

from relance_rules.language.lowering import Content, Lowered
from relance_rules.values import Message


def inner(part: Lowered) -> Content:
    """A condition within another: between brackets where it has parts of its own."""
    return part.words if part.plain else Message("({inner})", {"inner": part.words})
