"""A report as plain data: the shape that ``schemas/report.schema.json`` describes and every format starts from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from relance_rules.checking.report import Excluded, Facts, Report, Requirements, WayIn, digest_of
from relance_rules.checking.report import Finding as FindingOf
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.plan.nodes import Citation, Named
from relance_rules.plan.ruleset import Plan, Requirement
from relance_rules.showing.advice import NextStep, next_steps
from relance_rules.showing.amounts import Bounds, at_least_nothing, bounds_of, known
from relance_rules.showing.deciding import decided, facts_met
from relance_rules.showing.readings import readings_used
from relance_rules.showing.sentences import question_of, rule_sentence
from relance_rules.targets.python.program import Memo
from relance_rules.values import HIDDEN, Money
from relance_rules.version import VERSION

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.showing.data import parts, report

SCHEMA = "relance-report/1"


def report_data(of: Report, language: Localization) -> dict[str, Any]:
    """A report as JSON data. Amounts are texts with two decimals, rates with six, days in ISO form."""
    return {**_report(of, language)}


def error_data(origin: str | None, problems: Sequence[Problem], language: Localization) -> dict[str, Any]:
    """The report of a dossier that can't be read: its status is ``error`` and its notices say why."""
    return {**_error(origin, problems, language)}


def _report(of: Report, language: Localization) -> report.Report:
    say = language.say
    findings = [_finding(of, finding, language) for finding in of.findings]
    used = readings_used(of, [finding["readings"] for finding in findings])
    return {
        "schema": "relance-report/1",
        "dossier": of.origin,
        "reference": of.reference,
        "theme": of.theme.code,
        "status": of.status,
        "eligibility": {
            "verdict": of.verdict,
            "findings": findings,
        },
        "funding": _funding(of, language),
        "commitments": _requirements(of.commitments, language),
        "documents": _requirements(of.documents, language),
        "missing_facts": missing_facts(of, language),
        "notices": [{"id": n.id, "message": say(n.message), **cited_data(n.source, n.readings)} for n in of.notices],
        "ways_in": [_way_in(of, way, language) for way in of.ways_in],
        "steps": [_next_step(step, language) for step in next_steps(of)],
        "project": project_data(of.plan, of.facts),
        "decided_by": decided_by(of.plan),
        "readings_used": readings_data(of.plan, used, language),
    }


def _error(origin: str | None, problems: Sequence[Problem], language: Localization) -> report.Report:
    unknown: report.Requirements = {"known": False, "given": [], "missing": []}
    return {
        "schema": "relance-report/1",
        "dossier": origin,
        "reference": None,
        "theme": None,
        "status": "error",
        "eligibility": {"verdict": "undetermined", "findings": []},
        "funding": {
            "indicative": True,
            "total_cost": None,
            "excluded": [],
            "base": None,
            "before_ceilings": None,
            "ceilings": [],
            "requested": None,
            "grant": None,
            "applicant_share": None,
            "applicant_staff": None,
            "effective_rate": None,
            "range": {},
            "steps": [],
            "funders": [],
            "source": None,
        },
        "commitments": unknown,
        "documents": unknown,
        "missing_facts": [],
        "notices": [
            {
                "id": "lecture",
                "message": located(problem._replace(message=problem.advice), language),
                **cited_data(None, ()),
            }
            for problem in problems
        ],
        "ways_in": [],
        "steps": [],
        "project": {"name": None, "reference": None, "applicants": [], "filed_on": None},
        "decided_by": None,
        "readings_used": [],
    }


# ---- what other shapes use


def json_text(data: Any) -> str:
    """JSON data as the text that is printed: French letters as they are, and escaped what a terminal would obey."""
    return _escaped(json.dumps(data, ensure_ascii=False, indent=2))


