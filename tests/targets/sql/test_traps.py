"""What engines do otherwise than Python, and each other: each of these once gave a wrong answer."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from sqlglot import parse_one

from conformance import columns
from relance_rules import RuleError, load_rules
from relance_rules.targets.sql.columns import Columns
from relance_rules.targets.sql.dialects import ENGINES, Fold
from relance_rules.targets.sql.layout import layout
from relance_rules.targets.sql.lowering import Lowering
from relance_rules.targets.sql.numbers import Arithmetic, End, Number, TooWideError
from relance_rules.targets.sql.terms import UNKNOWN, as_code, cast, conj, disj, param, whole
from relance_rules.targets.sql.types import create_table
from relance_rules.values import Money

RULES = load_rules()
DUCKDB = ENGINES["duckdb"]


def value(sql: Any) -> Any:
    with duckdb.connect() as connection:
        ((found,),) = connection.execute(f"SELECT {sql.sql('duckdb')}").fetchall()
    return found


def answer(rows: str, code: str = "SNAP3") -> dict[str, Any]:
    """What the SELECT says of one row, given as the columns that it states."""
    with duckdb.connect() as connection:
        connection.execute(create_table("dossiers", layout(RULES.plan), "duckdb"))
        connection.execute(f"INSERT INTO dossiers BY NAME SELECT 1 AS _place, '{code}' AS theme, {rows}")
        (row,) = columns.rows_in_duckdb(connection, RULES.sql(code))
    return row


@pytest.mark.parametrize(
    ("stated", "faults"),
    [
        ("struct_pack(cout_toutes_phases_ttc := -1) AS projet", "projet.cout_toutes_phases_ttc"),
        ("struct_pack(cout_toutes_phases_ttc := 9223372036854775807) AS projet", "projet.cout_toutes_phases_ttc"),
        ("[struct_pack(categorie := 'operatuer')] AS porteurs", "porteurs"),
        ("[struct_pack(montant_ttc := 9223372036854775807)] AS depenses", "depenses"),
        ("['illisible'] AS _faults", "illisible"),
    ],
)
def test_what_no_reader_lets_through_is_an_error(stated: str, faults: str) -> None:
    row = answer(stated)
    assert (row["faults"], row["status"], row["verdict"], row["grant"]) == (faults, "error", None, None)


def test_dossiers_of_other_themes_are_passed_over() -> None:
    with duckdb.connect() as connection:
        connection.execute(create_table("dossiers", layout(RULES.plan), "duckdb"))
        connection.execute(
            "INSERT INTO dossiers BY NAME SELECT unnest([1, 2]) AS _place, unnest(['SNAP4', 'SNAP3']) AS theme"
        )
        assert [row["_place"] for row in columns.rows_in_duckdb(connection, RULES.sql("SNAP3"))] == [2]


def test_items_that_say_nothing_are_no_items() -> None:
    blank = answer("[NULL, struct_pack(nom := NULL)] AS porteurs")
    assert blank["r_porteur"] == answer("NULL AS reference")["r_porteur"] == "unknown"


def test_the_least_is_unknown_where_a_part_is() -> None:
    arithmetic = Arithmetic(DUCKDB)
    known, unknown = End(whole(3), 3, 9), End(cast(UNKNOWN, "BIGINT"), 0, 9, open=True)
    found = arithmetic.least([Number(known, known), Number(unknown, unknown)])
    assert value(found.low.value) is None
    assert value(found.high.value) == 3
    found = arithmetic.greatest([Number(known, known), Number(unknown, unknown)])
    assert value(found.low.value) == 3
    assert value(found.high.value) is None


@pytest.mark.parametrize(
    ("how", "items", "code"), [("least", "2, NULL", 1), ("greatest", "0, NULL", 1), ("least", "0, NULL", 0)]
)
def test_a_truth_of_items_is_of_three_values(how: str, items: str, code: int) -> None:
    truth = as_code(parse_one("x > 1"))
    assert value(DUCKDB.folded(parse_one(f"[{items}]"), [Fold(how, truth)])) == code


def test_a_sum_of_what_is_not_known_is_not_known() -> None:
    item, items = param("x"), parse_one("[1, NULL]")
    assert value(DUCKDB.folded(items, [Fold("sum", item)])) == 1
    assert value(DUCKDB.folded(items, [Fold("sum", item, open_=True)])) is None
    assert value(DUCKDB.folded(parse_one("CAST([] AS BIGINT[])"), [Fold("sum", item, open_=True)])) == 0


def test_a_sum_that_may_be_unknown_starts_in_spark_as_what_may_be_null() -> None:
    # The type of what it starts with is that of the sum: Spark 4.0 and 4.1 looked for no NULL where it allowed none.
    start = "NAMED_STRUCT('f0', CAST(NULLIF(0, 1) AS BIGINT))"
    for open_ in (True, False):
        found = ENGINES["spark"].folded(parse_one("items"), [Fold("sum", param("x"), open_=open_)])
        assert (start in found.sql("spark")) is open_


def test_numbers_are_as_wide_as_they_may_be() -> None:
    arithmetic = Arithmetic(DUCKDB)
    large = End(cast(whole(10**18), "BIGINT"), 0, 10**18)
    product = arithmetic.multiply(Number(large, large), arithmetic.constant(75))
    assert value(product.high.value) == 75 * 10**18
    with pytest.raises(TooWideError):
        arithmetic.multiply(product, product)


def test_conjunctions_and_disjunctions_are_kleenes() -> None:
    false, true = parse_one("1 > 2"), parse_one("2 > 1")
    assert value(conj([UNKNOWN, false])) is False
    assert value(conj([UNKNOWN, true])) is None
    assert value(disj([UNKNOWN, true])) is True


def test_a_day_moved_by_months_stays_in_its_month() -> None:
    assert value(DUCKDB.months_later(parse_one("DATE '2021-01-31'"), 1)).isoformat() == "2021-02-28"


@pytest.mark.parametrize(("amount", "way", "cents"), [(-7, "down", -4), (7, "down", 3), (-7, "up", -3), (7, "up", 4)])
def test_rounding_goes_down_or_up_and_never_toward_nought(amount: int, way: Any, cents: int) -> None:
    lowering = Lowering(RULES.plan, DUCKDB, Columns(DUCKDB), {})
    given, two = End(cast(whole(amount), "BIGINT"), -9, 9), Arithmetic(DUCKDB).constant(2).low
    assert value(lowering.rounded(given, two, 1, way).value) == cents


@pytest.mark.parametrize(("bound", "strict", "holds"), [(0, False, True), (0, True, None), (1, False, None)])
def test_what_is_not_stated_is_compared_by_what_it_may_be(bound: int, strict: bool, holds: bool | None) -> None:
    arithmetic = Arithmetic(DUCKDB)
    amount = arithmetic.fact(cast(UNKNOWN, "BIGINT"), (0, 100), (0, None))
    assert value(arithmetic.at_most(arithmetic.constant(bound), amount, strict=strict)) is holds


def test_decimals_are_exact() -> None:
    assert value(DUCKDB.units(parse_one("CAST('9.99999999' AS DECIMAL(9, 8))"), 9, 8)) == 999_999_999


@pytest.mark.parametrize(("dialect", "words"), [("duckdb", "LAMBDA x :"), ("spark", "AGGREGATE(")])
def test_each_dialect_is_written_its_own_way(dialect: Any, words: str) -> None:
    assert words.lower() in RULES.sql("SNAP3", dialect=dialect).lower()


def test_names_of_tables_are_quoted() -> None:
    query = RULES.sql("SNAP3", source='a.b"; DROP TABLE c')
    assert 'FROM "a"."b""; DROP TABLE c"' in query


def test_comments_say_the_rules_and_stay_comments() -> None:
    head = RULES.sql("SNAP3").partition("WITH ")[0].splitlines()
    assert all(line.startswith("-- ") for line in head)
    assert any(line.startswith("-- r_taille: SNAP3.taille (catalogue, lines ") for line in head)


def test_an_unknown_theme_is_told() -> None:
    with pytest.raises(RuleError):
        RULES.sql("SNAP9")


def test_an_amount_is_in_hundredths() -> None:
    assert columns.row_of({"projet.cout_total_ttc": Money(12_34)}, layout(RULES.plan), 1, "SNAP3", "theme")[
        "projet"
    ] == {"cout_total_ttc": 1234}
