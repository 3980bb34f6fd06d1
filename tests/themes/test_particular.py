"""What one theme alone has, and no oracle can state."""

from __future__ import annotations

import pytest

from .oracle import FOLDER, Oracle, euros, load
from .test_oracles import ENGINE, expect_cited, expect_settled


def oracle(theme: str) -> Oracle:
    return load(FOLDER / f"{theme}.yaml")


# ---- ITN4, ITN8B, ITN8D: the text is cut


@pytest.mark.parametrize(
    ("theme", "line", "reading"), [("ITN4", 492, "ITN4"), ("ITN8B", 1269, "R11"), ("ITN8D", 1610, "R11")]
)
@pytest.mark.parametrize("filled", [True, False])
def test_what_the_text_lacks_is_said_with_its_place_and_its_reading(
    theme: str, line: int, reading: str, filled: bool
) -> None:
    report = ENGINE.report(oracle(theme).dossier() if filled else {"theme": theme})
    expect_cited("notice", report.notices["texte_manquant"]["source"], line)
    assert report.notices["texte_manquant"]["reading"] == reading


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
    assert [way for way in ("guichet", "appel_a_projets") if way in said] == ([fitting] if fitting else [])


# ---- ITN6: half of the expenses


def test_a_supplier_is_asked_about_only_where_it_decides() -> None:
    unsaid = {"fournisseur": None, "montant_ttc": "10 000 €"}
    enough = ENGINE.report(oracle("ITN6").dossier({"depenses": [{}, unsaid]}))
    expect_settled(enough, {})
    staff = {"titre": "2", "nature": "personnel", "fournisseur": {"innovant": False}}
    asked = ENGINE.report(oracle("ITN6").dossier({"depenses": [unsaid, {**staff, "montant_ttc": "10 000 €"}]}))
    expect_settled(asked, {"entreprises_innovantes": "unknown"})
    assert asked.findings["entreprises_innovantes"]["missing"] == [
        "depenses[0].fournisseur.innovant",
        "depenses[0].fournisseur.siege",
    ]


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


# ---- SNAP5: retraining towards the digital professions


def test_a_refused_retraining_is_pointed_to_itn4() -> None:
    report = ENGINE.report(oracle("SNAP5").dossier({"projet.reconversion_filiere_numerique": True}))
    assert "ITN4" in report.findings["hors_reconversion"]["message"]
