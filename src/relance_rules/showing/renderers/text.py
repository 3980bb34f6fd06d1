"""Reports for a person, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from relance_rules.localization import Localization
from relance_rules.showing.console import make_console
from relance_rules.showing.renderers import Outcome, Unread
from relance_rules.showing.text import print_report


def show(outcomes: Sequence[Outcome], language: Localization) -> None:
    """Print the reports of the dossiers that could be read, a blank line between two."""
    console = make_console()
    for place, report in enumerate(each for each in outcomes if not isinstance(each, Unread)):
        if place:
            console.print()
        print_report(report, language, console)
