"""The readings of the catalogue, R1 to R14, one by one, on an invented theme."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import rule_sets
from relance_rules import Money, Report, check_file
from relance_rules.checking.notices import jury_month
from relance_rules.checking.report import Span
from relance_rules.showing.sentences import rule_sentence
from relance_rules.values import Message, Month
from rule_sets import Data, MakeTrial, both, condition, funding, item, lines, missing, notice, outcome, size, window


def asking(cost: Any, requested: Any = None, earlier: Any = None, *expenses: Data) -> Data:
    """A dossier of a given cost, request, earlier grants and expense lines."""
    return {
        "projet": {"cout_total_ttc": cost},
        "financement": {"subvention_demandee": requested, "subventions_anterieures": earlier},
        "depenses": list(expenses),
    }


def line(amount: Any, titre: int | None = 3, **more: Any) -> Data:
    return {"montant_ttc": amount, "titre": titre, **more}


def parts(report: Report) -> tuple[str, str]:
    """The grant and the applicant's share, which always sum to the total."""
    found = report.funding
    assert found.grant is not None
    assert found.applicant_share is not None
    assert found.grant + found.applicant_share == found.total_cost
    return str(found.grant), str(found.applicant_share)


# ---- R1: exact to the cent, never a float


def test_r1_amounts_are_cents_and_rates_are_ratios(trial: MakeTrial) -> None:
    funded = trial().check(asking("0,10 €", Decimal("0.30"))).funding
    amounts = (funded.total_cost, funded.base, funded.before_ceilings, funded.requested, funded.grant)
    assert {type(amount) for amount in amounts} == {Money}
    assert funded.effective_rate == Fraction(7, 10)
    assert type(funded.effective_rate) is Fraction


# ---- R2: rounded down, and the parts sum to the total


@pytest.mark.parametrize(
    ("cost", "rate", "grant", "share"),
    [
        ("0,01", "75 %", "0.00", "0.01"),
        ("0,02", "75 %", "0.01", "0.01"),
        ("0,03", "75 %", "0.02", "0.01"),
        ("0,04", "75 %", "0.03", "0.01"),
        ("0,01", "99,999999 %", "0.00", "0.01"),
        ("500 000,01", "75 %", "375000.00", "125000.01"),
        ("999 999,99", "33,333333 %", "333333.32", "666666.67"),
        # 0,29 × 100 is 28,999… in binary.
        ("0,29", "100 %", "0.29", "0.00"),
        ("1 000 000 000 000", "75 %", "750000000000.00", "250000000000.00"),
        ("0", "75 %", "0.00", "0.00"),
    ],
)
def test_r2_the_grant_is_rounded_down_and_the_share_is_the_remainder(
    trial: MakeTrial, cost: str, rate: str, grant: str, share: str
) -> None:
    report = trial(funding=funding({"rate": rate})).check(asking(cost))
    assert parts(report) == (grant, share)


@pytest.mark.parametrize(
    ("cost", "grant"),
    [
        ("47 999,99", "47999.99"),
        ("48 000", "48000.00"),
        ("48 000,01", "48000.00"),
        ("48 000,03", "48000.00"),
        ("48 000,04", "48000.01"),
        ("100 000", "65316.00"),
        ("100 000,01", "65316.00"),
        ("1 M€", "65316.00"),
    ],
)
def test_r2_brackets_are_marginal_and_rounded_once(trial: MakeTrial, cost: str, grant: str) -> None:
    scale = funding({"rate": "100 %", "up_to": "48 k€"}, {"rate": "33,3 %", "up_to": "100 k€"}, {"rate": "0 %"})
    assert parts(trial(funding=scale).check(asking(cost)))[0] == grant


def test_r2_two_brackets_are_added_before_they_are_rounded(trial: MakeTrial) -> None:
    scale = funding({"rate": "50 %", "up_to": "0,01 EUR"}, {"rate": "50 %"})
    assert parts(trial(funding=scale).check(asking("0,02")))[0] == "0.01"


# ---- R3: the size is the total cost, before anything is excluded


def test_r3_the_size_is_that_of_the_whole_project(trial: MakeTrial) -> None:
    made = trial(size=size({"at_least": "100 EUR", "at_most": "200 EUR"}))
    report = made.check(asking(None, None, None, line(60), line(40, 2)))
    assert outcome(report, "taille") == "pass"
    assert report.funding.base == Money(6000)
    assert made.check(asking("99,99")).verdict == made.check(asking("200,01")).verdict == "ineligible"
    assert made.check(asking("100")).verdict == made.check(asking("200")).verdict == "eligible"


