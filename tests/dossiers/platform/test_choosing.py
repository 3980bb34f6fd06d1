from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.helpers import context, dossiers, mapping_of, rules, said, write_json, write_xlsx
from relance_rules.dossiers.handling import Handling
from relance_rules.dossiers.mapping import PlatformMapping, load_mapping
from relance_rules.dossiers.platform.choosing import Forms
from relance_rules.dossiers.platform.filed import FieldAnswer, Filed
from relance_rules.dossiers.records import Record
from relance_rules.dossiers.sources import iter_records
from relance_rules.dossiers.tables.records import CellPlace

FACTS = {"Nom": "projet.nom", "Coût": "projet.cout_total_ttc", "Phase": "projet.phase", "Site": "projet.reference"}


def mapping(folder: Path, name: str, *labels: str, head: str = "", theme: str = "SNAP3") -> PlatformMapping:
    """A mapping in a file of its own, that names some fields."""
    path = folder / f"{name}.yaml"
    fields = ", ".join(f"{{label: {label}, fact: {FACTS[label]}}}" for label in labels)
    path.write_text(f"{head}\ndefaults: {{theme: {theme}}}\nfields: [{fields}]\n", encoding="utf-8")
    return load_mapping(path, rules().plan)


def node(number: int, *labels: str, **more: Any) -> dict[str, Any]:
    fields = [{"id": label, "label": label, "stringValue": "1"} for label in labels]
    return {"number": number, "state": "en_instruction", "champs": fields, "annotations": [], **more}


def procedure(number: int | None, *nodes: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"demarche": {"number": number, "dossiers": {"nodes": list(nodes)}}}}


def read(path: Path, *mappings: PlatformMapping) -> list[Record]:
    return list(iter_records([path], context(*mappings)))


def themes(records: list[Record]) -> dict[str, str]:
    """The theme of each dossier, which tells the mapping that read it."""
    return {str(each["reference"]): str(each["theme"]) for each in dossiers(records)}


def refusal(records: list[Record]) -> str:
    """What is said of dossiers that are not read."""
    (error,) = [each for each in records if each.error is not None]
    return said(error).replace("\u00a0", " ")


@pytest.fixture
def one(tmp_path: Path) -> PlatformMapping:
    return mapping(tmp_path, "un", "Nom", "Coût")


@pytest.fixture
def other(tmp_path: Path) -> PlatformMapping:
    return mapping(tmp_path, "deux", "Nom", "Phase", theme="ITN1")


def test_each_dossier_is_read_with_the_mapping_whose_fields_it_has(
    tmp_path: Path, one: PlatformMapping, other: PlatformMapping
) -> None:
    path = write_json(tmp_path / "a.json", [node(1, "Nom", "Coût"), node(2, "Phase", "Nom", "Libre")])
    for mappings in ((one, other), (other, one)):
        assert themes(read(path, *mappings)) == {"1": "SNAP3", "2": "ITN1"}


