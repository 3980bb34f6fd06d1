"""The query that says of each dossier of a theme in the canonical table what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from relance_rules.plan.facts import FactDef, Tree
from relance_rules.plan.limits import COUNTRIES, limits
from relance_rules.plan.nodes import TRUE as TRUE_NODE
from relance_rules.plan.nodes import Const, Named, walk
from relance_rules.plan.ruleset import Plan, Requirements, Rule, Theme
from relance_rules.plan.scales import BATCH_COST, ENGINE
from relance_rules.targets.sql.columns import Columns
from relance_rules.targets.sql.dialects import ITEM, Engine, Fold
from relance_rules.targets.sql.layout import FAULTS, PLACE, scalar
from relance_rules.targets.sql.lowering import MAX_ITEMS, Lowering
from relance_rules.targets.sql.numbers import UnsettledError
from relance_rules.targets.sql.terms import (
    FALSE,
    NULL,
    TRUE,
    Sql,
    binary,
    call,
    case,
    cast,
    coalesce,
    column,
    conj,
    disj,
    field,
    is_null,
    neg,
    not_null,
    one_of,
    param,
    surely,
    text,
    whole,
)
from relance_rules.targets.sql.types import table_of

NO_ITEM, FAULTY = 1, 2


def outcome_name(rule: Rule) -> str:
    """The column of the outcome of a rule."""
    return f"r_{rule.id.partition('.')[2] or rule.id}"


@dataclass
class Query:
    """A query as it is made."""

    plan: Plan
    theme: Theme
    engine: Engine

    def __post_init__(self) -> None:
        """Compile the theme."""
        self.columns = Columns(self.engine)
        roots: dict[str, Sql] = {}
        self.lowering = Lowering(self.plan, self.engine, self.columns, roots)
        self._codes: dict[str, Sql] = {}
        lists = {owner: self._stated(owner) for owner in self.plan.facts.lists}
        roots.update(lists)
        self._contradiction = self._settle(roots)
        roots |= {f"{ENGINE}{scope}": cast(whole(0), "BIGINT") for scope in self.theme.scopes}
        roots[BATCH_COST] = cast(NULL, "BIGINT")
        self.out: dict[str, Sql] = {}
        self._compile()

    # ---- lists

    def _stated(self, owner: str) -> Sql:
        """The items of a list that say something; NULL where there are none, and where one is faulty."""
        items = column(owner)
        blank = conj(is_null(each) for each in _leaves(param(ITEM), self.plan.facts.trees[owner]))
        # What is faulty is known once the facts that the rules read are.
        self._codes[owner] = code = column(f"_items_{owner}")
        kept = self.engine.kept(items, neg(blank))
        self.columns.named(f"_items_{owner}", whole(0))
        normal = case((binary(exp.EQ, code, whole(0)), items), (binary(exp.EQ, code, whole(NO_ITEM)), kept))
        found = self.columns.named(f"_kept_{owner}", normal)
        return self.columns.named(f"_{owner}", case((binary(exp.GT, self.engine.size(found), whole(0)), found)))

    def _code_of(self, owner: str) -> Sql:
        """Of a list: 0 where it is as a reader gives it, 1 where some items say nothing, 2 where one is faulty."""
        item, items = param(ITEM), column(owner)
        blank = conj(is_null(each) for each in _leaves(item, self.plan.facts.trees[owner]))
        faulty = disj(
            self._faulty(field(item, *path.partition("[].")[2].split(".")), fact)
            for path, fact in self.lowering.read.items()
            if path.startswith(f"{owner}[].")
        )
        arms = [(faulty, whole(FAULTY))] if faulty != FALSE else []
        code = case(*arms, (blank, whole(NO_ITEM)), otherwise=whole(0))
        long = binary(exp.GT, self.engine.size(items), whole(MAX_ITEMS))
        return case((long, whole(FAULTY)), otherwise=self.columns.folded_at_once(items, Fold("greatest", code)))

    # ---- the total and the lines

    def _settle(self, roots: dict[str, Sql]) -> Sql:
        """Settle the total and the lines, which must say the same; whether they contradict each other."""
        roles = self.plan.roles
        if roles.total is None or roles.lines is None:
            return FALSE
        lines, amount = roots[roles.lines.list], field(param(ITEM), *roles.lines.amount.split("."))
        self.lowering.read[f"{roles.lines.list}[].{roles.lines.amount}"] = self.plan.facts[
            f"{roles.lines.list}[].{roles.lines.amount}"
        ]
        stated = self.lowering.raw_read(roles.total.path)
        known = coalesce(amount, cast(whole(0), "BIGINT"))
        missing = case((is_null(amount), cast(whole(1), "BIGINT")), otherwise=cast(whole(0), "BIGINT"))
        sum_ = self.columns.shared(self.columns.folded(lines, Fold("sum", known), "lines"), "lines")
        lacking = self.columns.folded(lines, Fold("sum", missing), "without_amount")
        complete = binary(exp.EQ, lacking, whole(0))
        agrees = disj([binary(exp.EQ, sum_, stated), conj([neg(complete), binary(exp.LT, sum_, stated)])])
        contradicts = self.columns.named(
            "_contradiction", surely(conj([not_null(lines), not_null(stated), neg(agrees)]))
        )
        total = case((contradicts, NULL), (not_null(stated), stated), (complete, sum_))
        roots[roles.total.path] = self.columns.named("_total", total)
        name = f"_settled_{roles.lines.list}"
        roots[roles.lines.list] = self.columns.named(name, case((neg(contradicts), lines)))
        return contradicts

    # ---- what the dossier comes to

    def _compile(self) -> None:
        theme, plan = self.theme, self.plan
        outcomes = {outcome_name(rule): self._outcome(rule) for rule in theme.rules}
        names = [self.columns.named(name, value) for name, value in outcomes.items()]
        failed = disj(binary(exp.EQ, name, text("fail")) for name in names)
        unknown = disj(binary(exp.EQ, name, text("unknown")) for name in names)
        verdict = self.columns.named(
            "verdict", case((failed, text("ineligible")), (unknown, text("undetermined")), otherwise=text("eligible"))
        )
        funding = theme.funding
        amounts = {
            "total": None if funding is None or funding.grant is None else funding.total,
            "base": None if funding is None or funding.grant is None else funding.base,
            "before_ceilings": None if funding is None or funding.grant is None else funding.rate,
            "grant": None if funding is None else funding.grant,
        }
        money = {name: self.columns.named(name, self._money(node)) for name, node in amounts.items()}
        lacks: list[Sql] = []
        missing = {}
        for name, asked in (("commitments", theme.commitments), ("documents", theme.documents)):
            count, unsettled = self._missing(asked)
            missing[f"missing_{name}"] = counted = self.columns.named(f"missing_{name}", count)
            lacks += unsettled
            if asked.unknown is None and asked.asked:
                lacks.append(binary(exp.GT, counted, whole(0)))
        if funding is not None:
            lacks.append(disj([is_null(money["grant"]), binary(exp.EQ, money["grant"], whole(0))]))
            if plan.roles.requested is not None:
                requested = self.lowering.raw_read(plan.roles.requested.path)
                lacks.append(is_null(requested))
        status = self._status(verdict, lacks)
        faults = self.columns.named("faults", self._faults())
        for owner in self._codes:
            self.columns.replace(f"_items_{owner}", self._code_of(owner))
        self.out = {PLACE: column(PLACE)}
        if plan.roles.reference is not None:
            raw = self.lowering.raw(plan.roles.reference)
            self.out["reference"] = raw
        sound = is_null(faults)
        found = {**{name: column(name) for name in outcomes}, "verdict": verdict}
        self.out |= {name: case((sound, value)) for name, value in found.items()}
        self.out["status"] = case((sound, status), otherwise=text("error"))
        self.out |= {name: case((sound, value)) for name, value in (money | missing).items()}
        self.out["faults"] = faults

    def _outcome(self, rule: Rule) -> Sql:
        if rule.require is None:
            return text("not_applicable")
        truth = self.columns.shared(self.lowering.truth(rule.require), rule.id)
        guard = TRUE if rule.when is None else self.columns.shared(self.lowering.truth(rule.when), f"{rule.id}.when")
        arms = [(neg(guard), text("not_applicable")), (truth, text("pass")), (conj([neg(truth), guard]), text("fail"))]
        return case(*(arm for arm in arms if arm[0] != FALSE), otherwise=text("unknown"))

    def _money(self, node: Named | None) -> Sql:
        """An amount in hundredths, NULL where it is not known; what is finer is cut."""
        if node is None:
            return cast(NULL, "BIGINT")
        found = self.lowering.number(node)
        if found.low.sql is None or found.high.sql is None:
            return cast(NULL, "BIGINT")
        cents = self.lowering.cents(found)
        value = cast(cents.value, "BIGINT")
        if found.low == found.high and not found.low.open:
            return value
        return case((binary(exp.EQ, found.low.sql, found.high.sql), value))

    def _missing(self, asked: Requirements) -> tuple[Sql, list[Sql]]:
        """How many requirements are missing, and whether it depends on something whether some apply."""
        if asked.unknown is not None:
            return cast(NULL, "BIGINT"), []
        count: list[Sql] = []
        unsettled: list[Sql] = []
        for requirement in asked.asked:
            given = surely(self.lowering.flag(requirement.fact))
            applies = TRUE if requirement.when is None else self.columns.shared(self.lowering.truth(requirement.when))
            lacks = conj([neg(given), applies])
            count.append(case((lacks, cast(whole(1), "BIGINT")), otherwise=cast(whole(0), "BIGINT")))
            if applies not in (TRUE, FALSE):
                if any(isinstance(node, Const) and node.value is None for node in walk(requirement.when or TRUE_NODE)):
                    # Where no fact would settle it, a dossier may be ready; SQL does not tell which unknown it is.
                    raise UnsettledError(requirement.id)
                unsettled.append(conj([neg(given), is_null(applies)]))
        total = count[0] if count else cast(whole(0), "BIGINT")
        for each in count[1:]:
            total = binary(exp.Add, total, each)
        return total, unsettled

    def _status(self, verdict: Sql, lacks: list[Sql]) -> Sql:
        notices = [
            (notice.makes, TRUE if notice.when is None else self.lowering.truth(notice.when))
            for notice in self.theme.notices
        ]
        wrong = [truth for makes, truth in notices if makes == "error"]
        lacking = [truth for makes, truth in notices if makes == "incomplete"]
        self.wrong = surely(disj([self._contradiction, *wrong]))
        arms = [
            (self.wrong, text("error")),
            (binary(exp.EQ, verdict, text("ineligible")), text("ineligible")),
            (surely(disj([binary(exp.NEQ, verdict, text("eligible")), *lacks, *lacking])), text("incomplete")),
        ]
        return self.columns.named("status", case(*(arm for arm in arms if arm[0] != FALSE), otherwise=text("ready")))

    # ---- faults

    def _faulty(self, value: Sql, fact: FactDef) -> Sql:
        """Whether a value is one that no reader lets through; never NULL."""
        found: Sql = FALSE
        ends = limits(fact, self.plan.currency)
        if fact.type == "enumeration":
            found = neg(one_of(value, fact.values or {}))
        elif fact.type == "country":
            found = neg(one_of(value, COUNTRIES))
        elif ends is not None and fact.type != "date":
            scale = fact.kind.scale if scalar(fact).kind == "decimal" else 0
            low, high = (_decimal(end, scale) for end in ends)
            found = disj([binary(exp.LT, value, low), binary(exp.GT, value, high)])
        elif ends is not None:
            low_day, high_day = (self.lowering.numbers.constant(end, day=True).low.value for end in ends)
            found = disj([binary(exp.LT, value, low_day), binary(exp.GT, value, high_day)])
        return surely(found)

    def _faults(self) -> Sql:
        """The facts that are faulty, by path, parted by commas; NULL where there is none."""
        arms = [
            (self._faulty(self.lowering.raw(path), fact), path)
            for path, fact in self.lowering.read.items()
            if "[]" not in path and fact.kind.sort not in ("text", "group")
        ]
        arms += [(surely(binary(exp.EQ, code, whole(FAULTY))), owner) for owner, code in self._codes.items()]
        told = [case((when, text(path))) for when, path in arms if when != FALSE]
        told.insert(0, self.engine.joined(column(FAULTS)))
        return call("NULLIF", call("CONCAT_WS", text(", "), *told), text(""))

    # ---- the statement

    def _steps(self) -> Iterator[dict[str, Sql]]:
        """Columns by name: those of a step read those of the steps before it."""
        return self.columns.stages()

    def expression(self, source: str) -> exp.Select:
        """The statement over a table."""
        theme = field(*_split(self.plan.roles.theme))
        found = exp.select(*(exp.alias_(value.copy(), name, quoted=True) for name, value in self.out.items()))
        before = table_of(source)
        for place, stage in enumerate(filter(None, self._steps())):
            step = exp.select(
                exp.Star(), *(exp.alias_(value.copy(), name, quoted=True) for name, value in stage.items())
            ).from_(before)
            if place == 0:
                step = step.where(binary(exp.EQ, theme, text(self.theme.code)))
            found = found.with_(f"step_{place + 1}", as_=step, copy=False)
            before = exp.to_table(f"step_{place + 1}")
        return found.from_(before)


def _split(path: str) -> tuple[Sql, *tuple[str, ...]]:
    first, *others = path.split(".")
    return column(first), *others


def _leaves(item: Sql, tree: Tree) -> Iterator[Sql]:
    """The facts of an item."""
    for name, below in tree.items():
        inner = field(item, name)
        if isinstance(below, dict):
            yield from _leaves(inner, below)
        else:
            yield inner


def _decimal(value: int, scale: int) -> Sql:
    """A number of units as a decimal."""
    if not scale:
        return whole(value)
    return exp.Literal.number(f"{value // 10**scale}.{value % 10**scale:0{scale}d}")
