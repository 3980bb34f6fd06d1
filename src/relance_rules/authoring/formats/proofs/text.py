"""Proofs for a person: what is broken with the dossier that shows it, what is open, then the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from relance_rules.authoring.formats.proofs import Searched, cases_of, why
from relance_rules.authoring.proving.search import Proof
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message, visible

_MARKS = {"broken": "✗", "open": "?", "fault": "!"}


def proofs_text(searched: Sequence[Searched], language: Localization) -> str:
    """The laws that are not proved, with dossiers to paste under ``cases:``, and the counts of each file."""
    return "\n".join(_lines(searched, language))


def _lines(searched: Sequence[Searched], language: Localization) -> Iterator[str]:
    for each in searched:
        for proof in each.found.proofs:
            if proof.status != "proved":
                yield from _unproved(each, proof, language)
    for each in searched:
        counts = Counter(proof.status for proof in each.found.proofs)
        values: dict[str, Any] = {"file": each.file.name, "laws": len(each.found.proofs), "items": each.found.items}
        values |= {"proved": counts["proved"], "broken": counts["broken"] + counts["fault"], "open": counts["open"]}
        if counts["proved"] == len(each.found.proofs):
            message = Message("{file} : {laws} lois prouvées, pour des listes d’au plus {items} éléments", values)
        else:
            message = Message(
                "{file} : {proved} lois prouvées sur {laws}, {broken} enfreintes, {open} ouvertes, "
                "pour des listes d’au plus {items} éléments",
                values,
            )
        yield shown(message, language)


def _unproved(each: Searched, proof: Proof, language: Localization) -> Iterator[str]:
    name, row = each.place(proof.law)
    place = f"{_MARKS[proof.status]} {visible(name)}:{row}"
    yield f"{place}: {shown(proof.law.statement, language)} [{proof.law.name}]"
    reason = why(proof)
    if reason is not None:
        yield "    " + shown(reason, language)
    cases = cases_of(proof, language)
    if cases:
        for line in _yaml({"cases": cases}).splitlines():
            yield "    " + visible(line)


def _yaml(data: Any) -> str:
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None)
    return text
