"""An explanation as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from relance_rules.checking.report import CeilingUse
from relance_rules.plan.nodes import Citation, Named
from relance_rules.plan.ruleset import Funding
from relance_rules.showing.advice import contradictions
from relance_rules.showing.amounts import bounds_of, is_cut, known
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph
from relance_rules.showing.checked import amount_or_range, ceiling_label, identity_blocks, step_label
from relance_rules.showing.deciding import decided
from relance_rules.showing.explanation import (
    Answer,
    BracketWhy,
    Explanation,
    FundingWhy,
    LineWhy,
    RequirementWhy,
    RuleWhy,
    fact_of,
    readings_explained,
    value_words,
)
from relance_rules.showing.labels import MARKS, TRUTHS, UNSETTLED, VERDICT, citation, status_line
from relance_rules.showing.readings import READINGS, reading_item
from relance_rules.showing.sentences import rule_sentence
from relance_rules.targets.python.program import Memo
from relance_rules.values import Message, Money

_Cited: TypeAlias = tuple[Citation | None, tuple[str, ...]]
_ASKED: dict[bool | None, Message] = {
    True: Message("Demandé ici"),
    False: Message("Pas demandé ici"),
    None: Message("À déterminer"),
}


def explanation_blocks(explanation: Explanation) -> Iterator[Block]:
    """An explanation, in the order of the report."""
    report = explanation.report
    yield from identity_blocks(report)
    tone, status = status_line(report)
    yield Paragraph(status, tone)
    yield Paragraph(Message("Éligibilité : {verdict}", {"verdict": VERDICT[report.verdict]}))
    for notice in contradictions(report):
        yield Paragraph(notice.message, "bad")
    yield Paragraph(Message("✓ vrai, ✗ faux, ? inconnu ; après la flèche, ce que dit le dossier"), "faint")
    for rule in explanation.rules:
        yield from _rule_blocks(explanation, rule)
    for requirement in explanation.requirements:
        yield from _requirement_blocks(explanation, requirement)
    if explanation.funding is not None and report.theme.funding is not None:
        yield from _funding_blocks(explanation, explanation.funding, report.theme.funding)
    if readings := readings_explained(explanation):
        yield Heading(READINGS)
        yield from (reading_item(report.plan, code) for code in readings)


# ---- conditions


def _rule_blocks(explanation: Explanation, why: RuleWhy) -> Iterator[Block]:
    report, finding = explanation.report, why.finding
    mark, _ = MARKS[finding.outcome]
    yield Heading(
        Message("{mark} {rule} : {label}", {"mark": mark, "rule": finding.rule.id, "label": finding.rule.label})
    )
    told = decided(report, finding)
    yield from _cited(citation(report.plan, *told))
    if why.when is not None:
        yield Paragraph(Message("S’applique si :"))
        yield from _tree(explanation, why.when, 0)
        yield Paragraph(Message("Exige alors :"))
    if why.require is not None:
        # The heading says already what a rule of several parts is and what it came to.
        whole = finding.rule.label == why.require.says
        for answer in why.require.parts if whole else (why.require,):
            yield from _tree(explanation, answer, 0, told)
    if finding.outcome in ("fail", "not_applicable"):
        yield Paragraph(rule_sentence(report, finding))
    if finding.missing:
        yield Paragraph(Message("À renseigner : {facts}", {"facts": list(finding.missing)}))


def _requirement_blocks(explanation: Explanation, why: RequirementWhy) -> Iterator[Block]:
    asked = why.requirement
    yield Heading(Message("{fact} : {label}", {"fact": asked.fact, "label": asked.label}))
    yield from _cited(citation(explanation.report.plan, asked.source, asked.readings))
    yield Paragraph(Message("Demandé si :"))
    yield from _tree(explanation, why.when, 0)
    yield Paragraph(_ASKED[why.when.truth])


def _cited(source: Message) -> Iterator[Block]:
    if source.text:
        yield Paragraph(source, "faint")


def _tree(explanation: Explanation, answer: Answer, depth: int, told: _Cited = (None, ())) -> Iterator[Block]:
    """An answer and its parts below it; what the heading told is not cited again."""
    met = _met(explanation, answer)
    mark, tone = TRUTHS[answer.truth]
    if answer.quantity and met is not None and answer.measure is not None:
        mark, tone = "=", "plain"
    says = answer.says
    if answer.item is not None:
        says = Message("{item} : {says}", {"item": answer.item, "says": says})
    again = answer.source == told[0] and set(answer.readings) <= set(told[1])
    cited = "" if again else citation(explanation.report.plan, answer.source, answer.readings)
    yield Item(mark, says if met is None else Message("{says} → {met}", {"says": says, "met": met}), cited, tone, depth)
    for part in answer.parts:
        yield from _tree(explanation, part, depth + 1, told)


def _met(explanation: Explanation, answer: Answer) -> Content:
    """What the dossier says of a condition, or what a quantity came to; None where its parts tell."""
    if answer.measure is not None:
        return answer.measure
    told = {path for part in answer.parts for path in (*part.facts, *part.missing)}
    if any(part.item is not None for part in answer.parts):
        return None
    vocabulary = explanation.report.plan.facts
    own = {path: value for path, value in answer.facts.items() if path not in told}
    missing = [path for path in answer.missing if path not in told] if answer.truth is None else []
    met = [value_words(value, fact_of(path, vocabulary)) for path, value in own.items()]
    if missing and any(path in own for path in missing):
        return Message("{met}, à préciser ({facts})", {"met": met, "facts": missing})
    if missing:
        return Message("non indiqué ({facts})", {"facts": missing})
    return met or None


# ---- the funding split


def _funding_blocks(explanation: Explanation, why: FundingWhy, plan: Funding) -> Iterator[Block]:
    report = explanation.report
    yield Heading(
        Message("Financement pas à pas (indicatif)") if report.indicative else Message("Financement pas à pas")
    )
    yield from _cited(citation(report.plan, plan.source, plan.readings))
    memo: Memo = {}
    uses = {use.id: use for use in report.funding.ceilings}
    if plan.total is None:
        yield from _lines(explanation, why)
    for step, answers in why.steps:
        match step.kind:
            case "excluded":
                # The lines say it one by one.
                continue
            case "total":
                yield _amount(explanation, step, memo)
                yield from _lines(explanation, why)
            case "base":
                yield _base(explanation, step, memo)
                yield from (_bracket_item(bracket) for bracket in why.brackets)
            case "rate" | "bonus":
                yield _rate(explanation, step, memo)
            case "ceiling":
                if step.id in uses:
                    yield _ceiling(explanation, step, uses[step.id], memo)
            case "request":
                yield _request(explanation, step)
            case "grant":
                yield from _grant(explanation, step, memo)
            case _:
                yield _amount(explanation, step, memo)
        for answer in answers:
            yield from _tree(explanation, answer, 1)


def _lines(explanation: Explanation, why: FundingWhy) -> Iterator[Block]:
    for line in why.lines:
        yield from _line_blocks(explanation, line)


def _amount(explanation: Explanation, step: Named, memo: Memo) -> Item:
    settled = known(bounds_of(explanation.report, step, memo)) is not None
    values = {"label": step_label(step), "amount": amount_or_range(explanation.report, step, memo)}
    return Item("=" if settled else "?", Message("{label} : {amount}", values), "", "plain" if settled else "warn")


def _base(explanation: Explanation, step: Named, memo: Memo) -> Item:
    funding = explanation.report.funding
    base, total = funding.base, funding.total_cost
    excluded = Money(sum(entry.amount for entry in funding.excluded))
    # A base that is limited or stated otherwise is no difference.
    if not excluded or base is None or total is None or total - excluded != base:
        return _amount(explanation, step, memo)
    values: dict[str, Content] = {"label": step_label(step), "total": total, "excluded": excluded, "base": base}
    return Item("=", Message("{label} : {total} − {excluded} exclus = {base}", values))


def _rate(explanation: Explanation, step: Named, memo: Memo) -> Item:
    """What the rates give, before it is rounded: what is finer than the hundredth is said."""
    report = explanation.report
    item = _amount(explanation, step, memo)
    if step.dimension == "money" and is_cut(report, step, memo):
        item = item._replace(text=Message("{amount} et une fraction de centime", {"amount": item.text}))
    # What the split cites as a whole stands at its head.
    whole = report.theme.funding
    if whole is not None and (step.source, step.readings) == (whole.source, whole.readings):
        return item
    return item._replace(cited=citation(report.plan, step.source, step.readings))


def _ceiling(explanation: Explanation, step: Named, use: CeilingUse, memo: Memo) -> Item:
    values = {
        "label": ceiling_label(use),
        "limit": UNSETTLED if use.limit is None else use.limit,
        "room": amount_or_range(explanation.report, step, memo),
    }
    message = Message("{label} : {limit}, reste {room}", values)
    cited = citation(explanation.report.plan, use.ceiling.source, use.ceiling.readings)
    return Item("≤", message, cited, "warn" if use.binding else "plain")


def _request(explanation: Explanation, step: Named) -> Item:
    requested = explanation.report.funding.requested
    values = {"label": step_label(step), "amount": requested}
    message = (
        Message("{label} : non indiquée, elle ne limite rien", values)
        if requested is None
        else Message("{label} : {amount}", values)
    )
    return Item("≤", message, citation(explanation.report.plan, None, step.readings))


def _grant(explanation: Explanation, step: Named, memo: Memo) -> Iterator[Item]:
    report = explanation.report
    cited = citation(report.plan, None, step.readings)
    values = {"label": step_label(step), "amount": amount_or_range(report, step, memo)}
    if report.funding.grant is not None:
        message = Message("{label}, le plus petit de ces montants : {amount}", values)
        yield Item("=", message, cited, "strong")
        return
    yield Item("?", Message("{label} : {amount}", values), cited, "warn")
    for path in report.funding.missing:
        yield Item("?", Message("à renseigner : {facts}", {"facts": [path]}), "", "warn", 1)


def _line_blocks(explanation: Explanation, line: LineWhy) -> Iterator[Block]:
    plan = explanation.report.plan
    amount: Content = UNSETTLED if line.amount is None else line.amount
    values = {"line": line.line, "label": line.label, "amount": amount}
    about = (
        Message("Ligne {line} « {label} », {amount}", values)
        if line.label
        else Message("Ligne {line}, {amount}", values)
    )
    if line.excluded_by is not None:
        exclusion = line.excluded_by
        message = Message("{line}, exclue : {reason}", {"line": about, "reason": exclusion.label})
        yield Item("−", message, citation(plan, exclusion.source, exclusion.readings), "warn")
        answer = line.exclusions[-1].answer
        # The reason says already that the line is staff.
        for part in answer.parts if exclusion.staff and answer.parts else (answer,):
            yield from _tree(explanation, part, 1)
    elif line.unsettled:
        yield Item("?", Message("{line} : à déterminer", {"line": about}), "", "warn")
        for why in line.exclusions:
            if why.answer.truth is None:
                cited = citation(plan, why.exclusion.source, why.exclusion.readings)
                yield Item("?", why.exclusion.label, cited, "warn", 1)
                yield from _tree(explanation, why.answer, 2)
    else:
        yield Item("+", Message("{line} : comptée", {"line": about}))


def _bracket_item(bracket: BracketWhy) -> Item:
    floor = Money(bracket.amount // 1)
    amount: Content = floor
    if floor != bracket.amount:
        amount = Message("{amount} et une fraction de centime", {"amount": floor})
    values = {
        "start": bracket.start,
        "end": bracket.end,
        "rate": bracket.rate,
        "part": bracket.part,
        "amount": amount,
    }
    if bracket.end is not None:
        return Item("×", Message("De {start} à {end} : {rate} de {part} = {amount}", values))
    if bracket.start:
        return Item("×", Message("Au-delà de {start} : {rate} de {part} = {amount}", values))
    return Item("×", Message("{rate} de {part} = {amount}", values))
