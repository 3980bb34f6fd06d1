"""``relance batch``."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from batch.helpers import attacks, dossier, limited, names_in, write_lines
from dossiers.formats.test_hostile_workbooks import HARMLESS, REFUSED
from relance_rules.batch.pipeline import Batch
from relance_rules.batch.worker import Printed
from relance_rules.cli.app import run
from relance_rules.loading.problems import Problem
from relance_rules.values import Message
from rule_sets import MakeTrial

from .conftest import ROOT, Run

DOSSIERS = ROOT / "examples" / "dossiers"
COMMAND = Path(sys.executable).with_name("relance")
NAMES = ("a.csv", "a.json", "a.ndjson", "a.xlsx", "a.html", "a.xml", "a.txt")


@pytest.fixture
def rules(trial: MakeTrial, monkeypatch: pytest.MonkeyPatch) -> str:
    """The folder of a small set of rules, which the command is told to use."""
    folder = str(limited(trial).rules.directory)
    monkeypatch.setenv("RELANCE_RULES", folder)
    return folder


@pytest.fixture
def lot(tmp_path: Path, rules: str) -> Path:
    """A folder with a ready dossier, an incomplete one, and a file that can't be read."""
    folder = tmp_path / "lot"
    folder.mkdir()
    write_lines(folder / "a.ndjson", [dossier("A"), dossier("B", pieces={})])
    (folder / "cassé.yaml").write_text("theme: [", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder to write in."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


Captured = pytest.CaptureFixture[str]


def said(capsys: Captured) -> str:
    return capsys.readouterr().err.replace("\u00a0", " ").replace("\u202f", " ")


# ---- what it does


def test_examples_of_every_theme_by_one_process_and_by_two(installed: Run, out: Path) -> None:
    for jobs in ("1", "2"):
        folder = out / jobs
        folder.mkdir()
        options = [word for name in NAMES for word in ("--out", folder / name)]
        done = installed("batch", DOSSIERS, "--jobs", jobs, *options, "--letters", folder / "lettres")
        assert (done.returncode, done.stdout) == (1, "")
    one, two = (
        {path.relative_to(out / jobs): path.read_bytes() for path in (out / jobs).rglob("*.*")} for jobs in "12"
    )
    assert one == two
    # A table has its trail beside it.
    assert len(one) == len(NAMES) + 1 + len(list(DOSSIERS.rglob("*.yaml"))) + len(["lettres.csv"])
    assert json.loads(one[Path("a.json")])["statuses"]["error"] == 0


def test_a_table_and_a_summary_on_standard_output(lot: Path, capsys: Captured) -> None:
    assert run(["batch", str(lot)]) == 1
    shown = capsys.readouterr()
    assert shown.err == ""
    table, *_ = shown.out.split("\n\n")
    assert [line[0] for line in table.splitlines()[1:] if line[0] != " "] == ["✓", "…", "!"]
    assert "Dossiers : 3 (1 prêt, 1 à compléter, 0 non éligible, 1 en erreur)" in shown.out.replace("\u00a0", " ")


def test_all_ready_is_zero(tmp_path: Path, rules: str, capsys: Captured) -> None:
    assert run(["batch", str(write_lines(tmp_path / "a.jsonl", [dossier("A")]))]) == 0
    assert "✓ A" in capsys.readouterr().out


def test_lines_of_standard_input(installed: Run, rules: str) -> None:
    text = "".join(json.dumps(each) + "\n" for each in [dossier("A"), dossier("B", depose_le="2021-02-01")])
    done = installed("batch", "-", "--format", "ndjson", stdin=text + "rien\n", env={"RELANCE_RULES": rules})
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["dossier"] for report in reports] == ["<stdin>:1", "<stdin>:2", "<stdin>:3"]
    assert [report["funding"]["ceilings"][0]["already_used"] for report in reports[:2]] == ["30000.00", "0.00"]
    assert done.returncode == 1


def test_in_english(lot: Path, out: Path, capsys: Captured) -> None:
    assert run(["batch", str(lot), "--lang", "en", "--out", str(out / "a.html"), "-o", str(out / "a.csv")]) == 1
    assert '<html lang="en">' in (out / "a.html").read_text(encoding="utf-8")
    assert ";40000.00;" in (out / "a.csv").read_text(encoding="utf-8")