def test_r3_a_size_that_is_not_set_is_no_check(trial: MakeTrial) -> None:
    report = trial(size=size()).check(asking(None))
    assert outcome(report, "taille") == "not_applicable"
    assert report.verdict == "eligible"


def test_r3_a_cost_that_is_not_stated_is_no_zero(trial: MakeTrial) -> None:
    report = trial(size=size({"at_most": "200 EUR"})).check(asking(None))
    assert outcome(report, "taille") == "unknown"
    assert report.verdict == "undetermined"
    assert report.funding.grant is None


# ---- R4: both days of a window are in it


@pytest.mark.parametrize(
    ("filed", "expected"),
    [("2021-01-03", "fail"), ("2021-01-04", "pass"), ("2021-03-31", "pass"), ("2021-04-01", "fail"), (None, "unknown")],
)
def test_r4_the_opening_and_the_closing_day_are_in_time(trial: MakeTrial, filed: str | None, expected: str) -> None:
    report = trial(windows=[window("a", "2021-01-04", "2021-03-31")]).check({"depose_le": filed})
    assert outcome(report, "depot") == expected
    assert missing(report, "depot") == (("depose_le",) if filed is None else ())


@pytest.mark.parametrize(
    ("filed", "said"),
    [
        ("2021-01-03", "avant l’ouverture du 4 janvier 2021"),
        ("2021-04-01", "après la clôture du 31 mars 2021 : redéposez à la prochaine ouverture, le 1er juin 2021"),
        ("2021-07-01", "après la clôture du 30 juin 2021 : aucune autre ouverture n’est annoncée"),
        ("2021-02-01", "dans la période « Période a »"),
    ],
)
def test_r4_the_next_opening_is_named(trial: MakeTrial, filed: str, said: str) -> None:
    made = trial(windows=[window("a", "2021-01-04", "2021-03-31"), window("b", "2021-06-01", "2021-06-30")])
    assert said in depot_sentence(made.check({"depose_le": filed}))


def test_r4_a_way_in_without_a_window_says_so(trial: MakeTrial) -> None:
    made = trial(windows=[window("a", "2021-01-04", when={"fact": "modalite", "is": "guichet"})])
    report = made.check({"modalite": "appel"})
    assert outcome(report, "depot") == "fail"
    assert "aucune période d’ouverture n’est faite pour ce dossier" in depot_sentence(report)


def depot_sentence(report: Report) -> str:
    finding = report.findings[0]
    return rule_sets.said(rule_sentence(report, finding))


# ---- R5: staff costs


@pytest.mark.parametrize(
    ("staff", "grant"),
    [("24", "75.00"), ("25", "75.00"), ("25,01", "74.99"), ("60", "40.00"), ("100", "0.00")],
)
def test_r5_staff_that_is_valued_counts_in_the_base_and_is_the_applicants(
    trial: MakeTrial, staff: str, grant: str
) -> None:
    others = Decimal(100) - Decimal(staff.replace(",", "."))
    made = trial(funding={**funding(), "staff": "valued"})
    report = made.check(asking(None, None, None, line(others), line(staff, 2)))
    assert parts(report)[0] == grant
    assert report.funding.base == Money(10_000)
    assert report.funding.excluded == ()
    (limit,) = report.funding.ceilings
    assert (limit.id, limit.ceiling.readings) == ("ESSAI.personnel", ("R5",))
    assert limit.binding is (Decimal(grant) < 75)


def test_r5_staff_that_is_excluded_leaves_the_base_and_is_named(trial: MakeTrial) -> None:
    report = trial().check(asking(None, None, None, line(60), line(40, 2, libelle="Équipe")))
    assert parts(report) == ("45.00", "55.00")
    (entry,) = report.funding.excluded
    assert (entry.line, entry.amount, entry.exclusion.id, entry.exclusion.readings) == (
        2,
        Money(4000),
        "ESSAI.personnel",
        ("R5",),
    )
    assert report.funding.applicant_staff == Money(4000)