def test_lines_of_several_forms(tmp_path: Path, one: PlatformMapping, other: PlatformMapping) -> None:
    path = tmp_path / "a.ndjson"
    lines = [node(1, "Nom", "Coût"), node(2, "Nom", "Phase"), node(3, "Nom", "Coût")]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert themes(read(path, one, other)) == {"1": "SNAP3", "2": "ITN1", "3": "SNAP3"}


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_columns_of_a_spreadsheet_tell_its_mapping(
    tmp_path: Path, one: PlatformMapping, other: PlatformMapping, separator: str
) -> None:
    for place, label in enumerate(("Coût", "Phase"), 1):
        rows = [["ID", "État du dossier", "Nom", label], [str(place), "En instruction", "a", "1"]]
        with (tmp_path / f"{place}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=separator).writerows(rows)
    write_xlsx(tmp_path / "3.xlsx", {"Dossiers": [["ID", "Nom", "Phase"], ["3", "a", 1]]})
    found = list(iter_records([tmp_path / name for name in ("1.csv", "2.csv", "3.xlsx")], context(one, other)))
    assert themes(found) == {"1": "SNAP3", "2": "ITN1", "3": "ITN1"}


def test_a_spreadsheet_without_the_sheet_of_a_block_that_nobody_filled_in(tmp_path: Path, one: PlatformMapping) -> None:
    text = (
        "defaults: {theme: ITN1}\nfields: [{label: Phase, fact: projet.phase}]\n"
        "blocks: [{label: Dépenses, list: depenses, fields: [{label: Intitulé, fact: libelle}]}]\n"
    )
    blocks = mapping_of(tmp_path, text)
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [["ID", "Phase"], ["1", 2]]})
    records = read(path, one, blocks)
    assert themes(records) == {"1": "ITN1"}
    assert "un export csv" not in "".join(map(said, records))
    # An answer of the API shows a block even where it has no row: without it, the form is another one.
    path = write_json(tmp_path / "a.json", [node(1, "Phase")])
    assert "nomme « Dépenses », que 1 n’a pas" in refusal(read(path, one, blocks))
    bare = {"id": "b", "label": "Dépenses", "rows": []}
    path = write_json(tmp_path / "a.json", [node(1, "Phase", annotations=[bare])])
    assert themes(read(path, one, blocks)) == {"1": "ITN1"}


def test_a_csv_says_that_it_has_no_blocks_only_of_the_mapping_that_reads_it(
    tmp_path: Path, one: PlatformMapping
) -> None:
    block = "blocks: [{label: D, list: depenses, fields: [{label: a, fact: libelle}]}]"
    blocks = mapping(tmp_path, "trois", "Phase", head=block)
    for label, told in (("Coût", False), ("Phase", True)):
        path = tmp_path / "a.csv"
        path.write_text(f"ID,État du dossier,Nom,{label}\n1,En instruction,a,1\n", encoding="utf-8")
        assert ("un export csv n’a pas les blocs" in "".join(map(said, read(path, one, blocks)))) is told


@pytest.mark.parametrize("where", ["answer", "node"])
def test_the_number_of_the_procedure_decides_before_the_fields(tmp_path: Path, where: str) -> None:
    same = [
        mapping(tmp_path, str(number), "Nom", "Coût", head=f"procedures: [{number}, 9]", theme=theme)
        for number, theme in ((5, "SNAP3"), (6, "ITN1"))
    ]
    numbers = {5: node(1, "Nom", "Coût"), 6: node(2, "Nom")}
    answers = [
        procedure(number, each) if where == "answer" else {**each, "demarche": {"number": number}}
        for number, each in numbers.items()
    ]
    # The second lacks a field: it is the mapping that says whose it is.
    records = read(write_json(tmp_path / "a.json", answers), *same)
    assert themes(records) == {"1": "SNAP3", "2": "ITN1"}
    # Of the third, which both say to be theirs, the fields decide nothing, nor does anything of a fourth.
    for number, expected in (
        (9, "plusieurs correspondances conviennent à ces dossiers, qui ne sont pas lus : 3 ;"),
        (7, "6.yaml est pour d’autres démarches (6, 9) que celle de 3 (7)"),
        (None, 'ajoutez « files: ["a.json"] » dans celle qui est pour eux'),
    ):
        path = write_json(tmp_path / "a.json", [procedure(number, node(3, "Nom", "Coût"))])
        assert expected in refusal(read(path, *same))


