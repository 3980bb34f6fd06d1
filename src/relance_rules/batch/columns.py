"""The columns that every table of a batch has: their titles, and what they take from a dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from relance_rules.batch.changes import KIND_WORDS, moves
from relance_rules.batch.reductions import reduction
from relance_rules.batch.submissions import Submission, key_parts
from relance_rules.batch.words import VERDICT_WORDS, state_words, taxed
from relance_rules.dossiers.handling import Decision
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.values import Message


class OutputColumn(NamedTuple):
    """A column of a table of dossiers.

    ``value`` gives an amount, a day, something to say, or None for what is not known; ``width`` is in characters.
    """

    key: str
    title: Content
    value: Callable[[Submission, Localization], Content]
    width: int = 14


def columns_of(plan: Plan, *, compared: bool = False) -> tuple[OutputColumn, ...]:
    """The columns of a rule set: those of the parts that its facts play; ``compared`` with an earlier batch or not."""
    return tuple(_columns(plan, compared))


def _columns(plan: Plan, compared: bool) -> Iterator[OutputColumn]:
    roles = plan.roles
    if roles.reference is not None:
        yield OutputColumn("reference", Message("Référence"), lambda each, _: each.reference)
    yield OutputColumn("theme", Message("Thème"), lambda each, _: each.theme)
    yield OutputColumn("status", Message("État"), lambda each, _: each.status_words)
    yield OutputColumn("verdict", Message("Éligibilité"), _verdict)
    if compared:
        yield OutputColumn("change", Message("Depuis le dernier passage"), lambda each, _: _kind(each), 18)
        yield OutputColumn("moves", Message("Avant et maintenant"), _moves, 40)
    yield OutputColumn("organisation", Message("Organisation"), lambda each, _: each.organisation, 36)
    yield OutputColumn("siret", Message("SIRET"), lambda each, _: each.siret, 16)
    if roles.project_name is not None:
        yield OutputColumn("project_name", Message("Projet"), lambda each, _: each.project_name, 36)
    if plan.scopes:
        scope = next(iter(plan.scopes.values()))
        labels = [plan.facts[path].label for _, path in scope.key]
        yield OutputColumn("project", labels, lambda each, _: key_parts(scope, each))
    if roles.applicants is not None and roles.applicant_name is not None:
        yield OutputColumn("applicants", Message("Porteurs"), lambda each, _: each.applicants, 36)
    if roles.filed_on is not None:
        yield OutputColumn("filed_on", Message("Déposé le"), lambda each, _: each.filed_on)
        yield OutputColumn("window", Message("Session"), lambda each, _: each.window and each.window.label, 24)
    yield from _amounts(plan)
    if roles.requested is not None:
        cut = Message("Réduit de")
        yield OutputColumn("reduction", cut, lambda each, _: reduction(each.requested, each.grant), 18)
    yield OutputColumn("less", Message("Pourquoi moins"), lambda each, language: joined(each.less, language), 60)
    yield from _decided()
    yield OutputColumn("reasons", Message("Pourquoi"), lambda each, language: joined(each.reasons, language), 60)
    yield OutputColumn("notices", Message("À savoir"), lambda each, language: joined(each.told, language), 60)
    yield OutputColumn("readings", Message("Lectures"), lambda each, _: ", ".join(each.readings), 24)
    yield from _handling()
    yield OutputColumn(
        "notes", Message("Remarques de lecture"), lambda each, language: joined(each.notes, language), 40
    )
    yield OutputColumn("origin", Message("Fichier"), lambda each, _: each.origin, 40)


HANDLING = ("number", "contact", "group", "instructors", "state", "modified")
"""The columns of what the platform alone says of a dossier."""


def _handling() -> Iterator[OutputColumn]:
    yield OutputColumn("number", Message("Numéro de plateforme"), lambda each, _: each.handling.number, 12)
    yield OutputColumn("contact", Message("Contact"), lambda each, _: each.handling.contact, 30)
    yield OutputColumn("group", Message("Groupe instructeur"), lambda each, _: each.handling.group, 24)
    yield OutputColumn("instructors", Message("Instructeurs"), lambda each, _: ", ".join(each.handling.instructors), 30)
    yield OutputColumn("state", Message("État sur la plateforme"), lambda each, _: state_words(each.handling.state), 20)
    yield OutputColumn("modified", Message("Modifié le"), lambda each, _: _day(each.handling.modified))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def joined(parts: Iterable[Content], language: Localization) -> str:
    """Sentences one after the other, on one line."""
    return " · ".join(map(language.say, parts))


def _decided() -> Iterator[OutputColumn]:
    """What was decided of a dossier that is not judged."""
    parts: tuple[tuple[str, Message, Callable[[Decision], Content], int], ...] = (
        ("awarded", Message("Montant accordé"), lambda each: each.amount, 18),
        ("decision_note", Message("Motif de la décision"), lambda each: each.note, 40),
        ("decision_instructor", Message("Décision instruite par"), lambda each: each.instructor, 24),
        ("decision_source", Message("Source de la décision"), lambda each: each.source, 30),
    )
    for key, title, part, width in parts:
        yield OutputColumn(key, title, partial(_part, part), width)


def _part(part: Callable[[Decision], Content], submission: Submission, _: Localization) -> Content:
    return None if submission.decision is None else part(submission.decision)


def _verdict(submission: Submission, _: Localization) -> Content:
    if submission.decision is not None:
        return None
    return VERDICT_WORDS["undetermined" if submission.report is None else submission.report.verdict]


def _kind(submission: Submission) -> Content:
    return None if submission.change is None else KIND_WORDS[submission.change.kind]


def _moves(submission: Submission, language: Localization) -> Content:
    return None if submission.change is None else joined(moves(submission.change), language)


def _amounts(plan: Plan) -> Iterator[OutputColumn]:
    if plan.roles.total is not None:
        title = taxed(Message("Coût total"), plan)
        yield OutputColumn("total_cost", title, lambda each, _: each.total_cost, 18)
    if plan.roles.requested is not None:
        yield OutputColumn("requested", Message("Subvention demandée"), lambda each, _: each.requested, 18)
    yield OutputColumn("grant", Message("Subvention proposée"), lambda each, _: each.grant, 18)
    if plan.roles.total is not None:
        yield OutputColumn("applicant_share", Message("Reste au porteur"), lambda each, _: each.share, 18)
