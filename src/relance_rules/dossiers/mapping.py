"""How the fields of a form of the filing platform become facts: the mapping file."""

from __future__ import annotations

import base64
import binascii
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from relance_rules.dossiers.handling import DECISION_FACTS, decision_part
from relance_rules.dossiers.tables.columns import ANSWER, facts_of
from relance_rules.language.base import Flag, Node, refuse_clash, refused
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.nodes import Node as Tree
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.loading.validation import problem_of, validated
from relance_rules.plan.answers import is_absent, read_value
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Roles
from relance_rules.values import Message, ParseError
from relance_rules.values.spelling import normal
from relance_rules.values.suggestions import suggestion

State = Literal["en_construction", "en_instruction", "accepte", "refuse", "sans_suite"]

DataFact = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]*(\[[0-9]{1,2}\])?(\.[a-z][a-z0-9_]*)*$",
        max_length=100,
        description="A fact of the dossier; `list[0].fact` is one of the first item of a list.",
    ),
]
Label = Annotated[str, Field(min_length=1, max_length=1000)]
FilePattern = Annotated[str, Field(min_length=1, max_length=1000)]
MAX_PROCEDURE = 2**31 - 1
"""The largest number of a procedure: the platform's integers are of 32 bits."""

_INDEX = re.compile(r"\[[0-9]+\]")


class FieldRule(Node):
    """What one field of the form becomes: a fact, several (a multiple choice), or nothing."""

    label: Label | None = Field(None, description="The field's label, as the form shows it.")
    field: Label | None = Field(
        None, description="The field's `champDescriptorId`, or the number it stands for: surer than a label."
    )
    occurrence: Annotated[int, Field(ge=1, le=100)] | None = Field(
        None, description="Which of the fields of this label, where the form has several: 1, 2…"
    )
    fact: DataFact | None = None
    values: dict[Label, str] = Field({}, description="The fact's value for each answer.")
    choices: dict[Label, DataFact | None] | None = Field(
        None, description="For a multiple choice: the yes-or-no fact that each option gives, or nothing."
    )
    percent: Flag = Field(False, description="The answer is a number of percents: 60 means 60 %.")
    present: Flag = Field(False, description="Any answer, an attachment for one, means yes.")
    ignore: Flag = Field(False, description="The field is known, and no fact comes from it.")

    @model_validator(mode="after")
    def _coherent(self) -> FieldRule:
        if self.label is None and self.field is None:
            raise refused("un champ se désigne par « label » ou par « field »")
        if (self.fact is not None) + (self.choices is not None) + self.ignore != 1:
            raise refused("un champ porte « fact », « choices » ou « ignore: true », et un seul")
        if self.fact is None and (self.values or self.present or self.percent):
            raise refused("« values », « percent » et « present » vont avec « fact »")
        if bool(self.values) + self.present + self.percent > 1:
            raise refused("« values », « percent » et « present » s’excluent")
        for key, options in (("values", self.values), ("choices", self.choices or {})):
            refuse_clash(((option, str(meaning)) for option, meaning in options.items()), key)
        return self

    @property
    def name(self) -> str:
        """How messages call the field."""
        return self.label or self.field or ""

    @cached_property
    def answers(self) -> dict[str, str]:
        """The values by normalised answer."""
        return {normal(answer): value for answer, value in self.values.items()}

    def names(self, label: str, descriptor: str | None) -> bool:
        """Whether this rule is about a field; its occurrence is not looked at.

        The number decides, and the label where an export gives no numbers.
        """
        if self.field is not None and descriptor is not None:
            return stable_id(self.field) == stable_id(descriptor)
        return self.label is not None and normal(self.label) == normal(label)


