"""The example dossiers, as lines of JSON in which every value is the text that was written."""

from __future__ import annotations

import copy
import itertools
import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml
from stdnum import luhn

from benchmarks.timing import Turn, in_turns, times
from relance_rules import Rules
from relance_rules.dossiers.reading import dossier_from

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("pret", "incomplet", "non_eligible")
REPEATS = 20
ROUNDS = 9
PARSING = "`json.loads` of the line"


class Example(NamedTuple):
    """An example dossier: its theme, which of the kinds it is, what it states, and that as a batch reads it."""

    theme: str
    kind: str
    data: dict[str, Any]
    line: str


@cache
def examples() -> tuple[Example, ...]:
    """Every example: one of each kind for each theme."""
    paths = sorted((ROOT / "examples" / "dossiers").glob("*/*.yaml"))
    # Every value as the text that was written.
    written = ((path, yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)) for path in paths)  # noqa: S506
    return tuple(_example(path.parent.name, path.stem, data) for path, data in written)


def _example(theme: str, kind: str, data: dict[str, Any]) -> Example:
    return Example(theme, kind, data, json.dumps(data, ensure_ascii=False))


def another(example: Example, rules: Rules, rng: Random) -> Example:
    """The same dossier with amounts of like expenses and SIRET numbers that were not met before; the sums stay."""
    data = copy.deepcopy(example.data)
    lines = data.get("depenses", [])
    amounts = [line.get("montant_ttc") for line in dossier_from(data, rules)[1].facts.get("depenses", ())]
    for first, second in itertools.combinations(range(len(amounts)), 2):
        if amounts[first] and amounts[second] and _alike(lines[first]) == _alike(lines[second]):
            shift = rng.randrange(min(amounts[second], 100_000))
            amounts[first], amounts[second] = amounts[first] + shift, amounts[second] - shift
    for line, amount in zip(lines, amounts, strict=True):
        if amount is not None:
            line["montant_ttc"] = f"{amount // 100:,}".replace(",", " ") + f",{amount % 100:02} €"
    for applicant in data.get("porteurs", []):
        if "siret" in applicant:
            applicant["siret"] = siret(rng)
    return _example(example.theme, example.kind, data)


def _alike(line: dict[str, Any]) -> tuple[Any, ...]:
    """What rules look at in an expense: the sum of those that are alike is the same, and decides the same."""
    supplier = {name: value for name, value in line.get("fournisseur", {}).items() if name != "nom"}
    return *(line.get(name) for name in ("titre", "nature", "annee", "produit_europeen")), supplier


def siret(rng: Random) -> str:
    """A number that an establishment could have."""
    company = f"{rng.randrange(10**8):08}"
    company += luhn.calc_check_digit(company)
    establishment = f"{company}{rng.randrange(10**4):04}"
    return establishment + luhn.calc_check_digit(establishment)


Step = Callable[[tuple[Example, Any]], object]
HEADS = ("", *(f"`{kind}`" for kind in KINDS), "Slowest")


def beside_parsing(
    steps: Callable[[Example], Mapping[str, Step]],
    prepared: Callable[[Example], Any],
    rules: Rules,
    themes: int | None = None,
    rounds: int = ROUNDS,
) -> Iterator[Sequence[str]]:
    """A row for each step: its ratio to ``json.loads`` and its time for each kind, medians over the themes.

    Each step is given a dossier that was not read before, and what was prepared of another like it.
    """
    rng = Random(1)  # noqa: S311

    def turns_of(example: Example) -> dict[str, Turn]:
        given = [
            [(another(example, rules, rng), prepared(another(example, rules, rng))) for _ in range(REPEATS)]
            for _ in range(rounds)
        ]
        parsing: dict[str, Step] = {PARSING: lambda pair: json.loads(pair[0].line)}
        return in_turns({**parsing, **steps(example)}, given)

    found = {
        kind: [turns_of(example) for example in [each for each in examples() if each.kind == kind][:themes]]
        for kind in KINDS
    }
    for step in found[KINDS[0]][0]:
        turns = {kind: [each[step] for each in found[kind]] for kind in KINDS}
        yield (
            step,
            *(
                f"{times(statistics.median(each.ratio for each in kind))}, "
                f"{statistics.median(each.seconds for each in kind) * 1e6:,.0f} µs"
                for kind in turns.values()
            ),
            times(max(each.ratio for kind in turns.values() for each in kind)),
        )
