"""A change of rules as a sentence."""

from __future__ import annotations

from typing import Any

from relance_rules.authoring.changes import Change
from relance_rules.authoring.changes.funding import shared
from relance_rules.authoring.changes.parts import WORKED_OUT
from relance_rules.authoring.changes.shared import role_words
from relance_rules.plan.nodes import Named
from relance_rules.plan.ruleset import (
    Ceiling,
    Exclusion,
    Lines,
    Notice,
    Range,
    Reading,
    Requirement,
    Role,
    Rule,
    Section,
    Window,
)
from relance_rules.showing.blocks import Content
from relance_rules.values import Message

FAMILIES: dict[str, Message] = {
    "bonuses": Message("bonus"),
    "categories": Message("catégorie de dépenses"),
    "ceilings": Message("plafond"),
    "commitments": Message("engagement"),
    "definitions": Message("définition"),
    "documents": Message("pièce du dossier"),
    "eligibility": Message("condition"),
    "envelope": Message("enveloppe"),
    "exclude": Message("dépense exclue"),
    "facts": Message("fait"),
    "funders": Message("financeur"),
    "funding": Message("financement"),
    "juries": Message("jurys"),
    "minimum": Message("subvention minimale"),
    "notices": Message("avis"),
    "ranges": Message("taille du projet"),
    "readings": Message("lecture"),
    "roles": Message("rôle"),
    "ruleset": Message("jeu de règles"),
    "scopes": Message("partage de plafond"),
    "sections": Message("rubrique"),
    "size": Message("taille du projet"),
    "subjects": Message("sujet des questions"),
    "theme": Message("thème"),
    "windows": Message("période de dépôt"),
}
_CITED_DOCUMENT = Message("document cité")

ASPECTS: dict[str, Message] = {
    "also": Message("autres écritures"),
    "amount": Message("montant"),
    "ask": Message("question quand la valeur ne suffit pas"),
    "base": Message("base financée"),
    "before_day": Message("jour limite du mois"),
    "cited_by": Message("façon de le citer"),
    "closes": Message("clôture"),
    "core": Message("demandé à tous les dossiers"),
    "counting": Message("ce qui s’y compte"),
    "currency": Message("monnaie"),
    "earlier": Message("subventions antérieures"),
    "envelope": Message("enveloppe réservée"),
    "example": Message("exemple"),
    "fact": Message("fait"),
    "failure": Message("message à qui ne la remplit pas"),
    "for": Message("dossiers concernés"),
    "grant": Message("calcul de la subvention"),
    "grid": Message("proposée à la notation"),
    "help": Message("aide"),
    "hint": Message("indication"),
    "includes": Message("valeurs comprises"),
    "key": Message("ce que les dossiers ont en commun"),
    "kind": Message("type"),
    "label": Message("libellé"),
    "languages": Message("langues"),
    "lines": Message("lignes citées"),
    "makes": Message("effet sur le dossier"),
    "maximum": Message("maximum"),
    "minimum": Message("minimum"),
    "name": Message("nom"),
    "notice": Message("avis"),
    "of": Message("ce qui est mesuré"),
    "opens": Message("ouverture"),
    "order": Message("ordre des fourchettes"),
    "owner": Message("porteur du thème"),
    "per": Message("portée"),
    "question": Message("question"),
    "range": Message("fourchette"),
    "reading": Message("lecture"),
    "require": Message("exigence"),
    "rounding": Message("arrondi"),
    "scale": Message("taux"),
    "sha256": Message("empreinte"),
    "staff": Message("dépenses de personnel"),
    "staff_when": Message("ce qui est du personnel"),
    "subject": Message("sujet"),
    "summary": Message("résumé"),
    "supposition": Message("ce qui est supposé"),
    "text": Message("texte"),
    "themes": Message("thèmes"),
    "title": Message("titre"),
    "type": Message("type"),
    "unit": Message("unité"),
    "unknown": Message("texte manquant"),
    "unmet": Message("dossier qui n’y répond pas"),
    "url": Message("adresse"),
    "value": Message("valeur"),
    "value_also": Message("autres écritures d’une valeur"),
    "value_label": Message("libellé d’une valeur"),
    "version": Message("version"),
    "when": Message("cas où elle s’applique"),
}

