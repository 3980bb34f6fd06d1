"""ITN1, quality online procedures (catalogue lines 1 to 140)."""

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

RULES = {"depot", "taille", "demarche_recensee", "porteur"}

# The six bullets of lines 103 to 119, each with the line where it starts.
COMMITMENTS = {
    "personne_temps_plein": 103,
    "objectifs_mesurables": 106,
    "chef_de_produit": 109,
    "tests_usagers": 112,
    "mises_en_production": 113,
    "composants_communs": 116,
}
TRAINING = "formation_equipe"  # "formé(e) si besoin", lines 104 and 110

READY: Data = {
    "reference": "2021-0001",
    "depose_le": "2021-03-01",
    "projet": {
        "nom": "Carte grise en ligne",
        "cout_total_ttc": "200 000,00 €",
        "demarche_observatoire": True,
        "besoin_formation": True,
    },
    "porteurs": [
        {"nom": "Direction", "siret": "17877893200016", "categorie": "direction_metier", "en_charge_demarche": True}
    ],
    "depenses": [
        {"libelle": "Développement", "montant_ttc": "200 000,00 €", "annee": 2021, "titre": "3", "nature": "prestation"}
    ],
    "financement": {"subvention_demandee": "150 000 €"},
    "engagements": dict.fromkeys([*COMMITMENTS, TRAINING], True),
}

ADMINISTRATIONS = {
    "direction_numerique_ministerielle",
    "direction_metier",
    "administration_centrale",
    "service_deconcentre",
    "operateur",
    "laboratoire_public",
    "collectivite_territoriale",
}


def costing(amount: str) -> Data:
    return without(
        with_(with_(READY, "projet.cout_total_ttc", amount), "depenses[0].montant_ttc", amount),
        "financement.subvention_demandee",
    )


def spending(*lines: tuple[str, str | None, str | None]) -> Data:
    """A dossier whose expense lines are these amounts, budget titles and kinds; its total is their sum."""
    found = [
        {name: value for name, value in zip(("montant_ttc", "titre", "nature"), line, strict=True) if value}
        for line in lines
    ]
    return without(with_(READY, "depenses", found), "projet.cout_total_ttc")


def test_ready() -> None:
    report = check("ITN1", READY)
    assert outcomes(report) == dict.fromkeys(RULES, "pass")
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "ready", ())
    assert (grant(report), share(report)) == ("150000.00", "50000.00")
    assert notices(report) == set()


# ---- size and date


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("0,01 €", "fail"),
        ("49 999,99 €", "fail"),
        ("50 000,00 €", "pass"),
        ("50 000,01 €", "pass"),
        ("999 999,99 €", "pass"),
        ("1 000 000,00 €", "pass"),
        ("1 000 000,01 €", "fail"),
        ("32 M€", "fail"),
    ],
)
def test_size_from_50_000_to_1_000_000(total: str, outcome: str) -> None:
    report = check("ITN1", costing(total))
    assert settled_but(report, "taille", outcome)
    assert report.verdict == ("eligible" if outcome == "pass" else "ineligible")


@pytest.mark.parametrize(
    ("kept", "left_out", "outcome"),
    [("10 000 €", "40 000 €", "pass"), ("49 999,99 €", "0,01 €", "pass"), ("1 000 000 €", "0,01 €", "fail")],
)
def test_size_is_that_of_the_total_before_exclusions(kept: str, left_out: str, outcome: str) -> None:
    report = check("ITN1", spending((kept, "3", "prestation"), (left_out, "5", "materiel")))
    assert settled_but(report, "taille", outcome)
    assert excluded(report) == {2: "hors_prestations_externes"}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2020-11-02", "fail"),
        ("2021-01-03", "fail"),
        ("2021-01-04", "pass"),
        ("04/01/2021", "pass"),
        ("2021-01-05", "pass"),
        ("2022-12-31", "pass"),
    ],
)
def test_opens_on_4_january_2021_and_never_closes(day: str, outcome: str) -> None:
    assert settled_but(check("ITN1", with_(READY, "depose_le", day)), "depot", outcome)


# ---- eligibility


def test_a_procedure_out_of_the_observatory_is_refused() -> None:
    report = check("ITN1", with_(READY, "projet.demarche_observatoire", False))
    assert settled_but(report, "demarche_recensee", "fail")
    assert (report.verdict, report.status) == ("ineligible", "ineligible")


@pytest.mark.parametrize("category", CATEGORIES)
def test_kinds_of_applicants(category: str) -> None:
    report = check("ITN1", with_(READY, "porteurs[0].categorie", category))
    assert settled_but(report, "porteur", "pass" if category in ADMINISTRATIONS else "fail")


