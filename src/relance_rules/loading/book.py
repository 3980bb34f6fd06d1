"""What the themes of a rule set share, read and checked: manifest, vocabulary, definitions, tables, families."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from relance_rules.language.definitions import Definitions
from relance_rules.language.lowering import Book
from relance_rules.language.manifest import Manifest
from relance_rules.language.tables import Table
from relance_rules.language.types import DEFINITIONS, MANIFEST, TABLES, VOCABULARY
from relance_rules.language.types import Path as Steps
from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.fitting import misfits
from relance_rules.loading.merging import FAMILY, items, mapping, problem_at, word
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import Problem, RelanceError, distinct, in_order
from relance_rules.loading.rows import rows_of
from relance_rules.loading.ruleset_files import RuleFiles, stands
from relance_rules.loading.validation import problem_of, repeated, validated
from relance_rules.values import Message

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Shared:
    """What the themes of a set share as far as it could be read, what is wrong with it, and the trees it comes from.

    ``draft`` is None where the manifest, the vocabulary or the definitions can't be read. ``rows`` are those of the
    tables that keep them in a csv file.
    """

    draft: Book | None
    problems: tuple[Problem, ...]
    trees: Mapping[str, Node]
    families: Mapping[str, Node]
    statements: Mapping[str, Node]
    rows: Mapping[str, Node]

    @property
    def book(self) -> Book | None:
        """All that the rules of the set may name; None where something is wrong with it."""
        return None if self.problems else self.draft

    @property
    def languages(self) -> tuple[str, ...] | None:
        """The languages of the texts of the set, if they can be read."""
        return _languages(self.trees.get(MANIFEST))

    def problem(self, where: Steps, message: Message) -> Problem | None:
        """A fault told on its line, where it stands in what the themes share."""
        found = self.place(where)
        return None if found is None else problem_of(found[0], message, found[1])

    def place(self, where: Steps) -> tuple[Node, Steps] | None:
        """The tree that a fault stands in and the path in it, where it is not a theme's."""
        if not where or not str(where[0]).startswith("@"):
            return None
        if where[0] != TABLES:
            root = self.trees.get(str(where[0]))
            return None if root is None else (root, where[1:])
        name, steps = str(where[1]), where[2:]
        root = self.trees.get(f"{TABLES}/{name}")
        if name in self.rows and steps[:1] == ("rows",):
            root, steps = self.rows[name], steps[1:]
        return None if root is None else (root, steps)


def load_shared(files: RuleFiles, text_of: Callable[[Path], str] = read_text) -> Shared:
    """Read what the themes of a set share; everything that is wrong is told at once.

    Args:
        files: The files of the set.
        text_of: Gives the text of a file; it may raise a DossierError.
    """
    return _Reader(text_of).shared(files)


class _Reader:
    """Reads the files that the themes of a set share, one after the other."""

    def __init__(self, text_of: Callable[[Path], str]) -> None:
        self.text_of = text_of
        self.problems: list[Problem] = []
        self.trees: dict[str, Node] = {}
        self.rows: dict[str, Node] = {}
        self.languages: tuple[str, ...] | None = None

    def shared(self, files: RuleFiles) -> Shared:
        if not files.themes:
            message = Message("aucun fichier de règles dans « themes/ » : un répertoire de règles est attendu")
            self.problems.append(Problem(message, shown(files.directory)))
            if not files.shared:
                return Shared(None, tuple(self.problems), {}, {}, {}, {})
        root = self.tree(MANIFEST, files.manifest)
        self.languages = _languages(root)
        manifest = self.model(root, Manifest)
        vocabulary = self.model(self.tree(VOCABULARY, files.vocabulary), VocabularyModel)
        definitions: Definitions | None = Definitions()
        if stands(files.definitions):
            definitions = self.model(self.tree(DEFINITIONS, files.definitions), Definitions)
        tables = {name: table for name, path in files.tables.items() if (table := self.table(name, path)) is not None}
        families = {name: tree for name, path in files.families.items() if (tree := self.family(name, path))}
        statements = mapping(mapping(self.trees.get(DEFINITIONS)).get("statements"))
        draft = None
        if manifest is not None and vocabulary is not None and definitions is not None:
            roles = manifest.roles.as_roles()
            currency = None if manifest.currency is None else manifest.currency.as_currency()
            groups = vocabulary.groups
            unread = frozenset(files.tables.keys() - tables.keys())
            draft = Book(manifest, vocabulary.as_facts(), definitions, tables, groups, roles, currency, unread)
        found = Shared(draft, (), self.trees, families, statements, self.rows)
        if draft is not None and vocabulary is not None:
            faults = distinct(misfits(vocabulary, draft, len(files.themes)))
            told = ((where, found.problem(where, message)) for where, message in faults)
            self.problems += repeated((where, problem) for where, problem in told if problem is not None)
            # No theme can be lowered without the facts that play a part in all of them.
            if any(where[:2] in ((MANIFEST, "roles"), (MANIFEST, "scopes")) for where, _ in faults):
                draft = None
        return Shared(draft, in_order(self.problems), self.trees, families, statements, self.rows)

    def tree(self, name: str, path: Path) -> Node | None:
        """The tree of a file, kept by name; what keeps it from being read is told."""
        try:
            root = parse_yaml(self.text_of(path), shown(path), strict=True)
        except RelanceError as error:
            self.problems += error.problems
            return None
        self.trees[name] = root
        return root

    def model(self, root: Node | None, model: type[Model]) -> Model | None:
        if root is None:
            return None
        found, faults = validated(root, model, self.languages)
        self.problems += faults
        return found

    def table(self, name: str, path: Path) -> Table | None:
        root = self.tree(f"{TABLES}/{name}", path)
        if root is None:
            return None
        self.named(root, "table", name)
        rows = path.with_suffix(".csv")
        if stands(rows) and isinstance(root.value, dict):
            if "rows" in root.value:
                message = Message("les lignes sont ici et dans « {file} »", {"file": rows.name})
                self.problems.append(problem_at(root, message, "rows"))
            else:
                try:
                    listed = rows_of(self.text_of(rows), shown(rows))
                except RelanceError as error:
                    self.problems += error.problems
                    return None
                self.rows[name] = listed
                root.value["rows"] = listed
                root.key_marks["rows"] = (root.line, root.column)
        return self.model(root, Table)

    def family(self, name: str, path: Path) -> Node | None:
        try:
            root = parse_yaml(self.text_of(path), shown(path), strict=True)
        except RelanceError as error:
            self.problems += error.problems
            return None
        self.named(root, FAMILY, name)
        return root

    def named(self, root: Node, key: str, name: str) -> None:
        """Refuse a file that is not called as what it describes."""
        if not isinstance(root.value, dict):
            message = Message("une suite de « clé: valeur » est attendue")
            self.problems.append(problem_at(root, message))
        elif (stated := word(root.value.get(key))) is not None and stated != name:
            values = {"stem": name, "name": stated[:80]}
            message = Message("le fichier {stem}.yaml décrit « {name} »", values)
            self.problems.append(problem_at(root, message, key))
        elif stated is None and key == FAMILY:
            self.problems.append(problem_at(root, Message("la clé « {key} » manque", {"key": key})))


def _languages(manifest: Node | None) -> tuple[str, ...] | None:
    """The languages that a manifest gives, if it gives some."""
    listed = [word(each) for each in items(mapping(manifest).get("languages"))]
    known = tuple(each for each in listed if each is not None)
    return known if known and len(known) == len(listed) else None
