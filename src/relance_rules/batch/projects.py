"""A project as a result of its own: its dossiers in the order they were filed, and what they take of its ceiling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from relance_rules.checking.projects import SharedKey, Step, counted_grant, shared_keys
from relance_rules.checking.report import Facts, Status, Verdict
from relance_rules.dossiers.handling import Decision
from relance_rules.loading.rules import Rules
from relance_rules.plan.ruleset import Theme
from relance_rules.showing.blocks import Content
from relance_rules.showing.labels import STATUS_WORDS, UNSETTLED
from relance_rules.targets.python import program_of
from relance_rules.values import Message, Money
from relance_rules.values.spelling import same_reference

MAX_DOUBTS = 100
"""How many reasons why a project is not settled are said one by one; the others are only counted."""

_DECIDED = {
    "awarded": Message("accordé"),
    "refused": Message("refusé"),
    "withdrawn": Message("classé sans suite"),
}


class Member(NamedTuple):
    """A dossier among those of a project, amounts in hundredths of the currency; what is not known is None.

    ``written`` is what tells the project, as the dossier writes it. ``known`` is what the batch knows of the grants of
    the others before it, ``stated`` what it states of them. ``counted`` is what it takes of the ceiling ``limit``:
    what was awarded, or is proposed. ``twin`` tells that the same dossier is decided, as another source has it.
    """

    origin: str
    reference: str | None
    written: tuple[str, ...]
    filed_on: date | None
    status: Status
    verdict: Verdict
    decision: Decision | None
    requested: Money | None
    stated: Money | None
    known: Money | None
    counted: Money | None
    limit: Money | None
    twin: bool = False

    @property
    def name(self) -> str:
        """What it is called: its reference, or where it was found."""
        return self.reference or self.origin

    @property
    def words(self) -> Message:
        """What was decided of it, or what became of it."""
        return STATUS_WORDS[self.status] if self.decision is None else _DECIDED[self.decision.outcome]

    @property
    def granted_words(self) -> Content:
        """What it takes of the ceiling."""
        return UNSETTLED if self.counted is None else self.counted

    def doubts(self) -> Iterator[Message]:
        """Why what the project is granted is not sure, as far as this dossier goes."""
        values = {"name": self.name, "origin": self.origin, "known": self.known, "stated": self.stated}
        if self.twin:
            yield Message("{name} ({origin}) est déjà décidé par ailleurs : il n’est compté qu’une fois", values)
        elif self.decision is not None:
            if self.decision.outcome == "awarded" and self.decision.amount is None:
                yield Message("{name} ({origin}) est accordé sans que son montant soit dit", values)
        elif self.status == "error":
            yield Message("{name} ({origin}) est en erreur : ce qu’il peut recevoir n’est pas tranché", values)
        elif self.counted is None and self.verdict == "undetermined":
            yield Message("{name} ({origin}) est indéterminé : ce qu’il peut recevoir n’est pas tranché", values)
        elif self.counted is None and self.known is not None:
            yield Message("{name} ({origin}) n’a pas de montant calculé : il lui manque des réponses", values)
        if self.decision is None and not self.twin and self.known is not None:
            yield from self._checked_by_what_it_states(values)

    def _checked_by_what_it_states(self, values: dict[str, Content]) -> Iterator[Message]:
        stated, known = self.stated, self.known or Money(0)
        if stated is None:
            return
        values = {**values, "difference": Money(abs(stated - known))}
        if stated > known:
            yield Message(
                "{name} indique {stated} de subventions antérieures, et ce lot en connaît {known} : {difference} "
                "viendraient de dossiers que ce lot n’a pas, et ne sont retenus que pour lui",
                values,
            )
        elif stated < known:
            yield Message(
                "{name} indique {stated} de subventions antérieures, et ce lot en connaît {known}, qui sont retenus : "
                "{difference} d’écart",
                values,
            )


ALONE = Message("d’un seul dossier chacun, sans rien d’incertain : {count}")
"""What is said of the projects of which their only dossier says everything."""


@dataclass(frozen=True)
class Project:
    """A project: the dossiers of a theme that share a scope, amounts in hundredths of the currency.

    ``written`` is what tells it, as its first dossier writes it; ``stated`` the most that a dossier states of earlier
    grants, ``decided`` what was awarded, each dossier once (None where no award says an amount), and ``proposed`` what
    is to the others. Where the project is not ``settled``, more may come; ``near`` tells the others that it may be.
    ``beyond`` is the most that a dossier states in excess of what the batch knows.
    """

    theme: str
    scope: str
    written: tuple[str, ...]
    count: int
    requested: Money | None
    stated: Money | None
    decided: Money | None
    proposed: Money
    limit: Money | None
    settled: bool
    beyond: Money
    doubts: tuple[Message, ...]
    more_doubts: int
    members: Callable[[], Iterator[Member]]
    near: tuple[Message, ...] = ()

    @property
    def name(self) -> str:
        """What it is called."""
        return " · ".join(self.written)

    @property
    def requested_words(self) -> Content:
        """What its dossiers ask for."""
        return Message("aucun montant indiqué") if self.requested is None else self.requested

    @property
    def used(self) -> Money:
        """How much of the ceiling is taken."""
        return Money((self.decided or 0) + self.proposed)

    @property
    def left(self) -> Money | None:
        """What is left under the ceiling; None where that is not settled, or where there is no ceiling."""
        return None if self.limit is None or not self.settled else Money(max(0, self.limit - self.used))

    @property
    def exceeded_by(self) -> Money | None:
        """By how much what was decided exceeds the ceiling; None where it does not."""
        over = 0 if self.limit is None else self.used - self.limit
        return Money(over) if over > 0 else None

    @property
    def remarkable(self) -> bool:
        """Whether it says more than its only dossier does."""
        return self.count > 1 or bool(self.beyond or self.near) or self.exceeded_by is not None

    @property
    def unsure(self) -> Iterator[Message]:
        """Everything that an instructor must look at before deciding."""
        if (over := self.exceeded_by) is not None:
            values = {"over": over, "used": self.used, "limit": self.limit}
            yield Message("plafond du projet dépassé de {over} : {used} décidés, pour {limit}", values)
        elif self.limit is not None and self.beyond and (over := Money(self.used + self.beyond - self.limit)) > 0:
            values = {"over": over, "beyond": self.beyond}
            yield Message("si les {beyond} indiqués en plus sont exacts, le plafond est dépassé de {over}", values)
        yield from self.near
        yield from self.doubts
        if self.more_doubts:
            yield Message("… et {count} de plus", {"count": self.more_doubts})


def members_of(step: Step, rules: Rules) -> Iterator[tuple[SharedKey, Member]]:
    """A dossier as each of its projects has it."""
    placed, report = step.placed, step.report
    plan, facts = rules.plan, placed.dossier.facts
    reference = None if plan.roles.reference is None else facts.get(plan.roles.reference)
    for scope, key in shared_keys(placed, rules).items():
        known, earlier = step.known[scope].granted, plan.scopes[scope].earlier
        parts = [(kind, facts[path]) for kind, path in plan.scopes[scope].key]
        yield (
            key,
            Member(
                placed.dossier.origin or "",
                None if reference is None else str(reference),
                tuple(str(value.year if kind == "year" else value) for kind, value in parts),
                None if plan.roles.filed_on is None else facts.get(plan.roles.filed_on),
                "error" if report is None else report.status,
                "undetermined" if report is None else report.verdict,
                placed.decision,
                None if plan.roles.requested is None else facts.get(plan.roles.requested.path),
                None if earlier is None else facts.get(earlier),
                known,
                _counted(step, scope),
                _limit(rules[placed.theme], scope, rules, facts),
                scope in step.twins,
            ),
        )


def _counted(step: Step, scope: str) -> Money | None:
    decision = step.placed.decision
    if decision is not None:
        return decision.amount if decision.outcome == "awarded" else Money(0)
    if scope in step.twins:
        return Money(0)
    return None if step.report is None or step.known[scope].granted is None else counted_grant(step.report)


def _limit(theme: Theme, scope: str, rules: Rules, facts: Facts) -> Money | None:
    """The least of the ceilings that those of a scope share; None where none of them is known."""
    ceilings = () if theme.funding is None else theme.funding.ceilings
    program = program_of(rules.plan.facts)
    limits = (program.amount(each.limit, facts, {}) for each in ceilings if each.scope == scope)
    return min((limit for limit in limits if limit is not None), default=None)


class Projects(NamedTuple):
    """The projects of a batch, which are on disk: how many, and each of them, as often as they are asked."""

    number: Callable[[], int] = lambda: 0
    listed: Callable[[], Iterator[Project]] = lambda: iter(())


def project_words(project: Project) -> Message:
    """A project in a sentence."""
    values: dict[str, Content] = {
        "name": project.name,
        "theme": project.theme,
        "count": project.count,
        "requested": project.requested_words,
        "decided": project.decided,
        "proposed": project.proposed,
        "limit": project.limit,
        "used": project.used,
        "left": project.left,
        "over": project.exceeded_by,
    }
    if project.decided is None:
        head = Message("{name} ({theme}), dossiers : {count} ; demandé : {requested} ; proposé : {proposed}", values)
    else:
        head = Message(
            "{name} ({theme}), dossiers : {count} ; demandé : {requested} ; décidé : {decided} ; proposé : {proposed}",
            values,
        )
    if project.limit is None:
        return head
    if project.exceeded_by is not None:
        end = Message("PLAFOND DÉPASSÉ DE {over} : {used} sur {limit}", values)
    elif project.left is None:
        end = Message("plafond : {used} sur {limit}, le reste à déterminer", values)
    else:
        end = Message("plafond : {used} sur {limit}, reste {left}", values)
    return Message("{head} ; {end}", {"head": head, "end": end})


def member_words(member: Member) -> Message:
    """A dossier of a project in a sentence."""
    values: dict[str, Content] = {
        "name": member.name,
        "origin": member.origin,
        "day": member.filed_on or Message("jour inconnu"),
        "status": member.words,
        "requested": member.requested,
        "granted": member.granted_words,
    }
    if member.decision is not None:
        return Message("{name}, déposé : {day}, {status} : {granted} ({origin})", values)
    if member.requested is None:
        return Message(
            "{name}, déposé : {day}, {status} : demande non indiquée, proposé : {granted} ({origin})", values
        )
    return Message("{name}, déposé : {day}, {status} : demandé : {requested}, proposé : {granted} ({origin})", values)


Listing: TypeAlias = Callable[[], Iterator[Member]]


def project_of(theme: str, scope: str, listing: Listing, near: tuple[Message, ...] = ()) -> Project:
    """What the dossiers of a project come to; they are gone through one by one.

    Args:
        theme: The code of their theme.
        scope: The scope that they share.
        listing: Gives them in the order they were filed, as often as it is asked.
        near: What is said of the others that it may be.
    """
    written: tuple[str, ...] = ()
    requested: int | None = None
    stated: Money | None = None
    limit: Money | None = None
    awarded: dict[str, Money | None] = {}
    count = proposed = beyond = more = 0
    settled = True
    doubts: list[Message] = []
    for each in listing():
        count += 1
        written, limit = written or each.written, limit if each.limit is None else each.limit
        if each.requested is not None and not each.twin:
            requested = (requested or 0) + each.requested
        if each.stated is not None:
            stated = max(stated or each.stated, each.stated)
        if each.decision is None:
            settled = settled and each.counted is not None
            proposed += each.counted or 0
            if each.known is not None and each.stated is not None:
                beyond = max(beyond, each.stated - each.known)
        elif each.decision.outcome == "awarded":
            # The same dossier counts once, and the largest of its amounts.
            name = each.name if each.reference is None else same_reference(each.reference)
            awarded[name] = max((a for a in (awarded.get(name), each.counted) if a is not None), default=None)
        for doubt in each.doubts():
            more += len(doubts) >= MAX_DOUBTS
            doubts += [doubt] if len(doubts) < MAX_DOUBTS else []
    amounts = [amount for amount in awarded.values() if amount is not None]
    return Project(
        theme,
        scope,
        written,
        count,
        None if requested is None else Money(requested),
        stated,
        Money(sum(amounts)) if amounts else None,
        Money(proposed),
        limit,
        settled and None not in awarded.values(),
        Money(beyond),
        tuple(doubts),
        more,
        listing,
        near,
    )


def in_order(key: SharedKey) -> str:
    """What projects are put in order by: their theme, then what tells them; numbers go as they count."""
    theme, scope, parts = key
    told = "\0".join(re.sub(r"[0-9]+", lambda found: found[0].zfill(20), str(part)) for part in parts)
    return f"{theme}\0{scope}\0{told}"
