from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from relance_rules.values import (
    MAX_AMOUNT,
    Currency,
    Message,
    Money,
    ParseError,
    Text,
    exact_decimal,
    parse_boolean,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_rate,
    visible,
)
from relance_rules.values.suggestions import nearest, suggestion
from relance_rules.values.words import both, either, range_words, shown_number
from rule_sets import EURO, said

NBSP, NARROW, THIN, FIGURE = "\u00a0", "\u202f", "\u2009", "\u2007"


def refusal(error: pytest.ExceptionInfo[ParseError]) -> str:
    return said(error.value.message)


# ---- amounts


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (sum([Money(150), Money(50)]), Money(200)),
        (sum([], Money(0)), Money(0)),
        (Money(150) + Money(50), Money(200)),
        (Money(150) + 1, Money(151)),
        (1 + Money(150), Money(151)),
        (Money(150) - Money(50), Money(100)),
        (150 - Money(50), Money(100)),
        (Money(150) * 3, Money(450)),
        (3 * Money(150), Money(450)),
        (Money(200) * Fraction(3, 4), Money(150)),
        (Money(200) * Decimal("0.75"), Money(150)),
        (Money(200) / 4, Money(50)),
        (Money(200) / Fraction(4, 3), Money(150)),
        (-Money(5), Money(-5)),
        (abs(Money(-5)), Money(5)),
        (+Money(5), Money(5)),
        (Money(Decimal(7)), Money(7)),
        (max(Money(1), Money(2)), Money(2)),
    ],
)
def test_what_is_computed_from_amounts_is_an_amount(found: object, expected: Money) -> None:
    assert type(found) is Money
    assert found == expected


def test_an_amount_over_an_amount_is_an_exact_ratio() -> None:
    assert Money(1) / Money(3) == Fraction(1, 3)
    assert type(Money(4) / Money(2)) is Fraction
    assert Money(7) // 2 == 3


@pytest.mark.parametrize(
    "compute",
    [
        lambda: Money(1) + 1.0,  # type: ignore[operator]
        lambda: Money(1) - 1.0,  # type: ignore[operator]
        lambda: Money(1) * 0.5,  # type: ignore[operator]
        lambda: Money(1) / 0.5,  # type: ignore[operator]
        lambda: 1 / Money(1),
        lambda: Money(1.0),
        lambda: Money("1"),
        lambda: Money(1) + Fraction(1, 2),  # type: ignore[operator]
        lambda: Money(1) + Decimal(1),  # type: ignore[operator]
        lambda: Money(2) * Money(2),
        lambda: sum([Money(1), 0.5]),
    ],
)
def test_an_amount_is_computed_with_no_float_nor_with_what_has_no_meaning(compute: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="amount"):
        compute()


@pytest.mark.parametrize(
    "compute", [lambda: Money(1) * Fraction(3, 4), lambda: Money(1) / 2, lambda: Money(Fraction(1, 2))]
)
def test_an_amount_is_rounded_by_nobody_but_who_asks(compute: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="no whole number of hundredths"):
        compute()


def test_an_amount_is_formatted_exactly() -> None:
    amount = Money(123_456_789_012_345_678_99)
    assert (f"{amount}", f"{amount:,.2f}") == ("123456789012345678.99", "123,456,789,012,345,678.99")


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("0", 0),
        ("0 €", 0),
        ("0,01 €", 1),
        ("0.01", 1),
        ("0,5", 50),
        ("7", 700),
        ("1200000", 120_000_000),
        ("1 200 000", 120_000_000),
        (f"1{NBSP}200{NBSP}000,00{NBSP}€", 120_000_000),
        (f"1{NARROW}200{NARROW}000,00{NARROW}€", 120_000_000),
        (f"1{THIN}200{THIN}000,00{THIN}€", 120_000_000),
        (f"1{FIGURE}200{FIGURE}000,00{FIGURE}€", 120_000_000),
        (f"1{NBSP}200{NARROW}000 €", 120_000_000),
        ("250 000,00 EUR", 25_000_000),
        ("250 000.00 EUR", 25_000_000),
        ("48k€", 4_800_000),
        ("48 k€", 4_800_000),
        ("48 K€", 4_800_000),
        ("48 kEUR", 4_800_000),
        ("48,5 k€", 4_850_000),
        ("0,00001 k€", 1),
        ("1.2 M€", 120_000_000),
        ("1,2 M€", 120_000_000),
        ("1,2 MEUR", 120_000_000),
        ("0,00000001 M€", 1),
        ("2 euros", 200),
        ("1 euro", 100),
        ("12,3", 1_230),
        ("12,30", 1_230),
        ("12,3000", 1_230),
        ("  12 €\n", 1_200),
        ("1  200", 120_000),
        ("12\u200b €", 1_200),
        ("« 12 € »", 1_200),
        ("12 Euros", 1_200),
        ("12 eur", 1_200),
        ("1 000 000 € TTC", 100_000_000),
        ("1 000 000 EUR T.T.C.", 100_000_000),
        ("12 € (ttc)", 1_200),
        ("12 TTC", 1_200),
        ("12 k€TTC", 1_200_000),
        ("12 € incl. tax", 1_200),
        ("1 000 000 000 000 €", MAX_AMOUNT * 100),
    ],
)
def test_an_amount_is_read_to_the_cent(written: str, cents: int) -> None:
    found = parse_money(written, EURO)
    assert found == cents
    assert type(found) is Money


