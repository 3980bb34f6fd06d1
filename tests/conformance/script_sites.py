"""Where a fault can be put into a module of JavaScript: operators, constants, negations, ways out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Site(NamedTuple):
    """A place of a module and the text that a fault puts there."""

    module: str
    start: int
    end: int
    instead: str
    line: int
    told: str
    """The line with the fault marked, which names the place whatever is changed around it."""


class Token(NamedTuple):
    kind: str
    text: str
    start: int


_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>(?:0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:e[0-9]+)?)n?)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<sign>\?\?=|\*\*|===|!==|<=|>=|=>|&&|\|\||\?\?|\?\.|\.\.\.|\+\+|--|[-+*/%&|]=|<<|>>|[-+*/%<>=!&|?:,;.(){}\[\]~^@#])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEXT = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_BEFORE_VALUE = {"return", "typeof", "case", "in", "of", "void", "throw", "new", "else", "delete"}


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a module, without spaces and comments; what stands within a text between backquotes too.

    Raises:
        ValueError: There is something that it does not know.
    """
    at, depth, within = 0, 0, list[int]()
    last = Token("sign", ";", 0)
    while at < len(source):
        if source[at] == "`" or (within and source[at] == "}" and depth == within[-1]):
            if source[at] == "}":
                within.pop()
            found = _TEXT.match(source, at + 1)
            assert found
            last = Token("text", source[at : found.end()], at)
            yield last
            at = found.end()
            if source[at] == "`":
                at += 1
            else:
                at += 2
                within.append(depth)
                last = Token("sign", "(", at)
            continue
        value = last.kind in ("string", "text", "number", "regex", "name") or last.text in (")", "]", "}")
        if source[at] == "/" and (not value or last.text in _BEFORE_VALUE) and source[at + 1] not in "/*":
            match = _REGEX.match(source, at)
            kind = "regex"
        else:
            match = _TOKEN.match(source, at)
            kind = "" if match is None else str(match.lastgroup)
        if match is None:
            raise ValueError(f"{source[at : at + 40]!r}: no token of a module")
        token = Token(kind, match[0], at)
        at = match.end()
        if kind == "space":
            continue
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        last = token
        yield token


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
        binary = before.kind in ("string", "text", "number", "regex", "name") and before.text not in _BEFORE_VALUE
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
