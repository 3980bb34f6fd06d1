"""Tables whose rows are in a csv file: each cell keeps its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relance_rules import DossierError, RuleError, load_rules
from relance_rules.loading.rows import rows_of
from rule_sets import THEME, condition, faults, said, write_rules


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n3,4\n", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]),
        ("a;b\n1,5 %;2\n", [{"a": "1,5 %", "b": "2"}]),
        ("a,b\r\n1,2\r\n", [{"a": "1", "b": "2"}]),
        ("a,b\n1,2", [{"a": "1", "b": "2"}]),
        ('a,b\n"1,5 %","x ""y"""\n', [{"a": "1,5 %", "b": 'x "y"'}]),
        ("a, b\n 1 , 2 \n", [{"a": "1", "b": "2"}]),
        ("a,b\n\n1,2\n,\n\n", [{"a": "1", "b": "2"}]),
        ("a,b\n1,\n", [{"a": "1", "b": None}]),
        ("a,b\n1\n", [{"a": "1"}]),
        ('a,b\n"1\n2",3\n', [{"a": "1\n2", "b": "3"}]),
        ("a,b\n", []),
    ],
)
def test_cells_are_the_texts_that_were_written(text: str, rows: list[dict[str, Any]]) -> None:
    assert rows_of(text, "t.csv").data() == rows


def test_each_cell_knows_its_line_and_its_column() -> None:
    root = rows_of('a,b\n"1\n2",3\n44,5\n', "t.csv")
    assert root.locate((0,)) == (2, 1)
    assert root.locate((0, "b")) == (3, 4)
    assert root.locate((1, "a")) == (4, 1)
    assert root.locate((1, "b")) == (4, 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: le fichier est vide"),
        ("\n\n", "1:1: le fichier est vide"),
        ("a,\n1,2\n", "1:3: une colonne n’a pas de nom"),
        ("a,b,a\n", "1:5: la colonne « a » est donnée deux fois"),
        ("a,b\n1,2,3\n", "2:5: cette ligne a plus de cellules que de colonnes : 2"),
        ('a,b\n1,"2\n', "2:3: un guillemet est mal placé"),
        ('a,b\n1,2"\n', "2:3: un guillemet est mal placé"),
        ('a,b\n1,"2"3\n', "2:3: un guillemet est mal placé"),
    ],
)
def test_what_is_no_table_is_refused_at_its_place(text: str, said: str) -> None:
    with pytest.raises(DossierError) as error:
        rows_of(text, "t.csv")
    assert faults(error.value) == said
    assert error.value.problems[0].file == "t.csv"


TABLE = """\
table: bareme
keys:
  mois: {fact: projet.mois, match: up_to, last: closed}
  voie: {fact: modalite}
gives: {montant: money}
"""
ROWS = "mois,voie,montant\n3,guichet,10 EUR\n3,appel,20 EUR\n12,guichet,30 EUR\n12,appel,40 EUR\n"
VALUE = {"table": "bareme", "column": "montant", "at_most": "20 EUR"}


def write(folder: Path, table: str = TABLE, rows: str | None = ROWS) -> Path:
    tables = {"bareme": table} | ({} if rows is None else {"bareme.csv": rows})
    return write_rules(folder, {**THEME, "eligibility": [condition("a", VALUE)]}, tables=tables)


def refusal(folder: Path, table: str = TABLE, rows: str | None = ROWS) -> list[str]:
    with pytest.raises(RuleError) as error:
        load_rules(write(folder, table, rows))
    return [f"{Path(p.file or '').name}:{p.line}:{p.column}: {said(p.message)}" for p in error.value.problems]


def test_rows_may_stand_in_a_csv_file_of_the_same_name(tmp_path: Path) -> None:
    assert load_rules(write(tmp_path))["ESSAI"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS.replace("12,appel,40 EUR\n", ""), "bareme.csv:1:1: aucune ligne pour mois 12, voie appel"),
        (ROWS + "3,appel,50 EUR\n", "bareme.csv:6:1: deux lignes pour mois 3, voie appel : lignes 3, 6"),
        (ROWS.replace("20 EUR", "20"), "bareme.csv:3:9: il faut un montant, pas un nombre"),
        (ROWS.replace("3,appel", "3,apel"), "bareme.csv:3:3: valeur inconnue : « apel » ;"),
        (ROWS.replace("3,appel,20 EUR", "3,appel"), "bareme.csv:3:1: la colonne « montant » manque"),
        (ROWS.replace("3,appel,20 EUR", ",appel,20 EUR"), "bareme.csv:3:1: la clé « mois » manque"),
        (ROWS.replace("montant", "montants"), "bareme.csv:2:11: la table n’a pas de colonne « montants »"),
        (ROWS.replace("3,appel", '3,"appel'), "bareme.csv:3:3: un guillemet est mal placé"),
        (None, "bareme.yaml:1:1: la table « bareme » n’a aucune ligne"),
    ],
)  # fmt: skip
def test_a_fault_of_a_cell_is_told_in_its_file(tmp_path: Path, rows: str | None, said: str) -> None:
    assert any(line.startswith(said) for line in refusal(tmp_path, rows=rows)), refusal(tmp_path, rows=rows)


def test_rows_stand_in_one_place(tmp_path: Path) -> None:
    inline = TABLE + "rows: [{mois: 3, voie: appel, montant: 1 EUR}]\n"
    assert refusal(tmp_path, inline)[0] == "bareme.yaml:6:1: les lignes sont ici et dans « bareme.csv »"


def test_the_rows_of_the_file_itself_have_their_lines_too(tmp_path: Path) -> None:
    rows = "rows:\n" + "".join(
        f"  - {{mois: {mois}, voie: {voie}, montant: 1 EUR}}\n"
        for mois, voie in ((3, "guichet"), (3, "appel"), (3, "guichet"))
    )
    assert refusal(tmp_path, TABLE + rows, None) == [
        "bareme.yaml:9:5: deux lignes pour mois 3, voie guichet : lignes 7, 9"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", last: closed", "", "bareme.yaml:3:3: dites « last: open » ou « last: closed »"),
        ("{fact: modalite}", "{fact: modalite, last: open}", "bareme.yaml:4:26: « last » va avec « match: up_to »"),
        (
            "{montant: money}",
            "{montant: money, voie: money}",
            "bareme.yaml:5:25: « voie » est à la fois une clé",
        ),
        ("{montant: money}", "{montant: argent}", "bareme.yaml:5:9: « argent » n’est pas accepté"),
        ("table: bareme", "table: barem", "bareme.yaml:1:1: le fichier bareme.yaml décrit « barem »"),
        ("fact: projet.mois", "fact: projet.moi", "bareme.yaml:3:10: « projet.moi » n’est ni un fait"),
        (
            "fact: projet.mois",
            "fact: modalite",
            "bareme.yaml:3:3: « up_to » va avec un nombre ou une date",
        ),
    ],
)
def test_a_table_that_is_wrong_is_told_on_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = refusal(tmp_path, TABLE.replace(old, new))
    assert any(line.startswith(said) for line in found), found
