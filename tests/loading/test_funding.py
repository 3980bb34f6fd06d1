"""The steps of a funding split, one by one, over dossiers that state all or only a part."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from relance_rules import Money, Report
from rule_sets import MANIFEST, THEME, Data, MakeTrial, Trial, funding, item, lines

YES = {"pret": True}


def euros(amount: Any) -> Any:
    return None if amount is None else float(amount) / 100


def project(cost: Any = None, **more: Any) -> Data:
    return {"cout_total_ttc": cost, **more}


def grant(made: Trial, cost: Any = None, lines: list[Data] | None = None, asked: Any = None, **more: Any) -> Any:
    """The grant of a dossier, in euros; None where it is not known."""
    financing = {"subvention_demandee": asked, "subventions_anterieures": more.pop("earlier", None)}
    aids = more.pop("aids", None)
    report = made.check({"projet": project(cost, **more), "depenses": lines, "financement": financing, "aides": aids})
    check_money(report)
    return euros(report.funding.grant)


def span(made: Trial, **dossier: Any) -> tuple[Any, Any]:
    """What the grant of a dossier may be, in euros."""
    report = made.check(dossier)
    found = report.funding.ranges.get("grant")
    assert (found is None) is (report.funding.grant is not None)
    if found is None:
        return (euros(report.funding.grant),) * 2
    return euros(found.low), euros(found.high)


def check_money(report: Report) -> None:
    """The laws of money, on what is known."""
    funded = report.funding
    if funded.grant is None:
        return
    assert funded.grant >= 0
    if funded.total_cost is not None:
        assert funded.applicant_share is not None
        assert funded.grant + funded.applicant_share == funded.total_cost
    if funded.base is not None:
        assert funded.grant <= funded.base
    if funded.requested is not None:
        assert funded.grant <= funded.requested


def plain(**more: Any) -> Data:
    """A funding without anything on staff, nor on lines."""
    return {"source": lines(), **more}


def missing(made: Trial, **dossier: Any) -> list[str]:
    """What would settle the grant, beside what is asked for."""
    return [path for path in made.check(dossier).funding.missing if path != "financement.subvention_demandee"]


def step(report: Report, kind: str) -> list[str]:
    assert report.theme.funding is not None
    return [named.id for named in report.theme.funding.steps if named.kind == kind]


LINES: list[Data] = [
    {"libelle": "un", "montant_ttc": "60", "titre": 2, "annee": 2021, "pays": "FR"},
    {"libelle": "deux", "montant_ttc": "40", "titre": 3, "annee": 2022, "pays": "DE"},
]


# ---- the base


def test_lines_leave_the_base_for_the_first_reason_that_holds(trial: MakeTrial) -> None:
    exclude = [
        item("tard", when={"fact": "annee", "at_least": 2022}),
        item("ailleurs", when={"not": {"fact": "pays", "is": "FR"}}),
    ]
    made = trial(funding=plain(rate="50 %", exclude=exclude))
    report = made.check({"depenses": LINES})
    assert [(entry.line, entry.exclusion.id) for entry in report.funding.excluded] == [(2, "ESSAI.tard")]
    assert (euros(report.funding.base), euros(report.funding.grant)) == (60, 30)
    assert step(report, "excluded") == ["ESSAI.tard", "ESSAI.ailleurs"]
    # A total without its lines does not say what leaves the base.
    assert span(made, projet=project("100")) == (0, 50)
    assert missing(made, projet=project("100")) == ["depenses"]


def test_a_line_that_lacks_what_an_exclusion_asks_leaves_the_grant_open(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %", exclude=[item("tard", when={"fact": "annee", "at_least": 2022})]))
    unsure = [LINES[0], {"montant_ttc": "40"}]
    assert span(made, depenses=unsure) == (30, 50)
    assert missing(made, depenses=unsure) == ["depenses[1].annee"]
    # The same whatever the answer: it is known.
    assert grant(made, lines=unsure, asked="30") == 30


@pytest.mark.parametrize(("staff", "expected"), [("counted", 50), ("excluded", 20), ("valued", 40)])
def test_staff_is_borne_left_out_or_counted(trial: MakeTrial, staff: str, expected: float) -> None:
    made = trial(funding=plain(rate="50 %", staff=staff))
    assert grant(made, lines=LINES) == expected
    # Without lines, a dossier is taken to have no staff, and is told so.
    report = made.check({"projet": project("100")})
    assert euros(report.funding.grant) == 50
    told = [notice.id for notice in report.notices if notice.id == "ESSAI.personnel"]
    assert told == ([] if staff == "counted" else ["ESSAI.personnel"])


def test_valued_staff_binds_as_a_ceiling(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="75 %", staff="valued"))
    report = made.check({"depenses": LINES})
    (use,) = report.funding.ceilings
    assert (use.id, euros(use.limit), use.binding) == ("ESSAI.personnel", 40, True)
    assert euros(report.funding.applicant_staff) == 60
    # An excluded line gives no room for the grant.
    made = trial(funding=plain(rate="75 %", staff="valued", exclude=[item("d", when={"fact": "pays", "is": "DE"})]))
    assert grant(made, lines=LINES) == 0


def test_a_base_may_be_any_amount_and_never_less_than_nought(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %", base={"subtract": ["projet.cout_total_ttc", "projet.contrepartie"]}))
    assert grant(made, "100", contrepartie="30") == 35
    assert grant(made, "100", contrepartie="130") == 0
    assert span(made, projet=project("100")) == (0, 50)


def test_the_base_is_capped(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %", base_at_most={"product": ["10 EUR", "projet.mois"]}))
    assert [grant(made, "100", mois=months) for months in (0, 5, 20)] == [0, 25, 50]
    valued = trial(funding=plain(rate="100 %", staff="valued", base_at_most="50 EUR"))
    assert grant(valued, lines=LINES) == 40


# ---- what the rates give


def test_a_rate_may_be_any_quantity(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate=[{"when": "projet.pret", "is": "70 %"}, {"is": "projet.part"}]))
    assert grant(made, "100", pret=True) == 70
    assert grant(made, "100", pret=False, part="12,5 %") == 12.5
    assert span(made, projet=project("100")) == (0, 100)
    assert missing(made, projet=project("100")) == ["projet.pret", "projet.part"]


def test_a_scale_is_marginal_and_a_slab_is_whole(trial: MakeTrial) -> None:
    brackets = [{"up_to": "50 EUR", "rate": "100 %"}, {"rate": "10 %"}]
    scale, slab = trial(funding=plain(scale=brackets)), trial(funding=plain(slab=brackets))
    assert [grant(scale, cost) for cost in ("50", "60", "150")] == [50, 51, 60]
    assert [grant(slab, cost) for cost in ("50", "60", "150")] == [50, 6, 15]
    assert span(slab, projet={}) == (0, None)
    unknown = trial(funding=plain(slab=brackets[:1]))
    assert span(unknown, projet=project("60")) == (0, 60)


def test_an_amount_depends_on_no_cost(trial: MakeTrial) -> None:
    manifest = copy.deepcopy(MANIFEST)
    for role in ("total", "lines", "staff", "requested"):
        del manifest["roles"][role]
    made = trial(funding=plain(amount="1 500 EUR"), size=None, manifest=manifest)
    report = made.check({})
    assert euros(report.funding.grant) == 1500
    assert (report.funding.base, report.funding.applicant_share, report.status) == (None, None, "ready")
    each = trial(funding=plain(amount={"product": ["200 EUR", "projet.mois"]}), size=None, manifest=manifest)
    assert grant(each, mois=3) == 600


def test_an_amount_is_no_more_than_the_base_and_never_less_than_nought(trial: MakeTrial) -> None:
    made = trial(funding=plain(amount="50 EUR"))
    assert [grant(made, cost) for cost in ("30", "50", "80")] == [30, 50, 50]
    negative = trial(funding=plain(amount={"subtract": ["50 EUR", "projet.contrepartie"]}))
    assert [grant(negative, "100", contrepartie=less) for less in ("20", "80")] == [30, 0]


CATEGORIES = [
    item("deux", lines={"fact": "titre", "is": "2"}, rate="50 %"),
    item("france", lines={"fact": "pays", "is": "FR"}, rate="100 %"),
]


def test_lines_are_of_the_first_category_that_holds_and_of_none_they_leave_the_base(trial: MakeTrial) -> None:
    made = trial(funding=plain(categories=CATEGORIES))
    report = made.check({"depenses": [*LINES, {"montant_ttc": "10", "titre": 5, "pays": "FR"}]})
    assert euros(report.funding.grant) == 30 + 10
    assert [(e.line, e.exclusion.id) for e in report.funding.excluded] == [(2, "ESSAI.hors_categories")]
    assert euros(report.funding.base) == 70
    assert step(report, "rate") == ["ESSAI.deux", "ESSAI.france", "rate"]
    assert span(made, projet=project("100")) == (0, 100)


def test_a_category_is_capped_by_line_and_as_a_whole(trial: MakeTrial) -> None:
    one = item("tout", lines={"fact": "annee", "at_least": 2000}, rate="100 %", each_at_most="50 EUR")
    assert grant(trial(funding=plain(categories=[one])), lines=LINES) == 90
    both_caps = {**one, "at_most": "70 EUR"}
    made = trial(funding=plain(categories=[both_caps]))
    assert grant(made, lines=LINES) == 70
    assert span(made, depenses=[LINES[0], {"montant_ttc": "40"}]) == (50, 70)
    # A limit by line may be a fact of the line.
    by_line = {**one, "each_at_most": {"product": ["0.01 EUR", "annee"]}}
    assert grant(trial(funding=plain(categories=[by_line])), lines=LINES) == pytest.approx(20.21 + 20.22)


def test_an_excluded_line_is_of_no_category(trial: MakeTrial) -> None:
    made = trial(funding=plain(categories=CATEGORIES, exclude=[item("p", when={"fact": "annee", "is": 2021})]))
    assert grant(made, lines=LINES) == 0
    staff = trial(funding=plain(categories=CATEGORIES, staff="excluded"))
    assert grant(staff, lines=[LINES[0], {"montant_ttc": "10", "titre": 5, "pays": "FR"}]) == 10


# ---- bonuses


def test_points_are_added_to_the_rate_and_amounts_to_the_grant(trial: MakeTrial) -> None:
    bonuses = [item("points", when="projet.pret", rate="10 %"), item("prime", when="projet.utile", amount="5 EUR")]
    made = trial(funding=plain(rate="50 %", bonuses=bonuses))
    expected = {(False, False): 50, (True, False): 60, (False, True): 55, (True, True): 65}
    assert {key: grant(made, "100", pret=key[0], utile=key[1]) for key in expected} == expected
    assert span(made, projet=project("100")) == (50, 65)
    assert step(made.check({}), "bonus") == ["ESSAI.points", "ESSAI.prime"]


def test_the_rate_is_capped_with_its_bonuses_and_amounts_are_not(trial: MakeTrial) -> None:
    bonuses = [item("points", rate="30 %"), item("prime", amount="5 EUR")]
    made = trial(funding=plain(rate="60 %", rate_at_most="80 %", bonuses=bonuses))
    assert grant(made, "100") == 85
    scale = trial(funding=plain(scale=[{"rate": "60 %"}], rate_at_most="80 %", bonuses=bonuses))
    assert grant(scale, "100") == 85
    under = trial(funding=plain(scale=[{"rate": "40 %"}], rate_at_most="80 %", bonuses=bonuses))
    assert grant(under, "100") == 75


def test_a_bonus_never_makes_more_than_the_base(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="90 %", bonuses=[item("points", rate="30 %")]))
    assert grant(made, "100") == 100


def test_a_bonus_after_a_ceiling_is_not_bound_by_it(trial: MakeTrial) -> None:
    ceilings = [item("premier", amount="45 EUR"), item("palier", amount="40 EUR"), item("aides", amount="47 EUR")]
    bonuses = [item("prime", when="projet.pret", amount="5 EUR", after="palier")]
    made = trial(funding=plain(rate="50 %", bonuses=bonuses, ceilings=ceilings))
    assert grant(made, "100", pret=True) == 45
    assert grant(made, "100", pret=False) == 40
    # The ceilings that come after the bonus bind it too.
    large = [{**bonuses[0], "amount": "30 EUR"}]
    assert grant(trial(funding=plain(rate="50 %", bonuses=large, ceilings=ceilings)), "100", pret=True) == 47
    two = [item("un", amount="5 EUR", after="premier"), item("deux", amount="1 EUR", after="palier")]
    assert grant(trial(funding=plain(rate="50 %", bonuses=two, ceilings=ceilings)), "100") == 41


# ---- ceilings


def test_all_ceilings_bind_and_the_one_that_decides_is_told(trial: MakeTrial) -> None:
    ceilings = [
        item("un", amount="40 EUR"),
        item("deux", amount=[{"when": "projet.pret", "is": "30 EUR"}, {"is": "90 EUR"}]),
    ]
    made = trial(funding=plain(rate="50 %", ceilings=ceilings))
    for ready, expected, binding in ((True, 30, [False, True]), (False, 40, [True, False])):
        report = made.check({"projet": project("100", pret=ready)})
        assert euros(report.funding.grant) == expected
        assert [use.binding for use in report.funding.ceilings] == binding
    assert span(made, projet=project("100")) == (30, 40)


def test_what_counts_in_a_ceiling_leaves_less_room_and_never_less_than_none(trial: MakeTrial) -> None:
    counted = {"sum": "montant", "over": "aides", "where": "publique", "if_absent": "0 EUR"}
    ceilings = [item("aides", amount={"product": ["projet.cout_total_ttc", "80 %"]}, counting=counted)]
    made = trial(funding=plain(rate="50 %", ceilings=ceilings))
    assert grant(made, "100") == 50
    assert grant(made, "100", aids=[{"montant": "60", "publique": True}, {"montant": "50", "publique": False}]) == 20
    assert grant(made, "100", aids=[{"montant": "90", "publique": True}]) == 0
    assert span(made, projet=project("100"), aides=[{"montant": "60"}]) == (20, 50)


def test_a_ceiling_is_shared_by_the_dossiers_of_a_scope(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %", ceilings=[item("plafond", amount="60 EUR", per="project")]))
    assert grant(made, "100", earlier="0") == 50
    assert grant(made, "100", earlier="25") == 35
    assert grant(made, "100", earlier="70") == 0
    assert span(made, projet=project("100")) == (0, 50)
    assert missing(made, projet=project("100")) == ["financement.subventions_anterieures"]
    dossier: Data = {"projet": project("100"), "financement": {"subventions_anterieures": "0"}}
    assert euros(made.check(dossier, granted_to_project=Money(2500)).funding.grant) == 35
    assert made.check(dossier, granted_to_project=None).funding.grant is None
    (use,) = made.check({**dossier, "financement": {"subventions_anterieures": "25"}}).funding.ceilings
    assert (euros(use.limit), euros(use.already_used), use.ceiling.scope, use.binding) == (60, 25, "project", True)


def test_a_scope_without_a_fact_counts_what_is_known_alone(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %", ceilings=[item("annuel", amount="60 EUR", per="annee")]))
    assert grant(made, "100") == 50


# ---- the request, the minimum and the rounding


def test_nobody_is_granted_more_than_they_ask_for(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %"))
    assert [grant(made, "100", asked=asked) for asked in ("0", "20", "50", "80")] == [0, 20, 50, 50]
    report = made.check({"projet": project("100")})
    assert (euros(report.funding.grant), report.status) == (50, "incomplete")
    assert "financement.subvention_demandee" in report.missing_facts


def test_below_a_minimum_there_is_nothing(trial: MakeTrial) -> None:
    made = trial(funding=plain(rate="50 %", minimum={"amount": "40 EUR"}))
    assert [grant(made, cost) for cost in ("79,98", "80", "100")] == [0, 40, 50]
    # The request has cut it before.
    assert grant(made, "100", asked="39") == 0
    assert span(made, projet={}) == (0, None)
    variable = trial(funding=plain(rate="50 %", minimum={"amount": "projet.contrepartie", "below": "nothing"}))
    assert span(variable, projet=project("100")) == (0, 50)


def test_a_grant_is_raised_to_its_minimum_and_never_above_what_limits_it(trial: MakeTrial) -> None:
    minimum = {"amount": "40 EUR", "below": "raised"}
    made = trial(funding=plain(rate="50 %", minimum=minimum, ceilings=[item("p", amount="projet.contrepartie")]))
    assert grant(made, "60", contrepartie="100") == 40
    assert grant(made, "60", contrepartie="35") == 35
    assert grant(made, "30", contrepartie="100") == 30
    assert grant(made, "100", contrepartie="100") == 50
    assert grant(made, "60", contrepartie="100", asked="36") == 36
    after = trial(
        funding=plain(
            rate="1 %",
            minimum=minimum,
            ceilings=[item("p", amount="20 EUR")],
            bonuses=[item("b", amount="5 EUR", after="p")],
        )
    )
    assert grant(after, "100") == 25


def rounded(way: str, to: str) -> Data:
    return {**copy.deepcopy(MANIFEST), "rounding": {"to": to, "way": way}}


@pytest.mark.parametrize(
    ("way", "to", "expected"),
    [
        ("down", "0.01 EUR", [33.33, 66.66]),
        ("up", "0.01 EUR", [33.34, 66.67]),
        ("nearest", "0.01 EUR", [33.33, 66.67]),
        ("down", "1 EUR", [33, 66]),
        ("up", "1 EUR", [34, 67]),
        ("nearest", "0.05 EUR", [33.35, 66.65]),
        ("down", "100 EUR", [0, 0]),
    ],
)
def test_the_grant_is_rounded_once_at_its_end(trial: MakeTrial, way: str, to: str, expected: list[float]) -> None:
    made = trial(funding=plain(rate="33,333333 %"), manifest=rounded(way, to))
    assert [grant(made, cost) for cost in ("100", "200")] == expected


def test_rounded_up_a_grant_is_within_what_limits_it(trial: MakeTrial) -> None:
    manifest = rounded("up", "10 EUR")
    made = trial(funding=plain(rate="50 %", ceilings=[item("p", amount="55 EUR")]), manifest=manifest)
    assert grant(made, "90") == 50
    assert grant(made, "1000") == 50
    assert grant(trial(funding=plain(rate="100 %"), manifest=manifest), "15") == 10
    assert grant(trial(funding=plain(rate="50 %"), manifest=manifest), "30", asked="15") == 10


def test_without_a_rounding_of_its_own_a_set_rounds_down_to_the_cent(trial: MakeTrial) -> None:
    manifest = {key: part for key, part in MANIFEST.items() if key != "rounding"}
    assert grant(trial(funding=plain(rate="33,333333 %"), manifest=manifest), "100") == 33.33


# ---- who pays


def funders(made: Trial, cost: Any) -> list[float]:
    """What each funder pays, in euros."""
    from relance_rules.targets.python import program_of

    report = made.check({"projet": project(cost)})
    assert report.theme.funding is not None
    program = program_of(report.plan.facts)
    found = [program.interval(funder.amount, report.facts, {}).value for funder in report.theme.funding.funders]
    assert all(low == high for low, high in found)
    scales = [program.scales.of(funder.amount) for funder in report.theme.funding.funders]
    cents = [low / 10 ** (scale - 2) for (low, _), scale in zip(found, scales, strict=True)]
    assert sum(cents) == report.funding.grant
    assert all(each >= 0 for each in cents)
    return [each / 100 for each in cents]


@pytest.mark.parametrize(
    ("who", "cost", "expected"),
    [
        ([("rate", "60 %"), ("rest", "true")], "0,99", [0.59, 0.40]),
        ([("rest", "true"), ("rate", "33,333333 %")], "100", [66.67, 33.33]),
        ([("rate", "50 %"), ("rate", "50 %")], "0,01", [0, 0.01]),
        ([("rate", "33,33 %"), ("rate", "33,33 %"), ("rate", "33,34 %")], "100", [33.33, 33.33, 33.34]),
        ([("amount", "80 EUR"), ("rest", "true")], "100", [80, 20]),
        ([("amount", "80 EUR"), ("rest", "true")], "50", [50, 0]),
        ([("amount", "80 EUR"), ("amount", "50 EUR"), ("rest", "true")], "100", [80, 20, 0]),
        ([("amount", "80 EUR"), ("rate", "50 %"), ("rest", "true")], "100", [80, 20, 0]),
        ([("rate", "projet.part"), ("rest", "true")], "100", None),
        ([("rest", "true")], "7", [7]),
    ],
)
def test_funders_pay_the_grant_to_the_cent(
    trial: MakeTrial, who: list[tuple[str, str]], cost: str, expected: list[float] | None
) -> None:
    listed = [{"id": f"f{place}", key: value} for place, (key, value) in enumerate(who)]
    made = trial(funding=plain(rate="100 %", funders=listed))
    if expected is not None:
        assert funders(made, cost) == expected
    else:
        assert made.theme.funding is not None
        assert len(made.theme.funding.funders) == 2


# ---- what a split says of itself


def test_the_steps_come_in_the_order_they_are_taken(trial: MakeTrial) -> None:
    made = trial(
        funding=plain(
            rate="50 %",
            staff="excluded",
            exclude=[item("e", when={"fact": "annee", "is": 1})],
            base_at_most="90 EUR",
            bonuses=[item("b", rate="1 %"), item("a", amount="1 EUR", after="p")],
            ceilings=[item("p", amount="9 EUR")],
            minimum={"amount": "1 EUR"},
        )
    )
    assert made.theme.funding is not None
    assert [(named.kind, named.id) for named in made.theme.funding.steps] == [
        ("total", "total"),
        ("excluded", "ESSAI.e"),
        ("excluded", "ESSAI.personnel"),
        ("base", "base"),
        ("bonus", "ESSAI.b"),
        ("rate", "rate"),
        ("ceiling", "ESSAI.p"),
        ("bonus", "ESSAI.a"),
        ("request", "request"),
        ("minimum", "ESSAI.minimum"),
        ("grant", "grant"),
        ("share", "share"),
    ]


def test_what_is_the_same_thing_is_one_node(trial: MakeTrial) -> None:
    from relance_rules.plan import nodes

    made = trial(funding=funding(ceilings=[item("p", amount="9 EUR", per="project")], staff="valued", rate="75 %"))
    by_id: dict[tuple[str, str], Any] = {}
    for root in made.theme.roots():
        for node in nodes.walk(root):
            if isinstance(node, nodes.Named) and node.id:
                assert by_id.setdefault((node.kind, node.id), node) == node
    assert THEME["theme"] == "ESSAI"


def test_what_is_supposed_of_a_line_or_of_a_list_is_said(trial: MakeTrial) -> None:
    year = {"fact": "annee", "if_absent": 2021, "notice": {"fr": "Une année manque.", "en": "A year is missing."}}
    aids = {"sum": "montant", "over": "aides", "if_absent": "0 EUR", "notice": {"fr": "Aucune aide.", "en": "No aid."}}
    made = trial(
        funding=plain(
            rate="50 %",
            exclude=[item("tard", when={**year, "at_least": 2022})],
            ceilings=[item("p", amount="90 EUR", counting=aids)],
        )
    )
    dated, undated = LINES[0], {"montant_ttc": "40"}

    def told(**dossier: Any) -> list[str]:
        return [n.id.rpartition(".")[2] for n in made.check(dossier).notices if "supposition" in n.id]

    assert told(depenses=[dated], aides=[{"montant": "1"}]) == []
    assert told(depenses=[dated, undated], aides=[{"montant": "1"}]) == ["when"]
    assert told(depenses=[dated]) == ["counting"]
    assert told() == ["counting"]
    assert grant(made, lines=[dated, undated]) == 50
