"""Lists of choices and parameters: the first value whose condition holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from relance_rules.language.definitions import Parameter
from relance_rules.language.expressions import Choice
from relance_rules.language.types import DAY, DEFINITIONS, KIND_WORDS, NOTHING, Lowered, Type, sort_of
from relance_rules.plan.nodes import Choose, Compare, Const, Fact, In, Named, Node, plain
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
            elif value.type.kind != kind.kind:
                names = {"expected": KIND_WORDS[kind.kind], "found": KIND_WORDS[value.type.kind]}
                to.fault(place, "is", says=Message("{expected} est attendu, pas {found}", names))
                wrong = True
        if when is None and place < len(listed) - 1:
            to.fault(place, says=Message("seule la dernière valeur d’une liste n’a pas de « when »"))
            wrong = True
        values.append((None if when is None else when.node, _cited(choice, value, to.at(place))))
    if wrong or kind is None:
        return NOTHING
    whens = [when for when, _ in values if when is not None]
    if values[-1][0] is not None and (gap := uncovered(whens, to)) is not None:
        message = Message("aucune valeur où rien de ceci ne vaut ({gap}) : terminez par « {{is: …}} »", {"gap": gap})
        return to.fault(len(listed) - 1, says=message)
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
    named = Named("", "choice", value.node, label, to.citation(choice.source), readings)
    return Lowered(named, value.type, value.words)


def uncovered(whens: Sequence[Node], to: Lowering) -> Message | None:
    """What no condition covers; None where conditions on one choice, or on one number's ranges, leave no gap."""
    tests = [plain(when) for when in whens]
    choices = [test for test in tests if isinstance(test, In)]
    if len(choices) == len(tests) and len({test.choice for test in choices}) == 1:
        asked = plain(choices[0].choice)
        fact = to.book.facts.get(asked.path) if isinstance(asked, Fact) else None
        domain = None if fact is None else fact.domain
        if domain is not None:
            left = sorted(domain - {value for test in choices for value in test.values})
            return Message("non couvert : {values}", {"values": left}) if left else None
    limits = [test for test in tests if isinstance(test, Compare)]
    if len(limits) == len(tests) and _facing(limits):
        return None
    return Message("non couvert : tous les autres cas")


def _facing(limits: Sequence[Compare]) -> bool:
    """Whether some limits of one number, each from one side, cover it whole."""
    floors: list[tuple[int, bool, Node]] = []
    roofs: list[tuple[int, bool, Node]] = []
    for limit in limits:
        left, right = limit.left, limit.right
        if isinstance(left, Const) and isinstance(left.value, int):
            floors.append((left.value * 10 ** (12 - left.scale), limit.strict, right))
        elif isinstance(right, Const) and isinstance(right.value, int):
            roofs.append((right.value * 10 ** (12 - right.scale), limit.strict, left))
        else:
            return False
    if not floors or not roofs or len({node for *_, node in (*floors, *roofs)}) != 1:
        return False
    low, strict_low, _ = min(floors, key=lambda floor: floor[:2])
    high, strict_high, _ = max(roofs, key=lambda roof: (roof[0], not roof[1]))
    return low < high or (low == high and not (strict_low and strict_high))


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
            return here.fault("values", place, "is", says=Message("{expected} est attendu, pas {found}", names))
    first = parameter.values[0].from_
    reason = to.book.say(
        Message("« {name} » n’a pas de valeur avant le {day}", {"name": parameter.label or name, "day": first})
    )
    node: Node = Const(sort_of(kind), None, gap=reason)
    for entry, value in zip(parameter.values, values, strict=True):
        node = Choose(Compare(Const("day", entry.from_.toordinal()), day.node), value.node, node)
    label = parameter.label or to.book.say(name.replace("_", " "))
    named = Named(
        name, "parameter", node, label, to.citation(parameter.source), here.readings(parameter.reading, "reading")
    )
    return Lowered(named, kind, Message("« {fact} »", {"fact": label}))
