"""SNAP4, unified communication services (catalogue lines 2203 to 2419)."""

from __future__ import annotations

from datetime import date

import pytest

from .helpers import (
    CATEGORIES,
    Data,
    check,
    check_example,
    check_together,
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

# The conditions that one fact of the project decides, with that fact.
PROJECT_RULES = {
    "conforme_descriptif": "projet.conforme_descriptif",
    "retombees_francaises": "projet.retombees_entreprises_francaises",
    "ressources_pilotage": "projet.ressources_pilotage",
}
RULES = {"depot", "taille", "porteur", "numerique_informe", "hebergement_maitrise", *PROJECT_RULES}
HOSTING = "projet.hebergement"
EARLIER = "financement.subventions_anterieures"

# What lines 2388 to 2391 promise, and what lines 2274 to 2289 list, each with the line where it starts.
COMMITMENTS = {"point_trimestriel": 2388, "partage_informations": 2390}
DOCUMENTS = {
    "acteurs_organisation": 2277,
    "planning_phases_jalons": 2278,
    "budget_par_phase": 2279,
    "justification_conformite": 2281,
    "dispositions_criteres": 2282,
    "indicateurs": 2283,
    "seuils_indicateurs": 2287,
}

READY: Data = {
    "reference": "2021-0004",
    "depose_le": "2021-03-01",
    "projet": {
        "nom": "Salon commun",
        "reference": "P-40",
        "phase": 1,
        "cout_total_ttc": "1 000 000 €",
        "conforme_descriptif": True,
        "hebergement": "secnumcloud",
        "retombees_entreprises_francaises": True,
        "ressources_pilotage": True,
    },
    "porteurs": [{"nom": "Agence", "siret": "17877893200016", "categorie": "operateur", "numerique_informe": True}],
    "depenses": [
        {"libelle": "Messagerie", "montant_ttc": "1 000 000 €", "annee": 2021, "titre": "3", "nature": "prestation"},
    ],
    "financement": {"subvention_demandee": "750 000 €", "subventions_anterieures": "0 €"},
    "engagements": dict.fromkeys(COMMITMENTS, True),
    "pieces": dict.fromkeys(DOCUMENTS, True),
}

# Digital directorates of ministries, directorates and operators: lines 2229 to 2231.
ACCEPTED = {"direction_numerique_ministerielle", "direction_metier", "administration_centrale", "operateur"}


def spending(*lines: Data, earlier: str = "0 €") -> Data:
    """A dossier with these expense lines; its total is their sum, and it states no request.

    A line is an external service of 2021 in titre 3 but for what it says; None is something that it does not say.
    """
    usual = {"annee": 2021, "titre": "3", "nature": "prestation"}
    found = [{name: value for name, value in {**usual, **line}.items() if value is not None} for line in lines]
    dossier = without(with_(READY, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")
    return with_(dossier, EARLIER, earlier)


def costing(amount: str, earlier: str = "0 €") -> Data:
    return spending({"montant_ttc": amount}, earlier=earlier)


def staffed(others: str, staff: str) -> Data:
    return spending({"montant_ttc": others}, {"montant_ttc": staff, "titre": "2", "nature": "personnel"})


def test_ready() -> None:
    report = check("SNAP4", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("750000.00", "250000.00")
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("0,01 €", "fail"),
        ("499 999,99 €", "fail"),
        ("500 000,00 €", "pass"),
        ("500 000,01 €", "pass"),
        ("7 999 999,99 €", "pass"),
        ("8 000 000,00 €", "pass"),
        ("8 000 000,01 €", "fail"),
        ("82 M€", "fail"),
    ],
)
def test_size_from_500_000_to_8_000_000(total: str, outcome: str) -> None:
    report = check("SNAP4", costing(total))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    "line",
    [
        {"titre": "2", "nature": "personnel"},
        {"annee": 2023},
        {"nature": "licence", "produit_europeen": False},
    ],
    ids=["staff", "out of 2021 and 2022", "non-European licence"],
)
@pytest.mark.parametrize(
    ("usual", "other", "outcome"),
    [
        ("400 000 €", "100 000 €", "pass"),
        ("400 000 €", "99 999,99 €", "fail"),
        ("7 500 000 €", "500 000 €", "pass"),
        ("7 500 000 €", "500 000,01 €", "fail"),
    ],
)
def test_size_is_that_of_the_whole_total(usual: str, other: str, outcome: str, line: Data) -> None:
    report = check("SNAP4", spending({"montant_ttc": usual}, {"montant_ttc": other, **line}))
    assert settled_but(report, "taille", outcome)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-01", "fail"),
        ("2020-11-08", "fail"),
        ("2020-11-09", "pass"),
        ("09/11/2020", "pass"),
        ("2020-11-10", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_9_november_2020_and_never_closes(day: str, outcome: str) -> None:
    assert settled_but(check("SNAP4", with_(READY, "depose_le", day)), "depot", outcome)


# ---- eligibility


@pytest.mark.parametrize(("rule", "path"), PROJECT_RULES.items())
def test_each_condition_of_the_project_refuses_alone(rule: str, path: str) -> None:
    report = check("SNAP4", with_(READY, path, False))
    assert settled_but(report, rule, "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


@pytest.mark.parametrize(("hosting", "outcome"), [("secnumcloud", "pass"), ("cercle_1", "pass"), ("autre", "fail")])
def test_hosted_in_a_controlled_cloud(hosting: str, outcome: str) -> None:
    report = check("SNAP4", with_(READY, HOSTING, hosting))
    assert settled_but(report, "hebergement_maitrise", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("SNAP4", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize(("informed", "outcome"), [(True, "pass"), (False, "fail"), (None, "unknown")])
def test_the_digital_directorate_is_informed_unless_it_applies(
    category: str, informed: bool | None, outcome: str
) -> None:
    applicant = {"categorie": category, **({} if informed is None else {"numerique_informe": informed})}
    report = check("SNAP4", with_(READY, "porteurs", [applicant]))
    expected = "pass" if category == "direction_numerique_ministerielle" else outcome
    assert outcomes(report)["numerique_informe"] == expected
    if category in ACCEPTED:
        assert settled_but(report, "numerique_informe", expected)


@pytest.mark.parametrize(
    ("second", "rule", "outcome"),
    [
        ({"categorie": "direction_numerique_ministerielle"}, "porteur", "pass"),
        ({"categorie": "direction_metier", "numerique_informe": True}, "porteur", "pass"),
        ({"categorie": "service_deconcentre", "numerique_informe": True}, "porteur", "fail"),
        ({"categorie": "entreprise", "numerique_informe": True}, "porteur", "fail"),
        ({"numerique_informe": True}, "porteur", "unknown"),
        ({"categorie": "operateur", "numerique_informe": False}, "numerique_informe", "fail"),
        ({"categorie": "operateur"}, "numerique_informe", "unknown"),
    ],
)
def test_each_of_several_applicants_counts(second: Data, rule: str, outcome: str) -> None:
    report = check("SNAP4", with_(READY, "porteurs", [*READY["porteurs"], second]))
    assert settled_but(report, rule, outcome)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("depose_le", "depot"),
        ("porteurs[0].categorie", "porteur"),
        ("porteurs[0].numerique_informe", "numerique_informe"),
        (HOSTING, "hebergement_maitrise"),
        *((path, rule) for rule, path in PROJECT_RULES.items()),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str) -> None:
    report = check("SNAP4", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (path,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (path,))


def test_no_applicant_leaves_both_their_rules_unknown() -> None:
    report = check("SNAP4", without(READY, "porteurs"))
    expected = dict.fromkeys(RULES, "pass") | dict.fromkeys(("porteur", "numerique_informe"), "unknown")
    assert outcomes(report) == expected
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("SNAP4", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert (grant(report), report.verdict) == (None, "undetermined")


# ---- commitments and documents


@pytest.mark.parametrize("commitment", COMMITMENTS)
@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("SNAP4", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([commitment], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("said", [False, True], ids=["not given", "said missing"])
def test_a_document_missing_makes_the_dossier_incomplete(document: str, said: bool) -> None:
    path = f"pieces.{document}"
    report = check("SNAP4", with_(READY, path, False) if said else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([], [document])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_no_commitment_and_no_document_at_all() -> None:
    report = check("SNAP4", without(READY, "engagements", "pieces"))
    assert set(missing_ids(report.commitments)) == set(COMMITMENTS)
    assert set(missing_ids(report.documents)) == set(DOCUMENTS)
    assert report.status == "incomplete"


# ---- funding: 75 %, at most 3 000 000 per dossier and 8 000 000 per project


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("500 000 €", "375000.00", "125000.00"),
        ("500 000,01 €", "375000.00", "125000.01"),
        ("500 000,02 €", "375000.01", "125000.01"),
        ("500 000,03 €", "375000.02", "125000.01"),
        ("500 000,04 €", "375000.03", "125000.01"),
        ("3 999 999,98 €", "2999999.98", "1000000.00"),
        ("3 999 999,99 €", "2999999.99", "1000000.00"),
        ("4 000 000,00 €", "3000000.00", "1000000.00"),
        ("4 000 000,02 €", "3000000.00", "1000000.02"),
        ("8 000 000 €", "3000000.00", "5000000.00"),
    ],
)
def test_75_percent_rounded_down_up_to_the_ceiling_of_a_dossier(total: str, granted: str, rest: str) -> None:
    report = check("SNAP4", costing(total))
    assert (grant(report), share(report)) == (granted, rest)


@pytest.mark.parametrize(
    ("total", "earlier", "granted", "binding"),
    [
        ("1 000 000 €", "0 €", "750000.00", set()),
        ("1 000 000 €", "7 250 000 €", "750000.00", set()),
        ("1 000 000 €", "7 250 000,01 €", "749999.99", {"plafond_projet"}),
        ("8 000 000 €", "0 €", "3000000.00", {"plafond_dossier"}),
        ("8 000 000 €", "4 999 999,99 €", "3000000.00", {"plafond_dossier"}),
        ("8 000 000 €", "5 000 000 €", "3000000.00", {"plafond_dossier", "plafond_projet"}),
        ("8 000 000 €", "5 000 000,01 €", "2999999.99", {"plafond_projet"}),
        ("8 000 000 €", "7 999 999,99 €", "0.01", {"plafond_projet"}),
        ("8 000 000 €", "8 000 000 €", "0.00", {"plafond_projet"}),
        ("8 000 000 €", "9 000 000 €", "0.00", {"plafond_projet"}),
    ],
)
def test_earlier_grants_of_the_project_count_against_its_ceiling(
    total: str, earlier: str, granted: str, binding: set[str]
) -> None:
    report = check("SNAP4", costing(total, earlier))
    assert grant(report) == granted
    assert {use.id.partition(".")[2] for use in report.funding.ceilings if use.binding} == binding
    assert report.verdict == "eligible"


def test_earlier_grants_not_stated_leave_the_grant_unknown() -> None:
    report = check("SNAP4", without(READY, EARLIER))
    assert (grant(report), report.missing_facts) == (None, (EARLIER,))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_dossiers_of_one_project_share_the_ceiling_in_order_of_deposit_then_of_reference() -> None:
    def phase(reference: str, day: str, project: str = "P-40") -> Data:
        dossier = with_(with_(costing("4 000 000 €"), "reference", reference), "depose_le", day)
        return with_(dossier, "projet.reference", project)

    reports = check_together(
        "SNAP4",
        phase("B", "2021-03-01"),
        phase("A", "2021-03-01"),
        phase("C", "2021-02-01"),
        phase("D", "2021-03-01", "P-41"),
    )
    assert [grant(report) for report in reports] == ["2000000.00", "3000000.00", "3000000.00", "3000000.00"]


# ---- funding: staff costs count, and are the applicant's


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest"),
    [
        ("750 000,01 €", "249 999,99 €", "750000.00", "250000.00"),
        ("750 000 €", "250 000 €", "750000.00", "250000.00"),
        ("749 999,99 €", "250 000,01 €", "749999.99", "250000.01"),
        ("600 000 €", "400 000 €", "600000.00", "400000.00"),
        ("0 €", "1 000 000 €", "0.00", "1000000.00"),
    ],
)
def test_staff_costs_are_valued_in_the_share_of_the_applicant(others: str, staff: str, granted: str, rest: str) -> None:
    report = check("SNAP4", staffed(others, staff))
    assert (excluded(report), grant(report), share(report)) == ({}, granted, rest)


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("SNAP4", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


# ---- funding: what does not count


@pytest.mark.parametrize("title", ["2", "3", "5", "6"])
@pytest.mark.parametrize(("year", "counts"), [(2019, False), (2020, False), (2021, True), (2022, True), (2023, False)])
def test_only_2021_and_2022_count(year: int, counts: bool, title: str) -> None:
    other = {"montant_ttc": "100 000,02 €", "annee": year, "titre": title}
    report = check("SNAP4", spending({"montant_ttc": "900 000 €"}, other))
    assert excluded(report) == ({} if counts else {2: "hors_2021_2022"})
    # 75 % of 1 000 000.02 is 750 000.015.
    assert (grant(report), share(report)) == (("750000.01", "250000.01") if counts else ("675000.00", "325000.02"))
    assert report.verdict == "eligible"


@pytest.mark.parametrize(
    ("line", "rule", "missing"),
    [
        ({"nature": "licence", "produit_europeen": True}, None, ()),
        ({"nature": "licence", "produit_europeen": False}, "licence_extra_europeenne", ()),
        ({"nature": "licence"}, None, ("depenses[1].produit_europeen",)),
        ({"nature": "prestation", "produit_europeen": False}, None, ()),
        ({"nature": "materiel", "produit_europeen": False}, None, ()),
        ({"nature": None, "produit_europeen": True}, None, ()),
        ({"nature": None, "produit_europeen": False}, None, ("depenses[1].nature",)),
        ({"nature": None}, None, ("depenses[1].nature", "depenses[1].produit_europeen")),
        ({"annee": None}, None, ("depenses[1].annee",)),
        ({"annee": None, "nature": "licence", "produit_europeen": False}, "licence_extra_europeenne", ()),
        ({"annee": 2020, "nature": None}, "hors_2021_2022", ()),
        ({"annee": 2020, "nature": "licence", "produit_europeen": False}, "hors_2021_2022", ()),
    ],
)
def test_licences_of_non_european_products_do_not_count_but_their_integration_does(
    line: Data, rule: str | None, missing: tuple[str, ...]
) -> None:
    report = check("SNAP4", spending({"montant_ttc": "900 000 €"}, {"montant_ttc": "100 000 €", **line}))
    assert excluded(report) == ({} if rule is None else {2: rule})
    assert set(report.missing_facts) == {"financement.subvention_demandee", *missing}
    assert grant(report) == (None if missing else "750000.00" if rule is None else "675000.00")
    assert report.verdict == "eligible"


def test_a_total_without_lines_is_not_enough() -> None:
    report = check("SNAP4", without(READY, "depenses"))
    assert (grant(report), report.missing_facts) == (None, ("depenses",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("749 999,99 €", "749999.99", set()),
        ("750 000,00 €", "750000.00", set()),
        ("750 000,01 €", "750000.00", {"demande_ramenee"}),
        ("1 000 000 €", "750000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("SNAP4", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("SNAP4", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("750000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["SNAP4"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission INFRA"
    assert str(theme.envelope.amount) == "82000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 11, 9), None)]
    assert theme.funding.staff == "valued"
    assert [(str(ceiling.amount), ceiling.per) for ceiling in theme.funding.ceilings] == [
        ("3000000.00", "dossier"),
        ("8000000.00", "project"),
    ]
    assert theme.juries is None
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert (len(theme.requirements), len(theme.documents)) == (2 + 7, 7)
    assert all(requirement.when is None for requirement in theme.requirements)
    assert len(theme.criteria) == 7
    assert len(theme.encouraged) == 3
    assert len(theme.selection) == 4
    assert len(theme.support) == 2
    assert len(theme.indicators) == 2


def test_citations() -> None:
    theme = rules()["SNAP4"].theme
    found = parts_of(theme)
    assert all(cites(found[name], line) for name, line in {**COMMITMENTS, **DOCUMENTS}.items())
    assert cites(found["conforme_descriptif"], 2229)
    assert cites(found["hebergement_maitrise"], 2261, 2262)
    assert cites(found["porteur"], 2229, 2230, 2231)
    assert cites(found["numerique_informe"], 2231, 2232)
    assert cites(found["retombees_francaises"], 2238, 2240)
    assert cites(found["ressources_pilotage"], 2244, 2245, 2246, 2247)
    assert cites(found["hors_2021_2022"], 2235, 2237)
    assert cites(found["licence_extra_europeenne"], 2240, 2241)
    assert all(cites(ceiling, 2224) for ceiling in theme.funding.ceilings)
    assert cites(theme.funding.ceilings[1], 2225)
    assert cites(theme.funding, 2219, 2220, 2222, 2223)
    assert cites(theme.size, 2251)
    assert cites(theme.envelope, 2249)
    assert cites(theme.windows[0], 2205)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "3000000.00"),
        ("incomplet", "incomplete", None),
        ("non_eligible", "ineligible", "277499.99"),
    ],
)
def test_examples(name: str, status: str, granted: str | None) -> None:
    report = check_example("SNAP4", name)
    assert (report.status, grant(report)) == (status, granted)