class BlockRule(Node):
    """What a repetition block becomes: the items of a list, or nothing."""

    label: Label | None = None
    field: Label | None = None
    list: DataFact | None = Field(None, description="A list of the dossier: each row is an item.")
    fields: tuple[FieldRule, ...] = ()
    defaults: dict[DataFact, str] = Field({}, description="Facts of every item that the form does not ask.")
    ignore: Flag = False

    @model_validator(mode="after")
    def _coherent(self) -> BlockRule:
        if self.label is None and self.field is None:
            raise refused("un bloc se désigne par « label » ou par « field »")
        if (self.list is not None) == self.ignore or (self.list is not None) != bool(self.fields):
            raise refused("un bloc porte « list » et « fields », ou « ignore: true »")
        return self

    @property
    def name(self) -> str:
        """How messages call the block."""
        return self.label or self.field or ""

    def names(self, label: str, descriptor: str | None) -> bool:
        """Whether this rule is about a block, by its number or else by its label."""
        if self.field is not None and descriptor is not None:
            return stable_id(self.field) == stable_id(descriptor)
        return self.label is not None and normal(self.label) == normal(label)


class Own(Node):
    """The facts that the platform states itself, outside the form.

    Where a key is left out, it goes to the fact that plays the part in the rule set; null does not take it.
    """

    number: DataFact | None = Field(None, description="The number of the dossier; its reference if left out.")
    filed_on: DataFact | None = Field(None, description="The day it was filed, in Paris.")
    siret: DataFact | None = Field(None, description="The SIRET of who filed it; the first applicant’s if left out.")
    name: DataFact | None = Field(None, description="The name of who filed it; the first applicant’s if left out.")

    def facts(self, roles: Roles) -> Iterator[tuple[str, str]]:
        """The facts that are taken, with the key that names them here."""
        for key, usual in platform_facts(roles).items():
            fact = getattr(self, key) if key in self.model_fields_set else usual
            if fact is not None:
                yield key, fact


class PlatformMapping(Node):
    """A form of the filing platform, field by field; ``procedures`` and ``files`` tell it from those of other forms."""

    procedures: tuple[Annotated[int, Field(ge=1, le=MAX_PROCEDURE)], ...] = Field(
        (), description="The numbers of the procedures that it is for; any other that an export states is none of its."
    )
    files: tuple[FilePattern, ...] = Field(
        (), description="The names of the files that it is for, `*` standing for anything: no other file is."
    )
    states: Annotated[tuple[State, ...], Field(min_length=1)] = Field(
        ("en_construction", "en_instruction"),
        description="The states of the dossiers to judge; those of other states that are decided are kept as they are.",
    )
    platform: Own = Own()
    defaults: dict[DataFact, str] = Field({}, description="Facts of every dossier that the form does not ask.")
    fields: tuple[FieldRule, ...] = ()
    blocks: tuple[BlockRule, ...] = ()
    _file: str | None = PrivateAttr(None)

    @property
    def called(self) -> Message:
        """How messages call it: by its file, where it has one."""
        values = {"file": self._file}
        return Message("la correspondance") if self._file is None else Message("la correspondance {file}", values)

    def is_for(self, file: str, procedure: int | None) -> bool | None:
        """Whether it says that it is for what a file holds of a procedure, None where it says neither yes nor no.

        Args:
            file: The name of the file.
            procedure: The number of the procedure, where the export states it.
        """
        if self.files and not any(_is_named(file, pattern) for pattern in self.files):
            return False
        if self.procedures and procedure is not None:
            return procedure in self.procedures
        return True if self.files else None

    def only(self, used: frozenset[int], own: frozenset[str]) -> PlatformMapping:
        """The mapping of the fields and blocks whose identities are given, and of what the platform states itself."""
        blocks = (
            block.model_copy(update={"fields": tuple(rule for rule in block.fields if id(rule) in used)})
            for block in self.blocks
            if id(block) in used
        )
        fields = (rule for rule in self.fields if id(rule) in used)
        platform = self.platform.model_copy(update=dict.fromkeys(Own.model_fields.keys() - own))
        return self.model_copy(update={"fields": tuple(fields), "blocks": tuple(blocks), "platform": platform})


