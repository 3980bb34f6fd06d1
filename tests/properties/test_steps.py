"""The next steps lead somewhere: from any dossier that lacks something, following them ends with one that is ready."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import Report, check, load_rules, to_dict
from relance_rules.dossiers.documents import read_document
from relance_rules.showing.advice import NextStep, next_steps

RULES = load_rules()
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "dossiers"
READY: dict[str, Any] = {code: read_document(EXAMPLES / code / "pret.yaml").data for code in RULES}
_KEY = re.compile(r"[^.\[\]]+")


def keys_of(path: str) -> list[str | int]:
    """The steps of a path: ``list[0].name`` is ``["list", 0, "name"]``."""
    return [int(key) if key.isdigit() else key for key in _KEY.findall(path)]


def leaves(data: Any, path: str = "") -> Iterator[str]:
    """The paths of everything that a dossier states, lists as a whole too."""
    if isinstance(data, list):
        yield path
        for place, item in enumerate(data):
            # An item that says nothing is none: each keeps its first answer.
            yield from list(leaves(item, f"{path}[{place}]"))[1:]
    elif isinstance(data, dict):
        for key, inner in data.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    else:
        yield path


# Without its lines, a dossier is taken to hold no staff, which may make it too large: that is told, and is no gap.
KEPT = ("theme", "depenses")
LEAVES = {code: [path for path in leaves(READY[code]) if path not in KEPT] for code in RULES}


def stated(data: Any, path: str) -> Any:
    for key in keys_of(path):
        data = data[key] if isinstance(key, int) else data.get(key)
        if data is None:
            return None
    return data


def without(data: Any, path: str) -> None:
    *above, last = keys_of(path)
    for key in above:
        data = data[key] if isinstance(key, int) else data.get(key, {})
        if not data:
            return
    if isinstance(data, dict):
        data.pop(last, None)


def state(data: Any, path: str, value: Any) -> None:
    *above, last = keys_of(path)
    for key in above:
        data = data[key] if isinstance(key, int) else data.setdefault(key, {})
    data[last] = copy.deepcopy(value)


def answer(data: Any, whole: Any, paths: Iterable[str]) -> None:
    """State what a whole dossier does."""
    for path in paths:
        if (value := stated(whole, path)) is not None:
            state(data, path, value)


def named(step: NextStep) -> list[str]:
    """The facts that a step says to state; of several of which one is enough, all."""
    if step.one_of:
        return [path for way in step.one_of for path in way]
    return [] if step.fact is None else [step.fact]


def checked(data: Any) -> tuple[Report, list[NextStep]]:
    report = check(data, RULES)
    return report, list(next_steps(report))


LACKING = st.sampled_from(list(RULES)).flatmap(
    lambda code: st.tuples(st.just(code), st.sets(st.sampled_from(LEAVES[code]), max_size=12))
)


@given(LACKING)
def test_following_the_steps_ends_with_a_ready_dossier(drawn: tuple[str, set[str]]) -> None:
    code, lacking = drawn
    whole = READY[code]
    dossier = copy.deepcopy(whole)
    for path in sorted(lacking, reverse=True):
        without(dossier, path)
    for _ in range(6):
        report, steps = checked(dossier)
        assert report.status in ("ready", "incomplete")
        assert steps or report.status == "ready"
        if report.status == "ready":
            assert all(step.kind == "ask" or step.fact in report.unidentified for step in steps)
        told = [path for step in steps if step.kind in ("fill", "commit", "attach") for path in named(step)]
        # Every missing fact is told, and nothing is told that is not missing.
        asked = {each.fact for found in (report.commitments, report.documents) for each in found.missing}
        assert set(told) == {*report.missing_facts, *report.unidentified, *asked}
        if not told:
            break
        answer(dossier, whole, told)
        after = check(dossier, RULES)
        answered = {path for path in told if stated(dossier, path) is not None}
        assert not answered & {*after.missing_facts, *after.unidentified}
    report, steps = checked(dossier)
    assert report.status == "ready"
    assert {step.kind for step in steps} <= {"ask"}


@given(LACKING)
def test_one_way_of_those_told_is_enough(drawn: tuple[str, set[str]]) -> None:
    code, lacking = drawn
    dossier = copy.deepcopy(READY[code])
    for path in sorted(lacking, reverse=True):
        without(dossier, path)
    for step in checked(dossier)[1]:
        if not step.one_of and step.fact is not None:
            answer(dossier, READY[code], [step.fact])
    for step in checked(dossier)[1]:
        settled = []
        for way in step.one_of:
            tried = copy.deepcopy(dossier)
            answer(tried, READY[code], way)
            (finding,) = (each for each in check(tried, RULES).findings if each.rule.id == step.rule)
            settled.append(finding.outcome)
        assert not settled or "pass" in settled


@pytest.mark.parametrize("code", RULES)
def test_an_empty_dossier_is_told_all_that_it_lacks(code: str) -> None:
    report, steps = checked({"theme": code})
    assert report.status == "incomplete"
    told = {path for step in steps for path in named(step)}
    assert told >= {*report.missing_facts, *report.unidentified}
    shown = to_dict(report)["steps"]
    assert [(step["kind"], step["fact"]) for step in shown] == [(step.kind, step.fact) for step in steps]
    assert all(step["text"] for step in shown)
