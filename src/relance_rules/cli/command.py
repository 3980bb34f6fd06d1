"""What every command is made of: how it exits, and its own texts in the reader's language."""

from __future__ import annotations

# As type checkers read it; importing typing would take as long as all else that the version needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import typer.core

    from relance_rules.localization import Localization

EXIT_OK, EXIT_NOT_READY, EXIT_FAILED = 0, 1, 2
"""All is well; the work was done and something is not well; the work could not be done."""

EXIT_CLOSED_PIPE = 141
"""Who read what is printed went away: as shells say of a command that SIGPIPE ended."""


def command_class(language: Localization) -> type[typer.core.TyperCommand]:
    """The class of a command whose own texts are in the given language."""

    import typer.core

    class Command(typer.core.TyperCommand):
        def get_help_option(self, ctx: Any) -> Any:
            return helpful(super().get_help_option(ctx), language)

    return Command


def helpful(option: Any, language: Localization) -> Any:
    """The option that shows the help, described in the given language; None where there is none."""
    if option is not None:
        option.help = language.gettext("Affiche cette aide.")
    return option
