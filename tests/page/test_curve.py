"""What the grant would be if an amount were another: the drawing, its table, a value to try."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from .conftest import Page

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "dossiers"

CHOOSE_NOTHING = """
const field = document.getElementById(arguments[0]);
field.value = "";
field.dispatchEvent(new Event("change"));
"""


def opened(at: Page, name: str = "SNAP3/pret.yaml") -> Page:
    path = EXAMPLES / name
    return at.open(path.name, path.read_text(encoding="utf-8")).go("curve")


def rows(at: Page) -> list[list[str]]:
    texts: list[list[str]] = at.run(
        "return [...document.querySelectorAll('.breakpoints tbody tr')]"
        ".map((row) => [...row.children].map((cell) => cell.innerText))"
    )
    return [[" ".join(text.split()) for text in row] for row in texts]


def grant_shown(at: Page) -> str:
    """The grant of the dossier as the panel says it."""
    return at.text("#panel .grant")


def test_the_table_says_all_that_the_drawing_shows(at: Page) -> None:
    opened(at)
    pieces = rows(at)
    assert pieces[0][0].startswith("de 0,00 € à ")
    assert at.one(".curve").get_attribute("aria-hidden") == "true"
    drawn = at.all(".curve .grant-line")
    assert len(drawn) == len(pieces)
    for line, after in pairwise(drawn):
        # The pieces join: each ends where the next one begins.
        assert abs(float(line.get_attribute("x2")) - float(after.get_attribute("x1"))) < 0.1
        assert abs(float(line.get_attribute("y2")) - float(after.get_attribute("y1"))) < 0.1
    assert float(drawn[0].get_attribute("y1")) > float(drawn[-1].get_attribute("y2"))
    refused = [piece for piece in pieces if "Non éligible" in piece[1]]
    assert len(at.all(".curve .refused")) == len(refused) > 0
    assert "Taille" in refused[0][4]
    # Each piece goes on where the one before it ends, and the request stops the grant.
    assert any("La subvention s’arrête à ce qui est demandé" in piece[4] for piece in pieces)
    assert "Aujourd’hui : 410 000,00 €" in at.text(".legend")


def test_a_value_is_tried_then_made_the_answer_and_the_total_follows(at: Page) -> None:
    opened(at)
    assert at.one("#apply").get_attribute("disabled")
    at.type("#tried", "200 000", leave=False)
    told = at.text("#tried-told")
    assert told == "Prêt à déposer : subvention de 590 000,00 € au plus, 200 000,00 € au moins à votre charge."
    assert "750 000,00 €" in grant_shown(at)
    at.one("#apply").click()
    assert at.focused() == "varied"
    assert grant_shown(at) == "Subvention : 590 000,00 €"
    assert "200 000,00 € aujourd’hui" in at.text("#varied")
    at.go("dossier/projet")
    assert at.one("#f-projet-cout_total_ttc").get_attribute("value") == "790 000,00 €"


def test_the_ends_of_the_curve_are_chosen_and_a_fault_is_told(at: Page) -> None:
    opened(at)
    at.type("#curve-from", "500 k€").type("#curve-to", "600 k€")
    assert rows(at)[0][0] == "de 500 000,00 € à 600 000,00 €"
    at.type("#curve-to", "beaucoup")
    assert "n’est pas un montant" in at.text("#curve-to-fault")
    assert rows(at)[0][0].startswith("de 500 000,00 € à ")
    at.type("#curve-to", "1 €")
    assert "est au-dessus de" in at.text("#curve")


def test_a_line_that_says_nothing_or_does_not_read_takes_no_place(at: Page) -> None:
    opened(at)
    at.go("/dossier/depenses")
    at.type("#f-depenses-0-montant_ttc", "")
    for name in ("libelle", "annee", "montant_ttc"):
        at.type(f"#f-depenses-0-{name}", "")
    for name in ("titre", "nature"):
        at.run(CHOOSE_NOTHING, f"f-depenses-0-{name}")
    at.type("#f-depenses-1-montant_ttc", "beaucoup")
    at.go("/curve")
    options = [" ".join(option.text.split()) for option in at.all("#varied option")]
    assert [option.split(",")[0] for option in options] == ["Dépense n° 3", "Dépense n° 4", "Dépense n° 5"]
    assert "Aujourd’hui : 190 000,00 €" in at.text(".legend")


def test_another_line_is_chosen(at: Page) -> None:
    opened(at)
    options: list[Any] = at.all("#varied option")
    assert len(options) == 5
    options[1].click()
    assert at.focused() == "varied"
    assert "Aujourd’hui : 120 000,00 €" in at.text(".legend")


def test_where_a_theme_counts_nothing_but_lines_it_says_so(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type("#f-projet-cout_total_ttc", "1 M€")
    at.go("curve")
    assert "Coût total" in at.text("#varied")
    without = at.run("return document.querySelector('#curve .notice') !== null")
    shown = at.run("return document.querySelector('.curve') !== null")
    assert without != shown
    if without:
        assert "détail des dépenses" in at.text("#curve .notice")
