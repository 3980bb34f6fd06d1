"""The catalogue as rules: the table of the themes, and one theme in full, as blocks and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from relance_rules.compiler.sentences import range_sentence
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.totals import LINES
from relance_rules.language import theme as parts
from relance_rules.language.base import Text
from relance_rules.language.predicates import OPERATORS
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Blank, Block, Content, Heading, Item, Paragraph, Table, Title, shown
from relance_rules.showing.explained import decimal_text
from relance_rules.showing.labels import citation
from relance_rules.showing.words import sentence
from relance_rules.values import Message, Money

_KINDS = {
    "guichet": Message("guichet"),
    "appel_a_projets": Message("appel à projets"),
    "both": Message("guichet et appel à projets"),
}
_NO_SIZE = Message("aucune taille fixée")

# ---- the table of the themes


def themes_blocks(themes: Sequence[CompiledTheme]) -> Iterator[Block]:
    """One row per theme: what it is, when to file, its size, what it pays, its envelope."""
    header = (Message("Thème"), Message("Dépôt"), Message("Taille"), Message("Financement"), Message("Enveloppe"))
    yield Table(header, tuple(_row(theme) for theme in themes))


def _row(compiled: CompiledTheme) -> tuple[tuple[Content, ...], ...]:
    theme = compiled.theme
    sizes = [_brief_range(size) for size in theme.size.ranges] or [_NO_SIZE]
    return (
        (Message("{code} · {title}", {"code": theme.theme, "title": theme.title}), _KINDS[theme.kind]),
        tuple(_period(window) for window in theme.windows),
        tuple(sizes),
        (*_rates(theme.funding.scale, brief=True), *(_brief_ceiling(ceiling) for ceiling in theme.funding.ceilings)),
        (_brief(theme.envelope.amount),),
    )


def _period(window: parts.Window) -> Message:
    if window.closes is None:
        return Message("depuis le {opens}", {"opens": window.opens})
    return Message("du {opens} au {closes}", {"opens": window.opens, "closes": window.closes})


def _brief(amount: Money) -> Content:
    """An amount in millions or thousands of euros, where that is exact."""
    millions, below = divmod(amount, 10**8)
    if millions and not below:
        return Message("{number} M€", {"number": millions})
    thousands, below = divmod(amount, 10**5)
    if thousands and not below:
        return Message("{number} k€", {"number": f"{thousands:_}".replace("_", "\u202f")})
    return amount


def _brief_range(size: parts.SizeRange) -> Message:
    said = range_sentence(size)
    said = said._replace(values={name: None if value is None else _brief(value) for name, value in said.values.items()})
    return said if size.label is None else Message("{range} ({label})", {"range": said, "label": size.label})


def _brief_ceiling(ceiling: parts.Ceiling) -> Message:
    values = {"amount": _brief(ceiling.amount)}
    if ceiling.per == "project":
        return Message("au plus {amount} par projet", values)
    return Message("au plus {amount} par dossier", values)


def _rates(scale: Sequence[parts.Bracket], *, brief: bool = False) -> Iterator[Message]:
    start: Money | None = None
    for bracket in scale:
        ends = {"start": start, "end": bracket.up_to}
        values = {name: _brief(end) if brief and end is not None else end for name, end in ends.items()}
        values["rate"] = bracket.rate
        if bracket.up_to is not None and start is not None:
            yield Message("{rate} de {start} à {end}", values)
        elif bracket.up_to is not None:
            yield Message("{rate} jusqu’à {end}", values)
        elif start is not None and not bracket.rate:
            yield Message("rien au-delà de {start}", values)
        elif start is not None:
            yield Message("{rate} au-delà de {start}", values)
        else:
            yield Message("{rate} au plus", values)
        start = bracket.up_to


def themes_data(themes: Sequence[CompiledTheme], language: Localization) -> list[dict[str, Any]]:
    """The table as JSON data. Amounts are texts with two decimals, rates exact decimals, days in ISO form."""
    names = ("theme", "title", "summary", "kind", "owner", "source", "envelope", "windows", "size", "funding")
    return [{name: value for name, value in theme_data(theme, language).items() if name in names} for theme in themes]


# ---- one theme


def theme_blocks(compiled: CompiledTheme) -> Iterator[Block]:
    """Everything that a rule file says, for a person."""
    theme = compiled.theme
    yield Title(Message("{code} · {title}", {"code": theme.theme, "title": theme.title}))
    yield Paragraph(theme.summary)
    yield Paragraph(Message("({source})", {"source": citation(theme.source, None)}), "faint")

    yield Heading(Message("Repères"))
    yield Item("•", Message("Type : {kind}", {"kind": _KINDS[theme.kind]}))
    yield Item("•", Message("Porteur du thème : {owner}", {"owner": theme.owner}))
    envelope = Message("Enveloppe pour tous les projets : {amount}", {"amount": theme.envelope.amount})
    yield Item("•", envelope, citation(theme.envelope.source, theme.envelope.reading))

    yield Heading(Message("Dépôt"))
    for window in theme.windows:
        yield from _window(window, compiled.vocabulary)
    if theme.juries is not None:
        message = Message(
            "Un jury par mois, pour les dossiers déposés avant le {day}", {"day": theme.juries.before_day}
        )
        yield Item("•", message, citation(theme.juries.source, theme.juries.reading))

    yield Heading(Message("Taille du projet"))
    yield from _size(theme.size, compiled.vocabulary)

    yield Heading(Message("Éligibilité"))
    if isinstance(theme.eligibility, parts.Unreadable):
        yield _unreadable(theme.eligibility)
    for condition in theme.conditions:
        yield from _condition(condition, compiled.vocabulary)

    yield Heading(Message("Financement"))
    yield from _funding(theme.funding, compiled.vocabulary)

    yield Heading(Message("Engagements"))
    if isinstance(theme.commitments, parts.Unreadable):
        yield _unreadable(theme.commitments)
    else:
        yield from _requirements(theme.commitments, compiled.vocabulary)
    yield Heading(Message("Contenu du dossier"))
    yield from _requirements(theme.documents, compiled.vocabulary)

    for title, listed in (
        (Message("Projets attendus"), theme.expected),
        (Message("Projets encouragés"), theme.encouraged),
        (Message("Dépenses finançables, par exemple"), theme.financeable),
    ):
        yield from _listed(title, listed)
    if theme.criteria:
        yield Heading(Message("Critères du jury, à noter"))
        yield _grid(theme.criteria)
    for title, listed in (
        (Message("Sélection"), theme.selection),
        (Message("Aide aux porteurs"), theme.support),
        (Message("Suivi des projets"), theme.indicators),
    ):
        yield from _listed(title, listed)
    if theme.readings:
        yield Heading(Message("Lectures du catalogue"))
        yield Paragraph(list(theme.readings))


def _cited(mark: str, text: Content, statement: parts.Cited, depth: int = 0) -> Item:
    return Item(mark, text, citation(statement.source, statement.reading), depth=depth)


def _unreadable(listed: parts.Unreadable) -> Item:
    return _cited("?", listed.unknown, listed)


def _window(window: parts.Window, vocabulary: Vocabulary) -> Iterator[Block]:
    yield _cited("•", Message("{label} : {period}", {"label": window.label, "period": _period(window)}), window)
    if window.when is not None:
        yield Item("•", Message("si {condition}", {"condition": sentence(window.when, vocabulary)}), depth=1)
    if window.envelope is not None:
        yield Item("•", Message("enveloppe réservée : {amount}", {"amount": window.envelope}), depth=1)
    if window.notice is not None:
        yield Item("•", window.notice, depth=1)


def _size(size: parts.Size, vocabulary: Vocabulary) -> Iterator[Block]:
    if not size.ranges:
        yield _cited("•", Message("Le catalogue ne fixe aucune taille de projet pour ce thème"), size)
    for place, entry in enumerate(size.ranges):
        text: Content = range_sentence(entry)
        if entry.label is not None:
            text = Message("{label} : {range}", {"range": text, "label": entry.label})
        elif place:
            text = Message("{range} dans les autres cas", {"range": text})
        yield _cited("•", text, entry)
        if entry.when is not None:
            yield Item("•", Message("si {condition}", {"condition": sentence(entry.when, vocabulary)}), depth=1)


def _condition(condition: parts.Condition, vocabulary: Vocabulary) -> Iterator[Block]:
    yield _cited("•", condition.label, condition)
    if condition.when is not None:
        yield Item("•", Message("ne vaut que si {what}", {"what": sentence(condition.when, vocabulary)}), depth=1)
    yield Item("•", Message("vérifié ainsi : {what}", {"what": sentence(condition.require, vocabulary)}), depth=1)
    yield Item("•", Message("à défaut : {what}", {"what": condition.failure}), depth=1)


def _funding(funding: parts.Funding, vocabulary: Vocabulary) -> Iterator[Block]:
    for rate in _rates(funding.scale):
        yield _cited("•", rate, funding)
    if funding.staff == "valued":
        staff = Message("Personnel (titre 2) : compté dans le coût, à la charge du porteur")
    else:
        staff = Message("Personnel (titre 2) : hors de la base financée")
    yield Item("•", staff, citation(funding.source, "R5"))
    for exclusion in funding.exclude:
        yield _cited("•", Message("Exclu : {label}", {"label": exclusion.label}), exclusion)
        what = sentence(exclusion.when, vocabulary, LINES)
        yield Item("•", Message("vérifié ainsi : {what}", {"what": what}), depth=1)
    for ceiling in funding.ceilings:
        values = {"label": ceiling.label, "amount": ceiling.amount}
        yield _cited("•", Message("{label} : {amount}", values), ceiling)


def _requirements(listed: Sequence[parts.Requirement], vocabulary: Vocabulary) -> Iterator[Block]:
    if not listed:
        yield Item("•", Message("Rien n’est demandé"))
    for requirement in listed:
        yield _cited("•", requirement.label, requirement)
        if requirement.when is not None:
            what = sentence(requirement.when, vocabulary)
            yield Item("•", Message("demandé si {what}", {"what": what}), depth=1)


def _listed(title: Message, listed: Sequence[parts.Item]) -> Iterator[Block]:
    if listed:
        yield Heading(title)
    for item in listed:
        yield _cited("•", item.label, item)


def _grid(criteria: Sequence[parts.Item]) -> Table:
    header = (Message("Critère"), Message("Note"), Message("Commentaire"))
    rows = []
    for item in criteria:
        values = {"label": item.label, "source": citation(item.source, item.reading)}
        rows.append(((Message("{label} ({source})", values),), (Blank(),), (Blank(),)))
    return Table(header, tuple(rows))


def theme_data(compiled: CompiledTheme, language: Localization) -> dict[str, Any]:
    """A theme as JSON data: the keys of its rule file, texts in the reader's language, every condition in words too."""
    theme = compiled.theme
    data: dict[str, Any] = _plain(theme, language)

    def say(node: Any, scope: str | None = None) -> str | None:
        return None if node is None else shown(sentence(node, compiled.vocabulary, scope), language)

    for condition, entry in zip(theme.conditions, data["eligibility"] if theme.conditions else (), strict=True):
        entry["says"] = say(condition.require)
        entry["when_says"] = say(condition.when)
    for exclusion, entry in zip(theme.funding.exclude, data["funding"]["exclude"], strict=True):
        entry["says"] = say(exclusion.when, LINES)
    return data


_PREDICATES = tuple(OPERATORS.values())


def _plain(value: Any, language: Localization) -> Any:
    if isinstance(value, Text):
        return language.say(value)
    if isinstance(value, BaseModel):
        # A predicate says only what it compares with; everywhere else a key without value is null.
        terse = isinstance(value, _PREDICATES)
        fields = {info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()}
        return {key: _plain(inner, language) for key, inner in fields.items() if not (terse and inner is None)}
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(inner, language) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner, language) for inner in value]
    return value
