"""A dossier beside every theme, as blocks and as JSON data."""

from __future__ import annotations

import io
import json
from typing import Any

import jsonschema
import pytest

from relance_rules import Rules
from relance_rules.checking.themes import Themes, beside_themes
from relance_rules.dossiers.reading import document_from, dossier_beside
from relance_rules.showing.beside import beside_blocks, grant_words, lacking_words
from relance_rules.showing.beside_plain import beside_data
from relance_rules.showing.renderers import RENDERERS, renderer

from .helpers import ROOT, printed, spoken
from .helpers import rules as shipped

FR = spoken()


@pytest.fixture
def rules() -> Rules:
    return shipped()


def beside(rules: Rules, data: dict[str, Any]) -> Themes:
    return beside_themes(rules.plan, dossier_beside(document_from(data), rules))


def words(found: Themes) -> str:
    """What a terminal shows, on one line and with plain spaces."""
    return " ".join(printed(beside_blocks(found)).split())


OPERATOR = {
    "reference": "2021-7",
    "depose_le": "2021-02-12",
    "porteurs": [{"categorie": "operateur"}],
    "projet": {"cout_total_ttc": 1_200_000},
}
CASES = [
    {},
    OPERATOR,
    {"porteurs": [{"categorie": "entreprise"}]},
    {**OPERATOR, "depenses": [{"montant_ttc": 1_200_000, "titre": 2, "nature": "prestation"}]},
]


def test_a_person_reads_which_theme_may_take_it_and_why_the_others_do_not(rules: Rules) -> None:
    lines = printed(beside_blocks(beside(rules, OPERATOR))).splitlines()
    assert [" ".join(line.split()) for line in lines[:3]] == [
        "Thèmes possibles pour ce dossier",
        "dossier 2021-7",
        "possible : 1 · à vérifier : 7 · non : 8",
    ]
    text = words(beside(rules, OPERATOR))
    assert "✓ ITN4 · Professionnalisation des filières numériques publiques : à compléter, subvention de" in text
    assert "900 000,00 € et 7 réponses manquent" in text
    assert "SNAP1 · Réseau de télécommunications" in text
    assert "subvention jusqu’à 1 200 000,00 € et 11 réponses manquent" in text
    assert "✗ SNAP5 · Méthodes de travail numériques : presque, un seul refus. Coût total de 1 200 000,00 €" in text
    assert "1. Combien de mois après son lancement" in text
    assert "(« projet.delai_premiers_resultats_mois », 4 conditions)" in text
    assert all(len(line) <= 80 for line in lines)


def test_of_several_refusals_one_is_told_and_all_are_counted(rules: Rules) -> None:
    found = beside(rules, {**CASES[2], "depose_le": "2019-01-01", "projet": {"cout_total_ttc": 1}})
    text = words(found)
    assert "possible : 0 · à vérifier : 0 · non : 16" in text
    data = beside_data(found, FR)
    for theme in data["themes"]:
        count = len(theme["refusals"])
        assert theme["fit"] == "refused"
        if count > 1:
            assert f"{theme['theme']} · {theme['title']} : {count} refus, dont celui-ci." in text


def test_a_contradiction_is_told_once_and_gives_no_range(rules: Rules) -> None:
    found = beside(rules, CASES[3])
    text = words(found)
    assert "Le dossier se contredit" in text
    assert "Une dépense se contredit : le personnel relève du titre 2" in text
    errors = [theme for theme in beside_data(found, FR)["themes"] if theme["fit"] == "error"]
    assert errors
    assert all(theme["range"] is None for theme in errors)


def test_a_grant_is_never_told_without_its_condition(rules: Rules) -> None:
    told = {r.theme.code: FR.say(grant_words(r)) for r in beside(rules, {}).reports}
    assert told["SNAP3"].startswith("subvention jusqu’à ") or told["SNAP3"] == "subvention à déterminer"
    assert not any(words.startswith("subvention de") for words in told.values())
    ready = next(r for r in beside(rules, OPERATOR).reports if r.theme.code == "ITN4")
    assert FR.say(grant_words(ready)).split() == ["subvention", "de", "900", "000,00", "€"]
    assert [FR.say(words) for words in lacking_words(ready)] == ["7 réponses manquent"]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_data_is_what_its_schema_describes(rules: Rules, case: dict[str, Any], language: Any) -> None:
    schema = json.loads((ROOT / "schemas" / "themes.schema.json").read_text(encoding="utf-8"))
    data = beside_data(beside(rules, case), spoken(language))
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)] == []


@pytest.mark.parametrize("name", RENDERERS)
def test_every_format_shows_it(rules: Rules, name: str) -> None:
    stream = io.StringIO()
    renderer(name)([beside(rules, OPERATOR)], FR, stream)
    shown = stream.getvalue()
    assert all(code in shown for code in rules)
    if name == "html":
        assert '<article class="incomplete">' in shown
    if name == "json":
        assert json.loads(shown)["schema"] == "relance-themes/1"
