"""An explanation as plain data: the shape that ``schemas/explanation.schema.json`` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance_rules.checking.report import CeilingUse
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Funding
from relance_rules.showing.amounts import bounds_of, known
from relance_rules.showing.blocks import shown
from relance_rules.showing.deciding import decided
from relance_rules.showing.explanation import (
    Answer,
    Explanation,
    FundingWhy,
    LineWhy,
    RequirementWhy,
    RuleWhy,
    readings_explained,
)
from relance_rules.showing.labels import TRUTH_NAMES
from relance_rules.showing.plain import (
    amount_text,
    cited_data,
    decimal_text,
    exact,
    readings_data,
    span_data,
    steps_data,
)
from relance_rules.showing.sentences import rule_sentence
from relance_rules.targets.python.program import Memo

if TYPE_CHECKING:
    from relance_rules.showing.data import explanation as shapes


def explanation_data(explanation: Explanation, language: Localization) -> dict[str, Any]:
    """An explanation as JSON data, with the sentences in the reader's language."""
    return {**_explanation(explanation, language)}


def _explanation(explanation: Explanation, language: Localization) -> shapes.Explanation:
    report, plan = explanation.report, explanation.report.theme.funding
    return {
        "schema": "relance-explanation/1",
        "dossier": report.origin,
        "reference": report.reference,
        "theme": report.theme.code,
        "status": report.status,
        "verdict": report.verdict,
        "rules": [_rule(explanation, rule, language) for rule in explanation.rules],
        "requirements": [_requirement(why, language) for why in explanation.requirements],
        "funding": None
        if explanation.funding is None or plan is None
        else _funding(explanation, explanation.funding, plan, language),
        "readings_used": readings_data(report.plan, readings_explained(explanation), language),
    }


def _rule(explanation: Explanation, why: RuleWhy, language: Localization) -> shapes.Rule:
    report, finding = explanation.report, why.finding
    return {
        "rule": finding.rule.id,
        "label": language.say(finding.rule.label),
        "outcome": finding.outcome,
        "message": language.say(rule_sentence(report, finding)),
        "when": None if why.when is None else _answer(why.when, language),
        "require": None if why.require is None else _answer(why.require, language),
        "missing": list(finding.missing),
        **cited_data(*decided(report, finding)),
    }


def _requirement(why: RequirementWhy, language: Localization) -> shapes.Requirement:
    asked = why.requirement
    return {
        "fact": asked.fact,
        "label": shown(asked.label, language),
        "asked": TRUTH_NAMES[why.when.truth],
        "when": _answer(why.when, language),
        **cited_data(asked.source, asked.readings),
    }


def _answer(answer: Answer, language: Localization) -> shapes.Answer:
    return {
        "says": language.say(answer.says),
        "item": None if answer.item is None else language.say(answer.item),
        "truth": None if answer.quantity else TRUTH_NAMES[answer.truth],
        "facts": exact(answer.facts),
        "measure": exact(answer.measure),
        "missing": list(answer.missing),
        "parts": [_answer(part, language) for part in answer.parts],
    }


def _funding(explanation: Explanation, why: FundingWhy, plan: Funding, language: Localization) -> shapes.Funding:
    report = explanation.report
    funding = report.funding
    memo: Memo = {}
    open_ = plan.grant is not None and not report.contradicts_itself
    return {
        "indicative": report.indicative,
        "total_cost": amount_text(funding.total_cost),
        "lines": [_line(line, language) for line in why.lines],
        "base": amount_text(funding.base),
        "brackets": [
            {
                "from": str(bracket.start),
                "to": amount_text(bracket.end),
                "rate": decimal_text(bracket.rate),
                "part": str(bracket.part),
                "amount": decimal_text(bracket.amount / 100),
            }
            for bracket in why.brackets
        ],
        "before_ceilings": amount_text(funding.before_ceilings),
        "ceilings": [_ceiling(explanation, use, language, memo) for use in funding.ceilings],
        "requested": amount_text(funding.requested),
        "grant": amount_text(funding.grant),
        "applicant_share": amount_text(funding.applicant_share),
        "steps": [
            {**step, "parts": [_answer(answer, language) for answer in each.answers]}
            for step, each in zip(steps_data(report, language, memo), why.steps, strict=True)
        ],
        "range": span_data(bounds_of(report, plan.grant, memo)) if open_ and plan.grant is not None else None,
        "missing": list(funding.missing),
    }


def _ceiling(explanation: Explanation, use: CeilingUse, language: Localization, memo: Memo) -> shapes.Ceiling:
    room = use.ceiling.room
    return {
        "id": use.id,
        "label": language.say(use.ceiling.label),
        "limit": amount_text(use.limit),
        "already_used": amount_text(use.already_used),
        "left": None if room is None else amount_text(known(bounds_of(explanation.report, room, memo))),
        "binding": use.binding,
        **cited_data(use.ceiling.source, use.ceiling.readings),
    }


def _line(line: LineWhy, language: Localization) -> shapes.Line:
    return {
        "line": line.line,
        "label": line.label,
        "amount": amount_text(line.amount),
        "excluded_by": None if line.excluded_by is None else line.excluded_by.id,
        "missing": list(line.unsettled),
        "exclusions": [
            {
                "rule": asked.exclusion.id,
                "reason": language.say(asked.exclusion.label),
                "says": language.say(asked.exclusion.says or asked.exclusion.label),
                "answer": _answer(asked.answer, language),
                **cited_data(asked.exclusion.source, asked.exclusion.readings),
            }
            for asked in line.exclusions
        ],
    }
