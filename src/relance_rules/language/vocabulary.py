"""The vocabulary: every fact that a dossier can state, and the groups of values that rules name."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from relance_rules.language.base import FactPath, Flag, Identifier, Node, Text, refused
from relance_rules.plan.facts import FactDef, FactType, Value, Vocabulary

ValueName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$", max_length=60)]

Spellings = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class ValueModel(Node):
    """A value of an enumeration; ``includes`` names the narrower values that are also this one."""

    label: Text | None = None
    includes: tuple[str, ...] = Field((), description="Narrower values: a test of this one accepts them too.")
    complete: Flag = Field(False, description="Whether nothing but the values it includes is this one.")
    ask: Text | None = Field(None, description="The question to put where this value is not fine enough.")
    also: Spellings = Field((), description="Other ways people write it.")

    def as_value(self, name: str) -> Value:
        """The value as the core knows it."""
        from relance_rules.values import Text as Translated

        label = self.label or Translated({"en": name.replace("_", " ")})
        return Value(label, self.includes, self.complete, self.ask, self.also)


class FactModel(Node):
    """A fact: its type, its unit, how it is named and asked for."""

    type: FactType = Field(description="What the fact holds, and how it is read.")
    label: Text
    question: Text | None = Field(None, description="The question that asks for it; the label if left out.")
    hint: Text | None = Field(None, description="How to write the answer.")
    help: Text | None = Field(None, description="More about what is asked.")
    subject: Identifier | None = Field(None, description="The subject that the question belongs to.")
    unit: Identifier | None = Field(None, description="What a number counts: a unit of the rule set.")
    values: dict[ValueName, ValueModel] | None = Field(None, description="The values of an enumeration.")
    core: Flag = Field(False, description="Asked of every dossier, whatever its theme.")
    example: str | None = Field(None, description="A value that a new dossier shows as an example.")
    min: str | None = Field(None, description="The least that a number or a date may be.")
    max: str | None = Field(None, description="The most that a number or a date may be.")
    also: dict[str, str] = Field({}, description="Other ways people write some values.")
    items: dict[FactPath, FactModel] | None = Field(None, description="The facts of each item of a list.")

    @model_validator(mode="after")
    def _typed(self) -> FactModel:
        if (self.type == "enumeration") != (self.values is not None):
            raise refused("« values » va avec le type « enumeration », et lui seul")
        if (self.type == "list") != (self.items is not None):
            raise refused("« items » va avec le type « list », et lui seul")
        for value in (self.values or {}).values():
            for narrower in value.includes:
                if narrower not in (self.values or {}):
                    raise refused("valeur inconnue : {value}", value=narrower)
        for name in self.values or {}:
            if self._includes_itself(name):
                raise refused("« {value} » s’inclut elle-même", value=name)
        for inner in (self.items or {}).values():
            if inner.type in ("list", "flags"):
                raise refused("une liste ne contient pas de liste")
        return self

    def _includes_itself(self, value: str) -> bool:
        values, met = self.values or {}, set[str]()
        waiting = list(values[value].includes)
        while waiting:
            inner = waiting.pop()
            if inner not in met:
                met.add(inner)
                waiting += values[inner].includes
        return value in met

    def as_fact(self) -> FactDef:
        """The fact as the core knows it."""
        values = {name: value.as_value(name) for name, value in (self.values or {}).items()}
        return FactDef(
            self.type,
            self.label,
            self.question or self.label,
            self.unit,
            values or None,
            self.core,
            self.example,
            self.hint,
            self.help,
            self.subject,
            self.min,
            self.max,
            self.also,
        )


class VocabularyModel(Node):
    """All the facts, by path."""

    facts: dict[FactPath, FactModel] = Field(description="Each fact, by its path in a dossier.")
    groups: dict[Identifier, tuple[ValueName, ...]] = Field(
        {}, description="Values of one enumeration, or countries, under one name; used like a value."
    )

    @model_validator(mode="after")
    def _closed(self) -> VocabularyModel:
        for facts in (self.facts, *(fact.items for fact in self.facts.values() if fact.items)):
            for path in facts:
                for other in facts:
                    if other.startswith(f"{path}."):
                        raise refused("« {path} » est un fait, et « {other} » est sous lui", path=path, other=other)
        return self

    def as_facts(self) -> Vocabulary:
        """The facts by path, those of items as ``list[].fact``."""
        found: dict[str, FactDef] = {}
        for path, fact in self.facts.items():
            found[path] = fact.as_fact()
            for name, inner in (fact.items or {}).items():
                found[f"{path}[].{name}"] = inner.as_fact()
        return Vocabulary(found)
