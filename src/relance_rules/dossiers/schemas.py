"""The JSON Schema of the dossiers of a rule set: what a person may write, as reading accepts it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from relance_rules.dossiers.facts import MAX_ITEMS
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.ruleset import Plan, Requirements, Theme
from relance_rules.values import Currency, Text

Schema: TypeAlias = dict[str, Any]

_NO_BREAK = "\u00a0\u202f\u2009\u2007"
_DIGITS = rf"[0-9][0-9 {_NO_BREAK}]*"
_BLANK = rf"^[\s{_NO_BREAK}]*$"


def dossier_schema(plan: Plan, themes: Mapping[str, Theme]) -> Schema:
    """The schema of a dossier: the facts of the vocabulary, and for each theme its commitments and documents."""
    types = {name: kind for name, kind in _types(plan.currency).items() if _is_used(name, plan)}
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
            return {**about, **_or_empty(*_values(fact))}
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
            "description": _in_others(requirement.label),
            **_or_empty(_BOOLEAN),
        }
        for requirement in asked.asked
    }
    return {"properties": properties, "additionalProperties": False}


def _about(fact: FactDef | None) -> Schema:
    return {} if fact is None else {"title": str(fact.label), "description": str(fact.question)}


def _in_others(text: Text) -> str:
    """A text in the languages of the set but the first, or in it where there is no other."""
    others = list(text.values())[1:]
    return " / ".join(others) if others else str(text)


def _or_empty(*kinds: Schema) -> Schema:
    return {"anyOf": [*kinds, {"$ref": "#/$defs/empty"}]}


def _values(fact: FactDef) -> Iterator[Schema]:
    """The values of an enumeration, by name, by number where the name is one, or as people write it in any case."""
    for name, value in (fact.values or {}).items():
        about = {"title": str(value.label), "description": _in_others(value.label)}
        yield {**about, "const": name}
        if name.isdigit():
            yield {**about, "const": int(name)}
    spellings = "|".join(_any_case(spelling) for spelling in fact.spellings)
    yield {"type": "string", "pattern": rf"^\s*({spellings})\s*$"}


# ---- how values are written


def _types(currency: Currency | None) -> dict[str, Schema]:
    return {
        "text": {"type": ["string", "integer", "number", "boolean", "null"], "maxLength": 5000},
        **({} if currency is None else {"money": _money(currency)}),
        "date": {
            "description": "A day: `2021-02-12` or `12/02/2021`.",
            "type": "string",
            "pattern": r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\s*$",
        },
        "integer": {
            "description": "A whole number.",
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*$"}],
        },
        "decimal": {
            "description": "A number.",
            "anyOf": [
                {"type": "number", "minimum": 0},
                {"type": "string", "pattern": rf"^\s*{_DIGITS}([.,][0-9]{{1,6}})?\s*$"},
            ],
        },
        "percentage": {
            "description": "A percentage: `50 %`.",
            "type": "string",
            "pattern": rf"^\s*[0-9]{{1,4}}([.,][0-9]{{1,6}})?[ {_NO_BREAK}]*%\s*$",
            "examples": ["50 %"],
        },
        "boolean": {
            "description": "`oui` or `non`, `true` or `false`.",
            "anyOf": [
                {"type": "boolean"},
                {"enum": ["oui", "non"]},
                {"type": "string", "pattern": rf"^\s*({_any_of(['oui', 'non', 'true', 'false'])})\s*$"},
            ],
        },
        "country": {
            "description": "A country code of two letters: `FR`.",
            "type": "string",
            "pattern": r"^\s*[A-Za-z]{2}\s*$",
            "examples": ["FR"],
        },
        "siret": {
            "description": "A SIRET: 14 digits, whose key is checked.",
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 99999999999999},
                {"type": "string", "pattern": rf"^[\s{_NO_BREAK}.-]*([0-9][\s{_NO_BREAK}.-]*){{14}}$"},
            ],
        },
    }


def _money(currency: Currency) -> Schema:
    sign = currency.sign
    names = "|".join(_escaped(name) for name in sorted({currency.code, *currency.also}, key=len, reverse=True))
    taxes = "" if currency.tax is None else f"([ {_NO_BREAK}]*({_any_of(currency.tax.values())}))?"
    tax = "" if currency.tax is None else f", {currency.tax}"
    examples = [f"1 200 000,00 {sign}", f"48 k{sign}"]
    return {
        "description": f"An amount{tax}: `{examples[0]}`, `{examples[1]}`, `1.2 M{sign}`, `1200000`.",
        "anyOf": [
            {"type": "number", "minimum": 0},
            {
                "type": "string",
                "pattern": rf"^\s*[0-9][0-9.,{_NO_BREAK} ]*([MkK]?({names}){taxes})?\s*$",
                "examples": examples,
            },
        ],
    }


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(_any_case(text) for text in texts)


def _any_case(text: str) -> str:
    """A pattern for a text in any case of letters, in the dialect that all validators share."""
    return "".join(
        f"[{letter.lower()}{letter.upper()}]" if letter.isalpha() and len(letter.upper()) == 1 else _escaped(letter)
        for letter in text
    )


def _escaped(text: str) -> str:
    return re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", text)
