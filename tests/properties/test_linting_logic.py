"""What linting says of conditions agrees with what checking answers."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from condition_strategies import CONDITIONS, DOSSIERS, PLACES, QUANTITIES, TOP, book
from core_nodes import node_of
from relance_rules.authoring.domains import reach
from relance_rules.authoring.logic import form_of, satisfiable
from relance_rules.plan.nodes import Node
from relance_rules.targets.python import program_of


def truth(node: Node, facts: dict[str, Any]) -> bool | None:
    found: bool | None = program_of(book().facts).truth(node, facts, {}).value
    return found


@given(CONDITIONS, st.lists(DOSSIERS, min_size=1, max_size=8))
def test_what_is_said_to_be_impossible_or_idle_is(condition: Any, dossiers: list[dict[str, Any]]) -> None:
    node = node_of(condition, book())
    truths = {truth(node, facts) for facts in dossiers}
    if True in truths:
        assert satisfiable(form_of(node, book().facts))
    if False in truths:
        assert satisfiable(form_of(node, book().facts, holds=False))


@given(CONDITIONS, CONDITIONS, st.lists(DOSSIERS, min_size=1, max_size=4))
def test_conditions_of_one_form_never_contradict_each_other(
    one: Any, other: Any, dossiers: list[dict[str, Any]]
) -> None:
    first = node_of(one, book())
    rewritten = {"not": {"any": [{"not": one}]}}
    assert form_of(first, book().facts) == form_of(node_of(rewritten, book()), book().facts)
    for same in (other, rewritten):
        second = node_of(same, book())
        if form_of(first, book().facts) == form_of(second, book().facts):
            for facts in dossiers:
                assert {truth(first, facts), truth(second, facts)} != {True, False}


@given(QUANTITIES, DOSSIERS)
def test_a_number_is_always_within_its_reach(quantity: Any, facts: dict[str, Any]) -> None:
    node = node_of(quantity, book(), condition=False)
    low, high = program_of(book().facts).interval(node, facts, {}).value
    least, most = reach(node, book().facts)
    # What is possible and what is ever reached have a value in common.
    assert low is None or low <= most
    assert high is None or least <= high
    if low is not None and low == high:
        assert least <= low <= most


@given(st.tuples(TOP, PLACES, PLACES), DOSSIERS)
def test_a_choice_is_always_among_those_it_can_be(three: Any, facts: dict[str, Any]) -> None:
    when, one, other = three
    test = {"fact": "lieu", "if_absent": [{"when": when, "is": one}, {"is": other}], "in": ["etat", "autre"]}
    node = node_of(test, book())
    assert truth(node, facts) is True
    assert not satisfiable(form_of(node, book().facts, holds=False))
