from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

from rule_sets import Trial

from ..conftest import Render
from ..helpers import ATTACKS, acting, batch, dossier, rendered, write_lines


class Parsed(HTMLParser):
    """The tags of a page, their attributes, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_runs_its_own_script_and_loads_nothing(render: Render) -> None:
    page = render("html")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    script = re.search(r"<script>(.*)</script>", page, re.DOTALL)
    assert policy
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert policy[1].split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    parsed = Parsed(page)
    assert parsed.open == []
    assert {value for _, name, value in parsed.attributes if name in ("src", "srcset", "action")} == set()
    assert all((value or "").startswith("#") for _, name, value in parsed.attributes if name == "href")
    assert "url(" not in page
    assert "@import" not in page


def test_what_the_batch_comes_to_stands_before_the_dossiers(render: Render) -> None:
    text = "".join(Parsed(render("html")).texts).replace("\u00a0", " ").replace("\u202f", " ")
    for sentence in (
        "Références données deux fois : 1",
        "Dossiers déposés dans chaque session",
        "Période printemps",
        "150 % dépassée",
        "Partage du coût des dossiers financés",
    ):
        assert text.index(sentence) < text.index("Tableau des dossiers\n")
    assert text.count("Explications du dossier 2021-1") == 2
    assert "Libellé plafond" in text
    assert "autres dossiers de même « Référence du projet » dans ce lot : 30 000,00 € accordés, ou" in text


def test_the_readings_end_the_page_with_their_text(render: Render) -> None:
    page = render("html")
    text = "".join(Parsed(page).texts)
    end = text[text.rindex("Lectures") :]
    for number in (2, 5, 8, 9):
        assert f"R{number}Lecture {number}." in end
    assert "Lecture 3." not in text
    assert "lecture R5" in text.replace("\u00a0", " ")


def test_a_total_of_requests_that_nobody_made_is_said_not_to_be_stated(trial_theme: Trial, tmp_path: Path) -> None:
    silent = write_lines(tmp_path / "lot.ndjson", [dossier("A", financement={"subventions_anterieures": 0})])
    page = rendered("html", *batch(trial_theme.rules, silent), tmp_path)
    assert "<dt>Subvention demandée</dt><dd>non indiquée</dd>" in page
    assert '<td class="amount">non indiquée</td>' in page


def test_no_attack_is_more_than_a_text(render: Render, attacked: Render) -> None:
    page = attacked("html")
    assert acting(page) == set()
    parsed = Parsed(page)
    assert parsed.open == []
    assert set(parsed.tags) <= set(Parsed(render("html")).tags)
    assert not any(name.startswith("on") for _, name, _ in parsed.attributes)
    assert ATTACKS["script"] in parsed.texts
    assert ATTACKS["image"] in parsed.texts
