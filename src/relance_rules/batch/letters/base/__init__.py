"""What the shipped letter of a word processor has beside its text: styles, a page and its foot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from relance_rules.batch.letters.office import escaped
from relance_rules.batch.letters.package import Part
from relance_rules.batch.letters.vocabulary import mark
from relance_rules.localization import Localization
from relance_rules.values import Message

_FOLDER = Path(__file__).parent
_FIRST = "mimetype"
"""The part that says what a file of OpenDocument is, which stands first and as it is."""


def base_parts(name: str, language: Localization) -> Iterator[Part]:
    """The parts of a format, in the reader's language."""
    words = {
        "title": language.say(Message("Lettre")),
        "language": "fr-FR" if language.language == "fr" else "en-GB",
        "lang": language.language,
        "country": "FR" if language.language == "fr" else "GB",
        "sender": language.say(Message("Expéditeur")),
        "addressee": language.say(Message("Destinataire")),
        "subject": language.say(Message("Objet de la lettre")),
        "footer": language.say(Message("{name} · page ", {"name": mark("name")})),
    }
    folder = _FOLDER / name
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for each in sorted(names, key=lambda found: found != _FIRST):
        text = (folder / each).read_text("utf-8")
        for key, said in words.items():
            text = text.replace(f"@{key}@", escaped(said))
        yield Part(each, text.encode(), each == _FIRST)
