from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from relance_rules.localization import localization
from relance_rules.showing.blocks import Amount, Amounts, Blank, Heading, Item, Paragraph, Readings, Step, Table, Title
from relance_rules.showing.html import blocks_html, html_templates
from relance_rules.values import Message, Money, Text
from rule_sets import EURO

FR, EN = localization("fr", EURO), localization("en", EURO)


class Outline(HTMLParser):
    """The tags of a piece of HTML in order, each with its texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.labels: list[str | None] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.labels += [value for name, value in attrs if name == "aria-label"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append((self.open[-1], data.strip().replace("\u00a0", " ").replace("\u202f", " ")))


def test_each_kind_of_block_has_its_element() -> None:
    html = blocks_html(
        [
            Title("Titre"),
            Heading(Text({"fr": "Partie", "en": "Part"})),
            Paragraph(Message("Une phrase")),
            Item("✓", "satisfait", Message("catalogue l. 3")),
            Item("•", "plus bas", depth=1),
            Step(1, "faire"),
            Step(2, "refaire"),
            Amounts((Amount("Coût", Money(123_456)), Amount("Part", Message("à déterminer"), "strong"))),
            Table(("A", "B"), ((("1", "2"), (Blank(),)),)),
        ],
        FR,
        3,
    )
    outline = Outline(html)
    assert outline.found == [
        ("h3", "Titre"),
        ("h4", "Partie"),
        ("p", "Une phrase"),
        ("span", "✓"),
        ("li", "satisfait"),
        ("span", "(catalogue l. 3)"),
        ("span", "•"),
        ("li", "plus bas"),
        ("li", "faire"),
        ("li", "refaire"),
        ("th", "Coût"),
        ("td", "1 234,56 €"),
        ("th", "Part"),
        ("td", "à déterminer"),
        ("th", "A"),
        ("th", "B"),
        ("div", "1"),
        ("div", "2"),
    ]
    # A mark is told to those who do not see it; a bullet says nothing.
    assert outline.labels == ["oui"]
    assert html.count("<ul") == html.count("<ol") == 1


def test_all_the_readings_are_folded_under_their_title() -> None:
    every = (Item("•", "A : un"), Item("•", "B : deux"))
    html = blocks_html([Heading("Partie"), Readings("Lectures", every, every[:1], "B ailleurs")], FR)
    assert html.count("<details") == 1
    texts = [("summary", "Lectures"), ("span", "•"), ("li", "A : un"), ("span", "•"), ("li", "B : deux")]
    assert Outline(html).found == [("h3", "Partie"), *texts]


def test_contents_are_said_in_the_language_of_the_reader() -> None:
    block = Heading(Text({"fr": "Partie", "en": "Part"}))
    assert [Outline(blocks_html([block], language)).found for language in (FR, EN)] == [
        [("h3", "Partie")],
        [("h3", "Part")],
    ]


def test_no_content_has_an_effect() -> None:
    attack = "<script>x</script>\" onload='x' {{ 7 * 7 }} \u202e"
    html = blocks_html(
        [Heading(attack), Item(attack, attack, attack), Step(1, attack), Amounts((Amount(attack, attack),))], FR
    )
    texts = [text for _, text in Outline(html).found]
    assert "<script" not in html
    assert "\u202e" not in html
    assert sum("<script>x</script>\" onload='x' {{ 7 * 7 }}" in text for text in texts) == 7


def test_what_a_template_is_not_given_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jinja").write_text("{{ here }}{{ absent }}", encoding="utf-8")
    template = html_templates(tmp_path, FR).get_template("a.jinja")
    assert template.render(here="<", absent=Message("é")) == "&lt;é"
    with pytest.raises(UndefinedError, match="absent"):
        template.render(here="a")
