"""Proofs as JSON data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from relance_rules.authoring.formats.proofs import Searched, cases_of, why
from relance_rules.authoring.proving.search import Proof
from relance_rules.authoring.shapes_diff import LawFound, ProofReport, ThemeProofs
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown


def proofs_data(searched: Sequence[Searched], language: Localization) -> ProofReport:
    """The laws as JSON data; dossiers are cases of the rule file."""
    statuses = [proof.status for each in searched for proof in each.found.proofs]
    return {
        "schema": "relance-proof/1",
        "proved": statuses.count("proved"),
        "broken": statuses.count("broken"),
        "open": statuses.count("open"),
        "fault": statuses.count("fault"),
        "files": [_theme(each, language) for each in searched],
    }


def _theme(each: Searched, language: Localization) -> ThemeProofs:
    return {
        "file": each.file.name,
        "theme": None if each.file.plan is None else each.file.plan.code,
        "items": each.found.items,
        "laws": [_law(each, proof, language) for proof in each.found.proofs],
    }


def _law(each: Searched, proof: Proof, language: Localization) -> LawFound:
    reason = why(proof)
    name, line = each.place(proof.law)
    return {
        "law": proof.law.name,
        "subject": proof.law.subject,
        "statement": shown(proof.law.statement, language),
        "file": name,
        "line": line,
        "status": proof.status,
        "why": None if reason is None else shown(reason, language),
        "conflict": list(proof.conflict),
        "cases": [_texts(case) for case in cases_of(proof, language)],
    }


def _texts(data: Any) -> Any:
    """The data with its days as texts."""
    if isinstance(data, dict):
        return {key: _texts(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_texts(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data
