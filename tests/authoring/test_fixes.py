"""Fixes change what they are about, and leave every other byte of the file as it was."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from relance_rules.authoring.diagnostics import Diagnostic, Edit
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.fixes import apply_edits, fix, write_text
from relance_rules.authoring.spans import layout_of
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.rules import built_in_rules
from relance_rules.values import Message

from .helpers import ALL, LINES, THEME, codes_of, load, write_rules

DIGESTS = ("RR012", "RR013")


def fixed(path: Path, codes: tuple[str, ...] = ALL, document: tuple[str, ...] | None = LINES) -> str:
    file, rules = load(path, document)
    return next((text for _, text in fix(rules, codes).changed), file.text)


def changed_lines(before: str, after: str) -> list[str]:
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_digests_are_added_in_braces_in_blocks_and_before_comments(tmp_path: Path) -> None:
    text = THEME.replace(
        "    source: {lines: 5}\n",
        "    source:  # the condition\n      lines: 5  # listed\n",
    ).replace("source: {lines: 6}}", "source: { lines: 6 , digest: '000000000000' }}")
    path = write_rules(tmp_path, theme=text)
    after = fixed(path)
    changes = changed_lines(text, after)
    assert '+      digest: "' in changes[-7][:16] or any(line.startswith('+      digest: "') for line in changes)
    assert "      lines: 5  # listed\n" in after
    assert any('{ lines: 6 , digest: "' in line and line.endswith('" }}') for line in changes)
    path.write_text(after, encoding="utf-8")
    assert fixed(path) == after
    assert fix(load(path, LINES)[1], ALL) == ((), 0, [])


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_end_of_lines_of_the_file_is_that_of_what_is_added(tmp_path: Path, newline: str) -> None:
    text = THEME.replace("    source: {lines: 5}\n", "    source:\n      lines: 5\n").replace("\n", newline)
    after = fixed(write_rules(tmp_path, theme=text), DIGESTS)
    assert after.count("\n") == text.count("\n") + 1
    assert after.count(newline) == after.count("\n")


@pytest.mark.parametrize("path", sorted((built_in_rules() / "themes").glob("*.yaml"))[::6], ids=lambda path: path.stem)
def test_the_digests_of_a_theme_of_the_catalogue_change_nothing_else(path: Path) -> None:
    document = tuple(f"line {number}" for number in range(1, 3000))
    [rules] = rule_sets([path], document)
    result = fix(rules, DIGESTS)
    assert codes_of(result.left) == []
    assert result.made > 20
    [(file, changed)] = result.changed

    def without_digests(text: str) -> str:
        spans = [span for where, span in layout_of(text).spans.items() if where[-1:] == ("digest",)]
        for span in sorted(spans, reverse=True):
            assert span.key is not None
            start = text.rindex("lines", 0, span.key[0])
            end_of_lines = start + len(text[start : span.key[0]].rstrip(" ,\n"))
            text = text[:end_of_lines] + text[span.end :]
        return text

    assert without_digests(changed) == without_digests(file.text)


def test_a_stale_digest_is_replaced_where_it_stands(tmp_path: Path) -> None:
    text = fixed(write_rules(tmp_path), DIGESTS)
    path = write_rules(tmp_path, theme=text)
    document = (*LINES[:6], "Engagement : deux bilans", *LINES[7:])
    after = fixed(path, DIGESTS, document)
    changes = changed_lines(text, after)
    # The commitment, and the whole passage of the theme.
    assert len(changes) == 4
    assert [len(one) == len(other) for one, other in zip(text.splitlines(), after.splitlines(), strict=True)]


def test_formatting_touches_spaces_and_no_value(tmp_path: Path) -> None:
    text = (
        "# kept \n"
        + THEME.replace("kind: guichet\n", "kind: guichet  \t# way in\t \n").replace("\n", "\r\n")
        + "documents:\t\r\n  - {id: plan, label: {fr: Le plan, en: Plan}} \r\n\r\n\r\n"
    )
    path = write_rules(tmp_path, theme=text)
    after = fixed(path, ("RR021",))
    assert "\r" not in after
    assert "kind: guichet  \t# way in\n" in after
    assert after.startswith("# kept\n")
    assert after.endswith("en: Plan}}\n")
    assert parse_yaml(after).data() == parse_yaml(text).data()


@pytest.mark.parametrize(
    "summary",
    [
        pytest.param("summary:\n  fr: |\n    Un thème  \n    court\n  en: |+\n    A theme \n\n\n", id="literal"),
        pytest.param("summary:\n  fr: >-\n    Un thème  \n    court\n  en: >\n    A theme \n", id="folded"),
        pytest.param("summary:\n  fr: \"Un thème \n    court\"\n  en: 'A  \n    theme'\n", id="quoted"),
    ],
)
def test_spaces_within_a_value_are_its_own(tmp_path: Path, summary: str) -> None:
    text = THEME[: THEME.index("summary:")] + THEME[THEME.index("kind:") :] + summary
    path = write_rules(tmp_path, theme=text)
    assert fixed(path, ("RR021",)) == text


def test_a_file_without_end_of_line_gets_one(tmp_path: Path) -> None:
    path = write_rules(tmp_path, theme=THEME.rstrip("\n"))
    assert fixed(path, ("RR021",)) == THEME


def test_a_file_that_ends_with_an_empty_value_gets_its_end_of_line(tmp_path: Path) -> None:
    path = write_rules(tmp_path, theme=THEME + "juries:")
    assert fixed(path, ("RR021",)) == THEME + "juries:\n"


def test_fixes_that_uncover_others_are_made_too(tmp_path: Path) -> None:
    comment = "# relance: ignore RR011 -- no more"
    text = THEME.replace("numérique\n", f"numérique  {comment} \n")
    assert text != THEME
    assert fixed(write_rules(tmp_path, theme=text), document=None) == THEME
    alone = THEME.replace("owner:", f"{comment}\nowner:")
    assert fixed(write_rules(tmp_path, theme=alone), document=None) == THEME


FAMILY = """\
family: COMMUN
source: member
owner: Personne \t
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recense, is: true}
    source: member
