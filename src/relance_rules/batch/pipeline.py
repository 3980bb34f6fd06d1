"""A batch from its inputs to its rows, by one process or by several.

Two passes over the inputs. The first reads only the dossiers whose project may have several, to cumulate their
grants; the second checks everything. Both work chunk by chunk, so that memory does not grow with the batch, and
the rows are the same for any number of processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias

from relance_rules.batch.inputs import Chunk, Inputs, Readable, Unreadable, cut
from relance_rules.batch.worker import Checked, Settings, Worker, by_chunk, flattened
from relance_rules.checking.batch import Placed, earlier_grants
from relance_rules.compiler.rules import Rules
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message

Progress = Callable[[int, int], None]
"""Called with how many parts of the inputs were worked on, and how many there are to work on in all."""

_Pass: TypeAlias = Callable[
    [Callable[..., Any], Callable[[Chunk], tuple[Any, ...]], Callable[[Chunk], Any]], Iterator[tuple[Chunk, Any]]
]


class Batch:
    """A batch that was cut into chunks, ready to be checked."""

    def __init__(self, inputs: Inputs, settings: Settings, jobs: int = 1, rules: Rules | None = None) -> None:
        """Walk the inputs.

        Args:
            inputs: What to read.
            settings: The rules, the language and the mapping.
            jobs: Number of processes; 1 works in this one.
            rules: The rules of the settings, where they are loaded already.

        Raises:
            DossierError: The rules can't be loaded, or there is nothing to read in all the inputs.
        """
        self._settings, self._here = settings, Worker(settings, rules)
        self._chunks = cut(inputs, self._here.context)
        parts = [part for chunk in self._chunks for part in chunk.parts]
        if not any(isinstance(part, Readable) for part in parts):
            problems = [problem for part in parts if isinstance(part, Unreadable) for problem in part.problems]
            raise DossierError(problems or [Problem(Message("aucun dossier dans ce qui a été donné"))])
        self._jobs = min(jobs, len(self._chunks))

    def checked(self, progress: Progress = lambda done, total: None) -> Iterator[Checked]:
        """The chunks once checked, in order, the same for any number of jobs; nothing is raised for a dossier."""
        parts = sum(len(chunk.parts) for chunk in self._chunks)
        done = 0

        def told(pass_: Iterator[tuple[Chunk, Any]]) -> Iterator[Any]:
            nonlocal done
            for chunk, result in pass_:
                done += len(chunk.parts)
                progress(done, 2 * parts)
                yield result

        missed: list[Problem] = []

        def miss(chunk: Chunk) -> list[Placed]:
            missed.extend(self._here.lost(chunk).lost)
            return []

        with self._passes() as passes:
            sharing: Iterator[list[Placed]] = told(passes(Worker.sharing, lambda chunk: (), miss))
            earlier = by_chunk(earlier_grants(flattened(sharing), self._here.rules))
            if missed:
                # Even if their dossiers are checked all the same, nothing of them was cumulated.
                yield Checked((), {}, lost=tuple(missed))
            yield from told(passes(Worker.check, lambda chunk: (earlier.get(chunk.number, {}),), self._here.lost))

    @contextmanager
    def _passes(self) -> Iterator[_Pass]:
        """How to pass over the chunks: in this process, or in a pool that both passes share."""
        if self._jobs == 1:
            yield lambda task, arguments, lost: (
                (chunk, task(self._here, chunk, *arguments(chunk))) for chunk in self._chunks
            )
            return
        from relance_rules.batch.pool import Pool

        pool = Pool(self._settings, self._jobs)
        try:
            yield partial(pool.in_order, self._chunks)
        finally:
            pool.stop()
