"""The files of word processors: an archive of parts, read as if it lied, and written the same each time."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

_MAX_PARTS = 2_000
_MAX_INFLATED = 64 * 1024 * 1024
_MACROS = ("vbaproject.bin", "basic/", "scripts/")
"""What holds macros: a file of Word's, and folders of LibreOffice's."""


class Part(NamedTuple):
    """A part of a file: its name, what it holds, and whether it is stored as it is."""

    name: str
    content: bytes
    stored: bool = False


def read_parts(data: bytes, name: str) -> list[Part]:
    """The parts of a file, in its order.

    Raises:
        DossierError: It is no archive, it is protected, damaged or too large, or it holds macros: a letter must carry
            none.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            if len(listed) > _MAX_PARTS or len({each.filename for each in listed}) < len(listed):
                raise _unreadable(name)
            room, found = _MAX_INFLATED, []
            for info in listed:
                if info.flag_bits & 1:
                    raise DossierError([Problem(Message("ce modèle est protégé par un mot de passe"), name)])
                # The other methods can't be inflated within bounds; no word processor uses them.
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise _unreadable(name)
                with archive.open(info) as stream:
                    content = stream.read(room + 1)
                room -= len(content)
                if room < 0:
                    message = Message("modèle trop grand : {limit} Mo au plus", {"limit": _MAX_INFLATED // 1024**2})
                    raise DossierError([Problem(message, name)])
                found.append(Part(info.filename, content, info.compress_type == zipfile.ZIP_STORED))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError):
        raise _unreadable(name) from None
    if any(place in f"/{part.name.lower()}" for part in found for place in (f"/{each}" for each in _MACROS)):
        message = Message("ce modèle contient des macros : enregistrez-le sans elles")
        raise DossierError([Problem(message, name)])
    return found


def written(parts: Iterable[Part]) -> bytes:
    """The file that has these parts: the same bytes for the same parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in parts:
            info = zipfile.ZipInfo(part.name)
            info.compress_type = zipfile.ZIP_STORED if part.stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, part.content)
    return stream.getvalue()


def _unreadable(name: str) -> DossierError:
    message = Message("ce fichier n’est pas le document que dit son extension, ou il est abîmé")
    return DossierError([Problem(message, name)])
