"""Files of notes."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from relance_rules.batch.selection.candidates import Candidate
from relance_rules.batch.selection.grid import csv_grid, xlsx_grid
from relance_rules.batch.selection.notes import Notes, read_notes
from relance_rules.loading.problems import DossierError
from relance_rules.localization import localization
from relance_rules.values import Money
from rule_sets import EURO, Trial

from ..helpers import FR, plain
from .conftest import MakeNotes


def given(notes: Notes) -> dict[tuple[str, str, str], Fraction]:
    """What was given, by reference, juror and criterion."""
    return {
        (dossier.reference, juror, criterion): mark.given
        for dossier in notes.dossiers.values()
        for juror, marks in dossier.marks.items()
        for ids, mark in marks.items()
        for criterion in ids
    }


def refusals(make: MakeNotes, text: str, name: str = "notes.csv") -> list[str]:
    with pytest.raises(DossierError) as caught:
        make(text, name)
    return [f"{problem.line}: {plain(FR.say(problem.message))}" for problem in caught.value.problems]


EXPECTED = {
    ("A-1", "Ana", "interet"): Fraction(12),
    ("A-1", "Ana", "cout"): Fraction(27, 2),
    ("A-1", "Bo", "interet"): Fraction(0),
}

COLUMNS = "Référence;Membre du jury;interet;Libellé cout\nA-1;Ana;12;13,5\na – 1;Bo;0;\n;;;\nA-2;;;\n"
LINES = (
    "Commentaire;reference;critère;juror;Note\n;A-1;Libellé interet;Ana;12\nbon;A-1;COUT;Ana;13.5\n;A-1;interet;Bo;0\n"
)
LIST = """
- {reference: A-1, juror: Ana, interet: 12, cout: "13,5"}
- reference: A-1
  juror: Bo
  Libellé interet: 0
