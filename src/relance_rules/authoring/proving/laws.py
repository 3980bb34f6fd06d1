"""The laws that every theme should keep, each said twice: as a term of the solver, and as a question to the engine.

A law is of one of two kinds: some dossier must show something, or no dossier may show it. Those about amounts are
truths of the core, which the solver and the closures both work out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]

from relance_rules.authoring.proving.terms import ThemeTerms
from relance_rules.authoring.spans import Path
from relance_rules.authoring.splits import late_bonuses, placed_after, rounding_of
from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Report
from relance_rules.dossiers.facts import Dossier, Facts
from relance_rules.plan import nodes
from relance_rules.plan.facts import RATE_SCALE
from relance_rules.plan.nodes import Apply, Choose, Compare, Const, Fact, Named, Node, plain
from relance_rules.plan.ruleset import Funding, Plan, Rule, Theme
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.targets.python import program_of
from relance_rules.targets.smt import Symbol, Term
from relance_rules.targets.smt.terms import conj, disj, neg
from relance_rules.values import Message, Money, Text

LawName: TypeAlias = Literal["eligible", "fails_alone", "never_exceeds", "never_falls", "one_window", "shares_sum"]


class Law(NamedTuple):
    """A law of one theme.

    ``subject`` is the id of what it is about, ``path`` where the theme states that. ``parts`` are the terms that hold
    together of a dossier that shows what the law speaks of, by name. ``shows`` asks the engine whether a dossier does;
    ``also`` gives the dossier to compare it with, where the law is about two.
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
    if terms.theme.funding is not None and terms.theme.funding.grant is not None:
        yield from _never_exceeds(terms, terms.theme.funding)
        yield from _never_falls(terms, terms.theme.funding.grant)
        yield _shares_sum(terms, terms.theme.funding, terms.theme.funding.grant)
    yield from _one_window(terms)


def report_of(plan: Plan, theme: Theme, facts: Facts) -> Report:
    """What the engine says of a dossier that is alone."""
    return check_dossier(plan, theme, Dossier(facts))


# ---- eligibility


def _eligible(terms: ThemeTerms) -> Law:
    def shows(facts: Facts) -> bool:
        return report_of(terms.plan, terms.theme, facts).verdict == "eligible"

    parts = {rule.id: rule.kept for rule in terms.rules}
    statement = Message("Un dossier au moins est éligible")
    return Law("eligible", terms.theme.code, ("eligibility",), statement, True, parts, shows)


def _fails_alone(terms: ThemeTerms) -> Iterator[Law]:
    """What is only to be judged may well be so of what another rule refuses: it needs not be met."""
    conditions = [rule.id for rule in terms.theme.rules if rule.kind == "condition"]
    refusing = {rule.id for rule in terms.theme.rules if rule.require is not None and _refuses(rule.require)}
    for rule, known in zip(terms.rules, terms.theme.rules, strict=True):
        if known.id not in refusing:
            continue
        parts = {other.id: other.kept for other in terms.rules if other.id in refusing - {rule.id}}
        statement = Message("Un dossier peut n’être refusé que pour « {rule} »", {"rule": known.label})
        parts = {rule.id: rule.fails, **parts}
        shows = _only_failure(terms, known, refusing)
        yield Law("fails_alone", rule.id, _rule_path(known, conditions), statement, True, parts, shows)


def _refuses(node: Node) -> bool:
    """Whether a truth can be false: one that is to be judged where it is not met never is."""
    match node:
        case nodes.Any(parts=parts):
            return all(_refuses(part) for part in parts)
        case nodes.All(parts=parts):
            return any(_refuses(part) for part in parts)
        case Choose(then=then, otherwise=otherwise):
            return _refuses(then) or _refuses(otherwise)
        case Named(of=of):
            return _refuses(of)
        case Const(value=None):
            return False
        case _:
            return True


def _rule_path(rule: Rule, conditions: list[str]) -> Path:
    match rule.kind:
        case "window":
            return ("windows",)
        case "size":
            return ("size",)
        case "condition":
            return ("eligibility", conditions.index(rule.id))


def _only_failure(terms: ThemeTerms, rule: Rule, refusing: Set[str]) -> Callable[[Facts], bool]:
    def shows(facts: Facts) -> bool:
        findings = [f for f in report_of(terms.plan, terms.theme, facts).findings if f.rule.id in refusing]
        return all((f.outcome == "fail") if f.rule.id == rule.id else f.outcome in _KEPT for f in findings)

    return shows


