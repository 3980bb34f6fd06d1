"""ITN3, extending good practices to new territories (catalogue lines 308 to 470)."""

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
    rules,
    settled_but,
    share,
    with_,
    without,
)

RULES = {"depot", "taille", "territoire", "portage_deconcentre", "service_deconcentre", "administration_centrale"}

# The six bullets of lines 434 to 452; the last one also speaks of a hand-over, which is asked only where it applies.
COMMITMENTS = {
    "calendrier": 434,
    "equipe_jusqu_a_echeance": 435,
    "information_avancement": 438,
    "signalement_difficultes": 443,
    "equipe_initiale_un_an": 446,
    "maintien_competences": 449,
}
HAND_OVER = "passage_de_relais"  # "si jugé nécessaire", lines 451 and 452

READY: Data = {
    "reference": "2021-0003",
    "depose_le": "2021-01-15",
    "projet": {
        "nom": "Alerte crues partagée",
        "cout_total_ttc": "1 000 000 €",
        "population_couverte": 1_200_000,
        "departements_couverts": 2,
        "part_services_deconcentres": "60 %",
        "transfert_equipe": True,
    },
    "porteurs": [
        {"nom": "DREAL", "categorie": "service_deconcentre", "en_charge_politique_publique": False},
        {"nom": "DGPR", "categorie": "administration_centrale", "en_charge_politique_publique": True},
    ],
    "depenses": [
        {"libelle": "Développement", "montant_ttc": "800 000 €", "annee": 2021, "titre": "3", "nature": "prestation"},
        {"libelle": "Équipe interne", "montant_ttc": "200 000 €", "annee": 2021, "titre": "2", "nature": "personnel"},
    ],
    "financement": {"subvention_demandee": "750 000 €"},
    "engagements": dict.fromkeys([*COMMITMENTS, HAND_OVER], True),
}


def costing(amount: str) -> Data:
    """A dossier of this total, with no expense line and no request."""
    return without(with_(READY, "projet.cout_total_ttc", amount), "depenses", "financement.subvention_demandee")


def staffed(others: str, staff: str) -> Data:
    """A dossier whose total is the sum of these two lines, the second in staff costs."""
    lines = [{"montant_ttc": others, "titre": "3"}, {"montant_ttc": staff, "titre": "2"}]
    return without(with_(READY, "depenses", lines), "projet.cout_total_ttc", "financement.subvention_demandee")


def test_ready() -> None:
    report = check("ITN3", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("750000.00", "250000.00")
    assert notices(report) == set()


# ---- size and dates


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("50 000 €", "fail"),
        ("199 999,99 €", "fail"),
        ("200 000,00 €", "pass"),
        ("200 000,01 €", "pass"),
        ("1 000 000,01 €", "pass"),
        ("1 999 999,99 €", "pass"),
        ("2 000 000,00 €", "pass"),
        ("2 000 000,01 €", "fail"),
        ("12 M€", "fail"),
    ],
)
def test_size_from_200_000_to_2_000_000(total: str, outcome: str) -> None:
    report = check("ITN3", costing(total))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("others", "staff", "outcome"),
    [
        ("150 000 €", "50 000 €", "pass"),
        ("150 000 €", "49 999,99 €", "fail"),
        ("1 500 000 €", "500 000 €", "pass"),
        ("1 500 000 €", "500 000,01 €", "fail"),
    ],
)
def test_staff_costs_count_in_the_size(others: str, staff: str, outcome: str) -> None:
    assert settled_but(check("ITN3", staffed(others, staff)), "taille", outcome)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-30", "fail"),
        ("2020-12-01", "pass"),
        ("01/12/2020", "pass"),
        ("2020-12-02", "pass"),
        ("2021-01-30", "pass"),
        ("2021-01-31", "pass"),
        ("31/01/2021", "pass"),
        ("2021-02-01", "fail"),
        ("2022-01-15", "fail"),
    ],
)
def test_open_from_1_december_2020_to_31_january_2021(day: str, outcome: str) -> None:
    assert settled_but(check("ITN3", with_(READY, "depose_le", day)), "depot", outcome)


# ---- eligibility: territory


@pytest.mark.parametrize(
    ("people", "departements", "outcome", "missing"),
    [
        (1_000_000, None, "pass", ()),
        (1_000_001, 1, "pass", ()),
        (999_999, 3, "pass", ()),
        (999_999, 4, "pass", ()),
        (None, 3, "pass", ()),
        (0, 3, "pass", ()),
        (1_000_000, 0, "pass", ()),
        (999_999, 2, "fail", ()),
        (0, 0, "fail", ()),
        (999_999, None, "unknown", ("projet.departements_couverts",)),
        (None, 2, "unknown", ("projet.population_couverte",)),
        (None, None, "unknown", ("projet.population_couverte", "projet.departements_couverts")),
    ],
)
def test_a_million_people_or_three_departements(
    people: int | None, departements: int | None, outcome: str, missing: tuple[str, ...]
) -> None:
    dossier = without(READY, "projet.population_couverte", "projet.departements_couverts")
    if people is not None:
        dossier = with_(dossier, "projet.population_couverte", people)
    if departements is not None:
        dossier = with_(dossier, "projet.departements_couverts", departements)
    report = check("ITN3", dossier)
    assert settled_but(report, "territoire", outcome)
    assert missing_of(report, "territoire") == report.missing_facts == missing