def _is_named(file: str, pattern: str) -> bool:
    """Whether a file has a name, or its last folders and its name where the pattern has folders."""
    parts = _spelled(pattern).split("/")
    last = _spelled(file.replace(os.sep, "/")).split("/")[-len(parts) :]
    return len(last) == len(parts) and all(map(fnmatchcase, last, parts))


def _spelled(name: str) -> str:
    """A name of a file whatever the system that wrote it: in capitals or not, its accents apart or not."""
    return unicodedata.normalize("NFC", name).casefold()


def facts_asked(mapping: PlatformMapping, roles: Roles) -> frozenset[str]:
    """The facts that a form may give through its mapping, as the vocabulary names them, with the lists they are in."""
    found = {block.list for block in mapping.blocks if block.list is not None}
    for _, name, scope in _named(mapping, roles):
        path = _INDEX.sub("[]", name) if scope is None else f"{scope}[].{name}"
        found.update((path, path.partition("[]")[0]))
    return frozenset(found)


def platform_facts(roles: Roles) -> dict[str, str | None]:
    """Where what the platform states itself goes in a rule set: its reference, its filing date, its first applicant."""

    def of_applicant(name: str | None) -> str | None:
        return None if roles.applicants is None or name is None else f"{roles.applicants}[0].{name}"

    return {
        "number": roles.reference,
        "filed_on": roles.filed_on,
        "siret": of_applicant(roles.applicant_identifier),
        "name": of_applicant(roles.applicant_name),
    }


