"""What the readers of files know beside the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance_rules.plan.ruleset import Plan

if TYPE_CHECKING:
    # Mappings are read by the language of rules, which few batches need.
    from relance_rules.dossiers.mapping import PlatformMapping


@dataclass(frozen=True)
class Context:
    """What readers know beside the file.

    Args:
        plan: The rule set: the facts that a dossier can state, and the themes whose commitments and documents columns
            may be named after.
        mappings: How the fields of forms of the filing platform become facts, a mapping for each form.
        decided: Whether the decided dossiers of the platform, which are not to be judged, are given all the same.
    """

    plan: Plan
    mappings: tuple[PlatformMapping, ...] = ()
    decided: bool = True
