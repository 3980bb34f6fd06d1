"""Headers to facts: by path, or by the label that the vocabulary or a theme gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from relance_rules.dossiers.facts import MAX_ITEMS, DataPath
from relance_rules.dossiers.tables.grid import Sheet, is_blank, plain_text
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message, ParseError, Text
from relance_rules.values.spelling import normal, tidy
from relance_rules.values.suggestions import nearest

_LABEL = Text({"fr": "réponse", "en": "answer"})
ANSWER = FactDef("boolean", _LABEL, _LABEL)
"""What a commitment or a document is: a yes or no."""


_THEME = FactDef(
    "text",
    Text({"fr": "Thème", "en": "Theme"}),
    Text({"fr": "Pour quel thème ce dossier est-il déposé ?", "en": "Which theme is this dossier for?"}),
)


def facts_of(plan: Plan) -> Mapping[str, FactDef]:
    """The facts that a dossier may state, by path; what says its theme is one of them in any rule set."""
    role = plan.roles.theme
    return plan.facts if role in plan.facts else {role: _THEME, **plan.facts}


class FactColumn(NamedTuple):
    """A column: its place (from 0), its title, and the fact it states.

    Several paths share a title where themes name different commitments alike: the row's theme then decides.
    """

    place: int
    title: str
    fact: FactDef
    paths: tuple[DataPath, ...]


@dataclass(frozen=True)
class Titles:
    """Every way to name the facts of a sheet: those of a dossier, or those of the items of one list."""

    plan: Plan
    scope: str | None = None

    @cached_property
    def facts(self) -> Mapping[str, FactDef]:
        """The facts by the path that a column may bear; ``[]`` stands for the first item of a list."""
        facts, reference = facts_of(self.plan), self.plan.roles.reference
        if self.scope is None:
            return {path: fact for path, fact in facts.items() if fact.type not in ("list", "flags")}
        own = self.plan.facts.lists[self.scope]
        return own if reference is None else {**own, reference: facts[reference]}

    @cached_property
    def flags(self) -> Mapping[str, Sequence[Text]]:
        """The commitments and documents of the themes, by path, with their labels."""
        found: dict[str, list[Text]] = {}
        for theme in self.plan.themes.values() if self.scope is None else ():
            for path, label in flag_labels(theme):
                labels = found.setdefault(path, [])
                if label not in labels:
                    labels.append(label)
        return found

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The paths that each normalised label names."""
        found: dict[str, dict[str, None]] = {}
        named = [(path, fact.label) for path, fact in self.facts.items()]
        named += [(path, label) for path, labels in self.flags.items() for label in labels]
        for path, label in named:
            for text in label.values():
                found.setdefault(normal(text), {})[path] = None
        return {label: tuple(paths) for label, paths in found.items()}

    @cached_property
    def of_theme(self) -> Mapping[str, frozenset[str]]:
        """The commitments and documents of each theme, by path."""
        return {code: frozenset(path for path, _ in flag_labels(theme)) for code, theme in self.plan.themes.items()}

    def find(self, title: str) -> tuple[FactDef, tuple[DataPath, ...]]:
        """The fact that a column title names, and where it goes in the data.

        Raises:
            ParseError: No fact is named so, or several are.
        """
        path = re.sub(r"\s", "", tidy(title)).casefold()
        if self.scope is not None:
            path = path.removeprefix(f"{self.scope}[].")
        if (fact := self._by_path(path)) is not None:
            return fact, (data_path(path),)
        paths = self.labels.get(normal(title), ())
        if not paths:
            raise ParseError("colonne inconnue : « {title} » ; {near}", title=title[:80], near=self._near(title))
        if len(paths) > 1 and not all(path in self.flags for path in paths):
            raise ParseError(
                "« {title} » nomme plusieurs faits : écrivez l’un de {paths}", title=title[:80], paths=list(paths)
            )
        return self._by_path(paths[0]) or ANSWER, tuple(data_path(path) for path in paths)

    def _by_path(self, path: str) -> FactDef | None:
        known = re.sub(r"\[[0-9]{0,5}\]", "[]", path)
        if known in self.facts:
            return self.facts[known]
        family, inside, name = path.partition(".")
        owner = self.plan.facts.get(family)
        is_flag = self.scope is None and owner is not None and owner.type == "flags" and inside
        return ANSWER if is_flag and re.fullmatch(r"[a-z0-9_]+", name) else None

    def _near(self, title: str) -> Message:
        near = nearest(title, self._known())
        if near is None:
            return Message("aucun fait n’a ce nom")
        return Message("vouliez-vous dire « {near} » ?", {"near": near})

    def _known(self) -> Iterator[str]:
        for path, fact in self.facts.items():
            yield from (path, str(fact.label))
        for path, labels in self.flags.items():
            yield from (path, *map(str, labels))


def flag_labels(theme: Theme) -> Iterator[tuple[str, Text]]:
    """The commitments and documents of a theme, by the path of the fact that gives them."""
    for requirement in (*theme.commitments.asked, *theme.documents.asked):
        yield requirement.fact, requirement.label


def data_path(path: str) -> DataPath:
    """``list[1].fact`` as steps into nested data; ``list[].fact`` is of the first item."""
    steps: list[str | int] = []
    for name, index in re.findall(r"([^.\[\]]+)(\[[0-9]*\])?", path):
        steps.append(name)
        if index:
            steps.append(int(index[1:-1] or 0))
    return tuple(steps)


def read_header(sheet: Sheet, titles: Titles) -> list[FactColumn]:
    """The columns of a sheet, from its first row.

    Raises:
        DossierError: Columns that name no fact, several, or the same one twice; all of them are said.
    """
    header = sheet.rows[0]
    columns: list[FactColumn] = []
    problems: list[Problem] = []
    taken: dict[DataPath, FactColumn] = {}

    def fault(place: int, message: Message) -> None:
        problems.append(Problem(message, sheet.name, header.number, place + 1))

    for place, cell in enumerate(header.cells):
        if is_blank(cell):
            continue
        try:
            title = plain_text(cell)
            fact, paths = titles.find(title)
        except ParseError as error:
            fault(place, error.message)
            continue
        column = FactColumn(place, title, fact, paths)
        known = next((taken[path] for path in paths if path in taken), None)
        if known is not None:
            values = {"title": title, "other": known.title, "place": known.place + 1}
            fault(place, Message("« {title} » dit la même chose que « {other} » (colonne {place})", values))
            continue
        if any(isinstance(step, int) and step >= MAX_ITEMS for step in paths[0]):
            fault(place, Message("« {title} » : pas plus de {limit} éléments", {"title": title, "limit": MAX_ITEMS}))
            continue
        taken.update(dict.fromkeys(paths, column))
        columns.append(column)
    if not columns and not problems:
        fault(0, Message("la première ligne nomme les colonnes : elle est vide"))
    if problems:
        raise DossierError(problems)
    return columns
