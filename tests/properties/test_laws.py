"""The laws of the core, over random expressions, random themes and the themes of the catalogue.

Sound: complete a dossier in any way, and what it gives is in what was possible. Narrowing: a fact added never widens.
Exact: a point is what is left of a range. Money: a grant is within its limits, and its parts add up. All this but for
what rules suppose of what is not stated.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_rules import (
    BOOK,
    CENTS,
    Expressions,
    Facts,
    coarser,
    full_facts,
    holes,
    lowered,
    paths_of,
    plan_with,
    supposed_paths,
    theme,
    without,
)
from relance_rules import Report, load_rules
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.facts import Dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.localization import localization
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Named, Node
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.showing.plain import report_data
from relance_rules.targets.python import Possible, Program, asked, program_of
from relance_rules.targets.python.totals import settle_total
from relance_rules.values import Money

PROGRAM = Program(BOOK.facts)
RANDOM = st.randoms(use_true_random=False)
KINDS = ("money", "rate", "number", "day", "truth", "truth")


def contains(wide: Any, narrow: Any) -> bool:
    """Whether all that is possible of one is possible of the other."""
    if isinstance(wide, tuple):
        low = wide[0] is None or (narrow[0] is not None and narrow[0] >= wide[0])
        return low and (wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1]))
    if isinstance(wide, frozenset) or isinstance(narrow, frozenset):
        return wide is None or (narrow is not None and narrow <= wide)
    return wide is None or wide is narrow


def is_known(value: Any) -> bool:
    if isinstance(value, tuple):
        return value[0] is not None and value[0] == value[1]
    return len(value) == 1 if isinstance(value, frozenset) else value is not None


def looked_at(program: Program, node: Node, facts: Facts) -> Possible:
    """What is possible of a node, once the law of points is checked."""
    found = program.range(node)(facts, facts, {}, "")
    point = program.point(node)(facts, facts, {})
    if point is not None:
        assert found.value == ((point, point) if isinstance(found.value, tuple) else point)
    assert not (found.names and is_known(found.value))
    return found


def state(facts: Facts, full: Facts, paths: tuple[str, ...]) -> Facts:
    """A dossier that states what it is asked for, as another one does."""
    found = {path: list(map(dict, value)) if isinstance(value, tuple) else value for path, value in facts.items()}
    for path in paths:
        owner, inside, rest = path.partition("[")
        if not inside:
            if path in full:
                value = full[path]
                found[path] = list(map(dict, value)) if isinstance(value, tuple) else value
            continue
        place, _, name = rest.partition("].")
        if name in full[owner][int(place)]:
            found[owner][int(place)][name] = full[owner][int(place)][name]
    return {path: tuple(value) if isinstance(value, list) else value for path, value in found.items()}


def some_stated(full: Facts, kept: set[str], random: Random) -> Facts:
    """A whole dossier, less some of what rules suppose where it is not stated."""

    def supposed(path: str) -> bool:
        owner, inside, rest = path.partition("[")
        return path in kept or bool(inside and f"{owner}[].{rest.partition('].')[2]}" in kept)

    return without(full, {path for path in paths_of(full) if supposed(path) and random.random() < 0.5})


# ---- any node


@settings(max_examples=400)
@given(RANDOM)
def test_any_expression_is_sound_narrows_and_is_exact(random: Random) -> None:
    kind = random.choice(KINDS)
    draw = Expressions(random, supposing=random.random() < 0.3, depth=random.randint(1, 3))
    node = lowered(getattr(draw, kind)(), kind)
    kept = supposed_paths(node)
    full = some_stated(full_facts(random), kept, random)
    left_out = holes(full, random, kept, random.choice((0.1, 0.3, 0.6)))
    less = coarser(without(full, left_out), random)
    more = without(full, {path for path in left_out if random.random() < 0.5})

    before, between, after = (looked_at(PROGRAM, node, facts) for facts in (less, more, full))
    assert contains(before.value, after.value)
    assert contains(before.value, between.value)
    assert contains(between.value, after.value)
    # What is stated settles all that facts can settle.
    assert not set(after.names) & set(paths_of(full))


@settings(max_examples=200)
@given(RANDOM)
def test_stating_what_an_unknown_names_settles_it(random: Random) -> None:
    kind = random.choice(KINDS)
    node = lowered(getattr(Expressions(random, depth=random.randint(1, 3)), kind)(), kind)
    full = full_facts(random)
    facts = without(full, holes(full, random, set(), random.choice((0.2, 0.6))))
    expected, found = looked_at(PROGRAM, node, full), looked_at(PROGRAM, node, facts)
    # What a list or a branch asks is named once the list is stated, or the branch is chosen.
    for _ in range(12):
        facts = state(facts, full, found.names)
        found = looked_at(PROGRAM, node, facts)
    assert found == expected


def test_every_node_and_every_function_occurs() -> None:
    met: set[str] = set()
    for seed in range(600):
        random = Random(seed)  # noqa: S311 - no secret
        kind = random.choice(KINDS)
        for node in nodes.walk(lowered(getattr(Expressions(random, supposing=True), kind)(), kind)):
            met.add(node.function if isinstance(node, nodes.Apply) else type(node).__name__)
            if isinstance(node, nodes.Fold):
                met.add(node.how)
    assert met == {
        *("Const", "Fact", "In", "Compare", "Settled", "All", "Any", "Not", "Choose", "Fold", "Named"),
        *("add", "subtract", "multiply", "least", "greatest", "round", "quotient", "shift", "all", "any"),
    }


# ---- any theme


def amounts(theme: Theme) -> Iterator[Named]:
    """Every amount that a report shows of a funding split."""
    if theme.funding is not None:
        yield from theme.funding.steps
        yield from (funder.amount for funder in theme.funding.funders)


def value_of(program: Program, node: Node | None, facts: Facts) -> Fraction | None:
    if node is None:
        return None
    low, high = program.interval(node, facts, {}).value
    return Fraction(low, 10 ** program.scales.of(node)) if low is not None and low == high else None


def check_money(plan: Plan, theme: Theme, facts: Facts, after: set[str]) -> Fraction | None:
    """The laws of money; ``after`` are the ceilings that some bonus comes after. The grant, if it is known."""
    funding, program = theme.funding, program_of(plan.facts)
    assert funding is not None
    grant = value_of(program, funding.grant, facts)
    if grant is None:
        return None
    assert grant >= 0
    base = value_of(program, funding.base, facts)
    assert base is None or grant <= base
    asked = None if plan.roles.requested is None else facts.get(plan.roles.requested.path)
    assert asked is None or grant * 100 <= asked
    ids = [ceiling.id.partition(".")[2] for ceiling in funding.ceilings]
    for place, ceiling in enumerate(funding.ceilings):
        room = value_of(program, ceiling.room, facts)
        if room is not None and not after & set(ids[place:]):
            assert grant <= max(Fraction(0), room), ceiling.id
    total, share = value_of(program, funding.total, facts), value_of(program, funding.share, facts)
    assert total is None or (share is not None and grant + share == total)
    paid = [value_of(program, funder.amount, facts) for funder in funding.funders]
    if paid and None not in paid:
        assert sum(each for each in paid if each is not None) == grant
        assert all(each is not None and each >= 0 for each in paid)
    return grant


def settled(plan: Plan, theme: Theme, facts: Facts) -> Facts | None:
    """The facts that a check computes with; None where they contradict each other."""
    found = settle_total(facts, plan.roles)
    known = {f"batch.{scope}": Money(0) for scope in theme.scopes}
    return None if found.contradiction is not None else {**found.facts, **known}


def check_laws(plan: Plan, theme: Theme, less: Facts, full: Facts, after: set[str]) -> Fraction | None:
    """The laws that hold between a dossier and one that completes it. The grant of the latter, if it is known."""
    before, beyond = settled(plan, theme, less), settled(plan, theme, full)
    if before is None or beyond is None:
        return None
    program = program_of(plan.facts)
    for named in amounts(theme):
        wide, narrow = looked_at(program, named, before), looked_at(program, named, beyond)
        assert contains(wide.value, narrow.value), named.id
    grant = check_money(plan, theme, beyond, after)
    check_money(plan, theme, before, after)
    first, last = check_dossier(plan, theme, Dossier(less)), check_dossier(plan, theme, Dossier(full))
    for report in (first, last):
        assert report.status != "ready" or theme.funding is None or report.funding.grant is not None
    for old, new in zip(first.findings, last.findings, strict=True):
        # What holds whatever its guard says may turn out to be asked of nobody.
        assert old.outcome in ("unknown", new.outcome) or (old.outcome, new.outcome) == ("pass", "not_applicable")
    return grant


@settings(max_examples=150)
@given(RANDOM)
def test_any_funding_is_sound_and_within_its_limits(random: Random) -> None:
    data = theme(random, supposing=random.random() < 0.25)
    plan, made = plan_with(data)
    after = {bonus["after"] for bonus in data["funding"]["bonuses"] if "after" in bonus}
    kept = supposed_paths(*made.roots()) - {"projet.cout_total_ttc"}
    for _ in range(3):
        full = some_stated(full_facts(random), kept, random)
        less = coarser(without(full, holes(full, random, kept, random.choice((0.05, 0.2, 0.5)))), random)
        check_laws(plan, made, less, full, after)


@settings(max_examples=60)
@given(RANDOM)
def test_a_report_is_the_same_from_one_function_and_from_the_ranges(random: Random) -> None:
    plan, made = plan_with(theme(random, supposing=random.random() < 0.25))
    given_ = []
    for _ in range(3):
        full = full_facts(random)
        given_ += [Dossier(full), Dossier(without(full, holes(full, random, set(), random.choice((0.05, 0.2, 0.5)))))]
    first = [check_dossier(plan, made, dossier) for dossier in given_]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "OFTEN", 0)
        assert [check_dossier(plan, made, dossier) for dossier in given_] == first


def test_many_of_the_random_grants_are_more_than_nothing() -> None:
    granted = 0
    for seed in range(120):
        random = Random(seed)  # noqa: S311 - no secret
        plan, made = plan_with(theme(random))
        full = full_facts(random)
        granted += bool(check_laws(plan, made, full, full, {"plafond_0", "plafond_1"}))
    assert granted > 30


# ---- the themes of the catalogue


@cache
def catalogue() -> tuple[Plan, tuple[tuple[Theme, Facts], ...]]:
    """The plan of the rules that are shipped, and the dossiers of their cases."""
    rules = load_rules()
    found: list[tuple[Theme, Facts]] = []
    for code in rules:
        for case in rules.model(code).cases:
            theme, dossier = dossier_from({"theme": code, **copy.deepcopy(case.dossier)}, rules)
            found.append((theme, dict(dossier.facts)))
    return rules.plan, tuple(found)


def varied(facts: Facts, random: Random) -> Facts:
    """A dossier some of whose lines and amounts are others, near bounds; its total is that of its lines."""
    if random.random() < 0.3:
        return facts
    found = dict(facts)
    lines = tuple(
        {
            **line,
            "montant_ttc": Money(random.choice((line.get("montant_ttc", 0), *CENTS, 20_000_000))),
            "annee": random.choice((2020, 2021, 2022)),
            "titre": random.choice(("2", "3", "5")),
            "nature": random.choice(("licence", "prestation", "personnel")),
            "produit_europeen": random.random() < 0.5,
        }
        for line in facts.get("depenses", ({},) * random.randint(0, 2))
    )
    if lines:
        found["depenses"] = lines
        found["projet.cout_total_ttc"] = Money(sum(line["montant_ttc"] for line in lines))
    if random.random() < 0.5:
        found["financement.subventions_anterieures"] = Money(random.choice((0, 100_000_000, 200_000_000)))
    return found


@settings(max_examples=150)
@given(st.integers(0, 10**6), RANDOM)
def test_the_themes_of_the_catalogue_are_sound_and_within_their_limits(which: int, random: Random) -> None:
    plan, dossiers = catalogue()
    theme, facts = dossiers[which % len(dossiers)]
    kept = supposed_paths(*theme.roots()) - {"projet.cout_total_ttc"}
    full = varied(facts, random)
    less = without(full, holes(full, random, kept, random.choice((0.05, 0.2, 0.5))))
    check_laws(plan, theme, less, full, set())


def figures(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The figures that the funding of a report shows, by place; a line that left the base is told by its number."""
    if isinstance(data, Mapping):
        here = f"{path}[{data['id']}]" if "id" in data else f"{path}[{data['line']}]" if "line" in data else path
        for key, value in data.items():
            if key in ("base", "grant", "value", "amount", "limit", "already_used", "before_ceilings") or key.endswith(
                ("_cost", "_share", "_staff", "_rate")
            ):
                if isinstance(value, str):
                    yield f"{here}.{key}", value
            elif key != "range":
                yield from figures(value, f"{here}.{key}")
    elif isinstance(data, list):
        for each in data:
            yield from figures(each, path)