def test_an_administration_not_in_charge_of_the_procedure_is_refused() -> None:
    assert settled_but(check("ITN1", with_(READY, "porteurs[0].en_charge_demarche", False)), "porteur", "fail")


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        ({"categorie": "operateur", "en_charge_demarche": True}, "pass"),
        ({"categorie": "operateur", "en_charge_demarche": False}, "fail"),
        ({"categorie": "operateur"}, "unknown"),
        ({"categorie": "entreprise", "en_charge_demarche": True}, "fail"),
        ({"categorie": "association"}, "fail"),
    ],
)
def test_each_of_several_applicants_counts(second: Data, outcome: str) -> None:
    report = check("ITN1", with_(READY, "porteurs", [*READY["porteurs"], second]))
    assert settled_but(report, "porteur", outcome)


@pytest.mark.parametrize(
    ("path", "rule", "missing"),
    [
        ("depose_le", "depot", "depose_le"),
        ("projet.demarche_observatoire", "demarche_recensee", "projet.demarche_observatoire"),
        ("porteurs", "porteur", "porteurs"),
        ("porteurs[0].categorie", "porteur", "porteurs[0].categorie"),
        ("porteurs[0].en_charge_demarche", "porteur", "porteurs[0].en_charge_demarche"),
    ],
)
def test_a_fact_not_stated_leaves_its_rule_unknown(path: str, rule: str, missing: str) -> None:
    report = check("ITN1", without(READY, path))
    assert settled_but(report, rule, "unknown")
    assert missing_of(report, rule) == (missing,)
    assert (report.verdict, report.status, report.missing_facts) == ("undetermined", "incomplete", (missing,))


def test_no_cost_leaves_the_size_and_the_grant_unknown() -> None:
    report = check("ITN1", without(READY, "projet.cout_total_ttc", "depenses"))
    assert settled_but(report, "taille", "unknown")
    assert report.verdict == "undetermined"
    assert set(report.missing_facts) == {"projet.cout_total_ttc", "depenses"}
    assert grant(report) is None


def test_the_sum_of_the_lines_stands_for_a_total_not_stated() -> None:
    report = check("ITN1", without(READY, "projet.cout_total_ttc"))
    assert (report.status, grant(report)) == ("ready", "150000.00")


# ---- commitments


@pytest.mark.parametrize("commitment", COMMITMENTS)
@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
def test_a_commitment_missing_or_refused_makes_the_dossier_incomplete(commitment: str, refused: bool) -> None:
    path = f"engagements.{commitment}"
    report = check("ITN1", with_(READY, path, False) if refused else without(READY, path))
    assert missing_ids(report.commitments) == [commitment]
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", "incomplete", ())


def test_no_commitment_at_all() -> None:
    report = check("ITN1", without(READY, "engagements"))
    assert set(missing_ids(report.commitments)) == {*COMMITMENTS, TRAINING}
    assert report.status == "incomplete"


@pytest.mark.parametrize("refused", [False, True], ids=["not given", "refused"])
@pytest.mark.parametrize(
    ("need", "status", "commitments", "facts"),
    [
        (True, "incomplete", [TRAINING], ()),
        (False, "ready", [], ()),
        (None, "incomplete", [], ("projet.besoin_formation",)),
    ],
    ids=["needed", "not needed", "need not stated"],
)
def test_training_is_asked_where_it_is_needed(
    need: bool | None, status: str, commitments: list[str], facts: tuple[str, ...], refused: bool
) -> None:
    path = f"engagements.{TRAINING}"
    dossier = with_(READY, path, False) if refused else without(READY, path)
    dossier = (
        without(dossier, "projet.besoin_formation") if need is None else with_(dossier, "projet.besoin_formation", need)
    )
    report = check("ITN1", dossier)
    assert (report.verdict, report.status, report.missing_facts) == ("eligible", status, facts)
    assert missing_ids(report.commitments) == commitments


def test_training_given_without_stating_the_need_is_enough() -> None:
    report = check("ITN1", without(READY, "projet.besoin_formation"))
    assert report.status == "ready"
    assert TRAINING in given_ids(report.commitments)


# ---- funding: 75 % of the total, of external services only


@pytest.mark.parametrize(
    ("total", "granted", "rest"),
    [
        ("50 000 €", "37500.00", "12500.00"),
        ("50 000,01 €", "37500.00", "12500.01"),
        ("50 000,02 €", "37500.01", "12500.01"),
        ("50 000,03 €", "37500.02", "12500.01"),
        ("50 000,04 €", "37500.03", "12500.01"),
        ("333 333,33 €", "249999.99", "83333.34"),
        ("999 999,99 €", "749999.99", "250000.00"),
        ("1 000 000 €", "750000.00", "250000.00"),
    ],
)
def test_75_percent_rounded_down(total: str, granted: str, rest: str) -> None:
    report = check("ITN1", costing(total))
    assert (grant(report), share(report)) == (granted, rest)


