"""The answers of a form to facts, by its mapping: what is not mapped, or not sure, is said."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from relance_rules.dossiers.handling import decision_part
from relance_rules.dossiers.mapping import BlockRule, FieldRule, PlatformMapping, fact_named, facts_asked
from relance_rules.dossiers.platform.decided import with_decision
from relance_rules.dossiers.platform.filed import UNTICKED, ZERO, FieldAnswer, Filed, FormBlock
from relance_rules.dossiers.records import Record
from relance_rules.dossiers.tables.columns import data_path
from relance_rules.dossiers.tables.grid import is_blank, plain_text, read_cell
from relance_rules.dossiers.tables.records import CellEntry, CellPlace, Draft
from relance_rules.plan.answers import read_value
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.spelling import normal, tidy
from relance_rules.values.suggestions import nearest

_ZERO = re.compile(r"0+(?:[.,]0+)?")
_BARE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_LISTED = 20
_NUMBERS = frozenset({"money", "integer", "decimal", "percentage"})


def cut(listed: list[str]) -> list[str]:
    """The first of a list, with a mark where there are more."""
    return [*listed[:_LISTED], "…"] if len(listed) > _LISTED else listed


def number_of(filed: Filed) -> str:
    """How people call a dossier of the platform."""
    return plain_text(filed.own.get("number", (filed.origin,))[0])


class Form:
    """One file's dossiers through one mapping; remembers the fields it met, to say at the end what was not used."""

    def __init__(self, mapping: PlatformMapping, plan: Plan, *, decided: bool = True, alone: bool = True) -> None:
        """Take the mapping, checked against the facts of the rule set.

        ``decided`` gives decided dossiers too; what is said of a mapping that is not ``alone`` says which it is.
        """
        self.mapping, self.plan, self.decided = mapping, plan, decided
        self._called = Message("la correspondance") if alone else mapping.called
        # What the form of the dossier at hand states of its decision, if it has one that holds.
        self._decision: Draft | None = None
        # Decided dossiers that are left aside are read beside the others, for the fields that only they have.
        self._aside = None if decided else Form(mapping, plan)
        self._judged: dict[str, list[str]] = {}
        self._unmapped: dict[str, None] = {}
        # The labels met in the form itself (None) and in each of its blocks.
        self._labels: dict[int | None, dict[str, None]] = {}
        self._used: set[int] = set()
        # The same for the dossier at hand: the rules that its form has, and those whose answer the mapping can't read.
        self._met: set[int] = set()
        self._unread: set[int] = set()
        self._asked: dict[tuple[frozenset[int], frozenset[str]], frozenset[str]] = {}
        # The fields of its form that a rule names, and all those that it has.
        self._named = self._shown = 0
        self._foreign: list[str] = []
        self._hardly: list[str] = []
        self._unasked: dict[str, None] = {}
        self._lacks: Counter[tuple[str, _Lack]] = Counter()
        self._states: dict[str, list[str]] = {}
        self._doubts: Counter[tuple[str, str, str]] = Counter()

    def record(self, filed: Filed) -> Record | None:
        """A dossier of the platform as a record; None where its state is not to be taken, which the notes say.

        One that is decided, and of a state that is not to be judged, is given with its decision.
        """
        draft = Draft(filed.place, notes=list(filed.notes))
        handling, is_judged = filed.handling, filed.state is None or filed.state in self.mapping.states
        if is_judged and filed.state is not None and handling.decision is not None:
            self._judged.setdefault(filed.state, []).append(number_of(filed))
            handling = replace(handling, decision=None)
        self._decision = None if handling.decision is None else Draft(filed.place)
        if filed.state is None:
            draft.notes.append(Message("l’état de ce dossier n’est pas donné : il est pris"))
        elif not is_judged and not (self.decided and self._decision):
            self._states.setdefault(filed.state, []).append(number_of(filed))
            if self._aside is not None and self._decision is not None:
                self._aside.record(filed)
            return None
        self._met, self._unread = set(), set()
        self._own(filed, draft)
        self._fields(filed.answers, self.mapping.fields, None, draft, spreadsheet=filed.spreadsheet)
        self._blocks(filed, draft)
        self._unasked.update(dict.fromkeys(filed.unasked))
        if (foreign := self._of_another_form()) is not None:
            foreign.append(number_of(filed))
            return None
        self._used |= self._met
        _defaults(self.mapping.defaults, draft, filed.place)
        record = replace(draft.record(filed.origin), asked=self._facts_asked(filed), handling=handling)
        if self._decision is None or handling.decision is None:
            return record
        return with_decision(record, handling.decision, self._decision, self.plan)

    def _of_another_form(self) -> list[str] | None:
        """Where to list the dossier at hand when its form is not that of the mapping.

        Two forms may have a few labels in common. An export that shows part of its form has fields that are mostly
        named; a mapping that names part of its form is mostly met: where neither is so, the form is another one.
        """
        rules = [*self.mapping.fields, *self.mapping.blocks]
        met = sum(id(rule) in self._met for rule in rules)
        if rules and not self._met:
            return self._foreign
        return self._hardly if 2 * met < len(rules) and 2 * self._named < self._shown else None

    def _facts_asked(self, filed: Filed) -> frozenset[str]:
        """The facts that the form of the dossier at hand asks, and whose answers the export shows and can be read."""
        shown = frozenset(self._met - self._unread), frozenset(filed.own)
        if shown not in self._asked:
            self._asked[shown] = facts_asked(self.mapping.only(*shown), self.plan.roles)
        return self._asked[shown]

    def faults(self) -> Iterator[Message]:
        """What makes of the file one that the mapping can't be for."""
        if self._foreign:
            yield Message(
                "{mapping} ne nomme aucun des champs de ces dossiers, qui ne sont pas lus : {numbers} ; ils viennent "
                "d’un autre formulaire, ou l’export n’a pas demandé leurs « champs »",
                {"mapping": self.mapping.called, "numbers": cut(self._foreign)},
            )
        if self._hardly:
            yield Message(
                "{mapping} ne nomme que peu des champs de ces dossiers, qui ont peu des siens, et ne sont pas lus : "
                "{numbers} ; ils viennent d’un autre formulaire, qui a besoin de sa propre correspondance",
                {"mapping": self.mapping.called, "numbers": cut(self._hardly)},
            )

    def notes(self) -> Iterator[Message]:
        """What the file holds that the mapping does not name or take, and the reverse."""
        for state, numbers in self._states.items():
            values = {"state": state, "count": len(numbers), "numbers": cut(numbers), "mapping": self._called}
            yield Message(
                "dossiers « {state} » laissés de côté, car {mapping} ne prend que {states} : {count} ({numbers})",
                {**values, "states": self.mapping.states},
            )
        for state, numbers in self._judged.items():
            values = {"state": state, "count": len(numbers), "numbers": cut(numbers), "mapping": self._called}
            yield Message(
                "dossiers « {state} » jugés comme s’ils n’étaient pas décidés, car « states » de {mapping} les "
                "prend : {count} ({numbers}) ; ôtez-les-en pour que leur décision compte",
                values,
            )
        if self._unmapped:
            labels = [f"« {label} »" for label in self._unmapped]
            values = {"mapping": self._called, "labels": labels}
            yield Message("champs remplis que {mapping} ne nomme pas : {labels}", values)
        if self._unasked:
            labels = [f"« {label[:200]} »" for label in cut(list(self._unasked))]
            yield Message(
                "champs dont cet export ne donne pas la valeur, qui reste inconnue : {labels} ; demandez à l’API leur "
                "« stringValue », les « files » des pièces jointes et les « rows » des blocs",
                {"labels": labels},
            )
        if self._hardly and not self._used:
            # Nothing more is to be said of a form that the mapping is not for.
            return
        for (label, lack), count in self._lacks.items():
            values = {"mapping": self.mapping.called, "label": label, "option": lack.option, "count": count}
            yield Message(
                "{mapping} ne dit pas ce que vaut la réponse « {option} » du champ « {label} » ({count} fois) : "
                "ajoutez à ce champ, sous « {key} », {line}",
                {**values, "key": lack.key, "line": lack.line},
            )
        for (label, text, meant), count in self._doubts.items():
            values = {"label": label, "text": text, "count": count, "mapping": self._called}
            yield Message(
                "« {label} » : « {text} » est tenu pour une absence de réponse ({count} fois) ; si c’est bien une "
                "réponse, comme dans un champ obligatoire, ajoutez « {entry} » à ce champ dans {mapping}",
                {**values, "entry": f'values: {{"{text}": "{meant}"}}'},
            )
        yield from self._absent(None, [*self.mapping.fields, *self.mapping.blocks])
        for block in self.mapping.blocks:
            yield from self._absent(block, block.fields)

    def _absent(self, block: BlockRule | None, rules: Sequence[FieldRule | BlockRule]) -> Iterator[Message]:
        """The fields that the mapping names, and that the form, or one of its blocks, has not."""
        met = self._labels.get(None if block is None else id(block))
        if not met:
            return
        where = Message("ce fichier") if block is None else Message("le bloc « {label} »", {"label": block.name})
        named = {normal(rule.name) for rule in rules}
        free = [label for label in met if normal(label) not in named]
        others: list[str] = []
        used = self._used if self._aside is None else self._used | self._aside._used
        for rule in rules:
            if id(rule) in used or rule.name in self._unasked:
                continue
            near = nearest(rule.name, free)
            if near is None:
                others.append(f"« {rule.name} »")
            else:
                yield Message(
                    "{mapping} nomme « {label} », que {where} n’a pas ; vouliez-vous dire « {near} » ?",
                    {"mapping": self._called, "label": rule.name, "where": where, "near": near},
                )
        if others:
            values = {"mapping": self._called, "where": where, "labels": others}
            yield Message("champs de {mapping} que {where} n’a pas : {labels}", values)

    def _own(self, filed: Filed, draft: Draft) -> None:
        for key, path in self.mapping.platform.facts(self.plan.roles):
            fact = fact_named(path, self.plan)
            if fact is not None and key in filed.own:
                value, place = filed.own[key]
                try:
                    _add(draft, CellEntry(data_path(path), read_cell(value, fact, draft.notes), place))
                except ParseError as error:
                    draft.fault(place.problem(error.message))

    def _fields(
        self,
        answers: Sequence[FieldAnswer],
        rules: Sequence[FieldRule],
        scope: str | None,
        draft: Draft,
        *,
        spreadsheet: bool,
        block: int | None = None,
    ) -> None:
        named: set[int] = set()
        self._labels.setdefault(block, {}).update(dict.fromkeys(answer.label for answer in answers))
        for rule, found in fields_found(rules, answers):
            if found:
                self._met.add(id(rule))
            named.update(map(id, found))
            # Before a dossier is decided, what its service notes of the decision to come is none of its facts.
            into = draft if decision_part(rule.fact, self.plan.roles) is None else self._decision
            if rule.ignore or into is None or all(is_blank(answer.value) for answer in found):
                continue
            if len(found) > 1:
                message = Message(
                    "{count} champs portent ce nom : désignez le bon par « field » ou par « occurrence »",
                    {"count": len(found)},
                )
                into.fault(found[0].place.problem(message))
                continue
            lacks: list[_Lack] = []
            if found[0].doubt is not None:
                # Asked again with what the query lacks, the export may hold the answer.
                self._unread.add(id(rule))
            doubt = _give(rule, found[0], scope, into, self.plan, lacks, spreadsheet=spreadsheet)
            if doubt is not None:
                self._doubts[found[0].label or rule.name, *doubt] += 1
            for lack in lacks:
                into.notes.append(found[0].place.named(_not_known(lack)))
                self._lacks[found[0].label or rule.name, lack] += 1
                self._unread.add(id(rule))
        if block is None:
            self._named, self._shown = len(named), len(answers)
        for answer in answers:
            if id(answer) not in named and not is_blank(answer.value):
                self._unmapped[answer.label or answer.descriptor or "…"] = None

    def _blocks(self, filed: Filed, draft: Draft) -> None:
        for block in filed.blocks:
            self._labels.setdefault(None, {})[block.label] = None
            rules = [rule for rule in self.mapping.blocks if names_block(rule, block)]
            self._met.update(map(id, rules))
            self._named, self._shown = self._named + bool(rules), self._shown + 1
            if not rules:
                if any(not is_blank(answer.value) for row in block.rows for answer in row):
                    self._unmapped[block.label or block.descriptor or "…"] = None
            elif len(rules) > 1:
                message = Message("plusieurs blocs de la correspondance portent ce nom : désignez-le par « field »")
                draft.fault(block.place.problem(message))
            elif rules[0].list is not None:
                if block.fault is not None:
                    draft.fault(block.place.problem(block.fault))
                else:
                    self._items(block, rules[0], rules[0].list, draft, spreadsheet=filed.spreadsheet)

    def _items(self, block: FormBlock, rule: BlockRule, list_name: str, draft: Draft, *, spreadsheet: bool) -> None:
        items: list[Draft] = []
        if not block.rows:
            # Nobody can tell which fields a block without rows has.
            self._met.update(map(id, rule.fields))
        for row in block.rows:
            item = Draft(block.place)
            self._fields(row, rule.fields, list_name, item, spreadsheet=spreadsheet, block=id(rule))
            if item.entries or item.problems:
                _defaults(rule.defaults, item, block.place)
            items.append(item)
        taken = [e.path[1] for e in draft.entries if e.path[0] == list_name and isinstance(e.path[1], int)]
        draft.extend(list_name, max(taken, default=-1) + 1, items)


