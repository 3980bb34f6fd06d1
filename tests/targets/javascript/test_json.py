"""JSON as the script reads and prints it: the same data, the same faults at the same places as in Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.targets.javascript.node import asked
from tests.targets.javascript.texts import EXAMPLES, mutants, plain, said, told

from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.nodes import parse_yaml
from relance_rules.showing.plain import json_line, json_text

pytestmark = pytest.mark.long


READ = '(text) => told(readJson(text, "d.json"), ({ data }) => ({ data: plain(data) }))'
RIGHT = [
    '{"a": 1, "b": [1.5, -2e10, 0, -0, true, null, "x\\u00e9\\ud83d\\ude00 \\"q\\" \\\\ \\/"]}',
    '{"c": {"é😀": 12.000}, "d": 1e5}',
    '{"2": 1, "1": 2, "__proto__": 3, "constructor": 4}',
    "[1, 2.50, 1.0E+2, 1e-7, 0.0, 0e999999999999999999, 12e999999999999999998, -1e-1999999999999999997]",
    '"x"',
    " {} ",
    '{"\\ud800": "\\udc00\\ud800"}',
]
WRONG = [
    "",
    "{",
    '{"a": 1,}',
    '{"a": 1, "a": 2}',
    '{"a": {"b": 1, "b": 2}, "a": 3}',
    '{\n\t"a": 1,\n\t"b": {"c": 1, "c": 2}\n}',
    '{"a\\/": {"b": 1, "b": 2}, "\\ud83d\\ude00": 1}',
    '\t{"a": 1, "a": 2}',
    '{"a": NaN}',
    '{"a": [-Infinity]}',
    '{"😀": 1234567890123456789012345678901, "b": 1}',
    '{"a": "1234567890123456789012345678901", "b": 1234567890123456789012345678901}',
    '{"a": 1e9999999999999999999}',
    "[12e999999999999999999]",
    "[0e1000000000000000000]",
    "[1.5e-1999999999999999997]",
    '{"a": 0.' + "1" * 45 + "}",
    "theme: SNAP3",
    "// non\n{}",
    "{'a': 'b'}",
    '{"a": "\t"}',
    '{"a": "b\nc"}',
    '{"a": "\\x"}',
    '{"a": "\\u12"}',
    '{"a": "\\ud83d\\u12"}',
    '{"a": 1 200,50, "b": True, c: oui}',
    '{"a": 1;\n "b": 2 "c": 3}',
    '{"a":\u00a01,\u200b"b": “x”}',
    '{"a": "il dit "oui" ici", "b": 1}',
    '{"a": "b, "c": 1}',
    '{"a: 1}',
    '{"a" 1, "b" => 2}',
    '{"a": [1, 2, "b": {}}',
    '{"a": 1}}',
    '{"a": 12_000, "b": .5, "c": +1}',
    "[" * 3000,
]
SIGNS = [
    *'{}[]",:;\'\\\n\t /#*-+.eE019', "true", "None", "True", "«", "“", "”", "\u00a0", "\u200b", "é", "😀", "\\u12",
    "\\ud83d", "NaN", "1 200,50", "12_000", '"a"', '"x": ', "//c", "/*c*/", '\\"', "\u2028", "a b",
]  # fmt: skip


def _written() -> list[str]:
    data = [parse_yaml(text).data() for text in list(EXAMPLES.values())[::6]]
    return [json.dumps(each, ensure_ascii=False, indent=indent)[:1500] for each in data for indent in (None, 2)]


def test_json_is_read_and_refused_as_python_does(script: Path) -> None:
    texts = [*RIGHT, *WRONG, *mutants(1, [*RIGHT, *WRONG[:-1], *_written()], SIGNS, 900)]
    right = [told(lambda text=text: {"data": plain(parse_json(text, "d.json"))}) for text in texts]  # type: ignore[misc]
    assert [found for found in right if "data" in found][: len(RIGHT)] == right[: len(RIGHT)]
    for text, expected, found in zip(texts, right, said(script, READ, [[text] for text in texts]), strict=True):
        assert found == expected, text


def test_a_number_that_may_mean_thousands_stays_a_text(script: Path) -> None:
    assert said(script, READ, [['["1", 12.000, 1.2000]']]) == [{"data": ["1", "12.000", {"number": "1.2000"}]}]


@pytest.mark.parametrize(("call", "prints"), [("jsonText", json_text), ("jsonLine", json_line)])
def test_json_is_printed_as_the_command_prints_it(script: Path, call: str, prints: object) -> None:
    hidden = ["\x1b[1m", "\u202e", "😀", "\U000e0041", "\ud800", '\t"\\/\x7f\0']
    data = {"é": hidden, "2": {}, "1": [], "n": [None, True, 10, [[]]]}
    text = json.dumps(data)
    (found,) = asked(script, f'(text) => {call}(readJson(text, "x").data)', [[text]])
    assert callable(prints)
    assert found["value"] == prints(json.loads(text))
