"""The answers to check, and the report: on screen, as a text, on paper."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from relance_rules import load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.documents import read_document
from relance_rules.dossiers.reading import dossier_of
from relance_rules.localization import localization
from relance_rules.localization.formats import LanguageCode
from relance_rules.showing.plain import report_data

from .conftest import Page

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
RULES = load_rules()
EXAMPLES = ROOT / "examples" / "dossiers"
SNAP4 = EXAMPLES / "SNAP4" / "incomplet.yaml"

COPIED = """
const done = arguments[0];
Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async (text) => done(text) } });
document.getElementById("copy").click();
"""


def opened(at: Page, path: Path) -> Page:
    return at.open(path.name, path.read_text(encoding="utf-8")).go("report")


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "lang"),
    [("ITN5/non_eligible", "fr"), ("ITN6/pret", "en"), ("SNAP2B/incomplet", "fr"), ("SNAP4/incomplet", "en")],
)
def test_all_that_the_report_says_is_on_the_screen(at: Page, name: str, lang: LanguageCode) -> None:
    path = EXAMPLES / f"{name}.yaml"
    opened(at, path)
    if lang == "en":
        at.one("#language").click()
    at.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    shown = at.text("main")
    # A ceiling that does not apply is not told.
    untold = ("excluded", "ceiling")
    report = report_data(
        check_dossier(RULES.plan, *dossier_of(read_document(path), RULES)), localization(lang, RULES.plan.currency)
    )
    said = [
        *(finding["message"] for finding in report["eligibility"]["findings"]),
        *(ceiling["label"] for ceiling in report["funding"]["ceilings"]),
        *(step["label"] for step in report["funding"]["steps"] if step["kind"] not in untold),
        *(missing["label"] for kind in (report["commitments"], report["documents"]) for missing in kind["missing"]),
        *(notice["message"] for notice in report["notices"]),
        *(reading["text"] for reading in report["readings_used"]),
    ]
    assert [each for each in said if plain(each or "") not in shown] == []


def test_a_step_leads_to_the_field_that_it_is_about(at: Page) -> None:
    opened(at, SNAP4)
    link = at.one(".report-part .line a")
    question = link.text
    link.click()
    focused = at.run("return document.activeElement.closest('.field, td').innerText")
    assert plain(question) in plain(focused)


def test_an_answer_is_changed_from_the_list_of_answers(at: Page) -> None:
    opened(at, SNAP4)
    at.run(
        "[...document.querySelectorAll('.answers .change a')].find((a) => /Coût total TTC/.test(a.textContent)).click()"
    )
    WebDriverWait(at.driver, 5).until(lambda _: at.focused() == "f-projet-cout_total_ttc")
    at.type("#f-projet-cout_total_ttc", "9 k€")
    at.go("report")
    assert "9 000,00 €" in at.text(".answers-part")


def test_an_unread_answer_is_told_with_the_report(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type("#f-projet-cout_total_ttc", "beaucoup").go("report")
    assert "comptent comme absentes" in at.text(".banner")
    assert "« beaucoup » à corriger" in at.text(".answers-part")


def test_the_report_is_copied_as_a_text_in_its_order(at: Page) -> None:
    opened(at, SNAP4)
    text = str(at.driver.execute_async_script(COPIED))
    order = [
        "SNAP4 · ",
        "À COMPLÉTER",
        "Éligibilité : ",
        "Financement",
        "Subvention proposée",
        "Engagements",
        "Contenu du dossier",
    ]
    order += ["À savoir", "Prochaines étapes", "Lectures du texte", "Préparé avec relance"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert "catalogue l." in text
    assert at.text("#copied") == "Le rapport est copié."


def test_where_copying_is_refused_the_text_is_there_to_copy(at: Page) -> None:
    opened(at, SNAP4)
    at.run("Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });"
           "document.getElementById('copy').click()")  # fmt: skip
    WebDriverWait(at.driver, 5).until(lambda _: at.focused() == "copy-text")
    assert at.run("return getSelection().toString() !== '' || document.activeElement.selectionEnd > 0")
    assert "SNAP4 · " in str(at.one("#copy-text").get_attribute("value"))


def test_paper_shows_the_verdict_and_the_figures_first_and_everything_open(at: Page) -> None:
    opened(at, EXAMPLES / "SNAP3" / "pret.yaml")
    closed = "return document.querySelectorAll('details:not([open])').length"
    before = at.run(closed)
    at.run("window.counted = null; window.addEventListener('beforeprint', () => {"
           "window.counted = document.querySelectorAll('details:not([open])').length; })")  # fmt: skip
    pdf = base64.b64decode(at.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert at.run("return window.counted") == 0
    assert at.run(closed) == before
    sizes = {
        tuple(round(float(side)) for side in box.split())
        for box in re.findall(r"/MediaBox \[([^\]]*)\]", pdf.decode("latin-1"))
    }
    assert sizes == {(0, 0, 595, 842)}

    # 210 mm wide at 96 points an inch, less the margins.
    at.start(width=673)
    opened(at, EXAMPLES / "SNAP3" / "pret.yaml")
    at.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for selector in ["header", "footer", "#panel", ".actions"]:
            assert not at.one(selector).is_displayed(), selector
        low = "return document.querySelector(arguments[0]).getBoundingClientRect().bottom"
        top = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
        # 297 mm, less the margins.
        assert at.run(low, ".banner") < 990
        assert at.run(top, ".report-part") < at.run(top, ".answers-part")
        assert at.run("return document.documentElement.scrollWidth") <= 673
        assert "Préparé avec relance" in at.text(".prepared")
    finally:
        at.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
