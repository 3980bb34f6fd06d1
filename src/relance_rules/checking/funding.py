"""The funding split, in exact arithmetic: base, scale, ceilings, request (readings R1, R2, R5 to R9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from relance_rules.checking.report import CeilingUse, Excluded, Funding
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import AMOUNT, LINES, TOTAL
from relance_rules.language.theme import STAFF_RULE
from relance_rules.values import TRUE, UNKNOWN, Euro, Message

REQUESTED = "financement.subvention_demandee"
EARLIER = "financement.subventions_anterieures"

_NOTHING = Euro(0)


def split(theme: CompiledTheme, facts: Facts, granted_to_project: Euro | None = _NOTHING) -> Funding:
    """Share the cost of a project between the grant and the applicant.

    A limit that is not known is a range; the grant is unknown only if it depends on where in the range the limit is.

    Args:
        theme: The theme, with its scale, exclusions and ceilings.
        facts: The facts of the dossier, whose total and lines agree.
        granted_to_project: Grants of other dossiers of the same project in cents TTC, on top of those that the
            dossier states; None where they are not known.
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
    requested: Euro | None = facts.get(REQUESTED)

    stated: Euro | None = facts.get(EARLIER) if theme.limits_project else None
    used = None if stated is None or granted_to_project is None else Euro(stated + granted_to_project)
    # The least and the most that each limit leaves.
    least: list[int] = []
    most: list[int] = []
    rooms = []
    for code, ceiling in theme.ceilings:
        of_project = ceiling.per == "project"
        known = used if of_project else _NOTHING
        most.append(
            max(0, ceiling.amount - (known if known is not None else (stated or 0) + (granted_to_project or 0)))
        )
        least.append(0 if known is None else most[-1])
        rooms.append((code, ceiling, known, most[-1]))
    if theme.staff_valued and total is not None:
        least.append(total - found.staff_most)
        most.append(total - found.staff_least)

    grant = None
    if before is not None:
        caps = [before] if requested is None else [before, requested]
        low, high = min([*caps, *least]), min([*caps, *most])
        if low == high:
            grant = Euro(high)
        else:
            if theme.limits_project and stated is None:
                missing[EARLIER] = None
            missing.update(dict.fromkeys(found.staff_unsettled))
    elif theme.limits_project and stated is None:
        missing[EARLIER] = None

    uses = [
        CeilingUse(
            code,
            ceiling.amount,
            known,
            known is not None and _binds(room, before, grant),
            ceiling.label,
            ceiling.source,
            ceiling.reading,
        )
        for code, ceiling, known, room in rooms
    ]
    if theme.staff_valued and total is not None and found.staff_most == found.staff_least:
        room = Euro(total - found.staff_most)
        label = Message("Coût total moins les dépenses de personnel, à la charge du porteur")
        source = theme.theme.funding.source
        binds = _binds(room, before, grant)
        uses.append(CeilingUse(f"{theme.code}.{STAFF_RULE}", room, _NOTHING, binds, label, source, "R5"))
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
    """What the expense lines come to, in cents TTC.

    ``staff`` is the sum of staff costs, or None where a line does not say; it lies from ``staff_least`` to
    ``staff_most``. ``unsettled`` names the facts that the base needs, ``staff_unsettled`` those that ``staff`` needs.
    """

    excluded: tuple[Excluded, ...]
    staff: Euro | None
    staff_least: int
    staff_most: int
    unsettled: tuple[str, ...]
    staff_unsettled: tuple[str, ...]


# A total alone says nothing of staff costs; the grant is computed as if there were none, and a notice says so.
_NO_LINES = _Lines((), None, 0, 0, (), ())


def _read_lines(theme: CompiledTheme, facts: Facts, lines: Sequence[Facts]) -> _Lines:
    """Sort the lines out."""
    excluded = []
    staff_least = staff_most = 0
    amounts_known = True
    unsettled: list[str] = []
    staff_unsettled: list[str] = []
    for place, line in enumerate(lines):
        prefix = f"{LINES}[{place}]."
        amount = line.get(AMOUNT)
        if amount is None:
            amounts_known = False
            unsettled.append(prefix + AMOUNT)
        waiting: list[str] = []
        for exclusion in theme.exclusions:
            truth = exclusion.when.test(facts, line)
            if truth is TRUE:
                waiting = []
                if amount is not None:
                    excluded.append(Excluded(place + 1, amount, exclusion))
                break
            if truth is UNKNOWN:
                waiting += exclusion.when.explain(facts, line, prefix).missing
        unsettled += waiting
        is_staff = theme.staff.test(facts, line)
        if is_staff is TRUE:
            staff_least += amount or 0
            staff_most += amount or 0
        elif is_staff is UNKNOWN:
            staff_most += amount or 0
            staff_unsettled += theme.staff.explain(facts, line, prefix).missing
    known = staff_least == staff_most and amounts_known
    staff = Euro(staff_least) if known else None
    return _Lines(tuple(excluded), staff, staff_least, staff_most, tuple(unsettled), tuple(staff_unsettled))
