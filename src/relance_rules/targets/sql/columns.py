"""The columns of a query, in stages: each stage reads those of the stages before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from relance_rules.targets.sql.dialects import DuckDB, Engine, Fold
from relance_rules.targets.sql.terms import Sql, cast, column, whole

_NOUGHT = cast(whole(0), "BIGINT")
_SMALL = 6
"""An expression of no more nodes is written again where it is used; what is longer is a column."""


@dataclass
class Columns:
    """Columns as they are made: what is written twice is computed once."""

    engine: Engine
    _stages: list[dict[str, Sql]] = field(default_factory=list)
    _stage_of: dict[str, int] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)
    _folds: dict[tuple[str, int], tuple[str, Sql, list[Fold]]] = field(default_factory=dict)

    def stage_of(self, value: Sql) -> int:
        """The first stage that can compute a value."""
        return max((self._stage_of.get(found.name, -1) for found in value.find_all(exp.Column)), default=-1) + 1

    def named(self, name: str, value: Sql) -> Sql:
        """A column of that name."""
        self._put(name, value)
        return column(name)

    def _put(self, name: str, value: Sql) -> None:
        stage = self.stage_of(value)
        while len(self._stages) <= stage:
            self._stages.append({})
        self._stages[stage][name] = value
        self._stage_of[name] = stage

    def replace(self, name: str, value: Sql) -> None:
        """Give a column that was named before it could be made its value, which reads no later stage."""
        self._stages[self._stage_of[name]][name] = value

    def shared(self, value: Sql, hint: str = "") -> Sql:
        """A value to be used more than once: a column of its own, unless it is short."""
        if sum(1 for _ in value.walk()) <= _SMALL:
            return value
        key = value.sql(self.engine.dialect)
        if key not in self._known:
            self._known[key] = name = self._free(hint or "c")
            self._put(name, value)
        return column(self._known[key])

    def _free(self, hint: str) -> str:
        name = f"_{hint}"
        place = 1
        while name in self._stage_of:
            place += 1
            name = f"_{hint}_{place}"
        return name

    def folded(self, items: Sql, part: Fold, hint: str = "") -> Sql:
        """Something of each item of a list, put together: NULL where there is no list."""
        stage = max(self.stage_of(items), self.stage_of(part.of))
        if isinstance(self.engine, DuckDB):
            of = part.of
            if part.how == "sum" and isinstance(of, exp.Coalesce) and of.expressions == [_NOUGHT]:
                # A sum passes over NULL: the least and the most of an amount are sums of one list.
                of = of.this
            each = self.shared(self.engine.each(items, of), f"each_{hint}")
            return self.shared(self.engine.together(each, part), hint)
        key = items.sql(self.engine.dialect), stage
        if key not in self._folds:
            name = self._free(f"fold_{key[0].strip('`_')}")
            self._folds[key] = name, items, []
            while len(self._stages) <= stage:
                self._stages.append({})
            self._stages[stage][name] = exp.null()
            self._stage_of[name] = stage
        name, _, parts = self._folds[key]
        keys = [each.key for each in parts]
        if part.key not in keys:
            parts.append(part)
            keys.append(part.key)
        return exp.Dot(this=column(name), expression=exp.to_identifier(f"f{keys.index(part.key)}"))

    def folded_at_once(self, items: Sql, part: Fold) -> Sql:
        """The same where it is written, and not as a column."""
        found = self.engine.folded(items, [part])
        return exp.Dot(this=found, expression=exp.to_identifier("f0")) if self.engine.one_pass else found

    def stages(self) -> Iterator[dict[str, Sql]]:
        """The columns of each stage, complete."""
        for name, items, parts in self._folds.values():
            self._stages[self._stage_of[name]][name] = self.engine.folded(items, parts)
        yield from self._stages
