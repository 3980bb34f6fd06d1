"""Predicates to closures over the facts of a dossier.

Each operator compiles to two functions: ``test`` gives the truth and nothing else, and is what checking runs;
``explain`` gives the truth with the values met and the facts that would settle an unknown, and is run on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from relance_rules.dossiers.facts import Facts
from relance_rules.language.predicates import (
    All,
    AnyOf,
    Bounds,
    CountTest,
    Every,
    FactTest,
    NoneOf,
    Not,
    Predicate,
    ShareTest,
    Some,
    SumTest,
)
from relance_rules.language.vocabulary import Fact, Vocabulary
from relance_rules.values import FALSE, TRUE, UNKNOWN, Money, Truth

Test: TypeAlias = Callable[[Facts, Facts], Truth]
"""The truth of a predicate, from the facts of the dossier and those of the list item at hand."""


class Trace(NamedTuple):
    """Why a predicate holds, fails or is unknown.

    ``facts`` maps the paths met to their values, ``missing`` names the facts that would settle an unknown,
    ``measure`` is the amount, number or share that a quantity came to.
    """

    predicate: Predicate
    truth: Truth
    facts: Mapping[str, Any]
    missing: tuple[str, ...]
    children: tuple[Trace, ...] = ()
    measure: Any = None


Explain: TypeAlias = Callable[[Facts, Facts, str], Trace]
"""The trace of a predicate; the text is the path of the list item at hand (``porteurs[0].``), or empty."""


class Closure(NamedTuple):
    """A compiled predicate."""

    test: Test
    explain: Explain


_NEGATION = {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}


def compile_predicate(node: Predicate, vocabulary: Vocabulary, scope: str | None = None) -> Closure:
    """Compile a predicate that was checked against the vocabulary.

    Args:
        node: The predicate.
        vocabulary: The facts that it names.
        scope: The list within whose items it is evaluated, if any.
    """
    return _COMPILERS[type(node)](node, vocabulary, scope)


def _merge(traces: Sequence[Trace]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The facts met by several traces, and the facts that the unknown ones miss."""
    facts: dict[str, Any] = {}
    missing: dict[str, None] = {}
    for trace in traces:
        facts.update(trace.facts)
        if trace.truth is UNKNOWN:
            missing.update(dict.fromkeys(trace.missing))
    return facts, tuple(missing)


def _group(node: Predicate, truth: Truth, traces: Sequence[Trace], own_missing: tuple[str, ...] = ()) -> Trace:
    facts, missing = _merge(traces)
    return Trace(node, truth, facts, (*own_missing, *missing) if truth is UNKNOWN else (), tuple(traces))


# ---- facts


def _value_test(node: FactTest, fact: Fact) -> Callable[[Any], bool]:
    """What the comparisons of a fact test say of a known value; several must all hold."""
    tests: list[Callable[[Any], bool]] = []
    if node.is_ is not None:
        tests.append(_accepted([node.is_], fact).__contains__)
    if node.in_ is not None:
        tests.append(_accepted(node.in_, fact).__contains__)
    tests.extend(test for test, _ in _limits(node))
    if node.before is not None:
        tests.append(node.before.__gt__)
    if node.on_or_before is not None:
        tests.append(node.on_or_before.__ge__)
    if node.after is not None:
        tests.append(node.after.__lt__)
    if node.on_or_after is not None:
        tests.append(node.on_or_after.__le__)
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda value: first(value) and second(value)
    return lambda value: all(test(value) for test in tests)


def _accepted(literals: Sequence[Any], fact: Fact) -> frozenset[Any]:
    if fact.type == "boolean":
        return frozenset(str(literal).casefold() == "true" for literal in literals)
    if fact.type == "integer":
        return frozenset(int(literal) for literal in literals)
    if fact.type == "enumeration":
        return frozenset().union(*(fact.accepted(str(literal)) for literal in literals))
    return frozenset(str(literal) for literal in literals)


def _limits(node: Bounds) -> list[tuple[Callable[[Any], bool], bool]]:
    """Each bound as a test of a value, and whether it is a floor."""
    limits: list[tuple[Callable[[Any], bool], bool]] = []
    if (low := node.at_least) is not None:
        limits.append((lambda value: value >= low, True))
    if (above := node.more_than) is not None:
        limits.append((lambda value: value > above, True))
    if (high := node.at_most) is not None:
        limits.append((lambda value: value <= high, False))
    if (below := node.less_than) is not None:
        limits.append((lambda value: value < below, False))
    return limits


