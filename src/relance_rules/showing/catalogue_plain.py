"""The catalogue as plain data: the shapes that ``schemas/catalogue.schema.json`` describes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Cited, Exclusion, Funding, Range, Requirements, Rule, Theme, Window
from relance_rules.plan.ruleset import Item as ItemOf
from relance_rules.showing.catalogue import bounds_of_range, brackets, cited_range, fixed_limit
from relance_rules.showing.plain import amount_text, cited_data, decimal_text, exact, source_data
from relance_rules.values import Text

if TYPE_CHECKING:
    from relance_rules.showing.data import catalogue as shapes
    from relance_rules.showing.data.parts import Cited as CitedData


def themes_data(themes: Sequence[Theme], language: Localization) -> list[dict[str, Any]]:
    """The table as JSON data. Amounts are texts with two decimals, rates exact decimals, days in ISO form."""
    return [{**_Data(language).row(theme)} for theme in themes]


def theme_data(theme: Theme, language: Localization) -> dict[str, Any]:
    """A theme as JSON data: texts in the reader's language, every condition in words."""
    return {**_Data(language).theme(theme)}


class _Data:
    """The parts of a theme as JSON data, in one language."""

    def __init__(self, language: Localization) -> None:
        self.language = language

    def row(self, theme: Theme) -> shapes.ThemeRow:
        kind = theme.kind
        return {
            "theme": theme.code,
            "title": self.language.say(theme.title),
            "summary": self.language.say(theme.summary),
            "kind": kind[0] if len(kind) == 1 else list(kind) or None,
            "owner": theme.owner,
            "source": source_data(theme.source),
            "envelope": None
            if theme.envelope is None
            else {"amount": str(theme.envelope.amount), **_cited(theme.envelope)},
            "windows": [self.window(window) for window in theme.windows],
            "size": None
            if theme.ranges is None
            else {"ranges": [self.range(entry, theme.size) for entry in theme.ranges], **_cited(theme.size)},
            "funding": None if theme.funding is None else self.funding(theme.code, theme.funding),
        }

    def theme(self, theme: Theme) -> shapes.Theme:
        lost = theme.unknown_rules
        return {
            **self.row(theme),
            "eligibility": [self.condition(theme.code, rule) for rule in theme.rules if rule.kind == "condition"]
            if lost is None
            else {"unknown": self.language.say(lost.text), **_cited(lost)},
            "commitments": self.requirements(theme.commitments),
            "documents": self.requirements(theme.documents),
            "juries": None if theme.juries is None else {"before_day": theme.juries.before_day, **_cited(theme.juries)},
            "notices": [
                {"id": n.id, "text": self.language.say(n.text), "makes": n.makes, **_cited(n)} for n in theme.notices
            ],
            "sections": {
                section.id: {
                    "title": self.language.say(section.title),
                    "grid": section.grid,
                    "items": [self.item(item) for item in section.items],
                }
                for section in theme.sections
            },
            "readings": list(theme.readings),
        }

    def said(self, text: Text | None) -> str | None:
        return None if text is None else self.language.say(text)

    def item(self, item: ItemOf) -> shapes.Item:
        return {"id": item.id, "label": self.language.say(item.label), **_cited(item)}

    def window(self, window: Window) -> shapes.Window:
        return {
            **self.item(window),
            "opens": window.opens.isoformat(),
            "closes": None if window.closes is None else window.closes.isoformat(),
            "when_says": self.said(window.when_says),
            "envelope": amount_text(window.envelope),
            "notice": self.said(window.notice),
        }

    def range(self, entry: Range, whole: Cited) -> shapes.SizeRange:
        bounds = bounds_of_range(entry)
        return {
            "id": entry.id,
            "label": self.language.say(entry.label) if entry.labelled else None,
            "says": self.language.say(entry.says),
            "when_says": self.said(entry.when_says),
            "at_least": exact(bounds.get("at_least")),
            "more_than": exact(bounds.get("more_than")),
            "at_most": exact(bounds.get("at_most")),
            "less_than": exact(bounds.get("less_than")),
            **_cited(cited_range(entry, whole)),
        }

    def condition(self, code: str, rule: Rule) -> shapes.Condition:
        return {
            "id": rule.id.removeprefix(f"{code}."),
            "label": self.language.say(rule.label),
            "says": self.said(rule.says),
            "when_says": self.said(rule.when_says),
            "failure": self.said(rule.failure),
            **cited_data(rule.source, rule.readings),
        }

    def funding(self, code: str, funding: Funding) -> shapes.Funding:
        def own(statement: ItemOf) -> shapes.Item:
            return {**self.item(statement), "id": statement.id.removeprefix(f"{code}.")}

        def excluded(exclusion: Exclusion) -> shapes.Exclusion:
            return {**own(exclusion), "says": self.said(exclusion.says)}

        return {
            "scale": [{"rate": decimal_text(rate), "up_to": amount_text(end)} for end, rate in brackets(funding)],
            "says": [self.language.say(text) for text in funding.says],
            "staff": funding.staff,
            "exclude": [excluded(exclusion) for exclusion in funding.exclusions if not exclusion.staff],
            "ceilings": [
                {
                    **own(ceiling),
                    "amount": amount_text(fixed_limit(ceiling)),
                    "says": self.said(ceiling.says),
                    "per": ceiling.scope or "dossier",
                }
                for ceiling in funding.ceilings
                if not ceiling.staff
            ],
            "funders": [{"id": funder.id, "label": self.language.say(funder.label)} for funder in funding.funders],
            **_cited(funding),
        }

    def requirements(self, listed: Requirements) -> list[shapes.Requirement] | shapes.Unknown:
        if listed.unknown is not None:
            return {"unknown": self.language.say(listed.unknown), **_cited(listed)}
        return [{**self.item(asked), "when_says": self.said(asked.when_says)} for asked in listed.asked]


def _cited(statement: Cited) -> CitedData:
    return cited_data(statement.source, statement.readings)
