"""What terms of the solver come to for one dossier, without any search."""

from __future__ import annotations

from itertools import product
from string import ascii_uppercase
from typing import Any

import z3  # type: ignore[import-untyped]

from relance_rules.compiler.solver import RATE_UNIT, AnyDossier, Symbol
from relance_rules.dossiers.facts import Facts

COUNTRIES = ["".join(pair) for pair in product(ascii_uppercase, repeat=2)]


def number(symbol: Symbol, value: Any) -> Any:
    """The value of a fact as the solver holds it."""
    match symbol.fact.type:
        case "boolean":
            return z3.BoolVal(value)
        case "percentage":
            return z3.IntVal(int(value * RATE_UNIT))
        case "date":
            return z3.IntVal(value.toordinal() - 1)
        case "enumeration":
            return z3.IntVal(list(symbol.fact.values or ()).index(value))
        case "country":
            return z3.IntVal(COUNTRIES.index(value))
        case "text" | "siret":
            return z3.IntVal(0)
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
            found.append((symbol.value, z3.BoolVal(False) if symbol.fact.type == "boolean" else z3.IntVal(0)))
    return found


def settled(term: Any, pairs: list[tuple[Any, Any]]) -> Any:
    return z3.simplify(z3.substitute(term, *pairs))


def all_settled(terms: list[Any], pairs: list[tuple[Any, Any]]) -> list[Any]:
    """What several terms come to: truths as booleans, numbers as whole numbers."""
    gathered = z3.Function("gathered", *[term.sort() for term in terms], z3.BoolSort())(*terms)
    return [z3.is_true(term) if z3.is_bool(term) else term.as_long() for term in settled(gathered, pairs).children()]
