"""Reports in each format, as they are written to a stream."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser

import pytest

from relance_rules import check_file
from relance_rules.loading.problems import Problem
from relance_rules.localization import localization
from relance_rules.showing.renderers import RENDERERS, Outcome, Unread, extensions, format_of, is_utf_8, renderer
from relance_rules.values import Message
from rule_sets import EURO

from .helpers import ROOT, rules

READY = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"
ATTACK = "<script>alert(1)</script>\"onload='x' \u202e\U000e0041\x1b[31m"
UNREAD = Unread(ATTACK, (Problem(Message("{found}", {"found": ATTACK}), ATTACK, 1),))


def written(name: str, *outcomes: Outcome) -> str:
    stream = io.StringIO()
    renderer(name)(outcomes, localization("fr", EURO), stream)
    return stream.getvalue()


def ready() -> Outcome:
    return check_file(READY, rules())


class Page(HTMLParser):
    """The elements of a page, with their attributes, and its titles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.titles: list[str] = []
        self.classes: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onload"}
        if tag == "article":
            self.classes.append(dict(attrs)["class"])

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] in ("h1", "h2") and data.strip():
            self.titles.append(data.strip())


def test_the_page_has_a_part_for_each_dossier_and_loads_nothing() -> None:
    page = Page(written("html", ready(), UNREAD))
    assert page.classes == ["ready", "error"]
    shown = "<script>alert(1)</script>\"onload='x' \ufffd\ufffd\ufffd[31m"
    assert page.titles == ["Vérification des dossiers", "SNAP3 · Terminaux numériques sécurisés", shown]
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert Page(written("html", ready())).titles[0] == "Vérification du dossier"
    assert "default-src 'none'" in written("html", ready())


@pytest.mark.parametrize("name", RENDERERS)
def test_no_format_lets_a_file_name_act(name: str) -> None:
    text = written(name, ready(), UNREAD)
    assert not {"\u202e", "\U000e0041", "\x1b"} & set(text)
    if name == "json":
        assert json.loads(text)[1]["dossier"] == ATTACK


def test_each_format_has_its_extension() -> None:
    assert {format_of(f".{each}") for each in extensions()} == set(RENDERERS)
    assert [format_of(each) for each in (".HTML", ".htm", ".md", ".txt", ".json")] == ["html"] * 2 + [
        "markdown",
        "text",
        "json",
    ]
    assert [format_of(each) for each in ("", ".", ".pdf", ".text", ".markdown")] == [None] * 5
    assert [name for name in RENDERERS if is_utf_8(name)] == ["html", "json"]
