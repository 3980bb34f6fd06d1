"""The options that several commands share."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from relance_rules.checking.dossiers import dossier_of
from relance_rules.compiler.rules import Rules, load_rules
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.documents import parse_document, read_document
from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

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

STDIN = "-"


class Format(StrEnum):
    """How a report is shown."""

    text = "text"
    json = "json"
    markdown = "markdown"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="text, json, markdown")]


def rules_from(directory: Path | None) -> Rules:
    """The rules that a command runs with: the given folder, or those shipped with the package."""
    return load_rules(directory)


def open_dossier(name: str, rules: Rules) -> tuple[CompiledTheme, Dossier]:
    """Read a dossier by file name, or from standard input for ``-``.

    Raises:
        DossierError: It can't be read.
    """
    if name == STDIN:
        from relance_rules.loading.files import MAX_BYTES

        if sys.stdin is None:
            raise DossierError([Problem(Message("l’entrée standard est fermée"), "<stdin>")])
        document = parse_document(sys.stdin.buffer.read(MAX_BYTES + 1), "<stdin>")
    else:
        document = read_document(Path(name))
    return dossier_of(document, rules)
