"""Diagnostics in SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from relance_rules.authoring.diagnostics import UNLOADED, Diagnostic
from relance_rules.authoring.formats.diagnostics import FIXED_NAME, sentence
from relance_rules.authoring.formats.diagnostics.prints import fingerprints
from relance_rules.authoring.registry import known_rules
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def diagnostics_sarif(diagnostics: Sequence[Diagnostic], version: str, language: Localization) -> dict[str, Any]:
    """The diagnostics as a SARIF log.

    Args:
        diagnostics: The diagnostics.
        version: The version of the program.
        language: The language of the messages.
    """
    rules = [_unloaded(language), *(_rule(code, language) for code in known_rules())]
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    driver = {"name": "relance", "semanticVersion": version, "language": language.language, "rules": rules}
    results = [
        _result(diagnostic, places[diagnostic.code], print_, language)
        for diagnostic, print_ in fingerprints(diagnostics)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, language: Localization) -> dict[str, Any]:
    rule = known_rules()[code]
    good, bad = rule.good.shown, rule.bad.shown
    why = shown(rule.why, language)
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": why},
        "help": {
            "text": why,
            "markdown": f"{why}\n\n✗\n\n```yaml\n{bad}```\n\n✓\n\n```yaml\n{good}```\n",
        },
        "defaultConfiguration": {"level": rule.severity},
    }


def _unloaded(language: Localization) -> dict[str, Any]:
    why = shown(Message("Un fichier de règles qui ne se charge pas ne s’applique à aucun dossier."), language)
    return {
        "id": UNLOADED,
        "name": FIXED_NAME,
        "shortDescription": {"text": FIXED_NAME},
        "fullDescription": {"text": why},
        "help": {"text": why},
        "defaultConfiguration": {"level": "error"},
    }


def _result(diagnostic: Diagnostic, place: int, fingerprint: str, language: Localization) -> dict[str, Any]:
    region = {
        "startLine": diagnostic.line,
        "startColumn": diagnostic.column,
        "endLine": diagnostic.end_line,
        "endColumn": diagnostic.end_column,
    }
    location = {"artifactLocation": {"uri": uri(diagnostic.file)}, "region": region}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": place,
        "level": diagnostic.severity,
        "message": {"text": sentence(diagnostic, language)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"relance/v1": fingerprint},
    }


def uri(name: str) -> str:
    """The name of a file as a URI: relative where it is."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
