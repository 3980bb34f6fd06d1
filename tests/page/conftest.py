"""The page of the shipped rules in a browser, as a person and as a script see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from browser.conftest import browser  # noqa: F401
from browser.seen import Seen
from relance_rules import load_rules
from relance_rules.page import page

OPEN = """
const [name, text, done] = [arguments[0], arguments[1], arguments[2]];
const held = new DataTransfer();
held.items.add(new File([text], name));
const field = document.getElementById("file");
field.files = held.files;
field.dispatchEvent(new Event("change", { bubbles: true }));
setTimeout(done, 150);
"""
SAVED = """
const done = arguments[0];
const made = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  URL.createObjectURL = made;
  blob.text().then(done);
  return made.call(URL, blob);
};
document.getElementById("save").click();
"""


class Page(Seen):
    """What a journey does and sees."""

    def start(self, *, width: int = 1280, height: int = 900) -> Page:
        """Open the page anew, with nothing answered."""
        # A page that is left asks of what is not saved, and the driver may wait for ever; a closed tab asks nothing.
        before = self.driver.current_window_handle
        self.driver.switch_to.new_window("tab")
        here = self.driver.current_window_handle
        self.driver.switch_to.window(before)
        self.driver.close()
        self.driver.switch_to.window(here)
        self.sized(width, height)
        self.driver.get(self.path.as_uri())
        return self

    def text(self, selector: str) -> str:
        """The text of an element, on one line, with plain blanks."""
        return " ".join(str(self.one(selector).text).split())

    def go(self, place: str) -> Page:
        """Follow an address of the page, and wait for its screen."""
        before = self.one("h1")
        self.run("location.hash = arguments[0]", place)
        WebDriverWait(self.driver, 5).until(lambda driver: self.one("h1") != before)
        return self

    def choose(self, theme: str) -> Page:
        """Take a theme, from the start."""
        self.one(f"#theme-{theme}").click()
        WebDriverWait(self.driver, 5).until(lambda driver: self.all(".tasks"))
        return self

    def open(self, name: str, text: str) -> Page:
        """Open the file of a dossier."""
        self.driver.execute_async_script(OPEN, name, text)
        return self

    def saved(self) -> str:
        """What the file that is saved holds."""
        return str(self.driver.execute_async_script(SAVED))

    def type(self, selector: str, text: str, *, leave: bool = True) -> Page:
        """Type in a field in place of what it holds."""
        field = self.one(selector)
        field.clear()
        field.send_keys(text + (Keys.TAB if leave else ""))
        return self

    def focused(self) -> str:
        """The id of what has the focus."""
        return str(self.driver.switch_to.active_element.get_attribute("id"))

    def console(self) -> list[Any]:
        return list(self.driver.get_log("browser"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped rules."""
    path = tmp_path_factory.mktemp("relance") / "relance.html"
    path.write_text(page(load_rules()), encoding="utf-8")
    return path


@pytest.fixture
def at(browser: Any, built: Path) -> Iterator[Page]:  # noqa: F811
    """The page, opened anew; its console must stay silent."""
    browser.get_log("browser")
    opened = Page(browser, built).start()
    yield opened
    assert opened.console() == []
