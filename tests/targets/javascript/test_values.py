"""Answers as the script reads them: the same values and the same sentences as Python's, of whatever is typed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.targets.javascript.node import answers, asked

from relance_rules.loading.rules import load_rules
from relance_rules.localization import localization
from relance_rules.plan.answers import is_absent, read_value
from relance_rules.plan.codecs import Writer, codec_of
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import FactDef, Value
from relance_rules.targets.javascript.script import data as data_of
from relance_rules.targets.javascript.script import script as script_of
from relance_rules.targets.javascript.script import sources
from relance_rules.values import Currency, Message, Money, Month, ParseError, Text, exact_decimal
from relance_rules.values.countries import country_names
from relance_rules.values.dates import month_names

pytestmark = pytest.mark.long


CURRENCY = load_rules().plan.currency
assert CURRENCY is not None
BOTH = partial(FactDef, label=Text({"fr": "Un fait"}), question=Text({"fr": "Quel est ce fait ?"}))
VALUES = {
    "2": Value(Text({"fr": "titre 2 (personnel)", "en": "staff"}), also=("T2", "Œuvre d’été")),
    "3": Value(Text({"fr": "titre 3 (autre)", "en": "other"})),
    "constructor": Value(Text({"fr": "__proto__", "en": "toString"})),
    **{f"valeur_{number}": Value(Text({"fr": f"une valeur {number}"})) for number in range(12)},
}
FACTS = {
    **{name: BOTH(name) for name in FACT_TYPES},
    "enumeration": BOTH("enumeration", values=VALUES),
    "percentage over": BOTH("percentage", minimum="2,5 %", maximum="150 %"),
    "year": BOTH("integer", minimum="1900", maximum="2100"),
    "amount": BOTH("money", minimum="100 €", maximum="1,5 M€"),
    "number": BOTH("decimal", minimum="0,5", maximum="12.25"),
    "day": BOTH("date", minimum="2020-02-29", maximum="1er mars 2022"),
}

SEEDS = {
    "boolean": "oui non vrai faux true false yes no Oui NON ouI",
    "country": "FR fr France Allemagne germany DE angleterre uk usa Côte_d’Ivoire Guin Guinée Corée république Frnace",
    "date": "2021-02-12 12/02/2021 12_février_2021 1er_mars_2021 29/02/2021 29/02/2020 12_Feb._2021 "
    "3rd_jui_2021 0000-01-01",
    "decimal": "12,5 0.000001 1_200,25 0 00 1000000000000 1000000000001 1000000000000,000001 7,0000001 .5",
    "enumeration": "2 T2 titre_2 titre_3_(autre) staff oeuvre_d'ete valeur_1 valeur_10 construct __proto__ "
    "toString valuer_3",
    "integer": "0 12 1_200 1200000 1_2 007 1000000000000 1000000000001 1899 1900 2100 2101",
    "money": "1_200_000,00_€ 48_k€ 1,2_M€ 48KEUR 1.200 12_HT 5_€_HT 5_euros_T.T.C. 12_incl._tax "
    "1,234,5 0,001 1000000000000 -3 "
    "1000000000000,01 1,23456789M€ 0012 12_3 99,99€ 100_€ 12_eurosTTC 12EURO 12_euroſ",
    "percentage": "75_% 33,5% 100_% 100,000001_% 0% 2,5% 2,499999_% 150% 151_% 12345% 5",
    "siret": "13002526500013 130_025_265_00013 35600000000048 35600000049837 35600000000000 00000000000000 "
    "1300252650001 １３００２５２６５０００１３ 130·025·265·00013 13002526500014 73282932000074 73282932000075",
    "text": "bonjour __ le\u00a0mot \ud800 x",
    "flags": "oui __proto__",
    "list": "a",
}
POOLS = (
    "0123456789",
    "0123456789., €%-/'",
    "abcdefghijklmnopqrstuvwxyzéèœß",
    "EUROKM",
    " \t\n\r\x1c\x85\u00a0\u202f\u2007\u2009\u200b\u2028\u3000",
    "’‘ʼ«»“„–—−‑_‐\u00ad\ufeff\u2060",
    "\u0301\u0308\u0345\u0591ıİſKÅﬁ①²½Ⅷ٣０１ＴＨ𝟏𝐓🂡€\U0001ccd6",
)


def _typed(seed: str, kind: str, count: int) -> Iterator[str]:
    """What people may type for a type of fact: right, a few slips away, or anything."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    given = [word.replace("_", " ") if kind != "text" else word for word in SEEDS[kind].split(" ")]
    yield from given
    if kind == "country":
        given += list(country_names())
    if kind == "date":
        given += [f"{chance.randint(0, 40)} {name} {chance.randint(1, 9999):04}" for name, _ in month_names()]
    for _ in range(count):
        text = list(chance.choice(given))
        for _ in range(chance.choice((1, 1, 1, 2, 3, 12))):
            at = chance.randint(0, len(text))
            text[at : at + chance.choice((0, 0, 1, 3))] = chance.choice(chance.choice(POOLS)) * chance.choice(
                (1, 1, 1, 3)
            )
        yield "".join(text)
    yield from (
        "",
        " ",
        "'\"",
        "\u200b",
        "9" * 80,
        "9" * 81,
        "a" * 80 + "é",
        "é" * 81,
        "\U0001d7cf" * 81,
        "\U0001d7cf" * 60,
        "x" * 5000,
    )
    yield from ("x" * 5001, "\U0001f600" * 5000, " " + "\U0001f600" * 5001, "1 " * 40, "1" * 79 + ",", "\ud800")


