"""What was found of the laws of rule files, for people and for programs: one module per format."""

from __future__ import annotations

from typing import Any, NamedTuple

from relance_rules.authoring.files import RuleFile
from relance_rules.authoring.proving.laws import Law
from relance_rules.authoring.proving.search import Proof, Proofs
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message

_LONGEST_NAME = 120


class Searched(NamedTuple):
    """A rule file and what was found of its laws."""

    file: RuleFile
    found: Proofs

    def place(self, law: Law) -> tuple[str, int]:
        """The file that states what a law is about, which may be that of a family, and the line."""
        if self.file.whole is None:
            return self.file.name, 1
        line, _, origin = self.file.whole.find(law.path)
        return (self.file.name if origin is None or origin.name is None else origin.name), line


def cases_of(proof: Proof, language: Localization) -> list[dict[str, Any]]:
    """The dossiers that break a law as cases of a rule file, which expect what the engine says of them."""
    name = shown(proof.law.statement, language)
    found = []
    for place, case in enumerate(proof.cases, start=1):
        mark = f" ({place})" if len(proof.cases) > 1 else ""
        expect: dict[str, Any] = {"verdict": case.verdict}
        if case.grant is not None:
            expect["grant"] = case.grant
        found.append({"name": name[: _LONGEST_NAME - len(mark)] + mark, "dossier": case.dossier, "expect": expect})
    return found


def why(proof: Proof) -> Message | None:
    """What is said of a law that is not proved."""
    match proof.status:
        case "broken" if proof.law.wanted:
            return Message("aucun dossier ne le montre ; en cause : {rules}", {"rules": list(proof.conflict)})
        case "broken":
            return Message("un dossier le contredit")
        case "fault":
            return Message(
                "défaut interne : le solveur et le moteur ne disent pas la même chose de ce dossier ; signalez-le"
            )
        case "open" if proof.conflict:
            return Message("ni prouvé ni contredit : ces règles demandent des listes plus longues")
        case "open":
            return Message("ni prouvé ni contredit ; donnez plus de temps avec « --timeout »")
        case _:
            return None
