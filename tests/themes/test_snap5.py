"""SNAP5, digital ways of working (catalogue lines 2420 to 2585)."""

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
    parts_of,
    rules,
    settled_but,
    share,
    with_,
    without,
)

RULES = {"depot", "taille", "porteur", "hors_reconversion"}
RETRAINING = "projet.reconversion_filiere_numerique"

# The bullets of lines 2549 to 2563, and those of lines 2514 to 2518, each with the line where it starts.
COMMITMENTS = {"niveau_hierarchique": 2549, "referent_projet": 2554, "referents_suivi": 2557, "suivi_projet": 2562}
DOCUMENTS = {"contexte_strategique": 2514, "cibles_metriques": 2517, "organisation_risques": 2518}

READY: Data = {
    "reference": "2021-0005",
    "depose_le": "2021-03-01",
    "projet": {"nom": "Tous à l’aise", "cout_total_ttc": "100 000 €", "reconversion_filiere_numerique": False},
    "porteurs": [{"nom": "Secrétariat", "siret": "17877893200016", "categorie": "administration_centrale"}],
    "depenses": [{"libelle": "Ateliers", "montant_ttc": "100 000 €", "titre": "3"}],
    "financement": {"subvention_demandee": "75 000 €"},
    "engagements": dict.fromkeys(COMMITMENTS, True),
    "pieces": dict.fromkeys(DOCUMENTS, True),
}

# "une administration centrale ou son opérateur", line 2438
ACCEPTED = {"direction_numerique_ministerielle", "direction_metier", "administration_centrale", "operateur"}


def spending(*lines: tuple[str, str | None]) -> Data:
    """A dossier with these amounts and budget titles; its total is their sum, and it states no request."""
    found = [{"montant_ttc": amount, **({} if title is None else {"titre": title})} for amount, title in lines]
    return without(with_(READY, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("SNAP5", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("75000.00", "25000.00")
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("0,01 €", "fail"),
        ("29 999,99 €", "fail"),
        ("30 000,00 €", "pass"),
        ("30 000,01 €", "pass"),
        ("299 999,99 €", "pass"),
        ("300 000,00 €", "pass"),
        ("300 000,01 €", "fail"),
        ("22 M€", "fail"),
    ],
)
def test_size_from_30_000_to_300_000(total: str, outcome: str) -> None:
    report = check("SNAP5", spending((total, "3")))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("others", "staff", "outcome"),
    [
        ("20 000 €", "10 000 €", "pass"),
        ("20 000 €", "9 999,99 €", "fail"),
        ("250 000 €", "50 000 €", "pass"),
        ("250 000 €", "50 000,01 €", "fail"),
    ],
)
def test_size_is_that_of_the_total_with_staff(others: str, staff: str, outcome: str) -> None:
    assert settled_but(check("SNAP5", spending((others, "3"), (staff, "2"))), "taille", outcome)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-12-01", "fail"),
        ("2021-01-03", "fail"),
        ("2021-01-04", "pass"),
        ("04/01/2021", "pass"),
        ("2021-01-05", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_4_january_2021_and_never_closes(day: str, outcome: str) -> None:
    assert settled_but(check("SNAP5", with_(READY, "depose_le", day)), "depot", outcome)


# ---- eligibility


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("SNAP5", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        ({"categorie": "operateur"}, "pass"),
        ({"categorie": "direction_metier"}, "pass"),
        ({"categorie": "collectivite_territoriale"}, "fail"),
        ({"categorie": "service_deconcentre"}, "fail"),
        ({"nom": "Inconnu"}, "unknown"),
    ],
)
def test_each_of_several_applicants_counts(second: Data, outcome: str) -> None:
    report = check("SNAP5", with_(READY, "porteurs", [*READY["porteurs"], second]))
    assert settled_but(report, "porteur", outcome)


