from __future__ import annotations

from datetime import date

import pytest

from relance_rules import DossierError, Money
from relance_rules.batch.kept import Kept
from relance_rules.checking.check import Elsewhere
from relance_rules.checking.projects import Filing, Placed, Step
from relance_rules.dossiers.facts import Dossier
from rule_sets import said


def test_others_keep_rows_beside_and_are_told_what_went_wrong() -> None:
    kept = Kept()
    kept.run("CREATE TABLE beside (place, it)", "CREATE INDEX beside_place ON beside (place)")
    kept.put("INSERT INTO beside VALUES (?, ?)", ((place, f"{place}") for place in range(3)))
    assert list(kept.rows("SELECT it FROM beside WHERE place > ? ORDER BY place", 0)) == [("1",), ("2",)]
    with pytest.raises(DossierError):
        kept.run("DROP TABLE absent")
    with pytest.raises(DossierError):
        kept.put("INSERT INTO absent VALUES (?)", [(1,)])
    with pytest.raises(DossierError):
        list(kept.rows("SELECT * FROM absent"))


def test_dossiers_come_in_the_order_they_were_filed() -> None:
    names = ["", "a", "b", "B", "é", "\ud800", "\uffff", "𝐚", "a\x00"]
    orders: list[Filing] = [
        (day, unnamed, name, (chunk, part, record))
        for day in (date(2020, 2, 29), date(2021, 1, 1), date.max)
        for unnamed in (False, True)
        for name in names
        for chunk, part, record in ((0, 0, 2), (0, 0, 10), (0, 9, 0), (10, 0, 0))
    ]
    expected = sorted(orders)
    orders = [orders[place * 7 % len(orders)] for place in range(len(orders))]
    kept = Kept()
    for order in orders:
        kept.share(Placed(order[3], "T", Dossier({"nom": order[2], "jour": order[0], "cout": Money(3)})), order)
    found = list(kept.sharing())
    assert [(each.dossier.facts["jour"], each.dossier.facts["nom"], each.place) for each in found] == [
        (day, name, place) for day, _, name, place in expected
    ]
    assert type(found[0].dossier.facts["cout"]) is Money


def test_what_is_known_is_found_by_place() -> None:
    kept = Kept()
    known = {"projet": Elsewhere(Money(5), None), "annee": Elsewhere(None, Money(10**15))}
    steps = [((0, 0, 1), known), ((0, 1, 0), {}), ((1, 0, 1), {"projet": Elsewhere(Money(0))})]
    kept.know(Step(Placed(place, "T", Dossier({})), each, None, frozenset()) for place, each in steps)
    assert kept.known(0) == {(0, 0, 1): known, (0, 1, 0): {}}
    assert type(kept.known(0)[(0, 0, 1)]["projet"].granted) is Money
    assert kept.known(2) == {}


def test_amounts_are_kept_whole_however_many_they_are_of() -> None:
    kept = Kept()
    key, other = ("T", "projet", ("p", 2021)), ("T", "projet", ("p'", 2021))
    for amounts in kept.ledger:
        assert amounts.get(key, Money(7)) == 7
        amounts[key] = Money(10**14 * 10**6)
        amounts[other] = Money(1)
        assert amounts.get(key, Money(7)) == 10**20
        assert type(amounts.get(key, Money(7))) is Money
        amounts[key] = None
        assert amounts.get(key, Money(7)) is None
        assert amounts.get(other, Money(7)) == 1
    assert kept.ledger.costs.get(("T", "projet", ("p", "2021")), Money(0)) == 0


def test_a_full_disk_is_said_to_be() -> None:
    kept = Kept()
    kept._tables.execute("PRAGMA max_page_count = 30")
    kept.run("CREATE TABLE beside (it)")
    with pytest.raises(DossierError) as caught:
        kept.put("INSERT INTO beside VALUES (?)", [("x" * 100_000,)])
    assert said(caught.value.problems[0].message) == "écriture impossible : le disque est plein"


def test_its_file_has_no_name() -> None:
    kept = Kept()
    assert kept._tables.execute("PRAGMA database_list").fetchall() == [(0, "main", "")]
    assert kept._tables.execute("PRAGMA cache_size").fetchone() == (-8000,)
    kept._tables.execute("COMMIT")
    # What is in memory can keep no such journal.
    assert kept._tables.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    kept.close()
    with pytest.raises(DossierError):
        kept.run("SELECT 1")