@pytest.mark.parametrize("staff", ["valued", "excluded"])
def test_r5_a_line_that_does_not_say_its_title_leaves_the_funding_open(trial: MakeTrial, staff: str) -> None:
    made = trial(funding={**funding(), "staff": staff})
    report = made.check(asking(None, "75", None, line(60), line(40, None)))
    assert report.funding.grant is None
    assert report.funding.ranges["grant"] == Span(Money(4500 if staff == "excluded" else 6000), Money(7500))
    assert report.funding.missing == ("depenses[1].titre",)
    # Without a request, what the rates give is asked for: where that is not known, to state one would settle it too.
    open_ = made.check(asking(None, None, None, line(60), line(40, None)))
    asked = ("financement.subvention_demandee",) if staff == "excluded" else ()
    assert open_.funding.missing == ("depenses[1].titre", *asked)


def test_r5_a_line_that_leaves_the_base_gives_no_room_for_staff(trial: MakeTrial) -> None:
    made = trial(funding={**funding(exclude=[OUTSIDE]), "staff": "valued"})
    lines_ = (line(60, annee=2021), line(40, 2, annee=2021), line(100, annee=2023), line(50, 2, annee=2023))
    report = made.check(asking(None, None, None, *lines_))
    # 75 % of a base of 100 €, of which 40 € are staff; the staff that left the base is not counted again.
    assert parts(report) == ("60.00", "190.00")
    (limit,) = report.funding.ceilings
    assert (limit.limit, limit.binding) == (Money(6000), True)
    assert report.funding.applicant_staff == Money(4000)


@pytest.mark.parametrize("staff", ["valued", "excluded"])
def test_r5_a_total_alone_is_enough_and_says_what_it_supposes(trial: MakeTrial, staff: str) -> None:
    report = trial(funding={**funding(), "staff": staff}).check(asking("100", "10"))
    assert parts(report) == ("10.00", "90.00")
    said = notice(report, "personnel")
    assert said is not None
    assert ("ne dépasse pas 90,00 €" in said) is (staff == "valued")


# ---- R6 and R7: expenses that do not count, and lines that do not say

OUTSIDE: Data = item("hors_periode", when={"not": {"fact": "annee", "in": ["2021", "2022"]}})
FOREIGN: Data = item("etranger", when={"not": {"fact": "pays", "is": "FR"}})


def test_r6_what_is_excluded_leaves_the_base_and_not_the_dossier(trial: MakeTrial) -> None:
    made = trial(funding=funding(exclude=[OUTSIDE, FOREIGN]), size=size({"at_least": "100 EUR"}))
    report = made.check(
        asking(
            None,
            None,
            None,
            line("50", annee=2021, pays="FR"),
            line("20", annee=2023, pays="FR"),
            line("20", annee=2022, pays="DE"),
            line("10", 2, annee=2021, pays="FR"),
        )
    )
    assert report.verdict == "eligible"
    assert parts(report) == ("37.50", "62.50")
    assert [(e.line, str(e.amount), e.exclusion.id) for e in report.funding.excluded] == [
        (2, "20.00", "ESSAI.hors_periode"),
        (3, "20.00", "ESSAI.etranger"),
        (4, "10.00", "ESSAI.personnel"),
    ]


def test_r6_a_line_is_excluded_once_for_the_first_reason(trial: MakeTrial) -> None:
    made = trial(funding=funding(exclude=[OUTSIDE, FOREIGN]))
    report = made.check(asking(None, None, None, line("50", 2, annee=2023, pays="DE")))
    assert [e.exclusion.id for e in report.funding.excluded] == ["ESSAI.hors_periode"]
    assert report.funding.base == Money(0)


@pytest.mark.parametrize(
    ("second", "lacking"),
    [
        (line("40", pays="FR"), ("depenses[1].annee",)),
        (line("40", annee=2021), ("depenses[1].pays",)),
        (line("40"), ("depenses[1].annee", "depenses[1].pays")),
        (line("40", None), ("depenses[1].annee", "depenses[1].pays", "depenses[1].titre")),
        # Excluded all the same: what the line does not say changes nothing.
        (line("40", pays="DE"), ()),
        (line("40", annee=2023), ()),
        (line("40", 2), ()),
    ],
    ids=range(7),
)
def test_r7_a_line_that_lacks_what_an_exclusion_asks_is_named(
    trial: MakeTrial, second: Data, lacking: tuple[str, ...]
) -> None:
    made = trial(funding=funding(exclude=[OUTSIDE, FOREIGN]))
    report = made.check(asking(None, "60", None, line("60", annee=2021, pays="FR"), second))
    assert report.funding.missing == lacking
    assert (report.funding.grant is None) is bool(lacking)
    assert (report.funding.base is None) is bool(lacking)
    assert set(lacking) <= set(report.missing_facts)
    assert report.status == ("incomplete" if lacking else "ready")
    # The missing fact of a line silences no rule of eligibility.
    assert report.verdict == "eligible"
    # The first line alone is enough for a request of 45 €, whatever the second one is.
    enough = made.check(asking(None, "45", None, line("60", annee=2021, pays="FR"), second))
    assert (str(enough.funding.grant), enough.funding.missing, enough.status) == ("45.00", (), "ready")


