"""Noted dossiers in their order, beside their envelope."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules.batch.selection.candidates import Candidate
from relance_rules.batch.selection.notes import Mark, NotedDossier, Notes
from relance_rules.batch.selection.ranking import MAX_NEAR, Selection, _ranked, select
from relance_rules.values import Money
from rule_sets import Trial

from ..helpers import FR, plain
from .conftest import MakeNotes


def candidate(reference: str, grant: int = 10_000_00, window: str | None = "hiver", theme: str = "ESSAI") -> Candidate:
    return Candidate(theme, window, reference, f"{reference}.yaml", None, Money(grant))


def lines(selection: Selection) -> list[tuple[str, int, bool, str, str | None]]:
    return [
        (ranking.id, each.rank, each.tied, each.candidate.reference or "", each.line)
        for ranking in selection.rankings
        for each in ranking.ranked
    ]


HEADER = "Référence;Membre du jury;interet;cout\n"


def test_totals_ranks_ties_and_the_cut_line(graded: Trial, notes: MakeNotes) -> None:
    text = HEADER + "A;;10;5\nB;;20;0\nC;;7;8\nD;;1;1\nE;;2;12\n"
    candidates = [candidate(each) for each in "EDCBA"]
    found = select(notes(text), candidates, graded.rules.plan, {"ESSAI": Money(20_000_00)})
    assert lines(found) == [
        ("ESSAI", 1, False, "B", "within"),
        # Two are tied where the envelope ends: neither comes first, and what is left pays none of them.
        ("ESSAI", 2, True, "A", "crosses"),
        ("ESSAI", 2, True, "C", "crosses"),
        ("ESSAI", 4, False, "E", "beyond"),
        ("ESSAI", 5, False, "D", "beyond"),
    ]
    (ranking,) = found.rankings
    assert [int(each.cumulated) for each in ranking.ranked] == [10_000_00, 30_000_00, 30_000_00, 40_000_00, 50_000_00]
    assert (ranking.within, ranking.envelope) == (Money(10_000_00), Money(20_000_00))
    exact = select(notes(text), candidates, graded.rules.plan, {"ESSAI": Money(30_000_00)})
    assert [line for *_, line in lines(exact)] == ["within", "within", "within", "crosses", "beyond"]
    without = select(notes(text), candidates, graded.rules.plan, {})
    assert {line for *_, line in lines(without)} == {None}


def test_a_small_dossier_after_the_line_is_not_within(graded: Trial, notes: MakeNotes) -> None:
    candidates = [candidate("A", 15_000_00), candidate("B", 10_000_00), candidate("C", 1_00)]
    text = HEADER + "A;;9;9\nB;;8;8\nC;;7;7\n"
    found = select(notes(text), candidates, graded.rules.plan, {"ESSAI": Money(20_000_00)})
    assert [line for *_, line in lines(found)] == ["within", "crosses", "beyond"]


def test_jurors_count_alike_whatever_their_number(graded: Trial, notes: MakeNotes) -> None:
    text = HEADER + "A;x;10;10\nA;y;11;10\nA;z;10;10\nB;x;10,333333;10\n"
    found = select(notes(text), [candidate("A"), candidate("B")], graded.rules.plan, {})
    (ranking,) = found.rankings
    # A third more than 20, exactly, is more than what six decimals can say of it.
    assert [(each.total, each.jurors) for each in ranking.ranked] == [
        (Fraction(61, 3), 3),
        (Fraction(20_333333, 1_000_000), 1),
    ]
    assert ranking.ranked[0].notes[0] == ("interet", Fraction(31, 3))


def test_what_has_no_rank_and_what_serves_nothing(graded: Trial, notes: MakeNotes) -> None:
    text = HEADER + "A;x;10;10\nA;y;10;\nB – 2;;9;9\nZ-9;;1;1\n"
    candidates = [
        candidate("A"),
        candidate("b-2"),
        candidate("C"),
        Candidate("ESSAI", None, None, "d.yaml", None, Money(1)),
    ]
    found = select(notes(text), candidates, graded.rules.plan, {})
    (ranking,) = found.rankings
    assert [each.candidate.reference for each in ranking.ranked] == ["b-2"]
    assert [(each.candidate.reference, each.why, each.missing) for each in ranking.unranked] == [
        (None, "no_notes", ()),
        ("A", "incomplete", ("cout",)),
        ("C", "no_notes", ()),
    ]
    (unused,) = found.unused
    assert unused.line == 5
    said = plain(FR.say(unused.said))
    assert said.startswith("« Z-9 » n’est la référence d’aucun dossier éligible à noter ; ")


def test_the_nearest_reference_is_named(graded: Trial, notes: MakeNotes) -> None:
    found = select(notes(HEADER + "2021-0042;;1;1\n"), [candidate("2021-0041"), candidate("X")], graded.rules.plan, {})
    assert plain(FR.say(found.unused[0].said)).endswith("vouliez-vous dire « 2021-0041 » ?")


def test_windows_with_money_of_their_own_rank_apart(graded: Trial, notes: MakeNotes) -> None:
    text = HEADER + "A;;9;9\nB;;8;8\nC;;7;7\n"
    candidates = [candidate("A"), candidate("B", window="printemps"), candidate("C", window=None)]
    envelopes = {"ESSAI": Money(30_000_00), "ESSAI.printemps": Money(20_000_00)}
    found = select(notes(text), candidates, graded.rules.plan, envelopes)
    # What is set aside for a window is not there for the others.
    assert [(each.id, each.envelope, each.window and each.window.id) for each in found.rankings] == [
        ("ESSAI", Money(10_000_00), None),
        ("ESSAI.printemps", Money(20_000_00), "printemps"),
    ]
    assert [line for *_, line in lines(found)] == ["within", "crosses", "within"]


@pytest.mark.parametrize("criterion", ["ailleurs"])
def test_a_note_for_a_criterion_of_another_theme_is_left(criterion: str, graded: Trial) -> None:
    marks = {"": {frozenset({criterion}): Mark(Fraction(1), 7)}}
    found = select(Notes("n", {"a": NotedDossier("A", 7, marks)}, {}), [candidate("A")], graded.rules.plan, {})
    assert [(each.line, plain(FR.say(each.said))) for each in found.unused] == [
        (7, "« ailleurs » n’est pas un critère de ESSAI : note laissée")
    ]
    assert found.rankings[0].unranked[0].why == "no_notes"


SCORED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=8)


@given(SCORED, st.integers(0, 20))
def test_laws_of_a_ranking(scored: list[tuple[int, int]], envelope: int) -> None:
    given_ = [(Fraction(total), candidate(str(n), grant), (), 1) for n, (total, grant) in enumerate(scored)]
    found = list(_ranked(given_, Money(envelope)))
    assert sorted(each.candidate.reference or "" for each in found) == sorted(str(n) for n in range(len(scored)))
    for each in found:
        # As many come before it as its rank says, whatever the order they were given in.
        assert each.rank == 1 + sum(other.total > each.total for other in found)
        assert each.tied == (sum(other.total == each.total for other in found) > 1)
        assert int(each.cumulated) == sum(int(o.candidate.grant) for o in found if o.total >= each.total)
        assert (each.line == "within") == (each.cumulated <= envelope)
    assert len({each.rank for each in found if each.line == "crosses"}) <= 1
    assert found == list(_ranked(given_[::-1], Money(envelope)))


def test_the_nearest_reference_is_sought_for_some_lines_alone(graded: Trial, notes: MakeNotes) -> None:
    # Each is held against all the references of the batch.
    text = HEADER + "".join(f"B{number};;1;1\n" for number in range(1000))
    found = select(notes(text), [candidate("A")], graded.rules.plan, {})
    told = [plain(FR.say(each.said)) for each in found.unused]
    assert told[0] == "« B0 » n’est la référence d’aucun dossier éligible à noter ; accepté : A"
    assert told[-1] == "« B999 » n’est la référence d’aucun dossier éligible à noter"
    assert sum("accepté" in each for each in told) == MAX_NEAR
