"""``relance new`` for tables and mappings; ``relance batch`` on tables and on exports of the filing platform."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dossiers.helpers import ZERO_SIRET, ods_row, rules, write_json, write_ods, write_xlsx
from lengths import shortened
from relance_rules.cli.app import run
from relance_rules.dossiers.documents import read_document
from relance_rules.dossiers.tables.template import ColumnTemplate, SheetTemplate, table_template
from relance_rules.values import parse_boolean, parse_date, parse_money
from rule_sets import EURO

from .conftest import ROOT, Run

EXAMPLES = ROOT / "examples" / "dossiers"
THEMES = list(rules())
NBSP = "\u00a0"


def example(code: str) -> dict[str, Any]:
    """The data of the ready example of a theme."""
    return dict(read_document(EXAMPLES / code / "pret.yaml").data)


@pytest.fixture
def dossier() -> dict[str, Any]:
    """A ready dossier whose second applicant has a SIRET that spreadsheets spoil."""
    data = example("SNAP3")
    data["porteurs"][1]["siret"] = ZERO_SIRET
    return data


def sheets(code: str) -> tuple[SheetTemplate, ...]:
    return table_template(rules().plan, rules()[code])


def value_at(data: Any, path: str) -> str:
    for step in path.split("."):
        data = data.get(step, "") if isinstance(data, dict) else ""
    return str(data)


def rows(sheet: SheetTemplate, data: Mapping[str, Any]) -> Iterator[list[tuple[ColumnTemplate, str]]]:
    """The rows of a sheet that hold a dossier, cell by cell."""
    for item in [data] if sheet.list_name is None else data.get(sheet.list_name, []):
        yield [
            (column, data["reference"] if column.path == "reference" else value_at(item, column.path))
            for column in sheet.columns
        ]


def french(column: ColumnTemplate, text: str) -> str:
    """A value as a French spreadsheet writes it in a csv file."""
    if not text:
        return ""
    if column.fact.values:
        return column.fact.values[text].label["fr"]
    if column.fact.type == "money":
        return f"{parse_money(text, EURO):,.2f}".replace(",", NBSP).replace(".", ",")
    if column.fact.type == "date":
        return f"{parse_date(text):%d/%m/%Y}"
    if column.fact.type == "siret":
        return "".join(text.split()).lstrip("0")
    return text


def typed(column: ColumnTemplate, text: str) -> Any:
    """A value as a cell of a workbook holds it."""
    if not text:
        return None
    if column.fact.type == "money":
        return float(parse_money(text, EURO).decimal)
    if column.fact.type == "date":
        return parse_date(text)
    if column.fact.type == "integer" or column.fact.type == "siret":
        return int("".join(text.split()))
    if column.fact.type == "boolean":
        return parse_boolean(text)
    return french(column, text)


def fill_csv(path: Path, code: str, data: Mapping[str, Any], encoding: str = "utf-8-sig") -> None:
    """Fill the tables that ``relance new`` wrote, as a French spreadsheet would."""
    for sheet in sheets(code):
        file = path if sheet.list_name is None else path.with_name(f"{path.stem}.{sheet.list_name}.csv")
        header = next(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        assert header == [column.title for column in sheet.columns]
        with file.open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(header)
            writer.writerows([french(column, text) for column, text in row] for row in rows(sheet, data))


def checked(relance: Run, folder: Path, *dossiers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The reports of the same dossiers written as JSON, in a batch: there the other dossiers filed count too."""
    files = [write_json(folder / f"{number}.json", data) for number, data in enumerate(dossiers)]
    return [alone(report) for report in json.loads(relance("batch", "--format", "json", *files).stdout)["reports"]]


