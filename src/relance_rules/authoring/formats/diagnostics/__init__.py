"""What linting finds, for people and for the tools that show it: one module per format."""

from __future__ import annotations

from relance_rules.authoring.diagnostics import Diagnostic
from relance_rules.authoring.registry import known_rules
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown

FIXED_NAME = "unloadable-file"


def rule_name(code: str) -> str:
    """The name of a lint rule."""
    rule = known_rules().get(code)
    return FIXED_NAME if rule is None else rule.name


def sentence(diagnostic: Diagnostic, language: Localization) -> str:
    """What a diagnostic says, on one line."""
    return shown(diagnostic.message, language)
