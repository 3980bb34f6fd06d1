"""Results as JUnit's XML, which every continuous integration reads: no time in it, so that it is the same every day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from relance_rules.values import visible

# What XML 1.0 can't hold, even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitCase(NamedTuple):
    """One test of a suite: ``kind`` is what failed (None: nothing did), ``detail`` says it at length.

    ``line`` counts from 1; ``error`` tells a test that could not be made from one that failed, ``skipped`` says why one
    was not to be made.
    """

    suite: str
    name: str
    file: str
    line: int | None = None
    kind: str | None = None
    message: str = ""
    detail: str = ""
    error: bool = False
    skipped: str | None = None


class JunitCounts(NamedTuple):
    """How many tests there are, how many of them failed, could not be made, and were not to be made."""

    tests: int
    failures: int
    errors: int = 0
    skipped: int = 0


class JunitSuite(NamedTuple):
    """A suite: its name, its counts, its cases, as :func:`junit_case` writes them, and what to know of it."""

    name: str
    counts: JunitCounts
    cases: Iterable[str]
    properties: Mapping[str, str] = {}


def junit_text(results: Iterable[JunitCase]) -> str:
    """The results as an XML document: one suite per name, in order of first appearance."""
    suites: dict[str, list[JunitCase]] = {}
    for result in results:
        suites.setdefault(result.suite, []).append(result)
    found = [JunitSuite(name, _counts(members), map(junit_case, members)) for name, members in suites.items()]
    return "".join(junit_document(found)).rstrip("\n")


def junit_document(suites: Iterable[JunitSuite]) -> Iterator[str]:
    """Suites as an XML document, piece by piece."""
    suites = list(suites)
    whole = JunitCounts(*(sum(suite.counts[place] for suite in suites) for place in range(len(JunitCounts._fields))))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield _opening("testsuites", "relance", whole)
    for suite in suites:
        yield _opening("testsuite", suite.name, suite.counts)
        yield from _properties(suite.properties)
        yield from suite.cases
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def junit_case(case: JunitCase) -> str:
    """A case as an XML element, on lines of its own."""
    found = Element("testcase", {"classname": _legal(case.suite), "name": _legal(case.name), "file": _legal(case.file)})
    if case.line is not None:
        found.set("line", str(case.line))
    if case.kind is not None:
        failure = SubElement(found, "error" if case.error else "failure", type=case.kind, message=_legal(case.message))
        failure.text = _legal(case.detail)
    elif case.skipped is not None:
        SubElement(found, "skipped", message=_legal(case.skipped))
    return tostring(found, encoding="unicode") + "\n"


def _properties(known: Mapping[str, str]) -> Iterator[str]:
    if known:
        found = Element("properties")
        for name, value in known.items():
            SubElement(found, "property", name=name, value=_legal(value))
        yield tostring(found, encoding="unicode") + "\n"


def _opening(tag: str, name: str, counts: JunitCounts) -> str:
    numbers = {key: str(count) for key, count in counts._asdict().items() if count or key != "skipped"}
    closed: str = tostring(Element(tag, {"name": _legal(name), **numbers}), encoding="unicode")
    return closed.removesuffix(" />") + ">\n"


def _counts(results: list[JunitCase]) -> JunitCounts:
    errors = sum(result.kind is not None and result.error for result in results)
    return JunitCounts(len(results), sum(result.kind is not None for result in results) - errors, errors)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", visible(text))
