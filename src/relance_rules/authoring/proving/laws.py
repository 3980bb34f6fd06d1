"""The laws that every theme should keep, each said twice: as a term of the solver, and as a question to the engine.

A law is of one of two kinds: some dossier must show something, or no dossier may show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Literal, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]

from relance_rules.authoring.proving.terms import ThemeTerms
from relance_rules.authoring.spans import Path
from relance_rules.checking.check import check_dossier
from relance_rules.checking.funding import EARLIER, REQUESTED
from relance_rules.checking.report import Report
from relance_rules.compiler.sentences import rule_label
from relance_rules.compiler.solver import MAX_CENTS, Term
from relance_rules.compiler.themes import CompiledRule, CompiledTheme
from relance_rules.dossiers.facts import Dossier, Facts
from relance_rules.dossiers.totals import AMOUNT, LINES, TOTAL
from relance_rules.language.theme import SIZE_RULE, WINDOW_RULE, Ceiling
from relance_rules.values import TRUE, Message, Money

LawName: TypeAlias = Literal["eligible", "fails_alone", "never_exceeds", "never_falls", "one_window", "shares_sum"]


class Law(NamedTuple):
    """A law of one theme.

    ``subject`` is the id of what it is about, ``path`` where the rule file states that. ``parts`` are the terms that
    hold together of a dossier that shows what the law speaks of, by name. ``shows`` asks the engine whether a dossier
    does; ``also`` gives the dossier to compare it with, where the law is about two.
    """

    name: LawName
    subject: str
    path: Path
    statement: Message
    wanted: bool
    parts: Mapping[str, Term]
    shows: Callable[[Facts], bool]
    also: Callable[[Facts], Facts | None] = lambda _: None


def laws_of(terms: ThemeTerms) -> Iterator[Law]:
    """Each law of a theme."""
    yield _eligible(terms)
    yield from _fails_alone(terms)
    yield from _never_exceeds(terms)
    yield _never_falls(terms)
    yield from _one_window(terms)
    yield _shares_sum(terms)


def report_of(theme: CompiledTheme, facts: Facts) -> Report:
    """What the engine says of a dossier."""
    return check_dossier(theme, Dossier(facts))


# ---- eligibility


def _eligible(terms: ThemeTerms) -> Law:
    def shows(facts: Facts) -> bool:
        return report_of(terms.theme, facts).verdict == "eligible"

    parts = {rule.id: rule.kept for rule in terms.rules}
    return Law(
        "eligible", terms.theme.code, ("eligibility",), Message("Un dossier au moins est éligible"), True, parts, shows
    )


def _fails_alone(terms: ThemeTerms) -> Iterator[Law]:
    for place, (rule, known) in enumerate(zip(terms.rules, terms.theme.rules, strict=True)):
        if known.require is None:
            continue
        parts = {other.id: other.kept for other in terms.rules if other.id != rule.id}
        statement = Message("« {rule} » peut manquer seule, les autres remplies", {"rule": rule_label(known)})
        path = _rule_path(known, place - 2)
        yield Law(
            "fails_alone",
            rule.id,
            path,
            statement,
            True,
            {rule.id: rule.fails, **parts},
            _only_failure(terms.theme, rule.id),
        )


def _rule_path(rule: CompiledRule, place: int) -> Path:
    own = rule.id.partition(".")[2]
    return {WINDOW_RULE: ("windows",), SIZE_RULE: ("size",)}.get(own, ("eligibility", place))


def _only_failure(theme: CompiledTheme, rule: str) -> Callable[[Facts], bool]:
    def shows(facts: Facts) -> bool:
        findings = report_of(theme, facts).findings
        return all((f.outcome == "fail") if f.rule.id == rule else f.outcome in _KEPT for f in findings)

    return shows


_KEPT = ("pass", "not_applicable")


def _one_window(terms: ThemeTerms) -> Iterator[Law]:
    theme = terms.theme
    for one, other in combinations(range(len(terms.windows)), 2):
        first, second = theme.windows[one], theme.windows[other]

        def shows(facts: Facts, first=first, second=second) -> bool:  # type: ignore[no-untyped-def]
            return all(window.within.test(facts, facts) is TRUE for window in (first, second))

        a, b = theme.theme.windows[one], theme.theme.windows[other]
        statement = Message(
            "Aucun dossier n’entre à la fois dans les périodes « {first} » et « {second} »",
            {"first": a.label, "second": b.label},
        )
        parts = {a.id: terms.windows[one], b.id: terms.windows[other]}
        yield Law("one_window", f"{a.id}, {b.id}", ("windows", other), statement, False, parts, shows)


# ---- funding


class _Bound(NamedTuple):
    """Something that the grant keeps under: as a term over a whole number, and for a report, both in cents."""

    subject: str
    path: Path
    label: Message
    known: Term
    over: Term
    under: int
    of_report: Callable[[Report], Fraction | None]


def _never_exceeds(terms: ThemeTerms) -> Iterator[Law]:
    funding = terms.funding
    for bound in _bounds(terms):

        def shows(facts: Facts, of_report: Callable[[Report], Fraction | None] = bound.of_report) -> bool:
            report = report_of(terms.theme, facts)
            most = of_report(report)
            return report.funding.grant is not None and most is not None and report.funding.grant > most

        statement = Message("La subvention ne dépasse jamais {bound}", {"bound": bound.label})
        parts = {"funding": z3.And(funding.known, bound.known, funding.grant * bound.under > bound.over)}
        yield Law("never_exceeds", bound.subject, bound.path, statement, False, parts, shows)


def _bounds(terms: ThemeTerms) -> Iterator[_Bound]:
    theme, funding = terms.theme, terms.funding
    always = terms.dossier.always
    scale = theme.theme.funding.scale
    unit = lcm(*(bracket.rate.denominator for bracket in scale))
    over, start = [], 0
    for bracket in scale:
        end = MAX_CENTS if bracket.up_to is None else int(bracket.up_to)
        inside = z3.If(funding.base > end, end, funding.base) - start
        over.append(z3.If(inside > 0, inside, 0) * int(bracket.rate * unit))
        start = end
    label = Message("ce que le barème donne de la base")
    yield _Bound("scale", ("funding", "scale"), label, always, z3.Sum(over), unit, _by_scale)
    yield _Bound(
        "total",
        ("funding",),
        Message("le coût total"),
        always,
        funding.total,
        1,
        lambda r: _exact(r.funding.total_cost),
    )
    requested = terms.dossier.facts[REQUESTED]
    yield _Bound(
        "request",
        ("funding",),
        Message("la demande"),
        requested.stated,
        requested.value,
        1,
        lambda r: _exact(r.funding.requested),
    )
    for place, ceiling in enumerate(theme.theme.funding.ceilings):
        room = int(ceiling.amount)
        known, left = always, terms.dossier.number(room)
        if ceiling.per == "project":
            _, known, earlier = terms.dossier.facts[EARLIER]
            left = z3.If(earlier > room, 0, room - earlier)
        label = Message("ce que laisse « {ceiling} »", {"ceiling": ceiling.label})
        yield _Bound(
            f"{theme.code}.{ceiling.id}", ("funding", "ceilings", place), label, known, left, 1, _by_ceiling(ceiling)
        )


def _exact(amount: Money | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)


def _by_scale(report: Report) -> Fraction | None:
    """What the scale of the rule file gives of the base, in cents, before any rounding."""
    base = report.funding.base
    if base is None:
        return None
    amount, start = Fraction(0), 0
    for bracket in report.theme.theme.funding.scale:
        end = base if bracket.up_to is None else min(base, bracket.up_to)
        amount += max(0, end - start) * bracket.rate
        start = end
    return amount


def _by_ceiling(ceiling: Ceiling) -> Callable[[Report], Fraction | None]:
    def of_report(report: Report) -> Fraction | None:
        earlier = report.facts.get(EARLIER) if ceiling.per == "project" else 0
        return None if earlier is None else Fraction(max(0, ceiling.amount - earlier))

    return of_report


def _never_falls(terms: ThemeTerms) -> Law:
    """Two dossiers that differ only in their cost: its total, or the amount of its only line."""
    funding, dossier, theme = terms.funding, terms.dossier, terms.theme
    cost, more = dossier.facts[TOTAL].value, z3.Int("more", terms.dossier.always.ctx)
    amount = dossier.lists[LINES][0].facts[AMOUNT].value
    known, grant = (z3.substitute(term, (cost, more), (amount, more)) for term in (funding.known, funding.grant))
    falls = z3.And(
        dossier.sizes[LINES] <= 1, funding.known, known, more == cost + 1, more <= MAX_CENTS, grant < funding.grant
    )

    def shows(facts: Facts) -> bool:
        dearer = cent_dearer(facts)
        if dearer is None:
            return False
        before, after = report_of(theme, facts).funding.grant, report_of(theme, dearer).funding.grant
        return before is not None and after is not None and after < before

    return Law(
        "never_falls",
        theme.code,
        ("funding",),
        Message("La subvention ne baisse pas quand le coût monte d’un centime"),
        False,
        {"funding": falls},
        shows,
        cent_dearer,
    )


def cent_dearer(facts: Facts) -> Facts | None:
    """The same dossier for one cent more; None where its cost is not one amount."""
    dearer = dict(facts)
    lines = facts.get(LINES, ())
    if len(lines) > 1 or (not lines and TOTAL not in facts):
        return None
    if lines:
        if AMOUNT not in lines[0]:
            return None
        dearer[LINES] = ({**lines[0], AMOUNT: Money(lines[0][AMOUNT] + 1)},)
    if TOTAL in facts:
        dearer[TOTAL] = Money(facts[TOTAL] + 1)
    return dearer


def _shares_sum(terms: ThemeTerms) -> Law:
    funding, theme = terms.funding, terms.theme
    share = funding.total - funding.grant
    broken = z3.And(funding.known, z3.Or(funding.grant < 0, share < funding.outside, share < funding.staff))

    def shows(facts: Facts) -> bool:
        report = report_of(theme, facts)
        found = report.funding
        if found.grant is None or found.total_cost is None or found.applicant_share is None:
            return False
        outside = sum(entry.amount for entry in found.excluded)
        staff = (found.applicant_staff or 0) if theme.staff_valued else 0
        whole = found.grant + found.applicant_share == found.total_cost
        return not whole or found.grant < 0 or found.applicant_share < max(outside, staff)

    return Law(
        "shares_sum",
        theme.code,
        ("funding",),
        Message("Subvention et part du porteur font le total, et la part paie ce qui est exclu, et le personnel"),
        False,
        {"funding": broken},
        shows,
    )
