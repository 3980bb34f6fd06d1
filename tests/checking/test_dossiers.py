from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relance_rules import InputError, check, check_file
from relance_rules.checking.dossiers import dossier_from, dossier_of
from relance_rules.dossiers.documents import parse_document
from rule_sets import MakeTrial, faults, said


def test_every_fault_of_a_file_is_placed_on_its_line(trial: MakeTrial, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    text = 'theme: ESSAI\nportuers: []\nprojet:\n  cout_total_ttc: "1,200"\nporteurs:\n  - siret: 1\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        check_file(path, trial().rules)
    assert faults(error.value).split("\n")[0].startswith("2:1: clé inconnue : « portuers »")
    assert [(p.file, p.line, p.column) for p in error.value.problems] == [
        (str(path), 2, 1),
        (str(path), 4, 3),
        (str(path), 6, 5),
    ]
    assert error.value.problems[1].excerpt == '  cout_total_ttc: "1,200"'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"theme: ESSAY", "1:1: thème inconnu : « ESSAY » ; vouliez-vous dire « ESSAI » ?"),
        (b"a: 1\ntheme: zzzz", "2:1: thème inconnu : « zzzz » ; accepté : ESSAI"),
        (b"theme: [ESSAI]", "1:1: thème inconnu"),
        (b"theme: ../ESSAI", "1:1: thème inconnu"),
        (b"reference: a", "1:1: le thème manque : ajoutez « theme: » suivi de l’un de ESSAI"),
        (b"theme:", "1:1: le thème manque"),
        (b'{"theme": ""}', "1:1: le thème manque"),
        (b'{"theme": "ESSAI", "reference": "\\ud800"}', "reference : ce texte porte une moitié"),
    ],
)
def test_the_theme_is_one_of_the_rules(trial: MakeTrial, data: bytes, said: str) -> None:
    with pytest.raises(InputError) as error:
        dossier_of(parse_document(data, "d"), trial().rules)
    assert said in faults(error.value)


def test_a_sequence_of_a_terminal_reaches_no_terminal(trial: MakeTrial) -> None:
    escaped = (
        b'{"theme": "ESSAI", "\\u001b[31mcle": 1, "modalite": "\\u001b]0;titre\\u0007", "depose_le": "\\u202e2021"}'
    )
    with pytest.raises(InputError) as error:
        dossier_of(parse_document(escaped, "d"), trial().rules)
    found = "".join(said(problem.message) for problem in error.value.problems)
    assert len(error.value.problems) == 3
    assert not {"\x1b", "\x07", "\u202e"} & set(found)


@pytest.mark.parametrize("data", [[], "theme: ESSAI", None, 12], ids=repr)
def test_plain_data_is_a_mapping(trial: MakeTrial, data: Any) -> None:
    with pytest.raises(InputError, match="un dossier est une suite"):
        dossier_from(data, trial().rules)


def test_a_fault_of_plain_data_names_its_path(trial: MakeTrial) -> None:
    with pytest.raises(InputError, match=r"porteurs\.0\.siret : « 1 » n’est pas un SIRET"):
        check({"theme": "ESSAI", "porteurs": [{"siret": 1}]}, trial().rules)


@pytest.mark.parametrize("text", ["[" * 900 + "]" * 900, '{"a":' * 300 + "1" + "}" * 300], ids=["list", "mapping"])
def test_deep_nesting_is_an_error_of_the_dossier(trial: MakeTrial, text: str) -> None:
    with pytest.raises(InputError, match="reference"):
        dossier_of(parse_document(f'{{"theme": "ESSAI", "reference": {text}}}'.encode(), "d"), trial().rules)