@pytest.mark.parametrize(
    ("written", "meanings"),
    [
        ("1,200", ("1 200 €", "1,200 €")),
        ("1.200", ("1 200 €", "1,200 €")),
        ("48,000 €", ("48 000 €", "48,000 €")),
        ("1.200 M€", ("1 200 M€", "1,200 M€")),
        ("1,500 k€", ("1 500 k€", "1,500 k€")),
    ],
)
def test_three_digits_after_a_mark_can_be_read_in_two_ways_and_both_are_shown(
    written: str, meanings: tuple[str, str]
) -> None:
    with pytest.raises(ParseError) as error:
        parse_money(written, EURO)
    sentence = refusal(error)
    assert f"« {written} » est ambigu" in sentence
    for meaning in meanings:
        assert f"« {meaning} »" in sentence


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "un montant est attendu"),
        ("   ", "un montant est attendu"),
        ("€", "n’est pas un montant"),
        ("beaucoup", "n’est pas un montant"),
        ("12 $", "n’est pas un montant"),
        ("12 Md€", "n’est pas un montant"),
        ("EUR 12", "n’est pas un montant"),
        ("1_000", "n’est pas un montant"),
        ("1e6", "n’est pas un montant"),
        ("0x10", "n’est pas un montant"),
        ("1'200", "n’est pas un montant"),
        ("12 €€", "n’est pas un montant"),
        ("nan", "n’est pas un montant"),
        ("NaN", "n’est pas un montant"),
        ("Infinity", "n’est pas un montant"),
        ("١٢", "n’est pas un montant"),
        ("-5", "jamais négatif"),
        ("−5 €", "jamais négatif"),
        ("–5 €", "jamais négatif"),
        ("+5 €", "sans signe"),
        ("-0", "jamais négatif"),
        ("(5)", "n’est pas un montant"),
        ("0,001 €", "est plus fin que le centime"),
        ("0,0001 €", "plus fin que le centime"),
        ("12,3456", "plus fin que le centime"),
        ("0,000001 k€", "plus fin que le centime"),
        ("0,000000001 M€", "plus fin que le centime"),
        ("1 000 000 000 000,01 €", "dépasse mille milliards"),
        ("1 000 001 M€", "dépasse mille milliards"),
        ("9" * 79, "dépasse mille milliards"),
        ("9" * 81, "un montant est attendu"),
        ("007", "pas de zéro en tête"),
        ("00", "pas de zéro en tête"),
        ("00,50", "pas de zéro en tête"),
        ("0 500", "pas de zéro en tête"),
        ("12 00", "groupés par trois"),
        ("1 2000", "groupés par trois"),
        ("1200 000", "groupés par trois"),
        ("1.200.000", "plusieurs points ou virgules"),
        ("1,200,000", "plusieurs points ou virgules"),
        ("1.200,50", "plusieurs points ou virgules"),
        ("1,200.50", "plusieurs points ou virgules"),
        ("1,,2", "plusieurs points ou virgules"),
        (",5", "n’est pas un montant"),
        ("5,", "n’est pas un montant"),
        ("5, 50", "des chiffres sont attendus"),
        ("5 ,50", "groupés par trois"),
        ("1\t200", "n’est pas un montant"),
        ("1\n200", "n’est pas un montant"),
        ("12 € hors", "n’est pas un montant"),
        ("12 € TTC TTC", "n’est pas un montant"),
        ("12 € 5", "n’est pas un montant"),
        ("12 europe", "n’est pas un montant"),
        ("12 €.", "n’est pas un montant"),
    ],
)
def test_what_is_no_plain_amount_is_refused_and_said(written: str, why: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_money(written, EURO)
    assert why in refusal(error)


def test_a_rule_file_gives_its_amounts_a_unit() -> None:
    assert parse_money("48 000 EUR", EURO, unit_required=True) == 4_800_000
    with pytest.raises(ParseError, match="unité"):
        parse_money("48000", EURO, unit_required=True)


def test_euros_are_whole_cents() -> None:
    assert str(Money(123_456)) == "1234.56"
    assert str(Money(5)) == f"{Money(5)}" == "0.05"
    assert str(Money(-5)) == "-0.05"
    assert str(Money(-123_456)) == "-1234.56"
    assert repr(Money(5)) == "Money(5)"
    assert Money(123_456).decimal == Decimal("1234.56")
    assert Money(5) == 5


DIRHAM = Currency("MAD", ("DH", "dirhams"))


@pytest.mark.parametrize(
    ("written", "hundredths"),
    [("5 MAD", 500), ("5 DH", 500), ("1,5 kDH", 150_000), ("2 MDH", 200_000_000), ("2 MMAD", 200_000_000), ("7", 700)],
)
def test_an_amount_is_in_the_currency_of_its_rule_set(written: str, hundredths: int) -> None:
    assert parse_money(written, DIRHAM) == hundredths


@pytest.mark.parametrize("written", ["5 €", "5 EUR", "5 kMADD", "5 DHs", "5 TTC", "5 DH TTC"])
def test_an_amount_in_another_currency_or_with_unknown_taxes_is_refused(written: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_money(written, DIRHAM)
    assert "« 1 200 000,00 DH »" in refusal(error)


def test_a_currency_is_signed_as_shortly_as_it_can() -> None:
    assert (EURO.sign, DIRHAM.sign, Currency("XAF").sign) == ("€", "DH", "XAF")


@pytest.mark.parametrize("written", ["5 € TTC", "5 €TTC", "5 € ttc", "5 EUR incl. tax", "1,5 k€ TTC"])
def test_an_amount_may_say_the_taxes_that_it_holds(written: str) -> None:
    assert parse_money(written, EURO) in (500, 150_000)


@pytest.mark.parametrize("written", ["5 € HT", "5 € ht", "5 k€ hors taxes", "5 HT", "5 € H.T.", "5 € (HT)"])
def test_an_amount_of_other_taxes_is_refused_and_said(written: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_money(written, EURO)
    assert "un montant « TTC » est attendu" in refusal(error)


@pytest.mark.parametrize("written", ["TTC 5 €", "HT 5 €", "5 € TTC HT", "5 TTC €", "5 TTC $"])
def test_taxes_come_after_the_currency(written: str) -> None:
    with pytest.raises(ParseError, match="n’est pas un montant"):
        parse_money(written, EURO)


# ---- rates


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("75 %", Fraction(3, 4)),
        ("75%", Fraction(3, 4)),
        (f"75{NBSP}%", Fraction(3, 4)),
        (f"75{NARROW}%", Fraction(3, 4)),
        ("33,5 %", Fraction(67, 200)),
        ("33.333333 %", Fraction(33_333_333, 10**8)),
        ("0 %", Fraction(0)),
        ("100 %", Fraction(1)),
        (" 50 % ", Fraction(1, 2)),
    ],
)
def test_a_rate_is_an_exact_ratio(written: str, rate: Fraction) -> None:
    assert parse_rate(written) == rate


@pytest.mark.parametrize(
    "written", ["", "75", "0.75", "100,000001 %", "101 %", "1000 %", "-5 %", "5 % %", "½ %", "1e2 %", "33,3333333 %"]
)
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(ParseError):
        parse_rate(written)


def test_a_rate_may_exceed_the_whole_where_that_is_allowed() -> None:
    assert parse_rate("150 %", Fraction(2)) == Fraction(3, 2)
    assert parse_rate("9999 %", None) == Fraction(9999, 100)
    with pytest.raises(ParseError) as error:
        parse_rate("201 %", Fraction(2))
    assert refusal(error) == "« 201 % » dépasse 200 %"


# ---- dates


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-02-12", date(2021, 2, 12)),
        ("12/02/2021", date(2021, 2, 12)),
        ("1/2/2021", date(2021, 2, 1)),
        (" 2020-02-29 ", date(2020, 2, 29)),
        ("31/12/2020", date(2020, 12, 31)),
        ("2021\u201102\u201112", date(2021, 2, 12)),
        ("31 janvier 2021", date(2021, 1, 31)),
        ("1er février 2021", date(2021, 2, 1)),
        ("31 janv. 2021", date(2021, 1, 31)),
        ("12\u00a0FEVRIER\u00a02021", date(2021, 2, 12)),
        ("1 août 2021", date(2021, 8, 1)),
        ("3 déc 2021", date(2021, 12, 3)),
        ("30 juil. 2021", date(2021, 7, 30)),
        ("30 juin 2021", date(2021, 6, 30)),
        ("12 February 2021", date(2021, 2, 12)),
        ("1st Sept. 2021", date(2021, 9, 1)),
    ],
)
def test_a_day_is_written_in_several_ways(written: str, day: date) -> None:
    assert parse_date(written) == day


