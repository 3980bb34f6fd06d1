from __future__ import annotations

from typing import Any

import pytest

from relance_rules import DossierError
from relance_rules.loading import nodes
from relance_rules.loading.nodes import MAX_DEPTH, parse_yaml
from rule_sets import faults


def refusal(text: str, *, strict: bool = True) -> str:
    with pytest.raises(DossierError) as error:
        parse_yaml(text, "f.yaml", strict=strict)
    (problem,) = error.value.problems
    assert problem.file == "f.yaml"
    assert problem.line is not None
    assert problem.column is not None
    return faults(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", "3:1: la clé « a » est donnée deux fois (déjà ligne 1)"),
        ("a: {b: 1, b: 1}", "1:11: la clé « b » est donnée deux fois (déjà ligne 1)"),
        ('a: 1\n"a": 2', "2:1: la clé « a » est donnée deux fois"),
        ("a: oui", "1:4: « oui » est piégeux en YAML : écrivez true ou false, ou mettez des guillemets"),
        ("a: no", "1:4: « no » est piégeux"),
        ("a: on", "1:4: « on » est piégeux"),
        ("- y", "1:3: « y » est piégeux"),
        ("a: True", "1:4: « True » est piégeux"),
        ("a: FALSE", "1:4: « FALSE » est piégeux"),
        ("a: Off", "1:4: « Off » est piégeux"),
        ("a: 010", "1:4: « 010 » se lit comme un nombre octal, hexadécimal ou sexagésimal"),
        ("a: 0o17", "1:4: « 0o17 » se lit comme un nombre octal"),
        ("a: 0x1F", "1:4: « 0x1F » se lit comme un nombre octal"),
        ("a: 0b11", "1:4: « 0b11 » se lit comme un nombre octal"),
        ("a: 1:30", "1:4: « 1:30 » se lit comme un nombre octal"),
        ("a: 12:30:45.5", "1:4: « 12:30:45.5 » se lit comme un nombre octal"),
        ("a:\n\tb: 1", "2:1: tabulation : YAML s’indente avec des espaces"),
        ("\ta: 1", "1:1: tabulation"),
        ("a: !!python/object/apply:os.system [ls]", "1:4: les étiquettes YAML (« tag:yaml.org,2002:python/object"),
        ("a: !custom 1", "1:4: les étiquettes YAML (« !custom ») ne sont pas acceptées"),
        ("a: !!str 1", "1:4: les étiquettes YAML"),
        ("!!map {a: 1}", "1:1: les étiquettes YAML"),
        ("a: &x 1", "1:4: les ancres YAML (« &x ») ne sont pas acceptées"),
        ("a: &x [1]", "1:4: les ancres YAML"),
        ("a: *x", "1:4: les alias YAML (« *x ») ne sont pas acceptés"),
        ("a: 1\n---\nb: 2", "2:1: un seul document YAML est attendu"),
        ("a: 1\n...\n---\nb: 2", "3:1: un seul document YAML est attendu"),
        ("[a]: 1", "1:1: une clé est un simple mot"),
        ("{a: 1}: 1", "1:1: une clé est un simple mot"),
        ("", "1:1: le fichier est vide"),
        ("# rien\n", "1:1: le fichier est vide"),
        ("a: [1", "1:4: une valeur ne peut pas commencer par « [ »"),
        ("a: b: c", "1:5: « : » dans une valeur"),
        ("a: @b", "1:4: une valeur ne peut pas commencer par « @ »"),
        ('a: "\\ud800"', "1:5: entre guillemets doubles, « \\ » annonce un signe"),
        ("a: 1\n b: 2", "2:2: cette ligne n’est alignée avec aucune autre"),
    ],
)
def test_a_trap_of_yaml_is_refused_at_its_place(text: str, said: str) -> None:
    assert refusal(text).startswith(said)


def test_a_bomb_of_aliases_stops_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    assert refusal(bomb, strict=False).startswith("1:4: les ancres YAML")


def test_a_merge_key_merges_nothing() -> None:
    assert parse_yaml("<<: {a: 1}").data() == {"<<": {"a": "1"}}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_hundred_levels_are_too_many(opening: str) -> None:
    assert "imbrication trop profonde : 40 niveaux au plus" in refusal(opening * 100)


