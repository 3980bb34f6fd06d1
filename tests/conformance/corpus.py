"""Dossiers, and what the engine answered for each: kept so that work inside the engine can't change an answer unseen.

The dossiers and the answers are in files of their own: recording answers again leaves the dossiers as they are.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relance_rules import DossierError, Euro, Rules, check, to_dict

Data = dict[str, Any]
Difference = tuple[str, Any, Any]

FOLDER = Path(__file__).parent
DOSSIERS = FOLDER / "dossiers.ndjson.xz"
ANSWERS = FOLDER / "answers.ndjson.xz"
REPORTS = FOLDER / "reports.ndjson.xz"
UNREADABLE = FOLDER / "unreadable.ndjson.xz"

RETIRED = (("projet", "transfert_equipe"), ("engagements", "passage_de_relais"))
"""What dossiers were made with and no rule asks any more: left out of them, so that the rest is still answered."""

ABSENT = "(absent)"
"""Stands for a key that one of two answers lacks: null would be a value."""

_FIGURES = (
    "indicative",
    "total_cost",
    "base",
    "before_ceilings",
    "requested",
    "grant",
    "applicant_share",
    "applicant_staff",
    "effective_rate",
)


@dataclass(frozen=True)
class Question:
    """A dossier to check, with the grants of the other dossiers of its project in cents (null: not known)."""

    id: str
    theme: str
    dossier: Data
    granted: int | None = 0


@dataclass(frozen=True)
class Record(Question):
    """A dossier with the answer that was recorded for it."""

    answer: Data | None = None


@dataclass(frozen=True)
class Whole:
    """A dossier with its complete reports, sentences included, by language."""

    question: Question
    reports: Mapping[str, Data]


@dataclass(frozen=True)
class Unreadable:
    """A dossier that can't be read, with what is wrong with it, in French."""

    id: str
    dossier: Data
    problems: list[str]


def read_questions() -> Iterator[Question]:
    """The dossiers of the corpus, theme after theme."""
    return (Question(**line) for line in _dossiers())


def _dossiers() -> Iterator[Data]:
    """The lines of the dossiers, without what is retired."""
    for line in read_lines(DOSSIERS):
        for group, name in RETIRED:
            if isinstance(line["dossier"].get(group), dict):
                line["dossier"][group].pop(name, None)
        yield line


def read_corpus() -> Iterator[Record]:
    """The dossiers of the corpus with the answers recorded, theme after theme."""
    for dossier, recorded in zip(_dossiers(), read_lines(ANSWERS), strict=True):
        if dossier["id"] != recorded["id"]:
            raise ValueError(f"the answer to {dossier['id']} is out of place: found {recorded['id']}")
        yield Record(**dossier, answer=recorded["answer"])


def read_wholes() -> Iterator[Whole]:
    """The complete reports recorded, with their dossiers."""
    reports = {line.pop("id"): line for line in read_lines(REPORTS)}
    return (Whole(question, reports[question.id]) for question in read_questions() if question.id in reports)


def read_unreadable() -> Iterator[Unreadable]:
    """The dossiers that can't be read."""
    return (Unreadable(**line) for line in read_lines(UNREADABLE))


def question_line(question: Question) -> Data:
    """A dossier as it is stored: the grants of the project only where there is something to say of them."""
    line = {"id": question.id, "theme": question.theme, "dossier": question.dossier}
    return line if question.granted == 0 else {**line, "granted": question.granted}


def report_of(question: Question, rules: Rules, language: str = "fr") -> Data:
    """The JSON report that the engine gives today."""
    granted = None if question.granted is None else Euro(question.granted)
    given = {} if question.granted == 0 else {"granted_to_project": granted}
    report = to_dict(check(question.dossier, rules, **given), language)
    # What checked it is no answer: it changes with every version, whatever is answered.
    del report["decided_by"]
    return report


def answer_line(question: Question, rules: Rules) -> Data:
    """What is recorded of an answer."""
    return {"id": question.id, "answer": answer_of(report_of(question, rules))}


