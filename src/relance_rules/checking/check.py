"""The one call that turns a theme and a dossier into a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import filterfalse
from types import EllipsisType
from typing import Any, NamedTuple, TypeAlias

from relance_rules.checking import eligibility, requirements
from relance_rules.checking.funding import split
from relance_rules.checking.identity import unidentified, unidentified_notice
from relance_rules.checking.items import deciding_items, items_words
from relance_rules.checking.notices import notices
from relance_rules.checking.report import Facts, Funding, Notice, Report, Status, Verdict
from relance_rules.checking.ways import ways_in
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.rules import Rules
from relance_rules.plan import ruleset
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.plan.scales import BATCH_COST, ENGINE
from relance_rules.targets.python import Program, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.targets.python.totals import set_aside, settle_total
from relance_rules.values import Message, Money, Text

_UNSETTLED = Message("Un dossier antérieur n’est pas tranché : sa subvention comptera contre « {ceilings} »")
_UNSETTLED_PROJECT = Message(
    "Un dossier antérieur du même projet n’est pas tranché : sa subvention comptera contre le plafond du projet"
)
_TO_DETERMINE = Message("à déterminer")
_STEPS = {"total": "total_cost", "base": "base", "grant": "grant", "share": "applicant_share"}
"""The amounts of the funding split that a notice of the rule set names."""


class Elsewhere(NamedTuple):
    """What is known of the other dossiers of a scope, in hundredths of the currency.

    ``granted`` is what those that come before were granted, or are proposed, None where one of them is not settled;
    ``cost`` what all of them cost, this one included, as far as they say.
    """

    granted: Money | None
    cost: Money | None = None


Known: TypeAlias = Mapping[str, Elsewhere]
"""What a batch knows, by scope; a dossier that is checked alone has none."""


def check_data(
    data: Mapping[str, Any],
    rules: Rules,
    granted: Money | Mapping[str, Money | None] | EllipsisType | None = ...,
) -> Report:
    """Check a dossier given as plain data, with what the others of its scopes were granted, by scope or in each alike.

    Raises:
        DossierError: The theme is missing or unknown, or some facts can't be read.
        TypeError: A grant of others is a float.
    """
    theme, dossier = dossier_from(data, rules)
    if granted is ...:
        return check_dossier(rules.plan, theme, dossier, {})
    if not isinstance(granted, Mapping):
        granted = dict.fromkeys(theme.scopes, granted)
    known = {scope: Elsewhere(None if amount is None else Money(amount)) for scope, amount in granted.items()}
    return check_dossier(rules.plan, theme, dossier, known)


def check_dossier(plan: Plan, theme: Theme, dossier: Dossier, known: Known | None = None) -> Report:
    """Check a dossier against a theme: pure, and the same for the same input anywhere.

    Args:
        plan: The rule set.
        theme: The theme.
        dossier: The facts of the dossier.
        known: By scope of the rule set, what a batch knows of the other dossiers of the scope; a scope that is left out
            is one that the dossier is alone in.
    """
    program, memo = program_of(plan.facts), {}  # type: tuple[Program, Memo]
    roles = plan.roles
    facts, contradiction = settle_total(dossier.facts, roles)
    supposed: tuple[str, ...] = ()
    if theme.scopes:
        facts, supposed = _with_known(plan, theme, facts, known or {})
    findings = eligibility.find(theme, program, facts, memo)
    verdict = eligibility.verdict_of(findings)
    funding = split(plan, theme.funding, program, facts, memo)
    commitments = requirements.compare(theme.commitments, program, facts, memo)
    documents = requirements.compare(theme.documents, program, facts, memo)

    missing: dict[str, None] = {}
    for finding in findings:
        if finding.missing:
            missing.update(dict.fromkeys(finding.missing))
    for paths in (funding.missing, supposed, commitments.unsettled, documents.unsettled):
        if paths:
            missing.update(dict.fromkeys(paths))
    if theme.funding is not None and roles.requested is not None and funding.requested is None:
        missing.pop(roles.requested.path, None)
        missing[roles.requested.path] = None

    ways = () if contradiction is not None else tuple(ways_in(plan, theme, program, facts))
    said = [Notice(f"{theme.code}.lecture", note) for note in dossier.notes]
    said += notices(plan, theme, program, facts, findings, funding, ways, memo)
    for scope in sorted(theme.scopes):
        if known is not None and scope in known:
            said += _of_others(plan, theme, scope, dossier.facts, known[scope])
    if contradiction is not None:
        missing = {path: None for path in missing if not set_aside(path, roles)}
        findings = tuple(
            f._replace(missing=tuple(filterfalse(lambda path: set_aside(path, roles), f.missing))) for f in findings
        )
        reading = None if roles.total is None else roles.total.reading
        codes = () if reading is None else (reading,)
        said.insert(0, Notice(f"{theme.code}.contradiction", contradiction, None, codes))
    no_grant = theme.funding is not None and not funding.grant
    lacks = bool(missing or commitments.missing or documents.missing) or no_grant
    status = _status(verdict, contradiction is not None, lacks)
    ruled, status = _ruled(theme, program, facts, memo, status)
    said += (_told(plan, theme, notice, facts, funding) for notice in ruled)
    unnamed = tuple(path for path in unidentified(plan, theme, facts) if path not in missing)
    if status == "ready" and unnamed:
        said.append(unidentified_notice(plan, theme, unnamed))
    return Report(
        plan,
        theme,
        facts,
        dossier.origin,
        status,
        verdict,
        findings,
        funding,
        commitments,
        documents,
        tuple(missing),
        tuple(said),
        ways,
        unnamed,
    )


def _with_known(plan: Plan, theme: Theme, facts: Facts, known: Known) -> tuple[Facts, tuple[str, ...]]:
    """The facts, with what is known of the other dossiers of each scope; and the facts that are supposed from that.

    A dossier of a batch that does not state the earlier grants of its scope takes those that the batch knows, and is
    still asked for them.
    """
    found = dict(facts)
    supposed = []
    for scope in sorted(theme.scopes):
        others = known.get(scope)
        granted = Money(0) if others is None else others.granted
        if granted is not None:
            found[f"{ENGINE}{scope}"] = granted
        earlier = plan.scopes[scope].earlier
        if others is not None and granted is not None and earlier is not None and earlier not in facts:
            found[earlier] = granted
            supposed.append(earlier)
        if others is not None and others.cost is not None:
            found[BATCH_COST] = others.cost
    return found, tuple(supposed)


def _of_others(plan: Plan, theme: Theme, scope: str, facts: Facts, others: Elsewhere) -> Iterator[Notice]:
    """What must be said of the grants that the other dossiers of a scope got, or that this one states."""
    ceiling = None if theme.funding is None else next((c for c in theme.funding.ceilings if c.scope == scope), None)
    source, readings = (None, ()) if ceiling is None else (ceiling.source, ceiling.readings)
    name = f"{theme.code}.{plan.scopes[scope].key[0][1].partition('.')[0]}"
    earlier = plan.scopes[scope].earlier
    stated = None if earlier is None else facts.get(earlier)
    if others.granted is None:
        message = _UNSETTLED_PROJECT if scope == "project" else _UNSETTLED
        named = message._replace(values={"ceilings": [] if ceiling is None else [ceiling.label]})
        yield Notice(name, named, source, readings)
        return
    values = {"known": others.granted, "stated": stated}
    if earlier is not None and stated is None and not others.granted:
        # Nobody said that there were none: no amount is told.
        message = Message(
            "Subventions antérieures non indiquées, et aucune n’est connue ici : le calcul n’en compte pas"
        )
        yield Notice(name, message, source, readings)
    elif earlier is not None and stated is None:
        message = Message(
            "Subventions antérieures non indiquées : le calcul retient {known}, ce que l’on en connaît ici", values
        )
        yield Notice(name, message, source, readings)
    elif stated is not None and stated > others.granted == 0:
        message = Message(
            "Subventions antérieures indiquées : {stated}, alors qu’aucune n’est connue ici ; ce montant est retenu",
            values,
        )
        yield Notice(name, message, source, readings)
    elif stated is not None and stated > others.granted:
        message = Message(
            "Subventions antérieures indiquées : {stated}, alors que {known} sont connues ici ; le plus grand montant "
            "est retenu",
            values,
        )
        yield Notice(name, message, source, readings)
    elif stated is not None and stated < others.granted:
        message = Message(
            "Subventions antérieures indiquées : {stated}, alors que {known} ont été proposées ou accordées ; c’est ce "
            "dernier montant qui est retenu",
            values,
        )
        yield Notice(name, message, source, readings)


def _ruled(
    theme: Theme, program: Program, facts: Facts, memo: Memo, status: Status
) -> tuple[list[ruleset.Notice], Status]:
    """The notices that the rule set makes itself, and what they make of the dossier."""
    if not theme.notices:
        return [], status
    found = [
        notice
        for notice in theme.notices
        if notice.when is None or program.truth(notice.when, facts, memo).value is True
    ]
    made = {notice.makes for notice in found}
    if "error" in made:
        status = "error"
    elif "incomplete" in made and status == "ready":
        status = "incomplete"
    return [notice for notice in found if not notice.statuses or status in notice.statuses], status


def _told(plan: Plan, theme: Theme, notice: ruleset.Notice, facts: Facts, funding: Funding) -> Notice:
    """A notice of the rule set, with its places filled by facts and by steps of the funding split."""
    message: Message | Text = notice.text
    if places := notice.text.places:
        known = {}
        for name in places:
            amount = getattr(funding, _STEPS[name]) if name in _STEPS else None
            known[name] = facts.get(name, _TO_DETERMINE) if amount is None else amount
        message = Message(notice.text, known)
    if notice.makes != "nothing" and notice.when is not None:
        # What is wrong is told with the items that it is wrong of.
        items = deciding_items(plan, facts, notice.when, True)
        if items:
            message = Message("{sentence} ({items})", {"sentence": message, "items": items_words(plan, facts, items)})
    return Notice(f"{theme.code}.{notice.id}", message, notice.source, notice.readings)


def _status(verdict: Verdict, contradicts: bool, lacks: bool) -> Status:
    if contradicts:
        return "error"
    if verdict == "ineligible":
        return "ineligible"
    return "incomplete" if lacks or verdict != "eligible" else "ready"
