from __future__ import annotations

from pathlib import Path

import pytest

from dossiers.helpers import ZERO_SIRET, dossiers, facts, faults, only, read, said
from relance_rules.dossiers.formats import delimited
from relance_rules.values import Money

HEADER = ["theme", "reference", "projet.cout_total_ttc", "depose_le"]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_and_the_ends_of_lines_are_found(tmp_path: Path, separator: str, end: str) -> None:
    rows = [HEADER, ["SNAP3", "1", "1200.50", "2021-02-12"]]
    path = write(tmp_path / "a.csv", end.join(separator.join(row) for row in rows) + end)
    assert facts(only(path))["projet.cout_total_ttc"] == Money(120050)


def test_commas_in_amounts_and_titles_do_not_pass_for_separators(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "theme;Coût total TTC;projet.nom\nSNAP3;1200,50;a, b, c, d\nSNAP3;1,5;e\n")
    first, second = read(path)
    assert facts(first)["projet.cout_total_ttc"] == Money(120050)
    assert facts(second)["projet.nom"] == "e"


def test_the_separator_that_a_spreadsheet_declares_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "sep=|\ntheme|reference\nSNAP3|1\n")
    record = only(path)
    assert record.origin == f"{path}:3"
    assert dossiers([record]) == [{"theme": "SNAP3", "reference": "1"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_or_without_a_mark(tmp_path: Path, encoding: str) -> None:
    record = only(write(tmp_path / "a.csv", "theme;Catégorie du porteur\nSNAP3;opérateur de l’État\n", encoding))
    assert facts(record)["porteurs"] == ({"categorie": "operateur"},)
    assert not record.notes


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "theme;Coût total TTC\nSNAP3;12 €\n", "cp1252")
    note, record = read(path)
    assert "Windows-1252" in said(note)
    assert facts(record)["projet.cout_total_ttc"] == Money(1200)


def test_utf_16_is_read_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "theme\tCoût total TTC\nSNAP3\t12 €\n", "utf-16")
    note, record = read(path)
    assert "UTF-16" in said(note)
    assert facts(record)["projet.cout_total_ttc"] == Money(1200)


def test_a_workbook_named_csv_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"PK\x03\x04....xl/workbook.xml")
    assert "un classeur Excel" in said(only(path))


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("1200000", 120000000), ("1 200 000,00 €", 120000000), ("1\u202f200,5", 120050), ("48k€", 4800000), ("0.10", 10)],
)
def test_french_and_plain_amounts(tmp_path: Path, amount: str, cents: int) -> None:
    path = write(tmp_path / "a.csv", f"theme;Coût total TTC\nSNAP3;{amount}\n")
    assert facts(only(path))["projet.cout_total_ttc"] == Money(cents)


def test_an_ambiguous_amount_is_refused_on_its_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "theme;Coût total TTC\n\nSNAP3;1,200\n")
    assert f"{path}:3:2: « Coût total TTC » : « 1,200 » est ambigu" in faults(only(path))


@pytest.mark.parametrize("day", ["2021-02-12", "12/02/2021", "12/02/2021 14:30", "2021-02-12 00:00:00"])
def test_french_and_plain_dates(tmp_path: Path, day: str) -> None:
    path = write(tmp_path / "a.csv", f"theme;Date de dépôt\nSNAP3;{day}\n")
    assert facts(only(path))["depose_le"].isoformat() == "2021-02-12"


def test_a_siret_that_lost_its_zeros_is_repaired_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"theme;porteurs[0].siret\nSNAP3;{ZERO_SIRET.lstrip('0')}\nSNAP3;1234567890123\n")
    repaired, wrong = read(path)
    assert facts(repaired)["porteurs"] == ({"siret": ZERO_SIRET},)
    assert ZERO_SIRET in said(repaired)
    assert not wrong.notes
    assert "14 chiffres" in faults(wrong)


def test_quoted_cells_may_hold_separators_and_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'theme;projet.nom;reference\nSNAP3;"un;\ndeux";1\nSNAP3;trois;2\n')
    first, second = read(path)
    assert facts(first)["projet.nom"] == "un;\ndeux"
    assert second.origin == f"{path}:4"


BAD_LINES = [
    'SNAP3;1;"un;12',
    'SNAP3;1;"un"deux;12',
    '"SNAP3";"1";"un"";12',
    'SNAP3;1;"' + "x" * 140_000 + '";12',
]


