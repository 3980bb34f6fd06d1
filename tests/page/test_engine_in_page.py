"""The engine within the page, in a browser: it prints what the command prints, byte for byte."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.script import ask_of, cases, differences, examples, in_page, near, odd, random_sets, stored, texts
from page.conftest import Page
from relance_rules import load_rules

pytestmark = pytest.mark.long

RULES = load_rules()


def test_it_prints_what_the_command_prints(at: Page, tmp_path: Path) -> None:
    random = Random(2021)  # noqa: S311 - the same on every run
    some = [
        *islice(examples(), 0, None, 5),
        *islice(cases(RULES), 0, None, 12),
        *islice(stored(random, 40), 60),
        *near(RULES.plan, random, 1),
        *odd(RULES.plan, random, list(RULES), 0.0005),
        *texts(RULES.plan, random, tmp_path, 1),
    ]
    seen: Counter[str] = Counter()
    assert not [str(found) for found in differences(some, RULES, in_page(at.driver), seen)]
    assert min(seen[status] for status in ("ready", "incomplete", "ineligible", "error")) > 0


def test_other_rules_are_checked_in_their_page(browser: Any, tmp_path: Path) -> None:
    random = Random(2021)  # noqa: S311 - the same on every run
    for own, question in islice(random_sets(random), 2):
        some = [question() for _ in range(15)]
        assert not [str(found) for found in differences(some, own, ask_of(own, tmp_path, browser), Counter())]


def test_a_difference_is_told(at: Page) -> None:
    at.run("const made = relance; globalThis.relance = {...made, check: () => made.check({ theme: 'SNAP1' })}")
    some = list(islice(cases(RULES), 3))
    assert len(list(differences(some, RULES, in_page(at.driver), Counter()))) == 3
