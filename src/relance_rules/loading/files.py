"""Bytes to text: reading a file within bounds, and saying what is wrong with its encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

MAX_BYTES = 4 * 1024 * 1024
"""A dossier or a rule file larger than this is not one."""

# C0 controls but tab, line feed and carriage return; DEL and C1; YAML accepts none of them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
# The same in UTF-8, of one byte and of two, which are looked for faster.
_CONTROL_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
LATE_CONTROL = re.compile(b"\xc2[\x80-\x84\x86-\x9f]")

_LONE_RETURN = re.compile(r"\r(?!\n)")


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
    if isinstance(error, IsADirectoryError):
        return Problem(Message("c’est un répertoire, un fichier est attendu"), name, code="unreadable")
    reason = getattr(error, "strerror", None) or str(error)
    return Problem(Message("lecture impossible : {reason}", {"reason": reason}), name, code="unreadable")


def too_large(name: str | None, limit: int) -> Problem:
    """What is said of a file that exceeds ``limit`` bytes."""
    return Problem(
        Message("fichier trop grand : {limit} Mo au plus", {"limit": limit // (1024 * 1024)}), name, code="unreadable"
    )


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE = 4096

_OTHER_FILES: tuple[tuple[re.Pattern[bytes], Message], ...] = (
    (re.compile(rb"%PDF-"), Message("un PDF")),
    (re.compile(rb"PK\x03\x04(?s:.*)xl/"), Message("un classeur Excel (.xlsx)")),
    (re.compile(rb"PK\x03\x04(?s:.*)word/"), Message("un document Word (.docx)")),
    (re.compile(rb"PK\x03\x04(?s:.{0,100})opendocument"), Message("un document LibreOffice")),
    (re.compile(rb"PK\x03\x04|\x1f\x8b|7z\xbc\xaf"), Message("une archive")),
    (re.compile(rb"\xd0\xcf\x11\xe0"), Message("un ancien document Office")),
    (re.compile(rb"\{\\rtf"), Message("un document RTF")),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), Message("une image")),
    (re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b"), Message("une page web")),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b"), Message("du XML")),
)


def text_and_notes(data: bytes, name: str | None, limit: int = MAX_BYTES) -> tuple[str, tuple[Message, ...]]:
    """Turn the bytes of a dossier or of a table, in whatever encoding a program saved it, into text.

    UTF-8, UTF-16 and UTF-32 are told by their mark, plain UTF-16 by its zeros; anything else that is no UTF-8 is
    Windows-1252. The notes say which, where it is not UTF-8.

    Raises:
        DossierError: Too many bytes, an encoding that is none of these, or no text.
    """
    found = None if len(data) > limit else _other_encoding(data)
    if found is None:
        return decode(data, name, limit), ()
    codec, encoding = found
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        message = Message("fichier en {encoding} abîmé : enregistrez-le en UTF-8", {"encoding": encoding})
        raise DossierError([Problem(message, name, 1, 1, code="unreadable")]) from None
    values = {"file": name or "-", "encoding": encoding}
    note = Message("{file} : lu en {encoding}, car ce n’est pas de l’UTF-8", values)
    return decode(text.encode(), name, 3 * limit), (note,)


def _other_encoding(data: bytes) -> tuple[str, str] | None:
    """The codec and the name of an encoding that is not UTF-8; None where it is, or where there is none to tell."""
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            return codec, encoding
    low, high = data[0:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if not len(data) % 2 and not (low and high) and 8 * max(low, high) >= 3 * min(len(data), _SAMPLE) > 0:
        return ("utf-16-le" if high else "utf-16-be"), "UTF-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Damaged UTF-8 holds more letters that are whole than bytes that are none.
        letters = [sign for sign in data.decode("utf-8", "surrogateescape") if sign > "\x7f"]
        broken = sum("\udc80" <= sign <= "\udcff" for sign in letters)
        if 2 * broken >= len(letters) and _is_western(data) and not any(kind.match(data) for kind, _ in _OTHER_FILES):
            return "cp1252", "Windows-1252"
    return None


def _is_western(data: bytes) -> bool:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, name: str | None, limit: int = MAX_BYTES) -> str:
    """Turn the bytes of a file into text.

    Raises:
        DossierError: Too many bytes, another kind of file, another encoding than UTF-8, or control characters.
    """
    if len(data) > limit:
        raise DossierError([too_large(name, limit)])
    # None of the others starts as a line of JSON does.
    for signature, kind in () if data.startswith(b'{"') else _OTHER_FILES:
        if signature.match(data):
            message = Message(
                "ce fichier est {kind}, pas un texte : enregistrez-en le contenu en UTF-8", {"kind": kind}
            )
            raise DossierError([Problem(message, name, 1, 1, code="unreadable")])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DossierError(
            [Problem(Message("fichier en UTF-16 : enregistrez-le en UTF-8"), name, 1, 1, code="unreadable")]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after the mark at the start.
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        byte = f"0x{error.object[error.start]:02X}"
        message = Message("ce n’est pas de l’UTF-8 (octet {byte}) : enregistrez le fichier en UTF-8", {"byte": byte})
        raise DossierError([Problem(message, name, line, column, code="unreadable")]) from None
    bare = len(data.translate(None, _CONTROL_BYTES)) == len(data) and LATE_CONTROL.search(data) is None
    if not bare and (control := _CONTROL.search(text)):
        line = text.count("\n", 0, control.start()) + 1
        column = control.start() - text.rfind("\n", 0, control.start())
        code = f"U+{ord(control[0]):04X}"
        message = Message("caractère de contrôle {code} : ce fichier n’est pas un texte", {"code": code})
        raise DossierError([Problem(message, name, line, column, code="unreadable")])
    text = text.lstrip("\ufeff")
    return _LONE_RETURN.sub("\n", text) if "\r" in text else text
