from __future__ import annotations

from collections.abc import Iterator

import pytest

from relance_rules.loading.slips import Broken, Slip, told
from relance_rules.values import Message

OTHERWISE = Message("autre chose")


def many(broken: Broken) -> Iterator[Slip]:
    for place in range(1000):
        yield Slip(0, 0, Message("essai"), f"{place}", sure=False)


@pytest.mark.parametrize(("length", "tries"), [(10, 60), (64 * 1024, 60), (64 * 1024 + 1, 0)])
def test_repairs_are_tried_on_a_text_of_some_length_and_a_number_of_times(length: int, tries: int) -> None:
    tried = []

    def reads(text: str) -> Broken | None:
        tried.append(text)
        return Broken(text, 0)

    found = told(Broken("x" * length, 0), "d", (many,), reads, OTHERWISE)
    assert (len(tried), found.message, found.proposal) == (tries, OTHERWISE, None)


def test_what_is_open_at_the_end_is_wrong_where_it_begins() -> None:
    assert (Broken("a\n[b\n\n", 5, 2).line, Broken("a\n[b\nc\n", 4, 2).line) == (1, 1)
    assert Broken("a\n[b\nc\n", 5, 2).line == 2


def test_a_repair_that_is_read_further_is_proposed_and_the_one_read_whole_before_it() -> None:
    def kind(broken: Broken) -> Iterator[Slip]:
        for put in ("far", "farther", "far again"):
            yield Slip(0, 0, Message(put), put)

    ends = {"far": 4, "farther": 8, "far again": 4}

    def reads(text: str) -> Broken | None:
        first = text.split("\n")[0]
        return None if first == whole else Broken("\n" * 9, ends[first])

    whole = ""
    assert told(Broken("x\ny\nz", 0), "d", (kind,), reads, OTHERWISE).proposal == "farther"
    whole = "far again"
    assert told(Broken("x\ny\nz", 0), "d", (kind,), reads, OTHERWISE).proposal == "far again"
