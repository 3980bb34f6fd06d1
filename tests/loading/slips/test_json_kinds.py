from __future__ import annotations

import math

import pytest

from relance_rules import DossierError
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.problems import Problem

COMMA = "virgule en trop"
MISSING = "il manque une virgule entre deux valeurs"
SINGLE = "JSON veut des guillemets doubles"
CURLY = "seuls les guillemets droits sont des guillemets"
OPEN = "guillemet ouvert et jamais fermé"
COMMENT = "JSON n’a pas de commentaires"
NUMBER = "n’est pas un nombre de JSON"
TEXT = "en JSON, un texte se met entre guillemets"
KEY = "en JSON, une clé se met entre guillemets"

SLIPS = [
    ('{"a": 1,}', (1, 8), COMMA, '{"a": 1}'),
    ('{"é": 1,\n}', (1, 8), COMMA, '{"é": 1'),
    ('{"a": [1,\n]}', (1, 9), COMMA, '{"a": [1'),
    ('{"a": 1,,"b":2}', (1, 9), COMMA, '{"a": 1,"b":2}'),
    ("{'a': 'b', 'c': 1}", (1, 2), SINGLE, '{"a": "b", "c": 1}'),
    ("{\"a\": 'l'été'}", (1, 7), SINGLE, '{"a": "l\'été"}'),
    ("{“a”: “b”}", (1, 2), CURLY, '{"a": "b"}'),
    ('{"a”: "b"}', (1, 4), CURLY, '{"a": "b"}'),
    ('{"nom": « Phare »}', (1, 9), CURLY, '{"nom": "Phare"}'),
    ('{"a": "b",“\n "c": 1}', (1, 11), "« “ » est de trop", '{"a": "b",'),
    ('{"a": {"b": "c",\' \n "d": 1}}', (1, 17), "« ' » est de trop", '{"a": {"b": "c", '),
    ('{"a": "b"\n "c": 1}', (1, 10), MISSING, '{"a": "b",'),
    ('{"a": {}\n, "b": [{} {}]}', (2, 11), MISSING, ', "b": [{}, {}]}'),
    ('{"a": "b" "c": "d"}', (1, 10), MISSING, '{"a": "b", "c": "d"}'),
    ('{"a": "b" "c": {"d": 1}}', (1, 10), MISSING, '{"a": "b", "c": {"d": 1}}'),
    ('// note\n{"a": 1}', (1, 1), COMMENT, None),
    ('{"a": 1; "b": 2}', (1, 8), "pas un point-virgule", '{"a": 1, "b": 2}'),
    ('{"theme": "ITN4, "reference": "A"}', (1, 11), OPEN, '{"theme": "ITN4", "reference": "A"}'),
    ('{"theme": "ITN4,\n "reference": "A"}', (1, 11), OPEN, '{"theme": "ITN4",'),
    ('{"theme": "ITN4\n}', (1, 11), OPEN, '{"theme": "ITN4"'),
    ('{"a": "b}', (1, 7), OPEN, '{"a": "b"}'),
    ('{"theme": ITN4"}', (1, 11), "il manque un guillemet devant", '{"theme": "ITN4"}'),
    ('{"theme: "ITN4"}', (1, 8), "il manque un guillemet à la fin de cette clé", '{"theme": "ITN4"}'),
    ('{theme": "ITN4"}', (1, 2), "il manque un guillemet devant", '{"theme": "ITN4"}'),
    ('{"a": "A "b" c", "d": "e"}', (1, 10), "un guillemet dans un texte", '{"a": "A \\"b\\" c", "d": "e"}'),
    ('{"a": {"b": 1}', (1, 15), "il manque « } », qui ferme le « { » ouvert ligne 1", '{"a": {"b": 1}}'),
    ('{"a": [1, 2}', (1, 12), "il manque « ] »", '{"a": [1, 2]}'),
    ('{"a": 1]', (1, 8), "il manque « } »", '{"a": 1}'),
    ('{"a": "b",\n"c": "d"\n', (2, 9), "il manque « } »", '"c": "d"}'),
    ('{"a":', (1, 6), "il manque « } »", None),
    ('{"a": 1}}', (1, 9), "rien n’est attendu après la fin", '{"a": 1}'),
    ('{"a": 1} {"a": 2}', (1, 10), "rien n’est attendu après la fin", None),
    ('{"a": 1 // non\n}', (1, 9), COMMENT, '{"a": 1'),
    ('{"a": 1, # non\n"b": 2}', (1, 10), COMMENT, '{"a": 1,'),
    ('{"a": /* x */ 1}', (1, 7), COMMENT, '{"a":  1}'),
    ('{"a": 1_000}', (1, 7), "« 1_000 » : JSON ne sépare pas les milliers", '{"a": 1000}'),
    ('{"a": 01}', (1, 7), "« 01 » " + NUMBER, '{"a": "01"}'),
    ('{"a": 60 000}', (1, 7), "« 60 000 » " + NUMBER, '{"a": "60 000"}'),
    ('{"a": 60 000,50}', (1, 13), "« 60 000,50 » : un nombre à virgule", '{"a": "60 000,50"}'),
    ('{"a": 12,5, "b": 1}', (1, 9), "« 12,5 » : un nombre à virgule", '{"a": "12,5", "b": 1}'),
    ('{"a": 2021-02-12}', (1, 7), "« 2021-02-12 » " + NUMBER, '{"a": "2021-02-12"}'),
    ('{"a": .5}', (1, 7), "« .5 » " + NUMBER, '{"a": ".5"}'),
    ('{"a": True, "b": None}', (1, 7), "« True » s’écrit « true »", '{"a": true, "b": null}'),
    ('{"a": oui}', (1, 7), "« oui » : " + TEXT, '{"a": "oui"}'),
    ("{theme: ITN4, reference: A}", (1, 2), "« theme » : " + KEY, '{"theme": "ITN4", "reference": "A"}'),
    ('{"a" = "b"}', (1, 6), "il manque « : » entre la clé et sa valeur", '{"a": "b"}'),
    ('{"a": "x\ty"}', (1, 9), "tabulation dans un texte", '{"a": "x y"}'),
    ('{"a": "x\\dy"}', (1, 9), "« \\ » annonce un signe", '{"a": "x\\\\dy"}'),
    ('{\u00a0"a":\u00a01}', (1, 2), "« U+00A0 » est un espace", '{ "a": 1}'),
    ("theme: ITN4\n", (1, 1), "ce texte est du YAML, pas du JSON", None),
    ('{"a": 1, "b" c}', (1, 14), "", None),
]


