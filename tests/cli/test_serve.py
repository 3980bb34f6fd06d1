"""``relance serve``: the installed command and a client of its own, over HTTP; what is said before it answers."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from relance_rules import load_rules
from relance_rules.cli import engines
from relance_rules.cli.app import run
from relance_rules.page import page
from relance_rules.serving import server

from .conftest import Run
from .test_batch import COMMAND

SECRET = "Projet-très-secret"  # noqa: S105


@contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], http.client.HTTPConnection]]:
    """The command, and a connection to it."""
    with subprocess.Popen(
        [str(COMMAND), "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
            assert found, told
            connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=30)
            yield process, connection
            connection.close()
        finally:
            process.kill()


def test_a_client_of_the_installed_command_gets_the_page_and_what_the_command_prints(
    relance: Run, tmp_path: Path
) -> None:
    body = f'{{"theme": "SNAP3", "projet": {{"nom": "{SECRET}"}}}}'.encode()
    file = tmp_path / "dossier.json"
    file.write_bytes(body)
    with served("--theme", "snap3", "--lang", "en") as (process, connection):
        connection.request("GET", "/")
        shown = connection.getresponse()
        assert (shown.status, shown.read().decode()) == (200, page(load_rules(), ["SNAP3"], "en"))
        policy = shown.headers["Content-Security-Policy"]
        assert "script-src 'sha256-" in policy
        assert policy.endswith("; frame-ancestors 'none'")
        connection.request("POST", "/check", body, {"Content-Type": "application/json"})
        got = connection.getresponse()
        printed = relance("check", "--format", "json", "--lang", "en", file).stdout
        assert (got.status, got.read().decode()) == (200, printed.replace(str(file), "dossier.json"))
        # Pieces without a size, larger than what is read at once.
        connection.request("POST", "/check", iter([b" " * 70_000, body]), {"Content-Type": "application/json"})
        got = connection.getresponse()
        assert got.status == 200
        assert SECRET in got.read().decode()
        # Far too large: the answer is there all the same.
        connection.request("POST", "/check", b" " * 3_000_000, {"Content-Type": "application/json"})
        got = connection.getresponse()
        assert (got.status, b"dossier too large: 1024 KB at most" in got.read()) == (413, True)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    # Nothing of any dossier, nor that there was one.
    assert (process.returncode, out, err) == (143, "", "relance: interrupted\n")


def test_an_interruption_ends_the_service_even_while_a_body_is_waited_for() -> None:
    with served() as (process, connection):
        connection.putrequest("POST", "/check")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"{")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "relance: interrompu\n")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code of the command, and what it says on standard error."""
    return run(["serve", *arguments]), " ".join(capsys.readouterr().err.split())


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        code, told = said(capsys, "--port", port)
    assert (code, told.count("relance:")) == (2, 1)
    assert f"le port {port} est déjà pris ; « --port » en prend un autre" in told


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--port", "70000"], "valeur inattendue pour « --port » : « 70000"),
        (["--host", "nulle-part.invalid"], "adresse inconnue : « nulle-part.invalid »"),
        (["--port", "0", "--theme", "SNAP9"], "thème inconnu : « SNAP9 »"),
        (["--port", "0", "--rules", "nulle/part"], "nulle/part"),
    ],
)
def test_what_can_t_be_served_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    code, told = said(capsys, *arguments)
    assert (code, expected in told) == (2, True), told


def test_without_the_extra_the_command_says_how_to_install_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    code, told = said(capsys, "--lang", "en")
    assert (code, 'pip install "relance-rules[serve]"' in told, "fastapi, uvicorn are missing" in told) == (
        2,
        True,
        True,
    ), told


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])  # noqa: S104
def test_an_address_that_others_reach_is_warned_of(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, host: str, warned: bool
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(server, "run", lambda *_, **options: asked.append(options))
    code, told = said(capsys, "--host", host, "--port", "0", "--theme", "SNAP3")
    assert (code, [each["host"] for each in asked]) == (0, [host])
    assert ("qui atteint 0.0.0.0 par le réseau peut s’en servir" in told) is warned
