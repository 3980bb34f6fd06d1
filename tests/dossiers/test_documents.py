from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dossiers.helpers import rules
from relance_rules import DossierError
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.documents import parse_document, read_document
from relance_rules.dossiers.reading import dossier_of
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.files import MAX_BYTES
from relance_rules.values import Message
from rule_sets import faults


def refusal(data: bytes) -> str:
    with pytest.raises(DossierError) as error:
        parse_document(data, "d")
    assert all(p.file == "d" and p.line and p.column for p in error.value.problems if "grand" not in str(p.message))
    return faults(error.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "1:1: le fichier est vide"),
        (b" \n\t\n", "1:1: le fichier est vide"),
        (b"# rien", "1:1: le fichier est vide"),
        (b"\xef\xbb\xbf", "1:1: le fichier est vide"),
        (b"- a\n- b", "1:1: un dossier est une suite de « clé: valeur », pas une liste ni un simple texte"),
        (b"[1]", "1:1: un dossier est une suite"),
        (b"mot", "1:1: un dossier est une suite"),
        (b'"{}"', "1:1: un dossier est une suite"),
        (b"a: 1\na: 2", "2:1: la clé « a » est donnée deux fois (déjà ligne 1)"),
        (b"a: !!python/name:os.system", "1:4: les étiquettes YAML"),
        (b"a: &x 1\nb: *x", "1:4: les ancres YAML"),
        (b"a: 1\n---\nb: 1", "2:1: un seul document YAML"),
        (b"a:\n\t- b", "2:1: tabulation"),
        (b"a: " + b"[" * 100, "1:43: imbrication trop profonde"),
        (b"---\n", "1:1: le fichier est vide"),
        ("a: éé".encode() + b"\xff", "1:6: ce n’est pas de l’UTF-8"),
        ("a: é".encode("utf-16") + b"\x00", "1:1: fichier en UTF-16 abîmé"),
        (b"a: \x00", "1:4: caractère de contrôle U+0000"),
        (b"a: " + b"x" * MAX_BYTES, "None:None: fichier trop grand : 4 Mo au plus"),
        # JSON
        (b'{"', "1:2: guillemet ouvert et jamais fermé"),
        (b"{", "1:1: « { » est ouvert et n’est pas fermé"),
        (b'{"a": 1,}', "1:8: virgule en trop"),
        (b'{"a": 1} {"a": 2}', "1:10: rien n’est attendu après la fin du JSON"),
        (b'{"a": 01}', "1:7: « 01 » n’est pas un nombre de JSON"),
        (b'{"a": "\x0a"}', "1:7: guillemet ouvert et jamais fermé"),
        (b'{"a": 1, "a": 2}', "1:10: la clé « a » est donnée deux fois (déjà ligne 1)"),
        (
            b'{"p": {"nom": 1,\n"nom": 2},\n"q": [{"nom": 3}]}',
            "2:1: la clé « nom » est donnée deux fois (déjà ligne 1)",
        ),
        (b'{"a": NaN}', "1:7: « NaN » n’est pas un nombre"),
        (b'{"a": Infinity}', "1:7: « Infinity » n’est pas un nombre"),
        (b'{"a": "NaN et -Infinity",\n"b": -Infinity}', "2:6: « -Infinity » n’est pas un nombre"),
        (b'{"a": "\\"NaN",\n"b": NaN}', "2:6: « NaN » n’est pas un nombre"),
        (b'{"a":\n' + b"9" * 100_000 + b"}", "2:1: ce nombre a trop de chiffres"),
        (b'{"a": -' + b"9" * 31 + b"}", "1:7: ce nombre a trop de chiffres"),
        (b'{"a": 0.' + b"9" * 100_000 + b"}", "1:7: ce nombre a trop de chiffres"),
        (b'{"a": 1e9999999999999999999999}', "1:7: ce nombre est trop grand"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "1:1: imbrication trop profonde"),
    ],
    ids=range(36),
)
def test_what_is_no_dossier_is_refused_at_its_place(data: bytes, said: str) -> None:
    found = refusal(data)
    assert found.startswith(said)
    assert len(found) < 300


def test_a_huge_key_or_a_key_that_yaml_cannot_read_makes_a_short_message() -> None:
    assert len(refusal(b'{"' + b"k" * 100_000 + b'": 1, "' + b"k" * 100_000 + b'": 2}')) < 200
    assert "est donnée deux fois" in refusal(b'{"a": "\\ud83d\\ude00", "b": 1, "b": 2}')


