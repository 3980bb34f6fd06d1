"""A browser for the HTML page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def opened(profile: Path) -> Iterator[Any]:
    """A browser with no profile, whose console and network are recorded."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser for all the tests of a session."""
    with opened(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a batch with dossiers in every state, and with attacks in every text."""
    from batch.helpers import LIMITED, attacks, batch, dossier, rendered, write_lines
    from relance_rules.dossiers.handling import Handling
    from rule_sets import Trial

    folder = tmp_path_factory.mktemp("page")
    rules = Trial(folder / "rules", LIMITED).rules
    lines = [
        dossier("2021-10", projet={"nom": "Étang", "cout_total_ttc": "9 000 €"}),
        dossier("2021-9", projet={"nom": "écluse", "cout_total_ttc": "100 000 €"}, depose_le="2021-04-12"),
        dossier("2021-2", projet={"nom": "Barrage", "cout_total_ttc": "20 000,01 €"}, engagements={}),
        dossier("2021-3", projet={"nom": "Zone", "cout_total_ttc": None}, depose_le="2020-12-31"),
        dossier("2021-5", projet={"reference": "P-5", "cout_total_ttc": "1,200"}),
        *attacks(),
    ]
    submissions, summary = batch(rules, write_lines(folder / "lot.ndjson", lines))
    told = (
        Handling("10", "accepte", "Préfecture de l’Orne", "13000548100010", "orne@etat.example", "Normandie"),
        Handling("9", "en_instruction", "Ville de Brest", group="Bretagne", instructors=("lea@etat.example",)),
    )
    submissions[:2] = [replace(each, handling=one) for each, one in zip(submissions, told, strict=False)]
    path = folder / "page.html"
    path.write_text(rendered("html", submissions, summary, folder), encoding="utf-8")
    return path
