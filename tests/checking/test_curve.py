"""A fact that varies: pieces, breakpoints, and what is between them."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import coarser, full_facts, holes, plan_with, theme, without
from relance_rules.checking.check import check_dossier
from relance_rules.checking.curve import Curve, curve, ends_of, summary
from relance_rules.checking.varying import asked_paths, can_vary, varied
from relance_rules.dossiers.facts import Dossier
from relance_rules.loading.problems import DossierError

RANDOM = st.randoms(use_true_random=False)


def looked_at(found: Curve, places: list[int]) -> None:
    """Pieces follow one another; on each, a check says the same, and amounts are on the lines."""
    assert found.pieces[0].low == found.low
    assert found.stopped is not None or found.pieces[-1].high == found.high
    for one, other in zip(found.pieces, found.pieces[1:], strict=False):
        assert other.low == one.high + 1
    for here in places:
        piece = next((piece for piece in found.pieces if piece.low <= here <= piece.high), None)
        if piece is None:
            assert found.stopped is not None
            continue
        report = check_dossier(found.plan, found.theme, found.varied.placed(found.dossier, here), {})
        assert summary(report) == summary(piece.first) == summary(piece.last)
        for name, shapes in (("grant", piece.grant), ("applicant_share", piece.share)):
            if report.contradicts_itself:
                continue
            for end, shape in zip(ends_of(report, name), shapes, strict=True):
                assert (end is None) is (shape is None)
                if shape is not None and shape.slope is not None:
                    assert shape.fits(here, end), (name, here, end, shape)


@settings(max_examples=150)
@given(RANDOM)
def test_between_two_breakpoints_everything_is_as_the_piece_says(random: Random) -> None:
    plan, made = plan_with(theme(random, supposing=random.random() < 0.3))
    facts: dict[str, Any] = coarser(full_facts(random), random)
    dossier = Dossier(without(facts, holes(facts, random, set(), random.choice((0, 0.1, 0.4)))))
    paths = [path for path in asked_paths(plan, made, dossier) if can_vary(plan, path)]
    if not paths:
        return
    try:
        fact = varied(plan, made, dossier, random.choice(paths))
    except DossierError:
        return
    low, high = fact.span
    if fact.fact.type == "date":
        low, high = 737_000, 738_500
    found = curve(plan, made, dossier, fact, low, high)
    edges = [end for piece in found.pieces for end in (piece.low, piece.high)]
    places = [random.randint(piece.low, piece.high) for piece in found.pieces[:20]]
    near = [max(low, min(high, edge + random.randint(-3, 3))) for edge in edges[:20]]
    if fact.fact.type == "money":
        places += [random.randint(0, 60_000) for _ in range(10)]
    looked_at(found, places + near)
