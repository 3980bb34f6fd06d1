"""A file of decisions: what its lines decide, and every fault with its place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dossiers.helpers import rules, write_xlsx
from relance_rules import DossierError
from relance_rules.dossiers.decisions import read_decisions
from relance_rules.dossiers.handling import Decision, Decisions
from relance_rules.localization import localization
from relance_rules.values import Money

PLAN = rules().plan
FR = localization("fr", PLAN.currency)


def decided(path: Path, text: str) -> Decisions:
    path.write_text(text, encoding="utf-8")
    return read_decisions(path, PLAN)


def faults(path: Path, text: str) -> list[tuple[int | None, int | None, str]]:
    """The lines, columns and sentences of what is wrong with a file."""
    with pytest.raises(DossierError) as caught:
        decided(path, text)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    return [(p.line, p.column, FR.say(p.message).replace("\u00a0", " ")) for p in caught.value.problems]


def outcomes(found: Decisions) -> dict[str, str]:
    return {key: stated.decision.outcome for key, stated in found.by_reference.items()}


def test_a_table_in_french(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    found = decided(
        path,
        "Référence;Décision;Montant accordé;Motif;Instructrice;Thème;Déposé le;Référence du projet\n"
        "2021 – 7;Accepté;12 000,50 €;Bon projet;Mme Roux;snap3;12/02/2021;P-1\n"
        "8;refusée;;Hors champ;;;;\n"
        "9;Retiré;;;;;;\n"
        "10;;;;;;;\n"
        "11;à décider;;;;;;\n",
    )
    assert list(found.by_reference) == ["2021-7", "8", "9"]
    first, refused, withdrawn = found.by_reference.values()
    assert first.decision == Decision("awarded", Money(1200050), "Bon projet", "Mme Roux", f"{path}:2")
    assert first.facts == {"theme": "SNAP3", "depose_le": date(2021, 2, 12), "projet.reference": "P-1"}
    assert refused.decision == Decision("refused", None, "Hors champ", None, f"{path}:3")
    assert (withdrawn.decision.outcome, withdrawn.decision.awarded) == ("withdrawn", Money(0))
    assert [FR.say(note) for note in found.notes] == ["lignes sans décision, qui ne changent rien : 2"]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        *((word, "awarded") for word in ("accepté", "ACCEPTE", "accordée", "retenu", "accepted", "awarded")),
        *((word, "refused") for word in ("refusé", "Refusée", "rejeté", "non retenu", "refused", "rejected")),
        *(
            (word, "withdrawn")
            for word in ("classé", "classé sans suite", "sans_suite", "retiré", "withdrawn", "closed")
        ),
    ],
)
def test_the_words_of_a_decision(tmp_path: Path, word: str, outcome: str) -> None:
    assert outcomes(decided(tmp_path / "d.csv", f"reference;decision\nA;{word}\n")) == {"a": outcome}


@pytest.mark.parametrize(
    "titles",
    ["Reference;Decision;Amount;Note;Instructor", "Numéro de dossier;État du dossier;Subvention accordée;Motivation "
     "de la décision;Instructeurs", "number;outcome;awarded;comment;agent", "dossier;statut;montant;motif;instructeur"],
)  # fmt: skip
def test_the_titles_of_the_columns(tmp_path: Path, titles: str) -> None:
    found = decided(tmp_path / "d.csv", f"{titles}\nA;accepté;3 k€;n;i\n")
    decision = found.by_reference["a"].decision
    assert (decision.outcome, decision.amount, decision.note, decision.instructor) == ("awarded", 300_000, "n", "i")


def test_lists_and_workbooks_say_the_same(tmp_path: Path) -> None:
    yaml = decided(
        tmp_path / "d.yaml", "- {référence: A, decision: accepté, montant: 3 k€}\n- reference: B\n  decision: refusé\n"
    )
    under = decided(
        tmp_path / "e.yml",
        "decisions:\n- {reference: A, decision: accepté, amount: 3000}\n- {reference: B, decision: rejeté}\n",
    )
    listed = [{"reference": "A", "decision": "accepted", "amount": 3000}, {"reference": "B", "decision": "refused"}]
    as_json = decided(tmp_path / "d.json", json.dumps(listed))
    book = write_xlsx(
        tmp_path / "d.xlsx", {"Suivi": [["Référence", "Décision", "Montant"], ["A", "accepté", 3000], ["B", "refusé"]]}
    )
    for found in (yaml, under, as_json, read_decisions(book, PLAN)):
        assert outcomes(found) == {"a": "awarded", "b": "refused"}
        assert found.by_reference["a"].decision.amount == Money(300_000)
    assert (yaml.by_reference["b"].origin, under.by_reference["b"].origin) == (
        f"{tmp_path / 'd.yaml'}:2",
        f"{tmp_path / 'e.yml'}:3",
    )


def test_every_fault_of_a_table_is_told_with_its_cell(tmp_path: Path) -> None:
    text = (
        "reference;decision;montant;etat;theme\n"
        "A;accepté;1,200;;\n"
        "B;bof;;;\n"
        "C;refusé;3;;\n"
        ";accepté;3;;\n"
        "D;;3;;\n"
        "E;accepté;1;;\n"
        "e.;accepté;2;;\n"
        "F;accepté;1;refusé;\n"
        "G;accepté;1;;SNAP33\n"
    )
    found = faults(tmp_path / "d.csv", text)
    assert [(line, column) for line, column, _ in found] == [
        (2, 3), (3, 2), (4, 3), (5, 2), (6, 3), (8, None), (9, 4), (10, 5),
    ]  # fmt: skip
    said = [sentence for _, _, sentence in found]
    assert "est ambigu" in said[0]
    assert said[1].endswith("accepté : accepté, refusé, classé sans suite, en instruction")
    assert "rien n’est accordé à ce dossier" in said[2]
    assert "n’a pas la référence de son dossier" in said[3]
    assert "donné sans décision" in said[4]
    assert said[5] == "le dossier « e. » a déjà une autre décision, à la ligne 7 : laissez celle qui vaut"
    assert "« etat » dit autre chose que « decision »" in said[6]
    assert said[7].endswith("thème inconnu : « SNAP33 » ; vouliez-vous dire « SNAP3 » ?")


def test_the_same_line_twice_is_one_decision(tmp_path: Path) -> None:
    found = decided(tmp_path / "d.csv", "reference;decision;montant\nA;accepté;1\n a. ;accepté;1,00\n")
    assert [stated.origin for stated in found.by_reference.values()] == [f"{tmp_path / 'd.csv'}:2"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("d.csv", "reference;montant\nA;3\n", "une colonne nommée par l’un de « decision »"),
        ("d.csv", "nom;decision\nA;accepté\n", "une colonne nommée par l’un de « reference »"),
        ("d.csv", "", "aucune cellule"),
        ("d.yaml", "reference: A\ndecision: accepté\n", "est un tableau, ou une liste"),
        ("d.yaml", "- A\n", "est un tableau, ou une liste"),
        ("d.json", '{"decisions": 3}', "est un tableau, ou une liste"),
        (
            "d.yaml",
            "- {reference: A, decision: accepté, montan: 3}\n",
            "clé inconnue : « montan » ; vouliez-vous dire « montant »",
        ),
        ("d.csv", "reference;decision;montnat\nA;accepté;3\n", "vouliez-vous dire « montant »"),
        ("d.txt", "x", "un fichier de décisions est l’un de .yaml"),
        ("d.ndjson", "{}", "un fichier de décisions est l’un de .yaml"),
    ],
)
def test_what_is_no_file_of_decisions(tmp_path: Path, name: str, text: str, said: str) -> None:
    ((_, _, sentence),) = faults(tmp_path / name, text)
    assert said in sentence


def test_columns_that_say_something_else_are_not_read_and_said(tmp_path: Path) -> None:
    found = decided(tmp_path / "d.csv", "reference;decision;Ville\nA;accepté;Brest\n")
    (note,) = map(FR.say, found.notes)
    assert note.endswith("ne sont pas lues : « Ville »")


def test_a_dossier_is_found_by_its_reference_then_by_its_number(tmp_path: Path) -> None:
    found = decided(tmp_path / "d.csv", "reference;decision\nA-1;accepté\n77;refusé\n")
    for names, outcome in ((("a‑1.", "77"), "awarded"), (("B", "77"), "refused"), ((None, "77"), "refused")):
        stated = found.of(*names)
        assert stated is not None
        assert stated.decision.outcome == outcome
    assert found.of("B", None) is None
