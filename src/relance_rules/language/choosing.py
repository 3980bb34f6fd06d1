"""Lists of choices and parameters: the first value whose condition holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from relance_rules.language.definitions import Parameter
from relance_rules.language.expressions import Choice
from relance_rules.language.types import DAY, DEFINITIONS, KIND_WORDS, NOTHING, Content, Lowered, Type, misfit, sort_of
from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import All, Choose, Compare, Const, Fact, In, Named, Node, Not, plain
from relance_rules.plan.nodes import Any as AnyNode
from relance_rules.plan.scales import Scales
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.language.lowering import Lowering


def choose(listed: Sequence[Choice], to: Lowering, like: Type | None = None) -> Lowered:
    """A list of choices as nested nodes; without a last value for all else, their conditions must leave no gap."""
    values: list[tuple[Node | None, Lowered]] = []
    kind = like
    wrong = False
    for place, choice in enumerate(listed):
        when = None if choice.when is None else to.condition(choice.when, place, "when")
        value = to.quantity(choice.is_, place, "is", like=kind)
        wrong = wrong or value.wrong or (when is not None and when.wrong)
        if not value.wrong:
            if kind is None or kind.kind == "unknown":
                kind = value.type
            elif not kind.takes(value.type):
                to.fault(place, "is", says=misfit(kind, value.type))
                wrong = True
        if when is None and place < len(listed) - 1:
            to.fault(place, says=Message("seule la dernière valeur d’une liste n’a pas de « when »"))
            wrong = True
        values.append((None if when is None else when.node, _cited(choice, value, to.at(place))))
    if wrong or kind is None:
        return NOTHING
    whens = [when for when, _ in values if when is not None]
    if values[-1][0] is not None and (gap := uncovered(whens, to)) is not None:
        message = Message("aucune valeur où rien de ceci ne vaut ({gap}) : terminez par « {is: …} »", {"gap": gap})
        return to.fault(len(listed) - 1, says=message)
    to.gathered.guards.append((to.path, tuple(guard for guard, _ in values)))
    node = values[-1][1].node
    for guard, value in reversed(values[:-1]):
        if guard is not None:
            node = Choose(guard, value.node, node)
    words = Message("selon le cas : {values}", {"values": [value.words for _, value in values]})
    return Lowered(node, kind, words if len(values) > 1 else values[0][1].words)


def _cited(choice: Choice, value: Lowered, to: Lowering) -> Lowered:
    """The value of a choice, with what a finding cites where the choice decides."""
    readings = to.readings(choice.reading, "reading")
    if choice.source is None and not readings and choice.label is None:
        return value
    label = choice.label or to.book.say(value.words)
    named = Named("", "choice", value.node, label, to.citation(choice.source, "source"), readings, value.type.dimension)
    return Lowered(named, value.type, value.words)


def uncovered(whens: Sequence[Node], to: Lowering) -> Message | None:
    """What no condition covers; None where conditions on one choice, or on one number's ranges, leave no gap."""
    tests = [plain(when) for when in whens]
    if (found := _uncovered_values(tests, to)) is not None:
        fact, left = found
        return Message("non couvert : {fact} = {values}", {"fact": fact, "values": left}) if left else None
    if _cover_numbers(tests, to):
        return None
    return Message("non couvert : tous les autres cas")


def _uncovered_values(tests: Sequence[Node], to: Lowering) -> tuple[Content, list[Content]] | None:
    """What a choice is called, and its values that no test covers; None where the tests are of something else."""
    asked: dict[Node | str, Node] = {}
    covered: set[str] = set()
    refused: list[frozenset[str]] = []
    for test in tests:
        inner = plain(test.of) if isinstance(test, Not) else test
        if not isinstance(inner, In):
            return None
        asked[_once(inner.choice)] = inner.choice
        if inner is test:
            covered.update(inner.values)
        else:
            refused.append(frozenset(inner.values))
    if len(asked) != 1:
        return None
    fact = _fact_of(next(iter(asked.values())), to)
    if fact is None or fact.type == "country" or fact.domain is None:
        return None
    left = sorted(fact.domain - covered - {value for values in refused for value in fact.domain - values})
    values = fact.values or {}
    return fact.label, [values[value].label if value in values else value for value in left]


def _fact_of(choice: Node, to: Lowering) -> FactDef | None:
    """The fact, asked or derived, whose values a choice takes."""
    if isinstance(choice, Named) and choice.kind == "derived":
        return to.gathered.named[choice.id].type.values
    asked = plain(choice)
    return to.book.facts.get(asked.path) if isinstance(asked, Fact) else None


def _once(node: Node) -> Node | str:
    """What tells a node from others: its id, where it has one."""
    return node.id if isinstance(node, Named) and node.id else node


Bound: TypeAlias = "tuple[Const, bool] | None"
"""A known end of a range and whether the end itself is out of it; None for no end."""


