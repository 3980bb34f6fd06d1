"""HTML by templates: whatever they are given is said in the reader's language, and has no effect in HTML."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from relance_rules.localization import Localization
from relance_rules.showing.blocks import Blank, Block, Content, shown
from relance_rules.values import Message

TEMPLATES = Path(__file__).parent / "templates"
"""The templates of this room, and the style of its pages."""

# What the marks of items say to those who do not see them; the others say nothing.
_MARKS = {"✓": Message("oui"), "✗": Message("non"), "?": Message("à déterminer"), "–": Message("sans objet")}


@cache
def html_templates(folder: Path, language: Localization) -> Environment:
    """The templates of a folder, in a language.

    A template puts contents in as they are, messages, amounts and days included; only ``Markup`` is left alone.
    """

    def said(content: Content) -> str:
        return content if isinstance(content, Markup) else shown(content, language)

    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=said,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["say"] = said
    found.tests["blank"] = lambda content: isinstance(content, Blank)
    return found


@cache
def base_style() -> Markup:
    """The style of what :func:`blocks_html` gives, in a light or a dark page and on paper."""
    return Markup((TEMPLATES / "base.css").read_text("utf-8"))  # noqa: S704 - the package's own file


def blocks_html(blocks: Iterable[Block], language: Localization, level: int = 2) -> Markup:
    """Blocks as a piece of HTML, whose titles are of a level, and headings one below."""
    groups = [(kind.__name__, list(group)) for kind, group in groupby(blocks, type)]
    template = html_templates(TEMPLATES, language).get_template("blocks.html.jinja")
    # What a template gives is escaped.
    return Markup(template.render(groups=groups, level=level, marks=_MARKS))  # noqa: S704
