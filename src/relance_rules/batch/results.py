"""What this command printed once, met again among the dossiers: no dossier, and told apart by how it starts."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relance_rules.batch.columns import columns_of
from relance_rules.batch.lists import list_headers
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.localization import LANGUAGES, localization
from relance_rules.plan.ruleset import Plan

WORKBOOK_MARK = "relance-batch/1"
"""What the workbooks of a batch say of themselves, among their properties."""

_JSON = re.compile(r'\s*\[?\s*\{\s*"schema"\s*:\s*"relance-[a-z-]+/[0-9]+"')
_SCHEMA = re.compile("relance-[a-z-]+/[0-9]+")
_HEAD, _TAIL, _MOST_PARTS = 4096, 22, 64 * 1024
_OWN_COLUMNS = 4
"""The first columns of a table of results: a table of dossiers has no verdict."""


def is_result(path: Path, plan: Plan) -> bool:
    """Whether a file is a report, or a table of reports, that a command of this package wrote.

    Nothing is raised: what can't be read is left to its reader.
    """
    try:
        match FORMATS.get(path.suffix.lower()):
            case "documents" | "lines" if path.suffix.lower() not in (".yaml", ".yml"):
                return _JSON.match(_head(path)) is not None
            case "delimited":
                return _head(path).startswith((*_headers(plan), *list_headers()))
            case "workbooks":
                return _is_workbook(path)
    except (OSError, ValueError, LookupError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        pass
    return False


def may_go_on(path: Path) -> bool:
    """Whether dossiers may follow in a file that starts as a result: a list, or lines, may be put together of both.

    Raises:
        OSError: It can't be read.
    """
    kind = FORMATS.get(path.suffix.lower())
    return kind == "lines" or (kind == "documents" and _head(path).lstrip().startswith("["))


def starts_as_result(data: Mapping[str, Any]) -> bool:
    """Whether data starts as a report does."""
    key, value = next(iter(data.items()), ("", ""))
    return key == "schema" and isinstance(value, str) and _SCHEMA.fullmatch(value) is not None


def _head(path: Path) -> str:
    """The start of a file as text; a redirection of PowerShell is in UTF-16."""
    with path.open("rb") as stream:
        data = stream.read(_HEAD)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return data.decode("utf-16" if wide else "utf-8-sig", "replace")


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-_TAIL, 2)
        # The size of the list of its parts: that of a hostile archive would not be read.
        if int.from_bytes(stream.read(_TAIL)[12:16], "little") > _MOST_PARTS:
            return False
    with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
        return f">{WORKBOOK_MARK}<".encode() in part.read(_HEAD)


def _headers(plan: Plan) -> tuple[str, ...]:
    """How the tables of results of a rule set start, in each language."""
    titles = [column.title for column in columns_of(plan)[:_OWN_COLUMNS]]
    return tuple(";".join(map(localization(code, plan.currency).say, titles)) for code in LANGUAGES)
