"""What is wrong with a tree is told once, whole, and with the lines of all that it is said of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import Problem
from relance_rules.loading.validation import innermost, problem_of, repeated, validated
from relance_rules.localization import localization
from relance_rules.values import Message


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    label: str
    count: int = 0


class Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    owner: str
    rows: tuple[Row, ...] = ()
    named: dict[str, Row] = {}


def said(text: str) -> list[str]:
    _, problems = validated(parse_yaml(text, "sheet.yaml", strict=True), Sheet)
    return [f"{problem.line}:{problem.column}: {localization('fr').say(problem.message)}" for problem in problems]


def test_all_the_keys_that_a_mapping_lacks_are_told_at_once() -> None:
    assert said("rows: []\n") == ["1:1: ces clés manquent : title, owner"]
    assert said("title: a\n") == ["1:1: la clé « owner » manque"]
    found = said("title: a\nrows: [{id: x, labell: b}, {}]\n")
    assert found == [
        "1:1: la clé « owner » manque",
        "2:8: la clé « label » manque",
        "2:16: clé inconnue : « labell » ; vouliez-vous dire « label » ?",
        "2:28: ces clés manquent : id, label",
    ]


def test_the_fault_that_items_of_a_list_share_is_told_once_with_the_lines_of_the_others() -> None:
    start = "title: a\nowner: b\nrows:\n"
    good, bad = "  - {id: a, label: b}\n", "  - {id: a, label: b, count: x}\n"
    wrong = "4:23: « x » n’est pas un nombre entier"
    assert said(start + bad + good) == [wrong]
    assert said(start + bad + good + bad) == [f"{wrong} (et une autre : ligne 6)"]
    assert said(start + bad + bad + good + bad) == [f"{wrong} (et 2 autres : lignes 5, 7)"]
    many = ", ".join(str(line) for line in range(5, 17))
    assert said(start + bad * 20) == [f"{wrong} (et 19 autres : lignes {many}, …)"]


def test_faults_that_differ_or_that_no_list_joins_are_told_each() -> None:
    start = "title: a\nowner: b\n"
    assert len(said(f"{start}rows:\n  - {{id: a, label: b, count: x}}\n  - {{id: a, label: b, count: z}}\n")) == 2
    assert len(said(f"{start}rows: [{{id: a, label: b, x: 1}}]\nnamed: {{a: {{id: a, label: b, x: 1}}}}\n")) == 2
    assert len(said(f"{start}named: {{a: {{id: a}}, b: {{id: a}}}}\n")) == 2


def test_what_items_brought_from_another_file_share_names_its_lines_there() -> None:
    root, other = parse_yaml("rows: 1\n", "one.yaml"), parse_yaml("- 1\n- 2\n- 3\n", "other.yaml")
    whole = Node({"rows": other}, 1, 1, key_marks={"rows": (1, 1)}, origin=root.origin)
    faults = [(("rows", place), problem_of(whole, Message("non"), ("rows", place))) for place in range(3)]
    [problem] = repeated(faults)
    assert (problem.file, problem.line) == ("one.yaml", 1)
    assert localization("fr").say(problem.message) == "non (et 2 autres : lignes 2, 3) (other.yaml:1:3)"
    assert innermost(problem.message) == Message("non")
    assert repeated([]) == []
    assert repeated([((), Problem(Message("non")))]) == [Problem(Message("non"))]
