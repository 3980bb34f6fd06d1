"""What a page of ours shows in a browser, as a person and as a script see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By


class Seen:
    """A page in a browser: the driver, and the file that it opens."""

    def __init__(self, driver: Any, path: Path) -> None:
        self.driver, self.path = driver, path

    def sized(self, width: int, height: int) -> None:
        """Give the page a width and a height, in pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))
