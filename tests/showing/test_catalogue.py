"""The themes as a table, and one theme in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from relance_rules import load_rules
from relance_rules.localization import localization
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Juries
from relance_rules.showing.catalogue import bounds_of_range, theme_blocks, themes_blocks
from relance_rules.showing.catalogue_plain import theme_data, themes_data
from relance_rules.showing.markdown import blocks_markdown
from relance_rules.showing.plain import json_text
from relance_rules.values import Money

from .helpers import INVENTED, ROOT, invented, plan, printed, rules, rules_of, spoken

FR = spoken()
THEMES = list(rules())
ELSEWHERE = sorted(path.name for path in (ROOT / "examples" / "rulesets").iterdir() if path.is_dir())


def flat(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def row_of(text: str) -> str:
    """The table of an invented theme whose file has some other text."""
    found = rules_of(text)
    return flat(blocks_markdown(themes_blocks(found.plan, [found["ESSAI"]]), FR)).splitlines()[2]


def test_the_row_of_a_theme() -> None:
    assert flat(blocks_markdown(themes_blocks(plan(), [invented()]), FR)) == (
        "| Thème | Dépôt | Taille | Financement | Enveloppe |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| ESSAI · Thème d’essai<br>guichet et appel à projets "
        "| depuis le 2 novembre 2020<br>du 5 janvier 2021 au 31 mars 2021 "
        "| plus de 10 k€ (Projet local)<br>de 20 k€ à moins de 2 M€ "
        "| 100 % jusqu’à 48 k€<br>33,3 % de 48 k€ à 100 k€<br>rien au-delà de 100 k€<br>au plus 60 k€ par projet "
        "| 1 500 k€ |\n"
    )


def test_the_row_of_a_theme_whose_figures_depend_on_the_dossier() -> None:
    """What is the same for no dossier is said in the words of its rule."""
    by_phase = "[{when: {fact: projet.phase, is: 1}, is: 60 k€}, {is: 90 k€}]"
    assert "au plus selon le cas : 60 000,00 €, 90 000,00 € par projet" in row_of(
        INVENTED.replace("amount: 60 k€", f"amount: {by_phase}")
    )
    assert "| au moins « Contrepartie du ministère en titre 2 » |" in row_of(
        INVENTED[: INVENTED.index("  ranges:")]
        + "  ranges: [{id: seule, at_least: projet.contrepartie_titre_2}]\n  source: {lines: 5}\n"
        + INVENTED[INVENTED.index("eligibility:") :]
    )


def test_the_table_names_every_theme_at_any_width() -> None:
    for width in (40, 80, 160):
        shown = printed(themes_blocks(plan(), list(rules().values())), width=width)
        for code in THEMES:
            assert f"{code} ·" in shown


def test_the_bounds_of_a_range_are_those_of_its_file() -> None:
    local, others = invented().ranges or ()
    assert bounds_of_range(local) == {"more_than": Money(1_000_000)}
    assert bounds_of_range(others) == {"at_least": Money(2_000_000), "less_than": Money(200_000_000)}


def test_a_theme_in_full() -> None:
    shown = flat(printed(theme_blocks(plan(), invented()), width=160))
    for line in (
        "ESSAI · Thème d’essai\nUn thème inventé.\n(catalogue l. 1-90)\n",
        "  • Type : guichet et appel à projets\n  • Porteur du thème : Personne\n",
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
        "    • vérifié ainsi : « Formation nécessaire pour la personne à temps plein ou le chef de produit » : "
        "renseigné\n"
        "    • à défaut : Dites-le.\n",
        "  • Dépense de personnel (titre 2) : hors de la base financée (catalogue l. 19-22, lecture R5)\n"
        "  • Exclu : Hors de 2021 (catalogue l. 20, lecture R6)\n"
        "    • vérifié ainsi : il est faux que « Année de réalisation » : 2021\n"
        "  • Plafond du projet : 60 000,00 € (catalogue l. 21)\n",
        "  • Passer le relais (catalogue l. 31)\n    • demandé si « Coûts à financer à partir de 2023 » : oui\n",
        "  • Budget (catalogue l. 32, lecture R12)\n",
        "Projets attendus\n  • Projet utile (catalogue l. 41)\n",
        "Critères du jury, à noter\n"
        "  Critère                   Note      Commentaire\n"
        "  Portée (catalogue l. 40)  ________  ________\n",
        "\nLectures du texte\n  • R2 : La subvention est arrondie",
        "\n  • R12 : Ce qu’un dossier doit contenir est demandé de la même manière que les engagements.\n",
    ):
        assert line in shown


def test_a_monthly_jury_is_said() -> None:
    juries = Juries(Citation("lines", "42"), before_day=15)
    shown = flat(printed(theme_blocks(plan(), replace(invented(), juries=juries))))
    assert "  • Un jury par mois, pour les dossiers déposés avant le 15 (catalogue l. 42)\n" in shown


def test_a_notice_of_a_theme_is_shown_with_it() -> None:
    notice = 'notices: [{id: retard, text: {fr: "Écrivez tôt.", en: "Write early."}, source: {lines: 50}}]\n'
    found = rules_of(INVENTED + notice)
    shown = flat(printed(theme_blocks(found.plan, found["ESSAI"])))
    assert "  • Écrivez tôt. (catalogue l. 50)\n" in shown.partition("\nÀ savoir\n")[2]
    assert "Écrivez tôt." in [told["text"] for told in theme_data(found["ESSAI"], FR)["notices"]]


def items(data: Any) -> set[str]:
    """Every label and sentence of a theme."""
    keys = ("label", "failure", "notice", "unknown", "says", "when_says", "title", "summary", "text")
    if isinstance(data, dict):
        own = {data[key] for key in keys if isinstance(data.get(key), str)}
        return own.union(*map(items, data.values()))
    return set().union(*map(items, data)) if isinstance(data, list) else set()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", THEMES)
def test_everything_that_a_theme_says_is_shown(code: str, language: str) -> None:
    data = theme_data(rules()[code], spoken(language))
    shown = flat(printed(theme_blocks(plan(), rules()[code]), width=100_000, language=language))
    for sentence in items(data):
        assert flat(sentence) in shown
    for section in data["sections"].values():
        assert section["items"]


def test_what_the_source_has_lost_is_said_in_its_place() -> None:
    text = INVENTED.replace(
        INVENTED[INVENTED.index("eligibility:") : INVENTED.index("funding:")],
        'eligibility: {unknown: {fr: "Ligne coupée.", en: "Line cut."}, source: {lines: 10}}\n',
    )
    lost = 0
    for theme in (*rules().values(), rules_of(text)["ESSAI"]):
        shown = flat(printed(theme_blocks(plan(), theme), width=100_000))
        for heading, text in (
            ("Éligibilité", None if theme.unknown_rules is None else theme.unknown_rules.text),
            ("Engagements", theme.commitments.unknown),
        ):
            if text is not None:
                lost += 1
                assert f"\n{heading}\n  ? {flat(text['fr'])}" in shown
    assert lost >= 3


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_themes_of_another_rule_set_are_shown_with_what_they_have(name: str) -> None:
    found = load_rules(ROOT / "examples" / "rulesets" / name)
    reader = localization("fr", found.plan.currency)
    assert json_text(themes_data(list(found.values()), reader))
    table = blocks_markdown(themes_blocks(found.plan, list(found.values())), reader)
    for theme in found.values():
        assert theme.title["fr"] in table
        text = blocks_markdown(theme_blocks(found.plan, theme), reader)
        assert theme.title["fr"] in text
        assert "None" not in text
        if not theme.kind:
            assert "Type" not in text


def test_a_theme_as_data_is_exact() -> None:
    data = theme_data(invented(), FR)
    assert data["kind"] == ["guichet", "appel_a_projets"]
    assert theme_data(rules()["SNAP3"], FR)["kind"] == "guichet"
    assert data["envelope"]["amount"] == "1500000.00"
    assert data["windows"][1]["closes"] == "2021-03-31"
    assert flat(data["windows"][1]["when_says"]) == "« Modalité de dépôt » : appel à projets"
    assert [(b["rate"], b["up_to"]) for b in data["funding"]["scale"]] == [
        ("1", "48000.00"),
        ("0.333", "100000.00"),
        ("0", None),
    ]
    bounds = ("at_least", "more_than", "at_most", "less_than")
    assert [[entry[bound] for bound in bounds] for entry in data["size"]["ranges"]] == [
        [None, "10000.00", None, None],
        ["20000.00", None, None, "2000000.00"],
    ]
    assert flat(data["eligibility"][1]["says"]) == (
        "part de « Montant TTC » sur « Dépenses », là où « Pays du siège du fournisseur » : FR : au moins 50 %"
    )
    assert flat(data["eligibility"][2]["when_says"]) == "« Équipe interne de pilotage » : oui"
    assert flat(data["funding"]["exclude"][0]["says"]) == "il est faux que « Année de réalisation » : 2021"
    assert data["sections"]["criteria"] == {
        "title": "Critères du jury, à noter",
        "grid": True,
        "items": [
            {"id": "portee", "label": "Portée", "source": {"lines": "40"}, "reading": None, "readings": []},
        ],
    }
    assert theme_data(invented(), spoken("en"))["title"] == "Trial theme"
    assert json_text(data)


def test_the_themes_as_data_are_the_table_without_the_details() -> None:
    (row,) = themes_data([invented()], FR)
    assert set(row) == {
        "theme", "title", "summary", "kind", "owner", "source", "envelope", "windows", "size", "funding"
    }  # fmt: skip
    ceiling = row["funding"]["ceilings"][0]
    assert (ceiling["id"], ceiling["amount"], ceiling["per"]) == ("plafond", "60000.00", "project")
