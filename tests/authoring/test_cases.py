"""The cases that rule files carry, and what they reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import RuleCoverage, coverage_of
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.formats.cases import Ran
from relance_rules.authoring.formats.cases.junit import cases_junit
from relance_rules.authoring.formats.cases.plain import cases_data
from relance_rules.authoring.formats.cases.text import cases_text
from relance_rules.localization import localization
from relance_rules.values import Money

from .helpers import load, write_rules

FUNDING = """\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  exclude:
    - id: petites
      label: {fr: "Trop petite", en: "Small"}
      when: {fact: prix, less_than: 10 CHF}
      source: {lines: 6}
  ceilings: [{id: plafond, label: {fr: "Plafond", en: "Ceiling"}, amount: 300 kCHF, per: dossier, source: {lines: 6}}]
  source: {lines: 6}
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    when: {fact: chantier.mois, at_least: 6}
    require: {fact: chantier.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report"}, source: {lines: 7}}
  - id: suite
    label: {fr: "Suivre le projet", en: "Follow"}
    when: {fact: chantier.mois, at_least: 12}
    source: {lines: 7}
documents:
  - {id: budget, label: {fr: "Le budget", en: "Budget"}, source: {lines: 7}}
"""


def run(folder: Path, *cases: str) -> tuple[CaseResult, ...]:
    listed = "".join(f"  - {{name: case {place}, {case}}}\n" for place, case in enumerate(cases))
    file, rules = load(write_rules(folder, f"{FUNDING}cases:\n{listed}"))
    return rules.case_results(file)


READY = "recu_le: 2021-02-01, chantier: {cout: 100 kCHF, recense: true, mois: 6}, aide: {demandee: 80 kCHF}"
LINES = "travaux: [{prix: 100 kCHF, genre: 3}]"


@pytest.mark.parametrize(
    "expect",
    [
        "verdict: eligible",
        "status: incomplete",
        "grant: 75 000 CHF",
        "findings: {depot: pass, taille: pass, demarche: pass}",
        "missing: [bilan, engagements.bilan, pieces.budget, budget]",
        "grant: '75000'",
        "envelope: 10 MCHF, notices: [demande_ramenee]",
        "notices: []",
        "verdict: eligible, status: incomplete, grant: 75 kCHF, findings: {demarche: pass}, missing: [bilan]",
    ],
)
def test_a_case_that_says_what_the_report_says_passes(tmp_path: Path, expect: str) -> None:
    [result] = run(tmp_path, f"dossier: {{{READY}, {LINES}}}, expect: {{{expect}}}")
    assert result.passed
    assert result.report is not None


@pytest.mark.parametrize(
    ("expect", "path", "found"),
    [
        ("verdict: ineligible", ("expect", "verdict"), "eligible"),
        ("status: ready", ("expect", "status"), "incomplete"),
        ("grant: '75 000,01 CHF'", ("expect", "grant"), Money(7_500_000)),
        ("findings: {demarche: fail}", ("expect", "findings", "demarche"), "pass"),
        ("findings: {autre: pass}", ("expect", "findings", "autre"), "aucune règle de ce nom"),
        ("missing: [bilan, chantier.mois]", ("expect", "missing", 1), "n’est pas demandé ; demandé : []"),
        ("grant: unknown", ("expect", "grant"), Money(7_500_000)),
        ("envelope: 9 MCHF", ("expect", "envelope"), Money(1_000_000_000)),
        ("notices: [demande_ramenee, jury]", ("expect", "notices", 1), "n’est pas dit ; dit : ['demande_ramenee']"),
    ],
)
def test_each_difference_says_where_and_what_was_found(
    tmp_path: Path, expect: str, path: tuple[str | int, ...], found: object
) -> None:
    [result] = run(tmp_path, f"dossier: {{{READY}, {LINES}}}, expect: {{{expect}}}")
    assert not result.passed
    [difference] = result.differences
    assert difference.path == path
    assert str(difference.found) == str(found)


def test_a_grant_that_can_t_be_computed_is_a_difference(tmp_path: Path) -> None:
    [result] = run(tmp_path, "dossier: {chantier: {mois: 6}}, expect: {grant: 1 CHF, findings: {demarche: pass}}")
    assert [str(difference.found) for difference in result.differences] == [
        "à déterminer",
        "unknown (manque : ('chantier.recense',))",
    ]


def test_a_grant_that_is_not_to_be_known(tmp_path: Path) -> None:
    dossier = f"dossier: {{{READY}, travaux: [{{prix: 99 950 CHF, genre: 3}}, {{prix: 50 CHF}}]}}"
    [result] = run(tmp_path, f"{dossier}, expect: {{grant: unknown}}")
    assert result.passed
    assert result.report is not None
    assert result.report.funding.grant is None
    [result] = run(tmp_path, f"{dossier}, expect: {{grant: 75 kCHF}}")
    assert [(str(each.expected), str(each.found)) for each in result.differences] == [("75000.00", "à déterminer")]


@pytest.mark.parametrize("key", ["grant", "envelope"])
def test_an_amount_that_is_none_is_a_fault_at_its_place(tmp_path: Path, key: str) -> None:
    [result] = run(tmp_path, f"dossier: {{{READY}}}, expect: {{{key}: 75 USD}}")
    assert (result.passed, result.report) == (False, None)
    assert [path for path, _ in result.faults] == [("expect", key)]


def test_a_window_may_have_an_envelope_of_its_own(tmp_path: Path) -> None:
    windows = """\
windows:
  - id: g
    label: {fr: "Le guichet", en: "Window"}
    opens: 2021-01-04
    closes: 2021-02-28
    envelope: 2 MCHF
    source: {lines: 3}
  - {id: h, label: {fr: "Le second", en: "Second"}, opens: 2021-03-01, source: {lines: 3}}
cases:
  - {name: the first, dossier: {recu_le: 2021-02-01}, expect: {envelope: 2 MCHF}}
  - {name: the second, dossier: {recu_le: 2021-04-01}, expect: {envelope: 10 MCHF}}
  - {name: none, dossier: {recu_le: 2020-04-01}, expect: {envelope: 10 MCHF}}
"""
    file, rules = load(write_rules(tmp_path, windows))
    assert [result.differences for result in rules.case_results(file)] == [(), (), ()]


def test_a_dossier_that_can_t_be_read_is_a_fault_at_its_place(tmp_path: Path) -> None:
    [result] = run(tmp_path, "dossier: {chantier: {mois: six, recence: true}}, expect: {verdict: eligible}")
    assert (result.passed, result.report, result.differences) == (False, None, ())
    assert [path for path, _ in result.faults] == [("dossier", "chantier", "mois"), ("dossier", "chantier", "recence")]


def coverage(folder: Path, *cases: str) -> dict[str, RuleCoverage]:
    results = run(folder, *cases)
    file, rules = load(folder / "themes" / "DEMO.yaml")
    assert rules.plan is not None
    assert file.plan is not None
    return {rule.id: rule for rule in coverage_of(rules.plan, file.plan, results)}


def test_the_branches_that_cases_reach_are_counted(tmp_path: Path) -> None:
    found = coverage(
        tmp_path,
        f"dossier: {{{READY}, {LINES}}}, expect: {{}}",
        "dossier: {recu_le: 2020-02-01, chantier: {cout: 1 MCHF, mois: 1}}, expect: {}",
        "dossier: {travaux: [{prix: 5 CHF, genre: 2}, {prix: 500 kCHF}, {genre: 3}]}, expect: {}",
        "dossier: {chantier: {cout: 900 kCHF, mois: 12}, engagements: {suite: true, bilan: false}, "
        "travaux: [{prix: 900 kCHF, genre: 3}], pieces: {budget: true}}, expect: {}",
    )
    assert {name: rule.reached for name, rule in found.items()} == {
        "DEMO.depot": {"held": 1, "failed": 1, "unknown": 2},
        "DEMO.taille": {"held": 3, "failed": 0, "unknown": 1},
        "DEMO.demarche": {"held": 1, "failed": 0, "unknown": 2, "not_applicable": 1},
        "DEMO.petites": {"held": 1, "failed": 3, "unknown": 1},
        "DEMO.salaires": {"held": 1, "failed": 3, "unknown": 1},
        "DEMO.plafond": {"held": 1, "failed": 1},
        "engagements.bilan": {"held": 0, "failed": 4},
        "engagements.suite": {"held": 1, "failed": 0, "unknown": 1, "not_applicable": 2},
        "pieces.budget": {"held": 1, "failed": 3},
    }
    assert found["DEMO.demarche"].unreached == ("failed",)
    assert found["DEMO.plafond"].unreached == ()


def test_no_case_reaches_nothing(tmp_path: Path) -> None:
    path = write_rules(tmp_path, "cases: []\n")
    file, rules = load(path)
    assert rules.plan is not None
    assert file.plan is not None
    assert all(not any(rule.reached.values()) for rule in coverage_of(rules.plan, file.plan, ()))


def test_what_keeps_a_theme_from_being_run_is_said(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    vocabulary = tmp_path / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(text.replace("  pieces:", "  autres:"), encoding="utf-8")
    file, rules = load(path)
    assert file.plan is None
    assert rules.case_results(file) == ()
    assert [str(problem.message).split(" ;")[0] for problem in rules.obstacles(file)] == [
        "le rôle nomme « pieces », qui n’est pas un fait"
    ]
    vocabulary.write_text("facts: 3\n", encoding="utf-8")
    file, rules = load(path)
    assert [problem.file for problem in rules.obstacles(file)] == [str(vocabulary)]
    vocabulary.write_text(text, encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + "autre: 1\n", encoding="utf-8")
    file, rules = load(path)
    assert [problem.file for problem in rules.obstacles(file)] == [str(path)]
    path.write_text(path.read_text(encoding="utf-8").replace("autre: 1\n", ""), encoding="utf-8")
    file, rules = load(path)
    assert rules.obstacles(file) == ()


# ---- values and bounds


def untried(folder: Path, require: str, *cases: str, when: str | None = None) -> list[tuple[str, str, str]]:
    guard = "" if when is None else f"    when: {when}\n"
    condition = (
        'eligibility:\n  - id: demarche\n    label: {fr: "La règle", en: "The rule"}\n'
        f"{guard}    require: {require}\n    source: {{lines: 5}}\n"
    )
    listed = "".join(
        f"  - {{name: case {place}, dossier: {{{case}}}, expect: {{}}}}\n" for place, case in enumerate(cases)
    )
    file, rules = load(write_rules(folder, f"{condition}cases:\n{listed}" if cases else f"{condition}cases: []\n"))
    assert rules.plan is not None
    assert file.plan is not None
    found = coverage_of(rules.plan, file.plan, rules.case_results(file))
    [rule] = [rule for rule in found if rule.id == "DEMO.demarche"]
    return [(str(each.of), str(each.value), each.how) for each in rule.untried]


HOSTING = "{fact: chantier.hebergement, in: [interne, externe]}"
MONTHS = "{fact: chantier.mois, at_least: 6, less_than: 12}"


@pytest.mark.parametrize(
    ("require", "cases", "expected"),
    [
        pytest.param(HOSTING, [], ["interne stated", "externe stated"], id="no case"),
        pytest.param(HOSTING, ["chantier: {hebergement: externe}"], ["interne stated"], id="one of two values"),
        pytest.param("{fact: chantier.hebergement, is: interne}", [], [], id="one value has its branches"),
        pytest.param("{fact: chantier.recense, is: true}", [], [], id="so has a truth"),
        pytest.param(MONTHS, [], ["6 at", "6 beyond", "12 at", "12 beyond"], id="two bounds"),
        pytest.param(MONTHS, ["chantier: {mois: 6}"], ["6 beyond", "12 at"], id="inside"),
        pytest.param(MONTHS, ["chantier: {mois: 5}", "chantier: {mois: 6}", "chantier: {mois: 12}"], [], id="all"),
        pytest.param("{fact: recu_le, before: 2021-06-30}", ["recu_le: 2021-06-30"], ["2021-06-30 beyond"], id="a day"),
        pytest.param("{fact: chantier.cout, at_most: '10,50 CHF'}", ["chantier: {cout: 11}"], ["10.50 at"], id="money"),
        pytest.param(
            "{every: travaux, satisfies: {fact: prix, more_than: 10 CHF}}",
            ["travaux: [{prix: 10}]", "travaux: [{prix: 3}, {objet: x}, {prix: 11}]"],
            [],
            id="items",
        ),
        pytest.param(
            "{every: travaux, satisfies: {fact: prix, more_than: 10 CHF}}", ["travaux: [{prix: 3}]"],
            ["10.00 at", "10.00 beyond"], id="no such item",
        ),
        pytest.param("{count: travaux, at_least: 2}", ["travaux: [{prix: 1}, {prix: 2}]"], ["2 beyond"], id="a count"),
        pytest.param("{sum: prix, over: travaux, more_than: 0 CHF}", ["travaux: [{prix: 1}]"], [], id="nothing"),
        pytest.param(
            "{not: {any: [{fact: chantier.mois, is: 3}, {fact: chantier.mois, is: 4}]}}", ["chantier: {mois: 3}"],
            ["3 beyond", "4 at", "4 beyond"], id="equal is bounded from both sides",
        ),
    ],
)  # fmt: skip
def test_the_values_and_bounds_that_no_case_tries(
    tmp_path: Path, require: str, cases: list[str], expected: list[str]
) -> None:
    assert [f"{value} {how}" for _, value, how in untried(tmp_path, require, *cases)] == expected


def test_the_guard_of_a_rule_is_tried_too_and_what_is_bounded_is_named(tmp_path: Path) -> None:
    assert untried(tmp_path, HOSTING, "chantier: {hebergement: externe}", when=MONTHS) == [
        ("chantier.mois", "6", "at"),
        ("chantier.mois", "6", "beyond"),
        ("chantier.mois", "12", "at"),
        ("chantier.mois", "12", "beyond"),
        ("chantier.hebergement", "interne", "stated"),
    ]


def test_what_exclusions_ask_of_a_line_is_tried_by_lines(tmp_path: Path) -> None:
    found = coverage(tmp_path, "dossier: {travaux: [{prix: 10}]}, expect: {}")
    assert [(each.of, str(each.value), each.how) for each in found["DEMO.petites"].untried] == [
        ("travaux[].prix", "10.00", "beyond")
    ]


# ---- families


FAMILY = """\
family: COMMUN
kind: guichet
source: member
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recense, is: true}
    source: member
