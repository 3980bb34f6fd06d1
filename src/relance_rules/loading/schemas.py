"""The JSON Schemas of rule files, for editors: the shapes of the language, with the names of one rule set.

An editor reads YAML by itself: a number, a day or ``true`` is no text for it, as it is for the loader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from pydantic import BaseModel

from relance_rules.language.base import CITED_BY
from relance_rules.language.definitions import Definitions
from relance_rules.language.expressions import OPERATORS
from relance_rules.language.lowering import Book
from relance_rules.language.manifest import Manifest
from relance_rules.language.tables import Table
from relance_rules.language.theme import FamilyKeys, Theme
from relance_rules.language.types import TypeKind, type_of
from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.loading.merging import CITES, EXTENDS, FAMILY, MEMBER, SKIPPED, THEME
from relance_rules.loading.problems import RuleError, distinct
from relance_rules.loading.rules import Rules
from relance_rules.plan.scales import BATCH_COST
from relance_rules.values import Currency

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LISTED = (
    *("Window", "SizeRange", "Condition", "Exclusion", "Ceiling", "Bonus", "Category", "Funder"),
    *("Requirement", "Item", "NoticeModel"),
)
"""The models of the items of a list, which may use a statement or complete the item of a family."""
_MERGED = ("Envelope", "Size", "Funding", "Juries")
"""The models of what a member of a family completes key by key."""

_CONDITIONS = ("when", "require", "where", "satisfies", "not")
_KINDS: Mapping[tuple[str, str], str] = {
    ("All", "all"): "Predicate",
    ("AnyOf", "any"): "Predicate",
    ("Category", "lines"): "Predicate",
    **dict.fromkeys(
        (
            *(("Envelope", "amount"), ("Window", "envelope"), ("Ceiling", "amount"), ("Ceiling", "counting")),
            *(("Bonus", "amount"), ("Category", "each_at_most"), ("Category", "at_most"), ("Minimum", "amount")),
            *(("Funder", "amount"), ("Funding", "amount"), ("Funding", "base"), ("Funding", "base_at_most")),
        ),
        "Money",
    ),
    **dict.fromkeys(
        (
            *(("Bracket", "rate"), ("Bonus", "rate"), ("Category", "rate"), ("Funder", "rate")),
            *(("Funding", "rate"), ("Funding", "rate_at_most")),
        ),
        "Rate",
    ),
}
"""What an expression must come to at some places; elsewhere anything may stand."""


class RuleSchemas:
    """The schemas of the files of one rule set."""

    def __init__(self, rules: Rules) -> None:
        """Take the rule set, whose names the schemas propose.

        Raises:
            RuleError: What its themes share can't be used.
        """
        if rules.shared.book is None:
            raise RuleError(rules.shared.problems)
        self.book: Book = rules.shared.book
        self.statements = list(rules.shared.statements)
        self.families = list(rules.shared.families)

    # ---- files

    def ruleset(self) -> Schema:
        """The manifest."""
        schema = self._schema(Manifest, "Manifest of a rule set (ruleset.yaml)")
        texts = schema["$defs"]["Text"]
        reading = schema["$defs"]["ReadingModel"]
        schema["$defs"]["ReadingModel"] = {
            **texts,
            "title": reading["title"],
            "description": reading["description"],
            "properties": {**texts["properties"], "themes": reading["properties"]["themes"]},
        }
        for model in ("RoleModel", "LinesModel", "ProjectModel", "ApplicantsModel", "DecisionModel", "YearOf"):
            for key, property_ in schema["$defs"][model]["properties"].items():
                schema["$defs"][model]["properties"][key] = self._fact_path(property_)
        roles = schema["$defs"]["RolesModel"]["properties"]
        for key, property_ in roles.items():
            roles[key] = self._fact_path(property_)
            if property_.get("$ref") == "#/$defs/RoleModel" or {"$ref": "#/$defs/RoleModel"} in _branches(property_):
                roles[key] = {**_about(property_), "anyOf": [{"$ref": "#/$defs/FactName"}, *_branches(property_)]}
        return _pruned(schema)

    def vocabulary(self) -> Schema:
        """The facts that a dossier can state."""
        schema = self._schema(VocabularyModel, "Vocabulary of the dossiers (vocabulary.yaml)")
        units = ["days", "months", "years", *self.book.manifest.units]
        fact = schema["$defs"]["FactModel"]["properties"]
        fact["unit"] = {**_about(fact["unit"]), "enum": [*units, None]}
        return _pruned(schema)

    def definitions(self) -> Schema:
        """Derived facts, parameters and statements."""
        schema = self._schema(Definitions, "Shared definitions (definitions.yaml)")
        theme = self._schema(Theme, "")
        schema["$defs"] = {**theme["$defs"], **schema["$defs"]}
        keys = [key for model in _LISTED for key in theme["$defs"][model]["properties"]]
        properties = {
            key: _any_of(
                theme["$defs"][model]["properties"][key]
                for model in _LISTED
                if key in theme["$defs"][model]["properties"]
            )
            for key in dict.fromkeys(keys)
        }
        schema["$defs"]["Statement"] = {
            "title": "Statement",
            "description": "The keys of a listed item that several themes share.",
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        _each_value(schema["properties"]["statements"], {"$ref": "#/$defs/Statement"})
        derived, parameter = schema["$defs"]["Derived"]["properties"], schema["$defs"]["Parameter"]["properties"]
        derived["of"] = {**_about(derived["of"]), "anyOf": [{"$ref": "#/$defs/ListName"}, {"type": "null"}]}
        parameter["by"] = self._fact_path(parameter["by"])
        return _pruned(schema)

    def table(self) -> Schema:
        """A table."""
        schema = self._schema(Table, "Table of a rule set (tables/*.yaml)")
        schema["properties"]["rows"]["items"] = {
            "title": "Row",
            "description": "A value for each key and for each column.",
            "type": "object",
            "additionalProperties": {"type": ["string", "number", "boolean"]},
        }
        return _pruned(schema)

    def theme(self) -> Schema:
        """A theme: whole, or the member of a family."""
        whole, part = self._theme(), self._partial()
        member = part["$defs"].pop("ThemePart")
        member["properties"] |= self._family_keys()
        member["required"] = [THEME, EXTENDS]
        definitions = {**whole.pop("$defs"), **part["$defs"]}
        definitions["Whole"] = {**whole, "title": "Theme"}
        definitions["Member"] = {
            **member,
            "title": "Member of a family",
            "description": "A theme that completes a family: keys given replace those of the family.",
        }
        return {
            "title": "Theme (themes/*.yaml)",
            "description": whole["description"],
            "type": "object",
            "if": {"required": [EXTENDS]},
            "then": {"$ref": "#/$defs/Member"},
            "else": {"$ref": "#/$defs/Whole"},
            "$defs": definitions,
        }

    def family(self) -> Schema:
        """A family: a theme that its members complete, and whose passages they may cite themselves."""
        schema = _member_sources(self._partial())
        family = schema["$defs"].pop("ThemePart")
        code = family["properties"].pop(THEME)
        properties = {FAMILY: {**code, "description": "The name of the family, which is also that of its file."}}
        return {
            **family,
            "title": "Family of themes (families/*.yaml)",
            "description": "What several themes share: each extends it and gives what differs.",
            "properties": {**properties, **family["properties"]},
            "required": [FAMILY],
            "$defs": schema["$defs"],
        }

    # ---- themes

    def _theme(self) -> Schema:
        """A whole theme; a listed item may use a statement."""
        schema = self._schema(Theme, "Theme")
        definitions = schema["$defs"]
        used = {f"{name}Used": self._used(definitions[name]) for name in _LISTED}

        def item(name: str) -> Schema:
            reference = {"$ref": f"#/$defs/{name}"}
            return {"if": {"required": ["use"]}, "then": {"$ref": f"#/$defs/{name}Used"}, "else": reference}

        listed: Schema = _relisted({**schema, "$defs": {**definitions, **used}}, item)
        return _pruned(listed)

    def _partial(self) -> Schema:
        """A theme whose keys are all optional, as those of its items, which only tell which item they complete."""
        schema = self._schema(Theme, "Theme")
        definitions = schema.pop("$defs")
        parts = {f"{name}Part": self._completing(definitions[name]) for name in _LISTED}
        parts |= {f"{name}Part": _optional(definitions[name]) for name in _MERGED}
        parts["ThemePart"] = _optional(schema)
        found: Schema = _relisted(parts, lambda name: {"$ref": f"#/$defs/{name}Part"})
        for key, name in (("envelope", "Envelope"), ("size", "Size"), ("funding", "Funding"), ("juries", "Juries")):
            found["ThemePart"]["properties"][key] = {"$ref": f"#/$defs/{name}Part"}
        return _pruned({"$defs": {**definitions, **found}}, "ThemePart")

    def _used(self, item: Schema) -> Schema:
        """An item that uses a statement: the keys that it gives replace those of the statement."""
        about = f"{item['description']} It takes the keys of a statement, and those that it gives replace them."
        properties = {"use": self._use(), **item["properties"]}
        return {**_optional(item), "description": about, "properties": properties, "required": ["use"]}

    def _completing(self, item: Schema) -> Schema:
        """An item of a family, or one that completes it: the same id merges, another is one more."""
        properties = {
            "use": self._use(),
            **item["properties"],
            "after": _one_of(item["properties"].get("after"), "The id of the item that this one follows."),
            "remove": {"type": "string", "description": "The item of the family is not for this theme: why."},
        }
        return {**_optional(item), "properties": properties, "anyOf": [{"required": ["id"]}, {"required": ["use"]}]}

    def _use(self) -> Schema:
        return _among({"description": "The statement whose keys are taken."}, self.statements)

    def _family_keys(self) -> Schema:
        keys = self._schema(FamilyKeys, "")["properties"]
        about = {"description": "The passage: a citation, or lines of the first document."}
        passage = {"anyOf": [{"$ref": "#/$defs/Source"}, {"type": ["string", "integer"]}], **about}
        return {
            EXTENDS: _among(keys[EXTENDS], self.families),
            CITES: {**_about(keys[CITES]), "type": "object", "additionalProperties": passage},
            SKIPPED: keys[SKIPPED],
        }

    # ---- what the models say, with the names of the set

    def _schema(self, model: type[BaseModel], title: str) -> Schema:
        raw = tidy(model.model_json_schema(by_alias=True))
        raw["title"] = title
        definitions = raw.pop("$defs", {})
        found = {name: self._model(name, each) for name, each in definitions.items()}
        schema = self._model(model.__name__, raw)
        if "Source" in found:
            found["Source"]["oneOf"] = [{"required": [by]} for by in CITED_BY]
        schema["$defs"] = {**found, **self._shared(found)}
        return schema

    def _model(self, name: str, schema: Schema) -> Schema:
        """A model, with what an editor can propose at each of its keys."""
        found: Schema = self._named(schema)
        properties = found.get("properties", {})
        for key, about in properties.items():
            kind = "Predicate" if key in _CONDITIONS else _KINDS.get((name, key))
            if kind is not None:
                properties[key] = _replaced(about, {"$ref": "#/$defs/Expression"}, {"$ref": f"#/$defs/{kind}"})
            properties[key] = self._proposed(name, key, properties[key])
        return found

    def _proposed(self, model: str, key: str, about: Schema) -> Schema:
        book, manifest = self.book, self.book.manifest
        operator = next((name for name, kind in OPERATORS.items() if kind.__name__ == model), None)
        if operator is not None and key in ("every", "some", "none", "count", "over"):
            return {**_about(about), "$ref": "#/$defs/ListName"}
        if (operator, key) == ("fact", "fact"):
            return {**_about(about), "$ref": "#/$defs/FactName"}
        if (operator, key) == ("table", "table"):
            return _among(about, book.tables)
        if model == "Ceiling" and key == "per":
            return _among(about, ["dossier", *manifest.scopes])
        if model == "Theme" and key == "kind" and book.roles.way_in is not None:
            ways = list(book.facts[book.roles.way_in].values or {})
            return {**_about(about), "anyOf": [{"enum": ways}, {"type": "array", "items": {"enum": ways}}]}
        if model == "Theme" and key == "sections":
            items = next(iter(about["patternProperties"].values()))
            return {
                **_about(about),
                "type": "object",
                "properties": {name: {**items, "description": "A list."} for name in manifest.sections},
                "additionalProperties": False,
            }
        if key == "reading" and "anyOf" in about:
            return {**_about(about), "$ref": "#/$defs/Readings"}
        if model == "Source" and key == "document":
            return {**_about(about), "anyOf": [_among({}, manifest.documents), {"type": "null"}]}
        if model == "CurrencyModel" and key in ("also", "other_tax"):
            return _or_single(about)
        if model == "ValueModel" and key == "also":
            return _or_single(about)
        return about

    def _named(self, schema: Any) -> Any:
        """A schema whose expressions and texts are references to their definitions."""
        if isinstance(schema, list):
            return [self._named(inner) for inner in schema]
        if not isinstance(schema, dict):
            return schema
        if _is_expression(schema):
            return {**_about(schema), "$ref": "#/$defs/Expression"}
        if _is_text(schema):
            return {**_about(schema), "$ref": "#/$defs/Text"}
        found = {key: self._named(inner) for key, inner in schema.items()}
        return _as_editors_read(found)

    def _fact_path(self, property_: Schema) -> Schema:
        """A key that names a fact of the dossier."""

        def named(schema: Any) -> Any:
            if isinstance(schema, list):
                return [named(inner) for inner in schema]
            if isinstance(schema, dict) and schema.get("type") == "string" and "pattern" in schema:
                return {"$ref": "#/$defs/FactName"}
            return {key: named(inner) for key, inner in schema.items()} if isinstance(schema, dict) else schema

        found: Schema = named(property_)
        return {**_about(property_), **found}

    def _shared(self, definitions: Mapping[str, Schema]) -> Schema:
        """The definitions that stand for names, constants and expressions."""
        languages = self.book.languages
        words = {"type": "string", "minLength": 1, "maxLength": 1000, "description": "In this language."}
        shared: Schema = {
            "Text": {
                "title": "Text",
                "description": "A text in each language of the rule set.",
                "type": "object",
                "properties": dict.fromkeys(languages, words),
                "required": list(languages),
                "additionalProperties": False,
            },
            "FactName": {
                "title": "FactName",
                "description": "The path of a fact of the vocabulary, or the name of a derived fact or of a parameter.",
                "enum": [
                    *(*self._facts, *self.book.definitions.derived, *self.book.definitions.parameters),
                    *self._of_the_engine,
                ],
            },
            "ListName": {
                "title": "ListName",
                "description": "A list of the vocabulary.",
                "enum": list(self.book.facts.lists),
            },
        }
        codes = _among({}, self.book.manifest.readings)
        shared["Readings"] = {
            "title": "Readings",
            "description": "The code of a reading of the rule set, or several, the nearest first.",
            "anyOf": [codes, {"type": "array", "items": codes}, {"type": "null"}],
        }
        if "Choice" not in definitions:
            return shared
        branches = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in OPERATORS.values()]
        choices = {"type": "array", "items": {"$ref": "#/$defs/Choice"}, "minItems": 1}
        shared["Computed"] = {
            "title": "Computed",
            "description": f"An operator, told by one of its keys ({', '.join(OPERATORS)}), or a list of choices.",
            "oneOf": [*branches, {**choices, "description": "The first of these choices that holds."}],
        }
        anything = [*self._names(None), *self._values, "true", "false"]
        kinds: Mapping[str, tuple[str, Sequence[Schema], Sequence[str]]] = {
            "Expression": ("A constant, a name, an operator or a list of choices.", self._constants, anything),
            "Predicate": (
                "What is true, false or unknown: a yes/no fact by its name, an operator or a list of choices.",
                (),
                self._names("truth"),
            ),
            "Money": (
                "An amount with its currency, a name, an operator or a list of choices.",
                self._amounts,
                self._names("money"),
            ),
            "Rate": ("A percentage, a name, an operator or a list of choices.", (_RATE,), self._names("rate")),
        }
        for name, (about, constants, names) in kinds.items():
            known = [{"enum": list(dict.fromkeys(names))}] if names else []
            computed = {"$ref": "#/$defs/Computed"}
            shared[name] = {"title": name, "description": about, "anyOf": [*constants, *known, computed]}
        return shared

    @cached_property
    def _facts(self) -> list[str]:
        facts = self.book.facts
        items = [name for inside in facts.lists.values() for name in inside]
        return list(dict.fromkeys([*(path for path in facts if "[]" not in path), *items]))

    @cached_property
    def _values(self) -> list[str]:
        """What may stand beside a choice: the values of the enumerations and the groups."""
        derived = self.book.definitions.derived.values()
        of_facts = [name for fact in self.book.facts.values() for name in fact.values or {}]
        return [*of_facts, *(name for each in derived for name in each.values or {}), *self.book.groups]

    def _names(self, kind: TypeKind | None) -> list[str]:
        """The names of facts, derived facts and parameters of a type, or of any."""
        book = self.book
        facts = [(path.partition("[].")[2] or path, type_of(fact.type)) for path, fact in book.facts.items()]
        derived = [(name, type_of(each.type)) for name, each in book.definitions.derived.items()]
        parameters = [(name, each.kind) for name, each in book.definitions.parameters.items()]
        known = [name for name, found in (*facts, *derived, *parameters) if found and kind in (None, found)]
        return [*known, *(self._of_the_engine if kind in (None, "money") else ())]

    @cached_property
    def _of_the_engine(self) -> tuple[str, ...]:
        """The amounts that a batch knows and that a rule may read, where the rule set has a total."""
        return () if self.book.roles.total is None else (BATCH_COST,)

    @cached_property
    def _amounts(self) -> tuple[Schema, ...]:
        return () if self.book.currency is None else (_amount(self.book.currency),)

    @cached_property
    def _constants(self) -> tuple[Schema, ...]:
        # A country is named by its code, which the loader checks.
        country = {"type": "string", "pattern": "^[A-Z]{2}$", "description": "A country by its code: `FR`."}
        plain: Schema = {"type": ["integer", "number", "boolean"], "description": "A number, or true or false."}
        return (*self._amounts, _RATE, _DAY, _NUMBER, plain, country)


_SPACE = "[ \u00a0\u202f\u2009\u2007]"
_RATE: Schema = {
    "type": "string",
    "pattern": rf"^\s*[0-9]{{1,4}}([.,][0-9]{{1,6}})?{_SPACE}*%\s*$",
    "description": "A percentage: `75 %`, `33,5 %`.",
}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "A day: `2021-02-12`."}
_NUMBER: Schema = {
    "type": "string",
    "pattern": rf"^[0-9]+({_SPACE}[0-9]{{3}})*([.,][0-9]{{1,6}})?$",
    "description": "A number: `3`, `1 000 000`.",
}


def _amount(currency: Currency) -> Schema:
    names = "|".join(sorted(map(_escaped, {currency.code, *currency.also}), key=len, reverse=True))
    taxes = "|".join(map(_escaped, () if currency.tax is None else currency.tax.values()))
    tax = f"({_SPACE}*({taxes}))?" if taxes else ""
    return {
        "type": "string",
        "pattern": rf"^\s*[0-9]([0-9.,]|{_SPACE})*([MkK]?({names})){tax}\s*$",
        "description": f"An amount with its currency: `1 200 000 {currency.code}`, `48 k{currency.sign}`.",
    }


def _escaped(text: str) -> str:
    """A text within a pattern, in the dialect that all validators share."""
    return re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", text)


# ---- shapes


_OF_NAMES = ("properties", "patternProperties", "$defs")
"""The keys of a schema whose own keys are names."""


def tidy(schema: Any) -> Any:
    """A schema closed where pydantic leaves mappings open, its descriptions in the Markdown that editors show."""
    if isinstance(schema, list):
        return [tidy(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        key: {name: tidy(each) for name, each in inner.items()} if key in _OF_NAMES else tidy(inner)
        for key, inner in schema.items()
        # The value that a key takes where it is left out is of no use to who writes.
        if key != "default"
    }
    inner_text = [kind["description"] for kind in found.get("anyOf", ()) if "description" in kind]
    if len(inner_text) == 1:
        found.setdefault("description", inner_text[0])
    if "patternProperties" in found or "properties" in found:
        found.setdefault("additionalProperties", False)
    about = found.get("description")
    if isinstance(about, str):
        found["description"] = about.replace("``", "`")
    return found


def _is_expression(schema: Schema) -> bool:
    branches = schema.get("oneOf", ())
    return {"$ref": f"#/$defs/{next(iter(OPERATORS.values())).__name__}"} in branches if OPERATORS else False


def _is_text(schema: Schema) -> bool:
    of_languages = schema.get("patternProperties", {}).get("^[a-z]{2}$", {})
    return of_languages.get("type") == "string" and "maxLength" in of_languages


def _as_editors_read(schema: Schema) -> Schema:
    """What the loader takes for a text may be a number or a yes or no for an editor."""
    if schema.get("type") == "string" and not {"pattern", "format", "enum", "const"} & set(schema):
        return {**schema, "type": ["string", "number", "boolean"]}
    literal = schema.get("const")
    if isinstance(literal, str) and literal.isdigit():
        kept = {key: value for key, value in schema.items() if key not in ("const", "type")}
        return {**kept, "enum": [literal, int(literal)]}
    return schema


def _about(schema: Schema) -> Schema:
    """What a schema says of itself for a person."""
    return {key: schema[key] for key in ("title", "description") if key in schema}


def _among(about: Schema, names: Iterable[str]) -> Schema:
    """One of some names; nothing may stand where the rule set has none."""
    known = list(names)
    return {**_about(about), **({"enum": known} if known else {"not": {}})}


def _branches(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema.get("anyOf", [])
    return found


def _any_of(schemas: Iterable[Schema]) -> Schema:
    """What one of several keys of the same name allows."""
    found = distinct(schemas)
    return found[0] if len(found) == 1 else {**_about(found[0]), "anyOf": found}


def _one_of(schema: Schema | None, about: str) -> Schema:
    return schema if schema is not None else {"type": "string", "description": about}


def _or_single(schema: Schema) -> Schema:
    """A list of words, or of one word in place of the list."""
    if "items" in schema:
        return {**_about(schema), "anyOf": [schema["items"], {key: schema[key] for key in ("type", "items")}]}
    found = dict(schema)
    for key in ("patternProperties", "additionalProperties"):
        inner = found.get(key)
        if key == "patternProperties" and inner is not None:
            found[key] = {pattern: _or_single(each) for pattern, each in inner.items()}
        elif isinstance(inner, dict):
            found[key] = _or_single(inner)
    return found


def _replaced(schema: Any, part: Schema, by: Schema) -> Any:
    if isinstance(schema, list):
        return [_replaced(inner, part, by) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("$ref") == part["$ref"]:
        return {**schema, **by}
    return {key: _replaced(inner, part, by) for key, inner in schema.items()}


def _each_value(mapping: Schema, value: Schema) -> None:
    """Make every value of a mapping of one shape."""
    if "patternProperties" in mapping:
        mapping["patternProperties"] = dict.fromkeys(mapping["patternProperties"], value)
    else:
        mapping["additionalProperties"] = value


def _optional(schema: Schema) -> Schema:
    """A mapping whose keys may all be left out."""
    return {key: value for key, value in schema.items() if key != "required"}


def _relisted(schema: Any, item: Callable[[str], Schema]) -> Any:
    """A schema whose lists hold items of other shapes."""
    if isinstance(schema, list):
        return [_relisted(inner, item) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _relisted(inner, item) for key, inner in schema.items()}
    name = (
        str(found.get("items", {}).get("$ref", "")).rpartition("/")[2] if isinstance(found.get("items"), dict) else ""
    )
    return {**found, "items": item(name)} if name in _LISTED else found


def _member_sources(schema: Any) -> Any:
    """A schema where a passage may be left to each member of a family."""
    if isinstance(schema, list):
        return [_member_sources(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _member_sources(inner) for key, inner in schema.items()}
    if isinstance(found.get("properties"), dict) and "source" in found["properties"]:
        member = {"const": MEMBER, "description": "Each member cites its own passage, under `cites`."}
        own = found["properties"]["source"]
        found["properties"] = {
            **found["properties"],
            "source": {"anyOf": [{"$ref": "#/$defs/Source"}, member], **_about(own)},
        }
    return found


def _pruned(schema: Schema, *roots: str) -> Schema:
    """A schema without the definitions that nothing refers to."""
    definitions = schema.get("$defs", {})
    met: set[str] = set()
    waiting = [{key: value for key, value in schema.items() if key != "$defs"}, *(definitions[name] for name in roots)]
    met.update(roots)
    while waiting:
        for name in _references(waiting.pop()):
            if name in definitions and name not in met:
                met.add(name)
                waiting.append(definitions[name])
    return {**schema, "$defs": {name: each for name, each in definitions.items() if name in met}}


def _references(schema: Any) -> Iterable[str]:
    if isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for inner in schema.values():
            yield from _references(inner)


RULE_SCHEMAS: Mapping[str, Callable[[RuleSchemas], Schema]] = {
    "ruleset": RuleSchemas.ruleset,
    "vocabulary": RuleSchemas.vocabulary,
    "definitions": RuleSchemas.definitions,
    "family": RuleSchemas.family,
    "theme": RuleSchemas.theme,
    "table": RuleSchemas.table,
}
"""The schemas of rule files by name."""