def test_of_two_that_say_the_same_procedure_the_fields_decide(tmp_path: Path) -> None:
    older = mapping(tmp_path, "un", "Nom", "Coût", head="procedures: [5]")
    newer = mapping(tmp_path, "deux", "Nom", "Phase", head="procedures: [5]", theme="ITN1")
    silent = mapping(tmp_path, "trois", "Site", theme="ITN2")
    nodes = [node(1, "Nom", "Coût", "Site"), node(2, "Nom", "Phase"), node(3, "Nom", "Site")]
    records = read(write_json(tmp_path / "a.json", procedure(5, *nodes)), older, newer, silent)
    assert themes(records) == {"1": "SNAP3", "2": "ITN1"}
    text = refusal(records)
    assert "lus : 3 ;" in text
    # The one that says nothing is not even looked at.
    assert "trois.yaml" not in text


def test_a_number_is_of_what_stands_below_it(tmp_path: Path) -> None:
    mappings = [
        mapping(tmp_path, str(number), "Nom", "Coût", head=f"procedures: [{number}]", theme=theme)
        for number, theme in ((5, "SNAP3"), (6, "ITN1"))
    ]
    beside = {"data": {"dossier": node(2, "Nom", "Coût")}}
    path = write_json(tmp_path / "a.json", [procedure(5, node(1, "Nom", "Coût")), beside])
    assert "lus : 2 ;" in refusal(read(path, *mappings))
    assert themes(read(path, *mappings)) == {"1": "SNAP3"}


def test_a_mapping_that_says_another_procedure_reads_nothing_alone(tmp_path: Path) -> None:
    only = mapping(tmp_path, "un", "Nom", head="procedures: [5]")
    assert themes(read(write_json(tmp_path / "a.json", procedure(5, node(1, "Nom"))), only)) == {"1": "SNAP3"}
    # Where the export does not say it, as spreadsheets never do, nothing contradicts it.
    assert themes(read(write_json(tmp_path / "a.json", node(1, "Nom")), only)) == {"1": "SNAP3"}
    text = refusal(read(write_json(tmp_path / "a.json", procedure(6, node(1, "Nom"), node(2, "Nom"))), only))
    assert f"ne sont pas lus : 1, 2 ; la correspondance {tmp_path}/un.yaml est pour d’autres démarches (5) que" in text
    assert "ajoutez « procedures: [6] »" in text


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), "true", '"5"', "6.5", "null", "[6]", "9" * 30])
def test_an_odd_number_of_a_procedure_is_none(tmp_path: Path, number: str) -> None:
    only = mapping(tmp_path, "un", "Nom", head="procedures: [5]")
    path = tmp_path / "a.json"
    path.write_text(json.dumps(procedure(None, node(1, "Nom"))).replace('r": null', f'r": {number}'), encoding="utf-8")
    assert themes(read(path, only)) == {"1": "SNAP3"}


def test_the_name_of_the_file_decides_before_the_fields(tmp_path: Path) -> None:
    named = mapping(tmp_path, "itn", "Nom", "Phase", head='files: ["itn1_*.csv", "reçus/*"]', theme="ITN1")
    silent = mapping(tmp_path, "snap", "Nom")
    (tmp_path / "Reçus").mkdir()
    rows = "ID,État du dossier,Nom,Phase\n{},En instruction,a,1\n"
    for place, name in enumerate(("itn1_lundi.csv", "Reçus/a.csv", "ITN1_b.csv", "b.csv"), 1):
        (tmp_path / name).write_text(rows.format(place), encoding="utf-8")
    # Composed in another way, as some systems write accents: the same name.
    found = list(iter_records(sorted(tmp_path.rglob("*.csv")), context(named, silent)))
    assert themes(found) == {"1": "ITN1", "2": "ITN1", "3": "ITN1", "4": "SNAP3"}
    (tmp_path / "c.csv").write_text("ID,État du dossier,Phase\n1,En instruction,1\n", encoding="utf-8")
    text = refusal(read(tmp_path / "c.csv", named, silent))
    assert "itn.yaml est pour d’autres fichiers, itn1_*.csv, reçus/*" in text
    assert "snap.yaml nomme « Nom », que 1 n’a pas" in text


