"""The criteria that a rule set offers to be noted: the lists of its themes that are grids."""

from __future__ import annotations

from collections.abc import Mapping

from relance_rules.plan.ruleset import Item, Plan, Theme
from relance_rules.values import Message
from relance_rules.values.spelling import normal


def criteria_of(theme: Theme) -> tuple[Item, ...]:
    """The criteria of a theme, in its order; none where it offers no grid."""
    return tuple(item for section in theme.sections if section.grid for item in section.items)


def criterion_names(plan: Plan) -> Mapping[str, frozenset[str]]:
    """What the criteria of a rule set may be called, by spelling: the ids of those of that name, in any theme."""
    found: dict[str, set[str]] = {}
    for theme in plan.themes.values():
        for item in criteria_of(theme):
            for name in (item.id, *item.label.values()):
                found.setdefault(normal(name), set()).add(item.id)
    return {name: frozenset(ids) for name, ids in found.items()}


REFERENCE = Message("Référence")
JUROR = Message("Membre du jury")
CRITERION = Message("Critère")
NOTE = Message("Note")
SCALE = Message("Barème")
TOTAL = "Total"
RANK = Message("Rang")
COMMENT = Message("Commentaire")
"""The titles of a table of notes beside its criteria, and the reference of the line that says the most of each."""
