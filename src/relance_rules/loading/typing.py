"""Type checks of a rule file against the vocabulary, before any dossier meets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from relance_rules.language.predicates import (
    BOUND_NAMES,
    DATE_NAMES,
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
from relance_rules.language.theme import Theme, Unreadable
from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.loading.problems import suggestion
from relance_rules.values import Euro, Message

Fault: TypeAlias = tuple[tuple[str | int, ...], Message]
"""Where in the rule file, and what is wrong."""

_KINDS: dict[type, Message] = {
    Euro: Message("un montant"),
    Fraction: Message("un taux"),
    int: Message("un nombre"),
    date: Message("une date"),
}
_MEASURES: dict[str, type] = {"money": Euro, "percentage": Fraction, "integer": int, "date": date}


def check_theme(theme: Theme, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Say everything in a theme that does not fit the vocabulary: unknown facts, wrong types, wrong values."""
    checker = _Checker(vocabulary)
    for place, window in enumerate(theme.windows):
        yield from checker.optional(window.when, ("windows", place, "when"), None)
    for place, size in enumerate(theme.size.ranges):
        yield from checker.optional(size.when, ("size", "ranges", place, "when"), None)
    for place, condition in enumerate(theme.conditions):
        yield from checker.optional(condition.when, ("eligibility", place, "when"), None)
        yield from checker.predicate(condition.require, ("eligibility", place, "require"), None)
    for place, exclusion in enumerate(theme.funding.exclude):
        yield from checker.predicate(exclusion.when, ("funding", "exclude", place, "when"), "depenses")
    commitments = () if isinstance(theme.commitments, Unreadable) else theme.commitments
    for name, requirements in (("commitments", commitments), ("documents", theme.documents)):
        for place, requirement in enumerate(requirements):
            yield from checker.optional(requirement.when, (name, place, "when"), None)
    yield from _readings(theme)


def _readings(theme: Theme) -> Iterator[Fault]:
    """A reading that a rule rests on is declared by the theme, so that it can be listed."""

    def walk(node: object, path: tuple[str | int, ...]) -> Iterator[Fault]:
        if isinstance(node, tuple):
            for place, item in enumerate(node):
                yield from walk(item, (*path, place))
        elif hasattr(node, "source"):
            reading = getattr(node, "reading", None)
            if reading is not None and reading not in theme.readings:
                message = Message("la lecture « {reading} » n’est pas déclarée dans « readings »", {"reading": reading})
                yield (*path, "reading"), message
            for name in type(node).model_fields:  # type: ignore[attr-defined]
                yield from walk(getattr(node, name), (*path, name))

    for name in type(theme).model_fields:
        yield from walk(getattr(theme, name), (name,))


