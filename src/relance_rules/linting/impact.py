"""The dossiers whose answer a change of rules changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from relance_rules.checking.batch import Place, Placed, earlier_grants
from relance_rules.checking.check import check_dossier
from relance_rules.checking.dossiers import dossier_of
from relance_rules.compiler.rules import Rules
from relance_rules.loading.problems import InputError, Problem
from relance_rules.reading.records import Context, Record
from relance_rules.reading.sources import iter_records
from relance_rules.values import Euro


class Answer(NamedTuple):
    """What a set of rules answers to a dossier; ``verdict`` is None where it can't be read with them."""

    verdict: str | None
    status: str
    grant: Euro | None
    problems: tuple[Problem, ...] = ()


class Effect(NamedTuple):
    """A dossier and its answers under the former rules and under the new ones."""

    origin: str
    before: Answer
    after: Answer

    @property
    def changed(self) -> bool:
        """Whether its verdict, its status or its grant changes."""
        return self.before[:3] != self.after[:3]


def effects(old: Rules, new: Rules, paths: Iterable[Path]) -> list[Effect]:
    """Check some dossiers with two sets of rules; the grants of one project add up, as in a batch.

    Raises:
        InputError: A rule file that a dossier needs breaks the language.
    """
    paths = list(paths)
    before, after = _answers(old, paths), _answers(new, paths)
    nothing = Answer(None, "error", None)
    return [Effect(origin, before.get(origin, nothing), after.get(origin, nothing)) for origin in {**before, **after}]


def _answers(rules: Rules, paths: list[Path]) -> dict[str, Answer]:
    context = Context(rules.vocabulary, lambda: [rules[code].theme for code in rules])
    answers: dict[str, Answer] = {}
    placed: dict[str, Placed] = {}
    for place, record in enumerate(iter_records(paths, context)):
        for origin, found in _read(record, (place,), rules):
            # Filled in below, in this order: the grants of the others are not known yet.
            answers[origin] = found if isinstance(found, Answer) else Answer(None, "error", None)
            if isinstance(found, Placed):
                placed[origin] = found
    granted = earlier_grants(placed.values())
    for origin, (place, theme, dossier) in placed.items():
        report = check_dossier(theme, dossier, granted.get(place, Euro(0)))
        answers[origin] = Answer(report.verdict, report.status, report.funding.grant)
    return answers


def _read(record: Record, place: Place, rules: Rules) -> Iterator[tuple[str, Answer | Placed]]:
    if record.error is not None:
        yield record.origin, Answer(None, "error", None, record.error.problems)
    elif record.document is not None:
        try:
            yield record.origin, Placed(place, *dossier_of(record.document, rules))
        except InputError as error:
            yield record.origin, Answer(None, "error", None, error.problems)
