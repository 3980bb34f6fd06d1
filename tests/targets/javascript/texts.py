"""Texts that are nearly right, and what Python and the script say of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from tests.targets.javascript.node import asked

from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.localization import localization
from relance_rules.values import Money

ROOT = Path(__file__).resolve().parents[3]
FR = localization("fr")
EXAMPLES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))}
STATED = [yaml.load(text, yaml.BaseLoader) for text in EXAMPLES.values()]  # noqa: S506 - texts alone
"""What each of them states, as texts alone."""

_SPOKEN = """(() => {
  const language = localization("fr", null);
  const problem = (found) => ({ ...found, message: language.say(found.message) });
  const plain = (data) => {
    if (data instanceof Map) return { map: [...data].map(([key, value]) => [key, plain(value)]) };
    if (Array.isArray(data)) return data.map(plain);
    if (typeof data === "bigint") return { number: String(data) };
    if (data instanceof Money) return { money: String(data.cents) };
    if (data instanceof Fraction) return { fraction: `${data.n}/${data.d}` };
    if (data instanceof Day) return { day: String(data) };
    return data instanceof Decimal ? { number: decimalText(data.text) } : data;
  };
  const nodes = ({ value, line, column, plain: bare, keyMarks }) => {
    const pair = ([key, node]) => [key, ...keyMarks.get(key), nodes(node)];
    if (value instanceof Map) return [line, column, [...value].map(pair)];
    return Array.isArray(value) ? [line, column, value.map(nodes)] : [line, column, value, bare];
  };
  const told = (found, show) => (found.problems ? { problems: found.problems.map(problem) } : show(found));
  return CALL;
})()"""


def said(script: Path, call: str, each: Sequence[Sequence[Any]]) -> list[Any]:
    """What the script answers to a call that may use ``told``, ``plain``, ``nodes`` and ``language``."""
    found = asked(script, _SPOKEN.replace("CALL", call), each)
    assert all("value" in answer for answer in found), next(answer for answer in found if "value" not in answer)
    return [answer["value"] for answer in found]


def told(read: Callable[[], Any]) -> Any:
    """What Python reads, or the problems that it finds, as the script tells them."""
    try:
        return read()
    except RelanceError as error:
        return {"problems": [problem_data(each) for each in error.problems]}


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as the script has it, its message in French."""
    found = problem._asdict()
    return {"message": FR.say(found.pop("message")), "name": found.pop("file"), **found}


def plain(data: Any) -> Any:
    """Data as the script's ``plain`` writes it."""
    match data:
        case dict():
            return {"map": [[key, plain(value)] for key, value in data.items()]}
        case list() | tuple():
            return [plain(item) for item in data]
        case bool() | str() | None:
            return data
        case Money():
            return {"money": str(int(data))}
        case Fraction():
            return {"fraction": f"{data.numerator}/{data.denominator}"}
        case date():
            return {"day": data.isoformat()}
        case int() | Decimal():
            return {"number": str(data)}
        case _:
            raise TypeError(data)


def mutants(seed: int, texts: Sequence[str], signs: Sequence[str], count: int) -> list[str]:
    """Texts to which a few slips happen: a sign lost, added or taken for another, a line moved or written twice."""
    chance = random.Random(seed)  # noqa: S311 - the same on every run
    found = []
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            at, kind = chance.randrange(len(text) + 1), chance.random()
            if kind < 0.35:
                text = text[:at] + text[at + chance.choice((1, 1, 2, 5)) :]
            elif kind < 0.9:
                text = text[:at] + chance.choice(signs) + text[at + (kind > 0.8) :]
            else:
                lines = text.split("\n")
                place = chance.randrange(len(lines))
                line = lines[place]
                lines[place] = chance.choice((" " * chance.choice((1, 2, 4)) + line, line[1:], chance.choice(lines)))
                text = "\n".join(lines)
        found.append(text)
    return found
