"""Why a node is what it is: what a trace follows, what it passes over, and that it never says another thing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.expressions import BOOK, lowered
from relance_rules.plan.nodes import Named
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python import Program
from relance_rules.targets.python.tracing import Trace, met, trace
from relance_rules.values import Money
from rule_sets import Data, both

PROGRAM = Program(BOOK.facts)
READY: Data = {"fact": "projet.pret", "is": "true"}
USEFUL: Data = {"fact": "projet.utile", "is": "true"}
INFORMED: Data = {"every": "porteurs", "satisfies": "informe"}
STAFF: Data = {"sum": "montant_ttc", "over": "depenses", "where": "personnel", "at_least": "1 k€"}


def traced(written: Any, facts: Data) -> Trace:
    """The trace of a condition."""
    found = lowered({"all": [written]}).node
    (part,) = found.parts  # type: ignore[union-attr]
    assert isinstance(part, Named)
    return trace(PROGRAM, part, facts)


def line(amount: int, titre: str | None = None) -> Data:
    """An expense line, of an amount in hundredths."""
    return {"montant_ttc": Money(amount), **({} if titre is None else {"titre": titre})}


def test_the_parts_of_a_condition_are_those_that_have_a_name() -> None:
    found = traced({"any": [READY, {"not": USEFUL}]}, {"projet.pret": False})
    assert (found.value, found.missing, found.met) == (None, ("projet.utile",), {"projet.pret": False})
    first, second = found.parts
    assert (first.value, first.met, first.parts) == (False, {"projet.pret": False}, ())
    assert (second.value, second.missing) == (None, ("projet.utile",))
    assert [part.value for part in second.parts] == [None]


def test_each_item_of_a_list_is_asked_in_turn_under_its_own_path() -> None:
    found = traced(INFORMED, {"porteurs": ({"informe": True}, {"nom": "B"})})
    assert [(part.item, part.value) for part in found.parts] == [(("porteurs", 0), True), (("porteurs", 1), None)]
    assert found.parts[0].met == {"porteurs[0].informe": True}
    assert found.parts[1].missing == ("porteurs[1].informe",)
    assert traced(INFORMED, {}).parts == ()
    assert traced(INFORMED, {}).missing == ("porteurs",)


def test_a_sum_shows_what_each_item_adds_and_passes_over_those_that_add_nothing() -> None:
    lines = (line(500, "2"), line(0, "2"), line(0), line(700, "3"), line(900))
    found = traced(STAFF, {"depenses": lines})
    assert [part.item for part in found.parts] == [("depenses", 0), ("depenses", 3), ("depenses", 4)]
    assert [part.value for part in found.parts] == [True, False, None]
    assert found.parts[0].met == {"depenses[0].montant_ttc": Money(500), "depenses[0].titre": "2"}
    # The derived fact stands between the condition and the fact that it reads.
    assert [part.node.kind for part in found.parts[0].parts if isinstance(part.node, Named)] == ["derived"]
    assert found.shown == (500, 1400)


def test_a_count_takes_an_item_even_where_it_has_no_amount() -> None:
    found = traced({"count": "depenses", "where": "personnel", "at_least": "1"}, {"depenses": (line(0, "2"),)})
    assert [part.value for part in found.parts] == [True]


def test_of_two_branches_only_those_that_may_apply_are_shown() -> None:
    informed = {"fact": "projet.nom", "known": "true"}
    chosen: Any = [{"when": READY, "is": USEFUL}, {"is": informed}]
    assert [part.met for part in traced(chosen, {"projet.pret": True, "projet.nom": "A"}).parts] == [
        {"projet.pret": True}
    ]
    other = traced(chosen, {"projet.pret": False, "projet.nom": "A"})
    assert other.value is True
    # An expression that is no condition by itself has no name: what it read is told by the whole.
    assert other.met == {"projet.pret": False, "projet.nom": "A"}


def test_a_choice_that_has_a_label_is_shown_with_its_value() -> None:
    amounts = [{"when": READY, "is": "2 k€", "label": both("Deux mille")}, {"is": "1 k€", "label": both("Mille")}]
    written = {"least": [amounts, "9 k€"], "at_least": "1 k€"}
    (when, choice) = traced(written, {"projet.pret": True}).parts
    assert (when.value, choice.shown) == (True, (200_000, 200_000))
    assert isinstance(choice.node, Named)
    assert choice.node.label == both("Deux mille")
    when, *both_ways = traced(written, {}).parts
    assert [part.shown for part in both_ways] == [(200_000, 200_000), (100_000, 100_000)]


def test_what_stands_for_a_fact_is_traced_only_where_the_fact_is_not_stated() -> None:
    absent = [{"when": READY, "is": "2 k€"}, {"is": "1 k€"}]
    written = {"fact": "projet.contrepartie", "if_absent": absent, "at_least": "1 k€"}
    assert [part.value for part in traced(written, {"projet.pret": True}).parts] == [True]
    assert traced(written, {"projet.pret": True, "projet.contrepartie": Money(5)}).parts == ()


def test_what_the_engine_states_is_not_what_the_dossier_says() -> None:
    from relance_rules.plan.nodes import Apply, Fact

    node = Apply("add", (Fact(f"{ENGINE}project"), Fact("projet.contrepartie")))
    facts = {f"{ENGINE}project": Money(3), "projet.contrepartie": Money(4)}
    assert met(node, facts, facts, "") == {"projet.contrepartie": Money(4)}


CONDITIONS: list[Any] = [
    READY,
    {"all": [READY, {"any": [USEFUL, {"not": READY}]}]},
    INFORMED,
    {"some": "depenses", "satisfies": "personnel"},
    {"none": "depenses", "satisfies": {"any": ["personnel", {"fact": "annee", "at_most": "2021"}]}},
    STAFF,
    {"share": "montant_ttc", "over": "depenses", "where": "personnel", "at_least": "50 %"},
    {"count": "porteurs", "where": "informe", "more_than": "1"},
]
items = st.fixed_dictionaries({}, optional={"informe": st.booleans(), "nom": st.just("A")})
expenses = st.fixed_dictionaries(
    {},
    optional={
        "montant_ttc": st.integers(0, 3).map(lambda euros: Money(euros * 50_000)),
        "titre": st.sampled_from(["2", "3"]),
        "annee": st.integers(2020, 2023),
    },
)
dossiers = st.fixed_dictionaries(
    {},
    optional={
        "projet.pret": st.booleans(),
        "projet.utile": st.booleans(),
        "porteurs": st.lists(items, min_size=1, max_size=3).map(tuple),
        "depenses": st.lists(expenses, min_size=1, max_size=3).map(tuple),
    },
)


@pytest.mark.parametrize("place", range(len(CONDITIONS)))
@given(facts=dossiers)
def test_a_trace_says_what_the_program_decides(place: int, facts: Data) -> None:
    found = traced(CONDITIONS[place], facts)
    assert isinstance(found.node, Named)
    decided = PROGRAM.truth(found.node, facts, {})
    assert (found.value, found.missing) == (decided.value, decided.names)
    waiting = [found]
    while waiting:
        part = waiting.pop()
        waiting += part.parts
        for path, value in part.met.items():
            owner, inside, rest = path.partition("[")
            number, _, name = rest.partition("].")
            assert value == (facts[owner][int(number)][name] if inside else facts[path])
        # What is missing is missing, or is not fine enough.
        assert not set(part.missing) & {path for path in part.met if "categorie" not in path}
