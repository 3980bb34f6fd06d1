"""The application: finds the commands, speaks the reader's language, turns every failure into a message."""

import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any, TextIO

import typer
import typer.core
import typer.main

from relance_rules.cli import commands
from relance_rules.cli.command import EXIT_CLOSED_PIPE, EXIT_FAILED, EXIT_OK, helpful
from relance_rules.cli.console import show_problems
from relance_rules.cli.options import LangOption
from relance_rules.cli.signals import exit_code_of
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.localization import LANGUAGES, LanguageCode, Localization, localization
from relance_rules.showing.console import PLAIN_SIGNS
from relance_rules.showing.files import FULL, unwritable
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

_CHOICE = re.compile("'([^']+)'")
"""The values that typer lists, quoted, when an option takes only some."""

# The errors of the command line that typer raises, wherever it keeps them.
_UsageError: Any = typer.BadParameter.__mro__[1]
_ClickException: Any = _UsageError.__mro__[1]


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command with the given arguments (those of the process by default); the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    # A stream that the caller closed is None: what would go there goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN_SIGNS)
    language = localization(_language(arguments))
    try:
        code = _answered(arguments, language)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe went away: nothing is left to say, and nobody to say it to.
        code = EXIT_CLOSED_PIPE
    except OSError as error:
        code = EXIT_FAILED
        with suppress(OSError):
            show_problems([unwritable(error, "<stdout>")], language)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    return code


def _answered(arguments: Sequence[str], language: Localization) -> int:
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


def _let_go(stream: TextIO) -> None:
    """Write what waits in memory, and drop what can't be written, or the end of the process would fail on it again."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def command_names() -> list[str]:
    """The names of the commands, in alphabetical order."""
    return sorted(module.name for module in iter_modules(commands.__path__))


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
            from importlib.metadata import version

            typer.echo(f"relance {version('relance-rules')}")
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
        import_module(f"{commands.__name__}.{name}").register(app, language)
    return app


def _language(arguments: Sequence[str]) -> LanguageCode:
    """The language asked for anywhere on the command line; the option itself is checked later."""
    for place, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or "".join(arguments[place + 1 : place + 2])
            return next((code for code in LANGUAGES if code == value), "fr")
        if word == "--":
            break
    return "fr"


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


def _usage(error: Any) -> Message:
    """A fault of the command line in our own words."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = suggestion(error.option_name, error.possibilities or ())
        if error.possibilities:
            return Message("option inconnue : « {name} » ; {near}", {"name": error.option_name, "near": near})
        return Message("option inconnue : « {name} »", {"name": error.option_name})
    if kind == "MissingParameter":
        name = "" if error.param is None else error.param.metavar or error.param.name
        return Message("il manque « {name} » ; voyez « relance --help »", {"name": name})
    if kind == "BadParameter" and error.param is not None:
        name = error.param.opts[0]
        choices = _CHOICE.findall(error.message.partition(" one of ")[2])
        if choices:
            return Message("« {name} » n’accepte que : {choices}", {"name": name, "choices": choices})
        return Message("valeur inattendue pour « {name} » : « {found} »", {"name": name, "found": _found(error)})
    return Message("commande mal formée : {detail}", {"detail": error.format_message()})
