"""RR014: a citation of lines that the document does not have."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.digests import lines_of, read_passages
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.walk import described
from relance_rules.language.base import line_ranges
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    count = len(rules.document or ())
    for passage in read_passages(file, rules):
        if passage.digest is None:
            yield Found(lines_of(passage.path, file.layout), _beyond(passage.source.place, count))
    for path, lines in described(file.root) if file.root is not None else ():
        if any(last > count for _, last in line_ranges(lines)):
            yield Found(path, _beyond(lines, count))


def _beyond(lines: str, count: int) -> Message:
    return Message("lignes {lines} : le document cité n’en a que {count}", {"lines": lines, "count": count})


RULE = LintRule(
    code="RR014",
    name="citation-out-of-range",
    severity="error",
    why=Message("Une citation que personne ne peut ouvrir ne prouve rien."),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 70}}
""",
        cites=True,
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7, digest: "d36276a25f66"}}
""",
        cites=True,
    ),
    reads_document=True,
)
