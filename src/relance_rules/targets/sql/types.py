"""The types of the table as each engine writes them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sqlglot import exp

from relance_rules.targets.sql.layout import ColumnType, Group, Items, Layout, Scalar

Dialect: TypeAlias = Literal["duckdb", "spark"]

_KINDS = {"boolean": "BOOLEAN", "integer": "BIGINT", "day": "DATE", "text": "TEXT", "texts": "ARRAY<TEXT>"}


def data_type(column: ColumnType) -> exp.DataType:
    """The type of a column, for any dialect."""
    match column:
        case Scalar(kind="decimal", digits=digits, scale=scale):
            return exp.DataType.build(f"DECIMAL({digits}, {scale})")
        case Scalar(kind=kind):
            return exp.DataType.build(_KINDS[kind])
        case Group(fields=fields):
            inside = [exp.ColumnDef(this=name_of(name), kind=data_type(kind)) for name, kind in fields.items()]
            return exp.DataType(this=exp.DataType.Type.STRUCT, expressions=inside, nested=True)
        case Items(item=item):
            return exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[data_type(item)], nested=True)


def type_text(column: ColumnType, dialect: Dialect) -> str:
    """The type of a column as an engine writes it."""
    return data_type(column).sql(dialect)


def create_table(name: str, columns: Layout, dialect: Dialect) -> str:
    """The statement that makes the table, empty."""
    schema = exp.Schema(
        this=table_of(name),
        expressions=[exp.ColumnDef(this=name_of(column), kind=data_type(kind)) for column, kind in columns.items()],
    )
    return exp.Create(this=schema, kind="TABLE").sql(dialect, pretty=True)


def name_of(name: str) -> exp.Identifier:
    """A name of a column or of a field, quoted."""
    return exp.to_identifier(name, quoted=True)


def table_of(name: str) -> exp.Table:
    """A table by its name, whose parts are parted by points; each is quoted."""
    *above, last = name.split(".")
    parts = [name_of(part) for part in above]
    return exp.Table(this=name_of(last), db=parts[-1] if parts else None, catalog=parts[-2] if len(parts) > 1 else None)