_KEPT = ("pass", "not_applicable")


def _one_window(terms: ThemeTerms) -> Iterator[Law]:
    windows = [(place, window) for place, window in enumerate(terms.theme.windows) if window.within is not None]
    for (_, one), (place, other) in combinations(windows, 2):
        both = [window.within for window in (one, other) if window.within is not None]
        statement = Message(
            "Aucun dossier n’entre à la fois dans les périodes « {first} » et « {second} »",
            {"first": one.label, "second": other.label},
        )
        parts = {window.id: terms.holds(within) for window, within in zip((one, other), both, strict=True)}
        subject, path = f"{one.id}, {other.id}", ("windows", place)
        yield Law("one_window", subject, path, statement, False, parts, _true(terms, nodes.All(tuple(both))))


# ---- funding


def _true(terms: ThemeTerms, node: Node) -> Callable[[Facts], bool]:
    """Whether the engine finds that a truth holds of a dossier, as it was checked."""

    def shows(facts: Facts) -> bool:
        report = report_of(terms.plan, terms.theme, facts)
        return program_of(terms.plan.facts).truth(node, report.facts, {}).value is True

    return shows


def _never(terms: ThemeTerms, name: LawName, subject: str, path: Path, statement: Message, broken: Node) -> Law:
    """A law that a truth of the core breaks where it holds."""
    return Law(name, subject, path, statement, False, {"funding": terms.holds(broken)}, _true(terms, broken))


_NOUGHT = Const("number", 0)


def _sum(*parts: Node) -> Node:
    return parts[0] if len(parts) == 1 else Apply("add", parts)


def _less(one: Node, *others: Node) -> Node:
    """A number less some others, and no less than nought."""
    return Apply("greatest", (_NOUGHT, Apply("subtract", (one, _sum(*others))))) if others else one


class _Bound(NamedTuple):
    """Something that the grant keeps under."""

    subject: str
    path: Path
    label: Message | Text
    amount: Node


def _never_exceeds(terms: ThemeTerms, funding: Funding) -> Iterator[Law]:
    if funding.grant is None:
        return
    for bound in _bounds(funding):
        statement = Message("La subvention ne dépasse jamais {bound}", {"bound": bound.label})
        over = Compare(bound.amount, funding.grant, strict=True)
        yield _never(terms, "never_exceeds", bound.subject, bound.path, statement, over)


def _bounds(funding: Funding) -> Iterator[_Bound]:
    late = late_bonuses(funding)
    if funding.rate is not None:
        given = _sum(_by_brackets(funding) or funding.rate, *late)
        rounding = rounding_of(funding)
        if rounding is not None and rounding.way != "down":
            given = replace(rounding, parts=(given,))
        # The least grant that is paid may be more than the rates give.
        raised = [step for step in funding.steps if step.kind == "minimum"]
        given = Apply("greatest", (given, *raised)) if raised else given
        yield _Bound("scale", ("funding", "scale"), Message("ce que le barème donne de la base"), given)
    if funding.total is not None:
        yield _Bound("total", ("funding",), Message("le coût total"), funding.total)
    if funding.base is not None:
        yield _Bound("base", ("funding",), Message("la base financée"), funding.base)
    if funding.staff == "valued" and funding.total is not None and funding.staff_amount is not None:
        # What leaves the base, and the staff that is left in it, is for the applicant to pay.
        excluded = [step for step in funding.steps if step.kind == "excluded"]
        label = Message("la base financée moins le personnel, à la charge du porteur")
        yield _Bound("staff", ("funding", "staff"), label, _less(funding.total, *excluded, funding.staff_amount))
    request = None if funding.requested is None else plain(funding.requested)
    if isinstance(request, Fact):
        # A request that is not stated limits nothing.
        yield _Bound("request", ("funding",), Message("la demande"), Fact(request.path))
    stated = [ceiling for ceiling in funding.ceilings if not ceiling.staff]
    for place, ceiling in enumerate(stated):
        if ceiling.limit is not None:
            label = Message("ce que laisse « {ceiling} »", {"ceiling": ceiling.label})
            left = ceiling.limit if ceiling.used is None else _less(ceiling.limit, ceiling.used)
            apart = placed_after(ceiling, funding)
            yield _Bound(ceiling.id, ("funding", "ceilings", place), label, _sum(left, *apart))


