"""Predicates brought to one form, and whether some dossier can make them hold: never wrong when it says that none can.

The form has no negation: it is pushed down to the comparisons, which become exact sets of values. A dossier that
states every fact is enough to reason about, since what holds of a partial dossier holds however it is completed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from relance_rules.authoring.domains import RATES, SUMS, Domain, accepted_values, complement, counts, meet, universe
from relance_rules.authoring.domains import within as bounded
from relance_rules.language.predicates import (
    All,
    AnyOf,
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
from relance_rules.language.vocabulary import Vocabulary


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

TRUE_FORM = Both(frozenset())
_BUDGET = 20_000
"""Past so many steps nothing is said: every rule file takes a few dozen."""


def form_of(node: Predicate, vocabulary: Vocabulary, scope: str | None = None, *, holds: bool = True) -> Form:
    """A predicate that fits the vocabulary, or its negation, in the one form: what says the same is equal."""
    match node:
        case All(all=parts) | AnyOf(any=parts):
            forms = frozenset(form_of(part, vocabulary, scope, holds=holds) for part in parts)
            return _group(Both if isinstance(node, All) is holds else Either, forms)
        case Not(not_=part):
            return form_of(part, vocabulary, scope, holds=not holds)
        case Every(every=owner, satisfies=part):
            return (Each if holds else One)(owner, form_of(part, vocabulary, owner, holds=holds))
        case Some(some=owner, satisfies=part):
            return (One if holds else Each)(owner, form_of(part, vocabulary, owner, holds=holds))
        case NoneOf(none=owner, satisfies=part):
            return (Each if holds else One)(owner, form_of(part, vocabulary, owner, holds=not holds))
        case FactTest():
            return _fact(node, vocabulary, scope, holds=holds)
        case SumTest(sum=amount):
            return _within(("sum", amount, _where(node, vocabulary)), bounded(SUMS, node), SUMS, holds=holds)
        case CountTest(count=owner):
            every = counts(of_all=node.where is None)
            return _within(("count", owner, _where(node, vocabulary)), bounded(every, node), every, holds=holds)
        case ShareTest(share=amount):
            key = ("share", amount, _where(node, vocabulary))
            # A share of nothing fails whatever its bounds, so its negation says nothing of the share.
            return Within(key, bounded(RATES, node)) if holds else Free((key, node.model_dump_json()), False)


def _fact(node: FactTest, vocabulary: Vocabulary, scope: str | None, *, holds: bool) -> Form:
    path = vocabulary.resolve(node.fact, scope) or node.fact
    fact = vocabulary.facts[path]
    values, every = accepted_values(node, fact), universe(fact)
    if values is None or every is None:
        return Free(path, holds)
    return _within(path, values, every, holds=holds)


def _within(key: object, values: Domain, every: Domain, *, holds: bool) -> Form:
    return Within(key, values if holds else complement(values, every))


def _where(node: SumTest | CountTest | ShareTest, vocabulary: Vocabulary) -> Form | None:
    owner = node.count if isinstance(node, CountTest) else (node.sum if isinstance(node, SumTest) else node.share)
    return None if node.where is None else form_of(node.where, vocabulary, owner.partition("[]")[0])


def _group(kind: type[Both] | type[Either], forms: frozenset[Form]) -> Form:
    flat: set[Form] = set()
    for form in forms:
        flat |= form.parts if isinstance(form, kind) else {form}
    return next(iter(flat)) if len(flat) == 1 else kind(frozenset(flat))


def both(*forms: Form) -> Form:
    """All of some forms."""
    return _group(Both, frozenset(forms))


def satisfiable(form: Form) -> bool:
    """Whether some dossier makes a form hold. False is certain; True may only mean that it is not known."""
    return _Search().possible([form])


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
