"""``relance ask``: what is asked and told in a pipe, what is written, and what never is."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from relance_rules import check_file, load_rules
from relance_rules.cli.app import run
from relance_rules.cli.signals import Interruption

from .conftest import ROOT

FIND = ["opérateur", "12/02/2021", "300 k€"]


Line: TypeAlias = "str | BaseException | Callable[[], str]"


class Typed(io.StringIO):
    """Standard input, of which some lines come with an event."""

    def __init__(self, *lines: Line) -> None:
        super().__init__()
        self.lines = list(lines)

    def readline(self, size: int | None = -1, /) -> str:
        """The next line."""
        if not self.lines:
            return ""
        line = self.lines.pop(0)
        if isinstance(line, BaseException):
            raise line
        whole = f"{line if isinstance(line, str) else line()}\n"
        if 0 < (size or 0) < len(whole):
            self.lines.insert(0, whole[size:-1])
            return whole[:size]
        return whole


Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run it with what is typed: its exit code, what is on standard output with plain spaces, and on standard error."""

    def run_with(*arguments: str | Path, typed: Sequence[Line]) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", Typed(*typed))
        code = run(["ask", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, " ".join(out.split()), err

    return run_with


def test_a_theme_is_found_the_dossier_written_and_where_it_stands_told(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    code, out, err = ask("--out", file, typed=[*FIND, "itn8b", "Mon projet", "6", "q"])
    assert (code, err) == (1, f"{file}: dossier enregistré\n")
    assert "Qui porte le projet Porteurs du projet, n° 1 : De quelle catégorie" in out
    assert "5. opérateur de l’État" in out
    assert "> opérateur = opérateur de l’État Le dépôt" in out
    assert "> 300 k€ = 300 000,00 € Possible" in out
    assert "? ITN8B · Mettre en œuvre et piloter l’action publique prioritaire : subvention jusqu’à" in out
    assert "→ ITN8B, éligibilité : indéterminée, subvention jusqu’à 225 000,00 €," in out
    report = check_file(file, load_rules())
    assert (report.theme.code, report.status) == ("ITN8B", "incomplete")
    assert report.facts["porteurs"] == ({"categorie": "operateur"},)
    assert f"ITN8B · {report.theme.title} Mon projet À COMPLÉTER" in out


def test_an_answer_that_can_not_be_read_is_told_and_asked_again(ask: Ask) -> None:
    code, out, _ = ask("SNAP3", "--lang", "en", typed=["1", "\ud800", "x" * 25_000, "<", "<", "?"])
    assert code == 1
    assert out.partition("TO COMPLETE")[0].count("✗") == 2
    assert "✗ this answer is too long" in out
    assert "✗ this answer is not readable text" in out
    code, out, err = ask(typed=["opérateurs du monde", "operateur", "hier", "12/02/2021", "1,200", "<", "2", "q"])
    assert "✗ « opérateurs du monde » n’est pas une valeur connue" in out
    assert "✗ « hier » n’est pas une date" in out
    assert "✗ « 1,200 » est ambigu" in out
    # Back at the day, « 2 » is none.
    assert "✗ « 2 » n’est pas une date" in out
    assert err == "relance: rien n’est enregistré : « --out FILE » dit où écrire\n"


def test_help_says_how_to_write_what_is_meant_and_the_passage(ask: Ask) -> None:
    _, out, _ = ask("SNAP3", typed=["", "", "h", "q"])
    assert "• Répondez puis validez par Entrée." in out
    assert "• Chaque porteur est une direction ou un opérateur (catalogue l. 2010-2013, lecture R17, R10)" in out


def test_what_refuses_is_told_once(ask: Ask) -> None:
    _, out, _ = ask("SNAP3", typed=["Une société", "", "entreprise", *[""] * 60])
    conversation, _, _ = out.partition("NON ÉLIGIBLE")
    assert conversation.count("✗") == 1
    assert "→ Qui porte le projet, éligibilité : non éligible," in out


def test_end_of_input_is_as_a_stop(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.json"
    code, out, err = ask("SNAP3", "-o", file, typed=["Un opérateur"])
    assert (code, err) == (1, f"{file}: dossier enregistré\n")
    assert "À COMPLÉTER" in out
    assert json.loads(file.read_text(encoding="utf-8")) == {"theme": "SNAP3", "porteurs": [{"nom": "Un opérateur"}]}


def test_what_is_answered_before_a_signal_is_kept_where_a_file_was_given(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    code, out, err = ask("SNAP3", "-o", file, typed=["Un opérateur", Interruption(15)])
    assert (code, err) == (143, f"{file}: dossier enregistré\nrelance: interrompu\n")
    assert "À COMPLÉTER" not in out
    assert check_file(file, load_rules()).facts["porteurs"] == ({"nom": "Un opérateur"},)
    code, _, err = ask("SNAP3", typed=["Un opérateur", Interruption(2)])
    assert (code, err) == (130, "relance: rien n’est enregistré : « --out FILE » dit où écrire\nrelance: interrompu\n")


def test_a_file_that_is_there_is_replaced_only_where_that_is_agreed(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("theme: SNAP3 # le mien\nprojet: {nom: Essai}\n", encoding="utf-8")
    before = file.read_bytes()
    kept = f"{file}: ce fichier existe déjà, et reste tel qu’il est\n"
    for typed in (["non"], [], ["peut-être", "non"]):
        assert ask("SNAP3", "--out", file, typed=typed)[::2] == (2, kept)
    assert file.read_bytes() == before
    code, out, err = ask(file, typed=["oui", "Un opérateur"])
    assert (code, err) == (1, f"{file}: dossier enregistré\n")
    assert "Comment le projet s’appelle-t-il" not in out
    report = check_file(file, load_rules())
    assert report.facts["projet.nom"] == "Essai"
    assert report.facts["porteurs"] == ({"nom": "Un opérateur"},)
    assert "le mien" not in file.read_text(encoding="utf-8")


def test_a_file_that_came_meanwhile_is_kept(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"

    def write() -> str:
        file.write_text("d’un autre", encoding="utf-8")
        return "Un opérateur"

    code, _, err = ask("SNAP3", "-o", file, typed=[write])
    assert (code, err) == (2, f"{file}: ce fichier existe déjà, et reste tel qu’il est\n")
    assert file.read_text(encoding="utf-8") == "d’un autre"


def test_nothing_is_written_where_nothing_is_answered(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    assert ask("SNAP3", "-o", file, typed=["q"])[::2] == (1, "")
    assert not file.exists()
    ready = ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml"
    code, out, err = ask(ready, "--out", file, typed=["non"])
    assert (code, err) == (0, "")
    assert "PRÊT À DÉPOSER" in out


def test_without_a_theme_chosen_the_themes_are_what_is_told_at_the_end(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    code, out, _ = ask("-o", file, typed=[*FIND, ""])
    assert code == 1
    assert "Thèmes possibles pour ce dossier" in out
    code, out, _ = ask(file, typed=["oui", "", "", "", "SNAP3", "q"])
    assert "Choix du thème" in out
    assert check_file(file, load_rules()).theme.code == "SNAP3"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("SNAP33",), "relance: ni thème ni fichier : « SNAP33 » ; vouliez-vous dire « SNAP3 » ?"),
        (("absent.yaml",), "absent.yaml: ce fichier n’existe pas"),
        (("-",), "relance: l’entrée standard est celle des réponses : donnez un fichier"),
        (("SNAP3", "--out", "d.csv"), "d.csv: l’extension « .csv » ne convient pas ; attendue : .json, .yaml, .yml"),
    ],
)
def test_what_can_not_be_begun_is_told(ask: Ask, arguments: tuple[str, ...], expected: str) -> None:
    code, out, err = ask(*arguments, typed=[])
    assert (code, out) == (2, "")
    assert err.startswith(expected)


def test_a_rule_set_of_one_theme_begins_with_it(ask: Ask) -> None:
    code, out, _ = ask("--rules", ROOT / "examples" / "rulesets" / "gber", typed=["q"])
    assert code == 1
    assert "RDI · " in out