@pytest.mark.parametrize(
    ("title", "nature", "rule"),
    [
        ("3", "prestation", None),
        ("3", "licence", None),
        ("3", "accompagnement_changement", None),
        ("3", "communication", None),
        ("5", "prestation", None),
        ("5", "materiel", "hors_prestations_externes"),
        ("3", "materiel", "hors_prestations_externes"),
        ("3", "autre", "hors_prestations_externes"),
        ("3", "personnel", "hors_prestations_externes"),
        ("2", "personnel", "hors_prestations_externes"),
        ("2", "prestation", "personnel"),
        (None, "materiel", "hors_prestations_externes"),
        ("2", None, "personnel"),
    ],
)
def test_only_external_services_are_funded(title: str | None, nature: str | None, rule: str | None) -> None:
    report = check("ITN1", spending(("100 000 €", "3", "prestation"), ("20 000,02 €", title, nature)))
    assert excluded(report) == ({} if rule is None else {2: rule})
    assert str(report.funding.total_cost) == "120000.02"
    # 75 % of 120 000.02 is 90 000.015.
    assert (grant(report), share(report)) == (("90000.01", "30000.01") if rule is None else ("75000.00", "45000.02"))
    assert report.verdict == "eligible"
    assert report.missing_facts == ()


@pytest.mark.parametrize(
    ("title", "nature", "missing"),
    [
        ("3", None, ["depenses[1].nature"]),
        (None, "prestation", ["depenses[1].titre"]),
        (None, None, ["depenses[1].nature", "depenses[1].titre"]),
    ],
)
def test_a_line_that_does_not_say_enough_leaves_the_grant_unknown(
    title: str | None, nature: str | None, missing: list[str]
) -> None:
    report = check("ITN1", spending(("100 000 €", "3", "prestation"), ("20 000 €", title, nature)))
    assert set(report.missing_facts) == set(missing)
    assert grant(report) is None
    assert (report.verdict, report.status) == ("eligible", "incomplete")


def test_a_total_without_lines_is_not_enough() -> None:
    report = check("ITN1", without(READY, "depenses"))
    assert (grant(report), report.missing_facts) == (None, ("depenses",))
    assert (report.verdict, report.status) == ("eligible", "incomplete")


@pytest.mark.parametrize(
    ("requested", "granted", "said"),
    [
        ("0 €", "0.00", set()),
        ("100 000,01 €", "100000.01", set()),
        ("149 999,99 €", "149999.99", set()),
        ("150 000,00 €", "150000.00", set()),
        ("150 000,01 €", "150000.00", {"demande_ramenee"}),
        ("200 000 €", "150000.00", {"demande_ramenee"}),
    ],
)
def test_never_more_than_requested(requested: str, granted: str, said: set[str]) -> None:
    report = check("ITN1", with_(READY, "financement.subvention_demandee", requested))
    assert (grant(report), notices(report)) == (granted, said)
    assert report.status == "ready"


def test_without_request_the_maximum_is_proposed() -> None:
    report = check("ITN1", without(READY, "financement.subvention_demandee"))
    assert (grant(report), notices(report)) == ("150000.00", {"subvention_demandee"})
    assert (report.verdict, report.status) == ("eligible", "incomplete")
    assert report.missing_facts == ("financement.subvention_demandee",)


# ---- shape


def test_shape() -> None:
    theme = rules()["ITN1"].theme
    assert theme.kind == "guichet"
    assert theme.owner == "DINUM / Design des services numériques (Marine BOUDEAU)"
    assert str(theme.envelope.amount) == "32000000.00"
    assert [(window.opens, window.closes) for window in theme.windows] == [(date(2021, 1, 4), None)]
    assert theme.funding.staff == "excluded"
    assert theme.funding.ceilings == ()
    assert theme.juries is None
    assert {condition.id for condition in theme.conditions} == RULES - {"depot", "taille"}
    assert len(theme.requirements) == 7
    assert theme.documents == ()
    assert len(theme.criteria) == 4
    assert len(theme.encouraged) == 3
    assert len(theme.financeable) == 11 + 7  # what may be paid for, then the examples of projects
    assert len(theme.support) == 3
    assert len(theme.indicators) == 1
    assert theme.selection == ()


def test_citations() -> None:
    theme = rules()["ITN1"].theme
    found = {item.id: item for item in (*theme.requirements, *theme.conditions, *theme.funding.exclude)}
    assert all(cites(found[commitment], line) for commitment, line in COMMITMENTS.items())
    assert cites(found[TRAINING], 104, 110)
    assert cites(found["demarche_recensee"], 27, 28)
    assert cites(found["porteur"], 29, 30)
    assert cites(found["hors_prestations_externes"], 53, 65, 66, 69)
    assert cites(theme.funding, 24, 25)
    assert cites(theme.size, 34)
    assert cites(theme.envelope, 32)
    assert cites(theme.windows[0], 4)


@pytest.mark.parametrize(
    ("name", "status", "granted"),
    [
        ("pret", "ready", "37500.00"),
        ("incomplet", "incomplete", "375000.00"),
        ("non_eligible", "ineligible", "750000.00"),
    ],
)
def test_examples(name: str, status: str, granted: str) -> None:
    report = check_example("ITN1", name)
    assert (report.status, grant(report)) == (status, granted)
