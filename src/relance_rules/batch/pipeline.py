"""A batch from its inputs to what its outputs print, by one process or by several.

Two passes over the inputs. The first looks for what dossiers have to do with each other: it cumulates the grants of
those that share a ceiling, and notes the references given twice. The second checks and prints everything. Both work
chunk by chunk, and what is kept from one to the other is on disk, so that memory does not grow with the batch; any
number of processes gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any, TypeAlias

from relance_rules.batch.inputs import Chunk, Inputs, cut
from relance_rules.batch.kept import Kept
from relance_rules.batch.summary import Summary
from relance_rules.batch.trail import Digested, digest_inputs
from relance_rules.batch.worker import BatchSettings, Checked, Others, Printed, Surveyed, Worker
from relance_rules.checking.projects import add_cost, filing_of, grants_in_order
from relance_rules.loading.problems import Problem
from relance_rules.loading.rules import Rules

Progress = Callable[[int, int], None]
"""Called with how many parts of the inputs were worked on, and how many there are to work on in all."""

_Pass: TypeAlias = Callable[
    [Callable[..., Any], Callable[[Chunk], tuple[Any, ...]], Callable[[Chunk], Any]], Iterator[tuple[Chunk, Any]]
]


class Batch:
    """A batch that was cut into chunks, ready to be checked."""

    def __init__(self, inputs: Inputs, settings: BatchSettings, jobs: int = 1, rules: Rules | None = None) -> None:
        """Walk the inputs.

        Args:
            inputs: What to read.
            settings: The rules, the language, the mapping, and what is printed of each dossier.
            jobs: Number of processes; 1 works in this one.
            rules: The rules of the settings, where they are loaded already.

        Raises:
            RuleError: The rules can't be loaded.
            DossierError: There is nothing to read in all the inputs.
        """
        self._settings, self._here, self._inputs = settings, Worker(settings, rules), inputs
        self._chunks = cut(inputs, self._here.context)
        self._jobs = min(jobs, len(self._chunks))
        self.summary = Summary(self._here.plan)

    def digests(self) -> Iterator[Digested]:
        """What its inputs are, for its trail: they are read once more, piece by piece."""
        parts = (part for chunk in self._chunks for part in chunk.parts)
        return digest_inputs(parts, self._inputs.paths, self._here.plan)

    def printed(self, progress: Progress = lambda done, total: None) -> Iterator[Printed]:
        """What is printed of each dossier, in order, the same for any number of jobs; ``summary`` grows meanwhile.

        Nothing is raised for a dossier.
        """
        for checked in self._checked(progress):
            self.summary.merge(checked.totals, checked.remarks, checked.lost)
            self.summary.candidates += checked.candidates
            for printed in checked.printed:
                self.summary.add(printed.status)
                yield printed

    def _checked(self, progress: Progress) -> Iterator[Checked]:
        """The chunks once checked, in order."""
        parts = sum(len(chunk.parts) for chunk in self._chunks)
        done = 0

        def told(pass_: Iterator[tuple[Chunk, Any]]) -> Iterator[Any]:
            nonlocal done
            for chunk, result in pass_:
                done += len(chunk.parts)
                progress(done, 2 * parts)
                yield result

        missed: list[Problem] = []

        def miss(chunk: Chunk) -> Surveyed:
            missed.extend(self._here.lost(chunk).lost)
            return Surveyed()

        with closing(Kept()) as kept, self._passes() as passes:
            surveyed: Iterator[Surveyed] = told(passes(Worker.survey, lambda chunk: (), miss))
            self._keep(surveyed, kept)
            if missed:
                # Even if their dossiers are checked all the same, nothing of them was known to the others.
                yield Checked((), {}, lost=tuple(missed))

            def others(chunk: Chunk) -> tuple[Others]:
                return (Others(kept.known(chunk.number), kept.repeated(chunk.number)),)

            yield from told(passes(Worker.check, others, self._here.lost))

    def _keep(self, surveyed: Iterator[Surveyed], kept: Kept) -> None:
        """Keep what the dossiers have to do with each other, for the second pass."""
        rules = self._here.rules
        for chunk in surveyed:
            self.summary.duplicates.add(chunk.references, kept)
            for placed in chunk.sharing:
                add_cost(placed, rules, kept.costs)
                kept.share(placed, filing_of(placed, rules.plan.roles))
        kept.know(grants_in_order(kept.sharing(), rules, kept.costs, kept.granted))

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
