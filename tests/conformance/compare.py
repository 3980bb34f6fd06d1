"""What the engine answers today against what was recorded: ``python -m tests.conformance.compare``.

It prints every kind of difference once, with how often it comes and where to see one. When all of them are meant,
``python -m tests.conformance.compare --record "reason"`` records the answers of today, for the same dossiers, and keeps
the reason with the differences it stands for: a corpus whose answers change without a reason guards nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from relance_rules import Rules, load_rules

from .corpus import (
    ABSENT,
    ANSWERS,
    FOLDER,
    REPORTS,
    UNREADABLE,
    answer_line,
    answer_of,
    differences,
    problems_of,
    read_corpus,
    read_questions,
    read_unreadable,
    read_wholes,
    report_line,
    report_of,
    write_lines,
)

JOURNAL = FOLDER / "recorded.md"

_OUTCOMES = ("pass", "fail", "unknown", "not_applicable")
_VERDICTS = ("eligible", "ineligible", "undetermined", "ready", "incomplete", "error")
_WORDS = frozenset((*_OUTCOMES, *_VERDICTS, ABSENT))
_KINDS = {str: "text", bool: "boolean", int: "integer", list: "list", dict: "group", type(None): "null"}


class Kind(NamedTuple):
    """Differences that look alike: where they are, and from what to what."""

    theme: str
    path: str
    expected: str
    found: str


class Seen(NamedTuple):
    """How often a kind of difference comes, and one dossier that shows it."""

    times: int
    example: str


def kind_of(value: Any) -> str:
    """The few words that answers are made of stand for themselves; of other values, the type tells enough."""
    if isinstance(value, bool) or (isinstance(value, str) and value in _WORDS):
        return str(value).lower()
    return _KINDS.get(type(value), type(value).__name__)


def place_of(path: str) -> str:
    """A path without the numbers of items, which tell alike differences apart."""
    return re.sub(r"\[\d+\]", "[]", path)


def all_differences(rules: Rules) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Every difference of today's engine: theme, id, path, what was recorded, what is found."""
    for record in read_corpus():
        for difference in differences(record.answer, answer_of(report_of(record, rules))):
            yield record.theme, record.id, *difference
    for whole in read_wholes():
        for language, report in whole.reports.items():
            for difference in differences(report, report_of(whole.question, rules, language), f"report {language}"):
                yield whole.question.theme, whole.question.id, *difference
    for unread in read_unreadable():
        for difference in differences(unread.problems, problems_of(unread.dossier, rules), "problems"):
            yield "unreadable", unread.id, *difference


def by_kind(found: Iterable[tuple[str, str, str, Any, Any]]) -> dict[Kind, Seen]:
    """Count the differences of each kind, in the order in which they first come."""
    kinds: dict[Kind, Seen] = {}
    for theme, name, path, was, now in found:
        kind = Kind(theme, place_of(path), kind_of(was), kind_of(now))
        before = kinds.get(kind, Seen(0, name))
        kinds[kind] = Seen(before.times + 1, before.example)
    return kinds


def table(kinds: Mapping[Kind, Seen]) -> str:
    """The kinds of differences as a Markdown table, which the journal keeps too."""
    rows = [
        f"| {kind.theme} | {kind.path} | {kind.expected} → {kind.found} | {seen.times} | {seen.example} |\n"
        for kind, seen in kinds.items()
    ]
    return "".join(("| Theme | Where | Change | Count | Example |\n| --- | --- | --- | --- | --- |\n", *rows))


def record(reason: str, kinds: Mapping[Kind, Seen], rules: Rules) -> None:
    """Store the answers of today, and why they are not those of before."""
    questions = list(read_questions())
    wholes = {whole.question.id for whole in read_wholes()}
    unread = list(read_unreadable())
    # Everything is answered before anything is written: an engine that fails half-way leaves the corpus whole.
    answers = [answer_line(question, rules) for question in questions]
    reports = [report_line(question, rules) for question in questions if question.id in wholes]
    problems = [{"id": u.id, "dossier": u.dossier, "problems": problems_of(u.dossier, rules)} for u in unread]
    write_lines(ANSWERS, answers)
    write_lines(REPORTS, reports)
    write_lines(UNREADABLE, problems)
    entry = f"\n## {reason}\n\n{table(kinds)}"
    JOURNAL.write_text(JOURNAL.read_text(encoding="utf-8") + entry, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Print the differences, and record the answers of today if a reason is given; 1 if some differ and are not."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.compare", description=__doc__)
    parser.add_argument("--record", metavar="REASON", help="record the answers of today; say why they changed")
    reason: str | None = parser.parse_args(arguments).record
    if reason is not None and not reason.strip():
        parser.error("--record needs a reason")
    rules = load_rules()
    kinds = by_kind(all_differences(rules))
    sys.stdout.write(table(kinds) if kinds else "No difference.\n")
    if reason is not None and kinds:
        record(reason.strip(), kinds, rules)
        return 0
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
