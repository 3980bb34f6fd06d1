"""Which facts a theme asks: those of every dossier, those that its rules name, those that its funding needs."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.funding import EARLIER
from relance_rules.dossiers.totals import AMOUNT, LINES
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
from relance_rules.language.theme import Theme
from relance_rules.language.vocabulary import Vocabulary

# What every expense line says: its name, its amount, and the title that tells staff costs (reading R5).
_OF_LINES = (LINES, f"{LINES}[].libelle", f"{LINES}[].{AMOUNT}", f"{LINES}[].titre")
# What a ceiling per project counts, and what links the dossiers of one project.
_OF_PROJECTS = (EARLIER, "projet.reference", "projet.phase")


def facts_of(node: Predicate, vocabulary: Vocabulary, scope: str | None = None) -> Iterator[str]:
    """The full paths of the facts that a predicate names; those of items as ``porteurs[].categorie``.

    Args:
        node: A predicate that was checked against the vocabulary.
        vocabulary: The facts that it names.
        scope: The list within whose items it is evaluated, if any.

    Raises:
        KeyError: The vocabulary has no such fact.
    """
    match node:
        case FactTest(fact=name):
            full = vocabulary.resolve(name, scope)
            if full is None:
                raise KeyError(name)
            yield full
        case All(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from facts_of(part, vocabulary, scope)
        case Not(not_=part):
            yield from facts_of(part, vocabulary, scope)
        case Every(every=owner, satisfies=part) | Some(some=owner, satisfies=part) | NoneOf(none=owner, satisfies=part):
            yield owner
            yield from facts_of(part, vocabulary, owner)
        case CountTest(count=owner, where=where):
            yield owner
            if where is not None:
                yield from facts_of(where, vocabulary, owner)
        case SumTest(sum=amount, where=where) | ShareTest(share=amount, where=where):
            owner = amount.partition("[].")[0]
            yield from (owner, amount)
            if where is not None:
                yield from facts_of(where, vocabulary, owner)


def facts_asked(theme: Theme, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The full paths of all that a dossier of a theme is asked, in the order of the vocabulary.

    Raises:
        KeyError: A rule names a fact that the vocabulary has not.
    """
    asked = {path for path, fact in vocabulary.facts.items() if fact.core}
    for node in _predicates(theme):
        asked.update(facts_of(node, vocabulary))
    for exclusion in theme.funding.exclude:
        asked.update(facts_of(exclusion.when, vocabulary, LINES))
    asked.update(_OF_LINES)
    if any(ceiling.per == "project" for ceiling in theme.funding.ceilings):
        asked.update(_OF_PROJECTS)
    if theme.commitments == ():
        asked.discard("engagements")
    if not theme.documents:
        asked.discard("pieces")
    return tuple(path for path in vocabulary.facts if path in asked)


def _predicates(theme: Theme) -> Iterator[Predicate]:
    """The predicates about the dossier as a whole."""
    yield from (condition.require for condition in theme.conditions)
    guards = [window.when for window in theme.windows]
    guards += [size.when for size in theme.size.ranges]
    guards += [condition.when for condition in theme.conditions]
    guards += [requirement.when for requirement in theme.requirements]
    yield from (guard for guard in guards if guard is not None)
