"""What OpenAPI says of the service: the models of dossiers, and the shapes of what it answers."""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import TypeAdapter

from relance_rules.loading.rules import Rules
from relance_rules.localization import LANGUAGES, LanguageCode
from relance_rules.serving.asking import JSON, YAML
from relance_rules.showing.data.report import Report
from relance_rules.showing.data.themes import Themes
from relance_rules.targets.pydantic.model import model_of

ABOUT = (
    "Checks funding dossiers against their rules, as the command `relance` does. JSON is read exactly: decimals as "
    "they are written, no key twice. What can't be answered is told in the shape of a report whose status is `error`. "
    "Nothing of a dossier is kept."
)

Responses: TypeAlias = dict[int | str, dict[str, Any]]

_SCHEMAS = "#/components/schemas/"
_LANG = {
    "name": "lang",
    "in": "query",
    "description": "The language of the answer.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}
_THEME = {
    "name": "theme",
    "in": "query",
    "description": "The code of a theme; without it, the schema holds for the dossiers of all themes.",
    "schema": {"type": "string"},
}
_BODY = {
    "required": True,
    "description": "A dossier; its keys, codes and values may be spelled as people spell them.",
    "content": {kind: {"schema": {"$ref": f"{_SCHEMAS}Dossier"}} for kind in (JSON, YAML[0])},
}


def _gives(shape: str, description: str) -> dict[str, Any]:
    schema = {"$ref": f"{_SCHEMAS}{shape}"}
    return {"description": description, "content": {JSON: {"schema": schema}}}


_FAULTS: Responses = {
    400: _gives("Report", "The request is malformed."),
    403: _gives("Report", "It comes by an unknown host, or from the page of another site."),
    422: _gives("Report", "The dossier can't be read, or names no theme that there is."),
    503: _gives("Report", "Too much is asked at once, or the answer takes too long."),
}
_FAULTS_OF_BODY: Responses = {
    **_FAULTS,
    408: _gives("Report", "The body does not come."),
    413: _gives("Report", "The body is too large."),
    415: _gives("Report", "The body is neither JSON nor YAML."),
}
_OF_BODY: dict[str, Any] = {"parameters": [_LANG], "requestBody": _BODY}
_SCHEMA: Responses = {200: _gives("JsonSchema", "A JSON Schema.")}

CHECK: dict[str, Any] = {
    "operation_id": "check",
    "summary": "The report of a dossier; without a theme, the dossier beside every theme.",
    "responses": {200: _gives("Answer", "Ready or not."), **_FAULTS_OF_BODY},
    "openapi_extra": _OF_BODY,
}
THEMES: dict[str, Any] = {
    "operation_id": "themes",
    "summary": "A dossier beside every theme, even where it names one.",
    "responses": {200: _gives("Themes", "The most fitting first."), **_FAULTS_OF_BODY},
    "openapi_extra": _OF_BODY,
}
SCHEMA: dict[str, Any] = {
    "operation_id": "schema",
    "summary": "The JSON Schema of the dossiers of a theme.",
    "responses": {**_SCHEMA, **_FAULTS},
    "openapi_extra": {"parameters": [_THEME, _LANG]},
}
SCHEMA_OF_DOSSIER: dict[str, Any] = {
    "operation_id": "schema_of_dossier",
    "summary": "The JSON Schema of the dossiers of the theme that this one names.",
    "responses": {**_SCHEMA, **_FAULTS_OF_BODY},
    "openapi_extra": _OF_BODY,
}


def complete(found: dict[str, Any], rules: Rules, lang: LanguageCode) -> dict[str, Any]:
    """What FastAPI says of the service, with the model of the dossiers of each theme, and the shapes of answers."""
    shapes = [("Report", TypeAdapter[Any](Report)), ("Themes", TypeAdapter[Any](Themes))]
    dossiers = [(code, TypeAdapter[Any](model_of(rules.plan, theme, lang))) for code, theme in rules.items()]
    refs, schemas = TypeAdapter.json_schemas(
        [(name, "validation", adapter) for name, adapter in [*shapes, *dossiers]], ref_template=_SCHEMAS + "{model}"
    )
    made = {
        "Dossier": {
            "title": "Dossier",
            "description": "A dossier of one of the themes.",
            "anyOf": [refs[code, "validation"] for code, _ in dossiers],
        },
        "Answer": {
            "title": "Answer",
            "description": "A report; of a dossier that names no theme, where it stands beside all of them.",
            "anyOf": [refs[name, "validation"] for name, _ in shapes],
        },
        "JsonSchema": {"title": "JsonSchema", "description": "A JSON Schema.", "type": "object"},
    }
    return {**found, "components": {"schemas": {**schemas["$defs"], **made}}}
