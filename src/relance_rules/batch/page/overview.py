"""What the whole batch comes to: figures, then tables by theme whose bars repeat what their cells say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from relance_rules.batch.columns import STATUS_WORDS
from relance_rules.batch.page.markup import TABLE_END, Markup
from relance_rules.batch.summary import STATUSES, Summary
from relance_rules.checking.batch import Totals
from relance_rules.checking.report import Status
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.values import Message, Money

_CHART = (Message("Graphique"), False)


def overview(summary: Summary, themes: Mapping[str, CompiledTheme], markup: Markup) -> Iterator[str]:
    """The sections that stand before the dossiers."""
    yield from _figures(summary, markup)
    if summary.totals:
        yield f'<section aria-labelledby="charts"><h2 id="charts">{markup.say(Message("Par thème"))}</h2>\n'
        yield from _statuses(summary, markup)
        yield from _sessions(summary, themes, markup)
        yield from _envelopes(summary, themes, markup)
        yield from _shares(summary, markup)
        yield "</section>\n"


def _figures(summary: Summary, markup: Markup) -> Iterator[str]:
    say = markup.say
    yield f'<section aria-labelledby="summary"><h2 id="summary">{say(Message("Synthèse"))}</h2>\n<dl class="cards">'
    yield f"<div><dt>{say(Message('Dossiers'))}</dt><dd>{summary.count}</dd></div>"
    for status in STATUSES:
        yield f'<div class="{status}"><dt>{say(STATUS_WORDS[status])}</dt><dd>{summary.statuses[status]}</dd></div>'
    for word, amount in (
        (Message("Subvention demandée"), summary.requested),
        (Message("Subvention proposée"), summary.granted),
    ):
        yield f'<div class="wide"><dt>{say(word)}</dt><dd>{say(amount)}</dd></div>'
    yield "</dl>\n"
    if summary.duplicates:
        yield f"<h3>{say(Message('Références données deux fois : {count}', {'count': summary.duplicate_count}))}</h3>\n"
        listed = (Message("« {reference} » : {first}, puis {again}", each._asdict()) for each in summary.duplicates)
        yield from markup.items(map(say, listed))
    if summary.remarks:
        yield f"<h3>{say(Message('Ce qui n’a pas été pris pour un dossier'))}</h3>\n"
        remarks = (Message("{origin} : {said}", {"origin": origin, "said": said}) for origin, said in summary.remarks)
        yield from markup.items(map(say, remarks))
    yield "</section>\n"


def _statuses(summary: Summary, markup: Markup) -> Iterator[str]:
    yield f"<h3>{markup.say(Message('États des dossiers'))}</h3>\n"
    yield markup.legend((status, STATUS_WORDS[status]) for status in STATUSES)
    headers = [_CHART, *((STATUS_WORDS[status], True) for status in STATUSES)]
    yield markup.table_start(Message("États des dossiers par thème"), headers, Message("Thème"))
    most = max(totals.count for _, totals in summary.by_theme())
    for code, totals in summary.by_theme():
        counts = _counts(totals)
        bar = markup.bar((status, Fraction(counts[status], most)) for status in STATUSES)
        yield _line(markup.say(code), bar, [str(counts[status]) for status in STATUSES])
    yield TABLE_END


def _sessions(summary: Summary, themes: Mapping[str, CompiledTheme], markup: Markup) -> Iterator[str]:
    sessions = summary.sessions(themes)
    if not sessions:
        return
    yield f"<h3>{markup.say(Message('Sessions'))}</h3>\n"
    headers = [
        (Message("Session"), False),
        (Message("Dossiers"), True),
        (STATUS_WORDS["ready"], True),
        (Message("Demandé"), True),
        (Message("Proposé"), True),
    ]
    yield markup.table_start(Message("Dossiers déposés dans chaque session"), headers, Message("Thème"))
    for code, window, totals in sessions:
        amounts = [markup.say(Money(amount)) for amount in (totals.requested, totals.granted)]
        cells = [str(totals.count), str(_counts(totals)["ready"]), *amounts]
        yield _line(markup.say(code), markup.say(window.label), cells)
    yield TABLE_END


def _envelopes(summary: Summary, themes: Mapping[str, CompiledTheme], markup: Markup) -> Iterator[str]:
    say = markup.say
    uses = summary.uses(themes)
    if not uses:
        return
    yield f"<h3>{say(Message('Emploi des enveloppes'))}</h3>\n"
    headers = [_CHART, (Message("Proposé"), True), (Message("Enveloppe"), True), (Message("Part"), True)]
    caption = Message("Emploi des enveloppes par les subventions proposées")
    yield markup.table_start(caption, headers, Message("Enveloppe"))
    for use in uses:
        share = Fraction(use.granted, use.envelope)
        bar = markup.bar([("ineligible" if use.exceeded else "grant", min(share, Fraction(1)))])
        over = f' <span class="over">{say(Message("dépassée"))}</span>' if use.exceeded else ""
        yield _line(say(use.id), bar, [say(use.granted), say(use.envelope), f"{say(share)}{over}"])
    yield TABLE_END


def _shares(summary: Summary, markup: Markup) -> Iterator[str]:
    most = max(totals.funded_cost for _, totals in summary.by_theme())
    if not most:
        return
    legend = [("grant", Message("Subvention proposée")), ("share", Message("Reste aux porteurs"))]
    yield f"<h3>{markup.say(Message('Partage du coût des dossiers financés'))}</h3>\n{markup.legend(legend)}"
    headers = [_CHART, *((word, True) for _, word in legend)]
    yield markup.table_start(Message("Partage du coût des dossiers financés, par thème"), headers, Message("Thème"))
    for code, totals in summary.by_theme():
        rest = totals.funded_cost - totals.granted
        bar = markup.bar([("grant", Fraction(totals.granted, most)), ("share", Fraction(rest, most))])
        yield _line(markup.say(code), bar, [markup.say(Money(amount)) for amount in (totals.granted, rest)])
    yield TABLE_END


def _counts(totals: Totals) -> dict[Status, int]:
    return {**dict.fromkeys(STATUSES, 0), **totals.statuses}


def _line(name: str, second: str, cells: list[str]) -> str:
    numbers = "".join(f'<td class="amount">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row">{name}</th><td>{second}</td>{numbers}</tr>\n'
