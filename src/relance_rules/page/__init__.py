"""The page: one HTML file that a person opens to prepare a dossier, with the engine and the rules inside."""

from relance_rules.page.build import page

__all__ = ["page"]
