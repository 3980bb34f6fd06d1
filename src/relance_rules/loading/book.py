"""What the themes of a rule set share, read and checked: manifest, vocabulary, definitions, tables, families."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from relance_rules.language.definitions import Definitions
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.manifest import Manifest, RolesModel
from relance_rules.language.tables import Table
from relance_rules.language.types import DEFINITIONS, MANIFEST, TABLES, Fault
from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.merging import mapping
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.ruleset_files import RuleFiles
from relance_rules.loading.validation import problem_of, validated
from relance_rules.plan.facts import Vocabulary
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Shared:
    """What the themes of a set share: the book, or None and what is wrong; the trees it was read from."""

    book: Book | None
    problems: tuple[Problem, ...]
    trees: Mapping[str, Node]
    families: Mapping[str, Node]
    statements: Mapping[str, Node]

    def tree(self, path: tuple[str | int, ...]) -> Node | None:
        """The tree that a path of a fault starts in, where it is not the theme's."""
        if path and path[0] == TABLES:
            return self.trees.get(f"{TABLES}/{path[1]}")
        return self.trees.get(str(path[0])) if path else None


def load_shared(files: RuleFiles) -> Shared:
    """Read what the themes of a set share; everything that is wrong is told at once."""
    problems: list[Problem] = []
    trees: dict[str, Node] = {}

    def read(name: str, path: Path, model: type[Model], *, needed: bool) -> Model | None:
        if not path.is_file() and not needed:
            return model.model_validate({})
        root = _tree(path, problems)
        if root is None:
            return None
        trees[name] = root
        found, faults = validated(root, model)
        problems.extend(faults)
        return found

    manifest = read(MANIFEST, files.manifest, Manifest, needed=True)
    vocabulary = read("@vocabulary", files.vocabulary, VocabularyModel, needed=True)
    definitions = read(DEFINITIONS, files.definitions, Definitions, needed=False)
    tables: dict[str, Table] = {}
    for name, path in files.tables.items():
        root = _tree(path, problems)
        if root is not None:
            trees[f"{TABLES}/{name}"] = root
            found, faults = validated(root, Table)
            problems += faults
            if found is not None:
                tables[name] = _with_rows(found, path, problems)
                if found.table != name:
                    values = {"stem": name, "name": found.table}
                    problems.append(
                        problem_of(root, Message("le fichier {stem}.yaml décrit « {name} »", values), ("table",))
                    )
    families: dict[str, Node] = {}
    for name, path in files.families.items():
        root = _tree(path, problems)
        if root is not None:
            families[name] = root
    statements = mapping(mapping(trees.get(DEFINITIONS)).get("statements"))
    book = None
    if manifest is not None and vocabulary is not None and definitions is not None:
        book = Book(
            manifest,
            vocabulary.as_facts(),
            definitions,
            tables,
            vocabulary.groups,
            manifest.roles.as_roles(),
            None if manifest.currency is None else manifest.currency.as_currency(),
        )
        shared = Shared(book, (), trees, families, statements)
        wrong: list[Fault] = [
            *_roles(manifest, book.facts),
            *_groups(vocabulary, book.facts),
            *_facts(vocabulary, book),
        ]
        if not wrong:
            wrong += _definitions(book)
        for where, message in [each for place, each in enumerate(wrong) if each not in wrong[:place]]:
            tree = shared.tree(where)
            steps = where[2:] if where[:1] == (TABLES,) else where[1:]
            if tree is not None:
                problems.append(problem_of(tree, message, steps))
    return Shared(None if problems else book, tuple(problems), trees, families, statements)


def _tree(path: Path, problems: list[Problem]) -> Node | None:
    try:
        return parse_yaml(read_text(path), shown(path), strict=True)
    except RelanceError as error:
        problems += error.problems
        return None


def _with_rows(table: Table, path: Path, problems: list[Problem]) -> Table:
    """The table, with its rows from the csv file of its name where it has none of its own."""
    rows = path.with_suffix(".csv")
    if table.rows or not rows.is_file():
        return table
    try:
        text = read_text(rows)
    except RelanceError as error:
        problems += error.problems
        return table
    read = csv.DictReader(io.StringIO(text))
    listed = [{key: value for key, value in row.items() if key} for row in read]
    return table.model_copy(update={"rows": tuple(listed)})


# ---- what must fit