def test_a_table_has_its_trail_beside_it_and_reads_neither_again(lot: Path, capsys: Captured) -> None:
    inside, beside = lot / "a.csv", lot / "a.csv.trail.json"
    for _ in range(2):
        # The second time, both are among the dossiers.
        assert run(["batch", str(lot), "--out", str(inside), "--out", str(lot / "b.ndjson")]) == 1
        found = json.loads(beside.read_text(encoding="utf-8"))
        assert [each["name"] for each in found["inputs"]] == ["lot/a.ndjson", "lot/cassé.yaml"]
        assert json.loads((lot / "b.ndjson").read_text(encoding="utf-8").splitlines()[-1])["trail"] == found
        assert "laissé de côté" not in said(capsys)
    assert run(["batch", str(lot), "--out", "/dev/null", "--format", "csv"]) == 1
    assert run(["batch", str(beside), "--out", str(inside)]) == 2
    assert "ce fichier est aussi à lire" in said(capsys)


def test_what_a_file_does_not_say_is_said_on_standard_error(
    tmp_path: Path, rules: str, out: Path, capsys: Captured
) -> None:
    lines = [dossier("A", depose_le="2021-04-12"), dossier("A", depose_le="2021-04-13", projet={"reference": "P-2"})]
    path = write_lines(tmp_path / "a.ndjson", lines)
    assert run(["batch", str(path), "--out", str(out / "a.csv")]) == 0
    assert said(capsys).splitlines() == [
        "relance: enveloppe ESSAI, Période printemps dépassée : 60 000,00 € proposés pour 20 000,00 €",
        "relance: références données deux fois : 1",
        f"{out / 'a.csv'}: dossiers écrits : 2",
    ]


