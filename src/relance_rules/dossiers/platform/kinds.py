"""The types of fields of the platform: what people call them, and which types of facts they can give."""

from __future__ import annotations

from relance_rules.plan.facts import FactDef
from relance_rules.values import Message

NUMBERS = frozenset({"integer_number", "decimal_number", "number"})
FILES = frozenset({"piece_justificative", "titre_identite"})
SEVERAL = "multiple_drop_down_list"
TRUTHS = frozenset({"checkbox", "yes_no"})
TEXTS = frozenset({"text", "textarea", "formatted"})
_LISTS = frozenset({"drop_down_list", "linked_drop_down_list", "referentiel", "civilite"})

_CALLED = {
    **dict.fromkeys(("text", "formatted"), Message("texte")),
    "textarea": Message("texte long"),
    "integer_number": Message("nombre entier"),
    **dict.fromkeys(("decimal_number", "number"), Message("nombre décimal")),
    "checkbox": Message("case à cocher"),
    "yes_no": Message("oui ou non"),
    "date": Message("jour"),
    "datetime": Message("jour et heure"),
    **dict.fromkeys(("drop_down_list", "linked_drop_down_list"), Message("choix d’une option")),
    SEVERAL: Message("choix de plusieurs options"),
    **dict.fromkeys(FILES, Message("pièce jointe")),
    "repetition": Message("bloc répétable"),
    "siret": Message("numéro SIRET"),
    "pays": Message("pays"),
    "email": Message("adresse électronique"),
    "phone": Message("téléphone"),
    "address": Message("adresse"),
}


def called(kind: str) -> Message | None:
    """What people call a type of field; its own name where they have no other, None where it is not known."""
    return _CALLED.get(kind, Message("{name}", {"name": kind[:40]}) if kind else None)


def gives(kind: str, fact: FactDef, *, document: bool = False) -> bool:
    """Whether a field of some type can give a fact as it is; a ``document`` is there as soon as something is.

    A text may be anything but a truth; of a type that is not known, anything is possible.
    """
    if not kind:
        return True
    if kind in FILES:
        return document
    if kind in TRUTHS:
        return fact.type == "boolean"
    if kind in TEXTS:
        return document or fact.type != "boolean"
    if kind in NUMBERS:
        return fact.type in ("money", "integer", "decimal", "percentage")
    if kind in ("date", "datetime"):
        return fact.type == "date"
    if kind in _LISTS:
        return fact.type in ("enumeration", "boolean", "text", "country", "integer")
    if kind == SEVERAL:
        return False
    # What is left are texts that the platform checks: a SIRET, a country, an address…
    own = {"siret": "siret", "pays": "country"}.get(kind)
    return fact.type in ("text", own)
