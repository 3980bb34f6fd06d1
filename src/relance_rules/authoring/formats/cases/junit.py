"""Cases as JUnit's XML: a suite per theme, a test per case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.formats.cases import Ran
from relance_rules.authoring.formats.cases.text import difference_text
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.showing.junit import JunitCase, junit_text


def cases_junit(ran: Sequence[Ran], language: Localization) -> str:
    """The cases as an XML document."""
    return junit_text(_results(ran, language))


def _results(ran: Sequence[Ran], language: Localization) -> Iterator[JunitCase]:
    for each in ran:
        suite = each.file.path.stem
        for result in each.results:
            said = [shown(message, language) for _, message in result.faults]
            said += [difference_text(d.what, d.expected, d.found, language) for d in result.differences]
            kind = None if result.passed else "fault" if result.faults else "difference"
            message = said[0] if said else ""
            yield JunitCase(suite, result.case.name, *each.place(result), kind, message, "\n".join(said))
