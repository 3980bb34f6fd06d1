"""Answers of the platform's API, as JSON: every shape that its clients keep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.handling import OUTCOMES, PLATFORM, Decision, Handling, moment_of
from relance_rules.dossiers.mapping import MAX_PROCEDURE
from relance_rules.dossiers.platform.choosing import Forms
from relance_rules.dossiers.platform.filed import FieldAnswer, Filed, FormBlock
from relance_rules.dossiers.records import Record, failed, left_out
from relance_rules.dossiers.shapes import is_form, is_node
from relance_rules.dossiers.tables.grid import CellValue, plain_number
from relance_rules.dossiers.tables.records import CellPlace
from relance_rules.loading.problems import Problem, distinct
from relance_rules.plan.facts import Vocabulary
from relance_rules.values import Message, ParseError

_NO_VALUE = frozenset({"HeaderSectionChamp", "ExplicationChamp"})
_NUMBERS = frozenset({"IntegerNumberChamp", "DecimalNumberChamp"})


def read_answers(data: Any, name: str, context: Context) -> Iterator[Record]:
    """The dossiers of an answer, of a list of answers, of a page, or of bare nodes."""
    reader = AnswerReader(name, context)
    yield from reader.records(data)
    yield from reader.closing()


class AnswerReader:
    """Reads one file's answers, given together or line by line, and says at the end what was not used."""

    def __init__(self, name: str, context: Context) -> None:
        """Take the name of the file."""
        self.name, self._page, self._count = name, _Page(), 0
        self._forms = Forms(name, context)
        self._facts = context.plan.facts

    def records(self, data: Any) -> Iterator[Record]:
        """The dossiers of some answers that a mapping is for."""
        for node in _nodes(data, self._facts, self._page):
            if isinstance(node, dict):
                record = self._forms.record(_filed(node, self.name, self._count, self._page.procedure))
                if record is not None:
                    yield record
            else:
                message = Message("ce dossier est vide : la plateforme ne l’a pas montré à qui l’a demandé")
                yield failed(f"{self.name}[{self._count}]", Problem(message, self.name))
            self._count += 1

    def closing(self) -> Iterator[Record]:
        """What is to be known of the file as a whole."""
        faults = [*distinct(self._page.faults), *self._forms.faults()]
        for message in faults:
            yield failed(self.name, Problem(message, self.name))
        notes = list(self._forms.notes())
        if not self._count and not faults:
            notes.append(Message("aucun dossier dans cette réponse"))
        if self._page.more:
            notes.append(Message("la dernière page a une suite, qui n’est pas dans ce fichier"))
        if notes:
            yield left_out(self.name, *notes)


@dataclass
class _Page:
    """What answers say beside their dossiers; ``procedure`` is the number of that of the dossier at hand."""

    more: bool = False
    procedure: int | None = None
    faults: list[Message] = field(default_factory=list)


_WAY = ("data", "demarche", "groupeInstructeur", "dossiers", "dossier")


def _nodes(data: Any, facts: Vocabulary, page: _Page, key: str = "", *, told: bool = False) -> Iterator[Any]:
    """The dossiers of an answer, however deep; None for one that the platform did not show.

    ``key`` is the one that the data stands under, and ``told`` says that errors go with it.
    """
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, facts, page, told=told)
    elif not isinstance(data, dict):
        yield None
    elif is_node(data, facts):
        yield data
    elif isinstance(data.get("nodes"), list) or isinstance(data.get("edges"), list):
        info = data.get("pageInfo")
        page.more = isinstance(info, dict) and info.get("hasNextPage") is True
        yield from _list(data.get("nodes")) or (
            edge.get("node") if isinstance(edge, dict) else None for edge in _list(data.get("edges"))
        )
    else:
        errors = data.get("errors")
        page.faults += map(_error, errors if isinstance(errors, list) else [errors] if errors else ())
        told = told or bool(errors)
        inner = [step for step in _WAY if step in data]
        for step in inner:
            if data[step] is not None:
                around, page.procedure = page.procedure, procedure_of(step, data[step]) or page.procedure
                yield from _nodes(data[step], facts, page, step, told=told)
                page.procedure = around
            elif not told:
                yield None
        if inner or told:
            return
        if is_form(data):
            page.faults.append(_FORM)
        elif key == "dossier" or (not key and "number" in data):
            # A node of which the client asked very little.
            yield data
        elif key in ("demarche", "groupeInstructeur"):
            page.faults.append(_NO_DOSSIERS)
        else:
            yield from _asked(data, facts, page)


