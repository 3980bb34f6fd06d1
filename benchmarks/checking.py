"""What ``check()`` of a parsed dossier costs, reading included; what showing its report adds; what reports weigh."""

from __future__ import annotations

import itertools
import sys
import tracemalloc
from collections.abc import Mapping
from typing import Any

from benchmarks.examples import HEADS, ROUNDS, Example, Step, beside_parsing, examples
from benchmarks.timing import show
from relance_rules import Report, check, load_rules, to_dict
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.reading import dossier_from

KEPT = 1000


def _whole(report: Report) -> object:
    """All that a report works out when it is first read."""
    return report.funding, report.missing_facts, report.notices, report.ways_in, report.unidentified


def main(themes: int | None = None, rounds: int = ROUNDS, kept: int = KEPT) -> None:
    """Print the table, and the memory of a thousand reports."""
    rules = load_rules()

    def steps(_: Example) -> Mapping[str, Step]:
        return {
            "`check()`": lambda pair: check(pair[0].data, rules),
            "`check()`, all of the report read": lambda pair: _whole(check(pair[0].data, rules)),
            "without reading": lambda pair: check_dossier(rules.plan, *pair[1][0], {}),
            "`to_dict()` of the report": lambda pair: to_dict(pair[1][1]),
        }

    def prepared(example: Example) -> tuple[Any, Report]:
        return dossier_from(example.data, rules), check(example.data, rules)

    show("Checking", HEADS, beside_parsing(steps, prepared, rules, themes, rounds))
    tracemalloc.start()
    reports = [check(example.data, rules) for example in itertools.islice(itertools.cycle(examples()), kept)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sys.stdout.write(f"\n{len(reports):,} dossiers checked and kept: {peak / 2**20:.1f} MB of Python objects\n")


if __name__ == "__main__":
    main()