def answers(plan: Plan, path: str, stated: Any, random: Random) -> list[Any]:
    """Other answers that a fact may have."""
    fact = plan.facts[path if "[" not in path else f"{path.partition('[')[0]}[].{path.partition('].')[2]}"]
    match fact.type:
        case "boolean":
            return [True, False]
        case "money":
            return [stated, *map(Money, random.sample(CENTS, 3)), Money(300_000_000)]
        case "enumeration":
            return list(fact.values or {})
        case "integer":
            return [stated, 0, 1, 12, 2020, 2021]
        case _:
            return [stated]


def placed(facts: Facts, path: str, value: Any) -> Facts:
    """A dossier that answers one more thing."""
    owner, inside, rest = path.partition("[")
    if not inside:
        return {**facts, path: value}
    place, _, name = rest.partition("].")
    items = [dict(each) for each in facts[owner]]
    items[int(place)][name] = value
    return {**facts, owner: tuple(items)}


def reported(plan: Plan, theme: Theme, facts: Facts) -> tuple[Report, dict[str, str]]:
    report = check_dossier(plan, theme, Dossier(facts))
    data = json.loads(json.dumps(report_data(report, localization("fr", plan.currency)), default=str))
    return report, dict(figures(data["funding"]))


def check_figures(plan: Plan, theme: Theme, full: Facts, random: Random, unknown: str) -> int:
    """No figure that is shown while one thing is unknown is contradicted by an answer; how many were looked at."""
    report, shown = reported(plan, theme, without(full, {unknown}))
    if report.contradicts_itself:
        return 0
    owner, inside, rest = unknown.partition("[")
    stated = full[owner][int(rest.partition("]")[0])][rest.partition("].")[2]] if inside else full[unknown]
    looked = 0
    for answer in answers(plan, unknown, stated, random) if not isinstance(stated, tuple) else [stated]:
        later, found = reported(plan, theme, placed(without(full, {unknown}), unknown, answer))
        if not later.contradicts_itself:
            assert {path: found.get(path) for path in shown} == shown, (unknown, answer)
            looked += len(shown)
    return looked


