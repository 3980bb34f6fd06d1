"""The readings that a report rests on, with their text: what is not the source's own word but ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from relance_rules.checking.report import Report
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.showing.blocks import Item, Readings

READINGS = Message("Lectures du texte")
"""What a list of them is called."""

_Codes: TypeAlias = Sequence[str]


def readings_used(report: Report, findings: Sequence[_Codes]) -> tuple[str, ...]:
    """The codes of all the readings of a report, in the order of their first use.

    Args:
        report: The report.
        findings: The readings of each of its findings, as ``decided`` tells them.
    """
    return tuple(dict.fromkeys(chain.from_iterable(chain(findings, readings_of_funding(report), _of_the_rest(report)))))


def readings_block(report: Report, findings: Sequence[_Codes]) -> Readings | None:
    """The readings of a report, those that decided something against it or left it open first; None without any."""
    from relance_rules.showing.blocks import Readings

    used = readings_used(report, findings)
    if not used:
        return None
    decisive = tuple(dict.fromkeys(chain.from_iterable(_decisive(report, findings))))
    rest = [code for code in used if code not in decisive]
    told = None
    if rest:
        values = {"codes": rest, "code": rest[0]}
        told = (
            Message("Autres lectures : {codes} (« relance show {code} » en donne le texte)", values)
            if decisive
            else Message("{codes} (« relance show {code} » en donne le texte)", values)
        )
    return Readings(
        READINGS,
        tuple(reading_item(report.plan, code) for code in used),
        tuple(reading_item(report.plan, code) for code in decisive),
        told,
    )


def reading_item(plan: Plan, code: str) -> Item:
    """A reading as a line: its code and its text."""
    from relance_rules.showing.blocks import Item

    return Item("•", Message("{code} : {text}", {"code": code, "text": plan.readings[code].text}))


def readings_of_funding(report: Report) -> Iterator[_Codes]:
    """The readings of the funding split: its steps, what leaves the base, what limits the grant."""
    plan = report.theme.funding
    if plan is not None:
        yield plan.readings
        yield from (step.readings for step in plan.steps)
    yield from (entry.exclusion.readings for entry in report.funding.excluded)
    yield from (use.ceiling.readings for use in report.funding.ceilings)


def _of_the_rest(report: Report) -> Iterator[_Codes]:
    for missing in (*report.commitments.missing, *report.documents.missing):
        yield missing.readings
    yield from (notice.readings for notice in report.notices)


def _decisive(report: Report, findings: Sequence[_Codes]) -> Iterator[_Codes]:
    """The readings of what refuses, of what is not settled, and of what takes from the grant."""
    for finding, codes in zip(report.findings, findings, strict=True):
        if finding.outcome in ("fail", "unknown"):
            yield codes
    yield from (entry.exclusion.readings for entry in report.funding.excluded)
    yield from (use.ceiling.readings for use in report.funding.ceilings if use.binding)
    code = report.theme.code
    mild = {f"{code}.{notice.id}" for notice in report.theme.notices if notice.makes == "nothing"} | {f"{code}.jury"}
    yield from (notice.readings for notice in report.notices if notice.id not in mild)
