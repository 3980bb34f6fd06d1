from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from relance_rules import Money
from relance_rules.batch.changes import Change, Changed, Changes, Standing
from relance_rules.batch.memory import change_data, changes_data, memory_data
from relance_rules.batch.seen import Version
from relance_rules.dossiers.handling import Decision, Handling
from rule_sets import Trial

from .helpers import batch, dossier, write_lines


def test_what_a_dossier_is_known_again_by(trial_theme: Trial, tmp_path: Path) -> None:
    ((found,), _) = batch(trial_theme.rules, write_lines(tmp_path / "un.ndjson", [dossier("Ab 1.")]))
    assert found.version is not None
    unknown = {"modified": None, "decision": None, "awarded": None}
    assert memory_data(found) == {"known_by": "ab1", "content": found.version.content, **unknown}
    handling = Handling(decision=Decision("awarded", Money(12_50)))
    decided = replace(found, version=Version(None, "1:x", "2021-03-01T10:00:00+01:00"), handling=handling)
    assert memory_data(decided) == {
        "known_by": None, "content": "1:x", "modified": "2021-03-01T10:00:00+01:00",
        "decision": "awarded", "awarded": "12.50",
    }  # fmt: skip
    # An input that was lost before it was known.
    assert memory_data(replace(found, version=None)) == {"known_by": None, "content": None, **unknown}


def test_what_was_and_what_is() -> None:
    assert change_data(None) is None
    assert changes_data(None) is None
    before = Standing("ready", Money(10_00), "refused")
    gone = change_data(Change("gone", before))
    assert gone == {
        "kind": "gone",
        "status": {"from": "ready", "to": None},
        "grant": {"from": "10.00", "to": None},
        "decision": {"from": "refused", "to": None},
        "causes": [],
    }
    changes = Changes("d.json", rules="0" * 12)
    changes.add(Changed("A", "f", Change("gone", before)))
    assert changes_data(changes) == {
        "since": "d.json",
        "rules": "0" * 12,
        "tool": None,
        "count": 1,
        "counts": {
            "new": 0, "amended": 0, "decided": 0, "status": 0, "amount": 0, "unchanged": 0, "gone": 1,
        },
        "listed": [{"name": "A", "dossier": "f", "change": gone}],
    }  # fmt: skip