@settings(max_examples=100)
@given(st.integers(0, 10**6), RANDOM)
def test_no_figure_of_the_catalogue_is_contradicted_by_an_answer(which: int, random: Random) -> None:
    plan, dossiers = catalogue()
    theme, facts = dossiers[which % len(dossiers)]
    full = varied(facts, random)
    kept = supposed_paths(*theme.roots()) - {"projet.cout_total_ttc"}
    open_ = [path for path in paths_of(full) if path not in kept and not path.startswith(("engagements.", "pieces."))]
    open_ = [path for path in open_ if "[" not in path or not path.endswith((".nom", ".siret", ".libelle"))]
    check_figures(plan, theme, full, random, random.choice(open_))


@settings(max_examples=60)
@given(RANDOM)
def test_no_figure_of_any_theme_is_contradicted_by_an_answer(random: Random) -> None:
    plan, made = plan_with(theme(random))
    full = full_facts(random)
    kept = supposed_paths(*made.roots()) - {"projet.cout_total_ttc"}
    open_ = [path for path in paths_of(full) if path not in kept and not path.endswith((".nom", ".siret", ".libelle"))]
    for _ in range(3):
        check_figures(plan, made, full, random, random.choice(open_))


@pytest.mark.parametrize("unknown", ["depenses[0].annee", "depenses[0].titre", "financement.subventions_anterieures"])
def test_figures_are_shown_while_something_is_unknown(unknown: str) -> None:
    plan, dossiers = catalogue()
    looked = 0
    for made, facts in dossiers:
        if made.scopes and unknown in set(paths_of(facts)):
            looked += check_figures(plan, made, facts, Random(0), unknown)  # noqa: S311 - no secret
    assert looked > 20
