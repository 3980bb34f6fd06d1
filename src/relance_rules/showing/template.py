"""A dossier to fill in: YAML whose comments ask the questions of one theme, and whose values are empty."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from relance_rules.checking.facts_asked import facts_asked
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.language.theme import Requirement, Unreadable
from relance_rules.language.vocabulary import Fact
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.labels import citation
from relance_rules.showing.words import sentence
from relance_rules.values import Message

_WIDTH = 100

_Tree: TypeAlias = dict[str, "tuple[str | None, _Tree]"]
"""Each key of a mapping of the dossier, with the full path of its fact, if it is one, and the keys within it."""

_HINTS: dict[str, Message] = {
    "money": Message("un montant, comme « 1 200 000,00 € » ou « 48 k€ »"),
    "date": Message("un jour, comme « 2021-02-12 » ou « 12/02/2021 »"),
    "integer": Message("un nombre entier"),
    "percentage": Message("un taux, comme « 50 % »"),
    "boolean": Message("oui ou non"),
    "country": Message("un code de pays à deux lettres"),
    "siret": Message("entre guillemets"),
    "flags": Message("écrivez oui en face de ce que vous donnez"),
    "list": Message("recopiez le bloc qui commence par un tiret, autant de fois qu’il le faut"),
}


def dossier_template(theme: CompiledTheme, language: Localization) -> str:
    """The text of an empty dossier of a theme: what it lacks makes it incomplete, never wrong."""
    writer = _Writer(theme, language)
    lines = [
        *writer.comment(Message("{code} · {title}", {"code": theme.code, "title": theme.theme.title}), ""),
        *writer.comment(theme.theme.summary, ""),
        *writer.comment(
            Message(
                "Remplissez ce qui suit les deux-points. Ce que vous laissez vide vous sera redemandé par "
                "« relance check », qui dit aussi ce qui bloque et combien vous pouvez obtenir."
            ),
            "",
        ),
    ]
    tree: _Tree = {}
    for path in facts_asked(theme.theme, theme.vocabulary):
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
    def __init__(self, theme: CompiledTheme, language: Localization) -> None:
        self.theme, self.language = theme, language

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
        fact = None if full is None else self.theme.vocabulary.facts[full]
        if fact is not None:
            yield from self.question(fact, indent)
        if full == "theme":
            yield f"{indent}{key}: {self.theme.code}"
            return
        yield f"{indent}{key}:"
        if fact is not None and fact.type == "flags":
            yield from self.flags(key, indent + "  ")
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

    def question(self, fact: Fact, indent: str) -> Iterator[str]:
        hint = _HINTS.get(fact.type)
        if fact.example:
            hint = Message("par exemple « {example} »", {"example": fact.example})
        content: Content = fact.question
        if hint is not None:
            content = Message("{question} ({hint})", {"question": fact.question, "hint": hint})
        yield from self.comment(content, indent)
        for name, value in (fact.values or {}).items():
            yield from self.comment(Message("{name} : {label}", {"name": name, "label": value.label}), indent, "- ")

    def flags(self, family: str, indent: str) -> Iterator[str]:
        theme = self.theme.theme
        listed = theme.commitments if family == "engagements" else theme.documents
        if isinstance(listed, Unreadable):
            yield from self.comment(listed.unknown, indent)
            return
        yield from self.requirements(listed, indent)

    def requirements(self, listed: Sequence[Requirement], indent: str) -> Iterator[str]:
        for requirement in listed:
            content: Content = requirement.label
            if requirement.when is not None:
                condition = sentence(requirement.when, self.theme.vocabulary)
                content = Message("{label}, si {condition}", {"label": requirement.label, "condition": condition})
            cited = citation(requirement.source, requirement.reading)
            yield from self.comment(Message("{what} ({source})", {"what": content, "source": cited}), indent)
            yield f"{indent}{requirement.id}:"
