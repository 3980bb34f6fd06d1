"""What OpenAPI says of the service: the models of dossiers, and the shapes of what it answers."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

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

_DOSSIER = "#/components/schemas/Dossier"
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
    "content": {kind: {"schema": {"$ref": _DOSSIER}} for kind in (JSON, YAML[0])},
}
_FAULTS: dict[int | str, dict[str, Any]] = {
    400: {"model": Report, "description": "The request is malformed."},
    403: {"model": Report, "description": "It comes by an unknown host, or from the page of another site."},
    422: {"model": Report, "description": "The dossier can't be read, or names no theme that there is."},
    503: {"model": Report, "description": "Too much is asked at once, or the answer takes too long."},
}
_FAULTS_OF_BODY: dict[int | str, dict[str, Any]] = {
    **_FAULTS,
    408: {"model": Report, "description": "The body does not come."},
    413: {"model": Report, "description": "The body is too large."},
    415: {"model": Report, "description": "The body is neither JSON nor YAML."},
}
_OF_BODY: dict[str, Any] = {"parameters": [_LANG], "requestBody": _BODY}
_SCHEMA = {200: {"description": "A JSON Schema.", "content": {JSON: {"schema": {"type": "object"}}}}}

CHECK: dict[str, Any] = {
    "operation_id": "check",
    "summary": "The report of a dossier; without a theme, the dossier beside every theme.",
    "responses": {200: {"model": Report | Themes, "description": "Ready or not."}, **_FAULTS_OF_BODY},
    "openapi_extra": _OF_BODY,
}
THEMES: dict[str, Any] = {
    "operation_id": "themes",
    "summary": "A dossier beside every theme, even where it names one.",
    "responses": {200: {"model": Themes, "description": "The most fitting first."}, **_FAULTS_OF_BODY},
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
    """What FastAPI says of the service, with the model of the dossiers of each theme."""
    models = [(model_of(rules.plan, theme, lang), "validation") for theme in rules.values()]
    refs, schema = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    components = found["components"]["schemas"]
    dossier = {"title": "Dossier", "description": "A dossier of one of the themes.", "anyOf": list(refs.values())}
    return {**found, "components": {"schemas": {**components, **schema["$defs"], "Dossier": dossier}}}
