"""What the reader must know beside the findings: readings at work, requests cut, juries, ways in that fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from relance_rules.checking.report import Facts, Finding, Funding, Notice, WayIn
from relance_rules.checking.ways import ways_notice
from relance_rules.checking.windows import neighbours
from relance_rules.plan.ruleset import Juries, Plan, Role, Theme
from relance_rules.targets.python import Answers
from relance_rules.values import Message, Money, Month


def notices(
    plan: Plan,
    theme: Theme,
    answers: Answers,
    findings: tuple[Finding, ...],
    funding: Funding,
    ways: tuple[WayIn, ...],
) -> Iterator[Notice]:
    """Everything that this dossier's reader must be told, in a fixed order."""
    facts = answers.facts
    if theme.unknown_rules is not None:
        lost = theme.unknown_rules
        yield Notice(f"{theme.code}.texte_manquant", lost.text, lost.source, lost.readings)
    if theme.commitments.unknown is not None:
        asked = theme.commitments
        yield Notice(f"{theme.code}.texte_manquant", theme.commitments.unknown, asked.source, asked.readings)
    yield from _windows(plan, theme, answers, findings)
    yield from _unused_way_in(plan, theme, facts)
    if theme.juries is not None:
        yield from _jury(plan, theme.code, theme.juries, facts)
    if ways:
        yield ways_notice(plan, theme, ways)
    if theme.funding is not None:
        yield from _request(plan, theme, funding)
        yield from _staff(plan, theme, facts, funding)
        yield from _exceeded(theme, funding)
        yield from _nothing(plan, theme, funding)
    yield from _supposed(theme, facts)


def notice_ids(plan: Plan, theme: Theme) -> list[str]:
    """The ids, without the theme, of all the notices that a dossier of a theme may be given."""
    scopes = [plan.scopes[name].key[0][1].partition(".")[0] for name in theme.scopes]
    requested = [] if plan.roles.requested is None else [plan.roles.requested.path.rpartition(".")[2]]
    roles = (plan.roles.way_in, None if plan.roles.staff is None else plan.roles.staff.path)
    engine = (
        "contradiction",
        "demande_ramenee",
        "identification",
        "jury",
        "lecture",
        "plafond_depasse",
        "subvention_nulle",
        "texte_manquant",
    )
    own = [each.id for each in (*theme.notices, *theme.suppositions)]
    windows = [window.id for window in theme.windows if window.notice is not None]
    return [*own, *windows, *engine, *scopes, *requested, *(path for path in roles if path is not None)]


def _windows(plan: Plan, theme: Theme, answers: Answers, findings: tuple[Finding, ...]) -> Iterator[Notice]:
    """What must be said of a window: to the dossiers filed in it, and to those that its days refuse."""
    if all(window.notice is None for window in theme.windows):
        return
    refused = any(f.outcome == "fail" and f.rule.kind == "window" for f in findings)
    told = neighbours(plan, theme, answers.facts) if refused else ()
    for window in theme.windows:
        if window.notice is None or window.within is None:
            continue
        if window in told or answers.truth(window.within).value is True:
            yield Notice(f"{theme.code}.{window.id}", window.notice, window.source, window.readings)


def _unused_way_in(plan: Plan, theme: Theme, facts: Facts) -> Iterator[Notice]:
    """A way in that the theme does not have: it plays no part, and the reader should know."""
    fact = plan.roles.way_in
    if fact is None or not theme.kind or theme.ways_in:
        return
    stated = facts.get(fact)
    if stated is not None and stated not in theme.kind:
        message = Message("« {fact} » ne joue aucun rôle ici : ce thème n’a qu’une façon de déposer", {"fact": fact})
        yield Notice(f"{theme.code}.{fact}", message, theme.windows[0].source if theme.windows else None)


def _jury(plan: Plan, theme: str, juries: Juries, facts: Facts) -> Iterator[Notice]:
    filed = None if plan.roles.filed_on is None else facts.get(plan.roles.filed_on)
    if filed is None:
        return
    message = Message(
        "Passage devant le jury : {month} (un dépôt à partir du {day} passe le mois suivant)",
        {"month": jury_month(filed, juries.before_day), "day": juries.before_day},
    )
    yield Notice(f"{theme}.jury", message, juries.source, juries.readings)


