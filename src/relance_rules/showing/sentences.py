"""What to tell of the outcome of a rule, and how to ask for a fact, in words that an applicant can act on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from relance_rules.checking.items import items_of, items_words
from relance_rules.checking.report import Finding, Outcome, Report, Sentence
from relance_rules.checking.windows import neighbours, possible_windows
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Named
from relance_rules.plan.ruleset import Range, Rule
from relance_rules.showing.amounts import bounds_of
from relance_rules.showing.labels import UNSETTLED
from relance_rules.targets.python import program_of
from relance_rules.values import Message
from relance_rules.values.words import either

NO_SIZE = Message("Aucune taille de projet n’est fixée pour ce thème")


def rule_sentence(report: Report, finding: Finding) -> Sentence:
    """What the outcome of a rule means for this dossier, and which items of a list it is about."""
    sentence = _sentence(report, finding)
    items = items_of(report.plan, report.facts, finding)
    if not items:
        return sentence
    named = items_words(report.plan, report.facts, items)
    return Message("{sentence} ({items})", {"sentence": sentence, "items": named})


def _sentence(report: Report, finding: Finding) -> Sentence:
    rule, outcome = finding.rule, finding.outcome
    if outcome == "unknown":
        return Message("À déterminer : {label}", {"label": rule.label})
    if rule.kind == "size":
        return _size_sentence(report, outcome)
    if rule.kind == "window":
        return _window_sentence(report, outcome)
    if outcome == "not_applicable":
        return Message("Sans objet ici : {label}", {"label": rule.label})
    return rule.label if outcome == "pass" else failure_of(rule)


def failure_of(rule: Rule) -> Sentence:
    """What to tell who does not meet a condition."""
    return rule.failure or Message("Condition non remplie : {label}", {"label": rule.label})


def question_of(path: str, of: Report) -> Message:
    """The question that asks for a fact, which names the item of the list it belongs to.

    Where the dossier states a value that is not fine enough, the question is the one of that value.
    """
    facts = of.plan.facts
    owner, inside, rest = path.partition("[")
    if not inside:
        return Message("{question}", {"question": _asked(facts, path, of.facts.get(path))})
    place, _, name = rest.partition("].")
    items = of.facts.get(owner, ())
    stated = items[int(place)].get(name) if int(place) < len(items) else None
    question = _asked(facts, f"{owner}[].{name}", stated)
    values = {"list": facts[owner].label, "place": int(place) + 1, "question": question}
    return Message("{list}, n° {place} : {question}", values)


def _asked(facts: Vocabulary, path: str, stated: Any) -> Any:
    fact = facts[path]
    value = (fact.values or {}).get(stated) if isinstance(stated, str) else None
    return fact.question if value is None or value.ask is None else value.ask


def _size_sentence(report: Report, outcome: Outcome) -> Sentence:
    ranges = report.theme.ranges or ()
    if outcome == "not_applicable" or not ranges:
        return NO_SIZE
    size = _measured(report, ranges[0])
    open_ = _open(report, ranges)
    if outcome == "pass":
        program = program_of(report.plan.facts)
        fitting = [r for r in open_ if r.within is not None and program.truth(r.within, report.facts, {}).value is True]
        return Message("{size} : {range} attendu", {"size": size, "range": _either(fitting)})
    own = {entry.failure for entry in open_}
    failure = next(iter(own)) if len(own) == 1 else None
    if failure is not None:
        values = {"size": size, "range": _either(open_), "failure": failure}
        return Message("{size} : {range} attendu. {failure}", values)
    return Message(
        "{size} : {range} attendu. Revoyez le périmètre du projet, ou cherchez un thème à sa taille.",
        {"size": size, "range": _either(open_)},
    )


def _measured(report: Report, entry: Range) -> Message:
    """The size of the project, as far as it is known."""
    within = entry.within
    if not isinstance(within, Named):
        return UNSETTLED
    low, high = bounds_of(report, within)
    values = {"size": high if low is None else low}
    of_cost = isinstance(within.shows, Named) and within.shows.kind == "total"
    if low == high:
        return Message("Coût total de {size}" if of_cost else "Taille de {size}", values)
    if low is None:
        return Message("Coût total d’au plus {size}" if of_cost else "Taille d’au plus {size}", values)
    return Message("Coût total d’au moins {size}" if of_cost else "Taille d’au moins {size}", values)


def _open(report: Report, ranges: Sequence[Range]) -> list[Range]:
    """The ranges that may be for this dossier: up to the first whose guard surely holds."""
    program = program_of(report.plan.facts)
    found = []
    for entry in ranges:
        truth = True if entry.when is None else program.truth(entry.when, report.facts, {}).value
        if truth is not False:
            found.append(entry)
        if truth is True:
            break
    return found


def _either(ranges: Sequence[Range]) -> Sentence:
    said: Sentence = either([entry.says for entry in ranges])
    return said


def _window_sentence(report: Report, outcome: Outcome) -> Message:
    path = report.plan.roles.filed_on
    filed: date | None = None if path is None else report.facts.get(path)
    if filed is None:
        return Message("Aucune période d’ouverture n’est faite pour ce dossier.")
    program = program_of(report.plan.facts)
    if outcome == "pass":
        windows = possible_windows(report.theme, program, report.facts)
        here = next(w for w in windows if w.opens <= filed and (w.closes is None or filed <= w.closes))
        return Message("Déposé le {filed}, dans la période « {window} »", {"filed": filed, "window": here.label})
    closed, following = neighbours(report.plan, report.theme, report.facts)
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
        "Déposé le {filed}, après la clôture du {closed} : aucune autre ouverture n’est annoncée.",
        {"filed": filed, "closed": closed.closes},
    )
