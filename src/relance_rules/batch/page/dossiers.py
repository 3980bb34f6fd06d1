"""The dossiers of the page: what the line of each in the table holds, and its section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import dropwhile
from typing import NamedTuple

from markupsafe import Markup

from relance_rules.batch.changes import change_words
from relance_rules.batch.columns import joined
from relance_rules.batch.submissions import DossierStatus, Submission
from relance_rules.batch.words import state_words, taxed
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Block, Content, Heading, Item
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.html import blocks_html
from relance_rules.values import Message, Money

_LEVEL = 3


class PageCell(NamedTuple):
    """A cell of the table: what it holds, what it is sorted by where that is something else, and its looks.

    ``more`` stands below, a line each.
    """

    text: Content
    key: str | None = None
    kind: str = ""
    more: tuple[Content, ...] = ()


class PageLine(NamedTuple):
    """The line of a dossier in the table."""

    name: str
    theme: str
    status: DossierStatus
    word: Message
    change: Message | None
    group: str
    state: str
    cells: tuple[PageCell, ...]
    less: str
    reasons: str


class PageSection(NamedTuple):
    """The section of a dossier, folded under its heading."""

    name: str
    theme: str
    status: DossierStatus
    word: Message
    about: str
    summary: Message
    body: Markup


class PageColumn(NamedTuple):
    """A column of the table between the state of a dossier and its reasons; ``kind`` is its looks."""

    title: Content
    cell: Callable[[Submission], PageCell]
    kind: str = ""


def _columns(plan: Plan) -> Iterator[PageColumn]:
    """The columns of the parts that the facts of the rule set play."""
    roles = plan.roles
    yield PageColumn(Message("Organisation"), _filer)
    yield PageColumn(Message("Suivi"), _handling, kind="handled")
    if roles.project_name is not None:
        yield PageColumn(Message("Projet"), lambda each: PageCell(each.project_name or "", None, "name"))
    if roles.filed_on is not None:
        yield PageColumn(Message("Déposé le"), lambda each: PageCell(_day(each) or "–", _day(each)))
    if roles.total is not None:
        title = taxed(Message("Coût total"), plan)
        yield PageColumn(title, lambda each: _amount(each.total_cost), kind="amount")
    if roles.requested is not None:
        title = Message("Demandé")
        yield PageColumn(title, lambda each: _amount(each.requested), kind="amount")
    yield PageColumn(Message("Proposé"), lambda each: _amount(each.grant), kind="amount")


def table_headers(plan: Plan, *, compared: bool = False) -> list[tuple[Content, str]]:
    """The titles of the columns, and the kind of those that have one."""
    return [
        (Message("Référence"), ""),
        (Message("Thème"), ""),
        (Message("État"), ""),
        *([(Message("Depuis le dernier passage"), "")] if compared else []),
        *((column.title, column.kind) for column in _columns(plan)),
        (Message("Pourquoi moins"), ""),
        (Message("Pourquoi"), ""),
    ]


def line_of(submission: Submission, language: Localization) -> PageLine:
    """The line of a dossier."""
    return PageLine(
        submission.name,
        submission.theme or "",
        submission.status,
        submission.status_words,
        None if submission.change is None else change_words(submission.change),
        submission.handling.group or "",
        submission.handling.state or "",
        tuple(column.cell(submission) for column in _columns(submission.plan)),
        joined(submission.less, language),
        joined((*submission.decided, *submission.reasons), language),
    )


def _filer(submission: Submission) -> PageCell:
    """Who filed it, and how to reach them."""
    below = (submission.siret, submission.handling.contact)
    return PageCell(submission.organisation or "–", submission.organisation or "", "name", tuple(filter(None, below)))


def _handling(submission: Submission) -> PageCell:
    """In whose hands it is on the platform, and under which number."""
    handling = submission.handling
    number = (
        None if handling.number in (None, submission.reference) else Message("n° {number}", {"number": handling.number})
    )
    below = (handling.group, *handling.instructors, number)
    state = state_words(handling.state)
    return PageCell(state or "–", handling.state or "", "handled", tuple(each for each in below if each is not None))


def _day(submission: Submission) -> str:
    return "" if submission.filed_on is None else submission.filed_on.isoformat()


def _amount(amount: Money | None) -> PageCell:
    return PageCell("–", "", "amount") if amount is None else PageCell(amount, str(amount), "amount")


def section_of(submission: Submission, language: Localization) -> PageSection:
    """The section of a dossier: what a report says of it, or why there is none."""
    named = [submission.organisation, *(name for name in submission.applicants if name != submission.organisation)]
    handling = submission.handling
    about = (
        submission.project_name, ", ".join(filter(None, named)), submission.siret, handling.contact, handling.group,
        state_words(handling.state), _day(submission), submission.origin,
    )  # fmt: skip
    return PageSection(
        submission.name,
        submission.theme or "–",
        submission.status,
        submission.status_words,
        joined(filter(None, about), language),
        Message("Explications du dossier {name}", {"name": submission.name}),
        blocks_html(_blocks(submission), language, _LEVEL),
    )


def _blocks(submission: Submission) -> Iterator[Block]:
    if submission.report is None:
        yield from (Item("•", said) for said in (*submission.decided, *submission.reasons))
    else:
        # The heading of the section says already what stands before the first one.
        yield from dropwhile(lambda block: not isinstance(block, Heading), report_blocks(submission.report))
    if submission.notes:
        yield Heading(Message("Remarques de lecture"))
        yield from (Item("•", note) for note in submission.notes)
