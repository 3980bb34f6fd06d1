"""Dossier files: YAML or JSON to plain data, and the place of each value for messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from relance_rules.dossiers.extensions import CONVERTIBLE, FORMATS
from relance_rules.dossiers.facts import DataPath, fact_name
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem, RelanceError, excerpt
from relance_rules.values import Message, ParseError

if TYPE_CHECKING:
    # YAML is imported once some is read: a dossier in JSON does without.
    from relance_rules.loading.nodes import Node


@dataclass(frozen=True, slots=True)
class DossierData:
    """The plain data of a dossier, and where each of its values stands in the file it comes from, if any.

    ``notes`` is what its reader must know of the file: its encoding, what YAML does not read in it.
    """

    data: Mapping[str, Any]
    name: str | None
    text: str
    nodes: Callable[[], Node | None]
    notes: tuple[Message, ...] = field(default=(), kw_only=True)

    def problem(self, path: DataPath, message: Message) -> Problem:
        """Place a message on the line of the value at ``path``."""
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
    text, notes = text_and_notes(read_bytes(path), name)
    if suffix != ".json":
        return _parse(text, name, notes, as_json=False)
    if text.lstrip()[:1] == "[":
        raise DossierError([several(name)])
    return _parse(text, name, notes, as_json=True)


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


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found.clear()
    for key, value in pairs:
        if key in found:
            raise ParseError("la clé « {key} » est donnée deux fois", key=key[:80])
        found[key] = value
    return found


_THOUSANDS = re.compile(r"[0-9]+\.[0-9]{3}")


def _constant(name: str) -> NoReturn:
    raise ParseError("« {found} » n’est pas un nombre", found=name)


def _whole(digits: str) -> int:
    if len(digits) > 30:
        raise ParseError("ce nombre a trop de chiffres : {found}…", found=digits[:30])
    return int(digits)


def _decimal(digits: str) -> Decimal | str:
    if len(digits) > 40:
        raise ParseError("ce nombre a trop de chiffres : {found}…", found=digits[:30])
    # Kept as text where a person may have meant thousands: the reader of amounts then asks.
    if _THOUSANDS.fullmatch(digits):
        return digits
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ParseError("ce nombre est trop grand : {found}", found=digits) from None


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole, parse_float=_decimal)


def parse_json(text: str, name: str | None) -> Any:
    """Parse JSON exactly: decimals as Decimal, no duplicate keys, no NaN or infinity.

    Raises:
        DossierError: The text is no JSON, or holds what a dossier can't.
    """
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        from relance_rules.loading.slips import Broken, told
        from relance_rules.loading.slips.json_kinds import KINDS, reads, unread

        broken = Broken(text, error.pos)
        raise DossierError([told(broken, name, KINDS, reads, unread(broken))]) from None
    except ParseError as error:
        raise DossierError([_refused(error, text, name)]) from None
    except RecursionError:
        raise DossierError([Problem(Message("imbrication trop profonde"), name, 1, 1, code="syntax")]) from None


def _refused(error: ParseError, text: str, name: str | None) -> Problem:
    """Find again the place of what a dossier may not hold: the JSON reader does not tell it."""
    if "key" in error.message.values:
        from relance_rules.loading.nodes import parse_yaml

        try:
            parse_yaml(text, name)
        except RelanceError as again:
            # As YAML, the first fault of such a text is the repeated key, unless JSON escapes what YAML does not.
            if "key" in again.problems[0].message.values:
                return again.problems[0]
        return Problem(error.message, name, 1, 1, code="syntax")
    number = re.escape(error.message.values["found"])
    places = (match for match in re.finditer(rf'"(?:[^"\\]|\\.)*"|({number})', text) if match[1])
    place = next(places).start()
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return Problem(error.message, name, line, column, excerpt(text, line), code="syntax")
