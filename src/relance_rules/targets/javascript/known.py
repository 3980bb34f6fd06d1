"""What the modules of the engine know of the core: a plan that has anything else is refused as its script is made."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.loading.problems import Problem, RuleError
from relance_rules.plan.nodes import Apply, walk
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message

TYPES = frozenset({
    "boolean", "country", "date", "decimal", "enumeration", "flags", "integer", "list", "money", "percentage", "siret",
    "text",
})  # fmt: skip
NODES = frozenset({
    "const", "fact", "in", "compare", "settled", "all", "any", "not", "choose", "apply", "fold", "named",
})  # fmt: skip
FUNCTIONS = frozenset({"add", "subtract", "multiply", "least", "greatest", "round", "quotient", "shift"})


def refuse_unknown(plan: Plan) -> None:
    """See that the engine knows all that a plan is made of.

    Raises:
        RuleError: It does not: each thing that it does not know is told, once.
    """
    if unknown := sorted(set(_unknown(plan))):
        message = "« {unknown} » : le script ne le connaît pas"
        raise RuleError([Problem(Message(message, {"unknown": each})) for each in unknown])


def _unknown(plan: Plan) -> Iterator[str]:
    yield from {fact.type for fact in plan.facts.values()} - TYPES
    for theme in plan.themes.values():
        for root in theme.roots():
            for node in walk(root):
                yield from {type(node).__name__.lower()} - NODES
                if isinstance(node, Apply):
                    yield from {node.function} - FUNCTIONS
