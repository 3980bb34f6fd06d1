from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relance_rules import DossierError, Money
from relance_rules.batch import last as module
from relance_rules.batch.changes import Standing
from relance_rules.batch.last import read_last
from rule_sets import Trial, said

from .conftest import Render
from .helpers import batch, rendered, write_lines


@pytest.fixture
def result(render: Render, tmp_path: Path) -> Path:
    """The result of the mixed batch."""
    path = tmp_path / "dernier.json"
    path.write_text(render("json"), encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(DossierError) as caught:
        list(read_last(path))
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return said(problem.message)


def edited(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The result with something else in it, as another program would write it again."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole)
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return path


def test_what_a_batch_wrote_is_read_again(result: Path) -> None:
    found = list(read_last(result))
    assert [each.name for each in found] == ["2021-1", "2021-2", "2021-3", "2021-4", "2021-5", "2021-1"]
    assert [each.standing for each in found] == [
        Standing("ready", Money(30_000_00)),
        Standing("incomplete", Money(30_000_00)),
        # What is indicative is proposed to nobody.
        Standing("ineligible"),
        Standing("error"),
        Standing("error"),
        Standing("ready", Money(30_000_00)),
    ]
    assert {type(each.standing.grant) for each in found} == {Money, type(None)}
    assert found[0].known_by == "2021-1"
    assert found[0].tool is not None
    assert found[0].tool.startswith("relance-rules ")
    assert found[4].rules is None


def test_whoever_wrote_it_again_and_in_whatever_form_it_is_the_same(result: Path, render: Render) -> None:
    found = list(read_last(result))
    text = result.read_text(encoding="utf-8")
    forms = [
        json.dumps(json.loads(text)), json.dumps(json.loads(text), indent=2), render("ndjson"),
        f"{render('ndjson')}\n\n", f"\ufeff{text}", text.replace("\n", "\r\n"),
    ]  # fmt: skip
    for form in forms:
        result.write_bytes(form.encode("utf-8"))
        assert list(read_last(result)) == found
    result.write_bytes(text.encode("utf-16"))
    assert list(read_last(result)) == found


def test_it_is_never_all_in_memory(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = result.read_text(encoding="utf-8")
    monkeypatch.setattr(module, "MAX_BATCH_BYTES", max(map(len, text.split("\n"))) + 1)
    assert len(list(read_last(result))) == 6
    result.write_text(json.dumps(json.loads(text)), encoding="utf-8")
    assert refused(result).startswith("ce n’est pas le résultat d’un lot")


def test_a_batch_of_nothing_is_a_batch(trial_theme: Trial, tmp_path: Path, result: Path) -> None:
    empty = write_lines(tmp_path / "rien.ndjson", [{"schema": "relance-report/1"}])
    result.write_text(rendered("json", *batch(trial_theme.rules, empty), tmp_path), encoding="utf-8")
    assert list(read_last(result)) == []


def test_what_is_not_whole_is_refused_with_its_line(result: Path, render: Render) -> None:
    text = result.read_text(encoding="utf-8")
    lines = text.split("\n")
    for cut, line in ((len(lines) - 2, len(lines) - 2), (5, 5), (4, 4), (2, 3)):
        result.write_text("\n".join(lines[:cut]), encoding="utf-8")
        assert refused(result) == f"ce résultat est incomplet ou abîmé (ligne {line}) : refaites-le"
    result.write_text(text.replace(lines[3], lines[3][:-60]), encoding="utf-8")
    assert "(ligne 4)" in refused(result)
    result.write_text(text.replace(f"{lines[3]}\n", ""), encoding="utf-8")
    assert "incomplet" in refused(result)
    result.write_text(text, encoding="utf-8")
    assert "(ligne 1)" in refused(edited(result, lambda whole: whole["reports"].pop()))
    result.write_text(f"{render('ndjson')}{{", encoding="utf-8")
    assert "(ligne 7)" in refused(result)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "[]",
        "{}",
        "référence;thème\n",
        '{"schema": "relance-themes/1"}',
        '{"schema": 3}',
        "[" * 100_000,
        "PK\x03",
    ],
)
def test_what_is_no_batch_is_refused(result: Path, text: str) -> None:
    result.write_text(text, encoding="utf-8")
    assert refused(result).startswith("ce n’est pas le résultat d’un lot")


def test_bytes_that_are_no_text_are_refused(result: Path) -> None:
    for data in (b"\xff", b"\xff\xfe\x00\xd8", b"\x80"):
        result.write_bytes(data)
        assert refused(result).startswith("ce n’est pas le résultat d’un lot")


def test_a_first_time_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "absent.json"
    assert refused(path) == f"ce fichier n’existe pas ; la première fois, lancez sans --since, avec --out {path}"
    assert refused(tmp_path) == "c’est un répertoire, un fichier est attendu"


def test_another_version_of_the_tool_is_told_apart(result: Path) -> None:
    text = result.read_text(encoding="utf-8")
    other = edited(result, lambda whole: whole.update(schema="relance-batch/2"))
    assert refused(other) == (
        "résultat d’une autre version de l’outil (relance-batch/2, et non relance-batch/1) : refaites-le"
    )
    result.write_text(text, encoding="utf-8")
    edited(result, lambda whole: whole["reports"][0].pop("memory"))
    assert refused(result).startswith("résultat d’une autre version de l’outil (relance-rules ")
    result.write_text(text.replace('"content":"1:', '"content":"2:'), encoding="utf-8")
    assert "qui n’y gardait pas de quoi reconnaître un dossier modifié" in refused(result)


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "perdu"}, {"status": ["ready"]}, {"dossier": None}, {"reference": 3}, {"funding": None},
        {"funding": {"indicative": False, "grant": "1e9"}}, {"funding": {"indicative": False, "grant": 3}},
        {"decided_by": []}, {"memory": None}, {"decided_by": {"digest": 3, "tool": None}},
        {"memory": {"known_by": None, "content": None, "modified": None, "decision": "peut-être", "awarded": None}},
        {"memory": {"known_by": None, "content": None, "modified": None, "decision": [], "awarded": None}},
        {"memory": {"known_by": None, "content": None, "modified": None, "decision": None, "awarded": "x"}},
        {"memory": {"known_by": None, "content": None, "modified": 3, "decision": None, "awarded": None}},
    ],
)  # fmt: skip
def test_what_somebody_wrote_in_it_is_no_traceback(result: Path, broken: dict[str, Any]) -> None:
    edited(result, lambda whole: whole["reports"][1].update(broken))
    assert refused(result) == "ce résultat est incomplet ou abîmé (ligne 2) : refaites-le"


