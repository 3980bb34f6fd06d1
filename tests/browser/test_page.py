"""The HTML page in a browser."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

from batch.helpers import ATTACKS, plain
from browser.seen import Seen

TOTAL = 5 + len(ATTACKS)
SCHEMES = ("light", "dark")
WHY = 11
"""The place of the column that says why a dossier is not ready."""


class Page(Seen):
    """The page, as a person and as a script see it."""

    def open(self, place: str = "", *, width: int = 1280, scheme: str = "light") -> Page:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.sized(width, 900)
        self.driver.get("about:blank")
        self.driver.get(f"{self.path.as_uri()}{place}")
        return self

    def until_open(self, details: Any) -> None:
        """Wait for a section to open: a browser tells of a new place when it has the time."""
        WebDriverWait(self.driver, 20).until(lambda driver: details.get_attribute("open") is not None)

    def head(self, title: str) -> Any:
        return next(head for head in self.all("#table thead th") if head.text == title)

    def sort(self, title: str) -> list[str]:
        self.head(title).find_element(By.TAG_NAME, "button").click()
        return self.shown()

    def shown(self) -> list[str]:
        """The references of the dossiers that the table shows, without the attacks."""
        script = "return [...document.querySelectorAll('#table tbody tr:not([hidden])')].map(r => r.cells[0].innerText)"
        return [text for text in self.run(script) if text.startswith("2021-")]

    def column(self, place: int) -> list[str]:
        script = "return [...document.querySelectorAll('#table tbody tr')].map(r => r.cells[arguments[0]].innerText)"
        found: list[str] = self.run(script, place)
        return found

    def printed(self) -> str:
        """What stands on the sheets of paper."""
        data = self.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
        return " ".join(" ".join(each.extract_text() for each in PdfReader(BytesIO(b64decode(data))).pages).split())

    def count(self) -> str:
        return str(self.one("#count").text)


@pytest.fixture
def at(browser: Any, page: Path) -> Page:
    return Page(browser, page)


# ---- the table


def test_texts_sort_as_people_count_and_ignore_accents(at: Page) -> None:
    at.open()
    assert at.sort("Référence") == ["2021-2", "2021-3", "2021-5", "2021-9", "2021-10"]
    assert at.sort("Référence") == ["2021-10", "2021-9", "2021-5", "2021-3", "2021-2"]
    assert at.sort("Projet") == ["2021-2", "2021-9", "2021-5", "2021-10", "2021-3"]


def test_amounts_sort_as_numbers_and_days_as_days(at: Page) -> None:
    at.open()
    ascending = at.sort("Coût total TTC")
    # What is not known comes last, whichever way.
    assert ascending == ["2021-10", "2021-2", "2021-9", "2021-3", "2021-5"]
    assert at.sort("Coût total TTC") == ["2021-9", "2021-2", "2021-10", "2021-3", "2021-5"]
    # The one that can't be read states when it was filed all the same.
    days = at.sort("Déposé le")
    assert (days[0], days[-1]) == ("2021-3", "2021-9")


def test_states_and_reasons_sort_too(at: Page) -> None:
    at.open()
    at.sort("État")
    states = at.column(2)
    assert states == sorted(states, key=["à compléter", "en erreur", "non éligible", "prêt"].index)
    at.sort("Pourquoi")
    reasons = [text for text in at.column(WHY) if text]
    assert at.column(WHY)[len(reasons) :] == [""] * (TOTAL - len(reasons))


def test_the_way_a_column_is_sorted_is_told(at: Page) -> None:
    at.open()
    assert at.all("[aria-sort]") == []
    at.sort("Projet")
    assert at.head("Projet").get_attribute("aria-sort") == "ascending"
    at.sort("Projet")
    assert at.head("Projet").get_attribute("aria-sort") == "descending"
    at.sort("Thème")
    assert [head.text for head in at.all("[aria-sort]")] == ["Thème"]


def test_filters_together_with_a_live_count(at: Page) -> None:
    at.open()
    assert at.count() == f"Dossiers affichés : {TOTAL} sur {TOTAL}"
    assert at.one("#count").get_attribute("role") == "status"
    search = at.one("#search")
    search.send_keys("ETANG")
    assert (at.shown(), at.count()) == (["2021-10"], f"Dossiers affichés : 1 sur {TOTAL}")
    search.clear()
    search.send_keys("2021 écl")
    assert at.shown() == ["2021-9"]
    search.clear()
    search.send_keys(" ")
    Select(at.one("#status")).select_by_visible_text("en erreur")
    assert at.shown() == ["2021-5"]
    Select(at.one("#theme")).select_by_visible_text("ESSAI")
    # The one that can't be read keeps the theme that it names.
    assert (at.shown(), at.count()) == (["2021-5"], f"Dossiers affichés : 1 sur {TOTAL}")
    at.one("#status").send_keys("tous")
    assert at.count() == f"Dossiers affichés : {TOTAL} sur {TOTAL}"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("100 000", ["2021-9"]),
        ("100000", ["2021-9"]),
        ("20\u202f000,01", ["2021-2"]),
        ("100 001", []),
        ("13000548100010", ["2021-10"]),
        ("130 005 481 00010", ["2021-10"]),
        ("130005481 00010", ["2021-10"]),
        ("prefecture DE l’orne", ["2021-10"]),
        ("orne@etat", ["2021-10"]),
        ("lea@etat.example", ["2021-9"]),
        ("brest bretagne", ["2021-9"]),
        ("brest normandie", []),
    ],
)
def test_a_search_knows_who_filed_it_and_numbers_however_they_are_written(
    at: Page, typed: str, found: list[str]
) -> None:
    at.open().one("#search").send_keys(typed)
    assert at.shown() == found


def test_filters_by_what_the_platform_says(at: Page) -> None:
    at.open()
    states = Select(at.one("#state"))
    assert [option.text for option in states.options] == ["tous", "en instruction", "accepté"]
    states.select_by_visible_text("en instruction")
    assert at.shown() == ["2021-9"]
    Select(at.one("#group")).select_by_visible_text("Normandie")
    assert at.shown() == []
    states.select_by_visible_text("tous")
    assert at.shown() == ["2021-10"]


def test_what_is_filtered_stays_so_when_sorted(at: Page) -> None:
    at.open()
    Select(at.one("#status")).select_by_visible_text("prêt")
    before = at.shown()
    assert set(before) == {"2021-10", "2021-9"}
    assert at.sort("Référence") == ["2021-9", "2021-10"]


# ---- keyboard and links


def test_the_keyboard_alone_is_enough(at: Page) -> None:
    at.open()
    keys = ActionChains(at.driver)
    keys.send_keys(Keys.TAB).perform()
    skip = at.driver.switch_to.active_element
    assert skip.text == "Aller au tableau des dossiers"
    assert skip.rect["x"] >= 0
    skip.send_keys(Keys.ENTER)
    assert at.driver.switch_to.active_element.get_attribute("id") == "dossiers"
    met = []
    for _ in range(6):
        keys.send_keys(Keys.TAB).perform()
        met.append(at.driver.switch_to.active_element.get_attribute("id"))
    assert met[:5] == ["search", "status", "theme", "group", "state"]
    keys.send_keys(Keys.TAB).perform()
    button = at.driver.switch_to.active_element
    assert button.text.startswith("Référence")
    assert at.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    button.send_keys(Keys.SPACE)
    assert at.shown()[0] == "2021-2"
    button.send_keys(Keys.ENTER)
    assert at.shown()[0] == "2021-10"


def test_a_link_opens_the_section_it_leads_to(at: Page) -> None:
    at.open()
    link = next(link for link in at.all("#table a") if link.text == "2021-2")
    place = link.get_attribute("href").partition("#")[2]
    details = at.one(f"#{place} details")
    assert details.get_attribute("open") is None
    link.send_keys(Keys.ENTER)
    at.until_open(details)
    assert "Engagements : 1 manquant" in plain(at.one(f"#{place}").text)
    assert len(at.all("article[id] details[open]")) == 1


def test_a_link_from_elsewhere_opens_its_section(at: Page) -> None:
    third = at.open().all("article[id]")[2].get_attribute("id")
    at.open(f"#{third}")
    at.until_open(at.one(f"#{third} details"))
    for place in ("#d-9-9-9", "#%", "#table"):
        assert at.open(place).count().endswith(f"{TOTAL} sur {TOTAL}")


# ---- what must not happen


def test_attacks_do_nothing_and_are_shown_as_texts(at: Page) -> None:
    at.open()
    assert at.driver.title == "Vérification des dossiers"
    assert at.all("main script, img, iframe, object, [onerror], [onload], a[href^='javascript']") == []
    names = at.column(0)
    for name in ("script", "image", "formula", "link"):
        assert ATTACKS[name] in names
    assert at.run("return [...document.querySelectorAll('a')].every(a => a.getAttribute('href').startsWith('#'))")
    text = at.run("return document.body.textContent")
    assert not {"\x1b", "\u202e", "\u2066", "\x9b", "\u061c", "\ufffe"} & set(text)


def test_no_request_leaves_the_page_and_nothing_is_wrong_with_it(at: Page) -> None:
    at.driver.get_log("performance")
    at.driver.get_log("browser")
    at.open()
    at.sort("Projet")
    at.one("#search").send_keys("x")
    messages = [json.loads(entry["message"])["message"] for entry in at.driver.get_log("performance")]
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    page = at.path.as_uri()
    # The browser's own pages ask for things too.
    assert [each["request"]["url"] for each in sent if each["documentURL"] == page] == [page]
    assert at.driver.get_log("browser") == []


def test_nothing_can_be_loaded_nor_run_even_if_it_were_there(at: Page) -> None:
    at.open()
    script = """
        const done = arguments[0], refused = [];
        addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
        const image = new Image(); image.src = "https://a.invalid/x.png"; document.body.append(image);
        const script = document.createElement("script"); script.textContent = "document.title = 'attaqué'";
        document.body.append(script);
        fetch("https://a.invalid/").catch(() => {}).finally(() => setTimeout(() => done(refused.sort()), 100));
    """
    assert at.driver.execute_async_script(script) == ["connect-src", "img-src", "script-src-elem"]
    assert at.driver.title == "Vérification des dossiers"
    at.driver.get_log("browser")


# ---- for everyone


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_page_is_never_wider_than_the_screen(at: Page, width: int) -> None:
    at.open(width=width)
    at.run("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert at.run("return innerWidth") == width
    assert at.run("return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)") <= width
    wide = """
        return [...document.querySelectorAll("main *")].filter((element) => !element.closest(".scroll")
          && element.getBoundingClientRect().right > innerWidth + 1).map((element) => element.outerHTML.slice(0, 80))
    """
    assert at.run(wide) == []


def test_fields_are_labelled_and_headers_have_a_scope(at: Page) -> None:
    at.open()
    labels = [at.run("return arguments[0].labels[0]?.firstChild.data", field) for field in at.all("input, select")]
    assert labels == ["Chercher", "État", "Thème", "Groupe instructeur", "État sur la plateforme"]
    assert at.all("th:not([scope])") == []
    assert at.run("return [...document.querySelectorAll('table')].every(t => t.caption || t.closest('details'))")
    assert at.one("html").get_attribute("lang") == "fr"
    assert [len(at.all(name)) for name in ("h1", "main", "title")] == [1, 1, 1]
    ids = [element.get_attribute("id") for element in at.all("[id]")]
    assert len(ids) == len(set(ids))
    assert at.run(
        "return [...document.querySelectorAll('[aria-labelledby]')].every((e) => "
        "document.getElementById(e.getAttribute('aria-labelledby')))"
    )


def test_every_landmark_has_a_name_of_its_own(at: Page) -> None:
    at.open()
    names = at.run("""
        const marks = "header, main, nav, footer, aside, section, form, [role=region], [role=search]";
        return [...document.querySelectorAll(marks)].map((mark) => mark.getAttribute("aria-label")
          ?? document.getElementById(mark.getAttribute("aria-labelledby"))?.textContent ?? "");
    """)
    title, again, *others = names
    assert title == again == "Vérification des dossiers"
    assert "" not in others
    assert len(others) == len(set(others)) > 5


def test_what_is_printed_is_the_table_and_what_is_open(at: Page) -> None:
    at.open()
    assert "Dossier par dossier" not in (shown := at.printed())
    assert [each for each in ("Tableau des dossiers", "2021-9", "Projets") if each not in shown] == []
    at.open(at.one("#table a").get_attribute("hash"))
    at.until_open(at.one("#details-of details"))
    assert "Dossier par dossier" in (shown := at.printed())
    assert shown.count(" · ESSAI · ") == 1


def test_the_explanations_of_what_is_shown_are_opened_and_folded_at_once(at: Page) -> None:
    at.open()
    Select(at.one("#status")).select_by_visible_text("prêt")
    shown = len(at.all("#table tbody tr:not([hidden])"))
    at.one("#unfold").click()
    assert len(at.all("#details-of details[open]")) == shown < TOTAL
    Select(at.one("#status")).select_by_visible_text("tous")
    at.one("#unfold").click()
    assert len(at.all("#details-of details[open]")) == TOTAL
    at.one("#unfold").click()
    assert at.all("#details-of details[open]") == []


def test_headings_skip_no_level(at: Page) -> None:
    at.open()
    levels = at.run("return [...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_texts_stand_out_from_what_is_behind_them(at: Page, scheme: str) -> None:
    at.open(scheme=scheme)
    at.run("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    seen: dict[str, float] = {}
    selectors = (
        ".ready .status", ".incomplete .status", ".ineligible .status", ".error .status", ".good .mark", ".bad .mark",
        ".warn .mark", ".passage", "p.faint", "tr.strong td",
        ".over", "#table a", "caption", "dt", "dd", "thead button", "#count", "summary", "input", "select", "td.why",
    )  # fmt: skip
    for selector in selectors:
        seen[selector] = contrast(*at.run(COLOURS, selector))
    assert {selector: ratio for selector, ratio in seen.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_bars_stand_out_from_what_is_behind_them(at: Page, scheme: str) -> None:
    at.open(scheme=scheme)
    for status in ("ready", "incomplete", "ineligible"):
        assert contrast(*at.run(FILLS, f".bar .{status}")) >= 3


COLOURS = """
    const element = document.querySelector(arguments[0]);
    let behind = element;
    const clear = (e) => getComputedStyle(e).backgroundColor.replace(/ /g, "") === "rgba(0,0,0,0)";
    while (behind && clear(behind)) behind = behind.parentElement;
    return [getComputedStyle(element).color, getComputedStyle(behind ?? document.body).backgroundColor];
"""
FILLS = """
    const bar = document.querySelector(arguments[0]);
    return [getComputedStyle(bar).backgroundColor, getComputedStyle(bar.parentElement).backgroundColor];
"""


def contrast(first: str, second: str) -> float:
    """The ratio of two colours (WCAG 2.1, 1.4.3)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")]
    assert len(parts) == 3 or parts[3] == 1, colour
    linear = [p / 255 / 12.92 if p / 255 <= 0.04045 else ((p / 255 + 0.055) / 1.055) ** 2.4 for p in parts[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
