"""ITN6, continuous innovation (catalogue lines 818 to 937)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

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

RULES = {"depot", "taille", "porteur", "equipe_interne", "entreprises_innovantes", "resultats_trois_mois"}

# What the project or the candidate "doit" describe (lines 873 to 877), then what the two criteria say the candidate
# will describe, assess and state (lines 886 to 909), each with a line that says it.
DOCUMENTS = {
    "projet_global": 886,
    "conditions_realisation": 887,
    "dimension_innovante": 888,
    "analyse_impact": 874,
    "industrialisation": 876,
    "perimetre_usage_cibles": 877,
    "valeur_dans_projet": 897,
    "valeur_au_dela": 898,
    "maturation_nationale": 902,
    "moyens_internes": 906,
    "comitologie": 907,
}

# Central administrations and their operators (line 847); digital directorates and public laboratories (line 828).
ACCEPTED = {
    "administration_centrale",
    "direction_metier",
    "direction_numerique_ministerielle",
    "operateur",
    "laboratoire_public",
}

READY: Data = {
    "reference": "2021-0006",
    "depose_le": "2021-02-12",
    "projet": {
        "nom": "Essai quantique",
        "cout_total_ttc": "60 000 €",
        "equipe_interne": True,
        "delai_premiers_resultats_mois": 3,
    },
    "porteurs": [{"nom": "Direction du numérique", "categorie": "direction_numerique_ministerielle"}],
    "depenses": [
        {
            "libelle": "Prototype",
            "montant_ttc": "60 000 €",
            "annee": 2021,
            "titre": "3",
            "nature": "prestation",
            "fournisseur": {"siege": "FR", "innovant": True},
        }
    ],
    "financement": {"subvention_demandee": "48 000 €"},
    "pieces": dict.fromkeys(DOCUMENTS, True),
}


class Line(NamedTuple):
    """An expense line; None is something that it does not say."""

    amount: str
    innovative: bool | None = True
    seat: str | None = "FR"
    title: str | None = "3"

    def data(self) -> Data:
        """The line as a dossier states it."""
        said = {"innovant": self.innovative, "siege": self.seat}
        supplier = {name: value for name, value in said.items() if value is not None}
        return {
            "montant_ttc": self.amount,
            **({} if self.title is None else {"titre": self.title}),
            **({"fournisseur": supplier} if supplier else {}),
        }


def unsaid(amount: str) -> Line:
    """A line that says nothing of its supplier."""
    return Line(amount, None, None)


def staff(amount: str) -> Line:
    """A line of staff costs, said not to go to an innovative company."""
    return Line(amount, False, None, "2")


def spending(*lines: Line) -> Data:
    """A dossier of these lines, whose total is their sum, and with no request."""
    found = [line.data() for line in lines]
    return without(with_(READY, "depenses", found), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("ITN6", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("48000.00", "12000.00")
    assert set(given_ids(report.documents)) == set(DOCUMENTS)
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("2 000 €", "fail"),
        ("19 999,99 €", "fail"),
        ("20 000,00 €", "pass"),
        ("20 000,01 €", "pass"),
        ("48 000,00 €", "pass"),
        ("48 000,01 €", "pass"),
        ("99 999,99 €", "pass"),
        ("100 000,00 €", "pass"),
        ("100 000,01 €", "fail"),
        ("6 M€", "fail"),
    ],
)
def test_size_from_20_000_to_100_000(total: str, outcome: str) -> None:
    report = check("ITN6", spending(Line(total)))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("others", "own", "outcome"),
    [
        ("15 000 €", "5 000,00 €", "pass"),
        ("15 000 €", "4 999,99 €", "fail"),
        ("60 000 €", "40 000,00 €", "pass"),
        ("60 000 €", "40 000,01 €", "fail"),
    ],
)
def test_size_is_that_of_the_total_before_exclusions(others: str, own: str, outcome: str) -> None:
    report = check("ITN6", spending(Line(others), staff(own)))
    assert settled_but(report, "taille", outcome)
    assert excluded(report) == {2: "personnel"}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-16", "fail"),
        ("2021-01-17", "fail"),
        ("2021-01-18", "pass"),
        ("18/01/2021", "pass"),
        ("2021-01-19", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_18_january_2021_and_never_closes(day: str, outcome: str) -> None:
    report = check("ITN6", with_(READY, "depose_le", day))
    assert settled_but(report, "depot", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


# ---- eligibility: applicants, team, time


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("ITN6", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ACCEPTED else "fail")
    assert report.status == ("ready" if category in ACCEPTED else "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_of_several_applicants_counts(category: str) -> None:
    second = {"nom": "Partenaire", "categorie": category}
    outcome = "pass" if category in ACCEPTED else "fail"
    assert settled_but(check("ITN6", with_(READY, "porteurs", [*READY["porteurs"], second])), "porteur", outcome)
    assert settled_but(check("ITN6", with_(READY, "porteurs", [second, *READY["porteurs"]])), "porteur", outcome)


def test_an_in_house_team_steers_the_project() -> None:
    report = check("ITN6", with_(READY, "projet.equipe_interne", False))
    assert settled_but(report, "equipe_interne", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


@pytest.mark.parametrize(
    ("months", "outcome"), [(0, "pass"), (1, "pass"), (2, "pass"), (3, "pass"), (4, "fail"), (12, "fail")]
)
def test_results_within_3_months(months: int, outcome: str) -> None:
    report = check("ITN6", with_(READY, "projet.delai_premiers_resultats_mois", months))
    assert settled_but(report, "resultats_trois_mois", outcome)
    assert report.status == ("ready" if outcome == "pass" else "ineligible")


# ---- eligibility: half of the expenses to innovative companies with their seat in France


@pytest.mark.parametrize(
    ("french_and_innovative", "others", "outcome"),
    [
        ("60 000,00 €", "0,00 €", "pass"),
        ("30 000,01 €", "29 999,99 €", "pass"),
        ("30 000,00 €", "30 000,00 €", "pass"),
        ("29 999,99 €", "30 000,01 €", "fail"),
        ("0,00 €", "60 000,00 €", "fail"),
        # An odd total has no exact half.
        ("30 000,01 €", "30 000,00 €", "pass"),
        ("30 000,00 €", "30 000,01 €", "fail"),
        # Above what is funded, the half is still that of all expenses.
        ("48 000,00 €", "48 000,00 €", "pass"),
        ("48 000,00 €", "48 000,01 €", "fail"),
    ],
)
@pytest.mark.parametrize(
    ("innovative", "seat"),
    [(False, "FR"), (True, "DE"), (False, "DE"), (True, "RE"), (None, "DE"), (False, None)],
    ids=[
        "not innovative",
        "abroad",
        "neither",
        "another country code",
        "abroad, rest unsaid",
        "not innovative, unsaid",
    ],
)
def test_half_goes_to_innovative_companies_seated_in_france(
    french_and_innovative: str, others: str, outcome: str, innovative: bool | None, seat: str | None
) -> None:
    one, other = Line(french_and_innovative), Line(others, innovative, seat)
    for lines in ((one, other), (other, one)):
        report = check("ITN6", spending(*lines))
        assert settled_but(report, "entreprises_innovantes", outcome)
        assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


def test_the_amounts_of_several_companies_add_up() -> None:
    assert settled_but(
        check(
            "ITN6", spending(Line("10 000 €"), Line("10 000 €", False), Line("20 000 €"), Line("20 000 €", True, "DE"))
        ),
        "entreprises_innovantes",
        "pass",
    )


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ((Line("30 000,00 €"), staff("30 000,00 €")), "pass"),
        ((Line("29 999,99 €"), staff("30 000,01 €")), "fail"),
        ((Line("30 000,00 €"), Line("10 000,00 €", False), staff("20 000,00 €")), "pass"),
        ((Line("30 000,00 €"), Line("10 000,00 €", False), staff("20 000,01 €")), "fail"),
    ],
)
def test_staff_costs_count_among_the_expenses(lines: tuple[Line, ...], outcome: str) -> None:
    report = check("ITN6", spending(*lines))
    assert settled_but(report, "entreprises_innovantes", outcome)
    assert report.missing_facts == ("financement.subvention_demandee",)


@pytest.mark.parametrize(
    ("lines", "outcome", "missing"),
    [
        ((Line("30 000 €"), unsaid("30 000 €")), "pass", ()),
        ((Line("29 999,99 €", False), unsaid("30 000,01 €")), "unknown", ("innovant", "siege")),
        ((Line("30 000 €", False), unsaid("30 000 €")), "unknown", ("innovant", "siege")),
        ((Line("30 000,01 €", False), unsaid("29 999,99 €")), "fail", ()),
        ((Line("29 999,99 €"), Line("30 000,01 €", None)), "unknown", ("innovant",)),
        ((Line("29 999,99 €"), Line("30 000,01 €", True, None)), "unknown", ("siege",)),
    ],
)
def test_a_supplier_is_asked_about_only_where_it_decides(
    lines: tuple[Line, Line], outcome: str, missing: tuple[str, ...]
) -> None:
    report = check("ITN6", spending(*lines))
    assert settled_but(report, "entreprises_innovantes", outcome)
    assert missing_of(report, "entreprises_innovantes") == tuple(f"depenses[1].fournisseur.{fact}" for fact in missing)


def test_a_line_said_not_to_go_to_an_innovative_company_is_not_asked_about_further() -> None:
    report = check("ITN6", spending(unsaid("40 000 €"), staff("20 000 €")))
    assert settled_but(report, "entreprises_innovantes", "unknown")
    assert missing_of(report, "entreprises_innovantes") == (
        "depenses[0].fournisseur.innovant",
        "depenses[0].fournisseur.siege",
    )


# ---- facts not stated


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("depose_le", "depot"),
        ("porteurs", "porteur"),
        ("porteurs[0].categorie", "porteur"),
        ("projet.equipe_interne", "equipe_interne"),
        ("depenses", "entreprises_innovantes"),
        ("depenses[0].fournisseur.innovant", "entreprises_innovantes"),
        ("depenses[0].fournisseur.siege", "entreprises_innovantes"),
        ("projet.delai_premiers_resultats_mois", "resultats_trois_mois"),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str) -> None:
    report = check("ITN6", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (path,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (path,))
    assert grant(report) == "48000.00"


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("ITN6", without(READY, "projet.cout_total_ttc", "depenses"))
    found = outcomes(report)
    assert {rule for rule, outcome in found.items() if outcome == "unknown"} == {"taille", "entreprises_innovantes"}
    assert set(found.values()) == {"pass", "unknown"}
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert (report.verdict, grant(report)) == ("undetermined", None)


def test_a_refusal_decides_whatever_is_unknown() -> None:
    report = check("ITN6", without(with_(READY, "porteurs[0].categorie", "association"), "depose_le"))
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


# ---- no commitment, and the content of the application


@pytest.mark.parametrize("dossier", [READY, {}], ids=["ready", "empty"])
def test_no_commitment_is_asked(dossier: Data) -> None:
    commitments = check("ITN6", dossier).commitments
    assert (commitments.known, commitments.missing, commitments.given) == (True, (), ())


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_missing_makes_the_dossier_incomplete(document: str, refused: bool) -> None:
    path = f"pieces.{document}"
    report = check("ITN6", with_(READY, path, False) if refused else without(READY, path))
    assert missing_ids(report.documents) == [document]
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_every_document_is_asked() -> None:
    assert set(missing_ids(check("ITN6", without(READY, "pieces")).documents)) == set(DOCUMENTS)


# ---- funding: 100 % up to 48 000 EUR, and nothing above


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("20 000,00 €", "20000.00", "0.00"),
        ("20 000,01 €", "20000.01", "0.00"),
        ("33 333,33 €", "33333.33", "0.00"),
        ("47 999,99 €", "47999.99", "0.00"),
        ("48 000,00 €", "48000.00", "0.00"),
        ("48 000,01 €", "48000.00", "0.01"),
        ("48 000,02 €", "48000.00", "0.02"),
        ("60 000,00 €", "48000.00", "12000.00"),
        ("99 999,99 €", "48000.00", "51999.99"),
        ("100 000,00 €", "48000.00", "52000.00"),
    ],
)
def test_everything_up_to_48_000_and_nothing_above(total: str, granted: str, rest: str) -> None:
    report = check("ITN6", spending(Line(total)))
    assert (grant(report), share(report)) == (granted, rest)
    assert notices(report) == {"subvention_demandee"}


@pytest.mark.parametrize(
    ("others", "own", "granted", "rest"),
    [
        ("40 000 €", "20 000 €", "40000.00", "20000.00"),
        ("47 999,99 €", "0,01 €", "47999.99", "0.01"),
        ("48 000,00 €", "0,01 €", "48000.00", "0.01"),
        ("48 000,01 €", "48 000,00 €", "48000.00", "48000.01"),
        ("50 000 €", "50 000 €", "48000.00", "52000.00"),
    ],
)
def test_staff_costs_leave_the_base(others: str, own: str, granted: str, rest: str) -> None:
    report = check("ITN6", spending(Line(others), staff(own)))
    assert excluded(report) == {2: "personnel"}
    assert (grant(report), share(report)) == (granted, rest)
    assert report.verdict == "eligible"


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "autre", None])
@pytest.mark.parametrize("year", [2020, 2023])
def test_nothing_else_leaves_the_base(title: str, nature: str | None, year: int) -> None:
    line = {**Line("60 000 €", title=title).data(), "annee": year, **({} if nature is None else {"nature": nature})}
    report = check("ITN6", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "48000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown() -> None:
    report = check("ITN6", spending(Line("40 000 €"), Line("20 000 €", False, title=None)))
    assert settled_but(report, "entreprises_innovantes", "pass")
    assert (grant(report), report.verdict) == (None, "eligible")
    assert set(report.missing_facts) == {"depenses[1].titre", "financement.subvention_demandee"}


def test_the_share_does_not_depend_on_the_budget_title() -> None:
    report = check("ITN6", without(READY, "depenses[0].titre"))
    assert settled_but(report, "entreprises_innovantes", "pass")
    assert (grant(report), report.verdict, report.missing_facts) == (None, "eligible", ("depenses[0].titre",))


def test_a_total_without_lines_is_enough_for_the_grant() -> None:
    report = check("ITN6", without(READY, "depenses"))
    assert (grant(report), notices(report)) == ("48000.00", {"personnel"})
    assert report.indicative


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("30 000 €", "30000.00", set()),
        ("47 999,99 €", "47999.99", set()),
        ("48 000,00 €", "48000.00", set()),
        ("48 000,01 €", "48000.00", {"demande_ramenee"}),
        ("60 000 €", "48000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN6", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN6", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("48000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN6"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Mission LABEL (Sabine GUILLAUME)"
    assert str(theme.envelope.amount) == "6000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2021, 1, 18), None)]
    assert theme.funding.staff == "excluded"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert theme.commitments == ()
    assert {requirement.id for requirement in theme.requirements} == set(DOCUMENTS)
    assert all(requirement.when is None for requirement in theme.requirements)
    assert len(theme.documents) == 11
    assert len(theme.criteria) == 2
    assert len(theme.encouraged) == 1
    assert theme.selection == ()
    assert len(theme.support) == 3
    assert len(theme.indicators) == 1


def test_citations() -> None:
    theme = rules()["ITN6"].theme
    parts = parts_of(theme)
    assert all(cites(parts[name], line) for name, line in DOCUMENTS.items())
    assert cites(parts["industrialisation"], 892, 894, 895)
    assert cites(parts["analyse_impact"], 873, 891)
    assert cites(parts["porteur"], 828, 847)
    assert cites(parts["equipe_interne"], 847, 848)
    assert cites(parts["entreprises_innovantes"], 833, 834, 850, 851, 852)
    assert cites(parts["resultats_trois_mois"], 854, 855)
    assert cites(theme.funding, 844, 845)
    assert cites(theme.size, 859, 860)
    assert cites(theme.envelope, 857)
    assert cites(theme.windows[0], 820)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "48000.00"),
        ("incomplet", "incomplete", "20000.00"),
        ("non_eligible", "ineligible", "48000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("ITN6", name)
    assert (report.status, grant(report)) == (status, granted)


def test_what_the_examples_show() -> None:
    unfinished = check_example("ITN6", "incomplet")
    assert unfinished.missing_facts == ("depenses[0].fournisseur.innovant", "projet.delai_premiers_resultats_mois")
    assert missing_ids(unfinished.documents) == ["industrialisation", "maturation_nationale", "comitologie"]
    refused = outcomes(check_example("ITN6", "non_eligible"))
    assert {rule for rule, outcome in refused.items() if outcome == "fail"} == {
        "entreprises_innovantes",
        "resultats_trois_mois",
    }
