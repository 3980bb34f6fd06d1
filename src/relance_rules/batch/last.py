"""What a batch left the last time, read again: what became of each dossier, and what it then stated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from relance_rules.batch.changes import Standing
from relance_rules.batch.digests import FORM
from relance_rules.batch.totals import OUTCOMES, STATUSES
from relance_rules.dossiers.records import MAX_BATCH_BYTES
from relance_rules.loading.files import shown, unreadable
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message, Money, ParseError

BATCH = "relance-batch/1"
_LINES = ("relance-report/1", "relance-decision/1")
_LIST, _DECIDED = '"reports":[', '"decided":['
_COUNT = re.compile('"count":([0-9]{1,18}),?\\s*')
_AMOUNT = re.compile(r"-?[0-9]{1,20}\.[0-9]{2}")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Last(NamedTuple):
    """A dossier of the last time; ``rules`` and ``tool`` are the digest of those that judged it, None for an error."""

    known_by: str | None
    content: str | None
    modified: str | None
    name: str
    origin: str
    standing: Standing
    rules: str | None = None
    tool: str | None = None


def read_last(path: Path) -> Iterator[Last]:
    """The dossiers of a result of ``relance batch``, in JSON or one per line, as they come.

    Raises:
        DossierError: It can't be read, is no such result or is one of another version, or is not whole.
    """
    name = shown(path)
    try:
        with path.open("rb") as stream:
            encoding = "utf-16" if stream.read(2) in _UTF_16 else "utf-8-sig"
        with path.open(encoding=encoding, newline="\n") as lines:
            for number, report in _reports(lines, name):
                yield _last(report, number, name)
    except FileNotFoundError:
        message = Message("ce fichier n’existe pas ; la première fois, lancez sans --since, avec --out {name}")
        raise DossierError([Problem(message._replace(values={"name": name}), name)]) from None
    except OSError as error:
        raise DossierError([unreadable(error, name)]) from None
    except (UnicodeError, RecursionError):
        raise _foreign(name) from None


def _reports(stream: IO[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The reports with the number of their lines, or their place where another program laid the batch out."""
    lines = iter(partial(stream.readline, MAX_BATCH_BYTES), "")
    first = next(lines, "")
    report = _parsed(first)
    if report is not None and report.get("schema") in _LINES:
        yield 1, report
        for number, line in enumerate(lines, 2):
            if line.strip():
                yield number, _whole(line, number, name)
        return
    head, room = [first], MAX_BATCH_BYTES - len(first)
    while not head[-1].rstrip().endswith(_LIST) and (line := next(lines, "")):
        head.append(line)
        room -= len(line)
        if room < 0:
            raise _foreign(name)
    opening = "".join(head)
    if opening.rstrip().endswith(_LIST):
        yield from _by_line(opening, len(head) + 1, stream, name)
    else:
        batch = _batch(opening, name)
        reports = batch.get("reports")
        if not isinstance(reports, list) or batch.get("count") != len(reports):
            raise _broken(1, name)
        decided = batch.get("decided", [])
        for number, report in enumerate((*reports, *(decided if isinstance(decided, list) else (None,))), 1):
            if not isinstance(report, dict):
                raise _broken(number, name)
            yield number, report


