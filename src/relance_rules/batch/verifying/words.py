"""What a verification says, as blocks for a person and as JSON data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from relance_rules.batch.shapes_verify import ValueChange, VerifyReport
from relance_rules.batch.verifying.comparison import ABSENT, Change, DossierChange, FileChange, Verification
from relance_rules.batch.words import OUTCOME_WORDS, VERDICT_WORDS
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph, Title
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.showing.plain import exact, json_line
from relance_rules.values import Message, Money

MAX_SHOWN = 20
"""How many dossiers are shown, and how many values of each: JSON gives them all."""

_MAX_VALUE = 80
_SHORT = 12
_PLACE = re.compile(r"[0-9]{1,9}")
_AMOUNT = re.compile(r"[0-9]{1,20}\.[0-9]{2}")
_ALONE: dict[tuple[str, ...], Message] = {
    ("memory", "content"): Message("ce que le dossier énonce n’est plus le même"),
    ("seal",): Message("l’empreinte de la trace a été modifiée"),
}
"""What is said without its values: they are digests."""

_NAMED = {
    "themes": Message("thème {name}"),
    "windows": Message("période de dépôt {name}"),
    "envelopes": Message("enveloppe {name}"),
    "findings": Message("condition {name}"),
    "notices": Message("remarque {name}"),
    "ceilings": Message("plafond {name}"),
    "steps": Message("étape {name}"),
    "excluded": Message("dépense exclue {name}"),
    "missing": Message("manque {name}"),
    "missing_facts": Message("fait manquant {name}"),
    "given": Message("donné {name}"),
    "funders": Message("financeur {name}"),
    "facts": Message("« {name} »"),
    "options": Message("--{name}"),
    "mappings": Message("correspondance {name}"),
    "remarks": Message("remarque {name}"),
    "rankings": Message("classement {name}"),
    "ranked": Message("dossier classé {name}"),
    "unranked": Message("dossier sans rang {name}"),
    "projects": Message("projet {name}"),
    "dossiers": Message("dossier {name}"),
    "unsure": Message("à trancher {name}"),
}
"""What the items of a list are called, each with its name, or with its number where it has none."""

_OPTIONS = {"mappings": "mapping"}
"""The options that are named otherwise in a trail."""

_LABELS: dict[str, Content] = {
    **STATUS_WORDS,
    "status": Message("état"),
    "statuses": Message("états"),
    "verdict": Message("éligibilité"),
    "outcome": Message("résultat"),
    "commitments": Message("engagements du porteur"),
    "documents": Message("contenus du dossier"),
    "grant": Message("subvention"),
    "granted": Message("subvention"),
    "requested": Message("subvention demandée"),
    "total_cost": Message("coût total"),
    "base": Message("base de la subvention"),
    "before_ceilings": Message("subvention avant plafonds"),
    "applicant_share": Message("part du porteur"),
    "applicant_staff": Message("personnel à la charge du porteur"),
    "effective_rate": Message("taux effectif"),
    "range": Message("fourchette"),
    "from": Message("au moins"),
    "to": Message("au plus"),
    "limit": Message("montant"),
    "ceiling": Message("plafond"),
    "already_used": Message("déjà accordé"),
    "binding": Message("décide du montant"),
    "amount": Message("montant"),
    "stated": Message("subventions antérieures indiquées"),
    "decided": Message("décidé"),
    "awarded": Message("accordé"),
    "proposed": Message("proposé"),
    "used": Message("utilisé"),
    "left": Message("reste"),
    "exceeded_by": Message("dépassement"),
    "decision": Message("décision"),
    "decisions": Message("décisions"),
    "count": Message("nombre"),
    "label": Message("libellé"),
    "readings": Message("lectures"),
    "tool": Message("outil"),
    "ruleset": Message("jeu de règles"),
    "version": Message("version des règles"),
    "digest": Message("empreinte des règles"),
    "sha256": Message("empreinte"),
    "indicative": Message("à titre indicatif"),
    "value": Message("valeur"),
    "total": Message("points en tout"),
}
"""What the other keys are called; those of a word that says nothing more stand for themselves."""

_SAYING = ("message", "question", "label", "name", "dossier")
"""What says the most of an item that is one more, or gone."""

_PASSED = frozenset({"eligibility", "funding", "message", "project", "selection"})
"""The keys that say nothing beside what stands in them, wherever they stand with something else."""

_FIRST = (("status",), ("eligibility", "verdict"), ("funding", "grant"))
_FILES = {
    "changed": Message("{name} a changé : {old} → {new}"),
    "added": Message("{name} n’était pas parmi les fichiers lus"),
    "missing": Message("{name} manque"),
}
_DOSSIERS = {
    "changed": Message("{name} : ne dit pas la même chose"),
    "added": Message("{name} : n’est pas dans ces résultats"),
    "missing": Message("{name} : n’est plus parmi les dossiers"),
}


def verify_blocks(found: Verification) -> Iterator[Block]:
    """What differs, from what the results were made of to their totals."""
    yield Title(Message("Vérification de {name}", {"name": found.name}))
    counted = {"dossiers": found.count}
    if found.same:
        yield Paragraph(Message("Rien ne diffère. Dossiers vérifiés de nouveau : {dossiers}.", counted), "good")
        return
    yield Paragraph(Message("Dossiers vérifiés de nouveau : {dossiers}", counted))
    if found.same_source:
        yield Paragraph(ALTERED, "bad")
    if found.trail:
        yield Heading(Message("Ce avec quoi ils ont été faits"))
        yield from _values(found.trail, 0)
    if found.files:
        yield Heading(Message("Fichiers lus"))
        yield from (Item("→", _file(file), tone="warn") for file in found.files[:MAX_SHOWN])
        yield from _more(len(found.files))
    if found.dossiers:
        yield Heading(Message("Dossiers qui diffèrent : {count}", {"count": len(found.dossiers)}))
        for dossier in found.dossiers[:MAX_SHOWN]:
            yield Item("→", _dossier(dossier), tone="warn")
            yield from _values(sorted(dossier.changes, key=_rank), 1)
        yield from _more(len(found.dossiers))
    if found.totals:
        yield Heading(Message("Totaux"))
        yield from _values(found.totals, 0)


ALTERED = Message(
    "Les fichiers, les règles, les options et l’outil sont les mêmes : ces résultats ont été modifiés depuis qu’ils "
    "ont été écrits."
)


def _rank(change: Change) -> int:
    """What decides comes first."""
    return _FIRST.index(change.path) if change.path in _FIRST else len(_FIRST)


def _values(changes: Iterable[Change], depth: int) -> Iterator[Block]:
    listed = list(changes)
    for change in listed[:MAX_SHOWN]:
        values = {"label": _label(change.path), "old": _said(change, change.old), "new": _said(change, change.new)}
        yield Item("–", _ALONE.get(change.path) or Message("{label} : {old} → {new}", values), depth=depth)
    yield from _more(len(listed), depth)


def _label(path: tuple[str, ...]) -> Content:
    """Where a value stands, in the words of the other outputs: « projet n° 2, subventions antérieures indiquées »."""
    parts: list[Content] = []
    left = list(path)
    while left:
        key = left.pop(0)
        if key == "options" and len(left) > 1 and left[0] in _NAMED:
            # An option that is given several times is one of a list.
            continue
        if key in _NAMED and left:
            name = _OPTIONS.get(left[0], left[0].replace("_", "-")) if key == "options" else left[0]
            del left[0]
            parts.append(_NAMED[key]._replace(values={"name": _numbered(key, name)}))
        elif key not in _PASSED or len(path) == 1:
            parts.append(_LABELS.get(key, key))
    return Message("{parts}", {"parts": parts}) if parts else ".".join(path)


def _numbered(key: str, name: str) -> Content:
    """The name of an item of a list, or its number from 1: an expense goes by that of its line, the others by place."""
    if not _PLACE.fullmatch(name):
        return name
    return Message("n° {number}", {"number": str(int(name) + (key != "excluded"))})


def _said(change: Change, value: Any) -> Content:
    words: dict[str, Content] = {}
    match change.path[-1]:
        case "status":
            words = {**STATUS_WORDS}
        case "verdict":
            words = {**VERDICT_WORDS}
        case "outcome":
            words = {**OUTCOME_WORDS}
    if value is ABSENT:
        return Message("rien")
    if value is None:
        return Message("non indiqué")
    if isinstance(value, bool):
        return value
    if isinstance(value, list) and value:
        return Message("{parts}", {"parts": [_said(change, each) for each in value[:MAX_SHOWN]]})
    if isinstance(value, dict):
        value = next((value[key] for key in _SAYING if isinstance(value.get(key), str)), value)
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Money(int(value.replace(".", "")))
    if isinstance(value, str) and change.path[-1] == "sha256":
        return value[:_SHORT]
    if isinstance(value, str):
        return words.get(value, value[:_MAX_VALUE])
    return json_line(_plain(value))[:_MAX_VALUE]


def _file(file: FileChange) -> Content:
    values = {"name": file.name, "old": (file.old or "?")[:_SHORT], "new": (file.new or "?")[:_SHORT]}
    return _FILES[file.kind]._replace(values=values)


def _dossier(dossier: DossierChange) -> Content:
    named = {"reference": dossier.reference or "", "origin": dossier.origin}
    name = Message("{reference} ({origin})", named) if dossier.reference else dossier.origin
    return _DOSSIERS[dossier.kind]._replace(values={"name": name})


def _more(count: int, depth: int = 0) -> Iterator[Block]:
    if count > MAX_SHOWN:
        yield Item("•", Message("… et {count} de plus", {"count": count - MAX_SHOWN}), depth=depth)


def verify_data(found: Verification) -> VerifyReport:
    """What differs, as JSON data."""
    return {
        "schema": "relance-verify/1",
        "results": found.name,
        "same": found.same,
        "altered": found.same_source and not found.same,
        "checked": found.count,
        "trail": list(map(_change, found.trail)),
        "inputs": [{"name": each.name, "change": each.kind, "old": each.old, "new": each.new} for each in found.files],
        "dossiers": [
            {
                "dossier": each.origin,
                "reference": each.reference,
                "change": each.kind,
                "differences": list(map(_change, each.changes)),
            }
            for each in found.dossiers
        ],
        "totals": list(map(_change, found.totals)),
    }


def _change(change: Change) -> ValueChange:
    data: ValueChange = {"path": ".".join(change.path)}
    if change.old is not ABSENT:
        data["old"] = _plain(change.old)
    if change.new is not ABSENT:
        data["new"] = _plain(change.new)
    return data


def _plain(value: Any) -> Any:
    """Data as JSON writes it: a number with decimals, which no report holds, is an exact text."""
    return str(value) if isinstance(value, Decimal) else exact(value)