def _fact(node: FactTest, vocabulary: Vocabulary, scope: str | None) -> Closure:
    full = vocabulary.resolve(node.fact, scope)
    if full is None:
        raise KeyError(node.fact)
    of_item = scope is not None and full == f"{scope}[].{node.fact}"
    name = node.fact
    accepts = _value_test(node, vocabulary.facts[full])

    def test_root(root: Facts, item: Facts) -> Truth:
        value = root.get(name)
        if value is None:
            return UNKNOWN
        return TRUE if accepts(value) else FALSE

    def test_item(root: Facts, item: Facts) -> Truth:
        value = item.get(name)
        if value is None:
            return UNKNOWN
        return TRUE if accepts(value) else FALSE

    test = test_item if of_item else test_root

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        path = prefix + name if of_item else name
        value = (item if of_item else root).get(name)
        if value is None:
            return Trace(node, UNKNOWN, {}, (path,))
        return Trace(node, test(root, item), {path: value}, ())

    return Closure(test, explain)


# ---- logic


def _all(node: All, vocabulary: Vocabulary, scope: str | None) -> Closure:
    parts = [compile_predicate(part, vocabulary, scope) for part in node.all]
    tests = tuple(part.test for part in parts)

    def test(root: Facts, item: Facts) -> Truth:
        result = TRUE
        for part in tests:
            truth = part(root, item)
            if truth is FALSE:
                return FALSE
            if truth is UNKNOWN:
                result = UNKNOWN
        return result

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        return _group(node, test(root, item), [part.explain(root, item, prefix) for part in parts])

    return Closure(test, explain)


def _any(node: AnyOf, vocabulary: Vocabulary, scope: str | None) -> Closure:
    parts = [compile_predicate(part, vocabulary, scope) for part in node.any]
    tests = tuple(part.test for part in parts)

    def test(root: Facts, item: Facts) -> Truth:
        result = FALSE
        for part in tests:
            truth = part(root, item)
            if truth is TRUE:
                return TRUE
            if truth is UNKNOWN:
                result = UNKNOWN
        return result

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        return _group(node, test(root, item), [part.explain(root, item, prefix) for part in parts])

    return Closure(test, explain)


def _not(node: Not, vocabulary: Vocabulary, scope: str | None) -> Closure:
    part = compile_predicate(node.not_, vocabulary, scope)
    inner = part.test

    def test(root: Facts, item: Facts) -> Truth:
        return _NEGATION[inner(root, item)]

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        return _group(node, test(root, item), [part.explain(root, item, prefix)])

    return Closure(test, explain)


# ---- lists


def _quantifier(
    node: Every | Some | NoneOf, owner: str, vocabulary: Vocabulary, *, settles: Truth, result: Truth
) -> Closure:
    """A quantifier stops at the first item whose truth is ``settles``, with ``result``; else the opposite."""
    part = compile_predicate(node.satisfies, vocabulary, owner)
    inner = part.test
    otherwise = _NEGATION[result]

    def test(root: Facts, item: Facts) -> Truth:
        items = root.get(owner)
        if items is None:
            return UNKNOWN
        answer = otherwise
        for each in items:
            truth = inner(root, each)
            if truth is settles:
                return result
            if truth is UNKNOWN:
                answer = UNKNOWN
        return answer

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        items = root.get(owner)
        if items is None:
            return Trace(node, UNKNOWN, {}, (owner,))
        traces = [part.explain(root, each, f"{owner}[{place}].") for place, each in enumerate(items)]
        return _group(node, test(root, item), traces)

    return Closure(test, explain)


def _every(node: Every, vocabulary: Vocabulary, scope: str | None) -> Closure:
    return _quantifier(node, node.every, vocabulary, settles=FALSE, result=FALSE)


def _some(node: Some, vocabulary: Vocabulary, scope: str | None) -> Closure:
    return _quantifier(node, node.some, vocabulary, settles=TRUE, result=TRUE)


def _none(node: NoneOf, vocabulary: Vocabulary, scope: str | None) -> Closure:
    return _quantifier(node, node.none, vocabulary, settles=TRUE, result=FALSE)


# ---- quantities: what is known of a sum or a count is an interval; it is unknown only where a limit falls inside


class _Tally(NamedTuple):
    """What is known of a quantity: it is at least ``low``, and at most ``high`` (None: no limit)."""

    low: int
    high: int | None
    facts: dict[str, Any]
    missing: tuple[str, ...]


def _compare(node: Bounds) -> Callable[[Any, Any | None], Truth]:
    """Whether a quantity known to lie between two ends keeps within the bounds; None for no upper end."""
    limits = _limits(node)

    def compare(low: Any, high: Any | None) -> Truth:
        answer = TRUE
        for limit, is_floor in limits:
            first = limit(low)
            # A quantity without upper end passes every floor and breaks every roof.
            last = is_floor if high is None else limit(high)
            if not first and not last:
                return FALSE
            if first != last:
                answer = UNKNOWN
        return answer

    return compare


def _where(node: SumTest | ShareTest | CountTest, vocabulary: Vocabulary, owner: str) -> Closure | None:
    return None if node.where is None else compile_predicate(node.where, vocabulary, owner)


