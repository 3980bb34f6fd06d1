"""How many dossiers one core checks a second once they are parsed, and what a thousand of them weigh."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from pathlib import Path

from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.documents import read_document
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_of
from relance_rules.loading.rules import Rules, load_rules
from relance_rules.plan.ruleset import Plan, Theme

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples" / "dossiers").glob("*/*.yaml"))
SECONDS = 1.0
ROUND = 100


def examples(rules: Rules) -> list[tuple[str, Theme, Dossier]]:
    """Every example dossier, parsed."""
    return [(path.parent.name + "/" + path.stem, *dossier_of(read_document(path), rules)) for path in EXAMPLES]


def rate(plan: Plan, theme: Theme, dossier: Dossier) -> float:
    """Dossiers a second in the best of many short rounds: what else the machine does only ever slows them down."""
    best, end = 0.0, time.perf_counter() + SECONDS
    while (start := time.perf_counter()) < end:
        for _ in range(ROUND):
            check_dossier(plan, theme, dossier)
        best = max(best, ROUND / (time.perf_counter() - start))
    return best


def first(rules: Rules, theme: Theme, dossier: Dossier) -> float:
    """How long the first check takes, in milliseconds: what compiles the theme is made anew."""
    rules.plan.facts.__dict__["_made"].clear()
    start = time.perf_counter()
    check_dossier(rules.plan, theme, dossier)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print the rate of each kind of dossier, and the memory of a thousand reports."""
    rules = load_rules()
    found = examples(rules)
    firsts = [first(rules, theme, dossier) for _, theme, dossier in found]
    print(f"first check of a parsed dossier: median {statistics.median(firsts):.2f} ms, slowest {max(firsts):.2f} ms")
    print("in-process checking of a parsed dossier, without traces, one core")
    for kind in ("pret", "incomplet", "non_eligible"):
        rates = [rate(rules.plan, theme, dossier) for name, theme, dossier in found if name.endswith("/" + kind)]
        print(f"  {kind:14} median {statistics.median(rates):9,.0f}/s   slowest theme {min(rates):9,.0f}/s")
    tracemalloc.start()
    reports = [
        check_dossier(rules.plan, *dossier_of(read_document(EXAMPLES[place % len(EXAMPLES)]), rules))
        for place in range(1000)
    ]
    _, peak = tracemalloc.get_traced_memory()
    print(
        f"1 000 dossiers read, checked and kept: peak {peak / 2**20:.1f} MB of Python objects ({len(reports)} reports)"
    )


if __name__ == "__main__":
    main()
