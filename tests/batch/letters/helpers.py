"""What the tests of letters share: the paragraphs of a document, read by nothing of ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from markdown_it import MarkdownIt

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def paragraphs(name: str, data: bytes) -> list[str]:
    """The texts of the paragraphs of a letter, in order."""
    return [text for text in {"docx": _docx, "odt": _odt, "md": _md}[name](data) if text]


def _docx(data: bytes) -> Iterator[str]:
    for paragraph in part(data, "word/document.xml").iter(f"{_WORD}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{_WORD}t"))


def _odt(data: bytes) -> Iterator[str]:
    for each in part(data, "content.xml").iter():
        if each.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield "".join(each.itertext())


def _md(data: bytes) -> Iterator[str]:
    for token in MarkdownIt().parse(data.decode()):
        if token.type == "inline":
            yield "".join(each.content for each in token.children or ())


def part(data: bytes, name: str) -> ElementTree.Element:
    """A part of a document, once parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 - written by the test


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """A document one of whose parts has another text."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(stream, "w") as made:
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename == name:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            made.writestr(info.filename, content, info.compress_type)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes = b"") -> bytes:
    """A document with one part more."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as made:
        made.writestr(name, content)
    return stream.getvalue()
