"""ITN4, professional careers in public digital services (catalogue lines 471 to 611)."""

from __future__ import annotations

from datetime import date

import pytest

from relance_rules import to_dict

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

# The bullets of lines 586 to 591, and those of lines 551 to 555, each with the line where it starts.
COMMITMENTS = {"referents_suivi": 586, "suivi_projet": 589}
DOCUMENTS = {"enjeux_operations": 551, "cibles_metriques": 554, "organisation_risques": 555}

# The eligibility of the theme can't be read (lines 492 and 493): every report says so.
ALWAYS_SAID = {"texte_manquant"}

READY: Data = {
    "reference": "2021-0004",
    "depose_le": "2021-02-15",
    "projet": {"nom": "École de la donnée", "cout_total_ttc": "400 000 €"},
    "porteurs": [{"nom": "Secrétariat général", "categorie": "administration_centrale"}],
    "depenses": [
        {"libelle": "Formations", "montant_ttc": "400 000 €", "annee": 2021, "titre": "3", "nature": "prestation"}
    ],
    "financement": {"subvention_demandee": "300 000 €"},
    "engagements": dict.fromkeys(COMMITMENTS, True),
    "pieces": dict.fromkeys(DOCUMENTS, True),
}


def costing(amount: str) -> Data:
    """A dossier of this total, with no expense line and no request."""
    return without(with_(READY, "projet.cout_total_ttc", amount), "depenses", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("ITN4", READY)
    assert outcomes(report) == {"depot": "pass", "taille": "not_applicable"}
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("300000.00", "100000.00")
    assert notices(report) == ALWAYS_SAID


# ---- size and date


@pytest.mark.parametrize("total", ["0,01 €", "1 €", "49 999,99 €", "2 000 000,01 €", "6 M€", "12 M€"])
def test_no_size_is_set(total: str) -> None:
    report = check("ITN4", costing(total))
    assert settled_but(report, "taille", "not_applicable")
    assert report.verdict == "eligible"


def test_the_report_says_that_no_size_is_set() -> None:
    findings = to_dict(check("ITN4", READY))["eligibility"]["findings"]
    (size,) = [finding for finding in findings if finding["rule"] == "ITN4.taille"]
    assert "catalogue" in size["message"]
    assert size["source"] == {"lines": "497"}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2021-01-04", "fail"),
        ("2021-01-06", "fail"),
        ("2021-01-07", "pass"),
        ("07/01/2021", "pass"),
        ("2021-01-08", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_7_january_2021_and_never_closes(day: str, outcome: str) -> None:
    report = check("ITN4", with_(READY, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


def test_without_filing_date_the_verdict_is_open() -> None:
    report = check("ITN4", without(READY, "depose_le"))
    assert settled_but(report, "depot", "unknown")
    assert missing_of(report, "depot") == report.missing_facts == ("depose_le",)
    assert (report.verdict, report.status) == ("undetermined", "incomplete")


# ---- eligibility: the text is cut, so nobody is refused, and the report says why


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_kind_of_applicant_is_refused(category: str) -> None:
    report = check("ITN4", with_(READY, "porteurs", [*READY["porteurs"], {"categorie": category}]))
    assert (report.verdict, report.status) == ("eligible", "ready")
    assert notices(report) == ALWAYS_SAID


def test_the_notice_cites_the_cut_line() -> None:
    (notice,) = check("ITN4", READY).notices
    assert (notice.id, notice.reading) == ("ITN4.texte_manquant", "ITN4")
    assert cites(notice, 492, 493)


@pytest.mark.parametrize("path", ["porteurs", "porteurs[0].categorie", "projet.nom"])
def test_what_no_rule_asks_is_not_missed(path: str) -> None:
    report = check("ITN4", without(READY, path))
    assert (report.status, report.missing_facts) == ("ready", ())


def test_no_cost_leaves_the_grant_unknown() -> None:
    report = check("ITN4", without(READY, "projet.cout_total_ttc", "depenses"))
    assert (report.verdict, report.status, grant(report)) == ("eligible", "incomplete", None)
    assert report.missing_facts == ("projet.cout_total_ttc",)


# ---- commitments and documents


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("commitment", COMMITMENTS)
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("ITN4", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([commitment], [])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_missing_makes_the_dossier_incomplete(document: str, refused: bool) -> None:
    path = f"pieces.{document}"
    report = check("ITN4", with_(READY, path, False) if refused else without(READY, path))
    assert (missing_ids(report.commitments), missing_ids(report.documents)) == ([], [document])
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_everything_is_asked() -> None:
    report = check("ITN4", without(READY, "engagements", "pieces"))
    assert set(missing_ids(report.commitments)) == set(COMMITMENTS)
    assert set(missing_ids(report.documents)) == set(DOCUMENTS)


# ---- funding: 75 % of the total


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("0,01 €", "0.00", "0.01"),
        ("0,02 €", "0.01", "0.01"),
        ("0,03 €", "0.02", "0.01"),
        ("0,04 €", "0.03", "0.01"),
        ("96 400,01 €", "72300.00", "24100.01"),
        ("400 000 €", "300000.00", "100000.00"),
        ("12 000 000 €", "9000000.00", "3000000.00"),
    ],
)
def test_75_percent_rounded_down_without_ceiling(total: str, granted: str, rest: str) -> None:
    report = check("ITN4", costing(total))
    assert (grant(report), share(report)) == (granted, rest)
    assert notices(report) == ALWAYS_SAID | {"personnel", "subvention_demandee"}


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest"),
    [
        ("399 999,99 €", "0,01 €", "299999.99", "100000.01"),
        ("320 000 €", "80 000 €", "240000.00", "160000.00"),
        ("0 €", "400 000 €", "0.00", "400000.00"),
    ],
)
def test_staff_costs_leave_the_base(others: str, staff: str, granted: str, rest: str) -> None:
    lines = [{"montant_ttc": others, "titre": "3"}, {"montant_ttc": staff, "titre": "2"}]
    report = check("ITN4", with_(READY, "depenses", lines))
    assert excluded(report) == {2: "personnel"}
    assert (grant(report), share(report)) == (granted, rest)


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "autre", None])
def test_nothing_else_leaves_the_base(title: str, nature: str | None) -> None:
    line = {"montant_ttc": "400 000 €", "titre": title, **({} if nature is None else {"nature": nature})}
    report = check("ITN4", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "300000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("ITN4", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("200 000 €", "200000.00", set()),
        ("299 999,99 €", "299999.99", set()),
        ("300 000,00 €", "300000.00", set()),
        ("300 000,01 €", "300000.00", {"demande_ramenee"}),
        ("400 000 €", "300000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN4", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, ALWAYS_SAID | said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN4", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("300000.00", ALWAYS_SAID | {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN4"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission TALENT (Charlotte CADOR)"
    assert str(theme.envelope.amount) == "6000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2021, 1, 7), None)]
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert (theme.conditions, theme.size.ranges) == ((), ())
    assert (len(theme.requirements), len(theme.documents)) == (2 + 3, 3)
    assert all(requirement.when is None for requirement in theme.requirements)
    assert len(theme.encouraged) == 2 + 6  # two lines of special attention, then six bullets
    assert len(theme.criteria) == 4
    assert len(theme.selection) == 1
    assert len(theme.support) == 3
    assert theme.indicators == ()


def test_citations() -> None:
    theme = rules()["ITN4"].theme
    found = {requirement.id: requirement for requirement in theme.requirements}
    assert all(cites(found[name], line) for name, line in {**COMMITMENTS, **DOCUMENTS}.items())
    assert cites(theme.funding, 489, 490)
    assert cites(theme.size, 497)
    assert cites(theme.envelope, 495)
    assert cites(theme.windows[0], 474)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "1500000.00"),
        ("incomplet", "incomplete", None),
        ("non_eligible", "ineligible", "6300.00"),
    ],
)
def test_examples(name: str, status: str, granted: str | None) -> None:
    report = check_example("ITN4", name)
    assert (report.status, grant(report)) == (status, granted)
