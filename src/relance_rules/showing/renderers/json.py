"""Reports as JSON: one object for one dossier, a list for several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

from relance_rules.checking.themes import Themes
from relance_rules.localization import Localization
from relance_rules.showing.plain import error_data, json_text, report_data
from relance_rules.showing.renderers import Outcome, Unread

UTF_8 = True


def show(outcomes: Sequence[Outcome], language: Localization, stream: IO[str]) -> None:
    """Write the reports; what can't be read has one too."""
    data = [_data(outcome, language) for outcome in outcomes]
    stream.write(f"{json_text(data[0] if len(data) == 1 else data)}\n")


def _data(outcome: Outcome, language: Localization) -> dict[str, Any]:
    if isinstance(outcome, Unread):
        return error_data(outcome.name, outcome.problems, language)
    if isinstance(outcome, Themes):
        from relance_rules.showing.beside_plain import beside_data

        return beside_data(outcome, language)
    return report_data(outcome, language)
