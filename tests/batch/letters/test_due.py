from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from relance_rules import DossierError
from relance_rules.batch.letters.due import (
    DECIDED,
    NOBODY,
    NOT_ASKED,
    NOT_WANTED,
    OURS,
    UNSETTLED,
    statuses_of,
    withheld,
)
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.checking.report import Status
from relance_rules.dossiers.handling import Decision, Handling
from rule_sets import Trial, said

from ..helpers import batch, dossier, letter_text, write_lines


def test_every_dossier_that_its_applicant_can_answer_gets_a_letter(mixed: tuple[list[Submission], Summary]) -> None:
    assert [withheld(each, None) for each in mixed[0]] == [None] * 6


def test_a_decided_dossier_gets_none(mixed: tuple[list[Submission], Summary]) -> None:
    decided = replace(mixed[0][0], handling=Handling(decision=Decision("awarded")))
    assert withheld(decided, None) == DECIDED


def test_only_the_statuses_that_are_asked_for_get_one(mixed: tuple[list[Submission], Summary]) -> None:
    wanted: frozenset[Status] = frozenset({"incomplete", "error"})
    assert [withheld(each, wanted) for each in mixed[0]] == [NOT_WANTED, None, NOT_WANTED, None, None, NOT_WANTED]


def test_a_fault_of_ours_is_not_told_to_the_applicant(mixed: tuple[list[Submission], Summary]) -> None:
    assert withheld(replace(mixed[0][4], ours=True), None) == OURS


def test_where_no_dossier_was_found_there_is_nobody_to_write_to(trial_theme: Trial, tmp_path: Path) -> None:
    (tmp_path / "cassé.yaml").write_text("theme: [", encoding="utf-8")
    ((found,), _) = batch(trial_theme.rules, tmp_path / "cassé.yaml")
    assert withheld(found, None) == NOBODY


def test_what_nobody_can_answer_is_not_asked_of_the_applicant(trial_theme: Trial, tmp_path: Path) -> None:
    lot = [dossier("A", depose_le="2021-02-01", projet={"cout_total_ttc": None}), dossier("B")]
    ((_, waiting), _) = batch(trial_theme.rules, write_lines(tmp_path / "lot.ndjson", lot))
    assert waiting.status == "incomplete"
    assert withheld(waiting, None) == UNSETTLED


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("theme;reference;depose_le\nESSAI;A;44239\n", OURS),
        ("theme;reference;projet.cout_total_ttc\nESSAI;A;beaucoup\n", None),
        ("theme;reference;engagements.autre\nESSAI;A;oui\n", OURS),
        ("theme;reference\nESSAY;A\n", OURS),
        ('theme;reference;projet.nom\nESSAI;A;"x\n', OURS),
    ],
    ids=["serial number", "amount", "column", "theme", "quotes"],
)
def test_whose_fault_an_error_of_a_table_is(trial_theme: Trial, tmp_path: Path, table: str, reason: object) -> None:
    path = tmp_path / "lot.csv"
    path.write_text(table, encoding="utf-8")
    ((found,), _) = batch(trial_theme.rules, path)
    assert found.status == "error"
    assert withheld(found, None) == reason


def test_the_statuses_are_named_as_people_do() -> None:
    assert statuses_of([]) is None
    assert statuses_of(["prêt", "INCOMPLET", "a completer", "refusé", "non éligible"]) == {
        "ready",
        "incomplete",
        "ineligible",
    }
    assert statuses_of(["error", "erreur", "en erreur"]) == {"error"}
    with pytest.raises(DossierError) as error:
        statuses_of(["pret", "incomplets"])
    assert said(error.value.problems[0].message).startswith("état inconnu : « incomplets » ; vouliez-vous dire « incom")


def test_what_a_table_has_no_column_for_is_not_asked_of_the_applicant(trial_theme: Trial, tmp_path: Path) -> None:
    path = tmp_path / "lot.csv"
    columns = "theme;reference;depose_le;projet.cout_total_ttc;projet.reference;financement.subvention_demandee"
    row = "ESSAI;A;2021-02-12;40 k€;P-1;30 k€"
    path.write_text(f"{columns};Autre chose\n{row};oui\n", encoding="utf-8")
    ((found,), _) = batch(trial_theme.rules, path)
    assert found.status == "incomplete"
    assert withheld(found, None) == NOT_ASKED
    path.write_text(f"{columns};engagements.suivi\n{row};\n", encoding="utf-8")
    ((found,), _) = batch(trial_theme.rules, path)
    assert withheld(found, None) is None
    text = letter_text(found)
    assert "Libellé suivi" in text
    assert "Libellé budget" not in text
