"""The rule files that are linted, with their positions, and the set of rules that each belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from relance_rules.authoring.cases import CaseResult, run_cases
from relance_rules.authoring.spans import Layout, layout_of
from relance_rules.authoring.suppressions import Suppression, suppressions_of
from relance_rules.compiler.rules import built_in_rules, lacking
from relance_rules.compiler.themes import CompiledTheme, compile_theme
from relance_rules.language.theme import Theme
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.files import read_text
from relance_rules.loading.nodes import Node, parse_yaml
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.loading.rules import load_model, load_theme, load_vocabulary
from relance_rules.loading.typing import check_theme
from relance_rules.values import Message

VOCABULARY = "vocabulary.yaml"
THEMES = "themes"


@dataclass(frozen=True)
class RuleFile:
    """A rule file: its text with positions, what it holds once loaded, and what keeps it from loading.

    ``root`` is None where the text is no YAML. ``theme`` is None for a vocabulary, and for a theme that breaks the
    language; ``sound`` says that the theme also fits the vocabulary, so that it can be compiled and run.
    """

    path: Path
    kind: Literal["theme", "vocabulary"]
    layout: Layout
    root: Node | None
    theme: Theme | None
    vocabulary: Vocabulary | None
    sound: bool = False
    problems: tuple[Problem, ...] = ()
    unused: tuple[tuple[Suppression, tuple[str, ...]], ...] = ()

    @property
    def name(self) -> str:
        """The name of the file, as it was given."""
        return str(self.path)

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.layout.text

    @cached_property
    def suppressions(self) -> tuple[Suppression, ...]:
        """The comments that set findings aside."""
        return tuple(suppressions_of(self.layout))

    @cached_property
    def compiled(self) -> CompiledTheme | None:
        """The compiled theme, if it is sound and nothing that every check reads is lacking."""
        if self.theme is None or self.vocabulary is None or not self.sound or lacking(self.vocabulary):
            return None
        return compile_theme(self.theme, self.vocabulary)

    @cached_property
    def case_results(self) -> tuple[CaseResult, ...]:
        """What the cases of the theme give; none where it can't be run."""
        return () if self.compiled is None else tuple(run_cases(self.compiled))


@dataclass(frozen=True)
class RuleSet:
    """The rule files to lint that share a vocabulary, and where the other themes of the set are.

    ``vocabulary_file`` is None where the set has none of its own. ``document`` is the cited document, line by line,
    where one is given.
    """

    vocabulary: Vocabulary | None
    vocabulary_file: RuleFile | None
    files: tuple[RuleFile, ...]
    others: tuple[Path, ...]
    document: tuple[str, ...] | None = None

    @cached_property
    def themes(self) -> tuple[RuleFile, ...]:
        """Every theme of the set; those that are not to be linted are loaded when this is first asked for."""
        chosen = tuple(file for file in self.files if file.kind == "theme")
        return (*chosen, *(read_theme(path, self.vocabulary) for path in self.others))

    @property
    def whole(self) -> bool:
        """Whether the set is a folder of rules whose every theme could be loaded: what none of them uses is unused."""
        return self.vocabulary_file is not None and all(file.theme is not None for file in self.themes)

    def obstacles(self, file: RuleFile) -> tuple[Problem, ...]:
        """What keeps a file of the set from being used: its own faults, or those of the vocabulary it needs."""
        if file.problems or file.kind == "vocabulary" or file.compiled is not None:
            return file.problems
        if self.vocabulary is None and self.vocabulary_file is not None:
            return self.vocabulary_file.problems
        name = None if self.vocabulary_file is None else self.vocabulary_file.name
        return tuple(
            Problem(Message("il manque le fait « {fact} », de type « {type} »", {"fact": path, "type": kind}), name)
            for path, kind in (lacking(self.vocabulary) if self.vocabulary is not None else ())
        )

    def with_file(self, file: RuleFile) -> RuleSet:
        """The same set, with one of its themes in another state."""
        if file.kind == "vocabulary":
            return self
        return replace(self, files=tuple(file if known.path == file.path else known for known in self.files))