def alone(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what its reader and the batch add: the file's name, the notes on reading, who filed it."""
    notices = [notice for notice in report["notices"] if notice["id"] != "lecture"]
    own = {key: value for key, value in report.items() if key not in ("submission", "memory", "change")}
    return {**own, "dossier": None, "notices": notices}


def notes(report: dict[str, Any]) -> list[str]:
    return [notice["message"] for notice in report["notices"] if notice["id"] == "lecture"]


def flowing(text: str) -> str:
    """A text without its line ends and indents, to find sentences in it."""
    return " ".join(text.split())


def test_csv_files_of_a_french_spreadsheet(
    installed: Run, relance: Run, tmp_path: Path, dossier: dict[str, Any]
) -> None:
    table, out = tmp_path / "d.csv", tmp_path / "out"
    done = installed("new", "SNAP3", "--out", table)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path.name for path in tmp_path.iterdir()} == {"d.csv", "d.depenses.csv", "d.porteurs.csv"}
    fill_csv(table, "SNAP3", dossier, "cp1252")
    out.mkdir()
    done = installed("batch", table, *(part for kind in ("json", "csv", "txt") for part in ("-o", out / f"r.{kind}")))
    assert done.returncode == 0
    assert "lu en Windows-1252" in done.stderr

    found = json.loads((out / "r.json").read_text(encoding="utf-8"))
    assert [alone(report) for report in found["reports"]] == checked(relance, out, dossier)
    assert found["statuses"]["ready"] == 1
    said = f"« SIRET du porteur », ligne 3 : le SIRET « {ZERO_SIRET.lstrip('0')} » avait perdu ses zéros de tête"
    assert [note for note in notes(found["reports"][0]) if note.startswith(said)]
    assert sum("Windows-1252" in remark["message"] for remark in found["remarks"]["listed"]) == 3
    (line,) = csv.DictReader((out / "r.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";")
    assert said in line["Remarques de lecture"]
    assert line["Fichier"] == f"{table}:2"
    shown = flowing((out / "r.txt").read_text(encoding="utf-8"))
    assert said in shown
    assert "lu en Windows-1252" in shown


def test_the_workbook_to_fill_and_the_same_as_an_ods(relance: Run, tmp_path: Path, dossier: dict[str, Any]) -> None:
    path = tmp_path / "d.xlsx"
    assert relance("new", "SNAP3", "--out", path).returncode == 0
    workbook = load_workbook(path)
    tables = {sheet.title: list(rows(sheet, dossier)) for sheet in sheets("SNAP3")}
    for title, lines in tables.items():
        for number, line in enumerate(lines, 2):
            for place, (column, text) in enumerate(line, 1):
                assert workbook[title].cell(1, place).value == column.title
                workbook[title].cell(number, place).value = typed(column, text)
    workbook.save(path)
    ods = write_ods(
        tmp_path / "d.ods",
        {
            title: "".join(
                ods_row(*cells)
                for cells in (
                    [column.title for column, _ in lines[0]],
                    *([typed(column, text) for column, text in line] for line in lines),
                )
            )
            for title, lines in tables.items()
        },
    )
    expected = checked(relance, tmp_path, dossier)
    for file in (path, ods):
        done = relance("batch", file, "--format", "json")
        (report,) = json.loads(done.stdout)["reports"]
        assert (done.returncode, done.stderr, alone(report)) == (0, "", expected[0])
        assert "avait perdu ses zéros de tête" in "".join(notes(report))


@pytest.mark.parametrize("code", shortened(THEMES, 4))
def test_the_table_of_every_theme_holds_its_dossiers(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], code: str
) -> None:
    """In this process: it would take a hundred others."""
    table = tmp_path / "d.csv"
    assert run(["new", code, "--out", str(table)]) == 0
    fill_csv(table, code, example(code))
    capsysbinary.readouterr()
    assert run(["batch", str(table), "--format", "json"]) == 0
    (report,) = json.loads(capsysbinary.readouterr().out)["reports"]
    assert run(["batch", str(EXAMPLES / code / "pret.yaml"), "--format", "json"]) == 0
    assert [alone(report)] == [alone(other) for other in json.loads(capsysbinary.readouterr().out)["reports"]]

    # Through standard output there is one table, where a row holds the first applicant and the first expense.
    assert run(["new", code.lower(), "--format", "csv"]) == 0
    text = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert run(["batch", str(write(tmp_path / "empty.csv", text))]) == 2
    assert "cette ligne ne donne que le thème" in capsysbinary.readouterr().err.decode()
    header = next(csv.reader(text.splitlines(), delimiter=";"))
    filled = {"Thème": code, "Référence du dossier": "1", "Nom du porteur": "Agence", "Montant TTC": "12,50 €"}
    text += ";".join(filled.get(title, "") for title in header) + "\r\n"
    assert run(["batch", str(write(tmp_path / "filled.csv", text)), "--format", "json"]) == 1
    (report,) = json.loads(capsysbinary.readouterr().out)["reports"]
    assert (report["theme"], report["reference"]) == (code, "1")
    assert report["status"] in ("incomplete", "ineligible")
    assert report["funding"]["total_cost"] == "12.50"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_nothing_that_may_be_filled_in_is_written_over(relance: Run, tmp_path: Path) -> None:
    taken = write(tmp_path / "d.porteurs.csv", "filled")
    done = relance("new", "SNAP3", "--out", tmp_path / "d.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{taken}: ce fichier existe déjà, peut-être rempli : donnez un autre nom, ou retirez-le\n"
    assert [path.name for path in tmp_path.iterdir()] == [taken.name]
    done = relance("new", "SNAP3", "--format", "csv", "--out", tmp_path / "d.xlsx")
    assert (done.returncode, done.stderr) == (
        2,
        f"{tmp_path}/d.xlsx: l’extension « .xlsx » ne convient pas ; attendue : .csv\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == [taken.name]


def test_an_unknown_column_gives_one_error_that_names_the_nearest(relance: Run, tmp_path: Path) -> None:
    table = write(tmp_path / "d.csv", "theme;reference;Cout totl TTC\nSNAP3;1;12\n")
    done = relance("batch", table, "--format", "json")
    assert done.returncode == 1
    (report,) = json.loads(done.stdout)["reports"]
    assert report["status"] == "error"
    assert "colonne inconnue : « Cout totl TTC » ; vouliez-vous dire « Coût total TTC » ?" in json.dumps(
        report, ensure_ascii=False
    )


def test_checking_a_table_leads_to_batch(relance: Run, tmp_path: Path) -> None:
    table = write(tmp_path / "d.csv", "theme\nSNAP3\n")
    workbook = write_xlsx(tmp_path / "d.xlsx", {"D": [["theme"], ["SNAP3"]]})
    listed = write_json(tmp_path / "list.json", [{"theme": "SNAP3"}])
    answer = write_json(tmp_path / "answer.json", {"data": {"dossier": None}})
    files = (table, workbook, listed, answer)
    done = relance("check", *files, tmp_path / "absent.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        *(
            f"{file}: ce fichier peut tenir plusieurs dossiers : vérifiez-le avec « relance batch {file} »"
            for file in files
        ),
        f"{tmp_path}/absent.csv: ce fichier n’existe pas",
    ]


MAPPING = """
defaults: {theme: SNAP3}
fields:
  - {label: Nom du projet, fact: projet.nom}
  - {label: Projet parent, fact: projet.reference}
  - {label: Phase, fact: projet.phase}
  - {label: Coût du projet, fact: projet.cout_total_ttc}
  - {label: Conforme, fact: projet.conforme_descriptif}
  - {label: Retombées, fact: projet.retombees_entreprises_francaises}
  - {label: Équipe de pilotage, fact: projet.ressources_pilotage}
  - {label: Type de structure, fact: "porteurs[0].categorie", values: {Opérateur de l'État: operateur}}
  - {label: DNUM informée, fact: "porteurs[0].numerique_informe"}
  - {label: Montant demandé, fact: financement.subvention_demandee}
  - {label: Déjà reçu, fact: financement.subventions_anterieures}
  - label: Engagements
    choices: {"Point, chaque trimestre": engagements.point_trimestriel, Partage: engagements.partage_informations}
  - {label: Organisation, fact: pieces.acteurs_organisation, present: true}
  - {label: Planning, fact: pieces.planning_phases_jalons, present: true}
blocks:
  - label: Dépenses prévues
    list: depenses
    defaults: {titre: "3", nature: prestation}
    fields:
      - {label: Intitulé, fact: libelle}
      - {label: Montant, fact: montant_ttc}
      - {label: Année, fact: annee}
"""


def filed(number: str, name: str | None) -> dict[str, Any]:
    """What a dossier of the platform states, written as one of ours."""
    people: dict[str, Any] = {"siret": ZERO_SIRET, "categorie": "operateur", "numerique_informe": "oui"}
    if name is not None:
        people["nom"] = name
    line = {"titre": "3", "nature": "prestation"}
    return {
        "theme": "SNAP3",
        "reference": number,
        "depose_le": "2021-02-13",
        "projet": {
            "nom": "Poste nomade",
            "reference": f"P-{number}",
            "phase": "2",
            "cout_total_ttc": "600 000,10 €",
            "conforme_descriptif": "oui",
            "retombees_entreprises_francaises": "oui",
            "ressources_pilotage": "non",
        },
        "porteurs": [people],
        "depenses": [
            {"libelle": "Étude", "montant_ttc": "200 000,10 €", "annee": "2021", **line},
            {"libelle": "Appui", "montant_ttc": "400 000 €", "annee": "2023", **line},
        ],
        "financement": {"subvention_demandee": "400 000 €", "subventions_anterieures": "1 250 000 €"},
        "engagements": {"point_trimestriel": "oui", "partage_informations": "oui"},
        "pieces": {"acteurs_organisation": "oui"},
    }


def champ(label: str, text: str | None, kind: str = "TextChamp", **more: Any) -> dict[str, Any]:
    descriptor = base64.b64encode(f"Champ-{sum(label.encode())}".encode()).decode()
    common = {"id": descriptor, "champDescriptorId": descriptor, "label": label}
    return {**common, "__typename": kind, "stringValue": text, **more}


def node(number: int, who: dict[str, Any], *, aliases: bool, flat: bool) -> dict[str, Any]:
    """A dossier as the API answers it; ``aliases`` and ``flat`` tell what clients ask otherwise."""
    whole, decimal, box, chosen = (
        ("integerNumber", "decimalNumber", "checked", "selected") if aliases else ("value", "value", "value", "values")
    )

    def answered(label: str, answer: bool) -> dict[str, Any]:
        return champ(label, "true" if answer else "false", "CheckboxChamp", **{box: answer})

    def line(name: str, amount: float, year: str) -> list[dict[str, Any]]:
        return [
            champ("Intitulé", name),
            champ("Montant", f"{amount:.2f}", "DecimalNumberChamp", **{decimal: amount}),
            champ("Année", year, "IntegerNumberChamp", **{whole: year}),
        ]

    lines = [line("Étude", 200000.1, "2021"), line("Appui", 400000.0, "2023")]
    block = {"champs": [*lines[0], *lines[1]]} if flat else {"rows": [{"champs": each} for each in lines]}
    commitments = ["Partage", "Point, chaque trimestre"]
    return {
        "id": "RG9zc2llcg==",
        "number": number,
        "state": "en_instruction",
        "dateDepot": "2021-02-12T23:30:00Z",
        "demandeur": {**who, "siret": ZERO_SIRET},
        "champs": [
            champ("Le projet", None, "HeaderSectionChamp"),
            champ("Nom du projet", "Poste nomade"),
            champ("Projet parent", f"P-{number}"),
            champ("Phase", "2", "IntegerNumberChamp", **{whole: "2"}),
            champ("Coût du projet", "600000.10", "DecimalNumberChamp", **{decimal: 600000.1}),
            answered("Conforme", True),
            answered("Retombées", True),
            answered("Équipe de pilotage", False),
            champ("Type de structure", "Opérateur de l’État"),
            answered("DNUM informée", True),
            champ("Montant demandé", "400000", "IntegerNumberChamp", **{whole: "400000"}),
            champ("Déjà reçu", "1250000", "IntegerNumberChamp", **{whole: "1250000"}),
            champ("Engagements", ", ".join(commitments), "MultipleDropDownListChamp", **{chosen: commitments}),
            champ("Organisation", "", "PieceJustificativeChamp", files=[{"filename": "équipe.pdf"}]),
            champ("Planning", "", "PieceJustificativeChamp", files=[]),
            champ("Remarques", "merci"),
            champ("Dépenses prévues", "", "RepetitionChamp", **block),
        ],
        "annotations": [],
    }


def test_a_field_that_only_decided_dossiers_have_is_there(relance: Run, tmp_path: Path) -> None:
    company = {"__typename": "PersonneMorale", "entreprise": {"siren": ZERO_SIRET[:9], "raisonSociale": "AGENCE"}}
    decided = {**node(1234568, company, aliases=False, flat=False), "state": "refuse"}
    decided["champs"] = [*decided["champs"], champ("Motif du service", "Hors sujet")]
    nodes = [node(1234567, company, aliases=False, flat=False), decided]
    mapping = write(
        tmp_path / "m.yaml", MAPPING.replace("blocks:", "  - {label: Motif du service, ignore: true}\nblocks:")
    )
    for place, there in ((1, False), (2, True)):
        path = write_json(tmp_path / f"{place}.json", {"data": {"demarche": {"dossiers": {"nodes": nodes[:place]}}}})
        done = relance("table", path, "--mapping", mapping, "--out", tmp_path / "lot.parquet")
        assert done.returncode == 0
        assert ("Motif du service" in done.stderr) is not there
        assert ("« refuse » laissés de côté" in done.stderr) is there


def test_answers_of_the_platform_s_api(relance: Run, tmp_path: Path) -> None:
    company = {"__typename": "PersonneMorale", "entreprise": {"siren": ZERO_SIRET[:9], "raisonSociale": "AGENCE"}}
    nodes = [
        node(1234567, company, aliases=False, flat=False),
        node(1234568, {"__typename": "PersonneMoraleIncomplete"}, aliases=True, flat=True),
        {**node(1234569, company, aliases=False, flat=False), "state": "refuse"},
    ]
    answer = {"data": {"demarche": {"dossiers": {"nodes": nodes, "pageInfo": {"hasNextPage": True}}}}}
    path, mapping = write_json(tmp_path / "a.json", answer), write(tmp_path / "m.yaml", MAPPING)
    done = relance("batch", path, "--mapping", mapping, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert [report["dossier"] for report in found["reports"]] == [f"{path}#1234567", f"{path}#1234568"]
    expected = checked(relance, tmp_path, filed("1234567", "AGENCE"), filed("1234568", None))
    assert [alone(report) for report in found["reports"]] == expected
    assert expected[0]["funding"]["base"] == "200000.10"
    said = "\n".join(remark["message"] for remark in found["remarks"]["listed"])
    decided = [(each["dossier"], each["decision"]["label"]) for each in found["decided"]]
    assert decided == [(f"{path}#1234569", "refusé")]
    assert "champs remplis que la correspondance ne nomme pas : « Remarques »" in said
    assert "la dernière page a une suite" in said

    done = relance("batch", path)
    assert done.returncode == 1
    assert "donnez avec --mapping la correspondance" in flowing(done.stdout)


FIXED = [
    "ID", "Email", "FranceConnect ?", "Entreprise raison sociale", "À archiver", "État du dossier",
    "Dernière mise à jour le", "Dernière mise à jour du dossier le", "Déposé le", "Passé en instruction le",
    "Traité le", "Motivation de la décision", "Instructeurs",
]  # fmt: skip
FORM = [
    "Nom du projet", "Projet parent", "Phase", "Coût du projet", "Conforme", "Retombées", "Équipe de pilotage",
    "Type de structure", "DNUM informée", "Montant demandé", "Déjà reçu", "Engagements", "Organisation", "Planning",
    "Remarques",
]  # fmt: skip
FILLED = [
    2, 600000.1, "Oui", "Oui", "Non", "Opérateur de l’État", "on", 400000, 1250000, "Partage, Point, chaque trimestre",
    "équipe.pdf, budget.pdf", None, None,
]  # fmt: skip


def exported(number: str, **changes: Any) -> list[Any]:
    """A row of a spreadsheet that an instructor downloads."""
    moment = datetime(2021, 2, 13, 0, 30)  # noqa: DTZ001
    own = [number, "a@b.fr", False, "AGENCE", False, "En instruction", moment, moment, moment, moment, None, None, "i"]
    form = dict(zip(FORM, ["Poste nomade", f"P-{number}", *FILLED], strict=True))
    return [*own, *(form | changes).values()]


def test_spreadsheets_of_the_platform(relance: Run, tmp_path: Path) -> None:
    mapping = write(tmp_path / "m.yaml", MAPPING)
    lines = [["Dossier ID", "Ligne", "Intitulé", "Montant", "Année"]]
    for number in ("1", "2", "3"):
        lines += [[number, 2, "Appui", 400000, 2023], [number, 1, "Étude", 200000.1, 2021]]
    settled = exported("1")
    doubtful = exported("2", **{"Déjà reçu": 0, "DNUM informée": "off", "Remarques": "merci"})
    ambiguous = exported("3", **{"Engagements": "Partage, Autre"})
    seat = [["Dossier ID", "Champ", "Établissement SIRET"], *([n, "Dossier", int(ZERO_SIRET)] for n in ("1", "2", "3"))]
    book = {
        "Dossiers": [FIXED + FORM, settled, doubtful, ambiguous],
        "Etablissements": seat,
        "Avis": [["Dossier ID"]],
        "(77) Depenses prevues": lines,
    }
    path, out = write_xlsx(tmp_path / "e.xlsx", book), tmp_path / "r"
    outputs = [part for kind in ("json", "csv", "txt") for part in ("-o", out.with_suffix(f".{kind}"))]
    assert relance("batch", path, "--mapping", mapping, *outputs).returncode == 1
    reports = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))["reports"]
    unsettled = filed("2", "AGENCE")
    del unsettled["financement"]["subventions_anterieures"], unsettled["porteurs"][0]["numerique_informe"]
    expected = checked(relance, tmp_path, filed("1", "AGENCE"), unsettled)
    assert [alone(report) for report in reports[:2]] == expected
    unread = filed("3", "AGENCE")
    unread["engagements"] = {}
    assert alone(reports[2]) == checked(relance, tmp_path, unread)[0]

    texts = {kind: flowing(out.with_suffix(f".{kind}").read_text(encoding="utf-8")) for kind in ("json", "csv", "txt")}
    for kind, text in texts.items():
        for sentence in (
            "« Déjà reçu » : 0 ou sans réponse ?",
            "« DNUM informée » : case non cochée : « non » ou sans réponse ?",
            "« Engagements » : la correspondance ne connaît pas la réponse « Partage, Autre »",
            "avait perdu ses zéros de tête",
        ):
            assert sentence in text, kind
    for kind in ("json", "txt"):
        assert "champs remplis que la correspondance ne nomme pas : « Remarques »" in texts[kind]
        assert "« Déjà reçu » : « 0 » est tenu pour une absence de réponse (1 fois)" in texts[kind]


def test_a_csv_of_the_platform_has_no_blocks_and_says_it(relance: Run, tmp_path: Path) -> None:
    mapping, path = write(tmp_path / "m.yaml", MAPPING), tmp_path / "e.csv"
    fixed = [*FIXED[:3], "Établissement SIRET", *FIXED[3:]]
    row = exported("1")
    cells = [*row[:3], ZERO_SIRET, *row[3:]]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([fixed + FORM, cells])
    done = relance("batch", path, "--mapping", mapping, "--format", "json")
    (report,) = json.loads(done.stdout)["reports"]
    dossier = filed("1", "AGENCE")
    del dossier["depenses"]
    assert alone(report) == checked(relance, tmp_path, dossier)[0]
    assert "un export csv n’a pas les blocs répétables" in done.stderr


def test_the_mapping_to_fill_is_one(relance: Run, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    assert relance("new", "SNAP3", "--format", "mapping", "--out", mapping).returncode == 0
    titles = ["ID", "Entreprise raison sociale", "État du dossier", "Déposé le", "Instructeurs", "Nom du projet"]
    path = write_xlsx(
        tmp_path / "e.xlsx", {"Dossiers": [titles, ["1", "AGENCE", "En instruction", "2021-02-12", "i", "Poste"]]}
    )
    done = relance("batch", path, "--mapping", mapping, "--format", "csv")
    (line,) = csv.DictReader(done.stdout.lstrip("\ufeff").splitlines(), delimiter=";")
    found = (line["Référence"], line["Thème"], line["Projet"], line["Porteurs"], line["Déposé le"])
    assert found == ("1", "SNAP3", "Poste", "AGENCE", "2021-02-12")
