"""What differs is said in the words of the other outputs, and never in the keys of JSON where there are any."""

from __future__ import annotations

import pytest

from relance_rules.batch.verifying.comparison import ABSENT, Change, DossierChange, Verification
from relance_rules.batch.verifying.words import verify_blocks
from relance_rules.showing.blocks import Item

from ..helpers import FR, plain

NOTICE = {"id": "SNAP3.budget", "message": "Le budget est celui de 2021."}


def said(*changes: Change) -> list[str]:
    found = Verification("r.json", dossiers=[DossierChange("changed", "a.yaml", None, changes)], count=1)
    return [plain(FR.say(each.text)) for each in verify_blocks(found) if isinstance(each, Item)][1:]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(("status",), "ready", "error"), "état : prêt → en erreur"),
        (
            Change(("eligibility", "findings", "SNAP3.porteur", "outcome"), "pass", "fail"),
            "condition SNAP3.porteur, résultat : satisfaite → refusée",
        ),
        (
            Change(("eligibility", "findings", "A.b", "facts", "projet.phase"), 1, ABSENT),
            "condition A.b, « projet.phase » : 1 → rien",
        ),
        (Change(("funding", "indicative"), False, True), "à titre indicatif : non → oui"),
        (Change(("notices", "SNAP3.budget"), NOTICE, ABSENT), f"remarque SNAP3.budget : {NOTICE['message']} → rien"),
        (
            Change(("projects", "1", "dossiers", "0", "stated"), None, "12.00"),
            "projet n° 2, dossier n° 1, subventions antérieures indiquées : non indiqué → 12,00 €",
        ),
        (
            Change(("funding", "excluded", "2", "amount"), "1.00", "2.00"),
            "dépense exclue n° 2, montant : 1,00 € → 2,00 €",
        ),
        (
            Change(("options", "mappings"), [{"name": "a.yaml", "sha256": "1f"}, {"name": "b.yaml"}], ABSENT),
            "--mapping : a.yaml, b.yaml → rien",
        ),
        (
            Change(("options", "mappings", "0", "sha256"), "1" * 64, "2"),
            f"correspondance n° 1, empreinte : {'1' * 12} → 2",
        ),
        (Change(("remarks", "0"), ABSENT, {"message": "Vide."}), "remarque n° 1 : rien → Vide."),
        (Change(("memory", "content"), "1:ab", "1:cd"), "ce que le dossier énonce n’est plus le même"),
        (Change(("funding", "grant"), None, ABSENT), "subvention : non indiqué → rien"),
        # Whoever edited the results may have written any key.
        (Change(("projects", "9" * 5000, "²"), 1, 2), f"projet {'9' * 5000}, ² : 1 → 2"),
        (Change(("projects", "²"), 1, 2), "projet ² : 1 → 2"),
        (Change(("funding",), 1, 2), "funding : 1 → 2"),
    ],
)
def test_where_a_value_stands(change: Change, expected: str) -> None:
    assert said(change) == [expected]
