"""The words that the outputs of a batch share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from relance_rules.dossiers.handling import OUTCOMES, Outcome
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.values import Message, Money

if TYPE_CHECKING:
    from relance_rules.batch.totals import EnvelopeUse
    from relance_rules.batch.versions import SetAside

VERDICT_WORDS = {
    "eligible": Message("éligible"),
    "ineligible": Message("non éligible"),
    "undetermined": Message("indéterminé"),
}
OUTCOME_WORDS = {
    "pass": Message("satisfaite"),
    "fail": Message("refusée"),
    "unknown": Message("à déterminer"),
    "not_applicable": Message("sans objet"),
}

OUTCOME_OF_DECISION: dict[Outcome, Message] = {
    "awarded": Message("accepté"),
    "refused": Message("refusé"),
    "withdrawn": Message("classé sans suite"),
}
"""What was decided of a dossier, as the platform says it."""

STATE_WORDS = {
    "en_construction": Message("en construction"),
    "en_instruction": Message("en instruction"),
    **{state: OUTCOME_OF_DECISION[outcome] for state, outcome in OUTCOMES.items()},
}
"""The states that the platform gives a dossier, in the order in which it goes through them."""


def state_words(state: str | None) -> Content:
    """The state of a dossier on the platform, as its instructors read it there; one that is not known as it is."""
    return None if state is None else STATE_WORDS.get(state, state)


def envelope_name(plan: Plan, name: str) -> Content:
    """What an envelope is called, by its id: its theme, and the session that sets it aside if one does."""
    code, _, window = name.partition(".")
    label = next((each.label for each in plan.themes[code].windows if each.id == window), None)
    return code if label is None else Message("{theme}, {session}", {"theme": code, "session": label})


ONLY_CHANGED = Message(
    "Seuls les dossiers qui ont changé sont montrés un par un ; les totaux comptent tous les autres."
)
"""What is said of an output that leaves out what did not change."""


def aside_words(aside: SetAside) -> Message:
    """How many dossiers do not count."""
    counts = [
        *([Message("copies identiques : {count}", {"count": aside.copies})] if aside.copies else []),
        *(
            [Message("remplacés par une version plus récente : {count}", {"count": aside.replaced})]
            if aside.replaced
            else []
        ),
    ]
    return Message("Mis de côté, comptés nulle part – {counts}", {"counts": counts})


def asked_amount(total: int | None) -> Content:
    """What dossiers ask for in all, in hundredths of the currency; said not to be stated where none states it."""
    return Message("non indiquée") if total is None else Money(total)


def awarded_amount(amount: int, unsaid: int) -> Content:
    """What dossiers were awarded in all, in hundredths of the currency, and how many an amount that is not known."""
    values = {"amount": Money(amount), "count": unsaid}
    return Message("{amount} et {count} sans montant", values) if unsaid else Money(amount)


def counts_decided(decisions: Mapping[Outcome, int]) -> list[Content]:
    """How many dossiers each outcome was decided of, for those that were of some."""
    return [
        Message("{count} {word}", {"count": decisions[outcome], "word": word})
        for outcome, word in OUTCOME_OF_DECISION.items()
        if decisions.get(outcome)
    ]


def used(use: EnvelopeUse) -> Content:
    """What uses an envelope: what is proposed, and, where there is any, what was awarded and what is engaged."""
    values = {"used": use.used, "committed": use.committed, "awarded": use.awarded, "granted": use.granted}
    if use.committed:
        return Message("{used} ({committed} engagés par ailleurs, {awarded} accordés, {granted} proposés)", values)
    if use.is_shared:
        return Message("{used} ({awarded} accordés, {granted} proposés)", values)
    return Message("{used} proposés", values)


def apart(count: int) -> Message:
    """What is said of decided dossiers that no total counts."""
    return Message(
        "dossiers acceptés que les totaux ne comptent pas, sans thème ou déjà comptés : {count}", {"count": count}
    )


def unsaid(use: EnvelopeUse) -> Message:
    """What is lacking in the use of an envelope."""
    return Message("dossiers acceptés dont le montant manque à ce compte : {count}", {"count": use.unsaid})


def cost_amount(total: int | None) -> Content:
    """What dossiers cost in all, in hundredths of the currency; said not to be stated where none states it."""
    return Message("non indiqué") if total is None else Money(total)


def taxed(title: Message, plan: Plan) -> Content:
    """The title of amounts, with the word that says which taxes they hold, if the rule set has one."""
    tax = None if plan.currency is None else plan.currency.tax
    return title if tax is None else Message("{title} {tax}", {"title": title, "tax": tax})
