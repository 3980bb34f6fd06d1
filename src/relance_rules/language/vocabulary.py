"""The vocabulary: every fact that a dossier can state, and the groups of values that rules name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from relance_rules.language.base import (
    FactPath,
    FactTypeName,
    Flag,
    Identifier,
    LineOf,
    Node,
    Text,
    refuse_clash,
    refused,
)
from relance_rules.plan.facts import FactDef, Value, Vocabulary
from relance_rules.plan.scales import ENGINE
from relance_rules.values import Text as Translated
from relance_rules.values.suggestions import suggestion

_ENGINE = ENGINE.rstrip(".")

ValueName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$", max_length=60)]

Spellings = Annotated[tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)]


class ValueModel(Node):
    """A value of an enumeration; ``includes`` names the narrower values that are also this one."""

    label: Text | None = None
    includes: tuple[str, ...] = Field((), description="Narrower values: a test of this one accepts them too.")
    complete: Flag = Field(False, description="Whether nothing but the values it includes is this one.")
    ask: Text | None = Field(None, description="The question to put where this value is not fine enough.")
    also: Spellings = Field((), description="Other ways people write it.")

    def spellings(self, name: str) -> Iterator[str]:
        """The ways to write the value of a name."""
        yield from (name, *(self.label or {}).values(), *self.also)

    def as_value(self, name: str) -> Value:
        """The value as the core knows it."""
        label = self.label or Translated({"en": name.replace("_", " ")})
        return Value(label, self.includes, self.complete, self.ask, self.also)


def check_values(kind: str, values: Mapping[str, ValueModel] | None) -> None:
    """Refuse values that no enumeration can have."""
    if (kind == "enumeration") != bool(values):
        raise refused("« values » va avec le type « enumeration », et lui seul")
    known = values or {}
    for name, value in known.items():
        for place, narrower in enumerate(value.includes):
            if narrower not in known:
                message = "« {name} » comprend une valeur inconnue : « {value} » ; {near}"
                near = suggestion(narrower, [other for other in known if other != name])
                raise refused(message, at=("values", name, "includes", place), name=name, value=narrower, near=near)
        if name in _included(name, known):
            raise refused("« {value} » s’inclut elle-même", at=("values", name, "includes"), value=name)
    refuse_clash(((text, name) for name, value in known.items() for text in value.spellings(name)), "values")


def _steps(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each key of the records that paths go through, and what it must alone mean: itself."""
    for path in paths:
        steps = path.split(".")
        yield from ((".".join(steps[:count]),) * 2 for count in range(1, len(steps) + 1))


def _included(name: str, values: Mapping[str, ValueModel]) -> set[str]:
    """The values that one includes, at any depth."""
    met = set[str]()
    waiting = list(values[name].includes)
    while waiting:
        inner = waiting.pop()
        if inner not in met and inner in values:
            met.add(inner)
            waiting += values[inner].includes
    return met


_BOUNDED = ("money", "percentage", "integer", "decimal", "date")


class FactModel(Node):
    """A fact: its type, its unit, how it is named and asked for."""

    type: FactTypeName = Field(description="What the fact holds, and how it is read.")
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
        check_values(self.type, self.values)
        if (self.type == "list") != (self.items is not None):
            raise refused("« items » va avec le type « list », et lui seul")
        refuse_clash(_steps(self.items or {}), "items")
        for name, inner in (self.items or {}).items():
            if inner.type in ("list", "flags"):
                raise refused("une liste ne contient pas de liste", at=("items", name))
        for key in ("min", "max"):
            if getattr(self, key) is not None and self.type not in _BOUNDED:
                raise refused("« {key} » va avec un nombre ou une date", at=(key,), key=key)
        return self

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
    groups: dict[Identifier, Annotated[tuple[ValueName, ...], Field(min_length=1)]] = Field(
        {}, description="Values of one enumeration, or countries, under one name; used like a value."
    )

    @model_validator(mode="after")
    def _closed(self) -> VocabularyModel:
        refuse_clash(_steps(self.facts), "facts")
        inside = [(("facts", path, "items"), fact.items) for path, fact in self.facts.items() if fact.items]
        for where, facts in ((("facts",), self.facts), *inside):
            for path in facts:
                above = path
                while "." in above:
                    above = above.rpartition(".")[0]
                    if above in facts:
                        message = "« {path} » est un fait (ligne {line}), et « {other} » est sous lui"
                        line = LineOf((*where, above))
                        raise refused(message, at=(*where, path), path=above, other=path, line=line)
        for path in self.facts:
            if path.partition(".")[0] == _ENGINE:
                raise refused("« {path} » : ce que le moteur établit commence ainsi", at=("facts", path), path=path)
        return self

    def as_facts(self) -> Vocabulary:
        """The facts by path, those of items as ``list[].fact``."""
        found: dict[str, FactDef] = {}
        for path, fact in self.facts.items():
            found[path] = fact.as_fact()
            for name, inner in (fact.items or {}).items():
                found[f"{path}[].{name}"] = inner.as_fact()
        return Vocabulary(found)