def jury_month(filed: date, before_day: int) -> Month:
    """The month whose jury sees a dossier filed that day."""
    if filed.day < before_day:
        return Month(filed.year, filed.month)
    return Month(filed.year + filed.month // 12, filed.month % 12 + 1)


def _codes(role: Role | None) -> tuple[str, ...]:
    return () if role is None or role.reading is None else (role.reading,)


def _request(plan: Plan, theme: Theme, funding: Funding) -> Iterator[Notice]:
    role = plan.roles.requested
    if role is None or theme.funding is None:
        return
    source = theme.funding.source
    if funding.requested is None:
        message = (
            Message("La subvention demandée n’est pas indiquée")
            if funding.grant is None
            else Message("La subvention demandée n’est pas indiquée : le montant proposé est le maximum possible")
        )
        yield Notice(f"{theme.code}.{role.path.rpartition('.')[2]}", message, source, _codes(role))
    elif funding.grant is not None and funding.requested > funding.grant:
        message = Message(
            "Demande de {requested} ramenée à {grant}, le maximum possible",
            {"requested": funding.requested, "grant": funding.grant},
        )
        yield Notice(f"{theme.code}.demande_ramenee", message, source, _codes(role))


def _staff(plan: Plan, theme: Theme, facts: Facts, funding: Funding) -> Iterator[Notice]:
    """A grant computed from a total alone supposes that staff costs do not exceed the applicant's share."""
    role, lines = plan.roles.staff, plan.roles.lines
    if role is None or lines is None or theme.funding is None or theme.funding.staff == "counted":
        return
    if lines.list in facts or funding.grant is None or funding.applicant_share is None:
        return
    # Where other lines leave the base too, a dossier without lines has no known base: nothing is supposed.
    if not all(exclusion.staff for exclusion in theme.funding.exclusions):
        return
    staff = theme.funding.staff_amount
    label = None if staff is None else staff.label
    if theme.funding.staff == "valued":
        message = Message(
            "Dépenses non détaillées : le calcul suppose que le montant de « {staff} » ne dépasse pas {share}",
            {"share": Money(funding.applicant_share), "staff": label},
        )
    else:
        message = Message(
            "Dépenses non détaillées : le calcul suppose que le coût total ne comprend aucun montant de « {staff} »",
            {"staff": label},
        )
    yield Notice(f"{theme.code}.{role.path}", message, theme.funding.source, _codes(role))


def _exceeded(theme: Theme, funding: Funding) -> Iterator[Notice]:
    """The ceilings that were exceeded before this dossier: nobody may take that for an ordinary nought."""
    for use in funding.ceilings:
        if (over := use.exceeded_by) is not None:
            message = Message(
                "« {ceiling} » est déjà dépassé de {over} avant ce dossier : {used} y comptent, pour {limit}",
                {"ceiling": use.ceiling.label, "over": over, "used": use.already_used, "limit": use.limit},
            )
            yield Notice(f"{theme.code}.plafond_depasse", message, use.ceiling.source, use.ceiling.readings)


def _nothing(plan: Plan, theme: Theme, funding: Funding) -> Iterator[Notice]:
    """Why a grant is nought: such a dossier is never ready."""
    if funding.grant is None or funding.grant or theme.funding is None:
        return
    source, readings = theme.funding.source, _codes(plan.roles.requested)
    name = f"{theme.code}.subvention_nulle"
    spent = next(
        (
            use
            for use in funding.ceilings
            if use.limit is not None and use.already_used is not None and use.limit <= use.already_used
        ),
        None,
    )
    if funding.total_cost == 0 or funding.base == 0:
        message = Message("La subvention est nulle : aucune dépense n’entre dans la base financée")
    elif funding.requested == 0:
        message = Message("La subvention est nulle : aucun montant n’est demandé")
    elif spent is not None and not spent.ceiling.staff:
        message = Message(
            "La subvention est nulle : rien ne reste sous « {ceiling} »", {"ceiling": spent.ceiling.label}
        )
        source, readings = spent.ceiling.source, spent.ceiling.readings
    else:
        message = Message("La subvention est nulle, aux conditions de ce thème")
    yield Notice(name, message, source, readings)


def _supposed(theme: Theme, facts: Facts) -> Iterator[Notice]:
    """What is supposed where facts or lists are not stated, said by the theme itself."""
    for notice in theme.suppositions:
        owner, inside, name = theme.supposed.get(notice.id, "").partition("[].")
        absent = any(name not in item for item in facts.get(owner, ())) if inside else owner not in facts
        if owner and absent:
            yield Notice(f"{theme.code}.{notice.id}", notice.text, notice.source, notice.readings)
