"""The report of a check as blocks: verdict, funding split, what is missing, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import CeilingUse, Report, Requirements
from relance_rules.compiler.sentences import rule_sentence
from relance_rules.dossiers.totals import LINES
from relance_rules.showing.advice import next_steps
from relance_rules.showing.blocks import Amount, Amounts, Block, Content, Heading, Item, Paragraph, Step, Title
from relance_rules.showing.labels import MARKS, STATUS, UNSETTLED, VERDICT, citation
from relance_rules.showing.plain import exclusion_label
from relance_rules.values import Message, Money


def report_blocks(report: Report) -> Iterator[Block]:
    """Everything that a report says, in the order a person reads it."""
    yield from identity_blocks(report)
    tone, status = STATUS[report.status]
    yield Paragraph(status, tone)

    yield Heading(Message("Éligibilité : {verdict}", {"verdict": VERDICT[report.verdict]}))
    for finding in report.findings:
        mark, tone = MARKS[finding.outcome]
        sentence = rule_sentence(report.theme, finding.rule, finding.outcome, report.facts)
        yield Item(mark, sentence, citation(finding.rule.source, finding.rule.reading), tone)

    yield Heading(Message("Financement (indicatif)") if report.indicative else Message("Financement"))
    yield Amounts(tuple(_amounts(report)))
    funding = report.theme.theme.funding
    yield Paragraph(Message("({source})", {"source": citation(funding.source, funding.reading)}), "faint")

    yield from _requirements(report.commitments, Message("Engagements"))
    if report.theme.documents:
        yield from _requirements(report.documents, Message("Contenu du dossier"))

    if report.notices:
        yield Heading(Message("À savoir"))
        for notice in report.notices:
            yield Item("•", notice.message, citation(notice.source, notice.reading))

    steps = list(next_steps(report))
    if steps:
        yield Heading(Message("Que faire maintenant"))
        for number, step in enumerate(steps, start=1):
            yield Step(number, step)


def identity_blocks(report: Report) -> Iterator[Block]:
    """Which theme and which dossier."""
    yield Title(Message("{code} · {title}", {"code": report.theme.code, "title": report.theme.theme.title}))
    parts = [report.facts.get("projet.nom"), report.origin]
    if report.reference:
        parts.insert(0, Message("dossier {reference}", {"reference": report.reference}))
    sentence: Content = None
    for part in filter(None, parts):
        sentence = part if sentence is None else Message("{before} · {after}", {"before": sentence, "after": part})
    if sentence is not None:
        yield Paragraph(Message("{identity}", {"identity": sentence}), "faint")


def _amounts(report: Report) -> Iterator[Amount]:
    funding = report.funding
    yield amount_row(Message("Coût total TTC"), funding.total_cost)
    for entry in funding.excluded:
        label = report.facts[LINES][entry.line - 1].get("libelle")
        values = {"line": entry.line, "label": label, "reason": exclusion_label(entry.exclusion)}
        yield Amount(
            Message("Exclu, ligne {line} « {label} » : {reason}", values)
            if label
            else Message("Exclu, ligne {line} : {reason}", values),
            Message("− {amount}", {"amount": entry.amount}),
        )
    yield amount_row(Message("Base financée"), funding.base)
    yield amount_row(Message("Subvention au taux du thème"), funding.before_ceilings)
    for use in funding.ceilings:
        yield Amount(ceiling_label(use), use.limit, "warn" if use.binding else "plain")
    requested = Message("non indiquée") if funding.requested is None else funding.requested
    yield Amount(Message("Subvention demandée"), requested)
    yield amount_row(Message("Subvention proposée"), funding.grant)._replace(tone="strong")
    yield amount_row(Message("Reste à la charge du porteur"), funding.applicant_share)
    if funding.applicant_staff:
        yield amount_row(Message("dont personnel (titre 2)"), funding.applicant_staff)
    if funding.effective_rate is not None:
        yield Amount(Message("Part financée du coût total"), funding.effective_rate)


def amount_row(label: Message, amount: Money | None) -> Amount:
    """An amount, or that it is still to be found."""
    return Amount(label, UNSETTLED if amount is None else amount)


def ceiling_label(use: CeilingUse) -> Message:
    """A ceiling, with what earlier grants took of it, and whether it is reached."""
    if use.already_used is None:
        label = Message("{label} (déjà accordé : à déterminer)", {"label": use.label})
    elif use.already_used:
        label = Message("{label} (déjà accordé : {used})", {"label": use.label, "used": use.already_used})
    else:
        label = Message("{label}", {"label": use.label})
    return Message("{label}, atteint", {"label": label}) if use.binding else label


def _requirements(found: Requirements, title: Message) -> Iterator[Block]:
    if not found.known:
        yield Heading(Message("{title} : liste inconnue, le catalogue est incomplet", {"title": title}))
        return
    yield Heading(Message("{title} : {count}", {"title": title, "count": _count(found)}))
    for requirement in found.missing:
        statement = requirement.statement
        yield Item("✗", statement.label, citation(statement.source, statement.reading), "warn")


def _count(found: Requirements) -> Message:
    given, missing = len(found.given), len(found.missing)
    if not given and not missing and not found.unsettled:
        return Message("aucun n’est demandé")
    values = {"given": given, "missing": missing}
    if not missing and found.unsettled:
        open_ = Message("{given} donnés, d’autres dépendent d’une réponse à donner", values)
        return open_ if given > 1 else Message("{given} donné, d’autres dépendent d’une réponse à donner", values)
    if not missing:
        return Message("{given} donnés, aucun ne manque", values) if given > 1 else Message("1 donné, aucun ne manque")
    if not given:
        return Message("{missing} manquants, aucun n’est donné", values) if missing > 1 else Message("1 manquant")
    if missing == 1:
        return Message("{given} donnés, 1 manquant", values) if given > 1 else Message("1 donné, 1 manquant")
    both = Message("{given} donnés, {missing} manquants", values)
    return both if given > 1 else Message("1 donné, {missing} manquants", values)