def fields_found(
    rules: Sequence[FieldRule], answers: Sequence[FieldAnswer]
) -> Iterator[tuple[FieldRule, list[FieldAnswer]]]:
    """The rules, each with the fields that it is about: none, one, or several that it does not tell apart."""
    numbered = any(answer.descriptor is not None for answer in answers)
    exact = {rule.label for rule in rules if rule.field is None or not numbered}
    for rule in rules:
        found = [answer for answer in answers if rule.names(answer.label, answer.descriptor)]
        if rule.field is None or not numbered:
            # A label spelled as it is in the mapping is nobody else's.
            same = [answer for answer in found if answer.label == rule.label]
            found = same or [answer for answer in found if answer.label not in exact]
        if rule.occurrence is not None:
            found = found[rule.occurrence - 1 : rule.occurrence]
        yield rule, found


def _defaults(defaults: dict[str, str], draft: Draft, place: CellPlace) -> None:
    given = {entry.path for entry in draft.entries}
    for path, value in defaults.items():
        if data_path(path) not in given:
            draft.entries.append(CellEntry(data_path(path), value, place))


def _add(draft: Draft, entry: CellEntry) -> None:
    """Add a value, unless another field already gave the same fact."""
    known = next((other for other in draft.entries if other.path == entry.path), None)
    if known is None:
        draft.entries.append(entry)
    elif known.text != entry.text:
        values = {"found": entry.text[:80], "known": known.text[:80], "other": known.place.title or "…"}
        message = Message("« {found} » contredit « {known} », que dit « {other} »", values)
        draft.problems.append(entry.place.problem(message))


