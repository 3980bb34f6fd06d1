"""A selection as blocks for a person, as the lines of a table, and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING

from relance_rules.batch.selection.ranking import Line, Ranked, Ranking, Selection, Unranked
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph
from relance_rules.values import Message

if TYPE_CHECKING:
    # Only the types: the schemas are made of them, and nothing else needs them.
    from relance_rules.batch.shapes_selection import RankedData, SelectionData

DECIDES_NOTHING = Message(
    "Le classement ne décide de rien : il ne change ni l’état d’un dossier ni le montant proposé."
)
LINES: dict[Line | None, Message] = {
    "within": Message("dans l’enveloppe"),
    "crosses": Message("franchit l’enveloppe"),
    "beyond": Message("au-delà de l’enveloppe"),
    None: Message("sans enveloppe"),
}
_MARKS: dict[Line | None, str] = {"within": "✓", "crosses": "!", "beyond": "✗", None: "•"}
NO_NOTES = Message("aucune note")


def selection_blocks(selection: Selection, plan: Plan) -> Iterator[Block]:
    """Each ranking with its cut line, then what has no rank and what served nothing."""
    yield Heading(Message("Sélection, d’après {name}", {"name": PurePath(selection.name).name}))
    yield Paragraph(DECIDES_NOTHING)
    for ranking in selection.rankings:
        yield Paragraph(title_of(ranking, plan), "strong")
        for ranked in ranking.ranked:
            values: dict[str, Content] = {
                "rank": rank_of(ranked),
                "name": ranked.candidate.reference or ranked.candidate.origin,
                "total": points(ranked.total),
                "grant": ranked.candidate.grant,
                "cumulated": ranked.cumulated,
                "line": LINES[ranked.line],
            }
            sentence = Message("{rank} {name} : {total} points, {grant} (cumul {cumulated}) : {line}", values)
            yield Item(_MARKS[ranked.line], sentence, tone="warn" if ranked.line == "crosses" else "plain")
        for unranked in ranking.unranked:
            values = {"name": unranked.candidate.reference or unranked.candidate.origin, "why": why_of(unranked, plan)}
            yield Item("?", Message("{name} : sans rang, {why}", values), tone="warn")
    for unused in selection.unused:
        values = {"file": PurePath(selection.name).name, "line": unused.line, "said": unused.said}
        yield Item("–", Message("{file}:{line} : {said}", values), tone="warn")


def title_of(ranking: Ranking, plan: Plan) -> Message:
    """The envelope of a ranking, and what it pays whole in the order of the notes."""
    window = "" if ranking.window is None else ranking.window.label
    named = Message("{theme}, {window}", {"theme": ranking.theme, "window": window}) if window else ranking.theme
    if ranking.envelope is None:
        return Message("{name} : pas d’enveloppe", {"name": named})
    values = {"name": named, "within": ranking.within, "envelope": ranking.envelope}
    return Message("{name} : {within} en entier, sur une enveloppe de {envelope}", values)


def rank_of(ranked: Ranked) -> Content:
    """A rank, which those tied share."""
    return Message("{rank} ex æquo", {"rank": str(ranked.rank)}) if ranked.tied else str(ranked.rank)


def why_of(unranked: Unranked, plan: Plan) -> Content:
    """Why a dossier has no rank."""
    if unranked.why == "no_notes":
        return NO_NOTES
    sections = plan.themes[unranked.candidate.theme].sections
    labels = {item.id: item.label for section in sections for item in section.items}
    return Message("à noter encore : {criteria}", {"criteria": [labels[one] for one in unranked.missing]})


def points(total: Fraction) -> Content:
    """Points as a person reads them: with no more than two decimals, cut."""
    hundredths = total.numerator * 100 // total.denominator
    return Decimal(hundredths).scaleb(-2) if hundredths % 100 else hundredths // 100


def selection_data(selection: Selection, language: Localization) -> SelectionData:
    """A selection as JSON data."""
    return {
        "notes": PurePath(selection.name).name,
        "rankings": [
            {
                "id": ranking.id,
                "theme": ranking.theme,
                "window": None if ranking.window is None else ranking.window.id,
                "envelope": None if ranking.envelope is None else str(ranking.envelope),
                "within": str(ranking.within),
                "ranked": [_ranked(each) for each in ranking.ranked],
                "unranked": [
                    {
                        "reference": each.candidate.reference,
                        "dossier": each.candidate.origin,
                        "why": each.why,
                        "missing": list(each.missing),
                    }
                    for each in ranking.unranked
                ],
            }
            for ranking in selection.rankings
        ],
        "unused": [{"line": each.line, "message": language.say(each.said)} for each in selection.unused],
    }


def _ranked(each: Ranked) -> RankedData:
    return {
        "rank": each.rank,
        "tied": each.tied,
        "reference": each.candidate.reference,
        "dossier": each.candidate.origin,
        "total": _exact(each.total),
        "jurors": each.jurors,
        "notes": [{"criterion": note.criterion, "note": _exact(note.given)} for note in each.notes],
        "grant": str(each.candidate.grant),
        "cumulated": str(each.cumulated),
        "line": each.line,
    }


def _exact(number: Fraction) -> str:
    millionths = number.numerator * 1_000_000 // number.denominator
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"
