"""A theme's file, loaded: everything that is wrong with it is told at once, each fault on its line."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relance_rules import DossierError, RuleError, load_rules
from relance_rules.loading.rules import Rules, open_rules
from rule_sets import (
    DEFINITIONS,
    MANIFEST,
    THEME,
    VOCABULARY,
    Data,
    both,
    condition,
    fact,
    faults,
    funding,
    item,
    lines,
    said,
    size,
    values,
    window,
    write_rules,
)

FILE = """\
theme: ESSAI
title: {fr: "Un thème", en: "A theme"}
summary: {fr: "Un thème", en: "A theme"}
kind: guichet
owner: Personne
source: {lines: 1-9}
envelope: {amount: 10 M€, source: {lines: 2}}
windows:
  - {id: guichet, label: {fr: "Guichet", en: "Window"}, opens: 2021-01-04, source: {lines: 3}}
size: {ranges: [], source: {lines: 4}}
eligibility:
  - id: porteur
    label: {fr: "Un porteur central", en: "A central applicant"}
    require:
      every: porteurs
      satisfies:
        any:
          - {fact: categorie, is: centrale}
          - fact: projet.mois
            at_most: 12
    failure: {fr: "Non", en: "No"}
    source: {lines: 5}
    reading: R10
funding: {scale: [{rate: 75 %}], staff: excluded, source: {lines: 6}}
commitments:
  - {id: bilan, label: {fr: "Bilan", en: "Report"}, source: {lines: 7}}