def test_retraining_towards_digital_professions_is_refused_and_pointed_to_itn4() -> None:
    report = check("SNAP5", with_(READY, RETRAINING, True))
    assert settled_but(report, "hors_reconversion", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")
    (condition,) = (c for c in rules()["SNAP5"].theme.conditions if c.id == "hors_reconversion")
    assert "ITN4" in condition.failure.fr
    assert "ITN4" in condition.failure.en


@pytest.mark.parametrize(
    ("path", "rule", "missing"),
    [
        ("depose_le", "depot", "depose_le"),
        ("porteurs", "porteur", "porteurs"),
        ("porteurs[0].categorie", "porteur", "porteurs[0].categorie"),
        (RETRAINING, "hors_reconversion", RETRAINING),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str, missing: str) -> None:
    report = check("SNAP5", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (missing,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (missing,))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("SNAP5", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert report.missing_facts == ("projet.cout_total_ttc",)
    assert (grant(report), report.verdict) == (None, "undetermined")


# ---- commitments and documents


@pytest.mark.parametrize("commitment", COMMITMENTS)
@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("SNAP5", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([commitment], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("said", [False, True], ids=["not given", "said missing"])
def test_a_document_missing_makes_the_dossier_incomplete(document: str, said: bool) -> None:
    path = f"pieces.{document}"
    report = check("SNAP5", with_(READY, path, False) if said else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([], [document])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_no_commitment_and_no_document_at_all() -> None:
    report = check("SNAP5", without(READY, "engagements", "pieces"))
    assert set(missing_ids(report.commitments)) == set(COMMITMENTS)
    assert set(missing_ids(report.documents)) == set(DOCUMENTS)
    assert report.status == "incomplete"


# ---- funding: 75 % of the total, without staff


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("30 000 €", "22500.00", "7500.00"),
        ("30 000,01 €", "22500.00", "7500.01"),
        ("30 000,02 €", "22500.01", "7500.01"),
        ("30 000,03 €", "22500.02", "7500.01"),
        ("30 000,04 €", "22500.03", "7500.01"),
        ("299 999,99 €", "224999.99", "75000.00"),
        ("300 000 €", "225000.00", "75000.00"),
    ],
)
def test_75_percent_rounded_down(total: str, granted: str, rest: str) -> None:
    report = check("SNAP5", spending((total, "3")))
    assert (grant(report), share(report)) == (granted, rest)


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest"),
    [
        ("99 999,99 €", "0,01 €", "74999.99", "25000.01"),
        ("60 000 €", "40 000 €", "45000.00", "55000.00"),
        ("0 €", "100 000 €", "0.00", "100000.00"),
    ],
)
def test_staff_costs_leave_the_base(others: str, staff: str, granted: str, rest: str) -> None:
    report = check("SNAP5", spending((others, "3"), (staff, "2")))
    assert excluded(report) == {2: "personnel"}
    assert (grant(report), share(report)) == (granted, rest)


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, None])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "autre", None])
def test_nothing_else_leaves_the_base(title: str, year: int | None, nature: str | None) -> None:
    said = {"annee": year, "nature": nature, "produit_europeen": False}
    line = {
        "montant_ttc": "100 000 €",
        "titre": title,
        **{name: value for name, value in said.items() if value is not None},
    }
    report = check("SNAP5", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "75000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("SNAP5", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_enough_and_supposes_no_staff() -> None:
    report = check("SNAP5", without(READY, "depenses"))
    assert (grant(report), notices(report), report.status) == ("75000.00", {"personnel"}, "ready")


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("74 999,99 €", "74999.99", set()),
        ("75 000,00 €", "75000.00", set()),
        ("75 000,01 €", "75000.00", {"demande_ramenee"}),
        ("100 000 €", "75000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("SNAP5", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("SNAP5", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("75000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["SNAP5"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission TRANSFO (Patrick RUESTCHMANN)"
    assert str(theme.envelope.amount) == "22000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2021, 1, 4), None)]
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert (len(theme.requirements), len(theme.documents)) == (4 + 3, 3)
    assert all(requirement.when is None for requirement in theme.requirements)
    assert len(theme.criteria) == 4
    assert len(theme.encouraged) == 6
    assert len(theme.financeable) == 2 + 5 + 1  # examples of the two fields of action, then training services
    assert len(theme.expected) == 3
    assert len(theme.selection) == 1
    assert len(theme.support) == 1 + 3  # the barometer of line 2510, then three paragraphs
    assert theme.indicators == ()


def test_citations() -> None:
    theme = rules()["SNAP5"].theme
    found = parts_of(theme)
    assert all(cites(found[name], line) for name, line in {**COMMITMENTS, **DOCUMENTS}.items())
    assert cites(found["porteur"], 2438, 2439)
    assert cites(found["hors_reconversion"], 2489, 2490)
    assert cites(theme.funding, 2435, 2436)
    assert cites(theme.size, 2444)
    assert cites(theme.envelope, 2442)
    assert cites(theme.windows[0], 2422)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "22500.00"),
        ("incomplet", "incomplete", "195000.00"),
        ("non_eligible", "ineligible", "135000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("SNAP5", name)
    assert (report.status, grant(report)) == (status, granted)
