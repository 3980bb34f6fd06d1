"""The one call that turns a compiled theme and a dossier into a report."""

from __future__ import annotations

from itertools import filterfalse

from relance_rules.checking import eligibility, requirements
from relance_rules.checking.funding import REQUESTED, split
from relance_rules.checking.notices import notices
from relance_rules.checking.report import Notice, Report, Status, Verdict
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.totals import set_aside, settle_total
from relance_rules.values import Euro, Message

_NOTHING = Euro(0)
_UNSETTLED_PROJECT = Message(
    "Un dossier antérieur du même projet n’est pas tranché : sa subvention comptera contre le plafond du projet"
)


def check_dossier(theme: CompiledTheme, dossier: Dossier, granted_to_project: Euro | None = _NOTHING) -> Report:
    """Check a dossier against a theme: pure, and the same for the same input anywhere.

    Args:
        theme: The compiled theme.
        dossier: The facts of the dossier.
        granted_to_project: Grants of other dossiers of the same project in cents TTC, on top of those that the
            dossier states; None where they are not known.
    """
    facts, contradiction = settle_total(dossier.facts)
    findings = eligibility.find(theme, facts)
    verdict = eligibility.verdict_of(findings)
    funding = split(theme, facts, granted_to_project)
    commitments = requirements.compare(theme.commitments, facts)
    documents = requirements.compare(theme.documents, facts)

    missing: dict[str, None] = {}
    for finding in findings:
        if finding.missing:
            missing.update(dict.fromkeys(finding.missing))
    for paths in (funding.missing, commitments.unsettled, documents.unsettled):
        if paths:
            missing.update(dict.fromkeys(paths))
    if funding.requested is None:
        missing[REQUESTED] = None

    said = list(notices(theme, facts, findings, funding))
    if granted_to_project is None and theme.limits_project:
        said.append(Notice(f"{theme.code}.projet", _UNSETTLED_PROJECT, theme.theme.funding.source, theme.code))
    if contradiction is not None:
        missing = {path: None for path in missing if not set_aside(path)}
        findings = tuple(f._replace(missing=tuple(filterfalse(set_aside, f.missing))) for f in findings)
        said.insert(0, Notice(f"{theme.code}.contradiction", contradiction, None, "R8"))
    lacks = bool(missing or commitments.missing or documents.missing) or funding.grant is None
    status = _status(verdict, contradiction is not None, lacks)
    return Report(
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


def _status(verdict: Verdict, contradicts: bool, lacks: bool) -> Status:
    if contradicts:
        return "error"
    if verdict == "ineligible":
        return "ineligible"
    return "incomplete" if lacks or verdict != "eligible" else "ready"