funding: {rate: 75 %, staff: excluded, source: {lines: 6}}
"""

MEMBER = """\
theme: DEMO
extends: COMMUN
title: {fr: "Un thème", en: "A theme"}
cites: {self: 1-9, eligibility.demarche: "2, 5"}  # by their lines
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}}
    expect: {findings: {demarche: pass}}
"""


def test_each_file_of_a_set_is_put_right_where_it_stands(tmp_path: Path) -> None:
    definitions = """\
derived:
  salaires:
    of: travaux
    type: boolean
    label: {fr: "Dépense de personnel", en: "Staff costs"}
    value: {fact: genre, is: "2"}
    source:
      lines: 6
"""
    path = write_rules(tmp_path, theme=MEMBER, definitions=definitions, others={"families/COMMUN.yaml": FAMILY})
    [rules] = rule_sets([tmp_path], LINES)
    result = fix(rules, (*DIGESTS, "RR021"))
    changed = {file.path.name: changed_lines(file.text, text) for file, text in result.changed}
    assert changed == {
        "definitions.yaml": ['+      digest: "050dd14e86cb"'],
        "COMMUN.yaml": [
            "-owner: Personne \t",
            "+owner: Personne",
            "-funding: {rate: 75 %, staff: excluded, source: {lines: 6}}",
            '+funding: {rate: 75 %, staff: excluded, source: {lines: 6, digest: "050dd14e86cb"}}',
        ],
        "DEMO.yaml": [
            '-cites: {self: 1-9, eligibility.demarche: "2, 5"}  # by their lines',
            '+cites: {self: {lines: 1-9, digest: "8a0b74895490"}, eligibility.demarche: {lines: "2, 5", digest: '
            '"15335951e883"}}  # by their lines',
        ],
    }
    assert (result.made, result.left) == (5, [])
    for file, text in result.changed:
        write_text(file.path, text)
    assert fix(rule_sets([tmp_path], LINES)[0], (*DIGESTS, "RR021")) == ((), 0, [])
    assert fix(load(path, (*LINES[:4], "Autre", *LINES[5:]))[1], DIGESTS).made == 2


def test_lines_that_commas_part_are_quoted_in_braces(tmp_path: Path) -> None:
    member = MEMBER.replace(
        'cites: {self: 1-9, eligibility.demarche: "2, 5"}', "cites:\n  self: 1-9\n  eligibility.demarche: 2, 5"
    )
    path = write_rules(tmp_path, theme=member, others={"families/COMMUN.yaml": FAMILY})
    assert '  eligibility.demarche: {lines: "2, 5", digest: "' in fixed(path, DIGESTS)


def diagnostic(*edits: Edit) -> Diagnostic:
    return Diagnostic("RR021", "warning", Message(""), "x", 1, 1, 1, 2, "", edits)


def test_edits_that_touch_each_other_wait_for_another_round() -> None:
    text, count = apply_edits("abcdef", [diagnostic(Edit(0, 1, "X"), Edit(4, 5, "")), diagnostic(Edit(1, 2, "Y"))])
    assert (text, count) == ("Xbcdf", 1)
    text, count = apply_edits("abcdef", [diagnostic(Edit(0, 1, "X")), diagnostic(Edit(3, 3, "YY"))])
    assert (text, count) == ("XbcYYdef", 2)
    assert apply_edits("abc", [diagnostic()]) == ("abc", 0)


@pytest.mark.parametrize(
    ("before", "after"), [("kind: guichet\n", ""), ("Guichet ouvert", "Guichet fermé"), ("theme: DEMO", "theme: [")]
)
def test_a_fix_that_would_change_what_the_file_says_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    file, rules = load(write_rules(tmp_path, "owner: Personne  \n"))
    assert before in file.text
    monkeypatch.setattr(
        "relance_rules.authoring.fixes.apply_edits", lambda text, found: (text.replace(before, after), 1)
    )
    result = fix(rules, ALL)
    assert (result.changed, result.made, codes_of(result.left)) == ((), 0, ["RR021"])


def test_writing_keeps_the_byte_order_mark_the_mode_and_the_link(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes("\ufeffé: 1\r\n".encode())
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    write_text(link, "é: 2\r\n")
    assert path.read_bytes() == "\ufeffé: 2\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.yaml", "rules.yaml"]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    write_text(tmp_path / "page.html", "é")
    (tmp_path / "other").touch()
    assert (tmp_path / "page.html").read_bytes() == "é".encode()
    assert (tmp_path / "page.html").stat().st_mode == (tmp_path / "other").stat().st_mode
