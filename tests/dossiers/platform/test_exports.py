from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dossiers.helpers import SIRET, ZERO_SIRET, dossiers, facts, mapping_of, ods_row, read, said, write_ods, write_xlsx
from relance_rules.dossiers.handling import Decision, Handling
from relance_rules.dossiers.mapping import PlatformMapping
from relance_rules.dossiers.platform.forms import sheet_title
from relance_rules.dossiers.records import Record
from relance_rules.values import Money

MAPPING = """
defaults: {theme: SNAP3}
fields:
  - {label: "Coût du projet", fact: projet.cout_total_ttc}
  - {label: Phase, fact: projet.phase}
  - {label: Équipe interne, fact: projet.equipe_interne}
  - label: Engagements
    choices: {"Point, chaque trimestre": engagements.point_trimestriel, "Partage": engagements.partage_informations}
  - {label: Budget, fact: pieces.budget_par_phase, present: true}
  - {label: Commentaires, ignore: true}
blocks:
  - label: "Dépenses prévues pour l’année du projet"
    list: depenses
    fields:
      - {label: Intitulé, fact: libelle}
      - {label: Montant, fact: montant_ttc}
"""
FIXED = [
    "ID", "Email", "FranceConnect ?", "Entreprise raison sociale", "À archiver", "État du dossier",
    "Dernière mise à jour le", "Dernière mise à jour du dossier le", "Déposé le", "Passé en instruction le",
    "Traité le", "Motivation de la décision", "Instructeurs", "Groupe instructeur",
]  # fmt: skip
FORM = ["Coût du projet", "Phase", "Équipe interne", "Engagements", "Budget", "Commentaires"]
BLOCK = "(123) Depenses prevues pour lannee du projet"[:30]


def fixed(number: Any = "1", state: str = "En instruction", filed: Any = datetime(2021, 2, 12, 23, 30)) -> list[Any]:  # noqa: DTZ001
    moment = datetime(2021, 3, 1)  # noqa: DTZ001
    return [
        number,
        "a@b.fr",
        False,
        "AGENCE",
        False,
        state,
        moment,
        moment,
        filed,
        moment,
        None,
        None,
        "i@b.fr",
        "défaut",
    ]


FILLED = [1234.56, 2, "Oui", "Point, chaque trimestre, Partage", "a.pdf, b.pdf", "bla"]


@pytest.fixture
def mapping(tmp_path: Path) -> PlatformMapping:
    return mapping_of(tmp_path, MAPPING)


def export(folder: Path, *rows: list[Any], titles: list[str] | None = None, **sheets: Any) -> Path:
    main = [FIXED + (FORM if titles is None else titles), *rows]
    return write_xlsx(folder / "a.xlsx", {"Dossiers": main, **{t.replace("_", " "): s for t, s in sheets.items()}})


def first(folder: Path, mapping: PlatformMapping, values: list[Any], **more: Any) -> Record:
    return read(export(folder, fixed() + values, **more), mapping=mapping)[0]


def test_an_export_in_a_workbook(tmp_path: Path, mapping: PlatformMapping) -> None:
    establishments = [
        ["Dossier ID", "Champ", "Établissement SIRET", "Entreprise raison sociale"],
        ["1", "Dossier", SIRET, "AGENCE"],
        ["1", "Partenaire", "99999999999999", "AUTRE"],
    ]
    block = [
        ["Dossier ID", "Ligne", "Intitulé", "Montant"],
        ["1", 2, "Étude", 3],
        ["2", 1, "Autre", 9],
        ["1", 1, "Audit", 12.5],
    ]
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "Dossiers": [FIXED + FORM, fixed() + FILLED, fixed("2", "Accepté") + FILLED],
            "Etablissements": establishments,
            "Avis": [["Dossier ID", "Introduction"], ["1", "x"]],
            BLOCK: block,
        },
    )
    record, accepted = read(path, mapping=mapping)
    assert record.origin == f"{path}#Dossiers:2"
    assert facts(record) == {
        "theme": "SNAP3",
        "reference": "1",
        "depose_le": date(2021, 2, 12),
        "porteurs": ({"siret": SIRET, "nom": "AGENCE"},),
        "projet.cout_total_ttc": Money(123456),
        "projet.phase": 2,
        "projet.equipe_interne": True,
        "engagements.point_trimestriel": True,
        "engagements.partage_informations": True,
        "pieces.budget_par_phase": True,
        "depenses": (
            {"libelle": "Audit", "montant_ttc": Money(1250)},
            {"libelle": "Étude", "montant_ttc": Money(300)},
        ),
    }
    assert accepted.handling.decision == Decision("awarded", source="démarches-simplifiées")


