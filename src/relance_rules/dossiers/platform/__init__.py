"""Exports of the filing platform (demarches-simplifiees): its answers and its spreadsheets, to dossiers."""
