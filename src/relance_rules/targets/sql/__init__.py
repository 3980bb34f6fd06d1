"""SQL: the rules over a table of dossiers, a row a dossier, for engines that hold many."""

from relance_rules.targets.sql.statements import select

__all__ = ["select"]