class _Lack(NamedTuple):
    """An answer that the mapping does not know: under which key of its field a line is to be added, and which."""

    option: str
    key: str
    line: Message

    def __hash__(self) -> int:
        return hash((self.option, self.key))


def _lack(option: str, key: str, line: Message) -> _Lack:
    said = option[:80]
    quoted = json.dumps(said, ensure_ascii=False)
    return _Lack(said, key, line._replace(values={**line.values, "option": quoted}))


def _not_known(lack: _Lack) -> Message:
    return Message(
        "la correspondance ne connaît pas la réponse « {option} », qui n’est pas lue", {"option": lack.option}
    )


def _give(
    rule: FieldRule,
    answer: FieldAnswer,
    scope: str | None,
    draft: Draft,
    plan: Plan,
    lacks: list[_Lack],
    *,
    spreadsheet: bool,
) -> tuple[str, str] | None:
    """Add the facts that an answer gives; or give back its text, and what it would mean, where it may be none.

    What the mapping does not know of the answer is added to ``lacks``, and the facts stay unknown.
    """
    try:
        if rule.choices is not None:
            for option in _options(answer, rule.choices, lacks):
                if option not in rule.choices:
                    line = Message("la ligne {option}: suivie du fait qu’il donne, ou de null")
                    lacks.append(_lack(option, "choices", line))
                elif (path := rule.choices[option]) is not None:
                    _add(draft, CellEntry(data_path(path), "oui", answer.place))
            return None
        fact = None if rule.fact is None else fact_named(rule.fact, plan, scope)
        if rule.fact is None or fact is None:
            return None
        translated = _translated(rule, answer)
        if translated is None and (doubt := _doubt(answer, fact, plan.currency, spreadsheet=spreadsheet)) is not None:
            if answer.doubt is None and decision_part(rule.fact, plan.roles) is not None:
                # Nobody is to be asked what their service left blank; an award without an amount is said as one.
                return None
            message, meant = doubt
            draft.notes.append(answer.place.named(message))
            return None if meant is None else (plain_text(answer.value), meant)
        said: list[Message] = []
        text = _fact_text(rule, answer, fact, said, spreadsheet=spreadsheet) if translated is None else translated
        if translated is None and (lack := _unknown(text, fact, plan.currency)) is not None:
            lacks.append(lack)
            return None
        draft.notes += map(answer.place.named, said)
        _add(draft, CellEntry(data_path(rule.fact), text, answer.place))
    except ParseError as error:
        # The applicant has no part in a cell that can't be used, nor in what the mapping makes of an answer.
        draft.fault(answer.place.problem(error.message))
    return None


