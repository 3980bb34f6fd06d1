"""Several dossiers: what those that share a ceiling were granted before each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeAlias

from relance_rules.checking.check import Elsewhere, Known, check_dossier
from relance_rules.checking.report import Facts, Report
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.handling import Decision
from relance_rules.dossiers.reading import dossier_of, readable_fact, theme_of
from relance_rules.loading.problems import RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Plan, Roles, Scope
from relance_rules.targets.python.totals import settle_total
from relance_rules.values import Money, ParseError
from relance_rules.values.spelling import same_reference

BatchPlace: TypeAlias = tuple[int, ...]
"""Where a dossier stands in a batch: places are compared as tuples are."""

EarlierGrants: TypeAlias = Mapping[BatchPlace, Known]
"""By place in the batch: what is known of the other dossiers of its scopes."""


class Placed(NamedTuple):
    """A dossier, its theme's code and its place in the batch.

    ``decision`` is what was decided of it, which nothing judges again. ``unread`` tells one whose facts can't all be
    read: it holds those that tell its scopes and when it was filed.
    """

    place: BatchPlace
    theme: str
    dossier: Dossier
    decision: Decision | None = None
    unread: bool = False


def sharing_scopes(documents: Iterable[tuple[BatchPlace, DossierData]], rules: Rules) -> Iterator[Placed]:
    """The dossiers whose grant may depend on others of their scopes, those that can't all be read among them."""
    sharing = Sharing(rules)
    for place, document in documents:
        if (placed := sharing.of(place, document)) is not None:
            yield placed


class Sharing:
    """Tells the dossiers whose grant may depend on others of their scopes."""

    def __init__(self, rules: Rules) -> None:
        """Take the rules that they are checked with."""
        self._rules = rules
        self._codes = {code for code in rules if rules[code].scopes}

    def of(self, place: BatchPlace, document: DossierData) -> Placed | None:
        """A dossier among those that share a scope; None for one that shares none."""
        # The theme is looked at before the facts are read: most dossiers stop here.
        if theme_of(document.data, self._rules) not in self._codes:
            return None
        try:
            theme, dossier = dossier_of(document, self._rules)
        except RelanceError:
            return self.unread(place, document.data, document.name)
        return self.read(place, theme.code, dossier, dossier.origin)

    def read(self, place: BatchPlace, theme: str, dossier: Dossier, origin: str | None) -> Placed | None:
        """The same of one that was read already, by the code of its theme; ``origin`` is what it is named by."""
        if theme not in self._codes:
            return None
        return self._sharing(Placed(place, theme, dossier._replace(origin=origin)))

    def unread(self, place: BatchPlace, data: Mapping[str, Any], origin: str | None) -> Placed | None:
        """The same of a dossier that can't be read, where its theme and what tells a scope can be."""
        code = theme_of(data, self._rules)
        if code not in self._codes:
            return None
        plan, theme = self._rules.plan, self._rules[code or ""]
        paths: set[Any] = {path for scope in theme.scopes for _, path in plan.scopes[scope].key}
        paths |= {plan.roles.filed_on, plan.roles.reference, plan.roles.project_name} - {None}
        facts = {}
        for path in sorted(paths):
            with suppress(ParseError):
                facts[path] = readable_fact(data, path, plan)
        facts = {path: value for path, value in facts.items() if value is not None}
        return self._sharing(Placed(place, theme.code, Dossier(facts, origin), unread=True))

    def _sharing(self, placed: Placed) -> Placed | None:
        return placed if shared_keys(placed, self._rules) else None


def key_of(scope: Scope, facts: Facts) -> tuple[Any, ...] | None:
    """What tells which dossiers share a scope with this one; None where it does not state all of it."""
    values = [facts.get(path) for _, path in scope.key]
    if any(value is None for value in values):
        return None
    parts = zip(scope.key, values, strict=True)
    return tuple(value.year if kind == "year" and value is not None else _same(value) for (kind, _), value in parts)


def _same(value: Any) -> Any:
    return same_reference(value) if isinstance(value, str) else value


