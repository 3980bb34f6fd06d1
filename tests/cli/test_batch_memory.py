"""``relance batch`` from one day to the next: versions, copies, and what changed since the last time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from batch.helpers import dossier, limited, names_in, plain, write_lines
from relance_rules.cli.app import run
from rule_sets import Data, MakeTrial

from .conftest import Run

Captured = pytest.CaptureFixture[str]

MAPPING = """
states: [en_instruction]
platform: {siret: null, name: "porteurs[0].nom", number: reference, filed_on: depose_le}
defaults: {theme: ESSAI, engagements.suivi: true, pieces.budget: true, financement.subventions_anterieures: 0}
fields:
  - {label: Projet, fact: projet.nom}
  - {label: Référence du projet, fact: projet.reference}
  - {label: Coût, fact: projet.cout_total_ttc}
  - {label: Demande, fact: financement.subvention_demandee}
"""


@pytest.fixture
def rules(trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> str:
    """The folder of a small set of rules, which the command is told to use."""
    folder = str(limited(trial).rules.directory)
    monkeypatch.setenv("RELANCE_RULES", folder)
    return folder


@pytest.fixture
def last(tmp_path: Path, rules: str, capsys: Captured) -> Path:
    """The result of a first day of two dossiers, which stand in ``lot.ndjson``."""
    path, out = write_lines(tmp_path / "lot.ndjson", [alone("A"), alone("B", pieces={})]), tmp_path / "dernier.json"
    assert run(["batch", str(path), "--out", str(out)]) == 1
    capsys.readouterr()
    return out


def alone(reference: str, **more: Any) -> Data:
    """A dossier that is alone in its project."""
    return dossier(reference, projet={"nom": f"Projet {reference}", "reference": f"P-{reference}"}, **more)


def filed(number: int, modified: str, cost: str, **more: Any) -> Data:
    """A dossier of the platform."""
    fields = {"Projet": f"Plateforme {number}", "Référence du projet": f"Q-{number}", "Coût": cost, "Demande": "15000"}
    champs = [
        {"label": label, "stringValue": value, "__typename": "TextChamp", "champDescriptorId": label}
        for label, value in fields.items()
    ]
    return {
        "number": number,
        "state": "en_instruction",
        "dateDepot": "2021-02-20T10:00:00+01:00",
        "dateDerniereModification": modified,
        "demandeur": {"entreprise": {"raisonSociale": "AGENCE"}},
        "champs": champs,
        **more,
    }


def export(path: Path, *nodes: Data) -> None:
    path.write_text(json.dumps({"data": {"demarche": {"dossiers": {"nodes": nodes}}}}), encoding="utf-8")


def kinds(whole: Mapping[str, Any]) -> dict[str, str]:
    return {report["reference"]: report["change"]["kind"] for report in (*whole["reports"], *whole["decided"])}


def test_three_days_of_a_service(relance: Run, rules: str, tmp_path: Path) -> None:
    mapping = tmp_path / "formulaire.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    last = tmp_path / "dernier.json"

    def day(number: int, *options: object) -> tuple[dict[str, Any], list[dict[str, str]], list[str], str]:
        """The result of a day, the lines of its table, its letters and what is said."""
        letters, table = tmp_path / f"lettres-{number}", tmp_path / f"{number}.csv"
        written = ("--out", last, "--out", table, "--letters", letters, "--mapping", mapping)
        done = relance("batch", tmp_path / f"jour-{number}", *written, *options, env={"RELANCE_RULES": rules})
        assert done.returncode in (0, 1), done.stderr
        lines = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")), delimiter=";"))
        whole: dict[str, Any] = json.loads(last.read_text(encoding="utf-8"))
        return whole, lines, names_in(letters), plain(done.stderr)

    first, second, third = (tmp_path / f"jour-{number}" for number in (1, 2, 3))
    for folder in (first, second, third):
        folder.mkdir()
    monday, tuesday = "2021-03-01T10:00:00+01:00", "2021-03-02T09:30:00+01:00"

    write_lines(first / "a.json", [alone("2021-1")])
    write_lines(first / "b.ndjson", [alone("2021-2", pieces={}), alone("2021-3")])
    export(first / "export.json", filed(101, monday, "20000"), filed(102, monday, "20000"))
    whole, lines, letters, _ = day(1)
    assert (whole["count"], whole["changes"], whole["reports"][0]["change"]) == (5, None, None)
    assert "Depuis le dernier passage" not in lines[0]
    assert letters == ["101.md", "102.md", "2021-1.md", "2021-2.md", "2021-3.md", "lettres.csv"]

    # The same in another form and twice; completed; gone; amended, its older version still there; new.
    (second / "a.yaml").write_text(json.dumps(dict(reversed(alone("2021-1").items()))), encoding="utf-8")
    write_lines(second / "b.ndjson", [{**alone("2021-1"), "reference": "2021‑1 "}, alone("2021-2"), alone("2021-4")])
    export(second / "lundi.json", filed(101, monday, "20000"), filed(102, monday, "20000"))
    export(second / "mardi.json", filed(101, tuesday, "30000"), filed(102, monday, "20000"))
    whole, lines, letters, said = day(2, "--since", last, "--only-changed")
    assert kinds(whole) == {
        "2021-1": "unchanged", "2021-2": "amended", "101": "amended", "102": "unchanged", "2021-4": "new"
    }  # fmt: skip
    assert whole["set_aside"] == {"copies": 2, "replaced": 1}
    assert (whole["changes"]["count"], whole["changes"]["counts"]["gone"]) == (4, 1)
    assert whole["changes"]["listed"][-1]["name"] == "2021-3"
    (completed,) = [report for report in whole["reports"] if report["reference"] == "2021-2"]
    assert completed["change"]["status"] == {"from": "incomplete", "to": "ready"}
    found = {line["Référence"]: (line["Depuis le dernier passage"], line["Avant et maintenant"]) for line in lines}
    assert found.keys() == {"101", "2021-2", "2021-4"}
    assert found["2021-2"] == ("modifié", "à compléter → prêt")
    assert found["101"][0] == "modifié"
    assert letters == ["101.md", "2021-2.md", "2021-4.md", "lettres.csv"]
    assert f"{second}/mardi.json#101 en est une version plus récente, du 2 mars 2021 à 09:30:00" in said
    assert "dernier.json: dossiers écrits : 5\n" in said
    assert "2.csv: dossiers écrits : 3\n" in said

    # Nothing but a decision.
    write_lines(third / "tout.ndjson", [alone("2021-4"), alone("2021-2"), alone("2021-1")])
    export(third / "export.json", filed(102, tuesday, "20000", state="accepte"), filed(101, tuesday, "30000"))
    whole, lines, _, _ = day(3, "--since", last, "--only-changed")
    assert kinds(whole) == {
        "2021-4": "unchanged", "2021-2": "unchanged", "2021-1": "unchanged", "102": "decided", "101": "unchanged"
    }  # fmt: skip
    assert [line["Référence"] for line in lines] == ["102"]


def test_a_decision_whose_dossier_is_not_there_is_known_again(last: Path, tmp_path: Path) -> None:
    lot, decided = tmp_path / "lot.ndjson", tmp_path / "decisions.csv"

    def day(*lines: str) -> tuple[dict[str, str], dict[str, Any]]:
        decided.write_text("\n".join(["reference;decision;montant;theme", *lines]), encoding="utf-8")
        options = ["--decisions", str(decided), "--since", str(last), "--out", str(last)]
        assert run(["batch", str(lot), *options]) == 1
        whole = json.loads(last.read_text(encoding="utf-8"))
        return kinds(whole), whole["changes"]["counts"]

    found, counts = day("Z-1;accepté;100 €;ESSAI", "Z-2;refusé;;")
    assert (found["Z-1"], found["Z-2"], counts["gone"]) == ("new", "new", 0)
    # Its line, and how it is spelled, make no difference.
    found, counts = day("Z-2;refusé;;", "z – 1;accepté;120 €;ESSAI")
    assert (found["Z-2"], found["z – 1"], counts["gone"]) == ("unchanged", "decided", 0)
    _, counts = day("Z-2;refusé;;")
    assert (counts["gone"], counts["unchanged"]) == (1, 3)


# ---- outputs


def test_every_output_says_what_changed(last: Path, tmp_path: Path, capsys: Captured) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [alone("A", pieces={}), alone("C")])
    outs = {name: tmp_path / f"o.{name}" for name in ("html", "xlsx", "csv", "ndjson")}
    options = [word for out in outs.values() for word in ("--out", str(out))]
    assert run(["batch", str(path), "--since", str(last), *options]) == 1
    html = plain(outs["html"].read_text(encoding="utf-8"))
    assert f"<h3>Depuis le dernier passage ({last}) – nouveau : 1, modifié : 1, disparu : 1</h3>" in html
    assert "<td>modifié : prêt → à compléter</td>" in html
    table = html[html.index('<table id="table"') :]
    cells = table[table.index("<tbody>") : table.index("</tr>", table.index("<tbody>"))]
    assert table.count('<button type="button">') == cells.count("<td") + cells.count("<th") == 13
    assert "<li>B – disparu : à compléter, subvention 30 000,00 €</li>" in html
    with zipfile.ZipFile(outs["xlsx"]) as book:
        assert 'name="Changements"' in book.read("xl/workbook.xml").decode()
        cells = plain("".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))
    assert cells.count("prêt → à compléter") == 2
    assert "Depuis le dernier passage" in outs["csv"].read_text(encoding="utf-8")
    lines = [json.loads(line) for line in outs["ndjson"].read_text(encoding="utf-8").splitlines()]
    assert [line["change"]["kind"] for line in lines] == ["amended", "new"]
    capsys.readouterr()
    assert run(["batch", str(path), "--since", str(outs["ndjson"])]) == 1
    # A long path may be cut at the end of a line.
    text = "".join(plain(capsys.readouterr().out).split())
    assert f"Depuisledernierpassage({outs['ndjson']})–inchangé:2" in text


def test_without_an_earlier_result_nothing_is_said_of_one(last: Path, tmp_path: Path, capsys: Captured) -> None:
    outs = [tmp_path / f"o.{name}" for name in ("html", "csv", "txt")]
    run(["batch", str(tmp_path / "lot.ndjson"), *(word for out in outs for word in ("--out", str(out)))])
    assert all("dernier passage" not in out.read_text(encoding="utf-8") for out in outs)


def test_what_did_not_change_is_left_out_of_what_people_read(last: Path, tmp_path: Path, capsys: Captured) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [alone("A"), alone("B")])
    names = ("o.html", "o.csv", "o.txt", "o.json", "o.ndjson", "o.xml")
    options = [word for name in names for word in ("--out", str(tmp_path / name))]
    run(["batch", str(path), "--since", str(last), "--only-changed", *options])
    shown = {name: (tmp_path / name).read_text(encoding="utf-8") for name in names}
    for name, text in shown.items():
        marks = {"o.txt": "✓ {}  ", "o.xml": 'name="{}"'}.get(name, "Projet {}")
        assert marks.format("B") in text, name
        assert (marks.format("A") in text) == (name in ("o.json", "o.ndjson", "o.xml")), name
    assert 'tests="2"' in shown["o.xml"]
    text = plain(shown["o.txt"])
    assert "Dossiers : 2 (2 prêt" in text
    assert "Seuls les dossiers qui ont changé sont montrés un par un" in text
    assert "dossiers de plus" not in text
    assert "Seuls les dossiers qui ont changé" in shown["o.html"]


def test_letters_are_those_of_what_changed_with_or_without_the_rest(last: Path, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [alone("A"), alone("B")])
    letters = tmp_path / "lettres"
    assert run(["batch", str(path), "--since", str(last), "--letters", str(letters)]) == 0
    assert names_in(letters) == ["B.md", "lettres.csv"]


def test_a_dossier_that_is_decided_and_one_of_its_number_that_is_not_are_told_apart(
    last: Path, tmp_path: Path, capsys: Captured
) -> None:
    # JSON lists those that are decided after the others.
    mapping, first = tmp_path / "m.yaml", tmp_path / "a.json"
    mapping.write_text(MAPPING, encoding="utf-8")
    export(first, filed(101, "2021-03-01T10:00:00+01:00", "20000", state="accepte"))
    given = [str(first), str(write_lines(tmp_path / "b.ndjson", [alone("101")])), "--mapping", str(mapping)]
    assert run(["batch", *given, "--out", str(last)]) == 0
    told = plain(capsys.readouterr().err)
    assert "références données deux fois : 1" in told
    assert run(["batch", *given, "--since", str(last), "--out", str(last)]) == 0
    whole = json.loads(last.read_text(encoding="utf-8"))
    assert whole["changes"]["counts"]["unchanged"] == 2
    (decided,) = whole["decided"]
    assert "rien ne dit lequel est le bon" in decided["notices"][-1]["message"]


def test_a_decision_of_a_version_that_is_set_aside_is_not_lost(last: Path, tmp_path: Path) -> None:
    # Its number is the same, and its applicant gave it another reference since.
    mapping, decided = tmp_path / "m.yaml", tmp_path / "d.csv"
    mapping.write_text(
        MAPPING.replace("number: reference", "number: null") + "  - {label: N°, fact: reference}\n", "utf-8"
    )
    decided.write_text("reference;decision;montant;theme\nA-1;accepté;100 €;ESSAI\n", encoding="utf-8")
    for name, day, reference in (("a.json", "1", "A-1"), ("b.json", "2", "A-2")):
        node = filed(101, f"2021-03-0{day}T10:00:00+01:00", "20000")
        node["champs"].append({**node["champs"][0], "label": "N°", "champDescriptorId": "n", "stringValue": reference})
        export(tmp_path / name, node)
    given = [str(tmp_path / name) for name in ("a.json", "b.json")]
    assert run(["batch", *given, "--mapping", str(mapping), "--decisions", str(decided), "--out", str(last)]) == 0
    whole = json.loads(last.read_text(encoding="utf-8"))
    assert [each["reference"] for each in (*whole["reports"], *whole["decided"])] == ["A-2", "A-1"]
    assert whole["decisions"]["amount"] == "100.00"


def test_letters_of_the_time_before_stay_while_they_hold(last: Path, tmp_path: Path, capsys: Captured) -> None:
    path, letters = tmp_path / "lot.ndjson", tmp_path / "lettres"

    def day(*lines: Data, since: bool = True) -> dict[str, list[str]]:
        write_lines(path, lines)
        compared = ["--since", str(last)] if since else []
        run(["batch", str(path), *compared, "--letters", str(letters), "--out", str(last)])
        lists = [letters / "lettres.csv", letters / "lettres_precedentes.csv"]
        found = {
            each.name: [line.split(";")[1] for line in each.read_text(encoding="utf-8-sig").splitlines()[1:]]
            for each in lists
            if each.exists()
        }
        assert {name for names in found.values() for name in names} == {each.name for each in letters.glob("*.md")}
        return found

    day(alone("A"), alone("B"), alone("C/1"), alone("D"), since=False)
    capsys.readouterr()
    # B is completed, D is gone, and what would take the name of a letter that stays takes another.
    found = day(alone("C-1"), alone("A"), alone("B", pieces={}), alone("C/1"))
    assert found == {"lettres.csv": ["C-1-2.md", "B.md"], "lettres_precedentes.csv": ["A.md", "C-1.md"]}
    assert "lettres d’avant de dossiers inchangés, gardées : 2" in plain(capsys.readouterr().err)
    found = day(alone("A"), alone("B", pieces={}), alone("C-1"), alone("C/1", pieces={}))
    assert found["lettres.csv"] == ["C-1.md"]
    assert sorted(found["lettres_precedentes.csv"]) == ["A.md", "B.md", "C-1-2.md"]
    # Compared with nothing, all are written again.
    assert day(alone("A"), since=False) == {"lettres.csv": ["A.md"]}


def test_a_result_takes_the_place_of_the_one_it_is_compared_with_only_if_it_is_whole(
    last: Path, tmp_path: Path
) -> None:
    before = last.read_bytes()
    assert run(["batch", str(tmp_path / "lot.ndjson"), "--since", str(last), "--out", str(last)]) == 1
    after = json.loads(last.read_text(encoding="utf-8"))
    assert after["changes"]["counts"]["unchanged"] == 2
    assert last.read_bytes() != before


# ---- what is refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only-changed"], "--only-changed se lit avec --since"),
        (["--since", "{lot}"], "ce n’est pas le résultat d’un lot"),
        (["--since", "absent.json"], "la première fois, lancez sans --since"),
        (["--since", "{last}", "--engine", "duckdb"], "ne va pas avec --engine duckdb : --since"),
    ],
)
def test_what_can_not_be_compared_is_refused_and_nothing_is_written(
    last: Path, tmp_path: Path, capsys: Captured, options: list[str], said: str
) -> None:
    lot, out = tmp_path / "lot.ndjson", tmp_path / "o.json"
    words = [word.format(lot=lot, last=last) for word in options]
    assert run(["batch", str(lot), "--out", str(out), *words]) == 2
    assert said in plain(capsys.readouterr().err)
    assert not out.exists()


def test_in_english(last: Path, tmp_path: Path, capsys: Captured) -> None:
    path = write_lines(tmp_path / "lot.ndjson", [alone("B", pieces={}), alone("B", pieces={}), alone("C")])
    assert run(["batch", str(path), "--since", str(last), "--lang", "en"]) == 1
    text = plain(capsys.readouterr().out)
    assert f"Since the last run ({last}) – new: 1, unchanged: 1, gone: 1 " in text.replace("\n", " ")
    assert "A – gone: ready, grant €30,000.00" in text
    assert "Set aside, counted nowhere – identical copies: 1\n" in text
