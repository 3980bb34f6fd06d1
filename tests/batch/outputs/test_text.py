from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from relance_rules.batch.outputs import text as screen
from rule_sets import Trial

from ..conftest import Render
from ..helpers import acting, batch, dossier, rendered, write_lines

EXPECTED = """\
  Référence  Thème  État              Proposé
✓ 2021-1     ESSAI  prêt          30 000,00 €
    – Dépenses non détaillées : le calcul suppose que le coût total ne comprend
      aucun montant de « Dépense de personnel » (lecture R5)
… 2021-2     ESSAI  à compléter   30 000,00 €
    – engagements manquants : 1
    – Dépenses non détaillées : le calcul suppose que le coût total ne comprend
      aucun montant de « Dépense de personnel » (lecture R5)
    – Subventions antérieures indiquées : 0,00 €, alors que 30 000,00 € ont été
      proposées ou accordées ; c’est ce dernier montant qui est retenu
    – autres dossiers de même « Référence du projet » dans ce lot : 30 000,00 €
      accordés, ou proposés avant celui-ci
✗ 2021-3     ESSAI  non éligible
    – condition non remplie : Dépôt pendant une période d’ouverture
    – Dépenses non détaillées : le calcul suppose que le coût total ne comprend
      aucun montant de « Dépense de personnel » (lecture R5)
! 2021-4     ESSAI  en erreur
    – Le coût total annoncé (40 000,00 €) et la somme des dépenses (1,00 €)
      diffèrent : corrigez l’un ou l’autre. Rien n’est calculé à partir d’eux.
      (lecture R8)
"""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_table_of_dossiers_and_why_they_are_not_ready(render: Render) -> None:
    shown = plain(render("text"))
    # Its last remark names a file of this run.
    doubtful = shown[shown.index("    – la référence « 2021-1 » est aussi celle de") : shown.index("… 2021-2")]
    assert shown.replace(doubtful, "", 1).startswith(EXPECTED)
    assert "! 2021-5     ESSAI  en erreur\n    – projet.cout_total_ttc : « 1,200 » est ambigu" in shown
    assert all(len(line) <= 80 and line == line.rstrip() for line in shown.splitlines())
    assert "\x1b" not in shown


def test_what_the_batch_comes_to(render: Render) -> None:
    shown = plain(render("text"))
    assert "\nDossiers : 6 (2 prêt, 1 à compléter, 1 non éligible, 2 en erreur)\n" in shown
    lines = shown[shown.index("  Thème   ") :].splitlines()
    assert lines[:4] == [
        "  Thème                Dossiers  ✓  …  ✗  !       Demandé      Proposé",
        "  ESSAI                       5  2  1  1  1  150 000,00 €  90 000,00 €",
        "    Période hiver             3  2  0  0  1   90 000,00 €  60 000,00 €",
        "    Période printemps         1  0  1  0  0   30 000,00 €  30 000,00 €",
    ]
    assert "  ! ESSAI : 90 000,00 € proposés sur 60 000,00 €, soit 150 % : ENVELOPPE\n    DÉPASSÉE\n" in shown
    assert "  ! ESSAI, Période printemps : 30 000,00 € proposés sur 20 000,00 €" in shown
    assert "\nRéférences données deux fois : 1\n  • « 2021-1 » :\n" in shown


def test_the_readings_that_are_named_are_given_with_their_text(render: Render) -> None:
    assert plain(render("text")).endswith("\nLectures\n  • R5 : Lecture 5.\n  • R8 : Lecture 8.\n")


def test_a_total_of_requests_that_nobody_made_is_said_not_to_be_stated(trial_theme: Trial, tmp_path: Path) -> None:
    silent = write_lines(tmp_path / "lot.ndjson", [dossier("A", financement={"subventions_anterieures": 0})])
    shown = plain(rendered("text", *batch(trial_theme.rules, silent), tmp_path))
    assert "  ESSAI                       1  0  1  0  0  non indiquée  30 000,00 €\n" in shown


def test_no_attack_reaches_the_terminal(attacked: Render) -> None:
    shown = attacked("text")
    assert acting(shown) == set()
    assert "<script>" in shown
    # The name of a dossier is cut to its column.
    assert f"{'x' * 31}…" in shown
    assert "x" * 33 not in shown[: shown.index("Dossiers")]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("lot/dossier-17.yaml", "lot/dossier-17.yaml"),
        ("instruction/2021/lot/dossier-17.yaml", "…/2021/lot/dossier-17.yaml"),
        (f"{'a' * 40}/dossier-17.yaml", "…/dossier-17.yaml"),
        (f"lot/{'a' * 40}-17.yaml", f"…{'a' * 23}-17.yaml"),
        ("x/" + "漢" * 20, "…" + "漢" * 15),
        ("y" * 32, "y" * 32),
        ("y" * 33, "…" + "y" * 31),
    ],
)
def test_the_end_of_a_path_that_is_too_long_tells_it_from_others(path: str, shown: str) -> None:
    assert screen._cut_path(path) == shown
    assert cell_len(shown) <= 32


def test_a_dossier_without_a_reference_is_called_by_the_end_of_its_path(trial_theme: Trial, tmp_path: Path) -> None:
    (tmp_path / "instruction").mkdir()
    path = write_lines(tmp_path / "instruction" / "lot.ndjson", [dossier(None)])
    shown = rendered("text", *batch(trial_theme.rules, path), tmp_path)
    assert "instruction/lot.ndjson:1  ESSAI" in shown


def test_a_screen_is_no_place_for_more(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "MAX_SHOWN", 2)
    shown = render("text")
    assert "… 2021-2" in shown
    assert "✗ 2021-3" not in shown
    assert "… et 4 dossiers de plus" in shown
