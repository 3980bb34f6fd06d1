"""What a dossier states, put in the order in which its theme asks it, and as YAML writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from relance_rules.plan.answers import is_absent
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values.messages import HIDDEN
from relance_rules.values.spelling import named

Tree: TypeAlias = dict[str, "tuple[str | None, Tree]"]
"""Each key of a mapping of a dossier, with the full path of its fact, if it is one, and the keys within it."""

_PLAIN_KEY = re.compile(r"[a-z_][a-z0-9_]{0,200}")
_ESCAPED = re.compile(rf'["\\\t\n]|{HIDDEN.pattern}')
_LONG_KEY = 500
_FAR = 40
_SHORT = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}


def asked_tree(plan: Plan, theme: Theme) -> Tree:
    """What a theme asks, as a dossier nests it, its commitments and its documents too."""
    tree: Tree = {}
    for path in theme.asked:
        *above, last = path.replace("[]", "").split(".")
        here = tree
        for step in above:
            here = here.setdefault(step, (None, {}))[1]
        inside = here.get(last, (None, {}))[1]
        if path == plan.roles.commitments:
            inside = {requirement.id: (None, {}) for requirement in theme.commitments.asked}
        elif path == plan.roles.documents:
            inside = {requirement.id: (None, {}) for requirement in theme.documents.asked}
        here[last] = (path, inside)
    return tree


def dossier_data(plan: Plan, theme: Theme, stated: Mapping[str, Any]) -> dict[str, Any]:
    """What a dossier states, for a theme: what it asks first, in its order and spelled as it does, then all the rest.

    What says nothing is left out, of what the theme asks; decimals and days are texts.
    """

    def arranged(given: Mapping[str, Any], tree: Tree) -> dict[str, Any]:
        rest = {str(key): value for key, value in given.items()}
        found: dict[str, Any] = {}
        for key, (path, inside) in tree.items():
            spelled = named(key, rest)
            value = None if spelled is None else rest.pop(spelled)
            if path == plan.roles.theme:
                found[key] = theme.code
            elif not is_absent(value) or _names_more(value, inside):
                found[key] = below(value, inside)
        return found | {key: below(value, {}) for key, value in rest.items()}

    def below(value: Any, tree: Tree) -> Any:
        if isinstance(value, Mapping):
            return arranged(value, tree)
        if isinstance(value, (list, tuple)):
            return [below(item, tree) for item in value if not is_absent(item) or _names_more(item, tree)]
        if isinstance(value, Decimal):
            return _decimal(value)
        # An amount is a whole number of cents for Python, and not for who reads it.
        return value if type(value) in (str, bool, int) or value is None else str(value)

    return arranged(stated, asked_tree(plan, theme))


def _names_more(value: Any, tree: Tree) -> bool:
    """Whether what says nothing has keys that are not asked: they are kept, as faults to see."""
    if isinstance(value, (list, tuple)):
        return any(_names_more(item, tree) for item in value)
    if not isinstance(value, Mapping):
        return False
    names = {key: named(str(key), tree) for key in value}
    return any(name is None or _names_more(value[key], tree[name][1]) for key, name in names.items())


def _decimal(value: Decimal) -> str:
    """A decimal as it is read back: never with three digits after the point, which may be thousands."""
    if not value.is_finite() or abs(value.adjusted()) > _FAR or value.as_tuple().exponent < -_FAR:  # type: ignore[operator]
        return str(value)
    whole, _, part = f"{value:f}".partition(".")
    if len(part) > 2:
        part = part.rstrip("0")
        part += "0" * (len(part) == 3)
    return f"{whole}.{part}" if part else whole


def entry_lines(key: str, value: Any, indent: str) -> Iterator[str]:
    """The lines of a key and of what it states, from what :func:`dossier_data` gives."""
    written = key if _PLAIN_KEY.fullmatch(key) else quoted(key)
    # YAML only looks so far for the colon of a key.
    if len(written) > _LONG_KEY:
        yield f"{indent}? {written}"
        written = ""
    if isinstance(value, dict) and value:
        yield f"{indent}{written}:"
        for name, inner in value.items():
            yield from entry_lines(name, inner, indent + "  ")
    elif isinstance(value, list) and value:
        yield f"{indent}{written}:"
        for item in value:
            yield from item_lines(item, indent + "  ")
    else:
        yield f"{indent}{written}:{scalar_after(value)}"


def item_lines(item: Any, indent: str) -> Iterator[str]:
    """The lines of an item of a list, from its dash."""
    if isinstance(item, dict) and item:
        inner = (line for name, value in item.items() for line in entry_lines(name, value, indent + "  "))
        yield from dashed(inner, indent)
    elif isinstance(item, list) and item:
        yield from dashed((line for inner in item for line in item_lines(inner, indent + "  ")), indent)
    else:
        yield f"{indent}-{scalar_after(item)}"


def dashed(lines: Iterator[str], indent: str) -> Iterator[str]:
    """The lines of an item, two columns to the right of its dash, which goes before the first that is no comment."""
    dash = True
    for line in lines:
        if dash and not line.lstrip(" ").startswith("#"):
            yield f"{indent}- {line[len(indent) + 2 :]}"
            dash = False
        else:
            yield f"{indent}{line.lstrip(' ')}" if dash else line


def scalar_after(value: Any) -> str:
    """A value after its colon or its dash; every text is quoted, and nothing is written where nothing is said."""
    if isinstance(value, bool):
        return " oui" if value else " non"
    if isinstance(value, int):
        return f" {value}"
    return "" if is_absent(value) else f" {quoted(value)}"


def quoted(text: str) -> str:
    """A text between quotes, on one line, that YAML reads back as it is; half a character becomes U+FFFD."""

    def escape(found: re.Match[str]) -> str:
        code = ord(found[0])
        if 0xD800 <= code <= 0xDFFF:
            return "\ufffd"
        return _SHORT.get(found[0]) or (f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}")

    return f'"{_ESCAPED.sub(escape, text)}"'
