"""What to do next, in plain words: the steps that take a dossier to ready, and to its filing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.checking.alternatives import Choice, choices_of
from relance_rules.checking.elsewhere import fitting_themes
from relance_rules.checking.report import Finding, Notice, Report
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Theme
from relance_rules.plan.scales import ENGINE
from relance_rules.showing.labels import asks_first
from relance_rules.showing.sentences import question_of, rule_sentence
from relance_rules.values import Message
from relance_rules.values.words import Content, both, either

StepKind: TypeAlias = Literal["fill", "commit", "attach", "lift", "lower", "ask"]

_LISTED = 3
"""How many of the facts of which one is enough are named; the others are counted."""


class NextStep(NamedTuple):
    """Something to do.

    ``fact`` is what to state, or the first of several of which one is enough: then ``one_of`` are those ways, each of
    facts to state together. ``rule`` is the id of the rule that refuses, or that is to be settled.
    """

    kind: StepKind
    text: Message
    fact: str | None = None
    one_of: Choice = ()
    rule: str | None = None


def next_steps(report: Report) -> Iterator[NextStep]:
    """The steps in the order to take them: contradictions, refusals, what is to be asked, answers, the rest."""
    for notice in contradictions(report):
        yield NextStep("lift", Message("Corrigez : {what}", {"what": notice.message}))
    for finding in report.findings:
        if finding.outcome == "fail":
            yield NextStep("lift", _lifting(report, finding), rule=finding.rule.id)
    yield from _questions(report)
    yield from _answers(report)
    for path in report.unidentified:
        yield _fill(report, path)
    for requirement in report.commitments.missing:
        values = {"what": requirement.label, "fact": requirement.fact}
        yield NextStep("commit", Message("Engagez-vous à : {what} (« {fact}: oui »)", values), requirement.fact)
    for requirement in report.documents.missing:
        values = {"what": requirement.label, "fact": requirement.fact}
        yield NextStep("attach", Message("Ajoutez au dossier : {what} (« {fact}: oui »)", values), requirement.fact)
    for notice in _made_by(report, "incomplete"):
        yield NextStep("fill", Message("Complétez : {what}", {"what": notice.message}))
    yield from _adjustments(report)


def _lifting(report: Report, finding: Finding) -> Message:
    """A refusal to lift; where it sends elsewhere, the themes to look at are named."""
    values: dict[str, Content] = {"what": rule_sentence(report, finding)}
    if finding.rule.kind == "size" and (fitting := list(fitting_themes(report))):
        values["themes"] = both(fitting)
        return Message("Levez ce refus, ou renoncez : {what} Thèmes de cette taille, à voir : {themes}.", values)
    words = dict.fromkeys(re.findall(r"\w+", str(finding.rule.failure or "")))
    named = [word for word in words if word != report.theme.code and word in report.plan.themes]
    if named:
        titles = {code: report.plan.themes[code].title for code in named}
        values["themes"] = both([Message("{code}, « {title} »", {"code": c, "title": t}) for c, t in titles.items()])
        return Message("Levez ce refus, ou renoncez : {what} À voir : {themes}.", values)
    return Message("Levez ce refus, ou renoncez : {what}", values)


def _questions(report: Report) -> Iterator[NextStep]:
    """What only somebody else can tell: the lists that the source lost, what it leaves to be judged."""
    owner = _owner(report)
    if asks_first(report.theme):
        text = Message("Avant de déposer, demandez au {owner} ses dispositions : le texte ne les donne pas.", owner)
        yield NextStep("ask", text)
    if report.status != "incomplete":
        return
    for finding in report.findings:
        if finding.outcome == "unknown" and not finding.missing:
            values = {**owner, "what": finding.rule.label}
            text = Message("Demandez au {owner} si le projet remplit cette condition : {what}", values)
            yield NextStep("ask", text, rule=finding.rule.id)
    if report.theme.funding is None or report.funding.grant is not None or report.funding.missing:
        return
    if any(f"{ENGINE}{scope}" not in report.facts for scope in report.theme.scopes):
        text = Message("Demandez où en sont les dossiers antérieurs du projet : leurs subventions comptent ici.")
    else:
        text = Message("Demandez au {owner} le montant de la subvention : le texte ne le donne pas.", owner)
    yield NextStep("ask", text)


def _owner(report: Report) -> dict[str, Content]:
    """Whom to ask."""
    if not report.theme.owner:
        return {"owner": Message("porteur du thème")}
    return {"owner": Message("porteur du thème ({owner})", {"owner": report.theme.owner})}


def _answers(report: Report) -> Iterator[NextStep]:
    """The facts to state; those of which one is enough are one step."""
    choices = [
        (finding, choice) for finding in report.findings for choice in choices_of(report.plan, report.facts, finding)
    ]
    required = _required(report, [choice for _, choice in choices])
    given: set[Choice] = set()
    for path in report.missing_facts:
        if path in required:
            yield _fill(report, path)
            continue
        for finding, choice in choices:
            # What is asked anyway is not told again, where more goes with it.
            ways = tuple(tuple(name for name in way if name not in required) or way for way in choice)
            if ways not in given and any(path in way for way in ways):
                given.add(ways)
                yield _choose(report, finding, ways)


def _required(report: Report, choices: Sequence[Choice]) -> frozenset[str]:
    """The missing facts that nothing else makes needless."""
    asked = frozenset(path for finding in report.findings for path in finding.missing)
    beside = (*report.funding.missing, *report.commitments.unsettled, *report.documents.unsettled)
    alone = (path for choice in choices if len(choice) == 1 for way in choice for path in way)
    return frozenset((*beside, *alone, *(path for path in report.missing_facts if path not in asked)))


def _fill(report: Report, path: str) -> NextStep:
    values = {"fact": path, "question": question_of(path, report)}
    return NextStep("fill", Message("Remplissez « {fact} » : {question}", values), path)


def _choose(report: Report, finding: Finding, ways: Choice) -> NextStep:
    """Facts of which one is enough. What is the same of several items is asked once."""
    asked = {general_path(path) for way in ways for path in way}
    same = len(asked) == 1
    named: list[Content] = [both([_named(report, path, not same) for path in way]) for way in ways[:_LISTED]]
    if more := len(ways) - _LISTED:
        if more == 1:
            named.append(Message("1 autre"))
        elif more > 1:
            named.append(Message("{count} autres", {"count": more}))
    values: dict[str, Content] = {"label": finding.rule.label, "facts": either(named)}
    text = Message("Un seul de ces faits suffit, s’il remplit « {label} » : {facts}", values)
    if same:
        values["question"] = report.plan.facts[asked.pop()].question
        text = Message("Un seul de ces faits suffit, s’il remplit « {label} » : {facts}. {question}", values)
    return NextStep("fill", text, ways[0][0], ways, finding.rule.id)


def _named(report: Report, path: str, asked: bool) -> Message:
    values = {"fact": path, "question": question_of(path, report)}
    return Message("« {fact} » ({question})" if asked else "« {fact} »", values)


def _adjustments(report: Report) -> Iterator[NextStep]:
    """What to change of a dossier that is not ready: what takes its grant away, a request above what it may get."""
    funding, requested = report.funding, report.plan.roles.requested
    if report.status == "ready" or funding.grant is None:
        return
    nothing = f"{report.theme.code}.subvention_nulle"
    for notice in report.notices:
        if notice.id == nothing and report.status == "incomplete":
            yield NextStep("lift", Message("Revoyez le projet ou sa demande : {what}", {"what": notice.message}))
    if requested is not None and funding.requested is not None and funding.requested > funding.grant:
        values = {"grant": funding.grant, "fact": requested.path}
        yield NextStep("lower", Message("Réduisez la demande à {grant} (« {fact} »)", values), requested.path)


def contradictions(report: Report) -> Iterator[Notice]:
    """The notices that put a dossier in error: what it says can't all be true."""
    own = f"{report.theme.code}.contradiction"
    yield from (notice for notice in report.notices if notice.id == own)
    yield from _made_by(report, "error")


def _made_by(report: Report, makes: str) -> Iterator[Notice]:
    """The notices of the rule set that make something of the dossier."""
    ids = notices_that_make(report, makes)
    return (notice for notice in report.notices if notice.id in ids)


def notices_that_make(report: Report, makes: str) -> frozenset[str]:
    """The ids of the notices of its theme that make something of a dossier, whatever it states."""
    theme = report.theme

    def found() -> tuple[Theme, frozenset[str]]:
        # The theme is kept, so that nothing else takes its identity.
        return theme, frozenset(f"{theme.code}.{notice.id}" for notice in theme.notices if notice.makes == makes)

    return report.plan.facts.made_once((notices_that_make, id(theme), makes), found)[1]
