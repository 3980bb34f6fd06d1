"""YAML to a tree of positioned nodes, without any of YAML's guesses.

The events of the parser are read one by one, so that nothing is resolved, constructed or repeated:
every scalar stays the text that was written, and what YAML would read in a surprising way is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from relance_rules.loading.problems import DossierError, Problem, excerpt
from relance_rules.loading.slips import Broken, told
from relance_rules.values import Message

MAX_DEPTH = 40
MAX_NODES = 200_000

Path: TypeAlias = Sequence[str | int]
"""The way from the root to a node: keys and indices."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_FALSE_FRIENDS = re.compile(r"(?i:yes|no|on|off|y|n|oui|non)|True|TRUE|False|FALSE")
_ODD_NUMBERS = re.compile(r"[-+]?(?:0[0-9_]+|0[xob][0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)")

_KEY = re.compile(r"\w(?:[^:]*\w)?")


_Way: TypeAlias = "tuple[bool, int, tuple[int, int, Origin | None] | None]"
"""Whether the last step of a path is reached, how many of its steps are taken, and the position reached."""

_NOWHERE: _Way = (False, 0, None)


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a node was read from, and the name of its file."""

    name: str | None
    text: str


@dataclass(slots=True)
class Node:
    """A node of a YAML document, with its position (from 1).

    ``value`` is a text or None for a scalar, a list of nodes, or a dict from key to node.
    """

    value: str | list[Node] | dict[str, Node] | None
    line: int
    column: int
    plain: bool = False
    key_marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    origin: Origin | None = None

    def data(self) -> Any:
        """The node as plain data: dicts, lists, texts and None."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.data() for node in self.value]
        return self.value

    def locate(self, path: Path) -> tuple[int, int]:
        """The line and the column of the node at ``path``, or of the nearest node above it; see :meth:`find`."""
        return self.find(path)[:2]

    def find(self, path: Path) -> tuple[int, int, Origin | None]:
        """The position of the node at ``path``, or of the nearest node above it, and the file it stands in.

        Steps may be passed over, so that a path from a validator, which names the branches of its unions too, can
        be followed: the way that reaches the last step counts, or else the one that takes the most steps.
        """
        return self._follow(path, 0, {})[2] or (self.line, self.column, self.origin)

    def _follow(self, path: Path, place: int, met: dict[tuple[int, int], _Way]) -> _Way:
        """The best way from here along ``path[place:]``; ``met`` keeps those already worked out."""
        if place == len(path):
            return _NOWHERE
        if (known := met.get((id(self), place))) is not None:
            return known
        step, last = path[place], place == len(path) - 1
        best = self._follow(path, place + 1, met)
        child, mark = self._child(step)
        if child is not None and (last or isinstance(child.value, (dict, list))):
            reached, taken, further = child._follow(path, place + 1, met)
            best = max((last or reached, taken + 1, further or mark), best, key=lambda way: way[:2])
        met[id(self), place] = best
        return best

    def _child(self, step: str | int) -> tuple[Node | None, tuple[int, int, Origin | None]]:
        """The node one step below, if there is one, and its position: that of its key in a mapping."""
        if isinstance(self.value, dict) and step in self.value:
            child = self.value[str(step)]
            return child, (*self.key_marks[str(step)], child.origin)
        if isinstance(self.value, list) and isinstance(step, int) and 0 <= step < len(self.value):
            item = self.value[step]
            return item, (item.line, item.column, item.origin)
        return None, (0, 0, None)


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, text: str, name: str | None, *, strict: bool) -> None:
        self.text, self.name, self.strict = text, name, strict
        self.origin = Origin(name, text)

    def fail(self, message: Message, mark: Any) -> DossierError:
        line = mark.line + 1
        return DossierError(
            [Problem(message, self.name, line, mark.column + 1, excerpt(self.text, line), code="syntax")]
        )

    def build(self) -> Node:
        root: Node | None = None
        # For each open collection: the node, and the key that waits for its value.
        stack: list[tuple[Node, list[str]]] = []
        documents = nodes = 0
        for event in self._events():
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.fail(
                        Message("un seul document YAML est attendu, pas un second après « --- »"),
                        event.start_mark,
                    )
            elif isinstance(event, yaml.AliasEvent):
                message = Message(
                    "les alias YAML (« *{name} ») ne sont pas acceptés : répétez la valeur",
                    {"name": str(event.anchor)[:80]},
                )
                raise self.reserved(message, event.start_mark)
            elif isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)):
                nodes += 1
                if nodes > MAX_NODES:
                    raise self.fail(
                        Message("document démesuré : plus de {limit} valeurs", {"limit": MAX_NODES}),
                        event.start_mark,
                    )
                self._refuse_magic(event)
                node = self._node(
                    event, as_key=bool(stack) and isinstance(stack[-1][0].value, dict) and not stack[-1][1]
                )
                if stack:
                    self._attach(stack[-1], node, event)
                else:
                    root = node
                if not isinstance(event, yaml.ScalarEvent):
                    if len(stack) >= MAX_DEPTH:
                        raise self.fail(
                            Message("imbrication trop profonde : {limit} niveaux au plus", {"limit": MAX_DEPTH}),
                            event.start_mark,
                        )
                    stack.append((node, []))
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                stack.pop()
        if root is None:
            raise DossierError([Problem(Message("le fichier est vide"), self.name, 1, 1, code="syntax")])
        return root

    def _events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=_Loader)
        except yaml.YAMLError as error:
            from relance_rules.loading.slips.yaml_kinds import KINDS

            broken = _broken(self.text, error)
            raise DossierError([told(broken, self.name, KINDS, _reads, _unread(broken))]) from None

    def _refuse_magic(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            message = Message("les étiquettes YAML (« {tag} ») ne sont pas acceptées", {"tag": event.tag[:80]})
            raise self.reserved(message, event.start_mark)
        if event.anchor is not None:
            message = Message(
                "les ancres YAML (« &{name} ») ne sont pas acceptées : répétez la valeur",
                {"name": event.anchor[:80]},
            )
            raise self.reserved(message, event.start_mark)

    def reserved(self, message: Message, mark: Any) -> DossierError:
        """The refusal of what a sign of YAML announces, with the value between quotes: it may be what was meant."""
        from relance_rules.loading.slips.yaml_kinds import reserved_slip

        broken = Broken(self.text, mark.index)
        return DossierError([told(broken, self.name, (reserved_slip(message),), _reads, message)])

    def _refuse_slips(self, event: Any, *, as_key: bool) -> None:
        """Refuse a plain text that YAML reads, and not as it was meant: a key that is none, a value that is a key."""
        if not as_key and ":" not in event.value:
            return
        start, end = event.start_mark.index, event.end_mark.index
        if as_key and self.text.startswith(":", end) and (self.strict or _KEY.fullmatch(event.value)):
            return
        from relance_rules.loading.slips.yaml_kinds import key_slips, value_slips

        slips = key_slips(self.text, start, end) if as_key else value_slips(self.text, start)
        if slips:
            found = told(Broken(self.text, start), self.name, (lambda _: iter(slips),), _reads, slips[0].message)
            raise DossierError([found])

    def _node(self, event: Any, *, as_key: bool) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.MappingStartEvent):
            return Node({}, line, column, origin=self.origin)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node([], line, column, origin=self.origin)
        plain = event.style is None or event.style == ""
        value: str | None = event.value
        if plain and (as_key or not self.strict):
            self._refuse_slips(event, as_key=as_key)
        if plain and not as_key:
            if value in _NULLS:
                value = None
            elif self.strict:
                self._refuse_traps(event)
        return Node(value, line, column, plain, origin=self.origin)

    def _refuse_traps(self, event: Any) -> None:
        found = event.value
        if _FALSE_FRIENDS.fullmatch(found):
            message = Message(
                "« {found} » est piégeux en YAML : écrivez true ou false, ou mettez des guillemets",
                {"found": found},
            )
            raise self.fail(message, event.start_mark)
        if _ODD_NUMBERS.fullmatch(found):
            message = Message(
                "« {found} » se lit comme un nombre octal, hexadécimal ou sexagésimal : mettez des guillemets",
                {"found": found},
            )
            raise self.fail(message, event.start_mark)

    def _attach(self, top: tuple[Node, list[str]], node: Node, event: Any) -> None:
        parent, waiting = top
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if waiting:
                parent.value[waiting.pop()] = node
                return
            if not isinstance(node.value, str) or isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
                raise self.fail(Message("une clé est un simple mot"), event.start_mark)
            if node.value in parent.value:
                line = parent.key_marks[node.value][0]
                message = Message(
                    "la clé « {key} » est donnée deux fois (déjà ligne {line})",
                    {"key": node.value[:80], "line": line},
                )
                raise self.fail(message, event.start_mark)
            parent.key_marks[node.value] = (node.line, node.column)
            waiting.append(node.value)


