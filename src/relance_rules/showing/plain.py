"""A report as plain data: the shape that ``schemas/report.schema.json`` describes and every format starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from typing import Any

from relance_rules.checking.report import Excluded, Finding, Funding, Report, Requirements, Span
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Citation, Named
from relance_rules.plan.ruleset import Requirement
from relance_rules.showing.amounts import bounds_of
from relance_rules.showing.deciding import decided, facts_met
from relance_rules.showing.sentences import rule_sentence
from relance_rules.values import HIDDEN, Message, Money

SCHEMA = "relance-report/1"


def report_data(report: Report, language: Localization) -> dict[str, Any]:
    """A report as JSON data. Amounts are texts with two decimals, rates with six, days in ISO form."""
    say = language.say
    return {
        "schema": SCHEMA,
        "dossier": report.origin,
        "reference": report.reference,
        "theme": report.theme.code,
        "status": report.status,
        "eligibility": {
            "verdict": report.verdict,
            "findings": [_finding(report, finding, language) for finding in report.findings],
        },
        "funding": _funding(report, language),
        "commitments": _requirements(report.commitments, language),
        "documents": _requirements(report.documents, language),
        "missing_facts": [{"fact": path, "question": say(question_of(path, report))} for path in report.missing_facts],
        "notices": [
            {
                "id": n.id,
                "message": say(n.message),
                "source": source_data(n.source),
                **readings_data(n.readings),
            }
            for n in report.notices
        ],
    }


def error_data(origin: str | None, problems: Sequence[Problem], language: Localization) -> dict[str, Any]:
    """The report of a dossier that can't be read: its status is ``error`` and its notices say why."""
    empty: dict[str, Any] = {"given": [], "missing": []}
    return {
        "schema": SCHEMA,
        "dossier": origin,
        "reference": None,
        "theme": None,
        "status": "error",
        "eligibility": {"verdict": "undetermined", "findings": []},
        "funding": _no_funding(),
        "commitments": {"known": False, **empty},
        "documents": {"known": False, **empty},
        "missing_facts": [],
        "notices": [
            {"id": "lecture", "message": located(problem, language), "source": None, "reading": None}
            for problem in problems
        ],
    }


