"""The words that the outputs of a batch share."""

from __future__ import annotations

from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.values import Message, Money

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

STATE_WORDS = {
    "en_construction": Message("en construction"),
    "en_instruction": Message("en instruction"),
    "accepte": Message("accepté"),
    "refuse": Message("refusé"),
    "sans_suite": Message("classé sans suite"),
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


def asked_amount(total: int | None) -> Content:
    """What dossiers ask for in all, in hundredths of the currency; said not to be stated where none states it."""
    return Message("non indiquée") if total is None else Money(total)


def cost_amount(total: int | None) -> Content:
    """What dossiers cost in all, in hundredths of the currency; said not to be stated where none states it."""
    return Message("non indiqué") if total is None else Money(total)


def taxed(title: Message, plan: Plan) -> Content:
    """The title of amounts, with the word that says which taxes they hold, if the rule set has one."""
    tax = None if plan.currency is None else plan.currency.tax
    return title if tax is None else Message("{title} {tax}", {"title": title, "tax": tax})
