"""The one call that turns a theme and a dossier into a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import EllipsisType
from typing import Any, NamedTuple, TypeAlias

from relance_rules.checking import eligibility, requirements
from relance_rules.checking.asked import ThemeAsked, asked_of
from relance_rules.checking.funding import split
from relance_rules.checking.identity import unidentified_notice
from relance_rules.checking.items import deciding_items, items_words
from relance_rules.checking.notices import notices
from relance_rules.checking.report import Facts, Funding, Notice, Report, Requirements, Status, WayIn
from relance_rules.checking.ways import ways_in
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.rules import Rules
from relance_rules.plan import ruleset
from relance_rules.plan.ruleset import Plan, Roles, Theme
from relance_rules.plan.scales import BATCH_COST, ENGINE
from relance_rules.targets.python import Answers
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
    asked = asked_of(plan, theme)
    facts, contradiction = settle_total(dossier.facts, plan.roles)
    supposed: tuple[str, ...] = ()
    if known and asked.alone:
        facts, supposed = _with_known(plan, theme, facts, known)
    elif asked.alone:
        facts = {**facts, **asked.alone}
    answers = asked.of(facts)
    findings = eligibility.find(asked, answers)
    verdict = eligibility.verdict_of(findings)
    if contradiction is not None:
        findings = tuple(f._replace(missing=_kept(f.missing, plan.roles)) for f in findings)
    commitments = requirements.compare(asked.commitments, answers)
    documents = requirements.compare(asked.documents, answers)
    rest = _Rest(dossier, asked, answers, dict(known or {}), supposed, contradiction)
    status: Status
    if contradiction is not None or any(map(answers.holds, asked.errors)):
        status = "error"
    elif verdict == "ineligible":
        status = "ineligible"
    elif verdict == "undetermined" or supposed or _lacks(commitments) or _lacks(documents):
        status = "incomplete"
    else:
        status = "incomplete" if _lacks_grant(asked, answers) or any(map(answers.holds, asked.gaps)) else "ready"
    return Report(plan, rest.work_out, theme, facts, dossier.origin, status, verdict, findings, commitments, documents)


def _lacks(requirements: Requirements) -> bool:
    return bool(requirements.missing or requirements.unsettled)


def _lacks_grant(asked: ThemeAsked, answers: Answers) -> bool:
    """Whether a theme gives money, and the dossier asks none or none is known to be granted."""
    funding, requested = asked.theme.funding, asked.plan.roles.requested
    if funding is None:
        return False
    return (requested is not None and requested.path not in answers.facts) or not (
        funding.grant is not None and answers.amount(funding.grant)
    )


def _kept(missing: Iterable[str], roles: Roles) -> tuple[str, ...]:
    """What is missing where the total and the lines contradict each other: neither is, both are to be corrected."""
    return tuple(path for path in missing if not set_aside(path, roles))


class _Rest(NamedTuple):
    """What of a report is worked out when it is first read, from all that it was checked with."""

    dossier: Dossier
    asked: ThemeAsked
    answers: Answers
    known: Known
    supposed: tuple[str, ...]
    contradiction: Message | None

    def work_out(self, name: str, report: Report) -> Any:
        return getattr(self, name)(report)

    def funding(self, report: Report) -> Funding:
        return split(self.asked, self.answers)

    def missing_facts(self, report: Report) -> tuple[str, ...]:
        missing: dict[str, None] = {}
        for finding in report.findings:
            if finding.missing:
                missing.update(dict.fromkeys(finding.missing))
        for paths in (
            report.funding.missing,
            self.supposed,
            report.commitments.unsettled,
            report.documents.unsettled,
        ):
            if paths:
                missing.update(dict.fromkeys(paths))
        requested = report.plan.roles.requested
        if report.theme.funding is not None and requested is not None and report.funding.requested is None:
            missing.pop(requested.path, None)
            missing[requested.path] = None
        return tuple(missing) if self.contradiction is None else _kept(missing, report.plan.roles)

    def ways_in(self, report: Report) -> tuple[WayIn, ...]:
        return () if self.contradiction is not None else tuple(ways_in(self.asked, report.facts))

    def unidentified(self, report: Report) -> tuple[str, ...]:
        found = tuple(self.asked.identity.left_out(report.facts))
        return tuple(path for path in found if path not in report.missing_facts) if found else found

    def notices(self, report: Report) -> tuple[Notice, ...]:
        plan, theme = report.plan, report.theme
        said: list[Notice] = []
        if self.contradiction is not None:
            reading = None if plan.roles.total is None else plan.roles.total.reading
            codes = () if reading is None else (reading,)
            said.append(Notice(f"{theme.code}.contradiction", self.contradiction, None, codes))
        said += [Notice(f"{theme.code}.lecture", note) for note in self.dossier.notes]
        ways = report.ways_in if theme.ways_in else ()
        said += notices(plan, theme, self.answers, report.findings, report.funding, ways)
        for scope in sorted(theme.scopes):
            if scope in self.known:
                said += _of_others(plan, theme, scope, self.dossier.facts, self.known[scope])
        for notice, ready_made in self.asked.notices:
            meant = not notice.statuses or report.status in notice.statuses
            if meant and self.answers.holds(notice.when):
                said.append(ready_made or _told(plan, theme, notice, report.facts, report.funding))
        if report.status == "ready" and report.unidentified:
            said.append(unidentified_notice(plan, theme, report.unidentified))
        return tuple(said)


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
