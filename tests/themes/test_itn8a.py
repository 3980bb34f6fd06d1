"""ITN8A, an omnichannel contact strategy (catalogue lines 938 to 1133)."""

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

RULES = {"depot", "taille", "porteur", "entreprise_francaise", "premiers_resultats"}

# The three bullets of lines 1109 to 1118, and what the candidate "devra" write, each with the line where it starts.
COMMITMENTS = {"niveau_hierarchique": 1109, "referent_projet": 1113, "suivi_projet": 1118}
DOCUMENTS = {"impacts_attendus": 1039, "association_parties_prenantes": 1056}

# State administrations, central or deconcentrated, and operators: lines 958 and 959.
ACCEPTED = {
    "administration_centrale",
    "direction_metier",
    "direction_numerique_ministerielle",
    "service_deconcentre",
    "operateur",
}

READY: Data = {
    "reference": "2021-0081",
    "depose_le": "2021-02-12",
    "projet": {
        "nom": "Un numéro unique",
        "cout_total_ttc": "400 000 €",
        "delai_premiers_resultats_mois": 9,
    },
    "porteurs": [{"nom": "Agence", "categorie": "operateur"}],
    "depenses": [
        {"libelle": "Voicebot", "montant_ttc": "400 000 €", "annee": 2021, "titre": "3", "fournisseur": {"siege": "FR"}}
    ],
    "financement": {"subvention_demandee": "300 000 €"},
    "engagements": dict.fromkeys(COMMITMENTS, True),
    "pieces": dict.fromkeys(DOCUMENTS, True),
}


def costing(amount: str, *applicants: str) -> Data:
    """A dossier of this total, on one line and with no request, carried by applicants of these kinds."""
    dossier = with_(with_(READY, "projet.cout_total_ttc", amount), "depenses[0].montant_ttc", amount)
    carried = [{"nom": "Porteur", "categorie": category} for category in applicants or ("operateur",)]
    return without(with_(dossier, "porteurs", carried), "financement.subvention_demandee")


def spending(*lines: tuple[str, str | None, str | None]) -> Data:
    """A dossier whose lines are these amounts, budget titles and seats of suppliers; its total is their sum."""
    found = [
        {
            "montant_ttc": amount,
            **({} if title is None else {"titre": title}),
            **({} if seat is None else {"fournisseur": {"siege": seat}}),
        }
        for amount, title, seat in lines
    ]
    return without(with_(READY, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("ITN8A", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("300000.00", "100000.00")
    assert set(given_ids(report.commitments)) == set(COMMITMENTS)
    assert set(given_ids(report.documents)) == set(DOCUMENTS)
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("150 000,01 €", "fail"),
        ("249 999,99 €", "fail"),
        ("250 000,00 €", "fail"),
        ("250 000,01 €", "pass"),
        ("21 M€", "pass"),
    ],
)
@pytest.mark.parametrize("category", sorted(ACCEPTED - {"service_deconcentre"}))
def test_more_than_250_000(category: str, total: str, outcome: str) -> None:
    report = check("ITN8A", costing(total, category))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("149 999,99 €", "fail"),
        ("150 000,00 €", "fail"),
        ("150 000,01 €", "pass"),
        ("250 000,00 €", "pass"),
        ("250 000,01 €", "pass"),
        ("21 M€", "pass"),
    ],
)
@pytest.mark.parametrize("applicants", [1, 2])
def test_more_than_150_000_for_deconcentrated_services(total: str, outcome: str, applicants: int) -> None:
    report = check("ITN8A", costing(total, *["service_deconcentre"] * applicants))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(("total", "outcome"), [("250 000 €", "fail"), ("250 000,01 €", "pass")])
@pytest.mark.parametrize("other", sorted(ACCEPTED - {"service_deconcentre"}))
def test_the_lower_floor_is_not_for_a_mixed_group(other: str, total: str, outcome: str) -> None:
    assert settled_but(check("ITN8A", costing(total, "service_deconcentre", other)), "taille", outcome)
    assert settled_but(check("ITN8A", costing(total, other, "service_deconcentre")), "taille", outcome)


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("150 000,00 €", "fail"),
        ("150 000,01 €", "unknown"),
        ("250 000,00 €", "unknown"),
        ("250 000,01 €", "pass"),
    ],
)
def test_the_floor_is_unknown_only_between_the_two_where_the_applicant_is(total: str, outcome: str) -> None:
    report = check("ITN8A", without(costing(total), "porteurs[0].categorie"))
    assert (outcomes(report)["taille"], outcomes(report)["porteur"]) == (outcome, "unknown")
    assert missing_of(report, "taille") == (("porteurs[0].categorie",) if outcome == "unknown" else ())


