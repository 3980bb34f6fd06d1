"""The lists that go with letters: those to send, for a mail merge, those of before, and the dossiers that get none."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from relance_rules.localization import LANGUAGES, LanguageCode, localization
from relance_rules.values import Message

LETTER_TITLES = (
    Message("Référence"), Message("Fichier"), Message("Courriel"), Message("Organisation"), Message("SIRET"),
    Message("Thème"), Message("État"), Message("Empreinte"),
)  # fmt: skip
"""The columns of the list of letters; the last is what tells a letter that was changed since."""
NO_LETTER_TITLES = (Message("Référence"), Message("Pourquoi aucune lettre"), Message("Thème"), Message("Fichier"))
"""The columns of the list of the dossiers that get none."""

LETTERS, KEPT, NO_LETTERS = "lettres.csv", "lettres_precedentes.csv", "sans_lettre.csv"
LISTS = {LETTERS: LETTER_TITLES, KEPT: LETTER_TITLES, NO_LETTERS: NO_LETTER_TITLES}
"""The lists by the names of their files, with their columns."""
_MAX_LIST = 64 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9_-]{1,200}\.[a-z]{1,8}")
"""What the name of a letter may be."""


def list_headers() -> tuple[str, ...]:
    """How the lists start, in each language."""
    return tuple(_header(titles, code) for titles in LISTS.values() for code in LANGUAGES)


def _header(titles: Sequence[Message], code: LanguageCode) -> str:
    return ";".join(map(localization(code).say, titles))


def is_list(path: Path) -> bool:
    """Whether a file is the list of its name that an earlier run wrote.

    Raises:
        OSError: It can't be read.
    """
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(1024).decode("utf-8-sig", "replace")
    return any(head.startswith(_header(LISTS[path.name], code)) for code in LANGUAGES)


class Earlier(NamedTuple):
    """The letters of earlier runs that are still in a folder.

    ``own`` is those that are as they were written, by name, each with its line, which starts with its reference;
    ``changed`` is how many somebody changed since.
    """

    own: Mapping[str, Sequence[str]]
    changed: int


def earlier_letters(folder: Path, extensions: Sequence[str]) -> Earlier:
    """What the lists of an earlier run name in a folder, and is there; no list names anything elsewhere.

    Raises:
        OSError: A file can't be read.
    """
    listed: dict[str, list[Sequence[str]]] = {}
    for line in chain(_listed(folder / LETTERS), _listed(folder / KEPT)):
        if _NAME.fullmatch(line[1]) and Path(line[1]).suffix in extensions:
            listed.setdefault(line[1], []).append(line)
    own, changed = dict[str, Sequence[str]](), 0
    for name, lines in listed.items():
        path = folder / name
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, _digest)
            known = f"{_LEAD}{found.hexdigest()}"
            same = [each for each in lines if each[-1] == known]
            if same:
                own[name] = same[0]
            else:
                changed += 1
    return Earlier(own, changed)


def _listed(path: Path) -> Iterator[list[str]]:
    if not path.is_file() or path.stat().st_size > _MAX_LIST or not is_list(path):
        return
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = csv.reader(stream, delimiter=";")
        while True:
            try:
                cells = next(lines)
            except StopIteration:
                return
            except csv.Error:
                # A cell that is too long: nothing of ours is named on its line.
                continue
            if len(cells) == len(LETTER_TITLES):
                yield cells


def digest_of(content: bytes) -> str:
    """What tells a letter from any other; no spreadsheet takes it for a number."""
    digest = _digest()
    digest.update(content)
    return f"{_LEAD}{digest.hexdigest()}"


def _digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=16)


_LEAD = "b2-"
