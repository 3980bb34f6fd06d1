"""The files of a rule set as those who check its writing see them: with their positions, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from relance_rules.authoring.cases import CaseResult, run_cases
from relance_rules.authoring.spans import Layout, layout_of
from relance_rules.authoring.spans import Path as Where
from relance_rules.authoring.suppressions import Suppression, suppressions_of
from relance_rules.language.base import Source
from relance_rules.language.lowering import Book, Gathered, Lowering
from relance_rules.language.theme import Theme as ThemeModel
from relance_rules.language.types import DEFINITIONS, MANIFEST, TABLES
from relance_rules.loading import ruleset_files
from relance_rules.loading.book import Shared, load_shared
from relance_rules.loading.files import read_text, shown
from relance_rules.loading.lower_theme import lower_theme
from relance_rules.loading.merging import EXTENDS, items, mapping, word
from relance_rules.loading.nodes import Node
from relance_rules.loading.problems import DossierError, Problem, RelanceError
from relance_rules.loading.rules import plan_of
from relance_rules.loading.ruleset_files import FAMILIES, THEMES, RuleFiles, home_of, is_rule_set, rule_files
from relance_rules.loading.shipped import built_in_rules
from relance_rules.loading.themes import ThemeFile, read_theme
from relance_rules.plan.facts import Vocabulary
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message

T = TypeVar("T")

Kind: TypeAlias = Literal["manifest", "vocabulary", "definitions", "table", "family", "theme", "unread"]
"""What a file of a set holds; ``unread``: it stands among them and nothing reads it."""


@dataclass(frozen=True)
class RuleFile:
    """A file of a rule set: its text with positions, what it holds, and what keeps it from loading.

    ``root`` is None where the text is no YAML. ``read`` is what a theme's file holds, as far as it could be read.
    ``unused`` are the suppressions that suppressed nothing, each with those of its codes.
    """

    path: Path
    kind: Kind
    layout: Layout
    root: Node | None = None
    read: ThemeFile | None = None
    problems: tuple[Problem, ...] = ()
    unused: tuple[tuple[Suppression, tuple[str, ...]], ...] = ()

    @property
    def name(self) -> str:
        """The name of the file, as it may be printed."""
        return shown(self.path)

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.layout.text

    @property
    def whole(self) -> Node | None:
        """The tree of a theme once completed by its family and the statements it uses."""
        return None if self.read is None else self.read.whole

    @property
    def model(self) -> ThemeModel | None:
        """What a theme states, once completed; None where it breaks the language."""
        return None if self.read is None else self.read.model

    @property
    def plan(self) -> Theme | None:
        """The theme, lowered; None where it does not load."""
        return None if self.read is None else self.read.plan

    @property
    def family(self) -> str | None:
        """The family that a theme extends."""
        return word(mapping(self.root).get(EXTENDS)) if self.kind == "theme" else None

    @cached_property
    def suppressions(self) -> tuple[Suppression, ...]:
        """The comments that set diagnostics aside."""
        return tuple(suppressions_of(self.layout))


class _Lowered(Mapping[str, Theme]):
    """The themes of a set that load, by code, each read when it is first asked for."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules

    def __getitem__(self, code: str) -> Theme:
        plan = self._rules.file(self._rules.listed.themes[code]).plan
        if plan is None:
            raise KeyError(code)
        return plan

    def __iter__(self) -> Iterator[str]:
        return (file.path.stem for file in self._rules.themes if file.plan is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class RuleSet:
    """The rule files to check of one set, and all that they belong to; every file is read when it is first asked for.

    Args:
        home: The folder of the set.
        chosen: The files to check; None for every file of the folder.
        document: The lines of the cited document, if it is at hand.
        texts: Texts that stand for those of the disk.
    """

    def __init__(
        self,
        home: Path,
        chosen: Iterable[Path] | None = None,
        document: tuple[str, ...] | None = None,
        texts: Mapping[Path, str] | None = None,
    ) -> None:
        """Take the files; nothing is read yet."""
        self.listed: RuleFiles = rule_files(home)
        self.document = document
        self._texts = dict(texts or {})
        wanted = set(self._order if chosen is None else chosen)
        self.chosen = tuple(path for path in self._order if path in wanted)
        self._files: dict[Path, RuleFile] = {}
        self._results: dict[Path, tuple[CaseResult, ...]] = {}
        self._met: dict[Path, Gathered] = {}

    @property
    def _order(self) -> tuple[Path, ...]:
        return (*self.listed.all, *self.listed.ignored)

    # ---- the files

    @property
    def files(self) -> tuple[RuleFile, ...]:
        """The files to check, in the order of the set."""
        return tuple(self.file(path) for path in self.chosen)

    @property
    def themes(self) -> tuple[RuleFile, ...]:
        """Every theme of the set, to be checked or not."""
        return tuple(self.file(path) for path in self.listed.themes.values())

    @property
    def all_files(self) -> tuple[RuleFile, ...]:
        """Every file of the set that is read, to be checked or not."""
        return tuple(self.file(path) for path in self.listed.all)

    def file(self, path: Path) -> RuleFile:
        """One file of the set."""
        if path not in self._files:
            self._files[path] = self._read(path)
        return self._files[path]

    def named(self, name: str | None) -> RuleFile | None:
        """The file of the set that has a name, if there is one."""
        return next((self.file(path) for path in self._order if shown(path) == name), None)

    def members(self, file: RuleFile) -> tuple[RuleFile, ...]:
        """The themes that rest on a file: itself, the members of a family, or all for what the whole set shares."""
        if file.kind == "theme":
            return (file,)
        if file.kind == "family":
            return tuple(theme for theme in self.themes if theme.family == file.path.stem)
        return () if file.kind == "unread" else self.themes

    def with_texts(self, texts: Mapping[Path, str]) -> RuleSet:
        """The same files with other texts; what these change nothing in is not read again."""
        changed = RuleSet(self.listed.directory, self.chosen, self.document, {**self._texts, **texts})
        if all(self._kind(path) == "theme" for path in texts):
            changed.shared = self.shared
            changed._files = {path: file for path, file in self._files.items() if path not in texts}
            changed._results = {path: results for path, results in self._results.items() if path not in texts}
            changed._met = {path: met for path, met in self._met.items() if path not in texts}
        return changed

    def _kind(self, path: Path) -> Kind:
        files = self.listed
        single: dict[Path, Kind] = {
            files.manifest: "manifest",
            files.vocabulary: "vocabulary",
            files.definitions: "definitions",
        }
        if path in files.ignored:
            return "unread"
        kinds: dict[str, Kind] = {THEMES: "theme", FAMILIES: "family"}
        return single.get(path) or kinds.get(path.parent.name, "table")

    def _text(self, path: Path) -> str:
        return self._texts[path] if path in self._texts else read_text(path)

    def _read(self, path: Path) -> RuleFile:
        kind = self._kind(path)
        if kind == "unread":
            return RuleFile(path, kind, Layout(""))
        if kind == "theme":
            read = read_theme(path, self.shared, self._text)
            return RuleFile(path, kind, self._layout(path, read.root), read.root, read, read.problems)
        root = self._tree(path, kind)
        problems = tuple(problem for problem in self.shared.problems if problem.file == shown(path))
        return RuleFile(path, kind, self._layout(path, root), root, None, problems)

    def _tree(self, path: Path, kind: Kind) -> Node | None:
        if kind == "family":
            return self.shared.families.get(path.stem)
        return self.shared.trees.get(f"{TABLES}/{path.stem}" if kind == "table" else f"@{kind}")

    def _layout(self, path: Path, root: Node | None) -> Layout:
        if root is not None and root.origin is not None:
            return layout_of(root.origin.text)
        try:
            return Layout(self._text(path))
        except RelanceError:
            return Layout("")

    # ---- what they mean

    @cached_property
    def shared(self) -> Shared:
        """What the themes of the set share, and what is wrong with it."""
        return load_shared(self.listed, self._text)

    @property
    def book(self) -> Book | None:
        """All that the rules of the set may name; None where what they share does not load."""
        return self.shared.book

    @cached_property
    def plan(self) -> Plan | None:
        """The set lowered, with those of its themes that load; None where what they share does not."""
        return None if self.book is None else plan_of(self.book, _Lowered(self))

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The facts of the set; None where what its themes share does not load."""
        return None if self.book is None else self.book.facts

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts of the set, the default one first; none where its manifest can't be read."""
        if self.book is not None:
            return self.book.languages
        listed = items(mapping(self.shared.trees.get(MANIFEST)).get("languages"))
        return tuple(language for each in listed if (language := word(each)) is not None)

    def reads(self, source: Source) -> bool:
        """Whether a passage is, by its lines, of the document at hand: the first of the set."""
        documents = () if self.book is None else self.book.manifest.documents
        return source.lines is not None and source.document in (None, next(iter(documents), None))

    @property
    def sound(self) -> bool:
        """Whether every file of the set loads, and none that holds rules is lost: what none of them uses is unused."""
        return self.whole(self.themes)

    def whole(self, files: Iterable[RuleFile]) -> bool:
        """Whether all that is found in some files could be: those of them that are themes load, and nothing is lost."""
        loads = self.book is not None and not self.listed.lost
        return loads and all(file.plan is not None for file in files if file.kind == "theme")

    def obstacles(self, file: RuleFile) -> tuple[Problem, ...]:
        """What keeps a file of the set from being used: its own faults, and those of what it rests on."""
        if file.kind == "unread" or file.plan is not None:
            return ()
        return (*self.shared.problems, *(file.problems if file.kind == "theme" else ()))

    def case_results(self, file: RuleFile) -> tuple[CaseResult, ...]:
        """What the cases of a theme give, those of its family first; none where it does not load."""
        if file.plan is None or file.model is None or self.plan is None:
            return ()
        if file.path not in self._results:
            self._results[file.path] = tuple(run_cases(self.plan, file.plan, file.model.cases))
        return self._results[file.path]

    def met(self, file: RuleFile) -> Gathered:
        """The conditions, lists of choices and names that lowering meets in a file, by their paths in it.

        Those of a theme are in the theme once completed; what it takes from another file by name is met there.
        """
        if file.path not in self._met:
            self._met[file.path] = self._meet(file)
        return self._met[file.path]

    def _meet(self, file: RuleFile) -> Gathered:
        found = Gathered()
        if self.book is None:
            return found
        if file.model is not None:
            lower_theme(file.model, self.book, found)
            return _standing(found, None)
        if file.kind == "definitions":
            for name, derived in self.book.definitions.derived.items():
                Lowering(self.book, "", found, (DEFINITIONS, "derived", name), derived.of).name(name)
            for name in self.book.definitions.parameters:
                Lowering(self.book, "", found, (DEFINITIONS, "parameters", name)).name(name)
            return _standing(found, DEFINITIONS)
        if file.kind == "manifest":
            for place, notice in enumerate(self.book.manifest.notices):
                if notice.when is not None:
                    Lowering(self.book, "", found, (MANIFEST, "notices", place)).condition(notice.when, "when")
            return _standing(found, MANIFEST)
        return found


def _standing(found: Gathered, file: str | None) -> Gathered:
    """What was met in one file, each place once: the theme's own for None, or the one that paths name first."""
    return Gathered(
        conditions=_in_file(found.conditions, file),
        guards=_in_file(found.guards, file),
        doubled=_in_file(found.doubled, file),
    )


def _in_file(met: Iterable[tuple[Where, T]], file: str | None) -> list[tuple[Where, T]]:
    found: dict[Where, T] = {}
    for path, what in met:
        first = str(path[0]) if path else ""
        named = first if first.startswith("@") else None
        if named == file:
            found.setdefault(path if file is None else path[1:], what)
    return list(found.items())


def rule_sets(paths: Iterable[Path], document: tuple[str, ...] | None = None) -> list[RuleSet]:
    """Find the rule files under some paths, in the sets that they belong to.

    Args:
        paths: Rule files, or folders that hold a rule set, or a part of one.
        document: The lines of the cited document, if it is at hand.

    Raises:
        DossierError: A path does not exist, can't be read, or belongs to no rule set.
    """
    wanted: dict[Path, list[Path]] = {}
    for path in paths:
        home, files = _found(path)
        wanted.setdefault(home, []).extend(files)
    return [RuleSet(home, files, document) for home, files in wanted.items()]


def folder_in_use(rules: Path | None) -> Path:
    """The folder of the rules in use, relative to the current folder where it is under it."""
    folder, here = built_in_rules() if rules is None else rules, Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _found(path: Path) -> tuple[Path, list[Path]]:
    """The folder of the rule set that a path belongs to, and the files that it names."""
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        read_text(path)
    for home in _homes(path):
        listed = rule_files(home)
        named = path.with_suffix(".yaml") if path.suffix == ".csv" and path not in listed.ignored else path
        known = (*listed.all, *listed.ignored)
        if found := [each for each in known if each.resolve() == named.resolve()]:
            return home, found
    message = Message(
        "ce fichier n’est d’aucun jeu de règles : un thème est dans themes/, à côté de {manifest}",
        {"manifest": ruleset_files.MANIFEST},
    )
    raise DossierError([Problem(message, shown(path))])


def _homes(path: Path) -> Iterator[Path]:
    """The folders of the rule sets that a file may belong to, the likeliest first."""
    yield from (home for home in (home_of(path), home_of(path.resolve())) if is_rule_set(home))
    above = (*path.parents, *path.resolve().parents)
    yield from (folder for folder in above if (folder / ruleset_files.MANIFEST).is_file())


def _folder(path: Path) -> tuple[Path, list[Path]]:
    within = path.name in (ruleset_files.TABLES, FAMILIES, THEMES) and is_rule_set(path.parent)
    home = path.parent if within else path
    if not is_rule_set(home) and is_rule_set(home / "rules"):
        home = home / "rules"
    listed = rule_files(home)
    files = [each for each in (*listed.all, *listed.ignored) if not within or each.parent == path]
    if not files or not is_rule_set(home):
        message = Message("aucun fichier de règles dans « themes/ » : un répertoire de règles est attendu")
        raise DossierError([Problem(message, shown(path))])
    return home, files