funding: {rate: 75 %, staff: excluded, source: member}
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}}
    expect: {findings: {demarche: pass}}
  - name: not for all
    dossier: {chantier: {recense: false}}
    expect: {findings: {demarche: pass}}
"""

MEMBER = """\
theme: DEMO
extends: COMMUN
title: {fr: "Un thème", en: "A theme"}
cites: {self: 1-9, eligibility.demarche: "5", funding: 6}
skip_cases: {not for all: not for this one}
cases:
  - name: nothing is said
    dossier: {travaux: [{prix: 10 CHF}]}
    expect: {findings: {demarche: unknown}}
"""


def test_the_cases_of_a_family_run_for_each_member_but_those_it_skips(tmp_path: Path) -> None:
    other = MEMBER.replace("theme: DEMO", "theme: AUTRE")
    other = other[: other.index("skip_cases")] + "cases: []\n"
    others = {"families/COMMUN.yaml": FAMILY, "themes/AUTRE.yaml": other}
    write_rules(tmp_path, theme=MEMBER, others=others)
    [rules] = rule_sets([tmp_path])
    ran = {
        file.path.stem: [(each.case.name, each.passed) for each in rules.case_results(file)] for file in rules.themes
    }
    assert ran == {
        "AUTRE": [("a listed procedure", True), ("not for all", False)],
        "DEMO": [("a listed procedure", True), ("nothing is said", True)],
    }
    [family] = [file for file in rules.files if file.kind == "family"]
    assert [file.path.stem for file in rules.members(family)] == ["AUTRE", "DEMO"]


def test_a_case_is_told_where_it_is_written(tmp_path: Path) -> None:
    others = {"families/COMMUN.yaml": FAMILY.replace("demarche: pass", "demarche: fail", 1)}
    path = write_rules(tmp_path, theme=MEMBER.replace("demarche: unknown", "demarche: pass"), others=others)
    file, rules = load(path)
    ran = [Ran(file, rules.case_results(file), None)]
    text = cases_text(ran, localization("fr")).splitlines()
    family = tmp_path / "families" / "COMMUN.yaml"
    assert text[0] == f"✗ {family}:11: DEMO: a listed procedure"
    assert text[4] == f"✗ {path}:7: nothing is said"
    [first, second] = cases_data(ran, localization("fr"))["files"][0]["cases"]
    assert (first["file"], first["line"], first["differences"][0]["line"]) == (str(family), 11, 13)
    assert (second["file"], second["line"]) == (str(path), 7)
    assert f'file="{family}" line="11"' in cases_junit(ran, localization("fr"))