def rule_sets(
    paths: Iterable[Path], in_use: Path | None = None, document: tuple[str, ...] | None = None
) -> list[RuleSet]:
    """Find the rule files under some paths, and load them with the sets that they belong to.

    Args:
        paths: Rule files, or folders that hold ``vocabulary.yaml`` and ``themes/``; none for the rules in use.
        in_use: The folder of the rules in use; None for those shipped with the package.
        document: The lines of the cited document, if it is at hand.

    Raises:
        DossierError: A path does not exist, can't be read, or holds no rule file.
    """
    fallback = built_in_rules() if in_use is None else in_use
    wanted: dict[Path, list[Path]] = {}
    for path in list(paths) or [fallback]:
        home, files = _found(path)
        wanted.setdefault(home, []).extend(file for file in files if file not in wanted.get(home, ()))
    return [_load(home, files, fallback, document) for home, files in wanted.items()]


def folder_in_use(rules: Path | None) -> Path:
    """The folder of the rules in use, relative to the current folder where it is under it."""
    folder, here = built_in_rules() if rules is None else rules, Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _found(path: Path) -> tuple[Path, list[Path]]:
    """The folder of rules that a path belongs to, and the rule files that it names."""
    if path.is_dir():
        home = path.parent if path.name == THEMES else path
        inner = home if (home / THEMES).is_dir() else home / "rules"
        if (inner / THEMES).is_dir():
            home = inner
        themes = sorted((home / THEMES).glob("*.yaml"))
        if not themes:
            message = Message("aucun fichier de règles dans « themes/ » : un répertoire de règles est attendu")
            raise DossierError([Problem(message, str(path))])
        vocabulary = [home / VOCABULARY] if path.name != THEMES and (home / VOCABULARY).is_file() else []
        return home, [*vocabulary, *themes]
    if not path.exists():
        read_text(path)
    return (path.parent.parent if path.parent.name == THEMES else path.parent), [path]


def _load(home: Path, chosen: list[Path], fallback: Path, document: tuple[str, ...] | None) -> RuleSet:
    path = home / VOCABULARY
    vocabulary_file = read_vocabulary(path) if path.is_file() else None
    vocabulary = load_vocabulary(fallback / VOCABULARY) if vocabulary_file is None else vocabulary_file.vocabulary
    files = [vocabulary_file] if vocabulary_file is not None and path in chosen else []
    files += [read_theme(each, vocabulary) for each in chosen if each != path]
    others = tuple(each for each in sorted((home / THEMES).glob("*.yaml")) if each not in chosen)
    return RuleSet(vocabulary, vocabulary_file, tuple(files), others, document)


def read_vocabulary(path: Path) -> RuleFile:
    """Read a vocabulary; what is wrong with it is in its ``problems``.

    Raises:
        DossierError: The file can't be read at all.
    """
    layout, root, problems = _read(path)
    vocabulary = None
    if root is not None:
        try:
            vocabulary = load_vocabulary(path)
        except RelanceError as error:
            problems = error.problems
    return RuleFile(path, "vocabulary", layout, root, None, vocabulary, False, problems)


def read_theme(path: Path, vocabulary: Vocabulary | None) -> RuleFile:
    """Read a theme; what is wrong with it is in its ``problems``.

    Raises:
        DossierError: The file can't be read at all.
    """
    layout, root, problems = _read(path)
    theme, sound = None, False
    if root is not None:
        try:
            if vocabulary is None:
                theme = load_model(path, Theme)
            else:
                theme, sound = load_theme(path, vocabulary), True
        except RelanceError as error:
            problems = error.problems
            theme = _only_modelled(root)
    return RuleFile(path, "theme", layout, root, theme, vocabulary, sound, problems)


def reread(file: RuleFile, text: str) -> RuleFile:
    """A theme's file once its text has changed, without a trip to the disk.

    Raises:
        DossierError: The new text is no YAML.
    """
    root = parse_yaml(text, file.name, strict=True)
    if file.kind == "vocabulary":
        return replace(file, layout=layout_of(text), root=root)
    theme = _only_modelled(root)
    sound = theme is not None and file.vocabulary is not None and not list(check_theme(theme, file.vocabulary))
    problems = () if sound else file.problems
    return replace(file, layout=layout_of(text), root=root, theme=theme, sound=sound, problems=problems)


def _only_modelled(root: Node) -> Theme | None:
    """The theme, where only the vocabulary refuses it."""
    try:
        return Theme.model_validate(root.data())
    except ValidationError:
        return None


def _read(path: Path) -> tuple[Layout, Node | None, tuple[Problem, ...]]:
    text = ""
    try:
        text = read_text(path)
        root = parse_yaml(text, str(path), strict=True)
        return layout_of(text), root, ()
    except RelanceError as error:
        if any(problem.line is None for problem in error.problems):
            raise
        return Layout(text, {}), None, error.problems
