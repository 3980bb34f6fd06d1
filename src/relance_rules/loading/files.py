"""Bytes to text: reading a file within bounds, and saying what is wrong with its encoding."""

from __future__ import annotations

import re
from pathlib import Path

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

MAX_BYTES = 4 * 1024 * 1024
"""A dossier or a rule file larger than this is not one."""

# C0 controls but tab, line feed and carriage return; DEL and C1; YAML accepts none of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def read_text(path: Path) -> str:
    """Read a UTF-8 file, with or without a byte order mark.

    Raises:
        DossierError: The file can't be read, is too large, is not UTF-8, or is not text.
    """
    return decode(read_bytes(path), shown(path))


def shown(path: Path) -> str:
    """The name of a file as it may be printed, even where its bytes are no text."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file, and no more than one byte over ``limit``, so that its size can be refused.

    Raises:
        DossierError: The file can't be read.
    """
    name = shown(path)
    try:
        if path.is_dir():
            raise DossierError(
                [Problem(Message("c’est un répertoire, un fichier est attendu"), name, code="unreadable")]
            )
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except (OSError, ValueError) as error:
        raise DossierError([unreadable(error, name)]) from None


def unreadable(error: Exception, name: str) -> Problem:
    """What is said of a file or of a folder that the system does not give."""
    if isinstance(error, FileNotFoundError):
        return Problem(Message("ce fichier n’existe pas"), name, code="unreadable")
    if isinstance(error, PermissionError):
        return Problem(Message("vous n’avez pas le droit de lire ce fichier"), name, code="unreadable")
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(Message("lecture impossible : {reason}", {"reason": reason}), name, code="unreadable")


def too_large(name: str | None, limit: int) -> Problem:
    """What is said of a file that exceeds ``limit`` bytes."""
    return Problem(
        Message("fichier trop grand : {limit} Mo au plus", {"limit": limit // (1024 * 1024)}), name, code="unreadable"
    )


def decode(data: bytes, name: str | None, limit: int = MAX_BYTES) -> str:
    """Turn the bytes of a file into text.

    Raises:
        DossierError: Too many bytes, another encoding than UTF-8, or control characters.
    """
    if len(data) > limit:
        raise DossierError([too_large(name, limit)])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DossierError(
            [Problem(Message("fichier en UTF-16 : enregistrez-le en UTF-8"), name, 1, 1, code="unreadable")]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", errors="replace")) + 1
        byte = f"0x{data[error.start]:02X}"
        message = Message("ce n’est pas de l’UTF-8 (octet {byte}) : enregistrez le fichier en UTF-8", {"byte": byte})
        raise DossierError([Problem(message, name, line, column, code="unreadable")]) from None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        code = f"U+{ord(control[0]):04X}"
        message = Message("caractère de contrôle {code} : ce fichier n’est pas un texte", {"code": code})
        raise DossierError([Problem(message, name, line, column, code="unreadable")])
    return text
