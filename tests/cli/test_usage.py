"""What every command does with words that it does not know."""

from __future__ import annotations

import pytest

from .conftest import ROOT, Run

FAULTS = {
    "command": (["chek"], "relance: commande inconnue : « chek » ; vouliez-vous dire « check » ?\n"),
    "option": (["themes", "--formt"], "relance: option inconnue : « --formt » ; vouliez-vous dire « --format » ?\n"),
    "format": (["themes", "--format", "xml"], "relance: « --format » n’accepte que : text, json, markdown\n"),
    "language": (["themes", "--lang", "de"], "relance: « --lang » n’accepte que : fr, en\n"),
    "arguments": (["check"], "relance: il manque « FILE... » ; voyez « relance check --help »\n"),
    "needed": (["page"], "relance: il manque « --out FILE » ; voyez « relance page --help »\n"),
    "argument": (["explain"], "relance: il manque « FILE » ; voyez « relance explain --help »\n"),
}


@pytest.mark.parametrize(("arguments", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_command_line_is_said_in_a_sentence(relance: Run, arguments: list[str], message: str) -> None:
    done = relance(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_help_names_every_command_in_the_language_asked_for(relance: Run) -> None:
    done = relance("--help")
    assert done.returncode == 0
    for command in ("check", "explain", "new", "schema", "show", "themes"):
        assert f"\n  {command} " in done.stdout
    assert "Show this message" not in done.stdout


def test_the_encoding_of_the_terminal_changes_no_document_and_no_sign(installed: Run) -> None:
    dossier = ROOT / "examples" / "dossiers" / "SNAP3" / "incomplet.yaml"
    narrow = {"PYTHONIOENCODING": "ascii"}
    for arguments in (
        ("check", dossier, "-f", "json"),
        ("batch", dossier, "-f", "csv"),
        ("batch", dossier, "-f", "html"),
    ):
        done = installed(*arguments, env=narrow)
        assert done.stdout == installed(*arguments).stdout
        assert "é" in done.stdout
    shown = installed("check", dossier, env=narrow).stdout
    assert "\n  v Depose le 28 mai 2021" in shown
    assert "\n  ? A determiner" in shown
    assert "\n  x Tenir la DINUM" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert installed("check", "absent.yaml", env=narrow).stderr == "absent.yaml: ce fichier n'existe pas\n"
