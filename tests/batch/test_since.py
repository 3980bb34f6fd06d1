from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relance_rules import Money, Rules
from relance_rules.batch.changes import Cause, Change, Kind, Standing
from relance_rules.batch.columns import columns_of
from relance_rules.batch.inputs import Inputs, cut
from relance_rules.batch.last import Last
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.seen import Version
from relance_rules.batch.since import change_of, standing_of
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.batch.worker import BatchSettings, Worker
from relance_rules.checking.report import digest_of
from relance_rules.dossiers.decisions import read_decisions
from relance_rules.dossiers.handling import Decision, Decisions, Handling
from relance_rules.showing.plain import tool_name
from rule_sets import Data, MakeTrial, Trial, funding, item

from .helpers import FR, LIMITED, batch, dossier, limited, rendered, write_lines

READY = Standing("ready", Money(30_000_00))


@pytest.fixture
def submission(trial_theme: Trial, tmp_path: Path) -> Submission:
    """A dossier that is ready."""
    return batch(trial_theme.rules, write_lines(tmp_path / "un.ndjson", [dossier("A")]))[0][0]


def before(submission: Submission, standing: Standing = READY, **more: str | None) -> Last:
    """What it was the last time, judged as it is now."""
    version = submission.version
    assert version is not None
    same = {"content": version.content, "rules": digest_of(submission.plan), "tool": tool_name(), **more}
    return Last("a", same["content"], None, "A", "f", standing, same["rules"], same["tool"])


def test_what_became_of_a_dossier_is_the_first_that_is_true(submission: Submission) -> None:
    assert standing_of(submission) == READY
    assert change_of(submission, None) == Change("new", None, READY)
    cases: list[tuple[Standing, Kind]] = [
        (READY, "unchanged"),
        (Standing("incomplete", Money(30_000_00)), "status"),
        (Standing("ready", Money(30_000_01)), "amount"),
        (Standing("ineligible"), "status"),
        (Standing("error", None, "awarded"), "decided"),
        (Standing("ready", Money(30_000_00), None, Money(1)), "decided"),
    ]
    for standing, kind in cases:
        assert change_of(submission, before(submission, standing))[:3] == (kind, standing, READY)
        amended = change_of(submission, before(submission, standing, content="1:autre"))
        assert amended == Change("amended", standing, READY)
    # What an input that was lost stated is not known: it is not said to be amended.
    assert change_of(submission, before(submission, content=None)).kind == "unchanged"
    assert [change_of(submission, before(submission, each)).moved for each, _ in cases] == [False, *[True] * 5]


def test_a_decision_is_how_it_stands(submission: Submission) -> None:
    decided = replace(submission, handling=Handling(decision=Decision("awarded", Money(20_000_00))))
    assert standing_of(decided) == Standing(None, None, "awarded", Money(20_000_00))
    assert change_of(decided, before(decided)).kind == "decided"
    assert change_of(decided, before(decided, standing_of(decided))).kind == "unchanged"


def test_what_may_explain_another_result_of_the_same_facts_is_named(submission: Submission) -> None:
    other = Standing("incomplete")

    def causes(submission: Submission, standing: Standing = other, **more: str | None) -> tuple[Cause, ...]:
        return change_of(submission, before(submission, standing, **more)).causes

    alone = replace(submission, report=None)
    assert causes(submission) == ("others",)
    assert causes(alone) == ()
    assert causes(alone, rules="0" * 12) == ("rules",)
    assert causes(alone, rules=None, tool=None) == ()
    assert causes(submission, tool="relance-rules 0.0.1", rules="0" * 12) == ("rules", "tool", "others")
    # The rules have no part in what a person decided.
    decided = replace(submission, handling=Handling(decision=Decision("refused")))
    assert causes(decided, READY, rules="0" * 12) == ()
    assert causes(submission, Standing(None, None, "refused"), rules="0" * 12) == ()
    # By other rules, what it states may be read otherwise.
    assert causes(submission, other, rules="0" * 12, content="1:autre") == ("rules",)


def test_what_the_platform_does_not_say_amended_was_read_another_way(submission: Submission) -> None:
    now = replace(submission, version=Version("a", "1:nouveau", "2021-03-01T10:00:00+01:00"))
    last = before(submission)
    assert change_of(now, last._replace(modified="2021-03-01T10:00:00+01:00")).causes == ("reading",)
    assert change_of(now, last._replace(modified="2021-03-01T09:00:00+01:00")).causes == ()
    untold = replace(submission, version=Version("a", "1:nouveau"))
    assert change_of(untold, last) == Change("amended", READY, READY)