def test_how_a_dossier_stands_goes_with_it(tmp_path: Path, mapping: PlatformMapping) -> None:
    handling = first(tmp_path, mapping, FILLED).handling
    moment = datetime(2021, 3, 1, tzinfo=ZoneInfo("Europe/Paris"))
    assert handling == Handling("1", "en_instruction", "AGENCE", None, "a@b.fr", "défaut", ("i@b.fr",), moment)


def test_an_export_in_an_ods(tmp_path: Path, mapping: PlatformMapping) -> None:
    rows = ods_row(*FIXED, *FORM) + ods_row(*fixed(), *FILLED)
    block = ods_row("Dossier ID", "Ligne", "Intitulé", "Montant") + ods_row("1", 1, "Audit", 12.5)
    path = write_ods(tmp_path / "a.ods", {"Dossiers": rows, "Etablissements": "", "Avis": "", BLOCK: block})
    found = facts(read(path, mapping=mapping)[0])
    assert found["projet.cout_total_ttc"] == Money(123456)
    assert found["depenses"] == ({"libelle": "Audit", "montant_ttc": Money(1250)},)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_an_export_in_csv(tmp_path: Path, mapping: PlatformMapping, encoding: str, separator: str) -> None:
    titles = [*FIXED[:3], "Établissement SIRET", *FIXED[3:], *FORM]
    values = fixed(filed="2021-02-12 23:30:00 +0100")
    row = [*values[:3], ZERO_SIRET.lstrip("0"), *values[3:], "1234.56", "0", "Non", "Partage", "", ""]
    lines = [separator.join(f'"{"" if cell is None else cell}"' for cell in cells) for cells in (titles, row)]
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    records = read(path, mapping=mapping)
    (record,) = [record for record in records if record.document]
    found = facts(record)
    assert found["porteurs"] == ({"siret": ZERO_SIRET, "nom": "AGENCE"},)
    assert found["depose_le"] == date(2021, 2, 12)
    assert found["projet.cout_total_ttc"] == Money(123456)
    assert found["projet.equipe_interne"] is False
    assert "projet.phase" not in found
    assert found["engagements.partage_informations"] is True
    assert "blocs répétables" in said(records[-1])


def test_an_export_without_a_mapping_is_an_error(tmp_path: Path) -> None:
    (record,) = read(export(tmp_path, fixed() + FILLED))
    assert "relance new THEME --format mapping" in said(record)


@pytest.mark.parametrize("zero", [0, 0.0, "0", "0,00", "0.0"])
def test_a_zero_is_left_unknown_and_said(tmp_path: Path, mapping: PlatformMapping, zero: Any) -> None:
    record = first(tmp_path, mapping, [zero, zero, None, None, None, None])
    found = facts(record)
    assert "projet.cout_total_ttc" not in found
    assert "projet.phase" not in found
    assert said(record).count("0 ou sans réponse") == 2


def test_a_zero_of_a_block_is_left_unknown(tmp_path: Path, mapping: PlatformMapping) -> None:
    block = [["Dossier ID", "Ligne", "Intitulé", "Montant"], ["1", 1, "Audit", 0]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [FIXED + FORM, fixed() + FILLED], BLOCK: block})
    record = read(path, mapping=mapping)[0]
    assert facts(record)["depenses"] == ({"libelle": "Audit"},)
    assert "« Montant », ligne 2 : 0 ou sans réponse" in said(record)


def test_the_doubtful_answers_of_a_file_are_counted_with_what_settles_them(
    tmp_path: Path, mapping: PlatformMapping
) -> None:
    rows = [[*fixed(number), 5, 0, box, None, None, None] for number, box in (("1", "off"), ("2", "Oui"))]
    text = said(read(export(tmp_path, *rows), mapping=mapping)[-1])
    assert "« Phase » : « 0 » est tenu pour une absence de réponse (2 fois)" in text
    assert "« Équipe interne » : « off » est tenu pour une absence de réponse (1 fois)" in text
    assert 'values: {"0": "0"}' in text
    entry = 'values: {"off": "non"}'
    assert entry in text
    settled = mapping_of(tmp_path, MAPPING.replace("projet.equipe_interne}", f"projet.equipe_interne, {entry}}}"))
    assert facts(read(export(tmp_path, *rows), mapping=settled)[0])["projet.equipe_interne"] is False


