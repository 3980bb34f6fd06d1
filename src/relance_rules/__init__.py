"""Check funding dossiers against the themes of a catalogue written as rule files.

>>> from relance_rules import check, load_rules
>>> rules = load_rules()
>>> report = check({"theme": "SNAP3", "porteurs": [{"categorie": "entreprise"}]}, rules)
>>> report.verdict
'ineligible'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from relance_rules.values import Euro, Message, Truth

if TYPE_CHECKING:
    from os import PathLike

    from relance_rules.checking.report import Report
    from relance_rules.compiler.rules import Rules
    from relance_rules.loading.problems import InputError

__all__ = [
    "Euro",
    "InputError",
    "Message",
    "Report",
    "Rules",
    "Truth",
    "check",
    "check_file",
    "load_rules",
    "to_dict",
]


def load_rules(directory: str | PathLike[str] | None = None) -> Rules:
    """The rules of a folder, or those shipped with the package: a mapping from theme codes to compiled themes.

    Raises:
        InputError: The folder holds no rules.
    """
    from pathlib import Path

    from relance_rules.compiler.rules import load_rules as load

    return load(None if directory is None else Path(directory))


def check(dossier: Mapping[str, Any], rules: Rules, *, granted_to_project: Euro = Euro(0)) -> Report:  # noqa: B008
    """Check a dossier given as plain data, nested as in a dossier file.

    Args:
        dossier: Amounts as texts, whole euros or Decimal (a float is refused); days as texts or ``date``.
        rules: What :func:`load_rules` gave.
        granted_to_project: Grants of other dossiers of the same project, in cents TTC, on top of those it states.

    Raises:
        InputError: The theme is missing or unknown, or some facts can't be read.
    """
    from relance_rules.checking.check import check_dossier
    from relance_rules.checking.dossiers import dossier_from

    return check_dossier(*dossier_from(dossier, rules), granted_to_project)


def check_file(path: str | PathLike[str], rules: Rules) -> Report:
    """Check a dossier file, in YAML or JSON.

    Raises:
        InputError: The file can't be read, its theme is missing or unknown, or some facts can't be read.
    """
    from pathlib import Path

    from relance_rules.checking.check import check_dossier
    from relance_rules.checking.dossiers import dossier_of
    from relance_rules.reading.documents import read_document

    return check_dossier(*dossier_of(read_document(Path(path)), rules))


def to_dict(report: Report, language: str = "fr") -> dict[str, Any]:
    """A report as the JSON data that ``schemas/report.schema.json`` describes, in ``fr`` or ``en``.

    Raises:
        ValueError: The language is neither.
    """
    from relance_rules.localization import LANGUAGES, localization
    from relance_rules.reporting.plain import report_data

    found = next((code for code in LANGUAGES if code == language), None)
    if found is None:
        raise ValueError(f"no such language: {language!r}; known: {', '.join(LANGUAGES)}")
    return report_data(report, localization(found))


def __getattr__(name: str) -> Any:
    """Give the classes that annotations and ``except`` clauses name, without loading them for everyone."""
    from importlib import import_module

    homes = {"InputError": "loading.problems", "Report": "checking.report", "Rules": "compiler.rules"}
    if name in homes:
        return getattr(import_module(f"{__name__}.{homes[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
