"""Linting: each file of a set read by each lint rule, less what its comments set aside, and what the loader refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from relance_rules.authoring.diagnostics import UNLOADED, Diagnostic, Edit, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.registry import lint_rules
from relance_rules.authoring.suppressions import Suppression
from relance_rules.loading.problems import Problem, distinct, excerpt
from relance_rules.loading.validation import ELSEWHERE, innermost, taken_at
from relance_rules.values import Message

_Used: TypeAlias = tuple[Path, Suppression, str]
"""A comment that set something aside, the file that it is in, and the code that it did so for."""

_SHARED = ("family", "definitions", "table")
"""The kinds of files whose parts stand in themes: what is found of these there is told where it stands, too."""


def lint(rules: RuleSet, codes: Collection[str]) -> list[Diagnostic]:
    """What the lint rules of the given codes find in the chosen files of a set, and all that keeps these from loading.

    With a file that themes rest on, these are to load too: what its change breaks is told, in them if it stands there.

    What stands in a file that a theme takes it from is told in the theme, and once where it stands if that file is
    chosen too. No comment sets aside what the loader refuses.
    """
    wanted = [rule for code, rule in lint_rules().items() if code in codes]
    looked = _looked_at(rules)
    seen = [each for file in looked for each in _seen(file, rules, wanted)]
    kept: list[_Seen] = []
    used: set[_Used] = set()
    for each in seen:
        comments = {(place.file.path, comment, each.rule.code) for place, comment in _set_aside(each)}
        used |= comments
        if not comments:
            kept.append(each)
    chosen = set(rules.chosen)
    found = [_told(each) for each in kept if each.here.file.path in chosen]
    found += _told_where_they_stand(each for each in kept if each.there and each.there.file.path in chosen)
    found += _of_comments(rules, wanted, looked, used)
    found += _refused(rules, kept, wanted)
    order = {file.name: place for place, file in enumerate(rules.files)}
    return sorted(found, key=lambda each: (order.get(each.file, -1), each.file, each.line, each.column, each.code))


class _Place(NamedTuple):
    """What to underline in a file, by offsets."""

    file: RuleFile
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self.file.layout.position(self.start)[0]


class _Seen(NamedTuple):
    """What a rule found: where it is told in the file that was read, and where it stands, if in another one."""

    rule: LintRule
    found: Found
    here: _Place
    there: _Place | None


def _looked_at(rules: RuleSet) -> list[RuleFile]:
    """The chosen files, and the themes that take something from those of them that are shared."""
    found = {file.path: file for file in rules.files}
    for file in rules.files:
        if file.kind in _SHARED:
            found.update((theme.path, theme) for theme in rules.members(file))
    return list(found.values())


def _seen(file: RuleFile, rules: RuleSet, wanted: Iterable[LintRule]) -> Iterator[_Seen]:
    for rule in wanted:
        if _applies(rule, file, rules):
            for found in rule.check(file, rules):
                yield _Seen(rule, found, *_places(rule, found, file, rules))


def _applies(rule: LintRule, file: RuleFile, rules: RuleSet) -> bool:
    """Whether a file can be read by a rule."""
    if file.kind == "unread" or rule.needs == "unread":
        return file.kind == rule.needs
    if file.root is None or rule.needs in ("suppressions", "refusals"):
        return False
    if rule.reads_document and rules.document is None:
        return False
    match rule.needs:
        case "tree":
            return file.kind != "vocabulary"
        case "meaning":
            return file.plan is not None if file.kind == "theme" else rules.book is not None
        case "set":
            return rules.sound
        case _:
            return True


def _places(rule: LintRule, found: Found, file: RuleFile, rules: RuleSet) -> tuple[_Place, _Place | None]:
    if found.at is not None:
        return _Place(file, *found.at), None
    if rule.needs != "meaning" or file.whole is None or file.root is None:
        return _Place(file, *file.layout.place(found.path)), None
    line, column, origin = file.whole.find(found.path)
    own = file.root.origin
    if origin is None or own is None or origin.name == own.name:
        return _Place(file, *file.layout.under(line, column)), None
    other = rules.named(origin.name)
    there = None if other is None else _Place(other, *other.layout.under(line, column))
    return _Place(file, *file.layout.under(*taken_at(file.whole, found.path))), there


# ---- comments


def _set_aside(seen: _Seen) -> Iterator[tuple[_Place, Suppression]]:
    """The comments that set something aside, where it is told or where it stands."""
    for place in (seen.here,) if seen.there is None else (seen.here, seen.there):
        for comment in place.file.suppressions:
            if comment.line == place.line and seen.rule.code in comment.codes:
                yield place, comment


def _of_comments(
    rules: RuleSet, wanted: list[LintRule], looked: list[RuleFile], used: set[_Used]
) -> Iterator[Diagnostic]:
    """What is wrong with the comments of the chosen files: those that set nothing aside, those that give no reason."""
    for file in rules.files:
        if file.root is None:
            continue
        read = [file, *(each for each in looked if file.kind in _SHARED and each in rules.members(file))]
        ran = {rule.code for rule in wanted if rule.needs == "refusals"}
        # What is not read whole may hide what a comment sets aside.
        if rules.whole(read):
            ran |= {rule.code for rule in wanted for each in read if _applies(rule, each, rules)}
        unused = tuple(
            (comment, idle)
            for comment in file.suppressions
            if (
                idle := tuple(
                    code
                    for code in comment.codes
                    if (code in ran or code not in lint_rules()) and (file.path, comment, code) not in used
                )
            )
        )
        for rule in wanted:
            if rule.needs == "suppressions":
                for found in rule.check(replace(file, unused=unused), rules):
                    yield _told(_Seen(rule, found, *_places(rule, found, file, rules)))


# ---- telling


def _told(seen: _Seen) -> Diagnostic:
    """What was found, in the file that was read; where it stands is said if it is elsewhere."""
    message = seen.found.message
    if seen.there is not None:
        line, column = seen.there.file.layout.position(seen.there.start)
        values = {"message": message, "file": seen.there.file.name, "line": line, "column": column}
        message = Message(ELSEWHERE, values)
    return _diagnostic(seen.rule, message, seen.here, seen.found.edits)


def _told_where_they_stand(seen: Iterable[_Seen]) -> Iterator[Diagnostic]:
    """What was found in themes, once where it stands, with the themes that take it from there."""
    found: dict[tuple[str, str, int, str], tuple[_Seen, _Place, list[str]]] = {}
    for each in seen:
        if each.there is not None:
            key = (each.rule.code, each.there.file.name, each.there.start, str(each.found.message))
            _, _, themes = found.setdefault(key, (each, each.there, []))
            themes.append(each.here.file.path.stem)
    for each, there, themes in found.values():
        values = {"message": each.found.message, "themes": themes}
        yield _diagnostic(each.rule, Message("{message} ({themes})", values), there, ())


def _diagnostic(rule: LintRule, message: Message, place: _Place, edits: tuple[Edit, ...]) -> Diagnostic:
    layout = place.file.layout
    line, column = layout.position(place.start)
    end_line, end_column = layout.position(max(place.start + 1, place.end))
    if end_line != line:
        end_line, end_column = line, column + 1
    whole = layout.text[slice(*layout.line_bounds(line))].rstrip("\r\n")
    return Diagnostic(
        rule.code, rule.severity, message, place.file.name, line, column, end_line, end_column, whole, edits
    )


# ---- what the loader refuses


def _refused(rules: RuleSet, kept: list[_Seen], wanted: list[LintRule]) -> Iterator[Diagnostic]:
    """What the loader refuses and no lint rule said better at the same place."""
    said: set[tuple[str, int | None, int | None]] = set()
    for each in kept:
        if each.rule.severity == "error":
            file = each.here.file
            said.add((file.name, *file.layout.position(each.here.start)))
            if each.found.refused_at is not None and file.root is not None:
                said.add((file.name, *file.root.locate(each.found.refused_at)))
    codes = {text: rule.code for rule in wanted for text in rule.refusals}
    for problem in _problems(rules):
        if (problem.file or "", problem.line, problem.column) not in said:
            yield _unloaded(problem, codes.get(str(innermost(problem.message).text), UNLOADED))


def _unloaded(problem: Problem, code: str) -> Diagnostic:
    line, column, file = problem.line or 1, problem.column or 1, problem.file or ""
    return Diagnostic(code, "error", problem.message, file, line, column, line, column + 1, problem.excerpt or "")


def _problems(rules: RuleSet) -> list[Problem]:
    """What keeps the chosen files, what they rest on and what rests on them from loading, each thing once a place."""
    chosen = {file.name for file in rules.files}
    found = list(rules.shared.problems)
    # Without a part of what they share, what is said of the themes may come from that alone.
    if any(file.root is None for file in rules.all_files if file.kind != "theme"):
        return distinct([*found, *(problem for file in rules.files if file.root is None for problem in file.problems)])
    resting = {theme.path: theme for file in rules.files for theme in rules.members(file)}
    for file in resting.values():
        for problem in file.problems:
            moved = _where_it_stands(problem, rules, chosen)
            # What keeps a theme from loading is told of a chosen file that it rests on, too.
            if moved is None or file.name in chosen:
                found.append(problem)
            if moved is not None:
                found.append(moved)
    return distinct(found)


def _where_it_stands(problem: Problem, rules: RuleSet, chosen: set[str]) -> Problem | None:
    """A fault that a theme takes from another file, told in that file if it is chosen."""
    values = problem.message.values
    if problem.message.text != ELSEWHERE or values["file"] not in chosen:
        return None
    file = rules.named(values["file"])
    text = "" if file is None else file.text
    return Problem(values["message"], values["file"], values["line"], values["column"], excerpt(text, values["line"]))
