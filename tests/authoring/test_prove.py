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
from relance_rules.authoring.proving.laws import Law, LawName
from relance_rules.authoring.proving.search import Proof, prove
from relance_rules.authoring.proving.smallest import smallest
from relance_rules.authoring.proving.terms import ThemeTerms, terms_of
from relance_rules.checking.check import check_dossier
from relance_rules.compiler.themes import CompiledBracket, CompiledScale, CompiledTheme
from relance_rules.dossiers.facts import Dossier, Facts
from relance_rules.dossiers.totals import settle_total
from relance_rules.language.theme import Case
from relance_rules.loading.nodes import parse_yaml
from relance_rules.localization import localization
from relance_rules.values import Euro, Message
from rule_sets import Data, MakeTrial, Trial, condition, funding, item, size, window
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
            item("plafond_dossier", amount="300 000 EUR", per="dossier"),
            item("plafond_projet", amount="400 000 EUR", per="project"),
        ],
    ),
}
"""A theme that keeps every law."""


def unproved(theme: CompiledTheme) -> dict[str, Proof]:
    """The laws that are not proved, by their name and what they are about."""
    proofs = prove(theme, timeout=60).proofs
    assert {proof.law.name for proof in proofs} >= set(get_args(LawName)) - {"one_window"}
    return {f"{proof.law.name} {proof.law.subject}": proof for proof in proofs if proof.status != "proved"}


def test_a_sound_theme_keeps_every_law(trial: MakeTrial) -> None:
    assert unproved(trial(**PARTS).theme) == {}


@pytest.mark.parametrize("code", ["ITN5", "SNAP4"])
def test_a_theme_of_the_catalogue_keeps_every_law(code: str) -> None:
    assert unproved(load_rules()[code]) == {}


# ---- a fault for each law


def test_conditions_that_contradict_each_other(trial: MakeTrial) -> None:
    long, short = {"fact": "projet.mois", "more_than": "12"}, {"fact": "projet.mois", "at_most": "6"}
    theme = trial(eligibility=[condition("long", long), condition("court", short)]).theme
    found = unproved(theme)
    assert {name: proof.status for name, proof in found.items()} == {
        "eligible ESSAI": "broken",
        "fails_alone ESSAI.depot": "broken",
    }
    assert found["eligible ESSAI"].conflict == ("ESSAI.long", "ESSAI.court")
    assert found["eligible ESSAI"].cases == ()


def test_a_condition_that_another_implies(trial: MakeTrial) -> None:
    short, shorter = {"fact": "projet.mois", "at_most": "12"}, {"fact": "projet.mois", "at_most": "6"}
    theme = trial(eligibility=[condition("court", short), condition("bref", shorter)]).theme
    [(name, proof)] = unproved(theme).items()
    assert (name, proof.status) == ("fails_alone ESSAI.court", "broken")
    assert proof.conflict == ("ESSAI.court", "ESSAI.bref")


def test_a_condition_that_can_t_fail(trial: MakeTrial) -> None:
    theme = trial(eligibility=[condition("toujours", {"fact": "projet.mois", "at_least": "0"})]).theme
    [proof] = unproved(theme).values()
    assert proof.conflict == ("ESSAI.toujours",)


def test_a_cost_that_turns_the_grant_down(trial: MakeTrial) -> None:
    dear = item("trop_cher", when={"fact": "montant_ttc", "more_than": "100 000 EUR"})
    theme = trial(funding=funding(exclude=[dear])).theme
    [(name, proof)] = unproved(theme).items()
    assert (name, proof.status) == ("never_falls ESSAI", "broken")
    assert [(case.dossier["depenses"], case.grant) for case in proof.cases] == [
        ([{"montant_ttc": "100 000 EUR", "titre": "3"}], 75_000_00),
        ([{"montant_ttc": "100 000,01 EUR", "titre": "3"}], 0),
    ]


def test_windows_that_overlap(trial: MakeTrial) -> None:
    call: Data = {"fact": "modalite", "is": "appel"}
    theme = trial(
        windows=[
            window("un", "2021-01-01", "2021-03-31", when=call),
            window("deux", "2021-03-31", "2021-06-30", when=call),
            window("guichet", "2021-01-01", when={"fact": "modalite", "is": "guichet"}),
        ]
    ).theme
    [(name, proof)] = unproved(theme).items()
    assert (name, proof.status) == ("one_window un, deux", "broken")
    assert [case.dossier for case in proof.cases] == [{"depose_le": date(2021, 3, 31), "modalite": "appel"}]


@pytest.mark.parametrize(
    ("fault", "subjects"),
    [
        (lambda theme: replace(theme, scale=CompiledScale((CompiledBracket(0, None, 2),), 1)), {"scale"}),
        (lambda theme: replace(theme, ceilings=theme.ceilings[1:]), {"ESSAI.plafond_dossier"}),
        (lambda theme: replace(theme, ceilings=theme.ceilings[:1]), {"ESSAI.plafond_projet"}),
    ],
    ids=["scale", "ceiling of the dossier", "ceiling of the project"],
)
def test_a_grant_over_one_of_its_limits(
    trial: MakeTrial, fault: Callable[[CompiledTheme], CompiledTheme], subjects: set[str]
) -> None:
    found = unproved(fault(trial(**PARTS).theme))
    assert {proof.law.subject for proof in found.values() if proof.law.name == "never_exceeds"} == subjects
    for proof in found.values():
        assert proof.status == "broken"
        assert proof.cases[0].grant is not None