def test_r7_a_total_alone_is_not_enough_where_expenses_are_excluded(trial: MakeTrial) -> None:
    report = trial(funding=funding(exclude=[OUTSIDE])).check(asking("100", "75"))
    assert report.funding.missing == ("depenses",)
    assert report.funding.grant is None
    assert report.funding.ranges["grant"] == Span(Money(0), Money(7500))


def test_r7_a_line_without_amount_is_named_where_the_grant_depends_on_it(trial: MakeTrial) -> None:
    # The total is known, and the line does not leave the base.
    known = trial().check(asking("100", "75", None, line("60"), line(None)))
    assert (str(known.funding.grant), known.funding.missing) == ("75.00", ())
    staff = trial().check(asking("100", "75", None, line("60"), line(None, 2)))
    assert (staff.funding.grant, staff.funding.missing) == (None, ("depenses[1].montant_ttc",))
    alone = trial().check(asking(None, "75", None, line("60"), line(None)))
    assert (alone.funding.grant, alone.funding.missing) == (None, ("projet.cout_total_ttc",))


# ---- R8: lines and total agree, or nothing is computed from either


@pytest.mark.parametrize("total", ["99,99", "100,01", "0", "1 M€"])
def test_r8_a_contradiction_is_an_error_and_nothing_is_computed(trial: MakeTrial, total: str) -> None:
    made = trial(
        size=size({"at_least": "1 EUR"}),
        eligibility=[
            condition("somme", {"sum": "montant_ttc", "over": "depenses", "at_least": "1 EUR"}),
            condition("pret", {"fact": "projet.pret", "is": "true"}),
        ],
    )
    dossier = asking(total, "10", None, line("60"), line("40"))
    dossier["projet"]["pret"] = True
    report = made.check(dossier)
    assert report.status == "error"
    funded = report.funding
    assert (funded.total_cost, funded.base, funded.before_ceilings, funded.grant) == (None, None, None, None)
    assert (funded.applicant_share, funded.excluded, funded.effective_rate) == (None, (), None)
    assert (outcome(report, "taille"), outcome(report, "somme"), outcome(report, "pret")) == (
        "unknown",
        "unknown",
        "pass",
    )
    assert report.missing_facts == ()
    said = notice(report, "contradiction")
    assert said is not None
    assert "100,00 €" in said
    assert "Rien n’est calculé" in said


def test_r8_lines_that_agree_to_the_cent_are_computed(trial: MakeTrial) -> None:
    report = trial().check(asking("100,01", "10", None, line("60,01"), line("40")))
    assert report.status == "ready"
    assert notice(report, "contradiction") is None


def test_r8_the_sum_of_the_lines_is_the_total(trial: MakeTrial) -> None:
    made = trial(size=size({"at_least": "100 EUR"}))
    assert made.check(asking(None, None, None, line("60"), line("40"))).funding.total_cost == Money(10_000)
    assert made.outcome("taille", asking(None, None, None, line("60"), line("39,99"))) == "fail"


# ---- R9: nobody is granted more than they asked


@pytest.mark.parametrize(
    ("requested", "grant", "said"),
    [
        ("10", "10.00", {}),
        ("0", "0.00", {}),
        ("74,99", "74.99", {}),
        ("75", "75.00", {}),
        ("75,01", "75.00", {"demande_ramenee": "Demande de 75,01 € ramenée à 75,00 €, le maximum possible"}),
        ("1 M€", "75.00", {"demande_ramenee": "Demande de 1 000 000,00 € ramenée à 75,00 €, le maximum possible"}),
        (None, "75.00", {"subvention_demandee": "La subvention demandée n’est pas indiquée : le montant proposé est"}),
    ],
)
def test_r9_the_grant_is_at_most_the_request(
    trial: MakeTrial, requested: str | None, grant: str, said: dict[str, str]
) -> None:
    report = trial().check(asking("100", requested))
    assert parts(report)[0] == grant
    assert report.verdict == "eligible"
    # A grant of nought is never ready, and is told why.
    assert report.status == ("incomplete" if requested is None or grant == "0.00" else "ready")
    nothing = "La subvention est nulle : aucun montant n’est demandé" if grant == "0.00" else None
    assert notice(report, "subvention_nulle") == nothing
    assert ("financement.subvention_demandee" in report.missing_facts) is (requested is None)
    for name in ("demande_ramenee", "subvention_demandee"):
        found = notice(report, name)
        assert (found is None) is (name not in said)
        assert found is None or found.startswith(said[name])


