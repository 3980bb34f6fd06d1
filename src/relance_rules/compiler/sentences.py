"""What to tell of the outcome of a rule, in words that an applicant can act on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, TypeAlias

from relance_rules.compiler.derived import FILED_ON
from relance_rules.compiler.themes import CompiledRule, CompiledTheme, Guarded
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import TOTAL
from relance_rules.language.base import Text
from relance_rules.language.theme import Condition, Size, SizeRange, Window
from relance_rules.values import FALSE, TRUE, Message

Outcome: TypeAlias = Literal["pass", "fail", "unknown", "not_applicable"]
Sentence: TypeAlias = Message | Text


def rule_label(rule: CompiledRule) -> Sentence:
    """What a rule requires, in brief."""
    statement = rule.statement
    if isinstance(statement, Condition):
        return statement.label
    if isinstance(statement, Size):
        return Message("Coût total dans la fourchette attendue")
    return Message("Dépôt pendant une période d’ouverture")


def rule_sentence(theme: CompiledTheme, rule: CompiledRule, outcome: Outcome, facts: Facts) -> Sentence:
    """What the outcome of a rule means for this dossier."""
    statement = rule.statement
    if outcome == "unknown":
        return Message("À déterminer : {label}", {"label": rule_label(rule)})
    if isinstance(statement, Condition):
        if outcome == "not_applicable":
            return Message("Sans objet ici : {label}", {"label": statement.label})
        return statement.label if outcome == "pass" else statement.failure
    if isinstance(statement, Size):
        return _size_sentence(theme, outcome, facts)
    return _window_sentence(theme, outcome, facts)


def range_sentence(size: SizeRange) -> Message:
    """A range of amounts in words."""
    low = size.at_least if size.at_least is not None else size.more_than
    high = size.at_most if size.at_most is not None else size.less_than
    values = {"low": low, "high": high}
    if low is None:
        return Message("au plus {high}" if size.at_most is not None else "moins de {high}", values)
    if high is None:
        return Message("au moins {low}" if size.at_least is not None else "plus de {low}", values)
    if size.at_least is not None:
        return Message("de {low} à {high}" if size.at_most is not None else "de {low} à moins de {high}", values)
    return Message(
        "plus de {low}, et jusqu’à {high}" if size.at_most is not None else "entre {low} et {high} exclus",
        values,
    )


def _size_sentence(theme: CompiledTheme, outcome: Outcome, facts: Facts) -> Message:
    if outcome == "not_applicable":
        return Message("Le catalogue ne fixe aucune taille de projet pour ce thème")
    cost = facts[TOTAL]
    if outcome == "pass":
        fitting = [entry for entry in _open(theme.ranges, facts) if entry.within.test(facts, facts) is TRUE]
        return Message("Coût total de {cost} : {range} attendu", {"cost": cost, "range": _either(fitting)})
    return Message(
        "Coût total de {cost} : {range} attendu. Revoyez le périmètre du projet, ou cherchez un thème à sa taille.",
        {"cost": cost, "range": _either(_open(theme.ranges, facts))},
    )


def _open(entries: Iterable[Guarded], facts: Facts) -> list[Guarded]:
    """The entries that may be for this dossier: up to the first whose guard surely holds."""
    found = []
    for entry in entries:
        truth = TRUE if entry.guard is None else entry.guard.test(facts, facts)
        if truth is not FALSE:
            found.append(entry)
        if truth is TRUE:
            break
    return found


def _either(entries: Sequence[Guarded]) -> Message:
    sentences = [range_sentence(entry.statement) for entry in entries if isinstance(entry.statement, SizeRange)]
    if len(sentences) == 1:
        return sentences[0]
    return Message("{first} ou {last}", {"first": list(sentences[:-1]), "last": sentences[-1]})


def _possible(theme: CompiledTheme, facts: Facts) -> list[Window]:
    """The windows that may be for this dossier."""
    return [
        entry.statement
        for entry in theme.windows
        if isinstance(entry.statement, Window) and (entry.guard is None or entry.guard.test(facts, facts) is not FALSE)
    ]


def neighbours(theme: CompiledTheme, facts: Facts) -> tuple[Window | None, Window | None]:
    """For a dossier filed in no window: the last one that closed before it, and the next to open, if any."""
    filed: date | None = facts.get(FILED_ON)
    if filed is None:
        return None, None
    windows = _possible(theme, facts)
    closed = [window for window in windows if window.closes is not None and window.closes < filed]
    following = [window for window in windows if window.opens > filed]
    return (
        max(closed, key=lambda window: window.closes or date.min, default=None),
        min(following, key=lambda window: window.opens, default=None),
    )


def _window_sentence(theme: CompiledTheme, outcome: Outcome, facts: Facts) -> Message:
    filed: date | None = facts.get(FILED_ON)
    if filed is None:
        return Message("Aucune période d’ouverture n’est faite pour ce dossier.")
    if outcome == "pass":
        here = next(w for w in _possible(theme, facts) if w.opens <= filed and (w.closes is None or filed <= w.closes))
        return Message("Déposé le {filed}, dans la période « {window} »", {"filed": filed, "window": here.label})
    closed, following = neighbours(theme, facts)
    if closed is None and following is not None:
        return Message(
            "Déposé le {filed}, avant l’ouverture du {opens} : redéposez à partir de cette date.",
            {"filed": filed, "opens": following.opens},
        )
    if closed is None:
        return Message("Déposé le {filed} : aucune période d’ouverture n’est faite pour ce dossier.", {"filed": filed})
    if following is not None:
        return Message(
            "Déposé le {filed}, après la clôture du {closed} : redéposez à la prochaine ouverture, le {opens}.",
            {"filed": filed, "closed": closed.closes, "opens": following.opens},
        )
    return Message(
        "Déposé le {filed}, après la clôture du {closed} : le catalogue n’annonce pas d’autre ouverture.",
        {"filed": filed, "closed": closed.closes},
    )