_WORDS: dict[str, Message] = {
    "valued": Message("comptées dans la part du porteur"),
    "excluded": Message("hors de la base financée"),
    "counted": Message("comptées comme les autres"),
}
_NOTHING = Message("rien")
_ALWAYS = Message("toujours")
_GUARDS = ("when",)


def subject(change: Change) -> Message:
    """What the change is about: ``condition « porteur »``."""
    family: Content = change.title or FAMILIES.get(change.family, Message("{name}", {"name": change.family}))
    if change.family == "documents" and change.theme is None:
        family = _CITED_DOCUMENT
    if change.id is not None:
        return Message("{family} « {id} »", {"family": family, "id": change.id})
    return Message("{family}", {"family": family})


def change_words(change: Change) -> Message:
    """The change as a sentence, with what stood before and what stands now."""
    values: dict[str, Content] = {"subject": subject(change)}
    if change.action in ("added", "removed"):
        what = statement_words(change.after if change.action == "added" else change.before)
        if what is None:
            what = change.label
        if what is None:
            return Message("{subject} : ajout" if change.action == "added" else "{subject} : retrait", values)
        text = "{subject} : ajout de {what}" if change.action == "added" else "{subject} : retrait de {what}"
        return Message(text, {**values, "what": what})
    values["aspect"] = ASPECTS.get(change.aspect, Message("{name}", {"name": change.aspect}))
    if change.aspect == "order":
        return Message("{subject} : {aspect} changé", values)
    values["before"], values["after"] = value_words(change.before, change), value_words(change.after, change)
    if change.action == "rewritten":
        return Message("{subject} : {aspect} écrite autrement, sans changement de sens", values)
    if change.action == "reworded":
        return Message("{subject} : {aspect} reformulé : « {before} » → « {after} »", values)
    if values["before"] == values["after"] == WORKED_OUT:
        return Message("{subject} : {aspect} : le calcul change", values)
    if values["before"] == values["after"]:
        return Message("{subject} : {aspect} : le sens change par ce qui y est nommé ({after})", values)
    if not change.aspect:
        return Message("{subject} : {before} → {after}", values)
    return Message("{subject} : {aspect} : {before} → {after}", values)


def value_words(value: Any, change: Change) -> Content:
    """One side of a change in words."""
    if value is None:
        return _ALWAYS if change.aspect in _GUARDS else _NOTHING
    return _WORDS.get(value, value) if isinstance(value, str) else value


def statement_words(statement: Any) -> Content:
    """Something added or removed, in words; None where it has no more to say than its id."""
    values: dict[str, Content]
    match statement:
        case Rule(when_says=None):
            return Message("{label} ({require})", {"label": statement.label, "require": statement.says})
        case Rule():
            values = {"label": statement.label, "require": statement.says, "when": statement.when_says}
            return Message("{label} ({require}, si {when})", values)
        case Exclusion():
            return Message("{label} ({when})", {"label": statement.label, "when": statement.says})
        case Ceiling():
            values = {"label": statement.label, "amount": statement.says, "per": shared(statement)}
            return Message("{label} ({amount} {per})", values)
        case Requirement() if statement.when_says is not None:
            return Message("{label} (si {when})", {"label": statement.label, "when": statement.when_says})
        case Window(closes=None):
            return Message("{label} (depuis le {opens})", {"label": statement.label, "opens": statement.opens})
        case Window():
            values = {"label": statement.label, "opens": statement.opens, "closes": statement.closes}
            return Message("{label} (du {opens} au {closes})", values)
        case Range():
            return statement.says
        case Reading() | Notice():
            return Message("« {value} »", {"value": statement.text})
        case Named():
            return statement.label
        case Section():
            return statement.title
        case Role() | Lines():
            return role_words(statement)
        case str():
            return Message("« {value} »", {"value": statement})
    label: Content = getattr(statement, "label", None)
    return label