def procedure_of(key: str, data: Any) -> int | None:
    """The number of a procedure, where the data under a key is one and the query asked its number."""
    number = data.get("number") if key in ("demarche", "demarcheDescriptor") and isinstance(data, dict) else None
    return number if type(number) is int and 0 < number <= MAX_PROCEDURE else None


def _asked(data: Mapping[str, Any], facts: Vocabulary, page: _Page) -> Iterator[Any]:
    """The dossiers that a query called otherwise than the platform does; what else was asked is told."""
    for name, value in data.items():
        if is_node(value, facts):
            yield value
        elif is_form(value):
            page.faults.append(_FORM)
        elif _OPERATION.match(name):
            message = Message(
                "c’est la réponse à une opération de la plateforme, « {name} », qui ne donne pas de dossier à "
                "vérifier : {advice}",
                {"name": name[:80], "advice": _ADVICE},
            )
            page.faults.append(message)
        else:
            message = Message("réponse inconnue, « {name} » : {advice}", {"name": name[:80], "advice": _ADVICE})
            page.faults.append(message)


_OPERATION = re.compile(r"(dossier|groupeInstructeur|demarche|create)[A-Z]")
_ADVICE = Message("demandez à l’API les dossiers, par « dossier » ou par « demarche », avec leurs « champs »")
_FORM = Message(
    "c’est la description d’un formulaire, sans dossier : elle sert à remplir la correspondance (--mapping) ; pour "
    "vérifier, {advice}",
    {"advice": _ADVICE},
)
_NO_DOSSIERS = Message("cette réponse décrit une démarche sans donner ses dossiers : {advice}", {"advice": _ADVICE})


def _error(error: Any) -> Message:
    said = str(error.get("message") if isinstance(error, dict) else error)[:300]
    return Message(
        "la plateforme a répondu une erreur : {problem} ; vérifiez le numéro demandé et les droits du jeton, puis "
        "exportez de nouveau",
        {"problem": said},
    )


def _filed(node: Mapping[str, Any], name: str, index: int, around: int | None) -> Filed:
    """A dossier as the platform holds it; ``around`` is the number of the procedure that it is listed in."""
    number = node.get("number")
    origin = f"{name}[{index}]" if number is None else f"{name}#{number}"
    place = CellPlace(origin)
    answers: list[FieldAnswer] = []
    blocks: list[FormBlock] = []
    unasked: list[str] = []
    for key in ("champs", "annotations"):
        for champ in _fields(node.get(key)):
            if not _is_valued(champ):
                unasked.append(_label(champ)[0] or "…")
            elif isinstance(champ.get("rows"), list) or isinstance(champ.get("champs"), list):
                blocks.append(_block(champ, origin))
            else:
                answers.append(_answer(champ, origin))
    own: dict[str, tuple[CellValue, CellPlace]] = {key: (value, place) for key, value in _own(node) if value}
    state = node.get("state")
    known = state if isinstance(state, str) else None
    handling = _handling(node, known, {key: str(value) for key, (value, _) in own.items()})
    return Filed(
        origin,
        place,
        known,
        own,
        tuple(answers),
        tuple(blocks),
        unasked=tuple(unasked),
        procedure=procedure_of("demarche", node.get("demarche")) or around,
        handling=handling,
    )


