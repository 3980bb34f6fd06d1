"""The engine knows no word of the rule set that comes with it: another set names other facts, money and documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from relance_rules import Rules, load_rules
from relance_rules.plan.nodes import Fact, In, walk
from relance_rules.plan.ruleset import Roles

SOURCE = Path(__file__).resolve().parents[1] / "src" / "relance_rules"

# The keys of a rule set's `roles`, which the language itself gives a meaning, may be facts too.
OF_THE_LANGUAGE = {role.name for role in fields(Roles)}


@cache
def shipped() -> Rules:
    return load_rules()


def names() -> set[str]:
    """Every name that the rule set gives to a fact, and the ends of their paths."""
    plan, definitions = shipped().plan, shipped().shared.book
    assert definitions is not None
    derived = definitions.definitions.derived
    paths = {*plan.facts, *derived, *(f"{each.of}[].{name}" for name, each in derived.items() if each.of)}
    ends = {end for path in paths for end in (path, path.partition("[].")[2] or path, re.split(r"\.", path)[-1])}
    return ends - OF_THE_LANGUAGE


def words() -> set[str]:
    """What no sentence of the engine may say: themes, readings, money, taxes, documents, and values such as `titre 2`."""
    plan = shipped().plan
    currency = plan.currency
    assert currency is not None
    assert currency.tax is not None
    found = {*plan.themes, *plan.readings, currency.code, *currency.also, *currency.tax.values(), *currency.other_tax}
    for document in plan.documents.values():
        found |= {*document.title.values()}
    for theme in plan.themes.values():
        for root in theme.roots():
            for node in walk(root):
                if isinstance(node, In) and isinstance(node.choice, Fact) and len(node.values) == 1:
                    found.add(f"{node.choice.path.rpartition('.')[2]} {node.values[0]}")
    return found


def quoted(path: Path) -> Iterator[tuple[int, str]]:
    """The texts that a module quotes, with their lines; its docstrings are for those who read the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def assets() -> Iterator[tuple[Path, int, str]]:
    """The lines of what the engine shows and that is no Python."""
    for path in SOURCE.rglob("*"):
        if path.suffix in (".js", ".css", ".html"):
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
                yield path, number, line


def found_in(text: str, exact: set[str], whole: re.Pattern[str]) -> str | None:
    """The first word of the rule set in a text: a name on its own, or another as a whole word."""
    if text.strip() in exact:
        return text.strip()
    word = whole.search(text)
    return None if word is None else word[0]


def whole_words(of: set[str]) -> re.Pattern[str]:
    longest = sorted(of, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, longest))})(?![\w])")


def compounds(of: set[str]) -> set[str]:
    """The names that can be no word of a sentence: `projet.nom`, `depose_le`."""
    return {name for name in of if re.search(r"[._\[]", name)}


def test_no_word_of_the_rule_set_is_quoted_in_the_engine() -> None:
    exact = names()
    whole = whole_words(words() | compounds(exact))
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {word}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in quoted(path)
        if (word := found_in(text, exact, whole)) is not None
    ]
    assert found == []


def test_no_word_of_the_rule_set_is_in_what_the_engine_shows() -> None:
    whole = whole_words(words() | compounds(names()))
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {word[0]}"
        for path, number, line in assets()
        if (word := whole.search(line)) is not None
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("depenses", "depenses"),
        ("projet.cout_total_ttc", "projet.cout_total_ttc"),
        ("« {projet.nom} » manque", "projet.nom"),
        ("Coût total TTC", "TTC"),
        ("dont personnel (titre 2)", "titre 2"),
        ("Le catalogue ne fixe rien", "catalogue"),
        ("lecture R5", "R5"),
        ("SNAP3.porteur", "SNAP3"),
        ("12 €", "€"),
        ("12 EUR", "EUR"),
        ("personnel", "personnel"),
        ("cout_total_ttc", "cout_total_ttc"),
        ("les dépenses de personnel", None),
        ("theme", None),
        ("RR005", None),
        ("EUROPE", None),
    ],
)
def test_the_words_that_are_sought(text: str, word: str | None) -> None:
    exact = names()
    assert found_in(text, exact, whole_words(words() | compounds(exact))) == word