# ---- R10: every applicant counts


@pytest.mark.parametrize(
    ("kinds", "verdict"),
    [
        (["centrale"], "eligible"),
        (["centrale", "metier"], "eligible"),
        (["centrale", "entreprise"], "ineligible"),
        (["entreprise", "centrale"], "ineligible"),
        (["centrale", None], "undetermined"),
        (["entreprise", None], "ineligible"),
        ([], "undetermined"),
    ],
    ids=str,
)
def test_r10_each_of_several_applicants_is_of_an_eligible_kind(
    trial: MakeTrial, kinds: list[str | None], verdict: str
) -> None:
    made = trial(
        eligibility=[condition("a", {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}})]
    )
    applicants = [{"nom": "x", "categorie": kind} for kind in kinds]
    assert made.check({"porteurs": applicants}).verdict == verdict


@pytest.mark.parametrize(
    ("kinds", "verdict"),
    [
        (["metier"], "eligible"),
        (["centrale"], "undetermined"),
        (["centrale", "metier"], "undetermined"),
        (["centrale", "locale"], "ineligible"),
        (["locale"], "ineligible"),
    ],
    ids=str,
)
def test_r10b_an_answer_that_is_not_fine_enough_refuses_nobody(
    trial: MakeTrial, kinds: list[str], verdict: str
) -> None:
    made = trial(
        eligibility=[condition("a", {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "metier"}})]
    )
    report = made.check({"porteurs": [{"nom": "x", "categorie": kind} for kind in kinds]})
    assert report.verdict == verdict
    asked = tuple(f"porteurs[{place}].categorie" for place, kind in enumerate(kinds) if kind == "centrale")
    assert missing(report, "a") == (asked if verdict == "undetermined" else ())


# ---- R11 and R12: commitments and documents


@pytest.mark.parametrize("family", ["engagements", "pieces"])
@pytest.mark.parametrize(
    ("answers", "status", "lacking"),
    [
        ({"a": True, "b": True}, "ready", []),
        ({"a": "oui", "b": False}, "incomplete", ["b"]),
        ({"a": "non"}, "incomplete", ["a", "b"]),
        ({}, "incomplete", ["a", "b"]),
    ],
    ids=range(4),
)
def test_r11_r12_what_is_refused_or_not_given_makes_the_dossier_incomplete(
    trial: MakeTrial, family: str, answers: Data, status: str, lacking: list[str]
) -> None:
    listed = {"engagements": "commitments", "pieces": "documents"}[family]
    report = trial(**{listed: [item("a"), item("b")]}).check({**asking("100", "10"), family: answers})
    assert (report.verdict, report.status) == ("eligible", status)
    found = getattr(report, listed)
    assert [r.id for r in found.missing] == lacking
    assert [r.id for r in found.given] == [name for name in ("a", "b") if name not in lacking]
    assert parts(report)[0] == "10.00"


@pytest.mark.parametrize(
    ("needed", "status", "lacking", "unsettled"),
    [
        (True, "incomplete", ["a"], ()),
        (False, "ready", [], ()),
        (None, "incomplete", [], ("projet.utile",)),
    ],
)
def test_r11_a_commitment_for_some_cases_carries_its_condition(
    trial: MakeTrial, needed: bool | None, status: str, lacking: list[str], unsettled: tuple[str, ...]
) -> None:
    made = trial(commitments=[item("a", when={"fact": "projet.utile", "is": "true"})])
    dossier = asking("100", "10")
    dossier["projet"]["utile"] = needed
    report = made.check(dossier)
    assert (report.status, [r.id for r in report.commitments.missing]) == (status, lacking)
    assert report.commitments.unsettled == report.missing_facts == unsettled
    # Given without being asked, it is given all the same.
    assert made.check({**dossier, "engagements": {"a": True}}).status == "ready"


