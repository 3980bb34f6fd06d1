"""Reports for a person, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from relance_rules.checking.themes import Themes
from relance_rules.localization import Localization
from relance_rules.showing.beside import beside_blocks
from relance_rules.showing.console import make_console
from relance_rules.showing.renderers import Outcome, Unread
from relance_rules.showing.text import print_blocks, print_report


def show(outcomes: Sequence[Outcome], language: Localization, stream: IO[str]) -> None:
    """Write what was found of the dossiers that could be read, a blank line between two."""
    console = make_console(stream)
    for place, outcome in enumerate(each for each in outcomes if not isinstance(each, Unread)):
        if place:
            console.print()
        if isinstance(outcome, Themes):
            print_blocks(beside_blocks(outcome), language, console)
        else:
            print_report(outcome, language, console)
