"""A change of rules as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relance_rules.authoring.changes import Change, is_predicate
from relance_rules.compiler.sentences import range_sentence
from relance_rules.language.theme import (
    Bracket,
    Ceiling,
    Condition,
    Exclusion,
    Requirement,
    SizeRange,
    Unreadable,
    Window,
)
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.showing.blocks import Content
from relance_rules.showing.words import sentence
from relance_rules.values import Message

FAMILIES: dict[str, Message] = {
    "theme": Message("thème"),
    "envelope": Message("enveloppe"),
    "windows": Message("période de dépôt"),
    "size": Message("taille du projet"),
    "ranges": Message("taille du projet"),
    "eligibility": Message("condition"),
    "funding": Message("financement"),
    "exclude": Message("dépense exclue"),
    "ceilings": Message("plafond"),
    "commitments": Message("engagement"),
    "documents": Message("pièce du dossier"),
    "expected": Message("attendu des projets"),
    "encouraged": Message("projet encouragé"),
    "financeable": Message("dépense finançable"),
    "criteria": Message("critère du jury"),
    "selection": Message("étape de sélection"),
    "support": Message("aide aux porteurs"),
    "indicators": Message("suivi des projets"),
    "juries": Message("jurys"),
    "readings": Message("lecture du catalogue"),
    "facts": Message("fait"),
}

ASPECTS: dict[str, Message] = {
    "amount": Message("montant"),
    "after": Message("après"),
    "before_day": Message("jour limite du mois"),
    "closes": Message("clôture"),
    "core": Message("demandé à tous les dossiers"),
    "envelope": Message("enveloppe réservée"),
    "failure": Message("message à qui ne la remplit pas"),
    "includes": Message("valeurs comprises"),
    "kind": Message("type"),
    "label": Message("libellé"),
    "lines": Message("lignes citées"),
    "notice": Message("avis"),
    "opens": Message("ouverture"),
    "order": Message("ordre des fourchettes"),
    "owner": Message("porteur du thème"),
    "per": Message("portée"),
    "question": Message("question"),
    "range": Message("fourchette"),
    "reading": Message("lecture"),
    "require": Message("exigence"),
    "scale": Message("taux"),
    "staff": Message("dépenses de personnel (titre 2)"),
    "summary": Message("résumé"),
    "title": Message("titre"),
    "type": Message("type"),
    "unit": Message("unité"),
    "unknown": Message("texte manquant"),
    "value": Message("valeur"),
    "when": Message("cas où elle s’applique"),
}

_WORDS: dict[Any, Message] = {
    "project": Message("par projet"),
    "dossier": Message("par dossier"),
    "valued": Message("comptées dans la part du porteur"),
    "excluded": Message("hors de la base financée"),
    "guichet": Message("guichet"),
    "appel_a_projets": Message("appel à projets"),
    "both": Message("guichet et appel à projets"),
}
_NOTHING = Message("rien")
_ALWAYS = Message("toujours")


def subject(change: Change) -> Message:
    """What the change is about: ``condition « porteur »``."""
    family = FAMILIES[change.family]
    if change.id is not None:
        return Message("{family} « {id} »", {"family": family, "id": change.id})
    return Message("{family}", {"family": family})


def change_words(change: Change, old: Vocabulary, new: Vocabulary) -> Message:
    """The change as a sentence, with what stood before and what stands now."""
    values: dict[str, Content] = {"subject": subject(change)}
    if change.aspect in ("", "value") and change.action in ("added", "removed"):
        statement = change.after if change.action == "added" else change.before
        values["what"] = statement_words(statement, change, new if change.action == "added" else old)
        if values["what"] == _NOTHING and change.label is not None:
            values["what"] = change.label
        if values["what"] == _NOTHING:
            text = "{subject} : ajout" if change.action == "added" else "{subject} : retrait"
            return Message(text, values)
        text = "{subject} : ajout de {what}" if change.action == "added" else "{subject} : retrait de {what}"
        return Message(text, values)
    values["aspect"] = ASPECTS.get(change.aspect, Message("{name}", {"name": change.aspect}))
    if change.aspect == "order":
        return Message("{subject} : {aspect} changé", values)
    values["before"] = value_words(change.before, change, old)
    values["after"] = value_words(change.after, change, new)
    if change.action == "rewritten":
        return Message("{subject} : {aspect} écrite autrement, sans changement de sens", values)
    if change.action == "reworded":
        return Message("{subject} : {aspect} reformulé : « {before} » → « {after} »", values)
    if not change.aspect:
        return Message("{subject} : {before} → {after}", values)
    return Message("{subject} : {aspect} : {before} → {after}", values)


def value_words(value: Any, change: Change, vocabulary: Vocabulary) -> Content:
    """One side of a change in words."""
    if value is None:
        return _ALWAYS if change.aspect == "when" else _NOTHING
    if is_predicate(value):
        return sentence(value, vocabulary, change.scope)
    if isinstance(value, SizeRange):
        return range_sentence(value)
    if change.aspect == "scale":
        return scale_words(value)
    if isinstance(value, Unreadable):
        return Message("liste inconnue")
    if isinstance(value, tuple) and change.aspect == "":
        return Message("{count} éléments", {"count": len(value)})
    return _WORDS.get(value, value) if isinstance(value, str) else value


def statement_words(statement: Any, change: Change, vocabulary: Vocabulary) -> Content:
    """Something added or removed, in words."""
    match statement:
        case Condition():
            require = sentence(statement.require, vocabulary)
            if statement.when is None:
                return Message("{label} ({require})", {"label": statement.label, "require": require})
            when = sentence(statement.when, vocabulary)
            values = {"label": statement.label, "require": require, "when": when}
            return Message("{label} ({require}, si {when})", values)
        case Exclusion():
            when = sentence(statement.when, vocabulary, change.scope)
            return Message("{label} ({when})", {"label": statement.label, "when": when})
        case Ceiling():
            values = {"label": statement.label, "amount": statement.amount, "per": _WORDS[statement.per]}
            return Message("{label} ({amount} {per})", values)
        case Requirement() if statement.when is not None:
            when = sentence(statement.when, vocabulary)
            return Message("{label} (si {when})", {"label": statement.label, "when": when})
        case Window(closes=None):
            return Message("{label} (depuis le {opens})", {"label": statement.label, "opens": statement.opens})
        case Window():
            values = {"label": statement.label, "opens": statement.opens, "closes": statement.closes}
            return Message("{label} (du {opens} au {closes})", values)
        case SizeRange():
            return range_sentence(statement)
        case str():
            return Message("« {value} »", {"value": statement})
    label: Content = getattr(statement, "label", None)
    return _NOTHING if label is None else label


def scale_words(scale: Sequence[Bracket]) -> Content:
    """Marginal brackets in words."""
    parts: list[Message] = []
    for bracket in scale:
        if bracket.up_to is not None:
            parts.append(Message("{rate} jusqu’à {end}", {"rate": bracket.rate, "end": bracket.up_to}))
        else:
            text = "{rate} au-delà" if parts else "{rate}"
            parts.append(Message(text, {"rate": bracket.rate}))
    return parts[0] if len(parts) == 1 else parts