def test_decisions_are_read_again(result: Path) -> None:
    memory = {"known_by": "d", "content": None, "modified": None, "decision": "awarded", "awarded": "12000.50"}
    line = {"schema": "relance-decision/1", "dossier": "d.csv:2", "reference": "D", "memory": memory}
    line["decision"] = {"outcome": "awarded"}
    text = result.read_text(encoding="utf-8")
    result.write_text(text.replace('"decided":[]', f'"decided":[\n{json.dumps(line)}\n]'), encoding="utf-8")
    *_, last = read_last(result)
    assert (last.name, last.standing) == ("D", Standing(None, None, "awarded", Money(12_000_50)))
    edited(result, lambda whole: None)
    assert list(read_last(result))[-1] == last
    edited(result, lambda whole: whole["decided"][0]["decision"].update(outcome="refused"))
    assert "incomplet ou abîmé" in refused(result)


def test_one_that_can_not_be_read_is_known_by_where_it_was(trial_theme: Trial, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("theme: [", encoding="utf-8")
    out = tmp_path / "dernier.json"
    out.write_text(rendered("json", *batch(trial_theme.rules, path), tmp_path), encoding="utf-8")
    (found,) = read_last(out)
    assert (found.known_by, found.name, found.origin) == (None, str(path), str(path))


def test_a_count_of_many_digits_and_half_a_character_are_told(result: Path) -> None:
    text = result.read_text(encoding="utf-8")
    digits = re.sub(r'(?m)^"count":[0-9]+', f'"count":{"9" * 5000}', text)
    half = re.sub(r'"content":"([^"]*)"', r'"content":"\1\\ud800"', text, count=1)
    assert digits != text != half
    for other in (digits, half):
        result.write_text(other, encoding="utf-8")
        assert refused(result).startswith("ce résultat est incomplet ou abîmé (ligne ")
