"""A report as plain data: the shape that ``schemas/report.schema.json`` describes and every format starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any

from relance_rules.checking.report import Excluded, Funding, Report, Requirements
from relance_rules.compiler.findings import Finding
from relance_rules.compiler.sentences import Sentence, rule_label, rule_sentence
from relance_rules.compiler.themes import CompiledExclusion, CompiledRequirement
from relance_rules.dossiers.totals import LINES
from relance_rules.language.base import Source
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.values import HIDDEN, Euro, Message

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
        "missing_facts": [
            {"fact": path, "question": say(question_of(path, report.theme.vocabulary))} for path in report.missing_facts
        ],
        "notices": [
            {"id": n.id, "message": say(n.message), "source": source_data(n.source), "reading": n.reading}
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


def question_of(path: str, vocabulary: Vocabulary) -> Message:
    """The question that asks for a fact, which names the item of the list it belongs to."""
    owner, inside, rest = path.partition("[")
    if not inside:
        return Message("{question}", {"question": vocabulary.facts[path].question})
    place, _, name = rest.partition("].")
    fact = vocabulary.facts[f"{owner}[].{name}"]
    values = {"list": vocabulary.facts[owner].label, "place": int(place) + 1, "question": fact.question}
    return Message("{list}, n° {place} : {question}", values)


def exact(value: Any) -> Any:
    """A fact as JSON shows it: amounts and rates as exact texts, days in ISO form."""
    if type(value) in (str, bool, int):
        return value
    if isinstance(value, (Euro, Fraction)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(inner) for inner in value]
    return value


def _finding(report: Report, finding: Finding, language: Localization) -> dict[str, Any]:
    rule = finding.rule
    met: dict[str, Any] = {}
    if finding.outcome != "not_applicable" and rule.require is not None:
        met.update(rule.require.explain(report.facts, report.facts, "").facts)
    if rule.when is not None:
        met.update(rule.when.explain(report.facts, report.facts, "").facts)
    return {
        "rule": rule.id,
        "label": language.say(rule_label(rule)),
        "outcome": finding.outcome,
        "message": language.say(rule_sentence(report.theme, rule, finding.outcome, report.facts)),
        "facts": exact(met),
        "missing": list(finding.missing),
        "source": source_data(rule.source),
        "reading": rule.reading,
    }


def _funding(report: Report, language: Localization) -> dict[str, Any]:
    funding = report.funding
    return {
        "indicative": report.indicative,
        "total_cost": amount_text(funding.total_cost),
        "excluded": [_excluded(report, entry, language) for entry in funding.excluded],
        "base": amount_text(funding.base),
        "before_ceilings": amount_text(funding.before_ceilings),
        "ceilings": [
            {
                "id": use.id,
                "label": language.say(use.label),
                "limit": str(use.limit),
                "already_used": amount_text(use.already_used),
                "binding": use.binding,
                "source": source_data(use.source),
                "reading": use.reading,
            }
            for use in funding.ceilings
        ],
        "requested": amount_text(funding.requested),
        "grant": amount_text(funding.grant),
        "applicant_share": amount_text(funding.applicant_share),
        "applicant_staff": amount_text(funding.applicant_staff),
        "effective_rate": None if funding.effective_rate is None else _six_decimals(funding.effective_rate),
        "source": source_data(report.theme.theme.funding.source),
    }


def _no_funding() -> dict[str, Any]:
    none = dict.fromkeys(Funding._fields)
    del none["missing"]
    return {"indicative": True, **none, "excluded": [], "ceilings": [], "effective_rate": None, "source": None}


def _excluded(report: Report, entry: Excluded, language: Localization) -> dict[str, Any]:
    line = report.facts[LINES][entry.line - 1]
    return {
        "line": entry.line,
        "label": line.get("libelle", ""),
        "amount": str(entry.amount),
        "rule": entry.exclusion.id,
        "reason": language.say(exclusion_label(entry.exclusion)),
        "source": source_data(entry.exclusion.source),
        "reading": entry.exclusion.reading,
    }


def exclusion_label(exclusion: CompiledExclusion) -> Sentence:
    """Why a line is out of the base."""
    statement = exclusion.statement
    return Message("Dépense de personnel (titre 2), non financée") if statement is None else statement.label


def _requirements(requirements: Requirements, language: Localization) -> dict[str, Any]:
    def asked(requirement: CompiledRequirement) -> dict[str, Any]:
        statement = requirement.statement
        return {
            "id": statement.id,
            "label": language.say(statement.label),
            "source": source_data(statement.source),
            "reading": statement.reading,
        }

    return {
        "known": requirements.known,
        "given": [requirement.statement.id for requirement in requirements.given],
        "missing": [asked(requirement) for requirement in requirements.missing],
    }


def source_data(source: Source | None) -> dict[str, str] | None:
    """A citation as JSON data."""
    return None if source is None else {"lines": source.lines}


def amount_text(amount: Euro | None) -> str | None:
    """An amount as JSON data: euros with two decimals."""
    return None if amount is None else str(amount)


def _six_decimals(rate: Fraction) -> str:
    millionths = rate.numerator * 1_000_000 // rate.denominator
    return str(Decimal(millionths).scaleb(-6).quantize(Decimal("0.000001"), rounding=ROUND_DOWN))
