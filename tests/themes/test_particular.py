"""What one theme alone has, and no oracle can state."""

from __future__ import annotations

import pytest

from .oracle import FOLDER, Oracle, euros, load
from .test_oracles import ENGINE, expect_cited, expect_settled


def oracle(theme: str) -> Oracle:
    return load(FOLDER / f"{theme}.yaml")


# ---- ITN4, ITN8B, ITN8D: what the text does not say


@pytest.mark.parametrize(
    ("theme", "notice", "line", "reading"),
    [
        ("ITN4", "criteres_du_fonds", 492, "ITN4"),
        ("ITN8B", "texte_manquant", 1269, "R11"),
        ("ITN8D", "texte_manquant", 1610, "R11"),
    ],
)
@pytest.mark.parametrize("filled", [True, False])
def test_what_the_text_lacks_is_said_with_its_place_and_its_reading(
    theme: str, notice: str, line: int, reading: str, filled: bool
) -> None:
    said = ENGINE.report(oracle(theme).dossier() if filled else {"theme": theme}).notices[notice]
    expect_cited("notice", said["source"], line)
    assert said["reading"] == reading


@pytest.mark.parametrize("theme", ["ITN8B", "ITN8D"])
@pytest.mark.parametrize("commitment", ["niveau_hierarchique", "referent_projet", "suivi_projet"])
def test_no_commitment_is_borrowed_from_a_neighbouring_theme(theme: str, commitment: str) -> None:
    report = ENGINE.report(oracle(theme).dossier({f"engagements.{commitment}": False}))
    assert (report.commitments, report.status) == ({"known": False, "given": [], "missing": []}, "ready")


# ---- ITN5: two ways in


@pytest.mark.parametrize(
    ("day", "amount", "fitting"),
    [
        ("2020-12-01", "400 000 €", "appel_a_projets"),
        ("2020-12-01", "60 000 €", None),
        ("2021-01-18", "60 000 €", "guichet"),
        ("2021-01-18", "400 000 €", None),
        ("2021-05-15", "9 999,99 €", None),
        ("2021-05-15", "10 000 €", "guichet"),
        ("2021-05-15", "99 999,99 €", "guichet"),
        ("2021-05-15", "100 000 €", "guichet appel_a_projets"),
        ("2021-05-15", "100 000,01 €", "appel_a_projets"),
        ("2021-05-15", "1 000 000 €", "appel_a_projets"),
        ("2021-05-15", "1 000 000,01 €", None),
    ],
)
def test_where_the_way_in_is_not_chosen_the_report_says_which_would_fit(
    day: str, amount: str, fitting: str | None
) -> None:
    facts = {"modalite": None, "depose_le": day, "depenses": [{"montant_ttc": amount}]}
    said = ENGINE.report(oracle("ITN5").dossier(facts)).notices["modalite"]["message"]
    ways = {"guichet": "guichet", "appel_a_projets": "appel à projets"}
    assert [way for way, label in ways.items() if f"{label} (éligible" in said] == (fitting or "").split()


@pytest.mark.parametrize(
    ("way", "day", "amount", "other"),
    [
        ("guichet", "2021-03-01", "100 000,01 €", "appel à projets"),
        ("appel_a_projets", "2020-12-01", "99 999,99 €", "guichet"),
    ],
)
def test_a_size_of_the_other_way_in_is_pointed_to_it(way: str, day: str, amount: str, other: str) -> None:
    facts = {"modalite": way, "depose_le": day, "depenses": [{"montant_ttc": amount}]}
    found = ENGINE.report(oracle("ITN5").dossier(facts)).findings["taille"]
    assert (found["outcome"], found["reading"]) == ("fail", "ITN5")
    assert other in found["message"]


def test_exactly_the_common_bound_is_said_to_fit_both_ways_in() -> None:
    said = ENGINE.report(oracle("ITN5").dossier({"depenses": [{"montant_ttc": "100 000 €"}]})).notices
    expect_cited("notice", said["deux_modalites"]["source"], 636)
    other = ENGINE.report(oracle("ITN5").dossier({"depenses": [{"montant_ttc": "100 000,01 €"}]})).notices
    assert "deux_modalites" not in other


# ---- ITN6: half of the expenses


def test_a_supplier_is_asked_about_only_where_it_decides() -> None:
    unsaid = {"fournisseur": None, "montant_ttc": "10 000 €"}
    enough = ENGINE.report(oracle("ITN6").dossier({"depenses": [{}, unsaid]}))
    expect_settled(enough, {})
    staff = {"titre": "2", "nature": "personnel", "fournisseur": None}
    asked = ENGINE.report(oracle("ITN6").dossier({"depenses": [unsaid, {**staff, "montant_ttc": "10 000 €"}]}))
    expect_settled(asked, {"entreprises_innovantes": "unknown"})
    assert asked.findings["entreprises_innovantes"]["missing"] == [
        "depenses[0].fournisseur.innovant",
        "depenses[0].fournisseur.siege",
    ]


# ---- ITN8: two floors