def report_line(question: Question, rules: Rules) -> Data:
    """What is recorded of a complete report."""
    return {"id": question.id, **{language: report_of(question, rules, language) for language in ("fr", "en")}}


def problems_of(dossier: Data, rules: Rules) -> list[str]:
    """What the engine finds wrong with a dossier, in French; nothing if it can read it."""
    try:
        check(dossier, rules)
    except DossierError as error:
        return [str(problem.message) for problem in error.problems]
    return []


def answer_of(report: Data) -> Data:
    """What a JSON report decides, without its sentences: the form in which answers are recorded and compared."""
    findings = report["eligibility"]["findings"]
    return {
        "reference": report["reference"],
        "status": report["status"],
        "verdict": report["eligibility"]["verdict"],
        "outcomes": {finding["rule"]: finding["outcome"] for finding in findings},
        "missing": {finding["rule"]: finding["missing"] for finding in findings if finding["missing"]},
        "facts": {finding["rule"]: finding["facts"] for finding in findings if finding["facts"]},
        "funding": _funding(report["funding"]),
        "commitments": _requirements(report["commitments"]),
        "documents": _requirements(report["documents"]),
        "missing_facts": [missing["fact"] for missing in report["missing_facts"]],
        "notices": [notice["id"] for notice in report["notices"]],
        "cited": _cited(report),
    }


def _funding(funding: Data) -> Data:
    return {
        **{figure: funding[figure] for figure in _FIGURES},
        "excluded": [[entry["line"], entry["amount"], entry["rule"]] for entry in funding["excluded"]],
        "ceilings": {
            ceiling["id"]: [ceiling["limit"], ceiling["already_used"], ceiling["binding"]]
            for ceiling in funding["ceilings"]
        },
    }


def _requirements(requirements: Data) -> Data:
    return {**requirements, "missing": [missing["id"] for missing in requirements["missing"]]}


def _cited(report: Data) -> dict[str, list[str | None]]:
    """The passage and the reading of everything that has an id, and of the funding as a whole."""
    funding = report["funding"]
    named = [
        *((finding["rule"], finding) for finding in report["eligibility"]["findings"]),
        ("funding", funding),
        *((entry["rule"], entry) for entry in funding["excluded"]),
        *((ceiling["id"], ceiling) for ceiling in funding["ceilings"]),
        *(
            (f"{part}.{entry['id']}", entry)
            for part in ("commitments", "documents")
            for entry in report[part]["missing"]
        ),
        *((notice["id"], notice) for notice in report["notices"]),
    ]
    return {name: [(entry["source"] or {}).get("lines"), entry.get("reading")] for name, entry in named}


def differences(expected: Any, found: Any, path: str = "") -> list[Difference]:
    """Where two answers differ, as paths with what was expected and what was found; true is not 1, order counts."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return _key_differences(expected, found, path)
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [difference for place, pair in pairs for difference in differences(*pair, f"{path}[{place}]")]
    same = type(expected) is type(found) and expected == found
    return [] if same else [(path, expected, found)]


def _key_differences(expected: Data, found: Data, path: str) -> list[Difference]:
    keys = [*expected, *(key for key in found if key not in expected)]
    prefix = f"{path}." if path else ""
    listed = [
        difference
        for key in keys
        for difference in differences(expected.get(key, ABSENT), found.get(key, ABSENT), prefix + key)
    ]
    if expected.keys() == found.keys() and list(expected) != list(found):
        listed.append((f"{path} (order)", list(expected), list(found)))
    return listed


def read_lines(path: Path) -> Iterator[Data]:
    """The JSON lines of a compressed file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write_lines(path: Path, lines: Iterable[Data]) -> None:
    """Write JSON lines, compressed: the same bytes for the same lines."""
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    # Answers and dossiers repeat each other from far away, and lines start alike: position bits don't help.
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]
    path.write_bytes(lzma.compress(text.encode(), filters=filters))