@pytest.mark.parametrize("written", ["31/02/2021", "2021-02-29", "29/02/2021", "02/13/2021", "2021-13-01", "0/1/2021"])
def test_a_day_that_the_calendar_has_not_is_refused(written: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_date(written)
    assert refusal(error) == f"« {written} » n’existe pas dans le calendrier"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12/02/21",
        "12-02-2021",
        "2021/02/12",
        "20210212",
        "février 2021",
        "12 fé 2021",
        "12 lundi 2021",
        "12 février 21",
        "2021-02-12" + " " * 80 + "ou 2021-03-12",
        "2021-02-12T10:00",
        "2021",
    ],
)
def test_another_way_to_write_a_day_is_refused(written: str) -> None:
    with pytest.raises(ParseError, match="n’est pas une date"):
        parse_date(written)


def test_a_month_that_may_be_two_is_refused() -> None:
    with pytest.raises(ParseError) as error:
        parse_date("12 jui 2021")
    assert refusal(error) == "« 12 jui 2021 » : ce mois peut être juin ou juillet"


# ---- booleans and integers


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("vrai", True),
        ("FAUX", False),
        ("yes", True),
        ("No", False),
        ("«\u00a0Oui\u00a0»", True),
        ("oui", True),
        ("Oui", True),
        ("OUI ", True),
        ("true", True),
        ("non", False),
        ("NON", False),
        ("False", False),
    ],
)
def test_an_answer_is_yes_or_no(written: str, answer: bool) -> None:
    assert parse_boolean(written) is answer


