"""A file of decisions: what was decided of each dossier, by reference, read as tables and dossiers are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.dossiers.handling import (
    DECISION_FACTS,
    Decision,
    Decisions,
    Outcome,
    StatedDecision,
    origin_of,
)
from relance_rules.dossiers.records import MAX_BATCH_BYTES, Record
from relance_rules.dossiers.tables.columns import MAX_HEADER, facts_of
from relance_rules.dossiers.tables.grid import Sheet
from relance_rules.dossiers.tables.records import read_table
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.facts import FactDef, Value, Vocabulary
from relance_rules.plan.ruleset import Plan, Roles
from relance_rules.targets.pydantic.exact import read_facts
from relance_rules.values import Message, Text
from relance_rules.values.spelling import normal, same_reference
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from relance_rules.loading.nodes import Node

_OUTCOME = FactDef(
    "enumeration",
    Text({"fr": "Décision", "en": "Decision"}),
    Text({"fr": "Que décide-t-on ?", "en": "What is decided?"}),
    values={
        "accepté": Value(
            Text({"fr": "accepté", "en": "accepted"}),
            also=(
                "accepte",
                "acceptée",
                "accordé",
                "accordée",
                "attribué",
                "retenu",
                "favorable",
                "awarded",
                "granted",
            ),
        ),
        "refusé": Value(
            Text({"fr": "refusé", "en": "rejected"}),
            also=("refuse", "refusée", "rejeté", "rejetée", "non retenu", "défavorable", "refused", "declined"),
        ),
        "classé sans suite": Value(
            Text({"fr": "classé sans suite", "en": "closed"}),
            also=(
                "sans_suite",
                "classé",
                "classée sans suite",
                "retiré",
                "retirée",
                "abandonné",
                "désistement",
                "withdrawn",
            ),
        ),
        "en instruction": Value(
            Text({"fr": "en instruction", "en": "under examination"}),
            also=("en_instruction", "en construction", "à décider", "en attente", "pending"),
        ),
    },
)
_DECIDED: Mapping[str, Outcome] = {"accepté": "awarded", "refusé": "refused", "classé sans suite": "withdrawn"}
_REFERENCE = FactDef(
    "text",
    Text({"fr": "Référence", "en": "Reference no."}),
    Text({"fr": "De quel dossier ?", "en": "Of which dossier?"}),
)
_AMOUNT, _NOTE, _INSTRUCTOR = DECISION_FACTS.values()


def _named(fact: FactDef, french: str, english: str) -> FactDef:
    """The same under another title."""
    return replace(fact, label=Text({"fr": french, "en": english}))


_PARTS: Mapping[str, Mapping[str, FactDef]] = {
    "reference": {
        "ref": _REFERENCE,
        "number": _named(_REFERENCE, "Numéro de dossier", "Dossier number"),
        "numero": _named(_REFERENCE, "Numéro du dossier", "Application number"),
        "dossier": _named(_REFERENCE, "Dossier n°", "Dossier"),
        "id": _named(_REFERENCE, "ID", "Identifier"),
    },
    "outcome": {
        "decision": _OUTCOME,
        "etat": _named(_OUTCOME, "État du dossier", "State"),
        "statut": _named(_OUTCOME, "Statut", "Status"),
        "outcome": _named(_OUTCOME, "Avis final", "Outcome"),
    },
    "amount": {
        "montant": _AMOUNT,
        "amount": _named(_AMOUNT, "Subvention accordée", "Grant awarded"),
        "awarded": _named(_AMOUNT, "Montant attribué", "Awarded"),
    },
    "note": {
        "note": _NOTE,
        "motif": _named(_NOTE, "Motivation de la décision", "Reason"),
        "motivation": _named(_NOTE, "Motif", "Grounds"),
        "commentaire": _named(_NOTE, "Remarque", "Comment"),
    },
    "instructor": {
        "instructor": _INSTRUCTOR,
        "instructrice": _named(_INSTRUCTOR, "Instructeurs", "Instructors"),
        "agent": _named(_INSTRUCTOR, "Agent instructeur", "Case officer"),
    },
}
"""What each part of a decision may be called, in a column or as a key: any of these, or its titles."""


_FILED = "filed_on"
_LISTED = 6


def read_decisions(path: Path, plan: Plan) -> Decisions:
    """Read a file of decisions: csv, tsv, xlsx, ods, yaml or json.

    Raises:
        DossierError: The file can't be read, or lines of it: each fault is placed, nothing is read of any.
    """
    name, own = shown(path), _plan_of(plan)
    problems: list[Problem] = []
    notes: list[Message] = []
    found: dict[str, StatedDecision] = {}
    undecided = 0
    for record in _records(path, name, own):
        notes += record.notes
        if record.error is not None:
            problems += record.error.problems
        elif record.document is not None:
            faults: list[Problem] = []
            stated = _stated(record.document, own, plan, faults)
            problems += faults
            if stated is None:
                undecided += not faults
                continue
            key = same_reference(stated.reference)
            if not _same(first := found.setdefault(key, stated), stated):
                values = {"reference": stated.reference, "line": first.place.line}
                message = Message(
                    "le dossier « {reference} » a déjà une autre décision, à la ligne {line} : laissez celle qui vaut",
                    values,
                )
                problems.append(stated.place._replace(message=message))
    if problems:
        raise DossierError(problems)
    if undecided:
        notes.append(Message("lignes sans décision, qui ne changent rien : {count}", {"count": undecided}))
    return Decisions(found, name, tuple(notes))


def _same(one: StatedDecision, other: StatedDecision) -> bool:
    """Whether two lines say the same thing of a dossier, however they spell its reference."""
    return (replace(one.decision, source=other.decision.source), one.facts) == (other.decision, other.facts)


def _plan_of(plan: Plan) -> Plan:
    """What a line may state, as facts: the parts of a decision, and what places its dossier in the rule set."""
    roles, known = plan.roles, facts_of(plan)
    reference = roles.reference or "reference"
    shared = (path for scope in plan.scopes.values() for _, path in scope.key)
    placing = (roles.theme, roles.filed_on, roles.way_in, *shared)
    facts = {name: fact for names in _PARTS.values() for name, fact in names.items()}
    facts |= {path: known[path] for path in placing if path is not None}
    if roles.filed_on is not None:
        facts[_FILED] = _named(known[roles.filed_on], "Déposé le", "Filed on")
    facts[reference] = known.get(reference, _REFERENCE)
    return Plan(
        "decisions", "", plan.title, plan.languages, plan.currency, Vocabulary(facts), {}, {},
        Roles(theme=roles.theme, reference=reference), {}, plan.themes,
    )  # fmt: skip


def _records(path: Path, name: str, plan: Plan) -> Iterator[Record]:
    match FORMATS.get(path.suffix.lower()):
        case "documents":
            yield from _listed(path, name)
        case "delimited":
            from relance_rules.dossiers.formats.delimited import delimited_sheet

            yield from _tabled([delimited_sheet(path)], name, plan)
        case "workbooks":
            from relance_rules.dossiers.formats.workbooks import workbook_sheets

            yield from _tabled(workbook_sheets(path), name, plan)
        case _:
            known = [suffix for suffix, kind in FORMATS.items() if kind != "lines"]
            message = Message("un fichier de décisions est l’un de {known}", {"known": known})
            raise DossierError([Problem(message, name)])


def _tabled(sheets: list[Sheet], name: str, plan: Plan) -> Iterator[Record]:
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise DossierError([Problem(Message("aucune cellule n’est remplie"), name)])
    titles = {normal(cell) for row in filled[0].rows[:MAX_HEADER] for cell in row.cells if isinstance(cell, str)}
    for part in ("reference", "outcome"):
        names = _names(part, plan)
        if titles.isdisjoint(map(normal, names)):
            values = {"names": [f"« {title} »" for title in names[:_LISTED]]}
            message = Message("un fichier de décisions a une colonne nommée par l’un de {names}", values)
            raise DossierError([Problem(message, filled[0].name, filled[0].rows[0].number)])
    yield from read_table(filled, name, plan)


def _names(part: str, plan: Plan) -> list[str]:
    """What a part of a decision may be called."""
    reference = {} if plan.roles.reference is None else {plan.roles.reference: plan.facts[plan.roles.reference]}
    facts = {**(reference if part == "reference" else {}), **_PARTS[part]}
    return list(dict.fromkeys(name for path, fact in facts.items() for name in (path, *fact.label.values())))


def _listed(path: Path, name: str) -> Iterator[Record]:
    """The decisions of a list, in YAML or in JSON, which may stand under « decisions »."""
    from relance_rules.dossiers.formats.documents import positions
    from relance_rules.loading.exact_json import parse_json
    from relance_rules.loading.nodes import parse_yaml

    text, notes = text_and_notes(read_bytes(path, MAX_BATCH_BYTES), name, MAX_BATCH_BYTES)
    if path.suffix.lower() == ".json":
        # Positions are those of the same text as YAML, which JSON nearly always is too.
        data, root = parse_json(text, name), positions(text)()
    else:
        root = parse_yaml(text, name)
        data = root.data()
    if isinstance(data, dict) and list(data) == ["decisions"]:
        data = data["decisions"]
        root = root.value["decisions"] if root is not None and isinstance(root.value, dict) else None
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        message = Message(
            "un fichier de décisions est un tableau, ou une liste où chacune est faite de « clé: valeur »"
        )
        raise DossierError([Problem(message, name, 1, 1)])
    if notes:
        yield Record(name, notes=notes)
    nodes = root.value if root is not None and isinstance(root.value, list) else [None] * len(data)
    for item, node in zip(data, nodes, strict=True):
        yield Record(name, DossierData(item, name, text, partial(_found, node)))


def _found(node: Node | None) -> Node | None:
    return node


def _stated(document: DossierData, own: Plan, plan: Plan, problems: list[Problem]) -> StatedDecision | None:
    """What a line decides; None where it decides nothing, or where something is wrong with it, which is told."""
    # A rule set may name no theme among its facts; a line may name one all the same.
    found, faults = read_facts(document.data, Vocabulary(dict(facts_of(own))), {}, own.currency)
    problems += [document.problem(path, message) for path, message, _ in faults]
    if faults:
        return None
    parts: dict[str, Any] = {}
    reference = own.roles.reference or ""
    for part, names in _PARTS.items():
        given = {name: found[name] for name in ((reference, *names) if part == "reference" else names) if name in found}
        if len(set(given.values())) > 1:
            first, *_, last = given
            message = Message("« {last} » dit autre chose que « {first} »", {"last": last, "first": first})
            problems.append(document.problem((last,), message))
        parts[part] = next(iter(given.values()), None)
    outcome = _DECIDED.get(parts["outcome"] or "")
    amount, place = parts["amount"], document.problem((), Message(""))

    def wrong(part: str, message: Message) -> None:
        name = next((name for name in _PARTS[part] if name in found), "")
        problems.append(document.problem((name,), message))

    if outcome is None and amount:
        wrong("amount", Message("un montant est donné sans décision : écrivez aussi « accepté » ou « refusé »"))
    elif outcome is not None and parts["reference"] is None:
        wrong("outcome", Message("cette décision n’a pas la référence de son dossier"))
    elif outcome not in (None, "awarded") and amount:
        wrong("amount", Message("un montant ne va qu’avec « accepté » : rien n’est accordé à ce dossier"))
    stated = found.get(own.roles.theme)
    code = None if stated is None else plan.code(str(stated))
    if stated is not None and code is None:
        values = {"code": str(stated)[:40], "near": suggestion(str(stated), plan.themes)}
        problems.append(document.problem((own.roles.theme,), Message("thème inconnu : « {code} » ; {near}", values)))
    if outcome is None or parts["reference"] is None:
        return None
    own_names = {reference, _FILED, *(name for names in _PARTS.values() for name in names)}
    facts = {path: value for path, value in found.items() if path not in own_names}
    if _FILED in found and plan.roles.filed_on is not None:
        facts = {plan.roles.filed_on: found[_FILED], **facts}
    facts |= {} if code is None else {own.roles.theme: code}
    decision = Decision(outcome, amount, parts["note"], parts["instructor"], origin_of(place))
    return StatedDecision(str(parts["reference"]), decision, facts, place)