def test_an_input_that_was_lost_is_compared_where_the_batch_is(trial_theme: Trial, tmp_path: Path) -> None:
    rules = trial_theme.rules
    settings = BatchSettings(rules.directory, printers=("batch.helpers",))
    worker = Worker(settings, rules)
    [chunk] = cut(Inputs((write_lines(tmp_path / "a.ndjson", [dossier("A")]),)), worker.context)
    for compared in (False, True):
        [printed] = worker.lost(chunk, compared=compared).printed
        assert (printed.parts[0].change is not None) == compared


# ---- from one batch to the next


def alone(reference: str, **more: Any) -> Data:
    """A dossier that is alone in its project."""
    project = {"reference": reference[0].upper(), **more.pop("projet", {})}
    return dossier(reference, projet=project, **more)


def again(
    rules: Rules, folder: Path, last: Path, *paths: Path, decisions: Decisions | None = None
) -> tuple[list[Submission], Summary, dict[str, Kind]]:
    """The dossiers of a batch, what they come to, and what became of each since the last one, which it replaces."""
    settings = BatchSettings(rules.directory, printers=("batch.helpers",), decisions=decisions or Decisions())
    started = Batch(Inputs(paths), settings, rules=rules, since=last if last.exists() else None)
    found: list[Submission] = [printed.parts[0] for printed in started.printed()]
    last.write_text(rendered("json", found, started.summary, folder), encoding="utf-8")
    kinds = {each.name: each.change.kind for each in found if each.change is not None}
    return found, started.summary, kinds


def test_dossiers_are_known_again_by_reference_or_else_by_their_place_or_what_they_state(
    trial_theme: Trial, tmp_path: Path
) -> None:
    last, rules = tmp_path / "dernier.json", trial_theme.rules
    unnamed, moved = tmp_path / "u.yaml", tmp_path / "v.yaml"
    unnamed.write_text(json.dumps(dossier(None)), encoding="utf-8")
    moved.write_text(json.dumps(dossier(None, projet={"reference": "V"})), encoding="utf-8")
    unnumbered = tmp_path / "n.yaml"
    unnumbered.write_text(json.dumps({**alone("N"), "reference": None}), encoding="utf-8")
    broken = tmp_path / "w.yaml"
    broken.write_text("theme: [", encoding="utf-8")
    lines: list[Data] = [alone("A"), alone("B–1"), alone("C")]
    path = write_lines(tmp_path / "lot.ndjson", lines)
    _, summary, kinds = again(rules, tmp_path, last, path, unnamed, moved, unnumbered, broken)
    assert (summary.changes, kinds) == (None, {})

    lines = [alone("c."), alone("b-1", pieces={}), alone("D")]
    (tmp_path / "x").mkdir()
    moved = moved.rename(tmp_path / "x" / "autre.yaml")
    numbered = tmp_path / "x" / "numero.yaml"
    numbered.write_text(json.dumps({**alone("N"), "reference": "N-1"}), encoding="utf-8")
    unnamed.write_text(json.dumps(dossier(None, pieces={})), encoding="utf-8")
    broken.write_text(json.dumps(alone("W")), encoding="utf-8")
    elsewhere = write_lines(tmp_path / "autre.ndjson", lines)
    _, summary, kinds = again(rules, tmp_path, last, elsewhere, unnamed, moved, numbered, broken)
    assert kinds == {
        "c.": "unchanged", "b-1": "amended", "D": "new",
        str(unnamed): "amended", str(moved): "unchanged", "N-1": "unchanged", "W": "amended",
    }  # fmt: skip
    assert summary.changes is not None
    assert [(each.name, each.change.kind) for each in summary.changes.gone] == [("A", "gone")]
    assert summary.changes.counts == {"unchanged": 3, "amended": 3, "new": 1, "gone": 1}
    assert [each.name for each in summary.changes.moved] == ["b-1", "D", str(unnamed), "W"]


def test_those_that_share_a_number_are_known_again_one_by_one(trial_theme: Trial, tmp_path: Path) -> None:
    last, path = tmp_path / "dernier.json", tmp_path / "lot.ndjson"
    write_lines(path, [dossier("A"), dossier("A", pieces={})])
    again(trial_theme.rules, tmp_path, last, path)
    _, summary, _ = again(trial_theme.rules, tmp_path, last, path)
    assert summary.changes is not None
    assert summary.changes.counts == {"unchanged": 2}
    _, summary, _ = again(trial_theme.rules, tmp_path, last, write_lines(path, [dossier("A")]))
    assert summary.changes is not None
    assert summary.changes.counts == {"unchanged": 1, "gone": 1}


