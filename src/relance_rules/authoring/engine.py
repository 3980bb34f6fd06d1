"""Linting: each file of a set read by each lint rule, less what its comments set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.findings import UNLOADED, Finding, Found, LintRule
from relance_rules.authoring.registry import lint_rules
from relance_rules.authoring.rules.needed_fact import RULE as NEEDED_FACT
from relance_rules.authoring.suppressions import Suppression
from relance_rules.loading.problems import Problem


def lint(rules: RuleSet, codes: Collection[str]) -> list[Finding]:
    """Everything that the lint rules of the given codes find in the chosen files of a set, in order."""
    found = [finding for file in rules.files for finding in lint_file(file, rules, codes)]
    return [*vocabulary_faults(rules), *found]


def vocabulary_faults(rules: RuleSet) -> list[Finding]:
    """What keeps the themes of a set from being read, where their vocabulary is not among the files to lint."""
    file = rules.vocabulary_file
    if file is None or file in rules.files:
        return []
    return lint_file(file, rules, (UNLOADED, NEEDED_FACT.code))


def lint_file(file: RuleFile, rules: RuleSet, codes: Collection[str]) -> list[Finding]:
    """Everything that the lint rules of the given codes find in one file, in the order of its lines."""
    wanted = [rule for code, rule in lint_rules().items() if code in codes]
    ran: set[str] = set()
    found: list[tuple[Finding, Found]] = []
    for rule in wanted:
        if _applies(rule, file, rules):
            ran.add(rule.code)
            found += [(_placed(rule, each, file), each) for each in rule.check(file, rules)]
    kept, used = _set_aside(file, [finding for finding, _ in found])
    unused = tuple(
        (comment, codes)
        for comment in file.suppressions
        if (
            codes := tuple(c for c in comment.codes if (c in ran or c not in lint_rules()) and (comment, c) not in used)
        )
    )
    told = replace(file, unused=unused)
    for rule in wanted:
        if rule.needs == "suppressions" and file.root is not None:
            kept += [_placed(rule, each, file) for each in rule.check(told, rules)]
    if UNLOADED in codes:
        kept += _refused(file, found)
    return sorted(kept, key=lambda finding: (finding.line, finding.column, finding.code))


def _applies(rule: LintRule, file: RuleFile, rules: RuleSet) -> bool:
    """Whether a file can be read by a rule."""
    if file.root is None or rule.needs == "suppressions" or (rule.reads_document and rules.document is None):
        return False
    match rule.needs:
        case "tree":
            return file.kind == "theme"
        case "theme":
            return file.sound
        case "vocabulary":
            return file.kind == "vocabulary" and file.vocabulary is not None
        case _:
            return True


def _placed(rule: LintRule, found: Found, file: RuleFile) -> Finding:
    start, end = found.at or file.layout.place(found.path)
    line, column = file.layout.position(start)
    end_line, end_column = file.layout.position(max(start + 1, end))
    if end_line != line:
        end_line, end_column = line, column + 1
    whole = file.text[slice(*file.layout.line_bounds(line))].rstrip("\r\n")
    return Finding(
        rule.code, rule.severity, found.message, file.name, line, column, end_line, end_column, whole, found.edits
    )


def _set_aside(file: RuleFile, findings: list[Finding]) -> tuple[list[Finding], set[tuple[Suppression, str]]]:
    """The findings that no comment sets aside, and the comments that did, each with the code."""
    kept: list[Finding] = []
    used: set[tuple[Suppression, str]] = set()
    for finding in findings:
        here = {(s, finding.code) for s in file.suppressions if s.line == finding.line and finding.code in s.codes}
        if here:
            used |= here
        else:
            kept.append(finding)
    return kept, used


def _refused(file: RuleFile, found: list[tuple[Finding, Found]]) -> Iterator[Finding]:
    """What the loader refuses and no lint rule said better at the same place."""
    said = {(finding.line, finding.column) for finding, _ in found}
    if file.root is not None:
        said |= {file.root.locate(each.refused_at) for _, each in found if each.refused_at is not None}
    for problem in file.problems:
        if (problem.line, problem.column) not in said:
            yield _unloaded(problem, file)


def _unloaded(problem: Problem, file: RuleFile) -> Finding:
    line, column = problem.line or 1, problem.column or 1
    return Finding(UNLOADED, "error", problem.message, file.name, line, column, line, column + 1, problem.excerpt or "")
