from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from dossiers.helpers import SIRET, context, dossiers, facts, faults, mapping_of, only, read, said, write_json
from relance_rules import DossierError
from relance_rules.dossiers.handling import Handling
from relance_rules.dossiers.mapping import PlatformMapping
from relance_rules.dossiers.sources import iter_records
from relance_rules.values import Money

MAPPING = """
defaults: {theme: SNAP3}
fields:
  - {label: "Coût du projet", fact: projet.cout_total_ttc}
  - {label: "Équipe interne ?", fact: projet.equipe_interne}
  - {label: "Type de structure", fact: "porteurs[0].categorie", values: {"Opérateur de l'État": operateur}}
  - {label: Engagements, choices: {"Point, chaque trimestre": engagements.point_trimestriel, Autre: null}}
  - {label: Budget, fact: pieces.budget_par_phase, present: true}
  - {label: Date de début, ignore: true}
  - {label: Part, fact: projet.part_services_deconcentres, percent: true}
blocks:
  - label: Dépenses
    list: depenses
    defaults: {titre: "3"}
    fields:
      - {label: Intitulé, fact: libelle}
      - {label: Montant, fact: montant_ttc}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> PlatformMapping:
    return mapping_of(tmp_path, MAPPING)


def descriptor(number: int) -> str:
    return base64.b64encode(f"Champ-{number}".encode()).decode()


def champ(label: str, text: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": "x",
        "champDescriptorId": descriptor(abs(hash(label)) % 999),
        "label": label,
        "stringValue": text,
        **more,
    }


def node(*champs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "RG9zc2llci0x",
        "number": 1234567,
        "state": "en_instruction",
        "dateDepot": "2021-02-12T23:30:00+01:00",
        "demandeur": {
            "__typename": "PersonneMorale",
            "siret": SIRET,
            "entreprise": {"raisonSociale": "AGENCE"},
            "association": None,
        },
        "champs": [champ("Date de début", ""), *champs],
        "annotations": [],
        **more,
    }


SHAPES = {
    "one": lambda nodes: {"data": {"dossier": nodes[0]}},
    "procedure": lambda nodes: {
        "data": {"demarche": {"dossiers": {"nodes": nodes, "pageInfo": {"hasNextPage": False}}}}
    },
    "edges": lambda nodes: {"data": {"demarche": {"dossiers": {"edges": [{"node": n} for n in nodes]}}}},
    "answers": lambda nodes: [{"data": {"demarche": {"dossiers": {"nodes": nodes}}}}, {"data": {"dossier": nodes[0]}}],
    "bare node": lambda nodes: nodes[0],
    "bare nodes": lambda nodes: nodes,
    "page": lambda nodes: {"nodes": nodes},
    "without data": lambda nodes: {"demarche": {"dossiers": {"nodes": nodes}}},
    "group": lambda nodes: {"data": {"groupeInstructeur": {"dossiers": {"nodes": nodes}}}},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_answers(tmp_path: Path, mapping: PlatformMapping, shape: str) -> None:
    path = write_json(tmp_path / "a.json", SHAPES[shape]([node(champ("Coût du projet", "12"))]))
    found = [record for record in read(path, mapping=mapping) if record.document]
    assert len(found) == (2 if shape == "answers" else 1)
    for record in found:
        assert record.origin == f"{path}#1234567"
        assert facts(record) == {
            "theme": "SNAP3",
            "reference": "1234567",
            "depose_le": date(2021, 2, 12),
            "porteurs": ({"siret": SIRET, "nom": "AGENCE"},),
            "projet.cout_total_ttc": Money(1200),
        }


def one(tmp_path: Path, mapping: PlatformMapping | None, *champs: dict[str, Any], **more: Any) -> Any:
    return read(write_json(tmp_path / "a.json", node(*champs, **more)), mapping=mapping)[0]


def test_nodes_come_one_per_line_too(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = tmp_path / "a.ndjson"
    rows = [node(champ("Inconnu", "x"), number=n) for n in (1, 2)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, second, closing = read(path, mapping=mapping)
    assert [first.origin, second.origin] == [f"{path}#1", f"{path}#2"]
    assert "« Inconnu »" in said(closing)


def test_an_export_without_a_mapping_is_an_error(tmp_path: Path) -> None:
    assert "relance new THEME --format mapping" in said(one(tmp_path, None))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2021-02-12T23:30:00+01:00", date(2021, 2, 12)),
        ("2021-02-12T23:30:00Z", date(2021, 2, 13)),
        ("2021-07-12T22:30:00Z", date(2021, 7, 13)),
    ],
)
def test_the_day_of_filing_is_the_day_in_paris(
    tmp_path: Path, mapping: PlatformMapping, moment: str, day: date
) -> None:
    assert facts(one(tmp_path, mapping, dateDepot=moment))["depose_le"] == day


@pytest.mark.parametrize(
    ("who", "applicants"),
    [
        ({"__typename": "PersonneMoraleIncomplete", "siret": SIRET}, ({"siret": SIRET},)),
        (
            {"siret": SIRET, "entreprise": None, "association": {"titre": "LES AMIS"}},
            ({"siret": SIRET, "nom": "LES AMIS"},),
        ),
        ({"__typename": "PersonnePhysique", "nom": "Curie", "prenom": "Marie"}, ({"nom": "Marie Curie"},)),
        (None, None),
    ],
    ids=["siret only", "association", "person", "nobody"],
)
def test_who_filed_is_the_first_applicant(tmp_path: Path, mapping: PlatformMapping, who: Any, applicants: Any) -> None:
    assert facts(one(tmp_path, mapping, demandeur=who)).get("porteurs") == applicants


@pytest.mark.parametrize(
    "given",
    [
        {"__typename": "DecimalNumberChamp", "stringValue": "1234567.89", "value": 1234567.8900000001},
        {"__typename": "IntegerNumberChamp", "stringValue": "", "value": "1234567"},
        {"stringValue": None, "decimalNumber": 1234567.89},
        {"integerNumber": "1234567"},
        {"__typename": "TextChamp", "stringValue": "1 234 567,89 €"},
    ],
    ids=["decimal", "integer", "decimal alias", "integer alias", "text"],
)
def test_amounts_are_exact(tmp_path: Path, mapping: PlatformMapping, given: dict[str, Any]) -> None:
    record = one(tmp_path, mapping, {"label": "Coût du projet", **given})
    cents = 123456700 if "integerNumber" in given or "Integer" in given.get("__typename", "") else 123456789
    assert facts(record)["projet.cout_total_ttc"] == Money(cents)


def test_a_zero_of_an_answer_is_a_zero(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = one(tmp_path, mapping, champ("Coût du projet", "0", __typename="IntegerNumberChamp", value="0"))
    assert facts(record)["projet.cout_total_ttc"] == Money(0)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"value": True, "stringValue": "true"}, True),
        ({"value": False, "stringValue": "false"}, False),
        ({"value": False, "stringValue": ""}, None),
        ({"value": None, "stringValue": ""}, None),
        ({"checked": True}, True),
        ({"selected": True}, True),
        ({"stringValue": "true"}, True),
        ({"stringValue": "false"}, False),
    ],
)
def test_boxes_and_yes_or_no_questions(
    tmp_path: Path, mapping: PlatformMapping, given: dict[str, Any], answer: bool | None
) -> None:
    record = one(tmp_path, mapping, {"label": "Équipe interne ?", **given})
    assert facts(record).get("projet.equipe_interne") is answer
    assert not record.notes


def test_false_without_its_text_is_said_and_not_decided(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = one(tmp_path, mapping, {"label": "Équipe interne ?", "checked": False})
    assert "projet.equipe_interne" not in facts(record)
    assert "sans réponse" in said(record)
    # The query lacks it, and not the applicant's answer.
    assert record.asked is not None
    assert "projet.equipe_interne" not in record.asked


@pytest.mark.parametrize("label", ["Équipe interne ?", "ÉQUIPE  INTERNE\u00a0?", "E\u0301quipe interne ?"])
def test_labels_match_after_normalisation(tmp_path: Path, mapping: PlatformMapping, label: str) -> None:
    assert facts(one(tmp_path, mapping, champ(label, "true")))["projet.equipe_interne"] is True


def test_values_are_translated(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = one(tmp_path, mapping, champ("Type de structure", "Opérateur de l’État"))
    assert facts(record)["porteurs"][0]["categorie"] == "operateur"


@pytest.mark.parametrize(
    ("label", "answer", "fact", "line"),
    [
        (
            "Type de structure",
            'Autre "chose"',
            "porteurs[].categorie",
            'sous « values », la ligne "Autre \\"chose\\"": suivie de l’un de direction_numerique_ministerielle, ',
        ),
        ("Équipe interne ?", "Peut-être", "projet.equipe_interne", '"Peut-être": suivie de l’un de oui, non'),
        (
            "Engagements",
            "Inconnue",
            "engagements.point_trimestriel",
            'sous « choices », la ligne "Inconnue": suivie du fait qu’il donne, ou de null',
        ),
    ],
)
def test_an_answer_that_the_mapping_lacks_is_the_mapping_s_fault(
    tmp_path: Path, mapping: PlatformMapping, label: str, answer: str, fact: str, line: str
) -> None:
    values = {"values": [answer]} if label == "Engagements" else {}
    path = write_json(tmp_path / "a.json", [node(champ(label, answer, **values), number=n) for n in (1, 2)])
    first, second, closing = read(path, mapping=mapping)
    for record in (first, second):
        assert fact not in facts(record)
        assert f"« {label} » : la correspondance ne connaît pas la réponse « {answer} »" in said(record)
        # Nobody is asked for what they answered.
        assert record.asked is not None
        assert fact not in record.asked
    text = said(closing)
    assert f"la correspondance {tmp_path / 'mapping.yaml'} ne dit pas ce que vaut la réponse « {answer} »" in text
    assert f"du champ « {label} » (2 fois) : ajoutez à ce champ" in text
    assert line in text


def test_the_facts_that_a_dossier_was_asked_are_those_its_answer_shows(
    tmp_path: Path, mapping: PlatformMapping
) -> None:
    own = {"theme", "reference", "depose_le", "porteurs", "porteurs[].nom", "porteurs[].siret"}
    assert one(tmp_path, mapping).asked == own
    assert one(tmp_path, mapping, demandeur=None, dateDepot=None).asked == {"theme", "reference"}
    assert one(tmp_path, mapping, champ("Coût du projet", "")).asked == own | {"projet.cout_total_ttc"}
    lines = {"depenses", "depenses[].titre", "depenses[].libelle"}
    block = champ("Dépenses", "", rows=[{"champs": [champ("Intitulé", "a")]}])
    assert one(tmp_path, mapping, block).asked == own | lines
    empty = champ("Dépenses", "", rows=[])
    assert one(tmp_path, mapping, empty).asked == own | lines | {"depenses[].montant_ttc"}


@pytest.mark.parametrize(
    "given",
    [
        {"label": "Budget", "__typename": "PieceJustificativeChamp", "stringValue": None},
        {"label": "Budget"},
        {"label": "Budget", "__typename": "TextChamp", "updatedAt": "2021-02-12"},
        {"label": "Dépenses", "__typename": "RepetitionChamp", "stringValue": ""},
    ],
)
def test_a_field_whose_value_was_not_asked_is_unknown_and_said(
    tmp_path: Path, mapping: PlatformMapping, given: dict[str, Any]
) -> None:
    record, closing = read(write_json(tmp_path / "a.json", node(given)), mapping=mapping)
    assert record.asked is not None
    assert not {"pieces.budget_par_phase", "depenses"} & record.asked
    label = given["label"]
    assert f"ne donne pas la valeur, qui reste inconnue : « {label} » ; demandez à l’API" in said(closing)
    others = [line for line in said(closing).splitlines() if "n’a pas" in line]
    assert not any(f"« {label} »" in line for line in others)


def test_a_file_of_another_form_is_an_error_and_none_of_its_dossiers_is_read(
    tmp_path: Path, mapping: PlatformMapping
) -> None:
    nodes = [node(champs=[champ("Coût", "12")], number=n) for n in (1, 2)]
    error, closing = read(write_json(tmp_path / "a.json", [*nodes, node(champs=[], number=3)]), mapping=mapping)
    assert error.origin == str(tmp_path / "a.json")
    assert f"{tmp_path / 'mapping.yaml'} ne nomme aucun des champs de ces dossiers" in said(error)
    assert "qui ne sont pas lus : 1, 2, 3 ;" in said(error)
    assert not error.data
    assert "champs remplis que la correspondance ne nomme pas : « Coût »" in said(closing)
    # Another dossier of the file may be of the form all the same.
    known, error, *_ = read(write_json(tmp_path / "a.json", [*nodes, node(number=3)]), mapping=mapping)
    assert known.origin.endswith("#3")
    assert "ne sont pas lus : 1, 2 ;" in said(error)


def test_a_mapping_without_fields_takes_any_form(tmp_path: Path) -> None:
    bare = mapping_of(tmp_path, "defaults: {theme: SNAP3}\nfields: []")
    assert facts(one(tmp_path, bare, champs=[]))["reference"] == "1234567"


REVISION = {"champDescriptors": [{"id": "x", "label": "Coût"}]}
NO_DOSSIERS = {
    "form": ({"data": {"demarche": {"number": 1, "activeRevision": REVISION}}}, "description d’un formulaire"),
    "form of one": ({"data": {"demarcheDescriptor": {"number": 1, "revision": REVISION}}}, "description d’un form"),
    "bare form": ({"number": 1, "title": "x", "publishedRevision": REVISION}, "description d’un formulaire"),
    "bare revision": (REVISION, "description d’un formulaire"),
    "procedure": ({"data": {"demarche": {"number": 1, "title": "x"}}}, "sans donner ses dossiers"),
    "archived": ({"data": {"dossierArchiver": {"dossier": {"id": "x"}, "errors": None}}}, "« dossierArchiver »"),
    "moved": ({"data": {"groupeInstructeurModifier": {"errors": []}}}, "réponse à une opération"),
    "unknown": ({"data": {"autre": {"x": 1}}}, "réponse inconnue, « autre »"),
    "error": ({"errors": [{"message": "Demarche not found"}], "data": None}, "erreur : Demarche not found"),
    "error of one": ({"errors": [{"message": "hidden"}], "data": {"dossier": None}}, "erreur : hidden"),
    "error alone": ({"errors": [{"message": "Unauthorized"}]}, "erreur : Unauthorized"),
    "odd error": ({"data": None, "errors": "Forbidden"}, "erreur : Forbidden"),
}


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("shape", NO_DOSSIERS)
def test_an_answer_that_holds_no_dossier_is_told_for_what_it_is(
    tmp_path: Path, mapping: PlatformMapping, shape: str, mapped: bool
) -> None:
    data, sentence = NO_DOSSIERS[shape]
    record = only(write_json(tmp_path / "a.json", data), mapping if mapped else None)
    assert record.error is not None
    assert sentence in said(record)
    assert ("vérifiez le numéro demandé" if "error" in shape else "demandez à l’API les dossiers") in said(record)


def test_dossiers_that_a_query_calls_otherwise_are_read(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = write_json(tmp_path / "a.json", {"data": {"d1": node(number=1), "d2": node(number=2)}})
    assert [record.origin for record in read(path, mapping=mapping) if record.document] == [f"{path}#1", f"{path}#2"]


def test_the_dossiers_beside_an_error_are_read(tmp_path: Path, mapping: PlatformMapping) -> None:
    page = {"nodes": [node(), None]}
    path = write_json(tmp_path / "a.json", {"data": {"demarche": {"dossiers": page}}, "errors": [{"message": "x"}]})
    shown, hidden, error, _ = read(path, mapping=mapping)
    assert shown.document is not None
    assert "vide" in said(hidden)
    assert "erreur : x" in said(error)


def test_a_field_is_known_by_its_descriptor(tmp_path: Path) -> None:
    for name in (descriptor(7), "7"):
        mapping = mapping_of(tmp_path, f'fields: [{{field: "{name}", fact: projet.nom}}]')
        champs = [
            champ("Nom", "a", champDescriptorId=descriptor(6)),
            champ("Nom", "b", champDescriptorId=descriptor(7)),
        ]
        data = dossiers([one(tmp_path, mapping, *champs)])[0]
        assert data["projet"]["nom"] == "b"


def test_two_fields_of_one_label_are_an_error(tmp_path: Path) -> None:
    champs = [champ("Nom", "a"), champ("Nom", "b")]
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, fact: projet.nom}]")
    assert "2 champs portent ce nom" in said(one(tmp_path, mapping, *champs))
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, occurrence: 2, fact: projet.nom}]")
    records = read(write_json(tmp_path / "a.json", node(*champs)), mapping=mapping)
    assert dossiers(records)[0]["projet"]["nom"] == "b"
    assert "« Nom »" in said(records[1])


def test_a_label_spelled_as_the_mapping_spells_it_is_nobody_elses(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        "defaults: {theme: SNAP3}\nfields: [{label: Coût, fact: projet.nom}, {label: cout, fact: projet.reference}]",
    )
    found = facts(one(tmp_path, mapping, champ("cout", "b"), champ("Coût", "a")))
    assert (found["projet.nom"], found["projet.reference"]) == ("a", "b")
    alone = facts(one(tmp_path, mapping, champ("cout", "b")))
    assert ("projet.nom" in alone, alone["projet.reference"]) == (False, "b")
    assert facts(one(tmp_path, mapping, champ("« COÛT »", "a")))["projet.nom"] == "a"


def test_two_fields_that_contradict_each_other_are_an_error(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "fields: [{label: Nom, fact: projet.nom}, {label: Titre, fact: projet.nom}]")
    assert "contredit" in said(one(tmp_path, mapping, champ("Nom", "a"), champ("Titre", "b")))
    assert one(tmp_path, mapping, champ("Nom", "a"), champ("Titre", "a")).error is None
    assert one(tmp_path, mapping, champ("Nom", ""), champ("Titre", "b")).error is None


def test_a_multiple_choice_gives_a_fact_per_option(tmp_path: Path, mapping: PlatformMapping) -> None:
    options = ["Point, chaque trimestre", "Autre", "Inconnue"]
    record = one(tmp_path, mapping, champ("Engagements", ", ".join(options), values=options))
    assert facts(record)["engagements.point_trimestriel"] is True
    assert "« Inconnue »" in said(record)
    assert "« Autre »" not in said(record)


def test_several_choices_for_one_value_are_an_error(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = one(tmp_path, mapping, champ("Type de structure", "a, b", values=["a", "b"]))
    assert "plusieurs choix" in said(record)


def test_a_linked_list_gives_both_values(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "fields: [{label: Lieu, fact: projet.nom}]")
    record = one(tmp_path, mapping, {"label": "Lieu", "primaryValue": "Bretagne", "secondaryValue": "Finistère"})
    assert dossiers([record])[0]["projet"]["nom"] == "Bretagne / Finistère"


def test_a_field_of_an_establishment_gives_its_siret(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, 'defaults: {theme: SNAP3}\nfields: [{label: Partenaire, fact: "porteurs[1].siret"}]')
    record = one(tmp_path, mapping, {"label": "Partenaire", "stringValue": SIRET, "etablissement": {"siret": SIRET}})
    assert facts(record)["porteurs"][1] == {"siret": SIRET}


def test_dates_and_moments(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path, "defaults: {theme: SNAP3}\nplatform: {filed_on: null}\nfields: [{label: Jour, fact: depose_le}]"
    )
    for given in (
        {"date": "2021-02-12"},
        {"datetime": "2021-02-12T00:30:00+01:00"},
        {"datetime": "2021-02-11T23:30:00Z"},
    ):
        assert facts(one(tmp_path, mapping, {"label": "Jour", **given}))["depose_le"] == date(2021, 2, 12)


def test_an_attachment_is_there_or_is_not(tmp_path: Path, mapping: PlatformMapping) -> None:
    there = champ("Budget", "", files=[{"filename": "budget.pdf"}])
    assert facts(one(tmp_path, mapping, there))["pieces.budget_par_phase"] is True
    assert "pieces.budget_par_phase" not in facts(one(tmp_path, mapping, champ("Budget", "", files=[])))


def test_a_number_of_percents(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = one(tmp_path, mapping, champ("Part", "60", __typename="IntegerNumberChamp", value="60"))
    assert facts(record)["projet.part_services_deconcentres"] * 100 == 60
    bare = mapping_of(tmp_path, "fields: [{label: Part, fact: projet.part_services_deconcentres}]")
    assert "percent: true" in said(one(tmp_path, bare, champ("Part", "60", __typename="IntegerNumberChamp")))


def rows(*lines: tuple[str, str]) -> list[list[dict[str, Any]]]:
    return [[champ("Intitulé", name), champ("Montant", amount)] for name, amount in lines]


LINES = (
    {"libelle": "Audit", "montant_ttc": Money(1250), "titre": "3"},
    {"libelle": "Étude", "montant_ttc": Money(300), "titre": "3"},
)


def test_a_repetition_block_is_a_list(tmp_path: Path, mapping: PlatformMapping) -> None:
    lines = rows(("Audit", "12.5"), ("Étude", "3"))
    block = champ("Dépenses", "", __typename="RepetitionChamp", rows=[{"champs": line} for line in lines])
    assert facts(one(tmp_path, mapping, block))["depenses"] == LINES


def test_a_block_of_old_answers_is_cut_where_labels_come_back(tmp_path: Path, mapping: PlatformMapping) -> None:
    first, second = rows(("Audit", "12.5"), ("Étude", "3"))
    assert facts(one(tmp_path, mapping, champ("Dépenses", "", champs=[*first, *second])))["depenses"] == LINES
    ragged = champ("Dépenses", "", champs=[*first, second[1]])
    assert "ne peuvent pas être séparées" in said(one(tmp_path, mapping, ragged))


def test_a_block_of_applicants_comes_after_who_filed(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        "defaults: {theme: SNAP3}\nblocks: [{label: Partenaires, list: porteurs, fields: [{label: Nom, fact: nom}]}]",
    )
    block = champ("Partenaires", "", rows=[{"champs": [champ("Nom", "B")]}, {"champs": [champ("Nom", "C")]}])
    assert [who["nom"] for who in facts(one(tmp_path, mapping, block))["porteurs"]] == ["AGENCE", "B", "C"]


def test_annotations_are_fields_too(tmp_path: Path, mapping: PlatformMapping) -> None:
    record = one(tmp_path, mapping, annotations=[champ("Coût du projet", "12")])
    assert facts(record)["projet.cout_total_ttc"] == Money(1200)


def test_titles_and_explanations_are_no_fields(tmp_path: Path, mapping: PlatformMapping) -> None:
    champs = [
        champ("Le projet", "x", __typename="HeaderSectionChamp"),
        champ("Lisez", "x", __typename="ExplicationChamp"),
    ]
    records = read(write_json(tmp_path / "a.json", node(*champs)), mapping=mapping)
    assert "Le projet" not in "".join(map(said, records))


def test_only_the_states_asked_are_taken_and_the_others_are_said(tmp_path: Path, mapping: PlatformMapping) -> None:
    states = ["en_construction", "en_instruction", "accepte", "refuse", "sans_suite"]
    nodes = [node(state=state, number=n) for n, state in enumerate(states)]
    path = write_json(tmp_path / "a.json", [*nodes, *nodes])
    *taken, closing = iter_records([path], replace(context(mapping), decided=False))
    assert [record.origin for record in taken] == [f"{tmp_path / 'a.json'}#{number}" for number in (0, 1, 0, 1)]
    assert all(record.document is not None for record in taken)
    lines = said(closing).splitlines()
    for number, state in enumerate(states[2:], 2):
        (line,) = [line for line in lines if line.startswith(f"dossiers « {state} » laissés de côté")]
        assert line.endswith(f" : 2 ({number}, {number})")


def test_fields_that_are_not_mapped_are_listed_once(tmp_path: Path, mapping: PlatformMapping) -> None:
    champs = [
        champ("Sujet", "a"),
        champ("Vide", ""),
        champ("Date de début", "x"),
        champ("Bloc", "", rows=[{"champs": rows(("a", "1"))[0]}]),
    ]
    path = write_json(tmp_path / "a.json", [node(*champs), node(*champs)])
    closing = read(path, mapping=mapping)[-1]
    text = said(closing).splitlines()[0]
    assert closing.document is None
    assert text.count("« Sujet »") == 1
    assert "« Bloc »" in text
    assert "« Vide »" not in text
    assert "« Date de début »" not in text


def test_labels_of_the_mapping_that_the_file_has_not_are_said(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = write_json(tmp_path / "a.json", node(champ("Coût du  projets", "12")))
    text = said(read(path, mapping=mapping)[-1])
    assert "nomme « Coût du projet », que ce fichier n’a pas ; vouliez-vous dire « Coût du  projets »" in text
    # Those that resemble nothing are said together, once, without a list of all that the form has.
    (others,) = [line for line in text.splitlines() if line.startswith("champs de la correspondance que ce fichier")]
    assert "« Engagements », « Budget »" in others
    assert "Coût" not in others


def test_a_field_of_a_block_is_sought_in_its_block(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        "fields: [{label: Montant, fact: financement.subvention_demandee}]\n"
        "blocks: [{label: Dépenses, list: depenses, fields: [{label: Intitulés, fact: libelle}]}]",
    )
    block = champ("Dépenses", "", rows=[{"champs": [champ("Intitulé", "a"), champ("Montant", "1")]}])
    text = said(read(write_json(tmp_path / "a.json", node(block)), mapping=mapping)[-1]).splitlines()
    near = "la correspondance nomme « Intitulés », que le bloc « Dépenses » n’a pas ; vouliez-vous dire « Intitulé » ?"
    assert near in text
    assert "champs de la correspondance que ce fichier n’a pas : « Montant »" in text


@pytest.mark.parametrize("flat", [False, True], ids=["rows", "flat"])
def test_what_is_wrong_in_a_block_names_its_row(tmp_path: Path, mapping: PlatformMapping, flat: bool) -> None:
    listed = rows(("a", "1"), ("b", "beaucoup"))
    block = (
        {"champs": [field for row in listed for field in row]} if flat else {"rows": [{"champs": r} for r in listed]}
    )
    record = read(write_json(tmp_path / "a.json", node(champ("Dépenses", "", **block))), mapping=mapping)[0]
    assert "« Montant », ligne 2 : « beaucoup »" in faults(record)


def test_errors_and_hidden_dossiers_of_an_answer_are_said(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = write_json(tmp_path / "a.json", {"data": None, "errors": [{"message": "Unauthorized"}]})
    assert "Unauthorized" in said(only(path, mapping))
    path = write_json(tmp_path / "a.json", {"data": {"demarche": {"dossiers": {"nodes": [None, node()]}}}})
    hidden, shown, *_ = read(path, mapping=mapping)
    assert "vide" in said(hidden)
    assert shown.document is not None


def test_an_answer_without_a_dossier_is_said(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = write_json(tmp_path / "a.json", {"data": {"demarche": {"dossiers": {"nodes": []}}}})
    assert "aucun dossier" in said(only(path, mapping))


def test_a_page_that_has_a_next_one_is_said(tmp_path: Path, mapping: PlatformMapping) -> None:
    def page(more: bool) -> dict[str, Any]:
        return {"data": {"demarche": {"dossiers": {"nodes": [node()], "pageInfo": {"hasNextPage": more}}}}}

    path = write_json(tmp_path / "a.json", [page(True), page(True)])
    assert "a une suite" in said(read(path, mapping=mapping)[-1])
    path = write_json(tmp_path / "a.json", [page(True), page(False)])
    assert "a une suite" not in said(read(path, mapping=mapping)[-1])


def test_a_dossier_of_ours_is_no_answer(tmp_path: Path, mapping: PlatformMapping) -> None:
    path = write_json(tmp_path / "a.json", {"theme": "SNAP3", "reference": "1"})
    assert facts(only(path, mapping))["reference"] == "1"


def test_a_bad_answer_never_raises(tmp_path: Path, mapping: PlatformMapping) -> None:
    odd: list[Any] = [
        {"data": {}},
        {"data": {"dossier": 3}},
        node(champs=3),
        node(champs=[3, {}, {"__typename": []}]),
        node(champ("Dépenses", rows=[3, {"champs": 3}])),
        node(demandeur=3, number=None, state=3, dateDepot=3),
        node(champ("Coût du projet", None, value={"a": 1}, files=[3])),
    ]
    for data in odd:
        try:
            read(write_json(tmp_path / "a.json", [data]), mapping=mapping)
        except DossierError as error:
            raise AssertionError(data) from error


def test_how_a_dossier_stands_goes_with_it(mapping: PlatformMapping, tmp_path: Path) -> None:
    asked = node(
        champ("Coût du projet", "100000"),
        dateDerniereModification="2021-03-01T10:00:00+01:00",
        usager={"email": "porteur@exemple.fr"},
        groupeInstructeur={"label": "Bretagne"},
        instructeurs=[{"email": "i@exemple.fr"}, {}],
        demandeur={"siret": SIRET, "entreprise": {"raisonSociale": "AGENCE"}},
    )
    handling = read(write_json(tmp_path / "a.json", asked), mapping=mapping)[0].handling
    assert handling == Handling(
        "1234567",
        "en_instruction",
        "AGENCE",
        SIRET,
        "porteur@exemple.fr",
        "Bretagne",
        ("i@exemple.fr",),
        datetime.fromisoformat("2021-03-01T10:00:00+01:00"),
    )


def test_what_the_query_did_not_ask_of_it_is_not_known(mapping: PlatformMapping, tmp_path: Path) -> None:
    bare = node(champ("Coût du projet", "100000"), usager=None, instructeurs="x", dateDerniereModification="hier")
    handling = read(write_json(tmp_path / "a.json", bare), mapping=mapping)[0].handling
    assert (handling.contact, handling.group, handling.instructors, handling.modified) == (None, None, (), None)


def test_a_form_that_has_a_few_labels_in_common_is_another_one(tmp_path: Path, mapping: PlatformMapping) -> None:
    # Three of eight fields of the mapping, and three of seven of the form.
    same = ("Budget", "Part", "Date de début")
    others = ("Sigle", "Ville", "Remarque", "Montant total")
    fields = [champ(label, "12") for label in (*same, *others)]
    error, closing = read(write_json(tmp_path / "a.json", [node(champs=fields, number=7)]), mapping=mapping)
    assert not error.data
    assert "ne nomme que peu des champs de ces dossiers, qui ont peu des siens, et ne sont pas lus : 7 ;" in said(error)
    assert "la correspondance nomme" not in said(closing)
    assert "champs remplis que la correspondance ne nomme pas : « Sigle »" in said(closing)
    # An export that shows part of the form, and a mapping that names part of it, are of that form.
    for shown in ([*fields[:3], *fields[3:6]], fields[:1]):
        record, *_ = read(write_json(tmp_path / "a.json", [node(champs=shown)]), mapping=mapping)
        assert record.data
    partly = mapping_of(tmp_path, "fields: [{label: Budget, fact: pieces.budget_par_phase, present: true}]\n")
    record, *_ = read(write_json(tmp_path / "a.json", [node(champs=fields)]), mapping=partly)
    assert record.data
