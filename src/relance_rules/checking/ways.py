"""Where a theme has several ways in and the dossier names none: what each of them would give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.checking import eligibility
from relance_rules.checking.asked import ThemeAsked
from relance_rules.checking.funding import split
from relance_rules.checking.report import Facts, Notice, WayIn
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message, Money
from relance_rules.values.words import Content, both

_TO_SETTLE = Message("à déterminer")


def ways_in(asked: ThemeAsked, facts: Facts) -> Iterator[WayIn]:
    """What a dossier that names no way in comes to by each of those of its theme."""
    fact = asked.plan.roles.way_in
    if fact is None or fact in facts:
        return
    for way in asked.theme.ways_in:
        chosen = asked.of({**facts, fact: way})
        findings = eligibility.find(asked, chosen)
        refusals = tuple(finding.rule for finding in findings if finding.outcome == "fail")
        funding = split(asked, chosen)
        yield WayIn(way, eligibility.verdict_of(findings), refusals, funding.grant, funding.ranges.get("grant"))


def ways_notice(plan: Plan, theme: Theme, ways: Sequence[WayIn]) -> Notice:
    """The same in words."""
    fact = plan.roles.way_in or ""
    labels = plan.facts[fact].values or {}
    said = [_said(labels[way.value].label, way, theme.funding is not None) for way in ways]
    fits = any(way.verdict != "ineligible" for way in ways)
    text = (
        "« {fact} » n’est pas choisi. Ce que donnerait chaque façon de déposer : {ways}"
        if fits
        else "« {fact} » n’est pas choisi, et aucune façon de déposer ne conviendrait : {ways}"
    )
    readings = tuple(dict.fromkeys(code for size in theme.ranges or () for code in size.readings))
    return Notice(
        f"{theme.code}.{fact}", Message(text, {"fact": fact, "ways": both(said)}), theme.size.source, readings
    )


def _said(label: Content, way: WayIn, funded: bool) -> Message:
    values = {"way": label, "rules": [rule.label for rule in way.refusals], "amount": _amount(way)}
    if way.verdict == "ineligible":
        return Message("{way} (non éligible, condition non remplie : {rules})", values)
    if way.verdict == "eligible":
        return Message("{way} (éligible, subvention {amount})" if funded else "{way} (éligible)", values)
    return Message("{way} (à déterminer, subvention {amount})" if funded else "{way} (à déterminer)", values)


def _amount(way: WayIn) -> Message:
    if way.grant is not None:
        return Message("de {grant}", {"grant": way.grant})
    if way.range is None or way.range.high is None:
        return _TO_SETTLE
    return Message("de {low} à {high}", {"low": Money(max(0, way.range.low or 0)), "high": way.range.high})
