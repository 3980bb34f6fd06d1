"""For everyone: what assistive technology is told, the keyboard, narrow and enlarged screens, forced colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from . import axe
from .conftest import Page
from .media import SPACING, seen_with
from .states import SCREENS, STATES, example, shown

pytestmark = pytest.mark.long

WIDER = """
const beyond = [...document.querySelectorAll("body *")]
  .filter((each) => !each.closest(".scroll, .wide, pre, .unseen, .skip, svg"))
  .filter((each) => each.getBoundingClientRect().width > 0 && each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.outerHTML.slice(0, 90));
const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
return wider > 0 ? [`${wider} too wide`, ...beyond] : beyond;
"""
CUT = """
return [...document.querySelectorAll("button, label, legend, h1, h2, h3, p, dd, dt, td, th, li, summary, a")]
  .filter((each) => !each.closest(".unseen, .skip") && getComputedStyle(each).display !== "inline"
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1)
    && getComputedStyle(each).overflow !== "visible" && getComputedStyle(each).clipPath === "none"
    && each.clientWidth > 0).map((each) => each.outerHTML.slice(0, 90));
"""

TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
FOCUS = """
const each = document.activeElement;
if (each === document.body) return null;
const shape = each.matches("input[type=radio]") ? each.closest("label") : each;
const box = shape.getBoundingClientRect();
const style = getComputedStyle(each);
const x = Math.min(box.right - 2, Math.max(box.left + 2, box.left + box.width / 2));
const y = Math.min(box.bottom - 2, box.top + 8);
const on = document.elementFromPoint(x, y);
const before = window.met || null;
window.met = each;
return {
  name: each.id || each.outerHTML.slice(0, 90),
  outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  // What is taller than the screen is seen in part.
  inView: (box.top >= -1 || box.height > innerHeight / 2) && box.bottom > 0 &&
    box.top + Math.min(box.height, 24) <= innerHeight + 1 && box.left >= -1 && box.right <= innerWidth + 1,
  covered: on !== null && on !== shape && !shape.contains(on) && !on.contains(shape) ? on.outerHTML.slice(0, 60) : "",
  inOrder: before === null || Boolean(before.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING),
};
"""


def stops(at: Page) -> Iterator[Any]:
    """What the focus meets from the top of the page, until it leaves it."""
    at.run("document.activeElement.blur(); window.scrollTo(0, 0); window.met = null; getSelection().removeAllRanges()")
    for met in range(400):
        at.driver.execute_cdp_cmd("Input.dispatchKeyEvent", TAB)
        stop = at.run(FOCUS)
        # It leaves the page, or starts again where there is nothing else.
        if stop is None or (met and "skip" in stop["name"]):
            return
        yield stop
    raise AssertionError("the focus never leaves the page")


# ---- what assistive technology is told


@pytest.mark.parametrize(("state", "width"), [("filled", 1280), ("faulty", 360)])
def test_nothing_is_found_against_the_guidelines(at: Page, state: str, width: int) -> None:
    STATES[state](at.start(width=width))
    for place in SCREENS:
        shown(at, place)
        if width == 360 and at.all("#panel:not([hidden])"):
            at.one("#panel-toggle").send_keys(Keys.ENTER)
        assert axe.violations(at) == [], place
        with seen_with(at, {"prefers-color-scheme": "dark"}):
            assert axe.violations(at, rules=("color-contrast",)) == [], place


def test_what_the_tool_looks_for_it_finds(at: Page) -> None:
    at.run("document.querySelector('h1').remove(); document.querySelector('label').removeAttribute('for')")
    assert {name for name, _ in axe.violations(at)} >= {"page-has-heading-one", "label"}


def test_every_screen_has_its_landmarks_and_is_led_to_past_the_header(at: Page) -> None:
    example(at, "SNAP3", "pret")
    for place in SCREENS:
        at.go(place)
        found = [len(at.all(f"body {name}:not([hidden])")) for name in ("header", "main", "footer")]
        assert found == [1, 1, 1], place
        assert at.run(
            "return [...document.querySelectorAll('nav, aside')].every((each) => each.getAttribute('aria-label'))"
        )
    at.start().driver.execute_cdp_cmd("Input.dispatchKeyEvent", TAB)
    assert at.text(":focus") == "Aller au contenu"
    assert at.one(":focus").rect["x"] >= 0
    at.one(":focus").send_keys(Keys.ENTER)
    assert at.focused() == "title"


def test_saving_is_the_first_thing_that_the_header_offers(at: Page) -> None:
    at.choose("SNAP3")
    first = at.run("return [...document.querySelectorAll('header nav :is(a, button)')].map((each) => each.id)[0]")
    assert first == "save"


def test_what_changes_is_said_once_a_second_after(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet")
    at.run("""
        window.told = []; window.changed = 0;
        const live = document.getElementById("live");
        document.addEventListener("relance:change", () => { changed = performance.now(); });
        const look = () => told.push([live.textContent, performance.now() - changed]);
        new MutationObserver(look).observe(live, { childList: true });
    """)
    at.type("#f-projet-cout_total_ttc", "780 000")
    told = "return new Promise((done) => setTimeout(() => done(told), 1300))"
    [(sentence, after)] = at.run(told)
    assert after > 900
    assert sentence.startswith("À compléter. ")
    assert "Il manque " in sentence
    # An answer that changes neither says nothing.
    at.type("#f-projet-reference", "P-17")
    assert at.run(told) == [[sentence, after]]


# ---- the keyboard


@pytest.mark.parametrize("size", [(1280, 900), (360, 640), (320, 256)])
def test_the_focus_is_seen_in_order_and_never_covered(at: Page, size: tuple[int, int]) -> None:
    example(at, "SNAP3", "pret")
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    at.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for place in ("dossier/qui_porte", "dossier/depenses", "report"):
        at.go(place)
        met = list(stops(at))
        assert len(met) > 10
        wrong = [
            each for each in met if not (each["outlined"] and each["inView"] and each["inOrder"]) or each["covered"]
        ]
        assert wrong == [], place


def test_the_open_panel_never_hides_the_field_that_has_the_focus(at: Page) -> None:
    example(at.start(width=360), "SNAP3", "incomplet").go("dossier/projet")
    at.one("#panel-toggle").send_keys(Keys.ENTER)
    assert at.one("#panel-toggle").get_attribute("aria-expanded") == "true"
    assert at.focused() == "panel-toggle"
    for _ in range(3):
        at.driver.switch_to.active_element.send_keys(Keys.SHIFT + Keys.TAB)
        focus = at.run(FOCUS)
        assert focus["covered"] == ""
        assert focus["inView"]


PRESSABLE = """
return [...document.querySelectorAll("main button:not([disabled]), #panel button")]
  .filter((each) => each.offsetParent && !/^(print|copy)/.test(each.id)).map((each) => each.id || each.textContent)
