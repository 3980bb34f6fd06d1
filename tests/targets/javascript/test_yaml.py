"""YAML as the script reads it: as Python does, slips told too, or refused where it does not know."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.targets.javascript.node import asked
from tests.targets.javascript.texts import EXAMPLES, mutants, said, told

from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.rules import load_rules
from relance_rules.localization import localization
from relance_rules.showing.template import dossier_template

pytestmark = pytest.mark.long


READ = '(text) => told(readYaml(text, "d.yaml"), ({ root }) => ({ root: nodes(root) }))'
READ_ALIKE = [
    "a*: b\n",
    "k" * 1024 + ": 1\n",
    "{a, b: 1}\n",
    "a: \"x\\\n  y\"\nb: \"l1\n\n  l2\"\nc: 'it''s\n   z'\n",
    "a: b\n c\n  d\n\n e\nf: g\n",
    "- a: 1\n  b:\n  - x\n  -\n  - - y\n    - z\n",
    '{a: 1, "b": [x, y, {c: d}], e: }\n',
    'a:\n- b\n- c: d\nz: {"x":1, "y"}\n',
    "--- \na: 1\n...\n",
    "---",
    '"k" : v\nk2  : w # c\n\'k3\': "a"#x\n',
    "a: 1\ta\nb:\t2\nc: [1,\n 2]\nd: {x: 1,\n  y: 2}\n",
    "nom: Lot #2\nlibelle: #3\n",
    "😀: x #c\nb: a:b http://x\n".replace("😀", "é"),
    "a: b\u2028c: d\u0085e: f\n",
    '{"a": "b\u2028c",\n "d": "\\u00e9 \\U0001F600 \\x41\\/"}',
    "a: yes\nb: 0o17\nc: ~\nd: null\ne: ''\nf: \"\"\ng: -1\nh: -a\n",
    "- - - a\n",
    "a: [b?c, d ?]\n",
    "[" * 39 + "x" + "]" * 39,
    '"' + "k" * 1000 + '": 1\n',
    "a: |x".replace("|", "\\|"),
]
REFUSED_ALIKE = [
    "a: 1\na: 2\n",
    "a: {b: 1,\n  b: 2}\n",
    "---\na: b\n---\nc: d\n",
    "[a]: b\n",
    "{[a]: b}\n",
    "{a: b}: c\n",
    "a: " + "[" * 41,
    "",
    "# rien\n",
]
BEYOND = ["a: |\n  t\n", "? a\n: b\n", "%YAML 1.1\n---\na: b\n", "a: [b: c]\n", "*a : b\n", "&a b: c\n", "a: !!x b\n"]
WRONG = [
    "...\n", "\t{a: b}\n", "a: 1\n\tb: 2\n", "a: b: c\n", "a: - b\n", "a: @b\n", "a: 'b'c\n", "a: {b:}\n",
    "a:\n  b: 1\n c: 2\n", "k" * 1025 + ": 1\n", '{"' + "k" * 1030 + '": 1}', "a: 'b\n", "a: [b\n", "a: b]\n}",
    "- a\nb: c\n", "a: &x b\nc: *x\n", "a: !!x b\n", '"\\q": 1\n', '"\\ud83d": 1\n', "a: \uffff\n", "nom:x\nb: c\n",
    "a: {b:c}\n",
]  # fmt: skip
SIGNS = [
    *'{}[]",:;\'\\\n\t /#*-+.&!|>%@`?=~', ": ", "- ", "\n  ", "\n- ", "# ", "\n#x\n", " #", "true", "«", "\u00a0",
    "\u200b", "é", "😀", "\\u12", '"a"', "'b'", "x: ", "\u2028", "\u0085", "\r\n", "a b", "---\n", "...\n", "\ufffe",
    "  ", "{a: b, ", "[x, ", "? ",
]  # fmt: skip


def shape(node: Node) -> list[Any]:
    """A node as the script's ``nodes`` writes it."""
    if isinstance(node.value, dict):
        inside = [[key, *node.key_marks[key], shape(value)] for key, value in node.value.items()]
        return [node.line, node.column, inside]
    if isinstance(node.value, list):
        return [node.line, node.column, [shape(item) for item in node.value]]
    return [node.line, node.column, node.value, node.plain]


def read(text: str) -> Any:
    return told(lambda: {"root": shape(parse_yaml(text, "d.yaml"))})


def test_what_dossiers_are_written_in_is_read_as_python_reads_it(script: Path) -> None:
    rules = load_rules()
    spoken = [localization(language, rules.plan.currency) for language in ("fr", "en")]
    templates = [dossier_template(rules.plan, rules[code], language) for code in rules for language in spoken]
    texts = [*EXAMPLES.values(), *templates, *READ_ALIKE]
    for text, found in zip(texts, said(script, READ, [[text] for text in texts]), strict=True):
        assert "root" in found, text
        assert found == read(text), text


def test_what_python_refuses_for_the_dossier_is_refused_in_its_words(script: Path) -> None:
    for text, found in zip(REFUSED_ALIKE, said(script, READ, [[text] for text in REFUSED_ALIKE]), strict=True):
        assert "problems" in found, text
        assert found == read(text), text


def test_what_is_beyond_the_script_is_refused_at_its_line(script: Path) -> None:
    for text, found in zip(BEYOND, said(script, READ, [[text] for text in BEYOND]), strict=True):
        message = found["problems"][0]["message"]
        assert message == "cette page ne lit pas la ligne 1 ; « relance check » la lit, ou dit comment l’écrire", text


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_read_otherwise_than_python_reads_it(script: Path, seed: int) -> None:
    texts = [*WRONG, *mutants(seed, [*EXAMPLES.values(), *(READ_ALIKE + BEYOND + WRONG) * 2], SIGNS, 700)]
    kinds: Counter[str] = Counter()
    for text, found in zip(texts, said(script, READ, [[text] for text in texts]), strict=True):
        if "problems" in found and found["problems"][0]["message"].startswith("cette page ne lit pas la ligne"):
            kinds["beyond"] += 1
        else:
            # Read alike, or refused with the same words, at the same place, with the same line to write instead.
            kinds["refused" if "problems" in found else "read"] += 1
            assert found == read(text), text
    assert kinds["read"] > kinds["beyond"] * 2 < kinds["refused"], kinds


@pytest.mark.parametrize("text", ["x: [" + "a,b:" * 25_000 + "\n}", "x: {a: b[0], " + "a: " * 30_000])
def test_a_long_line_takes_no_minutes(script: Path, text: str) -> None:
    call = """(text) => {
        const start = process.cpuUsage();
        relance.checkText(text, { name: "d.yaml" });
        return process.cpuUsage(start).user / 1000;
    }"""
    assert asked(script, call, [[text]])[0]["value"] < 4_000
