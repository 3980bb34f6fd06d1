"""The conditions of a rule file that decide nothing, and the lists of choices that it takes values from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.logic import TRUE_FORM, Form, both, form_of, satisfiable
from relance_rules.authoring.spans import Path
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Node

Foregone: TypeAlias = Literal["never", "always"]
"""What no dossier meets, and what none can miss."""


def foregone(file: RuleFile, rules: RuleSet) -> Iterator[tuple[Path, Foregone]]:
    """The conditions of a file whose answer does not depend on the dossier: the widest ones, and not their parts."""
    if rules.vocabulary is None:
        return
    known: set[Path] = set()
    for path, node in sorted(rules.met(file).conditions, key=lambda met: len(met[0])):
        if any(path[:length] in known for length in range(len(path))):
            continue
        if not satisfiable(form_of(node, rules.vocabulary)):
            known.add(path)
            yield path, "never"
        elif not satisfiable(form_of(node, rules.vocabulary, holds=False)):
            known.add(path)
            yield path, "always"


class Guarded(NamedTuple):
    """A condition of eligibility that applies only where another one holds; ``place`` is its place in the list."""

    place: int
    when: Node
    require: Node


def guarded(file: RuleFile) -> Iterator[Guarded]:
    """The conditions of eligibility of a theme that do not apply to all."""
    conditions = () if file.plan is None else (rule for rule in file.plan.rules if rule.kind == "condition")
    for place, rule in enumerate(conditions):
        if rule.when is not None and rule.require is not None:
            yield Guarded(place, rule.when, rule.require)


class Choices(NamedTuple):
    """A list of which the first that holds is taken: the path of each of its items, and its guard, if it has one."""

    items: tuple[Path, ...]
    guards: tuple[Node | None, ...]


def choices(file: RuleFile, rules: RuleSet) -> Iterator[Choices]:
    """The lists of choices of a file, with the ranges of sizes and the categories of lines of a theme."""
    met = rules.met(file)
    for path, guards in met.guards:
        yield Choices(tuple((*path, place) for place in range(len(guards))), guards)
    if file.model is None or file.plan is None:
        return
    ranges = file.plan.ranges or ()
    if len(ranges) > 1:
        items = tuple(("size", "ranges", place) for place in range(len(ranges)))
        yield Choices(items, tuple(entry.when for entry in ranges))
    conditions = dict(met.conditions)
    categories = () if file.model.funding is None else file.model.funding.categories or ()
    if categories:
        items = tuple(("funding", "categories", place) for place in range(len(categories)))
        yield Choices(items, tuple(conditions.get((*item, "lines")) for item in items))


def dead(listed: Choices, facts: Vocabulary) -> Iterator[Path]:
    """The choices that those before them leave nothing to; what can't hold by itself is not among them."""
    left: Form = TRUE_FORM
    for path, guard in zip(listed.items, listed.guards, strict=True):
        form = TRUE_FORM if guard is None else form_of(guard, facts)
        if satisfiable(form) and not satisfiable(both(left, form)):
            yield path
        if guard is not None:
            left = both(left, form_of(guard, facts, holds=False))
