"""The results of a batch as someone holds them: a file that anyone may have changed, read within bounds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from relance_rules.loading.exact_json import DECODER
from relance_rules.loading.files import read_bytes, shown, too_large
from relance_rules.loading.problems import DossierError, Problem, excerpt
from relance_rules.showing.data.trail import TrailData
from relance_rules.values import Message, ParseError

MAX_RESULTS_BYTES = 256 * 1024 * 1024
"""The largest file of results that is read, in bytes."""

_BLANK = re.compile(r"[ \t\n\r]*")
_MOST_COLUMNS = 200


class HeldReport(NamedTuple):
    """A report: the place of the dossier that it names, and where it stands in the text."""

    origin: str
    start: int
    end: int


@dataclass(frozen=True)
class Held:
    """Results, whose reports are read from the text one at a time; ``totals`` is None where the file holds none."""

    text: str
    trail: TrailData
    reports: tuple[HeldReport, ...]
    totals: dict[str, Any] | None

    def report(self, held: HeldReport) -> dict[str, Any]:
        """What a report says."""
        found: dict[str, Any] = DECODER.decode(self.text[held.start : held.end])
        found.pop("trail", None)
        return found


def read_results(path: Path) -> Held:
    """Read what ``relance batch`` wrote as JSON or as lines of JSON.

    Raises:
        DossierError: It can't be read, is too large, is no JSON, is no result of a batch, or has no trail.
    """
    name = shown(path)
    data = read_bytes(path, MAX_RESULTS_BYTES)
    if len(data) > MAX_RESULTS_BYTES:
        raise DossierError([too_large(name, MAX_RESULTS_BYTES)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(name, _NO_RESULT) from None
    reports: list[HeldReport] = []
    trails: list[Any] = []
    totals = None
    for found in _objects(text, name):
        match found.fields.get("schema"):
            case "relance-batch/1" if found.reports is not None:
                totals = {key: value for key, value in found.fields.items() if key not in ("schema", "trail")}
                trails.append(found.fields.get("trail"))
                reports += found.reports
            case "relance-report/1" | "relance-decision/1":
                reports.append(_report(found.fields, found.start, found.end, name))
                # The last line of a batch holds the trail of all.
                trails += [found.fields["trail"]] if "trail" in found.fields else []
            case "relance-trail/1":
                trails.append(found.fields)
            case _:
                raise _refused(name, _NO_RESULT)
    if len(trails) > 1:
        raise _refused(name, Message("ces résultats sont ceux de plusieurs lots : donnez-les un par un"))
    if not trails or trails[0] is None:
        message = Message(
            "ces résultats n’ont pas de trace : ils ont été coupés, ou écrits par une version qui n’en faisait pas"
        )
        raise _refused(name, message)
    if not reports:
        raise _refused(name, Message("il n’y a pas de dossier dans ces résultats : donnez la sortie .json ou .ndjson"))
    return Held(text, _trail(trails[0], name), tuple(reports), totals)


_NO_RESULT = Message("ce n’est pas un résultat de « relance batch » en JSON ou en NDJSON")


def _refused(name: str, message: Message) -> DossierError:
    return DossierError([Problem(message, name)])


class _Object(NamedTuple):
    """An object of the text: what it says but for its dossiers, those, and where it stands."""

    fields: dict[str, Any]
    reports: list[HeldReport] | None
    start: int
    end: int


def _objects(text: str, name: str) -> Iterator[_Object]:
    """The objects of a text, one after the other.

    Raises:
        DossierError: It holds something else.
    """
    place = _after_blank(text, 0)
    try:
        while place < len(text):
            if text[place] != "{":
                raise _refused(name, _NO_RESULT)
            found = _object(text, place, name)
            yield found
            place = _after_blank(text, found.end)
    except json.JSONDecodeError as error:
        if not text[error.pos :].strip():
            raise _refused(name, Message("ce fichier est coupé : sa fin manque")) from None
        raise DossierError([_slip(error, name)]) from None
    except ParseError as error:
        raise _refused(name, error.message) from None
    except RecursionError:
        raise _refused(name, Message("imbrication trop profonde")) from None


def _slip(error: json.JSONDecodeError, name: str) -> Problem:
    said = excerpt(error.doc, error.lineno) if error.colno <= _MOST_COLUMNS else None
    return Problem(Message("ce n’est plus du JSON à partir d’ici"), name, error.lineno, error.colno, said)


def _object(text: str, start: int, name: str) -> _Object:
    fields: dict[str, Any] = {}
    listed: dict[str, list[HeldReport]] = {}
    place = _after_blank(text, start + 1)
    if text[place : place + 1] == "}":
        return _Object(fields, None, start, place + 1)
    while True:
        key, place = DECODER.raw_decode(text, place)
        if not isinstance(key, str):
            raise json.JSONDecodeError("", text, place)
        if key in fields or key in listed:
            raise ParseError("la clé « {key} » est donnée deux fois", key=key[:80])
        place = _expected(text, place, ":")
        if key in ("reports", "decided") and text[place : place + 1] == "[":
            listed[key], place = _reports(text, place, name)
        else:
            fields[key], place = DECODER.raw_decode(text, place)
        place = _after_blank(text, place)
        if text[place : place + 1] == "}":
            reports = [*listed["reports"], *listed.get("decided", ())] if "reports" in listed else None
            return _Object(fields, reports, start, place + 1)
        place = _expected(text, place, ",")


def _reports(text: str, start: int, name: str) -> tuple[list[HeldReport], int]:
    found: list[HeldReport] = []
    place = _after_blank(text, start + 1)
    if text[place : place + 1] == "]":
        return found, place + 1
    while True:
        report, end = DECODER.raw_decode(text, place)
        found.append(_report(report, place, end, name))
        place = _after_blank(text, end)
        if text[place : place + 1] == "]":
            return found, place + 1
        place = _expected(text, place, ",")


def _report(report: Any, start: int, end: int, name: str) -> HeldReport:
    if not isinstance(report, dict) or not isinstance(report.get("dossier"), str):
        raise _refused(name, Message("un des rapports de ces résultats ne dit pas de quel dossier il est"))
    return HeldReport(report["dossier"], start, end)


def _expected(text: str, place: int, sign: str) -> int:
    place = _after_blank(text, place)
    if text[place : place + 1] != sign:
        raise json.JSONDecodeError("", text, place)
    return _after_blank(text, place + 1)


def _after_blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return place if found is None else found.end()


def _trail(data: Any, name: str) -> TrailData:
    """A trail as its shape describes it.

    Raises:
        DossierError: It is another.
    """
    try:
        found: TrailData = TypeAdapter(TrailData).validate_python(data, strict=True)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise _refused(name, Message("la trace est abîmée : « trail.{place} »", {"place": place[:80]})) from None
    unknown = sorted(set(data["options"]) - set(found["options"]))
    if unknown:
        # Made again without them, they would only seem to differ.
        values = {"options": [each[:40] for each in unknown[:5]]}
        message = Message(
            "ces résultats ont été faits avec des options que cette version ne connaît pas : {options}", values
        )
        raise _refused(name, message)
    return found
