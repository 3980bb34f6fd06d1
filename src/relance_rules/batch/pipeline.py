"""A batch from its inputs to what its outputs print, by one process or by several.

Two passes. The first reads the inputs, and looks for what dossiers have to do with each other: it sets copies and
replaced versions aside, and cumulates the grants of those that share a ceiling. A dossier that nothing of the others
changes is checked and printed there, where the outputs can be told later what the others say of it. The second checks
and prints those that waited. Both work chunk by chunk, and what is kept from one to the other is on disk, so that
memory does not grow with the batch; any number of processes gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from relance_rules.batch.changes import Change, Changed, Changes
from relance_rules.batch.decided import placed_outside
from relance_rules.batch.inputs import Chunk, Inputs, cut, processes
from relance_rules.batch.kept import Kept
from relance_rules.batch.last import Last, read_last
from relance_rules.batch.projects import Projects, members_of
from relance_rules.batch.seen import seen_outside
from relance_rules.batch.summary import Remark, Summary
from relance_rules.batch.trail import Digested, digest_inputs
from relance_rules.batch.twins import named
from relance_rules.batch.versions import Versions
from relance_rules.batch.worker import BatchSettings, Checked, Others, Printed, Surveyed, Worker
from relance_rules.checking.projects import BatchPlace, Placed, Step, count_in, filing_of, steps_in_order
from relance_rules.dossiers.handling import StatedDecision
from relance_rules.loading.files import shown
from relance_rules.loading.problems import Problem
from relance_rules.loading.rules import Rules
from relance_rules.values import Message

Progress = Callable[[int, int], None]
"""Called with how many parts of the inputs were worked on, and how many there are to work on in all."""

_Pass: TypeAlias = Callable[
    [Callable[..., Any], Callable[[Chunk], tuple[Any, ...]], Callable[[Chunk], Any]], Iterator[tuple[Chunk, Any]]
]


class Batch:
    """A batch that was cut into chunks, ready to be checked."""

    def __init__(
        self,
        inputs: Inputs,
        settings: BatchSettings,
        jobs: int = 1,
        rules: Rules | None = None,
        since: Path | None = None,
    ) -> None:
        """Walk the inputs.

        Args:
            inputs: What to read.
            settings: The rules, the language, the mappings, and what is printed of each dossier.
            jobs: Number of processes; 1 works in this one, 0 takes as many as are worth it.
            rules: The rules of the settings, where they are loaded already.
            since: The result of an earlier batch, to say what changed.

        Raises:
            RuleError: The rules can't be loaded.
            DossierError: There is nothing to read in all the inputs.
        """
        self._settings, self._here, self._inputs = settings, Worker(settings, rules), inputs
        self._chunks = cut(inputs, self._here.context)
        self._jobs = processes(jobs, len(self._chunks))
        self._since, self._decisions = since, settings.decisions
        changes = None if since is None else Changes(shown(since))
        self.summary = Summary(self._here.plan, committed=settings.committed, changes=changes)

    def digests(self) -> Iterator[Digested]:
        """What its inputs are, for its trail: they are read once more, piece by piece."""
        parts = (part for chunk in self._chunks for part in chunk.parts)
        return digest_inputs(parts, self._inputs.paths, self._here.plan)

    def printed(self, progress: Progress = lambda done, total: None) -> Iterator[Printed]:
        """What is printed of each dossier, in order, the same for any number of jobs; ``summary`` grows meanwhile.

        Nothing is raised for a dossier.

        Raises:
            DossierError: There is no room for what has to be kept, or the result of the earlier batch can't be read.
        """
        for checked in self._checked(progress):
            self.summary.merge(checked.totals, checked.remarks, checked.lost)
            self.summary.candidates += checked.candidates
            for printed in checked.printed:
                self.summary.add(printed.status)
                if self.summary.changes is not None and printed.changed is not None:
                    self.summary.changes.add(printed.changed)
                yield printed

    def _checked(self, progress: Progress) -> Iterator[Checked]:
        """The chunks once checked, in order."""
        parts = sum(len(chunk.parts) for chunk in self._chunks)
        done = 0

        def told(pass_: Iterator[tuple[Chunk, Any]]) -> Iterator[tuple[Chunk, Any]]:
            nonlocal done
            for chunk, result in pass_:
                done += len(chunk.parts)
                progress(done, 2 * parts)
                yield chunk, result

        missed: list[Problem] = []
        unread: set[int] = set()

        def miss(chunk: Chunk) -> Surveyed:
            missed.extend(self._here.lost(chunk).lost)
            unread.add(chunk.number)
            return Surveyed([], [], [], [], [])

        if self._decisions.notes:
            remarks = [Remark(self._decisions.name, note) for note in self._decisions.notes]
            yield Checked([], {}, remarks)
        kept = Kept()
        with self._passes() as passes:
            compared = self._since is not None
            surveyed = told(passes(partial(Worker.survey, compared=compared), lambda chunk: (), miss))
            versions = Versions(kept, self._last())
            outside = self._keep(surveyed, kept, versions)
            for each in kept.twins():
                yield Checked([], {}, [Remark(each.first[1], each.words)])
            if missed:
                # Even if their dossiers are checked all the same, nothing of them was known to the others.
                yield Checked([], {}, [], lost=tuple(missed))

            def others(chunk: Chunk) -> tuple[Others]:
                number = chunk.number
                held = None if number in unread else kept.held(number)
                return (Others(kept.known(number), versions.of(number), kept.again(number), held),)

            lost = partial(self._here.lost, compared=compared)
            yield from (checked for _, checked in told(passes(Worker.check, others, lost)))
            yield self._here.outside(outside, versions.of(len(self._chunks)))

    def _keep(
        self, surveyed: Iterator[tuple[Chunk, Surveyed]], kept: Kept, versions: Versions
    ) -> list[tuple[BatchPlace, StatedDecision]]:
        """Keep what the dossiers have to do with each other, for the second pass.

        Returns:
            The decisions whose dossiers are not in the batch, which come after all the others.
        """
        rules, matched = self._here.rules, list[tuple[str, BatchPlace]]()

        def share(placed: Placed) -> None:
            kept.share(placed, filing_of(placed, rules.plan.roles))

        for chunk, found in surveyed:
            for dossiers in found.held:
                kept.hold(chunk.number, dossiers)
            versions.see(found.seen)
            kept.count_once(found.decided)
            matched += found.matched
            for placed in found.sharing:
                share(placed)
        self._settle(versions)
        kept.settle_decided()
        # The line of a dossier that is set aside is nobody's, and counts as it stands.
        theirs = {line for line, place in matched if not versions.is_aside(place)}
        stated = self._decisions.by_reference.items()
        outside: list[tuple[BatchPlace, StatedDecision]] = [
            ((len(self._chunks), 0, place), each) for place, (key, each) in enumerate(stated) if key not in theirs
        ]
        versions.see(seen_outside(place, decision, rules.plan) for place, decision in outside)
        self._miss(versions)
        for place, decision in outside:
            if (placed_there := placed_outside(place, decision, rules)) is not None:
                share(placed_there)
        for placed in kept.sharing("chunk, part, record"):
            count_in(placed, rules, kept.ledger)
            for each in named(placed, rules):
                kept.name(each)
        self.summary.projects = Projects(kept.count_projects, kept.projects)

        def listed() -> Iterator[Step]:
            for step in steps_in_order(kept.sharing(), rules, kept.ledger):
                for key, member in members_of(step, rules):
                    kept.enlist(key, member)
                yield step

        kept.know(listed())
        return outside

    def _last(self) -> Iterator[Last] | None:
        """What became of the dossiers the last time; other rules, or another version of the tool, are said."""
        changes = self.summary.changes
        return None if self._since is None or changes is None else self._met(read_last(self._since), changes)

    def _met(self, last: Iterator[Last], changes: Changes) -> Iterator[Last]:
        for each in last:
            changes.meet(each.rules, each.tool, self._here.plan)
            yield each
        self._remark((changes.since, said) for said in changes.warnings)

    def _settle(self, versions: Versions) -> None:
        """Say what does not count, and what is doubtful."""
        summary = self.summary
        summary.aside, summary.duplicates = versions.settle()
        self._remark(versions.twins())

    def _miss(self, versions: Versions) -> None:
        """Say what is no longer there."""
        if self.summary.changes is not None:
            for last in versions.gone():
                self.summary.changes.add(Changed(last.name, last.origin, Change("gone", last.standing)))

    def _remark(self, said: Iterable[tuple[str, Message]]) -> None:
        for remark in said:
            self.summary.merge({}, (Remark(*remark),), ())

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
