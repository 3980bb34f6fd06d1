"""SNAP1, network speed in local offices (catalogue lines 1613 to 1808)."""

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
    given_ids,
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

NETWORK, DIRECTORATE = "reseau_offre_partenaire", "direction_numerique_associee"
RULES = {"depot", "taille", "porteur", NETWORK, DIRECTORATE}

# What the applicant takes on at lines 1785 to 1794, and what the dossier describes, each with the line where it starts.
COMMITMENTS = {"communication_interne": 1785, "suivi_gouvernance_rie": 1791}
TAKE_OVER = "relais_financement"  # "le cas échéant", lines 1663, 1796 and 1797
DOCUMENTS = {"sites_concernes": 1774, "motifs_debits": 1775}

# Services of the State, central or deconcentrated, and operators: lines 1637 and 1638.
SERVICES = {"administration_centrale", "direction_metier", "direction_numerique_ministerielle", "service_deconcentre"}
ACCEPTED = SERVICES | {"operateur"}

OPERATOR: Data = {
    "nom": "Office",
    "categorie": "operateur",
    "reseau_offre_partenaire_rie": True,
    "depot_avec_direction_numerique": True,
}
SERVICE: Data = {"nom": "Préfecture", "categorie": "service_deconcentre"}

READY: Data = {
    "reference": "2021-0011",
    "depose_le": "2021-02-12",
    "projet": {"nom": "Fibre des sites", "cout_total_ttc": "600 000 €", "financement_apres_2022": True},
    "porteurs": [OPERATOR],
    "depenses": [
        {"libelle": "Fibre", "montant_ttc": "400 000 €", "annee": 2021, "titre": "5", "nature": "materiel"},
        {"libelle": "Recette", "montant_ttc": "200 000 €", "annee": 2022, "titre": "3", "nature": "prestation"},
    ],
    "financement": {"subvention_demandee": "600 000 €"},
    "engagements": dict.fromkeys([*COMMITMENTS, TAKE_OVER], True),
    "pieces": dict.fromkeys(DOCUMENTS, True),
}


