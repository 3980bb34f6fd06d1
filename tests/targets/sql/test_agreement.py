"""The SELECT says of random dossiers what the Python engine says: of each shipped theme, and of random rule sets.

``python -m tests.conformance.columns`` does the same of many more, and in Spark.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from random import Random

import pytest

from conformance import columns
from relance_rules import load_rules

pytestmark = pytest.mark.long


RULES = load_rules()


@pytest.mark.parametrize("code", RULES)
def test_a_theme_in_duckdb_says_what_python_says(code: str) -> None:
    theme, seen = RULES[code], Counter[str]()
    maker = columns.Maker(RULES.plan, theme, Random(code))  # noqa: S311 -- the same on every run
    dossiers = columns.emptied([maker.dossier() for _ in range(60)])
    assert list(columns.differences(RULES.plan, theme, dossiers, columns.in_duckdb, seen)) == []
    assert min(seen[verdict] for verdict in ("eligible", "ineligible", "undetermined")) > 0


@pytest.mark.parametrize("code", ["ITN2", "SNAP3"])
def test_numbers_that_no_reader_lets_through_are_faults_and_overflow_nothing(code: str) -> None:
    theme = RULES[code]
    dossiers = columns.beyond(columns.Maker(RULES.plan, theme, Random(code)))  # noqa: S311 -- the same on every run
    assert len(dossiers) > 4
    assert columns.unrefused(RULES.plan, theme, dossiers, columns.in_duckdb) == 0


def test_random_rule_sets_in_duckdb_say_what_python_says() -> None:
    for plan, theme, dossier in islice(columns.random_sets(11, "duckdb"), 4):
        dossiers = [dossier() for _ in range(60)]
        assert list(columns.differences(plan, theme, dossiers, columns.in_duckdb, Counter())) == []
