"""One theme of a rule set, from its file to the core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from relance_rules.language.theme import Theme
from relance_rules.loading.book import Shared
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.lower_theme import lower_theme
from relance_rules.loading.merging import EXTENDS, completed, mapping, with_statements, word
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import Problem, RelanceError, in_order
from relance_rules.loading.validation import problem_of, repeated, validated
from relance_rules.plan import ruleset
from relance_rules.values import Message


@dataclass(frozen=True)
class ThemeFile:
    """A theme's file as far as it could be read.

    ``root`` is its own tree, ``whole`` that tree completed by its family and the statements it uses, ``model`` what it
    states, ``plan`` the theme of the core; each is None where something stands in its way, which ``problems`` tells.
    """

    path: Path
    root: Node | None
    whole: Node | None = None
    model: Theme | None = None
    plan: ruleset.Theme | None = None
    problems: tuple[Problem, ...] = ()


def read_theme(path: Path, shared: Shared, text_of: Callable[[Path], str] = read_text) -> ThemeFile:
    """A theme's file as ``text_of`` gives its text."""
    try:
        root = parse_yaml(text_of(path), shown(path), strict=True)
    except RelanceError as error:
        return ThemeFile(path, None, problems=error.problems)
    return theme_of(path, root, shared)


def theme_of(path: Path, root: Node, shared: Shared) -> ThemeFile:
    """A theme's file whose tree is at hand."""
    own, problems = with_statements(root, shared.statements)
    families = dict(shared.families)
    name = word(mapping(root).get(EXTENDS))
    if name in families:
        families[name], more = with_statements(families[name], shared.statements)
        problems += more
    whole, more = completed(own, families)
    problems += more
    model, faults = validated(whole, Theme, shared.languages)
    problems += faults
    if model is not None and model.theme != path.stem:
        values = {"stem": path.stem, "theme": model.theme}
        message = Message("le fichier {stem}.yaml décrit le thème « {theme} »", values)
        problems.append(problem_of(whole, message, ("theme",)))
    if model is None or shared.draft is None:
        return ThemeFile(path, root, whole, model, None, in_order(problems))
    plan, wrong = lower_theme(model, shared.draft)
    own_faults = []
    for where, message in wrong:
        elsewhere = shared.problem(where, message)
        if elsewhere is None:
            own_faults.append((where, problem_of(whole, message, where)))
        elif not shared.problems:
            # What is wrong with what the themes share is told once, and not by each of them.
            problems.append(elsewhere)
    problems += repeated(own_faults)
    sound = not problems and not shared.problems
    return ThemeFile(path, root, whole, model, plan if sound else None, in_order(problems))
