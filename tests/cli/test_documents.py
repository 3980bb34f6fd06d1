"""What the documents type exists: every command that they name, and every option, of that command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from relance_rules import load_rules
from relance_rules.cli.application import build_app, command_names
from relance_rules.localization import localization

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"^```[^\n]*\n(.*?)^```$|`((?:[^`\n]|\n(?!\n))+)`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^\s*(?:\$ |> (?:\S*\\)?|- run: )?)relance ([a-z][a-z-]*)([^|#]*)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


@pytest.fixture(scope="module")
def options() -> dict[str, set[str]]:
    """The options of each command."""
    group: Any = typer.main.get_command(build_app(localization("fr"), command_names()))
    return {
        name: {"--help", "-h"}.union(*(parameter.opts for parameter in command.params))
        for name, command in group.commands.items()
    }


def typed(text: str) -> Iterator[str]:
    """The lines that stand as code in a document."""
    for fenced, span in CODE.findall(text):
        yield from fenced.splitlines() or [span.replace("\n", " ")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_what_a_document_types_exists(document: Path, options: dict[str, set[str]]) -> None:
    every = set().union(*options.values())
    for line in typed(document.read_text(encoding="utf-8")):
        if command := COMMAND.match(line):
            name, rest = command.groups()
            assert name in options, line
            assert set(OPTION.findall(rest)) <= options[name], line
        elif line.startswith("-") and (alone := OPTION.match(line)):
            assert alone.group() in every, line


def test_the_documents_name_every_command(options: dict[str, set[str]]) -> None:
    named = {
        command.group(1)
        for document in DOCUMENTS
        for line in typed(document.read_text(encoding="utf-8"))
        if (command := COMMAND.match(line))
    }
    assert named == options.keys()


def test_the_page_of_readings_says_those_of_the_rules() -> None:
    readings = load_rules().plan.readings
    said: list[dict[str, str]] = [{}, {}]
    for code, reading in readings.items():
        said[bool(reading.themes)][code] = reading.text["en"]
    _, *parts = (ROOT / "docs" / "readings.md").read_text(encoding="utf-8").split("\n## ")
    rows = re.compile(r"^\| (?!Reading)(\w+) \| (.+) \|$", re.MULTILINE)
    assert [dict(rows.findall(part)) for part in parts] == said
