"""Several dossiers: what those that share a ceiling were granted before each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.report import Facts, Report
from relance_rules.dossiers.documents import DossierData
from relance_rules.dossiers.facts import Dossier, stated_at
from relance_rules.dossiers.reading import dossier_of
from relance_rules.loading.problems import RelanceError
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Roles, Scope
from relance_rules.values import Money

BatchPlace: TypeAlias = tuple[int, ...]
"""Where a dossier stands in a batch: places are compared as tuples are."""

ScopeGrants: TypeAlias = Mapping[str, Money | None]
"""By scope: what the other dossiers of the scope were granted, in hundredths of the currency.

None where one of them is not settled: it may yet be granted something.
"""

EarlierGrants: TypeAlias = Mapping[BatchPlace, ScopeGrants]
"""By place in the batch: what the dossiers that come before it in its scopes were granted; nothing where that is 0."""


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
    return tuple(value.year if kind == "year" and value is not None else value for (kind, _), value in parts)


def earlier_grants(dossiers: Iterable[Placed], rules: Rules) -> dict[BatchPlace, ScopeGrants]:
    """Cumulate the grants of each scope in order of filing, then of reference; each theme has its own ceilings.

    A dossier that is not eligible is granted nothing. One without filing date comes last, one without reference
    after the others of its day, and two that nothing else tells apart go by their places.

    Args:
        dossiers: What :func:`sharing_scopes` gives. They are all kept in memory.
        rules: The rules that they are checked with.
    """
    plan = rules.plan
    granted: dict[tuple[str, str, tuple[Any, ...]], Money | None] = {}
    found: dict[BatchPlace, ScopeGrants] = {}
    for place, code, dossier in sorted(dossiers, key=_filing_order(plan.roles)):
        theme = rules[code]
        keys = {scope: key_of(plan.scopes[scope], dossier.facts) for scope in sorted(theme.scopes)}
        shared = {scope: (code, scope, key) for scope, key in keys.items() if key is not None}
        known = {scope: granted.get(key, Money(0)) for scope, key in shared.items()}
        if earlier := {scope: amount for scope, amount in known.items() if amount != 0}:
            found[place] = earlier
        report = check_dossier(plan, theme, dossier, known)
        for scope, before in known.items():
            settled = before is not None and not _unsettled(report)
            granted[shared[scope]] = Money((before or 0) + proposed(report)) if settled else None
    return found


def _unsettled(report: Report) -> bool:
    """Whether a dossier may yet be granted something that is not known: it is not refused, and not computed."""
    if report.verdict == "ineligible" or report.funding.grant == 0:
        return False
    return report.verdict == "undetermined" or report.funding.grant is None


def _filing_order(roles: Roles) -> Callable[[Placed], tuple[date, bool, str, BatchPlace]]:
    def order(placed: Placed) -> tuple[date, bool, str, BatchPlace]:
        facts = placed.dossier.facts
        filed = None if roles.filed_on is None else facts.get(roles.filed_on)
        reference = None if roles.reference is None else facts.get(roles.reference)
        return filed or date.max, reference is None, str(reference or ""), placed.place

    return order


def proposed(report: Report) -> Money:
    """The grant that counts, in hundredths of the currency: that of an eligible dossier, and nothing for the others."""
    grant = report.funding.grant if report.verdict == "eligible" else None
    return Money(0) if grant is None else grant
