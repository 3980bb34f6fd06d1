"""The terminal, without the dossiers one by one: the totals by theme, the envelopes, and what to know of the files."""

from __future__ import annotations

from relance_rules.batch.outputs import Printer, Teller, text
from relance_rules.batch.summary import Summary
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan


def printer(plan: Plan, language: Localization) -> Printer:
    """Nothing is printed of a dossier."""
    return lambda submission: None


def teller(plan: Plan, language: Localization) -> Teller:
    """Nothing is."""
    return lambda printed, notes: printed


class Writer(text.Writer):
    """The text of a batch from its totals on."""

    def add(self, printed: object) -> None:
        """Keep nothing of a dossier."""

    def _dossiers(self, summary: Summary) -> None:
        """Print no dossier."""