def stable_id(descriptor: str) -> str:
    """The number behind a ``champDescriptorId`` (base 64 of ``Champ-123``), or the text itself."""
    if descriptor.isdigit():
        return descriptor
    try:
        decoded = base64.b64decode(descriptor, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return descriptor
    found = re.fullmatch(r"[A-Za-z]+-([0-9]+)", decoded)
    return found[1] if found else descriptor


def fact_named(path: str, plan: Plan, scope: str | None = None) -> FactDef | None:
    """The fact that a mapping names; within the items of a list where ``scope`` is that list."""
    if scope is not None:
        return plan.facts.lists.get(scope, {}).get(path)
    facts = facts_of(plan)
    known = facts.get(_INDEX.sub("[]", path))
    if known is not None:
        return None if known.type in ("list", "flags") else known
    family, _, name = path.rpartition(".")
    owner = facts.get(family)
    if owner is not None and owner.type == "flags" and re.fullmatch(r"[a-z0-9_]+", name):
        return ANSWER
    return DECISION_FACTS.get(path)


def load_mapping(path: Path, plan: Plan) -> PlatformMapping:
    """Load a mapping file, and check its facts against those of a rule set.

    Raises:
        DossierError: The file can't be read, breaks the language, or names facts that do not exist.
    """
    mapping, problems = mapping_in(parse_yaml(read_text(path), shown(path), strict=True), plan)
    if mapping is None or problems:
        raise DossierError(problems)
    mapping._file = shown(path)
    return mapping


def load_mappings(paths: Iterable[Path], plan: Plan) -> tuple[PlatformMapping, ...]:
    """Load the mappings of several forms; what is wrong with each is said.

    Raises:
        DossierError: One can't be loaded, or is given twice.
    """
    found: list[PlatformMapping] = []
    problems: list[Problem] = []
    met: set[str] = set()
    for path in paths:
        if (real := os.path.realpath(path)) in met:
            problems.append(Problem(Message("cette correspondance est donnée deux fois"), shown(path)))
            continue
        met.add(real)
        try:
            found.append(load_mapping(path, plan))
        except DossierError as error:
            problems += error.problems
    if problems:
        raise DossierError(problems)
    return tuple(found)


def mapping_in(root: Tree, plan: Plan) -> tuple[PlatformMapping | None, list[Problem]]:
    """A parsed file as a mapping, None where it breaks the language, and all that keeps it from being used."""
    mapping, problems = validated(root, PlatformMapping)
    if mapping is not None:
        problems = [problem_of(root, message, where) for where, message in _faults(mapping, plan)]
    return mapping, problems


_Where = tuple[str | int, ...]


def _faults(mapping: PlatformMapping, plan: Plan) -> Iterator[tuple[_Where, Message]]:
    facts = plan.facts
    for where, name, scope in _named(mapping, plan.roles):
        if scope is not None and scope not in facts.lists:
            # Said below, once: none of its facts can be known.
            continue
        if scope is None and where[-1] != "fact" and decision_part(name, plan.roles) is not None:
            yield where, Message("« {name} » se prend d’un champ, par « fact »", {"name": name})
        elif fact_named(name, plan, scope) is None:
            known = (
                facts.lists.get(scope, {})
                if scope
                else [*(path for path in facts_of(plan) if "[]" not in path), *DECISION_FACTS]
            )
            near = suggestion(name, known)
            yield where, Message("fait inconnu : « {name} » ; {near}", {"name": name, "near": near})
    for place, block in enumerate(mapping.blocks):
        if block.list is not None and block.list not in facts.lists:
            values = {"name": block.list, "near": suggestion(block.list, facts.lists)}
            yield ("blocks", place, "list"), Message("« {name} » n’est pas une liste ; {near}", values)
    for where, name, scope, value in _constants(mapping):
        fact = fact_named(name, plan, scope)
        if fact is not None and not is_absent(value):
            message = _unread(value, name, fact, plan)
            if message is not None:
                yield where, message


def _unread(value: str, name: str, fact: FactDef, plan: Plan) -> Message | None:
    """Why a value that a mapping gives itself would make an error of every dossier; None where it can be read."""
    if name == plan.roles.theme and plan.code(value) is None:
        values = {"code": value[:40], "near": suggestion(value, plan.themes)}
        return Message("thème inconnu : « {code} » ; {near}", values)
    try:
        read_value(value, fact, plan.currency)
    except ParseError as error:
        return error.message
    return None


def _constants(mapping: PlatformMapping) -> Iterator[tuple[_Where, str, str | None, str]]:
    """Every value that a mapping gives itself, with its place, the fact it is for and the list it belongs to."""
    groups: list[tuple[_Where, str | None, dict[str, str], tuple[FieldRule, ...]]] = [
        ((), None, mapping.defaults, mapping.fields),
        *((("blocks", place), block.list, block.defaults, block.fields) for place, block in enumerate(mapping.blocks)),
    ]
    for where, scope, defaults, fields in groups:
        for fact, value in defaults.items():
            yield (*where, "defaults", fact), fact, scope, value
        for place, rule in enumerate(fields):
            for answer, value in rule.values.items():
                if rule.fact is not None:
                    yield (*where, "fields", place, "values", answer), rule.fact, scope, value


def _named(mapping: PlatformMapping, roles: Roles) -> Iterator[tuple[_Where, str, str | None]]:
    """Every fact that a mapping names, with its place in the file and the list it belongs to."""
    for key, fact in mapping.platform.facts(roles):
        yield ("platform", key), fact, None
    for fact in mapping.defaults:
        yield ("defaults", fact), fact, None
    yield from _of_fields(mapping.fields, (), None)
    for place, block in enumerate(mapping.blocks):
        if block.list is not None:
            for fact in block.defaults:
                yield ("blocks", place, "defaults", fact), fact, block.list
            yield from _of_fields(block.fields, ("blocks", place), block.list)


def _of_fields(
    fields: tuple[FieldRule, ...], where: _Where, scope: str | None
) -> Iterator[tuple[_Where, str, str | None]]:
    for place, rule in enumerate(fields):
        if rule.fact is not None:
            yield (*where, "fields", place, "fact"), rule.fact, scope
        for option, fact in (rule.choices or {}).items():
            if fact is not None:
                yield (*where, "fields", place, "choices", option), fact, scope
