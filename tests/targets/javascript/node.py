"""The script in node: many questions to one process."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("inside.js")
RECORD = "RELANCE_RECORDED_QUESTIONS"
"""The variable that names a folder where the questions are kept, for who asks whether they reach all of the engine."""


def answers(script: Path, questions: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> list[list[dict[str, Any]]]:
    """What a script answers: for each question, which is an expression that names a function of its scope and the
    lists of its arguments, a list of ``{"value": …}``, ``{"fault": …}`` (a ParseError) or ``{"thrown": …}``.

    Arguments are JSON, with ``{"$big": "1"}``, ``{"$map": [[key, value]]}``, ``{"$set": […]}`` and ``{"$inside":
    "expression"}``; objects of a class come back as ``{"$Class": its fields}``.
    """
    lines = "".join(json.dumps({"call": call, "each": each}) + "\n" for call, each in questions)
    if folder := os.environ.get(RECORD):
        _record(Path(folder), script.read_text(encoding="utf-8"), lines)
    done = subprocess.run(
        ["node", str(RUNNER), str(script)], input=lines, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def _record(folder: Path, script: str, lines: str) -> None:
    name = hashlib.sha256(script.encode()).hexdigest()[:16]
    (folder / f"{name}.js").write_text(script, encoding="utf-8")
    with (folder / f"{name}-{os.getpid()}.ndjson").open("a", encoding="utf-8") as file:
        file.write(lines)


def asked(script: Path, call: str, each: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """What it answers to one question."""
    return answers(script, [(call, each)])[0]
