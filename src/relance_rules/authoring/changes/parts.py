"""What statements say, part by part, and the parts that differ from one rule set to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from relance_rules.authoring.logic import TRUE_FORM, form_of, key_of
from relance_rules.authoring.rewriting import bare
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.nodes import Choose, Citation, Const, Dimension, Node, plain
from relance_rules.showing.amounts import measured
from relance_rules.showing.blocks import Content
from relance_rules.values import Message, Text

Action: TypeAlias = Literal["added", "removed", "changed", "reworded", "rewritten"]
"""``reworded``: a text says it otherwise; ``rewritten``: a rule is written otherwise and means the same."""


class Change(NamedTuple):
    """One difference.

    ``family`` is the key of the rule file it is under, ``id`` the rule or the fact, ``aspect`` the key that differs,
    empty for the whole. ``before`` and ``after`` are what stood and what stands, as it may be said; for the whole, the
    statement itself. ``title`` is how the rule set calls the family, where it names it.
    """

    theme: str | None
    family: str
    id: str | None
    action: Action
    aspect: str = ""
    label: Text | None = None
    before: Any = None
    after: Any = None
    title: Text | None = None


class Part(NamedTuple):
    """Something that a statement says: ``meaning`` tells whether it changes, ``words`` say what it is.

    ``written`` is how a rule is written, which may change where its meaning does not; ``text`` says that the part is a
    text, which is reworded.
    """

    aspect: str
    meaning: object
    words: Content = None
    written: object = None
    text: bool = False


WORKED_OUT = Message("calculé")
"""What is said of a quantity that has no words."""


def value(aspect: str, meaning: object, words: Content = None) -> Part:
    """A value, which says itself unless there are words for it."""
    return Part(aspect, meaning, meaning if words is None and meaning != () else words)


def text(aspect: str, words: Text | str | None) -> Part:
    """A text."""
    return Part(aspect, words, words, text=True)


def rule(aspect: str, node: Node | None, says: Text | None, facts: Vocabulary) -> Part:
    """A condition: what it means, with the facts of its side; without one, always."""
    return Part(aspect, TRUE_FORM) if node is None else Part(aspect, form_of(node, facts), says, bare(node))


def amount(
    aspect: str, node: Node | None, words: Content, facts: Vocabulary, dimension: Dimension | None = "money"
) -> Part:
    """A quantity: what it is worked out from, with the facts of its side; a constant says itself."""
    if node is None:
        return Part(aspect, None)
    said = constant(node, dimension) if words is None else words
    return Part(aspect, key_of(node, facts), WORKED_OUT if said is None else said, bare(node))


def constant(node: Node, dimension: Dimension | None) -> Content:
    """A constant, or each of a list of choices, as it is said; None for what is worked out."""
    node = plain(node)
    if isinstance(node, Choose):
        said = [constant(branch, dimension) for branch in (node.then, node.otherwise) if not _is_gap(branch)]
        return (
            None if None in said else [each for part in said for each in (part if isinstance(part, list) else [part])]
        )
    if not isinstance(node, Const) or node.value is None:
        return None
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        return measured((node.value, node.value), node.scale, dimension or "number")[0]
    return node.value


def _is_gap(node: Node) -> bool:
    node = plain(node)
    return isinstance(node, Const) and node.value is None


def passage(source: Citation | None, readings: tuple[str, ...]) -> Iterator[Part]:
    """Where a statement comes from, and what it rests on."""
    yield value("lines", source, cited(source))
    yield value("reading", readings, list(readings) or None)


def cited(source: Citation | None) -> Content:
    """A passage in words."""
    if source is None:
        return None
    return source.place if source.document is None else [source.document, source.place]


def differences(
    theme: str | None,
    family: str,
    name: str | None,
    label: Text | None,
    before: Iterable[Part],
    after: Iterable[Part],
    title: Text | None = None,
) -> Iterator[Change]:
    """The parts of a statement that differ; both sides say the same parts."""
    for old, new in zip(before, after, strict=True):
        action: Action = "changed"
        if old.meaning == new.meaning:
            if old.written == new.written:
                continue
            action = "rewritten"
        elif old.text and old.meaning is not None and new.meaning is not None:
            action = "reworded"
        yield Change(theme, family, name, action, old.aspect, label, old.words, new.words, title)


def whole(
    theme: str | None, family: str, name: str | None, before: Any, after: Any, title: Text | None = None
) -> Iterator[Change]:
    """Something that stands on one side only, if it stands at all."""
    if before is None and after is None:
        return
    action: Action = "removed" if after is None else "added"
    yield Change(theme, family, name, action, "", text_label(after if before is None else before), before, after, title)


def text_label(statement: object) -> Text | None:
    """How a statement is called, where it has a label."""
    label = getattr(statement, "label", None)
    return label if isinstance(label, Text) else None


def own(name: str) -> str:
    """An id without its theme."""
    return name.rpartition(".")[2]