# ---- eligibility: who carries the project


@pytest.mark.parametrize(
    ("part", "outcome"),
    [
        ("0 %", "fail"),
        ("49 %", "fail"),
        ("49,99 %", "fail"),
        ("50 %", "pass"),
        ("50,01 %", "pass"),
        ("100 %", "pass"),
    ],
)
def test_deconcentrated_services_take_half_of_the_lead(part: str, outcome: str) -> None:
    report = check("ITN3", with_(READY, "projet.part_services_deconcentres", part))
    assert settled_but(report, "portage_deconcentre", outcome)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_deconcentrated_service_is_among_the_applicants(category: str) -> None:
    report = check("ITN3", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "service_deconcentre", "pass" if category == "service_deconcentre" else "fail")


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_central_administration_is_among_the_applicants(category: str) -> None:
    central = {"administration_centrale", "direction_metier", "direction_numerique_ministerielle"}
    report = check("ITN3", with_(READY, "porteurs[1].categorie", category))
    assert settled_but(report, "administration_centrale", "pass" if category in central else "fail")


def test_that_central_administration_carries_the_policy() -> None:
    report = check("ITN3", with_(READY, "porteurs[1].en_charge_politique_publique", False))
    assert settled_but(report, "administration_centrale", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


def test_another_applicant_in_charge_of_the_policy_is_not_enough() -> None:
    dossier = with_(READY, "porteurs[0].en_charge_politique_publique", True)
    report = check("ITN3", with_(dossier, "porteurs[1].en_charge_politique_publique", False))
    assert settled_but(report, "administration_centrale", "fail")


def test_one_central_administration_in_charge_is_enough() -> None:
    other = {"categorie": "direction_metier", "en_charge_politique_publique": False}
    report = check("ITN3", with_(READY, "porteurs", [other, *READY["porteurs"]]))
    assert settled_but(report, "administration_centrale", "pass")


@pytest.mark.parametrize("category", CATEGORIES)
def test_further_applicants_may_be_of_any_kind(category: str) -> None:
    report = check("ITN3", with_(READY, "porteurs", [*READY["porteurs"], {"categorie": category}]))
    assert report.status == "ready"


@pytest.mark.parametrize(
    ("path", "rule", "missing"),
    [
        ("depose_le", "depot", "depose_le"),
        ("projet.part_services_deconcentres", "portage_deconcentre", "projet.part_services_deconcentres"),
        ("porteurs[0].categorie", "service_deconcentre", "porteurs[0].categorie"),
        ("porteurs[1].categorie", "administration_centrale", "porteurs[1].categorie"),
        (
            "porteurs[1].en_charge_politique_publique",
            "administration_centrale",
            "porteurs[1].en_charge_politique_publique",
        ),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str, missing: str) -> None:
    report = check("ITN3", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (missing,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (missing,))


def test_no_applicant_leaves_both_rules_about_them_unknown() -> None:
    report = check("ITN3", without(READY, "porteurs"))
    found = outcomes(report)
    assert {rule for rule, outcome in found.items() if outcome == "unknown"} == {
        "service_deconcentre",
        "administration_centrale",
    }
    assert (report.verdict, report.missing_facts) == ("undetermined", ("porteurs",))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("ITN3", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert (report.verdict, report.missing_facts) == ("undetermined", ("projet.cout_total_ttc",))
    assert grant(report) is None


# ---- commitments


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize("commitment", COMMITMENTS)
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("ITN3", with_(READY, path, False) if refused else without(READY, path))
    assert missing_ids(report.commitments) == [commitment]
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize(
    ("need", "status", "commitments", "facts"),
    [
        (True, "incomplete", [HAND_OVER], ()),
        (False, "ready", [], ()),
        (None, "incomplete", [], ("projet.transfert_equipe",)),
    ],
    ids=["needed", "not needed", "need not stated"],
)
def test_the_hand_over_is_asked_where_it_is_needed(
    need: bool | None, status: str, commitments: list[str], facts: tuple[str, ...], refused: bool
) -> None:
    path = f"engagements.{HAND_OVER}"
    dossier = with_(READY, path, False) if refused else without(READY, path)
    dossier = (
        without(dossier, "projet.transfert_equipe") if need is None else with_(dossier, "projet.transfert_equipe", need)
    )
    report = check("ITN3", dossier)
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", status, facts)
    assert missing_ids(report.commitments) == commitments


def test_the_hand_over_given_without_stating_the_need_is_enough() -> None:
    report = check("ITN3", without(READY, "projet.transfert_equipe"))
    assert report.status == "ready"
    assert HAND_OVER in given_ids(report.commitments)


def test_everything_is_asked() -> None:
    report = check("ITN3", without(READY, "engagements"))
    assert set(missing_ids(report.commitments)) == {*COMMITMENTS, HAND_OVER}
    assert missing_ids(report.documents) == []


# ---- funding: 75 % of the total, staff costs valued in the applicant's share


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("200 000,00 €", "150000.00", "50000.00"),
        ("200 000,01 €", "150000.00", "50000.01"),
        ("200 000,02 €", "150000.01", "50000.01"),
        ("200 000,03 €", "150000.02", "50000.01"),
        ("1 234 567,89 €", "925925.91", "308641.98"),
        ("1 999 999,99 €", "1499999.99", "500000.00"),
        ("2 000 000,00 €", "1500000.00", "500000.00"),
    ],
)
def test_75_percent_rounded_down(total: str, granted: str, rest: str) -> None:
    report = check("ITN3", costing(total))
    assert (grant(report), share(report)) == (granted, rest)
    assert notices(report) == {"personnel", "subvention_demandee"}


@pytest.mark.parametrize(
    ("others", "staff", "granted", "rest", "binding"),
    [
        ("1 000 000 €", "0 €", "750000.00", "250000.00", False),
        ("750 000,01 €", "249 999,99 €", "750000.00", "250000.00", False),
        ("750 000,00 €", "250 000,00 €", "750000.00", "250000.00", False),
        ("749 999,99 €", "250 000,01 €", "749999.99", "250000.01", True),
        ("400 000 €", "600 000 €", "400000.00", "600000.00", True),
        ("0 €", "1 000 000 €", "0.00", "1000000.00", True),
        ("1 400 000 €", "600 000 €", "1400000.00", "600000.00", True),
    ],
)
def test_the_applicant_bears_the_staff_costs(others: str, staff: str, granted: str, rest: str, binding: bool) -> None:
    report = check("ITN3", staffed(others, staff))
    assert excluded(report) == {}
    assert report.funding.base == report.funding.total_cost
    assert (grant(report), share(report)) == (granted, rest)
    assert [use.binding for use in report.funding.ceilings] == [binding]


@pytest.mark.parametrize("title", ["3", "5", "6"])
@pytest.mark.parametrize("nature", ["prestation", "licence", "materiel", "autre", None])
def test_nothing_leaves_the_base(title: str, nature: str | None) -> None:
    line = {"montant_ttc": "1 000 000 €", "titre": title, **({} if nature is None else {"nature": nature})}
    report = check("ITN3", with_(READY, "depenses", [line]))
    assert (excluded(report), grant(report), report.status) == ({}, "750000.00", "ready")


def test_a_line_without_budget_title_leaves_the_grant_unknown_where_it_decides() -> None:
    report = check("ITN3", without(READY, "depenses[0].titre"))
    assert (grant(report), report.missing_facts) == (None, ("depenses[0].titre",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_line_without_budget_title_is_not_asked_where_it_decides_nothing() -> None:
    report = check("ITN3", without(READY, "depenses[1].titre"))
    assert (grant(report), report.missing_facts, report.funding.applicant_staff) == ("750000.00", (), None)


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("500 000 €", "500000.00", set()),
        ("749 999,99 €", "749999.99", set()),
        ("750 000,00 €", "750000.00", set()),
        ("750 000,01 €", "750000.00", {"demande_ramenee"}),
        ("1 000 000 €", "750000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN3", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report), report.status) == (granted, said, "ready")


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN3", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("750000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN3"].theme
    assert theme.kind == "appel_a_projets"
    assert theme.owner == "DINUM / Projets numériques partagés (Jean-Louis BARTHELEMY)"
    assert str(theme.envelope.amount) == "12000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2020, 12, 1), date(2021, 1, 31))]
    assert theme.funding.staff == "valued"
    assert (theme.funding.ceilings, theme.funding.exclude, theme.juries) == ((), (), None)
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert (len(theme.requirements), len(theme.documents)) == (7, 0)
    assert len(theme.expected) == 6 + 4  # the objectives, then the projects that are expected
    assert len(theme.encouraged) == 4
    assert len(theme.criteria) == 7
    assert len(theme.selection) == 3
    assert len(theme.support) == 2
    assert len(theme.indicators) == 3


def test_citations() -> None:
    theme = rules()["ITN3"].theme
    found = {item.id: item for item in (*theme.requirements, *theme.conditions)}
    assert all(cites(found[commitment], line) for commitment, line in COMMITMENTS.items())
    assert cites(found[HAND_OVER], 451, 452)
    assert cites(found["territoire"], 332, 333)
    assert cites(found["portage_deconcentre"], 334, 335)
    assert cites(found["service_deconcentre"], 335, 336)
    assert cites(found["administration_centrale"], 336, 337)
    assert cites(theme.funding, 327, 328, 329)
    assert cites(theme.size, 341)
    assert cites(theme.envelope, 339)
    assert cites(theme.windows[0], 311, 427, 428)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "1400000.00"),
        ("incomplet", "incomplete", "150000.00"),
        ("non_eligible", "ineligible", "585000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("ITN3", name)
    assert (report.status, grant(report)) == (status, granted)
