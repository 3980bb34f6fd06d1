"""A report for a person at a terminal: 80 columns, and nothing that colour alone says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from relance_rules.checking.report import Report, Requirements
from relance_rules.compiler.sentences import rule_sentence
from relance_rules.language.base import Source
from relance_rules.localization import Localization
from relance_rules.reporting.advice import next_steps
from relance_rules.reporting.plain import exclusion_label
from relance_rules.values import Euro, Message

if TYPE_CHECKING:
    from rich.console import Console

STATUS = {
    "ready": ("bold green", Message("PRÊT À DÉPOSER")),
    "incomplete": ("bold yellow", Message("À COMPLÉTER")),
    "ineligible": ("bold red", Message("NON ÉLIGIBLE")),
    "error": ("bold red", Message("DOSSIER CONTRADICTOIRE")),
}
VERDICT = {
    "eligible": Message("éligible"),
    "ineligible": Message("non éligible"),
    "undetermined": Message("indéterminée"),
}
MARKS = {
    "pass": ("✓", "green"),
    "fail": ("✗", "red"),
    "unknown": ("?", "yellow"),
    "not_applicable": ("–", "dim"),
}


def citation(source: Source | None, reading: str | None) -> Message:
    """Where a line comes from: the lines of the catalogue, and the reading it rests on."""
    if source is None:
        return Message("lecture {reading}", {"reading": reading}) if reading else Message("")
    if reading:
        return Message("catalogue l. {lines}, lecture {reading}", {"lines": source.lines, "reading": reading})
    return Message("catalogue l. {lines}", {"lines": source.lines})


def print_report(report: Report, language: Localization, console: Console) -> None:
    """Print a report."""
    say = language.say
    style, status = STATUS[report.status]
    title = Text(f"{report.theme.code} · {say(report.theme.theme.title)}", style="bold")
    console.print(title)
    for line in _identity(report, language):
        console.print(Text(line, style="dim"))
    console.print(Text(say(status), style=style))

    _heading(console, say(Message("Éligibilité : {verdict}", {"verdict": VERDICT[report.verdict]})))
    for finding in report.findings:
        mark, colour = MARKS[finding.outcome]
        sentence = rule_sentence(report.theme, finding.rule, finding.outcome, report.facts)
        _item(console, mark, colour, say(sentence), say(citation(finding.rule.source, finding.rule.reading)))

    label = Message("Financement (indicatif)") if report.indicative else Message("Financement")
    _heading(console, say(label))
    _funding(report, language, console)

    _requirements(report.commitments, Message("Engagements"), language, console)
    if report.theme.documents:
        _requirements(report.documents, Message("Contenu du dossier"), language, console)

    if report.notices:
        _heading(console, say(Message("À savoir")))
        for notice in report.notices:
            _item(console, "•", "cyan", say(notice.message), say(citation(notice.source, notice.reading)))

    steps = list(next_steps(report))
    if steps:
        _heading(console, say(Message("Que faire maintenant")))
        for number, step in enumerate(steps, start=1):
            _item(console, f"{number}.", "bold", say(step), "")


def _identity(report: Report, language: Localization) -> Iterator[str]:
    parts = [Message("dossier {reference}", {"reference": report.reference})] if report.reference else []
    if name := report.facts.get("projet.nom"):
        parts.append(Message("{name}", {"name": name}))
    if report.origin:
        parts.append(Message("{origin}", {"origin": report.origin}))
    if parts:
        yield " · ".join(language.say(part) for part in parts)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _item(console: Console, mark: str, style: str, sentence: str, cited: str) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=max(2, len(mark)), no_wrap=True)
    grid.add_column(overflow="fold")
    body = Text(sentence)
    if cited:
        body.append(f" ({cited})", style="dim")
    grid.add_row(Text(mark, style=style), body)
    console.print(Padding(grid, (0, 0, 0, 2)))


def _funding(report: Report, language: Localization, console: Console) -> None:
    say = language.say
    funding = report.funding
    unknown = Message("à déterminer")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)

    def row(label: Any, amount: Euro | None, style: str = "") -> None:
        grid.add_row(Text(say(label), style=style), Text(say(unknown if amount is None else amount), style=style))

    row(Message("Coût total TTC"), funding.total_cost)
    for entry in funding.excluded:
        line = report.facts["depenses"][entry.line - 1].get("libelle", "")
        values = {"line": entry.line, "label": line, "reason": exclusion_label(entry)}
        label = Message("Exclu, ligne {line} « {label} » : {reason}", values)
        grid.add_row(Text(say(label)), Text(f"− {say(entry.amount)}"))
    row(Message("Base financée"), funding.base)
    row(Message("Subvention au taux du thème"), funding.before_ceilings)
    for use in funding.ceilings:
        if use.already_used is None:
            label = Message("{label} (déjà accordé : à déterminer)", {"label": use.label})
        elif use.already_used:
            label = Message("{label} (déjà accordé : {used})", {"label": use.label, "used": use.already_used})
        else:
            label = Message("{label}", {"label": use.label})
        if use.binding:
            label = Message("{label}, atteint", {"label": label})
        row(label, use.limit, "yellow" if use.binding else "")
    grid.add_row(
        Text(say(Message("Subvention demandée"))),
        Text(say(Message("non indiquée") if funding.requested is None else funding.requested)),
    )
    row(Message("Subvention proposée"), funding.grant, "bold")
    row(Message("Reste à la charge du porteur"), funding.applicant_share)
    if funding.applicant_staff:
        row(Message("dont personnel (titre 2)"), funding.applicant_staff)
    if funding.effective_rate is not None:
        grid.add_row(Text(say(Message("Part financée du coût total"))), Text(say(funding.effective_rate)))
    console.print(Padding(grid, (0, 0, 0, 2)))
    cited = citation(report.theme.theme.funding.source, report.theme.theme.funding.reading)
    console.print(Padding(Text(f"({say(cited)})", style="dim"), (0, 0, 0, 2)))


def _requirements(found: Requirements, title: Message, language: Localization, console: Console) -> None:
    say = language.say
    if not found.known:
        _heading(console, say(Message("{title} : liste inconnue, le catalogue est incomplet", {"title": title})))
        return
    counts = {"title": title, "given": len(found.given), "missing": len(found.missing)}
    if not found.given and not found.missing:
        _heading(console, say(Message("{title} : aucun n’est demandé", {"title": title})))
        return
    _heading(console, say(Message("{title} : {given} donnés, {missing} manquants", counts)))
    for requirement in found.missing:
        statement = requirement.statement
        _item(console, "✗", "yellow", say(statement.label), say(citation(statement.source, statement.reading)))
