"""The facts of a rule set as the fields of a model, nested as a dossier nests them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema, create_model

from relance_rules.plan.fact_type import Schema
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.fact_types.enumeration import values_schema
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.ruleset import Plan
from relance_rules.targets.pydantic.exact import Facts
from relance_rules.targets.pydantic.reading import Answers
from relance_rules.values import Text


class Part(BaseModel):
    """A group of facts, that says None of what is not stated; as JSON, each value is written as its type says."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, protected_namespaces=(), serialize_by_alias=True
    )


P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Fields:
    """Makes the models of the dossiers of a theme from facts that are read; they are described in ``language``."""

    plan: Plan
    theme: str
    answers: Answers
    language: str

    def model(self, base: type[P]) -> type[P]:
        """The facts of a dossier, and its theme even where that is no fact of the rule set, in a model of a base."""
        role = self.plan.roles.theme
        tree = dict(self.plan.facts.trees[None])
        if role not in self.plan.facts:
            tree[role] = _fact("text", role)
        return self._model(self.theme, tree, "", base)

    def _group(self, name: str, tree: Tree, prefix: str) -> type[Part]:
        return self._model(name, tree, prefix, Part)

    def _model(self, name: str, tree: Tree, prefix: str, base: type[P]) -> type[P]:
        fields: dict[str, Any] = {}
        for step, below in tree.items():
            path = f"{prefix}{step}"
            title = f"{name}{step.title().replace('_', '')}"
            kind: Any
            if isinstance(below, dict):
                kind, description = self._group(title, below, f"{path}.") | None, None
            else:
                kind, description = self._kind(below, path, title), below.label.among(self.language)
            # A fact may be called as something that every model has: `copy`, `json`…
            attribute = f"{step}_" if hasattr(Part, step) else step
            fields[attribute] = (kind, Field(None, alias=step, description=description))
        return create_model(name, __base__=base, **fields)

    def _kind(self, fact: FactDef, path: str, title: str) -> Any:
        if fact.type == "list":
            item = self._group(title, self.plan.facts.trees[path], "")
            return tuple[item, ...] | None  # type: ignore[valid-type]
        if fact.type != "flags":
            return self._single(fact, path)
        names = self.answers.get(path)
        if names is None:
            return dict[str, bool] | None
        return self._group(title, {name: _fact("boolean", name) for name in sorted(names)}, f"{path}.") | None

    def _single(self, fact: FactDef, path: str) -> Any:
        read = _written_by_people(fact, self.plan)
        written = {"enum": list(fact.values)} if fact.values else fact.kind.written
        python = fact.kind.python
        if path == self.plan.roles.theme:
            read, written = ({"type": "string", "examples": [self.theme]}, {"const": self.theme})
        return Annotated[
            python | None,
            # To Python, pydantic writes a Fraction as a text that is no rate.
            PlainSerializer(fact.kind.write, when_used="unless-none" if python is Fraction else "json-unless-none"),
            WithJsonSchema(_or_null(read), mode="validation"),
            WithJsonSchema(_or_null(written), mode="serialization"),
        ]


def _written_by_people(fact: FactDef, plan: Plan) -> Schema:
    """The JSON Schema of what may be written."""
    if fact.values:
        return {"anyOf": [{"enum": list(fact.values)}, *values_schema(fact)]}
    return FACT_TYPES[fact.type].schema(plan.currency) or {}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _fact(kind: Any, name: str) -> FactDef:
    label = Text({"en": name})
    return FactDef(kind, label, label)


def nested(facts: Facts) -> dict[str, Any]:
    """Facts by path, nested as a dossier nests them."""
    found: dict[str, Any] = {}
    for path, value in facts.items():
        inner, last = found, path
        while "." in last:
            step, _, last = last.partition(".")
            inner = inner.setdefault(step, {})
        inner[last] = tuple(map(nested, value)) if type(value) is tuple else value
    return found
