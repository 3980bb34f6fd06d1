"""Conditions and quantities of the language, lowered to nodes of the core over facts made on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from relance_rules.language.definitions import Definitions
from relance_rules.language.expressions import Expression
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.manifest import Manifest
from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.loading.nodes import parse_yaml
from relance_rules.plan.nodes import Node
from relance_rules.plan.ruleset import Roles

_EXPRESSION: TypeAdapter[Any] = TypeAdapter(Expression)


def book_of(facts: Mapping[str, Any]) -> Book:
    """What rules may name: some facts, and amounts in euros."""
    text = {"fr": "Un jeu de règles", "en": "A rule set"}
    manifest = Manifest.model_validate(
        {
            "ruleset": {"name": "essai", "version": "1", "language": "1"},
            "title": text,
            "languages": ["fr", "en"],
            "currency": {"code": "EUR", "also": ["€"]},
        }
    )
    vocabulary = VocabularyModel.model_validate({"facts": facts})
    currency = None if manifest.currency is None else manifest.currency.as_currency()
    return Book(
        manifest, vocabulary.as_facts(), Definitions.model_validate({}), {}, vocabulary.groups, Roles(), currency
    )


def node_of(expression: Any, book: Book, *, condition: bool = True) -> Node:
    """An expression, as plain data or as YAML text, lowered; a condition unless it is said to be a quantity."""
    if isinstance(expression, str) and expression[:1] in "{[":
        expression = parse_yaml(expression, strict=True).data()
    to = Lowering(book, "", Gathered())
    model = _EXPRESSION.validate_python(expression)
    found = to.condition(model) if condition else to.quantity(model)
    assert to.gathered.faults == []
    return found.node
