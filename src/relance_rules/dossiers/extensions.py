"""The extensions of the files that hold dossiers, and the module of ``formats`` that reads each."""

from __future__ import annotations

from pathlib import Path

from relance_rules.plan.ruleset import Plan

FORMATS = {
    ".yaml": "documents",
    ".yml": "documents",
    ".json": "documents",
    ".ndjson": "lines",
    ".jsonl": "lines",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "workbooks",
    ".ods": "workbooks",
}

CONVERTIBLE = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".numbers", ".fods"})
"""Spreadsheets that are not read, and that their owner can save as one that is."""


def tables_beside(path: Path, plan: Plan) -> dict[str, Path]:
    """The tables that hold the lists of a table, by list: ``a.list.csv`` goes with ``a.csv``."""
    if path.suffix.lower() not in (".csv", ".tsv"):
        return {}
    named = {family: path.with_name(f"{path.stem}.{family}{path.suffix}") for family in plan.facts.lists}
    return {family: beside for family, beside in named.items() if beside.is_file()}
