"""Update the English catalogue: extract the sentences of the code, keep their translations, compile.

``python -m tools.messages`` writes the ``.po`` and ``.mo`` files; a sentence left without translation is listed, and
the exit code is then 1.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "relance_rules"
PO = SOURCES / "locale" / "en" / "LC_MESSAGES" / "relance.po"

# The calls whose first literal argument is a sentence for a person.
KEYWORDS = {"Message": None, "ParseError": None, "gettext": None, "say": None, "fault": (2,)}


def extracted() -> Catalog:
    """The sentences of the code, in order, without line numbers that would change with every edit."""
    catalog = Catalog(charset="utf-8", header_comment="# English sentences of relance-rules.", fuzzy=False)
    found = extract_from_dir(SOURCES, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _, sentence, _, _ in sorted(found, key=lambda entry: (entry[0], entry[1])):
        if sentence and isinstance(sentence, str):
            catalog.add(sentence, locations=[(file, 0)])
    return catalog


def merged() -> Catalog:
    """The sentences of the code with the translations that the catalogue already holds."""
    catalog = extracted()
    if PO.exists():
        known = read_po(io.BytesIO(PO.read_bytes()), locale="en")
        for message in catalog:
            if message.id and (old := known.get(message.id)) is not None:
                message.string = old.string
    return catalog


def po_bytes(catalog: Catalog) -> bytes:
    """The catalogue as the text that is kept."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, no_location=True, omit_header=False, sort_output=True)
    # The header's dates would make every run a change.
    lines = [line for line in out.getvalue().split(b"\n") if not line.startswith((b'"POT-Creation', b'"PO-Revision'))]
    return b"\n".join(lines)


def mo_bytes(catalog: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(po_bytes(catalog)), locale="en"))
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
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