def earlier_grants(dossiers: Iterable[Placed], rules: Rules) -> dict[BatchPlace, Known]:
    """Cumulate the grants of each scope: those decided, then those proposed in order of filing, then of reference.

    Each theme has its own ceilings. A dossier that is not eligible is granted nothing. One without filing date comes
    last, one without reference after the others of its day, and two that nothing else tells apart go by their places.

    Args:
        dossiers: What :func:`sharing_scopes` gives. They are all kept in memory.
        rules: The rules that they are checked with.

    Returns:
        By place, what is known of the others for each dossier that is to be judged.
    """
    roles = rules.plan.roles
    ordered = sorted(dossiers, key=lambda placed: filing_of(placed, roles))
    ledger = Ledger({}, {}, {}, {})
    for placed in ordered:
        count_in(placed, rules, ledger)
    steps = steps_in_order(ordered, rules, ledger)
    return {step.placed.place: step.known for step in steps if step.report is not None}


def count_in(placed: Placed, rules: Rules, ledger: Ledger) -> None:
    """Count the cost of a dossier in those of its scopes, and what it was awarded, in any order of the dossiers.

    One that is awarded counts once, whatever it comes from, and one that is refused or withdrawn for nothing.
    """
    decision = placed.decision
    if decision is not None and decision.outcome != "awarded":
        return
    for key in shared_keys(placed, rules).values():
        if decision is None or _award(_itself(key, placed, rules), key, decision.amount, ledger):
            ledger.costs[key] = Money((ledger.costs.get(key, _NOTHING) or 0) + _cost(rules.plan, placed))


def _award(dossier: SharedKey, key: SharedKey, amount: Money | None, ledger: Ledger) -> bool:
    """Count what a dossier was awarded; whether it is met for the first time.

    Of several amounts of the same dossier the largest holds, in whatever order they come.
    """
    before = ledger.awarded.get(dossier, _NOT_MET)
    first = before == _NOT_MET
    if amount is None:
        if first:
            ledger.awarded[dossier] = None
            ledger.open[key] = Money((ledger.open.get(key, _NOTHING) or 0) + 1)
        return first
    if before is None:
        ledger.open[key] = Money((ledger.open.get(key, _NOTHING) or 0) - 1)
    counted = 0 if first or before is None else before
    if first or amount > counted or before is None:
        ledger.awarded[dossier] = amount
        ledger.granted[key] = Money((ledger.granted.get(key, _NOTHING) or 0) + amount - counted)
    return first


class Step(NamedTuple):
    """A dossier in the order of filing, with what is known of the others before it, by scope.

    ``report`` is None for one that is not judged: it is decided, or can't be read. ``twins`` are the scopes where the
    same dossier is decided already, as another source has it: it counts for nothing more.
    """

    placed: Placed
    known: Known
    report: Report | None
    twins: frozenset[str]


def steps_in_order(ordered: Iterable[Placed], rules: Rules, ledger: Ledger) -> Iterator[Step]:
    """What is known of the others for each dossier, in their order of filing; ``ledger`` grows meanwhile.

    Args:
        ordered: The dossiers in the order of :func:`filing_of`.
        rules: The rules that they are checked with.
        ledger: What :func:`count_in` made of all of them.
    """
    for placed in ordered:
        shared = shared_keys(placed, rules)
        known, twins = {}, set()
        for scope, key in shared.items():
            awarded = ledger.awarded.get(_itself(key, placed, rules), _NOT_MET)
            if awarded != _NOT_MET:
                twins.add(scope)
            known[scope] = Elsewhere(_before(key, awarded, ledger), ledger.costs.get(key, _NOTHING) or None)
        judged = placed.decision is None and not placed.unread
        report = check_dossier(rules.plan, rules[placed.theme], placed.dossier, known) if judged else None
        yield Step(placed, known, report, frozenset() if placed.decision is not None else frozenset(twins))
        if placed.decision is not None:
            continue
        for scope in shared.keys() - twins:
            counted = None if report is None else counted_grant(report)
            before = ledger.granted.get(shared[scope], _NOTHING)
            ledger.granted[shared[scope]] = None if before is None or counted is None else Money(before + counted)


