"""Sentences, amounts, rates and dates as a reader of French or English expects them."""

from relance_rules.localization.formats import LanguageCode
from relance_rules.localization.language import LANGUAGES, Localization, localization

__all__ = ["LANGUAGES", "LanguageCode", "Localization", "localization"]
