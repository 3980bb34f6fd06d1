"""Dossier files: YAML or JSON to plain data, and the place of each value for messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from relance_rules.dossiers.extensions import CONVERTIBLE, FORMATS
from relance_rules.dossiers.facts import DataPath, fact_name
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem, RelanceError, excerpt
from relance_rules.values import Message

if TYPE_CHECKING:
    # YAML is imported once some is read: a dossier in JSON does without.
    from relance_rules.loading.nodes import Node


class Places(Protocol):
    """Where the values of a dossier stand in what is no text, such as a table."""

    def problem(self, path: DataPath, message: Message) -> Problem:
        """Place a message on the value at ``path``, or as near as it can be."""
        ...


class DossierData(NamedTuple):
    """The plain data of a dossier, and where each of its values stands in the file it comes from, if any.

    ``notes`` is what its reader must know of the file: its encoding, what YAML does not read in it. ``places`` is where
    its values stand if it is of a table.
    """

    data: Mapping[str, Any]
    name: str | None
    text: str
    nodes: Callable[[], Node | None]
    notes: tuple[Message, ...] = ()
    places: Places | None = None

    def problem(self, path: DataPath, message: Message) -> Problem:
        """Place a message on the line of the value at ``path``."""
        if self.places is not None:
            return self.places.problem(path, message)
        root = self.nodes()
        if root is None:
            where = fact_name(path)
            placed = Message("{where} : {message}", {"where": where, "message": message}) if where else message
            return Problem(placed, self.name)
        line, column = root.locate(path)
        return Problem(message, self.name, line, column, excerpt(self.text, line))


def read_document(path: Path) -> DossierData:
    """Read a dossier file; ``.json`` is read as JSON, anything else as YAML.

    Raises:
        DossierError: The file can't be read, is made to hold several dossiers, or is not a mapping of keys to values.
    """
    suffix, name = path.suffix.lower(), shown(path)
    if _is_file(path) and (FORMATS.get(suffix, "documents") != "documents" or suffix in CONVERTIBLE):
        raise DossierError([several(name)])
    return document_in(read_bytes(path), name, as_json=suffix == ".json")


def document_in(data: bytes, name: str, *, as_json: bool) -> DossierData:
    """Read a dossier from the bytes of a file, in JSON or in YAML.

    Raises:
        DossierError: The bytes are no text, or not a mapping of keys to values.
    """
    text, notes = text_and_notes(data, name)
    if as_json and text.lstrip()[:1] == "[":
        raise DossierError([several(name)])
    return _parse(text, name, notes, as_json=as_json)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def several(name: str) -> Problem:
    """What is said of a file that is made to hold several dossiers, where one is expected."""
    message = Message(
        "ce fichier peut tenir plusieurs dossiers : vérifiez-le avec « relance batch {name} »", {"name": name}
    )
    return Problem(message, name, code="shape")


# A brace alone may also open a YAML mapping, whose keys need no quotes.
_JSON_START = re.compile(r'\s*\{\s*["}]')


def parse_document(data: bytes, name: str | None) -> DossierData:
    """Read a dossier from bytes, as standard input gives them: JSON if it starts like an object, else YAML.

    Raises:
        DossierError: The bytes are no text, or not a mapping of keys to values.
    """
    text, notes = text_and_notes(data, name)
    return _parse(text, name, notes, as_json=_JSON_START.match(text) is not None)


def _parse(text: str, name: str | None, notes: tuple[Message, ...], *, as_json: bool) -> DossierData:
    if not text.strip():
        raise DossierError([Problem(Message("le fichier est vide"), name, 1, 1, code="syntax")])
    if as_json:
        data = parse_json(text, name)
        document = DossierData(data, name, text, cache(lambda: _json_nodes(text)), notes=notes)
    else:
        from relance_rules.dossiers.comments import hidden_comments
        from relance_rules.loading.nodes import parse_yaml

        root = parse_yaml(text, name)
        data = root.data()
        if data is None:
            raise DossierError([Problem(Message("le fichier est vide"), name, 1, 1, code="syntax")])
        if isinstance(data, list):
            raise DossierError([_list_of_dossiers(root, text, name)])
        document = DossierData(data, name, text, lambda: root, notes=(*notes, *hidden_comments(root, text)))
    if not isinstance(data, dict):
        message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
        raise DossierError([Problem(message, name, 1, 1, excerpt(text, 1), code="shape")])
    return document


def _list_of_dossiers(root: Node, text: str, name: str | None) -> Problem:
    """What is said of a list where a dossier is expected; with one item, its dash may be the slip."""
    message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
    found = Problem(message, name, root.line, root.column, excerpt(text, root.line), code="shape")
    if not isinstance(root.value, list) or len(root.value) != 1 or not isinstance(root.value[0].value, dict):
        return found
    from relance_rules.loading.nodes import parse_yaml

    lines = text.split("\n")
    line = lines[root.line - 1]
    lines[root.line - 1] = put = f"{line[: root.column - 1]} {line[root.column :]}"
    try:
        repaired = isinstance(parse_yaml("\n".join(lines)).value, dict)
    except RelanceError:
        repaired = False
    if not repaired:
        return found
    return found._replace(message=Message("un dossier ne commence pas par un tiret : enlevez-le"), proposal=put)


def _json_nodes(text: str) -> Node | None:
    """The positions in a JSON text, which is nearly always YAML too; None where it is not."""
    from relance_rules.loading.nodes import parse_yaml

    try:
        return parse_yaml(text)
    except RelanceError:
        return None
