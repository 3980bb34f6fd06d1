"""The settings of linting in ``pyproject.toml``, under ``[tool.relance]``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from relance_rules.loading.files import read_text
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

FILE = "pyproject.toml"


class Settings(NamedTuple):
    """The codes to run and to leave out, and the cited document; what is not set is empty."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    source: Path | None = None


def find_settings(start: Path) -> Settings:
    """The settings of the nearest ``pyproject.toml`` at or above a folder that has a table ``[tool.relance]``.

    Raises:
        DossierError: That file can't be read, or the table holds something else than settings.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            table = _table(folder / FILE)
            if table is not None:
                return _settings(table, folder / FILE)
    return Settings()


def _table(path: Path) -> Any:
    try:
        return tomllib.loads(read_text(path)).get("tool", {}).get("relance")
    except (tomllib.TOMLDecodeError, AttributeError) as error:
        raise DossierError(
            [Problem(Message("TOML mal formé : {problem}", {"problem": str(error)}), str(path))]
        ) from None


def _settings(table: Any, path: Path) -> Settings:
    if not isinstance(table, dict):
        raise _wrong(path, Message("[tool.relance] est une table"))
    for key in table:
        if key not in Settings._fields:
            near = suggestion(key, Settings._fields)
            raise _wrong(
                path, Message("réglage inconnu de [tool.relance] : « {key} » ; {near}", {"key": key, "near": near})
            )
    source = table.get("source")
    if source is not None and not isinstance(source, str):
        raise _wrong(path, Message("« source » est le chemin du document cité"))
    codes = {key: _codes(table.get(key, []), key, path) for key in ("select", "ignore")}
    return Settings(codes["select"], codes["ignore"], None if source is None else path.parent / source)


def _codes(value: Any, key: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise _wrong(path, Message('« {key} » est une liste de codes, comme ["RR012"]', {"key": key}))
    return tuple(value)


def _wrong(path: Path, message: Message) -> DossierError:
    return DossierError([Problem(message, str(path))])
