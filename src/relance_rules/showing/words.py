"""Predicates in words: what a rule asks, as a sentence or as the head of a tree of sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from relance_rules.language.predicates import (
    All,
    AnyOf,
    Bounds,
    CountTest,
    Every,
    FactTest,
    NoneOf,
    Not,
    Predicate,
    ShareTest,
    Some,
    SumTest,
)
from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.showing.blocks import Content
from relance_rules.showing.labels import both, either
from relance_rules.values import Message

_PLACE = re.compile(r"\[[0-9]+\]")


def fact_of(path: str, vocabulary: Vocabulary) -> Fact:
    """The fact at a path of a dossier, such as ``porteurs[0].nom``."""
    return vocabulary.facts[_PLACE.sub("[]", path)]


def value_words(value: Any, fact: Fact) -> Content:
    """A value of a fact: the label of an enumeration's value, or the value itself."""
    known = (fact.values or {}).get(value) if isinstance(value, str) else None
    return _number(value) if known is None else known.label


def _number(value: Any) -> Content:
    """A large whole number with its thousands apart; a year stays as it is."""
    return f"{value:_}".replace("_", "\u202f") if type(value) is int and value >= 10_000 else value


def sentence(node: Predicate, vocabulary: Vocabulary, scope: str | None = None) -> Message:
    """A predicate as one sentence, its parts within it.

    Args:
        node: The predicate.
        vocabulary: The facts that it names.
        scope: The list within whose items it is evaluated, if any.
    """
    return _SENTENCES[type(node)](node, vocabulary, scope)


def head(node: Predicate, vocabulary: Vocabulary, scope: str | None = None) -> Message:
    """What a predicate says of the parts that are shown below it; a predicate without parts, in full."""
    match node:
        case All():
            return Message("tout ce qui suit")
        case AnyOf():
            return Message("l’une au moins de ces conditions")
        case Not():
            return Message("le contraire de ceci")
        case Every(every=owner):
            return Message("chaque élément de « {list} »", {"list": vocabulary.facts[owner].label})
        case Some(some=owner):
            return Message("l’un au moins des éléments de « {list} »", {"list": vocabulary.facts[owner].label})
        case NoneOf(none=owner):
            return Message("aucun élément de « {list} »", {"list": vocabulary.facts[owner].label})
    return sentence(node, vocabulary, scope)


def _inner(node: Predicate, vocabulary: Vocabulary, scope: str | None) -> Message:
    """A predicate within another: between brackets where it has parts of its own."""
    said = sentence(node, vocabulary, scope)
    return said if isinstance(node, FactTest) else Message("({inner})", {"inner": said})


def _all(node: All, vocabulary: Vocabulary, scope: str | None) -> Message:
    *first, last = (_inner(part, vocabulary, scope) for part in node.all)
    return Message("{first}, et {last}", {"first": first, "last": last}) if first else last


def _any(node: AnyOf, vocabulary: Vocabulary, scope: str | None) -> Message:
    parts = [_inner(part, vocabulary, scope) for part in node.any]
    *first, last = parts
    return Message("soit {first}, soit {last}", {"first": first, "last": last}) if first else last


def _not(node: Not, vocabulary: Vocabulary, scope: str | None) -> Message:
    return Message("il est faux que {inner}", {"inner": _inner(node.not_, vocabulary, scope)})


def _every(node: Every, vocabulary: Vocabulary, scope: str | None) -> Message:
    return Message("pour chaque élément de « {list} », {inner}", _items(node.every, node.satisfies, vocabulary))


def _some(node: Some, vocabulary: Vocabulary, scope: str | None) -> Message:
    return Message("pour un élément au moins de « {list} », {inner}", _items(node.some, node.satisfies, vocabulary))


def _none(node: NoneOf, vocabulary: Vocabulary, scope: str | None) -> Message:
    return Message("pour aucun élément de « {list} », {inner}", _items(node.none, node.satisfies, vocabulary))


def _items(owner: str, part: Predicate, vocabulary: Vocabulary) -> dict[str, Content]:
    return {"list": vocabulary.facts[owner].label, "inner": sentence(part, vocabulary, owner)}


