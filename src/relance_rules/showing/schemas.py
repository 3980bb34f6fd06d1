"""The JSON Schemas of what people and programs write and read, generated from the models and the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from relance_rules.checking.facts_asked import facts_asked
from relance_rules.compiler.rules import Rules
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.predicates import OPERATORS
from relance_rules.language.theme import Theme
from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.showing.report_model import ReportModel

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schema(name: str, rules: Rules) -> Schema:
    """One of the schemas.

    Args:
        name: One of ``SCHEMAS``.
        rules: The rules whose vocabulary and themes complete the schemas.

    Raises:
        KeyError: There is no such schema.
        DossierError: A rule file breaks the language.
    """
    schema = SCHEMAS[name](rules)
    return {"$schema": DIALECT, **schema}


# ---- rule files


def _theme(rules: Rules) -> Schema:
    """The schema of a rule file, whose facts are those of the vocabulary."""
    schema = _model(Theme)
    schema["title"] = "Theme of the catalogue (rules/themes/*.yaml)"
    branches = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in OPERATORS.values()]
    schema = dict(_named(schema, {"oneOf": branches}, "Predicate"))
    definitions = schema["$defs"]
    definitions["Predicate"] = {
        "title": "Predicate",
        "description": "A condition on the facts of a dossier, with one of the keys " + ", ".join(OPERATORS) + ".",
        "oneOf": branches,
    }
    vocabulary = rules.vocabulary
    single = [path for path in vocabulary.facts if "[]" not in path and path not in vocabulary.lists]
    of_items = [name for facts in vocabulary.lists.values() for name in facts]
    money = [path for path, fact in vocabulary.facts.items() if "[]" in path and fact.type == "money"]
    _enumerate(definitions["FactTest"], "fact", [*dict.fromkeys([*single, *of_items])])
    for kind, key in (("Every", "every"), ("Some", "some"), ("NoneOf", "none"), ("CountTest", "count")):
        _enumerate(definitions[kind], key, list(vocabulary.lists))
    for kind, key in (("SumTest", "sum"), ("ShareTest", "share")):
        _enumerate(definitions[kind], key, money)
    values = {name: None for fact in vocabulary.facts.values() for name in fact.values or {}}
    for key in ("is", "in"):
        definitions["FactTest"]["properties"][key]["examples"] = (
            ["true", *values] if key == "is" else [list(values)[:2]]
        )
    return schema


def _vocabulary(rules: Rules) -> Schema:
    """The schema of the vocabulary."""
    schema = _model(Vocabulary)
    schema["title"] = "Vocabulary of the dossiers (rules/vocabulary.yaml)"
    return schema


def _model(model: Any) -> Schema:
    """The schema of a model."""
    schema: Schema = _tidy(model.model_json_schema(by_alias=True))
    return schema


def _tidy(schema: Any) -> Any:
    """A schema closed where pydantic leaves mappings open, its descriptions in the Markdown that editors show."""
    if isinstance(schema, list):
        return [_tidy(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _tidy(inner) for key, inner in schema.items()}
    inner_text = [kind["description"] for kind in found.get("anyOf", ()) if "description" in kind]
    if len(inner_text) == 1:
        found.setdefault("description", inner_text[0])
    if "patternProperties" in found:
        found.setdefault("additionalProperties", False)
    if isinstance(found.get("description"), str):
        found["description"] = found["description"].replace("``", "`")
    return found


def _named(schema: Any, part: Schema, name: str) -> Any:
    """A schema where every occurrence of a part is a reference to its definition."""
    if isinstance(schema, list):
        return [_named(inner, part, name) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _named(inner, part, name) for key, inner in schema.items()}
    if all(found.get(key) == value for key, value in part.items()):
        return {"$ref": f"#/$defs/{name}", **{key: value for key, value in found.items() if key not in part}}
    return found


def _enumerate(definition: Schema, key: str, names: list[str]) -> None:
    known = definition["properties"][key]
    definition["properties"][key] = {
        **{name: value for name, value in known.items() if name not in ("pattern", "maxLength")},
        "enum": names,
    }


# ---- dossiers

_NO_BREAK = "\u00a0\u202f\u2009\u2007"
_DIGITS = rf"[0-9][0-9 {_NO_BREAK}]*"
_BLANK = rf"^[\s{_NO_BREAK}]*$"

_TYPES: dict[str, Schema] = {
    "text": {"type": ["string", "integer", "number", "boolean", "null"], "maxLength": 5000},
    "money": {
        "description": "An amount in euros, all taxes included: `1 200 000,00 €`, `48 k€`, `1.2 M€`, `1200000`.",
        "anyOf": [
            {"type": "number", "minimum": 0},
            {
                "type": "string",
                "pattern": rf"^\s*[0-9][0-9.,{_NO_BREAK} ]*(M€|MEUR|k€|K€|kEUR|KEUR|€|EUR|euros?)?\s*$",
                "examples": ["1 200 000,00 €", "48 k€"],
            },
        ],
    },
    "date": {
        "description": "A day: `2021-02-12` or `12/02/2021`.",
        "type": "string",
        "pattern": r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\s*$",
    },
    "integer": {
        "description": "A whole number.",
        "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": rf"^\s*{_DIGITS}\s*$"}],
    },
    "percentage": {
        "description": "A rate from 0 to 100 %: `50 %`.",
        "type": "string",
        "pattern": rf"^\s*[0-9]{{1,3}}([.,][0-9]{{1,6}})?[ {_NO_BREAK}]*%\s*$",
        "examples": ["50 %"],
    },
    "boolean": {
        "description": "`oui` or `non`, `true` or `false`.",
        "anyOf": [
            {"type": "boolean"},
            {"enum": ["oui", "non"]},
            {"type": "string", "pattern": r"^\s*([Oo][Uu][Ii]|[Nn][Oo][Nn]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])\s*$"},
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


def _dossier(rules: Rules) -> Schema:
    """The schema of a dossier: the facts of the vocabulary, and for each theme its commitments and documents."""
    body = _group("Dossier", rules.vocabulary.trees[None], rules.vocabulary, "")
    body["title"] = "Funding dossier"
    body["description"] = "A dossier that asks to be funded under a theme of the catalogue (YAML or JSON)."
    body["type"] = "object"
    body["required"] = ["theme"]
    about = {key: text for key, text in body["properties"].get("theme", {}).items() if key != "anyOf"}
    body["properties"]["theme"] = {**about, "enum": list(rules)}
    body["allOf"] = [_of_theme(compiled) for compiled in rules.values()]
    empty = {"title": "Empty", "description": "Not stated yet.", "type": ["string", "null"], "pattern": _BLANK}
    return {**body, "$defs": {"empty": empty, **{name: {"title": name, **kind} for name, kind in _TYPES.items()}}}


def _group(title: str, tree: Mapping[str, Any], vocabulary: Vocabulary, prefix: str) -> Schema:
    """The facts of a mapping; a group that is empty, or not there, says nothing."""
    properties: Schema = {}
    for step, entry in tree.items():
        path = f"{prefix}{step}"
        if isinstance(entry, Fact):
            properties[step] = _fact(path, entry, vocabulary)
        else:
            properties[step] = _group(step, entry, vocabulary, f"{path}.")
    return {"title": title, "type": ["object", "null"], "properties": properties, "additionalProperties": False}


def _fact(path: str, fact: Fact, vocabulary: Vocabulary) -> Schema:
    about = {"title": fact.label.fr, "description": fact.question.fr}
    if fact.type == "list":
        items = _group(fact.label.fr, vocabulary.trees[path], vocabulary, "")
        return {**about, "type": ["array", "null"], "items": items, "maxItems": 10_000}
    if fact.type == "flags":
        return {**about, "type": ["object", "null"], "additionalProperties": _or_empty({"$ref": "#/$defs/boolean"})}
    if fact.type == "enumeration":
        return {**about, **_or_empty(*_values(fact))}
    # An editor shows what the accepted branch says: the question, then how to write the answer.
    written = _TYPES[fact.type].get("description")
    asked = fact.question.fr if written is None else f"{fact.question.fr}\n\n{written}"
    kind = {"$ref": f"#/$defs/{fact.type}", "title": fact.label.fr, "description": asked}
    return {**about, **_or_empty(kind)}


def _or_empty(*kinds: Schema) -> Schema:
    return {"anyOf": [*kinds, {"$ref": "#/$defs/empty"}]}


def _values(fact: Fact) -> Iterator[Schema]:
    """The values of an enumeration, by name, by number where the name is one, or by label in any case."""
    for name, value in (fact.values or {}).items():
        yield {"title": value.label.fr, "description": value.label.en, "const": name}
        if name.isdigit():
            yield {"title": value.label.fr, "description": value.label.en, "const": int(name)}
    spellings = [_any_case(spelling) for spelling in fact.spellings]
    yield {"type": "string", "pattern": rf"^\s*({'|'.join(spellings)})\s*$"}


def _any_case(text: str) -> str:
    """A pattern for a text in any case of letters, in the dialect that all validators share."""
    return "".join(
        f"[{letter.lower()}{letter.upper()}]"
        if letter.isalpha() and len(letter.upper()) == 1
        else (f"\\{letter}" if letter in r"\^$.|?*+()[]{}/" else letter)
        for letter in text
    )


def _of_theme(compiled: CompiledTheme) -> Schema:
    """What holds of the dossiers of one theme: the names of its commitments and documents."""
    theme = compiled.theme
    asked = facts_asked(theme, compiled.vocabulary)
    families: Schema = {}
    for family, names in compiled.flags.items():
        if names is None:
            continue
        requirements = (compiled.commitments or ()) if family == "engagements" else compiled.documents
        listed = {requirement.statement.id: requirement.statement for requirement in requirements}
        families[family] = {
            "properties": {
                name: {
                    "title": statement.label.fr,
                    "description": statement.label.en,
                    **_or_empty({"$ref": "#/$defs/boolean"}),
                }
                for name, statement in listed.items()
            },
            "additionalProperties": False,
        }
    return {
        "if": {"properties": {"theme": {"const": compiled.code}}, "required": ["theme"]},
        "then": {
            "title": theme.title.fr,
            "description": "Facts that this theme asks: " + ", ".join(asked) + ".",
            "properties": families,
        },
    }


# ---- reports


def _report(rules: Rules) -> Schema:
    """The schema of a report."""
    schema = _model(ReportModel)
    schema["title"] = "Report of a dossier"
    return schema


SCHEMAS: dict[str, Callable[[Rules], Schema]] = {
    "theme": _theme,
    "vocabulary": _vocabulary,
    "dossier": _dossier,
    "report": _report,
}
"""The schemas by name; the file of each is ``NAME.schema.json``."""
