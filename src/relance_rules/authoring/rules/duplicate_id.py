"""RR017: an identifier given twice."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import Example, Found, LintRule
from relance_rules.authoring.spans import Path
from relance_rules.authoring.walk import child, items, word
from relance_rules.language.theme import SIZE_RULE, STAFF_RULE, WINDOW_RULE
from relance_rules.loading.nodes import Node
from relance_rules.values import Message

_TOGETHER = (("eligibility",), ("funding", "exclude"), ("funding", "ceilings"))
"""The lists whose ids name rules of one theme, and so must differ from one list to the other too."""


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    root = file.root
    if root is None or not isinstance(root.value, dict):
        return
    reserved = dict.fromkeys((WINDOW_RULE, SIZE_RULE, STAFF_RULE), Message("une règle de tous les thèmes"))
    yield from _twice(root, _TOGETHER, reserved)
    for key in root.value:
        if (key,) not in _TOGETHER and key != "cases":
            yield from _twice(root, ((key,),), {})


def _twice(root: Node, lists: tuple[Path, ...], taken: dict[str, Message]) -> Iterator[Found]:
    for path in lists:
        for place, item in enumerate(items(child(root, *path))):
            node = child(item, "id")
            name = word(node)
            if node is None or name is None:
                continue
            if name in taken:
                message = Message(
                    "l’identifiant « {id} » est déjà celui d’un autre : {other}", {"id": name, "other": taken[name]}
                )
                yield Found((*path, place, "id"), message, refused_at=())
            else:
                taken[name] = Message("ligne {line}", {"line": node.line})


RULE = LintRule(
    code="RR017",
    name="duplicate-id",
    severity="error",
    why=Message("Un identifiant nomme une seule règle dans les rapports, les cas et les exports."),
    needs="tree",
    check=_check,
    bad=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
  - {id: bilan, label: {fr: "Rendre un second bilan", en: "Report again"}, source: {lines: 7}}
"""
    ),
    good=Example(
        theme="""\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report at the end"}, source: {lines: 7}}
  - {id: bilan_second, label: {fr: "Rendre un second bilan", en: "Report again"}, source: {lines: 7}}
cases:
  - name: a listed procedure
    dossier: {projet: {recense: true}, engagements: {bilan: true, bilan_second: true}}
    expect: {findings: {demarche: pass}}
"""
    ),
)
