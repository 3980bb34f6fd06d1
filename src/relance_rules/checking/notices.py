"""What the reader must know beside the findings: readings at work, requests cut, juries, ways in that fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from relance_rules.checking.report import Funding, Notice
from relance_rules.compiler.derived import FILED_ON, WAY_IN
from relance_rules.compiler.findings import Finding, finding_of
from relance_rules.compiler.sentences import neighbours
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import Facts
from relance_rules.dossiers.totals import LINES
from relance_rules.language.theme import STAFF_RULE, Condition, Juries, Unreadable, Window
from relance_rules.values import TRUE, Euro, Message, Month


def notices(theme: CompiledTheme, facts: Facts, findings: tuple[Finding, ...], funding: Funding) -> Iterator[Notice]:
    """Everything that this dossier's reader must be told, in a fixed order."""
    for listed in (theme.theme.eligibility, theme.theme.commitments):
        if isinstance(listed, Unreadable):
            yield Notice(f"{theme.code}.texte_manquant", listed.unknown, listed.source, listed.reading)
    yield from _windows(theme, facts, findings)
    yield from _unused_way_in(theme, facts)
    if theme.theme.juries is not None:
        yield from _jury(theme.code, theme.theme.juries, facts)
    if theme.ways_in:
        yield from _ways_in(theme, facts, findings)
    yield from _request(theme, funding)
    if LINES not in facts:
        yield from _staff(theme, funding)


def _windows(theme: CompiledTheme, facts: Facts, findings: tuple[Finding, ...]) -> Iterator[Notice]:
    """What must be said of a window: to the dossiers filed in it, and to those that its days refuse."""
    refused = any(f.outcome == "fail" and isinstance(f.rule.statement, tuple) for f in findings)
    told = neighbours(theme, facts) if refused else ()
    for entry in theme.windows:
        window = entry.statement
        if not isinstance(window, Window) or window.notice is None:
            continue
        if window in told or entry.within.test(facts, facts) is TRUE:
            yield Notice(f"{theme.code}.{window.id}", window.notice, window.source, window.reading)


def _unused_way_in(theme: CompiledTheme, facts: Facts) -> Iterator[Notice]:
    """A way in that the theme does not have: it plays no part, and the reader should know."""
    stated = facts.get(WAY_IN)
    if stated is not None and not theme.ways_in and stated != theme.theme.kind:
        message = Message("« {fact} » ne joue aucun rôle ici : ce thème n’a qu’une façon de déposer", {"fact": WAY_IN})
        yield Notice(f"{theme.code}.{WAY_IN}", message, theme.theme.windows[0].source, None)


def _jury(theme: str, juries: Juries, facts: Facts) -> Iterator[Notice]:
    filed = facts.get(FILED_ON)
    if filed is None:
        return
    message = Message(
        "Passage devant le jury : {month} (un dépôt à partir du {day} passe le mois suivant)",
        {"month": jury_month(filed, juries.before_day), "day": juries.before_day},
    )
    yield Notice(f"{theme}.jury", message, juries.source, juries.reading)


def jury_month(filed: date, before_day: int) -> Month:
    """The month whose jury sees a dossier filed that day."""
    if filed.day < before_day:
        return Month(filed.year, filed.month)
    return Month(filed.year + filed.month // 12, filed.month % 12 + 1)


def _ways_in(theme: CompiledTheme, facts: Facts, findings: tuple[Finding, ...]) -> Iterator[Notice]:
    """Where the way in is not chosen: those that the dates, the sizes and the rules left open would not refuse."""
    for fact in theme.ways_in:
        if fact in facts:
            continue
        values = theme.vocabulary.facts[fact].values or {}
        concerned = [f.rule for f in findings if fact in f.missing or not isinstance(f.rule.statement, Condition)]
        fitting = []
        for value in values:
            chosen = {**facts, fact: value}
            if all(finding_of(rule, chosen).outcome != "fail" for rule in concerned):
                fitting.append(value)
        message = (
            Message("« {fact} » n’est pas choisi ; conviendrait : {values}", {"fact": fact, "values": fitting})
            if fitting
            else Message("« {fact} » n’est pas choisi, et aucune valeur ne conviendrait", {"fact": fact})
        )
        yield Notice(f"{theme.code}.{fact}", message, theme.theme.size.source, theme.code)


def _request(theme: CompiledTheme, funding: Funding) -> Iterator[Notice]:
    source = theme.theme.funding.source
    if funding.requested is None and funding.grant is None:
        message = Message("La subvention demandée n’est pas indiquée")
        yield Notice(f"{theme.code}.subvention_demandee", message, source, "R9")
    elif funding.requested is None:
        message = Message("La subvention demandée n’est pas indiquée : le montant proposé est le maximum possible")
        yield Notice(f"{theme.code}.subvention_demandee", message, source, "R9")
    elif funding.grant is not None and funding.requested > funding.grant:
        message = Message(
            "Demande de {requested} ramenée à {grant}, le maximum possible",
            {"requested": funding.requested, "grant": funding.grant},
        )
        yield Notice(f"{theme.code}.demande_ramenee", message, source, "R9")


def _staff(theme: CompiledTheme, funding: Funding) -> Iterator[Notice]:
    """A grant computed from a total alone supposes that staff costs do not exceed the applicant's share."""
    if funding.grant is None or funding.applicant_share is None:
        return
    source = theme.theme.funding.source
    if theme.staff_valued:
        message = Message(
            "Dépenses non détaillées : le calcul suppose que le personnel (titre 2) ne dépasse pas {share}",
            {"share": Euro(funding.applicant_share)},
        )
    else:
        message = Message(
            "Dépenses non détaillées : le calcul suppose que le coût total ne comprend pas de personnel (titre 2)"
        )
    yield Notice(f"{theme.code}.{STAFF_RULE}", message, source, "R5")
