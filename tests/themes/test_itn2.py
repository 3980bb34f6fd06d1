"""ITN2, digital transformation of ecosystems (catalogue lines 141 to 307)."""

from __future__ import annotations

from datetime import date

import pytest

from .helpers import (
    CATEGORIES,
    Data,
    check,
    check_example,
    cites,
    excluded,
    grant,
    missing_ids,
    missing_of,
    notices,
    outcomes,
    rules,
    settled_but,
    share,
    with_,
    without,
)

RULES = {"depot", "taille", "porteur", "politique_publique"}

# The bullets of lines 273 to 290, and those of lines 204 to 223, each with the line where it starts.
COMMITMENTS = {
    "niveau_hierarchique": 273,
    "implication_usagers_agents": 278,
    "referent_projet": 282,
    "suivi_projet": 286,
    "composants_communs": 287,
}
DOCUMENTS = {
    "enjeux_politique_publique": 204,
    "besoins_acteurs": 209,
    "potentiel_services": 212,
    "objectifs_cibles_metriques": 217,
    "demarches_iteratives": 218,
    "organisation_risques": 223,
}

READY: Data = {
    "reference": "2021-0002",
    "depose_le": "2021-02-12",
    "projet": {"nom": "Plateforme du logement", "cout_total_ttc": "600 000 €"},
    "porteurs": [
        {"nom": "Direction", "categorie": "direction_metier", "en_charge_politique_publique": True},
        {"nom": "Agence", "categorie": "operateur", "en_charge_politique_publique": True},
    ],
    "financement": {"subvention_demandee": "300 000 €"},
    "depenses": [
        {"libelle": "Développement", "montant_ttc": "600 000 €", "annee": 2021, "titre": "3", "nature": "prestation"}
    ],
    "engagements": dict.fromkeys(COMMITMENTS, True),
    "pieces": dict.fromkeys(DOCUMENTS, True),
}


