"""Every lint rule finds its bad example, and nothing in its good one."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from relance_rules.authoring import rules as lint_modules
from relance_rules.authoring.diagnostics import RETIRED, Example, LintRule
from relance_rules.authoring.engine import lint
from relance_rules.authoring.examples import complete, write_files
from relance_rules.authoring.files import RuleSet, rule_sets
from relance_rules.authoring.fixes import fix
from relance_rules.authoring.registry import find_rule, lint_rules, selection
from relance_rules.loading.problems import DossierError

from .helpers import ALL, LINES, codes_of, found_in, write_rules

RULES = [pytest.param(rule, id=code) for code, rule in lint_rules().items()]


def loaded(example: Example, folder: Path) -> RuleSet:
    write_files(folder, complete(example))
    [rules] = rule_sets([folder], LINES if example.cites else None)
    return rules


@pytest.mark.parametrize("rule", RULES)
def test_the_bad_example_raises_this_code_alone(rule: LintRule, tmp_path: Path) -> None:
    findings = lint(loaded(rule.bad, tmp_path), ALL)
    assert set(codes_of(findings)) == {rule.code}
    assert {finding.severity for finding in findings} == {rule.severity}


@pytest.mark.parametrize("rule", RULES)
def test_the_good_example_raises_nothing(rule: LintRule, tmp_path: Path) -> None:
    assert lint(loaded(rule.good, tmp_path), ALL) == []


@pytest.mark.parametrize("rule", RULES)
def test_the_fix_leaves_nothing_of_the_bad_example_exactly_where_one_is_promised(
    rule: LintRule, tmp_path: Path
) -> None:
    left = fix(loaded(rule.bad, tmp_path), ALL).left
    assert (left == []) is rule.fixes


@pytest.mark.parametrize("rule", RULES)
def test_a_lint_rule_is_named_and_explained(rule: LintRule) -> None:
    assert re.fullmatch(r"RR[0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert str(rule.why).endswith(".")


def test_each_module_of_the_folder_is_one_rule_whose_code_its_docstring_gives() -> None:
    names = [module.name for module in iter_modules(lint_modules.__path__)]
    assert len(names) == len(lint_rules()) == len({rule.name for rule in lint_rules().values()})
    assert not RETIRED.keys() & lint_rules().keys()
    for name in names:
        module = import_module(f"{lint_modules.__name__}.{name}")
        assert (module.__doc__ or "").startswith(f"{module.RULE.code}: ")


def test_the_small_theme_is_clean(tmp_path: Path) -> None:
    write_rules(tmp_path)
    assert found_in(tmp_path) == []


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        pytest.param(["RR003"], [], {"RR003"}, id="one"),
        pytest.param(["RR00"], ["RR003", "RR000"], {f"RR00{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9)}, id="prefix"),
        pytest.param([], ["RR"], set(), id="none"),
        pytest.param(["ALL"], ["RR01", "RR02", "RR03", "RR1"], {f"RR00{n}" for n in range(10)}, id="all"),
    ],
)
def test_the_selection_of_codes(select: list[str], ignore: list[str], expected: set[str]) -> None:
    assert selection(select, ignore) == expected | {"RR000"}


def test_an_unknown_code_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(DossierError, match="RR003"):
        selection(["RR0033"], [])
    with pytest.raises(DossierError, match="ignored"):
        selection([], ["ignored"])
    with pytest.raises(DossierError, match="impossible-condition"):
        find_rule("imposible-condition")
    with pytest.raises(DossierError, match="n’est plus"):
        find_rule("RR026")


def test_a_rule_is_found_by_its_code_and_by_its_name() -> None:
    assert find_rule("RR003") is find_rule("impossible-condition")
