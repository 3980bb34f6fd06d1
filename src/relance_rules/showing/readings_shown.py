"""The readings of a rule set: their text, the themes that they are limited to, and what rests on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan, Requirements, Theme
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph, Title
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.showing.data import readings as shapes

_SIZE = Message("Taille du projet")
_ENVELOPE = Message("Enveloppe pour tous les projets")
_FUNDING = Message("Financement")
_JURY = Message("Jury de chaque mois")
_COMMITMENTS = Message("Engagements")
_DOCUMENTS = Message("Contenu du dossier")


class Statement(NamedTuple):
    """What a theme says that rests on readings; ``id`` is without the code of the theme."""

    theme: str
    id: str
    label: Content
    readings: tuple[str, ...]


def reading_blocks(plan: Plan, code: str) -> Iterator[Block]:
    """A reading in full, for a person."""
    reading = plan.readings[code]
    yield Title(Message("Lecture {code}", {"code": code}))
    yield Paragraph(reading.text)
    yield Paragraph(_limits(plan, code), "faint")
    found = statements(plan, code)
    if found:
        yield Heading(Message("Ce qui repose sur elle"))
    for each in found:
        values = {"theme": each.theme, "id": each.id, "label": each.label}
        yield Item("•", Message("{theme}.{id} : {label}", values))


def readings_blocks(plan: Plan) -> Iterator[Block]:
    """All the readings, for a person."""
    yield Title(Message("Lectures : {title}", {"title": plan.title}))
    for code, reading in plan.readings.items():
        yield Heading(code)
        yield Paragraph(reading.text)
        yield Paragraph(_limits(plan, code), "faint")


def readings_data(plan: Plan, codes: Sequence[str], language: Localization) -> dict[str, Any]:
    """Readings as JSON data, with what rests on them."""
    return {**_data(plan, codes, language)}


def _data(plan: Plan, codes: Sequence[str], language: Localization) -> shapes.Readings:
    return {
        "schema": "relance-readings/1",
        "readings": [
            {
                "code": code,
                "text": language.say(plan.readings[code].text),
                "themes": list(plan.readings[code].themes),
                "statements": [
                    {"theme": each.theme, "id": each.id, "label": language.say(each.label)}
                    for each in statements(plan, code)
                ],
            }
            for code in codes
        ],
    }


def _limits(plan: Plan, code: str) -> Message:
    themes = plan.readings[code].themes
    if not themes:
        return Message("Vaut pour tous les thèmes")
    return Message("Vaut pour : {themes}", {"themes": list(themes)})


def statements(plan: Plan, code: str) -> list[Statement]:
    """What rests on a reading, theme after theme."""
    return [each for theme in plan.themes.values() for each in _statements(theme) if code in each.readings]


def _statements(theme: Theme) -> Iterator[Statement]:
    """Everything that a theme says and that may rest on readings, once each."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for full, label, readings in _said(theme):
        name = full.removeprefix(f"{theme.code}.")
        if readings and (name, readings) not in seen:
            seen.add((name, readings))
            yield Statement(theme.code, name, label, readings)


def _said(theme: Theme) -> Iterator[tuple[str, Content, tuple[str, ...]]]:
    if theme.envelope is not None:
        yield "envelope", _ENVELOPE, theme.envelope.readings
    for window in theme.windows:
        yield window.id, window.label, window.readings
    if theme.juries is not None:
        yield "juries", _JURY, theme.juries.readings
    yield "size", _SIZE, theme.size.readings
    for entry in theme.ranges or ():
        yield f"size.{entry.id}", entry.label if entry.labelled else entry.says, entry.readings
    for rule in theme.rules:
        # The days and the sizes are told above, one by one.
        if rule.kind == "condition":
            yield rule.id, rule.label, rule.readings
    if theme.funding is not None:
        yield "funding", _FUNDING, theme.funding.readings
        for item in (*theme.funding.exclusions, *theme.funding.ceilings):
            yield item.id, item.label, item.readings
        for step in theme.funding.steps:
            yield step.id, step.id if step.label is None else step.label, step.readings
    yield from _asked("commitments", _COMMITMENTS, theme.commitments)
    yield from _asked("documents", _DOCUMENTS, theme.documents)
    for notice in (*theme.notices, *theme.suppositions):
        yield notice.id, notice.text, notice.readings
    if theme.unknown_rules is not None:
        yield "eligibility", theme.unknown_rules.text, theme.unknown_rules.readings
    for section in theme.sections:
        for each in section.items:
            yield f"{section.id}.{each.id}", each.label, each.readings


def _asked(part: str, title: Message, listed: Requirements) -> Iterator[tuple[str, Content, tuple[str, ...]]]:
    yield part, title, listed.readings
    for requirement in listed.asked:
        yield f"{part}.{requirement.id}", requirement.label, requirement.readings
