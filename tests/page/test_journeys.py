"""Whole journeys by keyboard alone, from the first question to the printed report, and what is kept of them."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from relance_rules.cli.app import run

from .conftest import Page

pytestmark = pytest.mark.long
ANSWERS: Mapping[str, str] = {
    "porteurs-0-nom": "Direction du numérique des Rivages",
    "porteurs-0-siret": "132 836 792 00011",
    "porteurs-0-categorie": "Direction du num",
    "porteurs-0-est_direction": "oui",
    "porteurs-0-numerique_informe": "oui",
    "projet-nom": "Poste nomade",
    "projet-reference": "P-17",
    "projet-phase": "1",
    "projet-cout_total_ttc": "780 000",
    "projet-conforme_descriptif": "oui",
    "projet-retombees_entreprises_francaises": "oui",
    "projet-ressources_pilotage": "oui",
    "financement-subvention_demandee": "400 k€",
    "financement-subventions_anterieures": "0",
    "engagements-": "oui",
    "pieces-": "oui",
    "reference": "2021-0042",
    "depose_le": "12/02/2021",
}
"""What is answered, by the id of its field."""

LINES = "Libellé\tMontant TTC\tAnnée de réalisation\tTitre budgétaire\tNature\tProduit européen\n" + "".join(
    f"Lot {number}\t{number}0 000,00 €\t2021\t3\tlicence\toui\n" for number in range(1, 13)
)


class Keyboard:
    """A page that is used without a mouse."""

    def __init__(self, at: Page) -> None:
        self.at = at

    def press(self, *keys: str) -> None:
        for key in keys:
            self.at.driver.switch_to.active_element.send_keys(key)

    def tab(self) -> tuple[str, str, str]:
        """Move the focus on; the id, the kind and the text of what has it then, all empty where it left the page."""
        self.at.driver.execute_cdp_cmd("Input.dispatchKeyEvent", TAB)
        name, kind, text = self.at.run(FOCUSED)
        return str(name), str(kind), str(text)

    def stops(self, most: int = 300) -> Iterator[tuple[str, str, str]]:
        """What the focus stops at, until it leaves the page."""
        for _ in range(most):
            stop = self.tab()
            if stop[1] == "body":
                return
            yield stop
        raise AssertionError("the focus never leaves the page")

    def to(self, wanted: str) -> None:
        """Move the focus on to the element of an id, or of a text."""
        if not any(wanted in (name, text) for name, _, text in self.stops()):
            raise AssertionError(f"the focus never reaches {wanted}")

    def enter(self, wanted: str | None = None, *, focused: str = "title") -> None:
        """Press what moves to another screen, and the id of what has the focus there."""
        if wanted is not None:
            self.to(wanted)
        before = self.at.one("h1")
        self.press(Keys.ENTER)
        WebDriverWait(self.at.driver, 5).until(lambda _: self.at.one("h1") != before)
        WebDriverWait(self.at.driver, 5).until(lambda _: self.at.focused() == focused)

    def answer(self) -> None:
        """Answer the questions of a screen one after the other, up to what leaves it."""
        for name, kind, _ in self.stops():
            if name == "next":
                return
            key = name.removeprefix("f-")
            text = ANSWERS.get(key, ANSWERS.get(f"{key.partition('-')[0]}-"))
            if text is not None and name.startswith("f-"):
                self.press(Keys.SPACE if kind == "radio" else text)


TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
FOCUSED = """
const { id, type, nodeName, innerText } = document.activeElement;
return nodeName === "BODY" ? ["", "body", ""] : [id, type || "", (innerText || "").replace(/\\s+/g, " ").trim()];
"""


def requests_of(at: Page) -> set[str]:
    """The schemes of all that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in at.driver.get_log("performance")]
    sent = [message["params"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    # The browser's own pages ask for things too.
    ours = [each["request"]["url"] for each in sent if each["documentURL"] == at.path.as_uri().partition("#")[0]]
    return {url.partition(":")[0] for url in ours}


def pages_of(at: Page) -> list[str]:
    """The text of the pages that are printed."""
    printed = at.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    return [" ".join(each.extract_text().split()) for each in PdfReader(io.BytesIO(base64.b64decode(printed))).pages]


KEPT = """
const done = arguments[0];
const size = [localStorage.length, sessionStorage.length, document.cookie.length];
indexedDB.databases().then((found) => done([...size, found.length]));
"""


@pytest.fixture
def folder(at: Page, tmp_path: Path) -> Path:
    """Where what is saved goes."""
    at.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    return tmp_path


def saved_in(at: Page, folder: Path) -> Path:
    """The one file that was saved."""
    WebDriverWait(at.driver, 5).until(lambda _: list(folder.glob("*.yaml")))
    [path] = folder.iterdir()
    return path


def test_from_the_first_question_to_the_printed_report_by_keyboard_alone(
    at: Page, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at.driver.get_log("performance")
    keys = Keyboard(at)

    # Find a theme.
    keys.press(Keys.TAB)
    assert at.text(":focus") == "Aller au contenu"
    keys.enter("way-find")
    keys.press(Keys.TAB, Keys.SPACE)
    keys.enter()
    keys.press(Keys.TAB, "12/02/2021")
    keys.enter()
    keys.press(Keys.TAB, "780 000")
    keys.enter()
    assert at.text("h1") == "Tous les thèmes"
    keys.enter("choose-SNAP3")

    # Fill in all that it asks.
    keys.enter("continue")
    seen = []
    while at.run("return location.hash") != "#/report":
        seen.append(at.text("h1"))
        if at.run("return location.hash") == "#/dossier/depenses":
            paste_by_keyboard(at, keys)
            keys.to("next")
        else:
            keys.answer()
        keys.enter()
        assert len(seen) < 10, seen
    assert "Les dépenses" in seen

    # What is left to do leads to its field.
    for label, name in (("Référence du dossier", "reference"), ("SIRET du porteur, n° 1", "porteurs-0-siret")):
        if label in at.text(".report-part"):
            keys.enter(label, focused=f"f-{name}")
            keys.press(ANSWERS[name])
            at.run("document.getElementById('title').focus()")
            keys.enter("Voir tout le rapport")
    assert at.text(".banner .status") == "✓ PRÊT À DÉPOSER", at.text(".report-part")
    grant = at.text(".banner .funding dl > div:nth-child(2) dd")
    assert grant == "400 000,00 €"
    report = at.run("return relance.json(relance.checkText(arguments[0], { name: 'dossier.yaml' }))", at.saved())

    # Save it, forget it, take it again.
    keys.to("save-here")
    keys.press(Keys.ENTER)
    path = saved_in(at, folder)
    assert path.name == "dossier-SNAP3-2021-0042.yaml"
    assert at.focused() == "save-here"
    at.driver.refresh()
    assert at.text("h1") == "Rapport"
    at.go("start")
    at.one("#file").send_keys(str(path))
    WebDriverWait(at.driver, 5).until(lambda _: at.all(".tasks"))
    assert at.focused() == "title"
    assert at.text("#continue") == "Voir le rapport"
    keys.enter("continue")

    # On paper.
    first = pages_of(at)[0]
    assert "PRÊT À DÉPOSER" in first
    assert grant in first.replace("\xa0", " ").replace("\u202f", " ")

    # The command says the same of the file, byte for byte.
    run(["check", str(path), "--format", "json"])
    told = capsys.readouterr().out
    text = path.read_bytes().decode("utf-8")
    assert (
        at.run("return relance.json(relance.checkText(arguments[0], { name: arguments[1] }))", text, str(path)) == told
    )
    assert json.loads(report) == json.loads(told) | {"dossier": "dossier.yaml"}

    # Nothing was asked of the network, and nothing stays.
    assert requests_of(at) <= {"file", "blob", "data"}
    assert at.driver.execute_async_script(KEPT) == [0, 0, 0, 0]


def paste_by_keyboard(at: Page, keys: Keyboard) -> None:
    """Copy twelve lines, and paste them in the first cell of the table."""
    keys.to("f-depenses-add")
    keys.press(Keys.TAB)
    assert at.text(":focus") == "Coller depuis un tableur"
    keys.press(Keys.ENTER)
    keys.to("f-depenses-paste")
    at.driver.execute_cdp_cmd("Input.insertText", {"text": LINES})
    keys.press(Keys.CONTROL + "a", Keys.CONTROL + "x")
    at.run("document.getElementById('title').focus()")
    keys.to("f-depenses-0-libelle")
    keys.press(Keys.CONTROL + "v")
    assert at.text(":focus") == "Ce qui sera ajouté"
    keys.to("f-depenses-take")
    assert at.text(":focus") == "Ajouter 12 lignes"
    keys.press(Keys.ENTER)
    assert at.focused() == "f-depenses-0-libelle"
    assert len(at.all(".lines tbody tr")) == 12
    assert "Somme des dépenses : 780 000,00 €" in at.text(".sum")
