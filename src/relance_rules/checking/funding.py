"""The funding split, in exact arithmetic: base, scale, ceilings, request (readings R1, R2, R5 to R9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from relance_rules.checking.report import CeilingUse, Excluded, Funding
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.theme import STAFF_RULE
from relance_rules.reading.facts import Facts
from relance_rules.reading.totals import AMOUNT, LINES, TOTAL
from relance_rules.values import TRUE, UNKNOWN, Euro, Message

REQUESTED = "financement.subvention_demandee"
EARLIER = "financement.subventions_anterieures"

_NOTHING = Euro(0)


def split(theme: CompiledTheme, facts: Facts, granted_to_project: Euro = _NOTHING) -> Funding:
    """Share the cost of a project between the grant and the applicant.

    Args:
        theme: The theme, with its scale, exclusions and ceilings.
        facts: The facts of the dossier, whose total and lines agree.
        granted_to_project: Grants of other dossiers of the same project, on top of those that the dossier states.
    """
    missing: dict[str, None] = {}
    total: Euro | None = facts.get(TOTAL)
    if total is None:
        missing[TOTAL] = None
    lines = facts.get(LINES)
    if lines is None and theme.theme.funding.exclude:
        missing[LINES] = None
    found = _NO_LINES if lines is None else _read_lines(theme, facts, lines)
    if found.unsettled:
        missing.update(dict.fromkeys(found.unsettled))
    base = None
    if total is not None and not missing:
        base = Euro(total - sum([entry.amount for entry in found.excluded])) if found.excluded else total
    before = None if base is None else theme.scale.grant(base)
    if theme.staff_valued and found.staff_unsettled:
        missing.update(dict.fromkeys(found.staff_unsettled))

    earlier = None
    if theme.limits_project:
        earlier = facts.get(EARLIER)
        if earlier is None:
            missing[EARLIER] = None
        else:
            earlier = Euro(earlier + granted_to_project)
    rooms = [(code, ceiling, earlier if ceiling.per == "project" else _NOTHING) for code, ceiling in theme.ceilings]
    requested: Euro | None = facts.get(REQUESTED)
    caps: list[int] = [max(0, ceiling.amount - used) for _, ceiling, used in rooms if used is not None]
    own_share = None
    if theme.staff_valued and base is not None and not found.staff_unsettled:
        # Staff is borne by the applicant, and lines out of the base are not funded: the grant pays neither.
        own_share = Euro(base - found.staff_in_base)
        caps.append(own_share)
    grant = None
    if before is not None and not missing:
        grant = Euro(min([before, *caps] if requested is None else [before, requested, *caps]))
    uses = [
        CeilingUse(
            code,
            ceiling.amount,
            used,
            used is not None and _binds(max(0, ceiling.amount - used), before, grant),
            ceiling.label,
            ceiling.source,
            ceiling.reading,
        )
        for code, ceiling, used in rooms
    ]
    if own_share is not None:
        binding = _binds(own_share, before, grant)
        label = Message("Base moins ses dépenses de personnel, à la charge du porteur")
        uses.append(
            CeilingUse(
                f"{theme.code}.{STAFF_RULE}",
                own_share,
                _NOTHING,
                binding,
                label,
                theme.theme.funding.source,
                "R5",
            )
        )
    return Funding(
        total,
        found.excluded,
        base,
        before,
        tuple(uses),
        requested,
        grant,
        None if grant is None or total is None else Euro(total - grant),
        found.staff,
        tuple(missing),
    )


def _binds(room: int, before: Euro | None, grant: Euro | None) -> bool:
    """Whether this limit, and not the rate or the request, is what the grant comes to."""
    return before is not None and grant is not None and room < before and grant == room


class _Lines(NamedTuple):
    """What the expense lines come to. ``staff`` is all staff costs, or None where a line does not say."""

    excluded: tuple[Excluded, ...]
    staff: Euro | None
    staff_in_base: int
    unsettled: tuple[str, ...]
    staff_unsettled: tuple[str, ...]


_NO_LINES = _Lines((), _NOTHING, 0, (), ())


def _read_lines(theme: CompiledTheme, facts: Facts, lines: Sequence[Facts]) -> _Lines:
    """Sort the lines: ``unsettled`` names the facts that the base needs, ``staff_unsettled`` those its staff needs."""
    excluded = []
    staff, staff_known, staff_in_base = 0, True, 0
    unsettled: list[str] = []
    staff_unsettled: list[str] = []
    for place, line in enumerate(lines):
        prefix = f"{LINES}[{place}]."
        amount = line.get(AMOUNT)
        if amount is None:
            unsettled.append(prefix + AMOUNT)
        counted = True
        waiting: list[str] = []
        for exclusion in theme.exclusions:
            truth = exclusion.when.test(facts, line)
            if truth is TRUE:
                counted, waiting = False, []
                if amount is not None:
                    excluded.append(Excluded(place + 1, amount, exclusion))
                break
            if truth is UNKNOWN:
                waiting += exclusion.when.explain(facts, line, prefix).missing
        unsettled += waiting
        is_staff = theme.staff.test(facts, line)
        if is_staff is UNKNOWN or amount is None:
            staff_known = False
            if counted:
                staff_unsettled += theme.staff.explain(facts, line, prefix).missing
        elif is_staff is TRUE:
            staff += amount
            staff_in_base += amount if counted else 0
    known = Euro(staff) if staff_known else None
    return _Lines(tuple(excluded), known, staff_in_base, tuple(unsettled), tuple(staff_unsettled))
