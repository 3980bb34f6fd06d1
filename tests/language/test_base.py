from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from relance_rules.language.base import Amount, Day, FactPath, Flag, Identifier, Percentage, ReadingCode, Source, Text
from relance_rules.language.base import ThemeCode as Code
from relance_rules.values import Euro


class Sample(BaseModel):
    amount: Amount = Euro(0)
    rate: Percentage = Fraction(0)
    day: Day = date(2021, 1, 1)
    flag: Flag = False
    name: Identifier = "a"
    code: Code = "AA"
    path: FactPath = "a"
    reading: ReadingCode = "R1"


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("amount", "2 000 000 EUR", Euro(200_000_000)),
        ("amount", Euro(5), Euro(5)),
        ("rate", "75 %", Fraction(3, 4)),
        ("rate", Fraction(1, 3), Fraction(1, 3)),
        ("day", "2021-02-12", date(2021, 2, 12)),
        ("flag", "true", True),
        ("flag", False, False),
        ("name", "plafond_projet_2", "plafond_projet_2"),
        ("code", "SNAP2A", "SNAP2A"),
        ("path", "porteurs[].categorie", "porteurs[].categorie"),
        ("reading", "R14", "R14"),
    ],
)
def test_a_part_is_read(field: str, written: Any, read: Any) -> None:
    assert getattr(Sample.model_validate({field: written}), field) == read


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("amount", "48000"),
        ("amount", 48000),
        ("amount", 48.5),
        ("amount", "48.5"),
        ("amount", True),
        ("amount", "-5 EUR"),
        ("amount", "1,200 EUR"),
        ("amount", None),
        ("rate", "0.75"),
        ("rate", 0.75),
        ("rate", 1),
        ("rate", "101 %"),
        ("day", "31/02/2021"),
        ("day", 20210101),
        ("flag", "oui"),
        ("flag", "True"),
        ("flag", "yes"),
        ("flag", 1),
        ("name", "Plafond"),
        ("name", "plafond projet"),
        ("name", "plafond-projet"),
        ("name", "é"),
        ("name", "a__b"),
        ("name", "_a"),
        ("name", "a\n"),
        ("name", "a" * 61),
        ("code", "snap3"),
        ("code", "A"),
        ("code", "3A"),
        ("code", "../X"),
        ("path", "a..b"),
        ("path", "a[0].b"),
        ("path", "A"),
        ("reading", "r1"),
        ("reading", "R100x"),
    ],
)
def test_another_spelling_is_refused(field: str, written: Any) -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate({field: written})


def test_a_text_is_in_both_languages() -> None:
    assert Text(fr="a", en="b").en == "b"
    for broken in ({"fr": "a"}, {"en": "a"}, {"fr": "", "en": "a"}, {"fr": "a", "en": "b", "de": "c"}):
        with pytest.raises(ValidationError):
            Text.model_validate(broken)


def test_a_part_is_immutable() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Text(fr="a", en="b").fr = "c"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("cited", "ranges"),
    [
        ("1985", ((1985, 1985),)),
        (27, ((27, 27),)),
        ("27-30", ((27, 30),)),
        ("828-834, 847", ((828, 834), (847, 847))),
        ("5-5", ((5, 5),)),
    ],
)
def test_a_passage_is_ranges_of_lines(cited: Any, ranges: tuple[tuple[int, int], ...]) -> None:
    assert Source(lines=cited).ranges == ranges


@pytest.mark.parametrize(
    "cited", ["", "0", "30-27", "27-30,35", "27 - 30", "35, 27-30", "27-30, 30", "a", "-5", "1.5", "9" * 5000 + "-1"]
)
def test_lines_that_do_not_go_up_are_refused(cited: str) -> None:
    with pytest.raises(ValidationError):
        Source(lines=cited)


@pytest.mark.parametrize("digest", ["0123456789ab", None])
def test_a_digest_is_twelve_hexadecimal_digits(digest: str | None) -> None:
    assert Source(lines="1", digest=digest).digest == digest
    with pytest.raises(ValidationError):
        Source(lines="1", digest="0123456789AB")
