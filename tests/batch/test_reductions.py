"""Why less is proposed than is asked for, or than the rates give."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from relance_rules.batch.reductions import reduction, reductions
from relance_rules.values import Money
from rule_sets import Data, MakeTrial, Trial, funding, item

from .helpers import batch, dossier, plain, rendered, texts, write_lines

STAFF = {"montant_ttc": "10 k€", "titre": "2"}


def asks(cost: str, asked: str | None = None, **more: Any) -> Data:
    """A dossier of a cost, that asks for an amount."""
    return {
        "projet": {"cout_total_ttc": cost, "reference": "P-1"},
        "financement": {"subvention_demandee": asked, "subventions_anterieures": 0},
        **more,
    }


def why(trial: Trial, dossier: Data) -> list[str]:
    return texts(reductions(trial.check(dossier)))


def test_the_rate_that_gives_less_than_the_request(trial: MakeTrial) -> None:
    found = trial(funding=funding())
    assert why(found, asks("40 k€", "35 k€")) == [
        "taux du thème, qui donne 30 000,00 € : 5 000,00 € de moins que la demande"
    ]
    assert why(found, asks("40 k€", "30 000,01 €")) == [
        "taux du thème, qui donne 30 000,00 € : 0,01 € de moins que la demande"
    ]
    assert why(found, asks("40 k€", "30 k€")) == why(found, asks("40 k€")) == []


def test_the_request_that_is_lower_than_what_the_rules_give(trial: MakeTrial) -> None:
    found = trial(funding=funding(ceilings=[item("plafond", amount="25 k€")]))
    assert why(found, asks("40 k€", "20 k€")) == [
        "demande, plus basse que ce que donnent les règles : 5 000,00 € de moins"
    ]
    assert why(found, asks("20 k€", "0 €")) == [
        "demande, plus basse que ce que donnent les règles : 15 000,00 € de moins"
    ]


def test_the_ceilings_that_are_reached(trial: MakeTrial) -> None:
    ceilings = [item("a", amount="25 k€"), item("b", amount="25 000 €"), item("c", amount="26 k€")]
    found = trial(funding=funding(ceilings=ceilings))
    both = "Libellé a, atteint (25 000,00 €) et Libellé b, atteint (25 000,00 €)"
    assert why(found, asks("40 k€")) == [f"{both} : 5 000,00 € de moins"]
    assert why(found, asks("40 k€", "27 k€")) == [f"{both} : 2 000,00 € de moins"]
    assert why(found, asks("40 k€", "31 k€")) == [
        "taux du thème, qui donne 30 000,00 € : 1 000,00 € de moins que la demande",
        f"{both} : 5 000,00 € de moins",
    ]
    # A ceiling that is not known leaves unknown how much less the request is.
    shared = trial(funding=funding(ceilings=[item("p", amount="25 k€", per="project")]))
    alone = asks("40 k€", "0 €")
    assert why(shared, {**alone, "financement": {"subvention_demandee": 0}}) == []


def test_the_lines_that_leave_the_base_by_their_reason(trial: MakeTrial) -> None:
    found = trial(funding=funding(exclude=[item("vieux", when={"fact": "annee", "at_most": 2019})]))
    old = {"montant_ttc": "1 k€", "titre": "3", "annee": 2019}
    new = {"montant_ttc": "20 k€", "titre": "3", "annee": 2021}
    lines = [STAFF | {"annee": 2021}, old, new, old]
    assert why(found, asks("32 k€", "15 k€", depenses=lines)) == [
        "Dépense de personnel, non financée : 10 000,00 € hors de la base (dépense n° 1)",
        "Libellé vieux : 2 000,00 € hors de la base (dépenses n° 2 et 4)",
    ]
    many = why(found, asks("32 k€", "15 k€", depenses=[new, *[old] * 12]))
    assert many == [
        "Libellé vieux : 12 000,00 € hors de la base (dépenses n° 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 et 2 autres)"
    ]


def test_the_minimum_under_which_nothing_is_granted(trial: MakeTrial) -> None:
    minimum = {"amount": "20 k€", "below": "nothing", "source": {"lines": "2"}}
    found = trial(funding=funding(minimum=minimum))
    assert why(found, asks("20 k€", "15 k€")) == [
        "subvention minimale de 20 000,00 €, au-dessous de laquelle rien n’est accordé : 15 000,00 € de moins"
    ]


def test_what_is_not_known_is_cut_by_nothing(trial: MakeTrial) -> None:
    assert why(trial(funding=funding()), {"financement": {"subvention_demandee": "10 k€"}}) == []


AMOUNTS = st.integers(0, 10**7).map(Money)


@given(st.none() | AMOUNTS, st.none() | AMOUNTS)
def test_a_reduction_is_what_is_asked_and_not_proposed(asked: Money | None, grant: Money | None) -> None:
    found = reduction(asked, grant)
    if found is None:
        assert asked is None or grant is None or grant >= asked
    else:
        assert found > 0
        assert grant == asked - found  # type: ignore[operator]


def test_only_what_is_proposed_is_told_to_be_less(trial_theme: Trial, tmp_path: Path) -> None:
    lines = [
        dossier("A", financement={"subvention_demandee": "35 k€", "subventions_anterieures": 0}),
        dossier("B", financement={"subvention_demandee": "35 k€"}, depose_le="2020-01-01"),
        dossier("C", projet={"reference": "P-2", "cout_total_ttc": "20 k€"}),
    ]
    found = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lines))
    rows = list(csv.DictReader(io.StringIO(rendered("csv", *found, tmp_path)[1:]), delimiter=";"))
    assert [(row["Réduit de"], plain(row["Pourquoi moins"])) for row in rows] == [
        ("5000,00", "taux du thème, qui donne 30 000,00 € : 5 000,00 € de moins que la demande"),
        ("", ""),
        ("15000,00", "taux du thème, qui donne 15 000,00 € : 15 000,00 € de moins que la demande"),
    ]
