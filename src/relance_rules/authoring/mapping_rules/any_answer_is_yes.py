"""RR109: any answer of a field means yes, where one of them means no."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Found, MappingExample, MappingRule
from relance_rules.authoring.mapping_files import MappingFile
from relance_rules.dossiers.platform.kinds import NUMBERS, TRUTHS
from relance_rules.values import Message


def _check(file: MappingFile) -> Iterator[Found]:
    for line in file.lines:
        kinds = {field.kind for field in line.found} if line.rule.present else set()
        if kinds & TRUTHS:
            message = Message("avec « present: true », la réponse « non » à ce champ vaudrait oui")
            yield Found((*line.path, "present"), message)
        elif kinds & NUMBERS:
            message = Message("avec « present: true », la réponse 0 à ce champ vaudrait oui")
            yield Found((*line.path, "present"), message)


RULE = MappingRule(
    code="RR109",
    name="any-answer-is-yes",
    severity="error",
    why=Message("« present: true » est pour une pièce jointe ou un texte : un non et un 0 sont des réponses."),
    check=_check,
    bad=MappingExample(
        mapping="fields: [{label: Recensé, fact: chantier.recense, present: true}]\n",
        form="- {id: '1', label: Recensé, type: yes_no}\n",
    ),
    good=MappingExample(
        mapping="fields: [{label: Recensé, fact: chantier.recense}]\n",
        form="- {id: '1', label: Recensé, type: yes_no}\n",
    ),
)
