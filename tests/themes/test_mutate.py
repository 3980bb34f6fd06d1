"""What is put wrong in a rule file: a mutation that did not happen would count as nothing to catch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .mutate import Families, mutants

FAMILIES: Families = ({"general": ["fine"], "fine": [], "other": []}, {"FR": [], "DE": []})


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ({"amount": "2 M€"}, [{"amount": "1999999.99 EUR"}, {"amount": "2000000.01 EUR"}]),
        ({"at_least": "0 EUR"}, [{"more_than": "0 EUR"}, {"at_least": "0.01 EUR"}]),
        ({"rate": "75 %"}, [{"rate": "74.99 %"}, {"rate": "75.01 %"}]),
        ({"rate": "100 %"}, [{"rate": "99.99 %"}]),
        ({"opens": date(2021, 1, 4)}, [{"opens": date(2021, 1, 3)}, {"opens": date(2021, 1, 5)}]),
        ({"before_day": 15}, [{"before_day": 14}, {"before_day": 16}]),
        ({"is": True}, [{"is": False}]),
        ({"is": "other"}, [{"is": "general"}]),
        ({"is": "FR"}, [{"is": "DE"}]),
        ({"per": "project"}, [{"per": "dossier"}]),
        ({"in": ["general"]}, [{"in": []}, {"in": ["general", "other"]}, {"in": ["fine"]}]),
        ({"not": {"is": True}}, [{"is": True}, {"not": {"is": False}}]),
        ({"id": "general", "when": {"is": True}}, [{"id": "general"}, {"id": "general", "when": {"is": False}}]),
        ({"some": "porteurs"}, [{"every": "porteurs"}]),
        ({"label": "75 %", "source": {"lines": 12}, "cases": [{"is": True}]}, []),
    ],
)
def test_each_thing_that_decides_is_put_wrong_and_nothing_else(rule: Any, wrong: list[Any]) -> None:
    found = [mutant.data["part"] for mutant in mutants({"part": rule}, FAMILIES)]
    assert sorted(map(str, found)) == sorted(map(str, wrong))
