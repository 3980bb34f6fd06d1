"""An explanation as blocks and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from relance_rules.compiler.sentences import rule_label, rule_sentence
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph, shown
from relance_rules.showing.checked import ceiling_label, identity_blocks
from relance_rules.showing.explanation import (
    Answer,
    BracketWhy,
    Explanation,
    FundingWhy,
    LineWhy,
    RequirementWhy,
    RuleWhy,
)
from relance_rules.showing.labels import MARKS, STATUS, TRUTHS, UNSETTLED, VERDICT, citation
from relance_rules.showing.plain import amount_text, exact, exclusion_label, source_data
from relance_rules.showing.words import fact_of, value_words
from relance_rules.values import FALSE, TRUE, UNKNOWN, Message, Money, floor_cents

SCHEMA = "relance-explanation/1"


_ASKED = {
    TRUE: Message("Demandé ici"),
    FALSE: Message("Pas demandé ici"),
    UNKNOWN: Message("À déterminer"),
}

# ---- for a person


def explanation_blocks(explanation: Explanation) -> Iterator[Block]:
    """An explanation, in the order of the report."""
    report = explanation.report
    yield from identity_blocks(report)
    tone, status = STATUS[report.status]
    yield Paragraph(status, tone)
    yield Paragraph(Message("Éligibilité : {verdict}", {"verdict": VERDICT[report.verdict]}))
    for notice in report.notices:
        if notice.reading == "R8":
            yield Paragraph(notice.message, "bad")
    yield Paragraph(Message("✓ vrai, ✗ faux, ? inconnu ; après la flèche, ce que dit le dossier"), "faint")
    for rule in explanation.rules:
        yield from _rule_blocks(explanation, rule)
    for requirement in explanation.requirements:
        yield from _requirement_blocks(explanation, requirement)
    if explanation.funding is not None:
        yield from _funding_blocks(explanation, explanation.funding)


def _rule_blocks(explanation: Explanation, why: RuleWhy) -> Iterator[Block]:
    report, rule = explanation.report, why.finding.rule
    mark, _ = MARKS[why.finding.outcome]
    values = {"mark": mark, "rule": rule.id, "label": rule_label(rule)}
    yield Heading(Message("{mark} {rule} : {label}", values))
    yield Paragraph(citation(rule.source, rule.reading), "faint")
    if why.when is not None:
        yield Paragraph(Message("S’applique si :"))
        yield from _tree(explanation, why.when, 0)
        yield Paragraph(Message("Exige alors :"))
    if why.require is not None:
        yield from _tree(explanation, why.require, 0)
    if why.finding.outcome in ("fail", "not_applicable"):
        yield Paragraph(rule_sentence(report.theme, rule, why.finding.outcome, report.facts))
    if why.finding.missing:
        yield Paragraph(Message("À renseigner : {facts}", {"facts": list(why.finding.missing)}))


def _requirement_blocks(explanation: Explanation, why: RequirementWhy) -> Iterator[Block]:
    statement = why.requirement.statement
    yield Heading(Message("{fact} : {label}", {"fact": why.requirement.fact, "label": statement.label}))
    yield Paragraph(citation(statement.source, statement.reading), "faint")
    yield Paragraph(Message("Demandé si :"))
    yield from _tree(explanation, why.when, 0)
    yield Paragraph(_ASKED[why.when.truth])


def _tree(explanation: Explanation, answer: Answer, depth: int) -> Iterator[Block]:
    mark, tone = TRUTHS[answer.truth]
    says: Content = answer.says
    if answer.item is not None:
        says = Message("{item} : {says}", {"item": answer.item, "says": says})
    met = _met(explanation, answer)
    yield Item(mark, says if met is None else Message("{says} → {met}", {"says": says, "met": met}), "", tone, depth)
    for part in answer.parts:
        yield from _tree(explanation, part, depth + 1)


def _met(explanation: Explanation, answer: Answer) -> Content:
    """What the dossier says of a predicate that has no parts, or what a quantity came to; None where parts tell."""
    if answer.measure is not None:
        return answer.measure
    if answer.parts:
        return None
    if answer.truth is UNKNOWN and answer.missing:
        return Message("non indiqué ({facts})", {"facts": list(answer.missing)})
    vocabulary = explanation.report.theme.vocabulary
    return [value_words(value, fact_of(path, vocabulary)) for path, value in answer.facts.items()] or None


def _funding_blocks(explanation: Explanation, why: FundingWhy) -> Iterator[Block]:
    report = explanation.report
    funding, theme = report.funding, report.theme
    yield Heading(
        Message("Financement pas à pas (indicatif)") if report.indicative else Message("Financement pas à pas")
    )
    yield Paragraph(citation(theme.theme.funding.source, theme.theme.funding.reading), "faint")
    yield _amount(Message("Coût total TTC"), funding.total_cost)
    for line in why.lines:
        yield from _line_blocks(explanation, line)
    if funding.excluded and funding.base is not None and funding.total_cost is not None:
        out = Money(funding.total_cost - funding.base)
        values: dict[str, Content] = {"total": funding.total_cost, "excluded": out, "base": funding.base}
        yield Item("=", Message("Base financée : {total} − {excluded} exclus = {base}", values))
    else:
        yield _amount(Message("Base financée"), funding.base)
    yield from (_bracket_item(bracket) for bracket in why.brackets)
    if funding.before_ceilings is not None:
        message = Message(
            "Subvention au taux du thème, arrondie au centime inférieur : {amount}", {"amount": funding.before_ceilings}
        )
        yield Item("=", message, citation(None, "R2"))
    for use in funding.ceilings:
        room = None if use.already_used is None else Money(max(0, use.limit - use.already_used))
        what = {"label": ceiling_label(use), "limit": use.limit, "room": UNSETTLED if room is None else room}
        message = Message("{label} : {limit}, reste {room}", what)
        yield Item("≤", message, citation(use.source, use.reading), "warn" if use.binding else "plain")
    if funding.requested is not None:
        message = Message("Subvention demandée : {amount}", {"amount": funding.requested})
    else:
        message = Message("Subvention demandée : non indiquée, elle ne limite rien")
    yield Item("≤", message, citation(None, "R9"))
    if funding.grant is not None:
        message = Message("Subvention proposée, le plus petit de ces montants : {amount}", {"amount": funding.grant})
        yield Item("=", message, "", "strong")
        yield _amount(Message("Reste à la charge du porteur"), funding.applicant_share)
    else:
        yield Item("?", Message("Subvention proposée : à déterminer"), "", "warn")
        for path in funding.missing:
            yield Item("?", Message("à renseigner : {facts}", {"facts": [path]}), "", "warn", 1)


def _amount(label: Message, amount: Money | None) -> Item:
    if amount is None:
        return Item("?", Message("{label} : à déterminer", {"label": label}), "", "warn")
    return Item("=", Message("{label} : {amount}", {"label": label, "amount": amount}))


def _line_blocks(explanation: Explanation, line: LineWhy) -> Iterator[Block]:
    amount: Content = UNSETTLED if line.amount is None else line.amount
    values = {"line": line.line, "label": line.label, "amount": amount}
    about = (
        Message("Ligne {line} « {label} », {amount}", values)
        if line.label
        else Message("Ligne {line}, {amount}", values)
    )
    if line.excluded_by is not None:
        why = line.exclusions[-1]
        message = Message("{line}, exclue : {reason}", {"line": about, "reason": exclusion_label(why.exclusion)})
        yield Item("−", message, citation(why.exclusion.source, why.exclusion.reading), "warn")
        yield from _tree(explanation, why.answer, 1)
    elif line.unsettled:
        yield Item("?", Message("{line} : à déterminer", {"line": about}), "", "warn")
        for why in line.exclusions:
            if why.answer.truth is UNKNOWN:
                yield Item(
                    "?",
                    exclusion_label(why.exclusion),
                    citation(why.exclusion.source, why.exclusion.reading),
                    "warn",
                    1,
                )
                yield from _tree(explanation, why.answer, 2)
    else:
        yield Item("+", Message("{line} : comptée", {"line": about}))


def _bracket_item(bracket: BracketWhy) -> Item:
    floor = floor_cents(bracket.amount)
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


# ---- for a program


def explanation_data(explanation: Explanation, language: Localization) -> dict[str, Any]:
    """An explanation as JSON data, with the sentences in the reader's language."""
    report = explanation.report
    return {
        "schema": SCHEMA,
        "dossier": report.origin,
        "reference": report.reference,
        "theme": report.theme.code,
        "status": report.status,
        "verdict": report.verdict,
        "rules": [_rule_data(explanation, rule, language) for rule in explanation.rules],
        "requirements": [
            {
                "fact": why.requirement.fact,
                "label": shown(why.requirement.statement.label, language),
                "asked": why.when.truth.value,
                "when": _answer_data(why.when, language),
                "source": source_data(why.requirement.statement.source),
                "reading": why.requirement.statement.reading,
            }
            for why in explanation.requirements
        ],
        "funding": None if explanation.funding is None else _funding_data(explanation, explanation.funding, language),
    }