def costing(amount: str) -> Data:
    """A dossier of this total, with no expense line and no request."""
    return without(with_(READY, "projet.cout_total_ttc", amount), "depenses", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("ITN2", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("300000.00", "300000.00")
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("50 000 €", "fail"),
        ("199 999,99 €", "fail"),
        ("200 000,00 €", "pass"),
        ("200 000,01 €", "pass"),
        ("999 999,99 €", "pass"),
        ("1 000 000,00 €", "pass"),
        ("1 000 000,01 €", "fail"),
        ("15 M€", "fail"),
    ],
)
def test_size_from_200_000_to_1_000_000(total: str, outcome: str) -> None:
    report = check("ITN2", costing(total))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-01", "fail"),
        ("2020-11-02", "pass"),
        ("02/11/2020", "pass"),
        ("2020-11-03", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_2_november_2020_and_never_closes(day: str, outcome: str) -> None:
    assert settled_but(check("ITN2", with_(READY, "depose_le", day)), "depot", outcome)


# ---- eligibility


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("category", CATEGORIES)
def test_each_applicant_is_a_business_directorate_or_an_operator(category: str, place: int) -> None:
    report = check("ITN2", with_(READY, f"porteurs[{place}].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in {"direction_metier", "operateur"} else "fail")


@pytest.mark.parametrize("place", [0, 1])
def test_each_applicant_is_in_charge_of_the_policy(place: int) -> None:
    report = check("ITN2", with_(READY, f"porteurs[{place}].en_charge_politique_publique", False))
    assert settled_but(report, "politique_publique", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


@pytest.mark.parametrize("category", ["direction_metier", "operateur"])
def test_one_applicant_is_enough(category: str) -> None:
    alone = {"categorie": category, "en_charge_politique_publique": True}
    assert check("ITN2", with_(READY, "porteurs", [alone])).status == "ready"


def test_local_authorities_are_excluded_even_in_a_group() -> None:
    council = {"categorie": "collectivite_territoriale", "en_charge_politique_publique": True}
    report = check("ITN2", with_(READY, "porteurs", [*READY["porteurs"], council]))
    assert settled_but(report, "porteur", "fail")


@pytest.mark.parametrize(
    ("path", "rule", "missing"),
    [
        ("depose_le", "depot", "depose_le"),
        ("porteurs[0].categorie", "porteur", "porteurs[0].categorie"),
        ("porteurs[1].categorie", "porteur", "porteurs[1].categorie"),
        (
            "porteurs[0].en_charge_politique_publique",
            "politique_publique",
            "porteurs[0].en_charge_politique_publique",
        ),
        (
            "porteurs[1].en_charge_politique_publique",
            "politique_publique",
            "porteurs[1].en_charge_politique_publique",
        ),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str, missing: str) -> None:
    report = check("ITN2", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (missing,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (missing,))


def test_no_applicant_leaves_both_rules_about_them_unknown() -> None:
    report = check("ITN2", without(READY, "porteurs"))
    assert outcomes(report) == {
        "depot": "pass",
        "taille": "pass",
        "porteur": "unknown",
        "politique_publique": "unknown",
    }
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("ITN2", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert (report.verdict, report.missing_facts) == ("undetermined", ("projet.cout_total_ttc",))
    assert grant(report) is None


def test_a_refusal_decides_whatever_is_unknown() -> None:
    report = check("ITN2", without(with_(READY, "porteurs[1].categorie", "association"), "depose_le"))
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


# ---- commitments and documents


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("commitment", COMMITMENTS)
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("ITN2", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([commitment], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_missing_makes_the_dossier_incomplete(document: str, refused: bool) -> None:
    path = f"pieces.{document}"
    report = check("ITN2", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([], [document])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_everything_is_asked() -> None:
    report = check("ITN2", without(READY, "engagements", "pieces"))
    assert set(missing_ids(report.commitments)) == set(COMMITMENTS)
    assert set(missing_ids(report.documents)) == set(DOCUMENTS)


# ---- funding: 50 % of the total


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("200 000,00 €", "100000.00", "100000.00"),
        ("200 000,01 €", "100000.00", "100000.01"),
        ("200 000,02 €", "100000.01", "100000.01"),
        ("777 777,77 €", "388888.88", "388888.89"),
        ("999 999,99 €", "499999.99", "500000.00"),
        ("1 000 000,00 €", "500000.00", "500000.00"),
    ],
)
def test_50_percent_rounded_down(total: str, granted: str, rest: str) -> None:
    report = check("ITN2", costing(total))
    assert (grant(report), share(report)) == (granted, rest)


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest"),
    [
        ("599 999,99 €", "0,01 €", "299999.99", "300000.01"),
        ("599 999,98 €", "0,02 €", "299999.99", "300000.01"),
        ("540 000 €", "60 000 €", "270000.00", "330000.00"),
        ("0 €", "600 000 €", "0.00", "600000.00"),
    ],
)
def test_staff_costs_leave_the_base(others: str, staff: str, granted: str, rest: str) -> None:
    lines = [{"montant_ttc": others, "titre": "3"}, {"montant_ttc": staff, "titre": "2"}]
    report = check("ITN2", without(with_(READY, "depenses", lines), "financement.subvention_demandee"))
    assert excluded(report) == {2: "personnel"}
    assert (grant(report), share(report)) == (granted, rest)
    assert str(report.funding.total_cost) == "600000.00"
    assert outcomes(report)["taille"] == "pass"


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "autre", None])
def test_nothing_else_leaves_the_base(title: str, nature: str | None) -> None:
    line = {"montant_ttc": "600 000 €", "titre": title, **({} if nature is None else {"nature": nature})}
    report = check("ITN2", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "300000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("ITN2", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_enough() -> None:
    report = check("ITN2", without(READY, "depenses"))
    assert (report.status, grant(report), notices(report)) == ("ready", "300000.00", {"personnel"})


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("200 000 €", "200000.00", set()),
        ("299 999,99 €", "299999.99", set()),
        ("300 000,00 €", "300000.00", set()),
        ("300 000,01 €", "300000.00", {"demande_ramenee"}),
        ("600 000 €", "300000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN2", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN2", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("300000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN2"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission TRANSFO (Patrick RUESTCHMANN)"
    assert str(theme.envelope.amount) == "15000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 11, 2), None)]
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert (len(theme.requirements), len(theme.documents)) == (5 + 6, 6)
    assert all(requirement.when is None for requirement in theme.requirements)
    assert len(theme.criteria) == 5
    assert len(theme.encouraged) == 4
    assert len(theme.selection) == 1
    assert len(theme.support) == 3
    assert theme.indicators == ()


def test_citations() -> None:
    theme = rules()["ITN2"].theme
    found = {item.id: item for item in (*theme.requirements, *theme.conditions)}
    assert all(cites(found[name], line) for name, line in {**COMMITMENTS, **DOCUMENTS}.items())
    assert cites(found["porteur"], 161, 162, 163, 165)
    assert cites(found["politique_publique"], 162)
    assert cites(theme.funding, 158, 159)
    assert cites(theme.size, 170)
    assert cites(theme.envelope, 168)
    assert cites(theme.windows[0], 143)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "470000.00"),
        ("incomplet", "incomplete", "100000.00"),
        ("non_eligible", "ineligible", "99999.99"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("ITN2", name)
    assert (report.status, grant(report)) == (status, granted)
