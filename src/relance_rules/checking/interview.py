"""Questions one by one: what is known, what to ask next, and what an answer makes of it; nothing here is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

from relance_rules.checking.check import check_dossier
from relance_rules.checking.questions import fact_of, next_of, opened, subject_of
from relance_rules.checking.report import Facts, Report
from relance_rules.checking.themes import Themes, beside_themes
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.answers import read_boolean, read_value
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import ParseError
from relance_rules.values.suggestions import suggestion

Kind: TypeAlias = Literal["fact", "flag", "item", "theme"]

FINDING = 3
"""How many facts are asked to find a theme, before the themes are shown side by side."""


class Question(NamedTuple):
    """Something to ask: a fact, an answer to a fact of type ``flags``, whether a list has one more item, the theme."""

    kind: Kind
    path: str
    subject: str


@dataclass(frozen=True)
class Interview:
    """What is known of a dossier so far. Every change makes another one, which remembers what it comes from.

    Attributes:
        plan: The rule set.
        facts: The facts that are stated, by path; an item of a list may be empty.
        theme: The theme, once it is chosen.
        finding: The facts to ask before a theme is chosen.
        passed: What is not to be asked again: what is answered, and what nobody could tell.
        subject: The subject that is being gone through.
        before: What was known before the last question.
    """

    plan: Plan
    facts: Facts
    theme: Theme | None = None
    finding: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    subject: str | None = None
    before: Interview | None = field(default=None, repr=False, compare=False)

    @cached_property
    def report(self) -> Report | None:
        """The report of what is known, by the theme that is chosen."""
        return None if self.theme is None else check_dossier(self.plan, self.theme, Dossier(self.facts))

    @cached_property
    def themes(self) -> Themes:
        """What is known, beside every theme."""
        return beside_themes(self.plan, self.dossier)

    @property
    def result(self) -> Report | Themes:
        """What is found of the dossier: by the theme that is chosen, or beside every theme."""
        return self.themes if self.theme is None else check_dossier(self.plan, self.theme, self.dossier)

    @property
    def dossier(self) -> Dossier:
        """The dossier, without the items of which nothing is known."""
        kept = {
            path: tuple(item for item in value if item) if isinstance(value, tuple) else value
            for path, value in self.facts.items()
        }
        return Dossier({path: value for path, value in kept.items() if value != ()})

    @cached_property
    def question(self) -> Question | None:
        """What to ask next; None where nothing is left to ask."""
        if self.report is None:
            found = next((path for path in self.finding if path not in self.passed), None)
            if found is not None:
                return Question("fact", found, subject_of(self.plan, found))
            role = self.plan.roles.theme
            return None if role in self.passed else Question("theme", role, "")
        found_next = next_of(self.plan, self.report, self.passed, at=self.subject)
        if found_next is None:
            return None
        path = found_next.paths[0]
        fact = self.plan.facts.get(path)
        kind: Kind = "fact" if fact is not None or "[" in path else "flag"
        return Question("item" if fact is not None and fact.type == "list" else kind, path, found_next.subject)


def begin(plan: Plan, facts: Facts, theme: Theme | None = None) -> Interview:
    """Start with what is known: without a theme, with the facts that split the themes most.

    A list that has items already is not asked for one more; a first applicant is asked of at once.
    """
    passed = frozenset(path for path, value in facts.items() if isinstance(value, tuple))
    facts = {path: value for path, value in facts.items() if path != plan.roles.theme}
    started = opened(plan, Dossier(facts)).facts
    if theme is not None:
        return Interview(plan, {**started, **_named(plan, theme)}, theme, passed=passed)
    asked = (each.path for each in beside_themes(plan, Dossier(facts)).questions)
    finding = (path.replace("[]", "[0]") for path in asked if plan.facts[path].type != "list")
    return Interview(plan, started, finding=tuple(finding)[:FINDING], passed=passed)


def read(interview: Interview, question: Question, text: str) -> Any:
    """What an answer says.

    Args:
        interview: What is known.
        question: The one that is answered.
        text: What was typed: words, or the number of a value where the values of the fact are numbered.

    Raises:
        ParseError: It can't be read as the question asks it.
    """
    plan = interview.plan
    match question.kind:
        case "item" | "flag":
            return read_boolean(text)
        case "theme":
            codes = [report.theme.code for report in interview.themes.reports]
            code = plan.code(text)
            if code is None:
                raise ParseError("thème inconnu : « {code} » ; {near}", code=text[:40], near=suggestion(text, codes))
            return code
        case _:
            fact = fact_of(plan, question.path)
            value = _numbered(text, numbered(fact)) if fact.value_of(text) is None else None
            return read_value(text if value is None else value, fact, plan.currency)


def numbered(fact: FactDef) -> list[str]:
    """The values of an enumeration that may be answered by their number, which is no name of another."""
    values = list(fact.values or {})
    return [] if any(name.isdigit() for name in fact.spellings) else values


def _numbered(text: str, values: list[str]) -> str | None:
    text = text.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return values[number - 1] if 1 <= number <= len(values) else None


def answered(interview: Interview, question: Question, value: Any) -> Interview:
    """What is known once the question is answered with what :func:`read` read."""
    plan = interview.plan
    match question.kind:
        case "theme":
            theme = plan.themes[value]
            facts = {**interview.facts, **_named(plan, theme)}
            return replace(interview, facts=facts, theme=theme, subject=None, before=interview)
        case "item":
            if not value:
                return passed(interview, question)
            items = (*interview.facts.get(question.path, ()), {})
            return _after(interview, question, {question.path: items})
        case _:
            owner, inside, rest = question.path.partition("[")
            if not inside:
                return _after(interview, question, {question.path: value}, question.path)
            place, _, name = rest.partition("].")
            items = (*interview.facts.get(owner, ()),) or ({},)
            here = int(place)
            items = (*items[:here], {**items[here], name: value}, *items[here + 1 :])
            return _after(interview, question, {owner: items}, question.path)


def passed(interview: Interview, question: Question) -> Interview:
    """What is known once nobody could tell."""
    return _after(interview, question, {}, question.path)


def back(interview: Interview) -> Interview:
    """What was known before the last question; the same where there is none."""
    return interview if interview.before is None else interview.before


def _after(interview: Interview, question: Question, facts: Facts, *done: str) -> Interview:
    return replace(
        interview,
        facts={**interview.facts, **facts},
        passed=interview.passed.union(done),
        subject=question.subject,
        before=interview,
    )


def _named(plan: Plan, theme: Theme) -> Facts:
    role = plan.roles.theme
    return {role: theme.code} if role in plan.facts else {}
