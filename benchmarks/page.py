"""How large the page is, how soon its first screen is there, and how soon it follows an answer; where Chromium is."""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from pathlib import Path
from shutil import which
from typing import Any

from benchmarks.examples import ROOT
from benchmarks.timing import show
from relance_rules import load_rules
from relance_rules.page import page

ROUNDS = 9
LINES = 1_000
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")

OPEN = """
const [text, done] = arguments;
const held = new DataTransfer();
held.items.add(new File([text], "dossier.yaml"));
const field = document.getElementById("file");
const start = performance.now();
field.files = held.files;
field.dispatchEvent(new Event("change", { bubbles: true }));
(function look() {
  if (document.querySelector(".tasks")) requestAnimationFrame(() => done(performance.now() - start));
  else setTimeout(look, 1);
})();
"""
# An answer is typed, and the time is taken once the panel is laid out anew.
ANSWER = """
const [id, text] = arguments;
const field = document.getElementById(id);
const start = performance.now();
field.value = text;
field.dispatchEvent(new Event("input", { bubbles: true }));
document.getElementById("panel").getBoundingClientRect();
return performance.now() - start;
"""
START = "return performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart"
TOTAL = "f-projet-cout_total_ttc"


def opened(driver: Any, path: Path, text: str, place: str) -> float:
    """The milliseconds in which a dossier is opened; then one of its screens is shown."""
    driver.get("about:blank")
    driver.get(path.as_uri())
    taken = float(driver.execute_async_script(OPEN, text))
    driver.execute_script("location.hash = arguments[0]", f"/{place}")
    driver.execute_async_script("setTimeout(arguments[0], 300)")
    return taken


def median_of(driver: Any, path: Path, ready: str, long: str) -> dict[str, float]:
    """The milliseconds that each thing takes: medians of rounds."""
    found: dict[str, list[float]] = {}
    for turn in range(ROUNDS):
        driver.get("about:blank")
        driver.get(path.as_uri())
        found.setdefault("the start, to its first question", []).append(float(driver.execute_script(START)))
        for name, text in (("5 expenses", ready), (f"{LINES:,} expenses", long)):
            found.setdefault(f"a file of {name}", []).append(opened(driver, path, text, "dossier/projet"))
            answered = float(driver.execute_script(ANSWER, TOTAL, f"{1_000_000 + turn} €"))
            found.setdefault(f"an answer, to the panel, {name}", []).append(answered)
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> None:
    """Print the tables."""
    chromium, chromedriver = which("chromium"), which("chromedriver")
    text = page(load_rules())
    size, packed = len(text.encode()), len(gzip.compress(text.encode()))
    show("The page", ["", "Size"], [["the file", f"{size:,} bytes"], ["gzipped", f"{packed:,} bytes"]])
    if chromium is None or chromedriver is None:
        sys.stdout.write("\nchromium and chromedriver are not there: no time was measured.\n")
        return
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    ready = (ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml").read_text(encoding="utf-8")
    line = next(each for each in ready.splitlines() if each.startswith("  - {libelle"))
    head, _, rest = ready.partition("depenses:\n")
    long = head + "depenses:\n" + f"{line}\n" * LINES + rest[rest.index("financement:") :]
    rows: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "relance.html"
        path.write_text(text, encoding="utf-8")
        for flags in ((), ("--js-flags=--jitless",)):
            options = ChromeOptions()
            options.binary_location = chromium
            for flag in (*FLAGS, *flags):
                options.add_argument(flag)
            driver = Chrome(options=options, service=Service(chromedriver))
            try:
                for name, taken in median_of(driver, path, ready, long).items():
                    rows.setdefault(name, [name]).append(f"{taken:,.0f} ms")
            finally:
                driver.quit()
    show("The page in Chromium", ["", "Usual", "JIT off"], rows.values())


if __name__ == "__main__":
    main()