def _fact(node: FactTest, vocabulary: Vocabulary, scope: str | None) -> Message:
    full = vocabulary.resolve(node.fact, scope)
    if full is None:
        raise KeyError(node.fact)
    fact = vocabulary.facts[full]
    return Message("« {fact} » : {tests}", {"fact": fact.label, "tests": both(list(_tests(node, fact)))})


def _tests(node: FactTest, fact: Fact) -> Iterator[Content]:
    if node.is_ is not None:
        yield _literal(node.is_, fact)
    if node.in_ is not None:
        yield either([_literal(value, fact) for value in node.in_])
    yield from _bounds(node)
    if node.on_or_after is not None and node.on_or_before is not None:
        yield Message("du {first} au {last}", {"first": node.on_or_after, "last": node.on_or_before})
        return
    if node.before is not None:
        yield Message("avant le {day}", {"day": node.before})
    if node.on_or_before is not None:
        yield Message("le {day} au plus tard", {"day": node.on_or_before})
    if node.after is not None:
        yield Message("après le {day}", {"day": node.after})
    if node.on_or_after is not None:
        yield Message("le {day} au plus tôt", {"day": node.on_or_after})
    if node.known:
        yield Message("renseigné")


def _literal(value: str | bool | int, fact: Fact) -> Content:
    text = str(value)
    if fact.type == "boolean":
        return text.casefold() == "true"
    values = fact.values or {}
    if text not in values:
        return text
    narrower = [label.label for name, label in values.items() if name != text and name in fact.accepted(text)]
    if not narrower:
        return values[text].label
    return Message("{label} (y compris {narrower})", {"label": values[text].label, "narrower": both(narrower)})


def _bounds(node: Bounds) -> Iterator[Content]:
    if node.at_least is not None and node.at_most is not None:
        yield Message("de {low} à {high}", {"low": _number(node.at_least), "high": _number(node.at_most)})
        return
    if node.at_least is not None:
        yield Message("au moins {limit}", {"limit": _number(node.at_least)})
    if node.more_than is not None:
        yield Message("plus de {limit}", {"limit": _number(node.more_than)})
    if node.at_most is not None:
        yield Message("au plus {limit}", {"limit": _number(node.at_most)})
    if node.less_than is not None:
        yield Message("moins de {limit}", {"limit": _number(node.less_than)})


def _sum(node: SumTest, vocabulary: Vocabulary, scope: str | None) -> Message:
    values = _quantity(node.sum, node.where, node, vocabulary)
    if node.where is None:
        return Message("somme de « {amount} » sur « {list} » : {tests}", values)
    return Message("somme de « {amount} » sur « {list} », là où {where} : {tests}", values)


def _share(node: ShareTest, vocabulary: Vocabulary, scope: str | None) -> Message:
    values = _quantity(node.share, node.where, node, vocabulary)
    return Message("part de « {amount} » sur « {list} », là où {where} : {tests}", values)


def _count(node: CountTest, vocabulary: Vocabulary, scope: str | None) -> Message:
    values = _quantity(node.count, node.where, node, vocabulary)
    if node.where is None:
        return Message("nombre d’éléments de « {list} » : {tests}", values)
    return Message("nombre d’éléments de « {list} » où {where} : {tests}", values)


def _quantity(path: str, where: Predicate | None, node: Bounds, vocabulary: Vocabulary) -> dict[str, Content]:
    owner, inside, _ = path.partition("[].")
    return {
        "amount": vocabulary.facts[path].label if inside else "",
        "list": vocabulary.facts[owner].label,
        "where": "" if where is None else _inner(where, vocabulary, owner),
        "tests": both(list(_bounds(node))),
    }


_SENTENCES: dict[type, Callable[[Any, Vocabulary, str | None], Message]] = {
    All: _all,
    AnyOf: _any,
    Not: _not,
    Every: _every,
    Some: _some,
    NoneOf: _none,
    FactTest: _fact,
    SumTest: _sum,
    CountTest: _count,
    ShareTest: _share,
}
