"""Expressions of the language, lowered and worked out over facts made on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter, ValidationError

from relance_rules.language.definitions import Definitions
from relance_rules.language.expressions import Expression
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.manifest import Manifest
from relance_rules.language.tables import Table
from relance_rules.language.types import Lowered
from relance_rules.language.vocabulary import VocabularyModel
from relance_rules.loading.nodes import parse_yaml
from relance_rules.targets.python import Possible, Program
from relance_rules.targets.python.ranges import OFTEN
from rule_sets import DEFINITIONS, GROUPS, MANIFEST, VOCABULARY, said

READ: TypeAdapter[Any] = TypeAdapter(Expression)


def plain(data: Any) -> Any:
    """Data as YAML gives it: texts. A text that opens a mapping or a list is read as YAML."""
    if isinstance(data, str):
        return parse_yaml(data, strict=True).data() if data[:1] in ("{", "[") else data
    if data is None:
        return None
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, Mapping):
        return {key: plain(value) for key, value in data.items()}
    return [plain(each) for each in data] if isinstance(data, list) else str(data)


def book_of(
    definitions: Mapping[str, Any] | None = None,
    tables: Mapping[str, Any] | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Book:
    """All that a rule may name; what is not given is that of the invented rule sets."""
    read = Manifest.model_validate(plain(MANIFEST if manifest is None else manifest))
    vocabulary = VocabularyModel.model_validate({"facts": plain(VOCABULARY), "groups": GROUPS})
    return Book(
        read,
        vocabulary.as_facts(),
        Definitions.model_validate(plain(DEFINITIONS if definitions is None else definitions)),
        {name: Table.model_validate({"table": name, **plain(table)}) for name, table in (tables or {}).items()},
        vocabulary.groups,
        read.roles.as_roles(),
        None if read.currency is None else read.currency.as_currency(),
    )


BOOK = book_of()


def _lowered(expression: Any, scope: str | None, book: Book) -> tuple[Lowered, Gathered]:
    gathered = Gathered()
    model = READ.validate_python(plain(expression))
    return Lowering(book, "ESSAI", gathered, (), scope).quantity(model), gathered


def lowered(expression: Any, scope: str | None = None, book: Book = BOOK) -> Lowered:
    """A sound expression lowered; ``scope`` is the list whose items it is about."""
    found, gathered = _lowered(expression, scope, book)
    assert [said(message) for _, message in gathered.faults] == []
    return found


def refused(expression: Any, scope: str | None = None, book: Book = BOOK) -> str:
    """What is said of an expression that does not fit, one fault a line, as ``path: sentence``."""
    _, gathered = _lowered(expression, scope, book)
    return "\n".join(f"{'.'.join(map(str, path))}: {said(message)}" for path, message in gathered.faults)


def malformed(expression: Any) -> bool:
    """Whether an expression breaks the language before it is lowered."""
    try:
        READ.validate_python(plain(expression))
    except ValidationError:
        return True
    return False


def possible(
    expression: Any, facts: Mapping[str, Any], item: Mapping[str, Any] | None = None, *, scope: str | None = None,
    book: Book = BOOK,
) -> Possible:  # fmt: skip
    """What is possible of an expression, and the facts that would settle it; numbers as fractions, days as dates."""
    found = lowered(expression, scope, book)
    program = Program(book.facts)
    here = facts if item is None else item
    prefix = "" if item is None else f"{scope}[0]."
    value, names = program.range(found.node)(facts, here, {}, prefix)
    # It is said in the same way once it is asked often.
    often = [program.range(found.node)(facts, here, {}, prefix) for _ in range(OFTEN + 1)]
    assert often[-1] == (value, names)
    point = program.point(found.node)(facts, here, {})
    # A point is what is left of a range, or nothing: it gives up at the first fact that is missing.
    if isinstance(value, tuple):
        assert point is None or value == (point, point)
        scale = 10 ** program.scales.of(found.node)
        ends = [None if end is None else Fraction(end, scale) for end in value]
        if found.type.kind == "day":
            ends = [None if end is None else date.fromordinal(int(end)) for end in ends]  # type: ignore[misc]
        value = tuple(ends)
        assert bool(names) <= (ends[0] is None or ends[0] != ends[1])
    elif isinstance(value, frozenset):
        assert point in (None, value)
    else:
        assert point is None or point is value
        assert bool(names) <= (value is None)
    return Possible(value, names)


def known(
    expression: Any, facts: Mapping[str, Any], item: Mapping[str, Any] | None = None, *, scope: str | None = None,
    book: Book = BOOK,
) -> Any:  # fmt: skip
    """The value of an expression, which is known."""
    value, names = possible(expression, facts, item, scope=scope, book=book)
    assert names == ()
    if isinstance(value, tuple):
        assert value[0] == value[1] is not None
        return value[0]
    if isinstance(value, frozenset):
        assert len(value) == 1
        return next(iter(value))
    assert value is not None
    return value


def words(expression: Any, language: str = "fr", scope: str | None = None, book: Book = BOOK) -> str:
    """An expression in words."""
    return said(lowered(expression, scope, book).words, language)
