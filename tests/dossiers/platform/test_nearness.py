from __future__ import annotations

import pytest

from relance_rules.dossiers.platform.nearness import Weights, label_of, nearest_text, shared_words

KNOWN = [
    "opérateur de l’État",
    "service déconcentré de l’État",
    "laboratoire public de recherche",
    "hébergement",
    "autre",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Opérateur", "opérateur de l’État"),
        ("OPÉRATEUR DE L'ETAT", "opérateur de l’État"),
        # Two may be meant, or too little is said, or the contrary.
        ("État", None),
        ("Recherche", None),
        ("Sans hébergement", None),
        ("Autre opérateur", None),
        ("", None),
    ],
)
def test_a_shorter_way_to_say_one_text_and_no_other(text: str, expected: str | None) -> None:
    assert nearest_text(text, KNOWN) == expected


def test_words_weigh_less_the_more_labels_have_them() -> None:
    labels = [label_of(text) for text in ("Coût du projet", "Nom du projet", "Phase du projet", "Montant demandé")]
    weigh = Weights(labels)
    assert weigh.of("projet") < weigh.of("phas") < 2 * weigh.of("projet")
    assert weigh.likeness(labels[0], labels[0]) == 1
    # Words that say the same are nearly the same, and others are not.
    assert 0.9 < weigh.likeness(label_of("Montant du projet"), labels[0]) < 1
    assert weigh.likeness(label_of("Coût"), labels[2]) == 0
    assert list(shared_words(label_of("Prix total du projet"), labels[0])) == ["prix", "projet"]
    faint = Weights(labels, frozenset({"projet", "absent"}))
    assert faint.of("projet") < weigh.of("projet")
    assert faint.of("absent") < weigh.of("absent")
