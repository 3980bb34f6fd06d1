"""A dossier as one of its facts varies, or is changed for a goal, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from relance_rules.checking.curve import Curve, Piece, binds, ends_of
from relance_rules.checking.goals import Answer, Change, Goal
from relance_rules.checking.report import Finding, Report
from relance_rules.checking.varying import stated
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.showing.advice import contradictions
from relance_rules.showing.amounts import at_least_nothing, shown_bounds
from relance_rules.showing.blocks import Block, Heading, Item, Paragraph, Table, Title
from relance_rules.showing.labels import MARKS, STATUS_WORDS, VERDICT
from relance_rules.showing.plain import decimal_text
from relance_rules.showing.sentences import rule_sentence
from relance_rules.values import Message, Money
from relance_rules.values.words import Content, both, shown_number

_LISTED = 8
"""How many changes a person is told of."""


def what_if_blocks(curve: Curve | None, answer: Answer | None) -> Iterator[Block]:
    """All of it, for a person."""
    if curve is not None:
        yield from _curve_blocks(curve)
    if answer is not None:
        yield from _answer_blocks(answer)


# ---- a curve


def changes(before: Piece, after: Piece, curve: Curve) -> Iterator[Content]:
    """What changes from a piece to the next, in words."""
    one, other = before.last, after.first
    if one.status != other.status:
        yield Message("Le dossier est désormais {status}", {"status": STATUS_WORDS[other.status]})
    elif one.verdict != other.verdict:
        yield Message("Éligibilité : {verdict}", {"verdict": VERDICT[other.verdict]})
    if other.contradicts_itself and not one.contradicts_itself:
        yield from (notice.message for notice in contradictions(other))
    for was, found in zip(one.findings, other.findings, strict=True):
        if was.outcome != found.outcome:
            yield from _of_rule(other, was, found)
    yield from _of_amounts(before, after, curve)
    yield from _of_missing(one, other)


def _of_rule(report: Report, was: Finding, found: Finding) -> Iterator[Content]:
    if found.outcome == "fail":
        yield Message("Refus : {what}", {"what": rule_sentence(report, found)})
    elif was.outcome == "fail":
        yield Message("Refus levé : {label}", {"label": found.rule.label})
    elif found.outcome == "unknown":
        yield Message("À déterminer : {label}", {"label": found.rule.label})
    elif was.outcome == "unknown":
        yield Message("Condition remplie : {label}", {"label": found.rule.label})


def _of_amounts(before: Piece, after: Piece, curve: Curve) -> Iterator[Content]:
    one, other = before.last, after.first
    bound = {use.id for use in one.funding.ceilings if use.binding}
    binding = {use.id for use in other.funding.ceilings if use.binding}
    for use in other.funding.ceilings:
        if use.id in binding - bound:
            yield Message("{label}, atteint", {"label": use.ceiling.label})
        elif use.id in bound - binding:
            yield Message("N’est plus atteint : {label}", {"label": use.ceiling.label})
    if binds(one) is not binds(other):
        if binds(other):
            yield Message("La subvention s’arrête à ce qui est demandé")
        else:
            yield Message("La demande ne limite plus la subvention")
    lines = {entry.line: entry for entry in one.funding.excluded}
    for entry in other.funding.excluded:
        if entry.line not in lines:
            yield Message("Ligne {line} exclue : {reason}", {"line": entry.line, "reason": entry.exclusion.label})
    now = {entry.line for entry in other.funding.excluded}
    yield from (Message("Ligne {line} : n’est plus exclue", {"line": line}) for line in lines if line not in now)
    yield from _of_grant(before, after, curve)


def _of_grant(before: Piece, after: Piece, curve: Curve) -> Iterator[Content]:
    """A jump of the grant, and the rate at which it goes on."""
    was, grant = before.last.funding.grant, after.first.funding.grant
    if grant is None or was is None:
        if was is not None:
            yield Message("La subvention n’est plus connue")
        elif grant is not None:
            yield Message("La subvention est connue : {grant}", {"grant": grant})
        return
    one, other = before.grant[0], after.grant[0]
    slopes = [None if shape is None else shape.slope for shape in (one, other)]
    slope, following = slopes
    step = max((abs(each) for each in slopes if each is not None), default=Fraction(0)) + 1
    if abs(int(grant) - int(was)) > step:
        yield Message("La subvention passe de {was} à {grant}", {"was": was, "grant": grant})
    if slope == following or curve.varied.fact.type != "money":
        return
    if following is None:
        yield Message("La subvention ne suit plus une ligne droite")
    elif following == 0:
        yield Message("La subvention ne change plus avec ce montant")
    elif following > 0:
        yield Message("La subvention augmente de {rate} de ce qui s’ajoute", {"rate": following})
    else:
        yield Message("La subvention baisse de {rate} de ce qui s’ajoute", {"rate": -following})


def _of_missing(one: Report, other: Report) -> Iterator[Content]:
    gone = [path for path in one.missing_facts if path not in other.missing_facts]
    come = [path for path in other.missing_facts if path not in one.missing_facts]
    if come:
        yield Message("À remplir désormais : {facts}", {"facts": come})
    if gone:
        yield Message("N’est plus à remplir : {facts}", {"facts": gone})


def notes(curve: Curve) -> Iterator[Content]:
    """What is to be known of the whole."""
    plan = curve.plan
    if curve.varied.follows is not None:
        yield Message("« {total} » suit : c’est la somme des dépenses", {"total": curve.varied.follows})
    lines = plan.roles.lines
    if lines is not None and any(lines.list in piece.first.funding.missing for piece in curve.pieces):
        yield Message("La subvention n’est pas connue : détaillez les dépenses (« {list} »)", {"list": lines.list})
    if curve.stopped is not None:
        values = {"value": said_value(plan, curve.varied.path, curve.varied.value(curve.stopped))}
        yield Message("Trop de changements : rien n’est suivi au-delà de {value} ; resserrez l’intervalle", values)


def _curve_blocks(curve: Curve) -> Iterator[Block]:
    plan, varied = curve.plan, curve.varied

    def said(units: int) -> Content:
        return said_value(plan, varied.path, varied.value(units))

    values: dict[str, Any] = {"fact": varied.path, "label": fact_label(plan, curve.theme, varied.path)}
    yield Title(Message("Et si « {fact} » changeait ? {label}", values))
    span = {"low": said(curve.low), "high": said(curve.high)}
    if varied.here is not None:
        span["now"] = said(varied.here)
    # French says days and numbers otherwise.
    match varied.fact.type, varied.here:
        case "date", None:
            yield Paragraph(Message("Du {low} au {high} ; le dossier ne le dit pas", span))
        case "date", _:
            yield Paragraph(Message("Du {low} au {high} ; le dossier dit {now}", span))
        case _, None:
            yield Paragraph(Message("De {low} à {high} ; le dossier ne le dit pas", span))
        case _:
            yield Paragraph(Message("De {low} à {high} ; le dossier dit {now}", span))
    yield from (Paragraph(note, "warn") for note in notes(curve))
    yield Heading(Message("Ce que donne chaque valeur"))
    rows = tuple(
        (
            (_span(said(piece.low), said(piece.high)),),
            (STATUS_WORDS[piece.first.status],),
            (_grants(piece, "grant"),),
            (_grants(piece, "applicant_share"),),
        )
        for piece in curve.pieces
    )
    header = Message("Valeur"), Message("Dossier"), Message("Subvention"), Message("Reste à charge")
    yield Table(header, rows)
    if len(curve.pieces) > 1:
        yield Heading(Message("Ce qui change, et où"))
    for before, after in zip(curve.pieces, curve.pieces[1:], strict=False):
        told = list(changes(before, after, curve)) or [Message("La subvention change autrement")]
        values = {"value": said(after.low), "changes": told[0]}
        yield Item("•", Message("À partir de {value} : {changes}", values))
        yield from (Item("–", each, depth=1) for each in told[1:])


def _span(low: Content, high: Content) -> Content:
    if low == high:
        return low
    days = isinstance(low, date)
    return Message("du {low} au {high}" if days else "de {low} à {high}", {"low": low, "high": high})


def _grants(piece: Piece, name: str) -> Content:
    """What an amount is at both ends of a piece."""
    ends = [at_least_nothing(*ends_of(report, name)) for report in (piece.first, piece.last)]
    start, end = (shown_bounds(bounds) for bounds in ends)
    if start == end or (isinstance(start, Message) and ends[0] == ends[1]):
        return start
    if isinstance(start, Money) and isinstance(end, Money):
        return Message("de {low} à {high}", {"low": start, "high": end})
    return Message("{start}, puis {end}", {"start": start, "end": end})


# ---- a goal


def _answer_blocks(answer: Answer) -> Iterator[Block]:
    yield Title(Message("Pour que {goal}", {"goal": goal_words(answer.goal)}))
    if answer.reached:
        yield Paragraph(Message("C’est déjà le cas."), "good")
        return
    chosen = [change for change in answer.changes if change.chosen]
    others = [change for change in answer.changes if not change.chosen]
    if chosen:
        yield Heading(Message("Un seul changement du projet suffit"))
        yield from _listed(answer, chosen)
    if others:
        yield Heading(Message("Ou bien, seulement si c’est vrai"))
        yield Paragraph(Message("Ces faits ne se choisissent pas : ne les changez que s’ils sont faux ici."), "faint")
        yield from _listed(answer, others)
    if not answer.changes:
        yield Paragraph(Message("Aucun changement d’un seul fait n’y mène."), "bad")
        yield from _why_none(answer)
    if answer.cut:
        count = {"count": answer.tried}
        yield Paragraph(Message("Les {count} premiers faits ont été essayés, les autres non.", count), "warn")


def _listed(answer: Answer, found: list[Change]) -> Iterator[Block]:
    yield from (Item("→", change_sentence(answer, change)) for change in found[:_LISTED])
    if (more := len(found) - _LISTED) > 0:
        yield Item("…", Message("{count} autres", {"count": more}) if more > 1 else Message("1 autre"))


def _why_none(answer: Answer) -> Iterator[Block]:
    now = answer.now
    values: dict[str, Content]
    if answer.remaining:
        yield Heading(Message("Refus qui demeurent, quel que soit le fait changé"))
        yield from (Item(*_mark(rule_sentence(now, finding))) for finding in answer.remaining)
    if answer.lifted:
        yield Heading(Message("Refus qu’un changement lèverait, mais pas tous ensemble"))
        for finding, path in answer.lifted:
            values = {"what": rule_sentence(now, finding), "fact": path}
            yield Item(*_mark(Message("{what} À revoir : « {fact} »", values)))
    if lacking := [*now.missing_facts, *(need.fact for need in (*now.commitments.missing, *now.documents.missing))]:
        values = {"facts": lacking[:_LISTED], "count": len(lacking)}
        yield Heading(Message("Ce qui manque : {count}", values))
        yield Paragraph(Message("{facts}", values))
    if answer.goal.kind == "grant" and answer.best is not None:
        values = {"grant": answer.best.funding.grant, "fact": answer.best_path}
        with_ = Message("La plus grande subvention atteinte est de {grant}, en changeant « {fact} ».", values)
        as_is = Message("La plus grande subvention atteinte est de {grant}, celle du dossier tel qu’il est.", values)
        yield Paragraph(as_is if answer.best_path is None else with_)
    role, requested = answer.plan.roles.requested, now.funding.requested
    if role is not None and requested is not None and requested < (answer.goal.amount or 0):
        values = {"requested": requested, "fact": role.path}
        yield Paragraph(
            Message("La demande, de {requested}, est en dessous de ce but : relevez-la aussi (« {fact} »).", values)
        )


def _mark(text: Content) -> tuple[str, Content, Content, Any]:
    mark, tone = MARKS["fail"]
    return mark, text, "", tone


def goal_words(goal: Goal) -> Message:
    """A goal, as the end of a sentence."""
    if goal.kind == "grant":
        return Message("la subvention soit d’au moins {amount}", {"amount": goal.amount})
    return Message("le dossier soit éligible") if goal.kind == "eligible" else Message("le dossier soit prêt à déposer")


def change_sentence(answer: Answer, change: Change) -> Message:
    """A change, what it would give, and what it would break."""
    plan, path = answer.plan, change.path
    now = stated(answer.dossier.facts, path)
    values: dict[str, Content] = {
        "fact": path,
        "label": fact_label(plan, answer.theme, path),
        "value": said_value(plan, path, change.value),
        "now": None if now is None else said_value(plan, path, now),
    }
    what = (
        Message("{label} (« {fact} ») : {value}", values)
        if now is None
        else Message("{label} (« {fact} ») : {value} au lieu de {now}", values)
    )
    if not change.chosen:
        what = Message("si {what}", {"what": what})
    if change.low != change.high:
        span = {"low": said_value(plan, path, change.low), "high": said_value(plan, path, change.high)}
        what = Message("{what} (de {low} à {high})", {"what": what, **span})
    given: list[Content] = [STATUS_WORDS[change.report.status]]
    if (grant := change.report.funding.grant) is not None:
        given.append(Message("subvention de {grant}", {"grant": grant}))
    sentence = Message("{what} → {given}", {"what": what, "given": given})
    if not change.broken:
        return sentence
    rules = both([rule.label for rule in change.broken])
    return Message("{sentence} ; ne serait plus rempli : {rules}", {"sentence": sentence, "rules": rules})


# ---- facts


def fact_label(plan: Plan, theme: Theme, path: str) -> Content:
    """What a fact is called, with the item that it is of; what is to be given, as the theme asks it."""
    if path not in plan.facts and "[" not in path:
        asked = (*theme.commitments.asked, *theme.documents.asked)
        return next((need.label for need in asked if need.fact == path), path)
    owner, inside, rest = path.partition("[")
    label = plan.facts[general_path(path)].label
    if not inside:
        return label
    place = int(rest.partition("]")[0]) + 1
    return Message("{list}, n° {place} : {label}", {"list": plan.facts[owner].label, "place": place, "label": label})


def said_value(plan: Plan, path: str, value: Any) -> Content:
    """A value of a fact, in words."""
    fact = plan.facts.get(general_path(path))
    if fact is None or isinstance(value, bool):
        return value
    if fact.values is not None and value in fact.values:
        return fact.values[value].label
    return decimal_text(value) if fact.type == "decimal" else shown_number(value)
