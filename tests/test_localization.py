from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from relance_rules.localization import LANGUAGES, LanguageCode, localization
from relance_rules.values import Currency, Fixed, Message, Money, Month, Text

EURO = Currency("EUR")
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("content", "french", "english"),
    [
        (Money(120_000_000), f"1{NARROW}200{NARROW}000,00{NBSP}€", "€1,200,000.00"),
        (Money(1), f"0,01{NBSP}€", "€0.01"),
        (Fraction(3, 4), f"75{NBSP}%", "75%"),
        (Fraction(67, 200), f"33,5{NBSP}%", "33.5%"),
        (date(2021, 2, 12), "12 février 2021", "12 February 2021"),
        (date(2021, 5, 1), "1er mai 2021", "1 May 2021"),
        (date(2021, 5, 11), "11 mai 2021", "11 May 2021"),
        (Month(2021, 1), "janvier 2021", "January 2021"),
        (Text({"fr": "oui-da", "en": "indeed"}), "oui-da", "indeed"),
        (["a", Money(100)], f"a, 1,00{NBSP}€", "a, €1.00"),
        (("a", "b"), "a, b", "a, b"),
        ((), "", ""),
        (3, "3", "3"),
        (Decimal("1.50"), "1,5", "1.5"),
        ("mot", "mot", "mot"),
        (Message("{x}", {"x": Message("{y}", {"y": Money(100)})}), f"1,00{NBSP}€", "€1.00"),
    ],
)
def test_each_value_is_written_as_its_reader_expects(content: Any, french: str, english: str) -> None:
    assert localization("fr", EURO).say(content) == french
    assert localization("en", EURO).say(content) == english


def test_an_amount_is_in_the_currency_of_its_rule_set() -> None:
    amount = Money(120_000_050)
    assert localization("fr", Currency("CHF")).money(amount) == f"1{NARROW}200{NARROW}000,50{NBSP}CHF"
    assert localization("en", Currency("CHF")).money(amount) == "CHF1,200,000.50"
    assert localization("en", Currency("USD")).money(amount) == "US$1,200,000.50"
    # A rule set without money has no amounts; a number that is one all the same has no sign.
    assert localization("fr").money(amount) == f"1{NARROW}200{NARROW}000,50"


def test_a_text_in_none_of_the_languages_that_readers_may_ask_for_is_said_in_its_own() -> None:
    assert localization("fr").say(Text({"de": "ja", "nl": "ja, zeker"})) == "ja"


def test_a_boolean_is_an_answer_and_not_a_number() -> None:
    assert localization("fr").say([True, False]) == "oui, non"


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (Fraction(1, 3), "33,33"),
        (Fraction(2, 3), "66,66"),
        (Fraction(99_999, 100_000), "99,999"),
        (Fraction(75_125, 100_000), "75,125"),
        (Fraction(1, 10**6), "0,0001"),
        (Fraction(75_125_001, 10**8) * Fraction(1, 8), "9,390625125"),
        (Fraction(1, 3 * 10**6), "0,00003"),
        (Fraction(1, 3 * 10**20), "0," + "0" * 18 + "3"),
        (1 - Fraction(1, 3 * 10**6), "99,99"),
        (Fraction(4, 3), "133,33"),
        (Fraction(0), "0"),
        (Fraction(1), "100"),
        (Fraction(4_999, 10_000), "49,99"),
    ],
)
def test_a_rate_is_shown_with_the_decimals_it_has_or_cut_and_never_rounded_up(rate: Fraction, shown: str) -> None:
    assert localization("fr").rate(rate) == f"{shown}{NBSP}%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_from_outside_writes_no_line_and_moves_no_cursor(language: LanguageCode) -> None:
    said = localization(language).say(Message("{found}", {"found": "a\nb\x1b[31m\r\u202ec\ud800{found}"}))
    assert said == "a b\ufffd[31m\ufffd\ufffdc\ufffd{found}"
    assert said.encode()


def test_a_sentence_without_translation_stays_and_an_empty_one_says_nothing() -> None:
    assert localization("en").gettext("phrase inconnue du catalogue") == "phrase inconnue du catalogue"
    # gettext gives the header of its catalogue for an empty sentence.
    assert localization("en").say(Message("")) == ""


def test_a_language_is_loaded_once() -> None:
    assert localization("fr") is localization("fr")
    assert localization("fr", EURO) is localization("fr", Currency("EUR"))
    assert localization("en").language == "en"


def test_a_sentence_of_many_dossiers_is_said_once_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = Fixed(Message("lecture {readings}", {"readings": "D03"}))
    assert str(Message("{sentence} !", {"sentence": sentence})) == "lecture D03 !"
    french, english = localization("fr"), localization("en")
    assert french.say(sentence) == "lecture D03"
    assert english.say([sentence, sentence]) == "reading D03, reading D03"
    monkeypatch.setattr(Message, "filled", lambda *_: "said again")
    assert (french.say(sentence), english.say(sentence)) == ("lecture D03", "reading D03")
    assert french.say(Message("{sentence}", {"sentence": sentence})) == "said again"
