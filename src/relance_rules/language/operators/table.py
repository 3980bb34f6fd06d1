"""``table``: the value of a table for the keys of the dossier, or for others that are given."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from relance_rules.language.base import Identifier
from relance_rules.language.expressions import Expression, Quantity
from relance_rules.language.lookup import look_up
from relance_rules.language.lowering import Lowering
from relance_rules.language.types import NOTHING, TABLES, Lowered
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion


class TableValue(Quantity):
    """A value of a table."""

    key: ClassVar[str] = "table"
    table: Identifier
    column: Identifier
    with_: dict[Identifier, Expression] = Field({}, alias="with", description="What is looked up, in place of a key.")

    def lower(self, to: Lowering) -> Lowered:
        """The value of the row that the keys choose."""
        table = to.book.tables.get(self.table)
        if self.table in to.book.unread:
            return NOTHING
        if table is None:
            near = suggestion(self.table, to.book.tables)
            return to.fault(
                "table", says=Message("aucune table « {table} » ; {near}", {"table": self.table, "near": near})
            )
        if self.column not in table.gives:
            near = suggestion(self.column, table.gives)
            message = Message(
                "la table n’a pas de colonne « {column} » ; {near}", {"column": self.column, "near": near}
            )
            return to.fault("column", says=message)
        for key in self.with_:
            if key not in table.keys:
                near = suggestion(key, table.keys)
                message = Message("la table n’a pas de clé « {key} » ; {near}", {"key": key, "near": near})
                return to.fault("with", key, says=message)
        keys = {
            name: to.quantity(self.with_[name], "with", name)
            if name in self.with_
            else replace(to, path=(TABLES, table.table, "keys", name, "fact")).quantity(key.fact)
            for name, key in table.keys.items()
        }
        wrong = next((key for key in keys.values() if key.wrong), None)
        return look_up(table, self.column, keys, to, self.with_) if wrong is None else wrong
