"""The report of a check as blocks: verdict, funding split, what is missing, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import CeilingUse, Report, Requirements
from relance_rules.plan.nodes import Named
from relance_rules.plan.ruleset import Funding
from relance_rules.showing.advice import next_steps
from relance_rules.showing.amounts import bounds_of, shown_bounds
from relance_rules.showing.blocks import Amount, Amounts, Block, Content, Heading, Item, Paragraph, Step, Title
from relance_rules.showing.deciding import each_decided
from relance_rules.showing.labels import MARKS, UNSETTLED, VERDICT, citation, status_line, unit
from relance_rules.showing.plain import line_label
from relance_rules.showing.readings import readings_block
from relance_rules.showing.sentences import rule_sentence
from relance_rules.targets.python.program import Memo
from relance_rules.values import Message


def report_blocks(report: Report) -> Iterator[Block]:
    """Everything that a report says, in the order a person reads it."""
    plan, theme = report.plan, report.theme
    yield from identity_blocks(report)
    tone, status = status_line(report)
    yield Paragraph(status, tone)

    yield Heading(Message("Éligibilité : {verdict}", {"verdict": VERDICT[report.verdict]}))
    cites = each_decided(report)
    for finding, cited in zip(report.findings, cites, strict=True):
        mark, tone = MARKS[finding.outcome]
        yield Item(mark, rule_sentence(report, finding), citation(plan, *cited), tone)

    if theme.funding is not None:
        yield Heading(Message("Financement (indicatif)") if report.indicative else Message("Financement"))
        yield Amounts(tuple(_amounts(report, theme.funding)), unit(plan))
        source = citation(plan, theme.funding.source, theme.funding.readings)
        if source.text:
            yield Paragraph(Message("({source})", {"source": source}), "faint")

    if plan.roles.commitments is not None:
        yield from _requirements(report, report.commitments, Message("Engagements"))
    if theme.documents.asked or theme.documents.unknown is not None:
        yield from _requirements(report, report.documents, Message("Contenu du dossier"))

    if report.notices:
        yield Heading(Message("À savoir"))
        for notice in report.notices:
            yield Item("•", notice.message, citation(plan, notice.source, notice.readings))

    steps = list(next_steps(report))
    if steps:
        yield Heading(Message("Prochaines étapes"))
        for number, step in enumerate(steps, start=1):
            yield Step(number, step.text)

    readings = readings_block(report, [codes for _, codes in cites])
    if readings is not None:
        yield readings


def identity_blocks(report: Report) -> Iterator[Block]:
    """Which theme and which dossier."""
    yield Title(Message("{code} · {title}", {"code": report.theme.code, "title": report.theme.title}))
    name = report.plan.roles.project_name
    parts = [None if name is None else report.facts.get(name), report.origin]
    if report.reference:
        parts.insert(0, Message("dossier {reference}", {"reference": report.reference}))
    sentence: Content = None
    for part in filter(None, parts):
        sentence = part if sentence is None else Message("{before} · {after}", {"before": sentence, "after": part})
    if sentence is not None:
        yield Paragraph(Message("{identity}", {"identity": sentence}), "faint")


def _amounts(report: Report, plan: Funding) -> Iterator[Amount]:
    """The split step by step, as the rule set names its steps; the lines that leave the base stand before it."""
    funding = report.funding
    memo: Memo = {}
    uses = {use.id: use for use in funding.ceilings}
    for step in plan.steps:
        label = step_label(step)
        match step.kind:
            case "excluded":
                # The lines say it one by one.
                continue
            case "base":
                yield from _excluded(report)
                yield Amount(label, amount_or_range(report, step, memo))
            case "ceiling" if step.id in uses:
                use = uses[step.id]
                limit = UNSETTLED if use.limit is None else use.limit
                yield Amount(ceiling_label(use), limit, "warn" if use.binding else "plain")
            case "ceiling":
                continue
            case "request":
                requested = Message("non indiquée") if funding.requested is None else funding.requested
                yield Amount(label, requested)
            case "grant":
                yield Amount(label, amount_or_range(report, step, memo), "strong")
            case _:
                yield Amount(label, amount_or_range(report, step, memo))
    if funding.applicant_staff and plan.staff_amount is not None:
        yield Amount(Message("dont « {fact} »", {"fact": plan.staff_amount.label}), funding.applicant_staff)
    for funder in plan.funders:
        yield Amount(
            Message("payé par {funder}", {"funder": funder.label}), amount_or_range(report, funder.amount, memo)
        )
    if funding.effective_rate is not None:
        yield Amount(Message("Part financée du coût total"), funding.effective_rate)


def _excluded(report: Report) -> Iterator[Amount]:
    for entry in report.funding.excluded:
        label = line_label(report, entry.line)
        values = {"line": entry.line, "label": label, "reason": entry.exclusion.label}
        yield Amount(
            Message("Exclu, ligne {line} « {label} » : {reason}", values)
            if label
            else Message("Exclu, ligne {line} : {reason}", values),
            Message("− {amount}", {"amount": entry.amount}),
        )


def step_label(step: Named) -> Message:
    """What a step of the funding split is called."""
    return Message("{label}", {"label": step.id if step.label is None else step.label})


def amount_or_range(report: Report, step: Named, memo: Memo) -> Content:
    """What a step comes to, or what it may come to; of a dossier that contradicts itself, only what is known."""
    bounds = bounds_of(report, step, memo)
    if report.contradicts_itself and bounds[0] != bounds[1]:
        return UNSETTLED
    return shown_bounds(bounds)


def ceiling_label(use: CeilingUse) -> Message:
    """A ceiling, with what earlier grants took of it, and whether it is reached."""
    values = {"label": use.ceiling.label, "used": use.already_used, "over": use.exceeded_by}
    if use.already_used is None:
        label = Message("{label} (déjà accordé ou proposé : à déterminer)", values)
    elif use.exceeded_by is not None:
        label = Message(
            "{label} (déjà accordé ou proposé : {used}, PLAFOND DÉPASSÉ DE {over} avant ce dossier)", values
        )
    elif use.already_used:
        label = Message("{label} (déjà accordé ou proposé : {used})", values)
    else:
        label = Message("{label}", values)
    return Message("{label}, atteint", {"label": label}) if use.binding else label


def _requirements(report: Report, found: Requirements, title: Message) -> Iterator[Block]:
    if not found.known:
        yield Heading(Message("{title} : liste inconnue, le texte est incomplet", {"title": title}))
        return
    yield Heading(Message("{title} : {count}", {"title": title, "count": _count(found)}))
    for requirement in found.missing:
        cited = citation(report.plan, requirement.source, requirement.readings)
        yield Item("✗", requirement.label, cited, "warn")


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