def refused(text: str) -> Problem:
    with pytest.raises(DossierError) as error:
        parse_json(text, "d.json")
    (problem,) = error.value.problems
    return problem


def faulty_line(text: str) -> float:
    try:
        parse_json(text, None)
    except DossierError as error:
        return error.problems[0].line or 0
    return math.inf


@pytest.mark.parametrize(("text", "at", "words", "proposal"), SLIPS, ids=[repr(text) for text, *_ in SLIPS])
def test_a_slip_is_told_on_its_line_with_the_line_to_write(
    text: str, at: tuple[int, int], words: str, proposal: str | None
) -> None:
    found = refused(text)
    assert words in str(found.message)
    assert ((found.line, found.column), found.proposal) == (at, proposal)
    assert found.excerpt == text.split("\n")[at[0] - 1]


@pytest.mark.parametrize(("text", "at", "proposal"), [(text, at, put) for text, at, _, put in SLIPS if put is not None])
def test_what_is_proposed_is_read_or_read_further(text: str, at: tuple[int, int], proposal: str) -> None:
    lines = text.split("\n")
    lines[at[0] - 1] = proposal
    assert faulty_line("\n".join(lines)) > at[0]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"a": "' + "é" * 1_000_000,
        '{"a": ' + "x" * 1_000_000,
        '{"a": 1' + " " * 60_000 + "b}",
        '{"a": "' + '\\"' * 30_000,
        '{"a": ' + "1 " * 900 + "}",
    ],
    ids=["brackets", "quote", "word", "spaces", "escapes", "words"],
)
def test_a_giant_slip_is_told_quickly(text: str) -> None:
    found = refused(text)
    assert found.line == 1
    assert len(str(found.message)) < 300
