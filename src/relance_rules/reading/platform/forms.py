"""The answers of a form to facts, by its mapping: what is not mapped, or not sure, is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.loading.problems import InputError, Problem, suggestion
from relance_rules.reading.platform.filed import Answer, Block, Filed
from relance_rules.reading.platform.mapping import BlockRule, FieldRule, PlatformMapping, fact_named
from relance_rules.reading.records import Record, left_out
from relance_rules.reading.tables.columns import data_path
from relance_rules.reading.tables.grid import is_blank, normal, plain_text, read_cell
from relance_rules.reading.tables.records import Draft, Entry, Place
from relance_rules.values import Message, ParseError

_ZERO = re.compile(r"0+(?:[.,]0+)?\s*(?:€|EUR)?")
_BARE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_NUMBERS = frozenset({"money", "integer", "percentage"})


def needs_mapping(name: str) -> InputError:
    """What is said of an export that comes without a mapping."""
    message = Message(
        "c’est un export de démarches-simplifiees : un fichier de correspondance doit dire quel champ donne quel fait"
    )
    return InputError([Problem(message, name)])


class Form:
    """One file's dossiers through one mapping; remembers the fields it met, to say at the end what was not used."""

    def __init__(self, mapping: PlatformMapping, vocabulary: Vocabulary) -> None:
        """Take the mapping, checked against the vocabulary."""
        self.mapping, self.vocabulary = mapping, vocabulary
        self._unmapped: dict[str, None] = {}
        self._labels: dict[str, None] = {}
        self._used: set[int] = set()

    def record(self, filed: Filed) -> Record:
        """A dossier of the platform as a record."""
        draft = Draft(filed.place, notes=list(filed.notes))
        if filed.state is None:
            draft.notes.append(Message("l’état de ce dossier n’est pas donné : il est pris"))
        elif filed.state not in self.mapping.states:
            values = {"state": filed.state, "states": list(self.mapping.states)}
            return left_out(
                filed.origin, Message("dossier « {state} » : la correspondance ne prend que {states}", values)
            )
        self._own(filed, draft)
        self._fields(filed.answers, self.mapping.fields, None, draft, spreadsheet=filed.spreadsheet)
        self._blocks(filed, draft)
        _defaults(self.mapping.defaults, draft, filed.place)
        return draft.record(filed.origin)

    def notes(self) -> Iterator[Message]:
        """What the file holds that the mapping does not name, and the reverse."""
        if self._unmapped:
            labels = [f"« {label} »" for label in self._unmapped]
            yield Message("champs remplis que la correspondance ne nomme pas : {labels}", {"labels": labels})
        if not self._labels:
            return
        rules: list[FieldRule | BlockRule] = [*self.mapping.fields, *self.mapping.blocks]
        for block in self.mapping.blocks:
            if id(block) in self._used:
                rules += block.fields
        for rule in rules:
            if id(rule) not in self._used:
                values = {"label": rule.name, "near": suggestion(rule.name, self._labels)}
                yield Message("la correspondance nomme « {label} », que ce fichier n’a pas ; {near}", values)

    def _own(self, filed: Filed, draft: Draft) -> None:
        for key, path in self.mapping.platform.facts:
            fact = fact_named(path, self.vocabulary)
            if fact is not None and key in filed.own:
                value, place = filed.own[key]
                try:
                    _add(draft, Entry(data_path(path), read_cell(value, fact, draft.notes), place))
                except ParseError as error:
                    draft.problems.append(place.problem(error.message))

    def _fields(
        self,
        answers: Sequence[Answer],
        rules: Iterable[FieldRule],
        scope: str | None,
        draft: Draft,
        *,
        spreadsheet: bool,
    ) -> None:
        named: set[int] = set()
        self._labels.update(dict.fromkeys(answer.label for answer in answers))
        for rule in rules:
            found = [answer for answer in answers if rule.names(answer.label, answer.descriptor)]
            if rule.occurrence is not None:
                found = found[rule.occurrence - 1 : rule.occurrence]
            if found:
                self._used.add(id(rule))
            named.update(map(id, found))
            if rule.ignore or all(is_blank(answer.value) for answer in found):
                continue
            if len(found) > 1:
                message = Message(
                    "{count} champs portent ce nom : désignez le bon par « field » ou par « occurrence »",
                    {"count": len(found)},
                )
                draft.problems.append(found[0].place.problem(message))
                continue
            _give(rule, found[0], scope, draft, self.vocabulary, spreadsheet=spreadsheet)
        for answer in answers:
            if id(answer) not in named and not is_blank(answer.value):
                self._unmapped[answer.label or answer.descriptor or "…"] = None

    def _blocks(self, filed: Filed, draft: Draft) -> None:
        for block in filed.blocks:
            self._labels[block.label] = None
            rules = [rule for rule in self.mapping.blocks if _names(rule, block)]
            self._used.update(map(id, rules))
            if not rules:
                if any(not is_blank(answer.value) for row in block.rows for answer in row):
                    self._unmapped[block.label or block.descriptor or "…"] = None
            elif len(rules) > 1:
                message = Message("plusieurs blocs de la correspondance portent ce nom : désignez-le par « field »")
                draft.problems.append(block.place.problem(message))
            elif rules[0].list is not None:
                if block.fault is not None:
                    draft.problems.append(block.place.problem(block.fault))
                else:
                    self._items(block, rules[0], rules[0].list, draft, spreadsheet=filed.spreadsheet)

    def _items(self, block: Block, rule: BlockRule, list_name: str, draft: Draft, *, spreadsheet: bool) -> None:
        items: list[Draft] = []
        for row in block.rows:
            item = Draft(block.place)
            self._fields(row, rule.fields, list_name, item, spreadsheet=spreadsheet)
            if item.entries or item.problems:
                _defaults(rule.defaults, item, block.place)
            items.append(item)
        taken = [e.path[1] for e in draft.entries if e.path[0] == list_name and isinstance(e.path[1], int)]
        draft.extend(list_name, max(taken, default=-1) + 1, items)