def test_a_mapping_may_decide_what_a_zero_is(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path, 'defaults: {theme: SNAP3}\nfields: [{label: Phase, fact: projet.phase, values: {"0": "0"}}]'
    )
    assert facts(first(tmp_path, mapping, [1, 0]))["projet.phase"] == 0


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("Oui", True),
        ("Non", False),
        ("on", True),
        ("off", None),
        (True, True),
        (False, None),
        (1, True),
        (0, None),
        (None, None),
    ],
)
def test_boxes_and_yes_or_no_questions(
    tmp_path: Path, mapping: PlatformMapping, cell: Any, answer: bool | None
) -> None:
    record = first(tmp_path, mapping, [None, None, cell])
    assert facts(record).get("projet.equipe_interne") is answer
    assert ("case non cochée" in said(record)) == (answer is None and cell is not None)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Partage", {"partage_informations"}),
        ("Point, chaque trimestre", {"point_trimestriel"}),
        ("Partage, Point, chaque trimestre", {"partage_informations", "point_trimestriel"}),
    ],
)
def test_joined_choices_are_told_apart_by_the_known_options(
    tmp_path: Path, mapping: PlatformMapping, text: str, given: set[str]
) -> None:
    record = first(tmp_path, mapping, [None, None, None, text])
    assert dossiers([record])[0]["engagements"].keys() == given


def test_joined_choices_that_are_not_all_known_are_the_mapping_s_fault(
    tmp_path: Path, mapping: PlatformMapping
) -> None:
    record, closing = read(export(tmp_path, [*fixed(), 1, 2, None, "Partage, Autre"]), mapping=mapping)
    assert not any(path.startswith("engagements") for path in facts(record))
    assert record.asked is not None
    assert "engagements.partage_informations" not in record.asked
    assert "« Engagements » : la correspondance ne connaît pas la réponse « Partage, Autre »" in said(record)
    assert 'ajoutez à ce champ, sous « choices », le choix de "Partage, Autre" qui y manque' in said(closing)


def test_a_fault_of_the_mapping_is_none_of_the_applicant_s(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, fact: projet.nom}]")
    record = first(tmp_path, mapping, ["a", "b"], titles=["Nom", "Nom"])
    assert record.ours
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, fact: projet.nom}, {label: Titre, fact: projet.nom}]")
    record = first(tmp_path, mapping, ["a", "b"], titles=["Nom", "Titre"])
    assert record.error is not None
    assert not record.ours


@pytest.mark.parametrize("value", [0.75, datetime(2021, 2, 12)])  # noqa: DTZ001
def test_a_cell_that_can_not_be_read_is_none_of_the_applicant_s(tmp_path: Path, value: Any) -> None:
    fact = "projet.part_services_deconcentres" if isinstance(value, float) else "projet.cout_total_ttc"
    mapping = mapping_of(tmp_path, f"fields: [{{label: Part, fact: {fact}}}]")
    record = first(tmp_path, mapping, [value], titles=["Part"])
    assert record.error is not None
    assert record.ours


def test_a_row_without_a_number_is_none_of_the_applicant_s(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = read(export(tmp_path, [*fixed(""), 12], titles=["Coût du projet"]), mapping=mapping)[0]
    assert record.error is not None
    assert record.ours


def test_an_export_of_another_form_is_an_error_of_its_file(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = export(tmp_path, [*fixed(), 12], [*fixed("2"), 13], titles=["Prix"])
    error, _ = read(path, mapping=mapping)
    assert error.origin == str(path)
    assert "ne sont pas lus : 1, 2 ;" in said(error)


def test_joined_choices_that_can_be_cut_in_two_ways_are_an_error(tmp_path: Path) -> None:
    choices = '{"a": engagements.a, "b": engagements.b, "a, b": engagements.c}'
    mapping = mapping_of(tmp_path, f"fields: [{{label: Engagements, choices: {choices}}}]")
    record = first(tmp_path, mapping, [None, None, None, "a, b"])
    assert "plusieurs façons" in said(record)


def test_two_columns_of_one_label_are_an_error_unless_one_is_chosen(tmp_path: Path) -> None:
    titles = ["Nom", "Nom"]
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, fact: projet.nom}]")
    assert "2 champs portent ce nom" in said(first(tmp_path, mapping, ["a", "b"], titles=titles))
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, occurrence: 1, fact: projet.nom}]")
    records = read(export(tmp_path, [*fixed(), "a", "b"], titles=titles), mapping=mapping)
    assert dossiers(records)[0]["projet"]["nom"] == "a"
    assert "« Nom »" in said(records[1])


def test_a_field_may_be_called_as_a_column_of_the_platform(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "fields: [{label: Email, fact: projet.nom}]")
    record = first(tmp_path, mapping, ["x@y.fr"], titles=["Email"])
    assert dossiers([record])[0]["projet"]["nom"] == "x@y.fr"


