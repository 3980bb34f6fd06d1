"""``enumeration``: one of the values that the fact lists, by its name, its label or another way people write it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from relance_rules.plan.fact_type import AROUND, FactType, Schema, any_spelling, in_others, scalar
from relance_rules.values import Currency, ParseError
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    from relance_rules.plan.facts import FactDef


def _read(value: Any, fact: FactDef, currency: Currency | None) -> str:
    text = scalar(value).strip()
    name = fact.value_of(text)
    if name is None:
        raise ParseError(
            "« {found} » n’est pas une valeur connue ; {near}",
            found=text[:80],
            near=suggestion(text, fact.values or {}, fact.spellings),
        )
    return name


TYPE = FactType(name="enumeration", sort="choice", python=str, read=_read, schema=lambda currency: None)


def values_schema(fact: FactDef) -> Iterator[Schema]:
    """The values of an enumeration, by name, by number where the name is one, or as people write it in any case."""
    for name, value in (fact.values or {}).items():
        about = {"title": str(value.label), "description": in_others(value.label)}
        yield {**about, "const": name}
        if name.isdigit():
            yield {**about, "const": int(name)}
    spellings = "|".join(map(any_spelling, fact.spellings))
    yield {"type": "string", "pattern": rf"^{AROUND}({spellings}){AROUND}$"}
