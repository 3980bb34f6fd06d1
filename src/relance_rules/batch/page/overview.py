"""What the page says of the whole batch: figures, then tables by theme whose bars repeat what their cells say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from relance_rules.batch.changes import changed_words
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import OUTCOMES, STATUSES, EnvelopeUse, Totals
from relance_rules.batch.words import (
    ONLY_CHANGED,
    OUTCOME_OF_DECISION,
    aside_words,
    asked_amount,
    awarded_amount,
    envelope_name,
    unsaid,
)
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.values import Message, Money

_CHART = (Message("Graphique"), False)


class Card(NamedTuple):
    """A figure under its title; ``kind`` is its looks."""

    title: Content
    value: Content
    kind: str = ""


class Listed(NamedTuple):
    """A list under its title."""

    title: Content
    items: list[Content]


class ChartRow(NamedTuple):
    """A row: its name, a bar made of parts in percent of its width, or a text, its other cells, and an alert."""

    name: Content
    bar: list[tuple[str, str]] | None
    text: Content
    cells: list[Content]
    alert: Content = None


class Chart(NamedTuple):
    """A table whose second column may hold bars; a header is told whether it is of numbers."""

    title: Content
    caption: Content
    headers: list[tuple[Content, bool]]
    rows: list[ChartRow]
    legend: list[tuple[str, Content]] = []  # noqa: RUF012 - never changed


class Overview(NamedTuple):
    """What stands before the dossiers."""

    title: Content
    cards: list[Card]
    lists: list[Listed]
    by_theme: Content
    charts: list[Chart]


def overview(summary: Summary) -> Overview:
    """What the whole batch comes to."""
    charts = list(_charts(summary)) if summary.totals else []
    return Overview(Message("Synthèse"), list(_cards(summary)), list(_lists(summary)), Message("Par thème"), charts)


def _cards(summary: Summary) -> Iterator[Card]:
    yield Card(Message("Dossiers"), summary.count)
    for status in STATUSES:
        yield Card(STATUS_WORDS[status], summary.of(status), status)
    for outcome, word in OUTCOME_OF_DECISION.items():
        if count := summary.decisions.get(outcome):
            yield Card(word, count, outcome)
    if summary.plan.roles.requested is not None:
        yield Card(Message("Subvention demandée"), asked_amount(summary.requested), "wide")
    yield Card(Message("Subvention proposée"), summary.granted, "wide")
    if summary.decided:
        yield Card(Message("Montant accordé"), awarded_amount(summary.awarded, summary.unsaid), "wide")


def _lists(summary: Summary) -> Iterator[Listed]:
    changes = summary.changes
    if changes is not None:
        more = changes.count - len(changes.listed)
        rest = [Message("… et {count} de plus", {"count": more})] if more else []
        only = [ONLY_CHANGED] if changes.only else []
        yield Listed(changes.title, [*only, *map(changed_words, changes.listed), *rest])
    if summary.aside.count:
        yield Listed(Message("Mis de côté"), [aside_words(summary.aside)])
    duplicates = summary.duplicates
    if duplicates.listed:
        title = Message("Références données deux fois : {count}", {"count": duplicates.count})
        yield Listed(
            title, [Message("« {reference} » : {first}, puis {again}", each._asdict()) for each in duplicates.listed]
        )
    if summary.remarks:
        title = Message("Remarques sur les fichiers lus")
        yield Listed(title, [Message("{origin} : {said}", each._asdict()) for each in summary.remarks])


def _charts(summary: Summary) -> Iterator[Chart]:
    yield _statuses(summary)
    if summary.decided:
        yield _decided(summary)
    if summary.sessions():
        yield _sessions(summary)
    if summary.uses():
        yield _envelopes(summary.plan, summary.uses())
    if any(totals.funded_cost for _, totals in summary.by_theme()):
        yield _shares(summary)


def _statuses(summary: Summary) -> Chart:
    # There may be decided dossiers alone.
    most = max(totals.count for _, totals in summary.by_theme()) or 1
    rows = []
    for code, totals in summary.by_theme():
        bar = _bar((status, Fraction(totals.of(status), most)) for status in STATUSES)
        rows.append(ChartRow(code, bar, "", [totals.of(status) for status in STATUSES]))
    return Chart(
        Message("États des dossiers"),
        Message("États des dossiers par thème"),
        [(Message("Thème"), False), _CHART, *((STATUS_WORDS[status], True) for status in STATUSES)],
        rows,
        [(status, STATUS_WORDS[status]) for status in STATUSES],
    )


def _decided(summary: Summary) -> Chart:
    """What is decided beside what is proposed, by theme and by session."""
    lines: list[tuple[str, Content, Totals]] = []
    for code, totals in summary.by_theme():
        lines.append((code, "", totals))
        lines += ((code, each.window.label, each.totals) for each in summary.sessions() if each.theme == code)
    rows = [
        ChartRow(
            code, None, session,
            [*(totals.decisions.get(outcome, 0) for outcome in OUTCOMES), awarded_amount(totals.awarded, totals.unsaid),
             Money(totals.granted)],
        )
        for code, session, totals in lines
    ]  # fmt: skip
    return Chart(
        Message("Dossiers décidés"),
        Message("Dossiers décidés, qui ne sont pas jugés, et subventions proposées aux autres"),
        [
            (Message("Thème"), False),
            (Message("Session"), False),
            *((OUTCOME_OF_DECISION[outcome], True) for outcome in OUTCOMES),
            (Message("Accordé"), True),
            (Message("Proposé"), True),
        ],
        rows,
    )


def _sessions(summary: Summary) -> Chart:
    asked = summary.plan.roles.requested is not None
    headers: list[tuple[Content, bool]] = [
        (Message("Thème"), False),
        (Message("Session"), False),
        (Message("Dossiers"), True),
        (STATUS_WORDS["ready"], True),
        *([(Message("Demandé"), True)] if asked else []),
        (Message("Proposé"), True),
    ]
    rows = [
        ChartRow(
            code, None, window.label,
            [
                totals.count, totals.of("ready"), *([asked_amount(totals.requested)] if asked else []),
                Money(totals.granted),
            ],
        )
        for code, window, totals in summary.sessions()
    ]  # fmt: skip
    return Chart(Message("Sessions"), Message("Dossiers déposés dans chaque session"), headers, rows)


def _envelopes(plan: Plan, uses: Sequence[EnvelopeUse]) -> Chart:
    # What no envelope has is no column.
    shared = any(use.is_shared for use in uses)
    rows = []
    for use in uses:
        alert = Message("dépassée") if use.exceeded else None
        parts = [("committed", use.committed), ("awarded", use.awarded), ("grant", use.granted)]
        whole = max(use.used, use.envelope)
        bar = _bar(("ineligible" if use.exceeded else kind, Fraction(part, whole)) for kind, part in parts)
        amounts = (*parts, ("used", use.used)) if shared else parts[-1:]
        cells: list[Content] = [amount for _, amount in amounts]
        if use.unsaid:
            alert = unsaid(use) if alert is None else Message("{alert} ; {more}", {"alert": alert, "more": unsaid(use)})
        rows.append(ChartRow(envelope_name(plan, use.id), bar, "", [*cells, use.envelope, Fraction(use.share)], alert))
    uses_by = [(Message("Engagé par ailleurs"), True), (Message("Accordé"), True)] if shared else []
    return Chart(
        Message("Emploi des enveloppes"),
        Message("Emploi des enveloppes : ce qui est engagé par ailleurs, accordé et proposé")
        if shared
        else Message("Emploi des enveloppes par les subventions proposées"),
        [
            (Message("Enveloppe"), False),
            _CHART,
            *uses_by,
            (Message("Proposé"), True),
            *([(Message("En tout"), True)] if shared else []),
            (Message("Enveloppe"), True),
            (Message("Part"), True),
        ],
        rows,
    )


def _shares(summary: Summary) -> Chart:
    legend: list[tuple[str, Content]] = [
        ("grant", Message("Subvention proposée")),
        ("share", Message("Reste aux porteurs")),
    ]
    most = max(totals.funded_cost for _, totals in summary.by_theme())
    rows = []
    for code, totals in summary.by_theme():
        if totals.funded_cost:
            rest = totals.funded_cost - totals.funded
            bar = _bar([("grant", Fraction(totals.funded, most)), ("share", Fraction(rest, most))])
            rows.append(ChartRow(code, bar, "", [Money(totals.funded), Money(rest)]))
    return Chart(
        Message("Partage du coût des dossiers financés"),
        Message("Partage du coût des dossiers financés, par thème"),
        [(Message("Thème"), False), _CHART, *((word, True) for _, word in legend)],
        rows,
        legend,
    )


def _bar(parts: Iterable[tuple[str, Fraction]]) -> list[tuple[str, str]]:
    """A bar made of coloured parts, each a share of its width: a picture of what the cells beside it say."""
    return [(kind, _percent(part)) for kind, part in parts if part > 0]


def _percent(part: Fraction) -> str:
    """A part of a bar in percent, with two decimals."""
    hundredths = part.numerator * 10_000 // part.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}"
