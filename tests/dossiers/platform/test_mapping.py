from __future__ import annotations

import base64
import pickle
from pathlib import Path

import pytest

from dossiers.helpers import labelled, mapping_of, read, rules, said
from relance_rules import DossierError
from relance_rules.dossiers.mapping import fact_named, load_mappings, stable_id
from relance_rules.dossiers.platform.start import start_mapping
from relance_rules.dossiers.shapes import is_mapping
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.ruleset import Roles


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(DossierError) as caught:
        mapping_of(folder, text)
    return str(caught.value).split("; /")


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("fields:\n  - {label: a, fact: projet.cout}\n", ":2:", "fait inconnu : « projet.cout »"),
        ("fields:\n  - {label: a, fact: porteurs}\n", ":2:", "fait inconnu"),
        ("fields:\n  - {label: a, fact: libelle}\n", ":2:", "fait inconnu"),
        ("defaults:\n  projet.noms: a\n", ":2:", "vouliez-vous dire « projet.nom »"),
        ("blocks:\n  - {label: a, list: depense, fields: [{label: b, fact: nom}]}\n", ":2:", "n’est pas une liste"),
        ("blocks:\n  - {label: a, list: depenses, fields: [{label: b, fact: nom}]}\n", ":2:", "fait inconnu"),
        # What the mapping says itself is its own fault, and would be held against every applicant.
        ("defaults:\n  theme: SNAP9\n", ":2:", "thème inconnu : « SNAP9 »"),
        ("defaults:\n  depose_le: 12/02/21\n", ":2:", "n’est pas une date"),
        (
            "fields:\n  - {label: a, fact: projet.nom, values: {b: c}}\n  - label: d\n    fact: projet.hebergement\n"
            "    values:\n      oui: autres\n",
            ":6:",
            "« autres » n’est pas une valeur connue",
        ),
        (
            "blocks:\n  - {label: a, list: depenses, fields: [{label: b, fact: annee, values: {x: an}}]}\n",
            ":2:",
            "« an » n’est pas un nombre entier",
        ),
        (
            "blocks:\n  - {label: a, list: depenses, defaults: {annee: deux}, fields: [{label: b, fact: libelle}]}\n",
            ":2:",
            "« deux » n’est pas un nombre entier",
        ),
        ("platform: {number: nope}\n", ":1:", "fait inconnu"),
        ("procedures: [12345, 0]\n", ":1:", "« 0 » est trop petit"),
        ("procedures: [4294967296]\n", ":1:", "« 4294967296 » est trop grand"),
        ("procedures: 12345\n", ":1:", "une liste est attendue"),
        ("procedures: [12 345]\n", ":1:", "« 12 345 » n’est pas un nombre entier"),
        ('files: [""]\n', ":1:", "ce texte est vide"),
        ("fields:\n  - {label: a, choices: {b: engagement.x}}\n", ":2:", "fait inconnu"),
        ("fields:\n  - {fact: projet.nom}\n", ":2:", "« label » ou par « field »"),
        ("fields:\n  - {label: a}\n", ":2:", "et un seul"),
        ("fields:\n  - {label: a, fact: projet.nom, ignore: true}\n", ":2:", "et un seul"),
        ("fields:\n  - {label: a, ignore: true, present: true}\n", ":2:", "vont avec « fact »"),
        ("fields:\n  - {label: a, fact: projet.nom, present: true, percent: true}\n", ":2:", "s’excluent"),
        ("blocks:\n  - {label: a, list: depenses}\n", ":2:", "« list » et « fields »"),
        ("fields:\n  - {labl: a, fact: projet.nom}\n", ":2:", "vouliez-vous dire « label »"),
        (
            'fields:\n  - {label: a, fact: projet.hebergement, values: {Été: autre, "« ete »": association}}\n',
            ":2:",
            "désigne à la fois « association » et « autre »",
        ),
        ("fields:\n  - {label: a, choices: {x: engagements.y, X: null}}\n", ":2:", "désigne à la fois"),
        ("states: [ouvert]\n", ":1:", "n’est pas accepté"),
    ],
)
def test_a_fault_of_a_mapping_is_placed(tmp_path: Path, text: str, place: str, expected: str) -> None:
    said = "\n".join(faults(tmp_path, text))
    assert expected in said
    assert f"mapping.yaml{place}" in said


