"""Which dossiers of a batch are versions, or copies, of one another: the newest counts, once.

A dossier is known by the number that the platform gave it, or else by its reference. Of several that are known by the
same, those that state the same are copies, of which one counts; of those that state something else, the one that
changed last counts. Where nothing says which is the last, all count, and are said to be doubtful.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby, islice, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from relance_rules.batch.duplicates import MAX_LISTED, Duplicate, Duplicates
from relance_rules.batch.kept import Kept, to_bytes, to_text
from relance_rules.batch.last import Last
from relance_rules.batch.seen import Seen, known_by
from relance_rules.checking.projects import BatchPlace
from relance_rules.showing.blocks import Content
from relance_rules.values import Fixed, Message

_NAMED = 3
"""How many others are named where a dossier has some; the rest is counted."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TABLES = (
    "CREATE TABLE seen (chunk, part, record, origin, name, known_by, reference, moment, modified, decided, content, "
    "project, PRIMARY KEY (chunk, part, record))",
    "CREATE TABLE aside (chunk, part, record, origin, beside_chunk, beside_part, beside_record, replaced, said, "
    "PRIMARY KEY (chunk, part, record))",
    "CREATE TABLE together (chunk, part, record, said, PRIMARY KEY (chunk, part, record))",
    "CREATE TABLE again (chunk, part, record, name, first, origin)",
    "CREATE TABLE notes (chunk, part, record, said)",
    "CREATE TABLE matched (chunk, part, record, rank, PRIMARY KEY (chunk, part, record))",
    "CREATE TABLE last (rank INTEGER PRIMARY KEY, known_by, origin, content, met, it)",
    "CREATE INDEX last_known_by ON last (known_by, content)",
    "CREATE INDEX last_origin ON last (origin)",
    "CREATE INDEX last_content ON last (content)",
)
_INDEXES = (
    "CREATE INDEX seen_known_by ON seen (known_by, content)",
    "CREATE INDEX seen_reference ON seen (reference)",
    "CREATE INDEX seen_project ON seen (project)",
)
_BY_VERSION = """
SELECT chunk, part, record, origin, name, known_by, content, newest, since
FROM seen JOIN (
    SELECT known_by, content, MAX(moment) AS newest, modified AS since FROM seen WHERE known_by IN (
        SELECT known_by FROM seen WHERE known_by IS NOT NULL GROUP BY known_by HAVING COUNT(*) > 1
    ) GROUP BY known_by, content
) USING (known_by, content)
ORDER BY known_by, newest IS NULL, newest DESC, content, moment IS NULL, moment DESC, decided DESC, chunk, part, record
"""
_BY_REFERENCE = """
SELECT chunk, part, record, origin, name, reference FROM seen WHERE reference IN (
    SELECT reference FROM seen WHERE reference IS NOT NULL GROUP BY reference HAVING COUNT(*) > 1 AND NOT MIN(decided)
) ORDER BY reference, chunk, part, record
"""
_BY_PROJECT = """
SELECT chunk, part, record, origin, name, project, count FROM seen JOIN (
    SELECT project, COUNT(*) AS count, MIN(seen.rowid) AS first FROM seen WHERE project IS NOT NULL GROUP BY project
    HAVING COUNT(DISTINCT COALESCE(known_by, chunk || '/' || part || '/' || record)) > 1
) USING (project) ORDER BY first, chunk, part, record
"""
_ALIKE = """
INSERT INTO matched SELECT chunk, part, record, MIN(rank) FROM seen JOIN last USING (known_by, content)
GROUP BY chunk, part, record
"""
_IN_TURN = """
INSERT INTO matched SELECT chunk, part, record, rank FROM (
    SELECT chunk, part, record, known_by,
    ROW_NUMBER() OVER (PARTITION BY known_by ORDER BY chunk, part, record) AS turn
    FROM seen WHERE known_by IS NOT NULL AND (chunk, part, record) NOT IN (SELECT chunk, part, record FROM matched)
) JOIN (
    SELECT rank, known_by, ROW_NUMBER() OVER (PARTITION BY known_by ORDER BY rank) AS turn
    FROM last WHERE known_by IS NOT NULL AND NOT met
) USING (known_by, turn)
"""
_UNNAMED = """
INSERT OR IGNORE INTO matched SELECT chunk, part, record, rank FROM seen JOIN last USING ({})
WHERE NOT met AND (seen.known_by IS NULL OR last.known_by IS NULL)
AND (chunk, part, record) NOT IN (SELECT chunk, part, record FROM matched) GROUP BY rank
"""
_BY_KEPT = """
SELECT beside_chunk, beside_part, beside_record, origin, chunk, part, record, said FROM aside
ORDER BY 1, 2, 3, chunk, part, record
"""
_SAY_TOGETHER = """
UPDATE aside SET said = (
    SELECT together.said FROM together
    WHERE (together.chunk, together.part, together.record) = (aside.chunk, aside.part, aside.record)
) WHERE (chunk, part, record) IN (SELECT chunk, part, record FROM together)
"""


