"""The facts of a dossier as the cells of a row, and back: nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from relance_rules.dossiers.facts import Facts
from relance_rules.plan.facts import FactDef, Tree, Vocabulary
from relance_rules.values import Money

Row: TypeAlias = Mapping[str, Any]
"""Cells by column: a group is a mapping, a list holds mappings, and what is not stated is None or left out."""


def row_of(facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    """The cells of a dossier as JSON writes them: amounts in hundredths, days as texts, other decimals as texts.

    The answers of flags are written as they are named: a column of a table holds only those that it has a field for.
    """
    row: dict[str, Any] = {}
    for path, value in facts.items():
        *above, last = path.split(".")
        place = row
        for step in above:
            place = place.setdefault(step, {})
        fact = vocabulary.facts.get(path)
        if fact is None:
            # An answer of flags: ``engagements.suivi``.
            place[last] = value
        elif fact.type == "list":
            items = vocabulary.lists[path]
            place[last] = [_item(item, items) for item in value]
        else:
            place[last] = _written(value, fact)
    return row


def _item(item: Facts, facts: Mapping[str, FactDef]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for path, value in item.items():
        *above, last = path.split(".")
        place = row
        for step in above:
            place = place.setdefault(step, {})
        place[last] = _written(value, facts[path])
    return row


def _written(value: Any, fact: FactDef) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        whole, rest = divmod(value.numerator * 10**fact.kind.scale // value.denominator, 10**fact.kind.scale)
        return f"{whole}.{rest:0{fact.kind.scale}}"
    return int(value) if isinstance(value, Money) else value


def facts_of(row: Row, vocabulary: Vocabulary) -> dict[str, Any]:
    """The facts that a row states, from cells as DuckDB gives them: Decimal, ``date``, mappings and lists.

    Items that state nothing, and lists of nothing, are left out as reading leaves them out.
    """
    return dict(_stated(row, vocabulary.trees[None], "", vocabulary))


def _stated(row: Row, tree: Tree, prefix: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Any]]:
    for name, known in tree.items():
        value = row.get(name)
        if value is None:
            continue
        if isinstance(known, dict):
            yield from _stated(value, known, f"{prefix}{name}.", vocabulary)
        elif known.type == "list":
            inner = vocabulary.trees[prefix + name]
            items = tuple(filter(None, (dict(_stated(item, inner, "", vocabulary)) for item in value if item)))
            if items:
                yield prefix + name, items
        elif known.type == "flags":
            yield from ((f"{prefix}{name}.{flag}", given) for flag, given in value.items() if given is not None)
        else:
            yield prefix + name, value_of(value, known)


def value_of(value: Any, fact: FactDef) -> Any:
    """The value of a fact, from its cell."""
    python = fact.kind.python
    return value if type(value) is python else python(value)
