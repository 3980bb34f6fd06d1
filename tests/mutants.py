"""Put each token of a module wrong, one at a time, and see that tests notice.

Run it as ``python -m tests.mutants MODULE... -- TESTS...``, with modules such as ``targets/python/points.py`` and what
is to be given to pytest: it changes a copy of the package, never the package itself, and lists the changes after which
every test still passes. Words and signs inside texts are changed too: some of them are source that is run.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src") / "relance_rules"
SWAPS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "+": "-",
    "-": "+",
    "+=": "-=",
    "*": "+",
    "**": "*",
    "//": "*",
    "and": "or",
    "or": "and",
    "not": "",
    "is": "is not",
    "in": "not in",
    "True": "False",
    "False": "True",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "if": "if not",
    "continue": "break",
    "break": "continue",
    "0": "1",
    "1": "2",
    "2": "3",
}
"""What stands for each token; of a text, for each word and sign between spaces or brackets."""
_WORDS = re.compile(r"(?<![\w<>=*/+-])(?:" + "|".join(re.escape(each) for each in SWAPS) + r")(?![\w<>=*/+-])")


class Mutant(NamedTuple):
    """A module with one token wrong: the line, the columns, and what stands there."""

    line: int
    start: int
    end: int
    text: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every change of one token of a module, but in its docstrings, its imports and its annotations."""
    before = tokenize.NEWLINE
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        (line, start), (last, end) = token.start, token.end
        docstring = token.type == tokenize.STRING and before in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            before = token.type
        said = lines[line - 1].lstrip() if line <= len(lines) else ""
        if docstring or line != last or said.startswith(("from ", "import ", "def ", "class ", "@")):
            continue
        if token.type == tokenize.STRING:
            for found in _WORDS.finditer(token.string):
                yield Mutant(line, start + found.start(), start + found.end(), SWAPS[found.group()])
        elif token.string in SWAPS:
            # "is" and "not" of "is not" are two tokens.
            text = "" if token.string == "is" and lines[line - 1][end:].startswith(" not ") else SWAPS[token.string]
            yield Mutant(line, start, end, text or " ")


def changed(source: str, mutant: Mutant) -> str | None:
    """A module with one token wrong; None where that is no Python."""
    lines = source.splitlines(keepends=True)
    line = lines[mutant.line - 1]
    lines[mutant.line - 1] = line[: mutant.start] + mutant.text + line[mutant.end :]
    found = "".join(lines)
    try:
        compile(found, "<mutant>", "exec")
    except SyntaxError:
        return None
    return found


def survives(tests: list[str], copy: Path) -> bool:
    """Whether every test passes on a copy of the package."""
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::SyntaxWarning", *tests],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=600,
        check=False,
    )
    return found.returncode == 0


def main(arguments: list[str]) -> None:
    """Try every mutant of some modules, and print those that no test noticed."""
    at = arguments.index("--")
    modules, tests = arguments[:at], arguments[at + 1 :]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for each in ROOT.iterdir():
            if each.name not in ("src", ".git"):
                (copy / each.name).symlink_to(each)
        shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        if not survives(tests, copy):
            sys.exit("the tests fail without any change")
        for module in modules:
            path = copy / PACKAGE / module
            source = path.read_text(encoding="utf-8")
            tried = survived = 0
            for mutant in mutants(source):
                wrong = changed(source, mutant)
                if wrong is None:
                    continue
                path.write_text(wrong, encoding="utf-8")
                tried += 1
                try:
                    alive = survives(tests, copy)
                except subprocess.TimeoutExpired:
                    alive = False
                if alive:
                    survived += 1
                    print(f"{module}:{mutant.line}: {wrong.splitlines()[mutant.line - 1].strip()}", flush=True)
            path.write_text(source, encoding="utf-8")
            print(f"{module}: {tried} changes, {survived} unnoticed", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
