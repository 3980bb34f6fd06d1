"""The windows in which a dossier may be filed: the one it is in, and those around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from relance_rules.checking.report import Facts
from relance_rules.plan.ruleset import Plan, Theme, Window
from relance_rules.targets.python import Program, program_of


def possible_windows(theme: Theme, program: Program, facts: Facts) -> Iterator[Window]:
    """The windows that may be for a dossier, whenever it is filed."""
    for window in theme.windows:
        if window.when is None or program.truth(window.when, facts, {}).value is not False:
            yield window


def window_of(plan: Plan, theme: Theme, facts: Facts) -> Window | None:
    """The window in which a dossier is filed, if it is known."""
    program = program_of(plan.facts)
    return next(
        (w for w in theme.windows if w.within is not None and program.truth(w.within, facts, {}).value is True), None
    )


def neighbours(plan: Plan, theme: Theme, facts: Facts) -> tuple[Window | None, Window | None]:
    """For a dossier filed in no window: the last one that closed before it, and the next to open, if any."""
    filed: date | None = None if plan.roles.filed_on is None else facts.get(plan.roles.filed_on)
    if filed is None:
        return None, None
    windows = list(possible_windows(theme, program_of(plan.facts), facts))
    closed = [window for window in windows if window.closes is not None and window.closes < filed]
    following = [window for window in windows if window.opens > filed]
    return (
        max(closed, key=lambda window: window.closes or date.min, default=None),
        min(following, key=lambda window: window.opens, default=None),
    )