def _defaults(defaults: dict[str, str], draft: Draft, place: Place) -> None:
    given = {entry.path for entry in draft.entries}
    for path, value in defaults.items():
        if data_path(path) not in given:
            draft.entries.append(Entry(data_path(path), value, place))


def _add(draft: Draft, entry: Entry) -> None:
    """Add a value, unless another field already gave the same fact."""
    known = next((other for other in draft.entries if other.path == entry.path), None)
    if known is None:
        draft.entries.append(entry)
    elif known.text != entry.text:
        values = {"found": entry.text[:80], "known": known.text[:80], "other": known.place.title or "…"}
        message = Message("« {found} » contredit « {known} », que dit « {other} »", values)
        draft.problems.append(entry.place.problem(message))


def _give(
    rule: FieldRule, answer: Answer, scope: str | None, draft: Draft, vocabulary: Vocabulary, *, spreadsheet: bool
) -> None:
    """Add the facts that an answer gives."""

    def note(message: Message) -> None:
        draft.notes.append(answer.place.named(message))

    try:
        if rule.choices is not None:
            for option in _options(answer, rule.choices):
                if option not in rule.choices:
                    note(Message("le choix « {option} » n’est pas dans la correspondance", {"option": option[:80]}))
                elif (path := rule.choices[option]) is not None:
                    _add(draft, Entry(data_path(path), "oui", answer.place))
            return
        fact = None if rule.fact is None else fact_named(rule.fact, vocabulary, scope)
        if rule.fact is None or fact is None:
            return
        said: list[Message] = []
        text = _fact_text(rule, answer, fact, said, spreadsheet=spreadsheet)
        for message in said:
            note(message)
        if text is not None:
            _add(draft, Entry(data_path(rule.fact), text, answer.place))
    except ParseError as error:
        draft.problems.append(answer.place.problem(error.message))


def _fact_text(rule: FieldRule, answer: Answer, fact: Fact, notes: list[Message], *, spreadsheet: bool) -> str | None:
    """The text of the fact that an answer gives, or None (and a note) where the answer may be none."""
    value = answer.value
    if rule.present:
        return "oui"
    if not isinstance(value, Message) and (translated := rule.answers.get(normal(plain_text(value)))) is not None:
        return translated
    if answer.doubt is not None:
        notes.append(answer.doubt)
        return None
    if spreadsheet and fact.type in _NUMBERS and not isinstance(value, Message) and _ZERO.fullmatch(plain_text(value)):
        notes.append(Message("0 ou sans réponse ? L’export écrit 0 pour un nombre laissé vide : à demander"))
        return None
    if fact.type == "boolean" and not isinstance(value, Message):
        text = plain_text(value).casefold()
        if spreadsheet and (value is False or text in ("off", "0")):
            notes.append(Message("case non cochée : « non » ou sans réponse ? L’export ne le dit pas : à demander"))
            return None
        if text == "on" or (spreadsheet and text == "1"):
            return "oui"
    if rule.percent:
        number = plain_text(value).removesuffix("%").strip()
        return f"{number} %"
    if answer.options is not None and len(answer.options) > 1 and fact.type != "text":
        raise ParseError("plusieurs choix pour une seule réponse : {options}", options=list(answer.options))
    if fact.type == "percentage" and not spreadsheet and _BARE.fullmatch(plain_text(value)):
        raise ParseError("ce nombre est-il en pour cent ? Si oui, écrivez « percent: true » dans la correspondance")
    return read_cell(value, fact, notes)


def _options(answer: Answer, known: Iterable[str]) -> list[str]:
    """The options that were chosen, as the mapping spells them.

    Raises:
        ParseError: They are joined by commas, and the known options cut the text in no way or in several.
    """
    spelled = {normal(option): option for option in known}
    if answer.options is not None:
        return [spelled.get(normal(option), option) for option in answer.options]
    text = normal(plain_text(answer.value))
    cuts = _cuts(text, list(spelled))
    if len(cuts) == 1:
        return [spelled[option] for option in cuts[0]]
    if cuts:
        raise ParseError("ces choix se lisent de plusieurs façons : {cuts}", cuts=[" + ".join(cut) for cut in cuts])
    raise ParseError(
        "« {found} » n’est pas fait des choix que nomme la correspondance : {known}",
        found=plain_text(answer.value)[:200],
        known=[f"« {option} »" for option in spelled.values()],
    )


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


def _names(rule: BlockRule, block: Block) -> bool:
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
