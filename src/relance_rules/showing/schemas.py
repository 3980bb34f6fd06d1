"""The JSON Schemas of what people and programs write and read: rule files, dossiers, and every output of this room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from relance_rules.dossiers.schemas import dossier_schema
from relance_rules.loading.rules import Rules
from relance_rules.loading.schemas import DIALECT, RULE_SCHEMAS, RuleSchemas, tidy
from relance_rules.plan.saving import plan_schema
from relance_rules.showing.data import catalogue, explanation, readings, report, themes

Schema: TypeAlias = dict[str, Any]

_SHAPES = (
    (report, report.Report),
    (explanation, explanation.Explanation),
    (catalogue, catalogue.Catalogue),
    (readings, readings.Readings),
    (themes, themes.Themes),
)
"""The shape of each output, with the module that names it."""


def build_schema(name: str, rules: Rules, shapes: Mapping[str, Any] | None = None) -> Schema:
    """One of the schemas.

    Args:
        name: One of ``SCHEMAS`` or of ``shapes``.
        rules: The rules whose vocabulary and themes complete the schemas.
        shapes: The shapes of the outputs of other rooms, by name.

    Raises:
        KeyError: There is no such schema.
        RuleError: A rule file breaks the language.
    """
    if shapes is not None and name in shapes:
        return {"$schema": DIALECT, **shape_schema(shapes[name], name.capitalize())}
    return {"$schema": DIALECT, **SCHEMAS[name](rules)}


def shape_schema(shape: Any, title: str | None = None) -> Schema:
    """The schema of the shape of an output; its keys may be left out only where the shape says so."""
    schema: Schema = tidy(TypeAdapter(shape).json_schema())
    return schema if title is None else {**schema, "title": title}


def _dossier(rules: Rules) -> Schema:
    rules.check_all()
    return dossier_schema(rules.plan, rules)


def _of_file(name: str) -> Callable[[Rules], Schema]:
    return lambda rules: RULE_SCHEMAS[name](RuleSchemas(rules))


def _of_shape(shape: Any, name: str) -> Callable[[Rules], Schema]:
    return lambda rules: shape_schema(shape, name.capitalize())


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


SCHEMAS: dict[str, Callable[[Rules], Schema]] = {
    **{name: _of_file(name) for name in RULE_SCHEMAS},
    "dossier": _dossier,
    **{_name(module): _of_shape(shape, _name(module)) for module, shape in _SHAPES},
    "plan": lambda rules: plan_schema(),
}
"""The schemas by name; the file of each is ``NAME.schema.json``."""
