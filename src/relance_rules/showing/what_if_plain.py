"""A dossier as one of its facts varies, or is changed for a goal, as plain data and as lines of a table."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from relance_rules.checking.curve import Curve, Piece, Shapes, binds, ends_of
from relance_rules.checking.goals import Answer, Change
from relance_rules.checking.report import Finding, Report
from relance_rules.checking.varying import Varied
from relance_rules.dossiers.facts import Dossier
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan, Rule, Theme
from relance_rules.showing.amounts import at_least_nothing
from relance_rules.showing.cells import cell_printer, line_writer
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.showing.plain import amount_text, decided_by, exact
from relance_rules.showing.sentences import rule_sentence
from relance_rules.showing.what_if import change_sentence, changes, fact_label, notes
from relance_rules.values import Message, Money

if TYPE_CHECKING:
    from relance_rules.showing.data import parts
    from relance_rules.showing.data import what_if as shapes


def what_if_data(
    plan: Plan, theme: Theme, dossier: Dossier, curve: Curve | None, answer: Answer | None, language: Localization
) -> dict[str, Any]:
    """A curve, or an answer, or both of them of one dossier, as JSON data."""
    found: shapes.WhatIf = {
        "schema": "relance-what-if/1",
        "dossier": dossier.origin,
        "theme": theme.code,
        "curve": None if curve is None else _curve(curve, language),
        "goal": None if answer is None else _goal(answer, language),
        "decided_by": decided_by(plan),
    }
    return {**found}


def curve_csv(curve: Curve, language: Localization) -> str:
    """A line a piece, for a spreadsheet."""
    stream, cell = io.StringIO(newline=""), cell_printer(language)
    titles = (
        Message("De"),
        Message("À"),
        Message("Dossier"),
        Message("Subvention au début"),
        Message("Subvention à la fin"),
        Message("Reste à charge au début"),
        Message("Reste à charge à la fin"),
        Message("Ce qui change"),
    )
    write = line_writer(stream, [language.say(title) for title in titles])
    for place, piece in enumerate(curve.pieces):
        funding = piece.first.funding, piece.last.funding
        told = list(changes(curve.pieces[place - 1], piece, curve)) if place else []
        write(
            [
                *(_bare(curve.varied, units, cell) for units in (piece.low, piece.high)),
                cell(STATUS_WORDS[piece.first.status]),
                *(cell(each.grant) for each in funding),
                *(cell(each.applicant_share) for each in funding),
                cell(Message("{changes}", {"changes": " ; ".join(language.say(each) for each in told)})),
            ]
        )
    return stream.getvalue()


def _bare(varied: Varied, units: int, cell: Any) -> str:
    """A value as a spreadsheet reads it."""
    value = varied.value(units)
    found: str = cell(value if varied.fact.type in ("money", "date", "percentage") else str(exact(value)))
    return found


# ---- a curve


def curve_data(curve: Curve, language: Localization) -> dict[str, Any]:
    """A curve as JSON data."""
    return {**_curve(curve, language)}


def _curve(curve: Curve, language: Localization) -> shapes.Curve:
    varied = curve.varied

    def value(units: int) -> Any:
        return exact(varied.value(units))

    return {
        "fact": varied.path,
        "label": language.say(fact_label(curve.plan, curve.theme, varied.path)),
        "type": varied.fact.type,
        "from": value(curve.low),
        "to": value(curve.high),
        "now": None if varied.here is None else value(varied.here),
        "follows": varied.follows,
        "segments": [
            {
                "from": value(piece.low),
                "to": value(piece.high),
                "status": piece.first.status,
                "verdict": piece.first.verdict,
                "refused_by": [_rule(f.rule, language) for f in piece.first.findings if f.outcome == "fail"],
                "ceilings": [
                    {"rule": use.id, "label": language.say(use.ceiling.label)}
                    for use in piece.first.funding.ceilings
                    if use.binding
                ],
                "at_request": binds(piece.first),
                "missing": list(piece.first.missing_facts),
                "grant": _along(piece, "grant", piece.grant),
                "applicant_share": _along(piece, "applicant_share", piece.share),
                "changes": [language.say(each) for each in changes(curve.pieces[place - 1], piece, curve)]
                if place
                else [],
            }
            for place, piece in enumerate(curve.pieces)
        ],
        "followed_to": None if curve.stopped is None else value(curve.stopped),
        "notes": [language.say(note) for note in notes(curve)],
    }


def _rule(rule: Rule, language: Localization) -> shapes.RuleNamed:
    return {"rule": rule.id, "label": language.say(rule.label)}


def _along(piece: Piece, name: str, shapes_: Shapes) -> shapes.Along:
    known = [shape for shape in shapes_ if shape is not None]
    straight = all(shape.slope is not None for shape in known)
    within = max((shape.within for shape in known), default=Fraction(0))
    return {
        "start": _span(piece.first, name),
        "end": _span(piece.last, name),
        "straight": straight,
        "within": str(Money(-(-within.numerator // within.denominator))) if straight else None,
    }


def _span(report: Report, name: str) -> parts.Span:
    low, high = at_least_nothing(*ends_of(report, name))
    return {"from": amount_text(low), "to": amount_text(high)}


# ---- a goal


def _goal(answer: Answer, language: Localization) -> shapes.Goal:
    best = None if answer.best is None else answer.best.funding.grant
    return {
        "kind": answer.goal.kind,
        "amount": amount_text(answer.goal.amount),
        "reached": answer.reached,
        "changes": [_change(answer, change, language) for change in answer.changes],
        "remaining": [_refusal(answer.now, finding, language) for finding in answer.remaining],
        "lifted": [{**_refusal(answer.now, finding, language), "fact": path} for finding, path in answer.lifted],
        "best": None if best is None else {"grant": str(best), "fact": answer.best_path},
        "tried": answer.tried,
        "complete": not answer.cut,
    }


def _change(answer: Answer, change: Change, language: Localization) -> shapes.Change:
    return {
        "fact": change.path,
        "label": language.say(fact_label(answer.plan, answer.theme, change.path)),
        "value": exact(change.value),
        "from": exact(change.low),
        "to": exact(change.high),
        "chosen": change.chosen,
        "refused": change.refused,
        "breaks": [_rule(rule, language) for rule in change.broken],
        "status": change.report.status,
        "verdict": change.report.verdict,
        "grant": _span(change.report, "grant"),
        "text": language.say(change_sentence(answer, change)),
    }


def _refusal(report: Report, finding: Finding, language: Localization) -> shapes.Refusal:
    return {
        "rule": finding.rule.id,
        "label": language.say(finding.rule.label),
        "message": language.say(rule_sentence(report, finding)),
    }
