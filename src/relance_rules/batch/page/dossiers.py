"""The dossiers of the page: what the line of each in the table holds, and its section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import dropwhile
from typing import NamedTuple

from markupsafe import Markup

from relance_rules.batch.changes import change_words
from relance_rules.batch.columns import joined
from relance_rules.batch.submissions import Standing, Submission
from relance_rules.batch.words import taxed
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Block, Content, Heading, Item
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.html import blocks_html
from relance_rules.values import Message, Money

_LEVEL = 3


class PageCell(NamedTuple):
    """A cell of the table: what it holds, what it is sorted by where that is something else, and its looks."""

    text: Content
    key: str | None = None
    kind: str = ""


class PageLine(NamedTuple):
    """The line of a dossier in the table."""

    name: str
    theme: str
    status: Standing
    word: Message
    change: Message | None
    cells: tuple[PageCell, ...]
    reasons: str


class PageSection(NamedTuple):
    """The section of a dossier, folded under its heading."""

    name: str
    theme: str
    status: Standing
    word: Message
    about: str
    summary: Message
    body: Markup


class PageColumn(NamedTuple):
    """A column of the table between the state of a dossier and its reasons; ``amount`` tells one of amounts."""

    title: Content
    cell: Callable[[Submission], PageCell]
    amount: bool = False


def _columns(plan: Plan) -> Iterator[PageColumn]:
    """The columns of the parts that the facts of the rule set play."""
    roles = plan.roles
    if roles.project_name is not None:
        yield PageColumn(Message("Projet"), lambda each: PageCell(each.project_name or "", None, "name"))
    if roles.filed_on is not None:
        yield PageColumn(Message("Déposé le"), lambda each: PageCell(_day(each) or "–", _day(each)))
    if roles.total is not None:
        title = taxed(Message("Coût total"), plan)
        yield PageColumn(title, lambda each: _amount(each.total_cost), amount=True)
    if roles.requested is not None:
        title = Message("Demandé")
        yield PageColumn(title, lambda each: _amount(each.requested), amount=True)
    yield PageColumn(Message("Proposé"), lambda each: _amount(each.grant), amount=True)


def table_headers(plan: Plan, *, compared: bool = False) -> list[tuple[Content, bool]]:
    """The titles of the columns, and whether they are of amounts."""
    return [
        (Message("Référence"), False),
        (Message("Thème"), False),
        (Message("État"), False),
        *([(Message("Depuis le dernier passage"), False)] if compared else []),
        *((column.title, column.amount) for column in _columns(plan)),
        (Message("Pourquoi"), False),
    ]


def line_of(submission: Submission, language: Localization) -> PageLine:
    """The line of a dossier."""
    return PageLine(
        submission.name,
        submission.theme or "",
        submission.status,
        submission.status_words,
        None if submission.change is None else change_words(submission.change),
        tuple(column.cell(submission) for column in _columns(submission.plan)),
        joined((*submission.decided, *submission.reasons), language),
    )


def _day(submission: Submission) -> str:
    return "" if submission.filed_on is None else submission.filed_on.isoformat()


def _amount(amount: Money | None) -> PageCell:
    return PageCell("–", "", "amount") if amount is None else PageCell(amount, str(amount), "amount")


def section_of(submission: Submission, language: Localization) -> PageSection:
    """The section of a dossier: what a report says of it, or why there is none."""
    about = (submission.project_name, ", ".join(submission.applicants), _day(submission), submission.origin)
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
