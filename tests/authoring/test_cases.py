"""The cases that rule files carry, and what they reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.authoring.cases import CaseResult
from relance_rules.authoring.coverage import RuleCoverage, coverage_of
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
    return load(write_rules(folder, f"{FUNDING}cases:\n{listed}"))[0].case_results


READY = (
    "recu_le: 2021-02-01, chantier: {cout: 100 kCHF, recense: true, mois: 6}, "
    "aide: {demandee: 80 kCHF}"
)
LINES = "travaux: [{prix: 100 kCHF, genre: 3}]"


@pytest.mark.parametrize(
    "expect",
    [
        "verdict: eligible",
        "status: incomplete",
        "grant: 75 000 CHF",
        "findings: {depot: pass, taille: pass, demarche: pass}",
        "missing: [bilan, engagements.bilan, pieces.budget, budget]",
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


def test_a_dossier_that_can_t_be_read_is_a_fault_at_its_place(tmp_path: Path) -> None:
    [result] = run(tmp_path, "dossier: {chantier: {mois: six, recence: true}}, expect: {verdict: eligible}")
    assert (result.passed, result.report, result.differences) == (False, None, ())
    assert [path for path, _ in result.faults] == [("dossier", "projet", "mois"), ("dossier", "projet", "recence")]


def coverage(folder: Path, *cases: str) -> dict[str, RuleCoverage]:
    results = run(folder, *cases)
    file, _ = load(folder / "themes" / "DEMO.yaml")
    assert file.compiled is not None
    return {rule.id: rule for rule in coverage_of(file.compiled, results)}


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
    file, _ = load(path)
    assert file.compiled is not None
    assert all(not any(rule.reached.values()) for rule in coverage_of(file.compiled, ()))


def test_what_keeps_a_theme_from_being_run_is_said(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    vocabulary = tmp_path / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(text.replace("  pieces:", "  autres:"), encoding="utf-8")
    file, rules = load(path)
    assert file.compiled is None
    assert [str(problem.message) for problem in rules.obstacles(file)] == [
        "il manque le fait « pieces », de type « flags »"
    ]
    vocabulary.write_text("facts: 3\n", encoding="utf-8")
    file, rules = load(path)
    assert [problem.file for problem in rules.obstacles(file)] == [str(vocabulary)]
    vocabulary.write_text(text, encoding="utf-8")
    file, rules = load(path)
    assert rules.obstacles(file) == ()
