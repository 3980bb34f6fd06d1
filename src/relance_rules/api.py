"""A rule set as a program loads it, with what the targets make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance_rules.loading import rules

if TYPE_CHECKING:
    from relance_rules.targets.sql.types import Dialect


class Rules(rules.Rules):
    """The themes of a rule set by code, in alphabetical order; each is lowered when it is first asked for."""

    def sql(self, theme: str, *, dialect: Dialect = "duckdb", source: str = "dossiers", projects: bool = False) -> str:
        """The rules of a theme as one SELECT over a table of dossiers, a row a dossier of the theme.

        Args:
            theme: The theme.
            dialect: The engine that is to run it: ``duckdb`` or ``spark``.
            source: A table of the layout that ``relance table --layout`` prints; its parts are parted by points.
            projects: Whether what earlier dossiers were granted counts against a ceiling that they share, as in a
                batch; each dossier is checked alone otherwise.

        Raises:
            RuleError: There is no such theme, its rule file breaks the language, or SQL can't say its rules exactly.
            ImportError: sqlglot is not installed: ``pip install "relance-rules[sql]"``.
        """
        from relance_rules.targets.sql import select

        return select(self.plan, self.theme(theme), dialect, source, projects=projects)

    def layout(self, theme: str | None = None, *, dialect: Dialect = "duckdb", table: str = "dossiers") -> str:
        """The CREATE TABLE of the table that holds the dossiers of a theme, or of all of them.

        >>> from relance_rules import load_rules
        >>> print(load_rules().layout().splitlines()[0])
        CREATE TABLE "dossiers" (

        Args:
            theme: The theme; all of the rule set, if it is not given.
            dialect: The engine that is to run it: ``duckdb`` or ``spark``.
            table: The name of the table; its parts are parted by points.

        Raises:
            RuleError: There is no such theme, or a rule file breaks the language.
            ImportError: sqlglot is not installed: ``pip install "relance-rules[sql]"``.
        """
        from relance_rules.targets.sql.layout import layout
        from relance_rules.targets.sql.types import create_table

        columns = layout(self.plan, None if theme is None else [self.theme(theme)])
        return create_table(table, columns, dialect)