@pytest.mark.parametrize("written", ["", "o", "n", "on", "0", "1", "v", "ou", "oui non"])
def test_another_answer_is_refused(written: str) -> None:
    with pytest.raises(ParseError, match="répondez"):
        parse_boolean(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [("0", 0), ("9", 9), ("1 000 000", 10**6), (f"1{NBSP}000", 1000), ("1000000000000", 10**12)],
)
def test_a_whole_number(written: str, number: int) -> None:
    assert parse_integer(written) == number


@pytest.mark.parametrize("written", ["", "-1", "1,5", "1.5", "1e3", "007", "0x1", "1_000", "12 00", "²", "٣", "9" * 90])
def test_what_is_no_whole_number_is_refused(written: str) -> None:
    with pytest.raises(ParseError, match="nombre entier"):
        parse_integer(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", Fraction(0)),
        ("1,5", Fraction(3, 2)),
        ("1.5", Fraction(3, 2)),
        ("1 000,000001", Fraction(1_000_000_001, 10**6)),
    ],
)
def test_a_number_has_at_most_six_decimals(written: str, number: Fraction) -> None:
    assert parse_decimal(written) == number


@pytest.mark.parametrize("written", ["", ",5", "5,", "1,0000001", "1,5,5", "-1", "1e3", "1,5 %", "007,5", "9" * 90])
def test_what_is_no_such_number_is_refused(written: str) -> None:
    with pytest.raises(ParseError, match="nombre"):
        parse_decimal(written)


def test_a_whole_number_has_a_limit() -> None:
    with pytest.raises(ParseError, match="trop grand"):
        parse_integer("1000000000001")


@pytest.mark.parametrize(
    ("number", "text"),
    [("1200", "1200"), ("1.2E+3", "1200"), ("1E+3", "1000"), ("0.10", "0.10"), ("0E+5", "0"), ("-3", "-3")],
)
def test_a_decimal_is_written_without_exponent(number: str, text: str) -> None:
    assert exact_decimal(Decimal(number)) == text


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+31", "1E-31", "1E+999999"])
def test_a_decimal_that_is_no_usable_number_is_refused(number: str) -> None:
    with pytest.raises(ParseError, match="nombre utilisable"):
        exact_decimal(Decimal(number))


# ---- messages, and texts from outside


def test_a_message_fills_its_places_once() -> None:
    message = Message("{a} et {b}, {c}", {"a": "{b}", "b": Money(100)})
    assert str(message) == "{b} et 1.00, {c}"


