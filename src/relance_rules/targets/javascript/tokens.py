"""The tokens of a module of JavaScript, and its text without what says nothing to a browser.

It knows the JavaScript of this project, and refuses what it might read otherwise than a browser does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Token(NamedTuple):
    """A token, and the place of the source where it begins."""

    kind: str
    """``string``, ``number``, ``name``, ``sign``, ``regex``, or ``text``: what stands between backquotes, up to an
    expression or after it, with the signs around it."""
    text: str
    start: int


BEFORE_VALUE = frozenset({
    "return", "typeof", "case", "in", "of", "void", "throw", "new", "else", "delete", "do", "instanceof",
})  # fmt: skip
"""The words after which a value stands."""

_BLANK = re.compile(r"(?:[ \n]+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>(?:0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:e[0-9]+)?)n?)
    |(?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
    |(?P<sign>\?\?=|\*\*|===|!==|<=|>=|=>|&&|\|\||\?\?|\?\.|\.\.\.|\+\+|--|[-+*/%&|]=|<<|>>|[-+*/%<>=!&|?:,;.(){}\[\]~^@#])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_TEXT = re.compile(r"[`}](?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
# What ends a line and is no line feed, wherever it stands.
_OTHER_ENDS = re.compile("[\r\u2028\u2029]")
# What begins a comment in a script of a page.
_OF_PAGES = re.compile("<!--|-->")
# After these stands the name of a property, whatever word it is.
_DOTS = frozenset({".", "?."})
_CONDITION = frozenset({"if", "while", "for", "with"})
# After these a bar may divide as well as begin an expression.
_UNSURE = frozenset({"of", "yield", "await", "}", "++", "--"})


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a module, without spaces and comments; what stands within a text between backquotes too.

    Raises:
        ValueError: There is something that it does not know.
    """
    if found := _OTHER_ENDS.search(source):
        raise ValueError(f"{found[0]!r}: no end of a line of a module")
    within, parentheses = [0], list[bool]()
    before, last, condition = "", Token("sign", ";", 0), False
    at = _past_blank(source, 0)
    while at < len(source):
        sign = source[at]
        kind = ""
        if sign == "`" or (sign == "}" and len(within) > 1 and within[-1] == 0):
            kind, match = "text", _TEXT.match(source, at)
        elif sign == "/" and not _is_value(last, before, after_condition=condition):
            kind, match = "regex", _REGEX.match(source, at)
        elif match := None if _OF_PAGES.match(source, at) else _TOKEN.match(source, at):
            kind = str(match.lastgroup)
        if match is None:
            raise ValueError(f"{source[at : at + 40]!r}: no token of a module")
        text = match[0]
        if kind == "text":
            # How many braces are open in each expression of a text, after those of the module.
            if sign == "}":
                within.pop()
            if text[-1] == "{":
                within.append(0)
        elif text == "(":
            parentheses.append(last.text in _CONDITION and before not in _DOTS)
        elif text == ")":
            condition = bool(parentheses) and parentheses.pop()
        elif text in ("{", "}"):
            within[-1] += 1 if text == "{" else -1
        before, last = last.text, Token(kind, text, at)
        yield last
        at = _past_blank(source, match.end())


def _past_blank(source: str, at: int) -> int:
    found = _BLANK.match(source, at)
    return at if found is None else found.end()


def _is_value(last: Token, before: str, *, after_condition: bool) -> bool:
    """Whether a value ends with a token, so that a bar after it divides."""
    word = last.kind == "name" and before not in _DOTS
    if (word or last.kind == "sign") and (last.text in _UNSURE or (last.text == ")" and after_condition)):
        raise ValueError(f"a bar after {last.text!r}: it may divide or not")
    if last.kind == "sign":
        return last.text in (")", "]")
    return not (word and last.text in BEFORE_VALUE) and not last.text.endswith("${")


_WORD = re.compile("[A-Za-z0-9_$.]")
_ALONE = frozenset("(){}[],;")


TEXTS = "$"
"""The name of the list of texts that a compact module refers to."""


@cache
def compact(source: str, texts: tuple[str, ...] = ()) -> str:
    """A module without its comments and the blanks that part nothing: the same tokens, on lines of their own as before.

    A line ends where one ended, since that may end a statement. A blank is kept where what stands around it may join.

    Args:
        source: The module.
        texts: What the script holds in a list of the name :data:`TEXTS`: the module refers to it where it says one.

    Raises:
        ValueError: There is something that :func:`tokens` does not know, or the module uses the name of the list.
    """
    held = list(tokens(source))
    if texts and any(token.text == TEXTS for token in held):
        raise ValueError(f"{TEXTS} is the name of the list of texts")
    parts: list[str] = []
    end, last = 0, Token("sign", ";", 0)
    for token, upto in _referring(held, {text: place for place, text in enumerate(texts)}):
        blank = source[end : token.start]
        if parts and (blank or token.kind == "said"):
            parts.append("\n" if "\n" in blank else " " if _may_join(last, token) else "")
        parts.append(token.text)
        end, last = upto, token
    return "".join(parts)


# Between these a text is a value of its own, and so is the sum of some of them.
_OPENS = frozenset({"(", ",", "[", "?", ":", "=", "=>", "return", "+", "&&", "||", "??"})
_CLOSES = frozenset({")", ",", "]", ":", ";", "+", "}"})
_PLAIN = re.compile(r'"(?:[^"\\\n]|\\["\\])*"')


def _referring(held: list[Token], places: dict[str, int]) -> Iterator[tuple[Token, int]]:
    """Tokens, those of a known text as one that refers to it, and where each of them ends."""
    at = 0
    while at < len(held):
        after = at + 1
        if held[at].kind == "string":
            while after + 1 < len(held) and held[after].text == "+" and held[after + 1].kind == "string":
                after += 2
        said = _said(held, at, after)
        token, last = held[at], held[after - 1]
        if said in places and len(reference := f"{TEXTS}[{places[said]}]") < len(said):
            yield Token("said", reference, token.start), last.start + len(last.text)
        else:
            for each in held[at:after]:
                yield each, each.start + len(each.text)
        at = after


def _said(held: list[Token], at: int, after: int) -> str:
    """The text that some tokens come to, where they are a value of their own; none otherwise."""
    before, beyond = (held[place].text if 0 <= place < len(held) else "" for place in (at - 1, after))
    # Between a comma and a colon stands the name of a field.
    if before not in _OPENS or beyond not in _CLOSES or (before, beyond) == (",", ":"):
        return ""
    texts = [token.text for token in held[at:after:2]]
    return "".join(map(json.loads, texts)) if all(map(_PLAIN.fullmatch, texts)) else ""


def _may_join(one: Token, other: Token) -> bool:
    """Whether two tokens may be others without a blank between them."""
    if "regex" in (one.kind, other.kind):
        return True
    if _WORD.match(one.text[-1]):
        return _WORD.match(other.text) is not None
    return one.kind == other.kind == "sign" and one.text not in _ALONE and other.text not in _ALONE