def _rule_data(explanation: Explanation, why: RuleWhy, language: Localization) -> dict[str, Any]:
    report, rule = explanation.report, why.finding.rule
    return {
        "rule": rule.id,
        "label": language.say(rule_label(rule)),
        "outcome": why.finding.outcome,
        "message": language.say(rule_sentence(report.theme, rule, why.finding.outcome, report.facts)),
        "when": None if why.when is None else _answer_data(why.when, language),
        "require": None if why.require is None else _answer_data(why.require, language),
        "missing": list(why.finding.missing),
        "source": source_data(rule.source),
        "reading": rule.reading,
    }


def _answer_data(answer: Answer, language: Localization) -> dict[str, Any]:
    return {
        "says": language.say(answer.says),
        "item": None if answer.item is None else language.say(answer.item),
        "truth": answer.truth.value,
        "facts": exact(answer.facts),
        "measure": exact(answer.measure),
        "missing": list(answer.missing),
        "parts": [_answer_data(part, language) for part in answer.parts],
    }


def _funding_data(explanation: Explanation, why: FundingWhy, language: Localization) -> dict[str, Any]:
    funding = explanation.report.funding
    return {
        "indicative": explanation.report.indicative,
        "total_cost": amount_text(funding.total_cost),
        "lines": [
            {
                "line": line.line,
                "label": line.label,
                "amount": amount_text(line.amount),
                "excluded_by": None if line.excluded_by is None else line.excluded_by.id,
                "missing": list(line.unsettled),
                "exclusions": [
                    {
                        "rule": asked.exclusion.id,
                        "reason": language.say(exclusion_label(asked.exclusion)),
                        "says": language.say(asked.says),
                        "answer": _answer_data(asked.answer, language),
                        "source": source_data(asked.exclusion.source),
                        "reading": asked.exclusion.reading,
                    }
                    for asked in line.exclusions
                ],
            }
            for line in why.lines
        ],
        "base": amount_text(funding.base),
        "brackets": [
            {
                "from": str(bracket.start),
                "to": amount_text(bracket.end),
                "rate": decimal_text(bracket.rate),
                "part": str(bracket.part),
                "amount": decimal_text(bracket.amount / 100),
            }
            for bracket in why.brackets
        ],
        "before_ceilings": amount_text(funding.before_ceilings),
        "ceilings": [
            {
                "id": use.id,
                "label": language.say(use.label),
                "limit": str(use.limit),
                "already_used": amount_text(use.already_used),
                "left": None if use.already_used is None else str(Money(max(0, use.limit - use.already_used))),
                "binding": use.binding,
                "source": source_data(use.source),
                "reading": use.reading,
            }
            for use in funding.ceilings
        ],
        "requested": amount_text(funding.requested),
        "grant": amount_text(funding.grant),
        "applicant_share": amount_text(funding.applicant_share),
        "missing": list(funding.missing),
    }


def decimal_text(number: Fraction) -> str:
    """A rate, or an amount finer than the cent, as an exact decimal: their denominators divide a power of ten."""
    with localcontext() as context:
        context.prec = 60
        return format(Decimal(number.numerator) / Decimal(number.denominator), "f")
