"""Facts that follow from others: their types, what they may use, and what they may not."""

from __future__ import annotations

from typing import Any

import pytest

from language.expressions import book_of, known, lowered, possible, refused, words
from relance_rules.language.lowering import Book
from relance_rules.plan.nodes import Fold, Named
from relance_rules.values import Money
from rule_sets import DEFINITIONS, both, values


def derived(kind: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "label": both("Un fait dérivé"), "value": value, **more}


def book(**made: Any) -> Book:
    return book_of({"derived": {**DEFINITIONS["derived"], **made}})


def test_a_derived_fact_is_used_as_any_other() -> None:
    made = book(cher=derived("boolean", {"fact": "projet.cout_total_ttc", "at_least": "10 EUR"}))
    assert known("cher", {"projet.cout_total_ttc": Money(1000)}, book=made) is True
    assert known({"fact": "cher", "is": "false"}, {"projet.cout_total_ttc": Money(999)}, book=made) is True
    assert possible({"not": "cher"}, {}, book=made) == (None, ("projet.cout_total_ttc",))
    assert words("cher", book=made) == "« Un fait dérivé » : oui"


def test_one_of_the_items_is_worked_out_for_each() -> None:
    lines = {"depenses": ({"titre": "2", "montant_ttc": Money(1)}, {"titre": "3", "montant_ttc": Money(2)}, {})}
    assert known({"some": "depenses", "satisfies": "personnel"}, lines) is True
    assert possible({"every": "depenses", "satisfies": {"not": "personnel"}}, {"depenses": ({"titre": "3"}, {})}) == (
        None,
        ("depenses[1].titre",),
    )
    node = lowered({"some": "depenses", "satisfies": "personnel"}).node
    assert isinstance(node, Fold)
    assert isinstance(node.of, Named)
    assert isinstance(node.of.of, Named)
    assert (node.of.of.id, node.of.of.kind) == ("depenses[].personnel", "derived")


@pytest.mark.parametrize(
    ("kind", "value", "facts", "found"),
    [
        ("money", {"product": ["projet.cout_total_ttc", 2]}, {"projet.cout_total_ttc": Money(100)}, 2),
        ("percentage", "12 %", {}, None),
        ("integer", {"count": "porteurs"}, {"porteurs": ({"nom": "a"},)}, 1),
        ("boolean", [{"when": "projet.pret", "is": "false"}, {"is": "true"}], {"projet.pret": True}, False),
        ("country", [{"when": "projet.pret", "is": "FR"}, {"is": "projet.pays"}], {"projet.pret": True}, "FR"),
        ("enumeration", [{"when": "projet.pret", "is": "2"}, {"is": "b"}], {"projet.pret": True}, "2"),
    ],
)
def test_it_has_a_type(kind: str, value: Any, facts: Any, found: Any) -> None:
    more = {"values": values("2", "b")} if kind == "enumeration" else {}
    made = book(x=derived(kind, value, **more))
    if found is None:
        assert lowered("x", book=made).type.kind == "rate"
    else:
        assert known("x", facts, book=made) == found


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        ("boolean", "projet.mois", "@definitions.derived.x.value: il faut un oui ou non, pas un nombre"),
        ("money", "projet.mois", "@definitions.derived.x.value: il faut un montant, pas un nombre"),
        ("money", "rien", "@definitions.derived.x.value: « rien » n’est ni un fait"),
        ("enumeration", "modalite", "@definitions.derived.x.value: ce choix a d’autres valeurs"),
        ("enumeration", [{"is": "c"}], "@definitions.derived.x.value.0.is: « c » n’est ni un fait"),
        ("country", "modalite", "@definitions.derived.x.value: ce choix a d’autres valeurs"),
        ("country", [{"is": "France"}], "@definitions.derived.x.value.0.is: « France » n’est ni un fait"),
    ],
)
def test_its_value_is_of_that_type(kind: str, value: Any, why: str) -> None:
    more = {"values": values("a", "b")} if kind == "enumeration" else {}
    assert refused("x", book=book(x=derived(kind, value, **more))).startswith(why)


def test_a_general_value_of_a_derived_choice_is_any_of_those_it_includes() -> None:
    made = book(x=derived("enumeration", [{"is": "large"}], values=values("large", "fine", "autre", large=["fine"])))
    assert possible("x", {}, book=made).value == {"large", "fine"}
    assert known({"fact": "x", "is": "large"}, {}, book=made) is True
    assert known({"fact": "x", "is": "autre"}, {}, book=made) is False
    assert possible({"fact": "x", "is": "fine"}, {}, book=made) == (None, ())


def test_derived_facts_may_use_others_and_never_themselves() -> None:
    made = book(
        un=derived("boolean", "deux"),
        deux=derived("boolean", {"not": "trois"}),
        trois=derived("boolean", "projet.pret"),
    )
    assert known("un", {"projet.pret": False}, book=made) is True
    loop = book(
        un=derived("boolean", "deux"), deux=derived("boolean", {"not": "trois"}), trois=derived("boolean", "un")
    )
    assert refused("un", book=loop).endswith(": un → deux → trois → un dépend de lui-même")
    alone = book(un=derived("money", {"add": ["un", "1 EUR"]}))
    assert refused("un", book=alone).endswith(": un → un dépend de lui-même")
    items = book(un=derived("boolean", "deux", of="depenses"), deux=derived("boolean", "un", of="depenses"))
    assert "depenses[].un → depenses[].deux → depenses[].un" in refused(
        {"some": "depenses", "satisfies": "un"}, book=items
    )


def test_a_fault_of_a_derived_fact_is_told_once() -> None:
    made = book(un=derived("boolean", "rien"))
    assert refused({"any": ["un", {"not": "un"}]}, book=made).count("rien") == 1


def test_a_long_chain_of_derived_facts_is_refused_and_no_accident() -> None:
    chain = {f"d{n}": derived("boolean", f"d{n + 1}") for n in range(500)} | {"d500": derived("boolean", "projet.pret")}
    assert "trop de faits dérivés" in refused("d0", book=book(**chain))


def test_a_derived_fact_of_the_dossier_is_the_same_within_a_list() -> None:
    made = book(tous=derived("boolean", {"every": "depenses", "satisfies": "personnel"}))
    written = {"some": "porteurs", "satisfies": {"all": ["informe", "tous"]}}
    facts = {"porteurs": ({"informe": True},), "depenses": ({"titre": "2"},)}
    assert known(written, facts, book=made) is True
    assert possible(written, {"porteurs": ({"informe": True},)}, book=made) == (None, ("depenses",))


def test_what_a_derived_fact_cites_exists() -> None:
    made = book(un=derived("boolean", "projet.pret", reading="R99", source={"article": "3"}))
    assert (
        refused("un", book=made).split("\n")[0].startswith("@definitions.derived.un.source: « catalogue » se cite par")
    )
    assert "@definitions.derived.un.reading: la lecture « R99 »" in refused("un", book=made)
