"""What a rule writes where a condition or a quantity is expected, and the registry of the operators it may use.

A text that begins with a digit is a constant, one that begins with a letter is a name; a list is a list of choices;
anything else is an operator, told by its key. An operator is one module of ``operators``: its fields, its types, how
it lowers to the core and how it reads in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, WithJsonSchema, model_validator
from pydantic_core import CoreSchema, core_schema

from relance_rules.language.base import MOST, Flag, Identifier, Node, ReadingCodes, Source, Text, refused

if TYPE_CHECKING:
    from relance_rules.language.lowering import Lowering
    from relance_rules.language.types import Lowered

OPERATORS: dict[str, type[Operator]] = {}
"""The operators by the key that tells them."""


class Operator(Node):
    """An operator of the language. A subclass that has a ``key`` is registered."""

    key: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        """Register the operator."""
        super().__init_subclass__(**options)
        if cls.__dict__.get("key"):
            OPERATORS[cls.key] = cls

    def lower(self, to: Lowering) -> Lowered:
        """The operator as nodes of the core, with its type and its words; faults go to ``to``."""
        raise NotImplementedError


def _tag(value: Any) -> str | None:
    if isinstance(value, (str, int)):
        return "text"
    if isinstance(value, (list, tuple)):
        return "choices"
    if isinstance(value, dict):
        return next((key for key in OPERATORS if key in value), None)
    return value.key if isinstance(value, Operator) else None


class _Anything:
    """The union of all that may stand for an expression, made when a model is first used."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        members: dict[str, CoreSchema] = {key: handler.generate_schema(kind) for key, kind in OPERATORS.items()}
        members["text"] = core_schema.no_info_before_validator_function(
            str, core_schema.str_schema(min_length=1, max_length=200)
        )
        members["choices"] = core_schema.tuple_variable_schema(
            handler.generate_schema(Choice), min_length=1, max_length=MOST
        )
        return core_schema.tagged_union_schema(
            members,
            discriminator=_tag,
            custom_error_type="expression",
            custom_error_message="an expression is expected",
        )


if TYPE_CHECKING:
    Expression: TypeAlias = "str | Operator | tuple[Choice, ...]"
    """A constant, a name, an operator or a list of choices."""
    Condition: TypeAlias = Expression
    """An expression that is true, false or unknown."""
else:
    Expression = Condition = Annotated[object, _Anything()]


def is_expression(annotation: Any) -> bool:
    """Whether a type is that of an expression."""
    return any(isinstance(each, _Anything) for each in getattr(annotation, "__metadata__", ()))


class Choice(Node):
    """A value and when it is the one: the first of a list that holds is taken; the last has no ``when``."""

    when: Condition | None = Field(None, description="The value is this one where this holds.")
    is_: Expression = Field(alias="is", description="The value.")
    id: Identifier | None = None
    label: Text | None = None
    source: Source | None = None
    reading: ReadingCodes = ()


COMPARISONS = (
    *("is_", "in_", "not_in", "at_least", "at_most", "more_than", "less_than"),
    *("before", "on_or_before", "after", "on_or_after", "known"),
)

Values = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...],
    Field(min_length=1),
    WithJsonSchema({"type": "array", "minItems": 1, "items": {"type": ["string", "integer", "boolean"]}}),
]


class Quantity(Operator):
    """An operator that gives a value, and is a condition once it is compared: several comparisons must all hold."""

    is_: Expression | None = Field(None, alias="is", description="This value, or a narrower one that it includes.")
    in_: Values | None = Field(None, alias="in", description="One of these values or groups, or a narrower one.")
    not_in: Values | None = Field(None, description="None of these values or groups.")
    at_least: Expression | None = Field(None, description="The limit itself is accepted.")
    at_most: Expression | None = Field(None, description="The limit itself is accepted.")
    more_than: Expression | None = Field(None, description="The limit itself is refused.")
    less_than: Expression | None = Field(None, description="The limit itself is refused.")
    before: Expression | None = Field(None, description="The day itself is refused.")
    on_or_before: Expression | None = Field(None, description="The day itself is accepted.")
    after: Expression | None = Field(None, description="The day itself is refused.")
    on_or_after: Expression | None = Field(None, description="The day itself is accepted.")
    known: Flag | None = Field(None, description="true: it must be known, whatever its value.")

    @property
    def comparisons(self) -> dict[str, Any]:
        """The comparisons that are given, by name."""
        return {name: value for name in COMPARISONS if (value := getattr(self, name)) is not None}

    def compared(self, quantity: Lowered, to: Lowering) -> Lowered | None:
        """The quantity once compared, where the operator compares in a way of its own."""
        return None


class Supposing(Quantity):
    """A quantity of which something may be supposed where it is not stated, and said."""

    if_absent: Expression | None = Field(None, description="What is supposed where it is not stated.")
    notice: Text | None = Field(None, description="What the report then says.")

    @model_validator(mode="after")
    def _supposed(self) -> Supposing:
        if self.notice is not None and self.if_absent is None:
            raise refused("« notice » va avec « if_absent »", at=("notice",))
        return self
