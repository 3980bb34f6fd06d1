"""Dossiers as ``twins.js`` takes them, and what Python answers in the form in which it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from relance_rules.checking.alternatives import choices_of
from relance_rules.checking.check import Known, check_dossier
from relance_rules.checking.elsewhere import fitting_themes
from relance_rules.checking.items import items_of, items_words
from relance_rules.checking.report import Report, Requirements
from relance_rules.checking.windows import neighbours, possible_windows, window_of
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.saving import to_data
from relance_rules.targets.python import program_of
from relance_rules.values import Message, Money, Month, Text
from targets.javascript.node import asked

Facts: TypeAlias = Mapping[str, Any]
Data: TypeAlias = Any
Asked: TypeAlias = tuple[str, Facts, Known | None]
"""The code of a theme, the facts of a dossier, and what is known of the other dossiers of its scopes."""

_INSIDE = Path(__file__).with_name("twins.js").read_text(encoding="utf-8")


def call(script: Path, function: str, *arguments: Data) -> Data:
    """What a function of ``twins.js`` gives."""
    # As a text, so that nothing in the data is taken for more than it is.
    asking = f"{_INSIDE}\n(text) => {function}(...JSON.parse(text))"
    found = asked(script, asking, [[json.dumps(arguments)]])[0]
    assert "value" in found, found
    return found["value"]


def reports(script: Path, sets: Sequence[tuple[Plan, list[Asked]]]) -> list[list[tuple[Data, Data]]]:
    """For each dossier of some rule sets, its report by Python and by the script."""
    given = [
        (to_data(plan), [(code, stated(facts), others(known)) for code, facts, known in dossiers])
        for plan, dossiers in sets
    ]
    found = call(script, "reportsOf", given)
    expected = [[_told(plan, *each) for each in dossiers] for plan, dossiers in sets]
    return [list(zip(_as_json(one), other, strict=True)) for one, other in zip(expected, found, strict=True)]


def _told(plan: Plan, code: str, facts: Facts, known: Known | None) -> Data:
    return told(check_dossier(plan, plan.themes[code], Dossier(facts, "x", (Message("une note"),)), known))


def _as_json(data: Data) -> Data:
    return json.loads(json.dumps(data))


# ---- what is sent


def stated(facts: Facts) -> list[Data]:
    """Facts by path, each with its kind."""
    return [[path, *_stated(value)] for path, value in facts.items()]


def _stated(value: Any) -> tuple[str, Data]:
    match value:
        case Money():
            return "money", str(int(value))
        case Fraction():
            return "ratio", [str(value.numerator), str(value.denominator)]
        case date():
            return "day", value.toordinal()
        case str() | bool():
            return "same", value
        case int():
            return "whole", str(value)
        case _:
            return "items", [stated(item) for item in value]


def others(known: Known | None) -> list[Data]:
    """What is known of other dossiers, in cents."""
    return [
        [scope, [None if cents is None else str(int(cents)) for cents in each]] for scope, each in (known or {}).items()
    ]


# ---- what is told


def bare(value: Any) -> Data:
    """A value of a report as ``twins.js`` gives it."""
    match value:
        case None | bool() | str():
            return value
        case Money():
            return f"money {int(value)}"
        case Fraction():
            return f"ratio {value.numerator}/{value.denominator}"
        case date():
            return f"day {value.toordinal()}"
        case Month():
            return f"month {value.year}-{value.month}"
        case Message():
            return {"says": bare(value.text), "with": [[name, bare(each)] for name, each in value.values.items()]}
        case int():
            # The script has whole numbers that are facts as BigInt, and others as numbers.
            return str(value)
        case Text():
            return dict(value)
        case frozenset():
            return {"set": sorted(value)}
        case Mapping():
            return {"map": [[name, bare(each)] for name, each in value.items()]}
        case _:
            return [bare(each) for each in value]


def told(report: Report) -> Data:
    """A report, and what is asked of it beside, as ``told`` of ``twins.js`` gives it."""
    plan, theme, facts, funding = report.plan, report.theme, report.facts, report.funding
    program = program_of(plan.facts)
    items = [items_of(plan, facts, finding) for finding in report.findings]
    return {
        "facts": bare(facts),
        "status": report.status,
        "verdict": report.verdict,
        "findings": [[f.rule.id, f.outcome, list(f.missing)] for f in report.findings],
        "funding": {
            **{_camel(name): bare(each) for name, each in funding._asdict().items() if name not in _LISTED},
            "excluded": [[bare(each.line), bare(each.amount), each.exclusion.id] for each in funding.excluded],
            "ceilings": [[use.id, bare(use.limit), bare(use.already_used), use.binding] for use in funding.ceilings],
            "effectiveRate": bare(funding.effective_rate),
        },
        "commitments": _requirements(report.commitments),
        "documents": _requirements(report.documents),
        "missingFacts": list(report.missing_facts),
        "notices": [
            [n.id, bare(n.message), n.source and [n.source.by, n.source.place, n.source.document], list(n.readings)]
            for n in report.notices
        ],
        "waysIn": [
            [way.value, way.verdict, _ids(way.refusals), bare(way.grant), bare(way.range)] for way in report.ways_in
        ],
        "unidentified": list(report.unidentified),
        "reference": report.reference,
        "indicative": report.indicative,
        "contradicts": report.contradicts_itself,
        "items": [[bare(each), bare(items_words(plan, facts, each))] if each else [] for each in items],
        "choices": [bare(choices_of(plan, facts, finding)) for finding in report.findings],
        "elsewhere": list(fitting_themes(report)),
        "windows": _ids([*possible_windows(theme, program, facts), window_of(plan, theme, facts)]),
        "neighbours": _ids(neighbours(plan, theme, facts)),
    }


_LISTED = ("excluded", "ceilings")
"""What is told of a funding by the ids of its parts."""


def _requirements(of: Requirements) -> Data:
    return [of.known, _ids(of.given), _ids(of.missing), list(of.unsettled)]


def _ids(listed: Any) -> list[str | None]:
    return [None if each is None else each.id for each in listed]


def _camel(name: str) -> str:
    return re.sub("_([a-z])", lambda found: found[1].upper(), name)