@pytest.mark.parametrize("bad", BAD_LINES, ids=["open", "closed too soon", "doubled", "too long"])
@pytest.mark.parametrize("after", ["", '\nSNAP3;2;"un;\ndeux";3\nSNAP3;3;"a ""b""";4', "\nSNAP3;2;x" * 30])
def test_a_line_of_bad_quotes_is_one_row_in_error(tmp_path: Path, bad: str, after: str) -> None:
    head = "theme;reference;projet.nom;projet.cout_total_ttc\nSNAP3;0;zéro;1\n"
    good, wrong, *rest = read(write(tmp_path / "a.csv", head + bad + after + "\n"))
    assert good.document is not None
    assert wrong.origin == f"{tmp_path / 'a.csv'}:3"
    assert "guillemets mal fermés" in said(wrong)
    assert wrong.data == {"theme": "SNAP3", "reference": "1"}
    assert len(rest) == after.count("\nSNAP3")
    assert all(record.document is not None for record in rest)


def test_the_lines_after_bad_quotes_keep_their_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'theme;projet.nom\n\nSNAP3;"un\nSNAP3;"deux\n\nSNAP3;trois\n')
    first, second, third = read(path)
    assert [r.origin for r in (first, second, third)] == [f"{path}:{line}" for line in (3, 4, 6)]
    assert facts(third)["projet.nom"] == "trois"


def test_bad_quotes_in_a_column_that_is_not_read_are_an_error_all_the_same(tmp_path: Path) -> None:
    _, wrong = read(write(tmp_path / "a.csv", 'theme;reference;Ville\nSNAP3;1;"un\n'))
    assert "guillemets" in said(wrong)


def test_bad_quotes_in_the_titles_stop_the_table(tmp_path: Path) -> None:
    assert "guillemets" in said(only(write(tmp_path / "a.csv", 'theme;reference;"un\nSNAP3;1;a\n')))


def test_a_text_of_bad_quotes_is_not_read_for_ever(tmp_path: Path) -> None:
    # Each line opens a quote that every other one keeps open to the end.
    path = write(tmp_path / "a.csv", "theme;reference\n" + 'a";"\n' * 2_000)
    assert "trop de guillemets" in said(only(path))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found_under_a_title(tmp_path: Path, separator: str) -> None:
    rows = [["Dossiers; reçus, en 2021"], HEADER, ["SNAP3", "1", "1200.50", "2021-02-12"]]
    _, record = read(write(tmp_path / "a.csv", "\n".join(separator.join(row) for row in rows)))
    assert facts(record)["projet.cout_total_ttc"] == Money(120050)


def test_a_line_of_a_list_with_bad_quotes_is_an_error_of_its_dossier(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "theme;reference\nSNAP3;1\nSNAP3;2\n")
    write(tmp_path / "a.depenses.csv", 'reference;libelle;montant_ttc\n2;"a;12\n1;b;3\n')
    first, second = read(path)
    assert facts(first)["depenses"] == ({"libelle": "b", "montant_ttc": Money(300)},)
    assert "a.depenses.csv:2:" in said(second)
    assert "guillemets" in said(second)


def test_a_table_beyond_the_bounds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.csv", "theme;reference\n" + "SNAP3;1\n" * 5)
    monkeypatch.setattr(delimited, "MAX_ROWS", 5)
    assert "trop grande" in said(only(path))
    monkeypatch.setattr(delimited, "MAX_ROWS", 6)
    assert len(read(path)) == 5
    monkeypatch.setattr(delimited, "MAX_COLUMNS", 1)
    assert "trop grande" in said(only(path))


def test_lists_stand_in_files_beside_the_table(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "theme;reference\nSNAP3;1\nSNAP3;2\n")
    write(tmp_path / "a.depenses.csv", "reference,libelle,montant_ttc\n2,Audit,12\n1,Licence,5\n2,Étude,3\n")
    write(tmp_path / "a.porteurs.csv", "Référence du dossier;Nom du porteur\n1;Agence\n")
    first, second = read(tmp_path)
    assert facts(first)["depenses"] == ({"libelle": "Licence", "montant_ttc": Money(500)},)
    assert facts(first)["porteurs"] == ({"nom": "Agence"},)
    assert [line["libelle"] for line in facts(second)["depenses"]] == ["Audit", "Étude"]
    assert dossiers(read(path, tmp_path / "a.depenses.csv")) == dossiers([first, second])
