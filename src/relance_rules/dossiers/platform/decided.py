"""What a form of the platform states of the decision on its dossier: the fields that its service fills in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from relance_rules.dossiers.handling import DECISION_FACTS, Decision, decision_part
from relance_rules.dossiers.records import Record
from relance_rules.dossiers.tables.records import Draft
from relance_rules.plan.answers import read_value
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message, ParseError


def with_decision(record: Record, decision: Decision, stated: Draft, plan: Plan) -> Record:
    """A decided dossier, with what its form states of its decision, and what could not be read of that.

    What its form could not be read for is said of its decision only: nothing else of it is judged.
    """
    notes, found = [*stated.notes, *(problem.message for problem in stated.problems)], dict[str, Any]()
    for path, text, place in stated.entries:
        name = decision_part(".".join(map(str, path)), plan.roles) or ""
        try:
            found[name] = read_value(text, DECISION_FACTS[name], plan.currency)
        except ParseError as error:
            notes.append(place.named(error.message))
    amount, note, instructor = (found.get(name) for name in DECISION_FACTS)
    if amount and decision.outcome != "awarded":
        values = {"label": next(iter(DECISION_FACTS.values())).label, "amount": amount}
        notes.append(
            Message("« {label} » dit {amount}, et rien n’est accordé à ce dossier : rien n’en est compté", values)
        )
        amount = None
    decision = replace(decision, amount=amount, note=note or decision.note, instructor=instructor)
    return replace(record, notes=tuple(notes), handling=replace(record.handling, decision=decision))