def _cover_numbers(tests: Sequence[Node], to: Lowering) -> bool:
    """Whether ranges of one number, or of one day, cover it whole."""
    spans: list[tuple[Node, Bound, Bound]] = []
    for test in tests:
        found = _spans(test)
        if found is None:
            return False
        spans += found
    if len({_once(node) for node, *_ in spans}) != 1:
        return False
    scales = Scales(to.book.facts)
    own = scales.of(spans[0][0])
    scale = max([own, *(end[0].scale for _, *ends in spans for end in ends if end is not None)])
    step = 10 ** (scale - own)
    whole = [(_least(low, scale, step), _most(high, scale, step)) for _, low, high in spans]
    # What a dossier states is never negative; a day has no first one here.
    asked = plain(spans[0][0])
    stated = isinstance(asked, Fact) and to.book.facts[asked.path].type != "date"
    reached: int | None = -step if stated else None
    for low, high in sorted(whole, key=lambda span: (span[0] is not None, span[0] or 0)):
        if low is not None and (reached is None or low > reached + step):
            return False
        if high is None:
            return True
        reached = high if reached is None else max(reached, high)
    return False


def _least(low: Bound, scale: int, step: int) -> int | None:
    """The first number that is in a range, in units of ``10 ** -scale``; numbers go by steps."""
    if low is None:
        return None
    value: int = int(low[0].value or 0) * 10 ** (scale - low[0].scale) + low[1]
    return -(-value // step) * step


def _most(high: Bound, scale: int, step: int) -> int | None:
    """The last number that is in a range."""
    if high is None:
        return None
    value: int = int(high[0].value or 0) * 10 ** (scale - high[0].scale) - high[1]
    return value // step * step


def _spans(test: Node) -> list[tuple[Node, Bound, Bound]] | None:
    """The ranges of a number that a test accepts; None where it tests something else."""
    match plain(test):
        case Compare(left=Const() as end, right=node, strict=strict) if end.value is not None:
            return [(node, (end, strict), None)]
        case Compare(left=node, right=Const() as end, strict=strict) if end.value is not None:
            return [(node, None, (end, strict))]
        case AnyNode(parts=parts):
            listed = [_spans(part) for part in parts]
            return (
                None if any(found is None for found in listed) else [span for found in listed for span in found or ()]
            )
        case All(parts=(first, second)):
            return _facing(_spans(first), _spans(second))
        case _:
            return None


def _facing(
    one: list[tuple[Node, Bound, Bound]] | None, other: list[tuple[Node, Bound, Bound]] | None
) -> list[tuple[Node, Bound, Bound]] | None:
    """Two limits of one number, one from each side, as a range."""
    if one is None or other is None or len(one) != 1 or len(other) != 1 or _once(one[0][0]) != _once(other[0][0]):
        return None
    node, low, high = one[0]
    _, other_low, other_high = other[0]
    if (low is None) == (other_low is None) or (high is None) == (other_high is None):
        return None
    return [(node, low or other_low, high or other_high)]


def valid_from(name: str, parameter: Parameter, to: Lowering) -> Lowered:
    """A parameter whose value depends on a day: unknown before the first, for that reason."""
    here = to.elsewhere(DEFINITIONS, "parameters", name)
    by = parameter.by or to.book.roles.filed_on
    if by is None:
        return here.fault(says=Message("« {name} » : sans date de dépôt, un paramètre dit « by »", {"name": name}))
    day = here.quantity(by, "by")
    values = [here.quantity(entry.is_, "values", place, "is") for place, entry in enumerate(parameter.values)]
    if day.wrong or any(value.wrong for value in values):
        return NOTHING
    if day.type != DAY:
        return here.fault("by", says=Message("« {name} » n’est pas une date", {"name": by}))
    kind = values[0].type
    for place, value in enumerate(values):
        if value.type.kind != parameter.kind:
            names = {"expected": KIND_WORDS[parameter.kind], "found": KIND_WORDS[value.type.kind]}
            return here.fault("values", place, "is", says=Message("il faut {expected}, pas {found}", names))
    first = parameter.values[0].from_
    reason = to.book.say(
        Message("« {name} » n’a pas de valeur avant le {day}", {"name": parameter.label or name, "day": first})
    )
    node: Node = Const(sort_of(kind), None, gap=reason)
    for entry, value in zip(parameter.values, values, strict=True):
        node = Choose(Compare(Const("day", entry.from_.toordinal()), day.node), value.node, node)
    label = parameter.label or to.book.say(name.replace("_", " "))
    named = Named(
        name,
        "parameter",
        node,
        label,
        here.citation(parameter.source, "source"),
        here.readings(parameter.reading, "reading"),
        kind.dimension,
    )
    return Lowered(named, kind, Message("« {fact} »", {"fact": label}))
