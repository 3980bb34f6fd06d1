"""Finding a theme: three questions, then all the themes side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from relance_rules import load_rules
from relance_rules.checking.questions import asked_next, opened
from relance_rules.checking.themes import check_themes
from relance_rules.dossiers.documents import read_document
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_of

from .conftest import Page

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
RULES = load_rules()
SNAP3 = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"


def rows(at: Page) -> list[list[str]]:
    """The table of the themes, row by row: code, answer, why, grant, what is missing."""
    texts: list[list[str]] = at.run(
        "return [...document.querySelectorAll('.fits tbody tr')]"
        ".map((row) => [...row.children].map((cell) => cell.innerText))"
    )
    return [[" ".join(text.split()) for text in row] for row in texts]


def press(at: Page, *keys: str, moves: bool = False) -> None:
    """Press keys where the focus is; the last of them ``moves`` to another screen."""
    before = at.one("h1")
    for key in keys:
        at.driver.switch_to.active_element.send_keys(key)
    if moves:
        WebDriverWait(at.driver, 5).until(lambda _: at.one("h1") != before)


def click(at: Page, selector: str) -> None:
    """Click what moves to another screen."""
    before = at.one("h1")
    at.one(selector).click()
    WebDriverWait(at.driver, 5).until(lambda _: at.one("h1") != before)


def test_the_three_questions_that_tell_most_themes_apart_by_keyboard_alone(at: Page) -> None:
    nothing = opened(RULES.plan, Dossier({}))
    asked = [question.path for question in asked_next(RULES.plan, check_themes(RULES.plan, nothing))]
    assert asked[:3] == ["porteurs[].categorie", "depose_le", "projet.cout_total_ttc"]
    at.run("document.getElementById('way-find').focus()")
    press(at, Keys.ENTER, moves=True)
    assert at.focused() == "title"
    assert "question 1 sur 3" in at.text("main")
    press(at, Keys.TAB, Keys.SPACE, Keys.ENTER, moves=True)
    assert at.text("h1") == RULES.plan.facts["depose_le"].question["fr"]
    press(at, Keys.TAB, "12/02/2021", Keys.ENTER, moves=True)
    assert "question 3 sur 3" in at.text("main")
    press(at, Keys.TAB, "1 000 000", Keys.ENTER, moves=True)
    assert at.text("h1") == "Tous les thèmes"
    answers = at.text(".answers.short")
    assert "12 février 2021" in answers
    assert "1 000 000,00 €" in answers
    assert len(rows(at)) == len(RULES)


def test_what_is_not_known_yet_is_passed_and_a_fault_is_told_before_going_on(at: Page) -> None:
    at.go("find")
    click(at, "#find-pass")
    at.type("#f-depose_le", "hier", leave=False)
    at.one("#find-next").click()
    assert at.focused() == "f-depose_le"
    assert "À corriger" in at.text("#f-depose_le-fault")
    click(at, "#find-pass")
    assert "question 3 sur 3" in at.text("main")
    click(at, "#find-pass")
    assert at.text(".answers.short").count("Pas de réponse") == 3
    # What was passed is not asked again.
    assert at.text(".more strong") not in at.text(".answers.short")
    click(at, "#one-more")
    assert "une question de plus" in at.text("main")


def test_the_themes_stand_in_the_order_and_with_the_answers_of_the_command(at: Page) -> None:
    text = SNAP3.read_text(encoding="utf-8")
    at.open(SNAP3.name, text).go("themes")
    _, dossier = dossier_of(read_document(SNAP3), RULES)
    reports = check_themes(RULES.plan, dossier)
    shown = rows(at)
    assert [row[0].split()[0] for row in shown] == [report.theme.code for report in reports]
    for row, report in zip(shown, reports, strict=True):
        refusals = sum(finding.outcome == "fail" for finding in report.findings)
        wanted = (
            "Presque"
            if refusals == 1
            else "Non"
            if refusals
            else "Possible"
            if report.verdict == "eligible"
            else "À vérifier"
        )
        assert wanted in row[1], row


def test_no_amount_stands_without_what_it_hangs_on(at: Page) -> None:
    at.open(SNAP3.name, SNAP3.read_text(encoding="utf-8")).go("themes")
    for code, said, _, grant, missing, _ in rows(at):
        if "€" in grant and not ("Possible" in said and missing == "Rien"):
            assert grant.startswith("jusqu’à"), code
            assert " si " in grant, code


def test_a_theme_is_chosen_and_the_answers_stay(at: Page) -> None:
    at.go("find/depose_le").type("#f-depose_le", "12/02/2021")
    at.go("themes")
    click(at, "#choose-ITN4")
    assert at.text(".lead").startswith("ITN4")
    at.go("dossier/depot")
    assert at.one("#f-depose_le").get_attribute("value") == "12/02/2021"


def test_on_a_narrow_screen_each_theme_is_a_block_whose_cells_say_their_names(at: Page) -> None:
    at.start(width=360).go("themes")
    assert at.run("return getComputedStyle(document.querySelector('.fits tr:nth-child(2)')).display") == "block"
    named: Any = at.run("return getComputedStyle(document.querySelector('.fits td:nth-child(5)'), '::before').content")
    assert "Il manque" in named
    assert at.run("return document.querySelector('.fits').getAttribute('role')") == "table"