class _Checker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def optional(self, node: Predicate | None, path: tuple[str | int, ...], scope: str | None) -> Iterator[Fault]:
        if node is not None:
            yield from self.predicate(node, path, scope)

    def predicate(self, node: Predicate, path: tuple[str | int, ...], scope: str | None) -> Iterator[Fault]:
        match node:
            case All(all=parts):
                for place, part in enumerate(parts):
                    yield from self.predicate(part, (*path, "all", place), scope)
            case AnyOf(any=parts):
                for place, part in enumerate(parts):
                    yield from self.predicate(part, (*path, "any", place), scope)
            case Not(not_=part):
                yield from self.predicate(part, (*path, "not"), scope)
            case Every(every=owner, satisfies=part):
                yield from self._items(owner, part, (*path, "every"), (*path, "satisfies"), scope)
            case Some(some=owner, satisfies=part):
                yield from self._items(owner, part, (*path, "some"), (*path, "satisfies"), scope)
            case NoneOf(none=owner, satisfies=part):
                yield from self._items(owner, part, (*path, "none"), (*path, "satisfies"), scope)
            case CountTest(count=owner, where=part):
                yield from self._items(owner, part, (*path, "count"), (*path, "where"), scope)
                yield from self._bounds(node, path, int)
            case SumTest(sum=amount, where=part):
                yield from self._sum(amount, part, (*path, "sum"), (*path, "where"), scope)
                yield from self._bounds(node, path, Euro)
            case ShareTest(share=amount, where=part):
                yield from self._sum(amount, part, (*path, "share"), (*path, "where"), scope)
                yield from self._bounds(node, path, Fraction)
            case FactTest():
                yield from self._fact(node, path, scope)

    def _items(
        self,
        owner: str,
        part: Predicate | None,
        owner_path: tuple[str | int, ...],
        part_path: tuple[str | int, ...],
        scope: str | None,
    ) -> Iterator[Fault]:
        if scope is not None:
            yield owner_path, Message("une liste ne s’examine pas à l’intérieur d’une autre")
        elif owner not in self.vocabulary.lists:
            found = suggestion(owner, self.vocabulary.lists)
            yield (
                owner_path,
                Message(
                    "« {owner} » n’est pas une liste du vocabulaire ; {found}",
                    {"owner": owner, "found": found},
                ),
            )
        else:
            yield from self.optional(part, part_path, owner)

    def _sum(
        self,
        amount: str,
        part: Predicate | None,
        amount_path: tuple[str | int, ...],
        part_path: tuple[str | int, ...],
        scope: str | None,
    ) -> Iterator[Fault]:
        owner, _, name = amount.partition("[].")
        fact = self.vocabulary.facts.get(amount)
        if not name or fact is None or fact.type != "money":
            sums = [path for path, known in self.vocabulary.facts.items() if "[]." in path and known.type == "money"]
            found = suggestion(amount, sums)
            yield (
                amount_path,
                Message(
                    "« {amount} » n’est pas un montant d’une liste ; {found}",
                    {"amount": amount, "found": found},
                ),
            )
        else:
            yield from self._items(owner, part, amount_path, part_path, scope)

    def _fact(self, node: FactTest, path: tuple[str | int, ...], scope: str | None) -> Iterator[Fault]:
        resolved = self.vocabulary.resolve(node.fact, scope)
        if resolved is None:
            known = [
                *self.vocabulary.lists.get(scope or "", ()),
                *(p for p in self.vocabulary.facts if "[]" not in p),
            ]
            near = suggestion(node.fact, known)
            yield (
                (*path, "fact"),
                Message("fait inconnu du vocabulaire : « {fact} » ; {near}", {"fact": node.fact, "near": near}),
            )
            return
        fact = self.vocabulary.facts[resolved]
        if fact.type == "list":
            yield (
                (*path, "fact"),
                Message("« {fact} » est une liste : utilisez every, some, none ou count", {"fact": node.fact}),
            )
            return
        if fact.type == "flags":
            message = Message("« {fact} » regroupe des réponses, qu’aucune règle ne peut lire", {"fact": node.fact})
            yield (*path, "fact"), message
            return
        if node.is_ is not None:
            yield from self._literal(fact, node.is_, (*path, "is"))
        for place, value in enumerate(node.in_ or ()):
            yield from self._literal(fact, value, (*path, "in", place))
        measure = _MEASURES.get(fact.type)
        yield from self._bounds(node, path, measure if measure is not date else None)
        for name in DATE_NAMES:
            if getattr(node, name) is not None and measure is not date:
                yield (*path, name), Message("« {fact} » n’est pas une date", {"fact": node.fact})

    def _bounds(self, node: object, path: tuple[str | int, ...], measure: type | None) -> Iterator[Fault]:
        for name in BOUND_NAMES:
            bound = getattr(node, name)
            if bound is None or type(bound) is measure:
                continue
            found = _KINDS[type(bound)]
            if measure is None:
                yield (*path, name), Message("ce fait ne se compare pas à {found}", {"found": found})
            else:
                expected = _KINDS[measure]
                yield (
                    (*path, name),
                    Message("{expected} est attendu, pas {found}", {"expected": expected, "found": found}),
                )

    def _literal(self, fact: Fact, value: object, path: tuple[str | int, ...]) -> Iterator[Fault]:
        text = str(value)
        if fact.type == "boolean":
            if text not in ("true", "false", "True", "False"):
                yield path, Message("« {found} » : true ou false est attendu", {"found": text})
        elif fact.type == "enumeration":
            if text not in (fact.values or {}):
                near = suggestion(text, fact.values or {})
                yield path, Message("valeur inconnue : « {found} » ; {near}", {"found": text, "near": near})
        elif fact.type == "integer":
            if not (text.isascii() and text.isdigit()):
                yield path, Message("« {found} » : un nombre entier est attendu", {"found": text})
        elif fact.type == "country":
            if not (len(text) == 2 and text.isascii() and text.isupper()):
                yield (
                    path,
                    Message("« {found} » : un code de pays à deux lettres est attendu", {"found": text}),
                )
        else:
            yield path, Message("ce fait se compare avec at_least, at_most, before…, pas avec is ou in")
