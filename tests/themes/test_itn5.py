"""ITN5, the lifecycle of data (catalogue lines 612 to 734)."""

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

RULES = {"depot", "taille", "porteur", "politique_publique"}

# The four bullets of lines 709 to 720, each with the line where it starts.
COMMITMENTS = {
    "demonstration": 709,
    "chef_de_projet": 712,
    "equipe_dediee": 715,
    "beneficiaires_impliques": 718,
}

CALL: Data = {
    "reference": "2021-0005",
    "depose_le": "2020-12-01",
    "modalite": "appel_a_projets",
    "projet": {"nom": "Entrepôt de données", "cout_total_ttc": "400 000 €"},
    "porteurs": [
        {"nom": "Direction", "categorie": "direction_metier", "en_charge_politique_publique": True},
        {"nom": "Agence", "categorie": "operateur", "en_charge_politique_publique": True},
    ],
    "depenses": [
        {"libelle": "API", "montant_ttc": "400 000 €", "annee": 2021, "titre": "3", "nature": "prestation"},
    ],
    "financement": {"subvention_demandee": "300 000 €"},
    "engagements": dict.fromkeys(COMMITMENTS, True),
}
WINDOW: Data = {
    **CALL,
    "depose_le": "2021-03-01",
    "modalite": "guichet",
    "projet": {"nom": "Jeu de données", "cout_total_ttc": "60 000 €"},
    "depenses": [{"libelle": "API", "montant_ttc": "60 000 €", "annee": 2021, "titre": "3", "nature": "prestation"}],
    "financement": {"subvention_demandee": "45 000 €"},
}
READY = CALL


def costing(dossier: Data, amount: str) -> Data:
    """A dossier of this total, with no expense line and no request."""
    return without(with_(dossier, "projet.cout_total_ttc", amount), "depenses", "financement.subvention_demandee")


def staffed(dossier: Data, others: str, staff: str) -> Data:
    """A dossier whose total is the sum of these two lines, the second in staff costs."""
    lines = [{"montant_ttc": others, "titre": "3"}, {"montant_ttc": staff, "titre": "2"}]
    return without(with_(dossier, "depenses", lines), "projet.cout_total_ttc", "financement.subvention_demandee")


@pytest.mark.parametrize(
    ("dossier", "granted", "rest"),
    [(CALL, "300000.00", "100000.00"), (WINDOW, "45000.00", "15000.00")],
    ids=["call", "window"],
)
def test_ready(dossier: Data, granted: str, rest: str) -> None:
    report = check("ITN5", dossier)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == (granted, rest)
    assert notices(report) == set()


# ---- size: each way in has its own range


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("10 000 €", "fail"),
        ("60 000 €", "fail"),
        ("99 999,99 €", "fail"),
        ("100 000,00 €", "pass"),
        ("100 000,01 €", "pass"),
        ("999 999,99 €", "pass"),
        ("1 000 000,00 €", "pass"),
        ("1 000 000,01 €", "fail"),
        ("6 M€", "fail"),
    ],
)
def test_the_call_takes_100_000_to_1_000_000(total: str, outcome: str) -> None:
    report = check("ITN5", costing(CALL, total))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("0 €", "fail"),
        ("9 999,99 €", "fail"),
        ("10 000,00 €", "pass"),
        ("10 000,01 €", "pass"),
        ("99 999,98 €", "pass"),
        ("99 999,99 €", "pass"),
        # "< 100.000 €" in the summary (line 636), and the call starts there: the bound is out.
        ("100 000,00 €", "fail"),
        ("100 000,01 €", "fail"),
        ("1 M€", "fail"),
    ],
)
def test_the_window_takes_10_000_to_less_than_100_000(total: str, outcome: str) -> None:
    report = check("ITN5", costing(WINDOW, total))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("dossier", "others", "staff", "outcome"),
    [
        (CALL, "60 000 €", "40 000,00 €", "pass"),
        (CALL, "60 000 €", "39 999,99 €", "fail"),
        (CALL, "900 000 €", "100 000,00 €", "pass"),
        (CALL, "900 000 €", "100 000,01 €", "fail"),
        (WINDOW, "60 000 €", "39 999,99 €", "pass"),
        (WINDOW, "60 000 €", "40 000,00 €", "fail"),
        (WINDOW, "9 999,99 €", "0,01 €", "pass"),
    ],
)
def test_size_is_that_of_the_total_before_exclusions(dossier: Data, others: str, staff: str, outcome: str) -> None:
    report = check("ITN5", staffed(dossier, others, staff))
    assert settled_but(report, "taille", outcome)
    assert excluded(report) == {2: "personnel"}


