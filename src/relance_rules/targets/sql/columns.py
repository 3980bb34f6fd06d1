"""The columns of a query, in stages: each stage reads those of the stages before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from relance_rules.targets.sql.dialects import DuckDB, Engine, Fold, row
from relance_rules.targets.sql.repeated import repeated
from relance_rules.targets.sql.terms import TRUE, Sql, call, case, cast, column, conj, not_null, whole

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
    _narrowed: dict[str, tuple[Sql, Sql]] = field(default_factory=dict)
    _passes: dict[tuple[Sql, int], dict[Sql, str]] = field(default_factory=dict)
    """The columns of something of each item, by what it is: of each list, as it can be from a stage on."""

    def stage_of(self, value: Sql) -> int:
        """The first stage that can compute a value."""
        return max((self._stage_of.get(found.name, -1) for found in value.find_all(exp.Column)), default=-1) + 1

    def named(self, name: str, value: Sql) -> Sql:
        """A column of that name."""
        self._put(name, value)
        return column(name)

    def _put(self, name: str, value: Sql) -> None:
        self._put_at(self.stage_of(value), name, value)

    def _put_at(self, stage: int, name: str, value: Sql) -> None:
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

    def only_where(self, name: str, items: Sql, holds: Sql) -> Sql:
        """A list that is NULL unless something holds: what is made of it is made of the list, and then kept or not.

        Its column says that there is one, and is not the list: engines copy the lists that a CASE chooses among.
        """
        self._narrowed[name] = items, holds
        return self.named(name, case((conj([holds, not_null(items)]), TRUE)))

    def folded(self, items: Sql, part: Fold, hint: str = "") -> Sql:
        """Something of each item of a list, put together: NULL where there is no list."""
        if items.name in self._narrowed:
            every, holds = self._narrowed[items.name]
            return self.shared(case((holds, self.folded(every, part, hint))), hint)
        stage = max(self.stage_of(items), self.stage_of(part.of))
        if isinstance(self.engine, DuckDB):
            each = self._each(items, part, stage, hint)
            if part.how != "sum":
                return self.shared(self.engine.extreme(each, part), hint)
            name = f"{each.name}.sum"
            # A column of its own, since DuckDB computes again what stands in two branches.
            summed = column(name) if name in self._stage_of else self.named(name, call("list_sum", each))
            return self.shared(self.engine.total(each, summed, part), hint)
        key = items.sql(self.engine.dialect), stage
        if key not in self._folds:
            name = self._free(f"fold_{key[0].strip('`_')}")
            self._folds[key] = name, items, []
            self._put_at(stage, name, exp.null())
        name, _, parts = self._folds[key]
        keys = [each.key for each in parts]
        if part.key not in keys:
            parts.append(part)
            keys.append(part.key)
        return exp.Dot(this=column(name), expression=exp.to_identifier(f"f{keys.index(part.key)}"))

    def _each(self, items: Sql, part: Fold, stage: int, hint: str) -> Sql:
        """The column of what is put together of each item."""
        of = part.of
        if part.how == "sum" and isinstance(of, exp.Coalesce) and of.expressions == [_NOUGHT]:
            # A sum passes over NULL: the least and the most of an amount are sums of one list.
            of = of.this
        passes = self._passes.setdefault((items, stage), {})
        if of not in passes:
            passes[of] = name = self._free(f"each_{hint}")
            # What it has in common with others is known later, and comes before it.
            self._put_at(stage + 1, name, exp.null())
        return column(passes[of])

    def folded_at_once(self, items: Sql, part: Fold) -> Sql:
        """The same where it is written, and not as a column."""
        found = self.engine.folded(items, [part])
        return exp.Dot(this=found, expression=exp.to_identifier("f0")) if self.engine.one_pass else found

    def stages(self) -> Iterator[dict[str, Sql]]:
        """The columns of each stage, complete."""
        for name, items, parts in self._folds.values():
            self.replace(name, self.engine.folded(items, parts))
        for (items, stage), passes in self._passes.items():
            fields, values = repeated(list(passes))
            if fields:
                name = self._free("items")
                self._put_at(stage, name, self.engine.each(items, row(fields)))
                items = column(name)
            for name, value in zip(passes.values(), values, strict=True):
                self.replace(name, self.engine.each(items, value))
        yield from self._stages