def _handling(node: Mapping[str, Any], state: str | None, own: Mapping[str, str]) -> Handling:
    """How a dossier stands on the platform, as far as the query asked."""

    def within(key: str, name: str) -> str | None:
        held = node.get(key)
        return _text(held.get(name)) or None if isinstance(held, dict) else None

    instructors = (_text(each.get("email")) for each in _list(node.get("instructeurs")) if isinstance(each, dict))
    outcome = OUTCOMES.get(state or "")
    motive = _text(node.get("motivation")) or None
    return Handling(
        own.get("number"),
        state,
        own.get("name"),
        own.get("siret"),
        within("usager", "email"),
        within("groupeInstructeur", "label"),
        tuple(filter(None, instructors)),
        moment_of(_text(node.get("dateDerniereModification"))),
        None if outcome is None else Decision(outcome, note=motive, source=PLATFORM),
    )


def _own(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "number", _text(node.get("number"))
    yield "filed_on", _text(node.get("dateDepot"))
    who = node.get("demandeur")
    if isinstance(who, dict):
        yield "siret", _text(who.get("siret"))
        company, association = who.get("entreprise"), who.get("association")
        titled = _text(company.get("raisonSociale")) if isinstance(company, dict) else ""
        if not titled and isinstance(association, dict):
            titled = _text(association.get("titre"))
        yield "name", titled or " ".join(filter(None, (_text(who.get("prenom")), _text(who.get("nom")))))


_VALUES = frozenset(
    {"stringValue", "value", "values", "checked", "selected", "integerNumber", "decimalNumber", "date", "datetime"}
    | {"files", "file", "etablissement", "primaryValue", "rows", "champs"}
)
# The text of these is empty whatever was given.
_BESIDE = {"PieceJustificativeChamp": {"files", "file"}, "RepetitionChamp": {"rows", "champs"}}


def _is_valued(champ: Mapping[str, Any]) -> bool:
    """Whether the query asked for the value of a field: one it did not ask is not blank, it is unknown."""
    keys = _BESIDE.get(_text(champ.get("__typename")), _VALUES)
    return not keys.isdisjoint(champ) or bool(_text(champ.get("stringValue")))


def _fields(champs: Any) -> Iterator[dict[str, Any]]:
    """The fields that can be answered."""
    for champ in _list(champs):
        if isinstance(champ, dict) and _text(champ.get("__typename")) not in _NO_VALUE:
            yield champ


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list, bool)) else str(value).strip()


def _label(champ: Mapping[str, Any]) -> tuple[str, str | None]:
    descriptor = champ.get("champDescriptorId") or champ.get("id")
    return _text(champ.get("label")), _text(descriptor) or None


def _answer(champ: Mapping[str, Any], origin: str) -> FieldAnswer:
    label, descriptor = _label(champ)
    place = CellPlace(origin, title=label or descriptor)
    options = next((champ[key] for key in ("values", "selected", "value") if isinstance(champ.get(key), list)), None)
    if options is not None:
        chosen = tuple(filter(None, map(_text, options)))
        return FieldAnswer(label, descriptor, ", ".join(chosen), place, chosen)
    answered = next((champ[key] for key in ("value", "checked", "selected") if isinstance(champ.get(key), bool)), None)
    if answered is not None:
        return _truth(champ, answered, FieldAnswer(label, descriptor, answered, place))
    return FieldAnswer(label, descriptor, _value(champ), place)


def _truth(champ: Mapping[str, Any], answered: bool, answer: FieldAnswer) -> FieldAnswer:
    """A box or a yes-or-no question: false may mean that nobody answered, and only the text tells."""
    if answered or champ.get("stringValue") == "false":
        return answer
    if "stringValue" in champ:
        return FieldAnswer(answer.label, answer.descriptor, "", answer.place)
    doubt = Message("« non » ou sans réponse ? L’export ne le dit pas : demandez-lui « stringValue »")
    return FieldAnswer(answer.label, answer.descriptor, False, answer.place, doubt=doubt)


