"""The options that several commands share, and what they open."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.localization import Localization, localization
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.dossiers.documents import DossierData
    from relance_rules.dossiers.facts import Dossier
    from relance_rules.loading.rules import Rules
    from relance_rules.plan.ruleset import Theme

LangOption = Annotated[Literal["fr", "en"], typer.Option("--lang", help="fr, en", show_default=True)]

RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        envvar="RELANCE_RULES",
        help="Répertoire de règles / rules folder",
        show_default=False,
        show_envvar=True,
    ),
]


def jobs_option(say: Callable[[str], str]) -> Any:
    """How many processes share the work; ``say`` gives the language of the reader."""
    told = say("Nombre de processus ; 0 : un par cœur, dès que cela vaut la peine.")
    return typer.Option("--jobs", "-j", min=0, max=64, help=told)


def mapping_option(say: Callable[[str], str]) -> Any:
    """The mappings of the forms that exports come from; ``say`` gives the language of the reader."""
    told = say("Correspondance des champs d’un formulaire de la plateforme de dépôt ; une par formulaire.")
    return typer.Option("--mapping", help=told, show_default=False)


STDIN = "-"


class Format(StrEnum):
    """How a report is shown."""

    text = "text"
    json = "json"
    markdown = "markdown"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="text, json, markdown")]


def rules_from(directory: Path | None) -> Rules:
    """The rules that a command runs with: the given folder, or those shipped with the package.

    A theme is read when it is asked for: what is wrong with another stands in the way of nothing.
    """
    from relance_rules.loading.rules import open_rules

    return open_rules(directory)


def speaking(language: Localization, rules: Rules) -> Localization:
    """The language of the reader, with the amounts in the currency of the rules."""
    return localization(language.language, rules.plan.currency)


def open_document(name: str) -> DossierData:
    """Read a dossier by file name, or from standard input for ``-``, as far as plain data.

    Raises:
        DossierError: It can't be read.
    """
    from relance_rules.dossiers.documents import parse_document, read_document

    if name != STDIN:
        return read_document(Path(name))
    from relance_rules.loading.files import MAX_BYTES

    if sys.stdin is None:
        raise DossierError([Problem(Message("l’entrée standard est fermée"), "<stdin>")])
    return parse_document(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")


def open_dossier(name: str, rules: Rules) -> tuple[Theme, Dossier]:
    """Read a dossier by file name, or from standard input for ``-``.

    Raises:
        DossierError: It can't be read.
        RuleError: The rule file of its theme breaks the language.
    """
    from relance_rules.dossiers.reading import dossier_of

    return dossier_of(open_document(name), rules)