def _given(seed: str) -> Iterator[Any]:
    """Values that are no texts."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    yield from (True, False, None, [], [1], 0, 1, 2, -1, 10**12, 10**12 + 1, 10**30 - 1, -(10**30), 10**30, 0.5, 1e300)
    yield from map(
        Decimal, ("0", "-0", "0.0", "1.50", "1.500", "12.345", "123456.789", "1E+3", "1E+30", "1E+31", "1.5E-31")
    )
    yield from map(
        Decimal, ("0E+40", "-1.2E+400", "1E-40", "0.000001234", "00012.5", "0." + "0" * 30 + "1", "12345678901234.5678")
    )
    for _ in range(100):
        digits = str(chance.randint(0, 10 ** chance.randint(1, 20)))
        yield Decimal(f"{chance.choice(('', '-'))}{digits}E{chance.randint(-36, 36)}")
        yield Decimal(f"{chance.randint(0, 2000)}.{digits[: chance.randint(1, 7)]}")


def _sent(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$inside": f'new Decimal("{value}")'}
    return {"$big": str(value)} if type(value) is int and abs(value) >= 2**53 else value


def _plain(value: Any) -> str:
    """A value as the script is asked to tell it."""
    match value:
        case bool():
            return str(value).lower()
        case Money():
            return f"money {value}"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Message():
            return f"fault {value.text}"
    return str(value)


def _read(value: Any, fact: FactDef, currency: Currency | None) -> Any:
    try:
        return read_value(value, fact, currency)
    except ParseError as error:
        return error.message


READ = """(data, values) => {
  const fact = cellRead("FactDef", data, []);
  const currency = PLAN.currency;
  const plain = (value) => {
    if (value instanceof Money) return `money ${value}`;
    if (value instanceof Fraction) return `${value.n}/${value.d}`;
    return value instanceof Message ? `fault ${value.text}` : String(value);
  };
  return values.map((value) => {
    let found;
    try {
      found = readValue(value, fact, currency);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      found = error.message_;
    }
    return [plain(found), ...["fr", "en"].map((language) => localization(language, currency).say(found))];
  });
}"""


@pytest.fixture(scope="module")
def read(script: Path) -> dict[str, list[tuple[Any, list[str]]]]:
    """What is given for each fact, with what the script makes of it."""
    given = {name: [*_typed(name, fact.type, 600), *_given(name)] for name, fact in FACTS.items()}
    each = [
        (codec_of(FactDef).write(FACTS[name], Writer()), [_sent(value) for value in values])
        for name, values in given.items()
    ]
    found = asked(script, READ, each)
    assert all("value" in answer for answer in found), found[0]
    return {
        name: list(zip(values, answer["value"], strict=True))
        for (name, values), answer in zip(given.items(), found, strict=True)
    }


@pytest.mark.parametrize("name", FACTS)
def test_whatever_is_typed_is_read_as_python_reads_it(name: str, read: dict[str, list[tuple[Any, list[str]]]]) -> None:
    faults = 0
    for value, found in read[name]:
        right = _read(value, FACTS[name], CURRENCY)
        faults += isinstance(right, Message)
        said = [localization(language, CURRENCY).say(right) for language in ("fr", "en")]
        assert [_plain(right), *said] == found, repr(value)
    # Both what is read and what is refused.
    assert 0 < faults < len(read[name])


def test_what_says_nothing_says_nothing_in_the_script_too(script: Path) -> None:
    characters = [chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF]
    texts = ["", " \u00a0\u200b", "a", "\u200b a", *characters]
    nested: Any = ""
    for _ in range(45):
        nested = [nested]
    values: list[Any] = [*texts, None, 0, False, [], ["", None], ["", 0], nested, nested[0][0][0][0][0]]
    (found,) = asked(script, "(values) => values.map((value) => isAbsent(value))", [[values]])
    assert found["value"] == [is_absent(value) for value in values]
    maps = [{}, {"a": None}, {"a": {"b": ["x"]}}]
    sent = [{"$map": []}, {"$map": [["a", None]]}, {"$map": [["a", {"$map": [["b", ["x"]]]}]]}]
    assert [each["value"] for each in asked(script, "(value) => isAbsent(value)", [[one] for one in sent])] == [
        is_absent(value) for value in maps
    ]


def test_days_are_those_of_the_calendar(script: Path) -> None:
    days = [date(1, 1, 1) + timedelta(days) for days in (*range(0, 3_652_059, 97), 3_652_058)]
    called = """(ordinals) => ordinals.map(dayOf).map((day) => [
      String(day), dateOf(day.year, day.month, day.day).ordinal,
    ])"""
    (found,) = asked(script, called, [[[day.toordinal() for day in days]]])
    assert found["value"] == [[day.isoformat(), day.toordinal()] for day in days]


def test_a_decimal_is_written_in_full_as_python_writes_it(script: Path) -> None:
    numbers = [value for value in _given("decimals") if isinstance(value, Decimal)]
    found = asked(script, "(decimal) => exactDecimal(decimal)", [[_sent(number)] for number in numbers])
    for answer, number in zip(found, numbers, strict=True):
        try:
            right: Any = {"value": exact_decimal(number)}
        except ParseError as error:
            message = error.message
            right = {"fault": {"$Message": {"text": message.text, "values": message.values}}}
        assert answer == right


CENTS = [0, 1, 9, 10, 99, 100, -1, -150, 99_999, 100_000, 123_456_789, -987_654_321, 10**14, 5, 15, 25, 50, 150, 250]
RATES = [Fraction(1), Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1, 10**9), Fraction(1, 3 * 10**7)]
RATES += [
    Fraction(75125, 100000),
    Fraction(-1, 3),
    Fraction(199, 7),
    Fraction(1, 10**16),
    Fraction(1, 2**17),
    Fraction(12),
]


def test_amounts_rates_and_days_are_said_as_python_says_them(script: Path) -> None:
    days = [date(2021, month, day) for month in range(1, 13) for day in (1, 2, 28)]
    said = "(make, language, values) => values.map((value) => localization(language, PLAN.currency).say(make(value)))"
    cases: list[tuple[str, list[Any], list[Any]]] = [
        ("(cents) => new Money(BigInt(cents))", [str(each) for each in CENTS], [Money(each) for each in CENTS]),
        (
            "([n, d]) => new Fraction(BigInt(n), BigInt(d))",
            [[str(3 * rate.numerator), str(3 * rate.denominator)] for rate in RATES],
            RATES,
        ),
        ("dayOf", [day.toordinal() for day in days], days),
        (
            "({ year, month }) => new Month(year, month)",
            [{"year": 2021, "month": each} for each in (1, 2, 12)],
            [Month(2021, each) for each in (1, 2, 12)],
        ),
        (
            "(value) => value",
            ["a\nb\u202e", True, False, 12, [1, "x"], {"fr": "bonjour", "en": "hello"}, {"fr": "bonjour"}, {"en": ""}],
            ["a\nb\u202e", True, False, 12, [1, "x"], Text({"fr": "bonjour", "en": "hello"}),
             Text({"fr": "bonjour"}), Text({"en": ""})],
        ),
    ]  # fmt: skip
    questions = [({"$inside": make}, language, sent) for make, sent, _ in cases for language in ("fr", "en")]
    found = asked(script, said, questions)
    rights = [(right, language) for *_, right in cases for language in ("fr", "en")]
    for answer, (right, language) in zip(found, rights, strict=True):
        assert answer["value"] == [localization(language, CURRENCY).say(each) for each in right]  # type: ignore[arg-type]


CURRENCIES = [
    replace(CURRENCY, code="KWD", also=("dinars", "KD", "د.ك"), tax=None, other_tax=("HT",)),
    replace(CURRENCY, code="JPY", also=("¥", "yen[s]", "ｙｅｎ"), other_tax=()),
    replace(CURRENCY, code="CLF", also=("İs", "kKſ", "M"), tax=Text({"fr": "ＴＴＣ"})),
    None,
]


@pytest.mark.parametrize("currency", CURRENCIES, ids=lambda currency: getattr(currency, "code", "none"))
def test_amounts_in_any_currency_are_read_and_said_as_python_does(currency: Currency | None, tmp_path: Path) -> None:
    plan = replace(load_rules().plan, currency=currency, themes={})
    modules = sources()
    file = tmp_path / "relance.js"
    file.write_text(script_of(modules, data_of(plan, modules)), encoding="utf-8")
    chance = random.Random(3)  # noqa: S311 - the same on every run
    names = () if currency is None else ("", currency.code, *currency.also)
    taxes = ("", " HT", "HT", "é", "TTC", "𝐓TC", "ＴＴＣ", "\u0301", "_", "\U0001ccd6")
    texts = [
        f"{chance.randint(0, 99999)}{chance.choice(('', ',5', '.50'))} {chance.choice(('', 'k', 'M', 'K'))}"
        + "".join(chance.choice((sign, sign, sign.upper(), sign.lower())) for sign in name)
        + tax
        for name in names
        for tax in taxes
        for _ in range(40)
    ]
    texts += ["12", "x"]
    saying = "(cents) => cents.map((each) => localization('en', PLAN.currency).say(new Money(BigInt(each))))"
    facts = codec_of(FactDef).write(FACTS["money"], Writer())
    (found,), (said,) = answers(file, [(READ, [[facts, texts]]), (saying, [[[str(each) for each in CENTS]]])])
    for text, answer in zip(texts, found["value"], strict=True):
        right = _read(text, FACTS["money"], currency)
        assert [_plain(right), *(localization(code, currency).say(right) for code in ("fr", "en"))] == answer, text
    assert said["value"] == [localization("en", currency).say(Money(each)) for each in CENTS]
