from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relance_rules import InputError
from relance_rules.loading.rules import load_theme, load_vocabulary
from rule_sets import THEME, VOCABULARY, Data, condition, fact, faults, funding, item, lines, said, size, write_rules

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
readings: [R10]
"""


def load(folder: Path, text: str) -> None:
    path = write_rules(folder, THEME) / "themes" / "ESSAI.yaml"
    path.write_text(text, encoding="utf-8")
    load_theme(path, load_vocabulary(folder / "vocabulary.yaml"))


def test_a_sound_file_is_loaded(tmp_path: Path) -> None:
    load(tmp_path, FILE)


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")], ids=["mark", "crlf"])
def test_a_mark_or_windows_lines_change_nothing(tmp_path: Path, change: Callable[[str], str]) -> None:
    load(tmp_path, change(FILE))
    with pytest.raises(InputError) as error:
        load(tmp_path, change(FILE.replace("is: centrale", "is: central")))
    assert faults(error.value).startswith("18:31: valeur inconnue")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: guichet", "knd: guichet", "1:1: la clé « kind » manque"),
        ("kind: guichet", "kind: gichet", "4:1: « gichet » n’est pas accepté ; vouliez-vous dire « guichet » ?"),
        ("kind: guichet", "kind: [a]", "4:1: « … » n’est pas accepté ; accepté : guichet, appel_a_projets, both"),
        ("owner: Personne", "owner: 7", "5:1: ce texte est vide ou trop court"),
        ("source: {lines: 1-9}", "source: {lines: 9-1}", "6:10: les lignes citées vont croissant"),
        ("amount: 10 M€", "amount: 10", "7:12: « 10 » n’a pas d’unité : écrivez « 10 EUR »"),
        ("amount: 10 M€", "amount: 10.5", "7:12: « 10.5 » n’a pas d’unité"),
        ("amount: 10 M€", 'amount: "1,200 EUR"', "7:12: « 1,200 EUR » est ambigu : « 1 200 EUR » ou « 1,200 EUR » ?"),
        ("opens: 2021-01-04", "opens: 2021-02-30", "9:57: « 2021-02-30 » n’existe pas dans le calendrier"),
        ("opens: 2021-01-04, ", "", "9:5: la clé « opens » manque"),
        ("opens: 2021-01-04", "opns: 2021-01-04", "9:57: clé inconnue : « opns » ; vouliez-vous dire « opens » ?"),
        ("id: porteur", "id: Porteur", "12:5: « Porteur » n’a pas la forme attendue"),
        ("      every: porteurs", "      chaque: porteurs", "14:5: prédicat attendu, avec l’une des clés fact, sum"),
        ("is: centrale", "iss: centrale", "18:31: clé inconnue : « iss » ; vouliez-vous dire « is » ?"),
        ("at_most: 12", "at_most: 12 mois", "20:13: « 12 mois » n’est pas un montant"),
        ("            at_most: 12\n", "", "19:13: une comparaison est attendue"),
        ("    reading: R10\n", "    reading: R10\n    bogus_key: 1\n", "24:5: la clé « bogus_key » n’est pas attendue"),
        ("        any:", "        bogus: 1\n        any:", "17:9: la clé « bogus » n’est pas attendue ici"),
        ("rate: 75 %", "rate: 0.75", "24:20: « 0.75 » n’est pas un taux : écrivez-le comme « 75 % »"),
        ("scale: [{rate: 75 %}]", "scale: []", "24:11: au moins un élément est attendu"),
        ("scale: [{rate: 75 %}]", "scale: 75 %", "24:11: une liste est attendue"),
        ("commitments:", "comitments:", "1:1: la clé « commitments » manque"),
        ("[R10]\n", "[R10]\nreadins: []\n", "28:1: clé inconnue : « readins » ; vouliez-vous dire « readings » ?"),
        ("theme: ESSAI", "theme: AUTRE", "1:1: le fichier ESSAI.yaml décrit le thème « AUTRE »"),
        # Against the vocabulary.
        ("fact: categorie", "fact: categori", "18:14: fait inconnu du vocabulaire : « categori » ; vouliez-vous dire"),
        ("is: centrale", "is: central", "18:31: valeur inconnue : « central » ; vouliez-vous dire « centrale » ?"),
        ("at_most: 12", "at_most: 12 EUR", "20:13: un nombre est attendu, pas un montant"),
        ("at_most: 12", "at_most: 12 %", "20:13: un nombre est attendu, pas un taux"),
        ("at_most: 12", "before: 2021-01-01", "20:13: « projet.mois » n’est pas une date"),
        ("at_most: 12", 'is: "²"', "20:13: « ² » : un nombre entier est attendu"),
        ("at_most: 12", "is: douze", "20:13: « douze » : un nombre entier est attendu"),
        ("every: porteurs", "every: projet", "15:7: « projet » n’est pas une liste du vocabulaire"),
        ("every: porteurs", "every: porteur", "15:7: « porteur » n’est pas une liste du vocabulaire ; vouliez-vous"),
        ("readings: [R10]", "readings: []", "23:5: la lecture « R10 » n’est pas déclarée dans « readings »"),
    ],
)
def test_an_error_names_its_line_its_column_and_what_is_accepted(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert FILE.count(old) == 1
    text = FILE.replace(old, new)
    with pytest.raises(InputError) as error:
        load(tmp_path, text)
    found = faults(error.value)
    assert said in found
    (problem, *_) = [p for p in error.value.problems if f"{p.line}:{p.column}" == said.split(": ")[0]]
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
    with pytest.raises(InputError) as error:
        load(tmp_path, f"{FILE}{added}\n")
    (problem,) = error.value.problems
    assert problem.line == 28


@pytest.mark.parametrize("text", ["", "# rien", "- a", "mot", "~", "12", "{}"])
def test_a_file_that_is_no_theme_is_refused_at_its_top(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as error:
        load(tmp_path, text)
    assert {(p.line, p.column) for p in error.value.problems} == {(1, 1)}


def test_a_list_whose_only_item_is_refused_is_not_called_empty_too(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        load(tmp_path, FILE.replace("opens: 2021-01-04", "opens: 2021-02-30"))
    assert [(p.line, p.column) for p in error.value.problems] == [(9, 57)]


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    text = FILE.replace("is: centrale", "is: central").replace("at_most: 12", "at_most: 12 %").replace("[R10]", "[]")
    with pytest.raises(InputError) as error:
        load(tmp_path, text)
    assert [p.line for p in error.value.problems] == [18, 20, 23]


def type_fault(folder: Path, parts: Data) -> str:
    """The one fault of a theme that does not fit the vocabulary."""
    write_rules(folder, {**copy.deepcopy(THEME), **parts})
    with pytest.raises(InputError) as error:
        load_theme(folder / "themes" / "ESSAI.yaml", load_vocabulary(folder / "vocabulary.yaml"))
    (problem,) = error.value.problems
    return said(problem.message)


def required(predicate: Data) -> Data:
    return {"eligibility": [condition("a", predicate)]}


SHARE: Data = {"share": "depenses[].montant_ttc", "where": {"fact": "pays", "is": "FR"}}


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ({"fact": "projet.cout_total_ttc", "at_most": "12"}, "un montant est attendu, pas un nombre"),
        ({"fact": "projet.mois", "at_most": "2 M€"}, "un nombre est attendu, pas un montant"),
        ({"fact": "projet.part", "at_least": "50"}, "un taux est attendu, pas un nombre"),
        ({"fact": "projet.part", "at_least": "50 EUR"}, "un taux est attendu, pas un montant"),
        ({"fact": "projet.pret", "at_least": "1"}, "ce fait ne se compare pas à un nombre"),
        ({"fact": "modalite", "less_than": "1"}, "ce fait ne se compare pas à un nombre"),
        ({"fact": "depose_le", "at_most": "12"}, "ce fait ne se compare pas à un nombre"),
        ({"fact": "projet.nom", "is": "a"}, "ce fait se compare avec at_least, at_most, before…, pas avec is ou in"),
        ({"fact": "projet.pret", "is": "oui"}, "« oui » : true ou false est attendu"),
        ({"fact": "projet.pret", "after": "2021-01-01"}, "« projet.pret » n’est pas une date"),
        ({"fact": "modalite", "in": ["guichet", "appl"]}, "valeur inconnue : « appl » ; vouliez-vous dire « appel » ?"),
        ({"fact": "porteurs", "known": "true"}, "« porteurs » est une liste : utilisez every, some, none ou count"),
        ({"fact": "projet", "known": "true"}, "« projet » ; vouliez-vous dire « projet.nom » ?"),
        ({"fact": "categorie", "is": "centrale"}, "fait inconnu du vocabulaire : « categorie » ; accepté : "),
        ({"fact": "porteurs[].categorie", "is": "centrale"}, "fait inconnu du vocabulaire"),
        ({"count": "porteurs", "at_least": "1 EUR"}, "un nombre est attendu, pas un montant"),
        ({"count": "projet.mois", "at_least": "1"}, "« projet.mois » n’est pas une liste du vocabulaire"),
        ({"sum": "depenses[].montant_ttc", "at_least": "1"}, "un montant est attendu, pas un nombre"),
        ({"sum": "depenses[].annee", "at_least": "1 EUR"}, "« depenses[].annee » n’est pas un montant d’une liste"),
        ({"sum": "projet.cout_total_ttc", "at_least": "1 EUR"}, "n’est pas un montant d’une liste"),
        ({**SHARE, "at_least": "50"}, "un taux est attendu, pas un nombre"),
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
    assert said in type_fault(tmp_path, required(predicate))


BROKEN: Data = {"fact": "absent", "known": "true"}


@pytest.mark.parametrize(
    "parts",
    [
        required(BROKEN),
        {"eligibility": [condition("a", {"fact": "projet.pret", "is": "true"}, when=BROKEN)]},
        {"size": size({"at_least": "1 EUR", "when": BROKEN}, {"at_least": "2 EUR"})},
        {"windows": [{**THEME["windows"][0], "when": BROKEN}]},
        {"funding": funding(exclude=[item("a", when=BROKEN)])},
        {"commitments": [item("a", when=BROKEN)]},
        {"documents": [item("a", when=BROKEN)]},
        required({"all": [{"any": [{"not": BROKEN}]}]}),
        required({"none": "porteurs", "satisfies": BROKEN}),
        required({"count": "porteurs", "where": BROKEN, "at_least": "1"}),
        required({"sum": "depenses[].montant_ttc", "where": BROKEN, "at_least": "1 EUR"}),
        required({"share": "depenses[].montant_ttc", "where": BROKEN, "at_least": "1 %"}),
    ],
    ids=range(12),
)
def test_a_predicate_is_checked_wherever_it_stands(tmp_path: Path, parts: Data) -> None:
    assert "fait inconnu du vocabulaire : « absent »" in type_fault(tmp_path, parts)


@pytest.mark.parametrize(
    "parts",
    [
        {"envelope": {"amount": "1 EUR", "source": lines(), "reading": "R9"}},
        {"funding": funding(ceilings=[item("a", amount="1 EUR", per="dossier", reading="R9")])},
        {"criteria": [item("a", reading="R9")]},
        {"commitments": {"unknown": {"fr": "a", "en": "b"}, "source": lines(), "reading": "R9"}},
    ],
    ids=range(4),
)
def test_a_reading_is_declared_wherever_it_is_used(tmp_path: Path, parts: Data) -> None:
    assert "la lecture « R9 » n’est pas déclarée" in type_fault(tmp_path, parts)


def test_a_vocabulary_has_its_faults_placed_too(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_text("facts:\n  nom:\n    type: txt\n    label: {fr: a, en: b}\n    question: {fr: a, en: b}\n")
    with pytest.raises(InputError) as error:
        load_vocabulary(path)
    assert faults(error.value).startswith("3:5: « txt » n’est pas accepté ; vouliez-vous dire « text » ?")


@pytest.mark.parametrize("text", ["facts: []", "{}", "[]", "facts:\n  a: {type: text}\n  a: {type: text}"])
def test_a_vocabulary_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "vocabulary.yaml"
    path.write_text(text)
    with pytest.raises(InputError):
        load_vocabulary(path)


def test_a_file_in_json_is_yaml_too(tmp_path: Path) -> None:
    facts: Any = {"facts": {**VOCABULARY, "projet.autre": fact("text")}}
    path = tmp_path / "vocabulary.yaml"
    path.write_text(json.dumps(facts, indent=1))
    assert "projet.autre" in load_vocabulary(path).facts
