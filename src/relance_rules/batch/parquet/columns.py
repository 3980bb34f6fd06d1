"""The columns of a table of dossiers that are no facts, and the stamp that says which rules typed it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version

from relance_rules.plan.ruleset import Plan
from relance_rules.plan.saving import digest
from relance_rules.targets.sql.layout import FAULTS, ORIGIN, PLACE, layout
from relance_rules.targets.sql.types import type_text

NOTES = "_notes"
"""What its reader could not decide, or what should be known of its file, a sentence each."""

STAMP = "relance-table"
"""The key of the stamp, among the metadata of a Parquet file."""


@dataclass(frozen=True)
class Stamp:
    """Which rules typed a table, and the version of the program that wrote it."""

    tool: str
    ruleset: str
    version: str
    digest: str

    @property
    def text(self) -> str:
        """The stamp as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def stamp_of(plan: Plan) -> Stamp:
    """The stamp of the tables that this program types with some rules.

    Raises:
        RuleError: One of their themes breaks the language.
    """
    return Stamp(f"relance-rules {version('relance-rules')}", plan.name, plan.version, digest(plan))


def stamp_from(text: str) -> Stamp | None:
    """The stamp that a text says; None where it says none."""
    try:
        found = json.loads(text)
        return Stamp(*(str(found[name]) for name in Stamp.__dataclass_fields__))
    except (ValueError, TypeError, KeyError):
        return None


def columns_of(plan: Plan) -> dict[str, str]:
    """The columns of the table of a rule set, and their types as DuckDB writes them."""
    found = {name: type_text(column, "duckdb") for name, column in layout(plan).items()}
    own = {name: found.pop(name) for name in (PLACE, ORIGIN, FAULTS)}
    return {**own, NOTES: own[FAULTS], **found}