def _by_brackets(funding: Funding) -> Node | None:
    """What the brackets that are shown give of the base, before any rounding; None where they don't say all of it."""
    if funding.base is None or not funding.brackets or any(step.kind == "bonus" for step in funding.steps):
        return None
    parts: list[Node] = []
    start: Node = _NOUGHT
    for end, rate in funding.brackets:
        top: Node = funding.base
        if end is not None:
            top = Apply("least", (funding.base, Const("number", int(end), MONEY_SCALE)))
        parts.append(Apply("multiply", (_less(top, start), Const("number", int(rate), RATE_SCALE))))
        start = start if end is None else Const("number", int(end), MONEY_SCALE)
    return _sum(*parts)


def _shares_sum(terms: ThemeTerms, funding: Funding, grant: Named) -> Law:
    broken: list[Node] = [Compare(grant, _NOUGHT, strict=True)]
    if funding.share is not None and funding.total is not None:
        broken.append(_differ(_sum(funding.share, grant), funding.total))
        excluded = [step for step in funding.steps if step.kind == "excluded"]
        if excluded:
            broken.append(Compare(funding.share, _sum(*excluded), strict=True))
        if funding.staff == "valued" and funding.staff_amount is not None:
            broken.append(Compare(funding.share, funding.staff_amount, strict=True))
    if funding.funders:
        broken.append(_differ(_sum(*(funder.amount for funder in funding.funders)), grant))
    statement = Message(
        "Subvention et part du porteur font le total, et la part paie ce qui est exclu, et le personnel"
    )
    return _never(terms, "shares_sum", terms.theme.code, ("funding",), statement, nodes.Any(tuple(broken)))


def _differ(one: Node, other: Node) -> Node:
    return nodes.Any((Compare(one, other, strict=True), Compare(other, one, strict=True)))


def _never_falls(terms: ThemeTerms, grant: Named) -> Iterator[Law]:
    """Two dossiers that differ only in their cost: its total, or the amount of its only line."""
    plan, theme, dossier = terms.plan, terms.theme, terms.translation.dossier
    total, lines = plan.roles.total, plan.roles.lines
    costs: list[Symbol] = []
    constraints: list[Term] = []
    alone: Term = True
    if lines is not None:
        amount = dossier.lists[lines.list][0].facts[lines.amount]
        size = dossier.sizes[lines.list]
        costs.append(amount)
        alone = size == 0
        constraints.append(disj(alone, conj(size == 1, amount.stated)))
    if total is not None:
        costs.append(dossier.facts[total.path])
        constraints.append(disj(neg(alone), dossier.facts[total.path].stated))
    if not costs:
        return
    for cost in costs:
        constraints.append(disj(neg(cost.stated), cost.value < cost.last))
    before = terms.translation.number(grant)
    more = [(cost.value, z3.If(cost.stated, cost.value + 1, cost.value)) for cost in costs]
    known, low = (_substituted(term, more) for term in (before.known, before.low))
    falls = conj(*constraints, before.known, known, low < before.low)

    def dearer(facts: Facts) -> Facts | None:
        return cent_dearer(facts, plan)

    def shows(facts: Facts) -> bool:
        other = dearer(facts)
        if other is None:
            return False
        one, two = (report_of(plan, theme, each).funding.grant for each in (facts, other))
        return one is not None and two is not None and two < one

    statement = Message("La subvention ne baisse pas quand le coût monte d’un centime")
    yield Law("never_falls", theme.code, ("funding",), statement, False, {"funding": falls}, shows, dearer)


def _substituted(term: Term, pairs: list[tuple[Term, Term]]) -> Term:
    return term if isinstance(term, (bool, int)) else z3.substitute(term, *pairs)


def cent_dearer(facts: Facts, plan: Plan) -> Facts | None:
    """The same dossier for one cent more; None where its cost is not one amount."""
    dearer = dict(facts)
    total, lines = plan.roles.total, plan.roles.lines
    listed = () if lines is None else facts.get(lines.list, ())
    stated = total is not None and total.path in facts
    if len(listed) > 1 or (not listed and not stated):
        return None
    if listed and lines is not None:
        if lines.amount not in listed[0]:
            return None
        dearer[lines.list] = ({**listed[0], lines.amount: Money(listed[0][lines.amount] + 1)},)
    if stated and total is not None:
        dearer[total.path] = Money(facts[total.path] + 1)
    return dearer
