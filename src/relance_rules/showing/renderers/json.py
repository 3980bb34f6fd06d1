"""Reports as JSON: one object for one dossier, a list for several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from relance_rules.localization import Localization
from relance_rules.showing.plain import error_data, json_text, report_data
from relance_rules.showing.renderers import Outcome, Unread

UTF_8 = True


def show(outcomes: Sequence[Outcome], language: Localization, stream: IO[str]) -> None:
    """Write the reports; what can't be read has one too."""
    data = [
        error_data(outcome.name, outcome.problems, language)
        if isinstance(outcome, Unread)
        else report_data(outcome, language)
        for outcome in outcomes
    ]
    stream.write(f"{json_text(data[0] if len(data) == 1 else data)}\n")
