"""The application: finds the commands, speaks the reader's language, turns every failure into a message."""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from relance_rules.cli import commands
from relance_rules.cli.command import EXIT_FAILED, EXIT_OK, helpful
from relance_rules.cli.console import show_problems
from relance_rules.cli.options import LangOption
from relance_rules.cli.signals import exit_code_of
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.localization import Localization
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion
from relance_rules.version import VERSION

_CHOICE = re.compile("'([^']+)'")
"""The values that typer lists, quoted, when an option takes only some."""

# The errors of the command line that typer raises, wherever it keeps them.
_UsageError: Any = typer.BadParameter.__mro__[1]
_ClickException: Any = _UsageError.__mro__[1]


def answered(arguments: Sequence[str], language: Localization) -> int:
    """Run the command, show what is wrong; the exit code.

    Raises:
        OSError: Standard output or standard error can't be written.
    """
    try:
        command = typer.main.get_command(build_app(language, _wanted(arguments)))
        # Not its own ``main``, which exits with 1 where a pipe is closed.
        with command.make_context("relance", list(arguments)) as context:
            result = command.invoke(context)
        return result if isinstance(result, int) else EXIT_OK
    except typer.Exit as stop:
        return stop.exit_code
    except RelanceError as error:
        problems: Sequence[Problem] = error.problems
    except _ClickException as error:
        problems = [Problem(_usage(error))]
    except (typer.Abort, KeyboardInterrupt) as stop:
        # The terminal may be what went away.
        with suppress(OSError):
            show_problems([Problem(Message("interrompu"))], language)
        return exit_code_of(stop)
    except BrokenPipeError:
        raise
    except MemoryError:
        problems = [Problem(Message("la mémoire manque pour finir ce travail"))]
    except OSError as error:
        from relance_rules.showing.files import FULL

        if error.errno in FULL and error.filename is None:
            raise
        problems = [Problem(Message("{reason}", {"reason": error.strerror or str(error)}), error.filename)]
    except Exception as error:
        if os.environ.get("RELANCE_TRACEBACK"):
            raise
        values = {"kind": type(error).__name__, "detail": str(error)}
        message = Message(
            "erreur inattendue, que nous vous prions de signaler : {kind} : {detail} "
            "(« RELANCE_TRACEBACK=1 » montre d’où elle vient)",
            values,
        )
        problems = [Problem(message)]
    show_problems(problems, language)
    return EXIT_FAILED


def command_names() -> list[str]:
    """The names of the commands, in alphabetical order: those of their modules, with hyphens."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(commands.__path__))


def build_app(language: Localization, names: Sequence[str]) -> typer.Typer:
    """The application with the given commands, its texts in the given language."""
    say = language.gettext
    app = typer.Typer(
        name="relance",
        help=say("Vérifie des dossiers de financement selon leurs règles."),
        cls=_group(language),
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    def show_version(value: bool) -> None:
        if value:
            typer.echo(f"relance {VERSION}")
            raise typer.Exit

    @app.callback(invoke_without_command=True)
    def root(
        context: typer.Context,
        lang: LangOption = "fr",
        version: Annotated[
            bool,
            typer.Option("--version", callback=show_version, is_eager=True, help=say("Affiche la version.")),
        ] = False,
    ) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())
            raise typer.Exit(EXIT_FAILED)

    for name in names:
        import_module(f"{commands.__name__}.{name.replace('-', '_')}").register(app, language)
    return app


def _wanted(arguments: Sequence[str]) -> list[str]:
    """The one command that is called, so that the others are not loaded; all of them for help and errors."""
    names = command_names()
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word == "--lang":
            skip = True
        elif not word.startswith("-"):
            return [word] if word in names else names
    return names


def _group(language: Localization) -> type[typer.core.TyperGroup]:
    class Group(typer.core.TyperGroup):
        def get_help_option(self, ctx: Any) -> Any:
            return helpful(super().get_help_option(ctx), language)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args and args[0] not in self.commands:
                near = suggestion(args[0], command_names())
                message = Message("commande inconnue : « {name} » ; {near}", {"name": args[0][:40], "near": near})
                raise DossierError([Problem(message)])
            return super().resolve_command(ctx, args)

    return Group


def _found(error: Any) -> str:
    """The value that an option refused, where typer kept it."""
    details = getattr(error.__cause__, "errors", None)
    return str(details()[0]["input"])[:80] if details is not None else str(error.message)


def _named(parameter: Any) -> str:
    """A parameter as the command line has it: an option with its name."""
    if parameter is None:
        return ""
    value = parameter.metavar or parameter.name
    return f"{parameter.opts[0]} {value}" if parameter.opts[0].startswith("-") else str(value)


def _usage(error: Any) -> Message:
    """A fault of the command line in our own words."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = suggestion(error.option_name, error.possibilities or ())
        if error.possibilities:
            return Message("option inconnue : « {name} » ; {near}", {"name": error.option_name, "near": near})
        return Message("option inconnue : « {name} »", {"name": error.option_name})
    if kind == "MissingParameter":
        values = {"name": _named(error.param), "command": "relance" if error.ctx is None else error.ctx.command_path}
        return Message("il manque « {name} » ; voyez « {command} --help »", values)
    if kind == "BadParameter" and error.param is not None:
        name = error.param.opts[0]
        choices = _CHOICE.findall(error.message.partition(" one of ")[2])
        if choices:
            return Message("« {name} » n’accepte que : {choices}", {"name": name, "choices": choices})
        return Message("valeur inattendue pour « {name} » : « {found} »", {"name": name, "found": _found(error)})
    return Message("commande mal formée : {detail}", {"detail": error.format_message()})