def _unknown(text: str, fact: FactDef, currency: Currency | None) -> _Lack | None:
    """What the mapping lacks where an answer names none of the values of its fact: a form has words of its own."""
    if fact.type not in ("enumeration", "boolean"):
        return None
    try:
        read_value(text, fact, currency)
    except ParseError:
        known = ["oui", "non"] if fact.values is None else list(fact.values)
        return _lack(text, "values", Message("la ligne {option}: suivie de l’un de {known}", {"known": known}))
    return None


def _translated(rule: FieldRule, answer: FieldAnswer) -> str | None:
    """What the mapping itself makes of an answer, if it says so."""
    if rule.present:
        return "oui"
    return None if isinstance(answer.value, Message) else rule.answers.get(normal(plain_text(answer.value)))


def _doubt(
    answer: FieldAnswer, fact: FactDef, currency: Currency | None, *, spreadsheet: bool
) -> tuple[Message, str | None] | None:
    """Why an answer may be none, and what it means if it is one; None for an answer that is sure."""
    value = answer.value
    if answer.doubt is not None:
        return answer.doubt, None
    if not spreadsheet or isinstance(value, Message):
        return None
    text = plain_text(value)
    if _is_zero(text, fact, currency):
        return ZERO, "0"
    if fact.type == "boolean" and (value is False or text.casefold() in ("off", "0")):
        return UNTICKED, "non"
    return None


