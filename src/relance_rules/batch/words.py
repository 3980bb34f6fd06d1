"""The words that the outputs of a batch share."""

from __future__ import annotations

from relance_rules.batch.versions import SetAside
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


def cost_amount(total: int | None) -> Content:
    """What dossiers cost in all, in hundredths of the currency; said not to be stated where none states it."""
    return Message("non indiqué") if total is None else Money(total)


def taxed(title: Message, plan: Plan) -> Content:
    """The title of amounts, with the word that says which taxes they hold, if the rule set has one."""
    tax = None if plan.currency is None else plan.currency.tax
    return title if tax is None else Message("{title} {tax}", {"title": title, "tax": tax})
