"""What holds on every screen, empty and filled: nothing wider than the screen, one title, headings in order, names."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from .conftest import Page

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "dossiers" / "SNAP4" / "incomplet.yaml"

PLACES = ["start", "find", "themes", "dossier", "dossier/projet", "dossier/depenses", "dossier/all", "report", "curve"]

HEADINGS = "return [...document.querySelectorAll('h1, h2, h3, h4')].map((each) => Number(each.nodeName[1]))"
IDS = "return [...document.querySelectorAll('[id]')].map((each) => each.id)"
UNNAMED = """
const named = (each) => each.labels && each.labels.length > 0 || each.getAttribute("aria-label")
  || (each.getAttribute("aria-labelledby") || "").split(" ").some((id) => id && document.getElementById(id));
const fields = [...document.querySelectorAll("input, select, textarea")].filter((each) => !named(each));
const actions = [...document.querySelectorAll("button, a[href]")].filter((each) => !each.textContent.trim());
return [...fields, ...actions].map((each) => each.outerHTML);
"""
BROKEN = """
const names = ["aria-describedby", "aria-labelledby", "aria-controls", "for"];
const ids = (each, name) => (each.getAttribute(name) || "").split(" ").filter(Boolean);
const lost = (each, name) => ids(each, name).filter((id) => !document.getElementById(id));
return [...document.querySelectorAll("*")].flatMap((each) => names.flatMap((name) => lost(each, name)));
"""
WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
return [...document.querySelectorAll("button, input:not([type=file]), select, textarea, summary")]
  .map((each) => [each.closest("label") || each, each]).map(([box, each]) => [box.getBoundingClientRect(), each])
  .filter(([box]) => box.height > 0 && box.height < 24).map(([, each]) => each.outerHTML);
"""
HIDDEN = """
const focused = document.activeElement;
const box = focused.getBoundingClientRect();
if (focused === document.body || !box.height) return null;
const seen = document.elementFromPoint(box.left + Math.min(5, box.width / 2), Math.max(1, box.top + box.height / 2));
const parts = [focused, ...(focused.labels || [])];
return seen && parts.some((each) => each.contains(seen) || seen.contains(each)) ? null : focused.outerHTML;
"""


def opened(at: Page, filled: bool) -> Page:
    """The page with a theme chosen, its dossier empty or not."""
    return at.open(EXAMPLE.name, EXAMPLE.read_text(encoding="utf-8")) if filled else at.choose("SNAP4")


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_screen_is_sound_on_a_narrow_screen(at: Page, filled: bool, lang: str) -> None:
    opened(at.start(width=360), filled)
    if lang == "en":
        at.one("#language").click()
    for place in PLACES:
        at.go(place)
        assert at.run(WIDER) <= 0, place
        headings = at.run(HEADINGS)
        assert headings.count(1) == 1, place
        assert all(after - before <= 1 for before, after in pairwise(headings)), (place, headings)
        assert [name for name, count in Counter(at.run(IDS)).items() if count > 1] == [], place
        assert at.run(UNNAMED) == [], place
        assert at.run(BROKEN) == [], place
        assert at.run(SMALL) == [], place
        assert at.run("return document.documentElement.lang") == lang
        assert at.focused() == "title", place


def test_enlarged_four_times_nothing_hides_what_has_the_focus(at: Page) -> None:
    opened(at.start(width=320, height=256), filled=True)
    for place in ["dossier/projet", "dossier/depenses", "report"]:
        at.go(place)
        assert at.run(WIDER) <= 0, place
        for _ in range(25):
            at.driver.switch_to.active_element.send_keys(Keys.TAB)
            assert at.run(HIDDEN) is None, place


def test_without_a_theme_every_screen_says_what_to_do_first(at: Page) -> None:
    for place in ["dossier", "report", "curve"]:
        at.go(place)
        assert at.text("main p") == "Choisissez d’abord un thème : il dit ce que le dossier doit contenir.", place


def test_nothing_is_fetched_and_nothing_is_kept(at: Page) -> None:
    opened(at, filled=True)
    for place in PLACES:
        at.go(place)
    kept: Any = at.run("return [localStorage.length, sessionStorage.length, document.cookie]")
    assert kept == [0, 0, ""]
    assert at.run("return performance.getEntriesByType('resource').length") == 0