"""
JSON = '[{"reference":"A-1","juror":"Ana","interet":12,"cout":13.5},{"reference":"A-1","juror":"Bo","interet":0}]'


@pytest.mark.parametrize(
    ("text", "name"),
    [(COLUMNS, "notes.csv"), (LINES, "notes.csv"), (LIST, "notes.yaml"), (JSON, "notes.json")],
)
def test_a_column_or_a_line_per_criterion(text: str, name: str, notes: MakeNotes) -> None:
    assert given(notes(text, name)) == EXPECTED


def test_the_scale_is_twenty_unless_a_line_says_it_wherever_it_stands(notes: MakeNotes) -> None:
    assert notes("Référence;interet\nA;20\n").most_of("interet") == 20
    found = notes("Référence;interet;cout\nA;5;20\nbarème;5;\n")
    assert (found.most_of("interet"), found.most_of("cout")) == (5, 20)
    assert list(found.dossiers) == ["a"]
    assert refusals(notes, "Référence;interet;cout\nA;5,5;20,000001\nBAREME;5;\n") == [
        "2: interet : « 5.5 » dépasse le barème, qui va de 0 à 5",
        "2: cout : « 20.000001 » dépasse le barème, qui va de 0 à 20",
    ]
    assert refusals(notes, "Référence;interet\nbarème;0\n") == ["2: interet : un barème est plus grand que zéro"]


UNKNOWN = "« Libelé cout » n’est un critère d’aucun thème ; vouliez-vous dire « Libellé cout » ?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Référence;intéret;coup\nA;1;1\n", ["1: « coup » n’est un critère d’aucun thème ; accepté : Libellé interet"]),
        ("Référence;Libelé cout\nA;1\n", [f"1: {UNKNOWN}"]),
        ("Référence;critère;note\nA;Libelé cout;1\n", [f"2: {UNKNOWN}"]),
        ("Référence;interet\nA;x\nB;-1\n", ["2: interet : « x » n’est pas un", "3: interet : « -1 » n’est pas un"]),
        ("Référence;interet\nA;1\nA;2\n", ["3: interet : ce critère a déjà une note pour ce dossier, à la ligne 2"]),
        ("Référence;interet\n;1\n", ["2: cette note n’a pas la référence de son dossier"]),
        ("interet;cout\n1;1\n", ["1: un fichier de notes a une colonne « Référence », et une par critère"]),
    ],
)  # fmt: skip
def test_each_fault_with_its_line(text: str, said: list[str], notes: MakeNotes) -> None:
    found = refusals(notes, text)
    assert len(found) == len(said)
    for message, start in zip(found, said, strict=True):
        assert message.startswith(start)


def test_what_is_no_file_of_notes(notes: MakeNotes, graded: Trial, tmp_path: Path) -> None:
    assert "aucune cellule" in refusals(notes, "\n")[0]
    for text in ("a: 1\n", "- 1\n", "[]\n"):
        assert "une liste où chacune" in refusals(notes, text, "notes.yaml")[0]
    assert "l’un de .yaml" in refusals(notes, "{}", "notes.ndjson")[0]
    assert refusals(notes, "- {reference: A, interet: [1]}\n", "n.yaml")[0].startswith("1: interet : « […] »")
    with pytest.raises(DossierError):
        read_notes(tmp_path / "absent.csv", graded.rules.plan)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_grid_that_is_written_is_read(code: str, graded: Trial, tmp_path: Path) -> None:
    language = localization("en" if code == "en" else "fr", EURO)
    theme = graded.rules["ESSAI"]
    text = csv_grid(theme, language)
    assert text.startswith("\ufeff")
    path = tmp_path / "grille.csv"
    path.write_text(text + "A-1;Essai;Ana;20;0\r\n", encoding="utf-8")
    found = read_notes(path, graded.rules.plan)
    assert given(found) == {("A-1", "Ana", "interet"): 20, ("A-1", "Ana", "cout"): 0}
    assert xlsx_grid(theme, language) == xlsx_grid(theme, language)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_grid(theme, language)))
    sheet = book[book.sheetnames[0]]
    assert [cell.value for cell in sheet[3]][5:] == [
        '=IF(COUNT(D3:E3)=2,SUM(D3:E3),"")',
        '=IF(F3="","",RANK(F3,F$3:F$102))',
    ]
    for cell, value in (("A3", "A-1"), ("C3", "Ana"), ("D3", 7.5), ("E3", 10), ("D2", 10)):
        sheet[cell] = value
    book.create_sheet("Autre", 0)["A1"] = "sans rapport"
    book.save(tmp_path / "grille.xlsx")
    found = read_notes(tmp_path / "grille.xlsx", graded.rules.plan)
    assert given(found) == {("A-1", "Ana", "interet"): Fraction(15, 2), ("A-1", "Ana", "cout"): 10}
    assert found.most_of("interet") == 10


def test_the_first_sheet_counts_where_none_is_a_grid(graded: Trial, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Référence", "interet"), ("A", 3)):
        book.active.append(row)
    book.create_sheet("Autre").append(("sans", "rapport"))
    book.save(tmp_path / "notes.xlsx")
    assert given(read_notes(tmp_path / "notes.xlsx", graded.rules.plan)) == {("A", "", "interet"): 3}


def test_a_grid_of_dossiers_holds_no_formula_of_theirs(graded: Trial) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    from relance_rules.batch.selection.grid import write_grid

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    write_grid(book, graded.rules["ESSAI"], [Candidate("ESSAI", None, "=1+1", "a", "@SUM(1)", Money(1))], FR)
    book.close()
    sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))["Notes ESSAI"]
    assert [sheet[cell].value for cell in ("A3", "B3")] == ["=1+1", "@SUM(1)"]
    with zipfile.ZipFile(stream) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
    # Those of the totals and of the ranks, and none else.
    assert cells.count("<f>") == 2
    (rule, _) = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.formula2, str(rule.sqref)) == ("decimal", "0", "D$2", "D3")


def test_a_list_has_no_more_keys_than_a_table_has_columns(notes: MakeNotes) -> None:
    with pytest.raises(DossierError) as error:
        notes("[" + ", ".join(f"{{reference: A, k{number}: 1}}" for number in range(2000)) + "]", "notes.yaml")
    assert FR.say(error.value.problems[0].message).startswith("table trop grande")
