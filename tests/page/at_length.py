"""What holds for everyone, on each screen in each state, light and dark: `.ci/run` alone has the time for it.

``python -m pytest tests/page/at_length.py``
"""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from . import axe
from .conftest import Page
from .media import seen_with
from .states import SCREENS, STATES, shown
from .test_access import CUT, SPACING, WIDER, stops


# Each width, each scheme and each language, not all of their pairs: it would take too long.
@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("fr", 1280, "light"), ("fr", 360, "dark"), ("en", 1280, "dark"), ("en", 360, "light")],
)
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_found_against_the_guidelines(at: Page, state: str, lang: str, width: int, scheme: str) -> None:
    # What is emulated is so in this tab alone, and a start takes another.
    at.start(width=width)
    with seen_with(at, {"prefers-color-scheme": scheme}):
        assert at.run("return matchMedia(`(prefers-color-scheme: ${arguments[0]})`).matches", scheme)
        STATES[state](at)
        if lang == "en":
            at.one("#language").click()
        for place in SCREENS:
            shown(at, place)
            if width == 360 and at.all("#panel:not([hidden])"):
                at.one("#panel-toggle").send_keys(Keys.ENTER)
            assert axe.violations(at) == [], place


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("width", [1280, 640, 360, 320])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_wider_than_the_screen_nor_cut(at: Page, state: str, width: int, lang: str) -> None:
    STATES[state](at.start(width=width))
    if lang == "en":
        at.one("#language").click()
    at.run(SPACING)
    for place in SCREENS:
        shown(at, place)
        assert at.run(WIDER) == [], place
        assert at.run(CUT) == [], place


@pytest.mark.parametrize("size", [(1280, 900), (360, 640), (320, 256)])
@pytest.mark.parametrize("state", STATES)
def test_the_focus_is_seen_in_order_and_never_covered(at: Page, state: str, size: tuple[int, int]) -> None:
    STATES[state](at)
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    at.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for place in SCREENS:
        shown(at, place)
        wrong = [
            each
            for each in stops(at)
            if not (each["outlined"] and each["inView"] and each["inOrder"]) or each["covered"]
        ]
        assert wrong == [], place
