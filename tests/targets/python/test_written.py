"""What is written of nodes and run: nothing that a rule set, a saved plan or a dossier says can become code."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Container, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.corpus import read_questions, report_of
from core_strategies import numbers, truths, vocabulary
from relance_rules import Rules, load_rules
from relance_rules.checking.asked import asked_of
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.problems import RelanceError
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Fold, Node
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.saving import from_data, to_data
from relance_rules.targets.python import asked, points, program_of, ranges
from relance_rules.targets.python.points import compiled, literal
from relance_rules.targets.python.program import Program
from relance_rules.targets.python.together import Each
from rule_sets import DEFINITIONS, VOCABULARY, Data, MakeTrial, Trial, both, condition, fact, funding, item, values

ROOT = Path(__file__).parents[3]
Sources = list[str]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Sources:
    """The sources that are compiled; nodes and themes have their function from the first time they are asked."""
    found: Sources = []

    def spied(name: str, source: str, *used: Container[str], inner: Callable[..., Any] = compiled) -> Any:
        found.append(source)
        return inner(name, source, *used)

    monkeypatch.setattr(points, "compiled", spied)
    monkeypatch.setattr(points, "OFTEN", 0)
    monkeypatch.setattr(ranges, "compiled", spied)
    monkeypatch.setattr(ranges, "OFTEN", 0)
    monkeypatch.setattr(asked, "OFTEN", 0)
    return found


def write(program: Program, node: Node) -> None:
    """Have the two functions of a node written, and run the one that goes through all of it."""
    program.point(node)
    program.range(node)({}, {}, {}, "")


# ---- the syntax

NAMES = re.compile(
    "added|facts|items?|memo|value|found|total|min|max|missing|among|settled|shifted|[fkv][0-9]+"
    "|prefix|path|place|parts|names|more|once|possible|known|alone|either|lifted|unlisted|divided|any_item"
    "|add|subtract|multiply|least|greatest|over|hull|can_lower|can_raise"
)
SYNTAX = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.For, ast.If),
    *(ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.IfExp, ast.NamedExpr, ast.Subscript),
    *(ast.Attribute, ast.Name, ast.Constant, ast.Load, ast.Store, ast.And, ast.Or, ast.Not, ast.USub),
    *(ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Is, ast.IsNot, ast.Lt, ast.LtE, ast.In, ast.Eq, ast.NotEq),
    *(ast.Tuple, ast.List, ast.Starred),
)
"""All that a function of a node is made of."""


def strange(source: str) -> Iterator[str]:
    """What a source holds beside one function made of what nodes are written with."""
    module = ast.parse(source)
    if len(module.body) != 1 or not isinstance(module.body[0], ast.FunctionDef):
        yield "not one function"
    for each in ast.walk(module):
        if not isinstance(each, SYNTAX) or (isinstance(each, ast.FunctionDef) and each is not module.body[0]):
            yield type(each).__name__
        elif isinstance(each, ast.Name) and not NAMES.fullmatch(each.id):
            yield each.id
        elif isinstance(each, ast.Attribute) and each.attr not in ("get", "numerator", "denominator", "toordinal"):
            yield each.attr
        elif isinstance(each, ast.Constant) and type(each.value) not in (str, int, bool, type(None)):
            yield repr(each.value)


def every_node(plan: Plan) -> Iterator[Node]:
    for theme in plan.themes.values():
        for root in theme.roots():
            yield from nodes.walk(root)


@pytest.mark.parametrize(
    "folder",
    ["rules", *sorted(f"examples/rulesets/{p.name}" for p in (ROOT / "examples/rulesets").iterdir() if p.is_dir())],
)
def test_functions_are_made_of_little_syntax(folder: str, written: Sources) -> None:
    plan = load_rules(ROOT / folder).plan
    program = Program(plan.facts)
    for node in every_node(plan):
        program.point(node)
    alone = len(written)
    for theme in plan.themes.values():
        asked_of(plan, theme).of({})
    assert alone > 10
    assert len(written) >= alone + len(plan.themes)
    assert [each for source in written for each in strange(source)] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(node=st.one_of(truths(True, 3), numbers(True, 3)))
def test_functions_of_any_nodes_are_made_of_little_syntax(node: Node, written: Sources) -> None:
    written.clear()
    Program(vocabulary()).point(node)
    Program(vocabulary()).together([Fold("add", "lots", node), Each("add", "lots", node)])
    assert len(written) > 1
    assert [each for source in written for each in strange(source)] == []


def test_functions_of_what_is_possible_are_made_of_little_syntax(written: Sources) -> None:
    plan = load_rules(ROOT / "rules").plan
    program = Program(plan.facts)
    for node in islice(every_node(plan), 0, None, 7):
        write(program, node)
    assert len(written) > 500
    assert [each for source in written for each in strange(source)] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(node=st.one_of(truths(True, 3), numbers(True, 3)))
def test_so_are_those_of_what_is_possible_of_any_nodes(node: Node, written: Sources) -> None:
    written.clear()
    write(Program(vocabulary()), node)
    assert len(written) > 1
    assert [each for source in written for each in strange(source)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "def f0(facts, item, memo):\n    return __import__('os')",
        "def f0(facts, item, memo):\n    import os",
        "def f0(facts, item, memo):\n    from os import system as get",
        "def f0(facts, item, memo):\n    return facts.__class__",
        "def f0(facts, item, memo):\n    return min.__self__",
        "def f0(facts, item, memo):\n    return lambda: 1",
        "def f0(facts, item, memo):\n    def f1(): pass",
        "def f0(facts, item, memo):\n    class f1: pass",
        "def f0(facts, item, memo):\n    return [v1 for v1 in facts if f1]",
        "def f0(facts, item, memo):\n    return 1.5",
        "def f0(facts, item, memo):\n    return b''",
        "def f0(facts, item, memo):\n    return item.clear",
        "def f0(facts, item, memo):\n    global f1\n    f1 = eval",
        "def f0(facts, item, memo):\n    return k",
        "def f0(facts, item, memo):\n    return k0x",
        "def f0(facts=open, item=0, memo=0):\n    return 1",
        "@min\ndef f0(facts, item, memo):\n    return 1",
        "def f0(facts, item, memo) -> eval:\n    return 1",
        "def f0(facts, item, memo):\n    return 1\neval('1')",
        "def f0(facts, item, memo):\n    return 1\ndef f0(facts, item, memo):\n    return 2",
        "def f1(facts, item, memo):\n    return 1",
        "",
    ],
)
def test_what_no_node_does_is_not_compiled(source: str) -> None:
    for used in ((), (ranges._USED,)):
        with pytest.raises(ValueError, match="no node does"):
            compiled("f0", source, *used)


def test_functions_see_no_builtins(written: Sources) -> None:
    program, node = Program(vocabulary()), nodes.Fact("cout")
    write(program, node)
    for function in (program.point(node), program.range(node)):
        seen = function.__globals__
        assert seen["__builtins__"] == {}
        assert not {name for name in seen if not NAMES.fullmatch(name)} - {"__builtins__"}


# ---- literals


class Text(str):
    def __repr__(self) -> str:
        return "open('x')"

    __str__ = __format__ = __repr__  # type: ignore[assignment]


class Number(int):
    def __repr__(self) -> str:
        return "open('x')"

    __str__ = __format__ = __abs__ = __neg__ = __repr__  # type: ignore[assignment]

    def __lt__(self, other: object) -> bool:
        raise AssertionError("what a number does itself is run")


LITERALS = st.one_of(
    st.text(st.characters()), st.integers(), st.booleans(), st.integers(10**17, 10**6000), st.integers(-(10**6000), 0)
)


@given(LITERALS)
def test_a_literal_is_read_back_as_it_was(value: str | int) -> None:
    text = literal(value)
    found = ast.literal_eval(text)
    assert found == value
    assert type(found) is type(value)
    assert text.isascii() or text.isprintable()
    assert len(text.splitlines()) == 1


@given(st.text(), st.integers())
def test_what_a_value_says_of_itself_is_no_source(text: str, number: int) -> None:
    assert ast.literal_eval(literal(Text(text))) == text
    assert ast.literal_eval(literal(Number(number))) == number


@pytest.mark.parametrize("value", [None, 1.5, b"x", ("a",), object()])
def test_anything_else_is_no_literal(value: Any) -> None:
    with pytest.raises(TypeError):
        literal(value)


# ---- hostile rule sets and plans

HOSTILE = [
    "x'+__import__('os').abort()+'",
    'x"+__import__("os").abort()+"',
    "x\\",
    "x\\'+open('y')+\\'",
    "x\n    return open('y')\n#",
    "x\r__import__('os')",
    "x\x00",
    "x\u2028return 1\u2029",
    "x\x0c\x1c\x85",
    "x''' + eval('1') + '''",
    "{x}%s{0.__class__}",
    "x)(facts, item, memo",
    "\ud800x",
    "None",
    "__builtins__",
    "f0",
    "x\u202e'",
    "𝐨𝐩𝐞𝐧",
]


def small(trial: MakeTrial) -> Trial:
    """A rule set whose nodes read facts of each kind, with names of each kind."""
    return trial(
        vocabulary={
            **VOCABULARY,
            "lieu": fact("enumeration", values=values("ici", "ailleurs", "partout", partout=["ici"])),
            "lots": fact("list", items={"prix": fact("money"), "bon": fact("boolean"), "lieu": fact("country")}),
        },
        definitions={
            "derived": {
                "proche": {
                    "type": "boolean",
                    "label": both("Proche"),
                    "value": {"any": [{"fact": "lieu", "is": "ici"}, {"fact": "projet.pret", "is": "true"}]},
                },
                **DEFINITIONS["derived"],
            }
        },
        eligibility=[
            condition("lieu", {"fact": "lieu", "is": "ici"}),
            condition("proche", {"fact": "proche", "is": "true"}, when={"fact": "proche", "is": "true"}),
            condition("lots", {"every": "lots", "satisfies": {"fact": "bon", "is": "true"}}),
            condition("mois", {"fact": "projet.mois", "at_least": "2", "at_most": "4"}),
        ],
        funding=funding({"rate": "50 %"}),
        commitments=[item("engage")],
    )


DOSSIER: Data = {
    "theme": "ESSAI",
    "depose_le": "2021-02-12",
    "lieu": "ici",
    "lots": [{"prix": "1 €", "bon": True, "lieu": "FR"}],
    "projet": {"cout_total_ttc": "100 €", "mois": 3},
    "depenses": [{"libelle": "a", "montant_ttc": "100 €", "titre": "3"}],
}


@pytest.mark.parametrize("place", ["fact", "value", "id", "derived", "list", "label", "commitment"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_rule_file_is_run(text: str, place: str, tmp_path: Path, written: Sources) -> None:
    lieu = text if place == "fact" else "lieu"
    value = text if place == "value" else "ici"
    owner = text if place == "list" else "lots"
    derived = text if place == "derived" else "proche"
    label = both(text if place == "label" else "Un libellé")
    named = {"type": "boolean", "label": label, "value": {"fact": lieu, "is": value}}
    parts: Data = {
        "vocabulary": {
            **VOCABULARY,
            lieu: fact("enumeration", values={value: {"label": label}, "ailleurs": {"label": both("Ailleurs")}}),
            owner: fact("list", items={"prix": fact("money"), "bon": fact("boolean")}),
        },
        "definitions": {"derived": {derived: named, **DEFINITIONS["derived"]}},
        "eligibility": [
            condition(text if place == "id" else "lieu", {"fact": derived, "is": "true"}),
            condition("lots", {"every": owner, "satisfies": {"fact": "bon", "is": "true"}}),
        ],
        "commitments": [item(text if place == "commitment" else "engage")],
    }
    try:
        trial = Trial(tmp_path, json.loads(json.dumps(parts)))
    except (RelanceError, UnicodeEncodeError):
        # Most names are refused: a rule set may name things with letters only.
        assert place != "label" or not text.isprintable()
        return
    report = trial.check({lieu: value, owner: [{"prix": "1 €", "bon": True}]})
    assert [finding.outcome for finding in report.findings[-2:]] == ["pass", "pass"]
    for node in every_node(trial.rules.plan):
        write(program_of(trial.rules.plan.facts), node)
    assert [each for source in written for each in strange(source)] == []


def renamed(data: Any, names: dict[str, str]) -> Any:
    """Data, each text of which is another where it is one of some names, or a path of which one is a step."""
    if isinstance(data, str):
        if not re.fullmatch(r"[a-z_.:\[\]]+", data):
            return data
        return "".join(names.get(part, part) for part in re.split(r"([.:\[\]]+)", data))
    if isinstance(data, list):
        return [renamed(each, names) for each in data]
    if isinstance(data, dict):
        return {key: renamed(each, names) for key, each in data.items()}
    return data


NAMES_OF_THE_PLAN = ["lieu", "ici", "lots", "prix", "bon", "proche", "mois", "depenses", "montant_ttc"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_saved_plan_is_run(text: str, trial: MakeTrial, written: Sources) -> None:
    before = small(trial).rules
    names = {name: f"{name}{text}" for name in NAMES_OF_THE_PLAN}
    plan = from_data(json.loads(json.dumps(renamed(to_data(before.plan), names))))
    theme, dossier = dossier_from(DOSSIER, before)
    facts = {renamed(path, names): renamed_value(value, names) for path, value in dossier.facts.items()}
    for node in every_node(plan):
        write(program_of(plan.facts), node)
    for kind in ("(facts, item, memo)", "(facts, item, memo, prefix)"):
        assert any(text in literal_ for source in written if kind in source for literal_ in literals(source))
    assert [each for source in written for each in strange(source)] == []
    # And it says the same: a text that were cut or read otherwise would be another fact.
    found = check_dossier(plan, plan.themes["ESSAI"], Dossier(facts))
    expected = check_dossier(before.plan, theme, dossier)
    assert [each.outcome for each in found.findings] == [each.outcome for each in expected.findings]
    assert "pass" in [each.outcome for each in found.findings]
    assert found.funding.grant == expected.funding.grant == 5000


def renamed_value(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(
            {names.get(name, name): renamed_value(part, names) for name, part in each.items()} for each in value
        )
    return names.get(value, value) if isinstance(value, str) else value


def literals(source: str) -> list[str]:
    """The texts that stand in a source."""
    return [
        each.value
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


# ---- one dossier alone, and many


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def test_an_answer_is_the_same_the_first_time_and_the_hundredth(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = list(islice(read_questions(), 0, None, 40))
    found = []
    for often in (0, 10**9):
        monkeypatch.setattr(points, "OFTEN", often)
        monkeypatch.setattr(ranges, "OFTEN", often)
        monkeypatch.setattr(asked, "OFTEN", often)
        rules.plan.facts._made.clear()
        found.append([report_of(question, rules) for question in questions])
    rules.plan.facts._made.clear()
    assert found[0] == found[1]
    assert len(found[0]) > 200


def test_a_node_has_a_function_once_it_is_asked_often() -> None:
    program, node = Program(vocabulary()), nodes.In(nodes.Fact("vrai"), ("true",))
    seen: Sources = []
    for _ in range(points.OFTEN + 5):
        assert program.truth(node, {"vrai": True}, {}).value is True
        seen.append(str(program._often(node) is not None))
    assert seen[0] == "False"
    assert seen[-1] == "True"