def parse_yaml(text: str, name: str | None = None, *, strict: bool = False) -> Node:
    """Parse one YAML document to positioned nodes.

    Args:
        text: The document.
        name: The name of the file, for messages.
        strict: Also refuse plain words and numbers that YAML 1.1 would take for booleans or odd numbers.

    Raises:
        DossierError: The text is no YAML, or uses duplicate keys, tags, anchors, aliases, several
            documents, more than 40 levels or 200 000 values.
    """
    return _Builder(text, name, strict=strict).build()


def _broken(text: str, error: yaml.YAMLError) -> Broken:
    """Where the parser stopped."""
    if not isinstance(error, yaml.MarkedYAMLError):
        # A sign that YAML does not take: libyaml counts the bytes before it, the parser in Python the characters.
        position: int = getattr(error, "position", 0)
        in_bytes = _Loader is not yaml.SafeLoader
        return Broken(text, len(text.encode()[:position].decode(errors="ignore")) if in_bytes else position)
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    if mark is None:
        return Broken(text, 0)
    return Broken(text, mark.index, None if context is None else context.index)


def _reads(text: str) -> Broken | None:
    """Where the parser stops in a text; None where it reads it whole."""
    try:
        for _ in yaml.parse(text, Loader=_Loader):
            pass
    except yaml.YAMLError as error:
        return _broken(text, error)
    return None


def _unread(broken: Broken) -> Message:
    """What is said where no slip explains why the parser stopped."""
    found = broken.text[broken.at : broken.at + 20].split("\n", 1)[0].strip()
    if not found:
        return Message("cette ligne n’est pas du YAML lisible : une suite de « clé: valeur » est attendue")
    return Message("YAML illisible ici : « {found} » n’est pas attendu", {"found": found})
