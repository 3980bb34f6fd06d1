"""Reports as a page to keep, to mail or to print: it loads nothing from anywhere and runs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

from markupsafe import Markup

from relance_rules.checking.report import Status
from relance_rules.checking.themes import Themes
from relance_rules.localization import Localization
from relance_rules.showing.beside import beside_blocks
from relance_rules.showing.blocks import Item, Title
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.html import TEMPLATES, base_style, blocks_html, html_templates
from relance_rules.showing.plain import located
from relance_rules.showing.renderers import Outcome, Unread
from relance_rules.values import Message

UTF_8 = True


class PagePart(NamedTuple):
    """A dossier in the page: its status, and what is said of it."""

    status: Status
    body: Markup


def show(outcomes: Sequence[Outcome], language: Localization, stream: IO[str]) -> None:
    """Write the page; what can't be read has its part too."""
    template = html_templates(TEMPLATES, language).get_template("report.html.jinja")
    title = Message("Vérification des dossiers" if len(outcomes) > 1 else "Vérification du dossier")
    parts = _parts(outcomes, language)
    stream.writelines(template.generate(lang=language.language, title=title, style=base_style(), parts=parts))


def _parts(outcomes: Sequence[Outcome], language: Localization) -> Iterator[PagePart]:
    for outcome in outcomes:
        if isinstance(outcome, Unread):
            reasons = (Item("•", located(problem, language)) for problem in outcome.problems)
            yield PagePart("error", blocks_html([Title(outcome.name), *reasons], language))
        elif isinstance(outcome, Themes):
            status: Status = "ready" if outcome.ready else "incomplete"
            yield PagePart(status, blocks_html(beside_blocks(outcome), language))
        else:
            yield PagePart(outcome.status, blocks_html(report_blocks(outcome), language))
