"""The dossiers of the page: what the line of each in the table holds, and its section."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import dropwhile
from typing import NamedTuple

from markupsafe import Markup

from relance_rules.batch.columns import joined
from relance_rules.batch.submissions import Submission
from relance_rules.batch.words import taxed
from relance_rules.checking.report import Status
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Block, Content, Heading, Item
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.html import blocks_html
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.values import Message, Money

_LEVEL = 4


class PageCell(NamedTuple):
    """A cell of the table: what it holds, what it is sorted by where that is something else, and its looks."""

    text: Content
    key: str | None = None
    kind: str = ""


class PageLine(NamedTuple):
    """The line of a dossier in the table."""

    name: str
    theme: str
    status: Status
    word: Message
    cells: tuple[PageCell, ...]
    reasons: str


class PageSection(NamedTuple):
    """The section of a dossier, folded under its heading."""

    name: str
    theme: str
    status: Status
    word: Message
    about: str
    summary: Message
    body: Markup


def table_headers(plan: Plan) -> list[tuple[Content, bool]]:
    """The titles of the columns, and whether they are of amounts."""
    return [
        (Message("Référence"), False),
        (Message("Thème"), False),
        (Message("État"), False),
        (Message("Projet"), False),
        (Message("Déposé le"), False),
        (taxed(Message("Coût total"), plan), True),
        (Message("Demandé"), True),
        (Message("Proposé"), True),
        (Message("Pourquoi"), False),
    ]


def line_of(submission: Submission, language: Localization) -> PageLine:
    """The line of a dossier."""
    day = "" if submission.filed_on is None else submission.filed_on.isoformat()
    funding = None if submission.report is None else submission.report.funding
    amounts = [None, None] if funding is None else [funding.total_cost, funding.requested]
    return PageLine(
        submission.name,
        submission.theme or "",
        submission.status,
        STATUS_WORDS[submission.status],
        (
            PageCell(submission.project_name or "", None, "name"),
            PageCell(day or "–", day),
            *(_amount(amount) for amount in (*amounts, submission.grant)),
        ),
        joined(submission.reasons, language),
    )


def _amount(amount: Money | None) -> PageCell:
    return PageCell("–", "", "amount") if amount is None else PageCell(amount, str(amount), "amount")


def section_of(submission: Submission, language: Localization) -> PageSection:
    """The section of a dossier: what a report says of it, or why there is none."""
    day = "" if submission.filed_on is None else submission.filed_on.isoformat()
    about = (submission.project_name, ", ".join(submission.applicants), day, submission.origin)
    return PageSection(
        submission.name,
        submission.theme or "–",
        submission.status,
        STATUS_WORDS[submission.status],
        joined(filter(None, about), language),
        Message("Explications du dossier {name}", {"name": submission.name}),
        blocks_html(_blocks(submission), language, _LEVEL),
    )


def _blocks(submission: Submission) -> Iterator[Block]:
    if submission.report is None:
        yield from (Item("•", reason) for reason in submission.reasons)
    else:
        # The heading of the section says already what stands before the first one.
        yield from dropwhile(lambda block: not isinstance(block, Heading), report_blocks(submission.report))
    if submission.notes:
        yield Heading(Message("Remarques de lecture"))
        yield from (Item("•", note) for note in submission.notes)
