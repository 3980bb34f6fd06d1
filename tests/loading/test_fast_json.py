"""What is read in a faster way is what the exact reader reads; the rest is left to it, with what it says."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from relance_rules import load_rules
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.formats import lines
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.fast_json import fast_object
from relance_rules.loading.files import decode
from relance_rules.loading.problems import DossierError

CONTEXT = Context(load_rules().plan)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "dossiers").glob("*/*.yaml"))

# The same key in several spellings, texts with colons and quotes, and what a text may not hold.
KEYS = [
    *('"a"', '"b"', '"\\u0061"', '"a:"', '"a\\":"', '":"', '" : "', '"\\\\"', '"é"', '"\\u00e9"', '"e\u0301"', '""'),
    *('"depenses"', '"projet"'),
]
NUMBERS = [
    *("0", "-0", "1", "-1", "2021", "1.0", "1.5", "1.234", "-1.5", "1e3", "1E3", "1e-3", "1.5e300", "1e999", "0e0"),
    *("9" * 29, "9" * 30, "9" * 31, f"-{'9' * 29}", f"-{'9' * 30}", f"1{'0' * 30}", "1" * 5000, "01", "1.", ".5", "+1"),
    *("NaN", "Infinity", "-Infinity", "0x1", "1_000"),
]
TEXTS = [
    *(
        '"oui"',
        '"a: b"',
        '"\\"a\\":"',
        '"http://a"',
        '": "',
        '"1.5"',
        '"\\u0000"',
        '"\\u001b"',
        '"\\u0085"',
        '"\\ud800"',
    ),
    *('"\\ud83d\\ude00"', '"\\ude00\\ud83d"', '"\t"', '"\x01"', '"\x7f"', '"\x85"', '"\x9f"', '"\u00a0"', '"\u2028"'),
    *('"\ufeff"', '"\\/"', '"\\x"', "'a'", '"\U0001f600"', '"\\u00E9"', "é", '"«"', '"\u00c2\u0081"'),
]
SPACES = st.sampled_from(["", "", "", " ", "  ", "\t", "\r", " \r", "\u00a0", "\ufeff", "\x0b"])
LITERALS = st.sampled_from([*NUMBERS, *TEXTS, "true", "false", "null", "True", ""])


def objects(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.builds("{}{}:{}{}".format, st.sampled_from(KEYS), SPACES, SPACES, values)
    return st.lists(pair, max_size=4).map(lambda pairs: f"{{{','.join(pairs)}}}")


def values(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]")
    return objects(inner) | some


# Most values are without fault, or hardly any text would be.
GOOD = st.sampled_from(['"oui"', '"é : ç"', "12", "true", "null", '"\\u00e9"'])
OBJECTS = objects(st.recursive(GOOD | GOOD | GOOD | GOOD | LITERALS, values, max_leaves=6))
AROUND = st.sampled_from(["", "", "", "", " ", "\r", "\n", "\ufeff", "x", "\x00"])
TEXT = st.builds("{}{}{}".format, AROUND, OBJECTS, AROUND)


def typed(value: Any) -> Any:
    """A value with the types of all that it holds, and its keys in their order."""
    if isinstance(value, dict):
        return [(key, typed(inner)) for key, inner in value.items()]
    return [typed(inner) for inner in value] if isinstance(value, list) else (type(value), value)


@given(TEXT)
@example('{"a": 1, "a" :1}')
@example('{"a": {"b": 1, "b": 2}, "c": ": "}')
@example('{"a": [{"b": "x", "\\u0062" : "y:"}]}')
@example('{"a": [[1.5]]}')
@example(f'{{"a": -{"9" * 30}}}')
@example('{"a": "\x9f"}')
def test_what_is_read_fast_is_what_the_exact_reader_reads(text: str) -> None:
    found = fast_object(text.encode())
    if found is not None:
        exact = parse_json(decode(text.encode(), "d"), "d")
        assert typed(found) == typed(exact)


@pytest.mark.parametrize(
    "data",
    [
        *(b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', b'{"a": "\xc0\x80"}', b'\xef\xbb\xbf{"a": 1}', b"\xff\xfe{\0}\0"),
        *(b"[]", b'"a"', b"1", b"null", b"", b"{", b'{"a": 1}{"a": 1}', b'{"a": ' + b"[" * 2000 + b"]" * 2000 + b"}"),
        *(b'{"a": 1, "a": 1}', b'{"a": 1, "\\u0061": 2}', b'{"b": {"a": 1, "a" : 1}, "c": ":"}', b'{"a": 1.5}'),
        *(b'{"a": [1e3]}', b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": "\x7f"}', b'{"a": "\xc2\x80"}', b"{}\x0c"),
        *(b'{"a": ' + b"9" * 31 + b"}", b'{"a": -' + b"9" * 30 + b"}", b'{"a": "\\ud800"}', b'{"a": "\n"}'),
    ],
)
def test_all_else_is_for_the_exact_reader(data: bytes) -> None:
    assert fast_object(data) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            '{"a": 1, "b": true, "c": null, "d": [], "e": {}, "f": [{"a": 2}]}',
            "{}",
            ' {"a" : "b"} \r\n',
            '{"a":"x:y"}',
        ),
        *('{"a": "\x85\u00a0«"}', '{"a": "http://b", "c": "\\u00e9 :"}', f'{{"a": {"9" * 29}}}'),
    ],
)
def test_what_most_texts_hold_is_read_fast(text: str) -> None:
    assert typed(fast_object(text.encode())) == typed(json.loads(text))


def test_the_example_dossiers_are_read_fast() -> None:
    for path in EXAMPLES:
        data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
        assert fast_object(json.dumps(data, ensure_ascii=False).encode()) == data


def told(data: bytes) -> list[Any]:
    """What the lines of a file hold, or what is said of them."""
    try:
        records = list(lines.read_lines(io.BytesIO(data), "d", CONTEXT))
    except DossierError as error:
        return [repr(error.problems)]
    return [(each.origin, typed(dict(each.data)), each.error and repr(each.error.problems)) for each in records]


@given(st.lists(TEXT, max_size=3).map("\n".join), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_lines_are_told_as_the_exact_reader_tells_them(text: str, mark: bytes) -> None:
    data = mark + text.encode()
    fast = told(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "fast_object", lambda line: None)
        assert fast == told(data)


def test_decimals_are_met_once_and_then_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def fast(line: bytes) -> dict[str, Any] | None:
        asked.append(line)
        return fast_object(line)

    monkeypatch.setattr(lines, "fast_object", fast)
    # A line at fault says nothing of the others.
    given = [b'{"a": 1}', b'{"a": 1, "a": 2}', b'{"a": 1.5}', b'{"a": 2}']
    records = list(lines.read_lines(io.BytesIO(b"\n".join(given)), "d", CONTEXT))
    assert [typed(dict(each.data)) for each in records] == [
        *([("a", (int, 1))], [], [("a", (Decimal, Decimal("1.5")))], [("a", (int, 2))]),
    ]
    assert [line.strip() for line in asked] == given[:3]
