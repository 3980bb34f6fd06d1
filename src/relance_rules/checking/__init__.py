"""A compiled theme and a dossier to a report: eligibility, funding, commitments and documents."""