@pytest.mark.parametrize(
    "hidden",
    [
        "\x1b",
        "\x00",
        "\x07",
        "\r",
        "\x7f",
        "\x9b",
        "\u202e",
        "\u2066",
        "\u2028",
        "\u200b",
        "\ufeff",
        "\u034f",
        "\u206f",
        "\u3164",
        "\uffa0",
        "\U0001d173",
        "\U000e0001",
        "\U000e007f",
        "\U000e01ef",
        "\ud800",
        "\udfff",  # noqa: PT014
    ],
    ids=lambda char: f"U+{ord(char):04X}",
)
def test_what_moves_the_cursor_or_cannot_be_written_is_not_shown(hidden: str) -> None:
    shown = visible(f"a{hidden}b")
    assert shown == "a\ufffdb"
    assert shown.encode()


def test_no_format_character_is_shown_but_those_that_have_a_look() -> None:
    shown = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    left = [each for each in shown if visible(each) == each and each not in "\t\n"]
    # Signs of Arabic, Syriac, Kaithi and hieroglyphs, which enclose or join what they stand beside.
    assert {unicodedata.name(each).split()[0] for each in left} <= {"ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN"}


def test_plain_text_is_shown_as_it_is() -> None:
    text = "Où ? « 1 200 000,00\u00a0€ »\tfin 😀\n"
    assert visible(text) == text


def test_a_text_is_in_several_languages_the_first_being_the_default() -> None:
    text = Text({"fr": "oui", "en": "yes"})
    assert (text.among("en"), text.among("de"), str(text)) == ("yes", "oui", "oui")
    assert dict(text) == {"fr": "oui", "en": "yes"}
    assert repr(text) == "Text({'fr': 'oui', 'en': 'yes'})"
    with pytest.raises(ValueError, match="one language"):
        Text({})


def test_equal_texts_and_messages_have_equal_hashes() -> None:
    one, other = Text({"fr": "oui", "en": "yes"}), Text({"en": "yes", "fr": "oui"})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Text({"fr": "oui"})


# ---- words within sentences, and the nearest word


def test_words_are_joined() -> None:
    assert [said(both(list("abc"[:n]))) for n in (1, 2, 3)] == ["a", "a et b", "a, b et c"]
    assert [said(either(list("abc"[:n]))) for n in (1, 2, 3)] == ["a", "a ou b", "a, b ou c"]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"at_least": 1}, "au moins 1"),
        ({"more_than": 1}, "plus de 1"),
        ({"at_most": 2}, "au plus 2"),
        ({"less_than": 2}, "moins de 2"),
        ({"at_least": 1, "at_most": 2}, "de 1 à 2"),
        ({"at_least": 1, "less_than": 2}, "de 1 à moins de 2"),
        ({"more_than": 1, "at_most": 2}, "plus de 1, et jusqu’à 2"),
        ({"more_than": 1, "less_than": 2}, "entre 1 et 2 exclus"),
    ],
)
def test_a_range_is_said_with_what_it_takes(bounds: dict[str, int], words: str) -> None:
    assert said(range_words(bounds)) == words


def test_a_large_number_has_its_thousands_apart_and_a_year_stays_as_it_is() -> None:
    assert said(shown_number(1_000_000)) == "1 000 000"
    assert shown_number(2021) == 2021
    assert shown_number("2021") == "2021"


@pytest.mark.parametrize(
    ("word", "near"),
    [("portuers", "porteurs"), ("PORTEURS", "porteurs"), ("projets", "projet"), ("zzz", None), ("", None)],
)
def test_the_nearest_word_is_proposed(word: str, near: str | None) -> None:
    assert nearest(word, ["porteurs", "projet"]) == near


def test_a_suggestion_is_the_nearest_word_or_all_of_them() -> None:
    assert said(suggestion("projt", ["porteurs", "projet"])) == "vouliez-vous dire « projet » ?"
    assert said(suggestion("zzz", ["porteurs", "projet"])) == "accepté : porteurs, projet"
    assert said(suggestion("zzz", [])) == "aucun n’est attendu ici"


def test_words_that_are_as_near_are_all_proposed() -> None:
    assert said(suggestion("ITN8", ["ITN8B", "ITN8A", "SNAP1"])) == "vouliez-vous dire l’un de ITN8A, ITN8B ?"
    assert said(suggestion("un", (), {"uns": "a", "une": "a"})) == "vouliez-vous dire « a » ?"


def test_of_many_words_only_the_first_are_listed() -> None:
    words = [f"mot_{letter}" for letter in "abcdefghijklmnop"]
    assert said(suggestion("zzz", words)) == f"accepté : {', '.join(words[:12])}…"
    assert said(suggestion("zzz", words[:12])) == f"accepté : {', '.join(words[:12])}"
