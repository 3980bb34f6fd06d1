"""The catalogue as rules: the table of the themes, and one theme in full, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from relance_rules.plan import nodes
from relance_rules.plan.facts import RATE_SCALE
from relance_rules.plan.nodes import Citation, Compare, Const, Named, Node
from relance_rules.plan.ruleset import (
    Ceiling,
    Cited,
    Exclusion,
    Funding,
    Item,
    Plan,
    Range,
    Requirements,
    Rule,
    Section,
    Theme,
    Window,
)
from relance_rules.showing.amounts import measured
from relance_rules.showing.blocks import Blank, Block, Content, Heading, Paragraph, Table, Title
from relance_rules.showing.blocks import Item as Line
from relance_rules.showing.labels import citation
from relance_rules.showing.readings import READINGS, reading_item
from relance_rules.showing.sentences import NO_SIZE
from relance_rules.values import Currency, Message, Money
from relance_rules.values.words import both, range_words, shown_number

# ---- the table of the themes


def themes_blocks(plan: Plan, themes: Sequence[Theme]) -> Iterator[Block]:
    """One row per theme: what it is, when to file, its size, what it pays, its envelope."""
    header = (Message("Thème"), Message("Dépôt"), Message("Taille"), Message("Financement"), Message("Enveloppe"))
    yield Table(header, tuple(_row(plan, theme) for theme in themes))


def _row(plan: Plan, theme: Theme) -> tuple[tuple[Content, ...], ...]:
    title = Message("{code} · {title}", {"code": theme.code, "title": theme.title})
    sizes = [_brief_range(entry, plan.currency) for entry in theme.ranges or ()] or [Message("aucune taille fixée")]
    return (
        (title, *(() if (kind := way_in(plan, theme)) is None else (kind,))),
        tuple(period(window) for window in theme.windows),
        tuple(sizes),
        () if theme.funding is None else tuple(_brief_funding(plan, theme.funding)),
        () if theme.envelope is None else (_brief(theme.envelope.amount, plan.currency),),
    )


def way_in(plan: Plan, theme: Theme) -> Content:
    """The ways in of a theme, in words; None where it has none."""
    fact = plan.roles.way_in
    if fact is None or not theme.kind:
        return None
    values = plan.facts[fact].values or {}
    return both([values[kind].label for kind in theme.kind])


def period(window: Window) -> Message:
    """The days of a window, both included."""
    if window.closes is None:
        return Message("depuis le {opens}", {"opens": window.opens})
    return Message("du {opens} au {closes}", {"opens": window.opens, "closes": window.closes})


def _brief(value: Any, currency: Currency | None) -> Content:
    """An amount in millions or thousands, where that is exact; a number as it is."""
    if not isinstance(value, Money) or currency is None:
        return shown_number(value)
    millions, below = divmod(value, 10**8)
    if millions and not below:
        return Message("{number} M{sign}", {"number": millions, "sign": currency.sign})
    thousands, below = divmod(value, 10**5)
    if thousands and not below:
        number = f"{thousands:_}".replace("_", "\u202f")
        return Message("{number} k{sign}", {"number": number, "sign": currency.sign})
    return value


def _brief_range(entry: Range, currency: Currency | None) -> Content:
    bounds = bounds_of_range(entry)
    said: Content = entry.says
    if None not in bounds.values():
        said = range_words({name: _brief(bound, currency) for name, bound in bounds.items()})
    return Message("{range} ({label})", {"range": said, "label": entry.label}) if entry.labelled else said


def bounds_of_range(entry: Range) -> dict[str, Any]:
    """The bounds of a range by name, ``at_least`` and the like; None for one that depends on the dossier."""
    within = entry.within
    if not isinstance(within, Named):
        return {}
    return dict(_bounds(within.of, within))


def cited_range(entry: Range, whole: Cited) -> Cited:
    """What a range rests on: one that cites nothing of its own rests on what the size as a whole does."""
    return entry if entry.source is not None or entry.readings else whole


def _bounds(node: Node, within: Named) -> Iterator[tuple[str, Any]]:
    match node:
        case nodes.All(parts=parts):
            for part in parts:
                yield from _bounds(part, within)
        case nodes.Any(parts=(first, *_)):
            # A range that does not refuse leaves what is out of it to be judged.
            yield from _bounds(first, within)
        case Compare(left=left, right=right, strict=strict) if left is not within.shows:
            yield "more_than" if strict else "at_least", _fixed(left, within)
        case Compare(right=right, strict=strict):
            yield "less_than" if strict else "at_most", _fixed(right, within)


def _fixed(bound: Node, within: Named) -> Any:
    """A bound that is the same for every dossier."""
    if not isinstance(bound, Const) or not isinstance(bound.value, int):
        return None
    return measured((bound.value, bound.value), bound.scale, within.dimension or "number")[0]


def _brief_funding(plan: Plan, funding: Funding) -> Iterator[Content]:
    yield from _rates(funding, plan.currency, brief=True)
    yield from funding.says
    for ceiling in funding.ceilings:
        if ceiling.staff:
            continue
        amount = fixed_limit(ceiling)
        values = {"amount": ceiling.says if amount is None else _brief(amount, plan.currency)}
        if ceiling.scope is None:
            yield Message("au plus {amount} par dossier", values)
        elif plan.roles.project_name is not None and _is_of_project(plan, ceiling.scope):
            yield Message("au plus {amount} par projet", values)
        else:
            yield Message("au plus {amount}, avec les autres dossiers", values)


def _is_of_project(plan: Plan, scope: str) -> bool:
    """Whether the dossiers of a scope are those of one project: its key stands beside the name of the project."""
    project = (plan.roles.project_name or "").rpartition(".")[0]
    return bool(project) and all(path.rpartition(".")[0] == project for _, path in plan.scopes[scope].key)


def fixed_limit(ceiling: Ceiling) -> Money | None:
    """The limit of a ceiling, where it is the same for every dossier."""
    limit = None if ceiling.limit is None else ceiling.limit.of
    if not isinstance(limit, Const) or not isinstance(limit.value, int):
        return None
    found: Money = measured((limit.value, limit.value), limit.scale, "money")[0]
    return found


def brackets(funding: Funding) -> Iterator[tuple[Money | None, Fraction]]:
    """The end and the rate of each bracket of the base, where they are the same for every dossier."""
    return ((end, Fraction(int(units), 10**RATE_SCALE)) for end, units in funding.brackets)


def _rates(funding: Funding, currency: Currency | None, *, brief: bool = False) -> Iterator[Message]:
    start: Money | None = None
    for up_to, rate in brackets(funding):
        ends = {"start": start, "end": up_to}
        values = {name: _brief(end, currency) if brief and end is not None else end for name, end in ends.items()}
        values["rate"] = rate
        if up_to is not None and start is not None:
            yield Message("{rate} de {start} à {end}", values)
        elif up_to is not None:
            yield Message("{rate} jusqu’à {end}", values)
        elif start is not None and not rate:
            yield Message("rien au-delà de {start}", values)
        elif start is not None:
            yield Message("{rate} au-delà de {start}", values)
        else:
            yield Message("{rate} au plus", values)
        start = up_to


# ---- one theme


def theme_blocks(plan: Plan, theme: Theme) -> Iterator[Block]:
    """Everything that a rule set says of a theme, for a person."""
    shown = _Shown(plan)
    yield Title(Message("{code} · {title}", {"code": theme.code, "title": theme.title}))
    if theme.summary != theme.title:
        yield Paragraph(theme.summary)
    if theme.source is not None:
        yield Paragraph(Message("({source})", {"source": citation(plan, theme.source)}), "faint")
    yield from shown.landmarks(theme)
    if theme.windows:
        yield Heading(Message("Dépôt"))
        for window in theme.windows:
            yield from shown.window(window)
        if theme.juries is not None:
            values = {"day": theme.juries.before_day}
            message = Message("Un jury par mois, pour les dossiers déposés avant le {day}", values)
            yield shown.cited("•", message, theme.juries)
    if theme.ranges is not None:
        yield Heading(Message("Taille du projet"))
        yield from shown.size(theme.ranges, theme.size)
    yield from shown.eligibility(theme)
    if theme.funding is not None:
        yield Heading(Message("Financement"))
        yield from shown.funding(theme.funding)
    if plan.roles.commitments is not None:
        yield Heading(Message("Engagements"))
        yield from shown.requirements(theme.commitments)
    if plan.roles.documents is not None:
        yield Heading(Message("Contenu du dossier"))
        yield from shown.requirements(theme.documents)
    if theme.notices:
        yield Heading(Message("À savoir"))
        for notice in theme.notices:
            yield shown.cited("•", notice.text, notice)
    for section in theme.sections:
        yield from shown.section(section)
    if theme.readings:
        yield Heading(READINGS)
        yield from (reading_item(plan, code) for code in theme.readings)


class _Shown:
    """Shows the parts of a theme."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def cited(self, mark: str, text: Content, statement: Cited, depth: int = 0) -> Line:
        return self.line(mark, text, statement.source, statement.readings, depth)

    def line(
        self, mark: str, text: Content, source: Citation | None, readings: Sequence[str] = (), depth: int = 0
    ) -> Line:
        return Line(mark, text, citation(self.plan, source, readings), depth=depth)

    def landmarks(self, theme: Theme) -> Iterator[Block]:
        kind, envelope = way_in(self.plan, theme), theme.envelope
        if kind is None and not theme.owner and envelope is None:
            return
        yield Heading(Message("Repères"))
        if kind is not None:
            yield Line("•", Message("Type : {kind}", {"kind": kind}))
        if theme.owner:
            yield Line("•", Message("Porteur du thème : {owner}", {"owner": theme.owner}))
        if envelope is not None:
            message = Message("Enveloppe pour tous les projets : {amount}", {"amount": envelope.amount})
            yield self.cited("•", message, envelope)

    def window(self, window: Window) -> Iterator[Block]:
        values = {"label": window.label, "period": period(window)}
        yield self.cited("•", Message("{label} : {period}", values), window)
        if window.when_says is not None:
            yield Line("•", Message("si {condition}", {"condition": window.when_says}), depth=1)
        if window.envelope is not None:
            yield Line("•", Message("enveloppe réservée : {amount}", {"amount": window.envelope}), depth=1)
        if window.notice is not None:
            yield Line("•", window.notice, depth=1)

    def size(self, ranges: Sequence[Range], whole: Cited) -> Iterator[Block]:
        if not ranges:
            yield self.cited("•", NO_SIZE, whole)
        for place, entry in enumerate(ranges):
            text: Content = entry.says
            if entry.labelled:
                text = Message("{label} : {range}", {"range": text, "label": entry.label})
            elif place:
                text = Message("{range} dans les autres cas", {"range": text})
            yield self.cited("•", text, cited_range(entry, whole))
            if entry.when_says is not None:
                yield Line("•", Message("si {condition}", {"condition": entry.when_says}), depth=1)

    def eligibility(self, theme: Theme) -> Iterator[Block]:
        conditions = [rule for rule in theme.rules if rule.kind == "condition"]
        yield Heading(Message("Éligibilité"))
        if theme.unknown_rules is not None:
            yield self.cited("?", theme.unknown_rules.text, theme.unknown_rules)
        elif not conditions:
            yield Line("•", Message("Rien n’est demandé"))
        for rule in conditions:
            yield from self.condition(rule)

    def condition(self, rule: Rule) -> Iterator[Block]:
        yield self.line("•", rule.label, rule.source, rule.readings)
        if rule.when_says is not None:
            yield Line("•", Message("ne vaut que si {what}", {"what": rule.when_says}), depth=1)
        if rule.says is not None:
            yield Line("•", Message("vérifié ainsi : {what}", {"what": rule.says}), depth=1)
        if rule.failure is not None:
            yield Line("•", Message("à défaut : {what}", {"what": rule.failure}), depth=1)

    def funding(self, funding: Funding) -> Iterator[Block]:
        for rate in (*_rates(funding, self.plan.currency), *funding.says):
            yield self.cited("•", rate, funding)
        role = self.plan.roles.staff
        if funding.staff != "counted" and funding.staff_amount is not None and role is not None:
            values = {"staff": funding.staff_amount.label}
            message = (
                Message("{staff} : dans le coût, à la charge du porteur", values)
                if funding.staff == "valued"
                else Message("{staff} : hors de la base financée", values)
            )
            yield self.line("•", message, funding.source, () if role.reading is None else (role.reading,))
        for exclusion in funding.exclusions:
            if not exclusion.staff:
                yield from self.exclusion(exclusion)
        for ceiling in funding.ceilings:
            if not ceiling.staff:
                amount = fixed_limit(ceiling)
                said: Content = ceiling.says if amount is None else amount
                yield self.cited("•", Message("{label} : {amount}", {"label": ceiling.label, "amount": said}), ceiling)
        if funding.funders:
            names = [funder.label for funder in funding.funders]
            yield Line("•", Message("Payé par : {funders}", {"funders": names}))

    def exclusion(self, exclusion: Exclusion) -> Iterator[Block]:
        yield self.cited("•", Message("Exclu : {label}", {"label": exclusion.label}), exclusion)
        if exclusion.says is not None and exclusion.says != exclusion.label:
            yield Line("•", Message("vérifié ainsi : {what}", {"what": exclusion.says}), depth=1)

    def requirements(self, listed: Requirements) -> Iterator[Block]:
        if listed.unknown is not None:
            yield self.cited("?", listed.unknown, listed)
        elif not listed.asked:
            yield Line("•", Message("Rien n’est demandé"))
        for requirement in listed.asked:
            yield self.cited("•", requirement.label, requirement)
            if requirement.when_says is not None:
                yield Line("•", Message("demandé si {what}", {"what": requirement.when_says}), depth=1)

    def section(self, section: Section) -> Iterator[Block]:
        if not section.items:
            return
        yield Heading(section.title)
        if section.grid:
            yield self.grid(section.items)
            return
        for item in section.items:
            yield self.cited("•", item.label, item)

    def grid(self, items: Sequence[Item]) -> Table:
        header = (Message("Critère"), Message("Note"), Message("Commentaire"))
        rows = []
        for item in items:
            cited = citation(self.plan, item.source, item.readings)
            said = Message("{label} ({source})", {"label": item.label, "source": cited}) if cited.text else item.label
            rows.append(((said,), (Blank(),), (Blank(),)))
        return Table(header, tuple(rows))