def test_json_is_read_exactly() -> None:
    found: Any = parse_document(
        b'{"a": 0.1, "b": 10, "c": 1e3, "d": null, "e": true, "f": 1.200, "g": -0.50}', None
    ).data
    assert found == {
        "a": Decimal("0.1"),
        "b": 10,
        "c": Decimal(1000),
        "d": None,
        "e": True,
        # What may mean thousands stays as it was written.
        "f": "1.200",
        "g": Decimal("-0.5"),
    }
    assert not any(isinstance(value, float) for value in found.values())


def test_yaml_and_json_of_the_same_dossier_are_the_same(tmp_path: Path) -> None:
    written = {"projet": {"nom": "Où"}, "porteurs": [{"nom": "a"}, {"nom": "b"}]}
    (tmp_path / "d.json").write_text(json.dumps(written))
    (tmp_path / "d.yaml").write_text("projet: {nom: Où}\nporteurs:\n  - nom: a\n  - nom: b\n", encoding="utf-8")
    assert read_document(tmp_path / "d.json").data == read_document(tmp_path / "d.yaml").data == written


def test_the_name_of_a_json_file_decides_and_standard_input_shows_its_brace(tmp_path: Path) -> None:
    path = tmp_path / "d.JSON"
    path.write_text("a: 1")
    with pytest.raises(DossierError, match="ce texte est du YAML, pas du JSON"):
        read_document(path)
    assert parse_document(b'  \n{"a": 1.5}', None).data == {"a": Decimal("1.5")}
    assert parse_document(b"a: 1.5", None).data == {"a": "1.5"}
    # A mapping of YAML may have braces, too.
    assert parse_document(b"{a: 1.5}", None).data == {"a": "1.5"}


@pytest.mark.parametrize(
    ("data", "path", "place"),
    [
        (b"a: 1\nb:\n  - c: 2", ("b", 0, "c"), (3, 5)),
        (b'{"a": 1,\n "b": [{"c": 2}]}', ("b", 0, "c"), (2, 9)),
        (b'{\n\t"a": 1,\n\t"b": [\n\t\t{"c": 2}]}', ("b", 0, "c"), (4, 4)),
        (b'{"a": "\\u00e9\\/",\n "b": 1}', ("b",), (2, 2)),
    ],
)
def test_a_message_is_placed_on_the_line_of_its_value(
    data: bytes, path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    problem = parse_document(data, "d").problem(path, Message("faux"))
    assert (problem.line, problem.column) == place
    assert problem.excerpt == data.decode().split("\n")[place[0] - 1]


def test_a_message_names_the_path_where_there_is_no_line() -> None:
    # Half of a pair of escapes is a character for JSON, and none for YAML, which tells the places.
    problem = parse_document(b'{"a": "\\ud83d\\ude00", "b": [{"c": 2}]}', "d").problem(("b", 0, "c"), Message("faux"))
    assert str(problem.message) == "b[0].c : faux"
    assert problem.file == "d"


@pytest.mark.parametrize("text", ["1", '"a"', "[]", "null", "true"])
def test_json_may_be_anything_for_who_reads_several_dossiers(text: str) -> None:
    assert parse_json(text, None) == json.loads(text)


@pytest.mark.parametrize("name", ["d.yaml", "d.json"])
@pytest.mark.parametrize(("encoding", "said"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8", None)])
def test_a_dossier_in_another_encoding_is_read_and_its_report_says_so(
    tmp_path: Path, name: str, encoding: str, said: str | None
) -> None:
    path = tmp_path / name
    path.write_bytes('{"theme": "SNAP3", "projet": {"nom": "École"}}'.encode(encoding))
    document = read_document(path)
    assert document.data["projet"] == {"nom": "École"}
    theme, dossier = dossier_of(document, rules())
    told = [str(notice.message) for notice in check_dossier(rules().plan, theme, dossier).notices]
    assert [text for text in told if "lu en" in text] == (
        [] if said is None else [f"{path} : lu en {said}, car ce n’est pas de l’UTF-8"]
    )


def test_one_dossier_behind_a_dash_is_told_without_it() -> None:
    with pytest.raises(DossierError) as error:
        parse_document(b"- theme: A\n  b: 1\n", "d")
    (problem,) = error.value.problems
    assert (problem.line, problem.column, problem.proposal) == (1, 1, "  theme: A")
    assert "enlevez-le" in str(problem.message)
