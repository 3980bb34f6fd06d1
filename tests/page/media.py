"""How a person has the browser show pages: colours, movement, the space between letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .conftest import Page

SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
  + " p { margin-bottom: 2em !important; }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
"""The spaces that texts must bear without loss (WCAG 2.2, 1.4.12)."""


@contextmanager
def seen_with(at: Page, features: Mapping[str, str]) -> Iterator[None]:
    """The page as it is shown to who asks for these media features."""
    told = [{"name": name, "value": value} for name, value in features.items()]
    at.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})
    try:
        yield
    finally:
        at.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
