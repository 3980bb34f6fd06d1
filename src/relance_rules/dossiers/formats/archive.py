"""A workbook's archive, opened as if it lied: nothing that it announces is believed, and all it costs is counted.

A workbook of a few kilobytes can announce four billion texts, repeat one cell over a whole sheet, or inflate to
gigabytes. So nothing is allocated for what is announced, each part is inflated and parsed within the budget, and what
no spreadsheet writes (document types, other encodings, parts that overlap) is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.parsers import expat

from relance_rules.dossiers.formats.budget import BYTE, TAG, Budget
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.values import Message

_MAX_PARTS = 10_000
_MAX_DEPTH = 64
_OVERLONG = re.compile(rb"<[^<]{262144}")
"""A tag, or the text after it, that is longer than any cell may be."""
_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']{0,80})["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"})


class Archive:
    """The parts of a workbook, each inflated only when it is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it.

        Raises:
            DossierError: It is protected, damaged, or made as no spreadsheet makes it.
        """
        self.name, self.budget = name, Budget(name)
        if data[:4] == b"\xd0\xcf\x11\xe0":
            message = Message(
                "ce classeur est protégé par un mot de passe, ou d’un ancien format : enregistrez-le en .xlsx"
            )
            raise DossierError([Problem(message, name)])
        if data.count(b"PK\x01\x02") > _MAX_PARTS:
            raise self.illegible(Message("son archive a plus de {limit} parties", {"limit": _MAX_PARTS}))
        with self._opened():
            self._zip = zipfile.ZipFile(BytesIO(data))
        found = self._zip.infolist()
        self._parts = {info.filename.lower(): info for info in found}
        if len(self._parts) < len(found):
            raise self.illegible(Message("son archive a deux parties de même nom"))
        placed = sorted(found, key=lambda info: info.header_offset)
        if any(one.header_offset + one.compress_size >= next_.header_offset for one, next_ in pairwise(placed)):
            raise self.illegible(Message("des parties de son archive se recouvrent"))

    def illegible(self, reason: Message) -> DossierError:
        """What is raised of a workbook that can't be read."""
        return DossierError([Problem(Message("classeur illisible : {reason}", {"reason": reason}), self.name)])

    @contextmanager
    def _opened(self) -> Iterator[None]:
        try:
            yield
        except (RelanceError, MemoryError):
            raise
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError, LookupError):
            raise self.illegible(Message("archive abîmée ou autre format")) from None
        except (RuntimeError, NotImplementedError):
            raise self.illegible(Message("son archive est faite d’une manière qui n’est pas lue")) from None

    def names(self) -> list[str]:
        """The names of all the parts."""
        return [info.filename for info in self._parts.values()]

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._parts

    def content(self, path: str) -> bytes:
        """A part, inflated.

        Raises:
            DossierError: It is absent, protected or damaged, or exceeds the budget.
        """
        info = self._parts.get(path.lower())
        if info is None:
            raise self.illegible(Message("il y manque la partie « {part} »", {"part": path[:80]}))
        if info.flag_bits & 1:
            raise DossierError([Problem(Message("ce classeur est protégé par un mot de passe"), self.name)])
        # The other methods can't be inflated within bounds; no spreadsheet uses them.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.illegible(Message("son archive est faite d’une manière qui n’est pas lue"))
        with self._opened(), self._zip.open(info) as stream:
            content = stream.read(self.budget.inflatable() + 1)
        self.budget.spend(len(content) * BYTE)
        return content

    def parse(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda tag: None,
        text: Callable[[str], Any] | None = None,
    ) -> None:
        """Read a part of XML as events.

        Args:
            path: The part.
            start: Called with the name, without its prefix, and the attributes of each element.
            end: Called with the name of each element that ends.
            text: Called with each piece of text.

        Raises:
            DossierError: It can't be read, exceeds the budget, or declares a document type (which is how entities are
                defined) or another encoding than those of XML.
        """
        content = self.content(path)
        self.budget.spend(content.count(b"<") * TAG)
        if _OVERLONG.search(content):
            raise self.illegible(Message("« {part} » a un texte ou une balise démesurés", {"part": path[:80]}))
        declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf")[:400])
        if declared is not None and declared[1].lower() not in _ENCODINGS:
            values = {"part": path[:80], "encoding": declared[1].decode("ascii", "replace")}
            raise self.illegible(Message("« {part} » déclare un encodage inconnu : « {encoding} »", values))
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = 0

        def started(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _MAX_DEPTH:
                raise self.illegible(Message("« {part} » emboîte trop d’éléments", {"part": path[:80]}))
            start(tag if ":" not in tag else tag.rpartition(":")[2], attributes)

        def ended(tag: str) -> None:
            nonlocal depth
            depth -= 1
            end(tag if ":" not in tag else tag.rpartition(":")[2])

        parser.StartElementHandler, parser.EndElementHandler = started, ended
        parser.StartDoctypeDeclHandler = self._refuse
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            values = {"part": path[:80], "line": error.lineno}
            raise self.illegible(Message("« {part} » est mal formé à sa ligne {line}", values)) from None
        except (ValueError, LookupError, OverflowError):
            raise self.illegible(Message("« {part} » ne dit pas ce qui y est attendu", {"part": path[:80]})) from None

    def _refuse(self, *_: Any) -> None:
        message = Message("ce classeur déclare un type de document XML : il n’est pas lu")
        raise DossierError([Problem(message, self.name)])
