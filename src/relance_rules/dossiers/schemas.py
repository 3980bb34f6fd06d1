"""The JSON Schema of the dossiers of a rule set: what a person may write, as reading accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from relance_rules.dossiers.facts import MAX_ITEMS
from relance_rules.plan.fact_type import NO_BREAK, in_others
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.fact_types.enumeration import values_schema
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.ruleset import Plan, Requirements, Theme

Schema: TypeAlias = dict[str, Any]

_BLANK = rf"^[\s{NO_BREAK}]*$"


def dossier_schema(plan: Plan, themes: Mapping[str, Theme]) -> Schema:
    """The schema of a dossier: the facts of the vocabulary, and for each theme its commitments and documents."""
    written = {name: kind.schema(plan.currency) for name, kind in FACT_TYPES.items() if _is_used(name, plan)}
    types = {name: kind for name, kind in written.items() if kind is not None}
    writer = _Writer(plan, types)
    body = writer.group("Dossier", plan.facts.trees[None], "")
    role = plan.roles.theme
    about = _about(plan.facts.get(role))
    _put(body, role, {**about, "enum": list(themes)})
    required = {} if len(themes) == 1 else {"required": [role.partition(".")[0]]}
    empty = {"title": "Empty", "description": "Not stated yet.", "type": ["string", "null"], "pattern": _BLANK}
    return {
        **body,
        "title": "Funding dossier",
        "description": "A dossier that asks to be funded under a theme of the rule set (YAML or JSON).",
        "type": "object",
        **required,
        "allOf": [writer.of_theme(theme) for theme in themes.values()],
        "$defs": {"empty": empty, **{name: {"title": name, **kind} for name, kind in types.items()}},
    }


def _is_used(name: str, plan: Plan) -> bool:
    used = {fact.type for fact in plan.facts.values()}
    return name in used or (name == "boolean" and "flags" in used)


class _Writer:
    """Writes the schema of the facts of a plan."""

    def __init__(self, plan: Plan, types: Mapping[str, Schema]) -> None:
        self.plan, self.types = plan, types

    def group(self, title: str, tree: Tree, prefix: str) -> Schema:
        """The facts of a mapping; a group that is empty, or not there, says nothing."""
        properties: Schema = {}
        for step, entry in tree.items():
            path = f"{prefix}{step}"
            inner = self.fact(path, entry) if isinstance(entry, FactDef) else self.group(step, entry, f"{path}.")
            properties[step] = inner
        return {"title": title, "type": ["object", "null"], "properties": properties, "additionalProperties": False}

    def fact(self, path: str, fact: FactDef) -> Schema:
        about = _about(fact)
        if fact.type == "list":
            items = self.group(str(fact.label), self.plan.facts.trees[path], "")
            return {**about, "type": ["array", "null"], "items": items, "maxItems": MAX_ITEMS}
        if fact.type == "flags":
            return {**about, "type": ["object", "null"], "additionalProperties": _or_empty(_BOOLEAN)}
        if fact.type == "enumeration":
            return {**about, **_or_empty(*values_schema(fact))}
        # An editor shows what the accepted branch says: the question, then how to write the answer.
        hint = str(fact.hint) if fact.hint is not None else self.types[fact.type].get("description")
        asked = str(fact.question) if hint is None else f"{fact.question}\n\n{hint}"
        kind = {"$ref": f"#/$defs/{fact.type}", "title": str(fact.label), "description": asked}
        return {**about, **_or_empty(kind)}

    def of_theme(self, theme: Theme) -> Schema:
        """What holds of the dossiers of one theme: the names of its commitments and documents."""
        roles = self.plan.roles
        then: Schema = {
            "title": str(theme.title),
            "description": "Facts that this theme asks: " + ", ".join(theme.asked) + ".",
            "properties": {},
        }
        for path, asked in ((roles.commitments, theme.commitments), (roles.documents, theme.documents)):
            if path is not None and asked.unknown is None:
                _put(then, path, _flags(asked))
        chosen: Schema = {"properties": {}}
        _put(chosen, roles.theme, {"const": theme.code}, required=True)
        return {"if": chosen, "then": then}


def _put(schema: Schema, path: str, inner: Schema, *, required: bool = False) -> None:
    """Say something of what stands at a path of nested mappings."""
    *above, last = path.split(".")
    for step in above:
        if required:
            schema["required"] = [step]
        schema = schema.setdefault("properties", {}).setdefault(step, {"properties": {}})
    if required:
        schema["required"] = [last]
    schema.setdefault("properties", {})[last] = inner


_BOOLEAN = {"$ref": "#/$defs/boolean"}


def _flags(asked: Requirements) -> Schema:
    properties = {
        requirement.id: {
            "title": str(requirement.label),
            "description": in_others(requirement.label),
            **_or_empty(_BOOLEAN),
        }
        for requirement in asked.asked
    }
    return {"properties": properties, "additionalProperties": False}


def _about(fact: FactDef | None) -> Schema:
    return {} if fact is None else {"title": str(fact.label), "description": str(fact.question)}


def _or_empty(*kinds: Schema) -> Schema:
    return {"anyOf": [*kinds, {"$ref": "#/$defs/empty"}]}
