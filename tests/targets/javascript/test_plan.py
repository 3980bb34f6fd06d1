"""The script knows the records, the nodes, the functions and the notices that Python knows: neither has more."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.targets.javascript.node import asked

from relance_rules import RuleError
from relance_rules.checking.notices import notice_ids
from relance_rules.loading.rules import load_rules
from relance_rules.plan import facts, nodes, ruleset
from relance_rules.plan.codecs import NODES
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import FactDef, Vocabulary
from relance_rules.plan.nodes import All, Apply, Const, Function
from relance_rules.targets.javascript import engine, known
from relance_rules.targets.javascript.script import FOLDER, data, sources
from relance_rules.values import Currency, Money, Text

KINDS = {
    kind.__name__: kind
    for module in (facts, nodes, ruleset)
    for kind in (*vars(module).values(), Currency)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind is not Const
}
MUST = "must be given"


def test_the_records_of_the_script_are_those_of_the_plan(script: Path) -> None:
    called = """(must) => Array.from(RECORDS.keys(), (name) => {
      const given = ({ otherwise }) => (otherwise === undefined ? must : otherwise);
      return [name, Array.from(fieldsOf(name), ([field, each]) => [field, given(each)])];
    })"""
    (found,) = asked(script, called, [[MUST]])
    read = {name: dict(fields) for name, fields in found["value"]}
    assert read.keys() == KINDS.keys() - {"FactType"}
    for name, fields in read.items():
        assert fields == {field.name: _otherwise(field) for field in dataclasses.fields(KINDS[name])}, name


def _otherwise(field: dataclasses.Field[Any]) -> Any:
    """What a field is where the data does not say it, as data would say it."""
    if field.default_factory is not dataclasses.MISSING:
        found = field.default_factory()
    elif field.default is not dataclasses.MISSING:
        found = field.default
    else:
        return MUST
    match found:
        case Money() | date():
            return str(found)
        case Text():
            return dict(found)
        case tuple() | dict():
            return list(found)
    return found


def test_the_nodes_and_the_functions_of_the_script_are_those_of_the_core(script: Path) -> None:
    (found,) = asked(
        script, "() => [Array.from(RANGES.keys()), Array.from(NODE_KINDS.keys()), Array.from(FACT_TYPES.keys())]", [[]]
    )
    ranges, kinds, types = (set(names) for names in found["value"])
    assert ranges == NODES.keys() == known.NODES == {*kinds, "const", "named"}
    assert types == FACT_TYPES.keys() == known.TYPES
    assert set(get_args(Function)) == known.FUNCTIONS
    evaluation = (FOLDER / "evaluation.js").read_text(encoding="utf-8")
    applied = evaluation[evaluation.index("function rangeOfApply") :].partition("\n}\n")[0]
    assert set(re.findall(r'case "([a-z]+)":', applied)) == known.FUNCTIONS


def test_each_notice_of_the_engine_is_one_of_the_script() -> None:
    plan = load_rules().plan
    bare = replace(plan, roles=ruleset.Roles(), scopes={})
    theme = replace(next(iter(plan.themes.values())), notices=(), suppositions=(), windows=(), funding=None)
    checking = (FOLDER / "checking.js").read_text(encoding="utf-8")
    ids = notice_ids(bare, theme)
    assert ids
    assert [each for each in ids if f'noticeOf(theme, "{each}"' not in re.sub(r"\(\s+", "(", checking)] == []


def test_what_the_script_does_not_know_is_refused_as_it_is_made() -> None:
    rules = load_rules()
    theme = rules["SNAP3"]
    odd = Apply("modulo", ())  # type: ignore[arg-type]
    rule = replace(theme.rules[0], require=All((odd,)))  # type: ignore[arg-type]
    fact = next(iter(rules.plan.facts.values()))
    vocabulary = Vocabulary({**rules.plan.facts, "lieu": replace(fact, type="point")})
    plan = replace(rules.plan, facts=vocabulary, themes={"SNAP3": replace(theme, rules=(rule,))})
    with pytest.raises(RuleError) as error:
        data(plan, sources())
    assert [problem.sentence("en") for problem in error.value.problems] == [
        "“modulo”: the script does not know it",
        "“point”: the script does not know it",
    ]
    assert engine(rules, ["SNAP3"])
    assert isinstance(fact, FactDef)
