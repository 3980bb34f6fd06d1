"""The facts of a rule set as the fields of a model, nested as a dossier nests them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from relance_rules.localization import Localization
from relance_rules.plan.answers import is_absent, read_value
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import ParseError, Text


class Part(BaseModel):
    """A group of facts: what is not known is refused, what says nothing is None."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, protected_namespaces=())


@dataclass(frozen=True)
class Fields:
    """Makes the models of the dossiers of a theme; what is wrong is said in ``language``."""

    plan: Plan
    theme: Theme
    language: Localization

    def model(self) -> type[Part]:
        """The facts of a dossier, and its theme even where that is no fact of the rule set."""
        tree = dict(self.plan.facts.trees[None])
        role = self.plan.roles.theme
        tree.setdefault(role, _fact("text", role))
        return self._model(self.theme.code, tree, "")

    def _model(self, name: str, tree: Tree, prefix: str) -> type[Part]:
        fields: dict[str, Any] = {}
        for step, below in tree.items():
            path = f"{prefix}{step}"
            title = f"{name}{step.title().replace('_', '')}"
            kind: Any
            if isinstance(below, dict):
                kind, description = _optional(self._model(title, below, f"{path}.")), None
            else:
                kind, description = self._kind(below, path, title), self._said(below.label)
            # A fact may be called as something that every model has: `copy`, `json`…
            attribute = f"{step}_" if hasattr(Part, step) else step
            fields[attribute] = (kind, Field(None, alias=step, description=description))
        return create_model(name, __base__=Part, **fields)

    def _kind(self, fact: FactDef, path: str, title: str) -> Any:
        if fact.type == "list":
            item = self._model(title, self.plan.facts.trees[path], "")
            return _optional(tuple[item, ...])  # type: ignore[valid-type]
        if fact.type != "flags":
            return self._single(fact)
        names = self._flags(path)
        if names is None:
            return _optional(dict[str, bool])
        return _optional(self._model(title, {name: _fact("boolean", name) for name in names}, f"{path}."))

    def _flags(self, path: str) -> tuple[str, ...] | None:
        """The answers that a fact may group; None where any may be given."""
        roles = self.plan.roles
        asked = {roles.commitments: self.theme.commitments, roles.documents: self.theme.documents}.get(path)
        return None if asked is None or asked.unknown is not None else tuple(item.id for item in asked.asked)

    def _single(self, fact: FactDef) -> Any:
        def validate(value: Any) -> Any:
            if is_absent(value):
                return None
            try:
                return read_value(value, fact, self.plan.currency)
            except ParseError as error:
                raise PydanticCustomError("valeur", "{detail}", {"detail": self.language.say(error.message)}) from None

        schema: dict[str, Any] = {"type": "boolean" if fact.type == "boolean" else "string"}
        if fact.values:
            schema["enum"] = list(fact.values)
        return Annotated[fact.kind.python | None, BeforeValidator(validate), WithJsonSchema(schema)]

    def _said(self, text: Text) -> str:
        return text.among(self.language.language)


def _fact(kind: Any, name: str) -> FactDef:
    label = Text({"en": name})
    return FactDef(kind, label, label)


def _optional(kind: Any) -> Any:
    return Annotated[kind | None, BeforeValidator(lambda value: None if is_absent(value) else value)]


def stated(part: Part | Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The facts that a validated part states, by path."""
    for name, value in _named(part):
        if value is None:
            continue
        if isinstance(value, (Part, dict)):
            yield from stated(value, f"{prefix}{name}.")
        elif isinstance(value, tuple):
            yield f"{prefix}{name}", tuple(dict(stated(item)) for item in value)
        else:
            yield f"{prefix}{name}", value


def _named(part: Part | Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Part):
        for attribute, field in type(part).model_fields.items():
            yield field.alias or attribute, getattr(part, attribute)
    else:
        yield from part.items()
