"""A plan saved, read back and told from others: nothing is lost, nothing moves, and a broken one is refused."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import plan_with, theme
from relance_rules import Rules, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.localization import localization
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Named, Node
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.saving import from_data, plan_schema, to_data
from relance_rules.showing.plain import report_data

ROOT = Path(__file__).parents[2]
ELSEWHERE = sorted(path for path in (ROOT / "examples" / "rulesets").iterdir() if path.is_dir())
VALID = jsonschema.Draft202012Validator(plan_schema())


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def through_json(plan: Plan) -> Any:
    return json.loads(json.dumps(to_data(plan), ensure_ascii=False))


def named_of(plan: Plan) -> list[Named]:
    """The named nodes of a plan, as often as they are met."""
    roots = [root for theme in plan.themes.values() for root in theme.roots()]
    return [node for root in roots for node in nodes.walk(root) if isinstance(node, Named)]


# ---- nothing is lost


def test_a_plan_is_read_back_equal(rules: Rules) -> None:
    data = through_json(rules.plan)
    read = from_data(data)
    assert read == rules.plan
    assert list(read.themes) == list(rules.plan.themes)
    assert to_data(read) == data
    VALID.validate(data)


@pytest.mark.parametrize("folder", ELSEWHERE, ids=lambda folder: folder.name)
def test_so_is_that_of_another_rule_set(folder: Path) -> None:
    plan = load_rules(folder).plan
    data = through_json(plan)
    assert from_data(data) == plan
    VALID.validate(data)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_so_is_any_plan(random: Random) -> None:
    plan, _ = plan_with(theme(random, supposing=True))
    data = through_json(plan)
    assert from_data(data) == plan
    VALID.validate(data)


def test_the_same_dossiers_get_the_same_reports(rules: Rules) -> None:
    read = from_data(through_json(rules.plan))
    words = localization("fr", read.currency)
    seen = 0
    for code in rules:
        for case in rules.model(code).cases:
            _, dossier = dossier_from({"theme": code, **copy.deepcopy(case.dossier)}, rules)
            first, second = (
                report_data(check_dossier(plan, plan.themes[code], dossier), words) for plan in (rules.plan, read)
            )
            assert first == second
            seen += 1
    assert seen > 50


# ---- how it is written


NUMBER = nodes.Const("number", 150, 2)
RULE = Named("a.b", "rule", nodes.Compare(NUMBER, nodes.Fact("projet.cout_total_ttc")))


def plan_of_rule(root: Node) -> Plan:
    """A plan whose theme asks for one thing."""
    plan, made = plan_with(theme(Random(0)))  # noqa: S311 - no secret
    return replace(plan, themes={"X": replace(made, eligibility=(replace(made.eligibility[0], root=root),))})


def kept(root: Node) -> Node:
    return from_data(through_json(plan_of_rule(root))).themes["X"].eligibility[0].root
