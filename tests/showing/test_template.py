"""A new dossier: only what the theme asks, each with its question, and incomplete until it is filled in."""

from __future__ import annotations

import re

import pytest

from relance_rules import check, load_rules, to_dict
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.documents import parse_document
from relance_rules.dossiers.reading import dossier_of
from relance_rules.localization import LanguageCode, localization
from relance_rules.plan.scales import ENGINE
from relance_rules.showing.template import dossier_template

from .helpers import ROOT, invented, plan, rules, spoken

ELSEWHERE = sorted(path.name for path in (ROOT / "examples" / "rulesets").iterdir() if path.is_dir())

THEMES = list(rules())


def template(code: str, language: LanguageCode = "fr") -> str:
    return dossier_template(plan(), rules()[code], spoken(language))


def keys(text: str) -> list[str]:
    """The keys of a template with the indents that nest them, comments left out."""
    return [line.rstrip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", THEMES)
def test_a_new_dossier_is_incomplete_and_never_wrong(code: str, language: LanguageCode) -> None:
    document = parse_document(template(code, language).encode(), "nouveau.yaml")
    report = check_dossier(plan(), *dossier_of(document, rules()))
    assert report.theme.code == code
    assert (report.status, report.verdict) == ("incomplete", "undetermined")
    assert {path for path in report.facts if not path.startswith(ENGINE)} == {"theme"}


@pytest.mark.parametrize("code", THEMES)
def test_a_new_dossier_asks_what_the_check_of_an_empty_dossier_misses(code: str) -> None:
    """Whatever an empty dossier is told to give stands in the template, so that nobody has to guess a key."""
    text = template(code)
    report = to_dict(check({"theme": code, "porteurs": [{}], "depenses": [{}]}, rules()))
    for missing in report["missing_facts"]:
        assert f"{missing['fact'].rpartition('.')[2]}:" in text
    for family in ("commitments", "documents"):
        for missing in report[family]["missing"]:
            assert f"\n  {missing['id']}:\n" in text


@pytest.mark.parametrize("code", THEMES)
def test_a_new_dossier_holds_only_what_its_theme_asks(code: str) -> None:
    theme = rules()[code]
    expected = {step for path in theme.asked for step in path.replace("[]", "").split(".")}
    expected |= {requirement.id for requirement in (*theme.commitments.asked, *theme.documents.asked)}
    found = {re.sub(r"^[ -]+|:.*$", "", line) for line in keys(template(code))}
    assert found == expected


def test_the_template_of_a_theme_in_full() -> None:
    text = dossier_template(plan(), invented(), spoken())
    assert keys(text) == [
        "theme: ESSAI",
        "reference:",
        "depose_le:",
        "modalite:",
        "projet:",
        "  nom:",
        "  reference:",
        "  phase:",
        "  cout_total_ttc:",
        "  equipe_interne:",
        "  besoin_formation:",
        "  financement_apres_2022:",
        "porteurs:",
        "  - nom:",
        "    siret:",
        "    categorie:",
        "depenses:",
        "  - libelle:",
        "    montant_ttc:",
        "    annee:",
        "    titre:",
        "    nature:",
        "    fournisseur:",
        "      siege:",
        "financement:",
        "  subvention_demandee:",
        "  subventions_anterieures:",
        "engagements:",
        "  compte_rendu:",
        "  relais:",
        "pieces:",
        "  budget:",
    ]
    plain = text.replace("\u00a0", " ")
    for comment in (
        "# ESSAI · Thème d’essai\n# Un thème inventé.\n",
        "# Déposez-vous au guichet ou à l’appel à projets ?\n"
        "# - guichet : guichet\n# - appel_a_projets : appel à projets\n",
        "# Quel jour ce dossier est-il déposé ? (un jour, comme « 2021-02-12 », « 12/02/2021 » ou « 12\n"
        "# février 2021 »)\n",
        "# Quelle est la référence de ce dossier ? (par exemple « 2021-0042 »)\n",
        "porteurs:\n  # Quel est le nom de ce porteur ?\n  - nom:\n",
        "    # - 2 : titre 2 (personnel)\n",
        "  # Passer le relais, si « Coûts à financer à partir de 2023 » : oui (catalogue l. 31)\n  relais:\n",
        "  # Budget (catalogue l. 32, lecture R12)\n  budget:\n",
    ):
        assert comment in plain


def test_the_questions_are_in_the_language_asked_for() -> None:
    text = dossier_template(plan(), invented(), spoken("en"))
    assert "# ESSAI · Trial theme" in text.replace("\u00a0", " ")
    assert "# What is the project called?" in text
    assert "Comment le projet" not in text


@pytest.mark.parametrize("code", THEMES)
def test_no_line_is_long_nor_ends_in_a_space(code: str) -> None:
    for line in template(code).splitlines():
        assert len(line) <= 100
        assert line == line.rstrip()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_new_dossier_of_another_rule_set_asks_what_it_asks_and_in_its_money(name: str) -> None:
    found = load_rules(ROOT / "examples" / "rulesets" / name)
    for theme in found.values():
        text = dossier_template(found.plan, theme, localization("fr", found.plan.currency))
        document = parse_document(text.encode(), "nouveau.yaml")
        report = check_dossier(found.plan, *dossier_of(document, found))
        assert report.status == "incomplete"
        steps = {step for path in theme.asked for step in path.replace("[]", "").split(".")}
        assert {re.sub(r"^[ -]+|:.*$", "", line) for line in keys(text)} == steps
        sign = "" if found.plan.currency is None else found.plan.currency.sign
        assert f"ou « 48 k{sign} »" in text.replace("\u00a0", " ")


def test_an_answer_is_explained_by_its_example_its_hint_and_its_help() -> None:
    found = load_rules(ROOT / "examples" / "rulesets" / "gber")
    (theme,) = found.values()
    text = dossier_template(found.plan, theme, localization("fr", found.plan.currency))
    assert (
        "  # De quelle taille l’entreprise aidée est-elle ?\n  # Petite entreprise, moins de 50 personnes"
        in text.replace("\u00a0", " ")
    )
    found = load_rules(ROOT / "examples" / "rulesets" / "heehra")
    (theme,) = found.values()
    text = dossier_template(found.plan, theme, localization("fr", found.plan.currency))
    assert "s’élève-t-il ? (En\n  # pourcentage, au-dessus de 100 %" in text.replace("\u00a0", " ")