def _value(champ: Mapping[str, Any]) -> CellValue:
    files = _list(champ.get("files")) or [champ.get("file")]
    if any(isinstance(file, dict) for file in files):
        return ", ".join(_text(file.get("filename")) or "…" for file in files if isinstance(file, dict))
    text = _text(champ.get("stringValue"))
    for key in ("date", "datetime"):
        if found := _text(champ.get(key)):
            return found
    establishment = champ.get("etablissement")
    if isinstance(establishment, dict):
        return _text(establishment.get("siret")) or text
    numbers = [champ[key] for key in ("integerNumber", "decimalNumber") if champ.get(key) is not None]
    if _text(champ.get("__typename")) in _NUMBERS or numbers:
        # The text first: the value of a decimal is a float of JSON.
        return _number(text or _text(next(iter(numbers), champ.get("value"))))
    if not text and champ.get("primaryValue"):
        return " / ".join(filter(None, (_text(champ.get("primaryValue")), _text(champ.get("secondaryValue")))))
    return text or _text(champ.get("value"))


def _number(text: str) -> str:
    """A number as machines write it: unlike a person's, it has no thousands to mistake for decimals."""
    try:
        return plain_number(Decimal(text))
    except (InvalidOperation, ParseError):
        return text


def _block(champ: Mapping[str, Any], origin: str) -> FormBlock:
    label, descriptor = _label(champ)
    place = CellPlace(origin, title=label or descriptor)
    rows = champ.get("rows")
    if isinstance(rows, list):
        listed = [row.get("champs") for row in rows if isinstance(row, dict)]
        return FormBlock(label, descriptor, _numbered(_row(fields, origin) for fields in listed), place)
    flat = _row(champ.get("champs"), origin)
    rebuilt: list[list[FieldAnswer]] = []
    met: set[str] = set()
    for answer in flat:
        key = answer.label or answer.descriptor or ""
        if key in met or not rebuilt:
            rebuilt.append([])
            met = set()
        met.add(key)
        rebuilt[-1].append(answer)
    fault = None
    if len({tuple(sorted(answer.label for answer in row)) for row in rebuilt}) > 1:
        fault = Message("les lignes de ce bloc ne peuvent pas être séparées : demandez à l’API « rows »")
    return FormBlock(label, descriptor, _numbered(rebuilt), place, fault=fault)


def _numbered(rows: Iterable[Sequence[FieldAnswer]]) -> tuple[tuple[FieldAnswer, ...], ...]:
    """The rows of a block, each of whose answers knows its row, from 1."""
    return tuple(
        tuple(replace(answer, place=answer.place._replace(item=number)) for answer in row)
        for number, row in enumerate(rows, 1)
    )


def _row(champs: Any, origin: str) -> tuple[FieldAnswer, ...]:
    return tuple(_answer(champ, origin) for champ in _fields(champs) if _is_valued(champ))


Shown: TypeAlias = "tuple[str, Mapping[str, Any], FieldAnswer, list[Shown] | None]"
"""A field that a dossier shows: under which key, as the platform writes it, its answer, and those of a block's rows."""


def shown_fields(data: Any, facts: Vocabulary) -> Iterator[Shown]:
    """The fields of the dossiers of some answers, one dossier after the other."""
    for node in _nodes(data, facts, _Page()):
        if isinstance(node, dict):
            for key in ("champs", "annotations"):
                yield from _shown(key, node.get(key))


def _shown(key: str, champs: Any) -> Iterator[Shown]:
    for champ in _fields(champs):
        rows, flat = champ.get("rows"), champ.get("champs")
        listed = [row.get("champs") for row in _list(rows) if isinstance(row, dict)] if rows is not None else [flat]
        is_block = isinstance(rows, list) or isinstance(flat, list)
        inner = [each for fields in listed for each in _shown(key, fields)] if is_block else None
        yield key, champ, _answer(champ, ""), inner
