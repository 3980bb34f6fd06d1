"""The dossiers whose answer a change of rules changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from relance_rules.checking.check import Known, check_dossier
from relance_rules.checking.projects import Sharing, earlier_grants
from relance_rules.checking.report import Status, Verdict
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.reading import dossier_of
from relance_rules.dossiers.sources import iter_records
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.values import Money


class Answer(NamedTuple):
    """What a set of rules answers to a dossier; ``verdict`` is None where it can't be read with them."""

    verdict: Verdict | None
    status: Status
    grant: Money | None
    problems: tuple[Problem, ...] = ()


class Effect(NamedTuple):
    """A dossier and its answers under the former rules and under the new ones."""

    origin: str
    before: Answer
    after: Answer

    @property
    def unreadable(self) -> bool:
        """Whether neither set of rules can read the dossier."""
        return self.before.verdict is None and self.after.verdict is None

    @property
    def changed(self) -> bool:
        """Whether its verdict, its status or its grant changes."""
        return self.before[:3] != self.after[:3]


def effects(old: Rules, new: Rules, paths: Iterable[Path]) -> list[Effect]:
    """Check some dossiers with two sets of rules; the grants of those that share a ceiling add up, as in a batch.

    Raises:
        RuleError: A rule file that a dossier needs breaks the language.
    """
    paths = list(paths)
    before, after = _answers(old, paths), _answers(new, paths)
    nothing = Answer(None, "error", None)
    return [Effect(origin, before.get(origin, nothing), after.get(origin, nothing)) for origin in {**before, **after}]


def _answers(rules: Rules, paths: list[Path]) -> dict[str, Answer]:
    records = list(iter_records(paths, Context(rules.plan)))
    sharing = Sharing(rules)
    placed = [
        sharing.unread((rank,), record.data, record.origin)
        if record.document is None
        else sharing.of((rank,), record.document)
        for rank, record in enumerate(records)
    ]
    granted = earlier_grants((each for each in placed if each is not None), rules)
    answers: dict[str, Answer] = {}
    for rank, record in enumerate(records):
        if record.error is not None:
            answers[record.origin] = Answer(None, "error", None, record.error.problems)
        elif record.document is not None:
            answers[record.origin] = _answer(record.document, granted.get((rank,), {}), rules)
    return answers


def _answer(document: DossierData, known: Known, rules: Rules) -> Answer:
    try:
        theme, dossier = dossier_of(document, rules)
    except RelanceError as error:
        return Answer(None, "error", None, error.problems)
    report = check_dossier(rules.plan, theme, dossier, known)
    return Answer(report.verdict, report.status, report.funding.grant)
