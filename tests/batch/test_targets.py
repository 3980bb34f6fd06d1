from __future__ import annotations

import pytest

from relance_rules import DossierError
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary
from relance_rules.batch.targets import settle
from relance_rules.localization import localization


class Recorded:
    """A target that records what is asked of it, and may fail to be written."""

    def __init__(self, name: str, log: list[str], *, fails: bool = False) -> None:
        self.name, self.log, self.fails = name, log, fails

    def row(self, row: Row) -> None:
        raise AssertionError("no row here")

    def finish(self, summary: Summary) -> None:
        self.log.append(f"finish {self.name}")
        if self.fails:
            raise DossierError([])

    def keep(self) -> None:
        self.log.append(f"keep {self.name}")

    def discard(self) -> None:
        self.log.append(f"discard {self.name}")


def test_everything_is_written_before_anything_is_put_in_its_place() -> None:
    log: list[str] = []
    settle([Recorded("a", log), Recorded("b", log)], Summary(localization("fr")))
    assert log == ["finish a", "finish b", "keep a", "keep b"]


def test_one_target_that_fails_keeps_all_of_them_out_of_their_places() -> None:
    log: list[str] = []
    with pytest.raises(DossierError):
        settle([Recorded("a", log), Recorded("b", log, fails=True)], Summary(localization("fr")))
    assert log == ["finish a", "finish b"]
