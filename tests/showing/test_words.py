"""Conditions in words, as the rules of a theme show them."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from relance_rules.plan.ruleset import Rule
from relance_rules.showing.blocks import shown
from relance_rules.showing.explanation import explain, fact_of, value_words

from .helpers import INVENTED, report_of, rules, rules_of, spoken, vocabulary

FR = spoken()


def said(content: Any) -> str:
    return shown(content, FR).replace("\u00a0", " ").replace("\u202f", " ")


FACT = {"fact": "projet.nom", "known": "true"}
SENTENCES = {
    "is": (
        {"fact": "projet.equipe_interne", "is": "true"},
        "« Équipe interne de pilotage » : oui",
    ),
    "is not": (
        {"not": {"fact": "projet.equipe_interne", "is": "true"}},
        "il est faux que « Équipe interne de pilotage » : oui",
    ),
    "value": (
        {"fact": "modalite", "is": "guichet"},
        "« Modalité de dépôt » : guichet",
    ),
    "in": (
        {"fact": "projet.hebergement", "in": ["autre", "cercle_1"]},
        "« Hébergement de la solution » : autre hébergement ou cloud interne de l’État (cercle 1)",
    ),
    "number": (
        {"fact": "projet.phase", "is": "2"},
        "« Phase du projet » : 2",
    ),
    "known": (
        FACT,
        "« Nom du projet » : renseigné",
    ),
    "range": (
        {"fact": "projet.cout_total_ttc", "at_least": "1 M€", "at_most": "2 M€"},
        "« Coût total TTC » : de 1 000 000,00 € à 2 000 000,00 €",
    ),
    "strict": (
        {"fact": "projet.cout_total_ttc", "more_than": "1 €", "less_than": "3 €"},
        "« Coût total TTC » : plus de 1,00 € et moins de 3,00 €",
    ),
    "number bound": (
        {"fact": "projet.population_couverte", "at_least": "1000000"},
        "« Population couverte (habitants) » : au moins 1 000 000",
    ),
    "year": (
        {"fact": "projet.phase", "at_most": "2021"},
        "« Phase du projet » : au plus 2021",
    ),
    "days": (
        {"fact": "depose_le", "on_or_after": "2021-01-04", "on_or_before": "2021-03-05"},
        "« Date de dépôt » : du 4 janvier 2021 au 5 mars 2021",
    ),
    "before": (
        {"fact": "depose_le", "before": "2021-01-04"},
        "« Date de dépôt » : avant le 4 janvier 2021",
    ),
    "until": (
        {"fact": "depose_le", "on_or_before": "2021-01-04"},
        "« Date de dépôt » : le 4 janvier 2021 au plus tard",
    ),
    "after": (
        {"fact": "depose_le", "after": "2021-01-04"},
        "« Date de dépôt » : après le 4 janvier 2021",
    ),
    "from": (
        {"fact": "depose_le", "on_or_after": "2021-01-04"},
        "« Date de dépôt » : le 4 janvier 2021 au plus tôt",
    ),
    "all": (
        {"all": [FACT, {"any": [FACT, FACT]}]},
        "« Nom du projet » : renseigné, et (soit « Nom du projet » : renseigné, soit « Nom du projet » : renseigné)",
    ),
    "one of one": (
        {"any": [{"all": [FACT]}]},
        "(« Nom du projet » : renseigné)",
    ),
    "every": (
        {"every": "porteurs", "satisfies": {"fact": "nom", "known": "true"}},
        "pour chaque élément de « Porteurs du projet », « Nom du porteur » : renseigné",
    ),
    "some": (
        {"some": "porteurs", "satisfies": FACT},
        "pour un élément au moins de « Porteurs du projet », « Nom du projet » : renseigné",
    ),
    "none": (
        {"none": "porteurs", "satisfies": FACT},
        "pour aucun élément de « Porteurs du projet », « Nom du projet » : renseigné",
    ),
    "sum": (
        {"sum": "montant_ttc", "over": "depenses", "at_least": "1 €"},
        "somme de « Montant TTC » sur « Dépenses » : au moins 1,00 €",
    ),
    "sum where": (
        {"sum": "montant_ttc", "over": "depenses", "where": {"fact": "annee", "is": "2021"}, "at_most": "1 €"},
        "somme de « Montant TTC » sur « Dépenses », là où « Année de réalisation » : 2021 : au plus 1,00 €",
    ),
    "count": (
        {"count": "porteurs", "more_than": "1"},
        "nombre d’éléments de « Porteurs du projet » : plus de 1",
    ),
    "count where": (
        {"count": "porteurs", "where": FACT, "less_than": "3"},
        "nombre d’éléments de « Porteurs du projet » où « Nom du projet » : renseigné : moins de 3",
    ),
    "share": (
        {"share": "montant_ttc", "over": "depenses", "where": FACT, "at_least": "50 %"},
        "part de « Montant TTC » sur « Dépenses », là où « Nom du projet » : renseigné : au moins 50 %",
    ),
}


@cache
def conditions() -> dict[str, Rule]:
    """A theme whose conditions are all of the sentences, by their place."""
    listed = [
        {
            "id": f"condition_{place}",
            "label": {"fr": "Une condition", "en": "A condition"},
            "require": written,
            "source": {"lines": "1"},
        }
        for place, (written, _) in enumerate((*SENTENCES.values(), *((written, "") for written in HEADS.values())))
    ]
    start, end = INVENTED.index("eligibility:"), INVENTED.index("funding:")
    text = f"{INVENTED[:start]}eligibility: {json.dumps(listed, ensure_ascii=False)}\n{INVENTED[end:]}"
    return {rule.id: rule for rule in rules_of(text)["ESSAI"].rules}


def rule_at(place: int) -> Rule:
    return conditions()[f"ESSAI.condition_{place}"]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_condition_as_a_sentence(name: str) -> None:
    assert said(rule_at(list(SENTENCES).index(name)).says) == SENTENCES[name][1]


def test_a_value_that_includes_others_says_so() -> None:
    rule = next(rule for rule in report_of({}).theme.rules if rule.id == "ESSAI.porteur")
    assert said(rule.says).endswith(
        "« Catégorie du porteur » : administration centrale "
        "(y compris direction du numérique d’un ministère et direction métier d’administration centrale)"
    )


HEADS = {
    "tout ce qui suit": {"all": [FACT, FACT]},
    "l’une au moins de ces conditions": {"any": [FACT, FACT]},
    "le contraire de ceci": {"not": FACT},
    "chaque élément de « Dépenses »": {"every": "depenses", "satisfies": FACT},
    "l’un au moins des éléments de « Dépenses »": {"some": "depenses", "satisfies": FACT},
    "aucun élément de « Dépenses »": {"none": "depenses", "satisfies": FACT},
    "« Nom du projet » : renseigné": FACT,
}


@pytest.mark.parametrize("head", HEADS)
def test_the_head_of_a_tree_leaves_the_parts_to_the_lines_below(head: str) -> None:
    place = len(SENTENCES) + list(HEADS).index(head)
    report = report_of({})
    finding = report.findings[0]._replace(rule=rule_at(place))
    why = explain(replace(report, findings=(finding,))).rules[0]
    assert why.require is not None
    assert said(why.require.says) == head


def test_every_rule_of_the_catalogue_has_words_in_both_languages() -> None:
    for theme in rules().values():
        for rule in theme.rules:
            if rule.kind == "condition":
                for language in ("fr", "en"):
                    assert not {"{", "}", "_"} & set(shown(rule.says, spoken(language)))


def test_a_value_met_is_shown_by_its_label() -> None:
    fact = fact_of("porteurs[12].categorie", vocabulary())
    assert said(value_words("operateur", fact)) == "opérateur de l’État"
    assert said(value_words(1_500_000, fact_of("projet.population_couverte", vocabulary()))) == "1 500 000"
    assert said(value_words(2021, fact_of("depenses[0].annee", vocabulary()))) == "2021"
    assert said(value_words(True, fact_of("projet.equipe_interne", vocabulary()))) == "oui"
