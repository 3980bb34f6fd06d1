"""SNAP2B, AgentConnect service provider (catalogue lines 1892 to 1982)."""

from __future__ import annotations

from datetime import date

import pytest

from relance_rules.values import Message, Month

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

RULES = {"depot", "taille", "porteur", "numerique_informe", "contrepartie"}
COMMITMENT = "mise_en_oeuvre_12_mois"
COUNTERPART = "projet.contrepartie_titre_2"

READY: Data = {
    "reference": "2021-0022",
    "depose_le": "2021-03-01",
    "projet": {"nom": "Un seul compte", "cout_total_ttc": "100 000 €", "contrepartie_titre_2": "20 000 €"},
    "porteurs": [
        {"nom": "Agence", "siret": "17877893200016", "categorie": "operateur", "numerique_informe": True},
    ],
    "depenses": [{"libelle": "Raccordement", "montant_ttc": "100 000 €", "titre": "3"}],
    "financement": {"subvention_demandee": "100 000 €"},
    "engagements": {COMMITMENT: True},
}

# "direction d’une administration … ou d’un opérateur", lines 1916 and 1917
ACCEPTED = {"direction_numerique_ministerielle", "direction_metier", "administration_centrale", "operateur"}


def spending(*lines: tuple[str, str | None], dossier: Data = READY) -> Data:
    """A dossier with these amounts and budget titles; its total is their sum, and it states no request."""
    found = [{"montant_ttc": amount, **({} if title is None else {"titre": title})} for amount, title in lines]
    return without(with_(dossier, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("SNAP2B", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("100000.00", "0.00")
    assert notices(report) == {"jury"}


# ---- size, date, jury


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("0,01 €", "fail"),
        ("49 999,99 €", "fail"),
        ("50 000,00 €", "pass"),
        ("50 000,01 €", "pass"),
        ("299 999,99 €", "pass"),
        ("300 000,00 €", "pass"),
        ("300 000,01 €", "fail"),
        ("17 M€", "fail"),
    ],
)
def test_size_from_50_000_to_300_000(total: str, outcome: str) -> None:
    report = check("SNAP2B", spending((total, "3")))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize("title", ["2", "5", "6"])
@pytest.mark.parametrize(
    ("kept", "left_out", "outcome"),
    [
        ("49 999,99 €", "0,01 €", "pass"),
        ("49 999,98 €", "0,01 €", "fail"),
        ("250 000 €", "50 000 €", "pass"),
        ("250 000 €", "50 000,01 €", "fail"),
    ],
)
def test_size_is_that_of_the_total_before_exclusions(kept: str, left_out: str, outcome: str, title: str) -> None:
    assert settled_but(check("SNAP2B", spending((kept, "3"), (left_out, title))), "taille", outcome)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-09", "fail"),
        ("2020-11-30", "fail"),
        ("2020-12-01", "pass"),
        ("01/12/2020", "pass"),
        ("2020-12-02", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_1_december_2020_and_never_closes(day: str, outcome: str) -> None:
    assert settled_but(check("SNAP2B", with_(READY, "depose_le", day)), "depot", outcome)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2020-12-01", Month(2020, 12)),
        ("2020-12-14", Month(2020, 12)),
        ("2020-12-15", Month(2021, 1)),
        ("2021-01-13", Month(2021, 1)),
        ("2021-01-14", Month(2021, 1)),
        ("2021-01-15", Month(2021, 2)),
        ("2021-01-16", Month(2021, 2)),
        ("2021-01-31", Month(2021, 2)),
        ("2021-12-15", Month(2022, 1)),
    ],
)
def test_the_jury_of_the_month_sees_what_is_filed_before_the_15th(day: str, month: Month) -> None:
    report = check("SNAP2B", with_(READY, "depose_le", day))
    (said,) = report.notices
    assert isinstance(said.message, Message)
    assert (said.id, said.message.values["month"]) == ("SNAP2B.jury", month)
    assert report.status == "ready"


