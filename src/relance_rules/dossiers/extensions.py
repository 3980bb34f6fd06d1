"""The extensions of the files that hold dossiers, and the module of ``formats`` that reads each."""

from __future__ import annotations

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