def test_a_list_that_does_not_exist_is_said_once(tmp_path: Path) -> None:
    found = faults(tmp_path, "blocks:\n  - {label: a, list: depense, fields: [{label: b, fact: libelle}]}\n")
    assert "fait inconnu" not in "\n".join(found)


def test_a_mapping_may_name_its_theme_and_its_values_as_dossiers_do(tmp_path: Path) -> None:
    mapping_of(
        tmp_path,
        'defaults: {theme: snap3, projet.nom: ""}\nfields:\n  - {label: a, fact: projet.phase, values: {un: "1"}}\n',
    )


def test_a_mapping_has_sensible_defaults(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "fields: []\n")
    assert mapping.states == ("en_construction", "en_instruction")
    assert dict(mapping.platform.facts(rules().plan.roles)) == {
        "number": "reference",
        "filed_on": "depose_le",
        "siret": "porteurs[0].siret",
        "name": "porteurs[0].nom",
    }
    chosen = mapping_of(tmp_path, "platform: {name: null, number: projet.nom}\n").platform
    assert dict(chosen.facts(rules().plan.roles)) == {
        "number": "projet.nom",
        "filed_on": "depose_le",
        "siret": "porteurs[0].siret",
    }
    assert dict(mapping.platform.facts(Roles(filed_on="jour"))) == {"filed_on": "jour"}


def test_a_mapping_crosses_to_other_processes(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "fields: [{label: a, fact: projet.nom, values: {x: z}}]\n")
    assert mapping.fields[0].answers == {"x": "z"}
    assert pickle.loads(pickle.dumps(mapping)) == mapping  # noqa: S301


def test_a_descriptor_and_its_number_are_one() -> None:
    assert stable_id(base64.b64encode(b"Champ-123").decode()) == "123" == stable_id("123")
    assert stable_id("Type de structure") == "Type de structure"
    assert stable_id(base64.b64encode(b"autre").decode()) == base64.b64encode(b"autre").decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", ["SNAP3", "ITN1", "ITN3"])
def test_the_mapping_to_start_from_can_be_loaded(tmp_path: Path, code: str, language: str) -> None:
    theme, vocabulary = rules()[code], rules().vocabulary
    text = start_mapping(rules().plan, theme, "fr" if language == "fr" else "en")
    mapping = mapping_of(tmp_path, text)
    assert mapping.defaults == {"theme": code}
    given = {rule.fact for rule in mapping.fields} | {fact for _, fact in mapping.platform.facts(rules().plan.roles)}
    for path in theme.asked:
        owner, inside, name = path.partition("[].")
        if vocabulary[path].type in ("list", "flags") or path == "theme":
            continue
        blocks = {rule.fact for block in mapping.blocks if block.list == owner for rule in block.fields}
        assert (name in blocks or f"{owner}[0].{name}" in given) if inside else path in given, path
        # A field of its own beside the block would be sought in vain in every export.
        assert not (name in blocks and f"{owner}[0].{name}" in given) or vocabulary[owner].core
    assert {requirement.fact for requirement in (*theme.commitments.asked, *theme.documents.asked)} <= given
    assert text.startswith("# ")


def test_the_mapping_to_start_from_quotes_its_labels(tmp_path: Path) -> None:
    label = 'Un "plan" : a\\b # c'
    mapping = mapping_of(tmp_path, start_mapping(rules().plan, labelled(rules()["SNAP3"], label)))
    assert label in {rule.label for rule in mapping.fields}


def test_lists_and_flags_are_no_facts() -> None:
    plan = rules().plan
    assert fact_named("porteurs", plan) is None
    assert fact_named("engagements", plan) is None
    assert fact_named("porteurs[3].nom", plan) is not None
    assert fact_named("engagements.x", plan) is not None
    assert fact_named("montant_ttc", plan, "depenses") is not None


