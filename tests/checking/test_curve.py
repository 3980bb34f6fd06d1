"""A fact that varies: pieces, breakpoints, and what is between them."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import coarser, full_facts, holes, plan_with, theme, without
from relance_rules import load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.checking.curve import Curve, curve, ends_of, shown_span, summary
from relance_rules.checking.varying import asked_paths, can_vary, parsed, varied
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
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


@settings(max_examples=40, deadline=None)
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


# ---- three themes, by hand from the catalogue


RULES = load_rules()


def followed(data: dict[str, Any], path: str, low: str = "", high: str = "") -> Curve:
    made, dossier = dossier_from(data, RULES)
    fact, first, last = parsed(RULES.plan, made, dossier, f"{path}={low}..{high}")
    span = shown_span(RULES.plan, made, dossier, fact)
    return curve(
        RULES.plan, made, dossier, fact, span[0] if first is None else first, span[1] if last is None else last
    )


def pieces_of(found: Curve) -> list[tuple[str, str, str, str | None, str | None]]:
    return [
        (
            str(found.varied.value(piece.low)),
            str(found.varied.value(piece.high)),
            piece.first.status,
            None if piece.first.funding.grant is None else str(piece.first.funding.grant),
            None if piece.last.funding.grant is None else str(piece.last.funding.grant),
        )
        for piece in found.pieces
    ]


SERVICE = {"annee": 2021, "titre": 3, "nature": "prestation"}
STAFF = {"annee": 2021, "titre": 2, "nature": "personnel"}


def snap3(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Eligible for SNAP3: three quarters, 2 M€ at most, from 500 000 € to 3 M€, staff borne by the applicant."""
    return {
        "theme": "SNAP3",
        "depose_le": "2021-02-12",
        "projet": {
            "conforme_descriptif": True,
            "retombees_entreprises_francaises": True,
            "ressources_pilotage": True,
        },
        "porteurs": [{"categorie": "operateur", "numerique_informe": True}],
        "depenses": list(lines),
        "financement": {"subventions_anterieures": 0, **more},
    }


def test_the_ceiling_of_the_project_and_both_ends_of_its_size_are_met_to_the_cent() -> None:
    found = followed(snap3({"montant_ttc": "1 M€", **SERVICE}), "depenses[0].montant_ttc", "0", "4 M€")
    assert pieces_of(found) == [
        ("0.00", "0.01", "incomplete", "0.00", "0.00"),
        ("0.02", "499999.99", "incomplete", "0.01", "374999.99"),
        ("500000.00", "2666666.67", "incomplete", "375000.00", "2000000.00"),
        ("2666666.68", "3000000.00", "incomplete", "2000000.00", "2000000.00"),
        ("3000000.01", "4000000.00", "ineligible", "2000000.00", "2000000.00"),
    ]
    assert [use.id for use in found.pieces[3].first.funding.ceilings if use.binding] == ["SNAP3.plafond_projet"]
    assert [each.slope for piece in found.pieces[1:4] for each in piece.grant[:1] if each] == [
        Fraction(3, 4),
        Fraction(3, 4),
        0,
    ]


def test_staff_is_met_where_the_rest_is_less_than_three_quarters() -> None:
    data = snap3({"montant_ttc": "600 000 €", **SERVICE}, {"montant_ttc": "100 000 €", **STAFF})
    found = followed(data, "depenses[1].montant_ttc", "0", "300 000 €")
    # 600 000 = 75 % of 800 000: beyond 200 000 of staff, it is the rest that is paid.
    assert pieces_of(found) == [
        ("0.00", "200000.01", "incomplete", "450000.00", "600000.00"),
        ("200000.02", "300000.00", "incomplete", "600000.00", "600000.00"),
    ]


def itn6(cost: str, **more: Any) -> dict[str, Any]:
    """ITN6: all up to 48 000 €, nothing above; from 20 000 € to 100 000 €; half to innovative French companies."""
    supplier = {"siege": "FR", "innovant": True}
    line = {"montant_ttc": cost, "annee": 2021, "titre": 3, "nature": "prestation", "fournisseur": supplier}
    return {"theme": "ITN6", "depenses": [line], **more}


