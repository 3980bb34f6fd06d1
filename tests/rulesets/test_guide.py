"""The guide to the language: each of its blocks loads, and the cases that it shows are met."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from relance_rules import check, load_rules
from relance_rules.language.expressions import OPERATORS
from relance_rules.language.funding import Funding
from relance_rules.loading.nodes import parse_yaml
from relance_rules.plan.fact_types import FACT_TYPES
from rule_sets import Data, write_rules

from .helpers import ROOT, unmet

GUIDE = ROOT / "docs" / "language.md"
BLOCK = re.compile(r"^```yaml rules\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MERGED = {"vocabulary.yaml", "definitions.yaml"}


def blocks() -> list[tuple[int, str, Data]]:
    """Each block: its line, the file that it is a part of, and its data."""
    text = GUIDE.read_text(encoding="utf-8")
    found = []
    for block in BLOCK.finditer(text):
        node = parse_yaml(block[2], "guide", strict=True)
        assert node is not None
        found.append((text.count("\n", 0, block.start()) + 1, block[1], node.data()))
    return found


def merged(files: dict[str, Data], name: str, data: Data) -> dict[str, Data]:
    """The files, with a block: one that completes a file replaces what it gives again."""
    whole = dict(files.get(name, {}))
    for key, value in data.items():
        both = name in MERGED and isinstance(value, dict) and isinstance(whole.get(key), dict)
        whole[key] = {**whole[key], **value} if both else value
    return {**files, name: whole}


def written(folder: Path, files: dict[str, Data], theme: Data) -> Path:
    vocabulary = files["vocabulary.yaml"]
    return write_rules(
        folder,
        theme,
        vocabulary["facts"],
        manifest=files["ruleset.yaml"],
        groups=vocabulary.get("groups"),
        definitions=files.get("definitions.yaml", {}),
        **{
            home: {path.partition("/")[2].removesuffix(".yaml"): data for path, data in files.items() if home in path}
            for home in ("tables", "families")
        },
    )


def steps() -> list[tuple[int, dict[str, Data], Data]]:
    """For each block, its line, the set as the guide has made it so far, and the theme to load in it."""
    files: dict[str, Data] = {}
    base: Data = {"theme": "BIKE", "title": {"en": "Bicycle"}}
    found = []
    for line, name, data in blocks():
        theme = {key: part for key, part in base.items() if key in ("theme", "title")}
        if not name.startswith("themes/"):
            files = merged(files, name, data)
        elif data.get("theme") == "BIKE":
            theme = base = data
        elif "theme" in data:
            theme = data
        else:
            theme = {**base, "cases": [], **data}
        if {"ruleset.yaml", "vocabulary.yaml"} <= files.keys():
            found.append((line, files, theme))
    return found


def test_every_yaml_block_of_the_guide_is_read() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert len(blocks()) == text.count("```yaml") == len(steps()) + 1
    assert sum(len(theme.get("cases", [])) for _, _, theme in steps()) > 20


@pytest.mark.parametrize(("line", "files", "theme"), steps(), ids=[f"line {line}" for line, *_ in steps()])
def test_a_block_loads_and_its_cases_are_met(line: int, files: dict[str, Data], theme: Data, tmp_path: Path) -> None:
    rules = load_rules(written(tmp_path, files, theme))
    for case in rules.model(str(theme["theme"])).cases:
        assert list(unmet(check(case.dossier, rules), case.expect)) == [], case.name


def test_the_guide_names_every_operator_every_type_and_every_step_of_the_funding() -> None:
    used: set[str] = set()

    def gather(data: Any) -> None:
        if isinstance(data, dict):
            used.update(data)
        for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            gather(inner)

    for _, _, data in blocks():
        gather(data)
    text = GUIDE.read_text(encoding="utf-8")
    assert set(OPERATORS) - {key for key in OPERATORS if key in used or f"{{{key}:" in text} == set()
    assert {kind for kind in FACT_TYPES if f"`{kind}`" not in text} == set()
    assert {name for name in Funding.model_fields if f"`{name}`" not in text and name not in used} == set()
