from __future__ import annotations

from typing import Any

import pytest

from relance_rules import DossierError
from relance_rules.batch.destinations import settle
from relance_rules.batch.summary import Summary
from rule_sets import MakeTrial


class Recorded:
    """A destination that records what is asked of it, and may fail to be written."""

    def __init__(self, name: str, log: list[str], *, fails: bool = False) -> None:
        self.name, self.log, self.fails = name, log, fails

    def add(self, printed: Any) -> None:
        raise AssertionError("no dossier here")

    def finish(self, summary: Summary) -> None:
        self.log.append(f"finish {self.name}")
        if self.fails:
            raise DossierError([])

    def keep(self) -> None:
        self.log.append(f"keep {self.name}")

    def discard(self) -> None:
        self.log.append(f"discard {self.name}")


@pytest.fixture
def summary(trial: MakeTrial) -> Summary:
    return Summary(trial().rules.plan)


def test_everything_is_written_before_anything_is_put_in_its_place(summary: Summary) -> None:
    log: list[str] = []
    settle([Recorded("a", log), Recorded("b", log)], summary)
    assert log == ["finish a", "finish b", "keep a", "keep b"]


def test_one_that_fails_keeps_all_of_them_out_of_their_places(summary: Summary) -> None:
    log: list[str] = []
    with pytest.raises(DossierError):
        settle([Recorded("a", log), Recorded("b", log, fails=True)], summary)
    assert log == ["finish a", "finish b"]
