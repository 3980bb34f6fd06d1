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
    param,
    surely,
    text,
    whole,
)
from relance_rules.targets.sql.types import table_of

SOUND, NO_ITEM, FAULTY, EMPTY = range(4)
"""What a list is like: as a reader gives it, with items that say nothing, with one that is faulty, or of no item."""


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
        self._codes[owner] = code = self.columns.named(f"_items_{owner}", whole(0))
        some = case((binary(exp.EQ, code, whole(NO_ITEM)), self.engine.kept(items, neg(blank))))
        kept = self.columns.named(f"_kept_{owner}", some)
        arms = (binary(exp.EQ, code, whole(SOUND)), items), (binary(exp.GT, self.engine.size(kept), whole(0)), kept)
        return self.columns.named(f"_{owner}", case(*arms))

    def _code_of(self, owner: str) -> Sql:
        """What a list is like: most are as a reader gives them, or not stated, and are taken as they are."""
        item, items = param(ITEM), column(owner)
        blank = conj(is_null(each) for each in _leaves(item, self.plan.facts.trees[owner]))
        faulty = disj(
            self._faulty(field(item, *path.partition("[].")[2].split(".")), fact)
            for path, fact in self.lowering.read.items()
            if path.startswith(f"{owner}[].")
        )
        arms = [(faulty, whole(FAULTY))] if faulty != FALSE else []
        code = case(*arms, (blank, whole(NO_ITEM)), otherwise=whole(SOUND))
        size = self.engine.size(items)
        return case(
            (binary(exp.GT, size, whole(MAX_ITEMS)), whole(FAULTY)),
            (binary(exp.EQ, size, whole(0)), whole(EMPTY)),
            otherwise=coalesce(self.columns.folded_at_once(items, Fold("greatest", code)), whole(SOUND)),
        )

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
        stated = self.lowering.within(roles.total.path)
        known = coalesce(amount, cast(whole(0), "BIGINT"))
        said = self.columns.folded(lines, Fold("sum", known), "lines")
        # NULL where a line has no amount.
        complete = self.columns.folded(lines, Fold("sum", amount, open_=True), "complete_lines")
        agrees = disj([binary(exp.EQ, said, stated), conj([is_null(complete), binary(exp.LT, said, stated)])])
        contradicts = self.columns.named(
            "_contradiction", surely(conj([not_null(lines), not_null(stated), neg(agrees)]))
        )
        total = case((contradicts, NULL), (not_null(stated), stated), otherwise=complete)
        roots[roles.total.path] = self.columns.named("_total", total)
        roots[roles.lines.list] = self.columns.only_where(f"_settled_{roles.lines.list}", lines, neg(contradicts))
        return contradicts

    # ---- what the dossier comes to

    def _compile(self) -> None:
        theme, plan = self.theme, self.plan
        outcomes = {}
        holds = []
        for rule in theme.rules:
            truth, guard = self._asked(rule)
            outcomes[outcome_name(rule)] = self._outcome(truth, guard)
            holds.append(disj([neg(guard), truth]))
        for name, value in outcomes.items():
            self.columns.named(name, value)
        eligible = self.columns.shared(conj(holds), "eligible")
        verdict = self.columns.named("verdict", _verdict(eligible))
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
        status = self._status(eligible, lacks)
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

    def _asked(self, rule: Rule) -> tuple[Sql, Sql]:
        """Whether a rule holds, and whether it applies."""
        if rule.require is None:
            return TRUE, FALSE
        truth = self.columns.shared(self.lowering.truth(rule.require), rule.id)
        guard = TRUE if rule.when is None else self.columns.shared(self.lowering.truth(rule.when), f"{rule.id}.when")
        return truth, guard

    def _outcome(self, truth: Sql, guard: Sql) -> Sql:
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
            count.append(cast(surely(lacks), "BIGINT"))
            if applies not in (TRUE, FALSE):
                if any(isinstance(node, Const) and node.value is None for node in walk(requirement.when or TRUE_NODE)):
                    # Where no fact would settle it, a dossier may be ready; SQL does not tell which unknown it is.
                    raise UnsettledError(requirement.id)
                unsettled.append(conj([neg(given), is_null(applies)]))
        total = count[0] if count else cast(whole(0), "BIGINT")
        for each in count[1:]:
            total = binary(exp.Add, total, each)
        return total, unsettled

    def _status(self, eligible: Sql, lacks: list[Sql]) -> Sql:
        notices = [
            (notice.makes, TRUE if notice.when is None else self.lowering.truth(notice.when))
            for notice in self.theme.notices
        ]
        wrong = [truth for makes, truth in notices if makes == "error"]
        lacking = [truth for makes, truth in notices if makes == "incomplete"]
        self.wrong = surely(disj([self._contradiction, *wrong]))
        arms = [
            (self.wrong, text("error")),
            (neg(eligible), text("ineligible")),
            (disj([is_null(eligible), *lacks, *lacking]), text("incomplete")),
        ]
        return self.columns.named("status", case(*(arm for arm in arms if arm[0] != FALSE), otherwise=text("ready")))

    # ---- faults

    def _faulty(self, value: Sql, fact: FactDef) -> Sql:
        """Whether a value is one that no reader lets through; NULL where it is not stated."""
        ends = limits(fact, self.plan.currency)
        if fact.type == "enumeration":
            return neg(self.engine.among(value, fact.values or {}))
        if fact.type == "country":
            return neg(self.engine.among(value, COUNTRIES))
        if ends is None:
            return FALSE
        if fact.type == "date":
            low, high = (self.lowering.numbers.constant(end, day=True).low.value for end in ends)
        else:
            scale = fact.kind.scale if scalar(fact).kind == "decimal" else 0
            low, high = (_decimal(end, scale) for end in ends)
        return disj([binary(exp.LT, value, low), binary(exp.GT, value, high)])

    def _faults(self) -> Sql:
        """The facts that are faulty, by path, parted by commas; NULL where there is none."""
        arms = [
            (self._faulty(self.lowering.raw(path), fact), path)
            for path, fact in self.lowering.read.items()
            if "[]" not in path and fact.kind.sort not in ("text", "group")
        ]
        arms += [(binary(exp.EQ, code, whole(FAULTY)), owner) for owner, code in self._codes.items()]
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


def _verdict(eligible: Sql) -> Sql:
    arms = [(eligible, text("eligible")), (neg(eligible), text("ineligible"))]
    return case(*(arm for arm in arms if arm[0] != FALSE), otherwise=text("undetermined"))


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