def json_text(data: Any) -> str:
    """JSON data as the text that is printed: French letters as they are, and escaped what a terminal would obey."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2)
    return HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def located(problem: Problem, language: Localization) -> str:
    """A problem with its file, line and column, on one line."""
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    sentence = language.say(problem.message)
    return f"{language.say(place)}: {sentence}" if place else sentence


def question_of(path: str, report: Report) -> Message:
    """The question that asks for a fact, which names the item of the list it belongs to.

    Where the dossier states a value that is not fine enough, the question is the one of that value.
    """
    facts = report.plan.facts
    owner, inside, rest = path.partition("[")
    if not inside:
        return Message("{question}", {"question": _asked(facts, path, report.facts.get(path))})
    place, _, name = rest.partition("].")
    items = report.facts.get(owner, ())
    stated = items[int(place)].get(name) if int(place) < len(items) else None
    question = _asked(facts, f"{owner}[].{name}", stated)
    values = {"list": facts[owner].label, "place": int(place) + 1, "question": question}
    return Message("{list}, n° {place} : {question}", values)


def _asked(facts: Vocabulary, path: str, stated: Any) -> Any:
    fact = facts[path]
    value = (fact.values or {}).get(stated) if isinstance(stated, str) else None
    return fact.question if value is None or value.ask is None else value.ask


def exact(value: Any) -> Any:
    """A fact as JSON shows it: amounts and rates as exact texts, days in ISO form."""
    if type(value) in (str, bool, int):
        return value
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(inner) for inner in value]
    return value


def decimal_text(number: Fraction) -> str:
    """A rate, or an amount finer than the hundredth, as an exact decimal: their denominators divide a power of ten."""
    with localcontext() as context:
        context.prec = 60
        return format(Decimal(number.numerator) / Decimal(number.denominator), "f")


def readings_data(readings: Sequence[str]) -> dict[str, Any]:
    """The reading that is nearest to what decided, and all of them."""
    return {"reading": readings[0] if readings else None, "readings": list(readings)}


def _finding(report: Report, finding: Finding, language: Localization) -> dict[str, Any]:
    rule = finding.rule
    source, readings = decided(report, finding)
    return {
        "rule": rule.id,
        "label": language.say(rule.label),
        "outcome": finding.outcome,
        "message": language.say(rule_sentence(report, finding)),
        "facts": exact(facts_met(report, finding)),
        "missing": list(finding.missing),
        "source": source_data(source),
        **readings_data(readings),
    }


def _funding(report: Report, language: Localization) -> dict[str, Any]:
    funding, plan = report.funding, report.theme.funding
    return {
        "indicative": report.indicative,
        "total_cost": amount_text(funding.total_cost),
        "excluded": [_excluded(report, entry, language) for entry in funding.excluded],
        "base": amount_text(funding.base),
        "before_ceilings": amount_text(funding.before_ceilings),
        "ceilings": [
            {
                "id": use.id,
                "label": language.say(use.ceiling.label),
                "limit": amount_text(use.limit),
                "already_used": amount_text(use.already_used),
                "binding": use.binding,
                "source": source_data(use.ceiling.source),
                **readings_data(use.ceiling.readings),
            }
            for use in funding.ceilings
        ],
        "requested": amount_text(funding.requested),
        "grant": amount_text(funding.grant),
        "applicant_share": amount_text(funding.applicant_share),
        "applicant_staff": amount_text(funding.applicant_staff),
        "effective_rate": None if funding.effective_rate is None else _six_decimals(funding.effective_rate),
        "range": {name: _span(span) for name, span in funding.ranges.items()},
        "steps": [] if plan is None else [_step(report, step, language) for step in plan.steps],
        "funders": []
        if plan is None
        else [
            {"id": funder.id, "label": language.say(funder.label), "amount": exact(_known(report, funder.amount))}
            for funder in plan.funders
        ],
        "source": None if plan is None else source_data(plan.source),
    }


def _known(report: Report, named: Named) -> Any:
    low, high = bounds_of(report, named)
    return low if low == high else None


def _span(span: Span) -> dict[str, str | None]:
    return {"from": amount_text(span.low), "to": amount_text(span.high)}


def _step(report: Report, step: Named, language: Localization) -> dict[str, Any]:
    low, high = bounds_of(report, step)
    known = low is not None and low == high
    return {
        "id": step.id,
        "kind": step.kind,
        "label": None if step.label is None else language.say(step.label),
        "value": exact(low) if known else None,
        "range": None if known else {"from": exact(low), "to": exact(high)},
        "source": source_data(step.source),
        **readings_data(step.readings),
    }


def _no_funding() -> dict[str, Any]:
    none = dict.fromkeys(Funding._fields)
    for name in ("missing", "ranges"):
        del none[name]
    empty = {"excluded": [], "ceilings": [], "steps": [], "funders": [], "range": {}}
    return {"indicative": True, **none, **empty, "effective_rate": None, "source": None}


def _excluded(report: Report, entry: Excluded, language: Localization) -> dict[str, Any]:
    lines = report.plan.roles.lines
    line = {} if lines is None else report.facts[lines.list][entry.line - 1]
    return {
        "line": entry.line,
        "label": "" if lines is None or lines.label is None else line.get(lines.label, ""),
        "amount": str(entry.amount),
        "rule": entry.exclusion.id,
        "reason": language.say(entry.exclusion.label),
        "source": source_data(entry.exclusion.source),
        **readings_data(entry.exclusion.readings),
    }


def _requirements(requirements: Requirements, language: Localization) -> dict[str, Any]:
    def asked(requirement: Requirement) -> dict[str, Any]:
        return {
            "id": requirement.id,
            "label": language.say(requirement.label),
            "source": source_data(requirement.source),
            **readings_data(requirement.readings),
        }

    return {
        "known": requirements.known,
        "given": [requirement.id for requirement in requirements.given],
        "missing": [asked(requirement) for requirement in requirements.missing],
    }


def source_data(source: Citation | None) -> dict[str, str] | None:
    """A citation as JSON data; the document is named unless it is the first of the rule set."""
    if source is None:
        return None
    place = {source.by: source.place}
    return place if source.document is None else {"document": source.document, **place}


def amount_text(amount: Money | None) -> str | None:
    """An amount as JSON data, with two decimals."""
    return None if amount is None else str(amount)


def _six_decimals(rate: Fraction) -> str:
    millionths = rate.numerator * 1_000_000 // rate.denominator
    return str(Decimal(millionths).scaleb(-6).quantize(Decimal("0.000001"), rounding=ROUND_DOWN))
