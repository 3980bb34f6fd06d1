"""The themes as a table, and one theme in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from relance_rules.language.theme import Juries, Unreadable
from relance_rules.localization import localization
from relance_rules.showing.catalogue import theme_blocks, theme_data, themes_blocks, themes_data
from relance_rules.showing.markdown import blocks_markdown
from relance_rules.showing.plain import json_text

from .helpers import invented, printed, rules

FR = localization("fr")
THEMES = list(rules())


def flat(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_row_of_a_theme() -> None:
    assert flat(blocks_markdown(themes_blocks([invented()]), FR)) == (
        "| Thème | Dépôt | Taille | Financement | Enveloppe |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| ESSAI · Thème d’essai<br>guichet et appel à projets "
        "| depuis le 2 novembre 2020<br>du 5 janvier 2021 au 31 mars 2021 "
        "| plus de 10 k€ (Projet local)<br>de 20 k€ à moins de 2 M€ "
        "| 100 % jusqu’à 48 k€<br>33,3 % de 48 k€ à 100 k€<br>rien au-delà de 100 k€<br>au plus 60 k€ par projet "
        "| 1 500 k€ |\n"
    )


def test_the_table_names_every_theme_at_any_width() -> None:
    for width in (40, 80, 160):
        shown = printed(themes_blocks(list(rules().values())), width=width)
        for code in THEMES:
            assert f"{code} ·" in shown


def test_a_theme_in_full() -> None:
    shown = flat(printed(theme_blocks(invented()), width=160))
    for line in (
        "ESSAI · Thème d’essai\nUn thème inventé.\n(catalogue l. 1-90)\n",
        "  • Enveloppe pour tous les projets : 1 500 000,00 € (catalogue l. 2)\n",
        "  • Appel : du 5 janvier 2021 au 31 mars 2021 (catalogue l. 4)\n"
        "    • si « Modalité de dépôt » : appel à projets\n"
        "    • enveloppe réservée : 300 000,00 €\n"
        "    • Jours supposés.\n",
        "  • Projet local : plus de 10 000,00 € (catalogue l. 5)\n"
        "    • si pour chaque élément de « Porteurs du projet », "
        "« Catégorie du porteur » : service déconcentré de l’État\n"
        "  • de 20 000,00 € à moins de 2 000 000,00 € dans les autres cas (catalogue l. 6)\n",
        "  • Le besoin de formation est dit (catalogue l. 13)\n"
        "    • ne vaut que si « Équipe interne de pilotage » : oui\n"
        "    • vérifié ainsi : « Besoin de formation du référent produit » : renseigné\n"
        "    • à défaut : Dites-le.\n",
        "  • Personnel (titre 2) : hors de la base financée (catalogue l. 19-22, lecture R5)\n"
        "  • Exclu : Hors de 2021 (catalogue l. 20, lecture R6)\n"
        "    • vérifié ainsi : il est faux que « Année de réalisation » : 2021\n"
        "  • Plafond du projet : 60 000,00 € (catalogue l. 21)\n",
        "  • Passer le relais (catalogue l. 31)\n    • demandé si « Transfert à une nouvelle équipe » : oui\n",
        "  • Budget (catalogue l. 32, lecture R12)\n",
        "Projets attendus\n  • Projet utile (catalogue l. 41)\n",
        "Critères du jury, à noter\n"
        "  Critère                   Note      Commentaire\n"
        "  Portée (catalogue l. 40)  ________  ________\n",
        "Lectures du catalogue\nR6, R10, R12\n",
    ):
        assert line in shown


def test_a_monthly_jury_is_said() -> None:
    juries = Juries.model_validate({"before_day": "15", "source": {"lines": "42"}})
    theme = invented().theme.model_copy(update={"juries": juries})
    shown = flat(printed(theme_blocks(replace(invented(), theme=theme))))
    assert "  • Un jury par mois, pour les dossiers déposés avant le 15 (catalogue l. 42)\n" in shown


def items(data: Any) -> set[str]:
    """Every label and sentence of a theme."""
    if isinstance(data, dict):
        own = {data[key] for key in ("label", "failure", "notice", "unknown") if isinstance(data.get(key), str)}
        return own.union(*(items(value) for key, value in data.items() if key != "cases"))
    return set().union(*map(items, data)) if isinstance(data, list) else set()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", THEMES)
def test_everything_that_a_rule_file_says_is_shown(code: str, language: str) -> None:
    known = localization("en" if language == "en" else "fr")
    data = theme_data(rules()[code], known)
    shown = flat(printed(theme_blocks(rules()[code]), width=100_000, language=language))
    for sentence in items(data):
        assert flat(sentence).replace("« ", "« ") in shown or sentence in shown
    criteria = {item["label"] for item in data["criteria"]}
    assert all(flat(label) in shown for label in criteria)


def test_what_the_catalogue_has_lost_is_said_in_its_place() -> None:
    for theme in rules().values():
        shown = flat(printed(theme_blocks(theme), width=100_000))
        for heading, listed in (("Éligibilité", theme.theme.eligibility), ("Engagements", theme.theme.commitments)):
            if isinstance(listed, Unreadable):
                assert f"\n{heading}\n  ? {flat(listed.unknown.fr)}" in shown


def test_a_theme_as_data_is_exact() -> None:
    data = theme_data(invented(), FR)
    assert data["envelope"]["amount"] == "1500000.00"
    assert data["windows"][1]["closes"] == "2021-03-31"
    assert [(b["rate"], b["up_to"]) for b in data["funding"]["scale"]] == [
        ("1", "48000.00"),
        ("0.333", "100000.00"),
        ("0", None),
    ]
    assert data["eligibility"][1]["require"] == {
        "share": "depenses[].montant_ttc",
        "where": {"fact": "fournisseur.siege", "is": "FR"},
        "at_least": "0.5",
    }
    assert flat(data["eligibility"][2]["when_says"]) == "« Équipe interne de pilotage » : oui"
    assert flat(data["funding"]["exclude"][0]["says"]) == "il est faux que « Année de réalisation » : 2021"
    assert data["criteria"] == [
        {"source": {"lines": "40", "digest": None}, "reading": None, "id": "portee", "label": "Portée"}
    ]
    assert theme_data(invented(), localization("en"))["title"] == "Trial theme"
    assert json_text(data)


def test_the_themes_as_data_are_the_table_without_the_details() -> None:
    (row,) = themes_data([invented()], FR)
    assert set(row) == {
        "theme", "title", "summary", "kind", "owner", "source", "envelope", "windows", "size", "funding"
    }  # fmt: skip
    assert row["funding"]["ceilings"][0]["amount"] == "60000.00"
