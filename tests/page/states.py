"""The states that a dossier may be in, and the screens that show them: what holds for everyone holds on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from .conftest import Page

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "dossiers"

SCREENS = (
    "start",
    "find",
    "themes",
    "dossier",
    "dossier/qui_porte",
    "dossier/projet",
    "dossier/depenses",
    "dossier/depot",
    "dossier/all",
    "curve",
    "report",
)

HELD = "Libellé\tMontant TTC\tRemarque\nCâbles\tcher\tx\n" + "\n".join(f"Mât {n}\t{n} 000 €\t" for n in range(1, 15))


def _empty(at: Page) -> None:
    at.choose("SNAP3")


def _filled(at: Page) -> None:
    example(at, "SNAP3", "pret")


def _incomplete(at: Page) -> None:
    example(at, "SNAP3", "incomplet")


def _refused(at: Page) -> None:
    example(at, "ITN4", "non_eligible")


def _faulty(at: Page) -> None:
    """Answers that can't be read, their summary shown, and the preview of lines that are not all understood."""
    at.choose("SNAP3").go("dossier/depenses")
    at.type("#f-depenses-0-montant_ttc", "cher")
    at.go("dossier/projet").type("#f-projet-cout_total_ttc", "1.200")


def _removed(at: Page) -> None:
    """Two applicants, of whom one was removed and may be put back."""
    at.choose("SNAP3").go("dossier/qui_porte").type("#f-porteurs-0-nom", "DDT du Gers")
    at.one("#f-porteurs-0-copy").send_keys(Keys.ENTER)
    at.one("#f-porteurs-0-remove").send_keys(Keys.ENTER)


STATES: Mapping[str, Callable[[Page], None]] = {
    "empty": _empty,
    "filled": _filled,
    "incomplete": _incomplete,
    "refused": _refused,
    "faulty": _faulty,
    "removed": _removed,
}


def example(at: Page, theme: str, kind: str) -> Page:
    """Open an example dossier."""
    [path] = (EXAMPLES / theme).glob(f"{kind}*.yaml")
    return at.open(path.name, path.read_text(encoding="utf-8"))


def shown(at: Page, place: str) -> Page:
    """Go to a screen, and open all that it folds."""
    at.go(place)
    at.run("for (const each of document.querySelectorAll('main details')) each.open = true")
    if at.all("main .paste textarea"):
        area = "const area = document.querySelector('.paste textarea'); area.value = arguments[0];"
        at.run(f"{area} area.dispatchEvent(new Event('input'))", HELD)
    if at.all("main [aria-invalid]") and at.all("#next"):
        at.one("#next").send_keys(Keys.ENTER)
    return at
