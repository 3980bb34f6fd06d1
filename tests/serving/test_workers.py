"""Works that take too long: they are stopped, and what comes next is done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from relance_rules.serving.workers import Workers, _Work


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.end()


def endless() -> None:
    while True:
        with suppress(Exception):
            time.sleep(0.001)


def fails() -> None:
    raise KeyError("a fault")


def test_a_work_is_done_and_its_fault_is_its_own(workers: Workers) -> None:
    assert asyncio.run(workers.made(lambda: 3, 5)) == 3
    with pytest.raises(KeyError):
        asyncio.run(workers.made(fails, 5))


def test_a_work_without_end_is_stopped_and_its_thread_goes_on_to_the_next(workers: Workers) -> None:
    for _ in range(3):
        with pytest.raises(TimeoutError):
            asyncio.run(workers.made(endless, 0.02))
    assert asyncio.run(workers.made(lambda: 3, 5)) == 3


def test_a_work_that_waited_too_long_is_never_begun(workers: Workers) -> None:
    begun: list[int] = []

    async def two() -> list[object]:
        return await asyncio.gather(
            workers.made(endless, 0.2), workers.made(lambda: begun.append(1), 0.02), return_exceptions=True
        )

    assert [type(each) for each in asyncio.run(two())] == [TimeoutError, TimeoutError]
    assert asyncio.run(workers.made(lambda: 3, 5)) == 3
    assert begun == []


def test_the_end_stops_what_is_under_way(workers: Workers) -> None:
    async def ended() -> None:
        waited = asyncio.ensure_future(workers.made(endless, 60))
        await asyncio.sleep(0.05)
        workers.end()
        await waited

    with pytest.raises(TimeoutError):
        asyncio.run(ended())


def test_a_work_stopped_as_its_thread_takes_it_is_never_begun() -> None:
    begun: list[int] = []
    work = _Work(lambda: begun.append(1))
    work.stop()
    with pytest.raises(TimeoutError):
        work()
    assert begun == []
