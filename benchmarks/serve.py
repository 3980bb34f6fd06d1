"""What ``relance serve`` bears on the loopback: requests a second, and how long one takes beside ``check()`` alone."""

from __future__ import annotations

import http.client
import itertools
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from benchmarks.examples import examples
from benchmarks.timing import show
from relance_rules import check, load_rules

COUNT = 600
CLIENTS = (1, 4, 16)
HEADERS = {"Content-Type": "application/json"}


@contextmanager
def served() -> Iterator[Callable[[], http.client.HTTPConnection]]:
    """The service of the shipped rules, and what opens a connection to it."""
    command = [sys.executable, "-m", "relance_rules", "serve", "--port", "0", "--theme", examples()[0].theme]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            told = process.stdout.readline() if process.stdout is not None else ""
            found = re.search(r"http://([^:/]+):(\d+)/", told)
            if found is None:
                raise RuntimeError(f"no service: {told!r}")
            yield lambda: http.client.HTTPConnection(found[1], int(found[2]), timeout=60)
        finally:
            process.terminate()


def asked(connect: Callable[[], http.client.HTTPConnection], bodies: Sequence[bytes]) -> list[float]:
    """The seconds that each body takes one client, which sends the next when it has the answer.

    Raises:
        RuntimeError: One is not answered.
    """
    connection, spent = connect(), []
    for body in bodies:
        start = time.perf_counter()
        connection.request("POST", "/check", body, HEADERS)
        answer = connection.getresponse()
        answer.read()
        spent.append(time.perf_counter() - start)
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
    connection.close()
    return spent


def row(name: str, spent: Sequence[float], wall: float) -> Sequence[str]:
    """A row of the table."""
    median, last = statistics.median(spent), sorted(spent)[-max(1, len(spent) // 100)]
    return name, f"{len(spent) / wall:,.0f}", f"{median * 1000:.1f} ms", f"{last * 1000:.1f} ms"


def main(count: int = COUNT, clients: Sequence[int] = CLIENTS) -> None:
    """Print the table."""
    given = list(itertools.islice(itertools.cycle(examples()), count))
    bodies = [example.line.encode() for example in given]
    rules, alone = load_rules(), []
    # What is made once of each theme is counted on neither side.
    for example in examples():
        check(example.data, rules)
    for example in given:
        start = time.perf_counter()
        check(example.data, rules)
        alone.append(time.perf_counter() - start)
    rows = [row("`check()` in the process", alone, sum(alone))]
    with served() as connect:
        asked(connect, bodies[: len(examples())])
        for number in clients:
            start = time.perf_counter()
            with ThreadPoolExecutor(number) as pool:
                spent = list(pool.map(lambda part: asked(connect, part), [bodies[n::number] for n in range(number)]))
            wall = time.perf_counter() - start
            name = f"`POST /check`, {number} client{'s' if number > 1 else ''}"
            rows.append(row(name, list(itertools.chain.from_iterable(spent)), wall))
    heads = ("", "A second", "Median", "99th percentile")
    show(f"{count} dossiers over HTTP on the loopback", heads, rows)


if __name__ == "__main__":
    main()
