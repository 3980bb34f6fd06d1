"""Tables of dossiers: sheets of cells, whatever file they come from, to one dossier per row."""