"""
PRESS = """
const [wanted, done] = arguments;
const buttons = [...document.querySelectorAll("main button, #panel button")];
const each = buttons.find((one) => (one.id || one.textContent) === wanted);
if (!each) return done("gone");
each.focus();
each.click();
setTimeout(() => done(document.activeElement === document.body ? "lost" : "held"), 60);
"""


@pytest.mark.parametrize("state", ["filled", "faulty"])
def test_no_button_loses_the_focus(at: Page, state: str) -> None:
    STATES[state](at)
    at.run("URL.createObjectURL = () => '#'")
    for place in ("find", "dossier", "dossier/qui_porte", "dossier/projet", "dossier/depenses", "curve"):
        shown(at, place)
        for wanted in at.run(PRESSABLE):
            if at.run("return location.hash.slice(1)") != place:
                shown(at, place)
            assert at.driver.execute_async_script(PRESS, wanted) != "lost", (place, wanted)
    at.run("window.onbeforeunload = null")


def test_back_leads_to_the_screen_before_and_its_title(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type("#f-projet-nom", "Poste").go("themes")
    at.driver.back()
    at.run("return new Promise((done) => setTimeout(done, 100))")
    assert (at.text("h1"), at.focused()) == ("Le projet", "title")
    assert at.one("#f-projet-nom").get_attribute("value") == "Poste"


def test_enter_in_a_field_takes_nothing_away(at: Page) -> None:
    example(at, "SNAP3", "pret").go("dossier/all")
    before = at.run("return relance.json(relance.checkText(arguments[0], { name: 'a.yaml' }))", at.saved())
    for field in (
        "#f-projet-nom",
        "#f-porteurs-0-nom",
        "#f-depenses-0-libelle",
        "#f-depose_le",
        "#f-projet-conforme_descriptif",
    ):
        at.one(field).send_keys(Keys.ENTER)
        assert at.focused() == field[1:]
    assert at.run("return relance.json(relance.checkText(arguments[0], { name: 'a.yaml' }))", at.saved()) == before


# ---- narrow and enlarged screens, spaced texts


@pytest.mark.parametrize("state", ["incomplete", "faulty"])
def test_nothing_is_wider_than_a_narrow_screen_nor_cut_where_texts_are_spaced(at: Page, state: str) -> None:
    STATES[state](at.start(width=320))
    at.run(SPACING)
    for place in SCREENS:
        shown(at, place)
        assert at.run("return innerWidth") == 320
        assert at.run(WIDER) == [], place
        assert at.run(CUT) == [], place


# ---- colours and movement


def test_colours_that_are_forced_leave_every_sign(at: Page) -> None:
    example(at, "SNAP3", "incomplet")
    with seen_with(at, {"forced-colors": "active", "prefers-color-scheme": "dark"}):
        assert at.run("return matchMedia('(forced-colors: active)').matches")
        for place in ("dossier/projet", "curve"):
            shown(at, place)
            flat = """
                const bordered = "main button:not(.quiet), main input[type=text], main select, .bar, .key";
                return [...document.querySelectorAll(bordered)]
                  .filter((each) => each.offsetParent && parseFloat(getComputedStyle(each).borderTopWidth) < 1)
                  .map((each) => each.outerHTML)
            """
            assert at.run(flat) == [], place
        # Lines of a drawing are not forced: they take the colours of the person all the same.
        own, text = at.run(
            "const probe = document.createElement('p'); document.body.append(probe); probe.style.color = 'CanvasText';"
            "const line = document.querySelector('.curve .axis');"
            "const found = [getComputedStyle(line).stroke, getComputedStyle(probe).color];"
            "probe.remove(); return found;"
        )
        assert own == text


def test_nothing_moves_for_who_wants_none(at: Page) -> None:
    example(at, "SNAP3", "incomplet").go("dossier/projet")
    moving = """
        return [...document.querySelectorAll("*")].filter((each) => getComputedStyle(each).transitionDuration !== "0s"
          || getComputedStyle(each).animationName !== "none" || getComputedStyle(each).scrollBehavior !== "auto").length
    """
    with seen_with(at, {"prefers-reduced-motion": "reduce"}):
        assert at.run(moving) == 0
    with seen_with(at, {"prefers-reduced-motion": "no-preference"}):
        assert at.run(moving) > 0
