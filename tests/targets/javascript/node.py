"""The script in node: many questions to one process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("inside.js")


def answers(script: Path, questions: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> list[list[dict[str, Any]]]:
    """What a script answers: for each question, which is an expression that names a function of its scope and the
    lists of its arguments, a list of ``{"value": …}``, ``{"fault": …}`` (a ParseError) or ``{"thrown": …}``.

    Arguments are JSON, with ``{"$big": "1"}``, ``{"$map": [[key, value]]}``, ``{"$set": […]}`` and ``{"$inside":
    "expression"}``; objects of a class come back as ``{"$Class": its fields}``.
    """
    lines = "".join(json.dumps({"call": call, "each": each}) + "\n" for call, each in questions)
    done = subprocess.run(
        ["node", str(RUNNER), str(script)], input=lines, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def asked(script: Path, call: str, each: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """What it answers to one question."""
    return answers(script, [(call, each)])[0]