def json_line(data: Any) -> str:
    """The same on one line."""
    return _escaped(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _escaped(text: str) -> str:
    """A JSON text whose characters that could act on a screen, or hide there, are escaped as JSON does: by halves."""

    def escape(found: re.Match[str]) -> str:
        halves = found[0].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{halves[place : place + 2].hex()}" for place in range(0, len(halves), 2))

    return HIDDEN.sub(escape, text)


def located(problem: Problem, language: Localization) -> str:
    """A problem with its file, line and column, on one line."""
    place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
    sentence = language.say(problem.message)
    return f"{language.say(place)}: {sentence}" if place else sentence


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


def cited_data(source: Citation | None, readings: Sequence[str]) -> parts.Cited:
    """A passage, the reading that is nearest to what decided, and all of them."""
    return {
        "source": source_data(source),
        "reading": readings[0] if readings else None,
        "readings": list(readings),
    }


def source_data(source: Citation | None) -> parts.Source | None:
    """A citation as JSON data; the document is named unless it is the first of the rule set."""
    if source is None:
        return None
    found: parts.Source = {}
    if source.document is not None:
        found["document"] = source.document
    match source.by:
        case "page":
            found["page"] = source.place
        case "article":
            found["article"] = source.place
        case "section":
            found["section"] = source.place
        case _:
            found["lines"] = source.place
    return found


def readings_data(plan: Plan, codes: Sequence[str], language: Localization) -> list[parts.ReadingUsed]:
    """Readings with their text."""
    return [{"code": code, "text": language.say(plan.readings[code].text)} for code in codes]


def amount_text(amount: Money | None) -> str | None:
    """An amount as JSON data, with two decimals."""
    return None if amount is None else str(amount)


def span_data(bounds: Bounds) -> parts.Span | None:
    """What something may be; None where it is known."""
    return None if known(bounds) is not None else {"from": exact(bounds[0]), "to": exact(bounds[1])}


def steps_data(of: Report, language: Localization, memo: Memo) -> list[report.FundingStep]:
    """The steps of the funding split, in their order."""
    plan = of.theme.funding
    return [] if plan is None else [_step(of, step, language, memo) for step in plan.steps]


# ---- the parts of a report


def _finding(of: Report, finding: FindingOf, language: Localization) -> report.Finding:
    return {
        "rule": finding.rule.id,
        "label": language.say(finding.rule.label),
        "outcome": finding.outcome,
        "message": language.say(rule_sentence(of, finding)),
        "facts": exact(facts_met(of, finding)),
        "missing": list(finding.missing),
        **cited_data(*decided(of, finding)),
    }


def _funding(of: Report, language: Localization) -> report.Funding:
    funding, plan = of.funding, of.theme.funding
    memo: Memo = {}
    return {
        "indicative": of.indicative,
        "total_cost": amount_text(funding.total_cost),
        "excluded": [_excluded(of, entry, language) for entry in funding.excluded],
        "base": amount_text(funding.base),
        "before_ceilings": amount_text(funding.before_ceilings),
        "ceilings": [
            {
                "id": use.id,
                "label": language.say(use.ceiling.label),
                "limit": amount_text(use.limit),
                "already_used": amount_text(use.already_used),
                "binding": use.binding,
                **cited_data(use.ceiling.source, use.ceiling.readings),
            }
            for use in funding.ceilings
        ],
        "requested": amount_text(funding.requested),
        "grant": amount_text(funding.grant),
        "applicant_share": amount_text(funding.applicant_share),
        "applicant_staff": amount_text(funding.applicant_staff),
        "effective_rate": None if funding.effective_rate is None else _six_decimals(funding.effective_rate),
        "range": ranges_data(of),
        "steps": steps_data(of, language, memo),
        "funders": []
        if plan is None
        else [
            {
                "id": funder.id,
                "label": language.say(funder.label),
                "amount": amount_text(known(bounds_of(of, funder.amount, memo))),
            }
            for funder in plan.funders
        ],
        "source": None if plan is None else source_data(plan.source),
    }


def ranges_data(of: Report) -> report.Ranges:
    """What the amounts that are not known may be; nothing of a dossier that contradicts itself."""
    if of.contradicts_itself:
        return {}
    found = {name: span_data(at_least_nothing(*span)) for name, span in of.funding.ranges.items()}
    return cast("report.Ranges", found)


def _step(of: Report, step: Named, language: Localization, memo: Memo) -> report.FundingStep:
    # What is supposed where nothing is requested is no request.
    stated = step.kind != "request" or of.funding.requested is not None
    bounds = bounds_of(of, step, memo) if stated else (None, None)
    return {
        "id": step.id,
        "kind": step.kind,  # type: ignore[typeddict-item]  # the kinds of steps are those of a split
        "label": None if step.label is None else language.say(step.label),
        "value": exact(known(bounds)),
        "range": span_data(bounds) if stated and not of.contradicts_itself else None,
        **cited_data(step.source, step.readings),
    }


def _excluded(of: Report, entry: Excluded, language: Localization) -> report.Excluded:
    return {
        "line": entry.line,
        "label": line_label(of, entry.line) or "",
        "amount": str(entry.amount),
        "rule": entry.exclusion.id,
        "reason": language.say(entry.exclusion.label),
        **cited_data(entry.exclusion.source, entry.exclusion.readings),
    }


def line_label(of: Report, line: int) -> str | None:
    """What an expense line, counted from 1, is called; None where it has no label."""
    lines = of.plan.roles.lines
    if lines is None or lines.label is None:
        return None
    label: str | None = of.facts[lines.list][line - 1].get(lines.label)
    return label


def _way_in(of: Report, way: WayIn, language: Localization) -> report.WayIn:
    labels = of.plan.facts[of.plan.roles.way_in or ""].values or {}
    span = None if way.range is None else at_least_nothing(*way.range)
    return {
        "value": way.value,
        "label": language.say(labels[way.value].label),
        "verdict": way.verdict,
        "refused_by": [rule.id for rule in way.refusals],
        "grant": amount_text(way.grant),
        "range": None if span is None else span_data(span),
    }


def _next_step(step: NextStep, language: Localization) -> report.NextStep:
    return {
        "kind": step.kind,
        "text": language.say(step.text),
        "fact": step.fact,
        "one_of": [list(way) for way in step.one_of],
        "rule": step.rule,
    }


def project_data(plan: Plan, facts: Facts) -> report.Project:
    """What tells a dossier from others, from its facts."""
    roles = plan.roles

    def stated(path: str | None, among: Facts = facts) -> Any:
        return None if path is None else exact(among.get(path))

    return {
        "name": stated(roles.project_name),
        "reference": stated(roles.project_reference),
        "applicants": [
            {"name": stated(roles.applicant_name, each), "siret": stated(roles.applicant_identifier, each)}
            for each in facts.get(roles.applicants or "", ())
        ],
        "filed_on": stated(roles.filed_on),
    }


def missing_facts(of: Report, language: Localization) -> list[report.MissingFact]:
    """The facts that the dossier must still state, with their questions."""
    return [{"fact": path, "question": language.say(question_of(path, of))} for path in of.missing_facts]


def decided_by(plan: Plan) -> report.DecidedBy:
    """Which tool and which rules answer."""
    return {"tool": tool_name(), "ruleset": plan.name, "version": plan.version, "digest": digest_of(plan)}


def tool_name() -> str:
    """This program and its version."""
    return f"relance-rules {VERSION}"


def _requirements(found: Requirements, language: Localization) -> report.Requirements:
    def missing(requirement: Requirement) -> report.Missing:
        return {
            "id": requirement.id,
            "label": language.say(requirement.label),
            **cited_data(requirement.source, requirement.readings),
        }

    return {
        "known": found.known,
        "given": [requirement.id for requirement in found.given],
        "missing": [missing(requirement) for requirement in found.missing],
    }


def _six_decimals(rate: Fraction) -> str:
    millionths = rate.numerator * 1_000_000 // rate.denominator
    return str(Decimal(millionths).scaleb(-6).quantize(Decimal("0.000001"), rounding=ROUND_DOWN))