class Memory(NamedTuple):
    """What is known of the dossiers of a chunk, by place, from the others and from the last time.

    ``aside`` says why some don't count, None where another says it for them too, ``notes`` what is to be said of
    others; ``last`` is what became of them the last time, and None in a batch that is compared with no other.
    """

    aside: Mapping[BatchPlace, Message | None] = {}
    notes: Mapping[BatchPlace, Sequence[Content]] = {}
    last: Mapping[BatchPlace, Last] | None = None


@dataclass
class SetAside:
    """How many dossiers do not count: copies of others, and versions that newer ones replace."""

    copies: int = 0
    replaced: int = 0

    @property
    def count(self) -> int:
        """How many in all."""
        return self.copies + self.replaced


class Settled(NamedTuple):
    """What does not count among the dossiers of a batch, and what is doubtful."""

    aside: SetAside
    duplicates: Duplicates


class Versions:
    """The dossiers of a batch as they are seen, on disk, then settled: memory does not grow with them.

    Raises:
        DossierError: There is no room for them, or what the last time left can't be read, from any method.
    """

    def __init__(self, kept: Kept, last: Iterable[Last] | None = None) -> None:
        """Make the tables; ``last`` is what became of the dossiers the last time."""
        self._kept, self._compared = kept, last is not None
        kept.run(*_TABLES)
        for rank, each in enumerate(last or ()):
            row = (rank, _bytes(each.known_by), _bytes(each.origin), each.content)
            it = pickle.dumps(each, pickle.HIGHEST_PROTOCOL)
            kept.put("INSERT INTO last VALUES (?, ?, ?, ?, 0, ?)", [(*row, it)])

    def see(self, found: Iterable[Seen]) -> None:
        """Keep the next dossiers of the batch."""
        self._kept.put("INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, found))

    def settle(self) -> Settled:
        """Set aside what does not count, also among the dossiers that share a ceiling."""
        self._kept.run(*_INDEXES)
        aside = self._set_aside()
        if aside.count:
            self._kept.run(
                "DELETE FROM seen WHERE (chunk, part, record) IN (SELECT chunk, part, record FROM aside)",
                "DELETE FROM sharing WHERE (chunk, part, record) IN (SELECT chunk, part, record FROM aside)",
            )
            self._tell_kept()
        settled = Settled(aside, self._doubtful())
        self._kept.run("CREATE INDEX notes_place ON notes (chunk)")
        return settled

    def _set_aside(self) -> SetAside:
        found = SetAside()
        newest = first = _NONE
        for version in map(_OfVersion._make, self._kept.rows(_BY_VERSION)):
            if version.known_by != newest.known_by:
                newest = first = version
            elif version.content != first.content:
                first = version
            if version.newest is not None and version.newest < newest.newest:
                found.replaced += 1
                self._put_aside(version, newest, replaced=True)
            elif version is not first:
                found.copies += 1
                self._put_aside(version, first, replaced=False)
        return found

    def _put_aside(self, version: _OfVersion, kept: _OfVersion, *, replaced: bool) -> None:
        values: dict[str, Any] = {"name": to_text(version.name), "kept": to_text(kept.origin)}
        if replaced:
            values = {**values, "then": _moment(version.since), "now": _moment(kept.since)}
            message = Message(
                "« {name} », tel que modifié le {then}, est mis de côté : {kept} en est une version plus récente, "
                "du {now}",
                values,
            )
        else:
            message = Message("« {name} » est mis de côté : {kept} dit la même chose", values)
        row = (*version[:3], version.origin, *kept[:3], replaced, _pickled(message))
        self._kept.put("INSERT INTO aside VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [row])

    def _tell_kept(self) -> None:
        """Say of each dossier that counts alone which others do not."""
        for place, group in groupby(self._kept.rows(_BY_KEPT), itemgetter(0, 1, 2)):
            rows = iter(group)
            head = list(islice(rows, _NAMED))
            more = 0
            for row in rows:
                more += 1
                self._kept.put(_TOGETHER, [(*row[4:7], None)])
            if more:
                self._kept.put(_TOGETHER, [(*row[4:7], None) for row in head[1:]])
                self._kept.put(_TOGETHER, [(*head[0][4:7], _together(head[0][7], len(head) - 1 + more))])
            others = [to_text(origin) for _, _, _, origin, *_ in head]
            said = Message("mis de côté pour celui-ci, même contenu ou plus anciens : {others}")
            self._note(place, _among(others, more, said))
        self._kept.run(_SAY_TOGETHER)

    def _doubtful(self) -> Duplicates:
        """The references that several dossiers give all the same: nothing says which of them is the right one."""
        for _, group in groupby(self._kept.rows(_BY_REFERENCE), itemgetter(5)):
            (*place, origin, name, _), *again = islice(group, 1 + _NAMED)
            more = 0
            for *other, there, named, _ in chain(again, group):
                more += 1
                self._kept.put("INSERT INTO again VALUES (?, ?, ?, ?, ?, ?)", [(*other, named, origin, there)])
                values = {"reference": to_text(named), "first": to_text(origin)}
                self._note(other, _DOUBTFUL._replace(values=values))
            named = [to_text(there) for _, _, _, there, *_ in again]
            said = Message(
                "la référence « {reference} » est aussi celle de {others}, et rien ne dit lequel est le bon : tous "
                "sont comptés, et leurs montants peut-être plusieurs fois",
                {"reference": to_text(name)},
            )
            self._note(place, _among(named, more - len(named), said))
        ((count,),) = self._kept.rows("SELECT COUNT(*) FROM again")
        listed = self._kept.rows(
            "SELECT name, first, origin FROM again ORDER BY chunk, part, record LIMIT ?", MAX_LISTED
        )
        return Duplicates(count, [Duplicate(*map(to_text, row)) for row in listed])

    def twins(self) -> Iterator[tuple[str, Message]]:
        """The projects that seem to be filed under several numbers: where the first was found, and what is said."""
        for _, group in groupby(self._kept.rows(_BY_PROJECT), itemgetter(5)):
            rows = iter(group)
            head = list(islice(rows, 1 + _NAMED))
            count = head[0][6]
            # All those that are not named are told the same.
            told = chain((_beside(each, head, count) for each in head), repeat(_beside(None, head, count)))
            notes = zip(chain(head, rows), told, strict=False)
            self._kept.put(_NOTE, ((*row[:3], note) for row, note in notes))
            said = Message(
                "le même projet semble déposé {count} fois, sous {others} : même thème, même porteur, même nom, même "
                "coût total ; chacun est vérifié et compté",
                {"count": count},
            )
            yield to_text(head[0][3]), _among(list(map(_name, head)), count - len(head), said)

    def gone(self) -> Iterator[Last]:
        """Find the dossiers of the last time again; those that are no longer there."""
        met = "UPDATE last SET met = 1 WHERE rank IN (SELECT rank FROM matched)"
        self._kept.run(
            _ALIKE,
            met,
            _IN_TURN,
            met,
            # One that has no number, or that could not be read, is known by its place, or else by what it states.
            _UNNAMED.format("origin"),
            met,
            _UNNAMED.format("content"),
            met,
        )
        for (it,) in self._kept.rows("SELECT it FROM last WHERE NOT met ORDER BY rank"):
            yield pickle.loads(it)  # noqa: S301 - written above, to a file that nothing else can open

    def is_aside(self, place: BatchPlace) -> bool:
        """Whether a dossier does not count, once they are settled."""
        asked = "SELECT 1 FROM aside WHERE chunk = ? AND part = ? AND record = ?"
        return next(self._kept.rows(asked, *place), None) is not None

    def of(self, chunk: int) -> Memory:
        """What is known of the dossiers of a chunk."""
        aside = {
            tuple(place): None if said is None else pickle.loads(said)  # noqa: S301 - the same file
            for *place, said in self._of("aside", "said", chunk)
        }
        notes: dict[BatchPlace, list[Content]] = {}
        same: dict[bytes, Fixed] = {}
        for *place, said in self._of("notes", "said", chunk):
            if (note := same.get(said)) is None:
                note = same[said] = Fixed(pickle.loads(said))  # noqa: S301 - the same file
            notes.setdefault(tuple(place), []).append(note)
        if not self._compared:
            return Memory(aside, notes)
        found = self._of("matched JOIN last USING (rank)", "it", chunk)
        return Memory(aside, notes, {tuple(place): pickle.loads(it) for *place, it in found})  # noqa: S301

    def _of(self, table: str, columns: str, chunk: int) -> Iterator[Any]:
        return self._kept.rows(f"SELECT chunk, part, record, {columns} FROM {table} WHERE chunk = ?", chunk)  # noqa: S608

    def _note(self, place: Sequence[int], said: Message) -> None:
        self._kept.put(_NOTE, [(*place, _pickled(said))])


def _together(said: bytes, others: int) -> bytes:
    """What is said of a dossier that does not count, and of many others with it, from what is said of it alone."""
    values = pickle.loads(said).values  # noqa: S301 - the same file
    message = Message(
        "« {name} » est mis de côté, et {count} autres avec lui : {kept} dit la même chose, ou en est une version plus "
        "récente",
        {"name": values["name"], "count": others, "kept": values["kept"]},
    )
    return _pickled(message)


_TOGETHER = "INSERT INTO together VALUES (?, ?, ?, ?)"
_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?)"


def _pickled(said: Message) -> bytes:
    return pickle.dumps(said, pickle.HIGHEST_PROTOCOL)


class _OfVersion(NamedTuple):
    """A row of :data:`_BY_VERSION`: ``newest`` and ``since`` are when the last of those that state the same changed."""

    chunk: int
    part: int
    record: int
    origin: bytes
    name: bytes
    known_by: bytes
    content: str
    newest: Any
    since: str


_NONE = _OfVersion(0, 0, 0, b"", b"", b"", "", None, "")
_DOUBTFUL = Message(
    "la référence « {reference} » est déjà celle de {first}, et rien ne dit lequel est le bon : les deux sont comptés, "
    "et leurs montants peut-être deux fois"
)


def _row(seen: Seen) -> tuple[Any, ...]:
    name, version = seen.name, seen.version
    moment = None if seen.modified is None else (seen.modified - _EPOCH) // timedelta(microseconds=1)
    return (
        *seen.place,
        _bytes(seen.origin),
        _bytes(name),
        _bytes(version.known_by),
        _bytes(known_by(seen.reference or seen.number)),
        moment,
        version.modified,
        seen.decided,
        seen.content,
        seen.project,
    )


def _name(row: Sequence[Any]) -> str:
    """What a dossier is called: its number, or where it was found."""
    return to_text(row[4] or row[3])


def _beside(row: Any, head: Sequence[Any], count: int) -> bytes:
    """What is said of a dossier beside the first of those that seem to be of its project."""
    others = [_name(each) for each in head if each is not row][:_NAMED]
    said = Message(
        "le même projet semble déposé aussi sous {others} : même thème, même porteur, même nom, même coût total ; "
        "chacun est vérifié et compté"
    )
    return _pickled(_among(others, count - 1 - len(others), said))


def _among(others: Sequence[str], more: int, said: Message) -> Message:
    """A sentence that names others, and says how many more there are."""
    named: list[Any] = [*others, *([Message("… et {count} de plus", {"count": more})] if more > 0 else [])]
    return said._replace(values={**said.values, "others": named})


def _moment(modified: str) -> Message:
    moment = datetime.fromisoformat(modified)
    return Message("{day} à {time}", {"day": moment.date(), "time": moment.time().isoformat("seconds")})


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else to_bytes(text)
