"""A plan saved, read back and told from others: nothing is lost, nothing moves, and a broken one is refused."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import plan_with, theme
from relance_rules import Rules, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.lower_theme import MAX_DEPTH
from relance_rules.localization import localization
from relance_rules.plan import nodes
from relance_rules.plan.codecs import NODES
from relance_rules.plan.nodes import Citation, Named, Node
from relance_rules.plan.ruleset import Plan, Rule
from relance_rules.plan.saving import digest, from_data, plan_schema, to_data
from relance_rules.showing.plain import report_data
from relance_rules.values import Text

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


def plan_of_rule(root: Named) -> Plan:
    """A plan whose theme asks for one thing."""
    plan, made = plan_with(theme(Random(0)))  # noqa: S311 - no secret
    rule = Rule("a", "condition", Text({"fr": "A"}), root)
    return replace(plan, themes={"X": replace(made, ranges=None, funding=None, rules=(rule,))})


def rule_of(plan: Plan) -> Named:
    (rule,) = plan.themes["X"].rules
    assert rule.require is not None
    return rule.require


def kept(node: Node) -> Any:
    """How a node is written, once it is known to be read back."""
    plan = plan_of_rule(Named("a.b", "rule", node))
    data = through_json(plan)
    assert from_data(data) == plan
    VALID.validate(data)
    (found,) = [each["of"] for each in data["named"] if each["id"] == "a.b"]
    return found


FACT = nodes.Fact("projet.pret")
GAP = Text({"fr": "Rien n’en dit rien.", "en": "Nothing tells."})


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (nodes.Const("number", 12345678901234567890, 2), {"sort": "number", "value": "123456789012345678.90"}),
        (nodes.Const("number", -5, 2), {"sort": "number", "value": "-0.05"}),
        (nodes.Const("number", 50, 2), {"sort": "number", "value": "0.50"}),
        (nodes.Const("number", 0, 8), {"sort": "number", "value": "0.00000000"}),
        (nodes.Const("number", -3), {"sort": "number", "value": "-3"}),
        (nodes.Const("day", date(2020, 2, 29).toordinal()), {"sort": "day", "value": "2020-02-29"}),
        (nodes.Const("truth", False), {"sort": "truth", "value": False}),
        (nodes.Const("choice", "2"), {"sort": "choice", "value": "2"}),
        (nodes.Const("day", None, gap=GAP), {"sort": "day", "gap": dict(GAP)}),
    ],
    ids=lambda value: None,
)
def test_numbers_are_texts_and_days_are_those_of_the_calendar(node: Node, written: Any) -> None:
    assert kept(node) == {"node": "const", **written}


EVERY: dict[type, Node] = {
    nodes.Const: nodes.Const("truth", True),
    nodes.Fact: nodes.Fact("depenses[].personnel", nodes.Const("truth", False), "suppose.personnel"),
    nodes.In: nodes.In(nodes.Fact("modalite"), ("appel", "guichet")),
    nodes.Compare: nodes.Compare(nodes.Const("number", 1), nodes.Fact("projet.mois"), strict=True),
    nodes.Settled: nodes.Settled(FACT),
    nodes.All: nodes.All((FACT, nodes.Const("truth", True))),
    nodes.Any: nodes.Any(()),
    nodes.Not: nodes.Not(FACT),
    nodes.Choose: nodes.Choose(FACT, nodes.Const("number", 1), nodes.Const("number", 2)),
    nodes.Apply: nodes.Apply("round", (nodes.Const("number", 7),), nodes.Const("number", 5), "nearest"),
    nodes.Fold: nodes.Fold("add", "depenses", nodes.Fact("depenses[].montant_ttc"), nodes.Const("number", 0, 2)),
    nodes.Named: Named("c", "derived", FACT, GAP, Citation("page", "3", "guide"), ("R1",), "money", FACT),
}


@pytest.mark.parametrize("kind", get_args(Node))
def test_every_node_is_kept(kind: type) -> None:
    node = EVERY[kind]
    assert isinstance(node, kind)
    assert next(iter(kept(node).items())) == (("named", 1) if kind is Named else ("node", kind.__name__.lower()))
    assert kept(nodes.Apply("shift", (nodes.Fact("depose_le"),), by=-1, unit="months"))["by"] == -1


def test_named_nodes_are_shared_again() -> None:
    shared = Named("c", "derived", FACT)
    same = Named("c", "derived", nodes.Fact("projet.pret"))
    root = Named("a", "rule", nodes.All((shared, nodes.Not(Named("d", "derived", shared)), same)))
    data = through_json(plan_of_rule(root))
    assert [each["id"] for each in data["named"]].count("c") == 1
    first, second, third = nodes.parts_of(rule_of(from_data(data)).of)
    assert isinstance(second, nodes.Not)
    assert isinstance(second.of, Named)
    assert first is second.of.of
    assert first is third


def test_named_nodes_of_the_catalogue_are_each_read_once(rules: Rules) -> None:
    data = through_json(rules.plan)
    met = named_of(from_data(data))
    assert len({id(node) for node in met}) == len(data["named"]) < len(met)


def test_the_order_of_values_stays_even_where_they_are_numbers(rules: Rules) -> None:
    """A mapping by keys such as "2" would be sorted by readers of JSON."""
    data = through_json(rules.plan)
    facts = dict(data["plan"]["facts"])
    for path, fact in rules.plan.facts.items():
        if fact.values is not None:
            assert [name for name, _ in facts[path]["values"]] == list(fact.values)
    assert [path for path, _ in data["plan"]["facts"]] == list(rules.plan.facts.facts)
    assert any(name.isdecimal() for fact in rules.plan.facts.values() for name in fact.values or ())


# ---- a digest


def test_a_digest_tells_plans_from_others(rules: Rules) -> None:
    first = digest(rules.plan)
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert digest(from_data(through_json(rules.plan))) == first
    assert digest(replace(rules.plan, version="another")) != first
    one, other = (plan_of_rule(Named("a", "rule", nodes.Const("truth", value))) for value in (True, False))
    assert digest(one) != digest(other)


def test_a_digest_tells_the_order_of_a_mapping(rules: Rules) -> None:
    turned = dict(reversed(rules.plan.documents.items()))
    readings = dict(reversed(rules.plan.readings.items()))
    assert len(readings) > 1
    assert digest(replace(rules.plan, documents=turned, readings=readings)) != digest(rules.plan)


# ---- what is no plan


def put(data: Any, path: tuple[str | int, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    if value is None:
        del data[path[-1]]
    else:
        data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), []),
        (("schema",), "relance-plan/0"),
        (("schema",), None),
        (("named",), None),
        (("named",), {}),
        (("plan",), None),
        (("plan",), []),
        (("plan", "name"), None),
        (("plan", "name"), 3),
        (("plan", "more"), 3),
        (("plan", "title"), {"fr": 3}),
        (("plan", "title"), {}),
        (("plan", "currency", "code"), 3),
        (("plan", "facts"), {}),
        (("plan", "themes"), [["X"]]),
        (("plan", "themes", 0, 1, "rules", 0, "kind"), "other"),
        (("plan", "themes", 0, 1, "rules", 0, "require"), {"named": 99}),
        (("plan", "themes", 0, 1, "rules", 0, "require"), {"named": -1}),
        (("plan", "themes", 0, 1, "rules", 0, "require"), {"named": True}),
        (("plan", "themes", 0, 1, "windows", 0, "opens"), "2021-02-30"),
        (("named", -1, "of"), {"named": 99}),
        (("named", -1, "of"), {"node": "other"}),
        (("named", -1, "of"), {"node": []}),
        (("named", -1, "of"), {"node": "named"}),
        (("named", -1, "of"), []),
        (("named", -1, "of"), {"node": "not"}),
        (("named", -1, "of"), {"node": "all", "parts": {}}),
        (("named", -1, "of"), {"node": "fold", "how": "most", "list": "x", "of": {"node": "fact", "path": "x"}}),
        (("named", -1, "of"), {"node": "compare", "left": 1, "right": 2, "strict": 1}),
        (("named", -1, "of"), {"node": "const", "sort": "number", "value": 1}),
        (("named", -1, "of"), {"node": "const", "sort": "number", "value": "1,5"}),
        (("named", -1, "of"), {"node": "const", "sort": "number", "value": "--1"}),
        (("named", -1, "of"), {"node": "const", "sort": "number", "value": ""}),
        (("named", -1, "of"), {"node": "const", "sort": "number", "value": "1."}),
        (("named", -1, "of"), {"node": "const", "sort": "truth", "value": "true"}),
        (("named", -1, "of"), {"node": "const", "sort": "day", "value": "soon"}),
        (("named", -1, "of"), {"node": "const", "sort": "text", "value": "a"}),
        (("named", -1, "of"), {"node": "const", "sort": "truth", "value": True, "more": 1}),
    ],
    ids=lambda value: None,
)
def test_what_is_no_plan_is_refused(path: tuple[str | int, ...], value: Any) -> None:
    data = through_json(plan_of_rule(Named("a.b", "rule", nodes.Not(FACT))))
    assert data["named"][-1]["id"] == "a.b"
    from_data(data)
    if path:
        put(data, path, value)
    else:
        data = value
    with pytest.raises(ValueError, match=r"\S"):
        from_data(data)


def test_a_key_is_given_once() -> None:
    data = through_json(plan_of_rule(Named("a.b", "rule", FACT)))
    data["plan"]["themes"] *= 2
    with pytest.raises(ValueError, match="twice"):
        from_data(data)


def test_the_deepest_rules_are_kept() -> None:
    node: Node = FACT
    while nodes.depth(node) < MAX_DEPTH - 2:
        node = nodes.All((nodes.Not(Named(f"n{nodes.depth(node)}", "derived", node)),))
    kept(node)


def test_every_node_has_its_kind() -> None:
    assert set(NODES.values()) == set(get_args(Node)) == set(EVERY)