@pytest.mark.parametrize("theme", ["ITN8A", "ITN8B", "ITN8C", "ITN8D"])
def test_a_refusal_between_the_floors_names_the_lower_one_and_who_has_it(theme: str) -> None:
    porteurs = [{"categorie": "service_deconcentre"}, {"categorie": "administration_centrale"}]
    facts = {"porteurs": porteurs, "depenses": [{"montant_ttc": "200 000 €"}]}
    found = ENGINE.report(oracle(theme).dossier(facts)).findings["taille"]
    assert (found["outcome"], found["reading"]) == ("fail", "R10")
    assert "150" in found["message"]
    assert "déconcentrés" in found["message"]


def test_staff_is_asked_for_no_supplier() -> None:
    staff = {"titre": "2", "nature": "personnel", "fournisseur": None}
    report = ENGINE.report(oracle("ITN8A").dossier({"depenses": [{"fournisseur": None}, staff]}))
    assert report.findings["entreprise_francaise"]["missing"] == ["depenses[0].fournisseur.siege"]


# ---- SNAP1: how the money comes


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, True),
        ({"pieces.sites_concernes": False}, True),
        ({"porteurs": [{"categorie": "entreprise"}]}, False),
    ],
)
def test_the_budget_transfer_is_said_wherever_there_is_a_grant(facts: dict[str, object], said: bool) -> None:
    assert ("transfert_budgetaire" in ENGINE.report(oracle("SNAP1").dossier(facts)).notices) is said


# ---- SNAP2A, SNAP2B: the counterpart of the ministry


@pytest.mark.parametrize("theme", ["SNAP2A", "SNAP2B"])
@pytest.mark.parametrize("amount", ["49 999,99 €", "50 000 €", "100 000 €", "300 000 €", "500 000 €", "500 000,01 €"])
def test_the_counterpart_gives_the_same_among_the_lines_and_apart(theme: str, amount: str) -> None:
    staff = {"montant_ttc": "70 000 €", "titre": "2", "nature": "personnel"}
    among = {"projet.contrepartie_titre_2": None, "depenses": [{"montant_ttc": amount}, staff]}
    apart = {"projet.contrepartie_titre_2": "70 000 €", "depenses": [{"montant_ttc": amount}]}
    first, second = (ENGINE.report(oracle(theme).dossier(facts)) for facts in (among, apart))
    assert first.outcomes == second.outcomes
    assert [first.funding[key] for key in ("base", "grant")] == [second.funding[key] for key in ("base", "grant")]


# ---- SNAP3: the ceiling of a project


def test_dossiers_of_one_project_share_its_ceiling_in_order_of_filing_then_of_reference() -> None:
    terms = oracle("SNAP3")

    def phase(reference: str, day: str, project: str) -> dict[str, object]:
        facts = {"reference": reference, "depose_le": day, "projet.reference": project}
        return terms.dossier({**facts, "depenses": [{"montant_ttc": "1 500 000 €"}]})

    reports = ENGINE.batch(
        [phase("B", "2021-03-01", "P-3"), phase("A", "2021-03-01", "P-3"), phase("C", "2021-02-01", "P-4")]
    )
    alone, (first,) = terms.grant(150_000_000), terms.ceilings
    assert [report.funding["grant"] for report in reports] == [
        euros(first.amount - alone),
        euros(alone),
        euros(alone),
    ]


# ---- SNAP3, SNAP4: the size of a project filed in phases


@pytest.mark.parametrize("theme", ["SNAP3", "SNAP4"])
@pytest.mark.parametrize(
    ("amounts", "outcome"),
    [
        (["300 000 €"], "unknown"),
        (["300 000 €", "199 999,99 €"], "unknown"),
        (["300 000 €", "200 000 €"], "pass"),
        (["7 000 000 €", "1 000 000,01 €"], "fail"),
    ],
)
def test_the_dossiers_of_one_project_give_the_least_that_it_costs(theme: str, amounts: list[str], outcome: str) -> None:
    facts = [{"projet.reference": "P-5", "depenses": [{"montant_ttc": amount}]} for amount in amounts]
    other = {"projet.reference": "P-6", "depenses": [{"montant_ttc": "450 000 €"}]}
    *reports, apart = ENGINE.batch([oracle(theme).dossier(each) for each in [*facts, other]])
    assert [report.outcomes["taille"] for report in reports] == [outcome] * len(amounts)
    assert {("projet.cout_toutes_phases_ttc" in report.missing) for report in reports} == {outcome == "unknown"}
    assert apart.outcomes["taille"] == "unknown"


@pytest.mark.parametrize("theme", ["SNAP3", "SNAP4"])
def test_what_a_dossier_states_of_its_whole_project_prevails_over_its_batch(theme: str) -> None:
    facts = {"projet.reference": "P-5", "depenses": [{"montant_ttc": "300 000 €"}]}
    stated = {**facts, "projet.cout_toutes_phases_ttc": "499 999,99 €"}
    first, second = ENGINE.batch([oracle(theme).dossier(each) for each in (stated, facts)])
    assert (first.outcomes["taille"], second.outcomes["taille"]) == ("fail", "pass")


# ---- SNAP5: retraining towards the digital professions


def test_a_refused_retraining_is_pointed_to_itn4() -> None:
    report = ENGINE.report(oracle("SNAP5").dossier({"projet.reconversion_filiere_numerique": True}))
    assert "ITN4" in report.findings["hors_reconversion"]["message"]
