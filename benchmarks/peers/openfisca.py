"""OpenFisca, made for whole populations at once: a dossier is a group whose members are applicants and expenses.

Its amounts are arrays of numpy: whole cents in 32 bits, which hold the 21 M€ that this theme never comes to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.peers.dossiers import (
    CATEGORIES,
    COMMITMENTS,
    CONDITIONS,
    DOCUMENTS,
    NATURES,
    Answer,
    Peer,
    answer_of,
    cents,
)

PERIOD = "2021-01"
DOSSIER_FACTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "depose_le": lambda d: d["depose_le"],
    "whole": lambda d: cents(d["projet"]["cout_toutes_phases_ttc"]),
    "conforme_descriptif": lambda d: d["projet"]["conforme_descriptif"],
    "retombees": lambda d: d["projet"]["retombees_entreprises_francaises"],
    "ressources": lambda d: d["projet"]["ressources_pilotage"],
    "requested": lambda d: cents(d["financement"]["subvention_demandee"]),
    "earlier": lambda d: cents(d["financement"]["subventions_anterieures"]),
    **{name: lambda d, name=name: d["engagements"][name] for name in COMMITMENTS},
    **{name: lambda d, name=name: d["pieces"][name] for name in DOCUMENTS},
}
MEMBER_FACTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "categorie": lambda m: m.get("categorie", "autre"),
    "est_direction": lambda m: m.get("est_direction", False),
    "numerique_informe": lambda m: m.get("numerique_informe", False),
    "nature": lambda m: m.get("nature", "autre"),
    "annee": lambda m: m.get("annee", 0),
    "produit_europeen": lambda m: m.get("produit_europeen", False),
    "montant_ttc": lambda m: cents(m.get("montant_ttc", "0.00")),
}


def system() -> Any:
    """The facts, each a variable, and the rules, each one with a formula."""
    import datetime

    import numpy
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    member = build_entity("member", "members", "An applicant or an expense", is_person=True)
    dossier = build_entity(
        "dossier",
        "dossiers",
        "A dossier",
        roles=[{"key": "applicant", "plural": "applicants"}, {"key": "expense", "plural": "expenses"}],
    )
    made = TaxBenefitSystem([member, dossier])
    category = Enum("Category", [(name, name) for name in dict.fromkeys(CATEGORIES)])
    nature = Enum("Nature", [(name, name) for name in (*dict.fromkeys(NATURES), "personnel")])

    def add(name: str, entity: Any, kind: Any, formula: Any = None, **more: Any) -> None:
        said = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH, "label": name, **more}
        made.add_variable(type(name, (Variable,), said if formula is None else {**said, "formula": formula}))

    add("depose_le", dossier, datetime.date, default_value=datetime.date(1970, 1, 1))
    for name in ("whole", "requested", "earlier"):
        add(name, dossier, int)
    for name in ("conforme_descriptif", "retombees", "ressources", *COMMITMENTS, *DOCUMENTS):
        add(name, dossier, bool)
    add("categorie", member, Enum, possible_values=category, default_value=category.autre)
    add("nature", member, Enum, possible_values=nature, default_value=nature.autre)
    for name in ("annee", "montant_ttc"):
        add(name, member, int)
    for name in ("est_direction", "numerique_informe", "produit_europeen"):
        add(name, member, bool)

    def may_carry(each: Any, period: Any) -> Any:
        kind = each("categorie", period)
        return (
            (kind == category.direction_numerique_ministerielle)
            + (kind == category.direction_metier)
            + (kind == category.operateur)
            + (kind == category.service_deconcentre) * each("est_direction", period)
        )

    def informed(each: Any, period: Any) -> Any:
        digital = each("categorie", period) == category.direction_numerique_ministerielle
        return digital + each("numerique_informe", period)

    def counted(each: Any, period: Any) -> Any:
        year, licence = each("annee", period), each("nature", period) == nature.licence
        kept = (year >= 2021) * (year <= 2022) * (~licence + each("produit_europeen", period))
        return each("montant_ttc", period) * kept

    def counted_staff(each: Any, period: Any) -> Any:
        return each("counted", period) * (each("nature", period) == nature.personnel)

    add("may_carry", member, bool, may_carry)
    add("informed", member, bool, informed)
    add("counted", member, int, counted)
    add("counted_staff", member, int, counted_staff)

    def of_applicants(name: str) -> Any:
        return lambda each, period: each.all(each.members(name, period), role=dossier.APPLICANT)

    def of_expenses(name: str) -> Any:
        return lambda each, period: each.sum(each.members(name, period), role=dossier.EXPENSE)

    def in_range(each: Any, period: Any) -> Any:
        return (each("whole", period) >= 50_000_000) * (each("whole", period) <= 300_000_000)

    def grant(each: Any, period: Any) -> Any:
        base = each("base", period)
        left = numpy.maximum(0, 200_000_000 - each("earlier", period))
        most = numpy.minimum(base * 3 // 4, base - each("staff", period))
        return numpy.minimum(numpy.minimum(most, left), each("requested", period))

    opening = numpy.datetime64("2020-11-09")
    add("depot", dossier, bool, lambda each, period: each("depose_le", period) >= opening)
    add("taille", dossier, bool, in_range)
    add("porteur", dossier, bool, of_applicants("may_carry"))
    add("all_informed", dossier, bool, of_applicants("informed"))
    add("base", dossier, int, of_expenses("counted"))
    add("staff", dossier, int, of_expenses("counted_staff"))
    add("grant", dossier, int, grant)
    return made


RULES = {
    **dict(zip(CONDITIONS, CONDITIONS, strict=True)),
    "numerique_informe": "all_informed",
    "retombees_francaises": "retombees",
    "ressources_pilotage": "ressources",
}


def answer_all(made: Any, dossiers: Sequence[dict[str, Any]]) -> list[Answer]:
    """The answers for dossiers that are simulated together."""
    import numpy
    from openfisca_core.simulations import SimulationBuilder

    builder = SimulationBuilder()
    builder.create_entities(made)
    members = [
        (place, role, item)
        for place, dossier in enumerate(dossiers)
        for role, items in (("applicant", dossier["porteurs"]), ("expense", dossier["depenses"]))
        for item in items
    ]
    builder.declare_person_entity("member", range(len(members)))
    groups = builder.declare_entity("dossier", range(len(dossiers)))
    builder.join_with_persons(groups, [place for place, _, _ in members], [role for _, role, _ in members])
    simulation = builder.build(made)
    for name, fact in DOSSIER_FACTS.items():
        kind = "datetime64[D]" if name == "depose_le" else None
        simulation.set_input(name, PERIOD, numpy.array([fact(dossier) for dossier in dossiers], dtype=kind))
    for name, fact in MEMBER_FACTS.items():
        simulation.set_input(name, PERIOD, numpy.array([fact(item) for _, _, item in members]))

    def found(name: str) -> list[Any]:
        values: list[Any] = simulation.calculate(name, PERIOD).tolist()
        return values

    rules = {rule: found(name) for rule, name in RULES.items()}
    given = {name: found(name) for name in (*COMMITMENTS, *DOCUMENTS)}
    return [
        answer_of(
            (rule for rule, holds in rules.items() if not holds[place]),
            base,
            grant,
            (name for name, values in given.items() if not values[place]),
        )
        for place, (base, grant) in enumerate(zip(found("base"), found("grant"), strict=True))
    ]


def peers() -> Iterator[Peer]:
    """Two: one dossier at a time, and all at once."""
    made = system()
    told = "types, decimals; what is left out is false or 0"
    yield Peer(
        "openfisca-core", told, lambda lines: [each for line in lines for each in answer_all(made, [json.loads(line)])]
    )
    yield Peer("openfisca-core, all at once", told, lambda lines: answer_all(made, [*map(json.loads, lines)]))
