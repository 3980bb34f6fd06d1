"""Rule files broken in any way are read or refused, each fault with its file and its line, and never by accident."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from lengths import shortened
from relance_rules import RuleError, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.book import Shared, load_shared
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import Problem, RelanceError
from relance_rules.loading.rules import built_in_rules, plan_of
from relance_rules.loading.ruleset_files import RuleFiles, rule_files
from relance_rules.loading.themes import ThemeFile, theme_of

WORDS = (
    *("", "0", "1", "-1", "12", "1,5", "75 %", "150 %", "48 000 EUR", "5 k€", "2021-02-12", "2021-02-30", "15 years"),
    *("true", "false", "fact", "any", "x", "projet.cout_total_ttc", "depenses", "porteurs", "montant_ttc", "titre"),
    *("categorie", "personnel", "depose_le", "member", "R5", "é", "a" * 1200, "{grant}", "fr", "FR", "1-3", "3-1"),
)
KEYS = (
    *("all", "any", "not", "every", "some", "none", "fact", "sum", "over", "where", "count", "share", "add", "least"),
    *(
        "subtract",
        "product",
        "greatest",
        "quotient",
        "rounded",
        "if_zero",
        "scale",
        "slab",
        "brackets",
        "up_to",
        "rate",
    ),
    *(
        "table",
        "column",
        "with",
        "date",
        "plus",
        "minus",
        "is",
        "in",
        "not_in",
        "at_least",
        "at_most",
        "before",
        "known",
    ),
    *("if_absent", "notice", "when", "id", "label", "source", "reading", "use", "amount", "per", "counting", "require"),
    *(
        "unmet",
        "of",
        "values",
        "includes",
        "complete",
        "type",
        "items",
        "min",
        "fr",
        "en",
        "remove",
        "extends",
        "cites",
    ),
)


@cache
def files() -> RuleFiles:
    return rule_files(built_in_rules())


@cache
def shared() -> Shared:
    return load_shared(files())


@cache
def tree(path: Path) -> Node:
    return parse_yaml(read_text(path), shown(path), strict=True)


@cache
def parts() -> tuple[Node, ...]:
    """Every part of every file, to be put where it does not belong."""
    return tuple(node for path in files().all for node in below(tree(path)))


@cache
def dossiers() -> tuple[Dossier, ...]:
    rules = load_rules()
    cases = [(code, case.dossier) for code in list(rules)[::4] for case in rules.model(code).cases[:3]]
    return tuple(dossier_from({"theme": code, **dossier}, rules)[1] for code, dossier in cases)


def below(root: Node) -> Iterator[Node]:
    yield root
    inside = root.value.values() if isinstance(root.value, dict) else root.value if isinstance(root.value, list) else ()
    for node in inside:
        yield from below(node)


def copied(node: Node) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {key: copied(each) for key, each in value.items()}
    elif isinstance(value, list):
        value = [copied(each) for each in value]
    return Node(value, node.line, node.column, node.plain, dict(node.key_marks), node.origin)


def broken(path: Path, random: Random) -> Node:
    """The tree of a file, one to three of whose parts are left out, repeated, replaced or moved."""
    root = copied(tree(path))
    for _ in range(random.choice((1, 1, 2, 3))):
        groups = [node for node in below(root) if isinstance(node.value, (dict, list)) and node.value]
        if not groups:
            break
        here = random.choice(groups)
        word = Node(random.choice(WORDS) or None, here.line, here.column, True, origin=here.origin)
        other, key = copied(random.choice(parts())), random.choice(KEYS)
        if isinstance(here.value, dict):
            _break_mapping(here, here.value, random, [word, other], key)
        elif isinstance(here.value, list):
            place = random.randrange(len(here.value))
            match random.randrange(4):
                case 0:
                    del here.value[place]
                case 1:
                    here.value.insert(place, copied(here.value[place]))
                case 2:
                    here.value[place] = random.choice([word, other])
                case _:
                    here.value.reverse()
    return root


def _break_mapping(here: Node, value: dict[str, Node], random: Random, given: list[Node], key: str) -> None:
    name = random.choice(list(value))
    match random.randrange(5):
        case 0:
            del value[name]
        case 1:
            here.value = {key if each == name else each: node for each, node in value.items()}
            here.key_marks[key] = here.key_marks[name]
        case 2:
            value[name] = random.choice(given)
        case 3:
            value[key] = random.choice(given)
            here.key_marks.setdefault(key, (here.line, here.column))
        case _:
            inside: dict[str, Node] = {key: value[name]}
            marks = {key: (here.line, here.column)}
            value[name] = random.choice(
                [
                    Node(inside, here.line, here.column, key_marks=marks, origin=here.origin),
                    Node([value[name]], here.line, here.column, origin=here.origin),
                ]
            )


def torn(path: Path, random: Random) -> str:
    """The text of a file, one or two of whose lines are lost, repeated, cut or misspelt."""
    lines = read_text(path).split("\n")
    for _ in range(random.choice((1, 2))):
        place = random.randrange(len(lines))
        line = lines[place]
        at = random.randrange(len(line) + 1)
        match random.randrange(5):
            case 0:
                lines[place] = ""
            case 1:
                lines.insert(place, random.choice(lines))
            case 2:
                lines[place] = line[:at]
            case 3:
                lines[place] = line[:at] + random.choice("{}[]:,'\"#&*!|>%@`- \t0aé€") + line[at:]
            case _:
                lines[place] = " " * random.randrange(8) + line.strip()
    return "\n".join(lines)


def check_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        assert problem.file, problem
        assert problem.line, problem
        assert problem.column, problem
        assert len(str(problem.message)) < 1500


def check_theme(found: ThemeFile, read: Shared) -> None:
    """A theme's file has problems, or a plan that any dossier can be checked with."""
    check_problems(found.problems)
    if found.plan is None:
        assert found.problems or read.problems
        return
    assert read.book is not None
    plan = plan_of(read.book, {found.plan.code: found.plan})
    for dossier in dossiers():
        check_dossier(plan, found.plan, dossier)