def spending(*lines: tuple[str, int | None, str | None]) -> Data:
    """A dossier whose lines are these amounts, years and budget titles; its total is their sum."""
    names = ("montant_ttc", "annee", "titre")
    found = [{n: v for n, v in zip(names, line, strict=True) if v is not None} for line in lines]
    return without(with_(READY, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("SNAP1", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("600000.00", "0.00")
    assert set(given_ids(report.commitments)) == {*COMMITMENTS, TAKE_OVER}
    assert set(given_ids(report.documents)) == set(DOCUMENTS)
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("0,01 €", "fail"),
        ("99 999,99 €", "fail"),
        ("100 000,00 €", "pass"),
        ("100 000,01 €", "pass"),
        ("1 999 999,99 €", "pass"),
        ("2 000 000,00 €", "pass"),
        ("2 000 000,01 €", "fail"),
        ("55 M€", "fail"),
    ],
)
@pytest.mark.parametrize("applicant", [OPERATOR, SERVICE], ids=["operator", "deconcentrated service"])
def test_size_from_100_000_to_2_000_000(applicant: Data, total: str, outcome: str) -> None:
    report = check("SNAP1", with_(spending((total, 2021, "3")), "porteurs", [applicant]))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("kept", "left_out", "outcome"),
    [("1 €", "99 999 €", "pass"), ("99 999,98 €", "0,01 €", "fail"), ("2 000 000 €", "0,01 €", "fail")],
)
@pytest.mark.parametrize(("year", "title"), [(2023, "3"), (2021, "2")], ids=["after 2022", "staff"])
def test_size_is_that_of_the_total_before_exclusions(
    year: int, title: str, kept: str, left_out: str, outcome: str
) -> None:
    report = check("SNAP1", spending((kept, 2021, "3"), (left_out, year, title)))
    assert settled_but(report, "taille", outcome)
    assert set(excluded(report)) == {2}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-16", "fail"),
        ("2020-11-30", "fail"),
        ("2020-12-01", "pass"),
        ("01/12/2020", "pass"),
        ("2020-12-02", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_1_december_2020_and_never_closes(day: str, outcome: str) -> None:
    report = check("SNAP1", with_(READY, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


# ---- eligibility


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("SNAP1", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_of_several_applicants_counts(category: str) -> None:
    second = {**OPERATOR, "categorie": category}
    outcome = "pass" if category in ACCEPTED else "fail"
    assert settled_but(check("SNAP1", with_(READY, "porteurs", [SERVICE, second])), "porteur", outcome)
    assert settled_but(check("SNAP1", with_(READY, "porteurs", [second, SERVICE])), "porteur", outcome)


@pytest.mark.parametrize(
    ("fact", "rule"), [("reseau_offre_partenaire_rie", NETWORK), ("depot_avec_direction_numerique", DIRECTORATE)]
)
@pytest.mark.parametrize("category", sorted(ACCEPTED))
@pytest.mark.parametrize(("stated", "outcome"), [(True, "pass"), (False, "fail"), (None, "unknown")])
def test_only_an_operator_needs_the_network_and_its_directorate(
    fact: str, rule: str, category: str, stated: bool | None, outcome: str
) -> None:
    applicant = {**without(OPERATOR, fact), "categorie": category, **({} if stated is None else {fact: stated})}
    report = check("SNAP1", with_(READY, "porteurs", [applicant]))
    expected = outcome if category == "operateur" else "pass"
    assert settled_but(report, rule, expected)
    assert missing_of(report, rule) == ((f"porteurs[0].{fact}",) if expected == "unknown" else ())
    assert report.verdict == {"pass": "eligible", "fail": "ineligible", "unknown": "undetermined"}[expected]


@pytest.mark.parametrize(
    ("fact", "rule"), [("reseau_offre_partenaire_rie", NETWORK), ("depot_avec_direction_numerique", DIRECTORATE)]
)
@pytest.mark.parametrize(
    "beside",
    [SERVICE, {"categorie": "direction_numerique_ministerielle"}, OPERATOR],
    ids=["deconcentrated service", "digital directorate", "operator in order"],
)
def test_nobody_beside_an_operator_excuses_it(fact: str, rule: str, beside: Data) -> None:
    report = check("SNAP1", with_(READY, "porteurs", [beside, {**OPERATOR, fact: False}]))
    assert settled_but(report, rule, "fail")


@pytest.mark.parametrize("category", sorted(SERVICES))
def test_a_service_of_the_state_says_nothing_of_a_network(category: str) -> None:
    report = check("SNAP1", with_(READY, "porteurs", [{"categorie": category}]))
    assert (report.status, report.missing_facts) == ("ready", ())


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("depose_le", "depot"),
        ("porteurs[0].categorie", "porteur"),
        ("porteurs[0].reseau_offre_partenaire_rie", NETWORK),
        ("porteurs[0].depot_avec_direction_numerique", DIRECTORATE),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str) -> None:
    report = check("SNAP1", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (path,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (path,))


def test_a_kind_not_stated_may_be_an_operator() -> None:
    report = check("SNAP1", without(with_(READY, "porteurs", [SERVICE]), "porteurs[0].categorie"))
    unknown = {rule for rule, outcome in outcomes(report).items() if outcome == "unknown"}
    assert unknown == {"porteur", NETWORK, DIRECTORATE}
    assert "porteurs[0].categorie" in report.missing_facts


def test_no_applicant_leaves_the_rules_about_them_unknown() -> None:
    report = check("SNAP1", without(READY, "porteurs"))
    unknown = {rule for rule, outcome in outcomes(report).items() if outcome == "unknown"}
    assert unknown == {"porteur", NETWORK, DIRECTORATE}
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("SNAP1", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert (report.verdict, grant(report)) == ("undetermined", None)


def test_the_sum_of_the_lines_stands_for_a_total_not_stated() -> None:
    report = check("SNAP1", without(READY, "projet.cout_total_ttc"))
    assert (report.status, grant(report)) == ("ready", "600000.00")


# ---- commitments and documents


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("commitment", COMMITMENTS)
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("SNAP1", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([commitment], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize(
    ("costs", "status", "commitments", "facts"),
    [
        (True, "incomplete", [TAKE_OVER], ()),
        (False, "ready", [], ()),
        (None, "incomplete", [], ("projet.financement_apres_2022",)),
    ],
    ids=["costs from 2023 on", "no cost", "not stated"],
)
def test_the_funding_is_taken_over_where_costs_go_on(
    costs: bool | None, status: str, commitments: list[str], facts: tuple[str, ...], refused: bool
) -> None:
    path = f"engagements.{TAKE_OVER}"
    dossier = without(with_(READY, path, False) if refused else without(READY, path), "projet.financement_apres_2022")
    if costs is not None:
        dossier = with_(dossier, "projet.financement_apres_2022", costs)
    report = check("SNAP1", dossier)
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", status, facts)
    assert missing_ids(report.commitments) == commitments


def test_the_take_over_given_without_stating_the_costs_is_enough() -> None:
    report = check("SNAP1", without(READY, "projet.financement_apres_2022"))
    assert report.status == "ready"
    assert TAKE_OVER in given_ids(report.commitments)


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_missing_makes_the_dossier_incomplete(document: str, refused: bool) -> None:
    path = f"pieces.{document}"
    report = check("SNAP1", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([], [document])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_everything_is_asked() -> None:
    report = check("SNAP1", without(READY, "engagements", "pieces"))
    assert set(missing_ids(report.commitments)) == {*COMMITMENTS, TAKE_OVER}
    assert set(missing_ids(report.documents)) == set(DOCUMENTS)


# ---- funding: 100 % of what is spent in 2021 and 2022


@pytest.mark.parametrize("total", ["100000.00", "100000.01", "333333.33", "1999999.99", "2000000.00"])
def test_all_of_it_to_the_cent(total: str) -> None:
    report = check("SNAP1", spending((f"{total} EUR", 2022, "5")))
    assert (grant(report), share(report)) == (total, "0.00")


@pytest.mark.parametrize(
    ("year", "counts"), [(2019, False), (2020, False), (2021, True), (2022, True), (2023, False), (2024, False)]
)
def test_only_2021_and_2022_count(year: int, counts: bool) -> None:
    report = check("SNAP1", spending(("300 000,01 €", 2021, "3"), ("99 999,98 €", year, "3")))
    assert excluded(report) == ({} if counts else {2: "hors_2021_2022"})
    assert (grant(report), share(report)) == (("399999.99", "0.00") if counts else ("300000.01", "99999.98"))
    assert str(report.funding.total_cost) == "399999.99"
    assert report.verdict == "eligible"


def test_nothing_in_2021_and_2022_is_nothing_granted_and_no_refusal() -> None:
    report = check("SNAP1", spending(("400 000 €", 2023, "3")))
    assert (report.verdict, grant(report), share(report)) == ("eligible", "0.00", "400000.00")


@pytest.mark.parametrize(
    ("year", "title", "rule"),
    [
        (2021, "2", "personnel"),
        (2022, "2", "personnel"),
        (2020, "2", "hors_2021_2022"),
        (2023, None, "hors_2021_2022"),
        (None, "2", "personnel"),
        (2021, "3", None),
        (2021, "5", None),
        (2022, "6", None),
    ],
)
def test_staff_costs_leave_the_base(year: int | None, title: str | None, rule: str | None) -> None:
    report = check("SNAP1", spending(("320 000,01 €", 2021, "3"), ("79 999,99 €", year, title)))
    assert excluded(report) == ({} if rule is None else {2: rule})
    assert (grant(report), share(report)) == (("400000.00", "0.00") if rule is None else ("320000.01", "79999.99"))
    assert report.missing_facts == ("financement.subvention_demandee",)


@pytest.mark.parametrize(
    ("year", "title", "missing"),
    [
        (None, "3", ["depenses[1].annee"]),
        (2021, None, ["depenses[1].titre"]),
        (None, None, ["depenses[1].annee", "depenses[1].titre"]),
    ],
)
def test_a_line_that_does_not_say_enough_leaves_the_grant_unknown(
    year: int | None, title: str | None, missing: list[str]
) -> None:
    dossier = with_(
        spending(("400 000 €", 2021, "3"), ("200 000 €", year, title)), "financement.subvention_demandee", "1 €"
    )
    report = check("SNAP1", dossier)
    assert set(report.missing_facts) == set(missing)
    assert grant(report) is None
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_not_enough() -> None:
    report = check("SNAP1", without(READY, "depenses"))
    assert (grant(report), report.missing_facts) == (None, ("depenses",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


@pytest.mark.parametrize(
    ("requested", "granted", "rest", "said"),
    [
        ("0 €", "0.00", "600000.00", set()),
        ("599 999,99 €", "599999.99", "0.01", set()),
        ("600 000,00 €", "600000.00", "0.00", set()),
        ("600 000,01 €", "600000.00", "0.00", {"demande_ramenee"}),
        ("2 M€", "600000.00", "0.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, rest: str, said: set[str]) -> None:
    report = check("SNAP1", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), share(report), notices(report), report.status) == (granted, rest, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("SNAP1", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("600000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["SNAP1"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Département ISO (Guy DUPLAQUET)"
    assert str(theme.envelope.amount) == "55000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 12, 1), None)]
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.juries) == ((), None)
    assert [exclusion.id for exclusion in theme.funding.exclude] == ["hors_2021_2022"]
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert {requirement.id for requirement in theme.requirements} == {*COMMITMENTS, TAKE_OVER, *DOCUMENTS}
    assert [requirement.id for requirement in theme.requirements if requirement.when is not None] == [TAKE_OVER]
    assert len(theme.documents) == 2
    assert len(theme.criteria) == 4
    assert len(theme.selection) == 3
    assert len(theme.support) == 1
    assert len(theme.indicators) == 1


def test_citations() -> None:
    theme = rules()["SNAP1"].theme
    parts = parts_of(theme)
    assert all(cites(parts[name], line) for name, line in {**COMMITMENTS, **DOCUMENTS}.items())
    assert cites(parts[TAKE_OVER], 1663, 1796, 1797)
    assert cites(parts["porteur"], 1637, 1638)
    assert cites(parts[NETWORK], 1638, 1640, 1641)
    assert cites(parts[DIRECTORATE], 1641, 1642, 1643)
    assert cites(parts["hors_2021_2022"], 1631, 1632)
    assert cites(theme.funding, 1631, 1632)
    assert cites(theme.size, 1647)
    assert cites(theme.envelope, 1645)
    assert cites(theme.windows[0], 1616)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "1880000.00"),
        ("incomplet", "incomplete", None),
        ("non_eligible", "ineligible", "640000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str | None) -> None:
    report = check_example("SNAP1", name)
    assert (report.status, grant(report)) == (status, granted)


def test_what_the_examples_show() -> None:
    assert excluded(check_example("SNAP1", "pret")) == {4: "hors_2021_2022"}
    unfinished = check_example("SNAP1", "incomplet")
    assert set(unfinished.missing_facts) == {"depenses[1].annee", "projet.financement_apres_2022"}
    assert missing_ids(unfinished.documents) == ["motifs_debits"]
    refused = outcomes(check_example("SNAP1", "non_eligible"))
    assert {rule for rule, outcome in refused.items() if outcome == "fail"} == {"depot", DIRECTORATE}
