"""A rule set, loaded: its themes by code, lowered to the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from relance_rules.loading.problems import Problem, RuleError
from relance_rules.loading.ruleset_files import RuleFiles, rule_files
from relance_rules.loading.shipped import built_in_rules, saved_plan
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.ruleset import Document, Plan, Reading, Theme
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

if TYPE_CHECKING:
    # The language takes its time: it is imported once a rule file is read.
    from relance_rules.language.lowering import Book
    from relance_rules.language.theme import Theme as ThemeModel
    from relance_rules.loading.book import Shared
    from relance_rules.loading.themes import ThemeFile

_READING = RLock()


class Rules(Mapping[str, Theme]):
    """The themes of a rule set by code, in alphabetical order; each is lowered when it is first asked for."""

    def __init__(self, directory: Path, *, saved: bool = False) -> None:
        """Take the folder of a rule set; where ``saved``, with the plan that was saved of it, if it is still its own.

        Raises:
            RuleError: There is no rule set, or what its themes share can't be used.
        """
        self.directory = directory
        self.files: RuleFiles = rule_files(directory)
        self._read: dict[str, ThemeFile] = {}
        self._saved: Plan | None = saved_plan(self.files) if saved else None
        self.plan: Plan = self._lowered() if self._saved is None else self._saved
        """The rule set lowered; its themes are lowered as they are asked for."""

    def _lowered(self) -> Plan:
        if self.shared.book is None:
            raise RuleError([*self.shared.problems, *self.problems])
        return plan_of(self.shared.book, self)

    @cached_property
    def shared(self) -> Shared:
        """What the themes share, as its files state it."""
        from relance_rules.loading.book import load_shared

        return load_shared(self.files)

    def file(self, code: str) -> ThemeFile:
        """The file of a theme, as far as it can be read.

        Raises:
            KeyError: There is no such theme.
        """
        if code not in self._read:
            from relance_rules.loading.themes import read_theme

            with _READING:
                if code not in self._read:
                    self._read[code] = read_theme(self.files.themes[code], self.shared)
        return self._read[code]

    def __getitem__(self, code: str) -> Theme:
        """The lowered theme.

        Raises:
            KeyError: There is no such theme.
            RuleError: Its rule file breaks the language.
        """
        if self._saved is not None:
            return self._saved.themes[code]
        found = self.file(code)
        if found.plan is None:
            raise RuleError(found.problems)
        return found.plan

    def __contains__(self, code: object) -> bool:
        return code in self.files.themes

    def __iter__(self) -> Iterator[str]:
        return iter(self.files.themes)

    def __len__(self) -> int:
        return len(self.files.themes)

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the themes; nothing is with those of a saved plan."""
        if self._saved is not None:
            return []
        return [problem for code in self for problem in self.file(code).problems]

    def check_all(self) -> None:
        """Lower every theme.

        Raises:
            RuleError: A rule file breaks the language: everything that is wrong is told.
        """
        if problems := self.problems:
            raise RuleError(problems)

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts that the rules are about."""
        return self.plan.facts

    def model(self, code: str) -> ThemeModel:
        """A theme as its file states it.

        Raises:
            KeyError: There is no such theme.
            RuleError: Its rule file breaks the language.
        """
        found = self.file(code)
        if found.model is None:
            raise RuleError(found.problems)
        return found.model

    def theme(self, code: str) -> Theme:
        """The lowered theme that a text names.

        Raises:
            RuleError: There is no such theme (the nearest one is named), or its rule file breaks the language.
        """
        found = self.code(code)
        if found is None:
            values = {"code": code[:40], "near": suggestion(code, self)}
            raise RuleError([Problem(Message("thème inconnu : « {code} » ; {near}", values), code="unknown_theme")])
        return self[found]

    def code(self, text: str) -> str | None:
        """The code of the theme that a text names, as :meth:`Plan.code` reads it."""
        return self.plan.code(text)


def plan_of(book: Book, themes: Mapping[str, Theme]) -> Plan:
    """A rule set lowered, from what its themes share and its themes by code."""
    manifest = book.manifest
    documents = {
        name: Document(document.title, document.cited_by, document.sha256, document.url)
        for name, document in manifest.documents.items()
    }
    return Plan(
        name=manifest.ruleset.name,
        version=manifest.ruleset.version,
        title=manifest.title,
        languages=manifest.languages,
        currency=book.currency,
        facts=book.facts,
        documents=documents,
        readings={code: Reading(reading.text, reading.themes) for code, reading in manifest.readings.items()},
        roles=book.roles,
        scopes={name: scope.as_scope() for name, scope in manifest.scopes.items()},
        themes=themes,
        subjects=manifest.subjects,
    )


def load_rules(directory: Path | str | None = None) -> Rules:
    """The rules of a folder, or those shipped with the package, every theme of which is lowered and checked.

    Raises:
        RuleError: The folder holds no rules, or a rule file breaks the language.
    """
    rules = open_rules(directory)
    rules.check_all()
    return rules


def open_rules(directory: Path | str | None = None) -> Rules:
    """The rules of a folder, or those shipped with the package, whose themes are lowered as they are asked for.

    Raises:
        RuleError: The folder holds no rules, or what its themes share breaks the language.
    """
    return Rules(built_in_rules(), saved=True) if directory is None else Rules(Path(directory))