def _roles(manifest: Manifest, facts: Vocabulary) -> Iterator[Fault]:
    roles = manifest.roles

    def fact(path: str | None, *steps: str, kind: str | None = None) -> Iterator[Fault]:
        if path is None:
            return
        found = facts.get(path)
        if found is None:
            near = suggestion(path, facts)
            message = Message("le rôle nomme « {path} », qui n’est pas un fait ; {near}", {"path": path, "near": near})
            yield (MANIFEST, "roles", *steps), message
        elif kind is not None and found.type != kind:
            values = {"path": path, "kind": kind}
            yield (MANIFEST, "roles", *steps), Message("« {path} » n’est pas de type « {kind} »", values)

    yield from fact(roles.theme or ("theme" if "theme" in facts else None), "theme", kind="text")
    yield from fact(roles.reference, "reference")
    yield from fact(roles.filed_on, "filed_on", kind="date")
    yield from fact(None if roles.total is None else roles.total.fact, "total", kind="money")
    yield from fact(None if roles.requested is None else roles.requested.fact, "requested", kind="money")
    yield from fact(roles.way_in, "way_in", kind="enumeration")
    yield from fact(roles.commitments, "commitments", kind="flags")
    yield from fact(roles.documents, "documents", kind="flags")
    if roles.lines is not None:
        yield from fact(roles.lines.list, "lines", "list", kind="list")
        yield from fact(f"{roles.lines.list}[].{roles.lines.amount}", "lines", "amount", kind="money")
        if roles.lines.label is not None:
            yield from fact(f"{roles.lines.list}[].{roles.lines.label}", "lines", "label")
    if roles.staff is not None and roles.lines is None:
        yield (
            (MANIFEST, "roles", "staff"),
            Message("« {key} » demande le rôle « {role} »", {"key": "staff", "role": "lines"}),
        )
    if roles.project is not None:
        yield from fact(roles.project.name, "project", "name")
        yield from fact(roles.project.phase, "project", "phase")
    yield from _applicants(roles, fact)
    yield from fact(None if roles.decision is None else roles.decision.amount, "decision", "amount", kind="money")
    for name, scope in manifest.scopes.items():
        for path in scope.as_scope().facts:
            if path not in facts:
                near = suggestion(path, facts)
                message = Message("« {path} » n’est pas un fait ; {near}", {"path": path, "near": near})
                yield (MANIFEST, "scopes", name), message
    for key, role in (("total", roles.total), ("requested", roles.requested), ("staff", roles.staff)):
        if role is not None and role.reading is not None and role.reading not in manifest.readings:
            near = suggestion(role.reading, manifest.readings)
            values = {"code": role.reading, "near": near}
            message = Message("la lecture « {code} » n’est pas dans ruleset.yaml ; {near}", values)
            yield (MANIFEST, "roles", key, "reading"), message


def _applicants(roles: RolesModel, fact: Any) -> Iterator[Fault]:
    if roles.applicants is not None:
        owner = roles.applicants.list
        yield from fact(owner, "applicants", "list", kind="list")
        for key, name in (("name", roles.applicants.name), ("identifier", roles.applicants.identifier)):
            if name is not None:
                yield from fact(f"{owner}[].{name}", "applicants", key)


def _groups(vocabulary: VocabularyModel, facts: Vocabulary) -> Iterator[Fault]:
    enumerations = {path: set(fact.values or {}) for path, fact in facts.items() if fact.type == "enumeration"}
    for name, members in vocabulary.groups.items():
        countries = [member for member in members if len(member) == 2 and member.isupper()]
        owners = [path for path, values in enumerations.items() if set(members) <= values]
        if len(countries) != len(members) and not owners:
            message = Message("le groupe « {name} » mêle des valeurs qui ne sont pas d’un même fait", {"name": name})
            yield ("@vocabulary", "groups", name), message


def _facts(vocabulary: VocabularyModel, book: Book) -> Iterator[Fault]:
    """Units, examples and texts of the facts that the set does not allow."""
    units = {"days", "months", "years", *book.manifest.units}
    for path, fact in vocabulary.facts.items():
        for name, each in ((None, fact), *((fact.items or {}).items())):
            where = ("@vocabulary", "facts", path, *(() if name is None else ("items", name)))
            if each.unit is not None and each.unit not in units:
                near = suggestion(each.unit, units)
                yield (*where, "unit"), Message("aucune unité « {unit} » ; {near}", {"unit": each.unit, "near": near})


def _definitions(book: Book) -> list[Fault]:
    """Everything that does not fit in the derived facts, the parameters and the tables, used or not."""
    gathered = Gathered()
    for name, derived in book.definitions.derived.items():
        Lowering(book, "", gathered, (DEFINITIONS, "derived", name), derived.of).name(name)
        if book.facts.resolve(name, derived.of) is not None:
            message = Message("« {name} » est déjà un fait du vocabulaire", {"name": name})
            gathered.faults.append(((DEFINITIONS, "derived", name), message))
    for name in book.definitions.parameters:
        Lowering(book, "", gathered, (DEFINITIONS, "parameters", name)).name(name)
    for name, table in book.tables.items():
        from relance_rules.language.operators.table import TableValue

        for column in table.gives:
            here = Lowering(book, "", gathered, (TABLES, name))
            TableValue.model_validate({"table": name, "column": column}).lower(here)
    for place, notice in enumerate(book.manifest.notices):
        here = Lowering(book, "", gathered, (MANIFEST, "notices", place))
        here.readings(notice.reading, "reading")
        if notice.when is not None:
            here.condition(notice.when, "when")
    return gathered.faults