# ---- dates: each way in has its own


@pytest.mark.parametrize(
    ("day", "outcome", "said"),
    [
        ("2020-11-15", "fail", set()),
        ("2020-11-16", "pass", set()),
        ("16/11/2020", "pass", set()),
        ("2020-11-17", "pass", set()),
        ("2020-12-18", "pass", set()),
        ("2020-12-19", "pass", set()),
        ("2020-12-20", "fail", {"session_2"}),
        ("2021-01-18", "fail", {"session_2"}),
        ("2021-03-31", "fail", {"session_2"}),
        ("2021-04-01", "pass", {"session_2"}),
        ("2021-05-15", "pass", {"session_2"}),
        ("2021-06-30", "pass", {"session_2"}),
        ("2021-07-01", "fail", {"session_2", "session_3"}),
        ("2021-09-30", "fail", {"session_2", "session_3"}),
        ("2021-10-01", "pass", {"session_3"}),
        ("2021-12-31", "pass", {"session_3"}),
        ("2022-01-01", "fail", {"session_3"}),
        ("2022-04-01", "fail", {"session_3"}),
    ],
)
def test_the_three_sessions_of_the_call(day: str, outcome: str, said: set[str]) -> None:
    report = check("ITN5", with_(CALL, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert (report.status, notices(report)) == ("ready" if outcome == "pass" else "ineligible", said)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-16", "fail"),
        ("2020-12-19", "fail"),
        ("2021-01-17", "fail"),
        ("2021-01-18", "pass"),
        ("18/01/2021", "pass"),
        ("2021-01-19", "pass"),
        ("2021-03-31", "pass"),
        ("2021-05-15", "pass"),
        ("2021-08-15", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_the_window_opens_on_18_january_2021_and_never_closes(day: str, outcome: str) -> None:
    report = check("ITN5", with_(WINDOW, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert (report.status, notices(report)) == ("ready" if outcome == "pass" else "ineligible", set())


@pytest.mark.parametrize(
    ("dossier", "day", "opens"),
    [
        (CALL, "2020-11-15", "16 novembre 2020"),
        (CALL, "2020-12-20", "1er avril 2021"),
        (CALL, "2021-01-18", "1er avril 2021"),
        (CALL, "2021-03-31", "1er avril 2021"),
        (CALL, "2021-07-01", "1er octobre 2021"),
        (CALL, "2022-01-01", None),
        (WINDOW, "2020-12-01", "18 janvier 2021"),
        (WINDOW, "2021-01-17", "18 janvier 2021"),
    ],
)
def test_the_next_opening_of_this_way_in_is_named(dossier: Data, day: str, opens: str | None) -> None:
    data = relance_rules.to_dict(check("ITN5", with_(dossier, "depose_le", day)))
    (said,) = [finding["message"] for finding in data["eligibility"]["findings"] if finding["rule"] == "ITN5.depot"]
    assert f" {opens}" in said if opens else "pas d’autre ouverture" in said


@pytest.mark.parametrize(
    ("day", "total", "depot", "size", "verdict", "fitting"),
    [
        ("2020-11-15", "400 000 €", "fail", "unknown", "ineligible", None),
        ("2020-12-01", "400 000 €", "unknown", "unknown", "undetermined", ["appel_a_projets"]),
        ("2020-12-01", "60 000 €", "unknown", "unknown", "undetermined", None),
        ("2020-12-20", "400 000 €", "fail", "unknown", "ineligible", None),
        ("2021-01-17", "60 000 €", "fail", "unknown", "ineligible", None),
        ("2021-01-18", "60 000 €", "unknown", "unknown", "undetermined", ["guichet"]),
        ("2021-01-18", "400 000 €", "unknown", "unknown", "undetermined", None),
        ("2021-05-15", "9 999,99 €", "unknown", "fail", "ineligible", None),
        ("2021-05-15", "10 000,00 €", "unknown", "unknown", "undetermined", ["guichet"]),
        ("2021-05-15", "99 999,99 €", "unknown", "unknown", "undetermined", ["guichet"]),
        ("2021-05-15", "100 000,00 €", "unknown", "unknown", "undetermined", ["appel_a_projets"]),
        ("2021-05-15", "1 000 000,00 €", "unknown", "unknown", "undetermined", ["appel_a_projets"]),
        ("2021-05-15", "1 000 000,01 €", "unknown", "fail", "ineligible", None),
    ],
)
def test_a_way_in_not_chosen_is_undetermined_and_the_report_says_which_fits(
    day: str, total: str, depot: str, size: str, verdict: str, fitting: list[str] | None
) -> None:
    report = check("ITN5", with_(without(costing(READY, total), "modalite"), "depose_le", day))
    found = outcomes(report)
    assert found == {"depot": depot, "taille": size, "porteur": "pass", "politique_publique": "pass"}
    assert report.verdict == verdict
    assert "modalite" in report.missing_facts
    (said,) = [notice.message for notice in report.notices if notice.id == "ITN5.modalite"]
    assert isinstance(said, relance_rules.Message)
    assert said.values.get("values") == fitting


def test_a_way_in_not_chosen_leaves_only_the_date_and_the_size_open() -> None:
    report = check("ITN5", without(READY, "modalite"))
    assert outcomes(report) == {
        "depot": "unknown",
        "taille": "unknown",
        "porteur": "pass",
        "politique_publique": "pass",
    }
    assert (missing_of(report, "depot"), missing_of(report, "taille")) == (("modalite",), ("modalite",))
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", ("modalite",))
    assert grant(report) == "300000.00"


# ---- eligibility


@pytest.mark.parametrize("dossier", [CALL, WINDOW], ids=["call", "window"])
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("category", CATEGORIES)
def test_each_applicant_is_a_business_directorate_or_an_operator(category: str, place: int, dossier: Data) -> None:
    report = check("ITN5", with_(dossier, f"porteurs[{place}].categorie", category))
    accepted = category in {"direction_metier", "operateur"}
    assert settled_but(report, "porteur", "pass" if accepted else "fail")
    assert report.status == ("ready" if accepted else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_a_sole_applicant(category: str) -> None:
    alone = {"categorie": category, "en_charge_politique_publique": True}
    accepted = category in {"direction_metier", "operateur"}
    assert settled_but(check("ITN5", with_(READY, "porteurs", [alone])), "porteur", "pass" if accepted else "fail")


@pytest.mark.parametrize("place", [0, 1])
def test_each_applicant_is_in_charge_of_the_policy(place: int) -> None:
    report = check("ITN5", with_(READY, f"porteurs[{place}].en_charge_politique_publique", False))
    assert settled_but(report, "politique_publique", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("depose_le", "depot"),
        ("porteurs[0].categorie", "porteur"),
        ("porteurs[1].categorie", "porteur"),
        ("porteurs[0].en_charge_politique_publique", "politique_publique"),
        ("porteurs[1].en_charge_politique_publique", "politique_publique"),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str) -> None:
    report = check("ITN5", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (path,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (path,))
    assert grant(report) == "300000.00"


def test_no_applicant_leaves_both_rules_about_them_unknown() -> None:
    report = check("ITN5", without(READY, "porteurs"))
    assert outcomes(report) == {
        "depot": "pass",
        "taille": "pass",
        "porteur": "unknown",
        "politique_publique": "unknown",
    }
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("ITN5", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert (report.verdict, report.missing_facts) == ("undetermined", ("projet.cout_total_ttc",))
    assert grant(report) is None


def test_a_refusal_decides_whatever_is_unknown() -> None:
    report = check("ITN5", without(with_(READY, "porteurs[0].categorie", "association"), "depose_le", "modalite"))
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


# ---- commitments


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("commitment", COMMITMENTS)
@pytest.mark.parametrize("dossier", [CALL, WINDOW], ids=["call", "window"])
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(
    dossier: Data, commitment: str, refused: bool
) -> None:
    path = f"engagements.{commitment}"
    report = check("ITN5", with_(dossier, path, False) if refused else without(dossier, path))
    assert missing_ids(report.commitments) == [commitment]
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_everything_is_asked() -> None:
    report = check("ITN5", without(READY, "engagements"))
    assert set(missing_ids(report.commitments)) == set(COMMITMENTS)
    assert missing_ids(report.documents) == []
    assert (report.commitments.known, report.documents.known) == (True, True)


# ---- funding: 75 % of the total


@pytest.mark.parametrize(
    ("dossier", "total", "granted", "rest"),
    [
        (CALL, "100 000,00 €", "75000.00", "25000.00"),
        (CALL, "100 000,01 €", "75000.00", "25000.01"),
        (CALL, "100 000,02 €", "75000.01", "25000.01"),
        (CALL, "100 000,03 €", "75000.02", "25000.01"),
        (CALL, "100 000,04 €", "75000.03", "25000.01"),
        (CALL, "333 333,33 €", "249999.99", "83333.34"),
        (CALL, "1 000 000,00 €", "750000.00", "250000.00"),
        (WINDOW, "10 000,00 €", "7500.00", "2500.00"),
        (WINDOW, "10 000,01 €", "7500.00", "2500.01"),
        (WINDOW, "99 999,99 €", "74999.99", "25000.00"),
    ],
)
def test_75_percent_rounded_down(dossier: Data, total: str, granted: str, rest: str) -> None:
    report = check("ITN5", costing(dossier, total))
    assert (grant(report), share(report)) == (granted, rest)
    assert notices(report) == {"personnel", "subvention_demandee"}


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest"),
    [
        ("399 999,99 €", "0,01 €", "299999.99", "100000.01"),
        ("300 000 €", "100 000 €", "225000.00", "175000.00"),
        ("0,01 €", "399 999,99 €", "0.00", "400000.00"),
        ("0 €", "400 000 €", "0.00", "400000.00"),
    ],
)
def test_staff_costs_leave_the_base(others: str, staff: str, granted: str, rest: str) -> None:
    report = check("ITN5", staffed(CALL, others, staff))
    assert excluded(report) == {2: "personnel"}
    assert (grant(report), share(report)) == (granted, rest)
    assert str(report.funding.total_cost) == "400000.00"


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "autre", None])
@pytest.mark.parametrize("year", [2020, 2023])
def test_nothing_else_leaves_the_base(title: str, nature: str | None, year: int) -> None:
    line = {"montant_ttc": "400 000 €", "titre": title, "annee": year, **({} if nature is None else {"nature": nature})}
    report = check("ITN5", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "300000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("ITN5", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_enough() -> None:
    report = check("ITN5", without(READY, "depenses"))
    assert (grant(report), notices(report), report.status) == ("300000.00", {"personnel"}, "ready")


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("120 000 €", "120000.00", set()),
        ("299 999,99 €", "299999.99", set()),
        ("300 000,00 €", "300000.00", set()),
        ("300 000,01 €", "300000.00", {"demande_ramenee"}),
        ("400 000 €", "300000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN5", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN5", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("300000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN5"].theme
    assert theme.kind == "both"
    assert theme.owner == "DINUM / Mission DATA (Romain TALES)"
    assert str(theme.envelope.amount) == "23000000.00"
    assert {window.id: (window.opens, window.closes, str(window.envelope)) for window in theme.windows} == {
        "guichet": (date(2021, 1, 18), None, "4000000.00"),
        "session_1": (date(2020, 11, 16), date(2020, 12, 19), "6000000.00"),
        "session_2": (date(2021, 4, 1), date(2021, 6, 30), "6000000.00"),
        "session_3": (date(2021, 10, 1), date(2021, 12, 31), "7000000.00"),
    }
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert {requirement.id for requirement in theme.requirements} == set(COMMITMENTS)
    assert all(requirement.when is None for requirement in theme.requirements)
    assert theme.documents == ()
    assert len(theme.criteria) == 5
    assert len(theme.expected) == 6
    assert len(theme.encouraged) == 4
    assert len(theme.selection) == 2  # the internal screening, then the jury
    assert len(theme.support) == 3
    assert theme.indicators == ()


def test_citations() -> None:
    theme = rules()["ITN5"].theme
    parts = parts_of(theme)
    windows = {window.id: window for window in theme.windows}
    assert all(cites(parts[name], line) for name, line in COMMITMENTS.items())
    assert cites(parts["porteur"], 643, 644)
    assert cites(parts["politique_publique"], 643, 644)
    assert cites(theme.funding, 640, 641)
    assert cites(theme.size, 636, 648, 649)
    assert cites(theme.envelope, 646)
    assert cites(windows["guichet"], 615, 635, 636)
    assert cites(windows["session_1"], 614, 629, 631)
    assert cites(windows["session_2"], 632)
    assert cites(windows["session_3"], 633)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "660000.00"),
        ("incomplet", "incomplete", "75000.00"),
        ("non_eligible", "ineligible", "75000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("ITN5", name)
    assert (report.status, grant(report)) == (status, granted)


def test_what_the_examples_show() -> None:
    ready = check_example("ITN5", "pret")
    assert (excluded(ready), notices(ready)) == ({5: "personnel"}, {"session_2"})
    unfinished = check_example("ITN5", "incomplet")
    assert unfinished.missing_facts == ("modalite",)
    assert missing_ids(unfinished.commitments) == ["equipe_dediee", "beneficiaires_impliques"]
    refused = outcomes(check_example("ITN5", "non_eligible"))
    assert {rule for rule, outcome in refused.items() if outcome == "fail"} == {"taille", "politique_publique"}