@pytest.mark.parametrize(
    ("others", "left_out", "outcome"),
    [("200 000 €", "50 000,01 €", "pass"), ("249 999,99 €", "0,01 €", "fail"), ("0,01 €", "250 000 €", "pass")],
)
def test_size_is_that_of_the_total_before_exclusions(others: str, left_out: str, outcome: str) -> None:
    report = check("ITN8A", spending((others, "3", "FR"), (left_out, "2", None)))
    assert settled_but(report, "taille", outcome)
    assert excluded(report) == {2: "personnel"}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-09", "fail"),
        ("2020-11-15", "fail"),
        ("2020-11-16", "pass"),
        ("16/11/2020", "pass"),
        ("2020-11-17", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_16_november_2020_and_never_closes(day: str, outcome: str) -> None:
    report = check("ITN8A", with_(READY, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


# ---- eligibility


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("ITN8A", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_of_several_applicants_counts(category: str) -> None:
    second = {"nom": "Partenaire", "categorie": category}
    outcome = "pass" if category in ACCEPTED else "fail"
    assert settled_but(check("ITN8A", with_(READY, "porteurs", [*READY["porteurs"], second])), "porteur", outcome)
    assert settled_but(check("ITN8A", with_(READY, "porteurs", [second, *READY["porteurs"]])), "porteur", outcome)


@pytest.mark.parametrize(
    ("seats", "outcome", "missing"),
    [
        (["FR"], "pass", ()),
        (["DE", "FR"], "pass", ()),
        (["FR", None], "pass", ()),
        ([None, "FR"], "pass", ()),
        (["DE"], "fail", ()),
        (["BE", "US"], "fail", ()),
        (["DE", None], "unknown", ("depenses[1].fournisseur.siege",)),
        ([None, None], "unknown", ("depenses[0].fournisseur.siege", "depenses[1].fournisseur.siege")),
    ],
)
def test_one_company_has_its_seat_in_france(seats: list[str | None], outcome: str, missing: tuple[str, ...]) -> None:
    report = check("ITN8A", spending(*[("200 000,01 €" if n else "199 999,99 €", "3", s) for n, s in enumerate(seats)]))
    assert outcomes(report)["entreprise_francaise"] == outcome
    assert missing_of(report, "entreprise_francaise") == missing


def test_one_euro_to_a_french_company_is_enough() -> None:
    report = check("ITN8A", spending(("399 999 €", "3", "DE"), ("1 €", "3", "FR")))
    assert settled_but(report, "entreprise_francaise", "pass")
    assert grant(report) == "300000.00"


def test_no_french_company_is_a_refusal() -> None:
    report = check("ITN8A", with_(READY, "depenses[0].fournisseur.siege", "DE"))
    assert settled_but(report, "entreprise_francaise", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


@pytest.mark.parametrize(
    ("months", "outcome"), [(0, "pass"), (1, "pass"), (11, "pass"), (12, "pass"), (13, "fail"), (24, "fail")]
)
def test_first_results_within_12_months(months: int, outcome: str) -> None:
    report = check("ITN8A", with_(READY, "projet.delai_premiers_resultats_mois", months))
    assert settled_but(report, "premiers_resultats", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("depose_le", "depot"),
        ("porteurs", "porteur"),
        ("porteurs[0].categorie", "porteur"),
        ("depenses", "entreprise_francaise"),
        ("depenses[0].fournisseur.siege", "entreprise_francaise"),
        ("projet.delai_premiers_resultats_mois", "premiers_resultats"),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str) -> None:
    report = check("ITN8A", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (path,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (path,))
    assert grant(report) == "300000.00"


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("ITN8A", without(READY, "projet.cout_total_ttc", "depenses"))
    found = outcomes(report)
    assert {rule for rule, outcome in found.items() if outcome == "unknown"} == {"taille", "entreprise_francaise"}
    assert set(found.values()) == {"pass", "unknown"}
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert (report.verdict, grant(report)) == ("undetermined", None)


def test_the_sum_of_the_lines_stands_for_a_total_not_stated() -> None:
    report = check("ITN8A", without(READY, "projet.cout_total_ttc"))
    assert (report.status, grant(report)) == ("ready", "300000.00")


def test_a_refusal_decides_whatever_is_unknown() -> None:
    report = check("ITN8A", without(with_(READY, "porteurs[0].categorie", "association"), "depose_le"))
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


# ---- commitments and documents


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("commitment", COMMITMENTS)
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("ITN8A", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([commitment], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_missing_makes_the_dossier_incomplete(document: str, refused: bool) -> None:
    path = f"pieces.{document}"
    report = check("ITN8A", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([], [document])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_everything_is_asked() -> None:
    report = check("ITN8A", without(READY, "engagements", "pieces"))
    assert set(missing_ids(report.commitments)) == set(COMMITMENTS)
    assert set(missing_ids(report.documents)) == set(DOCUMENTS)
    assert (report.commitments.known, report.documents.known) == (True, True)


# ---- funding: 75 % of the total


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("250 000,01 €", "187500.00", "62500.01"),
        ("250 000,02 €", "187500.01", "62500.01"),
        ("250 000,03 €", "187500.02", "62500.01"),
        ("250 000,04 €", "187500.03", "62500.01"),
        ("333 333,33 €", "249999.99", "83333.34"),
        ("2 000 000 €", "1500000.00", "500000.00"),
        # The envelope of 20 M€ caps no single dossier.
        ("40 M€", "30000000.00", "10000000.00"),
    ],
)
def test_75_percent_rounded_down(total: str, granted: str, rest: str) -> None:
    report = check("ITN8A", costing(total))
    assert (grant(report), share(report)) == (granted, rest)
    assert report.verdict == "eligible"


def test_75_percent_for_a_deconcentrated_service_at_its_floor() -> None:
    report = check("ITN8A", costing("150 000,01 €", "service_deconcentre"))
    assert (grant(report), share(report)) == ("112500.00", "37500.01")


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest"),
    [
        ("399 999,99 €", "0,01 €", "299999.99", "100000.01"),
        ("300 000 €", "100 000 €", "225000.00", "175000.00"),
        ("100 000,01 €", "299 999,99 €", "75000.00", "325000.00"),
    ],
)
def test_staff_costs_leave_the_base(others: str, staff: str, granted: str, rest: str) -> None:
    report = check("ITN8A", spending((others, "3", "FR"), (staff, "2", None)))
    assert excluded(report) == {2: "personnel"}
    assert (grant(report), share(report)) == (granted, rest)
    assert str(report.funding.total_cost) == "400000.00"


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "communication", "autre"])
@pytest.mark.parametrize("year", [2020, 2022, 2023])
def test_nothing_else_leaves_the_base(title: str, nature: str, year: int) -> None:
    line = {**READY["depenses"][0], "titre": title, "nature": nature, "annee": year}
    report = check("ITN8A", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "300000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("ITN8A", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_enough_for_the_grant() -> None:
    report = check("ITN8A", without(READY, "depenses"))
    assert (grant(report), notices(report)) == ("300000.00", {"personnel"})
    assert report.indicative


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("299 999,99 €", "299999.99", set()),
        ("300 000,00 €", "300000.00", set()),
        ("300 000,01 €", "300000.00", {"demande_ramenee"}),
        ("400 000 €", "300000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN8A", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN8A", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("300000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN8A"].theme
    assert theme.kind == "appel_a_projets"
    assert theme.owner == "DITP"
    assert str(theme.envelope.amount) == "20000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 11, 16), None)]
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert {requirement.id for requirement in theme.requirements} == {*COMMITMENTS, *DOCUMENTS}
    assert all(requirement.when is None for requirement in theme.requirements)
    assert len(theme.documents) == 2
    assert len(theme.criteria) == 5
    assert len(theme.financeable) == 2 + 9  # the two kinds of work, then the examples, "etc." included
    assert len(theme.selection) == 3
    assert len(theme.support) == 2
    assert len(theme.indicators) == 1


def test_citations() -> None:
    theme = rules()["ITN8A"].theme
    parts = parts_of(theme)
    assert all(cites(parts[name], line) for name, line in {**COMMITMENTS, **DOCUMENTS}.items())
    assert cites(parts["porteur"], 958, 959)
    assert cites(parts["entreprise_francaise"], 961, 962)
    assert cites(parts["premiers_resultats"], 964, 965, 966)
    assert cites(theme.funding, 955, 956)
    assert cites(theme.size, 970, 971)
    assert cites(theme.envelope, 968)
    assert cites(theme.windows[0], 941)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "825000.00"),
        ("incomplet", "incomplete", "112500.00"),
        ("non_eligible", "ineligible", "112500.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("ITN8A", name)
    assert (report.status, grant(report)) == (status, granted)


def test_what_the_examples_show() -> None:
    assert excluded(check_example("ITN8A", "pret")) == {5: "personnel"}
    unfinished = check_example("ITN8A", "incomplet")
    seats = [f"depenses[{line}].fournisseur.siege" for line in range(3)]
    assert unfinished.missing_facts == (*seats, "financement.subvention_demandee")
    assert missing_ids(unfinished.commitments) == ["referent_projet"]
    assert missing_ids(unfinished.documents) == ["association_parties_prenantes"]
    refused = outcomes(check_example("ITN8A", "non_eligible"))
    assert {rule for rule, outcome in refused.items() if outcome == "fail"} == {"depot", "taille"}
