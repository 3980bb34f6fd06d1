"""What linting finds: a lint rule, where, why, and how to put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from relance_rules.authoring.spans import Path
from relance_rules.values import Message

if TYPE_CHECKING:
    from relance_rules.authoring.files import RuleFile, RuleSet

Severity: TypeAlias = Literal["error", "warning"]

UNLOADED = "RR000"
"""The code of what the loader refuses, where no lint rule says it better."""


class Edit(NamedTuple):
    """A change of a text: the characters from ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


class Found(NamedTuple):
    """What a check reports: where in the file, what is wrong, and the edits that put it right.

    ``at`` gives offsets where no node stands, as in a comment. ``refused_at`` is where the loader refuses the same
    fault, if it is not at ``path``.
    """

    path: Path
    message: Message
    edits: tuple[Edit, ...] = ()
    at: tuple[int, int] | None = None
    refused_at: Path | None = None


class Finding(NamedTuple):
    """A found fault, placed: lines and columns count from 1, and the end is after the last character."""

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

Needs: TypeAlias = Literal["tree", "theme", "vocabulary", "text", "suppressions"]
"""What a check reads: the nodes of a theme's file, the loaded theme, the vocabulary's file, the text of either,
or the suppressions that suppressed nothing."""


class Example(NamedTuple):
    """A snippet of a rule file: whole keys, which stand in place of those of a small complete theme.

    ``facts`` are facts of the vocabulary, in the same way. ``cites`` says
    that the example is read beside the document that the small theme cites.
    """

    theme: str = ""
    facts: str = ""
    cites: bool = False


class LintRule(NamedTuple):
    """One lint rule: a module of ``linting.rules`` holds it as ``RULE``."""

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
