"""Which facts a theme asks of its dossiers."""

from __future__ import annotations

from typing import Any

import pytest

from relance_rules import load_rules
from rule_sets import Data, MakeTrial, condition, funding, item

RULES = load_rules()
VOCABULARY = RULES.vocabulary

READ: list[tuple[Any, set[str]]] = [
    ({"fact": "modalite", "is": "guichet"}, {"modalite"}),
    ("projet.pret", {"projet.pret"}),
    ({"every": "porteurs", "satisfies": {"fact": "nom", "known": "true"}}, {"porteurs", "porteurs[].nom"}),
    ({"some": "porteurs", "satisfies": {"fact": "projet.nom", "known": "true"}}, {"porteurs", "projet.nom"}),
    ({"none": "aides", "satisfies": {"fact": "montant", "at_least": "1 €"}}, {"aides", "aides[].montant"}),
    ({"count": "porteurs", "at_least": "1"}, {"porteurs"}),
    (
        {"count": "porteurs", "where": {"not": {"fact": "siret", "known": "true"}}, "at_least": "1"},
        {"porteurs", "porteurs[].siret"},
    ),
    ({"sum": "montant", "over": "aides", "at_least": "1 €"}, {"aides", "aides[].montant"}),
    (
        {"share": "montant", "over": "aides", "where": "publique", "at_least": "50 %"},
        {"aides", "aides[].montant", "aides[].publique"},
    ),
    (
        {"all": [{"fact": "modalite", "is": "guichet"}, {"any": [{"fact": "reference", "known": "true"}]}]},
        {"modalite", "reference"},
    ),
    # What a derived fact reads is asked in its place.
    ({"some": "depenses", "satisfies": "personnel"}, {"depenses", "depenses[].titre"}),
]


@pytest.mark.parametrize(("require", "expected"), READ, ids=range(len(READ)))
def test_a_condition_asks_the_facts_that_it_reads(trial: MakeTrial, require: Any, expected: set[str]) -> None:
    bare: Data = {"windows": [], "size": None, "funding": None}
    asked = set(trial(**bare, eligibility=[condition("a", require)]).theme.asked)
    # Where lines are asked, so are their amounts, which the total is compared with.
    assert asked - expected <= {"depenses[].montant_ttc", "depenses[].libelle"}
    assert expected <= asked


def test_a_theme_asks_the_core_facts_its_rules_and_what_its_funding_needs() -> None:
    asked = RULES["SNAP3"].asked
    core = {path for path, fact in VOCABULARY.items() if fact.core}
    assert set(asked) == core | {
        "projet.reference",
        "projet.phase",
        "projet.cout_toutes_phases_ttc",
        "projet.conforme_descriptif",
        "projet.retombees_entreprises_francaises",
        "projet.ressources_pilotage",
        "porteurs[].est_direction",
        "porteurs[].numerique_informe",
        "depenses",
        "depenses[].libelle",
        "depenses[].montant_ttc",
        "depenses[].annee",
        "depenses[].titre",
        "depenses[].nature",
        "depenses[].produit_europeen",
        "financement.subventions_anterieures",
    }
    assert list(asked) == [path for path in VOCABULARY if path in asked]


def test_a_theme_without_ceiling_per_project_asks_no_earlier_grants() -> None:
    asked = RULES["ITN3"].asked
    assert not {"financement.subventions_anterieures", "projet.phase", "projet.reference"} & set(asked)
    # What only the theme’s owner can know later guards no commitment.
    assert "projet.transfert_equipe" not in VOCABULARY
    # Asked by the guard of a commitment alone.
    assert "projet.financement_apres_2022" in RULES["SNAP1"].asked


def test_a_ceiling_per_dossier_counts_no_earlier_grants(trial: MakeTrial) -> None:
    def asked(per: str) -> set[str]:
        return set(trial(funding=funding(ceilings=[item("plafond", amount="1 €", per=per)])).theme.asked)

    assert asked("project") - asked("dossier") == {"financement.subventions_anterieures", "projet.reference"}
    # A key may be a part of a fact, and nothing may state the grants of the others.
    assert asked("annee") - asked("dossier") == {"projet.nom"}


@pytest.mark.parametrize("code", list(RULES))
def test_commitments_and_documents_are_asked_where_the_theme_has_some(code: str) -> None:
    theme = RULES[code]
    commitments = bool(theme.commitments.asked) or theme.commitments.unknown is not None
    assert ("engagements" in theme.asked) is commitments
    assert ("pieces" in theme.asked) is bool(theme.documents.asked)
