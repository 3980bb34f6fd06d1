"""The engine knows no word of the rule set that comes with it: another set names other facts, money and documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from pydantic import BaseModel

from relance_rules import Rules, load_rules
from relance_rules.language.manifest import RolesModel
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.nodes import Fact, In, walk

SOURCE = Path(__file__).resolve().parents[1] / "src" / "relance_rules"

# What a filing platform calls its own fields is no word of the rule set.
PLATFORM = SOURCE / "dossiers" / "platform"


def of_the_language() -> set[str]:
    """Words that facts may bear and that the language itself gives a meaning: types of facts, keys of roles."""
    keys, waiting = set(FACT_TYPES), [RolesModel]
    while waiting:
        for name, field in waiting.pop().model_fields.items():
            keys.add(name)
            waiting += [part for part in _models(field.annotation) if part not in waiting]
    return keys


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


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
    return ends - of_the_language()


def words() -> set[str]:
    """What no sentence of the engine may say: themes, readings, money, taxes, documents, values such as `titre 2`."""
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


class Quoted(NamedTuple):
    """A text that a module quotes; a sentence is one that people read."""

    line: int
    text: str
    sentence: bool


def quoted(path: Path) -> Iterator[Quoted]:
    """The texts that a module quotes; its docstrings are for those who read the code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings, sentences = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
            sentences |= {id(argument) for argument in node.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield Quoted(node.lineno, node.value, id(node) in sentences)


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
    # An item of a list is named by its place where a sentence shows one: `porteurs[0].nom`.
    said = "|".join(re.escape(word).replace(r"\[\]", r"\[[0-9]*\]") for word in longest)
    return re.compile(rf"(?<![\w.])({said})(?!\w)")


def compounds(of: set[str]) -> set[str]:
    """The names that can be no word of a sentence: `projet.nom`, `depose_le`."""
    return {name for name in of if re.search(r"[._\[]", name)}


def test_no_word_of_the_rule_set_is_quoted_in_the_engine() -> None:
    single = names()
    whole = whole_words(words() | compounds(single))
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for line, text, sentence in quoted(path):
            # A word on its own is one of French in a sentence, and one of the platform in its room.
            exact = set() if sentence or path.is_relative_to(PLATFORM) else single
            if (word := found_in(text, exact, whole)) is not None:
                found.append(f"{path.relative_to(SOURCE)}:{line}: {word}")
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
        ("the fact `porteurs[0].categorie`", "porteurs[0].categorie"),
        ("12 €", "€"),
        ("12 EUR", "EUR"),
        ("personnel", "personnel"),
        ("cout_total_ttc", "cout_total_ttc"),
        ("les dépenses de personnel", None),
        ("theme", None),
        ("phase", None),
        ("siret", None),
        ("RR005", None),
        ("EUROPE", None),
    ],
)
def test_the_words_that_are_sought(text: str, word: str | None) -> None:
    exact = names()
    assert found_in(text, exact, whole_words(words() | compounds(exact))) == word