def test_r11_a_list_that_is_lost_is_unknown_and_not_empty(trial: MakeTrial) -> None:
    lost = {"unknown": {"fr": "Pages perdues", "en": "Pages lost"}, "source": lines(), "reading": "R11"}
    report = trial(commitments=lost).check(asking("100", "10"))
    assert (report.commitments.known, report.commitments.missing) == (False, ())
    assert notice(report, "texte_manquant") == "Pages perdues"
    none = trial(commitments=[]).check(asking("100", "10"))
    assert (none.commitments.known, none.commitments.missing) == (True, ())
    assert notice(none, "texte_manquant") is None


def test_r11_conditions_that_are_lost_refuse_nobody_and_say_so(trial: MakeTrial) -> None:
    lost = {"unknown": {"fr": "Ligne coupée", "en": "Line cut"}, "source": lines()}
    report = trial(eligibility=lost).check(asking("100", "10"))
    assert report.verdict == "eligible"
    assert notice(report, "texte_manquant") == "Ligne coupée"


# ---- R13: criteria decide nothing


def test_r13_criteria_are_recorded_and_decide_nothing(trial: MakeTrial) -> None:
    made = trial(sections={"criteria": [item("impact")], "indicators": [item("partage")]})
    assert [(section.id, section.grid, [each.id for each in section.items]) for section in made.theme.sections] == [
        ("criteria", True, ["impact"]),
        ("indicators", False, ["partage"]),
    ]
    report = made.check(asking("100", "10"))
    assert (report.status, len(report.findings), report.notices) == ("ready", 2, report.notices)
    assert not any("impact" in n.id for n in report.notices)


# ---- ceilings, per dossier and per project

BOTH = funding(
    ceilings=[item("dossier", amount="300 EUR", per="dossier"), item("projet", amount="800 EUR", per="project")]
)


@pytest.mark.parametrize(
    ("cost", "earlier", "grant", "binding"),
    [
        ("399,99", "0", "299.99", []),
        ("400", "0", "300.00", []),
        ("400,02", "0", "300.00", ["dossier"]),
        ("10 000", "0", "300.00", ["dossier"]),
        ("10 000", "499,99", "300.00", ["dossier"]),
        ("10 000", "500,01", "299.99", ["projet"]),
        ("10 000", "799,99", "0.01", ["projet"]),
        ("10 000", "800", "0.00", ["projet"]),
        ("10 000", "900", "0.00", ["projet"]),
        ("100", "500", "75.00", []),
    ],
)
def test_a_ceiling_limits_the_grant_and_not_the_base(
    trial: MakeTrial, cost: str, earlier: str, grant: str, binding: list[str]
) -> None:
    report = trial(funding=BOTH).check(asking(cost, None, earlier))
    assert parts(report)[0] == grant
    assert report.funding.base == report.funding.total_cost
    assert [use.id.partition(".")[2] for use in report.funding.ceilings if use.binding] == binding


def test_earlier_grants_that_are_not_stated_leave_the_grant_open(trial: MakeTrial) -> None:
    report = trial(funding=BOTH).check(asking("100"))
    assert report.funding.grant is None
    assert report.funding.missing == ("financement.subventions_anterieures",)
    assert report.funding.before_ceilings == Money(7500)
    assert [use.already_used for use in report.funding.ceilings] == [Money(0), None]


def test_a_limit_that_is_not_known_leaves_open_only_what_depends_on_it(trial: MakeTrial) -> None:
    # Nothing is asked for: whatever was granted before, nothing is granted now.
    nothing = trial(funding=BOTH).check(asking("100", "0"))
    assert (str(nothing.funding.grant), nothing.funding.missing) == ("0.00", ())
    # Staff or not, the second line leaves room for the request, to the cent.
    made = trial(funding={**funding(), "staff": "valued"})
    room = made.check(asking(None, "60", None, line(60), line(40, None)))
    assert (str(room.funding.grant), room.funding.missing) == ("60.00", ())
    open_still = made.check(asking(None, "60,01", None, line(60), line(40, None)))
    assert (open_still.funding.grant, open_still.funding.missing) == (None, ("depenses[1].titre",))


def test_earlier_grants_are_not_asked_where_no_ceiling_counts_them(trial: MakeTrial) -> None:
    made = trial(funding=funding(ceilings=[item("dossier", amount="300 EUR", per="dossier")]))
    assert str(made.check(asking("100")).funding.grant) == "75.00"


