from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from relance_rules import DossierError
from relance_rules.batch.destinations import settle
from relance_rules.batch.letters.due import LetterSettings
from relance_rules.batch.letters.folder import Letters
from relance_rules.batch.letters.formats import letter_formats, shipped_template
from relance_rules.batch.letters.printing import printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.dossiers.handling import Handling
from rule_sets import said

from ..helpers import ATTACKS, FR, letter_text, names_in

EXTENSIONS = [f".{name}" for name in letter_formats()]


def write(folder: Path, submissions: list[Submission], summary: Summary, name: str = "md") -> str:
    """Write letters; what is said of it."""
    letters = Letters(folder, f".{name}", EXTENSIONS, FR)
    prints = printer(summary.plan, FR, LetterSettings(shipped_template(name, FR), frozenset({"ready", "incomplete"})))
    try:
        for each in submissions:
            letters.add(prints(each))
        settle([letters], summary)
    finally:
        letters.discard()
    told = letters.told(summary)
    assert told is not None
    return said(told.message)


def rows(path: Path) -> list[Mapping[str, str]]:
    text = path.read_bytes().decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


def test_a_letter_per_dossier_in_a_folder_made_for_them(
    mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    folder = tmp_path / "a" / "lettres"
    told = write(folder, *mixed)
    assert told == "lettres écrites : 3 ; sans lettre : 3 (d’un autre état que ceux de --letters-for)"
    assert names_in(folder) == ["2021-1-2.md", "2021-1.md", "2021-2.md", "lettres.csv", "sans_lettre.csv"]
    assert (folder / "2021-1.md").read_text(encoding="utf-8") == letter_text(mixed[0][0])


def test_the_list_of_letters_is_one_for_a_mail_merge(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    handling = Handling("77", organisation="=SUM(A1)", siret="17877893200016", contact="a@b.invalid")
    write(tmp_path, [replace(mixed[0][0], handling=handling), *mixed[0][1:]], mixed[1])
    first, second, third = rows(tmp_path / "lettres.csv")
    digest = first["Empreinte"]
    assert first == {
        "Référence": "2021-1", "Fichier": "2021-1.md", "Courriel": "a@b.invalid", "Organisation": "'=SUM(A1)",
        "SIRET": "17877893200016", "Thème": "ESSAI", "État": "prêt", "Empreinte": digest,
    }  # fmt: skip
    assert (second["Fichier"], second["Organisation"], second["Courriel"]) == ("2021-2.md", "Direction A", "")
    assert third["Fichier"] == "2021-1-2.md"
    reasons = rows(tmp_path / "sans_lettre.csv")
    assert [row["Référence"] for row in reasons] == ["2021-3", "2021-4", "2021-5"]
    assert {row["Pourquoi aucune lettre"] for row in reasons} == {"d’un autre état que ceux de --letters-for"}


@pytest.mark.parametrize(
    ("contact", "listed"),
    [
        ("marie.d+x@sous.domaine.example", "marie.d+x@sous.domaine.example"),
        ("élu@mairie-évry.example", "élu@mairie-évry.example"),
        ("a@b.example\r\nBcc: c@d.example", ""),
        ("a@b.example, c@d.example", ""),
        ("a@b.example;c@d.example", ""),
        ("Tous <a@b.example>", ""),
        ("@b.example", ""),
        ("a@", ""),
    ],
)
def test_a_letter_is_sent_to_one_address_alone(
    mixed: tuple[list[Submission], Summary], tmp_path: Path, contact: str, listed: str
) -> None:
    write(tmp_path, [replace(mixed[0][0], handling=Handling("77", contact=contact))], mixed[1])
    assert [row["Courriel"] for row in rows(tmp_path / "lettres.csv")] == [listed]


def test_no_attack_acts_in_the_lists(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    attacked = [
        replace(mixed[0][0], reference=text, handling=Handling(organisation=text, contact=f"{text}@a"))
        for text in ATTACKS.values()
    ]
    write(tmp_path, attacked, mixed[1])
    found = rows(tmp_path / "lettres.csv")
    assert len(found) == len(ATTACKS)
    for row in found:
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_the_letters_of_an_earlier_run_are_not_left_among_the_new(
    mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    folder = tmp_path / "lettres"
    folder.mkdir()
    write(folder, *mixed)
    write(folder, mixed[0][1:2], mixed[1], "docx")
    assert names_in(folder) == ["2021-2.docx", "lettres.csv"]
    write(folder, mixed[0][:1], mixed[1])
    assert names_in(folder) == ["2021-1.md", "lettres.csv"]


def test_what_a_person_put_there_or_changed_is_never_touched(
    mixed: tuple[list[Submission], Summary], tmp_path: Path
) -> None:
    folder = tmp_path / "lettres"
    folder.mkdir()
    own = {"2021-1.md": "avant", "autre.md": "à moi", "modele.docx": "modèle"}
    for name, text in own.items():
        (folder / name).write_text(text, encoding="utf-8")
    write(folder, mixed[0][:2], mixed[1])
    assert names_in(folder) == ["2021-1-2.md", "2021-1.md", "2021-2.md", "autre.md", "lettres.csv", "modele.docx"]
    (folder / "2021-2.md").write_text("corrigée", encoding="utf-8")
    told = write(folder, mixed[0][:2], mixed[1])
    assert told == "lettres écrites : 2 ; lettres d’avant modifiées depuis, laissées : 1"
    assert {name: (folder / name).read_text(encoding="utf-8") for name in own} == own
    assert (folder / "2021-2.md").read_text(encoding="utf-8") == "corrigée"
    assert (folder / "2021-2-2.md").read_text(encoding="utf-8") == letter_text(mixed[0][1])


def test_a_list_names_nothing_elsewhere(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    folder = tmp_path / "lettres"
    write(folder, mixed[0][:1], mixed[1])
    victim, linked = tmp_path / "2021-1.md", folder / "lien.md"
    victim.write_bytes((folder / "2021-1.md").read_bytes())
    linked.symlink_to(victim)
    listed = (folder / "lettres.csv").read_text(encoding="utf-8-sig")
    line = next(line for line in listed.splitlines() if ";2021-1.md;" in line)
    more = [line.replace(";2021-1.md;", f";{name};") for name in ("../2021-1.md", str(victim), "lien.md", "", ".")]
    (folder / "lettres.csv").write_text("\n".join([listed.strip(), *more]), encoding="utf-8-sig")
    write(folder, [], mixed[1])
    assert victim.exists()
    assert names_in(folder) == ["lettres.csv", "lien.md"]


def test_a_list_that_is_a_person_s_own_is_not_replaced(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    folder = tmp_path / "lettres"
    folder.mkdir()
    (folder / "lettres.csv").write_text("nom;adresse\n", encoding="utf-8")
    with pytest.raises(DossierError) as error:
        write(folder, *mixed)
    (problem,) = error.value.problems
    assert problem.file == str(folder / "lettres.csv")
    assert said(problem.message).startswith("ce fichier n’est pas la liste que la commande écrit ici")
    assert names_in(folder) == ["lettres.csv"]


def test_letters_that_are_discarded_leave_nothing(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    kept, made = tmp_path / "gardé", tmp_path / "fait"
    kept.mkdir()
    prints = printer(mixed[1].plan, FR, LetterSettings(shipped_template("md", FR)))
    for folder in (kept, made):
        letters = Letters(folder, ".md", EXTENSIONS, FR)
        letters.add(prints(mixed[0][0]))
        letters.discard()
    assert names_in(kept) == []
    assert not made.exists()


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "plein").write_text("", encoding="utf-8")
    for path in (tmp_path / "plein", tmp_path / "plein" / "lettres"):
        with pytest.raises(DossierError) as error:
            Letters(path, ".md", EXTENSIONS, FR)
        (problem,) = error.value.problems
        assert problem.file == str(path)
        assert said(problem.message).startswith("écriture impossible : ")


@pytest.mark.parametrize("stop", range(1, 9))
def test_a_run_that_is_killed_while_letters_take_their_place_leaves_none_that_the_next_does_not_know(
    mixed: tuple[list[Submission], Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    folder, steps = tmp_path / "lettres", 0
    write(folder, mixed[0], mixed[1], "odt")
    moved, removed = Path.replace, Path.unlink

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == stop:
            raise SystemExit

    def replace_(path: Path, target: Path) -> Path:
        step()
        return moved(path, target)

    def unlink(path: Path, missing_ok: bool = False) -> None:
        step()
        removed(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_)
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises(SystemExit):
            write(folder, mixed[0], mixed[1])
    told = write(folder, mixed[0], mixed[1])
    assert "laissées" not in told
    assert names_in(folder) == ["2021-1-2.md", "2021-1.md", "2021-2.md", "lettres.csv", "sans_lettre.csv"]


@pytest.mark.parametrize("name", ["x" * 200_000, "x" * 300, "\0"])
def test_a_list_that_someone_damaged_stops_nothing(
    mixed: tuple[list[Submission], Summary], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "lettres"
    write(folder, mixed[0], mixed[1], "odt")
    listed = (folder / "lettres.csv").read_text(encoding="utf-8-sig").splitlines()
    listed.insert(1, f"a;{name}.md;;;;;;b2-0")
    (folder / "lettres.csv").write_text("\n".join(listed), encoding="utf-8-sig")
    write(folder, mixed[0][:1], mixed[1])
    assert names_in(folder) == ["2021-1.md", "lettres.csv"]


def test_a_pipe_that_has_the_name_of_a_list_is_no_list(mixed: tuple[list[Submission], Summary], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lettres.csv")
    with pytest.raises(DossierError) as error:
        write(tmp_path, *mixed)
    assert said(error.value.problems[0].message).startswith("ce fichier n’est pas la liste que la commande écrit ici")
