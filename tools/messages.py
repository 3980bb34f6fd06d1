"""Update the English catalogue: extract the sentences of the code, keep their translations, compile.

``python -m tools.messages`` writes the ``.po`` and ``.mo`` files; a sentence left without translation is listed, and
the exit code is then 1.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "relance_rules"
PO = SOURCES / "localization" / "locale" / "en" / "LC_MESSAGES" / "relance.po"

# The calls that take a sentence for a person, and its place among their arguments.
KEYWORDS = {"Message": 0, "ParseError": 0, "gettext": 0, "say": 0, "fault": 1, "refused": 0, "gap": 0}


class Sentences(Catalog):
    """A catalogue whose header has no date and no version of Babel: they would make a change of nothing."""

    mime_headers = property(lambda self: [("Language", "en"), ("Content-Type", "text/plain; charset=utf-8")])


def sentences(source: str) -> Iterator[str]:
    """The sentences of a module: literals, and what a conditional, a variable or a table of the module may give.

    Babel's own extraction joins the two sides of a conditional, and misses a call inside another.
    """
    tree = ast.parse(source)
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names.setdefault(name, []).append(value)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=arguments, keywords=named) if (
                # "fault" in the language takes places, and its sentence by name: a message, which is a call of its own.
                name in KEYWORDS and all(keyword.arg != "says" for keyword in named)
            ):
                # "say" takes any value: the text of a variable is not a sentence.
                followed: Mapping[str, Sequence[ast.expr]] = {} if name == "say" else names
                for argument in arguments[KEYWORDS[name] : KEYWORDS[name] + 1]:
                    yield from filter(None, _literals(argument, followed))


def _literals(node: ast.expr, names: Mapping[str, Sequence[ast.expr]]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as sentence):
            yield sentence
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _literals(body, names)
            yield from _literals(otherwise, names)
        case ast.Name(id=name):
            others = {other: values for other, values in names.items() if other != name}
            for value in names.get(name, ()):
                yield from _literals(value, others)
        case ast.Dict(values=values):
            for value in values:
                yield from _literals(value, names)
        case ast.Subscript(value=table):
            yield from _literals(table, names)
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, *defaults]):
            for value in (table, *defaults):
                yield from _literals(value, names)


_JOINT = re.compile(r'"\s*\+\s*"')
_SPOKEN = re.compile(r'\bt\(\s*("(?:[^"\\\n]|\\["\\])*")')


def script_sentences(source: str) -> Iterator[str]:
    """The sentences of a module of the page: what ``t`` is given, literals joined by a sign as one."""
    yield from map(json.loads, _SPOKEN.findall(_JOINT.sub("", source)))


def extracted() -> Sentences:
    """The sentences of the code, without line numbers that would change with every edit."""
    catalog = Sentences(header_comment="# English sentences of relance-rules.", fuzzy=False)
    for file in sorted(SOURCES.rglob("*.py")):
        for sentence in sentences(file.read_text(encoding="utf-8")):
            catalog.add(sentence)
    for file in sorted((SOURCES / "page" / "ui").glob("*.js")):
        for sentence in script_sentences(file.read_text(encoding="utf-8")):
            catalog.add(sentence)
    return catalog


def merged() -> Sentences:
    """The sentences of the code with the translations that the catalogue already holds."""
    catalog = extracted()
    if PO.exists():
        kept = read_po(io.BytesIO(PO.read_bytes()))
        # A space that becomes a no-break one makes no other sentence.
        known = {_plain(str(message.id)): message.string for message in kept}
        for message in catalog:
            if message.id:
                message.string = known.get(_plain(str(message.id)), "")
    return catalog


def _plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


def po_bytes(catalog: Sentences) -> bytes:
    """The catalogue as the text that is kept."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_output=True)
    return out.getvalue()


def mo_bytes(catalog: Sentences) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Sentences) -> list[str]:
    """The sentences that have no English yet."""
    return [str(message.id) for message in catalog if message.id and not message.string]


def main() -> int:
    """Write both files; list what is left to translate."""
    catalog = merged()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_bytes(catalog))
    PO.with_suffix(".mo").write_bytes(mo_bytes(catalog))
    left = untranslated(catalog)
    for sentence in left:
        print(f"untranslated: {sentence}", file=sys.stderr)
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
