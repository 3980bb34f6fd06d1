"""The one call that turns a theme and a dossier into a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import filterfalse

from relance_rules.checking import eligibility, requirements
from relance_rules.checking.funding import split
from relance_rules.checking.notices import notices
from relance_rules.checking.report import Facts, Notice, Report, Status, Verdict
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.plan.scales import ENGINE
from relance_rules.targets.python import Program, program_of
from relance_rules.targets.python.program import Memo
from relance_rules.targets.python.totals import set_aside, settle_total
from relance_rules.values import Message, Money

_UNSETTLED = Message("Un dossier antérieur n’est pas tranché : sa subvention comptera contre « {ceilings} »")
_UNSETTLED_PROJECT = Message(
    "Un dossier antérieur du même projet n’est pas tranché : sa subvention comptera contre le plafond du projet"
)

Known = Mapping[str, Money | None]
"""By scope, what other dossiers were granted, in hundredths of the currency; None where it is not known."""


def check_dossier(plan: Plan, theme: Theme, dossier: Dossier, known: Known | None = None) -> Report:
    """Check a dossier against a theme: pure, and the same for the same input anywhere.

    Args:
        plan: The rule set.
        theme: The theme.
        dossier: The facts of the dossier.
        known: By scope of the rule set, the grants of the other dossiers of the scope, on top of those that the dossier
            states; nothing for a scope that is left out, None where they are not known.
    """
    program, memo = program_of(plan.facts), {}  # type: tuple[Program, Memo]
    roles = plan.roles
    facts, contradiction = settle_total(dossier.facts, roles)
    if theme.scopes:
        facts = _with_known(theme, facts, known or {})
    findings = eligibility.find(theme, program, facts, memo)
    verdict = eligibility.verdict_of(findings)
    funding = split(plan, theme.funding, program, facts, memo)
    commitments = requirements.compare(theme.commitments, program, facts, memo)
    documents = requirements.compare(theme.documents, program, facts, memo)

    missing: dict[str, None] = {}
    for finding in findings:
        if finding.missing:
            missing.update(dict.fromkeys(finding.missing))
    for paths in (funding.missing, commitments.unsettled, documents.unsettled):
        if paths:
            missing.update(dict.fromkeys(paths))
    if theme.funding is not None and roles.requested is not None and funding.requested is None:
        missing.pop(roles.requested.path, None)
        missing[roles.requested.path] = None

    said = list(notices(plan, theme, program, facts, findings, funding, memo))
    for scope in theme.scopes:
        if known is not None and scope in known and known[scope] is None:
            said.append(_unsettled_notice(plan, theme, scope))
    if contradiction is not None:
        missing = {path: None for path in missing if not set_aside(path, roles)}
        findings = tuple(
            f._replace(missing=tuple(filterfalse(lambda path: set_aside(path, roles), f.missing))) for f in findings
        )
        reading = None if roles.total is None else roles.total.reading
        codes = () if reading is None else (reading,)
        said.insert(0, Notice(f"{theme.code}.contradiction", contradiction, None, codes))
    no_grant = theme.funding is not None and funding.grant is None
    lacks = bool(missing or commitments.missing or documents.missing) or no_grant
    status = _status(verdict, contradiction is not None, lacks)
    told, status = _ruled(theme, program, facts, memo, status)
    said += told
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
    )


def _with_known(theme: Theme, facts: Facts, known: Known) -> Facts:
    """The facts, with what the engine knows of the other dossiers of each scope."""
    added = {f"{ENGINE}{scope}": known.get(scope, Money(0)) for scope in theme.scopes}
    return {**facts, **{path: amount for path, amount in added.items() if amount is not None}}


def _unsettled_notice(plan: Plan, theme: Theme, scope: str) -> Notice:
    """What is said where an earlier dossier, which shares a ceiling, may yet be granted something."""
    ceilings = [] if theme.funding is None else [each for each in theme.funding.ceilings if each.scope == scope]
    source = None if theme.funding is None else theme.funding.source
    key = plan.scopes[scope].key[0][1].partition(".")[0]
    message = _UNSETTLED_PROJECT if scope == "project" else _UNSETTLED
    named = message._replace(values={"ceilings": [ceiling.label for ceiling in ceilings]})
    return Notice(f"{theme.code}.{key}", named, source, ceilings[0].readings if ceilings else ())


def _ruled(theme: Theme, program: Program, facts: Facts, memo: Memo, status: Status) -> tuple[list[Notice], Status]:
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
    shown = [notice for notice in found if not notice.statuses or status in notice.statuses]
    return list(_told(theme, shown)), status


def _told(theme: Theme, found: list) -> Iterator[Notice]:  # type: ignore[type-arg]
    for notice in found:
        yield Notice(f"{theme.code}.{notice.id}", notice.text, notice.source, notice.readings)


def _status(verdict: Verdict, contradicts: bool, lacks: bool) -> Status:
    if contradicts:
        return "error"
    if verdict == "ineligible":
        return "ineligible"
    return "incomplete" if lacks or verdict != "eligible" else "ready"
