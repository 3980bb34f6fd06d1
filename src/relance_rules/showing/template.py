"""A dossier to fill in: YAML whose comments ask the questions of one theme, and whose values are empty."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TypeAlias

from relance_rules.localization import Localization
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Requirements, Theme
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.labels import citation
from relance_rules.values import Message

_WIDTH = 100

_Tree: TypeAlias = dict[str, "tuple[str | None, _Tree]"]
"""Each key of a mapping of the dossier, with the full path of its fact, if it is one, and the keys within it."""


def dossier_template(plan: Plan, theme: Theme, language: Localization) -> str:
    """The text of an empty dossier of a theme: what it lacks makes it incomplete, never wrong."""
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
    tree: _Tree = {}
    for path in theme.asked:
        _place(tree, path)
    for key, (full, inside) in tree.items():
        lines += ["", *writer.entry(key, full, inside, "")]
    return "\n".join(lines) + "\n"


def _place(tree: _Tree, path: str) -> None:
    steps = path.replace("[]", "").split(".")
    for step in steps[:-1]:
        tree = tree.setdefault(step, (None, {}))[1]
    inside = tree.get(steps[-1], (None, {}))[1]
    tree[steps[-1]] = (path, inside)


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

    def entry(self, key: str, full: str | None, inside: _Tree, indent: str) -> Iterator[str]:
        fact = None if full is None else self.plan.facts[full]
        if fact is not None:
            yield from self.question(fact, indent)
        if full == self.plan.roles.theme:
            yield f"{indent}{key}: {self.theme.code}"
            return
        yield f"{indent}{key}:"
        if full is not None and full in (self.plan.roles.commitments, self.plan.roles.documents):
            listed = self.theme.commitments if full == self.plan.roles.commitments else self.theme.documents
            yield from self.requirements(listed, indent + "  ")
        elif fact is not None and fact.type == "list":
            yield from self.item(inside, indent + "  ")
        else:
            for name, (path, deeper) in inside.items():
                yield from self.entry(name, path, deeper, indent + "  ")

    def item(self, inside: _Tree, indent: str) -> Iterator[str]:
        """The keys of one item, whose first line starts with the dash."""
        dash = True
        for name, (path, deeper) in inside.items():
            for line in self.entry(name, path, deeper, indent + "  "):
                if dash and not line.lstrip().startswith("#"):
                    yield f"{indent}- {line.lstrip()}"
                    dash = False
                elif dash:
                    yield f"{indent}{line.lstrip()}"
                else:
                    yield line

    def question(self, fact: FactDef, indent: str) -> Iterator[str]:
        hint = self.hint(fact)
        content: Content = fact.question
        if hint is not None:
            content = Message("{question} ({hint})", {"question": fact.question, "hint": hint})
        yield from self.comment(content, indent)
        if fact.help is not None:
            yield from self.comment(fact.help, indent)
        for name, value in (fact.values or {}).items():
            yield from self.comment(Message("{name} : {label}", {"name": name, "label": value.label}), indent, "- ")

    def hint(self, fact: FactDef) -> Content:
        """How to write the answer, where that is to be said."""
        if fact.example:
            return Message("par exemple « {example} »", {"example": fact.example})
        if fact.hint is not None:
            return fact.hint
        hint = fact.kind.hint
        if hint is None or fact.kind.sort != "money":
            return hint
        currency = self.plan.currency
        return None if currency is None else Message(hint.text, {"sign": currency.sign})

    def requirements(self, listed: Requirements, indent: str) -> Iterator[str]:
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
            yield f"{indent}{requirement.id}:"
