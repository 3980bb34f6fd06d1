"""What changed between two sets of rules, and for which dossiers."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.authoring.changes import RuleBook, compare
from relance_rules.authoring.formats.changes.blocks import diff_blocks, diff_data, effect_words
from relance_rules.authoring.formats.changes.words import change_words
from relance_rules.authoring.impact import effects
from relance_rules.compiler.rules import load_rules
from relance_rules.localization import localization
from relance_rules.showing.blocks import shown
from relance_rules.showing.markdown import blocks_markdown
from relance_rules.values import Euro

from .helpers import load, write_rules

FR = localization("fr")


def book(folder: Path, snippet: str = "", facts: str = "") -> RuleBook:
    file, rules = load(write_rules(folder, snippet, facts))
    assert file.theme is not None
    assert rules.vocabulary is not None
    return RuleBook({"DEMO": file.theme}, rules.vocabulary)


def said(old: RuleBook, new: RuleBook) -> list[str]:
    sentences = [shown(change_words(change, old.vocabulary, new.vocabulary), FR) for change in compare(old, new)]
    return [sentence.replace("\u00a0", " ").replace("\u202f", " ") for sentence in sentences]


CONDITION = """\
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: projet.recense, is: true}
    failure: {fr: "Choisissez une démarche recensée", en: "Choose a listed procedure"}
    source: {lines: 5}
"""
MONTHS = """\
  - id: duree
    label: {fr: "Un an au plus", en: "A year at most"}
    require: {fact: projet.mois, at_most: 12}
    failure: {fr: "Raccourcissez", en: "Shorten"}
    source: {lines: 5}
