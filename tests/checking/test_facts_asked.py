"""Which facts a theme asks."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from relance_rules import load_rules
from relance_rules.checking.facts_asked import facts_asked, facts_of
from relance_rules.language.predicates import Predicate

RULES = load_rules()
VOCABULARY = RULES.vocabulary
READ: TypeAdapter[Predicate] = TypeAdapter(Predicate)

SCOPED: list[tuple[Any, str | None, set[str]]] = [
    ({"fact": "modalite", "is": "guichet"}, None, {"modalite"}),
    ({"fact": "categorie", "is": "operateur"}, "porteurs", {"porteurs[].categorie"}),
    ({"fact": "projet.nom", "known": "true"}, "porteurs", {"projet.nom"}),
    ({"every": "porteurs", "satisfies": {"fact": "nom", "known": "true"}}, None, {"porteurs", "porteurs[].nom"}),
    ({"some": "porteurs", "satisfies": {"fact": "projet.nom", "known": "true"}}, None, {"porteurs", "projet.nom"}),
    ({"none": "depenses", "satisfies": {"fact": "annee", "in": ["2021"]}}, None, {"depenses", "depenses[].annee"}),
    ({"count": "porteurs", "at_least": "1"}, None, {"porteurs"}),
    (
        {"count": "porteurs", "where": {"not": {"fact": "siret", "known": "true"}}, "at_least": "1"},
        None,
        {"porteurs", "porteurs[].siret"},
    ),
    ({"sum": "depenses[].montant_ttc", "at_least": "1 €"}, None, {"depenses", "depenses[].montant_ttc"}),
    (
        {"share": "depenses[].montant_ttc", "where": {"fact": "fournisseur.siege", "is": "FR"}, "at_least": "50 %"},
        None,
        {"depenses", "depenses[].montant_ttc", "depenses[].fournisseur.siege"},
    ),
    (
        {"all": [{"fact": "modalite", "is": "guichet"}, {"any": [{"fact": "reference", "known": "true"}]}]},
        None,
        {"modalite", "reference"},
    ),
]


@pytest.mark.parametrize(("written", "scope", "expected"), SCOPED, ids=range(len(SCOPED)))
def test_a_predicate_names_its_facts_in_their_scope(written: Any, scope: str | None, expected: set[str]) -> None:
    assert set(facts_of(READ.validate_python(written), VOCABULARY, scope)) == expected


def test_a_fact_that_is_not_in_the_vocabulary_is_an_error() -> None:
    with pytest.raises(KeyError):
        list(facts_of(READ.validate_python({"fact": "couleur", "known": "true"}), VOCABULARY))


def test_a_theme_asks_the_core_facts_its_rules_and_what_its_funding_needs() -> None:
    asked = facts_asked(RULES["SNAP3"].theme, VOCABULARY)
    core = {path for path, fact in VOCABULARY.facts.items() if fact.core}
    assert set(asked) == core | {
        "projet.reference",
        "projet.phase",
        "projet.conforme_descriptif",
        "projet.retombees_entreprises_francaises",
        "projet.ressources_pilotage",
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
    assert list(asked) == [path for path in VOCABULARY.facts if path in asked]


def test_a_theme_without_ceiling_per_project_asks_no_earlier_grants() -> None:
    asked = facts_asked(RULES["ITN3"].theme, VOCABULARY)
    assert not {"financement.subventions_anterieures", "projet.phase", "projet.reference"} & set(asked)
    # Asked by the guard of a commitment alone.
    assert "projet.transfert_equipe" in asked


def test_a_ceiling_per_dossier_counts_no_earlier_grants() -> None:
    theme = RULES["SNAP3"].theme
    ceilings = tuple(ceiling.model_copy(update={"per": "dossier"}) for ceiling in theme.funding.ceilings)
    assert ceilings
    alone = theme.model_copy(update={"funding": theme.funding.model_copy(update={"ceilings": ceilings})})
    gone = set(facts_asked(theme, VOCABULARY)) - set(facts_asked(alone, VOCABULARY))
    assert gone == {"financement.subventions_anterieures", "projet.phase", "projet.reference"}


@pytest.mark.parametrize("code", list(RULES))
def test_commitments_and_documents_are_asked_where_the_theme_has_some(code: str) -> None:
    theme = RULES[code].theme
    asked = facts_asked(theme, VOCABULARY)
    assert ("engagements" in asked) is (theme.commitments != ())
    assert ("pieces" in asked) is bool(theme.documents)
