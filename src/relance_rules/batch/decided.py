"""The decided dossiers of a batch: they count in ceilings and envelopes, and nothing judges them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from relance_rules.batch.kept import Counted
from relance_rules.batch.reads import Read
from relance_rules.batch.submissions import Submission, reference_of
from relance_rules.batch.words import OUTCOME_OF_DECISION
from relance_rules.checking.projects import BatchPlace, Placed, key_of
from relance_rules.checking.windows import window_of
from relance_rules.dossiers.facts import Dossier, Facts
from relance_rules.dossiers.handling import OUTCOMES, Decision, Decisions, Handling, StatedDecision
from relance_rules.dossiers.records import Record
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.targets.python.totals import settle_total
from relance_rules.values import Message
from relance_rules.values.spelling import same_reference


class Met(NamedTuple):
    """What the first pass keeps of a decided dossier.

    ``placed`` is None for one that shares no ceiling, ``counted`` for one that has no name, ``line`` for one that the
    file of decisions does not know.
    """

    placed: Placed | None
    counted: Counted | None
    line: str | None


def standing(record: Record, decisions: Decisions, plan: Plan) -> Record:
    """A record with the decision that a file has of its dossier, which holds over what the platform says.

    What the file leaves out of a decision is taken from the platform, where both decide the same.
    """
    stated = None if record.document is None and record.error is None else _line(record, decisions, plan)
    if stated is None:
        return record
    decision, handling = stated.decision, record.handling
    notes = (*record.notes, *_contradicted(handling, decision))
    known = handling.decision
    if known is not None and known.outcome == decision.outcome:
        decision = replace(
            decision,
            amount=known.amount if decision.amount is None else decision.amount,
            note=decision.note or known.note,
            instructor=decision.instructor or known.instructor,
        )
    return replace(record, notes=notes, handling=replace(handling, decision=decision))


def _line(record: Record, decisions: Decisions, plan: Plan) -> StatedDecision | None:
    """The line of a file of decisions that is of a record, by its reference, or by its number on the platform."""
    if not decisions.by_reference:
        return None
    return decisions.of(reference_of(record.data, plan), record.handling.number)


def met(read: Read, decision: Decision, decisions: Decisions, rules: Rules) -> Met:
    """What the first pass keeps of a decided dossier, beside what was read of it."""
    name, stated = read.reference or read.handling.number, decisions.of(read.reference, read.handling.number)
    return Met(
        _placed(read.place, read.theme, Dossier(read.facts, read.origin), decision, rules),
        None if name is None else Counted(read.place, read.origin, same_reference(name)),
        None if stated is None else same_reference(stated.reference),
    )


def _contradicted(handling: Handling, decision: Decision) -> Iterator[Message]:
    """What the platform says otherwise than a file of decisions."""
    said, known = OUTCOMES.get(handling.state or ""), handling.decision
    values = {"source": decision.source, "decided": OUTCOME_OF_DECISION[decision.outcome], "amount": decision.amount}
    if said is not None and said != decision.outcome:
        yield Message(
            "la plateforme dit « {said} », et {source} « {decided} » : c’est ce que dit le fichier qui compte",
            {**values, "said": OUTCOME_OF_DECISION[said]},
        )
    elif known is not None and None not in (known.amount, decision.amount) and known.amount != decision.amount:
        yield Message(
            "la plateforme dit {said} accordés, et {source} {amount} : c’est ce que dit le fichier qui compte",
            {**values, "said": known.amount},
        )


def placed_outside(place: BatchPlace, stated: StatedDecision, rules: Rules) -> Placed | None:
    """The dossier of a decision, which is not in the batch; None where it shares no ceiling that is known."""
    reference = rules.plan.roles.reference
    facts = stated.facts if reference is None else {**stated.facts, reference: stated.reference}
    return _placed(place, _theme(stated, rules), Dossier(facts, stated.origin), stated.decision, rules)


def _placed(place: BatchPlace, theme: str | None, dossier: Dossier, decision: Decision, rules: Rules) -> Placed | None:
    scopes = () if theme is None else rules[theme].scopes
    if theme is None or all(key_of(rules.plan.scopes[scope], dossier.facts) is None for scope in scopes):
        return None
    return Placed(place, theme, dossier, decision)


def _theme(stated: StatedDecision, rules: Rules) -> str | None:
    found = stated.facts.get(rules.plan.roles.theme)
    return str(found) if found is not None else next(iter(rules)) if len(rules) == 1 else None


def decided_submission(read: Read, rules: Rules, first: str | None, told: Iterable[Content]) -> Submission:
    """A decided dossier as the outputs are given it.

    Args:
        read: What was read of it.
        rules: The rules.
        first: Where it was met before, which alone counts.
        told: What the other dossiers tell of it.
    """
    notes = [*read.notes, *_lacks(read.decision, read.theme, read.facts, rules)]
    if first is not None:
        notes.append(Message("déjà compté : {first} est le même dossier", {"first": first}))
    return Submission(
        read.place,
        read.origin,
        rules.plan,
        None,
        reference=read.reference or read.handling.number,
        notes=(*notes, *told),
        named_theme=read.theme,
        handling=read.handling,
        facts=settle_total(read.facts, rules.plan.roles).facts,
        version=read.version,
    )


def outside_submission(place: BatchPlace, stated: StatedDecision, rules: Rules) -> Submission:
    """The same of a decision whose dossier is not in the batch: its file alone tells what it counts in."""
    theme = _theme(stated, rules)
    notes = (
        Message("aucun dossier de ce lot n’a cette référence : la décision compte telle que ce fichier la donne"),
        *_lacks(stated.decision, theme, stated.facts, rules),
    )
    handling = Handling(decision=stated.decision)
    return Submission(
        place, stated.origin, rules.plan, None, stated.reference, (), notes, None, theme,
        handling=handling, facts=stated.facts,
    )  # fmt: skip


def _lacks(decision: Decision | None, theme: str | None, facts: Facts, rules: Rules) -> Iterator[Message]:
    """What a decided dossier does not count in, for want of an answer."""
    if decision is None or decision.outcome != "awarded":
        return
    if decision.amount is None:
        yield Message(
            "accepté, et son montant n’est pas donné : il manque aux enveloppes, et les plafonds qu’il partage ne "
            "peuvent pas être établis"
        )
    if theme is None:
        yield Message("son thème n’est pas donné : il ne compte dans aucune enveloppe ni aucun plafond")
        return
    plan, found = rules.plan, rules[theme]
    lacking = dict.fromkeys(
        plan.facts[path].label
        for scope in sorted(found.scopes)
        for _, path in plan.scopes[scope].key
        if path not in facts
    )
    if lacking:
        yield Message("« {facts} » n’est pas donné : il ne compte dans aucun plafond partagé", {"facts": list(lacking)})
    if any(window.envelope for window in found.windows) and window_of(plan, found, facts) is None:
        paths = (plan.roles.filed_on, plan.roles.way_in)
        unknown = [plan.facts[path].label for path in paths if path is not None and path not in facts]
        if unknown:
            values = {"facts": unknown}
            yield Message("« {facts} » n’est pas donné : il ne compte dans l’enveloppe d’aucune session", values)
