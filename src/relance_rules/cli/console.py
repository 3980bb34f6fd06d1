"""Errors: how they are printed for a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.showing.console import make_console, print_data
from relance_rules.showing.excerpts import underlined
from relance_rules.values import Message

_INSTEAD = Message("à écrire plutôt :")


def show_problems(problems: Sequence[Problem], language: Localization) -> None:
    """Print what is wrong with an input on standard error: place, message, the line and a caret."""
    from relance_rules.showing.plain import located

    for problem in problems:
        sentence = located(problem, language)
        print(sentence if problem.file is not None else f"relance: {sentence}", file=sys.stderr)
        if problem.excerpt is not None and problem.excerpt.strip():
            column = min(problem.column or 1, len(problem.excerpt) + 1)
            shown, carets = underlined(problem.excerpt, column)
            print(f"    {shown}", file=sys.stderr)
            if problem.column is not None and problem.column == column:
                print(f"    {carets}", file=sys.stderr)
            if problem.proposal is not None:
                print(f"  {language.say(_INSTEAD)}", file=sys.stderr)
                print(f"    {underlined(problem.proposal, column)[0]}", file=sys.stderr)


__all__ = ["make_console", "print_data", "show_problems"]