def test_a_grant_over_the_total_leaves_the_applicant_a_negative_share(trial: MakeTrial) -> None:
    theme = trial().theme
    found = unproved(replace(theme, scale=CompiledScale((CompiledBracket(0, None, 3),), 2)))
    assert set(found) == {"never_exceeds scale", "never_exceeds total", "shares_sum ESSAI"}
    assert [case.dossier for case in found["shares_sum ESSAI"].cases] == [{"projet": {"cout_total_ttc": "0,02 EUR"}}]
    assert [case.grant for case in found["shares_sum ESSAI"].cases] == [3]


def test_what_lists_too_short_can_t_show_is_left_open(trial: MakeTrial) -> None:
    theme = trial(eligibility=[condition("foule", {"count": "porteurs", "at_least": "9"})]).theme
    assert {proof.status for proof in unproved(theme).values()} == {"open"}
    theme = trial(eligibility=[condition("foule", {"count": "porteurs", "at_least": "7"})]).theme
    assert unproved(theme) == {}


def test_a_solver_that_the_engine_contradicts_is_a_fault(trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(theme: CompiledTheme, context: Any) -> ThemeTerms:
        terms = terms_of(theme, context)
        late = terms.rules[0]._replace(passes=terms.rules[0].fails, fails=terms.rules[0].passes)
        return replace(terms, rules=(late, *terms.rules[1:]))

    monkeypatch.setattr(search, "terms_of", wrong)
    found = unproved(trial().theme)
    assert {proof.status for proof in found.values()} == {"fault"}
    assert found["eligible ESSAI"].cases[0].verdict == "ineligible"


# ---- the dossiers that are shown


def test_the_cases_that_are_shown_can_be_pasted_in_the_rule_file(trial: MakeTrial) -> None:
    dear = {"any": [{"fact": "montant_ttc", "more_than": "100 000 EUR"}, {"fact": "pays", "is": "NO"}]}
    made = trial(funding=funding(exclude=[item("trop_cher", when=dear)]))
    [rules] = rule_sets([made.rules.directory / "themes"])
    text = proofs_text([Searched(rules.files[0], prove(made.theme, timeout=60))], localization("fr"))
    first, _, *pasted, _ = text.splitlines()
    assert first.endswith("La subvention ne baisse pas quand le coût monte d’un centime [never_falls]")
    cases = parse_yaml("\n".join(line[4:] for line in pasted), strict=True).data()["cases"]
    assert len(cases) == 2
    for place, case in enumerate(cases):
        result = run_case(made.theme, place, Case.model_validate(case))
        assert result.passed, result


def test_the_smallest_dossier_has_nothing_to_spare(trial: MakeTrial) -> None:
    facts = {
        "depose_le": date(2030, 5, 6),
        "modalite": "appel",
        "projet.mois": 33,
        "projet.part": Fraction(7, 8),
        "projet.utile": True,
        "depenses": ({"montant_ttc": Euro(5), "annee": 2021}, {}, {"montant_ttc": Euro(700), "titre": "5"}),
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
            and amount > 300
        )

    assert smallest(facts, shows, trial().theme) == {
        "depose_le": date(2021, 1, 4),
        "modalite": "guichet",
        "projet.mois": 5,
        "projet.part": Fraction(33_333_334, 10**8),
        "depenses": ({"montant_ttc": Euro(301)},),
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


# ---- the terms of the funding


TITLES = st.sampled_from(["2", "3", "5"])
AMOUNTS = st.sampled_from([0, 1, 33, 47_999_99, 48_000_00, 48_000_01, 250_000_00, 900_000_33]).map(Euro)
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
    return [terms_of(made.theme) for made in trials]


@given(facts=DOSSIERS)
def test_the_terms_of_a_theme_say_what_checking_says(both_staff: list[ThemeTerms], facts: Facts) -> None:
    facts, _ = settle_total(facts)
    for terms in both_staff:
        report, funding = check_dossier(terms.theme, Dossier(facts)), terms.funding
        outcomes = [term for rule in terms.rules for term in rule[1:]]
        gathered = [*outcomes, funding.known, funding.grant, funding.base, funding.outside]
        *said, known, grant, base, outside = all_settled(gathered, known_to(terms.dossier, facts))
        names = ("pass", "fail", "not_applicable")
        assert said == [finding.outcome == name for finding in report.findings for name in names]
        # Checking also knows some grants that do not depend on what is missing.
        if known:
            assert report.funding.grant is not None
            excluded = sum(entry.amount for entry in report.funding.excluded)
            assert (grant, base, outside) == (report.funding.grant, report.funding.base, excluded)
