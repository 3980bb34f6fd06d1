"""Results as JUnit's XML, which every continuous integration reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

# What XML 1.0 can't hold, even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitCase(NamedTuple):
    """One test: ``kind`` is what failed (None: nothing did), ``detail`` says it at length; ``line`` counts from 1."""

    suite: str
    name: str
    file: str
    line: int
    kind: str | None = None
    message: str = ""
    detail: str = ""


def junit_text(results: Iterable[JunitCase]) -> str:
    """The results as an XML document: one suite per name, in order of first appearance, without any time."""
    suites: dict[str, list[JunitCase]] = {}
    for result in results:
        suites.setdefault(result.suite, []).append(result)
    root = Element("testsuites", {"name": "relance", **_counts([each for suite in suites.values() for each in suite])})
    for name, members in suites.items():
        suite = SubElement(root, "testsuite", {"name": _legal(name), **_counts(members)})
        for each in members:
            case = SubElement(
                suite,
                "testcase",
                classname=_legal(name),
                name=_legal(each.name),
                file=_legal(each.file),
                line=str(each.line),
            )
            if each.kind is not None:
                failure = SubElement(case, "failure", type=each.kind, message=_legal(each.message))
                failure.text = _legal(each.detail)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _counts(results: list[JunitCase]) -> dict[str, str]:
    failures = sum(result.kind is not None for result in results)
    return {"tests": str(len(results)), "failures": str(failures), "errors": "0"}


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
