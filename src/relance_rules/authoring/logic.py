"""Truths brought to one form, and whether some dossier can make them hold: never wrong when it says that none can.

The form has no negation: it is pushed down to the comparisons, which become exact sets of values. Whatever is possible
of a number or a choice that makes a comparison hold, one value of it is enough to reason about: what holds of a partial
dossier holds of each value that its gaps may take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TypeAlias

from relance_rules.authoring.domains import Domain, Interval, choices, join, meet, reach
from relance_rules.plan import nodes
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import (
    Apply,
    Choose,
    Compare,
    Const,
    Fact,
    Fold,
    In,
    Named,
    Node,
    Not,
    Settled,
    plain,
)
from relance_rules.plan.scales import Scales


@dataclass(frozen=True, slots=True)
class Within:
    """A fact, or the quantity that ``key`` describes, has one of some values."""

    key: object
    values: Domain


@dataclass(frozen=True, slots=True)
class Free:
    """Something that is not reasoned about: it may hold or not, whatever else does."""

    key: object
    holds: bool


@dataclass(frozen=True, slots=True)
class Both:
    """All of the parts hold; of no part, this holds."""

    parts: frozenset[Form]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts holds; of no part, this can't."""

    parts: frozenset[Form]


@dataclass(frozen=True, slots=True)
class Each:
    """The part holds of each item of a list, which has at least one."""

    owner: str
    part: Form


@dataclass(frozen=True, slots=True)
class One:
    """The part holds of an item of a list."""

    owner: str
    part: Form


Form: TypeAlias = Within | Free | Both | Either | Each | One

TRUE_FORM, FALSE_FORM = Both(frozenset()), Either(frozenset())
_BUDGET = 20_000
"""Past so many steps nothing is said: every rule file takes a few dozen."""
_MOST_CASES = 64
"""A comparison whose sides take more cases than this is not looked into."""


def form_of(node: Node, facts: Vocabulary, *, holds: bool = True) -> Form:
    """A truth, or its negation, in the one form: what says the same is equal."""
    return _Former(facts).form(node, holds=holds)


def key_of(node: Node | None, facts: Vocabulary) -> object:
    """What a number, a day, a choice or a truth comes to, as a value: what is worked out alike is equal."""
    return None if node is None else _Former(facts).key(node)


def both(*forms: Form) -> Form:
    """All of some forms."""
    return _group(Both, forms)


def satisfiable(form: Form) -> bool:
    """Whether some dossier makes a form hold. False is certain; True may only mean that it is not known."""
    return _Search().possible([form])


