"""Reports as Markdown, to paste into a mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from relance_rules.checking.themes import Themes
from relance_rules.localization import Localization
from relance_rules.showing.beside import beside_blocks
from relance_rules.showing.markdown import blocks_markdown, report_markdown
from relance_rules.showing.renderers import Outcome, Unread


def show(outcomes: Sequence[Outcome], language: Localization, stream: IO[str]) -> None:
    """Write what was found of the dossiers that could be read."""
    parts = (
        blocks_markdown(beside_blocks(each), language) if isinstance(each, Themes) else report_markdown(each, language)
        for each in outcomes
        if not isinstance(each, Unread)
    )
    stream.write("\n".join(parts))
