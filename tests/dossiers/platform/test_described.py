from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dossiers.helpers import rules
from relance_rules import DossierError
from relance_rules.dossiers.form_files import MAX_FIELDS, read_form
from relance_rules.dossiers.platform.described import FormDescription, form_in

from .forms import descriptor, field, form


def described(data: Any) -> FormDescription:
    found = form_in(data, rules().vocabulary)
    assert found is not None
    return found


def labels(data: Any) -> list[str]:
    return [each.label for each in described(data).fields]


def test_a_form_is_read_as_the_platform_describes_it() -> None:
    options = field(2, "Type", "drop_down_list", options=["a", "b", "a", ""], otherOption=True, required=False)
    block = field(3, "Dépenses", "repetition", champDescriptors=[field(4, "Libellé")])
    found = described(form(field(1, "Titre", "header_section"), options, block, annotations=(field(5, "Avis"),)))
    choice, repeated, note = found.fields
    assert found.described
    assert (choice.number, choice.kind, choice.required) == ("2", "drop_down_list", False)
    assert (choice.options, choice.other) == (("a", "b"), True)
    assert (repeated.kind, [each.label for each in repeated.inner or ()]) == ("repetition", ["Libellé"])
    assert note.annotation
    assert note.required


@pytest.mark.parametrize(
    ("typename", "kind"),
    [
        ("YesNoChampDescriptor", "yes_no"),
        ("MultipleDropDownListChampDescriptor", "multiple_drop_down_list"),
        ("PieceJustificativeChampDescriptor", "piece_justificative"),
        ("CommuneChampDescriptor", "communes"),
    ],
)
def test_a_type_has_the_name_that_the_platform_gives_it_elsewhere(typename: str, kind: str) -> None:
    [found] = described(form({**field(1, "a"), "__typename": typename})).fields
    assert found.kind == kind
    [older] = described(form({"id": "1", "label": "a", "type": kind})).fields
    assert older.kind == kind


def test_the_form_in_use_comes_before_its_draft_and_before_older_ways_to_ask() -> None:
    def revision(label: str) -> dict[str, Any]:
        return {"champDescriptors": [field(1, label)]}

    demarche = {
        "champDescriptors": [field(1, "older")],
        "draftRevision": revision("draft"),
        "publishedRevision": revision("published"),
    }
    assert labels({"data": {"demarche": demarche}}) == ["published"]
    assert labels({"demarche": {**demarche, "activeRevision": revision("active")}}) == ["active"]
    assert labels({"demarche": {"champDescriptors": [field(1, "older")], "draftRevision": {"id": "x"}}}) == ["older"]
    assert labels({"data": {"demarcheDescriptor": {"revision": revision("one")}}}) == ["one"]
    assert labels(revision("bare")) == ["bare"]
    empty = {"activeRevision": {"champDescriptors": []}, "draftRevision": revision("draft")}
    assert labels({"demarche": empty}) == ["draft"]


def test_the_procedures_that_it_is_of() -> None:
    one = {"demarche": {"number": 5, "activeRevision": {"champDescriptors": [field(1, "a")]}}}
    assert described({"data": one}).procedures == (5,)
    assert described(
        {"data": {"demarcheDescriptor": {"number": 6, "revision": {"champDescriptors": [field(1, "a")]}}}}
    ) == (FormDescription(described(one).fields, procedures=(6,)))
    shown = {"number": 12, "champs": [{"id": "1", "label": "a", "stringValue": "b"}]}
    pages = [{"data": {"demarche": {"number": number, "dossiers": {"nodes": [shown]}}}} for number in (7, 8, 7)]
    assert described(pages).procedures == (7, 8)
    assert described([shown, {"data": {"dossier": {**shown, "demarche": {"number": 9}}}}]).procedures == (9,)


def champ(number: int, label: str, text: str | None, kind: str = "TextChamp", **more: Any) -> dict[str, Any]:
    return {
        "__typename": kind,
        "champDescriptorId": descriptor(number),
        "label": label,
        "stringValue": text,
        **more,
    }


def test_dossiers_show_the_fields_of_their_form() -> None:
    rows = [{"champs": [champ(4, "Libellé", "x"), champ(5, "Montant", "", "DecimalNumberChamp")]}]
    first = [
        champ(1, "Nom", ""),
        champ(2, "Choix", None, "MultipleDropDownListChamp", values=["a"]),
        champ(3, "Dépenses", "", "RepetitionChamp", rows=rows),
        champ(9, "Section", "", "HeaderSectionChamp"),
    ]
    second = [champ(1, "Nom", "y"), champ(2, "Choix", None, "MultipleDropDownListChamp", values=["b", "a"])]
    nodes = [{"number": 1, "champs": first}, {"number": 2, "champs": second, "annotations": [champ(7, "Avis", "z")]}]
    found = described({"data": {"demarche": {"dossiers": {"nodes": nodes}}}})
    name, choice, block, note = found.fields
    assert not found.described
    assert (name.number, name.kind, name.answered) == ("1", "", True)
    assert (choice.kind, choice.options) == ("multiple_drop_down_list", ("a", "b"))
    assert [(each.label, each.kind, each.answered) for each in block.inner or ()] == [
        ("Libellé", "", True),
        ("Montant", "decimal_number", False),
    ]
    assert note.annotation


def test_dossiers_beside_a_description_say_which_fields_are_answered() -> None:
    answer = form(field(1, "Nom"), field(2, "Sigle"))
    nodes = [{"number": 1, "champs": [champ(1, "Ancien nom", "x"), champ(2, "Sigle", "")]}]
    found = described([answer, {"data": {"demarche": {"dossiers": {"nodes": nodes}}}}])
    assert [(each.label, each.answered) for each in found.fields] == [("Nom", True), ("Sigle", False)]


def test_a_spreadsheet_shows_its_columns(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        "ID,État du dossier,Instructeurs,Nom,Nom,Coût\n1,En construction,,x,,\n2,Accepté,,,y,3\n", "utf-8"
    )
    found = read_form(export, rules().plan)
    assert [(each.label, each.number, each.answered) for each in found.fields] == [
        ("Nom", None, True),
        ("Nom", None, True),
        ("Coût", None, True),
    ]
    assert not found.numbered


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("form.json", '{"data": {"demarche": {"number": 1}}}', "ne décrit aucun formulaire"),
        ("form.json", "[]", "ne décrit aucun formulaire"),
        ("form.json", "{", "form.json"),
        ("table.csv", "a,b\n1,2\n", "ne décrit aucun formulaire"),
        ("form.json", '{"data":' * 3000 + "1" + "}" * 3000, "imbrication trop profonde"),
        ("missing.json", None, "n’existe pas"),
    ],
)
def test_a_file_that_describes_no_form_is_refused(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DossierError, match=said):
        read_form(tmp_path / name, rules().plan)


def test_a_form_of_too_many_fields_is_refused(tmp_path: Path) -> None:
    listed = ",".join('{"label": "a", "id": "1"}' for _ in range(MAX_FIELDS + 1))
    (tmp_path / "form.json").write_text(f'{{"champDescriptors": [{listed}]}}', encoding="utf-8")
    with pytest.raises(DossierError, match="plus de"):
        read_form(tmp_path / "form.json", rules().plan)


def test_answers_line_by_line_are_one_form(tmp_path: Path) -> None:
    path = tmp_path / "pages.ndjson"
    path.write_text(
        '{"data":{"dossier":{"champs":[{"label":"a"}]}}}\n\n{"data":{"dossier":{"champs":[{"label":"b"}]}}}\n'
    )
    assert [each.label for each in read_form(path, rules().plan).fields] == ["a", "b"]