class _Former:
    """Brings truths over some facts to their form."""

    def __init__(self, facts: Vocabulary) -> None:
        self.facts, self.scales = facts, Scales(facts)

    # ---- truths

    def form(self, node: Node, *, holds: bool) -> Form:
        match node:
            case Named(of=part):
                return self.form(part, holds=holds)
            case nodes.All(parts=parts) | nodes.Any(parts=parts):
                kind = Both if isinstance(node, nodes.All) is holds else Either
                return _group(kind, [self.form(part, holds=holds) for part in parts])
            case Not(of=part):
                return self.form(part, holds=not holds)
            case Choose(when=when, then=then, otherwise=otherwise):
                return self.choose(when, self.form(then, holds=holds), self.form(otherwise, holds=holds))
            case Fold(how="all" | "any", list=owner, of=part, absent=absent):
                inner = self.form(part, holds=holds)
                form = Each(owner, inner) if (node.how == "all") is holds else One(owner, inner)
                return form if absent is None else _group(Either, [form, self.form(absent, holds=holds)])
            case In(choice=choice, values=values):
                return self.among(choice, frozenset(values), holds=holds)
            case Compare(left=left, right=right, strict=strict):
                if holds:
                    return self.compare(left, right, strict=strict)
                return self.compare(right, left, strict=not strict)
            case Settled(of=part):
                return Free(("known", self.key(part)), holds)
            case Const(value=bool(value)):
                return TRUE_FORM if value is holds else FALSE_FORM
            case _:
                return Free(self.key(node), holds)

    def choose(self, when: Node, then: Form, otherwise: Form) -> Form:
        if then == otherwise:
            return then
        met = _group(Both, [self.form(when, holds=True), then])
        return _group(Either, [met, _group(Both, [self.form(when, holds=False), otherwise])])

    def among(self, choice: Node, values: frozenset[str], *, holds: bool) -> Form:
        """A choice among some values, or out of them."""
        asked = plain(choice)
        if isinstance(asked, Choose) and _cases(asked) <= _MOST_CASES:
            then, otherwise = (self.among(part, values, holds=holds) for part in (asked.then, asked.otherwise))
            return self.choose(asked.when, then, otherwise)
        if isinstance(asked, Const) and asked.value is not None:
            return TRUE_FORM if (asked.value in values) is holds else FALSE_FORM
        every = choices(asked, self.facts)
        if every is None:
            return Free((self.key(asked), values), holds)
        return Within(self.key(asked), every & values if holds else every - values)

    # ---- comparisons

    def compare(self, left: Node, right: Node, *, strict: bool) -> Form:
        """One number less than another, or equal unless ``strict``."""
        left, right = plain(left), plain(right)
        if _cases(left) * _cases(right) <= _MOST_CASES:
            for chosen, is_left in ((left, True), (right, False)):
                if isinstance(chosen, Choose):
                    forms = [
                        self.compare(side, right, strict=strict) if is_left else self.compare(left, side, strict=strict)
                        for side in (chosen.then, chosen.otherwise)
                    ]
                    return self.choose(chosen.when, *forms)
        share = self.share(left, right, strict=strict)
        if share is not None:
            return share
        scale = max(self.scales.of(left), self.scales.of(right))
        up_left, up_right = (10 ** (scale - self.scales.of(side)) for side in (left, right))
        if isinstance(right, Const) and isinstance(right.value, int):
            most = right.value * up_right
            roof = -(-most // up_left) - 1 if strict else most // up_left
            return self.within(left, (-inf, roof))
        if isinstance(left, Const) and isinstance(left.value, int):
            least = left.value * up_left
            floor = least // up_right + 1 if strict else -(-least // up_right)
            return self.within(right, (floor, inf))
        return self.difference((left, up_left), (right, up_right), strict=strict)

    def within(self, node: Node, values: Interval) -> Form:
        every = reach(node, self.facts)
        if isinstance(node, Const) and node.value is not None:
            return TRUE_FORM if meet((every,), (values,)) else FALSE_FORM
        return Within(self.key(node), meet((every,), (values,)))

    def difference(self, left: tuple[Node, int], right: tuple[Node, int], *, strict: bool) -> Form:
        """Two numbers that are both worked out: what one has more than the other, taken always the same way round."""
        (one, up_one), (other, up_other) = left, right
        low, high = reach(one, self.facts)
        least, most = reach(other, self.facts)
        every = (low * up_one - most * up_other, high * up_one - least * up_other)
        values: Interval = (-inf, -1 if strict else 0)
        keys = self.key(one), self.key(other)
        if hash(keys[0]) > hash(keys[1]):
            every, values, keys = (-every[1], -every[0]), (-values[1], inf), (keys[1], keys[0])
        return Within(("difference", *keys), meet((every,), (values,)))

    def share(self, left: Node, right: Node, *, strict: bool) -> Form | None:
        """A share that is compared: what exceeds it, summed over the items, is compared with nought.

        A share is counted in points, its limits at even places and what is between two of them at odd ones. Of
        nothing, the excess is nought whatever the share.
        """
        for excess, nought, more in ((right, left, True), (left, right, False)):
            found = _excess(excess) if isinstance(nought, Const) and nought.value == 0 else None
            if found is None:
                continue
            owner, amount, where, rate = found
            if reach(amount, self.facts)[0] < 0:
                return None
            place = 2 * int(rate * 10**_POINTS)
            values = (place + strict, inf) if more else (-inf, place - strict)
            key = ("share", owner, self.key(amount), self.form(where, holds=True))
            part = Within(key, meet(((0, 2 * 10**_POINTS),), (values,)))
            total = Fold("add", owner, amount)
            nothing = self.compare(total, _NOUGHT, strict=False)
            something = self.compare(_NOUGHT, total, strict=True)
            return _group(Both, [something, part]) if strict else _group(Either, [nothing, part])
        return None

    # ---- what is compared

    def key(self, node: Node) -> object:
        match node:
            case Named(of=part):
                return self.key(part)
            case Const(sort=sort, value=value, scale=scale, gap=gap):
                exact = Fraction(value, 10**scale) if sort == "number" and isinstance(value, int) else value
                return sort, exact, gap
            case Fact(path=path, absent=absent):
                return path if absent is None else ("fact", path, self.key(absent))
            case Choose(when=when, then=then, otherwise=otherwise):
                return "choose", self.form(when, holds=True), self.key(then), self.key(otherwise)
            case Fold(how="add", list=owner, of=part, absent=absent):
                return "sum", owner, self.key(part), None if absent is None else self.key(absent)
            case Apply(function=function, parts=parts):
                keys: object = tuple(self.key(part) for part in parts)
                if function in ("add", "multiply", "least", "greatest"):
                    keys = frozenset(Counter(self.key(part) for part in parts).items())
                step = None if node.to is None else self.key(node.to)
                return function, keys, step, node.way, node.by, node.unit
            case _:
                return self.form(node, holds=True)


_NOUGHT = Const("number", 0)
_POINTS = 12


def _cases(node: Node) -> int:
    """How many values a list of choices has, what is inside other functions aside."""
    node = plain(node)
    return _cases(node.then) + _cases(node.otherwise) if isinstance(node, Choose) else 1


def _excess(node: Node) -> tuple[str, Node, Node, Fraction] | None:
    """The list, the amount, the condition and the rate of what exceeds a share; None where it is something else."""
    match node:
        case Fold(
            how="add",
            list=owner,
            absent=None,
            of=Choose(
                when=where,
                then=Apply(
                    function="multiply",
                    parts=(amount, Apply(function="subtract", parts=(Const(value=int(one)), Const() as rate))),
                ),
                otherwise=Apply(
                    function="multiply",
                    parts=(other, Apply(function="subtract", parts=(Const(value=int(none)), Const() as same))),
                ),
            ),
        ) if one == 1 and none == 0 and rate == same and amount == other and isinstance(rate.value, int):
            exact = Fraction(rate.value, 10**rate.scale)
            return (owner, amount, where, exact) if 0 <= exact <= 1 and rate.scale <= _POINTS else None
        case _:
            return None


def _group(kind: type[Both] | type[Either], forms: Iterable[Form]) -> Form:
    flat: list[Form] = []
    for form in forms:
        flat += form.parts if isinstance(form, kind) else (form,)
    values: dict[object, Domain] = {}
    others: set[Form] = set()
    for form in flat:
        if not isinstance(form, Within):
            others.add(form)
        elif form.key in values:
            values[form.key] = (meet if kind is Both else join)(values[form.key], form.values)
        else:
            values[form.key] = form.values
    merged = others | {Within(key, found) for key, found in values.items()}
    return next(iter(merged)) if len(merged) == 1 else kind(frozenset(merged))


class _Search:
    """A tableau: each disjunction opens branches, and a branch closes when a fact has no value left."""

    def __init__(self) -> None:
        self.steps = 0

    def possible(self, forms: list[Form]) -> bool:
        self.steps += 1
        if self.steps > _BUDGET:
            return True
        values: dict[object, Domain] = {}
        choices: list[frozenset[Form]] = []
        items: dict[str, tuple[list[Form], list[Form]]] = {}
        waiting = list(forms)
        while waiting:
            match waiting.pop():
                case Both(parts=parts):
                    waiting += parts
                case Either(parts=parts):
                    choices.append(parts)
                case Within(key=key, values=found):
                    values[key] = meet(values[key], found) if key in values else found
                    if not values[key]:
                        return False
                case Each(owner=owner, part=part):
                    items.setdefault(owner, ([], []))[0].append(part)
                case One(owner=owner, part=part):
                    items.setdefault(owner, ([], []))[1].append(part)
                case Free():
                    pass
        if choices:
            first, *rest = sorted(choices, key=len)
            settled = [form for form in self._flat(forms) if not isinstance(form, Either)]
            others: list[Form] = [Either(parts) for parts in rest]
            return any(self.possible([*settled, *others, part]) for part in first)
        return all(
            self.possible([*each, witness]) for each, some in items.values() for witness in (some or [TRUE_FORM])
        )

    def _flat(self, forms: list[Form]) -> list[Form]:
        flat: list[Form] = []
        waiting = list(forms)
        while waiting:
            form = waiting.pop()
            if isinstance(form, Both):
                waiting += form.parts
            else:
                flat.append(form)
        return flat