def test_hostile_files_are_rows_and_the_batch_goes_on(tmp_path: Path, rules: str, out: Path, capsys: Captured) -> None:
    lot = tmp_path / "lot"
    lot.mkdir()
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    (lot / "bombe.yaml").write_text(bomb, encoding="utf-8")
    (lot / "profond.json").write_text('{"projet": ' + "[" * 100_000, encoding="utf-8")
    (lot / "creux.json").write_text(json.dumps({"theme": "ESSAI", "projet": nested(400)}), encoding="utf-8")
    (lot / "octets.yaml").write_bytes(bytes(range(256)) * 10)
    (lot / "zip.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    (lot / "long.ndjson").write_bytes(b'{"theme": "' + b"x" * 5_000_000 + b'"}\n')
    (lot / "table.csv").write_bytes(b'"' + b"\xff" * 1000)
    write_lines(lot / "z.ndjson", [dossier("A"), *attacks()])
    assert run(["batch", str(lot), "--out", str(out / "a.ndjson")]) == 1
    reports = [json.loads(line) for line in (out / "a.ndjson").read_text(encoding="utf-8").splitlines()]
    broken = [report for report in reports if report["reference"] is None]
    assert {Path(report["dossier"]).name for report in broken} == {
        "bombe.yaml",
        "profond.json",
        "creux.json",
        "octets.yaml",
        "zip.xlsx",
        "long.ndjson:1",
        "table.csv",
    }
    assert all(report["notices"] and "imprévue" not in report["notices"][0]["message"] for report in broken)
    assert {report["theme"] for report in broken if report["dossier"].endswith("creux.json")} == {"ESSAI"}
    assert len(reports) == len(broken) + 1 + len(attacks())


def nested(depth: int) -> Any:
    inner: Any = "x"
    for _ in range(depth):
        inner = [inner]
    return {"nom": inner}


def test_outputs_are_not_read_as_dossiers_the_next_time(lot: Path, capsys: Captured) -> None:
    for _ in range(2):
        assert run(["batch", str(lot), "--out", str(lot / "a.json"), "--out", str(lot / "a.csv")]) == 1
        assert json.loads((lot / "a.json").read_text(encoding="utf-8"))["count"] == 3


# ---- what it refuses


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lot", "-o", "out/a.pdf"], "out/a.pdf: format de sortie inconnu : « pdf » ; accepté : csv, html, json"),
        (["lot", "-f", "jso"], "relance: format de sortie inconnu : « jso » ; vouliez-vous dire « json » ?"),
        (["lot", "-o", "out/a"], "out/a: format de sortie inconnu : «  » ; accepté : csv"),
        (
            ["lot", "-f", "text", "-o", "out/a.json"],
            "out/a.json: l’extension « .json » et --format text ne disent pas le même format",
        ),
        (["lot", "-f", "csv", "-o", "out/a", "-o", "out/b"], "relance: --format ne vaut que pour une seule sortie"),
        (["lot/a.ndjson", "-o", "out/../lot/a.ndjson"], "out/../lot/a.ndjson: ce fichier est aussi à lire"),
        (["lot", "-o", "out/a.csv", "-o", "out/../out/a.csv"], "out/../out/a.csv: ce fichier est déjà à écrire"),
        (["absent"], "absent: ce fichier n’existe pas"),
        (["out"], "out: aucun fichier de dossier dans ce répertoire"),
        (["lot", "-o", "out/absent/a.csv"], "out/absent/a.csv: écriture impossible : ce répertoire n’existe pas"),
        (
            ["lot", "-o", "lot/a.ndjson/a.csv"],
            "lot/a.ndjson/a.csv: écriture impossible : ce chemin passe par un fichier",
        ),
        (["lot", "-o", "out/b.csv", "--letters", "lot/a.ndjson"], "lot/a.ndjson: écriture impossible : un fichier"),
        (["lot", "-f", "csv", "-o", "/dev/full"], "/dev/full: écriture impossible : le disque est plein"),
        (["lot", "-o", "out/a.csv", "-f", "csv", "--mapping", "absent.yaml"], "absent.yaml: ce fichier n’existe pas"),
    ],
)
def test_work_that_can_not_be_done_leaves_nothing(
    lot: Path,
    out: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(lot.parent)
    before = (lot / "a.ndjson").read_bytes()
    assert run(["batch", *arguments]) == 2
    assert said(capsys).startswith(message)
    assert names_in(out) == []
    assert (lot / "a.ndjson").read_bytes() == before
    assert names_in(lot) == ["a.ndjson", "cassé.yaml"]


def test_one_output_that_fails_keeps_the_others_from_being_written(lot: Path, out: Path, capsys: Captured) -> None:
    (out / "a.csv").write_text("avant", encoding="utf-8")
    letters = str(out / "lettres")
    assert (
        run(["batch", str(lot), "-o", str(out / "a.csv"), "-o", str(out / "no" / "b.csv"), "--letters", letters]) == 2
    )
    assert names_in(out) == ["a.csv"]
    assert (out / "a.csv").read_text(encoding="utf-8") == "avant"


def test_nothing_but_remarks_is_no_dossier(tmp_path: Path, rules: str, out: Path, capsys: Captured) -> None:
    (tmp_path / "a.csv").write_text("theme;reference\nESSAI;\n", encoding="utf-8")
    assert run(["batch", str(tmp_path / "a.csv"), "--out", str(out / "a.json")]) == 2
    assert "aucun dossier dans ce qui a été donné : cette ligne ne donne que le thème" in said(capsys)
    assert names_in(out) == []


def test_what_is_printed_of_a_batch_without_dossier_is_whole(tmp_path: Path, rules: str, capsys: Captured) -> None:
    (tmp_path / "a.csv").write_text("theme;reference\nESSAI;\n", encoding="utf-8")
    assert run(["batch", str(tmp_path / "a.csv"), "-f", "json"]) == 2
    shown = capsys.readouterr()
    whole = json.loads(shown.out)
    assert (whole["count"], whole["reports"], whole["remarks"]["count"]) == (0, [], 1)
    assert "aucun dossier" in shown.err
    assert run(["batch", str(tmp_path / "a.csv")]) == 2
    assert capsys.readouterr().out.startswith("\nDossiers : 0 (0 prêt,".replace(" :", "\u00a0:"))


def test_a_broken_rule_file_stops_the_batch_before_its_first_dossier(lot: Path, out: Path, capsys: Captured) -> None:
    (lot.parent / "rules-1" / "themes" / "AUTRE.yaml").write_text("theme: [", encoding="utf-8")
    assert run(["batch", str(lot), "--out", str(out / "a.csv")]) == 2
    assert "AUTRE.yaml:1:" in said(capsys)
    assert names_in(out) == []


# ---- what goes wrong on the way


def test_a_file_that_vanishes_is_a_row(lot: Path, out: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Batch.printed

    def printed(batch: Batch, *arguments: Any) -> Iterator[Printed]:
        (lot / "cassé.yaml").unlink()
        return plain(batch, *arguments)

    monkeypatch.setattr(Batch, "printed", printed)
    assert run(["batch", str(lot), "--out", str(out / "a.csv")]) == 1
    assert "ce fichier n’existe pas" in (out / "a.csv").read_text(encoding="utf-8")


def test_a_lost_input_is_said_and_is_a_failure(
    lot: Path, out: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Batch.printed

    def printed(batch: Batch, *arguments: Any) -> Iterator[Printed]:
        yield from plain(batch, *arguments)
        batch.summary.lost.append(Problem(Message("tué deux fois"), "b.xlsx"))

    monkeypatch.setattr(Batch, "printed", printed)
    assert run(["batch", str(lot), "--out", str(out / "a.csv")]) == 2
    assert said(capsys) == f"b.xlsx: tué deux fois\n{out / 'a.csv'}: dossiers écrits : 3\n"
    assert names_in(out) == ["a.csv", "a.csv.trail.json"]


def test_a_full_disk_leaves_nothing(lot: Path, out: Path) -> None:
    write_lines(lot / "a.ndjson", [dossier(str(number)) for number in range(200)])
    script = 'ulimit -f 16; exec "$0" batch "$1" --out "$2/a.csv" --out "$2/a.html" --letters "$2/lettres"'
    done = subprocess.run(
        ["bash", "-c", script, COMMAND, lot, out], capture_output=True, text=True, check=False, env=settings(out)
    )
    assert done.returncode == 2
    assert re.fullmatch(
        r".*/out/a\.(csv|html): écriture impossible.: le fichier dépasse la taille permise\n", done.stderr
    )
    assert names_in(out) == ["tmp"]
    assert names_in(out / "tmp") == []


def settings(out: Path) -> dict[str, str]:
    """The environment, with a folder of its own for temporary files."""
    (out / "tmp").mkdir()
    return {**os.environ, "TMPDIR": str(out / "tmp")}


def test_a_full_device_as_standard_output(lot: Path, out: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([COMMAND, "batch", lot], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "<stdout>: écriture impossible : le disque est plein\n"


@pytest.mark.parametrize(
    ("jobs", "number", "send", "code"),
    [
        # As a terminal does, when it interrupts and when it closes: the signal goes to every process.
        ("1", signal.SIGINT, os.killpg, 130),
        ("2", signal.SIGINT, os.killpg, 130),
        ("2", signal.SIGHUP, os.killpg, 129),
        # As a supervisor does: to the command only.
        ("2", signal.SIGTERM, os.kill, 143),
    ],
    ids=["interrupted", "interrupted processes", "terminal closed", "terminated"],
)
def test_an_interruption_leaves_nothing_and_says_how_far_it_got(
    lot: Path, out: Path, jobs: str, number: int, send: Callable[[int, int], None], code: int
) -> None:
    write_lines(lot / "a.ndjson", [dossier(str(number)) for number in range(30_000)])
    options = [word for name in NAMES for word in ("--out", out / name)]
    with subprocess.Popen(
        [COMMAND, "batch", lot, "--jobs", jobs, *options, "--letters", out / "lettres"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=settings(out),
        start_new_session=True,
    ) as process:
        # The table has its trail beside it.
        wait_for(lambda: len(list(out.glob(".relance*"))) == len(NAMES) + 1)
        time.sleep(0.5)
        send(process.pid, number)
        # A session that ends sends several.
        time.sleep(0.05)
        with suppress(ProcessLookupError):
            send(process.pid, signal.SIGHUP)
        shown, errors = process.communicate(timeout=30)
    assert process.returncode == code
    assert shown == ""
    assert re.fullmatch(r"relance: interrompu à [0-9,]+.%, après [0-9]+ dossiers.; rien n’a été écrit\n", errors), (
        errors
    )
    assert names_in(out) == ["tmp"]
    assert names_in(out / "tmp") == []
    wait_for(lambda: not alive(process.pid))


def test_a_batch_that_is_killed_leaves_no_process_and_the_next_one_removes_its_files(lot: Path, out: Path) -> None:
    write_lines(lot / "a.ndjson", [dossier(str(number)) for number in range(30_000)])
    asked = [COMMAND, "batch", lot, "--out", out / "a.csv", "--letters", out / "lettres"]
    # The pipe ends when nothing holds it any more.
    with subprocess.Popen(
        [*asked, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=settings(out),
        start_new_session=True,
    ) as process:
        wait_for(lambda: list(out.glob(".relance*")) and len(children(process.pid)) == 3)
        time.sleep(1)
        process.kill()
        shown, _ = process.communicate(timeout=10)
    assert shown == b""
    wait_for(lambda: not alive(process.pid))
    assert len(names_in(out)) == 4
    assert len(names_in(out / "tmp")) == len(names_in(out / "lettres")) == 1
    write_lines(lot / "a.ndjson", [dossier("A")])
    assert (
        subprocess.run(
            [*asked], capture_output=True, check=False, env=os.environ | {"TMPDIR": str(out / "tmp")}
        ).returncode
        == 1
    )
    assert names_in(out) == ["a.csv", "a.csv.trail.json", "lettres", "tmp"]
    assert [names_in(out / name) for name in ("tmp", "lettres")] == [
        [],
        ["A.md", "lettres.csv", "sans_lettre.csv"],
    ]


def children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


def test_the_folder_it_is_started_from_gives_it_no_code(lot: Path, out: Path) -> None:
    write_lines(lot / "a.ndjson", [dossier(str(number)) for number in range(600)])
    (out / "multiprocessing.py").write_text("open('attaqué', 'w')", encoding="utf-8")
    done = subprocess.run([COMMAND, "batch", lot, "-f", "csv", "-j", "2"], cwd=out, capture_output=True, check=False)
    assert (done.returncode, done.stdout.count(b"\n")) == (1, 602)
    assert names_in(out) == ["multiprocessing.py"]


def test_hostile_workbooks_cost_their_own_rows_in_little_memory(lot: Path, out: Path) -> None:
    for number, make in enumerate([*(make for make, _ in REFUSED.values()), *HARMLESS.values()]):
        folder = lot / str(number)
        folder.mkdir()
        make(folder)
    script = 'ulimit -v 1000000; exec "$0" batch "$1" -f ndjson'
    done = subprocess.run(["bash", "-c", script, COMMAND, lot], capture_output=True, text=True, check=False)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [report["status"] for report in reports if report["reference"] in ("A", "B") and report["theme"]] == [
        "ready",
        "incomplete",
    ]
    # The harmless ones hold the same dossier, which counts once.
    assert len(reports) == 3 + len(REFUSED) + 1
    assert f"est mis de côté, et {len(HARMLESS) - 2} autres avec lui" in done.stderr
    assert "imprévue" not in done.stdout


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(condition: Any) -> None:
    """Wait until something is true, and fail if it never is."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_a_failure_before_the_first_dossier_leaves_no_half_of_a_document(lot: Path, capsys: Captured) -> None:
    assert run(["batch", str(lot), "-f", "json", "--letters", str(lot / "a.ndjson")]) == 2
    assert capsys.readouterr().out == ""


def test_an_interruption_of_what_is_printed_as_it_comes(
    lot: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def printed(batch: Batch, *arguments: Any) -> Iterator[Printed]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(Batch, "printed", printed)
    assert run(["batch", str(lot), "-f", "csv"]) == 130
    assert said(capsys) == "relance: interrompu à 0 %, après 0 dossiers ; la sortie est incomplète\n"


def test_a_reader_that_goes_away_is_no_fault(lot: Path) -> None:
    write_lines(lot / "a.ndjson", [dossier(str(number)) for number in range(500)])
    with subprocess.Popen(
        [COMMAND, "batch", lot, "-f", "ndjson"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_bar_is_shown_to_a_person_only(lot: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [COMMAND, "batch", lot], stdout=subprocess.PIPE, stderr=theirs, check=False, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = read_all(ours).decode()
    assert "relance batch" in shown
    assert "100%" in shown
    assert b"relance batch" not in done.stdout
    assert done.stdout.decode().startswith("  Référence")


def read_all(handle: int) -> bytes:
    found = io.BytesIO()
    while True:
        try:
            part = os.read(handle, 65536)
        except OSError:
            break
        if not part:
            break
        found.write(part)
    os.close(handle)
    return found.getvalue()


def test_decided_dossiers_are_context_of_the_installed_command(
    installed: Run, tmp_path: Path, rules: str, out: Path
) -> None:
    path = write_lines(tmp_path / "a.ndjson", [dossier("A"), dossier("B", depose_le="2021-03-12")])
    decisions = tmp_path / "d.csv"
    decisions.write_text("Référence;Décision;Montant accordé;Motif\na.;accepté;95 000 €;Retenu\n", encoding="utf-8")
    options = ["--decisions", str(decisions), "--committed", "ESSAI.printemps=1 k€", "--letters", str(out / "lettres")]
    done = installed("batch", str(path), *options, "--format", "json", env={"RELANCE_RULES": rules})
    assert done.returncode == 0
    whole = json.loads(done.stdout)
    assert (whole["count"], whole["statuses"]["ready"], whole["decisions"]["count"]) == (1, 1, 1)
    assert [report["funding"]["grant"] for report in whole["reports"]] == ["5000.00"]
    assert [each["decision"]["amount"] for each in whole["decided"]] == ["95000.00"]
    assert [use["used"] for use in whole["envelopes"]] == ["101000.00", "1000.00"]
    assert names_in(out / "lettres") == ["B.md", "lettres.csv", "sans_lettre.csv"]
    assert "enveloppe ESSAI dépassée" in done.stderr


def test_a_file_of_decisions_at_fault_stops_the_batch_before_it_writes(
    tmp_path: Path, rules: str, out: Path, capsys: Captured
) -> None:
    path = write_lines(tmp_path / "a.ndjson", [dossier("A")])
    decisions = tmp_path / "d.csv"
    decisions.write_text("reference;decision;montant\nA;accepté;1,200\n", encoding="utf-8")
    options = ["--decisions", str(decisions), "--out", str(out / "a.csv")]
    assert run(["batch", str(path), *options]) == 2
    assert said(capsys).startswith(f"{decisions}:2:3: « montant » : « 1,200 » est ambigu")
    assert run(["batch", str(path), "--committed", "ESAI=3", "--out", str(out / "a.csv")]) == 2
    assert "thème inconnu : « ESAI »" in said(capsys)
    assert names_in(out) == []


def test_what_the_totals_lack_is_said_on_standard_error(
    tmp_path: Path, rules: str, out: Path, capsys: Captured
) -> None:
    path = write_lines(tmp_path / "a.ndjson", [dossier("A")])
    decisions = tmp_path / "d.yaml"
    decisions.write_text(
        "- {reference: A, decision: accepté}\n- {reference: a., decision: accepté}\n", encoding="utf-8"
    )
    assert run(["batch", str(path), "--decisions", str(decisions), "--out", str(out / "a.csv")]) == 0
    lack = "dossiers acceptés dont le montant manque à ce compte : 1"
    assert said(capsys).splitlines() == [f"relance: ESSAI : {lack}", f"{out / 'a.csv'}: dossiers écrits : 1"]


@pytest.mark.parametrize("option", [["--decisions", "d.csv"], ["--committed", "SNAP3=3"]])
def test_a_table_checked_in_columns_takes_no_decision(option: list[str], capsys: Captured) -> None:
    assert run(["batch", "--engine", "duckdb", "a.parquet", *option]) == 2
    assert said(capsys) == f"relance: ne va pas avec --engine duckdb : {option[0]}\n"
