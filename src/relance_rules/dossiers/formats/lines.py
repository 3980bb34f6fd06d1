"""One dossier, or one node of the filing platform, per line of JSON: read as it comes, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.records import Record, failed
from relance_rules.dossiers.shapes import is_answer
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.fast_json import fast_object
from relance_rules.loading.files import MAX_BYTES, decode, shown, too_large, unreadable
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.dossiers.platform.answers import AnswerReader

MAX_LINE_BYTES = MAX_BYTES
"""The longest line, in bytes: a line is one dossier."""


class LineSpan(NamedTuple):
    """A run of whole lines of a file: where its bytes start, how many lines, the number of the first (from 1)."""

    offset: int
    lines: int
    first: int


def spans(path: Path, lines: int) -> Iterator[LineSpan]:
    """Cut a file into runs of at most ``lines`` lines, by looking for line ends only.

    Raises:
        OSError: The file can't be opened or read.
    """
    offset = start = count = 0
    first = 1
    with path.open("rb") as stream:
        while line := stream.readline(MAX_LINE_BYTES):
            offset += len(line)
            if not line.endswith(b"\n"):
                continue
            count += 1
            if count == lines:
                yield LineSpan(start, count, first)
                first, start, count = first + count, offset, 0
    if offset > start or not offset:
        yield LineSpan(start, count + 1, first)


def read(path: Path, context: Context) -> Iterator[Record]:
    """The dossiers of a file, one per line that is not blank.

    Raises:
        DossierError: The file can't be opened or read.
    """
    yield from read_span(path, None, context)


def read_span(path: Path, span: LineSpan | None, context: Context) -> Iterator[Record]:
    """The dossiers of a run of lines of a file, or of all its lines.

    Raises:
        DossierError: The file can't be opened or read.
    """
    name = shown(path)
    try:
        with path.open("rb") as stream:
            if span is not None:
                stream.seek(span.offset)
            yield from read_lines(stream, name, context, span)
    except OSError as error:
        raise DossierError([unreadable(error, name)]) from None


def read_lines(stream: BinaryIO, name: str, context: Context, span: LineSpan | None = None) -> Iterator[Record]:
    """The dossiers of a stream of lines, as standard input may give them; a bad line is an error of its own."""
    number, empty = (0, True) if span is None else (span.first - 1, span.first == 1)
    end = None if span is None else number + span.lines
    reader = _LineReader(name, context)
    while number != end and (line := stream.readline(MAX_LINE_BYTES + 1)):
        number += 1
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            # The end of a line that is too long is passed over, piece by piece.
            rest = stream.readline(MAX_LINE_BYTES + 1)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            empty = False
            yield from reader.records(line, number)
    if empty and (span is None or not stream.read(1)):
        raise DossierError([Problem(Message("le fichier est vide"), name, 1, 1)])
    yield from reader.closing()


class _LineReader:
    def __init__(self, name: str, context: Context) -> None:
        self.name, self.context = name, context
        self._fast = True
        self._platform: AnswerReader | None = None

    def records(self, line: bytes, number: int) -> Iterator[Record]:
        """The dossier of a line, or several where it is an answer of the platform."""
        origin = f"{self.name}:{number}"
        try:
            if len(line) > MAX_LINE_BYTES:
                raise DossierError([too_large(self.name, MAX_LINE_BYTES)])
            data = fast_object(line) if self._fast else None
            if data is None:
                data = parse_json(decode(line, self.name).rstrip("\r\n"), self.name)
                # What keeps a line from being read fast, such as decimals, is in those that follow it too.
                self._fast = False
            if is_answer(data, self.context.plan.facts):
                yield from self._answers().records(data)
            elif isinstance(data, dict):
                yield Record(origin, DossierData(data, origin, "", lambda: None))
            else:
                message = Message("un dossier est une suite de « clé: valeur », pas une liste ni un simple texte")
                raise DossierError([Problem(message, self.name)])
        except RelanceError as error:
            yield failed(origin, *(problem._replace(line=number) for problem in error.problems))

    def closing(self) -> Iterator[Record]:
        """What is to be known of the file as a whole."""
        if self._platform is not None:
            yield from self._platform.closing()

    def _answers(self) -> AnswerReader:
        from relance_rules.dossiers.platform.answers import AnswerReader

        if self._platform is None:
            self._platform = AnswerReader(self.name, self.context)
        return self._platform
