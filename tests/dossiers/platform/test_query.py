"""The queries against what the platform's API declares of the fields that they name, told in our own words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, build_schema, graphql_sync, parse, specified_rules, validate
from graphql.validation import NoDeprecatedCustomRule

from dossiers.helpers import SIRET, dossiers, mapping_of, read, rules, said
from relance_rules.dossiers.platform.described import form_in
from relance_rules.dossiers.platform.query import dossiers_query, form_query
from relance_rules.localization import localization

from .forms import descriptor

_FIELD = "id: ID! champDescriptorId: String! label: String! stringValue: String updatedAt: ISO8601DateTime!"
_ABOUT = "id: ID! label: String! description: String required: Boolean!"

# What each kind of field holds beside what all do.
_KINDS = {
    "Text": "value: String",
    "Checkbox": "value: Boolean!",
    "YesNo": "value: Boolean",
    "IntegerNumber": "value: BigInt",
    "DecimalNumber": "value: Float",
    "Date": "date: ISO8601Date value: ISO8601DateTime @deprecated",
    "Datetime": "datetime: ISO8601DateTime",
    "DropDownList": "value: String",
    "LinkedDropDownList": "primaryValue: String secondaryValue: String",
    "MultipleDropDownList": "values: [String!]!",
    "PieceJustificative": "files: [File!]! file: File @deprecated",
    "TitreIdentite": "filled: Boolean!",
    "Siret": "etablissement: PersonneMorale",
    "HeaderSection": "level: Int!",
    "Explication": "",
    "Repetition": "rows: [Row!]! champs: [Champ!]! @deprecated",
}
_DESCRIBED = {
    "Text": "",
    "DropDownList": "options: [String!] otherOption: Boolean",
    "MultipleDropDownList": "options: [String!]",
    "LinkedDropDownList": "options: [String!]",
    "Repetition": "champDescriptors: [ChampDescriptor!]",
}

SCHEMA = build_schema(
    "scalar ISO8601DateTime scalar ISO8601Date scalar BigInt enum DossierState { en_construction en_instruction }"
    "type Query { demarche(number: Int!): Demarche! }"
    "type Demarche { number: Int! title: String! activeRevision: Revision!"
    " dossiers(after: String, first: Int, updatedSince: ISO8601DateTime): DossierConnection! }"
    "type DossierConnection { nodes: [Dossier] pageInfo: PageInfo! }"
    "type PageInfo { endCursor: String hasNextPage: Boolean! }"
    "type Dossier { number: Int! state: DossierState! archived: Boolean! dateDepot: ISO8601DateTime!"
    " datePassageEnConstruction: ISO8601DateTime! datePassageEnInstruction: ISO8601DateTime"
    " dateTraitement: ISO8601DateTime dateDerniereModification: ISO8601DateTime! motivation: String usager: Profile!"
    " groupeInstructeur: GroupeInstructeur! instructeurs: [Profile!]! demandeur: Demandeur!"
    " champs(id: ID): [Champ!]! annotations(id: ID): [Champ!]! }"
    "type Profile { email: String! } type GroupeInstructeur { number: Int! label: String! }"
    "interface Demandeur { id: ID! }"
    "type PersonneMorale implements Demandeur"
    " { id: ID! siret: String! entreprise: Entreprise association: Association }"
    "type PersonneMoraleIncomplete implements Demandeur { id: ID! siret: String! }"
    "type PersonnePhysique implements Demandeur { id: ID! nom: String! prenom: String! }"
    "type Entreprise { siren: String! raisonSociale: String! } type Association { titre: String! }"
    "type File { filename: String! } type Row { champs: [Champ!]! }"
    "type Revision { id: ID! champDescriptors: [ChampDescriptor!]! annotationDescriptors: [ChampDescriptor!]! }"
    f"interface Champ {{ {_FIELD} }} interface ChampDescriptor {{ {_ABOUT} }}"
    + "".join(f"type {kind}Champ implements Champ {{ {_FIELD} {more} }}" for kind, more in _KINDS.items())
    + "".join(
        f"type {kind}ChampDescriptor implements ChampDescriptor {{ {_ABOUT} {more} }}"
        for kind, more in _DESCRIBED.items()
    )
)


@pytest.mark.parametrize("query", [dossiers_query, form_query])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_query_is_one_that_the_platform_answers(query: Any, language: Any) -> None:
    text = query(localization(language))
    assert validate(SCHEMA, parse(text), (*specified_rules, NoDeprecatedCustomRule)) == []
    assert text.startswith("# ")
    assert '{"demarche": 12345' in text


def test_the_excerpt_refuses_what_the_platform_refuses() -> None:
    # One name for values of several types is what the aliases are for.
    plain = dossiers_query(localization("fr")).replace("checked: value", "value").replace("selected: value", "value")
    assert any("conflict" in error.message for error in validate(SCHEMA, parse(plain)))
    assert validate(SCHEMA, parse("{ demarche(number: 1) { titre } }"))


def champ(number: int, kind: str, label: str, text: str | None, **more: Any) -> dict[str, Any]:
    return {
        "__typename": f"{kind}Champ",
        "id": descriptor(number),
        "champDescriptorId": descriptor(number),
        "label": label,
        "stringValue": text,
        "updatedAt": "2026-01-15T10:00:00+01:00",
        **more,
    }


def answered(query: str, demarche: dict[str, Any]) -> dict[str, Any]:
    result = graphql_sync(SCHEMA, query, {"demarche": demarche}, variable_values={"demarche": 12345})
    errors: list[GraphQLError] = result.errors or []
    assert errors == []
    # As it travels: what the aliases rename, and the order of the keys.
    data: dict[str, Any] = json.loads(json.dumps({"data": result.data}))
    return data


def test_its_answer_leaves_nothing_unasked(tmp_path: Path) -> None:
    rows = [
        {"champs": [champ(21, "Text", "Libellé", "Serveur"), champ(22, "DecimalNumber", "Montant", "12.5", value=12.5)]}
    ]
    dossier = {
        "number": 7,
        "state": "en_instruction",
        "archived": False,
        "dateDepot": "2026-01-10T10:00:00+01:00",
        "datePassageEnConstruction": "2026-01-10T10:00:00+01:00",
        "dateDerniereModification": "2026-01-15T10:00:00+01:00",
        "usager": {"email": "a@example.org"},
        "groupeInstructeur": {"number": 1, "label": "défaut"},
        "instructeurs": [{"email": "i@example.org"}],
        "demandeur": {
            "__typename": "PersonneMorale",
            "siret": SIRET,
            "entreprise": {"siren": SIRET[:9], "raisonSociale": "A"},
        },
        "champs": [
            champ(1, "HeaderSection", "Titre", "", level=1),
            champ(2, "Text", "Nom", "Projet"),
            champ(3, "DecimalNumber", "Coût", "600000.10", value=600000.1),
            champ(4, "YesNo", "Conforme", "false", value=False),
            champ(5, "YesNo", "Retombées", None, value=None),
            champ(6, "PieceJustificative", "Budget", "", files=[{"filename": "budget.pdf"}]),
            champ(7, "TitreIdentite", "Identité", "", filled=True),
            champ(8, "MultipleDropDownList", "Engagements", "a, b", values=["a", "b"]),
            champ(9, "Date", "Début", "10 janvier 2026", date="2026-01-10"),
            champ(10, "Repetition", "Dépenses", "", rows=rows),
        ],
        "annotations": [champ(30, "IntegerNumber", "Phase", "2", value=2)],
    }
    page = {"nodes": [dossier], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    answer = answered(dossiers_query(localization("fr")), {"number": 12345, "title": "t", "dossiers": page})
    # The platform tells titles from texts to those who name them.
    assert "... on HeaderSectionChamp {" in dossiers_query(localization("fr"))
    assert "... on ExplicationChamp {" in dossiers_query(localization("fr"))
    (tmp_path / "export.json").write_text(json.dumps(answer), encoding="utf-8")
    mapping = mapping_of(
        tmp_path,
        "defaults: {theme: SNAP3}\nfields:\n"
        "  - {field: '2', fact: projet.nom}\n  - {field: '3', fact: projet.cout_total_ttc}\n"
        "  - {field: '4', fact: projet.conforme_descriptif}\n"
        "  - {field: '5', fact: projet.retombees_entreprises_francaises}\n"
        "  - {field: '6', fact: pieces.budget_par_phase, present: true}\n"
        "  - {field: '7', fact: pieces.identite, present: true}\n"
        "  - {field: '8', choices: {a: engagements.point_trimestriel, b: null}}\n"
        "  - {field: '9', ignore: true}\n  - {field: '30', fact: projet.phase}\n"
        "blocks:\n  - field: '10'\n    list: depenses\n"
        "    fields: [{field: '21', fact: libelle}, {field: '22', fact: montant_ttc}]\n",
    )
    [record] = read(tmp_path / "export.json", mapping=mapping)
    assert said(record) == ""
    [data] = dossiers([record])
    assert data["projet"] == {
        "nom": "Projet",
        "cout_total_ttc": "600000.1",
        "conforme_descriptif": "non",
        "phase": "2",
    }
    assert data["pieces"] == {"budget_par_phase": "oui", "identite": "oui"}
    assert data["engagements"] == {"point_trimestriel": "oui"}
    assert data["depenses"] == [{"libelle": "Serveur", "montant_ttc": "12.5"}]
    assert data["porteurs"] == [{"siret": SIRET, "nom": "A"}]
    assert record.handling is not None
    assert record.handling.contact == "a@example.org"


def test_the_form_is_read_from_its_answer() -> None:
    def about(number: int, kind: str, label: str, **more: Any) -> dict[str, Any]:
        return {
            "__typename": f"{kind}ChampDescriptor",
            "id": descriptor(number),
            "label": label,
            "required": True,
            **more,
        }

    revision = {
        "id": "1",
        "champDescriptors": [
            about(1, "DropDownList", "Type", options=["a"], otherOption=True),
            about(2, "Repetition", "Dépenses", champDescriptors=[about(3, "Text", "Libellé")]),
        ],
        "annotationDescriptors": [about(4, "Text", "Avis")],
    }
    answer = answered(form_query(localization("fr")), {"number": 12345, "title": "t", "activeRevision": revision})
    form = form_in(answer, rules().vocabulary)
    assert form is not None
    choice, block, note = form.fields
    assert (choice.number, choice.kind, choice.options, choice.other, choice.required) == (
        "1",
        "drop_down_list",
        ("a",),
        True,
        True,
    )
    assert [each.label for each in block.inner or ()] == ["Libellé"]
    assert note.annotation
