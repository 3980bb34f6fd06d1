"""The numbers and days of a dossier that can be varied, one at a time: where each stands, and how far it may go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.answers import read_value
from relance_rules.plan.facts import FactDef, general_path
from relance_rules.plan.limits import limits
from relance_rules.plan.nodes import Fact, walk
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.python.stated import number_of
from relance_rules.targets.python.totals import settle_total
from relance_rules.values import Message, Money, ParseError
from relance_rules.values.suggestions import suggestion

_PLACED = re.compile(r"(?P<list>[^\[\]]+)\[(?P<place>[0-9]{1,6})\]\.(?P<name>[^\[\]]+)")


class Varied(NamedTuple):
    """A fact that varies.

    ``here`` is where it stands, in units of the scale of its fact; None where it is not stated. ``follows`` is the
    total, where it is the sum of the lines and one of them varies. ``span`` is all that the fact may be.
    """

    path: str
    fact: FactDef
    here: int | None
    follows: str | None
    span: tuple[int, int]

    def value(self, units: int) -> Any:
        """A value of the fact, as reading gives it."""
        match self.fact.type:
            case "money":
                return Money(units)
            case "date":
                return date.fromordinal(units)
            case "integer":
                return units
            case _:
                return Fraction(units, 10**self.fact.kind.scale)

    def placed(self, dossier: Dossier, units: int) -> Dossier:
        """A dossier in which the fact is so much."""
        return with_fact(dossier, self.path, self.value(units), without=self.follows)


def with_fact(dossier: Dossier, path: str, value: Any, *, without: str | None = None) -> Dossier:
    """A dossier that states something else of one fact, None for nothing, and nothing of ``without``."""
    facts = {name: stated for name, stated in dossier.facts.items() if name != without}
    found = _PLACED.fullmatch(path)
    if found is None:
        _put(facts, path, value)
    else:
        owner, place = found["list"], int(found["place"])
        items = list(facts[owner])
        items[place] = dict(items[place])
        _put(items[place], found["name"], value)
        facts[owner] = tuple(items)
    return dossier._replace(facts=facts)


def _put(facts: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        facts.pop(name, None)
    else:
        facts[name] = value


def stated(facts: Mapping[str, Any], path: str) -> Any:
    """What a dossier states of a fact; None where it states nothing."""
    found = _PLACED.fullmatch(path)
    if found is None:
        return facts.get(path)
    items = facts.get(found["list"], ())
    place = int(found["place"])
    return items[place].get(found["name"]) if place < len(items) else None


def asked_paths(plan: Plan, theme: Theme, dossier: Dossier) -> Iterator[str]:
    """The facts that the rules of a theme read, with those of each item that the dossier lists, in their order."""
    roles = plan.roles
    read = {node.path for root in theme.roots() for node in walk(root) if isinstance(node, Fact)}
    read |= {role.path for role in (roles.total, roles.requested) if role is not None}
    if roles.lines is not None:
        read.add(f"{roles.lines.list}[].{roles.lines.amount}")
    for path in plan.facts:
        if path not in read:
            continue
        owner, inside, name = path.partition("[].")
        if inside:
            yield from (f"{owner}[{place}].{name}" for place in range(len(dossier.facts.get(owner, ()))))
        else:
            yield path


def can_vary(plan: Plan, path: str) -> bool:
    """Whether a fact is a number or a day."""
    return limits(plan.facts[general_path(path)], plan.currency) is not None


def varied(plan: Plan, theme: Theme, dossier: Dossier, path: str) -> Varied:
    """A fact of a dossier, to be varied.

    Raises:
        DossierError: There is no such fact, it is neither a number nor a day, the theme does not read it, or the lines
            say already what it is.
    """
    known = [each for each in asked_paths(plan, theme, dossier) if can_vary(plan, each)]
    if path not in known:
        raise DossierError([Problem(_refused(plan, theme, dossier, path, known), dossier.origin)])
    fact = plan.facts[general_path(path)]
    span = limits(fact, plan.currency)
    assert span is not None  # noqa: S101 - what is neither a number nor a day was refused
    value = stated(dossier.facts, path)
    here = None if value is None else number_of(fact, 0)(value)
    return Varied(path, fact, here, _follows(plan, dossier, path), span)


def _refused(plan: Plan, theme: Theme, dossier: Dossier, path: str, known: list[str]) -> Message:
    found = _PLACED.fullmatch(path)
    general, shown = general_path(path), path[:80]
    if general not in plan.facts or (found is None and "[" in path):
        return Message("fait inconnu : « {fact} » ; {near}", {"fact": shown, "near": suggestion(path, known)})
    if not can_vary(plan, general):
        values = {"fact": shown, "near": suggestion(path, known)}
        return Message("« {fact} » ne varie pas : ce n’est ni un nombre ni un jour ; {near}", values)
    if found is not None and int(found["place"]) >= (count := len(dossier.facts.get(found["list"], ()))):
        return Message(
            "« {fact} » : le dossier n’a que {count} éléments dans « {list} », comptés à partir de 0",
            {"fact": shown, "list": found["list"], "count": count},
        )
    values = {"fact": shown, "theme": theme.code, "near": suggestion(path, known)}
    return Message("« {fact} » ne change rien : le thème {theme} ne le lit pas ; {near}", values)


def parsed(plan: Plan, theme: Theme, dossier: Dossier, text: str) -> tuple[Varied, int | None, int | None]:
    """What ``FACT=FROM..TO`` names: a fact, and its first and last values in units, None where one is left out.

    Raises:
        DossierError: The fact can't vary, a value can't be read, or the first is above the last.
    """
    path, _, ends = (part.strip() for part in text.partition("="))
    fact = varied(plan, theme, dossier, path)
    first, apart, last = ends.partition("..")
    if ends and not apart:
        values = {"text": text[:80], "fact": path}
        message = Message("« {text} » : écrivez « {fact}=DE..À », l’un ou l’autre pouvant manquer", values)
        raise DossierError([Problem(message, dossier.origin)])
    low, high = (_end(plan, fact, end.strip(), dossier) for end in (first, last))
    if low is not None and high is not None and low > high:
        message = Message("{low} est au-dessus de {high}", {"low": fact.value(low), "high": fact.value(high)})
        raise DossierError([Problem(message, dossier.origin)])
    return fact, low, high


def _end(plan: Plan, fact: Varied, text: str, dossier: Dossier) -> int | None:
    if not text:
        return None
    try:
        found: int = number_of(fact.fact, 0)(read_value(text, fact.fact, plan.currency))
    except ParseError as error:
        message = Message("« {fact} » : {detail}", {"fact": fact.path, "detail": error.message})
        raise DossierError([Problem(message, dossier.origin)]) from None
    return found


def _follows(plan: Plan, dossier: Dossier, path: str) -> str | None:
    """The total that follows a line, where it is stated and is the sum of the lines.

    Raises:
        DossierError: It is the total that is to vary, and the lines say already what it is.
    """
    roles = plan.roles
    if roles.total is None or roles.lines is None or roles.lines.list not in dossier.facts:
        return None
    owner, amount = roles.lines.list, roles.lines.amount
    lines = dossier.facts[owner]
    complete = all(amount in line for line in lines)
    if path == roles.total.path and complete:
        values = {"fact": path, "lines": [f"{owner}[{place}].{amount}" for place in range(len(lines))][:12]}
        message = Message("« {fact} » est la somme des dépenses : faites varier l’une d’elles : {lines}", values)
        raise DossierError([Problem(message, dossier.origin)])
    if general_path(path) != f"{owner}[].{amount}" or not complete or roles.total.path not in dossier.facts:
        return None
    return roles.total.path if settle_total(dossier.facts, roles).contradiction is None else None
