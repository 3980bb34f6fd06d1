"""RR012: a citation that has no digest of its passage."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.digests import digest_edit, lines_of, read_passages
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for passage in read_passages(file, rules):
        if passage.digest is not None and passage.source.digest is None:
            edits = digest_edit(file.layout, passage.path, passage.digest)
            message = Message("cette citation n’a pas d’empreinte de son passage")
            yield Found(lines_of(passage.path, file.layout), message, edits)


RULE = LintRule(
    code="RR012",
    name="citation-without-digest",
    severity="warning",
    why=Message(
        "L’empreinte d’un passage dit quelles règles relire quand le document cité change. Avec « --source », "
        "« --fix » l’écrit."
    ),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
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
    fixes=True,
    reads_document=True,
)
