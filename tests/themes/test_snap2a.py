"""SNAP2A, AgentConnect identity provider (catalogue lines 1809 to 1891)."""

from __future__ import annotations

from datetime import date

import pytest

import relance_rules

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

RULES = {"depot", "taille", "porteur", "numerique_informe", "contrepartie"}
COMMITMENT = "mise_en_oeuvre_12_mois"  # line 1878

# A directorate of an administration, or an operator: lines 1831 and 1832.
ACCEPTED = {"administration_centrale", "direction_metier", "direction_numerique_ministerielle", "operateur"}

READY: Data = {
    "reference": "2021-0021",
    "depose_le": "2021-02-12",
    "projet": {"nom": "Annuaire unifié", "cout_total_ttc": "200 000 €", "contrepartie_titre_2": "30 000 €"},
    "porteurs": [{"nom": "Agence", "categorie": "operateur", "numerique_informe": True}],
    "depenses": [
        {"libelle": "Développement", "montant_ttc": "200 000 €", "annee": 2021, "titre": "3", "nature": "prestation"}
    ],
    "financement": {"subvention_demandee": "200 000 €"},
    "engagements": {COMMITMENT: True},
}


def spending(*lines: tuple[str, str | None]) -> Data:
    """A dossier whose lines are these amounts and budget titles; its total is their sum."""
    found = [{"montant_ttc": amount, **({} if title is None else {"titre": title})} for amount, title in lines]
    return without(with_(READY, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("SNAP2A", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("200000.00", "0.00")
    assert given_ids(report.commitments) == [COMMITMENT]
    assert notices(report) == {"jury"}


# ---- size, date, jury


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("50 000 €", "fail"),
        ("99 999,99 €", "fail"),
        ("100 000,00 €", "pass"),
        ("100 000,01 €", "pass"),
        ("499 999,99 €", "pass"),
        ("500 000,00 €", "pass"),
        ("500 000,01 €", "fail"),
        ("11 M€", "fail"),
    ],
)
def test_size_from_100_000_to_500_000(total: str, outcome: str) -> None:
    report = check("SNAP2A", spending((total, "3")))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize("title", ["2", "5", "6"])
@pytest.mark.parametrize(
    ("kept", "left_out", "outcome"),
    [("1 €", "99 999 €", "pass"), ("99 999,98 €", "0,01 €", "fail"), ("500 000 €", "0,01 €", "fail")],
)
def test_size_is_that_of_the_total_before_exclusions(title: str, kept: str, left_out: str, outcome: str) -> None:
    report = check("SNAP2A", spending((kept, "3"), (left_out, title)))
    assert settled_but(report, "taille", outcome)
    assert set(excluded(report)) == {2}


@pytest.mark.parametrize("counterpart", ["0,01 €", "1 000 000 €"])
def test_a_counterpart_stated_apart_is_not_in_the_size(counterpart: str) -> None:
    report = check("SNAP2A", with_(READY, "projet.contrepartie_titre_2", counterpart))
    assert (report.status, grant(report), share(report)) == ("ready", "200000.00", "0.00")


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-14", "fail"),
        ("2020-11-30", "fail"),
        ("2020-12-01", "pass"),
        ("01/12/2020", "pass"),
        ("2020-12-02", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_1_december_2020_and_never_closes(day: str, outcome: str) -> None:
    report = check("SNAP2A", with_(READY, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("day", "month", "english"),
    [
        ("2020-12-01", "décembre 2020", "December 2020"),
        ("2020-12-14", "décembre 2020", "December 2020"),
        ("2020-12-15", "janvier 2021", "January 2021"),
        ("2020-12-31", "janvier 2021", "January 2021"),
        ("2021-01-01", "janvier 2021", "January 2021"),
        ("2021-02-14", "février 2021", "February 2021"),
        ("2021-02-15", "mars 2021", "March 2021"),
        ("2021-02-16", "mars 2021", "March 2021"),
        ("2021-11-15", "décembre 2021", "December 2021"),
        ("2021-12-15", "janvier 2022", "January 2022"),
    ],
)
def test_the_jury_of_the_month_sees_what_is_filed_before_the_15th(day: str, month: str, english: str) -> None:
    report = check("SNAP2A", with_(READY, "depose_le", day))
    (said,) = relance_rules.to_dict(report)["notices"]
    assert said["id"] == "SNAP2A.jury"
    assert month in said["message"]
    (said,) = relance_rules.to_dict(report, "en")["notices"]
    assert english in said["message"]
    assert report.status == "ready"


def test_no_jury_without_a_filing_date() -> None:
    assert notices(check("SNAP2A", without(READY, "depose_le"))) == set()


# ---- eligibility


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("SNAP2A", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_of_several_applicants_counts(category: str) -> None:
    second = {"categorie": category, "numerique_informe": True}
    outcome = "pass" if category in ACCEPTED else "fail"
    assert settled_but(check("SNAP2A", with_(READY, "porteurs", [*READY["porteurs"], second])), "porteur", outcome)
    assert settled_but(check("SNAP2A", with_(READY, "porteurs", [second, *READY["porteurs"]])), "porteur", outcome)


@pytest.mark.parametrize("category", sorted(ACCEPTED))
@pytest.mark.parametrize(("informed", "outcome"), [(True, "pass"), (False, "fail"), (None, "unknown")])
def test_the_digital_directorate_is_informed_unless_it_applies(
    category: str, informed: bool | None, outcome: str
) -> None:
    applicant = {"categorie": category, **({} if informed is None else {"numerique_informe": informed})}
    report = check("SNAP2A", with_(READY, "porteurs", [applicant]))
    expected = "pass" if category == "direction_numerique_ministerielle" else outcome
    assert settled_but(report, "numerique_informe", expected)
    assert missing_of(report, "numerique_informe") == (
        ("porteurs[0].numerique_informe",) if expected == "unknown" else ()
    )
    assert report.verdict == {"pass": "eligible", "fail": "ineligible", "unknown": "undetermined"}[expected]


def test_each_applicant_has_informed_its_digital_directorate() -> None:
    second = {"categorie": "direction_metier", "numerique_informe": False}
    report = check("SNAP2A", with_(READY, "porteurs", [*READY["porteurs"], second]))
    assert settled_but(report, "numerique_informe", "fail")


@pytest.mark.parametrize(
    ("staff", "apart", "outcome", "missing"),
    [
        (None, "0 €", "fail", ()),
        (None, "0,01 €", "pass", ()),
        (None, None, "unknown", ("projet.contrepartie_titre_2",)),
        ("0 €", "0 €", "fail", ()),
        ("0,01 €", None, "pass", ()),
        ("0,01 €", "0 €", "pass", ()),
        ("30 000 €", "30 000 €", "pass", ()),
    ],
)
def test_the_ministry_brings_staff(
    staff: str | None, apart: str | None, outcome: str, missing: tuple[str, ...]
) -> None:
    lines = [("150 000 €", "3"), *([] if staff is None else [(staff, "2")])]
    dossier = without(spending(*lines), "projet.contrepartie_titre_2")
    if apart is not None:
        dossier = with_(dossier, "projet.contrepartie_titre_2", apart)
    report = check("SNAP2A", dossier)
    assert settled_but(report, "contrepartie", outcome)
    assert missing_of(report, "contrepartie") == missing
    assert grant(report) == "150000.00"
    assert report.verdict == {"pass": "eligible", "fail": "ineligible", "unknown": "undetermined"}[outcome]


@pytest.mark.parametrize("title", ["3", "5", "6"])
def test_only_titre_2_is_a_counterpart(title: str) -> None:
    dossier = with_(spending(("100 000 €", "3"), ("50 000 €", title)), "projet.contrepartie_titre_2", "0 €")
    assert settled_but(check("SNAP2A", dossier), "contrepartie", "fail")


def test_a_line_without_budget_title_may_be_the_counterpart() -> None:
    dossier = with_(spending(("100 000 €", "3"), ("50 000 €", None)), "projet.contrepartie_titre_2", "0 €")
    report = check("SNAP2A", dossier)
    assert settled_but(report, "contrepartie", "unknown")
    assert missing_of(report, "contrepartie") == ("depenses[1].titre",)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("depose_le", "depot"),
        ("porteurs[0].categorie", "porteur"),
        ("porteurs[0].numerique_informe", "numerique_informe"),
        ("projet.contrepartie_titre_2", "contrepartie"),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str) -> None:
    report = check("SNAP2A", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (path,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (path,))


def test_a_kind_not_stated_may_be_a_digital_directorate() -> None:
    report = check("SNAP2A", with_(READY, "porteurs", [{"nom": "Agence", "numerique_informe": False}]))
    unknown = {rule for rule, outcome in outcomes(report).items() if outcome == "unknown"}
    assert unknown == {"porteur", "numerique_informe"}


def test_no_applicant_leaves_the_rules_about_them_unknown() -> None:
    report = check("SNAP2A", without(READY, "porteurs"))
    unknown = {rule for rule, outcome in outcomes(report).items() if outcome == "unknown"}
    assert unknown == {"porteur", "numerique_informe"}
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("SNAP2A", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert (report.verdict, grant(report)) == ("undetermined", None)


# ---- the commitment


@pytest.mark.parametrize(
    "dossier",
    [
        with_(READY, f"engagements.{COMMITMENT}", False),
        without(READY, f"engagements.{COMMITMENT}"),
        without(READY, "engagements"),
    ],
    ids=["refused", "not given", "none"],
)
def test_the_commitment_missing_or_refused_makes_the_dossier_incomplete(dossier: Data) -> None:
    report = check("SNAP2A", dossier)
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([COMMITMENT], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


# ---- funding: 100 % of titre 3


@pytest.mark.parametrize("total", ["100000.00", "100000.01", "333333.33", "499999.99", "500000.00"])
def test_all_of_titre_3_to_the_cent(total: str) -> None:
    report = check("SNAP2A", spending((f"{total} EUR", "3")))
    assert (grant(report), share(report)) == (total, "0.00")


@pytest.mark.parametrize("title", ["2", "5", "6"])
def test_what_is_not_titre_3_leaves_the_base(title: str) -> None:
    report = check("SNAP2A", spending(("140 000,01 €", "3"), ("59 999,98 €", title)))
    assert excluded(report) == {2: "hors_titre_3"}
    assert (grant(report), share(report)) == ("140000.01", "59999.98")
    assert str(report.funding.total_cost) == "199999.99"
    assert report.verdict == "eligible"


@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "communication", "accompagnement_changement"])
@pytest.mark.parametrize("year", [2020, 2022, 2023])
def test_nothing_else_leaves_the_base(nature: str, year: int) -> None:
    line = {**READY["depenses"][0], "nature": nature, "annee": year}
    report = check("SNAP2A", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "200000.00", "ready")


def test_nothing_in_titre_3_is_nothing_granted_and_no_refusal() -> None:
    report = check("SNAP2A", spending(("200 000 €", "5")))
    assert (report.verdict, grant(report), share(report)) == ("eligible", "0.00", "200000.00")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("SNAP2A", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_not_enough() -> None:
    report = check("SNAP2A", without(READY, "depenses"))
    assert (grant(report), report.missing_facts) == (None, ("depenses",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


@pytest.mark.parametrize(
    ("requested", "granted", "rest", "said"),
    [
        ("0 €", "0.00", "200000.00", set()),
        ("199 999,99 €", "199999.99", "0.01", set()),
        ("200 000,00 €", "200000.00", "0.00", set()),
        ("200 000,01 €", "200000.00", "0.00", {"demande_ramenee"}),
        ("500 000 €", "200000.00", "0.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, rest: str, said: set[str]) -> None:
    report = check("SNAP2A", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), share(report), notices(report)) == (granted, rest, {"jury"} | said)
    assert report.status == "ready"


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("SNAP2A", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("200000.00", {"jury", "subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["SNAP2A"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission IDNUM (Christine BALIAN)"
    assert str(theme.envelope.amount) == "11000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 12, 1), None)]
    assert theme.funding.staff == "excluded"
    assert theme.funding.ceilings == ()
    assert theme.juries is not None
    assert theme.juries.before_day == 15
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert [requirement.id for requirement in theme.requirements] == [COMMITMENT]
    assert theme.requirements[0].when is None
    assert theme.documents == ()
    assert len(theme.criteria) == 4
    assert len(theme.selection) == 1
    assert len(theme.support) == 1
    assert len(theme.indicators) == 1


def test_citations() -> None:
    theme = rules()["SNAP2A"].theme
    parts = parts_of(theme)
    assert cites(parts[COMMITMENT], 1878)
    assert cites(parts["porteur"], 1831, 1832)
    assert cites(parts["numerique_informe"], 1832, 1833)
    assert cites(parts["contrepartie"], 1828, 1829)
    assert cites(parts["hors_titre_3"], 1826)
    assert cites(theme.funding, 1826, 1827)
    assert cites(theme.size, 1837)
    assert cites(theme.envelope, 1835)
    assert cites(theme.windows[0], 1811)
    assert cites(theme.juries, 1874, 1875)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "430000.00"),
        ("incomplet", "incomplete", "88000.00"),
        ("non_eligible", "ineligible", "99999.99"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("SNAP2A", name)
    assert (report.status, grant(report)) == (status, granted)


def test_what_the_examples_show() -> None:
    assert excluded(check_example("SNAP2A", "pret")) == {5: "hors_titre_3"}
    unfinished = check_example("SNAP2A", "incomplet")
    assert unfinished.missing_facts == ("porteurs[0].numerique_informe",)
    assert missing_ids(unfinished.commitments) == [COMMITMENT]
    refused = outcomes(check_example("SNAP2A", "non_eligible"))
    assert {rule for rule, outcome in refused.items() if outcome == "fail"} == {"taille", "numerique_informe"}
