"""What YAML takes for a comment, and its writer perhaps did not: the end of a name, a number with its sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relance_rules.loading.nodes import Node
from relance_rules.values import Message

_MAX_NOTES = 20
_STUCK = re.compile(r"\s#\S")
_REST = re.compile(r"\s*#\S.*")


def hidden_comments(root: Node, text: str) -> Iterator[Message]:
    """What to say of each value that a comment cuts whose sign is stuck to its text, as in ``name: Lot #2``."""
    if _STUCK.search(text) is None:
        return
    from relance_rules.loading.slips.yaml_kinds import quoted

    lines = text.split("\n")
    told = 0
    for node in _plain(root):
        line = lines[node.line - 1] if node.line <= len(lines) else ""
        value = node.value if isinstance(node.value, str) else ""
        start = node.column - 1
        rest = _REST.fullmatch(line.rstrip(), start + len(value)) if line.startswith(value, start) else None
        if rest is None or told == _MAX_NOTES:
            continue
        told += 1
        whole = f"{value}{rest[0]}".strip()
        yield Message(
            "ligne {line} : « {found} » est un commentaire pour YAML, et n’est pas lu ; "
            "s’il fait partie de la valeur, écrivez {whole}",
            {"line": node.line, "found": rest[0].strip()[:60], "whole": quoted(whole)[:120]},
        )


def _plain(root: Node) -> Iterator[Node]:
    """The values written without quotes, in order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, (dict, list)):
            children = node.value.values() if isinstance(node.value, dict) else node.value
            waiting += reversed([*children])
        elif node.plain:
            yield node