def test_forty_levels_are_read() -> None:
    found: Any = parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH).data()
    depth = 1
    while found:
        found, depth = found[0], depth + 1
    assert depth == MAX_DEPTH
    assert "imbrication trop profonde" in refusal("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_a_document_has_a_limited_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nodes.MAX_NODES == 200_000
    monkeypatch.setattr(nodes, "MAX_NODES", 10)
    assert refusal("- a\n" * 10) == "10:3: document démesuré : plus de 10 valeurs"
    assert parse_yaml("- a\n" * 9).data() == ["a"] * 9


def test_a_dossier_may_say_what_a_rule_file_may_not() -> None:
    assert parse_yaml("a: oui\nb: 0042\nc: 1:30").data() == {"a": "oui", "b": "0042", "c": "1:30"}


def test_every_scalar_stays_the_text_that_was_written() -> None:
    text = "a: 1.10\nb: 1e3\nc: .nan\nd: 2021-02-12\ne: 'no'\nf: 12_000\ng: true"
    assert parse_yaml(text, strict=True).data() == {
        "a": "1.10",
        "b": "1e3",
        "c": ".nan",
        "d": "2021-02-12",
        "e": "no",
        "f": "12_000",
        "g": "true",
    }


@pytest.mark.parametrize("text", ["a:", "a: ~", "a: null", "a: NULL", "a: "])
def test_an_empty_value_is_none_and_a_quoted_one_is_text(text: str) -> None:
    assert parse_yaml(text).data() == {"a": None}
    assert parse_yaml('a: ""\nb: "null"').data() == {"a": "", "b": "null"}


def test_a_quoted_word_is_no_trap() -> None:
    assert parse_yaml("a: \"oui\"\nb: '010'\nno: 1", strict=True).data() == {"a": "oui", "b": "010", "no": "1"}


def test_a_mark_and_windows_lines_shift_no_place() -> None:
    root = parse_yaml("a: 1\r\nb:\r\n  - c: 2\r\n")
    assert root.locate(("b", 0, "c")) == (3, 5)


TREE = """\
require:
  all:
    - fact: a
      is: b
    - not:
        not:
          fact: c
          in: [d, e]
      bogus: 1
  other: 2
list: [x, y]
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("require",), (1, 1)),
        (("require", "all", 0), (3, 7)),
        (("require", "all", 0, "is"), (4, 7)),
        (("list", 1), (11, 11)),
        # What is not there is placed on what holds it.
        (("require", "absent"), (1, 1)),
        (("require", "all", 7), (2, 3)),
        (("list", "a"), (11, 1)),
        # A validator names the branches of its unions too, and they bear the names of keys.
        (("require", "all", "all", 0, "fact", "is"), (4, 7)),
        (("require", "all", "other"), (10, 3)),
        (("require", "all", "all", 1, "not", "bogus"), (9, 7)),
        (("require", "all", "all", 1, "not", "not", "not", "not", "fact", "in", 1), (8, 19)),
        (("eligibility", "require", "all", "all", 0, "fact", "absent"), (3, 7)),
    ],
)
def test_a_path_is_placed_even_through_the_branches_of_a_union(
    path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    assert parse_yaml(TREE).locate(path) == place


def test_a_long_path_is_followed_at_once() -> None:
    depth = MAX_DEPTH - 2
    text = "{not: " * depth + "{fact: a}" + "}" * depth
    assert parse_yaml(text).locate(("not",) * (2 * depth) + ("absent",)) == (1, 6 * (depth - 1) + 2)


@pytest.mark.parametrize("key", ["a" * 100_000])
def test_a_huge_key_makes_no_huge_message(key: str) -> None:
    assert len(refusal(f"? {key}\n: 1\n? {key}\n: 2")) < 200
    assert len(refusal(f"a: &{key} 1")) < 200
    assert len(refusal(f"a: !{key} 1")) < 200


def test_a_sign_that_yaml_does_not_take_is_placed_in_characters() -> None:
    with pytest.raises(DossierError) as refused:
        parse_yaml("é: à\nnom: é\uffff\n")
    assert (refused.value.line, refused.value.column) == (2, 7)
