from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from relance_rules.language.base import (
    LANGUAGES,
    Day,
    FactPath,
    Flag,
    Identifier,
    ReadingCode,
    ReadingCodes,
    Source,
    Text,
    line_ranges,
)
from relance_rules.language.base import ThemeCode as Code
from relance_rules.values import Text as Translated


class Sample(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    day: Day = date(2021, 1, 1)
    flag: Flag = False
    name: Identifier = "a"
    code: Code = "AA"
    path: FactPath = "a"
    reading: ReadingCode = "R1"
    readings: ReadingCodes = ()
    text: Text = Translated({"fr": "a"})


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("day", "2021-02-12", date(2021, 2, 12)),
        ("flag", "true", True),
        ("flag", False, False),
        ("name", "plafond_projet_2", "plafond_projet_2"),
        ("code", "SNAP2A", "SNAP2A"),
        ("path", "projet.cout_total", "projet.cout_total"),
        ("reading", "R14", "R14"),
        ("reading", "Art-3.b_2", "Art-3.b_2"),
        ("readings", "R1", ("R1",)),
        ("readings", ["R1", "R2"], ("R1", "R2")),
    ],
)
def test_a_part_is_read(field: str, written: Any, read: Any) -> None:
    assert getattr(Sample.model_validate({field: written}), field) == read


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("day", "31/02/2021"),
        ("day", 20210101),
        ("day", "demain"),
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
        ("path", "a[].b"),
        ("path", "A"),
        ("reading", "1R"),
        ("reading", "R 1"),
        ("reading", "R" * 40),
        ("readings", ["R 1"]),
        ("text", "un texte"),
        ("text", {}),
        ("text", {"fr": ""}),
        ("text", {"fr": "  "}),
        ("text", {"fr": 3}),
        ("text", {"français": "a"}),
        ("text", {"fr": "a" * 1001}),
    ],
)
def test_another_spelling_is_refused(field: str, written: Any) -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate({field: written})


def test_a_text_is_in_the_languages_of_its_rule_set_and_no_other() -> None:
    context = {LANGUAGES: ("fr", "en")}
    found = Sample.model_validate({"text": {"en": "b", "fr": "a"}}, context=context).text
    # The first language of the set is the default, however the text is written.
    assert (str(found), found.among("en")) == ("a", "b")
    for broken, why in (
        ({"fr": "a"}, "ce texte manque en « en »"),
        ({"fr": "a", "en": "b", "de": "c"}, "« de » n’est pas une langue de ce jeu de règles"),
    ):
        with pytest.raises(ValidationError, match=why.replace("« ", ".*")[:20]):
            Sample.model_validate({"text": broken}, context=context)


def test_a_part_is_immutable() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Source(lines="1").lines = "2"  # type: ignore[misc]


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
    assert line_ranges(str(cited)) == ranges


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


@pytest.mark.parametrize(
    ("written", "by", "place"),
    [
        ({"lines": "27-30"}, "lines", "27-30"),
        ({"page": "12"}, "page", "12"),
        ({"article": "25(3)", "document": "rgec"}, "article", "25(3)"),
        ({"section": "4.2"}, "section", "4.2"),
    ],
)
def test_a_passage_is_cited_one_way(written: dict[str, str], by: str, place: str) -> None:
    source = Source.model_validate(written)
    assert (source.by, source.place, source.document) == (by, place, written.get("document"))
    assert bool(source.ranges) is (by == "lines")


@pytest.mark.parametrize(
    "written", [{}, {"document": "rgec"}, {"lines": "3", "page": "4"}, {"page": ""}, {"verse": "3"}]
)
def test_a_passage_that_is_cited_no_way_or_in_two_is_refused(written: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate(written)