"""
FUNDING = "funding: {scale: [{rate: 75 %}], staff: excluded, source: {lines: 6}}\n"


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        pytest.param(FUNDING, FUNDING.replace("75", "70"), ["financement : taux : 75 % → 70 %"], id="rate"),
        pytest.param(
            FUNDING,
            FUNDING.replace("[{rate: 75 %}]", "[{rate: 100 %, up_to: 48 k€}, {rate: 0 %}]"),
            ["financement : taux : 75 % → 100 % jusqu’à 48 000,00 €, 0 % au-delà"],
            id="brackets",
        ),
        pytest.param(
            FUNDING,
            FUNDING.replace("staff: excluded", "staff: valued"),
            [
                "financement : dépenses de personnel (titre 2) : hors de la base financée → "
                "comptées dans la part du porteur"
            ],
            id="staff",
        ),
        pytest.param(
            CONDITION,
            CONDITION + MONTHS,
            ["condition « duree » : ajout de Un an au plus (« Durée » : au plus 12)"],
            id="condition added",
        ),
        pytest.param(
            CONDITION + MONTHS,
            CONDITION,
            ["condition « duree » : retrait de Un an au plus (« Durée » : au plus 12)"],
            id="condition removed",
        ),
        pytest.param(
            MONTHS.replace("  - id", "eligibility:\n  - id"),
            MONTHS.replace("  - id", "eligibility:\n  - id").replace("12", "6"),
            ["condition « duree » : exigence : « Durée » : au plus 12 → « Durée » : au plus 6"],
            id="bound moved",
        ),
        pytest.param(
            MONTHS.replace("  - id", "eligibility:\n  - id"),
            MONTHS.replace("  - id", "eligibility:\n  - id").replace("at_most: 12", "less_than: 13"),
            ["condition « duree » : exigence écrite autrement, sans changement de sens"],
            id="same meaning",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("    require:", "    when: {fact: projet.mois, more_than: 6}\n    require:"),
            ["condition « demarche » : cas où elle s’applique : toujours → « Durée » : plus de 6"],
            id="guard added",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("est recensée", "est connue"),
            ["condition « demarche » : libellé reformulé : « La démarche est recensée » → « La démarche est connue »"],
            id="reworded",
        ),
        pytest.param(
            CONDITION,
            CONDITION.replace("lines: 5", "lines: 5-6"),
            ["condition « demarche » : lignes citées : 5 → 5-6"],
            id="lines",
        ),
        pytest.param(
            CONDITION, CONDITION.replace("lines: 5", 'lines: 5, digest: "0123456789ab"'), [], id="a digest is no change"
        ),
        pytest.param(
            "size: {ranges: [{at_least: 1 k€, source: {lines: 4}}], source: {lines: 4}}\n",
            "size: {ranges: [{more_than: 1 k€, at_most: 2 k€, source: {lines: 4}}], source: {lines: 4}}\n",
            ["taille du projet : fourchette : au moins 1 000,00 € → plus de 1 000,00 €, et jusqu’à 2 000,00 €"],
            id="size",
        ),
        pytest.param(
            "size: {ranges: [], source: {lines: 4}}\n",
            "size: {ranges: [{at_least: 1 k€, source: {lines: 4}}], source: {lines: 4}}\n",
            ["taille du projet : ajout de au moins 1 000,00 €"],
            id="size set",
        ),
        pytest.param(
            'windows: [{id: w, label: {fr: "Une", en: "One"}, opens: 2021-01-04, source: {lines: 3}}]\n',
            'windows: [{id: w, label: {fr: "Une", en: "One"}, opens: 2021-01-05, closes: 2021-02-01, '
            "source: {lines: 3}}]\n",
            [
                "période de dépôt « w » : ouverture : 4 janvier 2021 → 5 janvier 2021",
                "période de dépôt « w » : clôture : rien → 1er février 2021",
            ],
            id="window",
        ),
        pytest.param("readings: [R9]\n", "readings: [R9, R8]\n", ["lecture du catalogue « R8 » : ajout"], id="reading"),
        pytest.param(
            "kind: guichet\n", "kind: both\n", ["thème : type : guichet → guichet et appel à projets"], id="kind"
        ),
        pytest.param(
            'commitments: {unknown: {fr: "Les pages manquent", en: "Lost"}, source: {lines: 7}}\ncases: []\n',
            "",
            ["engagement : liste inconnue → 1 éléments"],
            id="list found again",
        ),
    ],
)
def test_a_change_in_words(tmp_path: Path, old: str, new: str, sentences: list[str]) -> None:
    assert said(book(tmp_path / "old", old), book(tmp_path / "new", new)) == sentences


def test_a_theme_or_a_fact_added_or_removed(tmp_path: Path) -> None:
    fact = 'projet.etages: {type: integer, label: {fr: "Étages", en: "Floors"}, question: {fr: "Oui ?", en: "Yes?"}}\n'
    old, new = book(tmp_path / "old"), book(tmp_path / "new", facts=fact)
    assert said(old, new) == ["fait « projet.etages » : ajout de Étages"]
    assert said(new, old) == ["fait « projet.etages » : retrait de Étages"]
    assert said(old, old._replace(themes={})) == ["thème : retrait de Un thème"]
    assert said(old._replace(themes={}), old) == ["thème : ajout de Un thème"]


def test_the_values_of_an_enumeration(tmp_path: Path) -> None:
    fact = (
        "projet.lieu: {type: enumeration, values: {a: {label: {fr: A, en: A}}, b: {label: {fr: B, en: B}VALUES}}, "
        'label: {fr: "Lieu", en: "Place"}, question: {fr: "Où ?", en: "Where?"}}\n'
    )
    old = book(tmp_path / "old", facts=fact.replace("VALUES", ""))
    new = book(tmp_path / "new", facts=fact.replace("VALUES", ", includes: [a]"))
    assert said(old, new) == ["fait « projet.lieu » : valeurs comprises : b → a, b"]
    more = book(tmp_path / "more", facts=fact.replace("VALUES}", "}, c: {label: {fr: C, en: C}}"))
    assert said(old, more) == ["fait « projet.lieu » : ajout de « c »"]


def test_what_a_condition_means_depends_on_the_values_of_its_side(tmp_path: Path) -> None:
    fact = (
        "projet.lieu: {type: enumeration, values: {a: {label: {fr: A, en: A}}, b: {label: {fr: B, en: B}VALUES}}, "
        'label: {fr: "Lieu", en: "Place"}, question: {fr: "Où ?", en: "Where?"}}\n'
    )
    rule = CONDITION.replace("projet.recense, is: true", "projet.lieu, is: b")
    old = book(tmp_path / "old", rule, fact.replace("VALUES", ""))
    new = book(tmp_path / "new", rule, fact.replace("VALUES", ", includes: [a]"))
    assert said(old, new)[0] == "condition « demarche » : exigence : « Lieu » : B → « Lieu » : B (y compris A)"


DOSSIER = """\
theme: DEMO
depose_le: 2021-02-01
projet: {cout_total_ttc: 100 000 EUR, recense: true, mois: 8}
depenses: [{montant_ttc: 100 000 EUR, titre: 3}]
financement: {subvention_demandee: 80 000 EUR}
engagements: {bilan: true}
"""


def test_the_dossiers_whose_answer_changes(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    strict = (CONDITION + MONTHS).replace("at_most: 12", "at_most: 6")
    before, after = book(old), book(new, strict + FUNDING.replace("75", "70"))
    dossiers = tmp_path / "dossiers"
    dossiers.mkdir()
    (dossiers / "a.yaml").write_text(DOSSIER, encoding="utf-8")
    (dossiers / "b.yaml").write_text(DOSSIER.replace("mois: 8", "mois: 6"), encoding="utf-8")
    (dossiers / "c.yaml").write_text(DOSSIER.replace("80 000", "70 000"), encoding="utf-8")
    (dossiers / "d.yaml").write_text(DOSSIER.replace("80 000", "70 000").replace("8}", "6}"), encoding="utf-8")
    (dossiers / "e.yaml").write_text("theme: AUTRE\n", encoding="utf-8")
    found = effects(load_rules(old), load_rules(new), [dossiers])
    assert [effect.changed for effect in found] == [True, True, True, False, False]
    assert [effect.unreadable for effect in found] == [False] * 4 + [True]
    assert found[0].before[:3] == ("eligible", "ready", Euro(7_500_000))
    assert found[0].after[:3] == ("ineligible", "ineligible", Euro(7_000_000))
    assert shown(effect_words(found[1]), FR).endswith(
        "b.yaml\u00a0: subvention\u00a0: 75\u202f000,00\u00a0€ → 70\u202f000,00\u00a0€"
    )

    changes = list(compare(before, after))
    text = blocks_markdown(diff_blocks(changes, found, before, after), FR)
    assert "75\u00a0% → 70\u00a0%" in text
    assert "3 sur 5" in text
    data = diff_data(changes, found, (before.vocabulary, after.vocabulary), FR)
    assert [change["aspect"] for change in data["changes"]] == [None, "scale"]
    assert data["dossiers"]["checked"] == 5
    assert data["dossiers"]["changed"][0]["after"] == {
        "verdict": "ineligible",
        "status": "ineligible",
        "grant": "70000.00",
    }
    same = blocks_markdown(diff_blocks([], [], before, before), FR)
    assert "Les règles disent la même chose." in same


def test_the_grants_of_one_project_add_up(tmp_path: Path) -> None:
    ceiling = (
        "funding:\n  scale: [{rate: 75 %}]\n  staff: excluded\n  ceilings:\n"
        '    - {id: plafond, label: {fr: "Plafond", en: "Top"}, amount: AMOUNT, per: project, source: {lines: 6}}\n'
        "  source: {lines: 6}\n"
    )
    book(tmp_path / "old", ceiling.replace("AMOUNT", "200 k€"))
    book(tmp_path / "new", ceiling.replace("AMOUNT", "100 k€"))
    dossiers = tmp_path / "dossiers"
    dossiers.mkdir()
    text = DOSSIER.replace("projet: {", "projet: {reference: P, ").replace(
        "80 000 EUR", "80 000 EUR, subventions_anterieures: 0 EUR"
    )
    (dossiers / "a.yaml").write_text(text, encoding="utf-8")
    (dossiers / "b.yaml").write_text(text.replace("2021-02-01", "2021-03-01"), encoding="utf-8")
    found = effects(load_rules(tmp_path / "old"), load_rules(tmp_path / "new"), [dossiers])
    assert [(effect.before.grant, effect.after.grant) for effect in found] == [
        (Euro(7_500_000), Euro(7_500_000)),
        (Euro(7_500_000), Euro(2_500_000)),
    ]
