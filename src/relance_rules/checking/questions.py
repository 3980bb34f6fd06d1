"""What to ask next: the facts that can still change the most answers, and the subjects in the order to take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from relance_rules.checking.report import Report
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan.facts import FactDef, general_path
from relance_rules.plan.nodes import Fact, Fold, walk
from relance_rules.plan.ruleset import Plan, Theme


class Asked(NamedTuple):
    """A fact that is missing, and how many conditions of the themes still open it may settle."""

    path: str
    weight: int


def asked_next(plan: Plan, reports: Sequence[Report]) -> tuple[Asked, ...]:
    """The facts that the themes still open lack for their verdict, those that may settle the most conditions first.

    Of several items of a list, each one's fact counts as the same. Among equals, the order of the vocabulary stays.
    """
    weights = Counter(_unsettled(reports))
    places = {path: place for place, path in enumerate(plan.facts)}
    ordered = sorted(weights, key=lambda path: (-weights[path], places[path]))
    return tuple(Asked(path, weights[path]) for path in ordered)


def _unsettled(reports: Iterable[Report]) -> Iterable[str]:
    for report in reports:
        if report.verdict != "ineligible":
            for finding in report.findings:
                yield from dict.fromkeys(general_path(path) for path in finding.missing)


def opened(plan: Plan, dossier: Dossier) -> Dossier:
    """A dossier that names no applicant, with one of whom nothing is known: its questions can then be asked."""
    applicants = plan.roles.applicants
    if applicants is None or applicants in dossier.facts:
        return dossier
    return dossier._replace(facts={**dossier.facts, applicants: ({},)})


def subjects_of(plan: Plan, paths: Iterable[str]) -> tuple[str, ...]:
    """The subjects of some facts, in the order of the rule set; the facts that have none are of a last one, ``""``."""
    order = {name: place for place, name in enumerate(plan.subjects)}
    found = {subject_of(plan, path) for path in paths}
    return tuple(sorted(found, key=lambda name: (not name, order.get(name, len(order)), name)))


class Next(NamedTuple):
    """The subject to take next, and the facts of it to ask, in the order of the vocabulary; none where all is asked.

    A fact of a list is asked of each item, ``list[0].name``; the list itself, for one more item.
    """

    subject: str
    paths: tuple[str, ...]


def next_of(plan: Plan, report: Report, passed: Collection[str] = (), *, at: str | None = None) -> Next | None:
    """What to ask next of a dossier by its theme; None where nothing is left.

    First comes the subject whose facts can still change the most answers, among equals the first of the rule set.

    Args:
        plan: The rule set.
        report: Of the dossier as far as it goes.
        passed: The facts that are not to be asked again, those that nobody could tell among them.
        at: The subject that is being gone through, which is not left before its end.
    """
    by_subject: dict[str, list[str]] = {}
    for path in askable(plan, report):
        if path not in passed:
            by_subject.setdefault(subject_of(plan, path), []).append(path)
    if not by_subject:
        return None
    if at not in by_subject:
        weights = Counter[str]()
        for asked in asked_next(plan, [report]):
            weights[subject_of(plan, asked.path)] += asked.weight
        order = subjects_of(plan, (paths[0] for paths in by_subject.values()))
        at = max(order, key=weights.__getitem__)
    return Next(at, tuple(by_subject[at]))


def subject_of(plan: Plan, path: str) -> str:
    """The subject of a fact, or of an answer to a fact of type ``flags``; ``""`` where it has none."""
    return fact_of(plan, path).subject or ""


def fact_of(plan: Plan, path: str) -> FactDef:
    """The fact at a path, or that of type ``flags`` that holds the answer at it."""
    general = general_path(path)
    return plan.facts.get(general) or plan.facts[general.rpartition(".")[0]]


def askable(plan: Plan, report: Report) -> Iterator[str]:
    """The facts that the theme of a report asks and that matter still, in the order of the vocabulary.

    What the rules read matters where it is missing; what they do not read, a name or a reference, wherever it is not
    stated. A list comes after the facts of its items.
    """
    theme, roles, facts = report.theme, plan.roles, report.facts
    missing, read, asked = {*report.missing_facts}, _read(theme), {*theme.asked}
    for path, fact in plan.facts.items():
        if path not in asked or path == roles.theme or "[]" in path:
            continue
        if fact.type == "list":
            names = [name for name in plan.facts.lists[path] if f"{path}[].{name}" in asked]
            for place, item in enumerate(facts.get(path, ())):
                for name in names:
                    here = f"{path}[{place}].{name}"
                    if here in missing or (name not in item and f"{path}[].{name}" not in read):
                        yield here
            yield path
        elif fact.type == "flags":
            listed = report.commitments if path == roles.commitments else report.documents
            yield from (each.fact for each in listed.missing if each.fact not in facts)
        elif path in missing or (path not in facts and path not in read):
            yield path


def _read(theme: Theme) -> frozenset[str]:
    """The facts that the rules of a theme read."""
    nodes = (node for root in theme.roots() for node in walk(root))
    return frozenset(
        node.path if isinstance(node, Fact) else node.list for node in nodes if isinstance(node, (Fact, Fold))
    )