def test_columns_that_are_not_mapped_are_listed_and_the_platform_s_own_are_not(
    tmp_path: Path, mapping: PlatformMapping
) -> None:
    closing = read(export(tmp_path, [*fixed(), *FILLED, "x"], titles=[*FORM, "Sujet"]), mapping=mapping)[-1]
    text = said(closing)
    assert "« Sujet »" in text
    assert "« Email »" not in text
    assert "« Commentaires »" not in text
    assert "que ce fichier n’a pas : « Dépenses prévues pour l’année du projet »" in text


def test_a_person_who_files_is_the_applicant(tmp_path: Path, mapping: PlatformMapping) -> None:
    titles = ["ID", "Email", "Civilité", "Nom", "Prénom", *FIXED[4:], *FORM]
    row = ["1", "a@b.fr", "Mme", "Curie", "Marie", *fixed()[4:], *FILLED]
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [titles, row]})
    assert facts(read(path, mapping=mapping)[0])["porteurs"] == ({"nom": "Marie Curie"},)


def test_rows_of_blocks_without_their_dossier_are_said(tmp_path: Path, mapping: PlatformMapping) -> None:
    block = [["Dossier ID", "Ligne", "Intitulé", "Montant"], ["9", 1, "Audit", 12], [None, 1, "a", 1], ["9", 2, "b", 1]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [FIXED + FORM, fixed() + FILLED], BLOCK: block})
    text = said(read(path, mapping=mapping)[-1])
    assert f"« {BLOCK} », lignes 2, 4 : le dossier « 9 » n’est pas dans l’export" in text
    assert f"« {BLOCK} », ligne 3 : le numéro du dossier manque" in text
    lost = [[f"{number}", 1, "a", 1] for number in range(10, 31)]
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [FIXED + FORM, fixed() + FILLED], BLOCK: [block[0], *lost]})
    assert "les lignes de 1 dossiers de plus" in said(read(path, mapping=mapping)[-1])


def test_a_row_without_a_number_is_an_error(tmp_path: Path, mapping: PlatformMapping) -> None:
    record, good, *_ = read(export(tmp_path, fixed(None) + FILLED, fixed() + FILLED), mapping=mapping)
    assert "pas de numéro" in said(record)
    assert good.document is not None


@pytest.mark.parametrize(
    ("label", "number", "title"),
    [
        ("Dépenses prévues", "12", "(12) Depenses prevues"),
        ("Cœur de l’action / [bis] ?", "12", "(12) Coeur de laction  bis "),
        ("a" * 50, "123", "(123) " + "a" * 24),
        ("Dépenses", None, "Depenses"),
    ],
)
def test_the_title_of_a_block_s_sheet(label: str, number: str | None, title: str) -> None:
    assert sheet_title(label, number) == title


def test_a_block_is_known_by_its_number(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        "defaults: {theme: SNAP3}\n"
        'blocks: [{field: "123", list: depenses, fields: [{label: Intitulé, fact: libelle}]}]',
    )
    block = [["Dossier ID", "Ligne", "Intitulé"], ["1", 1, "Audit"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Dossiers": [FIXED + FORM, fixed() + FILLED], "(123) Autre nom": block})
    assert facts(read(path, mapping=mapping)[0])["depenses"] == ({"libelle": "Audit"},)


def test_a_mapping_with_numbers_reads_a_spreadsheet_by_its_labels(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("ID,État du dossier,Instructeurs,Nom,NOM\n1,En construction,,x,y\n", encoding="utf-8")
    mapping = mapping_of(
        tmp_path,
        "fields:\n  - {label: Nom, field: '1', fact: projet.nom}\n"
        "  - {label: NOM, field: '2', fact: projet.reference}\n",
    )
    [record] = read(export, mapping=mapping)
    assert dossiers([record])[0]["projet"] == {"nom": "x", "reference": "y"}


def test_an_amount_awarded_that_is_nought_is_not_said_to_be_asked_for(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path, "fields: [{label: Coût, fact: projet.cout_total_ttc}, {label: Accordé, fact: decision.montant}]\n"
    )
    sheet = [[*FIXED, "Coût", "Accordé"], *([*fixed(n, state), 12, 0] for n, state in ((1, "Refusé"), (2, "Accepté")))]
    *found, closing = [*read(write_xlsx(tmp_path / "e.xlsx", {"Dossiers": sheet}), mapping=mapping), None]
    decisions = [each.handling.decision for each in found if each is not None]
    assert [each and (each.outcome, each.amount) for each in decisions] == [("refused", None), ("awarded", None)]
    assert [each.notes for each in found if each is not None] == [(), ()]
    # Taken for an answer, it would make of an award without an amount one of nought.
    assert closing is None or "values" not in said(closing)