@pytest.mark.parametrize(
    ("head", "file", "procedure", "expected"),
    [
        ("", "a.csv", 5, None),
        ("procedures: [5, 6]", "a.csv", 6, True),
        ("procedures: [5, 6]", "a.csv", 7, False),
        ("procedures: [5, 6]", "a.csv", None, None),
        ("files: [a.csv]", "lot/A.CSV", 7, True),
        ("files: [a.csv]", "a.csv.bak", None, False),
        ("files: [lot/*.csv]", "lundi/lot/a.csv", None, True),
        ("files: [lot/*.csv]", "a.csv", None, False),
        ("files: [lot/*.csv]", "lot/lundi/a.csv", None, False),
        ("files: [autre.csv, 'é?.csv']", "e\u0301x.csv", None, True),
        ("files: ['[[]1].csv']", "[1].csv", None, True),
        # What says both must be right of both.
        ("procedures: [5]\nfiles: [a.csv]", "a.csv", 5, True),
        ("procedures: [5]\nfiles: [a.csv]", "a.csv", 6, False),
        ("procedures: [5]\nfiles: [a.csv]", "b.csv", 5, False),
        ("procedures: [5]\nfiles: [a.csv]", "a.csv", None, True),
    ],
)
def test_what_a_mapping_says_that_it_is_for(
    tmp_path: Path, head: str, file: str, procedure: int | None, expected: bool | None
) -> None:
    assert mapping_of(tmp_path, head + "\nfields: []\n").is_for(file, procedure) is expected


def test_all_that_is_wrong_with_several_mappings_is_said(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml")]
    for path, text in zip(paths, ("fields: []\n", "field: []\n", "fields: [{label: a, fact: nope}]\n"), strict=True):
        path.write_text(text, encoding="utf-8")
    assert load_mappings([], rules().plan) == ()
    (found,) = load_mappings(paths[:1], rules().plan)
    assert str(found.called) == f"la correspondance {paths[0]}"
    (tmp_path / "lien.yaml").symlink_to(paths[0])
    with pytest.raises(DossierError) as caught:
        load_mappings([*paths, tmp_path / "lien.yaml"], rules().plan)
    assert [problem.file for problem in caught.value.problems] == [
        str(path) for path in (*paths[1:], tmp_path / "lien.yaml")
    ]
    assert "cette correspondance est donnée deux fois" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("defaults: {theme: SNAP3}\nfields: [{label: a, fact: nope}]\n", True),
        ("blocks: []\n", True),
        (start_mapping(rules().plan, rules()["ITN1"]), True),
        ("defaults: {theme: SNAP3}\n", False),
        ("theme: SNAP3\nfields: []\n", False),
        ("fields: []\nblock: []\n", False),
        ("{}\n", False),
    ],
)
def test_a_mapping_among_dossiers_is_told_for_what_it_is(tmp_path: Path, text: str, told: bool) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    (record,) = read(path)
    assert (record.document is None) is told
    assert ("correspondance d’un formulaire, et non un dossier" in said(record)) is told


def test_a_rule_set_whose_facts_have_those_names_has_dossiers() -> None:
    facts = {"fields": rules().vocabulary["projet.nom"]}
    assert not is_mapping({"fields": []}, Vocabulary(facts))


def test_a_number_decides_and_the_label_where_there_are_none(tmp_path: Path) -> None:
    mapping = mapping_of(
        tmp_path,
        "fields: [{label: Nom, field: '5', fact: projet.nom}]\n"
        "blocks: [{label: Dépenses, field: '6', list: depenses, fields: [{label: a, fact: libelle}]}]\n",
    )
    [rule], [block] = mapping.fields, mapping.blocks
    for each, label in ((rule, "Nom"), (block, "Dépenses")):
        assert each.names(label, None)
        assert not each.names("Autre", None)
        assert not each.names(label, "7")
    assert rule.names("Autre", "5")
    assert block.names("Autre", "6")
