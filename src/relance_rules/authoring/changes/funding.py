"""What a funding split says, each step by itself: in a step, the others only have a name."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from relance_rules.authoring.changes.parts import (
    Change,
    Part,
    amount,
    constant,
    differences,
    own,
    passage,
    rule,
    text,
    value,
    whole,
)
from relance_rules.authoring.rewriting import cut
from relance_rules.authoring.splits import rounding_of
from relance_rules.plan import nodes
from relance_rules.plan.facts import RATE_SCALE, Vocabulary
from relance_rules.plan.nodes import Apply, Const, Fact, Fold, Named, Node
from relance_rules.plan.ruleset import Ceiling, Exclusion, Funding
from relance_rules.plan.scales import ENGINE
from relance_rules.showing.blocks import Content
from relance_rules.values import Message


class Split:
    """The funding split of one side."""

    def __init__(self, funding: Funding, facts: Vocabulary) -> None:
        """Take the split, and the facts of its side."""
        self.funding, self.facts = funding, facts

    def itself(self) -> Iterator[Part]:
        """What the split says beside its steps."""
        funding, facts = self.funding, self.facts
        yield amount("scale", self._alone(funding.rate), _scale_words(funding), facts)
        yield value("staff", funding.staff)
        label = None if funding.staff_amount is None else funding.staff_amount.label
        yield rule("staff_when", funding.staff_when, label, facts)
        base = self._base()
        yield amount("base", base, _most(base), facts)
        yield value("rounding", _rounding(funding), _rounding_words(funding))
        yield from passage(funding.source, funding.readings)

    def exclusions(self) -> dict[str, Exclusion]:
        """The exclusions that the rule file lists, by id; what becomes of staff is told of the split."""
        return {own(each.id): each for each in self.funding.exclusions if not each.staff}

    def exclusion(self, exclusion: Exclusion) -> Iterator[Part]:
        """What an exclusion says."""
        yield text("label", exclusion.label)
        yield rule("when", exclusion.when, exclusion.says, self.facts)
        yield from passage(exclusion.source, exclusion.readings)

    def ceilings(self) -> dict[str, Ceiling]:
        """The ceilings that the rule file lists, by id."""
        return {own(each.id): each for each in self.funding.ceilings if not each.staff}

    def ceiling(self, ceiling: Ceiling) -> Iterator[Part]:
        """What a ceiling says."""
        yield text("label", ceiling.label)
        yield amount("amount", None if ceiling.limit is None else ceiling.limit.of, ceiling.says, self.facts)
        yield value("per", ceiling.scope, shared(ceiling))
        yield amount("counting", ceiling.used, None, self.facts)
        yield from passage(ceiling.source, ceiling.readings)

    def steps(self, kind: str) -> dict[str, Named]:
        """The bonuses, the categories or the minimum, by id."""
        funding = self.funding
        return {own(step.id): step for step in funding.steps if step.kind == kind and step is not funding.rate}

    def step(self, step: Named) -> Iterator[Part]:
        """What a step says."""
        yield text("label", step.label)
        words = constant(step.of, step.dimension)
        yield amount("amount", self._alone(step), _rate_in(step.of) if words is None else words, self.facts)
        yield from passage(step.source, step.readings)

    def funders(self) -> dict[str, Named]:
        """What each funder pays, by id."""
        return {funder.id: funder.amount for funder in self.funding.funders}

    def grant(self) -> Iterator[Part]:
        """All that the grant is worked out from."""
        yield amount("grant", self.funding.grant, None, self.facts)

    def _alone(self, step: Named | None) -> Node | None:
        """A step in which the others only have a name: each tells its own changes."""
        if step is None:
            return None
        limits = [ceiling.limit for ceiling in self.funding.ceilings if ceiling.limit is not None]
        stands = {id(each): _stand_in(each.id) for each in (*self.funding.steps, *limits) if each is not step}
        for funder in self.funding.funders:
            # What a funder leaves to another is worked out from the amount, not from its name.
            if funder.amount is not step:
                stands.setdefault(id(funder.amount.of), _stand_in(funder.id))
        return cut(step.of, stands)

    def _base(self) -> Node | None:
        """The base without the lines that leave it: those are told one by one."""
        of = self._alone(self.funding.base)
        if of is None:
            return None
        for node in nodes.walk(of):
            match node:
                case Apply(function="greatest", parts=(Const(), Apply(function="subtract", parts=(_, Fold())))):
                    return cut(of, {id(node): _stand_in("total")})
        return of


def _most(base: Node | None) -> Content:
    """The most that a base may be, where that is a constant."""
    match base:
        case Apply(function="least", parts=(_, most)):
            high = constant(most, "money")
            return None if high is None else Message("au plus {high}", {"high": high})
        case _:
            return None


def _rate_in(node: Node) -> Content:
    """The rate of what is a part of something else."""
    for inner in nodes.walk(node):
        match inner:
            case Apply(function="multiply", parts=(_, Const() as rate)):
                return constant(rate, "rate")
    return None


def _stand_in(name: str) -> Fact:
    return Fact(f"{ENGINE}{own(name)}")


def shared(ceiling: Ceiling) -> Message:
    """Whose grants a ceiling counts."""
    if ceiling.scope is None:
        return Message("par dossier")
    return Message("partagé : {scope}", {"scope": ceiling.scope.replace("_", " ")})


def _scale_words(funding: Funding) -> Content:
    """How the grant is worked out: brackets, where there are some."""
    parts: list[Content] = []
    for end, units in funding.brackets:
        rate = Fraction(int(units), 10**RATE_SCALE)
        if end is not None:
            parts.append(Message("{rate} jusqu’à {end}", {"rate": rate, "end": end}))
        else:
            parts.append(Message("{rate} au-delà" if parts else "{rate}", {"rate": rate}))
    parts += funding.says
    return parts[0] if len(parts) == 1 else parts or None


def _rounding(funding: Funding) -> object:
    rounded = rounding_of(funding)
    return None if rounded is None else (rounded.to, rounded.way)


_WAYS = {
    "down": Message("à {step} inférieur"),
    "up": Message("à {step} supérieur"),
    "nearest": Message("à {step} le plus proche"),
}


def _rounding_words(funding: Funding) -> Content:
    rounded = rounding_of(funding)
    if rounded is None or rounded.to is None:
        return None
    return Message(_WAYS[rounded.way or "down"].text, {"step": constant(rounded.to, "money")})


def compare_funding(theme: str, old: Split | None, new: Split | None) -> Iterator[Change]:
    """The differences of a funding split, step by step."""
    if old is None or new is None:
        yield from whole(theme, "funding", None, old and old.funding, new and new.funding)
        return
    found = [*differences(theme, "funding", None, None, old.itself(), new.itself())]
    sides = (old, new)
    for family, listed, says in (
        ("exclude", [side.exclusions() for side in sides], [side.exclusion for side in sides]),
        ("categories", [side.steps("rate") for side in sides], [side.step for side in sides]),
        ("bonuses", [side.steps("bonus") for side in sides], [side.step for side in sides]),
        ("ceilings", [side.ceilings() for side in sides], [side.ceiling for side in sides]),
        ("minimum", [side.steps("minimum") for side in sides], [side.step for side in sides]),
        ("funders", [side.funders() for side in sides], [side.step for side in sides]),
    ):
        found += _listed(theme, family, listed, says)
    yield from found
    if not any(change.action in ("added", "removed", "changed") for change in found):
        # What no step tells still changes the grant.
        told = differences(theme, "funding", None, None, old.grant(), new.grant())
        yield from (change for change in told if change.action == "changed")


def _listed(theme: str, family: str, listed: list[Any], says: list[Any]) -> Iterator[Change]:
    old, new = listed
    for name in dict.fromkeys([*old, *new]):
        if name in old and name in new:
            parts = says[0](old[name]), says[1](new[name])
            yield from differences(theme, family, name, new[name].label, *parts)
        else:
            yield from whole(theme, family, name, old.get(name), new.get(name))
