"""Sentences, amounts, rates and dates as a reader of French or English expects them.

The sentences of the code are French; the English ones come from a gettext catalogue.
"""

from __future__ import annotations

import gettext
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from relance_rules.localization import formats
from relance_rules.localization.formats import LanguageCode
from relance_rules.values import Currency, Fixed, Message, Money, Month, Text, visible

LANGUAGES: tuple[LanguageCode, ...] = ("fr", "en")

_CATALOGUES = Path(__file__).parent / "locale"


class Localization:
    """How one language shows what the program says. Get one with :func:`localization`."""

    def __init__(self, language: LanguageCode, currency: Currency | None = None) -> None:
        """Load the catalogue of a language; French needs none. ``currency`` is that of the amounts to say."""
        self.language = language
        self.currency = None if currency is None else currency.code
        fallback = gettext.NullTranslations()
        self._translations = fallback if language == "fr" else gettext.translation("relance", _CATALOGUES, [language])

    def gettext(self, sentence: str) -> str:
        """A sentence of the code in this language."""
        return self._translations.gettext(sentence) if sentence else sentence

    def say(self, content: Any) -> str:
        """Anything that a message may hold, in this language: texts, amounts, rates, dates, lists, messages."""
        if type(content) is str:
            return _line(content)
        if type(content) is Fixed:
            found = content.said.get(self)
            if found is None:
                found = content.said[self] = self.say(content.content)
            return found
        if isinstance(content, Message):
            text = content.text
            return content.filled(self.gettext(text) if isinstance(text, str) else text.among(self.language), self.say)
        if isinstance(content, Text):
            return content.among(self.language)
        if isinstance(content, bool):
            return self.gettext("oui") if content else self.gettext("non")
        if isinstance(content, Money):
            return self.money(content)
        if isinstance(content, Fraction):
            return self.rate(content)
        if isinstance(content, Decimal):
            return formats.number(content, self.language)
        if isinstance(content, date):
            return self.day(content)
        if isinstance(content, Month):
            return self.month(content)
        if isinstance(content, (list, tuple)):
            return ", ".join(self.say(part) for part in content)
        return _line(str(content))

    def money(self, amount: Money) -> str:
        """An amount, with its cents and its thousands grouped: ``1 200 000,00 €``."""
        return _money(amount, self.language, self.currency)

    def rate(self, rate: Fraction) -> str:
        """A ratio as a percentage, with the decimals it has: ``75,125 %``.

        Where they do not end it is cut, and not rounded, to two of them, or to the first that is not nought: a share of
        something never shows as nothing, nor one of less than everything as everything.
        """
        return _rate(rate, self.language)

    def day(self, day: date) -> str:
        """A day with its month in words: ``12 février 2021``."""
        return formats.day(day, self.language)

    def month(self, month: Month) -> str:
        """A month in words: ``février 2021``."""
        return formats.month(date(month.year, month.month, 1), self.language)


def _line(text: str) -> str:
    """A text on one line: one from outside must not be able to write lines of its own."""
    return visible(text).replace("\n", " ")


# The same amounts and rates come again and again in a batch.


@lru_cache(maxsize=4096)
def _money(amount: Money, language: LanguageCode, currency: str | None) -> str:
    return formats.amount(amount, language, currency)


_PLACES = 16
"""The most decimals of a ratio that are shown: those of the product of two rates as people write them."""


@lru_cache(maxsize=256)
def _rate(rate: Fraction, language: LanguageCode) -> str:
    places = _PLACES
    if 10**places % rate.denominator:
        places = 4
        while 0 < rate < Fraction(1, 10**places):
            places += 1
    return formats.percentage(rate.numerator * 10**places // rate.denominator, places - 2, language)


@cache
def localization(language: LanguageCode, currency: Currency | None = None) -> Localization:
    """The localization of a language, with amounts in a currency, loaded once."""
    return Localization(language, currency)
