"""How a quantity is compared: with values of a choice, with limits, with days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from relance_rules.language.types import KIND_WORDS, NOTHING, TRUTH, Content, Lowered, is_country
from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import All, Compare, Fact, In, Node, Not, Settled, plain
from relance_rules.plan.nodes import Any as AnyNode
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion
from relance_rules.values.words import both, either, shown_number

if TYPE_CHECKING:
    from relance_rules.language.lowering import Lowering

_LIMITS: dict[str, Callable[[Node, Node], Node]] = {
    "at_least": lambda value, limit: Compare(limit, value),
    "more_than": lambda value, limit: Compare(limit, value, strict=True),
    "at_most": lambda value, limit: Compare(value, limit),
    "less_than": lambda value, limit: Compare(value, limit, strict=True),
    "on_or_after": lambda value, limit: Compare(limit, value),
    "after": lambda value, limit: Compare(limit, value, strict=True),
    "on_or_before": lambda value, limit: Compare(value, limit),
    "before": lambda value, limit: Compare(value, limit, strict=True),
}
_OF_NUMBERS = ("at_least", "more_than", "at_most", "less_than")
_OF_DAYS = ("on_or_after", "after", "on_or_before", "before")
_SAYS = {
    "at_least": Message("au moins {limit}"),
    "more_than": Message("plus de {limit}"),
    "at_most": Message("au plus {limit}"),
    "less_than": Message("moins de {limit}"),
    "before": Message("avant le {limit}"),
    "on_or_before": Message("le {limit} au plus tard"),
    "after": Message("après le {limit}"),
    "on_or_after": Message("le {limit} au plus tôt"),
}
_INSTEAD = dict(zip((*_OF_NUMBERS, *_OF_DAYS), (*_OF_DAYS, *_OF_NUMBERS), strict=True))


def compare(quantity: Lowered, comparisons: Mapping[str, Any], to: Lowering) -> Lowered:
    """A quantity compared with one value or several limits, which must all hold."""
    if quantity.wrong:
        return quantity
    compared = {name: _compared(quantity, name, value, to) for name, value in comparisons.items()}
    sound = {name: found for name, found in compared.items() if found is not None}
    if len(sound) < len(compared):
        return NOTHING
    parts = [node for node, _ in sound.values()]
    words = {name: said for name, (_, said) in sound.items()}
    node = parts[0] if len(parts) == 1 else All(tuple(parts))
    tests = both(list(joined_words(words)))
    says = Message("{quantity} : {tests}", {"quantity": _named(quantity), "tests": tests})
    measure = None if isinstance(plain(quantity.node), (Fact, In)) else quantity
    return Lowered(node, TRUTH, says, plain=quantity.plain, measure=measure)


def _named(quantity: Lowered) -> Content:
    """What a quantity is called: a yes or no, by its fact alone."""
    words = quantity.words
    if quantity.type.kind == "truth" and isinstance(words, Message) and "fact" in words.values:
        return Message("« {fact} »", {"fact": words.values["fact"]})
    return words


def _compared(quantity: Lowered, name: str, value: Any, to: Lowering) -> tuple[Node, Content] | None:
    key = name.rstrip("_")
    kind = quantity.type.kind
    if name == "known":
        if value is not True:
            to.fault("known", says=Message("« known » n’accepte que « true »"))
            return None
        return Settled(quantity.node), Message("renseigné")
    if name in ("is_", "in_", "not_in"):
        return _among(quantity, key, (value,) if name == "is_" else value, to)
    allowed = _OF_DAYS if kind == "day" else _OF_NUMBERS if quantity.type.numeric else ()
    limit = to.quantity(value, key, like=quantity.type)
    if limit.wrong:
        return None
    if key not in allowed or limit.type.kind != kind:
        to.fault(key, says=_misfit(quantity, key, limit, allowed))
        return None
    return _LIMITS[key](quantity.node, limit.node), shown_number(limit.words)


def _misfit(quantity: Lowered, key: str, limit: Lowered, allowed: Sequence[str]) -> Message:
    what = {"what": _named(quantity), "kind": KIND_WORDS[quantity.type.kind], "key": key}
    if allowed and key not in allowed:
        return Message(
            "« {key} » ne va pas ici : {what} est {kind} ; utilisez {instead}", {**what, "instead": _INSTEAD[key]}
        )
    if not allowed:
        return Message("{what} est {kind}, qui ne se compare qu’avec is, in, not_in ou known", what)
    found = KIND_WORDS[limit.type.kind]
    return Message("il faut {expected}, pas {found}", {"expected": what["kind"], "found": found})


def _among(quantity: Lowered, key: str, values: Sequence[Any], to: Lowering) -> tuple[Node, Content] | None:
    """Whether a quantity is one of some values; ``key`` is the comparison."""
    kind = quantity.type.kind
    if kind == "choice" and quantity.type.values is not None:
        found = _of_choice(quantity, key, values, to)
    elif kind == "truth":
        found = _of_truth(quantity, key, values, to)
    elif quantity.type.numeric or kind == "day":
        found = _of_numbers(quantity, key, values, to)
    else:
        names = {"what": quantity.words, "kind": KIND_WORDS[kind]}
        to.fault(key, says=Message("{what} est {kind}, qui ne se compare pas", names))
        return None
    if found is None:
        return None
    node, words = found
    if key == "not_in":
        return Not(node), Message("ni {values}", {"values": words})
    return node, words


def _of_choice(quantity: Lowered, key: str, values: Sequence[Any], to: Lowering) -> tuple[Node, Content] | None:
    fact = quantity.type.values
    if fact is None:
        return None
    names: dict[str, None] = {}
    words: list[Content] = []
    for place, value in enumerate(values):
        where = (key,) if key == "is" else (key, place)
        if not isinstance(value, str):
            to.fault(*where, says=Message("une valeur est attendue ici"))
            return None
        group = to.book.groups.get(value)
        if group is not None and value not in (fact.values or {}):
            members, said = group, Message("{group}", {"group": value.replace("_", " ")})
        else:
            members, said = (value,), _value_words(fact, value)
        for member in members:
            leaves = _leaves(fact, member)
            if leaves is None:
                to.fault(*where, says=_unknown_value(fact, value, to))
                return None
            names.update(dict.fromkeys(sorted(leaves)))
        words.append(said)
    return In(quantity.node, tuple(names)), either(words)


def _leaves(fact: FactDef, value: str) -> frozenset[str] | None:
    if fact.type == "country":
        return frozenset({value}) if is_country(value) else None
    return fact.leaves.get(value)


def _unknown_value(fact: FactDef, value: str, to: Lowering) -> Message:
    if fact.type == "country":
        return Message("« {found} » : un code de pays à deux lettres est attendu", {"found": value})
    groups = [name for name, members in to.book.groups.items() if all(member in fact.leaves for member in members)]
    near = suggestion(value, [*(fact.values or {}), *groups])
    return Message("valeur inconnue : « {found} » ; {near}", {"found": value, "near": near})


def _value_words(fact: FactDef, value: str) -> Content:
    values = fact.values or {}
    if value not in values:
        return value
    narrower = [entry.label for name, entry in values.items() if name != value and name in fact.leaves[value]]
    if not narrower:
        return values[value].label
    return Message("{label} (y compris {narrower})", {"label": values[value].label, "narrower": both(narrower)})


def _of_truth(quantity: Lowered, key: str, values: Sequence[Any], to: Lowering) -> tuple[Node, Content] | None:
    if len(values) != 1 or values[0] not in ("true", "false"):
        to.fault(key, says=Message("« {found} » : true ou false est attendu", {"found": str(values[0])[:40]}))
        return None
    holds = values[0] == "true"
    return (quantity.node if holds else Not(quantity.node)), holds


def _of_numbers(quantity: Lowered, key: str, values: Sequence[Any], to: Lowering) -> tuple[Node, Content] | None:
    parts: list[Node] = []
    words: list[Content] = []
    for place, value in enumerate(values):
        where = (key,) if key == "is" else (key, place)
        found = to.quantity(value, *where, like=quantity.type)
        if found.wrong:
            return None
        if found.type.kind != quantity.type.kind:
            to.fault(*where, says=_misfit(quantity, key, found, (key,)))
            return None
        parts.append(All((Compare(found.node, quantity.node), Compare(quantity.node, found.node))))
        words.append(found.words)
    return (parts[0] if len(parts) == 1 else AnyNode(tuple(parts))), either(words)


def joined_words(words: Mapping[str, Content]) -> Iterator[Content]:
    """The words of some comparisons; two limits that face each other are said as a range."""
    left = dict(words)
    if "at_least" in left and "at_most" in left:
        yield Message("de {low} à {high}", {"low": left.pop("at_least"), "high": left.pop("at_most")})
    if "on_or_after" in left and "on_or_before" in left:
        yield Message("du {first} au {last}", {"first": left.pop("on_or_after"), "last": left.pop("on_or_before")})
    for name, said in left.items():
        template = _SAYS.get(name)
        yield said if template is None else Message(template.text, {"limit": said})