# ---- eligibility


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("SNAP2B", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize(("informed", "outcome"), [(True, "pass"), (False, "fail"), (None, "unknown")])
def test_the_digital_directorate_is_informed_unless_it_applies(
    category: str, informed: bool | None, outcome: str
) -> None:
    applicant = {"categorie": category, **({} if informed is None else {"numerique_informe": informed})}
    report = check("SNAP2B", with_(READY, "porteurs", [applicant]))
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
    report = check("SNAP2B", with_(READY, "porteurs", [*READY["porteurs"], second]))
    assert settled_but(report, rule, outcome)


@pytest.mark.parametrize(
    ("stated", "staff", "outcome", "missing"),
    [
        ("0,01 €", None, "pass", ()),
        ("20 000 €", "20 000 €", "pass", ()),
        ("0 €", None, "fail", ()),
        ("0 €", "0 €", "fail", ()),
        ("0 €", "0,01 €", "pass", ()),
        (None, "0,01 €", "pass", ()),
        (None, "0 €", "unknown", (COUNTERPART,)),
        (None, None, "unknown", (COUNTERPART,)),
    ],
)
def test_a_counterpart_in_staff_more_than_zero(
    stated: str | None, staff: str | None, outcome: str, missing: tuple[str, ...]
) -> None:
    dossier = without(READY, COUNTERPART) if stated is None else with_(READY, COUNTERPART, stated)
    report = check("SNAP2B", spending(("100 000 €", "3"), *([] if staff is None else [(staff, "2")]), dossier=dossier))
    assert settled_but(report, "contrepartie", outcome)
    assert missing_of(report, "contrepartie") == missing
    assert report.verdict == {"pass": "eligible", "fail": "ineligible", "unknown": "undetermined"}[outcome]


def test_a_counterpart_among_the_lines_is_enough_whatever_the_others() -> None:
    dossier = spending(("100 000 €", "3"), ("1 €", "2"), ("5 000 €", None), dossier=without(READY, COUNTERPART))
    assert settled_but(check("SNAP2B", dossier), "contrepartie", "pass")


def test_a_line_without_title_may_be_the_counterpart() -> None:
    dossier = spending(("100 000 €", "3"), ("5 000 €", None), dossier=with_(READY, COUNTERPART, "0 €"))
    report = check("SNAP2B", dossier)
    assert settled_but(report, "contrepartie", "unknown")
    assert missing_of(report, "contrepartie") == ("depenses[1].titre",)


@pytest.mark.parametrize(
    ("path", "rule", "missing"),
    [
        ("depose_le", "depot", "depose_le"),
        ("porteurs[0].categorie", "porteur", "porteurs[0].categorie"),
        ("porteurs[0].numerique_informe", "numerique_informe", "porteurs[0].numerique_informe"),
        (COUNTERPART, "contrepartie", COUNTERPART),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str, missing: str) -> None:
    report = check("SNAP2B", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (missing,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (missing,))


def test_no_applicant_leaves_both_their_rules_unknown() -> None:
    report = check("SNAP2B", without(READY, "porteurs"))
    expected = dict.fromkeys(RULES, "pass") | dict.fromkeys(("porteur", "numerique_informe"), "unknown")
    assert outcomes(report) == expected
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("SNAP2B", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert (grant(report), report.verdict) == (None, "undetermined")


# ---- commitments


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
def test_the_commitment_missing_or_refused_makes_the_dossier_incomplete(refused: bool) -> None:
    path = f"engagements.{COMMITMENT}"
    report = check("SNAP2B", with_(READY, path, False) if refused else without(READY, path))
    assert missing_ids(report.commitments) == [COMMITMENT]
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


# ---- funding: all of titre 3, and nothing else


@pytest.mark.parametrize("total", ["50000.00", "50000.01", "123456.79", "299999.99", "300000.00"])
def test_100_percent(total: str) -> None:
    report = check("SNAP2B", spending((total.replace(".", ",") + " €", "3")))
    assert (grant(report), share(report)) == (total, "0.00")


@pytest.mark.parametrize(
    ("title", "rule"), [("2", "hors_titre_3"), ("3", None), ("5", "hors_titre_3"), ("6", "hors_titre_3")]
)
def test_only_titre_3_is_funded(title: str, rule: str | None) -> None:
    report = check("SNAP2B", spending(("70 000,01 €", "3"), ("30 000,02 €", title)))
    assert excluded(report) == ({} if rule is None else {2: rule})
    assert str(report.funding.total_cost) == "100000.03"
    assert (grant(report), share(report)) == (("100000.03", "0.00") if rule is None else ("70000.01", "30000.02"))
    assert (report.verdict, report.missing_facts) == ("eligible", ("financement.subvention_demandee",))


def test_nothing_in_titre_3_nothing_granted() -> None:
    report = check("SNAP2B", spending(("60 000 €", "2"), ("40 000 €", "5")))
    assert (grant(report), share(report), report.verdict) == ("0.00", "100000.00", "eligible")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("SNAP2B", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_not_enough() -> None:
    report = check("SNAP2B", without(READY, "depenses"))
    assert (grant(report), report.missing_facts) == (None, ("depenses",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("99 999,99 €", "99999.99", set()),
        ("100 000,00 €", "100000.00", set()),
        ("100 000,01 €", "100000.00", {"demande_ramenee"}),
        ("300 000 €", "100000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("SNAP2B", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, {"jury"} | said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("SNAP2B", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("100000.00", {"jury", "subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["SNAP2B"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission IDNUM (Christine BALIAN)"
    assert str(theme.envelope.amount) == "17000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 12, 1), None)]
    assert theme.funding.staff == "excluded"
    assert theme.funding.ceilings == ()
    assert theme.juries is not None
    assert theme.juries.before_day == 15
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert [requirement.id for requirement in theme.requirements] == [COMMITMENT]
    assert theme.documents == ()
    assert len(theme.criteria) == 5
    assert len(theme.selection) == 1
    assert len(theme.support) == 1
    assert len(theme.indicators) == 1
    assert theme.encouraged == ()


def test_citations() -> None:
    theme = rules()["SNAP2B"].theme
    conditions = {condition.id: condition for condition in theme.conditions}
    assert cites(theme.requirements[0], 1970)
    assert cites(conditions["porteur"], 1916, 1917)
    assert cites(conditions["numerique_informe"], 1917, 1918)
    assert cites(conditions["contrepartie"], 1913, 1914)
    assert cites(theme.funding.exclude[0], 1911)
    assert cites(theme.funding, 1911)
    assert cites(theme.size, 1922)
    assert cites(theme.envelope, 1920)
    assert cites(theme.windows[0], 1894)
    assert cites(theme.juries, 1966, 1967)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "200000.00"),
        ("incomplet", "incomplete", "43200.00"),
        ("non_eligible", "ineligible", "84000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("SNAP2B", name)
    assert (report.status, grant(report)) == (status, granted)
