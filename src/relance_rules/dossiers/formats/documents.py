"""YAML and JSON files: one dossier, a list of dossiers, or an answer of the filing platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.documents import DossierData, read_document
from relance_rules.dossiers.records import MAX_BATCH_BYTES, Record, failed, left_out
from relance_rules.dossiers.shapes import is_answer, is_mapping
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.files import MAX_BYTES, read_bytes, shown, text_and_notes, too_large
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.values import Message

_MAPPING = Message(
    "correspondance d’un formulaire, et non un dossier : laissée de côté ; chacune se donne après un --mapping"
)


def read(path: Path, context: Context) -> Iterator[Record]:
    """The dossiers of a file: one for a mapping, one per item for a list, one per node for a platform's answer.

    Raises:
        DossierError: The file as a whole can't be read.
    """
    name = shown(path)
    if path.suffix.lower() != ".json":
        document = read_document(path)
        if is_mapping(document.data, context.plan.facts):
            yield left_out(name, _MAPPING)
        else:
            yield Record(name, document)
        return
    text, notes = text_and_notes(read_bytes(path, MAX_BATCH_BYTES), name, MAX_BATCH_BYTES)
    if not text.strip():
        raise DossierError([Problem(Message("le fichier est vide"), name, 1, 1)])
    data = parse_json(text, name)
    if notes and not isinstance(data, dict):
        yield left_out(name, *notes)
    if is_answer(data, context.plan.facts):
        from relance_rules.dossiers.platform.answers import read_answers

        yield from read_answers(data, name, context)
    elif isinstance(data, list):
        yield from _listed(data, name, text)
    elif len(text) > MAX_BYTES:
        raise DossierError([too_large(name, MAX_BYTES)])
    elif isinstance(data, dict):
        yield Record(name, DossierData(data, name, text, positions(text), notes=notes))
    else:
        message = Message("un dossier est une suite de « clé: valeur », pas un simple texte")
        raise DossierError([Problem(message, name, 1, 1)])


def _listed(items: list[Any], name: str, text: str) -> Iterator[Record]:
    if not items:
        raise DossierError([Problem(Message("cette liste de dossiers est vide"), name, 1, 1)])
    nodes = positions(text)
    for place, item in enumerate(items):
        origin = f"{name}[{place}]"
        if isinstance(item, dict):
            yield Record(origin, DossierData(item, origin, text, _item(nodes, place)))
        else:
            message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
            yield failed(origin, Problem(message, origin))


def _item(nodes: Callable[[], Node | None], place: int) -> Callable[[], Node | None]:
    def find() -> Node | None:
        root = nodes()
        return root.value[place] if root is not None and isinstance(root.value, list) else None

    return find


def positions(text: str) -> Callable[[], Node | None]:
    """The positions in a JSON text, worked out once and only if a message needs them; None where YAML can't read it."""

    @cache
    def find() -> Node | None:
        if len(text) > MAX_BYTES:
            return None
        try:
            return parse_yaml(text)
        except RelanceError:
            return None

    return find
