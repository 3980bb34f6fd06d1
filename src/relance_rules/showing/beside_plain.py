"""A dossier beside every theme as JSON data, which ``showing/data/themes.py`` types."""

from __future__ import annotations

from typing import Any

from relance_rules.checking.questions import Asked
from relance_rules.checking.report import Report
from relance_rules.checking.themes import Themes, fit_of, to_judge
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.data import themes
from relance_rules.showing.plain import amount_text, cited_data, decided_by, missing_facts, ranges_data
from relance_rules.showing.sentences import rule_sentence


def beside_data(of: Themes, language: Localization) -> dict[str, Any]:
    """A dossier beside every theme as JSON data."""
    return {**_themes(of, language)}


def _themes(of: Themes, language: Localization) -> themes.Themes:
    return {
        "schema": "relance-themes/1",
        "dossier": of.dossier.origin,
        "reference": of.reference,
        "themes": [_theme(report, language) for report in of.reports],
        "questions": [_question(asked, of.plan, language) for asked in of.questions],
        "notices": [
            {"id": "lecture", "message": language.say(note), **cited_data(None, ())} for note in of.dossier.notes
        ],
        "decided_by": decided_by(of.plan),
    }


def _theme(of: Report, language: Localization) -> themes.Theme:
    return {
        "theme": of.theme.code,
        "title": language.say(of.theme.title),
        "fit": fit_of(of),
        "status": of.status,
        "verdict": of.verdict,
        "grant": amount_text(of.funding.grant),
        "range": ranges_data(of).get("grant"),
        "refusals": [
            {
                "rule": finding.rule.id,
                "label": language.say(finding.rule.label),
                "message": language.say(rule_sentence(of, finding)),
            }
            for finding in of.findings
            if finding.outcome == "fail"
        ],
        "to_judge": [finding.rule.id for finding in to_judge(of)],
        "missing": {
            "facts": len(of.missing_facts),
            "commitments": len(of.commitments.missing),
            "documents": len(of.documents.missing),
        },
        "missing_facts": missing_facts(of, language),
    }


def _question(asked: Asked, plan: Plan, language: Localization) -> themes.Question:
    fact = plan.facts[asked.path]
    return {
        "fact": asked.path,
        "label": language.say(fact.label),
        "question": language.say(fact.question),
        "conditions": asked.weight,
    }
