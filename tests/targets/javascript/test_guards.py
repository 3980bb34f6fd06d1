"""What the engine refuses of a plan and of a program that uses it: faults of whoever wrote them, said as such."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from targets.javascript.node import asked


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("() => planOf({ schema: 'relance-plan/2' }, '')", "a plan of the format relance-plan/1 is expected"),
        ("() => planOf({ schema: 'relance-plan/1', named: [], plan: { zzz: 1 } }, '')", "Plan has no zzz"),
        ("() => planOf({ schema: 'relance-plan/1', named: [], plan: {} }, '')", "Plan lacks "),
        ("() => nodeRead({ node: 'zzz' }, [])", "no such node: zzz"),
        ("() => nodeRead({ named: 3 }, [])", "no named node comes before this one at 3"),
        ("() => partsOf({ node: 'zzz' })", "no such node: zzz"),
        ("() => relance.themes('de')", "no such language: de; known: fr, en"),
        ("() => relance.form('zzz')", "no such theme: zzz; known: ITN1"),
        ("() => readJson(12, 'x.json')", "is not a function"),
        ("() => readYaml(12, 'x.yaml')", "is not"),
        ("() => relance.parse({ replace() { throw new Error('mine'); } }, 'x', 'SNAP3')", "mine"),
    ],
)
def test_faults_of_a_program_are_thrown(script: Path, call: str, told: str) -> None:
    (answer,) = asked(script, call, [[]])
    assert told in answer["thrown"], answer


def value(script: Path, call: str) -> Any:
    (answer,) = asked(script, call, [[]])
    return answer["value"]


def test_bytes_are_read_as_a_file(script: Path) -> None:
    call = "() => relance.checkText(Uint8Array.from([0x7b, 0x7d]), { name: 'a.json' }).status"
    text = "() => relance.checkText('{}', { name: 'a.json' }).status"
    assert value(script, call) == value(script, text) == "error"


def test_exact_decimals_are_printed_as_they_are(script: Path) -> None:
    assert value(script, "() => jsonText(new Map([['a', new Decimal('1.50')]]))") == '{\n  "a": 1.50\n}'
    assert value(script, "() => exactDecimalText(new Fraction(-3n, 2n))") == "-1.5"
