"""Headers to facts: by path, or by the label that the vocabulary or a theme gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from relance_rules.dossiers.facts import MAX_ITEMS, DataPath
from relance_rules.dossiers.records import Context
from relance_rules.dossiers.tables.grid import Sheet, is_blank, normal, plain_text
from relance_rules.language.base import Text
from relance_rules.language.theme import Theme, Unreadable
from relance_rules.language.vocabulary import Fact
from relance_rules.loading.problems import DossierError, Problem, nearest
from relance_rules.values import Message, ParseError

REFERENCE, THEME = "reference", "theme"

_LABEL = Text(fr="réponse", en="answer")
ANSWER = Fact(type="boolean", label=_LABEL, question=_LABEL)
"""What a commitment or a document is: a yes or no."""

COMMITMENTS, DOCUMENTS = "engagements", "pieces"


class Column(NamedTuple):
    """A column: its place (from 0), its title, and the fact it states.

    Several paths share a title where themes name different commitments alike: the row's theme then decides.
    """

    place: int
    title: str
    fact: Fact
    paths: tuple[DataPath, ...]


@dataclass(frozen=True)
class Titles:
    """Every way to name the facts of a sheet: those of a dossier, or those of the items of one list."""

    context: Context
    scope: str | None = None

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts by the path that a column may bear; ``[]`` stands for the first item of a list."""
        vocabulary = self.context.vocabulary
        if self.scope is None:
            return {path: fact for path, fact in vocabulary.facts.items() if fact.type not in ("list", "flags")}
        return {**vocabulary.lists[self.scope], REFERENCE: vocabulary.facts[REFERENCE]}

    @cached_property
    def flags(self) -> Mapping[str, Sequence[Text]]:
        """The commitments and documents of the themes, by path, with their labels."""
        found: dict[str, list[Text]] = {}
        for theme in self.context.themes() if self.scope is None else ():
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
            for text in (label.fr, label.en):
                found.setdefault(normal(text), {})[path] = None
        return {label: tuple(paths) for label, paths in found.items()}

    @cached_property
    def of_theme(self) -> Mapping[str, frozenset[str]]:
        """The commitments and documents of each theme, by path."""
        return {theme.theme: frozenset(path for path, _ in flag_labels(theme)) for theme in self.context.themes()}

    def find(self, title: str) -> tuple[Fact, tuple[DataPath, ...]]:
        """The fact that a column title names, and where it goes in the data.

        Raises:
            ParseError: No fact is named so, or several are.
        """
        path = re.sub(r"\s", "", title)
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

    def _by_path(self, path: str) -> Fact | None:
        known = re.sub(r"\[[0-9]{0,5}\]", "[]", path)
        if known in self.facts:
            return self.facts[known]
        family, inside, name = path.partition(".")
        owner = self.context.vocabulary.facts.get(family)
        is_flag = self.scope is None and owner is not None and owner.type == "flags" and inside
        return ANSWER if is_flag and re.fullmatch(r"[a-z0-9_]+", name) else None

    def _near(self, title: str) -> Message:
        known = {normal(text): text for text in self._known()}
        near = nearest(normal(title), known)
        if near is None:
            return Message("aucun fait n’a ce nom")
        return Message("vouliez-vous dire « {near} » ?", {"near": known[near]})

    def _known(self) -> Iterator[str]:
        for path, fact in self.facts.items():
            yield from (path, fact.label.fr)
        for path, labels in self.flags.items():
            yield from (path, *(label.fr for label in labels))


def flag_labels(theme: Theme) -> Iterator[tuple[str, Text]]:
    """The commitments and documents of a theme, by the path of the fact that gives them."""
    commitments = () if isinstance(theme.commitments, Unreadable) else theme.commitments
    for family, listed in ((COMMITMENTS, commitments), (DOCUMENTS, theme.documents)):
        for requirement in listed:
            yield f"{family}.{requirement.id}", requirement.label


def data_path(path: str) -> DataPath:
    """``porteurs[1].nom`` as steps into nested data; ``porteurs[].nom`` is the first applicant's."""
    steps: list[str | int] = []
    for name, index in re.findall(r"([^.\[\]]+)(\[[0-9]*\])?", path):
        steps.append(name)
        if index:
            steps.append(int(index[1:-1] or 0))
    return tuple(steps)


def read_header(sheet: Sheet, titles: Titles) -> list[Column]:
    """The columns of a sheet, from its first row.

    Raises:
        DossierError: Columns that name no fact, several, or the same one twice; all of them are said.
    """
    header = sheet.rows[0]
    columns: list[Column] = []
    problems: list[Problem] = []
    taken: dict[DataPath, Column] = {}

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
        column = Column(place, title, fact, paths)
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