def test_of_a_form_that_fits_none_or_several_nothing_is_read(
    tmp_path: Path, one: PlatformMapping, other: PlatformMapping
) -> None:
    path = write_json(tmp_path / "a[1].json", [node(1, "Nom"), node(2, "Nom", "Coût"), node(3, "Site")])
    records = read(path, one, other)
    assert themes(records) == {"2": "SNAP3"}
    assert refusal(records) == (
        f"{path}:None:None: ces dossiers n’ont pas de correspondance parmi celles qui sont données, et ne sont pas "
        f"lus : 1, 3 ; la correspondance {tmp_path}/un.yaml nomme « Coût », que 1 n’a pas ; la correspondance "
        f'{tmp_path}/deux.yaml nomme « Phase », que 1 n’a pas ; ajoutez « files: ["a[[]1].json"] » dans '
        "celle qui est pourtant pour eux, et dans elle seule, ou donnez aussi la leur par --mapping"
    )
    path = write_json(tmp_path / "a.json", procedure(5, node(1, "Nom", "Coût", "Phase")))
    assert refusal(read(path, one, other)) == (
        f"{path}:None:None: plusieurs correspondances conviennent à ces dossiers, qui ne sont pas lus : 1 ; ils ont "
        f"tous les champs que nomment la correspondance {tmp_path}/un.yaml, la correspondance {tmp_path}/deux.yaml : "
        "ajoutez « procedures: [5] » dans celle qui est pour eux, et dans elle seule"
    )
    empty = mapping(tmp_path, "vide", head="")
    assert "vide.yaml ne nomme aucun champ de 1" in refusal(
        read(write_json(tmp_path / "a.json", node(1, "Site")), one, empty)
    )


def test_the_line_that_is_advised_settles_it(tmp_path: Path) -> None:
    for head, data in (("procedures: [5]", procedure(5, node(1, "Nom"))), ('files: ["a[[]1].json"]', node(1, "Nom"))):
        path = write_json(tmp_path / "a[1].json", data)
        mappings = [mapping(tmp_path, "un", "Nom", "Coût"), mapping(tmp_path, "deux", "Nom", theme="ITN1")]
        assert themes(read(path, *mappings)) == {"1": "ITN1"}
        assert head in refusal(read(path, mappings[0], mapping(tmp_path, "trois", "Nom", "Phase")))
        mappings[0] = mapping(tmp_path, "un", "Nom", "Coût", head=head)
        assert themes(read(path, *mappings)) == {"1": "SNAP3"}


def test_what_the_query_did_not_ask_and_what_tells_of_the_decision_are_no_lack(
    tmp_path: Path, other: PlatformMapping
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "defaults: {theme: SNAP3}\nfields:\n  - {label: Coût, fact: projet.cout_total_ttc}\n"
        "  - {label: Nom, fact: projet.nom}\n  - {label: Accordé, fact: decision.montant}\n"
        "blocks: [{label: D, list: depenses, fields: [{label: a, fact: libelle}]}]\n",
        encoding="utf-8",
    )
    one = load_mapping(path, rules().plan)
    unasked = [{"id": "n", "label": "Nom"}, {"id": "d", "label": "D", "__typename": "RepetitionChamp"}]
    shown = node(1, "Coût")
    export = write_json(tmp_path / "a.json", {**shown, "champs": [*shown["champs"], *unasked]})
    assert themes(read(export, one, other)) == {"1": "SNAP3"}


