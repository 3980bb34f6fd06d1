"""One test file per theme: its figures are written from the catalogue, never from its rule file."""