def test_an_earlier_dossier_of_the_project_may_change_an_amount(trial_theme: Trial, tmp_path: Path) -> None:
    last, path = tmp_path / "dernier.json", tmp_path / "lot.ndjson"
    lines = [dossier(name) for name in "ABC"]
    again(trial_theme.rules, tmp_path, last, write_lines(path, lines))
    more = [*lines, dossier("0", depose_le="2021-01-05")]
    found, summary, kinds = again(trial_theme.rules, tmp_path, last, write_lines(path, more))
    assert kinds == {"A": "unchanged", "B": "unchanged", "C": "amount", "0": "new"}
    change = found[2].change
    assert change is not None
    assert (change.before, change.now, change.causes) == (
        Standing("ready", Money(30_000_00)),
        Standing("ready", Money(10_000_00)),
        ("others",),
    )
    assert list(summary.remarks) == []


def test_other_rules_are_said_once_and_are_no_amendment(trial: MakeTrial, tmp_path: Path) -> None:
    last, lines = tmp_path / "dernier.json", [alone("A"), alone("B", projet={"cout_total_ttc": "20 k€"})]
    path = write_lines(tmp_path / "lot.ndjson", lines)
    again(limited(trial).rules, tmp_path, last, path)
    lowered = {**LIMITED, "funding": funding(ceilings=[item("plafond", amount="20 k€", per="project")])}
    found, summary, kinds = again(trial(**lowered).rules, tmp_path, last, path)
    assert kinds == {"A": "amount", "B": "unchanged"}
    change = found[0].change
    assert change is not None
    assert change.causes == ("rules", "others")
    (remark,) = summary.remarks
    assert remark.origin == str(last)
    assert "les règles ne sont plus celles de ce passage" in FR.say(remark.said)
    # Once they are those of both, nothing is said any more.
    assert again(trial(**lowered).rules, tmp_path, last, path)[1].remarks == []


def test_another_version_of_the_tool_is_said(trial_theme: Trial, tmp_path: Path) -> None:
    last, path = tmp_path / "dernier.json", write_lines(tmp_path / "lot.ndjson", [dossier("A")])
    again(trial_theme.rules, tmp_path, last, path)
    last.write_text(last.read_text(encoding="utf-8").replace(tool_name(), "relance-rules 0.0.9"), encoding="utf-8")
    _, summary, kinds = again(trial_theme.rules, tmp_path, last, path)
    assert kinds == {"A": "unchanged"}
    (remark,) = summary.remarks
    assert "d’une autre version de l’outil (relance-rules 0.0.9)" in FR.say(remark.said)


def test_a_decision_whose_dossier_is_elsewhere_is_known_again_by_its_reference(
    trial_theme: Trial, tmp_path: Path
) -> None:
    last, rules = tmp_path / "dernier.json", trial_theme.rules

    def day(name: str, *lines: str, dossiers: tuple[str, ...] = ("A",)) -> tuple[list[Submission], Summary, Any]:
        stated = tmp_path / name
        stated.write_text("\n".join(["reference;decision;montant;theme", *lines]) + "\n", encoding="utf-8")
        lot = write_lines(tmp_path / "lot.ndjson", map(alone, dossiers))
        return again(rules, tmp_path, last, lot, decisions=read_decisions(stated, rules.plan))

    day("d1.csv", "X-1;accepté;90 000 €;ESSAI", "Y-1;accepté;5 €;ESSAI")
    found, summary, kinds = day("d2.csv", "W-1;refusé;;", "x–1;accepté;80 000 €;ESSAI", "Y-1;accepté;5 €;ESSAI")
    assert kinds == {"A": "unchanged", "W-1": "new", "x–1": "decided", "Y-1": "unchanged"}
    assert summary.changes is not None
    assert summary.changes.gone == []
    # A row has as many cells as the table has columns, whoever it is of.
    columns = [column.key for column in columns_of(rules.plan, compared=True)]
    rows = list(csv.reader(io.StringIO(rendered("csv", found, summary, tmp_path).lstrip("\ufeff")), delimiter=";"))
    assert {len(row) for row in rows[1:]} == {len(columns)}
    assert [row[columns.index("awarded")] for row in rows[1:]] == ["", "", "80000,00", "5,00"]
    # Its dossier comes: it is decided as it was. It goes again: so it is.
    assert day("d3.csv", "Y-1;accepté;5 €;ESSAI", dossiers=("A", "Y-1"))[2] == {"A": "unchanged", "Y-1": "unchanged"}
    _, summary, kinds = day("d4.csv", "Y-1;accepté;5 €;ESSAI")
    assert kinds == {"A": "unchanged", "Y-1": "unchanged"}
    _, summary, _ = day("d5.csv", "A;accepté;5 €;ESSAI")
    assert summary.changes is not None
    assert [(each.name, each.change.before) for each in summary.changes.gone] == [
        ("Y-1", Standing(None, None, "awarded", Money(5_00)))
    ]