def _is_zero(text: str, fact: FactDef, currency: Currency | None) -> bool:
    """Whether a text is nought as a number of its fact, written with its currency or without."""
    if fact.type == "money" and currency is not None and (amount := currency.written.fullmatch(tidy(text))) is not None:
        text = amount["number"]
    return fact.type in _NUMBERS and _ZERO.fullmatch(text) is not None


def _fact_text(rule: FieldRule, answer: FieldAnswer, fact: FactDef, notes: list[Message], *, spreadsheet: bool) -> str:
    """The text of the fact that an answer gives."""
    value = answer.value
    text = plain_text(value)
    if fact.type == "boolean" and (text.casefold() == "on" or (spreadsheet and text == "1")):
        return "oui"
    if rule.percent:
        return f"{text.removesuffix('%').strip()} %"
    if answer.options is not None and len(answer.options) > 1 and fact.type != "text":
        raise ParseError("plusieurs choix pour une seule réponse : {options}", options=list(answer.options))
    if fact.type == "percentage" and not spreadsheet and _BARE.fullmatch(text):
        raise ParseError("ce nombre est-il en pour cent ? Si oui, écrivez « percent: true » dans la correspondance")
    return read_cell(value, fact, notes)


def _options(answer: FieldAnswer, known: Iterable[str], lacks: list[_Lack]) -> list[str]:
    """The options that were chosen, as the mapping spells them.

    Where they are joined by commas, and the known ones cut the text in no way, which are not known can't be told.

    Raises:
        ParseError: The cell can't be used, or the known options cut the text in several ways.
    """
    spelled = {normal(option): option for option in known}
    if answer.options is not None:
        return [spelled.get(normal(option), option) for option in answer.options]
    text = normal(plain_text(answer.value))
    cuts = _cuts(text, list(spelled))
    if len(cuts) == 1:
        return [spelled[option] for option in cuts[0]]
    if cuts:
        listed = [" + ".join(cut) for cut in cuts]
        raise ParseError("ces choix se lisent de plusieurs façons : {cuts}", cuts=listed)
    line = Message("le choix de {option} qui y manque, suivi du fait qu’il donne, ou de null")
    lacks.append(_lack(plain_text(answer.value), "choices", line))
    return []


def _cuts(text: str, options: Sequence[str]) -> list[list[str]]:
    """The first two ways to cut a text into options joined by ``, ``."""
    ways: dict[int, list[list[str]]] = {len(text): [[]]}
    for start in range(len(text) - 1, -1, -1):
        if start and text[start - 2 : start] != ", ":
            continue
        found: list[list[str]] = []
        for option in options:
            if not text.startswith(option, start):
                continue
            end = start + len(option)
            if end == len(text):
                found.append([option])
            elif text.startswith(", ", end):
                found += [[option, *rest] for rest in ways.get(end + 2, ())]
        ways[start] = found[:2]
    return ways.get(0, []) if text else []


def names_block(rule: BlockRule, block: FormBlock) -> bool:
    """Whether a rule is about a block, whose label the title of a sheet may have cut."""
    if rule.names(block.label, block.descriptor):
        return True
    return (
        block.cut
        and rule.label is not None
        and normal(sheet_title(rule.label, block.descriptor)) == normal(block.label)
    )


def sheet_title(label: str, descriptor: str | None) -> str:
    """The title that the platform gives to the sheet of a block: ASCII, without what sheets refuse, cut to 30."""
    whole = label if descriptor is None else f"({descriptor}) {label}"
    spelled = whole.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("ß", "ss")
    ascii_only = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[/\\*?\[\]]", "", ascii_only)[:30]
