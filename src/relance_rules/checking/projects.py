"""Several dossiers: what those that share a ceiling were granted before each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeAlias

from relance_rules.checking.check import Elsewhere, Known, check_dossier
from relance_rules.checking.report import Facts, Report
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import Dossier, stated_at
from relance_rules.dossiers.reading import dossier_of
from relance_rules.loading.problems import RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Plan, Roles, Scope
from relance_rules.targets.python.totals import settle_total
from relance_rules.values import Money
from relance_rules.values.spelling import tidy

BatchPlace: TypeAlias = tuple[int, ...]
"""Where a dossier stands in a batch: places are compared as tuples are."""

EarlierGrants: TypeAlias = Mapping[BatchPlace, Known]
"""By place in the batch: what is known of the other dossiers of its scopes."""


class Placed(NamedTuple):
    """A dossier, its theme's code and its place in the batch."""

    place: BatchPlace
    theme: str
    dossier: Dossier


def sharing_scopes(documents: Iterable[tuple[BatchPlace, DossierData]], rules: Rules) -> Iterator[Placed]:
    """The dossiers whose grant may depend on others of their scopes; those that can't be read are passed over."""
    plan = rules.plan
    sharing = {code for code in rules if rules[code].scopes}
    only = next(iter(rules)) if len(rules) == 1 else None
    for place, document in documents:
        # The theme is looked at before the facts are read: most dossiers stop here.
        stated = stated_at(document.data, plan.roles.theme)
        if (only if stated is None else rules.code(str(stated))) not in sharing:
            continue
        try:
            theme, dossier = dossier_of(document, rules)
        except RelanceError:
            continue
        if any(key_of(plan.scopes[scope], dossier.facts) is not None for scope in theme.scopes):
            yield Placed(place, theme.code, dossier)


def key_of(scope: Scope, facts: Facts) -> tuple[Any, ...] | None:
    """What tells which dossiers share a scope with this one; None where it does not state all of it."""
    values = [facts.get(path) for _, path in scope.key]
    if any(value is None for value in values):
        return None
    parts = zip(scope.key, values, strict=True)
    return tuple(value.year if kind == "year" and value is not None else _same(value) for (kind, _), value in parts)


def _same(value: Any) -> Any:
    return same_reference(value) if isinstance(value, str) else value


def same_reference(text: str) -> str:
    """A text without what tells no two references apart: case, spaces, kinds of dashes, final punctuation."""
    return re.sub("-+", "-", "".join(tidy(text).split())).rstrip(".,;:!?").casefold()


def earlier_grants(dossiers: Iterable[Placed], rules: Rules) -> dict[BatchPlace, Known]:
    """Cumulate the grants of each scope in order of filing, then of reference; each theme has its own ceilings.

    A dossier that is not eligible is granted nothing. One without filing date comes last, one without reference
    after the others of its day, and two that nothing else tells apart go by their places.

    Args:
        dossiers: What :func:`sharing_scopes` gives. They are all kept in memory.
        rules: The rules that they are checked with.
    """
    roles = rules.plan.roles
    ordered = sorted(dossiers, key=lambda placed: filing_of(placed, roles))
    costs: dict[SharedKey, Money | None] = {}
    for placed in ordered:
        add_cost(placed, rules, costs)
    return dict(grants_in_order(ordered, rules, costs, {}))


def add_cost(placed: Placed, rules: Rules, costs: Amounts) -> None:
    """Count the cost of a dossier in those of its scopes."""
    for key in _shared(placed, rules).values():
        costs[key] = (costs.get(key, Money(0)) or Money(0)) + _cost(rules.plan, placed.dossier.facts)


def grants_in_order(
    ordered: Iterable[Placed], rules: Rules, costs: Amounts, granted: Amounts
) -> Iterator[tuple[BatchPlace, Known]]:
    """What is known of the others for each dossier, in their order of filing; ``granted`` grows meanwhile.

    Args:
        ordered: The dossiers in the order of :func:`filing_of`.
        rules: The rules that they are checked with.
        costs: What :func:`add_cost` made of all of them.
        granted: Nothing yet.
    """
    for placed in ordered:
        shared = _shared(placed, rules)
        known = {
            scope: Elsewhere(granted.get(key, Money(0)), costs.get(key, Money(0)) or None)
            for scope, key in shared.items()
        }
        yield placed.place, known
        report = check_dossier(rules.plan, rules[placed.theme], placed.dossier, known)
        for scope, others in known.items():
            before, settled = others.granted, not _unsettled(report)
            granted[shared[scope]] = Money(before + proposed(report)) if before is not None and settled else None


SharedKey: TypeAlias = tuple[str, str, tuple[Any, ...]]
"""A theme, a scope, and what tells its dossiers: each theme has its own ceilings."""


class Amounts(Protocol):
    """Amounts in hundredths of the currency, None for one that is not settled, by what shares them."""

    def get(self, key: SharedKey, default: Money, /) -> Money | None:
        """The amount, or ``default`` where there is none yet."""

    def __setitem__(self, key: SharedKey, amount: Money | None, /) -> None:
        """Put an amount in the place of the one that is there."""


def _shared(placed: Placed, rules: Rules) -> dict[str, SharedKey]:
    scopes = rules.plan.scopes
    keys = {scope: key_of(scopes[scope], placed.dossier.facts) for scope in sorted(rules[placed.theme].scopes)}
    return {scope: (placed.theme, scope, key) for scope, key in keys.items() if key is not None}


def _cost(plan: Plan, facts: Facts) -> int:
    """The total cost of a dossier as far as it is known, in hundredths of the currency."""
    total = None if plan.roles.total is None else settle_total(facts, plan.roles).facts.get(plan.roles.total.path)
    return int(total or 0)


def _unsettled(report: Report) -> bool:
    """Whether a dossier may yet be granted something that is not known: it is not refused, and not computed."""
    if report.verdict == "ineligible" or report.funding.grant == 0:
        return False
    return report.verdict == "undetermined" or report.funding.grant is None


Filing: TypeAlias = tuple[date, bool, str, BatchPlace]
"""What dossiers are put in order by: the day they were filed, whether they have no reference, it, and their place."""


def filing_of(placed: Placed, roles: Roles) -> Filing:
    """What tells whether a dossier was filed before another."""
    facts = placed.dossier.facts
    filed = None if roles.filed_on is None else facts.get(roles.filed_on)
    reference = None if roles.reference is None else facts.get(roles.reference)
    return filed or date.max, reference is None, str(reference or ""), placed.place


def proposed(report: Report) -> Money:
    """The grant that counts, in hundredths of the currency: that of an eligible dossier, and nothing for the others."""
    grant = report.funding.grant if report.verdict == "eligible" else None
    return Money(0) if grant is None else grant