def test_what_differs_from_one_dossier_to_the_next_of_a_file_is_looked_at_again(
    tmp_path: Path, other: PlatformMapping
) -> None:
    block = "blocks: [{label: D, list: depenses, fields: [{label: a, fact: libelle}]}]"
    one = mapping(tmp_path, "trois", "Coût", head=block)
    rows, unasked = {"id": "d", "label": "D", "rows": []}, {"id": "d", "label": "D", "__typename": "RepetitionChamp"}
    for first, last in ((None, rows), (None, unasked)):
        nodes = [node(n, "Coût", annotations=[each] if each else []) for n, each in ((1, first), (2, last))]
        records = read(write_json(tmp_path / "a.json", nodes), one, other)
        assert themes(records) == {"2": "SNAP3"}
    only = mapping(tmp_path, "un", "Nom", head="procedures: [5]")
    answers = [procedure(number, node(number, "Nom")) for number in (5, 6)]
    assert themes(read(write_json(tmp_path / "a.json", answers), only)) == {"5": "SNAP3"}


def test_a_second_field_of_the_same_label_tells_forms_apart(tmp_path: Path, other: PlatformMapping) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "defaults: {theme: SNAP3}\nfields:\n  - {label: Nom, occurrence: 1, ignore: true}\n"
        "  - {label: Nom, occurrence: 2, fact: projet.nom}\n",
        encoding="utf-8",
    )
    twice = load_mapping(path, rules().plan)
    export = write_json(tmp_path / "a.json", [node(1, "Nom", "Nom"), node(2, "Nom", "Phase")])
    assert themes(read(export, twice, other)) == {"1": "SNAP3", "2": "ITN1"}


def test_remarks_name_the_mapping_where_there_are_several(
    tmp_path: Path, one: PlatformMapping, other: PlatformMapping
) -> None:
    path = write_json(tmp_path / "a.json", [node(1, "Nom", "Coût", "Site"), node(2, "Nom", "Phase", state="accepte")])
    assert "champs remplis que la correspondance ne nomme pas" in said(read(path, one)[-1])
    assert f"champs remplis que la correspondance {tmp_path}/un.yaml ne nomme pas : « Site »" in said(
        read(path, one, other)[-1]
    ).replace("\u00a0", " ")


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.csv"])
def test_an_export_without_any_mapping_is_told_for_what_it_is_once(tmp_path: Path, name: str) -> None:
    path, nodes = tmp_path / name, [node(1, "Nom"), node(2, "Nom")]
    rows = "ID,État du dossier,Nom\n1,En instruction,a\n2,En instruction,a\n"
    text = {"a.json": json.dumps(nodes), "a.ndjson": "".join(f"{json.dumps(each)}\n" for each in nodes), "a.csv": rows}
    path.write_text(text[name], encoding="utf-8")
    (found,) = read(path)
    assert found.origin == str(path)
    assert said(found).replace("\u00a0", " ").startswith(f"{path}:None:None: c’est un export de ")


# ---- laws

LABELS = st.lists(st.sampled_from(sorted(FACTS)), unique=True)


def filed(labels: list[str]) -> Filed:
    place = CellPlace("a")
    answers = tuple(FieldAnswer(label, None, "1", place) for label in labels)
    return Filed("a", place, "en_instruction", {"number": ("1", place)}, answers, handling=Handling())


@given(LABELS, LABELS, LABELS, LABELS)
def test_one_is_taken_where_it_alone_has_all_its_fields_there(
    shown: list[str], first: list[str], second: list[str], third: list[str]
) -> None:
    named = [first, second, third]
    mappings = [
        PlatformMapping.model_validate(
            {"defaults": {"theme": code}, "fields": [{"label": each, "fact": FACTS[each]} for each in labels]}
        )
        for labels, code in zip(named, ("SNAP3", "ITN1", "ITN2"), strict=True)
    ]
    fitting = [
        code for labels, code in zip(named, ("SNAP3", "ITN1", "ITN2"), strict=True) if labels and {*labels} <= {*shown}
    ]
    forms = Forms("a", context(*mappings))
    record = forms.record(filed(shown))
    assert (None if record is None else record.data["theme"]) == (fitting[0] if len(fitting) == 1 else None)
    assert len(list(forms.faults())) == (len(fitting) != 1)
    assert [each.defaults["theme"] for each in forms.used] == (fitting if len(fitting) == 1 else [])
