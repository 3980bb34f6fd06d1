"""Cases for a person: those that failed with what was expected and found, then how many passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import Branch, How
from relance_rules.authoring.formats.cases import Ran
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message, visible

BRANCHES: dict[Branch, Message] = {
    "held": Message("remplie"),
    "failed": Message("non remplie"),
    "unknown": Message("à déterminer"),
    "not_applicable": Message("sans objet"),
}
_UNTRIED: dict[How, Message] = {
    "stated": Message("{rule} : {of} n’est jamais {values}"),
    "at": Message("{rule} : {of} n’est jamais à la borne {values}"),
    "beyond": Message("{rule} : {of} n’est jamais au-delà de la borne {values}"),
}


def cases_text(ran: Sequence[Ran], language: Localization) -> str:
    """The cases that failed, the counts, and the branches that no case reaches where the coverage was asked for."""
    return "\n".join(_lines(ran, language))


def _lines(ran: Sequence[Ran], language: Localization) -> Iterator[str]:
    for each in ran:
        failed = [result for result in each.results if not result.passed]
        for result in failed:
            yield from _failure(each, result, language)
    for each in ran:
        failed_count = sum(not result.passed for result in each.results)
        values = {"file": each.file.name, "count": len(each.results), "failed": failed_count}
        if not each.results:
            yield shown(Message("{file} : aucun cas", values), language)
        elif failed_count:
            yield shown(Message("{file} : {count} cas, {failed} en échec", values), language)
        else:
            yield shown(Message("{file} : {count} cas, tous réussis", values), language)
        yield from _coverage(each, language)


def _failure(ran: Ran, result: CaseResult, language: Localization) -> Iterator[str]:
    file, line = ran.place(result)
    theme = "" if file == ran.file.name else f"{ran.file.path.stem}: "
    yield f"✗ {visible(file)}:{line}: {theme}{shown(result.case.name, language)}"
    for path, message in result.faults:
        yield f"    {ran.line(result, *path)}: {shown(message, language)}"
    for difference in result.differences:
        values = {
            "what": difference.what,
            "expected": difference.expected,
            "found": difference.found,
        }
        line = ran.line(result, *difference.path)
        yield f"    {line}: " + shown(Message("{what}", values), language)
        yield "      - " + shown(Message("attendu : {expected}", values), language)
        yield "      + " + shown(Message("obtenu : {found}", values), language)


def difference_text(what: Any, expected: Any, found: Any, language: Localization) -> str:
    """A difference on one line."""
    values = {"what": what, "expected": expected, "found": found}
    return shown(Message("{what} : attendu {expected}, obtenu {found}", values), language)


def _coverage(ran: Ran, language: Localization) -> Iterator[str]:
    if ran.coverage is None:
        return
    total = sum(len(rule.reached) for rule in ran.coverage)
    reached = total - sum(len(rule.unreached) for rule in ran.coverage)
    yield "  " + shown(
        Message("branches atteintes : {reached} sur {total}", {"reached": reached, "total": total}), language
    )
    for rule in ran.coverage:
        if rule.unreached:
            branches = [BRANCHES[branch] for branch in rule.unreached]
            yield "    " + shown(
                Message("{rule} : jamais {branches}", {"rule": rule.id, "branches": branches}), language
            )
        for (of, how), untried in groupby(rule.untried, key=lambda each: (each.of, each.how)):
            values = {"rule": rule.id, "of": of, "values": [each.value for each in untried]}
            yield "    " + shown(Message(_UNTRIED[how].text, values), language)
