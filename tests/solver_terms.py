"""What terms of the solver come to for one dossier, without any search."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import z3  # type: ignore[import-untyped]

from relance_rules.plan.facts import DECIMAL_SCALE, RATE_SCALE
from relance_rules.targets.python import Facts
from relance_rules.targets.smt import AnyDossier, Symbol


def number(symbol: Symbol, value: Any) -> Any:
    """The value of a fact as the solver holds it."""
    match value:
        case bool():
            return z3.BoolVal(value)
        case Fraction():
            return z3.IntVal(int(value * 10 ** (RATE_SCALE if symbol.kind == "percentage" else DECIMAL_SCALE)))
        case date():
            return z3.IntVal(value.toordinal())
        case str():
            return z3.IntVal(symbol.rank(value) if symbol.names else 0)
        case _:
            return z3.IntVal(int(value))


def known_to(symbols: AnyDossier, facts: Facts) -> list[tuple[Any, Any]]:
    """Each symbol with what it is in a dossier, for a substitution that leaves nothing to search."""
    nothing: dict[str, Any] = {}
    pairs = [(symbol, facts.get(path), path in facts) for path, symbol in symbols.facts.items()]
    found: list[tuple[Any, Any]] = []
    for owner, entries in symbols.lists.items():
        items = facts.get(owner, ())
        found.append((symbols.sizes[owner], z3.IntVal(len(items))))
        for place, entry in enumerate(entries):
            item = items[place] if place < len(items) else nothing
            pairs += [(symbol, item.get(name), name in item) for name, symbol in entry.facts.items()]
    for symbol, value, stated in pairs:
        found.append((symbol.stated, z3.BoolVal(stated)))
        if stated:
            found.append((symbol.value, number(symbol, value)))
        else:
            found.append((symbol.value, z3.BoolVal(False) if symbol.kind == "boolean" else z3.IntVal(0)))
    return found


def all_settled(terms: list[Any], pairs: list[tuple[Any, Any]]) -> list[Any]:
    """What several terms come to: truths as booleans, numbers as whole numbers."""
    made = [z3.BoolVal(t) if isinstance(t, bool) else z3.IntVal(t) if isinstance(t, int) else t for t in terms]
    gathered = z3.Function("gathered", *[term.sort() for term in made], z3.BoolSort())(*made)
    settled = z3.simplify(z3.substitute(gathered, *pairs)).children()
    return [z3.is_true(term) if z3.is_bool(term) else term.as_long() for term in settled]
