"""What several values ask of an item is asked once."""

from __future__ import annotations

from sqlglot import exp

from relance_rules.targets.sql.dialects import ITEM
from relance_rules.targets.sql.repeated import repeated
from relance_rules.targets.sql.terms import Sql, binary, case, conj, disj, field, param, text, whole

_ITEM = param(ITEM)
_YEAR = conj([binary(exp.GTE, field(_ITEM, "annee"), whole(2021)), binary(exp.LTE, field(_ITEM, "annee"), whole(2022))])
_KIND = conj([binary(exp.EQ, field(_ITEM, "nature"), text("licence")), field(_ITEM, "produit_europeen")])
_AMOUNT = field(_ITEM, "montant_ttc")


def _sql(value: Sql) -> str:
    return value.sql("duckdb")


def test_what_is_asked_twice_is_a_field_beside_those_that_are_still_read() -> None:
    fields, values = repeated([case((_YEAR, _AMOUNT)), case((_YEAR, whole(0)), otherwise=_AMOUNT)])
    assert {name: _sql(value) for name, value in fields.items()} == {
        "+0": _sql(_YEAR),
        "montant_ttc": 'x."montant_ttc"',
    }
    assert [_sql(value) for value in values] == [
        'CASE WHEN x."+0" THEN x."montant_ttc" END',
        'CASE WHEN x."+0" THEN 0 ELSE x."montant_ttc" END',
    ]


def test_what_only_joins_what_is_asked_more_often_is_joined_again() -> None:
    both = disj([_YEAR, _KIND])
    fields, values = repeated([case((both, whole(0))), *(case((each, _AMOUNT)) for each in (both, _YEAR, _KIND))])
    assert [_sql(fields[name]) for name in ("+0", "+1")] == [_sql(_YEAR), _sql(_KIND)]
    assert [_sql(value).count('"+') for value in values] == [2, 2, 1, 1]


def test_nothing_is_kept_of_what_is_asked_once_or_is_short() -> None:
    given = [case((_YEAR, _AMOUNT)), case((_KIND, _AMOUNT)), _AMOUNT]
    assert repeated(given) == ({}, given)


def test_a_group_of_an_item_stays_a_group() -> None:
    seat = conj([binary(exp.EQ, field(_ITEM, "fournisseur", "siege"), text("FR")), _YEAR])
    fields, _ = repeated([case((seat, _AMOUNT)), case((seat, field(_ITEM, "fournisseur", "nom")))])
    assert set(fields) == {"+0", "montant_ttc", "fournisseur"}
