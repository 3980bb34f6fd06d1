"""What reading a dossier costs, beside ``json.loads`` of its line: the facts alone, and a whole check."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from stdnum import luhn

from benchmarks.batch import EXAMPLES, write_dossiers
from relance_rules import check, load_rules
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.exact_json import parse_json
from relance_rules.plan.facts import Tree
from relance_rules.targets.pydantic.exact import read_facts
from relance_rules.targets.pydantic.reading import reader_of

ROUNDS = 15


def lines(folder: Path) -> list[str]:
    """The example dossiers, one per line, their values as people write them."""
    path = folder / "dossiers.ndjson"
    write_dossiers(path, len(EXAMPLES))
    return path.read_text(encoding="utf-8").splitlines()


def distinct(dossiers: list[dict[str, Any]], trees: Mapping[str | None, Tree], random: Random) -> None:
    """Give the dossiers amounts and numbers of establishments that no other has: nothing of them is remembered."""

    def change(data: Any, known: Tree, prefix: str) -> None:
        for key, value in list(data.items()):
            below = known.get(key)
            if isinstance(below, dict):
                change(value, below, f"{prefix}{key}.")
            elif below is not None and below.type == "list":
                for item in value:
                    change(item, trees[f"{prefix}{key}"], "")
            elif below is not None and below.type == "money":
                data[key] = f"{random.randrange(10**4, 10**9):,}".replace(",", " ") + f",{random.randrange(100):02} €"
            elif below is not None and below.type == "siret":
                company = f"{random.randrange(10**8):08}"
                start = f"{company}{luhn.calc_check_digit(company)}{random.randrange(10**4):04}"
                data[key] = start + luhn.calc_check_digit(start)

    for dossier in dossiers:
        change(dossier, trees[None], "")


def best(take: Callable[[Any], object], rounds: list[list[Any]]) -> float:
    """Seconds of processor for one dossier in the best round: what else the machine does only ever slows them down."""
    found = float("inf")
    for dossiers in rounds:
        start = time.process_time()
        for dossier in dossiers:
            take(dossier)
        found = min(found, (time.process_time() - start) / len(dossiers))
    return found


def main() -> None:
    """Print the table."""
    from tempfile import TemporaryDirectory

    rules, random = load_rules(), Random(1)  # noqa: S311
    plan = rules.plan
    with TemporaryDirectory() as folder:
        texts = lines(Path(folder))

    def read_one_by_one(data: Any) -> object:
        return read_facts(data, plan.facts, reader_of(plan, rules[data["theme"]]).answers, plan.currency)

    print(f"one dossier, as a multiple of json.loads of its line; the best of {ROUNDS} rounds of {len(texts)} dossiers")
    for name, remembered in (("amounts that return", True), ("amounts and numbers met once", False)):
        rounds = [[json.loads(text) for text in texts] for _ in range(ROUNDS)]
        if not remembered:
            for dossiers in rounds:
                distinct(dossiers, plan.facts.trees, random)
        written = [[json.dumps(dossier, ensure_ascii=False) for dossier in dossiers] for dossiers in rounds]
        floor = best(json.loads, written)
        print(f"{name}: json.loads takes {floor * 1e6:.1f} µs")
        rows: dict[str, tuple[Callable[[Any], object], list[list[Any]]]] = {
            "JSON read exactly": (lambda text: parse_json(text, None), written),
            "facts, one value after the other": (read_one_by_one, rounds),
            "facts": (lambda data: dossier_from(data, rules), rounds),
            "check": (lambda data: check(data, rules), rounds),
        }
        for row, (take, given) in rows.items():
            print(f"  {row:34} {best(take, given) / floor:5.1f}")


if __name__ == "__main__":
    main()