def test_a_bracket_ends_to_the_cent() -> None:
    found = followed(itn6("30 000 €"), "depenses[0].montant_ttc", "19 000 €", "110 000 €")
    assert [(piece[0], piece[3], piece[4]) for piece in pieces_of(found)] == [
        ("19000.00", "19000.00", "19999.99"),
        ("20000.00", "20000.00", "48000.00"),
        ("48000.01", "48000.00", "48000.00"),
        ("100000.01", "48000.00", "48000.00"),
    ]


def test_a_day_and_a_number_are_met_to_the_unit() -> None:
    data = snap3({"montant_ttc": "1 M€", **SERVICE})
    day = followed(data, "depose_le", "2020-11-01", "12/02/2021")
    assert [(piece[0], piece[2]) for piece in pieces_of(day)] == [
        ("2020-11-01", "ineligible"),
        ("2020-11-09", "incomplete"),
    ]
    months = followed(itn6("30 000 €"), "projet.delai_premiers_resultats_mois", "0", "12")
    assert [piece[0] for piece in pieces_of(months)] == ["0", "4"]


def test_the_total_follows_the_lines_and_is_not_varied_beside_them() -> None:
    data = snap3({"montant_ttc": "1 M€", **SERVICE})
    data["projet"]["cout_total_ttc"] = "1 M€"
    found = followed(data, "depenses[0].montant_ttc", "600 000 €", "700 000 €")
    assert found.varied.follows == "projet.cout_total_ttc"
    assert pieces_of(found) == [("600000.00", "700000.00", "incomplete", "450000.00", "525000.00")]
    with pytest.raises(DossierError, match=r"faites varier l’une d’elles : depenses\[0\]\.montant_ttc"):
        followed(data, "projet.cout_total_ttc")
    data["projet"]["cout_total_ttc"] = "900 000 €"
    contradicted = followed(data, "depenses[0].montant_ttc", "899 999,99 €", "900 000,01 €")
    assert [piece[2] for piece in pieces_of(contradicted)] == ["error", "incomplete", "error"]
    del data["depenses"][0]["montant_ttc"]
    data["depenses"].append({"montant_ttc": "200 €", **SERVICE})
    total = followed(data, "projet.cout_total_ttc", "199,99 €", "201 €")
    assert [piece[:3] for piece in pieces_of(total)][:2] == [
        ("199.99", "199.99", "error"),
        ("200.00", "201.00", "incomplete"),
    ]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("projet.cout_totl_ttc=1..2", "vouliez-vous dire « projet.cout_total_ttc » ?"),
        ("porteurs[0].categorie=1..2", "ni un nombre ni un jour"),
        ("depenses[7].montant_ttc", "n’a que 1 éléments"),
        ("depenses[].montant_ttc", "fait inconnu"),
        ("projet.population_couverte", "le thème SNAP3 ne le lit pas"),
        ("depose_le=2021", "écrivez « depose_le=DE..À »"),
        ("depose_le=2021-02-30..", "« depose_le » : "),
        ("depose_le=2021-02-02..2021-02-01", "2 février 2021 est au-dessus de 1er février 2021"),
    ],
)
def test_what_cannot_vary_says_why(asked: str, says: str) -> None:
    made, dossier = dossier_from(snap3({"montant_ttc": "1 M€", **SERVICE}), RULES)
    with pytest.raises(DossierError) as raised:
        parsed(RULES.plan, made, dossier, asked)
    assert says in raised.value.problems[0].sentence("fr").replace("\u00a0", " ")


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_no_more_pieces_are_looked_for_than_the_limit(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    # Whatever a check says next to it, something changes at each value.
    changing = iter(range(1_000_000))
    monkeypatch.setattr("relance_rules.checking.curve.summary", lambda _: next(changing))
    monkeypatch.setattr("relance_rules.checking.curve.MAX_PIECES", limit)
    rules = load_rules()
    made, dossier = dossier_from({"theme": "SNAP3", "projet": {"cout_total_ttc": "1 000 000 €"}}, rules)
    fact = varied(rules.plan, made, dossier, "projet.cout_total_ttc")
    found = curve(rules.plan, made, dossier, fact, 0, 10**9)
    assert found.stopped is not None
    assert len(found.pieces) <= limit
