"""Reports as Markdown, to paste into a mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from relance_rules.localization import Localization
from relance_rules.showing.markdown import report_markdown
from relance_rules.showing.renderers import Outcome, Unread


def show(outcomes: Sequence[Outcome], language: Localization, stream: IO[str]) -> None:
    """Write the reports of the dossiers that could be read."""
    stream.write("\n".join(report_markdown(each, language) for each in outcomes if not isinstance(each, Unread)))