def _by_line(opening: str, number: int, stream: IO[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The reports of a batch as it is written: one per line, so that they are never all in memory."""
    _batch(f"{opening}]}}", name)
    listed, count, stated, line = _LIST, 0, None, ""
    for number, line in enumerate(iter(partial(stream.readline, MAX_BATCH_BYTES), ""), number):  # noqa: B020 - the number of the last line is wanted
        if line.startswith("{") and listed:
            count += listed == _LIST
            yield number, _whole(line.rstrip().removesuffix(","), number, name)
        else:
            listed = _DECIDED if line.rstrip() == _DECIDED else ""
            if (found := _COUNT.fullmatch(line)) is not None:
                stated = int(found[1])
    end = line.rstrip()
    if stated != count or (end not in ("}", "]}") and _parsed(f"{{{end}") is None):
        raise _broken(number, name)


def _batch(text: str, name: str) -> dict[str, Any]:
    """A batch as an object.

    Raises:
        DossierError: It is none, or that of another version.
    """
    batch = _parsed(text)
    schema = None if batch is None else batch.get("schema")
    if batch is None or not isinstance(schema, str) or not schema.startswith("relance-batch/"):
        raise _foreign(name)
    if schema != BATCH:
        values = {"schema": schema[:40], "known": BATCH}
        message = Message("résultat d’une autre version de l’outil ({schema}, et non {known}) : refaites-le", values)
        raise DossierError([Problem(message, name)])
    return batch


def _last(report: dict[str, Any], number: int, name: str) -> Last:
    match report:
        case {
            "memory": {
                "known_by": str() | None as known_by,
                "content": str() | None as content,
                "modified": str() | None as modified,
                "decision": str() | None as decision,
                "awarded": str() | None as awarded,
            },
            "dossier": str() as origin,
            "reference": str() | None as reference,
        } if decision is None or decision in OUTCOMES:
            if content is not None and content.partition(":")[0] != FORM:
                raise _older(report, name)
            if content is not None and not content.isascii():
                raise _broken(number, name)
            standing = _standing(report, decision, awarded)
            match report.get("decided_by"):
                case None | {"digest": str() | None, "tool": str()} as by if standing is not None:
                    judged = by or {}
                    name = reference or known_by or origin
                    return Last(
                        known_by, content, modified, name, origin, standing, judged.get("digest"), judged.get("tool")
                    )
        case {"schema": str()} if "memory" not in report:
            raise _older(report, name)
    raise _broken(number, name)


def _standing(report: dict[str, Any], decision: str | None, awarded: str | None) -> Standing | None:
    """How the dossier of a report, or of a decision, stood; None where it does not say."""
    try:
        match report:
            case {
                "status": status,
                "funding": {"indicative": bool() as indicative, "grant": str() | None as grant},
            } if status in STATUSES and decision is awarded is None:
                return Standing(status, _amount(None if indicative else grant))
            case {"decision": {"outcome": outcome}} if outcome == decision and outcome is not None:
                return Standing(None, None, outcome, _amount(awarded))
    except ParseError:
        pass
    return None


def _amount(text: str | None) -> Money | None:
    """An amount as reports write it.

    Raises:
        ParseError: It is none.
    """
    if text is None:
        return None
    if _AMOUNT.fullmatch(text) is None:
        raise ParseError("« {found} » n’est pas un montant", found=text[:40])
    return Money(int(text.replace(".", "")))


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _whole(text: str, number: int, name: str) -> dict[str, Any]:
    """The object of a line.

    Raises:
        DossierError: It is none.
    """
    found = _parsed(text)
    if found is None:
        raise _broken(number, name)
    return found


def _foreign(name: str) -> DossierError:
    message = Message(
        "ce n’est pas le résultat d’un lot : --since attend ce que « relance batch … --out fichier.json » a écrit"
    )
    return DossierError([Problem(message, name)])


def _older(report: dict[str, Any], name: str) -> DossierError:
    by = report.get("decided_by")
    tool = by.get("tool") if isinstance(by, dict) else None
    message = Message(
        "résultat d’une autre version de l’outil ({tool}), qui n’y gardait pas de quoi reconnaître un dossier "
        "modifié : refaites-le avec celle-ci, sur les dossiers d’alors",
        {"tool": str(tool or "?")[:60]},
    )
    return DossierError([Problem(message, name)])


def _broken(number: int, name: str) -> DossierError:
    message = Message("ce résultat est incomplet ou abîmé (ligne {number}) : refaites-le", {"number": number})
    return DossierError([Problem(message, name)])