def _before(key: SharedKey, awarded: Money | None, ledger: Ledger) -> Money | None:
    """What the others of a scope were granted; None where one of them is not settled.

    Args:
        key: What tells the scope.
        awarded: What the dossier itself was awarded.
        ledger: What is known of all of them.
    """
    own = 1 if awarded is None else 0
    granted = ledger.granted.get(key, _NOTHING)
    if granted is None or (ledger.open.get(key, _NOTHING) or 0) > own:
        return None
    return Money(granted - (awarded if awarded is not None and awarded != _NOT_MET else 0))


SharedKey: TypeAlias = tuple[str, str, tuple[Any, ...]]
"""A theme, a scope, and what tells its dossiers: each theme has its own ceilings."""

_NOTHING = Money(0)
_NOT_MET = Money(-1)
"""What stands for the amount of a dossier that was not met yet."""


class Amounts(Protocol):
    """Amounts in hundredths of the currency, None for one that is not settled, by what shares them."""

    def get(self, key: SharedKey, default: Money, /) -> Money | None:
        """The amount, or ``default`` where there is none yet."""

    def __setitem__(self, key: SharedKey, amount: Money | None, /) -> None:
        """Put an amount in the place of the one that is there."""


class Ledger(NamedTuple):
    """What is known of each scope: what its dossiers cost, and what they were awarded, then proposed.

    ``awarded`` is by dossier, None for one whose amount is not said; ``open`` counts these in each scope.
    """

    costs: Amounts
    granted: Amounts
    awarded: Amounts
    open: Amounts


def _itself(key: SharedKey, placed: Placed, rules: Rules) -> SharedKey:
    """What tells a dossier of a scope, whatever it comes from: its reference, or else its place."""
    path = rules.plan.roles.reference
    reference = None if path is None else placed.dossier.facts.get(path)
    theme, scope, parts = key
    return theme, scope, (*parts, placed.place if reference is None else same_reference(str(reference)))


def shared_keys(placed: Placed, rules: Rules) -> dict[str, SharedKey]:
    """What tells the dossiers that share each scope with one, by scope; none of a scope that it does not state."""
    scopes = rules.plan.scopes
    keys = {scope: key_of(scopes[scope], placed.dossier.facts) for scope in sorted(rules[placed.theme].scopes)}
    return {scope: (placed.theme, scope, key) for scope, key in keys.items() if key is not None}


def _cost(plan: Plan, placed: Placed) -> int:
    """The total cost of a dossier as far as it is known, in hundredths of the currency."""
    if placed.unread or plan.roles.total is None:
        return 0
    return int(settle_total(placed.dossier.facts, plan.roles).facts.get(plan.roles.total.path) or 0)


def counted_grant(report: Report) -> Money | None:
    """What a dossier counts for those that come after it; None where it may yet be granted something that is not known.

    One in error is not settled, whatever else is known of it.
    """
    if report.status == "error":
        return None
    if report.verdict == "ineligible" or report.funding.grant == 0:
        return _NOTHING
    return None if report.verdict == "undetermined" else report.funding.grant


Filing: TypeAlias = tuple[date, bool, str, BatchPlace]
"""What dossiers are put in order by: the day they were filed, whether they have no reference, it, and their place."""


def filing_of(placed: Placed, roles: Roles) -> Filing:
    """What tells whether a dossier was filed before another; one in error whose day can't be read may be the first."""
    facts = placed.dossier.facts
    filed = None if roles.filed_on is None else facts.get(roles.filed_on)
    reference = None if roles.reference is None else facts.get(roles.reference)
    return filed or (date.min if placed.unread else date.max), reference is None, str(reference or ""), placed.place


def proposed(report: Report) -> Money:
    """The grant that counts, in hundredths of the currency: that of an eligible dossier, and nothing for the others."""
    grant = report.funding.grant if report.verdict == "eligible" else None
    return Money(0) if grant is None else grant