@pytest.mark.parametrize(
    ("stated", "known", "grant", "used"),
    [
        ("400", 15_000, "300.00", 40_000),
        ("400", 40_000, "300.00", 40_000),
        ("400", 55_000, "250.00", 55_000),
        ("600", 55_000, "200.00", 60_000),
        (None, 55_000, "250.00", 55_000),
    ],
)
def test_the_grants_of_other_dossiers_of_the_project_are_compared_with_those_stated(
    trial: MakeTrial, stated: str | None, known: int, grant: str, used: int
) -> None:
    made = trial(funding=BOTH)
    report = made.check(asking("10 000", None, stated), granted_to_project=Money(known))
    assert str(report.funding.grant) == grant
    assert report.funding.ceilings[1].already_used == Money(used)
    assert report.funding.ceilings[0].already_used == Money(0)
    assert ("financement.subventions_anterieures" in report.missing_facts) is (stated is None)


def test_a_request_below_a_ceiling_is_what_decides(trial: MakeTrial) -> None:
    report = trial(funding=BOTH).check(asking("10 000", "200", "0"))
    assert str(report.funding.grant) == "200.00"
    assert not any(use.binding for use in report.funding.ceilings)


# ---- juries, sessions, ways in


@pytest.mark.parametrize(
    ("filed", "month"),
    [
        ("2021-02-01", Month(2021, 2)),
        ("2021-02-14", Month(2021, 2)),
        ("2021-02-15", Month(2021, 3)),
        ("2021-02-28", Month(2021, 3)),
        ("2021-11-15", Month(2021, 12)),
        ("2021-12-14", Month(2021, 12)),
        ("2021-12-15", Month(2022, 1)),
        ("2021-12-31", Month(2022, 1)),
    ],
)
def test_the_fifteenth_is_for_the_next_jury(trial: MakeTrial, filed: str, month: Month) -> None:
    report = trial(juries={"before_day": 15, "source": lines()}).check({**asking("100", "10"), "depose_le": filed})
    (found,) = [n.message for n in report.notices if n.id == "ESSAI.jury"]
    assert isinstance(found, Message)
    assert found.values["month"] == month == jury_month(report.facts["depose_le"], 15)
    assert report.verdict == "eligible"


def test_without_a_filing_date_no_jury_is_named(trial: MakeTrial) -> None:
    report = trial(juries={"before_day": 15, "source": lines()}).check({"depose_le": None})
    assert notice(report, "jury") is None
    assert notice(trial().check(), "jury") is None


@pytest.mark.parametrize(
    ("filed", "said"), [("2021-01-04", None), ("2021-04-01", "Jours supposés"), ("2021-07-01", "Jours supposés")]
)
def test_a_session_whose_days_are_supposed_says_so(trial: MakeTrial, filed: str, said: str | None) -> None:
    made = trial(
        windows=[
            window("une", "2021-01-04", "2021-01-31"),
            window("deux", "2021-04-01", "2021-06-30", notice=both("Jours supposés")),
        ]
    )
    assert notice(made.check({"depose_le": filed}), "deux") == said


GUICHET: Data = {"fact": "modalite", "is": "guichet"}
APPEL: Data = {"fact": "modalite", "is": "appel"}


NONE_FITS = "« modalite » n’est pas choisi, et aucune façon de déposer ne conviendrait : "
OUT_OF_SIZE = "non éligible, condition non remplie : Coût total dans la fourchette attendue"
EACH = "« modalite » n’est pas choisi. Ce que donnerait chaque façon de déposer : "


