"""RR013: a citation whose passage has changed."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.digests import digest_edit, read_passages
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    for passage in read_passages(file, rules):
        digest = passage.digest
        if digest is not None and passage.source.digest is not None and passage.source.digest != digest:
            message = Message(
                "le passage cité, lignes {lines}, n’est plus celui qui a été lu : relisez-le, puis mettez l’empreinte "
                "à jour ({digest})",
                {"lines": passage.source.place, "digest": digest},
            )
            yield Found((*passage.path, "digest"), message, digest_edit(file.layout, passage.path, digest))


RULE = LintRule(
    code="RR013",
    name="stale-citation",
    severity="error",
    why=Message(
        "Une règle dont le passage a changé n’est peut-être plus celle du document. Relisez-la avant de corriger : "
        "« --fix » écrit la nouvelle empreinte, il ne relit pas à votre place."
    ),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7, digest: "000000000000"}}
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
