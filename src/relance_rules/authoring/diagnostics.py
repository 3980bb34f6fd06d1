"""What linting finds: a lint rule, where, why, and how to put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from relance_rules.authoring.spans import Path
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.authoring.files import RuleFile, RuleSet
    from relance_rules.authoring.mapping_files import MappingFile

Severity: TypeAlias = Literal["error", "warning"]

UNLOADED = "RR000"
"""The code of what the loader refuses, where no lint rule says it better."""

RETIRED = {"RR026": Message("le manifeste dit quels faits jouent un rôle, et le chargement les vérifie")}
"""Codes that named a lint rule once and never name another, each with what does its work."""


class Edit(NamedTuple):
    """A change of a text: the characters from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


class Found(NamedTuple):
    """What a check reports: where, what is wrong, and the edits of the file that put it right.

    ``path`` is in the file that is read, or in the theme once completed where the rule needs its ``meaning``. ``at``
    gives offsets where no node of the file stands, as in a comment. ``refused_at`` is where the loader refuses the
    same fault, if it is not at ``path``.
    """

    path: Path
    message: Message
    edits: tuple[Edit, ...] = ()
    at: tuple[int, int] | None = None
    refused_at: Path | None = None


class Diagnostic(NamedTuple):
    """What was found, placed: lines and columns count from 1, and the end is after the last character."""

    code: str
    severity: Severity
    message: Message
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str
    edits: tuple[Edit, ...] = ()


Check: TypeAlias = "Callable[[RuleFile, RuleSet], Iterator[Found]]"

Needs: TypeAlias = Literal["tree", "meaning", "set", "text", "suppressions", "unread", "refusals"]
"""What a check reads: the nodes of a file that holds rules; what it means, for a theme that loads or for what the
themes of its set share; a set of which every file loads; the text of any file, the vocabulary's too; the suppressions
that suppressed nothing; a file that nothing reads. ``refusals``: nothing, the loader finds it all."""


class Example(NamedTuple):
    """A snippet of a theme's file: whole keys, which stand in place of those of a small complete theme.

    ``facts`` are facts of the vocabulary, ``manifest`` and ``definitions`` keys of these files, in the same way;
    ``others`` are whole files by name. ``cites`` says that the example is read beside the document that the small
    theme cites.
    """

    theme: str = ""
    facts: str = ""
    manifest: str = ""
    definitions: str = ""
    others: tuple[tuple[str, str], ...] = ()
    cites: bool = False

    @property
    def shown(self) -> str:
        """The snippet that tells the example."""
        named = "".join(f"# {name}\n{text}" for name, text in self.others)
        return self.theme or self.facts or self.definitions or self.manifest or named


class LintRule(NamedTuple):
    """One lint rule: a module of ``authoring.rules`` holds it as ``RULE``.

    ``refusals`` are the sentences of the loader that have its code.
    """

    code: str
    name: str
    severity: Severity
    why: Message
    needs: Needs
    check: Check
    bad: Example
    good: Example
    fixes: bool = False
    reads_document: bool = False
    refusals: tuple[str, ...] = ()


class MappingExample(NamedTuple):
    """A mapping, and the form that it is read beside, as the platform describes its fields, in YAML.

    ``manifest`` and ``facts`` are of the small rule set whose facts it names, as in :class:`Example`.
    """

    mapping: str
    form: str
    manifest: str = ""
    facts: str = ""

    @property
    def shown(self) -> str:
        """The mapping, and the fields of the form in comments."""
        return self.mapping + "".join(f"# {line}\n" for line in self.form.splitlines())


class MappingRule(NamedTuple):
    """One lint rule of mappings: a module of ``authoring.mapping_rules`` holds it as ``RULE``."""

    code: str
    name: str
    severity: Severity
    why: Message
    check: Callable[[MappingFile], Iterator[Found]]
    bad: MappingExample
    good: MappingExample

    @property
    def fixes(self) -> bool:
        """No mapping is put right by itself: what its fields mean is for a person to say."""
        return False


def nothing(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    """The check of a rule whose faults the loader finds."""
    return iter(())