@pytest.mark.parametrize(
    ("cost", "filed", "said"),
    [
        (
            "50",
            "2021-02-01",
            f"{EACH}valeur guichet (éligible, subvention de 37,50 €) et valeur appel ({OUT_OF_SIZE})",
        ),
        (
            "99,99",
            "2021-02-01",
            f"{EACH}valeur guichet (éligible, subvention de 74,99 €) et valeur appel ({OUT_OF_SIZE})",
        ),
        (
            "100",
            "2021-02-01",
            f"{EACH}valeur guichet ({OUT_OF_SIZE}) et valeur appel (à déterminer, subvention de 75,00 €)",
        ),
        (
            "100",
            "2021-05-01",
            f"{NONE_FITS}valeur guichet ({OUT_OF_SIZE}) et valeur appel (non éligible, "
            "condition non remplie : Dépôt pendant une période d’ouverture)",
        ),
        (
            None,
            "2021-02-01",
            f"{EACH}valeur guichet (à déterminer, subvention à déterminer) et valeur appel (à déterminer, "
            "subvention à déterminer)",
        ),
    ],
)
def test_a_way_in_left_out_is_undetermined_and_what_each_would_give_is_said(
    trial: MakeTrial, cost: str | None, filed: str, said: str
) -> None:
    made = trial(
        kind=["guichet", "appel"],
        windows=[
            window("guichet", "2021-01-04", when=GUICHET),
            window("appel", "2021-01-04", "2021-03-31", when=APPEL),
        ],
        size=size({"when": GUICHET, "at_least": "10 EUR", "less_than": "100 EUR"}, {"at_least": "100 EUR"}),
        # A condition for one way in only refuses nobody in the other.
        eligibility=[condition("pret", {"fact": "projet.pret", "is": "true"}, when=APPEL)],
    )
    dossier = {**asking(cost), "depose_le": filed}
    report = made.check(dossier)
    assert notice(report, "modalite") == said
    chosen = made.check({**dossier, "modalite": "guichet"})
    assert (notice(chosen, "modalite"), chosen.ways_in) == (None, ())
    # What is said of a way is what choosing it gives.
    for way in report.ways_in:
        by_it = made.check({**dossier, "modalite": way.value})
        assert (way.verdict, way.grant) == (by_it.verdict, by_it.funding.grant)
        assert way.range == by_it.funding.ranges.get("grant")
        assert [rule.id for rule in way.refusals] == [f.rule.id for f in by_it.findings if f.outcome == "fail"]


def test_a_condition_for_one_way_in_leaves_the_other_fitting(trial: MakeTrial) -> None:
    made = trial(
        kind=["guichet", "appel"],
        windows=[window("guichet", "2021-01-04", when=GUICHET), window("appel", "2021-01-04", when=APPEL)],
        eligibility=[condition("pret", {"fact": "projet.pret", "is": "true"}, when=APPEL)],
    )
    report = made.check({"projet": {"pret": False}})
    assert [(way.value, way.verdict) for way in report.ways_in] == [
        ("guichet", "eligible"),
        ("appel", "ineligible"),
    ]


def test_what_a_way_in_may_give_is_a_range_where_it_is_not_known(trial: MakeTrial) -> None:
    made = trial(
        kind=["guichet", "appel"],
        windows=[window("guichet", "2021-01-04", when=GUICHET), window("appel", "2021-01-04", when=APPEL)],
        funding=funding(),
    )
    report = made.check(asking("50", None, None, line("30"), line("20", None)))
    assert "valeur guichet (éligible, subvention de 22,50 € à 37,50 €)" in (notice(report, "modalite") or "")


# ---- verdicts and statuses


@pytest.mark.parametrize(
    ("pret", "utile", "verdict"),
    [
        (True, True, "eligible"),
        (True, False, "ineligible"),
        (None, False, "ineligible"),
        (None, True, "undetermined"),
        (None, None, "undetermined"),
        (False, None, "ineligible"),
    ],
)
def test_one_failed_rule_decides_and_silences_no_other(
    trial: MakeTrial, pret: bool | None, utile: bool | None, verdict: str
) -> None:
    made = trial(
        eligibility=[
            condition("pret", {"fact": "projet.pret", "is": "true"}),
            condition("utile", {"fact": "projet.utile", "is": "true"}),
        ]
    )
    report = made.check({**asking("100", "10"), "projet": {"cout_total_ttc": 100, "pret": pret, "utile": utile}})
    assert report.verdict == verdict
    outcomes = {True: "pass", False: "fail", None: "unknown"}
    assert (outcome(report, "pret"), outcome(report, "utile")) == (outcomes[pret], outcomes[utile])
    assert report.status == {"eligible": "ready", "ineligible": "ineligible", "undetermined": "incomplete"}[verdict]
    # The funding is computed all the same, and marked.
    assert str(report.funding.grant) == "10.00"
    assert report.indicative is (verdict != "eligible")


def test_a_file_and_plain_data_give_the_same_report(trial: MakeTrial, tmp_path: Any) -> None:
    made = trial()
    path = tmp_path / "d.yaml"
    path.write_text("theme: ESSAI\ndepose_le: 12/02/2021\nprojet: {cout_total_ttc: 100 €}\n", encoding="utf-8")
    found = check_file(path, made.rules)
    assert found.origin == str(path)
    assert found.findings == made.check(asking("100")).findings
    assert found.funding == made.check(asking("100")).funding
