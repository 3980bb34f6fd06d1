"""The laws of a theme: those that hold are proved, those that do not are broken by the smallest dossier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import load_rules
from relance_rules.authoring.cases import run_case
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.formats.proofs import Searched
from relance_rules.authoring.formats.proofs.text import proofs_text
from relance_rules.authoring.proving import search
from relance_rules.authoring.proving.cases import plain, read_back
from relance_rules.authoring.proving.laws import Law, LawName
from relance_rules.authoring.proving.search import Proof, prove
from relance_rules.authoring.proving.smallest import smallest
from relance_rules.authoring.proving.terms import ThemeTerms, items_asked, terms_of
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.facts import Dossier, Facts
from relance_rules.language.theme import Case
from relance_rules.loading.nodes import parse_yaml
from relance_rules.localization import localization
from relance_rules.plan.nodes import Apply, Const, Named, Node
from relance_rules.plan.ruleset import Funding, Plan, Theme
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.values import Message, Money
from rule_sets import MANIFEST, Data, MakeTrial, Trial, both, condition, funding, item, size, window
from solver_terms import all_settled, known_to

PARTS: Data = {
    "size": size({"at_least": "50 000 EUR", "at_most": "1 M€"}),
    "eligibility": [
        condition("porteur", {"every": "porteurs", "satisfies": {"fact": "categorie", "is": "centrale"}}),
        condition("delai", {"fact": "projet.mois", "at_most": "12"}, when={"fact": "projet.pret", "is": "false"}),
    ],
    "funding": funding(
        {"up_to": "48 000 EUR", "rate": "100 %"},
        {"rate": "33,5 %"},
        staff="valued",
        exclude=[item("hors_2021", when={"not": {"fact": "annee", "is": "2021"}})],
        ceilings=[
            item("plafond_dossier", amount="300 000 EUR"),
            item("plafond_projet", amount="400 000 EUR", per="project"),
        ],
    ),
}
"""A theme that keeps every law."""


def unproved(made: Trial, theme: Theme | None = None) -> dict[str, Proof]:
    """The laws that are not proved, by their name and what they are about."""
    proofs = prove(made.rules.plan, theme or made.theme, timeout=60).proofs
    assert {proof.law.name for proof in proofs} >= set(get_args(LawName)) - {"one_window"}
    return {f"{proof.law.name} {proof.law.subject}": proof for proof in proofs if proof.status != "proved"}


def split(theme: Theme) -> Funding:
    assert theme.funding is not None
    return theme.funding


def granting(theme: Theme, *parts: Node) -> Theme:
    """The theme, whose grant is the least of some amounts instead."""
    given, step = split(theme), Const("number", 1, MONEY_SCALE)
    assert given.grant is not None
    grant = replace(given.grant, of=Apply("round", (Apply("least", parts),), step, "down"))
    assert given.share is not None
    assert given.total is not None
    share = replace(given.share, of=Apply("subtract", (given.total, grant)))
    return replace(theme, funding=replace(given, grant=grant, share=share))


def test_a_sound_theme_keeps_every_law(trial: MakeTrial) -> None:
    assert unproved(trial(**PARTS)) == {}


@pytest.mark.parametrize("code", ["ITN5", "SNAP4"])
def test_a_theme_of_the_catalogue_keeps_every_law(code: str) -> None:
    rules = load_rules()
    assert {proof.status for proof in prove(rules.plan, rules[code], timeout=60).proofs} == {"proved"}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(
            {
                "rate": "50 %",
                "rate_at_most": "60 %",
                "bonuses": [
                    item("urgence", when={"fact": "projet.pret", "is": "true"}, rate="20 %"),
                    item("prime", amount="1 500 EUR", after="plafond"),
                ],
                "ceilings": [item("plafond", amount="10 000 EUR"), item("haut", amount="11 000 EUR")],
            },
            id="bonuses before and after a ceiling",
        ),
        pytest.param(
            {
                "slab": [{"up_to": "100 k€", "rate": "8 %"}, {"rate": "10 %"}],
                "ceilings": [
                    item(
                        "aides",
                        amount={"product": ["projet.cout_total_ttc", "80 %"]},
                        counting={"sum": "montant", "over": "aides", "if_absent": "0 EUR", "notice": both("Rien.")},
                    )
                ],
                "minimum": {"amount": "5 000 EUR", "below": "raised", "source": {"lines": "3"}},
            },
            id="a slab, other aids and a least grant that is paid",
        ),
        pytest.param(
            {
                "rate": [{"when": {"fact": "modalite", "is": "appel"}, "is": "70 %"}, {"is": "50 %"}],
                "base_at_most": "22 000 EUR",
                "staff": "valued",
                "minimum": {"amount": "100 EUR", "below": "nothing", "source": {"lines": "3"}},
                "funders": [{"id": "etat", "rate": "60 %"}, {"id": "region", "rest": "true"}],
            },
            id="rates by case, a base at most and two funders",
        ),
    ],
)
def test_a_split_of_any_kind_keeps_the_laws_of_money(trial: MakeTrial, more: Data) -> None:
    found = unproved(trial(funding=funding(**more)))
    # A least grant below which nothing is paid, or a request cut, may well leave less for one cent more.
    assert {name for name in found if not name.startswith("never_falls")} == set()


@pytest.mark.parametrize("way", ["up", "nearest"])
def test_a_grant_that_is_rounded_up_keeps_the_laws_of_money(trial: MakeTrial, way: str) -> None:
    rounding = {"to": "1 EUR", "way": way}
    found = unproved(trial(**PARTS, manifest={**MANIFEST, "rounding": rounding}))
    assert found == {}


# ---- a fault for each law


def test_conditions_that_contradict_each_other(trial: MakeTrial) -> None:
    long, short = {"fact": "projet.mois", "more_than": "12"}, {"fact": "projet.mois", "at_most": "6"}
    found = unproved(trial(eligibility=[condition("long", long), condition("court", short)]))
    assert {name: proof.status for name, proof in found.items()} == {
        "eligible ESSAI": "broken",
        "fails_alone ESSAI.depot": "broken",
    }
    assert found["eligible ESSAI"].conflict == ("ESSAI.long", "ESSAI.court")
    assert found["eligible ESSAI"].cases == ()


def test_a_condition_that_another_implies(trial: MakeTrial) -> None:
    short, shorter = {"fact": "projet.mois", "at_most": "12"}, {"fact": "projet.mois", "at_most": "6"}
    [(name, proof)] = unproved(trial(eligibility=[condition("court", short), condition("bref", shorter)])).items()
    assert (name, proof.status) == ("fails_alone ESSAI.court", "broken")
    assert proof.conflict == ("ESSAI.court", "ESSAI.bref")


def test_a_condition_that_can_t_fail(trial: MakeTrial) -> None:
    [proof] = unproved(trial(eligibility=[condition("toujours", {"fact": "projet.mois", "at_least": "0"})])).values()
    assert proof.conflict == ("ESSAI.toujours",)


def test_a_condition_to_be_judged_is_not_asked_to_refuse(trial: MakeTrial) -> None:
    judged = condition("utile", {"fact": "projet.utile", "is": "true"}, unmet="appraise")
    assert unproved(trial(eligibility=[judged])) == {}


def test_what_is_to_be_judged_may_be_so_of_all_that_another_refuses(trial: MakeTrial) -> None:
    short, shorter = {"fact": "projet.mois", "at_most": "12"}, {"fact": "projet.mois", "at_most": "6"}
    judged = condition("bref", shorter, unmet="appraise")
    made = trial(eligibility=[condition("court", short), judged])
    assert unproved(made) == {}
    laws = [proof.law for proof in prove(made.rules.plan, made.theme, timeout=60).proofs]
    [law] = [law for law in laws if law.subject == "ESSAI.court"]
    assert law.shows({"depose_le": date(2021, 2, 12), "projet.cout_total_ttc": Money(10_000_000), "projet.mois": 13})
    assert not law.shows({"depose_le": date(2021, 2, 12), "projet.cout_total_ttc": Money(10_000_000)})
    assert not law.shows({"projet.mois": 13})


def test_a_cost_that_turns_the_grant_down(trial: MakeTrial) -> None:
    dear = item("trop_cher", when={"fact": "montant_ttc", "more_than": "100 000 EUR"})
    [(name, proof)] = unproved(trial(funding=funding(exclude=[dear]))).items()
    assert (name, proof.status) == ("never_falls ESSAI", "broken")
    assert [(case.dossier["depenses"], case.grant) for case in proof.cases] == [
        ([{"montant_ttc": "100 000 EUR", "titre": "3"}], "75 000 EUR"),
        ([{"montant_ttc": "100 000,01 EUR", "titre": "3"}], "0 EUR"),
    ]


def test_windows_that_overlap(trial: MakeTrial) -> None:
    call: Data = {"fact": "modalite", "is": "appel"}
    made = trial(
        windows=[
            window("un", "2021-01-01", "2021-03-31", when=call),
            window("deux", "2021-03-31", "2021-06-30", when=call),
            window("guichet", "2021-01-01", when={"fact": "modalite", "is": "guichet"}),
        ]
    )
    [(name, proof)] = unproved(made).items()
    assert (name, proof.status) == ("one_window un, deux", "broken")
    assert [case.dossier for case in proof.cases] == [{"depose_le": date(2021, 3, 31), "modalite": "appel"}]


def rooms(theme: Theme, *left_out: str) -> list[Node]:
    """What the ceilings of a theme leave, but for some of them."""
    return [c.room for c in split(theme).ceilings if c.room is not None and c.id.partition(".")[2] not in left_out]


def steps(theme: Theme) -> tuple[Named, Named, Named]:
    """The base, what the rates give of it, and the request."""
    found = split(theme)
    assert found.base is not None
    assert found.rate is not None
    assert found.requested is not None
    return found.base, found.rate, found.requested


def without(theme: Theme, ceiling: str) -> Theme:
    """The theme, whose grant forgets a ceiling."""
    _, rate, requested = steps(theme)
    return granting(theme, rate, requested, *rooms(theme, ceiling))


def doubled(theme: Theme) -> Theme:
    """The theme, whose grant is the base twice."""
    base, _, requested = steps(theme)
    return granting(theme, Apply("multiply", (base, Const("number", 2))), requested, *rooms(theme))


def unasked(theme: Theme) -> Theme:
    """The theme, whose grant forgets the request."""
    return granting(theme, steps(theme)[1], *rooms(theme))


@pytest.mark.parametrize(
    ("fault", "subjects"),
    [
        (doubled, {"scale"}),
        (unasked, {"request"}),
        (lambda theme: without(theme, "plafond_dossier"), {"ESSAI.plafond_dossier"}),
        (lambda theme: without(theme, "plafond_projet"), {"ESSAI.plafond_projet"}),
        (lambda theme: without(theme, "personnel"), {"staff"}),
    ],
    ids=["scale", "request", "ceiling of the dossier", "ceiling of the project", "staff"],
)
def test_a_grant_over_one_of_its_limits(trial: MakeTrial, fault: Callable[[Theme], Theme], subjects: set[str]) -> None:
    made = trial(**PARTS)
    found = unproved(made, fault(made.theme))
    assert {proof.law.subject for proof in found.values() if proof.law.name == "never_exceeds"} == subjects
    for proof in found.values():
        assert proof.status == "broken"
        assert proof.cases[0].grant is not None


def test_a_grant_over_the_total_leaves_the_applicant_a_negative_share(trial: MakeTrial) -> None:
    made = trial()
    base, _, requested = steps(made.theme)
    found = unproved(made, granting(made.theme, Apply("multiply", (base, Const("number", 15, 1))), requested))
    over = {f"never_exceeds {bound}" for bound in ("scale", "base", "total")}
    assert set(found) == {*over, "shares_sum ESSAI"}
    assert [case.grant for case in found["shares_sum ESSAI"].cases] == ["0,03 EUR"]


def test_funders_who_do_not_pay_to_the_cent(trial: MakeTrial) -> None:
    made = trial(funding=funding(funders=[{"id": "etat", "rate": "60 %"}, {"id": "region", "rest": "true"}]))
    assert unproved(made) == {}
    state, region = split(made.theme).funders
    grant = split(made.theme).grant
    assert grant is not None
    share = Apply("round", (Apply("multiply", (grant, Const("number", 4, 1))),), Const("number", 1, 2), "down")
    cut = replace(region, amount=replace(region.amount, of=share))
    theme = replace(made.theme, funding=replace(split(made.theme), funders=(state, cut)))
    [(name, proof)] = unproved(made, theme).items()
    assert (name, proof.status) == ("shares_sum ESSAI", "broken")
    assert [case.grant for case in proof.cases] == ["0,01 EUR"]


def test_what_lists_too_short_can_t_show_is_left_open(trial: MakeTrial) -> None:
    many = trial(eligibility=[condition("foule", {"count": "porteurs", "at_least": "9"})])
    assert {proof.status for proof in unproved(many).values()} == {"open"}
    assert unproved(trial(eligibility=[condition("foule", {"count": "porteurs", "at_least": "7"})])) == {}


@pytest.mark.parametrize(
    ("require", "items"),
    [
        ({"fact": "projet.mois", "at_most": "12"}, 0),
        ({"every": "porteurs", "satisfies": {"fact": "informe", "is": "true"}}, 1),
        ({"sum": "montant_ttc", "over": "depenses", "more_than": "0 EUR"}, 1),
        ({"sum": "montant_ttc", "over": "depenses", "where": "personnel", "more_than": "0 EUR"}, 2),
        ({"share": "montant_ttc", "over": "depenses", "where": "personnel", "at_least": "50 %"}, 3),
        ({"count": "porteurs", "where": {"fact": "informe", "is": "true"}, "at_least": "4"}, 6),
        (
            {
                "all": [
                    {"some": "porteurs", "satisfies": {"fact": "informe", "is": "true"}},
                    {"some": "porteurs", "satisfies": {"fact": "categorie", "is": "locale"}},
                    {"some": "depenses", "satisfies": "personnel"},
                ]
            },
            2,
        ),
    ],
)
def test_lists_are_as_long_as_the_questions_about_them_ask(trial: MakeTrial, require: Data, items: int) -> None:
    assert items_asked(trial(eligibility=[condition("une", require)]).theme) == items


def test_a_solver_that_the_engine_contradicts_is_a_fault(trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(plan: Plan, theme: Theme, context: Any) -> ThemeTerms:
        terms = terms_of(plan, theme, context)
        late = terms.rules[0]._replace(passes=terms.rules[0].fails, fails=terms.rules[0].passes)
        return replace(terms, rules=(late, *terms.rules[1:]))

    monkeypatch.setattr(search, "terms_of", wrong)
    found = unproved(trial())
    assert {proof.status for proof in found.values()} == {"fault"}
    assert found["eligible ESSAI"].cases[0].verdict == "ineligible"


# ---- the dossiers that are shown


def test_the_cases_that_are_shown_can_be_pasted_in_the_rule_file(trial: MakeTrial) -> None:
    dear = {"any": [{"fact": "montant_ttc", "more_than": "100 000 EUR"}, {"fact": "pays", "is": "NO"}]}
    made = trial(funding=funding(exclude=[item("trop_cher", when=dear)]))
    [rules] = rule_sets([made.rules.directory / "themes"])
    found = prove(made.rules.plan, made.theme, timeout=60)
    text = proofs_text([Searched(rules.files[0], found)], localization("fr"))
    first, _, *pasted, _ = text.splitlines()
    assert first.endswith("La subvention ne baisse pas quand le coût monte d’un centime [never_falls]")
    cases = parse_yaml("\n".join(line[4:] for line in pasted), strict=True).data()["cases"]
    assert len(cases) == 2
    for place, case in enumerate(cases):
        result = run_case(made.rules.plan, made.theme, place, Case.model_validate(case))
        assert result.passed, result


def test_a_dossier_that_is_written_is_read_back_as_it_was(trial: MakeTrial) -> None:
    made = trial()
    facts = {
        "depose_le": date(2021, 3, 4),
        "projet.cout_total_ttc": Money(1_234_567_05),
        "projet.part": Fraction(12_345_678, 10**8),
        "projet.note": Fraction(7, 2),
        "projet.mois": 3,
        "projet.pret": False,
        "depenses": ({"montant_ttc": Money(100), "pays": "FR"}, {"titre": "2"}),
    }
    assert read_back(made.rules.plan, made.theme, facts) == facts
    assert plain(facts, made.rules.plan) == {
        "depose_le": date(2021, 3, 4),
        "projet": {
            "cout_total_ttc": "1 234 567,05 EUR",
            "part": "12,345678 %",
            "note": "3,5",
            "mois": 3,
            "pret": False,
        },
        "depenses": [{"montant_ttc": "1 EUR", "pays": "FR"}, {"titre": "2"}],
    }


def test_the_smallest_dossier_has_nothing_to_spare(trial: MakeTrial) -> None:
    facts = {
        "depose_le": date(2030, 5, 6),
        "modalite": "appel",
        "projet.mois": 33,
        "projet.part": Fraction(7, 8),
        "projet.note": Fraction(9, 2),
        "projet.utile": True,
        "depenses": ({"montant_ttc": Money(5), "annee": 2021}, {}, {"montant_ttc": Money(700), "titre": "5"}),
    }

    def shows(found: Facts) -> bool:
        filed, lines = found.get("depose_le"), found.get("depenses", ())
        amount = sum(line.get("montant_ttc", 0) for line in lines)
        return (
            filed is not None
            and filed > date(2020, 1, 1)
            and "modalite" in found
            and found.get("projet.mois", 0) > 4
            and found.get("projet.part", 0) > Fraction(1, 3)
            and found.get("projet.note", 0) > 3
            and amount > 300
        )

    made = trial()
    assert smallest(facts, shows, made.rules.plan, made.theme) == {
        "depose_le": date(2021, 1, 4),
        "modalite": "guichet",
        "projet.mois": 5,
        "projet.part": Fraction(33_333_334, 10**8),
        "projet.note": Fraction(3_000_001, 10**6),
        "depenses": ({"montant_ttc": Money(301)},),
    }


def test_a_conflict_names_no_rule_that_can_be_left_out() -> None:
    class Coarse(z3.Solver):  # type: ignore[misc]
        def unsat_core(self) -> list[Any]:
            return [z3.Bool(f"part {name}") for name in "abcd"]

    number = z3.Int("number")
    parts = {"a": number > 9, "b": number > 3, "c": number < 2, "d": number > 0}
    law = Law("eligible", "", (), Message(""), True, parts, bool)
    solver = Coarse()
    assert solver.check(*search._named(law, solver)) == z3.unsat
    assert search._conflict(law, solver) == ("b", "c")


# ---- the terms of a theme


TITLES = st.sampled_from(["2", "3", "5"])
AMOUNTS = st.sampled_from([0, 1, 33, 47_999_99, 48_000_00, 48_000_01, 250_000_00, 900_000_33]).map(Money)
LINE = st.fixed_dictionaries({}, optional={"montant_ttc": AMOUNTS, "titre": TITLES, "annee": st.integers(2021, 2022)})
DOSSIERS = st.fixed_dictionaries(
    {},
    optional={
        "projet.cout_total_ttc": AMOUNTS,
        "projet.mois": st.integers(11, 13),
        "projet.pret": st.booleans(),
        "depose_le": st.sampled_from([date(2021, 1, 3), date(2021, 1, 4)]),
        "depenses": st.lists(LINE, min_size=1, max_size=3).filter(lambda made: bool(made[-1])).map(tuple),
        "porteurs": st.just(({"categorie": "metier"},)),
        "financement.subvention_demandee": AMOUNTS,
        "financement.subventions_anterieures": AMOUNTS,
    },
)


@pytest.fixture(scope="module")
def both_staff(tmp_path_factory: pytest.TempPathFactory) -> list[ThemeTerms]:
    """The terms of the sound theme, its staff costs valued and excluded."""
    trials = [
        Trial(tmp_path_factory.mktemp("rules"), {**PARTS, "funding": {**PARTS["funding"], "staff": staff}})
        for staff in ("valued", "excluded")
    ]
    return [terms_of(made.rules.plan, made.theme) for made in trials]


@given(facts=DOSSIERS)
def test_the_terms_of_a_theme_say_what_checking_says(both_staff: list[ThemeTerms], facts: Facts) -> None:
    for terms in both_staff:
        report, funding = check_dossier(terms.plan, terms.theme, Dossier(facts)), split(terms.theme)
        assert funding.grant is not None
        assert funding.base is not None
        outcomes = [term for rule in terms.rules for term in rule[1:]]
        grant, base = terms.translation.number(funding.grant), terms.translation.number(funding.base)
        gathered = [*outcomes, grant.known, grant.low, base.known, base.low]
        # What is checked is what the dossier states once settled, with what is known of others.
        *said, known, amount, base_known, base_amount = all_settled(
            gathered, known_to(terms.translation.dossier, report.facts)
        )
        names = ("pass", "fail", "not_applicable")
        assert said == [finding.outcome == name for finding in report.findings for name in names]
        assert (amount if known else None) == report.funding.grant
        assert (base_amount if base_known else None) == report.funding.base