@pytest.mark.parametrize("seed", shortened(range(8), 3))
def test_a_theme_broken_in_any_way_is_read_or_refused(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    for _ in range(40):
        path = random.choice(list(files().themes.values()))
        if random.random() < 0.75:
            check_theme(theme_of(path, broken(path, random), shared()), shared())
            continue
        try:
            root = parse_yaml(torn(path, random), shown(path), strict=True)
        except RelanceError as error:
            check_problems(error.problems)
        else:
            check_theme(theme_of(path, root, shared()), shared())


@pytest.mark.parametrize("seed", shortened(range(6), 2))
def test_what_themes_share_broken_in_any_way_is_read_or_refused(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    for _ in range(30):
        path = random.choice(files().shared)
        if random.random() < 0.6:
            root, read = broken(path, random), parse_yaml

            def parse(text: str, name: str | None = None, *, strict: bool = False) -> Node:
                return root if name == shown(path) else read(text, name, strict=strict)  # noqa: B023 - used at once

            with monkeypatch.context() as patched:
                patched.setattr("relance_rules.loading.book.parse_yaml", parse)
                found = load_shared(files())
        else:
            text = torn(path, random)
            found = load_shared(files(), lambda other: text if other == path else read_text(other))  # noqa: B023 - at once
        check_problems(found.problems)
        code = random.choice(list(files().themes))
        member = files().themes[code]
        check_problems(theme_of(member, tree(member), found).problems)


def test_a_rule_set_that_is_broken_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    for path in files().all:
        copy = tmp_path / path.relative_to(files().directory)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(read_text(path).replace("fact: categorie", "fact: categori"), encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(tmp_path)
    assert len({problem.file for problem in error.value.problems}) > 5
    check_problems(error.value.problems)
