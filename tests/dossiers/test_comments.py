from __future__ import annotations

import pytest

from relance_rules.dossiers.documents import parse_document


def notes(text: str) -> list[str]:
    return [str(note) for note in parse_document(text.encode(), "d").notes]


@pytest.mark.parametrize(
    ("text", "line", "found", "whole"),
    [
        ("nom: Lot #2", 1, "#2", '"Lot #2"'),
        ("a: 1\nreference: #12 # note", 2, "#12 # note", '"#12 # note"'),
        ("p:\n  - nom: L’« été » #b\n    b: 1", 2, "#b", '"L’« été » #b"'),
        ('nom: Le "lot" #2', 1, "#2", "'Le \"lot\" #2'"),
    ],
)
def test_a_comment_stuck_to_its_text_is_told_and_the_value_kept(text: str, line: int, found: str, whole: str) -> None:
    (note,) = notes(text)
    assert note == (
        f"ligne {line} : « {found} » est un commentaire pour YAML, et n’est pas lu ; "
        f"s’il fait partie de la valeur, écrivez {whole}"
    )


def test_the_value_stays_what_yaml_reads() -> None:
    assert parse_document(b"nom: Lot #2\nb: #3\n", "d").data == {"nom": "Lot", "b": None}


@pytest.mark.parametrize(
    "text", ["nom: Lot # 2", 'nom: "Lot #2"', "nom: Lot#2", "#nom: 1\na: 1", "nom: |\n  Lot #2", "a: 1\n  #b\nc: 1"]
)
def test_a_comment_that_is_one_is_not_told(text: str) -> None:
    assert notes(text) == []


def test_there_is_an_end_to_what_is_told() -> None:
    assert len(notes("".join(f"k{place}: Lot #{place}\n" for place in range(50)))) == 20
