"""The script's report of a dossier is Python's, for the themes of the catalogue and for random rule sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from conformance.columns import Maker
from random_rules import Expressions, coarser, full_facts, holes, plan_with, theme, without
from relance_rules import Money, load_rules
from relance_rules.checking.check import Elsewhere, Known
from relance_rules.plan.ruleset import Plan, Roles, Theme
from rule_sets import Data, both, condition, item, lines, window
from targets.javascript.twins import Asked, reports

pytestmark = pytest.mark.long


RULES = load_rules()


def same(script: Path, sets: Sequence[tuple[Plan, list[Asked]]]) -> None:
    for (_, dossiers), answers in zip(sets, reports(script, sets), strict=True):
        for one, (expected, found) in zip(dossiers, answers, strict=True):
            assert found == expected, one


def others(plan: Plan, of: Theme, random: Random) -> Known | None:
    """What a batch may know of the other dossiers of the scopes of a theme."""
    if not of.scopes or random.random() < 0.3:
        return None
    granted = random.choice((None, Money(0), Money(random.randint(0, 10**8)), Money(random.randint(10**8, 10**9))))
    cost = random.choice((None, None, Money(random.randint(0, 10**9))))
    return {scope: Elsewhere(granted, cost) for scope in of.scopes}


def test_the_themes_of_the_catalogue_are_checked_alike(script: Path) -> None:
    random, asked = Random(11), list[Asked]()  # noqa: S311 - the same on every run
    for code in RULES:
        maker = Maker(RULES.plan, RULES[code], random)
        asked += ((code, maker.dossier(), others(RULES.plan, RULES[code], random)) for _ in range(25))
    same(script, [(RULES.plan, asked)])


def test_random_rule_sets_are_checked_alike(script: Path) -> None:
    random = Random(12)  # noqa: S311 - the same on every run
    plans = [fewer_roles(*plan_with(whole(random)), random) for _ in range(SETS)]
    same(
        script,
        [(plan, [(made.code, dossier(random), others(plan, made, random)) for _ in range(12)]) for plan, made in plans],
    )


TEXTS = ("Dit.", "Au plus {grant} de {total}.", "Dit {projet.mois} et {share}, {base}.")
SETS = 40
"""How many rule sets are tried."""


def fewer_roles(plan: Plan, made: Theme, random: Random) -> tuple[Plan, Theme]:
    """A plan some of whose facts may play no part in the check."""
    optional = [each.name for each in fields(Roles) if each.default is None]
    left = random.sample(optional, random.choice((0, 0, 1, 3)))
    roles: dict[str, Any] = dict.fromkeys(left)
    if random.random() < 0.2:
        roles["requested"] = plan.roles.requested and replace(plan.roles.requested, reading=None)
    return replace(plan, roles=replace(plan.roles, **roles)), made


def whole(random: Random) -> Data:
    """A random theme with what its funding and its conditions leave out: ways in, notices, what is asked and lost."""
    supposing, chance = random.random() < 0.5, random.random
    draw = Expressions(random, supposing=supposing, depth=1)
    found = theme(random, supposing=supposing)
    some = [f"element_{place}" for place in range(3)]

    def asked() -> list[Data]:
        return [item(name, **({"when": draw.truth()} if chance() < 0.5 else {})) for name in some]

    if chance() < 0.5:
        found["kind"] = ["guichet", "appel"]
        call = {"fact": "modalite", "is": "appel"}
        found["windows"] = [
            window("guichet", "2021-01-01", when={"fact": "modalite", "is": "guichet"}, notice=both("Au guichet.")),
            window("hiver", "2020-12-31", "2021-01-31", when=call, notice=both("Hiver.")),
            window("automne", "2021-12-31", "2022-01-01", when=call),
        ]
    elif chance() < 0.2:
        found["windows"] = []
    found["juries"] = {"before_day": random.randint(2, 28), "source": lines()}
    found["commitments"] = {"unknown": both("Perdu."), "source": lines()} if chance() < 0.2 else asked()
    found["documents"] = asked()
    supposed = {"fact": "informe", "if_absent": random.choice(("true", "false")), "notice": both("Supposé.")}
    found["eligibility"].append(condition("supposee", {"every": "porteurs", "satisfies": supposed}))
    found["eligibility"] += [condition(f"imbriquee_{place}", nested(random, 3)) for place in range(2)]
    if chance() < 0.15:
        found["eligibility"] = {"unknown": both("Perdu."), "source": lines()}
    found["notices"] = [
        {
            "id": f"avis_{place}",
            "text": both(
                random.choice(("Dit.", "Au plus {grant} de {total}.", "Dit {projet.mois} et {share}, {base}."))
            ),
            "makes": random.choice(("nothing", "nothing", "incomplete", "error")),
            **({"when": random.choice((draw.truth(), nested(random, 2)))} if chance() < 0.8 else {}),
            **({"for": random.choice((["ready"], ["incomplete", "ineligible"]))} if chance() < 0.3 else {}),
        }
        for place in range(3)
    ]
    return found


def nested(random: Random, depth: int) -> Any:
    """Conditions within conditions, of few facts: what would settle one is often a part of another."""
    if not depth or random.random() < 0.2:
        return random.choice(
            (
                "projet.pret",
                "projet.utile",
                {"fact": "modalite", "is": "guichet"},
                {random.choice(("some", "every")): "porteurs", "satisfies": "informe"},
            )
        )
    inner = [nested(random, depth - 1) for _ in range(random.randint(1, 3))]
    chosen = [{"when": nested(random, depth - 1), "is": inner[0]}, {"is": inner[-1]}]
    return random.choice(({"any": inner}, {"any": inner}, {"all": inner}, {"not": inner[0]}, chosen))


def dossier(random: Random) -> dict[str, object]:
    """A dossier that may leave out anything, or contradict itself."""
    facts = coarser(full_facts(random), random)
    for family in ("engagements", "pieces"):
        facts |= {f"{family}.element_{place}": random.random() < 0.7 for place in range(3)}
    if random.random() < 0.1:
        facts["projet.cout_total_ttc"] = Money(1)
    return without(facts, holes(facts, random, set(), random.choice((0, 0.05, 0.2, 0.5))))
