"""Mappings of forms to lint: the file, what it means, and which fields of the form each of its lines is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import NamedTuple

from relance_rules.authoring.spans import Layout, Path, layout_of
from relance_rules.dossiers.mapping import BlockRule, FieldRule, PlatformMapping, fact_named, mapping_in
from relance_rules.dossiers.platform.described import FormDescription, FormField
from relance_rules.dossiers.platform.guesses import Guesser
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme

_KEY = re.compile(r"^(?:states|platform|fields|blocks)[ \t]*:", re.M)


def looks_like_mapping(path: FilePath) -> bool:
    """Whether a file has a key of mappings, and none of themes: whether it can be read as YAML or not."""
    if path.suffix.lower() not in (".yaml", ".yml") or not path.is_file():
        return False
    try:
        text = read_text(path)
    except RelanceError:
        return False
    return _KEY.search(text) is not None and re.search(r"^(?:theme|facts|ruleset|derived)[ \t]*:", text, re.M) is None


class Line(NamedTuple):
    """A field that a mapping names: where, for the items of which list, and the fields of the form that it is about."""

    path: Path
    rule: FieldRule
    scope: str | None
    fact: FactDef | None
    found: tuple[FormField, ...]


class Level(NamedTuple):
    """The fields that a mapping names in a form, or in one of its blocks: where, and all those that are there.

    ``fields`` is None where nobody knows them: without the form, or in a block that the form has not.
    """

    path: Path
    scope: str | None
    fields: tuple[FormField, ...] | None
    lines: tuple[Line, ...]

    @property
    def free(self) -> tuple[FormField, ...]:
        """The fields that no line is about."""
        named = {id(field) for line in self.lines for field in line.found}
        return tuple(field for field in self.fields or () if id(field) not in named)


class BlockLine(NamedTuple):
    """A block that a mapping names: where, and the blocks of the form that it is about."""

    path: Path
    rule: BlockRule
    found: tuple[FormField, ...]


@dataclass(frozen=True)
class MappingFile:
    """A mapping, as far as it could be read, beside the rule set and the form if it is at hand."""

    path: FilePath
    plan: Plan
    layout: Layout
    problems: tuple[Problem, ...]
    read: PlatformMapping | None
    form: FormDescription | None

    @property
    def name(self) -> str:
        """The name of the file, as it may be printed."""
        return shown(self.path)

    @property
    def mapping(self) -> PlatformMapping:
        """What the file says; nothing where it can't be read."""
        return self.read or PlatformMapping()

    @cached_property
    def blocks(self) -> tuple[BlockLine, ...]:
        """The blocks that it names."""
        known = [field for field in (self.form.fields if self.form else ()) if field.inner is not None]
        return tuple(
            BlockLine(("blocks", place), rule, tuple(field for field in known if rule.names(field.label, field.number)))
            for place, rule in enumerate(self.mapping.blocks)
        )

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The fields that it names in the form, then in each block."""
        form = self.form
        top = None if form is None else tuple(field for field in form.fields if field.inner is None)
        found = [self._level(("fields",), None, top, self.mapping.fields)]
        for block in self.blocks:
            inner = block.found[0].inner if len(block.found) == 1 else None
            if block.rule.list is not None:
                found.append(self._level((*block.path, "fields"), block.rule.list, inner, block.rule.fields))
        return tuple(found)

    @property
    def lines(self) -> Iterator[Line]:
        """Every field that it names."""
        return (line for level in self.levels for line in level.lines)

    @property
    def knows_blocks(self) -> bool:
        """Whether the form at hand shows its blocks: a table without any has no place for them."""
        return self.form is not None and (
            self.form.described or any(field.inner is not None for field in self.form.fields)
        )

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes whose dossiers it reads, as far as it says."""
        role = self.plan.roles.theme
        named = [self.mapping.defaults.get(role, "")]
        named += [value for line in self.lines if line.rule.fact == role for value in line.rule.values.values()]
        codes = dict.fromkeys(self.plan.code(each) for each in named)
        if not any(codes) and len(self.plan.themes) == 1:
            return tuple(self.plan.themes.values())
        return tuple(self.plan.themes[code] for code in codes if code is not None)

    @cached_property
    def guessers(self) -> tuple[Guesser, ...]:
        """What knows which fact a field is near, for each theme."""
        return tuple(Guesser(self.plan, theme) for theme in self.themes)

    def _level(
        self, path: Path, scope: str | None, fields: tuple[FormField, ...] | None, rules: Sequence[FieldRule]
    ) -> Level:
        numbered = any(field.number is not None for field in fields or ())
        exact = {rule.label for rule in rules if rule.field is None or not numbered}
        lines = []
        for place, rule in enumerate(rules):
            found = [field for field in fields or () if rule.names(field.label, field.number)]
            if rule.field is None or not numbered:
                # As dossiers are read: a label spelled as it is in the mapping is nobody else's.
                same = [field for field in found if field.label == rule.label]
                found = same or [field for field in found if field.label not in exact]
            if rule.occurrence is not None:
                found = found[rule.occurrence - 1 : rule.occurrence]
            fact = None if rule.fact is None else fact_named(rule.fact, self.plan, scope)
            lines.append(Line((*path, place), rule, scope, fact, tuple(found)))
        return Level(path, scope, fields, tuple(lines))


def mapping_file(path: FilePath, plan: Plan, form: FormDescription | None) -> MappingFile:
    """Read a mapping, whatever is wrong with it.

    Raises:
        DossierError: The file can't be read as a text.
    """
    text = read_text(path)
    try:
        root = parse_yaml(text, shown(path), strict=True)
    except DossierError as error:
        return MappingFile(path, plan, Layout(text), error.problems, None, form)
    mapping, problems = mapping_in(root, plan)
    return MappingFile(path, plan, layout_of(text), tuple(problems), mapping, form)
