"""Where a fault can be put into a module of JavaScript: operators, constants, negations, ways out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from relance_rules.targets.javascript.tokens import BEFORE_VALUE, Token, tokens


class Site(NamedTuple):
    """A place of a module and the text that a fault puts there."""

    module: str
    start: int
    end: int
    instead: str
    line: int
    told: str
    """The line with the fault marked, which names the place whatever is changed around it."""


_SWAPPED = {
    "===": "!==", "!==": "===", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&", "??": "&&",
    "*": "/", "%": "*", "**": "*", "<<": ">>", "true": "false", "false": "true", "every": "some",
    "some": "every", "min": "max", "max": "min", "floor": "ceil", "ceil": "floor", "padStart": "padEnd",
    "padEnd": "padStart", "indexOf": "lastIndexOf", "lastIndexOf": "indexOf", "startsWith": "endsWith",
    "endsWith": "startsWith", "continue": "void 0", "??=": "=", "+=": "-=", "-=": "+=",
}  # fmt: skip
_PARTS_OF_REGEX = re.compile(r"\\.|\[(?:[^\]\\]|\\.)*\]|(?P<bound>[\^$])|\{(?P<count>[0-9]+)(?P<most>,[0-9]*)?\}")


def faults(source: str) -> Iterator[tuple[int, int, str]]:
    """The faults of a module: where each begins and ends, and what it puts there."""
    held = list(tokens(source))
    for place, token in enumerate(held):
        before = held[place - 1] if place else Token("sign", ";", 0)
        kind, text, start = token
        end = start + len(text)
        binary = before.kind in ("string", "text", "number", "regex", "name") and before.text not in BEFORE_VALUE
        binary = binary or before.text in (")", "]")
        if kind == "regex":
            yield from _of_regex(text, start)
        elif kind == "number" and not text.startswith("0x"):
            big = "n" if text.endswith("n") else ""
            whole = text.removesuffix("n")
            yield start, end, f"{float(whole) / 2}" if "." in whole else f"{int(float(whole)) + 1}{big}"
        elif text == "return":
            yield start, end, "if (0) return"
        elif text == "throw":
            yield start, end, "void"
        elif text in ("+", "-") and binary:
            yield start, end, "-" if text == "+" else "+"
        elif text == "-":
            yield start, end, ""
        elif text == "/" and binary:
            yield start, end, "*"
        elif text == "!":
            yield start, end, ""
        elif text == "?" and kind == "sign":
            yield start, end, "&& false ?"
        elif text == "if" and kind == "name":
            # The condition always holds.
            yield start, end + len(source[end:]) - len(source[end:].lstrip()) + 1, "if (true || "
        elif (
            text in _SWAPPED
            and before.text != "function"
            and (kind == "sign" or before.text == "." or text in ("true", "false", "continue"))
        ):
            yield start, end, _SWAPPED[text]


def _of_regex(text: str, start: int) -> Iterator[tuple[int, int, str]]:
    for found in _PARTS_OF_REGEX.finditer(text, 1):
        if found["bound"]:
            yield start + found.start(), start + found.end(), ""
        elif found["count"]:
            least = f"{{{int(found['count']) + 1}{found['most'] or ''}}}"
            yield start + found.start(), start + found.end(), least


def sites(module: str, source: str) -> list[Site]:
    """The faults of a module, in their order."""
    found = []
    for start, end, instead in faults(source):
        above = source.rfind("\n", 0, start) + 1
        below = source.find("\n", end)
        line = source[above : below if below >= 0 else len(source)]
        told = f"{line[: start - above]}⟦{source[start:end]}→{instead}⟧{line[end - above :]}".strip()
        found.append(Site(module, start, end, instead, source.count("\n", 0, start) + 1, told))
    return found
