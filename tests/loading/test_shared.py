"""What the themes of a set share: every fault of the manifest, the vocabulary and the definitions on its line."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from relance_rules import RuleError, load_rules
from rule_sets import DEFINITIONS, GROUPS, MANIFEST, THEME, VOCABULARY, Data, both, fact, said, values, write_rules


def refusal(folder: Path, **parts: Any) -> list[str]:
    """Everything that is wrong, as ``file: excerpt: sentence``; each key stands on a line of its own."""
    write_rules(folder, THEME)
    files = {
        "ruleset": {**MANIFEST, **parts.get("manifest", {})},
        "vocabulary": {"facts": parts.get("facts", VOCABULARY), "groups": parts.get("groups", GROUPS)},
        "definitions": {**DEFINITIONS, **parts.get("definitions", {})},
    }
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(folder)
    assert all(problem.line and problem.column for problem in error.value.problems)
    return [
        f"{Path(p.file or '').stem}: {(p.excerpt or '').strip(' ,')}: {said(p.message)}" for p in error.value.problems
    ]


def roles(**given: Any) -> Data:
    return {"manifest": {"roles": {**MANIFEST["roles"], **given}}}


def scope(**given: Any) -> Data:
    return {"manifest": {"scopes": {**MANIFEST["scopes"], **given}}}


def derived(name: str, kind: str, value: Any, **more: Any) -> Data:
    made = {name: {"type": kind, "label": both("X"), "value": value, **more}}
    return {"definitions": {"derived": {**DEFINITIONS["derived"], **made}}}


def parameter(name: str, *entries: tuple[str, str], **more: Any) -> Data:
    listed = [{"from": day, "is": value} for day, value in entries]
    return {"definitions": {"parameters": {name: {"type": "money", "values": listed, **more}}}}


def facts(**made: Any) -> Data:
    return {"facts": {**VOCABULARY, **made}}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (roles(theme="projet.pret"), '"theme": "projet.pret": « projet.pret » n’est pas de type « text »'),
        (roles(filed_on="projet.nom"), '"filed_on": "projet.nom": « projet.nom » n’est pas de type « date »'),
        (
            roles(filed_on="depose"),
            '"filed_on": "depose": le rôle nomme « depose », qui n’est pas un fait ; vouliez-vous dire « depose_le » ?',
        ),
        (roles(total="projet.mois"), '"total": "projet.mois": « projet.mois » n’est pas de type « money »'),
        (
            roles(total={"fact": "projet.cout_total_ttc", "reading": "R99"}),
            '"reading": "R99": la lecture « R99 » n’est pas dans ruleset.yaml',
        ),
        (roles(requested="depose_le"), '"requested": "depose_le": « depose_le » n’est pas de type « money »'),
        (roles(way_in="projet.nom"), '"way_in": "projet.nom": « projet.nom » n’est pas de type « enumeration »'),
        (
            roles(lines={"list": "projet.nom", "amount": "montant_ttc"}),
            '"list": "projet.nom": « projet.nom » n’est pas de type « list »',
        ),
        (
            roles(lines={"list": "depenses", "amount": "montant"}),
            '"amount": "montant": le rôle nomme « montant », qui n’est pas un fait',
        ),
        (
            roles(lines={"list": "depenses", "amount": "annee"}),
            '"amount": "annee": « annee » n’est pas de type « money »',
        ),
        (roles(staff="titre"), '"staff": "titre": « titre » n’est pas de type « boolean »'),
        (
            roles(staff="personel"),
            '"staff": "personel": le rôle nomme « personel », qui n’est pas un fait',
        ),
        (
            roles(applicants={"list": "porteurs", "name": "nome"}),
            '"name": "nome": le rôle nomme « nome », qui n’est pas un fait ; vouliez-vous dire « nom » ?',
        ),
        (roles(commitments="pieces.a"), '"commitments": "pieces.a": le rôle nomme « pieces.a », qui n’est pas un fait'),
        (roles(documents="depose_le"), '"documents": "depose_le": « depose_le » n’est pas de type « flags »'),
        (
            roles(decision={"amount": "projet.mois"}),
            '"amount": "projet.mois": « projet.mois » n’est pas de type « money »',
        ),
        (roles(couleur="bleu"), '"couleur": "bleu": la clé « couleur » n’est pas attendue ici'),
        (
            roles(totl="projet.cout_total_ttc"),
            '"totl": "projet.cout_total_ttc": clé inconnue : « totl » ; vouliez-vous dire « total » ?',
        ),
        (scope(x={"key": ["projet.ref"]}), '"projet.ref": le rôle nomme « projet.ref », qui n’est pas un fait'),
        (scope(x={"key": [{"year": "projet.nom"}]}), "{: « projet.nom » n’est pas de type « date »"),
        (scope(x={"key": ["porteurs"]}), '"porteurs": « porteurs » n’est pas une seule valeur'),
        (
            scope(x={"key": ["projet.nom"], "earlier": "projet.mois"}),
            '"earlier": "projet.mois": « projet.mois » n’est pas de type « money »',
        ),
        ({"manifest": {"rounding": {"to": "1 %"}}}, '"to": "1 %": il faut un montant, pas un taux'),
        (
            {"manifest": {"rounding": {"to": "0 EUR"}}},
            '"to": "0 EUR": un montant fixe, qui n’est pas nul, est attendu ici',
        ),
        ({"manifest": {"rounding": {"to": "projet.contrepartie"}}}, '"to": "projet.contrepartie": un montant fixe'),
        (
            {"manifest": {"rounding": {"to": "1 EUR", "reading": "R99"}}},
            '"reading": "R99": la lecture « R99 » n’est pas dans ruleset.yaml',
        ),
        ({"manifest": {"title": {"fr": "Seul"}}}, '"title": {: ce texte manque en « en »'),
        (
            {"manifest": {"notices": [{"id": "n", "text": both("N"), "when": "rien"}]}},
            '"when": "rien": « rien » n’est ni un fait',
        ),
        (
            {"manifest": {"notices": [{"id": "n", "text": both("N"), "reading": "R99"}]}},
            '"reading": "R99": la lecture « R99 »',
        ),
    ],
)
def test_the_manifest_names_what_the_set_has(tmp_path: Path, parts: Data, expected: str) -> None:
    found = refusal(tmp_path, **parts)
    assert [line for line in found if line.startswith(f"ruleset: {expected}")], found
    assert all(line.startswith("ruleset: ") for line in found)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            facts(**{"projet.nom.court": fact("text")}),
            '"projet.nom.court": {: « projet.nom » est un fait (ligne 63), et « projet.nom.court » est sous lui',
        ),
        (
            {
                **facts(x=fact("integer", subject="projets")),
                **{"manifest": {"subjects": {"projet": both("Le projet")}}},
            },
            '"subject": "projets": aucun sujet « projets » ; vouliez-vous dire « projet » ?',
        ),
        (facts(x=fact("integer", unit="annees")), '"unit": "annees": aucune unité « annees »'),
        (
            facts(x=fact("money", unit="month")),
            '"unit": "month": aucune unité « month » ; vouliez-vous dire « months » ?',
        ),
        (facts(x=fact("money", max="beaucoup")), '"max": "beaucoup": « beaucoup » n’est pas un montant'),
        (facts(x=fact("percentage", max="dix")), '"max": "dix": « dix » n’est pas un taux'),
        (
            facts(x=fact("date", min="2021-02-30")),
            '"min": "2021-02-30": « 2021-02-30 » n’existe pas dans le calendrier',
        ),
        (facts(x=fact("integer", min="12", max="3")), '"max": "3": la borne basse dépasse la borne haute'),
        (facts(x=fact("integer", max="3", example="4")), '"example": "4": cet exemple est hors des bornes du fait'),
        (facts(x=fact("integer", min="3", example="2")), '"example": "2": cet exemple est hors des bornes du fait'),
        (
            facts(x=fact("boolean", example="peut-être")),
            '"example": "peut-être": « peut-être » : répondez « oui » ou « non »',
        ),
        (facts(x=fact("enumeration", values=values("a"), example="b")), '"example": "b": valeur inconnue : « b »'),
        (facts(x=fact("country", example="France")), '"example": "France": « France » : un code de pays'),
        (
            facts(x=fact("list", items={"y": fact("date", example="demain")})),
            '"example": "demain": « demain » n’est pas une date',
        ),
        (
            facts(x=fact("enumeration", values=values("a", "bleu", a=["blue"]))),
            '"blue": « a » comprend une valeur inconnue : « blue » ; vouliez-vous dire « bleu » ?',
        ),
        (facts(x=fact("txt")), '"type": "txt": « txt » n’est pas accepté ; vouliez-vous dire « text » ?'),
        (
            {"groups": {"g": ["FR", "centrale"]}},
            '"g": [: le groupe « g » mêle des valeurs qui ne sont pas d’un même fait',
        ),
        ({"groups": {"g": ["guichet", "centrale"]}}, '"g": [: le groupe « g » mêle des valeurs'),
        (
            {"groups": {"g": ["centrale", "metie"]}},
            '"metie": valeur inconnue : « metie » ; vouliez-vous dire « metier » ?',
        ),
        (facts(x=fact("text", label={"fr": "Seul"})), '"label": {: ce texte manque en « en »'),
    ],
)
def test_the_vocabulary_has_its_faults_placed(tmp_path: Path, parts: Data, expected: str) -> None:
    found = refusal(tmp_path, **parts)
    assert [line for line in found if line.startswith(f"vocabulary: {expected}")], found
    assert all(line.startswith("vocabulary: ") for line in found)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (derived("x", "boolean", "rien"), '"value": "rien": « rien » n’est ni un fait'),
        (derived("x", "boolean", {"not": "x"}), '"not": "x": x → x dépend de lui-même'),
        (derived("x", "money", "projet.mois"), '"value": "projet.mois": il faut un montant, pas un nombre'),
        (
            derived("x", "boolean", "informe", of="porteur"),
            '"of": "porteur": « porteur » n’est pas une liste du vocabulaire',
        ),
        (
            derived("x", "boolean", "titre", of="porteurs"),
            '"value": "titre": « titre » est de chaque élément de « depenses »',
        ),
        (
            derived("projet.pret", "boolean", "projet.utile"),
            '"projet.pret": {: « projet.pret » est déjà un fait du vocabulaire',
        ),
        (
            derived("titre", "boolean", "personnel", of="depenses"),
            '"titre": {: « titre » est déjà un fait du vocabulaire',
        ),
        (
            derived("x", "boolean", "projet.pret", reading="R99"),
            '"reading": "R99": la lecture « R99 » n’est pas dans ruleset.yaml',
        ),
        (
            parameter("p", ("2023-01-01", "1 EUR"), ("2022-01-01", "2 EUR")),
            '"from": "2022-01-01": 2022-01-01 vient après 2023-01-01',
        ),
        (parameter("p", ("2023-01-01", "1 %")), '"is": "1 %": il faut un montant, pas un taux'),
        (
            parameter("p", ("2023-01-01", "1 EUR"), by="projet.nom"),
            '"by": "projet.nom": « projet.nom » n’est pas une date',
        ),
        (parameter("projet.pret"), None),
        (parameter("personnel", ("2023-01-01", "1 EUR")), '"personnel": {: « personnel » est déjà le nom d’un fait'),
        (parameter("depose_le", ("2023-01-01", "1 EUR")), '"depose_le": {: « depose_le » est déjà le nom d’un fait'),
    ],
)
def test_the_definitions_have_their_faults_placed(tmp_path: Path, parts: Data, expected: str | None) -> None:
    found = refusal(tmp_path, **parts)
    assert expected is None or [line for line in found if line.startswith(f"definitions: {expected}")], found
    assert all(line.startswith("definitions: ") for line in found)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = refusal(
        tmp_path,
        **roles(total="projet.mois", filed_on="projet.nom"),
        **facts(x=fact("integer", unit="points"), y=fact("integer", min="beaucoup")),
        **derived("z", "boolean", {"any": ["rien", {"fact": "projet.mois", "at_most": "3 EUR"}]}),
    )
    assert [line.partition(":")[0] for line in found] == ["vocabulary"] * 2 + ["ruleset"] * 2 + ["definitions"] * 2


def test_two_readings_that_people_could_not_tell_apart_are_refused_on_their_line(tmp_path: Path) -> None:
    readings = {**MANIFEST["readings"], "r_1": both("Une autre."), "R-1": both("Une troisième.")}
    (found,) = refusal(tmp_path, manifest={"readings": readings})
    assert found.startswith('ruleset: "R-1": {')
    assert "« R-1 » désigne à la fois « R-1 » et « r_1 »" in found


def test_two_labels_that_people_could_not_tell_apart_are_refused_on_their_line(tmp_path: Path) -> None:
    made = fact("enumeration", values={"a": {"label": both("Été")}, "b": {"label": both("ETE")}})
    (found,) = refusal(tmp_path, **facts(x=made))
    assert found == 'vocabulary: "b": {: « ETE » désigne à la fois « b » et « a »'


def test_a_set_without_a_currency_has_no_amounts(tmp_path: Path) -> None:
    write_rules(tmp_path, THEME)
    manifest = {key: copy.deepcopy(MANIFEST[key]) for key in ("ruleset", "title", "languages", "readings", "documents")}
    (tmp_path / "ruleset.yaml").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(tmp_path)
    assert {said(p.message) for p in error.value.problems if Path(p.file or "").stem == "vocabulary"} == {
        "un montant demande « currency » dans ruleset.yaml"
    }


@pytest.mark.parametrize("name", ["ruleset", "vocabulary", "definitions"])
@pytest.mark.parametrize("text", ["- a", "facts: []", "a: [", "mot", "a: 1\na: 2", "a: oui"])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (write_rules(tmp_path, THEME) / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(tmp_path)
    assert {Path(problem.file or "").stem for problem in error.value.problems} >= {name}
