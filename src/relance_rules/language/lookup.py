"""Looking up a table: its rows as nested choices, its holes and repetitions as faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relance_rules.language.lowering import Lowering
from relance_rules.language.tables import Table
from relance_rules.language.types import KIND_WORDS, NOTHING, TABLES, Lowered, sort_of
from relance_rules.plan.nodes import All, Choose, Compare, Const, In, Node
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

_COLUMN_KINDS = {"money": "money", "percentage": "rate", "integer": "number", "decimal": "number", "date": "day"}


def look_up(table: Table, column: str, keys: Mapping[str, Lowered], to: Lowering) -> Lowered:
    """The value of a column for some keys: nested choices, in the order of the rows."""
    here = to.elsewhere(TABLES, table.table, "rows")
    rows: list[tuple[dict[str, Any], Lowered]] = []
    for place, row in enumerate(table.rows):
        value = _cell(table, column, row, here.at(place))
        at = {name: _key(table, name, key, row, here.at(place)) for name, key in keys.items()}
        if value.wrong or any(found is None for found in at.values()):
            return NOTHING
        rows.append((at, value))
    if not rows:
        return to.fault("table", says=Message("la table « {table} » n’a aucune ligne", {"table": table.table}))
    builder = _Rows(table, keys, rows[0][1], here)
    node = builder.build(list(keys), [(place, at, value) for place, (at, value) in enumerate(rows)], {})
    if node is None:
        return NOTHING
    title = table.title or to.book.say(table.table.replace("_", " "))
    words = Message("« {column} » de la table « {table} »", {"column": column.replace("_", " "), "table": title})
    return Lowered(node, rows[0][1].type, words)


def _cell(table: Table, column: str, row: Mapping[str, Any], to: Lowering) -> Lowered:
    text = row.get(column)
    if not isinstance(text, str):
        return to.fault(says=Message("la colonne « {column} » manque", {"column": column}))
    found = to.at(column).constant(text)
    expected = _COLUMN_KINDS[table.gives[column]]
    if not found.wrong and found.type.kind != expected:
        names = {"expected": KIND_WORDS[expected], "found": KIND_WORDS[found.type.kind]}  # type: ignore[index]
        return to.fault(column, says=Message("{expected} est attendu, pas {found}", names))
    return found


def _key(table: Table, name: str, key: Lowered, row: Mapping[str, Any], to: Lowering) -> Any:
    """The key of a row: the name of a value, or a number; None where it is wrong."""
    text = row.get(name)
    if not isinstance(text, str):
        to.fault(says=Message("la clé « {key} » manque", {"key": name}))
        return None
    if key.type.kind == "choice" and key.type.values is not None:
        known = key.type.values.leaves
        if key.type.values.type == "enumeration" and text not in known:
            near = suggestion(text, known)
            to.fault(name, says=Message("valeur inconnue : « {found} » ; {near}", {"found": text, "near": near}))
            return None
        return text
    found = to.at(name).constant(text)
    if found.wrong or not isinstance(found.node, Const):
        return None
    if found.type.kind != key.type.kind:
        names = {"expected": KIND_WORDS[key.type.kind], "found": KIND_WORDS[found.type.kind]}
        to.fault(name, says=Message("{expected} est attendu, pas {found}", names))
        return None
    return found.node


class _Rows:
    """Builds the nested choices of a table, key after key."""

    def __init__(self, table: Table, keys: Mapping[str, Lowered], like: Lowered, to: Lowering) -> None:
        self.table, self.keys, self.like, self.to = table, keys, like, to

    def gap(self, reason: Message) -> Const:
        return Const(sort_of(self.like.type), None, gap=self.to.book.say(reason))

    def build(
        self, names: Sequence[str], rows: Sequence[tuple[int, dict[str, Any], Lowered]], met: dict[str, str]
    ) -> Node | None:
        if not names:
            if len(rows) > 1:
                values = {"keys": _said(met), "lines": [place + 1 for place, *_ in rows]}
                self.to.fault(rows[1][0], says=Message("deux lignes pour {keys} : les lignes {lines}", values))
                return None
            return rows[0][2].node
        name, *rest = names
        groups: dict[Any, list[tuple[int, dict[str, Any], Lowered]]] = {}
        for row in rows:
            groups.setdefault(row[1][name], []).append(row)
        if self.table.keys[name].match == "up_to":
            return self.range(name, rest, groups, met)
        return self.values(name, rest, groups, met)

    def range(self, name: str, rest: Sequence[str], groups: dict[Any, Any], met: dict[str, str]) -> Node | None:
        last = self.table.keys[name].last
        if last is None:
            root = self.to.elsewhere(TABLES, self.table.table, "keys", name)
            root.fault(says=Message("dites « last: open » ou « last: closed »"))
            return None
        ends = sorted(groups, key=lambda end: end.value * 10 ** (12 - end.scale))
        inner = [self.build(rest, groups[end], {**met, name: str(end.value)}) for end in ends]
        if any(node is None for node in inner):
            return None
        values = {"key": name, "table": self.table.table}
        node: Node | None = (
            inner[-1] if last == "open" else self.gap(Message("« {key} » dépasse la table « {table} »", values))
        )
        ends_left = ends[:-1] if last == "open" else ends
        for end, part in reversed(list(zip(ends_left, inner, strict=False))):
            node = Choose(Compare(self.keys[name].node, end), part, node)  # type: ignore[arg-type]
        return node

    def values(self, name: str, rest: Sequence[str], groups: dict[Any, Any], met: dict[str, str]) -> Node | None:
        key = self.keys[name]
        domain = None if key.type.values is None else key.type.values.domain
        inner = [(value, self.build(rest, group, {**met, name: _plain(value)})) for value, group in groups.items()]
        if any(node is None for _, node in inner):
            return None
        if domain is not None and (holes := sorted(domain - set(groups))):
            self.to.fault(says=Message("aucune ligne pour {keys}", {"keys": _said({**met, name: holes[0]})}))
            return None
        values = {"key": name, "table": self.table.table}
        node: Node | None = (
            inner.pop()[1]
            if domain is not None
            else self.gap(Message("« {key} » n’est pas dans la table « {table} »", values))
        )
        for value, part in reversed(inner):
            test = (
                In(key.node, (value,))
                if isinstance(value, str)
                else All((Compare(value, key.node), Compare(key.node, value)))
            )
            node = Choose(test, part, node)  # type: ignore[arg-type]
        return node


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else str(value.value)


def _said(keys: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in keys.items())