def _sum(node: SumTest, vocabulary: Vocabulary, scope: str | None) -> Closure:
    owner, _, name = node.sum.partition("[].")
    where = _where(node, vocabulary, owner)
    compare = _compare(node)

    def tally(root: Facts, items: Sequence[Facts]) -> _Tally:
        low, high = 0, 0
        unbounded = False
        facts: dict[str, Any] = {}
        missing: list[str] = []
        for place, each in enumerate(items):
            prefix = f"{owner}[{place}]."
            counts = TRUE if where is None else where.test(root, each)
            if counts is FALSE:
                continue
            amount = each.get(name)
            if counts is UNKNOWN and where is not None and amount != 0:
                missing += where.explain(root, each, prefix).missing
            if amount is None:
                unbounded = True
                missing.append(prefix + name)
                continue
            facts[prefix + name] = amount
            high += amount
            if counts is TRUE:
                low += amount
        return _Tally(low, None if unbounded else high, facts, tuple(missing))

    def test(root: Facts, item: Facts) -> Truth:
        items = root.get(owner)
        if items is None:
            return UNKNOWN
        found = tally(root, items)
        return compare(found.low, found.high)

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        items = root.get(owner)
        if items is None:
            return Trace(node, UNKNOWN, {}, (owner,))
        found = tally(root, items)
        truth = compare(found.low, found.high)
        measure = Money(found.low) if found.low == found.high else None
        return Trace(node, truth, found.facts, found.missing if truth is UNKNOWN else (), (), measure)

    return Closure(test, explain)


def _count(node: CountTest, vocabulary: Vocabulary, scope: str | None) -> Closure:
    owner = node.count
    where = _where(node, vocabulary, owner)
    compare = _compare(node)

    def tally(root: Facts, items: Sequence[Facts]) -> tuple[int, int]:
        if where is None:
            return len(items), len(items)
        truths = [where.test(root, each) for each in items]
        return truths.count(TRUE), len(truths) - truths.count(FALSE)

    def test(root: Facts, item: Facts) -> Truth:
        items = root.get(owner)
        return UNKNOWN if items is None else compare(*tally(root, items))

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        items = root.get(owner)
        if items is None:
            return Trace(node, UNKNOWN, {}, (owner,))
        low, high = tally(root, items)
        trace = _group(node, compare(low, high), _explained(where, owner, root, items))
        return trace._replace(measure=low if low == high else None)

    return Closure(test, explain)


def _explained(where: Closure | None, owner: str, root: Facts, items: Sequence[Facts]) -> list[Trace]:
    """The trace of a condition for each item of a list."""
    if where is None:
        return []
    return [where.explain(root, each, f"{owner}[{place}].") for place, each in enumerate(items)]


def _share(node: ShareTest, vocabulary: Vocabulary, scope: str | None) -> Closure:
    owner, _, name = node.share.partition("[].")
    where = compile_predicate(node.where, vocabulary, owner)
    compare = _compare(node)

    def tally(root: Facts, items: Sequence[Facts]) -> tuple[Fraction, Fraction] | None:
        """The least and the most that the share can be; None where an amount is not known, or all are nought."""
        low = high = total = 0
        for each in items:
            amount = each.get(name)
            if amount is None:
                return None
            truth = where.test(root, each)
            total += amount
            low += amount if truth is TRUE else 0
            high += amount if truth is not FALSE else 0
        return (Fraction(low, total), Fraction(high, total)) if total else None

    def truth_of(found: tuple[Fraction, Fraction] | None, items: Sequence[Facts]) -> Truth:
        if found is not None:
            return compare(*found)
        # A share of nothing is no share; a share of an unknown total is unknown.
        return FALSE if all(name in each for each in items) else UNKNOWN

    def test(root: Facts, item: Facts) -> Truth:
        items = root.get(owner)
        return UNKNOWN if items is None else truth_of(tally(root, items), items)

    def explain(root: Facts, item: Facts, prefix: str) -> Trace:
        items = root.get(owner)
        if items is None:
            return Trace(node, UNKNOWN, {}, (owner,))
        found = tally(root, items)
        traces = []
        missing = []
        for place, (each, trace) in enumerate(zip(items, _explained(where, owner, root, items), strict=True)):
            path = f"{owner}[{place}].{name}"
            if name not in each:
                missing.append(path)
                traces.append(trace)
            elif each[name]:
                traces.append(trace._replace(facts={path: each[name], **trace.facts}))
        result = _group(node, truth_of(found, items), traces, tuple(missing))
        return result._replace(measure=found[0] if found is not None and found[0] == found[1] else None)

    return Closure(test, explain)


_COMPILERS: dict[type, Callable[[Any, Vocabulary, str | None], Closure]] = {
    All: _all,
    AnyOf: _any,
    Not: _not,
    Every: _every,
    Some: _some,
    NoneOf: _none,
    FactTest: _fact,
    SumTest: _sum,
    CountTest: _count,
    ShareTest: _share,
}
