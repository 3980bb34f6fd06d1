"""SQL: the rules over a table of dossiers, a row a dossier, for engines that hold many."""
