from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import relance_rules

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "relance_rules"


def test_rooms_depend_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 broken." in done.stdout


def test_every_room_is_in_the_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.importlinter]")[2]
    listed = set(re.findall(r"relance_rules\.(\w+)", contract))
    rooms = {path.stem for path in SOURCE.glob("*.py") if not path.stem.startswith("__")}
    rooms |= {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms == listed


def test_no_theme_is_named_in_the_code() -> None:
    codes = list(relance_rules.load_rules())
    assert len(codes) == 16
    named = re.compile(rf"\b({'|'.join(codes)})(?![A-Za-z0-9])")
    assert named.search("ITN5.depot")
    found = []
    for path in SOURCE.rglob("*"):
        if path.suffix in (".py", ".po", ".css", ".js", ".html"):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
                # The examples of the public API are calls that a reader can run.
                example = path == SOURCE / "__init__.py" and line.lstrip().startswith(">>> ")
                if named.search(line) and not example:
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


# Keys of our own outputs, a type of facts, and columns of the exports of a filing platform.
OTHER_WORDS = frozenset({"theme", "reference", "siret", "nom", "titre"})


def quoted(tree: ast.Module) -> Iterator[ast.Constant]:
    """The texts of a module that are neither docstrings nor notes on what stands above them."""
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node


def test_nothing_of_the_catalogue_is_named_in_the_code() -> None:
    rules = relance_rules.load_rules()
    book = rules.shared.book
    assert book is not None
    facts = {path.partition("[].")[2] or path for path in rules.vocabulary} | set(rules.vocabulary)
    facts |= set(book.definitions.derived)
    facts -= OTHER_WORDS
    assert {"depenses", "montant_ttc", "projet.cout_total_ttc", "personnel"} <= facts
    codes = re.compile(rf"\b({'|'.join(map(re.escape, rules.plan.readings))})\b")
    money = re.compile(r"EUR|€|\bTTC\b|\bHT\b|\beuros?\b|\btitre 2\b")
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in quoted(ast.parse(path.read_text(encoding="utf-8"))):
            text = str(node.value)
            named = text in facts or re.split(r"[.\[]", text)[0] in facts
            if named or codes.search(text) or money.search(text):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {text[:80]}")
    assert found == []


def test_the_package_says_that_it_is_typed() -> None:
    assert (SOURCE / "py.typed").is_file()
