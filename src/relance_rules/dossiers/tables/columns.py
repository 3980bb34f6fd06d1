"""Headers to facts: by path, or by the label that the vocabulary or a theme gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property, lru_cache
from typing import NamedTuple

from relance_rules.dossiers.facts import MAX_ITEMS, DataPath
from relance_rules.dossiers.tables.grid import CellValue, Sheet, SheetRow, is_blank, plain_text
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message, ParseError, Text
from relance_rules.values.spelling import normal, tidy

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


MAX_HEADER = 20
"""How many rows are looked at to find the titles of the columns."""

_LISTED = 20


class FactColumn(NamedTuple):
    """A column: its place (from 0), its title, and the fact it states.

    Several paths share a title where themes name different commitments alike: the row's theme then decides.
    """

    place: int
    title: str
    fact: FactDef
    paths: tuple[DataPath, ...]


class Header(NamedTuple):
    """The titles of a sheet: the columns that state facts, the titles of the others by place, and the rows below."""

    columns: tuple[FactColumn, ...]
    unread: Mapping[int, str]
    rows: Sequence[SheetRow]
    notes: tuple[Message, ...] = ()


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

    def find(self, title: str) -> tuple[FactDef, tuple[DataPath, ...]] | None:
        """The fact that a column title names, and where it goes in the data; None where no fact is named so.

        Raises:
            ParseError: Several facts are named so.
        """
        path = re.sub(r"\s", "", tidy(title)).casefold()
        if self.scope is not None:
            path = path.removeprefix(f"{self.scope}[].")
        if (fact := self._by_path(path)) is not None:
            return fact, (data_path(path),)
        paths = self.labels.get(normal(title), ())
        if not paths:
            return None
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

    def near(self, title: str) -> str | None:
        """The title that was likely meant by one that names no fact: nearly the same words, some of them or more.

        Letters alone are no guide: « Adresse du porteur » is as near to « SIRET du porteur » as a slip would be.
        """
        likely = [self._alike(word) for word in _words(title)]
        met: frozenset[str] = frozenset().union(*likely)
        found: dict[str, float] = {}
        for text, known in self._known.items():
            if len(known) > _LONG or known.isdisjoint(met):
                continue
            shared, reverse = sum(not known.isdisjoint(alike) for alike in likely), len(known & met)
            if shared == len(likely) or 1 < len(known) == reverse:
                found[text] = (shared + reverse) / (len(likely) + len(known))
        if found:
            return max(found, key=lambda text: found[text])
        spelled = {normal(text): text for text in self._known}
        close = get_close_matches(normal(title)[:100], spelled, n=1, cutoff=0.88)
        return spelled[close[0]] if close else None

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        """The words of each title that may be written."""
        return {text: _words(text) for text in self._spellings()}

    @cached_property
    def _long_words(self) -> Sequence[tuple[str, int]]:
        """The words of the titles that another may be a slip for, each with its letters."""
        return [(word, _letters(word)) for word in frozenset().union(*self._known.values()) if len(word) > _SHORT]

    def _alike(self, word: str) -> frozenset[str]:
        """A word, and those of the titles that it may be a slip for.

        A table may have many words: only those are compared whose lengths and letters let them be alike enough, as the
        ratio counts twice what is shared, and a letter that the other word has not is not.
        """
        if (length := len(word)) <= _SHORT:
            return frozenset({word})
        letters = _letters(word)
        close = (
            other
            for other, own in self._long_words
            if 2 * min(length - (letters & ~own).bit_count(), len(other) - (own & ~letters).bit_count())
            >= _NEAR * (length + len(other))
        )
        return frozenset({word, *(other for other in close if SequenceMatcher(None, word, other).ratio() >= _NEAR)})

    def _spellings(self) -> Iterator[str]:
        for path, fact in self.facts.items():
            yield from (str(fact.label), path)
        for path, labels in self.flags.items():
            yield from (*map(str, labels), path)


_NEAR = 0.84
# Words so short are told apart by one letter.
_SHORT = 3
# A label of more words is a sentence, which many a title shares some words with.
_LONG = 4
# Words that tell no two titles apart.
_SMALL = frozenset(
    {"de", "du", "des", "le", "la", "les", "un", "une", "et", "ou", "en", "au", "aux", "par", "pour", "dans", "sur"}
    | {"of", "the", "and", "for", "in", "to", "by"}
)


@lru_cache(maxsize=8192)
def _words(title: str) -> frozenset[str]:
    return frozenset(word[:40] for word in re.findall(r"[^\W_]{2,}", normal(title[:200]))) - _SMALL


def _letters(word: str) -> int:
    """The letters of a word, each as a bit; a few share theirs."""
    found = 0
    for letter in word:
        found |= 1 << ord(letter) % 61
    return found


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


def read_header(sheet: Sheet, titles: Titles) -> Header:
    """The columns of a sheet, from the row that names the most facts among its first ones.

    A column whose title is far from that of any fact is not read, which is said.

    Raises:
        DossierError: No column states a fact; or titles are nearly that of a fact, name several facts, or the same one
            twice: all of them are said.
    """
    named = [sum(_names_fact(cell, titles) for cell in _titles(row)) for row in sheet.rows[:MAX_HEADER]]
    first = named.index(max(named))
    header = sheet.rows[first]
    columns: list[FactColumn] = []
    unread: dict[int, str] = {}
    problems: list[Problem] = []
    taken: dict[DataPath, FactColumn] = {}

    def fault(place: int, message: Message) -> None:
        problems.append(Problem(message, sheet.name, header.number, place + 1))

    if header.fault is not None:
        fault(0, header.fault)
    for place, cell in enumerate(_titles(header)):
        if is_blank(cell):
            continue
        try:
            title = plain_text(cell)
            found = titles.find(title)
        except ParseError as error:
            fault(place, error.message)
            continue
        if found is None:
            if (near := titles.near(title)) is None:
                unread[place] = title
            else:
                message = Message(
                    "colonne inconnue : « {title} » ; vouliez-vous dire « {near} » ? Sinon, donnez-lui un autre titre",
                    {"title": title[:80], "near": near},
                )
                fault(place, message)
            continue
        column = FactColumn(place, title, *found)
        known = next((taken[path] for path in column.paths if path in taken), None)
        if known is not None:
            values = {"title": title, "other": known.title, "place": known.place + 1}
            fault(place, Message("« {title} » dit la même chose que « {other} » (colonne {place})", values))
            continue
        if any(isinstance(step, int) and step >= MAX_ITEMS for step in column.paths[0]):
            fault(place, Message("« {title} » : pas plus de {limit} éléments", {"title": title, "limit": MAX_ITEMS}))
            continue
        taken.update(dict.fromkeys(column.paths, column))
        columns.append(column)
    if not columns and not problems:
        message = Message(
            "aucun titre de colonne ne nomme un fait : {titles} ; « relance new THEME --format csv » écrit une table "
            "à remplir",
            {"titles": _listed(unread)},
        )
        fault(0, message)
    if problems:
        raise DossierError(problems)
    return Header(tuple(columns), unread, sheet.rows[first + 1 :], tuple(_notes(header, unread, above=first)))


def _titles(row: SheetRow) -> Iterator[CellValue]:
    """The cells of a row of titles, those merged down from a row above among them."""
    for place in range(max(len(row.cells), *(place + 1 for place in row.merged), 0)):
        merged = row.merged.get(place)
        if merged is not None and merged.column == place + 1:
            yield merged.value
        else:
            yield row.cells[place] if place < len(row.cells) else ""


def _names_fact(cell: CellValue, titles: Titles) -> bool:
    try:
        return isinstance(cell, str) and not is_blank(cell) and titles.find(cell.strip()) is not None
    except ParseError:
        return True


def _notes(header: SheetRow, unread: Mapping[int, str], *, above: int) -> Iterator[Message]:
    if above:
        values = {"row": header.number}
        yield Message("les titres de colonnes sont pris à la ligne {row} : rien n’est lu au-dessus", values)
    if unread:
        titles = {"titles": _listed(unread)}
        yield Message("colonnes qui ne nomment aucun fait, et ne sont pas lues : {titles}", titles)


def _listed(titles: Mapping[int, str]) -> list[str]:
    listed = [f"« {title[:80]} »" for title in titles.values()]
    return [*listed[:_LISTED], "…"] if len(listed) > _LISTED else listed
