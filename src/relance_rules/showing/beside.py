"""A dossier beside every theme as blocks: which may take it, why the others do not, and what to answer next."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import Report
from relance_rules.checking.themes import Fit, Themes, fit_of, lacking, to_judge
from relance_rules.showing.advice import contradictions
from relance_rules.showing.amounts import known
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph, Step, Title, Tone
from relance_rules.showing.labels import UNSETTLED, status_words
from relance_rules.showing.sentences import rule_sentence
from relance_rules.values import Message
from relance_rules.values.words import both

_ASKED = 5
"""How many of the questions are told; the others are for JSON."""

FITS: dict[Fit, tuple[str, Tone, Message]] = {
    "fits": ("✓", "good", Message("Possible")),
    "open": ("?", "warn", Message("À vérifier")),
    "refused": ("✗", "bad", Message("Non")),
    "error": ("✗", "bad", Message("Le dossier se contredit")),
}
"""How each fit is marked, and what its themes are under."""


def beside_blocks(of: Themes) -> Iterator[Block]:
    """Everything that is told of a dossier beside the themes, in the order a person reads it."""
    yield from _identity(of)
    yield _summary(of)
    yield from side_by_side(of)
    if of.questions:
        yield Heading(Message("Questions qui décideraient le plus"))
        for number, asked in enumerate(of.questions[:_ASKED], start=1):
            fact = of.plan.facts[asked.path]
            values = {"fact": asked.path, "question": fact.question, "count": asked.weight}
            one = Message("{question} (« {fact} », 1 condition)", values)
            yield Step(
                number, Message("{question} (« {fact} », {count} conditions)", values) if asked.weight > 1 else one
            )
    if of.dossier.notes:
        yield Heading(Message("À savoir"))
        yield from (Item("•", note) for note in of.dossier.notes)


def _identity(of: Themes) -> Iterator[Block]:
    yield Title(Message("Thèmes possibles pour ce dossier"))
    parts: list[Content] = [part for part in (of.dossier.origin,) if part]
    if of.reference:
        parts.insert(0, Message("dossier {reference}", {"reference": of.reference}))
    if parts:
        pattern = "{before} · {after}" if len(parts) > 1 else "{before}"
        yield Paragraph(Message(pattern, {"before": parts[0], "after": parts[-1]}), "faint")


def _summary(of: Themes) -> Block:
    fits = [fit_of(report) for report in of.reports]
    values = {"fits": fits.count("fits"), "open": fits.count("open")}
    values["refused"] = len(fits) - values["fits"] - values["open"]
    return Paragraph(Message("possible : {fits} · à vérifier : {open} · non : {refused}", values), "strong")


def side_by_side(of: Themes) -> Iterator[Block]:
    """Every theme under how it fits, with the reason."""
    for fit, (mark, tone, words) in FITS.items():
        found = [report for report in of.reports if fit_of(report) == fit]
        if found:
            yield Heading(words)
        for report in found:
            theme = report.theme
            values: dict[str, Content] = {
                "code": theme.code,
                "title": theme.title,
                "why": both(list(_why(report, fit))),
            }
            yield Item(mark, Message("{code} · {title} : {why}", values), tone=tone)


def _why(report: Report, fit: Fit) -> Iterator[Content]:
    """Why a theme fits or not: the status, the first refusal; what it would grant, and how many answers lack."""
    match fit:
        case "error":
            yield from (notice.message for notice in contradictions(report))
        case "refused":
            yield _refused(report)
        case "fits":
            yield status_words(report)
        case _:
            yield from (Message("à faire juger, « {label} »", {"label": f.rule.label}) for f in to_judge(report))
    if fit in ("fits", "open"):
        yield grant_words(report)
        yield from lacking_words(report)


def _refused(report: Report) -> Message:
    first, *others = [finding for finding in report.findings if finding.outcome == "fail"]
    values: dict[str, Content] = {"what": rule_sentence(report, first), "count": len(others)}
    if not others:
        return Message("presque, un seul refus. {what}", values)
    if len(others) == 1:
        return Message("2 refus, dont celui-ci. {what}", values)
    return Message("{count} refus, dont celui-ci. {what}", values | {"count": len(others) + 1})


def grant_words(report: Report) -> Message:
    """What a theme would grant, never without its condition."""
    funding = report.funding
    if report.theme.funding is None:
        return Message("aucune subvention n’est calculée")
    low, high = funding.ranges.get("grant", (funding.grant, funding.grant))
    amount = known((low, high)) if funding.grant is None else funding.grant
    if amount is not None and report.verdict == "eligible":
        return Message("subvention de {amount}", {"amount": amount})
    if amount is None and high is None:
        return Message("subvention {unsettled}", {"unsettled": UNSETTLED})
    return Message("subvention jusqu’à {amount}", {"amount": high if amount is None else amount})


def lacking_words(report: Report) -> Iterator[Message]:
    """How many answers lack, if any."""
    count = lacking(report)
    if count:
        values = {"count": count}
        yield Message("{count} réponses manquent", values) if count > 1 else Message("1 réponse manque")
