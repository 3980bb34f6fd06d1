"""Filling in a dossier: questions, lists, what is pasted, where it stands, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from relance_rules import load_rules
from relance_rules.localization import localization
from relance_rules.showing.template import dossier_template

from .conftest import Page

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "dossiers" / "SNAP3"

TOTAL = "#f-projet-cout_total_ttc"


def paste(at: Page, text: str) -> None:
    """Paste lines under the table of expenses."""
    at.run("document.querySelector('.paste').open = true")
    at.run("const area = document.querySelector('.paste textarea'); area.value = arguments[0];"
           "area.dispatchEvent(new Event('input'));", text)  # fmt: skip


# ---- questions


def test_what_was_understood_is_said_and_a_fault_only_once_the_field_is_left(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet")
    at.type(TOTAL, "48k€")
    assert at.text(f"{TOTAL}-said") == "= 48 000,00 €"
    at.type(TOTAL, "beaucoup", leave=False)
    assert (at.text(f"{TOTAL}-fault"), at.one(TOTAL).get_attribute("aria-invalid")) == ("", None)
    at.one(TOTAL).send_keys(Keys.TAB)
    assert at.text(f"{TOTAL}-fault").startswith("À corriger : « beaucoup » n’est pas un montant")
    assert at.one(TOTAL).get_attribute("aria-invalid") == "true"
    assert at.one(TOTAL).get_attribute("value") == "beaucoup"
    assert "1 réponse à corriger" in at.text("#panel")
    at.one(TOTAL).clear()
    assert at.one(TOTAL).get_attribute("aria-invalid") is None


def test_an_ambiguous_amount_offers_both_of_its_readings(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type(TOTAL, "1.200")
    offered = at.all(f"{TOTAL}-fault button")
    assert [" ".join(each.text.split()) for each in offered] == ["1 200,00 €", "1,20 €"]
    offered[0].click()
    assert (at.text(f"{TOTAL}-said"), at.text(f"{TOTAL}-fault")) == ("= 1 200,00 €", "")
    assert at.focused() == TOTAL[1:]


def test_no_answer_is_ticked_before_it_is_given_and_one_may_not_be_known(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet")
    box = "#f-projet-conforme_descriptif-box"
    assert at.all(f"{box} input:checked") == []
    assert at.text(f"{box} .need") == "Nécessaire pour le verdict"
    missing = at.text("#panel .missing h3")
    at.one(f"{box} input[value=oui]").click()
    assert at.text("#panel .missing h3") != missing
    at.one(f"{box} input[value='']").click()
    assert at.text("#panel .missing h3") == missing
    at.go("dossier").go("dossier/projet")
    assert at.one(f"{box} input:checked").get_attribute("value") == ""


def test_what_an_answer_is_needed_for_follows_the_dossier(at: Page) -> None:
    at.choose("SNAP3").go("dossier/qui_porte")
    need = "#f-porteurs-0-est_direction-need"
    Select(at.one("#f-porteurs-0-categorie")).select_by_value("service_deconcentre")
    assert at.text(need) == "Nécessaire pour le verdict"
    Select(at.one("#f-porteurs-0-categorie")).select_by_value("operateur")
    assert at.text(need) == "Facultatif"


def test_next_tells_the_faults_once_and_then_goes_on(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type(TOTAL, "beaucoup")
    at.one("#next").click()
    assert at.focused() == "problems"
    assert at.driver.title.startswith("Erreur : Le projet")
    at.one("#problems a").click()
    assert at.focused() == TOTAL[1:]
    at.one("#next").click()
    assert at.text("h1") == "Les dépenses"


def test_next_leads_to_what_is_missing_and_then_to_the_report(at: Page) -> None:
    at.open("pret.yaml", (EXAMPLES / "pret.yaml").read_text(encoding="utf-8"))
    assert {each.text.strip() for each in at.all(".tasks .state")} == {"✓ Complet"}
    at.go("dossier/projet")
    assert at.text("#next") == "Suivant : le rapport"
    at.go("dossier/depot").type("#f-depose_le", "").go("dossier/projet")
    assert at.text("#next") == "Suivant : Le dépôt"


def test_a_subject_is_not_complete_before_the_dossier_can_be_told_from_others(at: Page) -> None:
    at.open("pret.yaml", (EXAMPLES / "pret.yaml").read_text(encoding="utf-8"))
    at.go("/dossier/qui_porte").type("#f-porteurs-0-siret", "")
    assert at.text("#panel .status") == "✓ Prêt à déposer"
    assert [each.text for each in at.all("#panel .names a")] == ["SIRET du porteur"]
    at.go("/dossier")
    assert at.text(".tasks .state") == "… En cours : 1 réponse manque"


# ---- where the dossier stands


def test_what_is_asked_for_and_answered_by_no_is_told(at: Page) -> None:
    at.open("pret.yaml", (EXAMPLES / "pret.yaml").read_text(encoding="utf-8"))
    assert at.all("#panel .lacking") == []
    at.go("/dossier/engagements").one("#f-engagements-point_trimestriel-no").click()
    assert at.text("#panel .status") == "? À compléter"
    assert len(at.all("#panel .lacking a")) == 1
    assert at.text("#panel .grant") == "Jusqu’à 750 000,00 €, si le dossier est complété."


def test_an_amount_never_stands_alone_while_something_is_missing(at: Page) -> None:
    at.open("incomplet.yaml", next(EXAMPLES.glob("incomplet*")).read_text(encoding="utf-8"))
    grant = at.text("#panel .grant")
    assert grant.startswith("Jusqu’à 262 500,00 €, si les ")
    at.go("start").open("pret.yaml", (EXAMPLES / "pret.yaml").read_text(encoding="utf-8"))
    assert at.text("#panel .status") == "✓ Prêt à déposer"
    assert at.text("#panel .grant") == "Subvention : 750 000,00 €"


def test_what_is_missing_leads_to_its_field_and_refusals_come_first(at: Page) -> None:
    at.open("incomplet.yaml", next(EXAMPLES.glob("incomplet*")).read_text(encoding="utf-8"))
    next(each for each in at.all("#panel .missing a") if "pilotage" in each.text).click()
    at.run("return new Promise((done) => setTimeout(done, 100))")
    assert at.focused() == "f-projet-ressources_pilotage"
    at.go("start").open("refus.yaml", next(EXAMPLES.glob("*ligible*")).read_text(encoding="utf-8"))
    assert at.text("#panel .status") == "✗ Non éligible"
    assert at.text("#panel h3") == "Ce qui bloque"
    assert at.all("#panel .refusals .passage")
    assert at.text("#panel .grant") == "Aucune subvention tant que le dossier est refusé."


# ---- lists


def test_an_applicant_is_added_copied_removed_and_put_back(at: Page) -> None:
    at.choose("SNAP3").go("dossier/qui_porte").type("#f-porteurs-0-nom", "DDT du Gers")
    assert at.text(".item > legend") == "Porteur n° 1 : DDT du Gers"
    at.one("#f-porteurs-0-copy").click()
    assert at.focused() == "f-porteurs-1-nom"
    at.type("#f-porteurs-1-nom", "Agence")
    at.one("#f-porteurs-add").click()
    assert at.focused() == "f-porteurs-2-nom"
    at.one("#f-porteurs-0-remove").click()
    assert at.focused() == "f-porteurs-0-nom"
    assert [each.text for each in at.all(".item > legend")] == ["Porteur n° 1 : Agence", "Porteur n° 2"]
    at.one("#f-porteurs-undo").click()
    assert at.text(".item > legend") == "Porteur n° 1 : DDT du Gers"
    assert at.one("#f-porteurs-1-remove").get_attribute("aria-label") == "Supprimer le porteur n° 2"


def test_lines_pasted_are_previewed_before_they_are_added(at: Page) -> None:
    at.choose("SNAP3").go("dossier/depenses")
    paste(
        at, 'Libellé\tMONTANT ttc\tRemarque\tTitre budgetaire\n"Mât; d’essai"\t10 000,00 €\tx\t3\nCâbles\tcher\ty\tT3\n'
    )
    preview = at.text("#f-depenses-preview")
    assert "1 colonne ne sera pas prise. « Remarque »" in preview
    assert "1 case n’est pas comprise." in preview
    assert "Ligne 2, Montant TTC : « cher » n’est pas un montant" in preview
    assert len(at.all(".lines tbody tr")) == 1
    take = at.one("#f-depenses-take")
    assert take.text == "Ajouter 2 lignes"
    take.click()
    assert len(at.all(".lines tbody tr")) == 2
    assert at.focused() == "f-depenses-0-libelle"
    assert at.one("#f-depenses-0-libelle").get_attribute("value") == "Mât; d’essai"
    titles = [Select(at.one(f"#f-depenses-{place}-titre")).first_selected_option for place in (0, 1)]
    assert [each.get_attribute("value") for each in titles] == ["3", "3"]
    assert "Somme des dépenses : 10 000,00 € 1 montant manque." in at.text(".sum")


def test_columns_without_titles_are_those_asked_and_can_be_changed(at: Page) -> None:
    at.choose("SNAP3").go("dossier/depenses")
    paste(at, "Câbles;2021;1 000 €")
    Select(at.one("#f-depenses-column-1")).select_by_visible_text("Année de réalisation")
    Select(at.one("#f-depenses-column-2")).select_by_visible_text("Montant TTC")
    at.one("#f-depenses-take").click()
    assert at.one("#f-depenses-0-montant_ttc").get_attribute("value") == "1 000 €"
    assert at.one("#f-depenses-0-annee").get_attribute("value") == "2021"


def test_a_column_that_stands_twice_is_taken_once_and_a_table_pasted_in_a_cell_is_previewed(at: Page) -> None:
    at.choose("SNAP3").go("dossier/depenses")
    at.run(
        "const held = new DataTransfer(); held.setData('text/plain', arguments[0]);"
        "document.getElementById('f-depenses-0-libelle').dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData: held, bubbles: true, cancelable: true }))",
        "Libellé\tMontant TTC\tMontant TTC\nCâbles\t10 €\t12 €",
    )
    assert at.focused() == "f-depenses-preview-title"
    assert "1 colonne ne sera pas prise. « Montant TTC »" in at.text("#f-depenses-preview")
    at.one("#f-depenses-take").click()
    assert at.one("#f-depenses-0-montant_ttc").get_attribute("value") == "10 €"


def test_what_an_item_lacks_leads_to_it_although_one_before_it_is_empty(at: Page) -> None:
    at.choose("SNAP3").go("dossier/qui_porte").one("#f-porteurs-add").click()
    Select(at.one("#f-porteurs-1-categorie")).select_by_value("service_deconcentre")
    next(each for each in at.all("#panel .missing a") if each.text == "Direction d’administration").click()
    assert at.focused() == "f-porteurs-1-est_direction"


def test_the_sum_is_told_beside_the_total_and_can_be_taken(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type(TOTAL, "200 000 €").go("dossier/depenses")
    at.type("#f-depenses-0-montant_ttc", "195 000,50 €")
    assert "Les dépenses font 4 999,50 € de moins que le coût total." in at.text(".sum")
    assert at.text("#panel .status") == "✗ Se contredit"
    at.one("#take-sum").click()
    assert "✓ égal à la somme" in at.text(".sum")
    assert at.text("#panel .status") == "? À compléter"
    assert at.go("dossier/projet").one(TOTAL).get_attribute("value") == "195 000,50 €"


# ---- files


@pytest.mark.parametrize("name", ["pret.yaml", "incomplet.yaml"])
def test_a_dossier_that_is_opened_and_saved_says_the_same(at: Page, name: str) -> None:
    text = next(EXAMPLES.glob(name.replace(".", "*."))).read_text(encoding="utf-8")
    before = at.run("return relance.json(relance.checkText(arguments[0], { name: 'a.yaml' }))", text)
    at.open(name, text)
    assert at.run("return relance.json(relance.checkText(arguments[0], { name: 'a.yaml' }))", at.saved()) == before


def test_a_dossier_of_which_nothing_is_answered_is_saved_as_the_one_to_fill_in(at: Page) -> None:
    rules = load_rules()
    empty = dossier_template(rules.plan, rules.theme("SNAP3"), localization("fr", rules.plan.currency))
    assert at.choose("SNAP3").saved() == empty
    at.one("#language").click()
    assert at.saved() == dossier_template(rules.plan, rules.theme("SNAP3"), localization("en", rules.plan.currency))


def test_keys_are_read_however_a_file_spells_them(at: Page) -> None:
    at.open("a.yaml", "THEME: snap3\nPROJET: {Coût-Total TTC: 48k€}\nPorteurs:\n  - {Nom: A, Catégorie: opérateur}\n")
    assert at.go("dossier/projet").one(TOTAL).get_attribute("value") == "48k€"
    at.go("dossier/qui_porte")
    chosen = Select(at.one("#f-porteurs-0-categorie")).first_selected_option
    assert chosen.get_attribute("value") == "operateur"
    assert at.go("dossier").all(".kept") == []


def test_what_the_theme_does_not_ask_is_kept_and_said(at: Page) -> None:
    at.open(
        "a.yaml",
        "theme: SNAP3\nprojet: {population_couverte: 12}\ninconnu: {a: [1, 2]}\nporteurs:\n  - {nom: A, zigzag: x}\n",
    )
    assert at.text(".kept summary") == "3 réponses sans effet pour ce thème"
    assert "inconnu" in at.text(".problems")
    saved = at.saved()
    assert all(each in saved for each in ("population_couverte", "inconnu", "zigzag"))


def test_a_file_that_can_t_be_read_changes_nothing_and_says_where(at: Page) -> None:
    at.open("a.yaml", "theme: SNAP3\nprojet: {nom: 'x'}\n").go("start")
    at.open("b.yaml", "theme: SNAP3\nprojet:\n  nom: [1\n")
    assert at.text("#problems h2") == "Ce fichier n’est pas ouvert : b.yaml"
    assert at.focused() == "problems"
    assert "Ligne " in at.text("#problems li")
    assert at.go("dossier/projet").one("#f-projet-nom").get_attribute("value") == "x"


def test_unsaved_answers_are_not_lost_to_another_file_at_once(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type("#f-projet-nom", "à moi").go("start")
    assert at.text("#unsaved") == "Modifications non enregistrées"
    other = "theme: SNAP3\nprojet: {nom: autre}\n"
    at.open("b.yaml", other)
    assert "modifications non enregistrées" in at.text("#problems")
    assert at.go("dossier/projet").one("#f-projet-nom").get_attribute("value") == "à moi"
    at.go("start").open("b.yaml", other)
    assert at.go("dossier/projet").one("#f-projet-nom").get_attribute("value") == "autre"


def test_what_changes_once_the_person_was_warned_is_warned_of_again(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type("#f-projet-nom", "à moi").go("start")
    other = "theme: SNAP3\nprojet: {nom: autre}\n"
    at.open("b.yaml", other).go("dossier/projet").type("#f-projet-nom", "à moi aussi").go("start")
    at.open("b.yaml", other)
    assert "modifications non enregistrées" in at.text("#problems")
    assert at.go("dossier/projet").one("#f-projet-nom").get_attribute("value") == "à moi aussi"


# ---- for everyone


def test_answers_stay_when_the_language_changes(at: Page) -> None:
    at.choose("SNAP3").go("dossier/projet").type(TOTAL, "48k€")
    at.one("#language").click()
    assert (at.one("html").get_attribute("lang"), at.text("h1")) == ("en", "The project")
    assert at.one(TOTAL).get_attribute("value") == "48k€"
    assert at.text(f"{TOTAL}-said") == "= €48,000.00"
    assert at.text("#panel .status") == "? To be completed"


@pytest.mark.parametrize("width", [1280, 360])
def test_every_field_has_a_name_and_nothing_is_wider_than_the_screen(at: Page, width: int) -> None:
    at.start(width=width).open("pret.yaml", (EXAMPLES / "pret.yaml").read_text(encoding="utf-8")).go("dossier/all")
    unnamed = """
        const named = (field) => field.labels.length || (field.getAttribute("aria-labelledby") || "").split(" ")
          .some((id) => id && document.getElementById(id)) || field.getAttribute("aria-label");
        return [...document.querySelectorAll("input:not([type=file]), select, textarea")]
          .filter((field) => !named(field)).map((field) => field.id);
    """
    assert at.run(unnamed) == []
    described = """
        return [...document.querySelectorAll("[aria-describedby]")].flatMap((field) =>
          field.getAttribute("aria-describedby").split(" ").filter((id) => !document.getElementById(id)));
    """
    assert at.run(described) == []
    ids = at.run("return [...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    levels = at.run("return [...document.querySelectorAll('h1,h2,h3')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert at.run("return document.documentElement.scrollWidth") <= width