"""


def load(folder: Path, text: str, **shared: Any) -> Rules:
    """A rule set whose theme is written as it is given."""
    path = write_rules(folder, THEME, **shared) / "themes" / "ESSAI.yaml"
    path.write_text(text, encoding="utf-8")
    return load_rules(folder)


def refusal(folder: Path, text: str, **shared: Any) -> RuleError:
    with pytest.raises(RuleError) as error:
        load(folder, text, **shared)
    return error.value


def test_a_sound_file_is_loaded(tmp_path: Path) -> None:
    rules = load(tmp_path, FILE)
    assert list(rules) == ["ESSAI"]
    assert rules["ESSAI"].code == "ESSAI"
    assert rules.model("ESSAI").owner == "Personne"
    assert rules.plan.themes["ESSAI"] is rules["ESSAI"]
    assert rules.plan.readings.keys() == MANIFEST["readings"].keys()


def test_a_theme_is_found_in_any_case_of_letters(tmp_path: Path) -> None:
    rules = load(tmp_path, FILE)
    assert rules.theme(" essai\n").code == "ESSAI"
    assert rules.code("autre") is None
    with pytest.raises(RuleError, match="thème inconnu : « ESAI » ; vouliez-vous dire « ESSAI »"):
        rules.theme("ESAI")
    with pytest.raises(KeyError):
        rules["AUTRE"]


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")], ids=["mark", "crlf"])
def test_a_mark_or_windows_lines_change_nothing(tmp_path: Path, change: Callable[[str], str]) -> None:
    load(tmp_path, change(FILE))
    error = refusal(tmp_path, change(FILE.replace("is: centrale", "is: central")))
    assert faults(error).startswith("18:31: valeur inconnue")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: guichet", "knd: guichet", "4:1: clé inconnue : « knd » ; vouliez-vous dire « kind » ?"),
        ("kind: guichet", "kind: gichet", "4:1: « gichet » n’est pas une valeur de « modalite »"),
        ("kind: guichet", "kind: [a]", "4:1: « a » n’est pas une valeur de « modalite »"),
        ("owner: Personne", "owner: 7", "5:1: ce texte est vide ou trop court"),
        ("source: {lines: 1-9}", "source: {lines: 9-1}", "6:10: les lignes citées vont croissant"),
        ("amount: 10 M€", "amount: 10", "7:12: il faut un montant, pas un nombre"),
        ("amount: 10 M€", "amount: 10.5", "7:12: il faut un montant, pas un nombre"),
        ("amount: 10 M€", 'amount: "1,200 EUR"', "7:12: « 1,200 EUR » est ambigu : « 1 200 EUR » ou « 1,200 EUR » ?"),
        ("amount: 10 M€", "amount: projet.cout_total_ttc", "7:12: un montant fixe est attendu ici"),
        ("opens: 2021-01-04", "opens: 2021-02-30", "9:57: « 2021-02-30 » n’existe pas dans le calendrier"),
        ("opens: 2021-01-04, ", "", "9:5: la clé « opens » manque"),
        ("opens: 2021-01-04", "opns: 2021-01-04", "9:57: clé inconnue : « opns » ; vouliez-vous dire « opens » ?"),
        ("id: porteur", "id: Porteur", "12:5: « Porteur » n’a pas la forme attendue"),
        ("      every: porteurs", "      chaque: porteurs", "14:5: une constante, un nom ou l’une de ces clés"),
        ("      every: porteurs", "      evry: porteurs", "14:5: clé inconnue : « evry » ; vouliez-vous"),
        ("is: centrale", "iss: centrale", "18:31: clé inconnue : « iss » ; vouliez-vous dire « is » ?"),
        ("at_most: 12", "at_most: 12 mois", "20:13: « 12 mois » n’est pas un montant"),
        ("            at_most: 12\n", "", "19:13: une comparaison est attendue"),
        ("    reading: R10\n", "    reading: R10\n    bogus_key: 1\n", "24:5: la clé « bogus_key » n’est pas attendue"),
        ("        any:", "        bogus: 1\n        any:", "17:9: la clé « bogus » n’est pas attendue ici"),
        ("rate: 75 %", "rate: 0.75", "24:20: il faut un taux, pas un nombre"),
        ("scale: [{rate: 75 %}]", "scale: []", "24:11: au moins un élément est attendu"),
        ("scale: [{rate: 75 %}]", "scale: 75 %", "24:11: une liste est attendue"),
        ("commitments:", "comitments:", "25:1: clé inconnue : « comitments » ; vouliez-vous dire « commitments » ?"),
        ("theme: ESSAI", "theme: AUTRE", "1:1: le fichier ESSAI.yaml décrit le thème « AUTRE »"),
        ("title: {fr:", "title: {de: a, fr:", "2:9: « de » n’est pas une langue de ce jeu de règles"),
        ('summary: {fr: "Un thème", en: "A theme"}', 'summary: {fr: "Un thème"}', "3:1: ce texte manque en « en »"),
        # Against the vocabulary, the manifest and the definitions.
        ("fact: categorie", "fact: categori", "18:14: « categori » n’est ni un fait, ni un fait dérivé"),
        ("is: centrale", "is: central", "18:31: valeur inconnue : « central » ; vouliez-vous dire « centrale » ?"),
        ("at_most: 12", "at_most: 12 EUR", "20:13: il faut un nombre, pas un montant"),
        ("at_most: 12", "at_most: 12 %", "20:13: il faut un nombre, pas un taux"),
        ("at_most: 12", "before: 2021-01-01", "20:13: « before » ne va pas ici : « Un fait » est un nombre ; utilisez"),
        ("at_most: 12", 'is: "²"', "20:13: « ² » n’est ni un fait"),
        ("at_most: 12", "is: douze", "20:13: « douze » n’est ni un fait"),
        ("every: porteurs", "every: projet", "15:7: « projet » n’est pas une liste du vocabulaire"),
        ("every: porteurs", "every: porteur", "15:7: « porteur » n’est pas une liste du vocabulaire ; vouliez-vous"),
        ("reading: R10", "reading: R15", "23:5: la lecture « R15 » n’est pas dans ruleset.yaml ; vouliez-vous dire"),
        ("reading: R10", "reading: AILLEURS", "23:5: la lecture « AILLEURS » ne vaut que pour AUTRE"),
        ("source: {lines: 5}", "source: {document: rgc, lines: 5}", "22:5: aucun document « rgc » dans ruleset.yaml"),
        ("source: {lines: 5}", "source: {article: 5}", "22:5: « catalogue » se cite par « lines »"),
        ("id: bilan", "id: bilan, when: rien", "26:17: « rien » n’est ni un fait"),
    ],
)
def test_an_error_names_its_line_its_column_and_what_is_accepted(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert FILE.count(old) == 1
    text = FILE.replace(old, new)
    error = refusal(tmp_path, text)
    assert said in faults(error)
    (problem, *_) = [p for p in error.problems if f"{p.line}:{p.column}" == said.split(": ")[0]]
    assert problem.file == str(tmp_path / "themes" / "ESSAI.yaml")
    assert problem.line is not None
    assert problem.excerpt == text.split("\n")[problem.line - 1][:100]


@pytest.mark.parametrize(
    "added",
    [
        "kind: guichet",
        "x: oui",
        "x: no",
        "x: on",
        "x: 010",
        "x: 1:30",
        "\tx: 1",
        "x: !!python/name:os.system",
        "x: &a 1",
        "x: *a",
        "--- {}",
        "x: " + "[" * 100,
        "x: \x1b",
    ],
)
def test_a_trap_is_refused_whatever_the_file_says_besides(tmp_path: Path, added: str) -> None:
    (problem,) = refusal(tmp_path, f"{FILE}{added}\n").problems
    assert problem.line == 27


@pytest.mark.parametrize("text", ["", "# rien", "- a", "mot", "~", "12", "{}"])
def test_a_file_that_is_no_theme_is_refused_at_its_top(tmp_path: Path, text: str) -> None:
    assert {(p.line, p.column) for p in refusal(tmp_path, text).problems} == {(1, 1)}


def test_a_list_whose_only_item_is_refused_is_not_called_empty_too(tmp_path: Path) -> None:
    error = refusal(tmp_path, FILE.replace("scale: [{rate: 75 %}]", "scale: [{rate: []}]"))
    assert [(p.line, p.column) for p in error.problems] == [(24, 20)]


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    text = FILE.replace("is: centrale", "is: central").replace("at_most: 12", "at_most: 12 %").replace("R10", "R99")
    assert [p.line for p in refusal(tmp_path, text).problems] == [18, 20, 23]
    text = FILE.replace("opens: 2021-01-04", "opns: 2021-01-04").replace("owner: Personne", "owner: 7")
    assert [(p.line, p.column) for p in refusal(tmp_path, text).problems] == [(5, 1), (9, 5), (9, 57)]


def test_the_faults_of_all_the_files_are_said_at_once(tmp_path: Path) -> None:
    manifest = copy.deepcopy(MANIFEST)
    manifest["rounding"]["reading"] = "R99"
    definitions = copy.deepcopy(DEFINITIONS)
    definitions["derived"]["autre"] = {"type": "boolean", "label": both("Autre"), "value": "rien"}
    vocabulary = {**VOCABULARY, "projet.note": fact("decimal", unit="points")}
    folder = write_rules(
        tmp_path, THEME, vocabulary, manifest=manifest, definitions=definitions, tables={"t": {"keys": {}}}
    )
    (folder / "themes" / "AUTRE.yaml").write_text("theme: AUTRE\n", encoding="utf-8")
    (folder / "themes" / "ESSAI.yaml").write_text(FILE.replace("is: centrale", "is: central"), encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(folder)
    files = [Path(problem.file or "").name for problem in error.value.problems]
    assert set(files) == {"t.yaml", "ruleset.yaml", "vocabulary.yaml", "definitions.yaml", "AUTRE.yaml", "ESSAI.yaml"}
    # What is wrong with the definitions is not told once more by each theme.
    assert files.count("definitions.yaml") == 1
    assert all(problem.line and problem.column for problem in error.value.problems)


def test_opening_a_set_reads_each_theme_when_it_is_asked_for(tmp_path: Path) -> None:
    path = write_rules(tmp_path, THEME) / "themes" / "CASSE.yaml"
    path.write_text("theme: [", encoding="utf-8")
    rules = open_rules(tmp_path)
    assert rules["ESSAI"].code == "ESSAI"
    with pytest.raises(RuleError, match="une valeur ne peut pas commencer par"):
        rules["CASSE"]
    with pytest.raises(RuleError):
        rules.model("CASSE")
    with pytest.raises(RuleError):
        rules.check_all()
    assert [problem.file for problem in rules.problems] == [str(path)]


@pytest.mark.parametrize("name", ["ruleset.yaml", "vocabulary.yaml"])
def test_a_set_lacks_neither_its_manifest_nor_its_vocabulary(tmp_path: Path, name: str) -> None:
    (write_rules(tmp_path, THEME) / name).unlink()
    with pytest.raises(RuleError, match="ce fichier n’existe pas") as error:
        load_rules(tmp_path)
    assert [problem.file for problem in error.value.problems] == [str(tmp_path / name)]


def test_a_folder_without_themes_is_no_rule_set(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(RuleError, match="aucun fichier de règles dans « themes/ »"):
            load_rules(folder)


def test_a_set_may_do_without_definitions(tmp_path: Path) -> None:
    manifest = {**MANIFEST, "roles": {key: role for key, role in MANIFEST["roles"].items() if key != "staff"}}
    theme = {**THEME, "funding": {"rate": "75 %"}}
    (write_rules(tmp_path, theme, manifest=manifest) / "definitions.yaml").unlink()
    assert load_rules(tmp_path)["ESSAI"]


# ---- types, wherever a condition or a reading stands


def one_fault(folder: Path, parts: Data) -> str:
    """The one fault of a theme that does not fit the rest of its set."""
    write_rules(folder, {**copy.deepcopy(THEME), **parts})
    with pytest.raises(RuleError) as error:
        load_rules(folder)
    (problem,) = error.value.problems
    return said(problem.message)


def required(predicate: Any) -> Data:
    return {"eligibility": [condition("a", predicate)]}


SHARE: Data = {"share": "montant_ttc", "over": "depenses", "where": {"fact": "pays", "is": "FR"}}


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ({"fact": "projet.cout_total_ttc", "at_most": "12"}, "il faut un montant, pas un nombre"),
        ({"fact": "projet.mois", "at_most": "2 M€"}, "il faut un nombre, pas un montant"),
        ({"fact": "projet.part", "at_least": "50"}, "il faut un taux, pas un nombre"),
        ({"fact": "projet.part", "at_least": "50 EUR"}, "il faut un taux, pas un montant"),
        ({"fact": "projet.pret", "at_least": "1"}, "qui ne se compare qu’avec is, in"),
        ({"fact": "modalite", "less_than": "1"}, "qui ne se compare qu’avec is, in"),
        ({"fact": "depose_le", "at_most": "12"}, "« at_most » ne va pas ici"),
        ({"fact": "projet.nom", "is": "a"}, "est un texte, qui ne se compare pas"),
        ({"fact": "projet.pret", "is": "oui"}, "« oui » : true ou false est attendu"),
        ({"fact": "projet.pret", "after": "2021-01-01"}, "qui ne se compare qu’avec is, in"),
        ({"fact": "modalite", "in": ["guichet", "appl"]}, "valeur inconnue : « appl » ; vouliez-vous dire « appel » ?"),
        (
            {"fact": "porteurs", "known": "true"},
            "« porteurs » est une liste : utilisez every",
        ),
        ({"fact": "projet", "known": "true"}, "« projet » n’est ni un fait, ni un fait dérivé, ni un paramètre"),
        ({"fact": "categorie", "is": "centrale"}, "« categorie » est de chaque élément de « porteurs »"),
        ({"count": "porteurs", "at_least": "1 EUR"}, "il faut un nombre, pas un montant"),
        ({"count": "projet.mois", "at_least": "1"}, "« projet.mois » n’est pas une liste du vocabulaire"),
        ({"sum": "montant_ttc", "over": "depenses", "at_least": "1"}, "il faut un montant, pas un nombre"),
        ({"sum": "pays", "over": "depenses", "at_least": "1 EUR"}, "il faut un montant ou un nombre, pas un choix"),
        ({**SHARE, "at_least": "50"}, "il faut un taux, pas un nombre"),
        ({**SHARE, "where": {"fact": "pays", "is": "France"}, "at_least": "50 %"}, "un code de pays à deux lettres"),
        ({**SHARE, "where": {"fact": "pays", "is": "fr"}, "at_least": "50 %"}, "un code de pays à deux lettres"),
        (
            {"every": "porteurs", "satisfies": {"some": "depenses", "satisfies": {"fact": "titre", "is": "2"}}},
            "une liste ne s’examine pas à l’intérieur d’une autre",
        ),
    ],
    ids=repr,
)
def test_types_are_checked_when_the_file_is_loaded(tmp_path: Path, predicate: Data, said: str) -> None:
    assert said in one_fault(tmp_path, required(predicate))


BROKEN: Data = {"fact": "absent", "known": "true"}
MONEY: Data = {"add": ["absent", "1 EUR"]}


@pytest.mark.parametrize(
    "parts",
    [
        required(BROKEN),
        {"eligibility": [condition("a", "projet.pret", when=BROKEN)]},
        {"size": size({"at_least": "1 EUR", "when": BROKEN}, {"at_least": "2 EUR"})},
        {"size": size({"at_least": MONEY})},
        {"size": size({"at_least": "1 EUR"}, of="absent")},
        {"windows": [{**THEME["windows"][0], "when": BROKEN}]},
        {"windows": [{**THEME["windows"][0], "envelope": "absent"}]},
        {"envelope": {"amount": "absent"}},
        {"funding": funding(exclude=[item("a", when=BROKEN)])},
        {"funding": funding(rate="absent")},
        {"funding": funding(slab=[{"up_to": "absent", "rate": "1 %"}, {"rate": "1 %"}])},
        {"funding": funding({"rate": "absent"})},
        {"funding": funding(amount=MONEY)},
        {"funding": funding(base=MONEY)},
        {"funding": funding(base_at_most=MONEY)},
        {"funding": funding(rate_at_most="absent")},
        {"funding": funding(categories=[item("c", lines=BROKEN, rate="1 %")])},
        {"funding": funding(categories=[item("c", lines="personnel", rate="absent")])},
        {"funding": funding(categories=[item("c", lines="personnel", rate="1 %", each_at_most=MONEY)])},
        {"funding": funding(categories=[item("c", lines="personnel", rate="1 %", at_most=MONEY)])},
        {"funding": funding(bonuses=[item("b", when=BROKEN, rate="1 %")])},
        {"funding": funding(bonuses=[item("b", rate="absent")])},
        {"funding": funding(bonuses=[item("b", amount=MONEY, after="p")], ceilings=[item("p", amount="1 EUR")])},
        {"funding": funding(ceilings=[item("p", amount=MONEY)])},
        {"funding": funding(ceilings=[item("p", amount="1 EUR", counting=MONEY)])},
        {"funding": funding(minimum={"amount": MONEY})},
        {"funding": funding(funders=[{"id": "a", "rate": "absent"}, {"id": "b", "rest": "true"}])},
        {"funding": funding(funders=[{"id": "a", "amount": MONEY}, {"id": "b", "rest": "true"}])},
        {"commitments": [item("a", when=BROKEN)]},
        {"documents": [item("a", when=BROKEN)]},
        {"notices": [{"id": "n", "text": both("N"), "when": BROKEN}]},
        required({"all": [{"any": [{"not": BROKEN}]}]}),
        required({"none": "porteurs", "satisfies": BROKEN}),
        required({"count": "porteurs", "where": BROKEN, "at_least": "1"}),
        required({"sum": "montant_ttc", "over": "depenses", "where": BROKEN, "at_least": "1 EUR"}),
        required({"share": "montant_ttc", "over": "depenses", "where": BROKEN, "at_least": "1 %"}),
        required({"fact": "projet.mois", "at_least": [{"when": BROKEN, "is": "1"}, {"is": "2"}]}),
    ],
    ids=range(37),
)
def test_an_expression_is_checked_once_wherever_it_stands(tmp_path: Path, parts: Data) -> None:
    assert "« absent » n’est ni un fait" in one_fault(tmp_path, parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"envelope": {"amount": "1 EUR", "source": lines(), "reading": "R99"}},
        {"windows": [{**THEME["windows"][0], "reading": "R99"}]},
        {"size": {**size({"at_least": "1 EUR"}), "reading": "R99"}},
        {"size": size({"at_least": "1 EUR", "reading": "R99"})},
        {"eligibility": [condition("a", "projet.pret", reading=["R1", "R99"])]},
        {"funding": funding(reading="R99")},
        {"funding": funding(ceilings=[item("a", amount="1 EUR", per="dossier", reading="R99")])},
        {"funding": funding(exclude=[item("a", when="personnel", reading="R99")])},
        {"funding": funding(bonuses=[item("a", rate="1 %", reading="R99")])},
        {"funding": funding(categories=[item("a", lines="personnel", rate="1 %", reading="R99")])},
        {"funding": funding(minimum={"amount": "1 EUR", "reading": "R99"})},
        {"juries": {"before_day": "15", "reading": "R99"}},
        {"sections": {"criteria": [item("a", reading="R99")]}},
        {"notices": [{"id": "n", "text": both("N"), "reading": "R99"}]},
        {"documents": [item("a", reading="R99")]},
        {"eligibility": {"unknown": {"fr": "a", "en": "b"}, "source": lines(), "reading": "R99"}},
        {"commitments": {"unknown": {"fr": "a", "en": "b"}, "source": lines(), "reading": "R99"}},
    ],
    ids=range(17),
)
def test_a_reading_is_of_the_set_wherever_it_is_used(tmp_path: Path, parts: Data) -> None:
    assert "la lecture « R99 » n’est pas dans ruleset.yaml" in one_fault(tmp_path, parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"source": {"article": "3"}},
        {"envelope": {"amount": "1 EUR", "source": {"page": "3"}}},
        {"eligibility": [condition("a", "projet.pret", source={"lines": "3", "document": "absent"})]},
        {"sections": {"criteria": [item("a", source={"article": "3"})]}},
        {"funding": funding(minimum={"amount": "1 EUR", "source": {"article": "3"}})},
    ],
    ids=range(5),
)
def test_a_passage_is_of_a_document_wherever_it_is_cited(tmp_path: Path, parts: Data) -> None:
    found = one_fault(tmp_path, parts)
    assert "se cite par « lines »" in found or "aucun document « absent »" in found


def test_a_passage_of_another_document_is_cited_its_own_way(tmp_path: Path) -> None:
    cited = {"article": "25(3)", "document": "reglement"}
    write_rules(tmp_path, {**THEME, **required("projet.pret"), "source": cited})
    source = load_rules(tmp_path)["ESSAI"].source
    assert source is not None
    assert (source.by, source.place, source.document) == ("article", "25(3)", "reglement")


# ---- what a theme may not say twice, or not at all


@pytest.mark.parametrize(
    "parts",
    [
        {"eligibility": [condition("a", "projet.pret"), condition("a", "projet.pret")]},
        {
            "eligibility": [condition("a", "projet.pret")],
            "funding": funding(ceilings=[item("a", amount="1 EUR", per="project")]),
        },
        {"funding": funding(exclude=[item("a", when="personnel"), item("a", when="personnel")])},
        {"funding": funding(bonuses=[item("a", rate="1 %")], ceilings=[item("a", amount="1 EUR")])},
        {"funding": funding(funders=[{"id": "a", "rate": "1 %"}, {"id": "a", "rest": "true"}])},
        {"commitments": [item("a"), item("a")]},
        {"documents": [item("a"), item("a")]},
        {"notices": [{"id": "a", "text": both("N")}, {"id": "a", "text": both("N")}]},
        {"sections": {"criteria": [item("a"), item("a")]}},
        {"windows": [window("a", "2021-01-01"), window("a", "2021-02-01")]},
        {"size": size({"id": "a", "when": "projet.pret", "at_least": "1 EUR"}, {"id": "a", "at_least": "1 EUR"})},
    ],
    ids=range(11),
)
def test_an_id_names_one_thing(tmp_path: Path, parts: Data) -> None:
    assert "l’identifiant « a » est donné deux fois" in one_fault(tmp_path, parts)


def test_the_second_one_is_told_with_the_line_of_the_first(tmp_path: Path) -> None:
    text = FILE + "  - {id: bilan, label: {fr: Bilan, en: Report}}\n"
    error = refusal(tmp_path, text)
    assert faults(error) == "27:6: l’identifiant « bilan » est donné deux fois dans commitments (ligne 26)"


@pytest.mark.parametrize("name", ["depot", "taille", "base", "minimum", "hors_categories", "personnel"])
def test_the_ids_of_every_theme_are_taken(tmp_path: Path, name: str) -> None:
    assert f"« {name} » est l’identifiant d’une règle de tous les thèmes" in one_fault(
        tmp_path, {"eligibility": [condition(name, "projet.pret")]}
    )


def test_a_commitment_and_a_document_may_share_a_name(tmp_path: Path) -> None:
    write_rules(tmp_path, {**THEME, "commitments": [item("a")], "documents": [item("a")]})
    assert load_rules(tmp_path)


AFTER = item("b", amount="1 EUR", after="plafon")


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"size": size({"at_least": "2 EUR", "at_most": "1 EUR"})}, "la borne basse dépasse"),
        ({"size": size({"more_than": "2 EUR", "less_than": "1 EUR"})}, "la borne basse dépasse"),
        ({"size": size({"at_least": "1 EUR", "less_than": "1 EUR"})}, "aucun montant"),
        ({"size": size({"more_than": "1 EUR", "at_most": "1 EUR"})}, "aucun montant"),
        ({"size": size({"more_than": "1 EUR", "less_than": "1 EUR"})}, "aucun montant"),
        ({"size": size({"at_least": "1 EUR", "when": "projet.pret"})}, "chaque fourchette porte « when »"),
        ({"size": size({"at_least": "3"})}, "il faut un montant, pas un nombre"),
        ({"size": size({"at_least": "3"}, of="depose_le")}, "il faut un montant ou un nombre, pas une date"),
        ({"funding": funding(ceilings=[item("a", amount="1 EUR", per="projet")])}, "aucun partage « projet » ;"),
        ({"funding": funding(bonuses=[AFTER], ceilings=[item("plafond", amount="1 EUR")])}, "aucun plafond « plafon »"),
        ({"funding": funding(funders=[{"id": "a", "rate": "60 %"}])}, "les financeurs ne paient pas toute la"),
        ({"funding": funding(funders=[{"id": "a", "rate": "60 %"}, {"id": "b", "rate": "50 %"}])}, "paient plus que"),
        ({"funding": funding(funders=[{"id": "a", "amount": "60 EUR"}])}, "les financeurs ne paient pas toute la"),
        ({"sections": {"critere": [item("a")]}}, "la section « critere » n’est pas dans ruleset.yaml"),
    ],
    ids=range(14),
)
def test_what_has_no_sense_is_refused(tmp_path: Path, parts: Data, why: str) -> None:
    assert why in one_fault(tmp_path, parts)


def test_ranges_of_every_value_need_no_other(tmp_path: Path) -> None:
    guichet = {"at_least": "1 EUR", "when": {"fact": "modalite", "is": "guichet"}}
    appel = {"at_least": "2 EUR", "when": {"fact": "modalite", "is": "appel"}}
    write_rules(tmp_path, {**THEME, "size": size(guichet, appel)})
    assert load_rules(tmp_path)
    assert "(non couvert : Un fait = valeur guichet)" in one_fault(tmp_path, {"size": size(appel)})


def without(*roles: str) -> Data:
    manifest = copy.deepcopy(MANIFEST)
    for role in roles:
        del manifest["roles"][role]
    return manifest


LINES, TOTAL = ("lines", "staff"), ("total", "lines", "staff")


@pytest.mark.parametrize(
    ("roles", "parts", "key", "role"),
    [
        (LINES, {"funding": {"rate": "75 %", "exclude": [item("a", when="projet.pret")]}}, "exclude", "lines"),
        (LINES, {"funding": {"categories": [item("a", lines="projet.pret", rate="1 %")]}}, "categories", "lines"),
        (("staff",), {"funding": {"rate": "75 %", "staff": "valued"}}, "staff", "staff"),
        (("staff",), {"funding": {"rate": "75 %", "staff": "excluded"}}, "staff", "staff"),
        (TOTAL, {"funding": {"rate": "75 %"}}, "rate", "total"),
        (TOTAL, {"funding": {"scale": [{"rate": "75 %"}]}}, "scale", "total"),
        (TOTAL, {"funding": {"amount": "1 EUR", "bonuses": [item("b", rate="1 %")]}}, "bonuses", "total"),
        (TOTAL, {"funding": {"amount": "1 EUR", "base_at_most": "1 EUR"}}, "base_at_most", "total"),
        (TOTAL, {"funding": {"amount": "1 EUR", "rate_at_most": "1 %"}}, "rate_at_most", "total"),
        (TOTAL, {"size": size({"at_least": "1 EUR"})}, "size", "total"),
        (("filed_on",), {"size": {"ranges": []}}, "windows", "filed_on"),
        (("filed_on",), {"windows": [], "juries": {"before_day": "15"}}, "juries", "filed_on"),
        (("commitments",), {"commitments": [item("a")]}, "commitments", "commitments"),
        (("documents",), {"documents": [item("a")]}, "documents", "documents"),
        (("way_in",), {}, "kind", "way_in"),
    ],
)
def test_a_key_that_needs_an_absent_role_is_refused(
    tmp_path: Path, roles: tuple[str, ...], parts: Data, key: str, role: str
) -> None:
    manifest = without(*roles)
    theme = {**copy.deepcopy(THEME), "funding": {"amount": "1 EUR"}, **parts}
    if "total" in roles:
        theme.setdefault("size", {"ranges": []})
    write_rules(tmp_path, theme, manifest=manifest)
    with pytest.raises(RuleError) as error:
        load_rules(tmp_path)
    (problem,) = error.value.problems
    assert said(problem.message) == f"« {key} » demande le rôle « {role} » de ruleset.yaml"


def test_rules_nested_too_deep_are_refused_and_no_accident(tmp_path: Path) -> None:
    choices: Any = [{"is": "1"}]
    for _ in range(8):
        choices = [*({"when": "projet.pret", "is": str(n)} for n in range(90)), {"is": choices}]
    assert "trop imbriquées" in one_fault(tmp_path, required({"fact": "projet.mois", "at_least": choices}))


def test_a_file_in_json_is_yaml_too(tmp_path: Path) -> None:
    write_rules(tmp_path, THEME)
    facts: Any = {"facts": {**VOCABULARY, "projet.autre": fact("text")}}
    (tmp_path / "vocabulary.yaml").write_text(json.dumps(facts, indent=1))
    assert "projet.autre" in load_rules(tmp_path).vocabulary


def test_errors_of_rule_files_are_of_their_own_kind(tmp_path: Path) -> None:
    write_rules(tmp_path, THEME)
    (tmp_path / "ruleset.yaml").write_bytes(b"\xff")
    with pytest.raises(RuleError) as error:
        load_rules(tmp_path)
    assert not isinstance(error.value, DossierError)
    assert values("a")
