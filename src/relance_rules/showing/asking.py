"""Questions one by one as blocks: what is asked and how to answer it, what was understood, where the dossier stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from relance_rules.checking.interview import Interview, Question, numbered
from relance_rules.checking.questions import fact_of
from relance_rules.checking.report import Facts, Report
from relance_rules.localization import Localization
from relance_rules.plan.facts import FactDef
from relance_rules.plan.nodes import Fact, Fold, Node, walk
from relance_rules.plan.ruleset import Plan, Requirement, Theme
from relance_rules.showing.beside import grant_words, lacking_words, side_by_side
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph
from relance_rules.showing.explanation import value_words
from relance_rules.showing.labels import MARKS, VERDICT, citation
from relance_rules.showing.plain import json_text
from relance_rules.showing.sentences import question_of, rule_sentence
from relance_rules.showing.stated import dossier_data
from relance_rules.showing.template import dossier_template, hint_of
from relance_rules.targets.pydantic.fields import nested
from relance_rules.values import Message

_OTHERS = Message("Autres questions")

HOW = Message(
    "Répondez puis validez par Entrée. Une ligne vide ou « ? » : je ne sais pas. « < » : revenir à la question "
    "précédente. « h » : de l’aide. « q » : arrêter, et enregistrer ce qui est dit."
)


def question_blocks(interview: Interview, question: Question) -> Iterator[Block]:
    """A question, under its subject where that changes, and how to answer it."""
    if question.kind == "theme":
        yield from side_by_side(interview.themes)
        yield Heading(Message("Choix du thème"))
        yield Paragraph(Message("Quel thème choisissez-vous ? (son code)"), "strong")
        return
    plan = interview.plan
    if question.subject != interview.subject:
        yield Heading(subject_label(plan, question.subject))
    if question.kind == "item":
        yield Paragraph(_one_more(interview, question), "strong")
        return
    asked, hint = _asked(interview, question), _hint(plan, question)
    if hint is not None:
        asked = Message("{question} ({hint})", {"question": asked, "hint": hint})
    yield Paragraph(asked, "strong")
    fact = fact_of(plan, question.path)
    known = numbered(fact)
    for place, (name, value) in enumerate((fact.values or {}).items(), start=1):
        yield Item(f"{place}." if known else f"{name} :", value.label)


def _hint(plan: Plan, question: Question) -> Content:
    if question.kind == "flag":
        return Message("oui ou non")
    fact = fact_of(plan, question.path)
    # How a file quotes a text is nothing to a person who types it.
    return hint_of(plan, fact) if fact.kind.sort != "text" or fact.example or fact.hint else None


def _one_more(interview: Interview, question: Question) -> Message:
    count = len(interview.facts.get(question.path, ()))
    values: dict[str, Content] = {"list": fact_of(interview.plan, question.path).label, "count": count}
    if not count:
        values["question"] = fact_of(interview.plan, question.path).question
        return Message("{question} En indiquer un élément ? (oui ou non)", values)
    return (
        Message("« {list} » : {count} indiqués, un autre ? (oui ou non)", values)
        if count > 1
        else Message("« {list} » : 1 indiqué, un autre ? (oui ou non)", values)
    )


def _asked(interview: Interview, question: Question) -> Message:
    """The question, in words."""
    report = interview.report
    if question.kind == "flag" and report is not None:
        requirement = _requirement(report.theme, question.path)
        values = {"what": requirement.label}
        if requirement in report.theme.commitments.asked:
            return Message("Vous engagez-vous à ceci : {what} ?", values)
        return Message("Votre dossier contient-il ceci : {what} ?", values)
    return question_of(question.path, interview.themes.reports[0] if report is None else report)


def _requirement(theme: Theme, path: str) -> Requirement:
    return next(each for each in (*theme.commitments.asked, *theme.documents.asked) if each.fact == path)


def help_blocks(interview: Interview, question: Question) -> Iterator[Block]:
    """What helps to answer: how to write it, what is meant, and the passages that rest on it."""
    plan, theme = interview.plan, interview.theme
    yield Item("•", HOW)
    if question.kind == "theme":
        return
    fact = fact_of(plan, question.path)
    for told in (_hint(plan, question), fact.help):
        if told is not None:
            yield Item("•", told)
    if question.kind == "flag" and theme is not None:
        requirement = _requirement(theme, question.path)
        yield Item("•", requirement.label, citation(plan, requirement.source, requirement.readings))
    elif theme is not None:
        for rule in theme.rules:
            if any(_reads(node, question.path) for node in (rule.require, rule.when) if node is not None):
                yield Item("•", rule.label, citation(plan, rule.source, rule.readings))


def _reads(root: Node, path: str) -> bool:
    owner, inside, rest = path.partition("[")
    general = f"{owner}[].{rest.partition('].')[2]}" if inside else path
    return any(
        (isinstance(node, Fact) and node.path == general) or (isinstance(node, Fold) and node.list == general)
        for node in walk(root)
    )


def understood(interview: Interview, question: Question, value: Any) -> Content:
    """What an answer was taken to say; None where it says itself."""
    if question.kind == "theme":
        return Message("{code} · {title}", {"code": value, "title": interview.plan.themes[value].title})
    fact = fact_of(interview.plan, question.path)
    if question.kind != "fact" or fact.kind.sort == "text":
        return None
    return Message("= {value}", {"value": value_words(value, fact)})


def standing(report: Report, about: Content, told: Collection[str] = ()) -> Iterator[Block]:
    """Where a dossier stands: its verdict, its grant, how many answers lack; and the refusals that are not yet told.

    Args:
        report: Of the dossier as far as it goes.
        about: What was gone through.
        told: The ids of the rules whose refusal is told already.
    """
    parts: list[Content] = [Message("éligibilité : {verdict}", {"verdict": VERDICT[report.verdict]})]
    if report.verdict != "ineligible":
        parts.append(grant_words(report))
    yield Paragraph(Message("→ {about}, {parts}.", {"about": about, "parts": [*parts, *lacking_words(report)]}))
    mark, tone = MARKS["fail"]
    for finding in report.findings:
        if finding.outcome == "fail" and finding.rule.id not in told:
            yield Item(mark, rule_sentence(report, finding), tone=tone)


def subject_label(plan: Plan, subject: str) -> Content:
    """What questions are about."""
    return plan.subjects.get(subject, _OTHERS)


def dossier_text(interview: Interview, language: Localization, *, as_json: bool) -> str:
    """The dossier as a file holds it: as ``relance new`` writes it with its values, or as JSON.

    Without a theme it has no questions to show, and is JSON, which is YAML too.
    """
    plan, theme = interview.plan, interview.theme
    data = _plain(plan, interview)
    if theme is None:
        return f"{json_text(data)}\n"
    if as_json:
        return f"{json_text(dossier_data(plan, theme, data))}\n"
    return dossier_template(plan, theme, language, data)


def _plain(plan: Plan, interview: Interview) -> dict[str, Any]:
    """What is stated, as a dossier nests it."""

    def written(facts: Facts, inside: Mapping[str, FactDef]) -> Facts:
        return {
            path: tuple(written(item, plan.facts.lists[path]) for item in value)
            if isinstance(value, tuple)
            else inside[path].kind.write(value)
            if path in inside
            else value
            for path, value in facts.items()
        }

    return nested(written(interview.dossier.facts, plan.facts))
