"""Dossiers as a batch has them: what those that share a ceiling were granted before each of them counts against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from relance_rules.plan.scales import BATCH_COST, ENGINE, MONEY_SCALE
from relance_rules.targets.sql.keys import key_columns
from relance_rules.targets.sql.layout import PLACE
from relance_rules.targets.sql.lowering import MAX_ITEMS
from relance_rules.targets.sql.numbers import TooWideError
from relance_rules.targets.sql.query import Query
from relance_rules.targets.sql.terms import (
    FALSE,
    NULL,
    Sql,
    binary,
    call,
    case,
    cast,
    coalesce,
    column,
    conj,
    disj,
    is_null,
    not_null,
    text,
    whole,
    wrapped,
)
from relance_rules.values import MAX_AMOUNT

MOST_TOGETHER = 200
"""How many dossiers may share a ceiling: past it, each of them is at fault."""
_MOST = MAX_AMOUNT * 100 * MAX_ITEMS
"""The most that the dossiers of a scope may come to, in hundredths, as the lowering has it."""

# No fact and no step is named so.
_FAULTS, _ERROR, _COST, _COUNT, _BEFORE, _GRANTED = "+faults", "+error", "+cost", "+count", "+before", "+granted"


class InBatch(Query):
    """A dossier in a batch that has no other of its scopes: as ``check_dossier`` is then told."""

    def _compile(self) -> None:
        plan, roots = self.plan, dict(self.lowering.roots)
        self.supposed: list[Sql] = []
        keyed = []
        for name in sorted(self.theme.scopes):
            scope = plan.scopes[name]
            stated = conj(not_null(self.lowering.raw(path)) for _, path in scope.key)
            keyed.append(self.columns.named(f"+keyed.{name}", stated))
            roots[f"{ENGINE}{name}"] = granted = self._granted(keyed[-1])
            if scope.earlier is not None:
                stated = self.columns.named(f"+{scope.earlier}", self.lowering.within(scope.earlier))
                supposes = conj([keyed[-1], is_null(stated), not_null(granted)])
                roots[scope.earlier] = case((supposes, granted), otherwise=stated)
                self.supposed.append(supposes)
        total = plan.roles.total
        if keyed and total is not None:
            own = roots[total.path] if total.path in roots else self.lowering.within(total.path)
            cost = self._cost(own)
            known = conj([disj(keyed), binary(exp.GT, cost, whole(0)), binary(exp.LTE, cost, whole(_MOST))])
            roots[BATCH_COST] = case((known, cast(cost, "BIGINT")))
        self.lowering.roots = roots
        super()._compile()

    def _granted(self, keyed: Sql) -> Sql:
        """What those that come before were granted; NULL where it is not settled."""
        return cast(whole(0), "BIGINT")

    def _cost(self, own: Sql) -> Sql:
        """What all of them cost, this one included, as far as they say."""
        return own

    def _status(self, eligible: Sql, lacks: list[Sql]) -> Sql:
        # What others were granted is still asked of who does not state it.
        return super()._status(eligible, [*lacks, *self.supposed])


class Together(InBatch):
    """A dossier among those of the table that share the only scope of its theme.

    They are put in order as ``grants_in_order`` puts them, and each is granted what it is over the list of those before
    it: what they were granted is carried along that list, in the rules' own words.
    """

    def _granted(self, keyed: Sql) -> Sql:
        self._keyed = keyed
        return column(_GRANTED)

    def _cost(self, own: Sql) -> Sql:
        self._own = self.columns.named("+own", own)
        return column(_COST)

    def _compile(self) -> None:
        (self._scope,) = (self.plan.scopes[name] for name in self.theme.scopes)
        self._keyed, self._own = FALSE, whole(0)
        super()._compile()
        self.columns.named(_ERROR, disj([not_null(column(_FAULTS)), self.wrong]))
        grant = None if self.theme.funding is None else self.theme.funding.grant
        if grant is not None:
            found = self.lowering.number(grant)
            over = 10 ** max(0, found.scale - MONEY_SCALE)
            if found.high.sql is not None and found.high.high * MOST_TOGETHER > _MOST * over:
                raise TooWideError

    def _faults(self) -> Sql:
        """And a reference that too many dossiers have."""
        read = self.columns.named(_FAULTS, super()._faults())
        many = disj(
            [
                binary(exp.GT, column(_COUNT), whole(MOST_TOGETHER)),
                binary(exp.GT, column(_COST), whole(_MOST)),
            ]
        )
        paths = ", ".join(path for _, path in self._scope.key)
        return case((conj([is_null(read), self._keyed, many]), text(paths)), otherwise=read)

    # ---- the statement

    def _steps(self) -> Iterator[dict[str, Sql]]:
        """First what each dossier says by itself, then what all those of its scope cost, then what was granted."""
        stages = list(self.columns.stages())
        after = {_COST: 1, _COUNT: 1, _GRANTED: 2}
        for stage in stages:
            for name, value in stage.items():
                after[name] = max((after.get(each.name, 0) for each in value.find_all(exp.Column)), default=0)
        windows = (iter(()), self._counted(), self._carried(stages, after))
        for place, window in enumerate(windows):
            yield from window
            for stage in stages:
                yield {name: value for name, value in stage.items() if after[name] == place}

    def _counted(self) -> Iterator[dict[str, Sql]]:
        """How many dossiers share the scope, and what they cost, as far as those that are at fault let it be known."""
        parts = key_columns(self._scope, self.plan.facts, self.engine)
        keys = {f"+key{place}": case((self._keyed, key)) for place, key in enumerate(parts)}
        self._partition = [*map(column, keys), case((is_null(column("+key0")), column(PLACE)))]
        yield keys
        own = case((is_null(column(_FAULTS)), self._own))
        cost = self.engine.wide(coalesce(own, whole(0)))
        yield {_COUNT: self._window(call("count", whole(1))), _COST: self._window(call("sum", cost))}

    def _window(self, aggregate: Sql, order: list[Sql] | None = None) -> Sql:
        """An aggregate of those of the scope, or of those that come before in some order."""
        found = exp.Window(this=aggregate, partition_by=[each.copy() for each in self._partition])
        if order is not None:
            # Those of a scope that too many share are at fault: none of them is listed with the others.
            many = binary(exp.GT, column(_COUNT), whole(MOST_TOGETHER))
            found.args["partition_by"].append(case((many, column(PLACE))))
            found.set("order", exp.Order(expressions=[exp.Ordered(this=each, nulls_first=True) for each in order]))
            ends = {"start": whole(MOST_TOGETHER), "start_side": "PRECEDING", "end": whole(1), "end_side": "PRECEDING"}
            found.set("spec", exp.WindowSpec(kind="ROWS", **ends))
        return found

    def _order(self) -> list[Sql]:
        """As ``filing_of`` has it."""
        roles = self.plan.roles
        first, last = (cast(text(day), "DATE") for day in ("0001-01-01", "9999-12-31"))
        last = case((not_null(column(_FAULTS)), first), otherwise=last)
        found: list[Sql] = [] if roles.filed_on is None else [coalesce(self.lowering.raw(roles.filed_on), last)]
        if roles.reference is not None:
            reference = self.lowering.raw(roles.reference)
            found += [is_null(reference), coalesce(reference, text(""))]
        return [*found, column(PLACE)]

    def _carried(self, stages: list[dict[str, Sql]], after: dict[str, int]) -> Iterator[dict[str, Sql]]:
        """The dossiers that come before, and what they were granted in all."""
        late = {name: value for stage in stages for name, value in stage.items() if after[name] == 2}
        fields: dict[str, Sql] = {}

        def step(so_far: Sql, of: Callable[[str], Sql]) -> Sql:
            def within(node: exp.Expression) -> exp.Expression:
                if not isinstance(node, exp.Column):
                    return node
                if node.name == _GRANTED:
                    return so_far.copy()
                if node.name in late:
                    return wrapped(late[node.name].transform(within))
                fields[node.name] = node.copy()
                return of(node.name)

            verdict, grant, error = (column(name).transform(within) for name in ("verdict", "grant", _ERROR))
            nothing = disj([binary(exp.EQ, verdict, text("ineligible")), binary(exp.EQ, grant, whole(0))])
            more = binary(exp.Add, so_far, grant)
            return case(
                (error, cast(NULL, "BIGINT")), (nothing, so_far), (binary(exp.EQ, verdict, text("eligible")), more)
            )

        before = self.engine.carried(column(_BEFORE), step)
        yield {_BEFORE: self._window(self.engine.listed(fields), self._order())}
        # Alone, a dossier is granted what it is whatever the others are.
        yield {_GRANTED: case((is_null(column("+key0")), cast(whole(0), "BIGINT")), otherwise=before)}
