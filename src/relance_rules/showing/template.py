"""A dossier as YAML whose comments ask the questions of one theme: to fill in, or with what is stated already."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from relance_rules.localization import Localization
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Requirements, Theme
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.labels import citation
from relance_rules.showing.stated import Tree, asked_tree, dashed, dossier_data, entry_lines
from relance_rules.values import Message

_WIDTH = 100


def dossier_template(plan: Plan, theme: Theme, language: Localization, stated: Mapping[str, Any] | None = None) -> str:
    """The text of a dossier of a theme, empty or with what is stated: what it lacks makes it incomplete, never wrong.

    Args:
        plan: The rule set.
        theme: The theme whose questions are asked.
        language: That of the comments.
        stated: Plain data, as a dossier file nests it. What the theme does not ask is kept, after what it does.
    """
    writer = _Writer(plan, theme, language)
    lines = [
        *writer.comment(Message("{code} · {title}", {"code": theme.code, "title": theme.title}), ""),
        *writer.comment(theme.summary, ""),
        *writer.comment(
            Message(
                "Remplissez ce qui suit les deux-points. Ce que vous laissez vide vous sera redemandé par "
                "« relance check », qui dit aussi ce qui bloque et combien vous pouvez obtenir."
            ),
            "",
        ),
    ]
    tree, data = asked_tree(plan, theme), dossier_data(plan, theme, stated or {})
    for key, (full, inside) in tree.items():
        lines += ["", *writer.entry(key, full, inside, "", data.get(key))]
    rest = [line for key in data if key not in tree for line in entry_lines(key, data[key], "")]
    if rest:
        lines += ["", *writer.comment(Message("Ce que ce thème ne demande pas"), ""), *rest]
    return "\n".join(lines) + "\n"


def hint_of(plan: Plan, fact: FactDef) -> Content:
    """How to write the answer, where that is to be said."""
    if fact.example:
        return Message("par exemple « {example} »", {"example": fact.example})
    if fact.hint is not None:
        return fact.hint
    hint = fact.kind.hint
    if hint is None or fact.kind.sort != "money":
        return hint
    return None if plan.currency is None else Message(hint.text, {"sign": plan.currency.sign})


class _Writer:
    """Writes the lines of a template."""

    def __init__(self, plan: Plan, theme: Theme, language: Localization) -> None:
        self.plan, self.theme, self.language = plan, theme, language

    def comment(self, content: Content, indent: str, hanging: str = "") -> list[str]:
        text = shown(content, self.language)
        return textwrap.wrap(
            text,
            width=_WIDTH,
            initial_indent=f"{indent}# {hanging}",
            subsequent_indent=f"{indent}# {' ' * len(hanging)}",
            break_long_words=False,
            break_on_hyphens=False,
        )

    def entry(self, key: str, full: str | None, inside: Tree, indent: str, value: Any) -> Iterator[str]:
        """A key with its question, and what is stated of it, kept as it is where it is of another shape than asked."""
        fact = None if full is None else self.plan.facts[full]
        if fact is not None:
            yield from self.question(fact, indent)
        if full == self.plan.roles.theme:
            yield f"{indent}{key}: {self.theme.code}"
            return
        below = f"{indent}  "
        requirements = self.requirements_of(full)
        is_list = fact is not None and fact.type == "list"
        fits = isinstance(value, list) and all(isinstance(item, dict) for item in value)
        if is_list and (value is None or fits):
            yield f"{indent}{key}:"
            first, *others = value or [{}]
            yield from dashed(self.group(inside, f"{below}  ", first), below)
            for item in others:
                lines = self.group(inside, f"{below}  ", item)
                yield from dashed((line for line in lines if not line.lstrip(" ").startswith("#")), below)
        elif (requirements is not None or inside) and not is_list and (value is None or isinstance(value, dict)):
            yield f"{indent}{key}:"
            if requirements is None:
                yield from self.group(inside, below, value or {})
            else:
                yield from self.requirements(requirements, below, value or {})
        else:
            yield from entry_lines(key, value, indent)

    def requirements_of(self, full: str | None) -> Requirements | None:
        """The commitments or the documents that a fact holds, if it is theirs."""
        if full is None:
            return None
        roles = self.plan.roles
        return {roles.commitments: self.theme.commitments, roles.documents: self.theme.documents}.get(full)

    def group(self, inside: Tree, indent: str, stated: Mapping[str, Any]) -> Iterator[str]:
        """The keys of a group, or of an item, and what it states beside."""
        for name, (path, deeper) in inside.items():
            yield from self.entry(name, path, deeper, indent, stated.get(name))
        for name, value in stated.items():
            if name not in inside:
                yield from entry_lines(name, value, indent)

    def question(self, fact: FactDef, indent: str) -> Iterator[str]:
        hint = hint_of(self.plan, fact)
        content: Content = fact.question
        if hint is not None:
            content = Message("{question} ({hint})", {"question": fact.question, "hint": hint})
        yield from self.comment(content, indent)
        if fact.help is not None:
            yield from self.comment(fact.help, indent)
        for name, value in (fact.values or {}).items():
            yield from self.comment(Message("{name} : {label}", {"name": name, "label": value.label}), indent, "- ")

    def requirements(self, listed: Requirements, indent: str, stated: Mapping[str, Any]) -> Iterator[str]:
        if listed.unknown is not None:
            yield from self.comment(listed.unknown, indent)
        for requirement in listed.asked:
            content: Content = requirement.label
            if requirement.when_says is not None:
                values = {"label": requirement.label, "condition": requirement.when_says}
                content = Message("{label}, si {condition}", values)
            cited = citation(self.plan, requirement.source, requirement.readings)
            if cited.text:
                content = Message("{what} ({source})", {"what": content, "source": cited})
            yield from self.comment(content, indent)
            yield from entry_lines(requirement.id, stated.get(requirement.id), indent)
        asked = {requirement.id for requirement in listed.asked}
        for name, value in stated.items():
            if name not in asked:
                yield from entry_lines(name, value, indent)
