"""The search for dossiers that break the laws of a theme, each of them confirmed by the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

import z3  # type: ignore[import-untyped]

from relance_rules.authoring.proving.cases import Broken, case_of, read_back
from relance_rules.authoring.proving.laws import Law, laws_of, report_of
from relance_rules.authoring.proving.smallest import smallest
from relance_rules.authoring.proving.terms import ThemeTerms, terms_of
from relance_rules.dossiers.facts import Facts
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.plan.scales import MONEY_SCALE
from relance_rules.targets.smt import Term

ProofStatus: TypeAlias = Literal["proved", "broken", "open", "fault"]
"""``open`` is what the solver did not settle in time; ``fault`` is a solver and an engine that disagree."""


class Proof(NamedTuple):
    """What was found of a law.

    ``cases`` are the smallest dossiers that break it, with what the engine says of them, or those that solver and
    engine disagree on. ``conflict`` names the rules that no dossier satisfies together, where one should.
    """

    law: Law
    status: ProofStatus
    cases: tuple[Broken, ...] = ()
    conflict: tuple[str, ...] = ()


class Proofs(NamedTuple):
    """What was found of the laws of a theme, for dossiers whose lists have at most ``items`` items."""

    items: int
    proofs: tuple[Proof, ...]


def prove(plan: Plan, theme: Theme, timeout: float) -> Proofs:
    """Search for dossiers that break the laws of a theme.

    Args:
        plan: The rule set of the theme.
        theme: The theme.
        timeout: How many seconds each law is given.
    """
    # One context for each theme: what is found of one does not depend on the others.
    context = z3.Context()
    terms = terms_of(plan, theme, context)
    solver = z3.Solver(ctx=context)
    solver.set("timeout", max(1, int(timeout * 1000)))
    solver.add(*terms.translation.dossier.constraints())
    return Proofs(terms.items, tuple(_proof(law, terms, solver) for law in laws_of(terms)))


def _proof(law: Law, terms: ThemeTerms, solver: Term) -> Proof:
    plan, theme = terms.plan, terms.theme
    solver.push()
    try:
        found = solver.check(*_named(law, solver))
        if found == z3.unknown:
            return Proof(law, "open")
        if found == z3.unsat:
            if not law.wanted:
                return Proof(law, "proved")
            # A list too short to answer every question of the theme settles nothing.
            return Proof(law, "open" if terms.cramped else "broken", conflict=_conflict(law, solver))
        model = solver.model()
        facts = terms.translation.dossier.facts_in(model)
        if not law.shows(facts) or not _agree(terms, model, facts):
            return Proof(law, "fault", tuple(_cases(law, plan, theme, facts)))
        if law.wanted:
            return Proof(law, "proved")
        return Proof(law, "broken", tuple(_cases(law, plan, theme, smallest(facts, law.shows, plan, theme))))
    finally:
        solver.pop()


def _named(law: Law, solver: Term) -> list[Term]:
    """The parts of a law, each behind a name that the solver can tell."""
    names = []
    for name, part in law.parts.items():
        named = z3.Bool(f"part {name}", solver.ctx)
        solver.add(z3.Implies(named, part))
        names.append(named)
    return names


def _conflict(law: Law, solver: Term) -> tuple[str, ...]:
    """Parts that no dossier satisfies together, none of which can be left out."""
    core = {str(named).removeprefix("part ") for named in solver.unsat_core()}
    for name in list(law.parts):
        rest = [z3.Bool(f"part {other}", solver.ctx) for other in sorted(core - {name})]
        if name in core and solver.check(*rest) == z3.unsat:
            core.discard(name)
    return tuple(name for name in law.parts if name in core)


def _agree(terms: ThemeTerms, model: Term, facts: Facts) -> bool:
    """Whether the engine reads the dossier and says what the solver says: the outcome of each rule, and the grant."""
    if read_back(terms.plan, terms.theme, facts) != facts:
        return False
    report = report_of(terms.plan, terms.theme, facts)

    def true(term: Term) -> bool:
        return term if isinstance(term, bool) else bool(z3.is_true(model.eval(term, model_completion=True)))

    for rule, finding in zip(terms.rules, report.findings, strict=True):
        outcomes = {"pass": rule.passes, "fail": rule.fails, "not_applicable": rule.not_applicable}
        said = next((outcome for outcome, term in outcomes.items() if true(term)), "unknown")
        if said != finding.outcome:
            return False
    funding = terms.theme.funding
    if funding is None or funding.grant is None:
        return True
    grant = terms.translation.number(funding.grant)
    proposed = report.funding.grant
    if proposed is None:
        return not true(grant.known)
    scale = terms.translation.scales.of(funding.grant)
    return true(grant.known) and true(grant.low * 10**MONEY_SCALE == int(proposed) * 10**scale)


def _cases(law: Law, plan: Plan, theme: Theme, facts: Facts) -> Iterator[Broken]:
    yield case_of(plan, theme, facts)
    other = law.also(facts)
    if other is not None:
        yield case_of(plan, theme, other)
