"""Texts as the script spells and likens them: as Python does, whatever the letters."""

from __future__ import annotations

import difflib
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from tests.targets.javascript.node import answers, asked

from relance_rules.localization import localization
from relance_rules.values import Message, visible
from relance_rules.values.spelling import named, normal, tidy
from relance_rules.values.suggestions import nearest, suggestion
from relance_rules.values.words import range_words, shown_number

pytestmark = pytest.mark.long


EVERY = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]


def test_every_character_is_spelled_as_python_spells_it(script: Path) -> None:
    # Each between letters, so that what becomes a space shows.
    texts = ["a".join(["", *EVERY[start : start + 128], ""]) for start in range(0, len(EVERY), 128)]
    spells = {"normal": normal, "tidy": tidy, "visible": visible}
    found = answers(script, [(f"(texts) => texts.map({name})", [[texts]]) for name in spells])
    for (answer,), spell in zip(found, spells.values(), strict=True):
        assert answer["value"] == [spell(text) for text in texts]


def test_a_browser_is_asked_for_nothing_but_what_unicode_does_not_change(script: Path) -> None:
    # What another version of Unicode knows, older or newer, is nothing to a script.
    called = """(texts) => {
      const asked = [];
      const own = String.prototype.normalize;
      String.prototype.normalize = function (form) {
        asked.push(String(this));
        return own.call(this, form);
      };
      texts.forEach(normal);
      return asked;
    }"""
    (found,) = asked(script, called, [[[character for character in EVERY if ord(character) >= 0x80]]])
    known = unicodedata.ucd_3_2_0
    assert len(found["value"]) > 1000
    for character in found["value"]:
        assert known.category(character) != "Cn"
        assert known.normalize("NFKD", character) == unicodedata.normalize("NFKD", character)


def _texts(seed: int, count: int) -> list[str]:
    """Texts of letters that something happens to: marks in any order, letters that fold, spaces, quotes."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    seen = EVERY[:0x30000]
    marks = [character for character in seen if unicodedata.combining(character)]
    moved = [character for character in seen if unicodedata.normalize("NFKD", character).casefold() != character]
    usual = "aeoœæßıİſΣςK'’ʼ`´\"«-_ \t\n\u00a0\u202f\u200b\u0345\u1fb3가힣ᄀ\u1161\u11a8ﷺ€"
    kinds = (marks, moved, usual, "abcdefgh0123456789", EVERY)
    return ["".join(chance.choice(chance.choice(kinds)) for _ in range(chance.randint(1, 12))) for _ in range(count)]


def test_texts_are_spelled_as_python_spells_them(script: Path) -> None:
    texts = [*_texts(1, 5_000), "e\u0301" * 501, "ﷺ" * 1000, "é" * 1001, "\U0001d400" * 1000, "\U0001d400" * 1001]
    for call, right in (("normal", normal), ("tidy", tidy), ("stripped", str.strip)):
        (found,) = asked(script, f"(texts) => texts.map({call})", [[texts]])
        assert found["value"] == [right(text) for text in texts]


def test_a_name_is_known_by_its_spellings(script: Path) -> None:
    asking = [["B-é", ["a", "b e", "B_E"]], ["b e", ["B_E", "b e"]], ["c", ["a"]], ["'", ["'x'", ""]], ["", ["", "a"]]]
    found = asked(script, "named", asking)
    assert [answer["value"] for answer in found] == [named(text, known) for text, known in asking]
    assert found[0]["value"] == found[1]["value"] == "b e"


@pytest.mark.parametrize("length", [12, 300])
def test_the_nearest_words_are_those_of_difflib(script: Path, length: int) -> None:
    chance = random.Random(length)  # noqa: S311 - the same on every run

    def word(letters: str) -> str:
        return "".join(chance.choice(letters) for _ in range(chance.randint(0, length)))

    rounds: list[list[Any]] = []
    for _ in range(24_000 // (60 + length)):
        letters = chance.choice(["ab", "abcde_", "abcdefghij klmnopé", "a\U0001f600\uffee"])
        known = sorted({word(letters) for _ in range(chance.randint(0, 16))}, key=lambda _: chance.random())
        spelled = {normal(word(letters)): chance.choice(known) for _ in range(3) if known}
        sought = chance.choice([word(letters), *known])[: chance.randint(0, length)]
        rounds.append([sought, known, spelled])
    called = """(word, known, pairs) => {
      const spelled = new Map(pairs);
      return [nearest(word, known, spelled, 0.8), suggestion(word, known, spelled)];
    }"""
    found = asked(script, called, [[sought, known, list(spelled.items())] for sought, known, spelled in rounds])
    for answer, (sought, known, spelled) in zip(found, rounds, strict=True):
        near, said = answer["value"]
        right = suggestion(sought, known, spelled)
        assert near == nearest(sought, known, spelled, 0.8)
        assert said == {"$Message": {"text": right.text, "values": right.values}}


def test_a_long_text_is_likened_without_its_usual_letters(script: Path) -> None:
    # What difflib does with texts of 200 letters and more.
    chance = random.Random(7)  # noqa: S311 - the same on every run
    # Letters that come often, around some that do not: what is alike grows over the first from the others.
    rare = "".join(chr(0x4E00 + number) for number in range(150))
    pairs = []
    for _ in range(20):
        text = "".join(chance.choice("ab") + chance.choice(rare) for _ in range(120))
        start = chance.randrange(100)
        pairs.append([chance.choice("ab") + text[start : start + 40] + "ab", text])
    found = asked(script, "(text, sought) => new Likeness(sought).ratio(text)", pairs)
    right = [difflib.SequenceMatcher(None, *pair).ratio() for pair in pairs]
    assert [answer["value"] for answer in found] == right
    assert right != [difflib.SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in pairs]


def test_ranges_and_numbers_in_words(script: Path) -> None:
    bounds: list[dict[str, Any]] = [
        {low: 1, high: 2} for low in ("at_least", "more_than") for high in ("at_most", "less_than")
    ]
    bounds += [{name: 3} for name in ("at_least", "more_than", "at_most", "less_than")]
    numbers = [0, 9_999, 10_000, 2_021, 1_234_567]
    ranges, shown = answers(
        script, [("rangeWords", [[each] for each in bounds]), ("shownNumber", [[number] for number in numbers])]
    )
    expected = [{"low": None, "high": None, **range_words(each).values} for each in bounds]
    assert [answer["value"]["$Message"]["text"] for answer in ranges] == [range_words(each).text for each in bounds]
    assert [answer["value"]["$Message"]["values"] for answer in ranges] == expected
    assert [answer["value"] for answer in shown] == [shown_number(number) for number in numbers]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sentence_is_filled_once(script: Path, language: str) -> None:
    # What fills a place is never read as one, and a place that nothing fills stays.
    message = Message("accepté : {known}", {"known": "{near} {known} {constructor}\n\u202e"})
    called = f'(known) => localization("{language}").say(M("accepté : {{known}}", {{ known }}))'
    (found,) = asked(script, called, [[message.values["known"]]])
    assert found["value"] == localization(language).say(message)  # type: ignore[arg-type]
    (found,) = asked(script, f'() => localization("{language}").say(M("{{constructor}} {{x}}", {{ x: [] }}))', [[]])
    assert found["value"] == "{constructor} "
