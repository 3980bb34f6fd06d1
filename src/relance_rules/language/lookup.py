"""Looking up a table: its rows as nested choices, its holes and repetitions as faults."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from relance_rules.language.base import LineOf
from relance_rules.language.lowering import Lowering
from relance_rules.language.tables import Table
from relance_rules.language.types import (
    KIND_WORDS,
    NOTHING,
    TABLES,
    Lowered,
    is_country,
    sort_of,
)
from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import All, Choose, Compare, Const, In, Node
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

_COLUMN_KINDS = {"money": "money", "percentage": "rate", "integer": "number", "decimal": "number", "date": "day"}

Cell: TypeAlias = str | Const
"""The key of a row: the name of a value, or a number or a day."""


class Row(NamedTuple):
    """A row of a table: its place, its keys, those keys as they are written, and its value."""

    place: int
    at: Mapping[str, Cell]
    written: Mapping[str, str]
    value: Node


def look_up(
    table: Table, column: str, keys: Mapping[str, Lowered], to: Lowering, given: Collection[str] = ()
) -> Lowered:
    """The value of a column for some keys, as nested choices that halve the rows at each step.

    Args:
        table: The table.
        column: The column.
        keys: What is looked up for each key.
        to: Where the value is asked for.
        given: The keys that are given there, in place of those of the table.
    """
    here = to.elsewhere(TABLES, table.table)
    if not table.rows:
        return here.fault(says=Message("la table « {table} » n’a aucune ligne", {"table": table.table}))
    places = {name: to.at("with", name) if name in given else here.at("keys", name) for name in keys}
    fit = [_can_be_key(table, name, key, places[name]) for name, key in keys.items()]
    if not all(fit):
        return NOTHING
    rows: list[Row] = []
    sample = NOTHING
    wrong = False
    for place, row in enumerate(table.rows):
        at = here.at("rows", place)
        _refuse_unknown(table, row, at)
        value = _value(table, column, row, at)
        found = {
            name: _key(name, key, row, at, places[name] if name in given else at.at(name)) for name, key in keys.items()
        }
        cells = {name: cell for name, cell in found.items() if cell is not None}
        wrong = wrong or value.wrong or len(cells) < len(found)
        sample = value
        rows.append(Row(place, cells, {name: str(row.get(name)) for name in keys}, value.node))
    if wrong:
        return NOTHING
    node = _Rows(table, keys, sample, here).build(list(keys), rows, {})
    if node is None:
        return NOTHING
    title = table.title or to.book.say(table.table.replace("_", " "))
    words = Message("« {column} » de la table « {table} »", {"column": column.replace("_", " "), "table": title})
    return Lowered(node, sample.type, words)


def _can_be_key(table: Table, name: str, key: Lowered, to: Lowering) -> bool:
    """Whether what is looked up can choose a row the way that the table says."""
    ordered = key.type.numeric or key.type.kind == "day"
    if table.keys[name].match == "up_to" and not ordered:
        values = {"found": KIND_WORDS[key.type.kind]}
        to.fault(says=Message("« up_to » va avec un nombre ou une date, pas {found}", values))
        return False
    if key.type.kind == "text":
        to.fault(says=Message("un texte ne choisit pas une ligne"))
        return False
    return True


def _refuse_unknown(table: Table, row: Mapping[str, object], to: Lowering) -> None:
    known = [*table.keys, *table.gives]
    for name in row:
        if name not in known:
            near = suggestion(name, known)
            message = Message("la table n’a pas de colonne « {column} » ; {near}", {"column": name, "near": near})
            to.fault(name, says=message)


def _value(table: Table, column: str, row: Mapping[str, object], to: Lowering) -> Lowered:
    text = row.get(column)
    if not isinstance(text, str) or not text:
        return to.fault(says=Message("la colonne « {column} » manque", {"column": column}))
    found = to.at(column).constant(text)
    expected = _COLUMN_KINDS[table.gives[column]]
    if not found.wrong and found.type.kind != expected:
        names = {"expected": KIND_WORDS[expected], "found": KIND_WORDS[found.type.kind]}  # type: ignore[index]
        return to.fault(column, says=Message("il faut {expected}, pas {found}", names))
    return found


def _key(name: str, key: Lowered, row: Mapping[str, object], to: Lowering, misfit: Lowering) -> Cell | None:
    """The key of a row; None where it is wrong. ``misfit`` is where to tell that it is not of the type of the key."""
    text = row.get(name)
    if not isinstance(text, str) or not text:
        to.fault(says=Message("la clé « {key} » manque", {"key": name}))
        return None
    if key.type.kind == "truth":
        if text not in ("true", "false"):
            misfit.fault(says=Message("« {found} » : true ou false est attendu", {"found": text[:40]}))
            return None
        return text
    if key.type.kind == "choice" and key.type.values is not None:
        return text if _is_value(key.type.values, text, misfit) else None
    found = misfit.constant(text)
    if found.wrong or not isinstance(found.node, Const):
        return None
    if found.type.kind != key.type.kind:
        names = {"expected": KIND_WORDS[key.type.kind], "found": KIND_WORDS[found.type.kind]}
        misfit.fault(says=Message("il faut {expected}, pas {found}", names))
        return None
    return found.node


def _is_value(fact: FactDef, text: str, to: Lowering) -> bool:
    if fact.type == "country":
        if is_country(text):
            return True
        to.fault(says=Message("« {found} » : un code de pays à deux lettres est attendu", {"found": text[:80]}))
    elif text in fact.leaves:
        return True
    else:
        near = suggestion(text, fact.leaves)
        to.fault(says=Message("valeur inconnue : « {found} » ; {near}", {"found": text[:80], "near": near}))
    return False


class _Rows:
    """Builds the nested choices of a table, key after key."""

    def __init__(self, table: Table, keys: Mapping[str, Lowered], like: Lowered, to: Lowering) -> None:
        self.table, self.keys, self.like, self.to = table, keys, like, to

    def gap(self, text: str, name: str) -> Const:
        reason = Message(text, {"key": name, "table": self.table.table})
        return Const(sort_of(self.like.type), None, gap=self.to.book.say(reason))

    def build(self, names: Sequence[str], rows: Sequence[Row], met: Mapping[str, str]) -> Node | None:
        """The value for the keys still to look at, among the rows that fit those met; None where it is wrong."""
        if not names:
            if len(rows) > 1:
                places = [LineOf(("rows", row.place)) for row in rows]
                values = {"keys": _said(met), "lines": places}
                self.to.fault("rows", rows[1].place, says=Message("deux lignes pour {keys} : lignes {lines}", values))
                return None
            return rows[0].value
        name, *rest = names
        kind = self.keys[name].type.kind
        if kind == "truth" or (kind == "choice" and self.domain(name) is not None):
            return self.listed(name, rest, rows, met)
        return self.ordered(name, rest, rows, met)

    def domain(self, name: str) -> frozenset[str] | None:
        """The finest values of a key; None where they are too many to list."""
        found = self.keys[name].type
        if found.kind == "truth":
            return frozenset({"true", "false"})
        return None if found.values is None or found.values.type == "country" else found.values.domain

    def inner(
        self, name: str, rest: Sequence[str], groups: Mapping[str, Sequence[Row]], met: Mapping[str, str]
    ) -> dict[str, Node] | None:
        """What each group of rows gives; None where one is wrong."""
        found = {written: self.build(rest, rows, {**met, name: written}) for written, rows in groups.items()}
        sound = {written: node for written, node in found.items() if node is not None}
        return sound if len(sound) == len(found) else None

    def listed(self, name: str, rest: Sequence[str], rows: Sequence[Row], met: Mapping[str, str]) -> Node | None:
        """A key whose every value has rows: a row of a general value is for the narrower ones without their own."""
        domain = self.domain(name) or frozenset()
        fact = self.keys[name].type.values
        groups: dict[str, list[Row]] = {}
        for leaf in sorted(domain):
            own = [row for row in rows if row.at[name] == leaf]
            if not own and fact is not None:
                own = [row for row in rows if leaf in fact.leaves[str(row.at[name])]]
            if not own:
                keys = _said({**met, name: leaf})
                self.to.fault("rows", says=Message("aucune ligne pour {keys}", {"keys": keys}))
                return None
            groups[leaf] = own
        nodes = self.inner(name, rest, groups, met)
        if nodes is None:
            return None
        key = self.keys[name].node
        if self.keys[name].type.kind == "truth":
            return Choose(key, nodes["true"], nodes["false"])
        # Values that give the same are told apart by nobody: a general one may be all of them.
        groups_of: list[tuple[tuple[str, ...], Node]] = []
        for leaf, node in nodes.items():
            place = next((place for place, (_, other) in enumerate(groups_of) if other == node), len(groups_of))
            before = groups_of.pop(place)[0] if place < len(groups_of) else ()
            groups_of.insert(place, ((*before, leaf), node))
        return _halved(groups_of, lambda left: In(key, tuple(leaf for leaves in left for leaf in leaves)))

    def ordered(self, name: str, rest: Sequence[str], rows: Sequence[Row], met: Mapping[str, str]) -> Node | None:
        """A key with more values than can be listed: known up to each end, or at each value and nowhere else."""
        groups: dict[tuple[int, str], list[Row]] = {}
        for row in rows:
            groups.setdefault(_order(row.at[name]), []).append(row)
        sorted_rows = [groups[at] for at in sorted(groups)]
        ends = [group[0].at[name] for group in sorted_rows]
        nodes = self.inner(name, rest, {group[0].written[name]: group for group in sorted_rows}, met)
        if nodes is None:
            return None
        key = self.keys[name].node
        missing = self.gap("« {key} » n’est pas dans la table « {table} »", name)
        numbers = [(end, node) for end, node in zip(ends, nodes.values(), strict=True) if isinstance(end, Const)]
        if len(numbers) < len(ends):
            texts = [(str(end), node) for end, node in zip(ends, nodes.values(), strict=True)]
            exact = [(text, Choose(In(key, (text,)), node, missing)) for text, node in texts]
            return _halved(exact, lambda left: In(key, tuple(left)))
        if self.table.keys[name].match == "up_to":
            if self.table.keys[name].last != "open":
                above = self.gap("« {key} » dépasse la table « {table} »", name)
                numbers.append((numbers[-1][0], above))
            return _halved(numbers, lambda left: Compare(key, left[-1]))
        at = [(end, Choose(All((Compare(end, key), Compare(key, end))), node, missing)) for end, node in numbers]
        return _halved(at, lambda left: Compare(key, left[-1]))


K = TypeVar("K")


def _halved(parts: Sequence[tuple[K, Node]], when: Callable[[Sequence[K]], Node]) -> Node:
    """One of some values in order, found by halves; ``when`` tells that it is among the first ones."""
    if len(parts) == 1:
        return parts[0][1]
    half = len(parts) // 2
    first = [key for key, _ in parts[:half]]
    return Choose(when(first), _halved(parts[:half], when), _halved(parts[half:], when))


def _order(cell: Cell) -> tuple[int, str]:
    return (0, cell) if isinstance(cell, str) else (int(cell.value or 0) * 10 ** (12 - cell.scale), "")


def _said(keys: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in keys.items())
