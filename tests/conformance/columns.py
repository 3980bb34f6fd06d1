"""The columns that SQL gives against what the Python engine finds: ``python -m tests.conformance.columns``.

Random dossiers of each theme, near the figures that its rules name, more often eligible than chance would have it, with
holes; dossiers that share a ceiling; and random rule sets with random dossiers. ``--dialect`` says which engine runs
the SELECT.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import duckdb

from relance_rules import Report, Rules, load_rules
from relance_rules.checking.asked import asked_of
from relance_rules.checking.check import Elsewhere, check_dossier
from relance_rules.checking.eligibility import finding_of
from relance_rules.checking.projects import Placed, earlier_grants, key_of
from relance_rules.dossiers.facts import Dossier
from relance_rules.plan import nodes
from relance_rules.plan.facts import FactDef, general_path
from relance_rules.plan.limits import limits
from relance_rules.plan.ruleset import Plan, Rule, Theme
from relance_rules.targets.python import program_of
from relance_rules.targets.sql.dialects import ENGINES
from relance_rules.targets.sql.layout import PLACE, Group, Items, Layout, Scalar, flags, layout, scalar
from relance_rules.targets.sql.numbers import TooWideError
from relance_rules.targets.sql.query import Query
from relance_rules.targets.sql.statements import statement
from relance_rules.targets.sql.types import Dialect, create_table
from relance_rules.values import Money

Facts = dict[str, Any]
Run = Callable[[Plan, Theme, Sequence[Facts], bool], list[dict[str, Any]]]
"""The rows that an engine gives for dossiers, in their order; the last says whether they may share a ceiling."""


class Difference(NamedTuple):
    """A dossier of which SQL says something else."""

    theme: str
    facts: Facts
    columns: dict[str, tuple[Any, Any]]
    """What Python and SQL say, where they differ."""


# ---- rows


def row_of(facts: Mapping[str, Any], columns: Layout, place: int, code: str, theme: str) -> dict[str, Any]:
    """A dossier as a row of the table, as JSON writes it."""
    return {**_nested(facts, columns, ""), PLACE: place, theme: code}


def _nested(facts: Mapping[str, Any], columns: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in columns.items():
        path = f"{prefix}{name}"
        if isinstance(column, Group):
            if inner := _nested(facts, column.fields, f"{path}."):
                found[name] = inner
        elif path in facts:
            value = facts[path]
            found[name] = (
                [_nested(item, column.item.fields, "") for item in value]
                if isinstance(column, Items)
                else _cell(value, column)
            )
    return found


def _cell(value: Any, column: Scalar) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == "decimal":
        units = Fraction(value) * 10**column.scale
        assert units.denominator == 1
        return f"{int(units) // 10**column.scale}.{int(units) % 10**column.scale:0{column.scale}d}"
    return int(value) if column.kind == "integer" else value


def expected(report: Report) -> dict[str, Any]:
    """The columns as the report of the Python engine gives them."""
    funding = report.funding
    amounts = {
        "total": funding.total_cost,
        "base": funding.base,
        "before_ceilings": funding.before_ceilings,
        "grant": funding.grant,
    }
    counts = {
        f"missing_{name}": len(found.missing) if found.known else None
        for name, found in (("commitments", report.commitments), ("documents", report.documents))
    }
    return {
        **{f"r_{finding.rule.id.partition('.')[2] or finding.rule.id}": finding.outcome for finding in report.findings},
        "verdict": report.verdict,
        "status": report.status,
        **{name: None if amount is None else int(amount) for name, amount in amounts.items()},
        **counts,
        "faults": None,
    }


# ---- engines


def loaded(plan: Plan, theme: Theme, dossiers: Iterable[Facts]) -> duckdb.DuckDBPyConnection:
    """A database whose table ``dossiers`` holds some."""
    columns = layout(plan, [theme])
    connection = duckdb.connect()
    connection.execute(create_table("dossiers", columns, "duckdb"))
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as file:
        for place, facts in enumerate(dossiers, 1):
            file.write(json.dumps(row_of(facts, columns, place, theme.code, plan.roles.theme)) + "\n")
        file.flush()
        types = connection.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'dossiers'")
        kinds = "{" + ", ".join(f"'{name}': $${kind}$$" for name, kind in types.fetchall()) + "}"
        given = f"read_json($file, format = 'newline_delimited', columns = {kinds})"
        connection.execute(f"INSERT INTO dossiers SELECT * FROM {given}", {"file": file.name})  # noqa: S608
    return connection


def in_duckdb(plan: Plan, theme: Theme, dossiers: Sequence[Facts], projects: bool) -> list[dict[str, Any]]:
    """Run the SELECT in DuckDB."""
    with loaded(plan, theme, dossiers) as connection:
        return rows_in_duckdb(connection, statement(plan, theme, "duckdb", "dossiers", projects=projects))


def rows_in_duckdb(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query, in the order of the dossiers."""
    found = connection.execute(query)
    names = [each[0] for each in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return sorted(rows, key=lambda row: int(row[PLACE]))


class InSpark:
    """Runs the SELECT in a local Spark."""

    def __init__(self, folder: Path, *, ansi: bool = True) -> None:
        from pyspark.sql import SparkSession

        self.folder = folder
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        for name, value in {
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.memory": "1500m",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",
            "spark.sql.ansi.enabled": str(ansi).lower(),
            # Too large to compile is interpreted, and told in a thousand lines.
            "spark.log.level": "OFF",
        }.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("OFF")

    def __call__(self, plan: Plan, theme: Theme, dossiers: Sequence[Facts], projects: bool) -> list[dict[str, Any]]:
        file = self.folder / "dossiers.parquet"
        with loaded(plan, theme, dossiers) as connection:
            connection.execute(f"COPY dossiers TO '{file}' (FORMAT parquet)")
        return self.rows(file, statement(plan, theme, "spark", "dossiers", projects=projects))

    def rows(self, file: Path, query: str) -> list[dict[str, Any]]:
        """The rows of a query over a table, in the order of the dossiers."""
        self.session.read.parquet(str(file)).createOrReplaceTempView("dossiers")
        rows = [row.asDict() for row in self.session.sql(query).collect()]
        return sorted(rows, key=lambda row: int(row[PLACE]))


# ---- comparing


def differences(
    plan: Plan,
    theme: Theme,
    dossiers: Sequence[Facts],
    run: Run,
    seen: Counter[str],
    rules: Rules | None = None,
) -> Iterator[Difference]:
    """Where an engine says something else than Python of some dossiers; ``seen`` counts what Python says.

    With ``rules``, they are the dossiers of a batch, which may share ceilings; each is checked alone otherwise.
    """
    found = run(plan, theme, dossiers, rules is not None)
    assert len(found) == len(dossiers)
    for facts, row, report in zip(dossiers, found, reports(plan, theme, dossiers, seen, rules), strict=True):
        wanted = expected(report)
        seen[report.verdict] += 1
        seen[report.status] += 1
        seen["granted"] += bool(report.funding.grant)
        assert wanted.keys() <= row.keys()
        if columns := {name: (value, row[name]) for name, value in wanted.items() if row[name] != value}:
            yield Difference(theme.code, facts, columns)


def reports(
    plan: Plan, theme: Theme, dossiers: Sequence[Facts], seen: Counter[str], rules: Rules | None = None
) -> Iterator[Report]:
    """What Python says of each dossier; ``seen`` counts those of which others decide."""
    given = [Dossier(read(facts)) for facts in dossiers]
    if rules is None:
        yield from (check_dossier(plan, theme, dossier) for dossier in given)
        return
    scopes = [plan.scopes[name] for name in theme.scopes]
    placed = [
        Placed((place,), theme.code, dossier)
        for place, dossier in enumerate(given, 1)
        if any(key_of(scope, dossier.facts) is not None for scope in scopes)
    ]
    earlier = earlier_grants(placed, rules)
    for place, dossier in enumerate(given, 1):
        known = earlier.get((place,), {})
        report = check_dossier(plan, theme, dossier, known)
        for others in known.values():
            alone = check_dossier(plan, theme, dossier, {name: Elsewhere(Money(0)) for name in known})
            seen["after an unsettled one"] += others.granted is None
            seen["after a grant"] += bool(others.granted)
            seen["granted less than alone"] += (report.funding.grant or 0) < (alone.funding.grant or 0)
        yield report


# ---- random dossiers of a theme


class Maker:
    """Makes dossiers of a theme, near the figures that its rules name."""

    def __init__(self, plan: Plan, theme: Theme, random: Random) -> None:
        self.plan, self.theme, self.random = plan, theme, random
        self.figures: dict[str, set[int]] = {}
        self.wanted: dict[str, set[str]] = {}
        self.money: set[int] = {0}
        read: dict[str, None] = dict.fromkeys(theme.asked)
        for root in theme.roots():
            for node in nodes.walk(root):
                match node:
                    case nodes.Fact(path=path) if path in plan.facts:
                        read[path] = None
                    case nodes.Compare(left=left, right=right):
                        self._figure(left, right)
                        self._figure(right, left)
                    case nodes.In(choice=choice, values=values):
                        asked = nodes.plain(choice)
                        if isinstance(asked, nodes.Fact):
                            self.wanted.setdefault(asked.path, set()).update(values)
                    case nodes.Const(sort="number", scale=2, value=int(value)):
                        self.money.add(value)
        if plan.roles.total is not None:
            read[plan.roles.total.path] = None
        self.about: dict[str, list[Rule]] = {}
        self.wrong: dict[str, list[nodes.Node]] = {}
        for rule in theme.rules:
            for path in _paths(rule.require, rule.when):
                self.about.setdefault(path, []).append(rule)
        for notice in theme.notices:
            if notice.makes == "error" and notice.when is not None:
                for path in _paths(notice.when):
                    self.wrong.setdefault(path, []).append(notice.when)
        lists = {path.partition("[].")[0]: None for path in read if "[]." in path}
        self.read = [*read, *lists]
        self.flags = {path: flags(plan, [theme], path) for path, fact in plan.facts.items() if fact.type == "flags"}

    def _figure(self, constant: nodes.Node, other: nodes.Node) -> None:
        fact = nodes.plain(other)
        if isinstance(constant, nodes.Const) and type(constant.value) is int and isinstance(fact, nodes.Fact):
            scale = 2 if fact.path not in self.plan.facts else self.plan.facts[fact.path].kind.scale
            value = Fraction(constant.value, 10**constant.scale) * 10**scale
            if constant.sort == "day" or value.denominator == 1:
                self.figures.setdefault(fact.path, set()).add(constant.value if constant.sort == "day" else int(value))

    def dossier(self) -> Facts:
        """One dossier; seven in ten are drawn so that no rule refuses them, as far as a few tries go."""
        random = self.random
        good, holes = random.random() < 0.7, random.choice((0, 0, 0, 0.03, 0.15, 0.4))
        facts: Facts = {}
        lines = self.plan.roles.lines
        for path in self.read:
            fact = self.plan.facts.get(path)
            if fact is None or "[]" in path or random.random() < holes:
                continue
            if fact.type == "list" and (lines is None or path != lines.list):
                self._put(facts, path, lambda path=path: self._items(path, good, holes), good)
            elif fact.type not in ("flags", "list"):
                self._put(facts, path, lambda path=path, fact=fact: self._value(path, fact, good), good)
        for path, names in self.flags.items():
            for name in names:
                if random.random() >= holes / 4:
                    facts[f"{path}.{name}"] = random.random() < (0.98 if good else 0.6)
        if lines is not None and random.random() >= holes / 2:
            self._lines(facts, good, holes)
        return facts

    def _put(self, facts: Facts, path: str, draw: Callable[[], Any], good: bool) -> None:
        """State a fact, drawn again where it makes a rule refuse the dossier."""
        for _ in range(6):
            value = draw()
            if value == ():
                return
            facts[path] = value
            if not self._refused(path, facts, good):
                return

    def _refused(self, path: str, facts: Facts, good: bool) -> bool:
        """Whether a rule about a fact refuses what is stated; of one that is not good, only what contradicts itself."""
        program = program_of(self.plan.facts)
        if any(program.truth(when, facts, {}).value is True for when in self.wrong.get(path, ())):
            return True
        if not good or path not in self.about:
            return False
        answers = asked_of(self.plan, self.theme).of(facts)
        return any(finding_of(rule, answers).outcome == "fail" for rule in self.about[path])

    def _items(self, owner: str, good: bool, holes: float, count: int = 0) -> tuple[Facts, ...]:
        random = self.random
        found = []
        for _ in range(count or random.choice((1, 1, 2, 3))):
            for _ in range(6):
                item = {
                    name: self._value(f"{owner}[].{name}", fact, good)
                    for name, fact in self.plan.facts.lists[owner].items()
                    if f"{owner}[].{name}" in self.read and random.random() >= holes * 0.5
                }
                if not self._refused(owner, {owner: (item,)}, good):
                    break
            found.append(item)
        return tuple(found)

    def _lines(self, facts: Facts, good: bool, holes: float) -> None:
        """Lines that mostly come to the total, or that leave it unsaid."""
        roles, random = self.plan.roles, self.random
        assert roles.lines is not None
        items = self._items(roles.lines.list, good, holes, random.choice((1, 2, 3, 8, 14)))
        total = None if roles.total is None else facts.get(roles.total.path)
        if total is not None and random.random() < 0.85:
            left = total
            for place, item in enumerate(items, 1):
                share = left if place == len(items) else random.randint(0, left * 2 // (len(items) - place + 1) or 0)
                share = min(share, left)
                if roles.lines.amount in item:
                    item[roles.lines.amount] = Money(share)
                left -= share
            if random.random() < 0.25 and roles.total is not None:
                del facts[roles.total.path]
        # An item that says nothing, which a reader drops.
        facts[roles.lines.list] = (*items, {}) if random.random() < 0.05 else items

    def _value(self, path: str, fact: FactDef, good: bool) -> Any:
        random = self.random
        figures = self.figures.get(general_path(path), set())
        match fact.type:
            case "boolean":
                wanted = self.wanted.get(path, {"true"})
                return (
                    ("true" in wanted) == (random.random() < 0.95)
                    if good and len(wanted) == 1
                    else random.random() < 0.5
                )
            case "enumeration" | "country":
                known = sorted(fact.values) if fact.values else ["FR", "DE", "US", "GP"]
                wanted = [name for name in known if name in self.wanted.get(path, ())]
                return random.choice(wanted if wanted and random.random() < (0.9 if good else 0.3) else known)
            case "date":
                day = random.choice(sorted(figures) or [date(2021, 3, 1).toordinal()])
                return date.fromordinal(day) + timedelta(random.choice((0, 0, 1, -1, 30, 100, 200)))
            case "text" | "siret":
                return "13002526500013" if fact.type == "siret" else random.choice(("a", "b"))
        ends = limits(fact, self.plan.currency)
        assert ends is not None
        near = sorted(figures or (self.money if fact.type == "money" else {0, ends[1] // 2 if ends[1] < 10**9 else 10}))
        draw = random.random()
        if draw < 0.3:
            found = random.choice(near) + random.choice((-1, 0, 0, 1))
        elif draw < 0.93 or good:
            found = random.randint(0, max(1, random.choice(near) * 13 // 10))
        else:
            found = random.randint(*ends)
        found = min(max(found, ends[0]), ends[1])
        if fact.kind.python is Fraction:
            return Fraction(found, 10**fact.kind.scale)
        return Money(found) if fact.type == "money" else found


def _paths(*roots: nodes.Node | None) -> set[str]:
    """The facts and the lists that some nodes read."""
    found = (node for root in roots if root is not None for node in nodes.walk(root))
    return {
        node.list if isinstance(node, nodes.Fold) else node.path
        for node in found
        if isinstance(node, (nodes.Fact, nodes.Fold))
    }


def read(facts: Facts) -> Facts:
    """A dossier as reading leaves it: without the items that say nothing."""
    kept = {
        path: tuple(item for item in value if item) if isinstance(value, tuple) else value
        for path, value in facts.items()
    }
    return {path: value for path, value in kept.items() if value != ()}


def sharing(maker: Maker, count: int) -> list[Facts]:
    """Dossiers some of which share a project, whose reference is spelled in many ways, or a day, or a reference."""
    random, plan = maker.random, maker.plan
    names = sorted(maker.theme.scopes)
    scopes = [plan.scopes[name] for name in names]
    references = [path for scope in scopes for kind, path in scope.key if kind == "fact"]
    earlier = [scope.earlier for scope in scopes if scope.earlier is not None]
    found = []
    for _ in range(count):
        facts = maker.dossier()
        for _ in range(random.choice((0, 3, 8))):
            # Most are granted something, little enough for several to be.
            if plan.roles.requested is not None:
                facts[plan.roles.requested.path] = Money(random.randrange(1, 700_000_00))
            alone = dict.fromkeys(names, Elsewhere(Money(0)))
            report = check_dossier(plan, maker.theme, Dossier(read(facts)), alone)
            if report.verdict == "eligible" and report.funding.grant:
                break
            facts = maker.dossier()
        for path in references:
            facts.pop(path, None)
            if random.random() < 0.95:
                facts[path] = random.choice(_SPELLINGS).format(random.randrange(1 + count // 16))
        for path in earlier:
            if (draw := random.random()) < 0.7:
                facts[path] = Money(0)
            if draw < 0.4:
                del facts[path]
        if plan.roles.reference is not None:
            facts.pop(plan.roles.reference, None)
            if random.random() < 0.9:
                facts[plan.roles.reference] = random.choice("aABé")
        found.append(facts)
    return found


_SPELLINGS = ("P-{}", "p-{}", " p–{}. ", "P --{}", "p-\u00a0{}", "p\u00ad-{}!", "« p-{} »", "Straße {}", "STRASSE{}")


def emptied(dossiers: Sequence[Facts]) -> list[Facts]:
    """Some dossiers, and a few of them again with lists of no item, which a reader drops."""
    empty = ({path: () if isinstance(of, tuple) else of for path, of in facts.items()} for facts in dossiers[::20])
    return [*dossiers, *empty]


def beyond(maker: Maker) -> list[Facts]:
    """Dossiers of which one number that rules read, of theirs or of an item, is at an end of what its column holds.

    No reader lets it through. Arithmetic on it overflows: DuckDB raises, and Spark wraps where it is without ANSI.
    """
    found: list[Facts] = []
    for path in sorted(Query(maker.plan, maker.theme, ENGINES["duckdb"]).lowering.read):
        owner, inside, name = path.partition("[].")
        if scalar(maker.plan.facts[path]).kind != "integer":
            continue
        for end in (-(2**63), 2**63 - 1):
            facts = maker.dossier()
            found.append({**facts, owner: (*facts.get(owner, ()), {name: end}) if inside else end})
    return found


# ---- random rule sets


def random_sets(seed: int, dialect: Dialect) -> Iterator[tuple[Plan, Theme, Callable[[], Facts]]]:
    """Random rule sets, each with a maker of dossiers that meet its figures."""
    from random_rules import coarser, full_facts, holes, plan_with, theme, without

    random = Random(seed)  # noqa: S311 -- the same on every run
    while True:
        plan, made = plan_with(theme(random, supposing=random.random() < 0.5))
        try:
            statement(plan, made, dialect, "dossiers")
        except TooWideError:
            # A product of products, larger than 38 digits hold: it is refused, and says so.
            sys.stdout.write("too wide\n")
            continue

        def dossier() -> Facts:
            facts = coarser(full_facts(random), random)
            return without(facts, holes(facts, random, set(), random.choice((0, 0.05, 0.2, 0.5))))

        yield plan, made, dossier


# ---- the command


def main(arguments: list[str] | None = None) -> int:
    """Compare, print what differs, and return 1 if anything does."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.columns", description=__doc__)
    parser.add_argument("--dialect", choices=("duckdb", "spark"), default="duckdb")
    parser.add_argument("--ansi", action=argparse.BooleanOptionalAction, default=True, help="the mode of Spark")
    parser.add_argument("--count", type=int, default=10_000, help="dossiers of each theme")
    parser.add_argument("--sets", type=int, default=200, help="random rule sets")
    parser.add_argument("--each", type=int, default=200, help="dossiers of each random rule set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--themes", nargs="*", default=None)
    parser.add_argument("--show", type=int, default=3, help="how many differences to print")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        run: Run = in_duckdb if given.dialect == "duckdb" else InSpark(Path(folder), ansi=given.ansi)
        wrong = 0
        rules = load_rules()
        plan = rules.plan
        for code in plan.themes if given.themes is None else given.themes:
            maker = Maker(plan, plan.themes[code], Random(f"{given.seed}{code}"))  # noqa: S311
            dossiers = emptied([maker.dossier() for _ in range(given.count)])
            wrong += _compare(plan, plan.themes[code], dossiers, run, given.show)
            if plan.themes[code].scopes:
                wrong += _compare(plan, plan.themes[code], sharing(maker, given.count // 4), run, given.show, rules)
            wrong += unrefused(plan, plan.themes[code], beyond(maker), run)
        for set_plan, theme, dossier in islice(random_sets(given.seed, given.dialect), given.sets):
            wrong += _compare(set_plan, theme, [dossier() for _ in range(given.each)], run, given.show)
    sys.stdout.write(f"{wrong} differences\n")
    return 1 if wrong else 0


def unrefused(plan: Plan, theme: Theme, dossiers: Sequence[Facts], run: Run) -> int:
    """How many of the dossiers that no reader lets through are not in error, with nothing but their faults."""
    rows = [row for projects in {False, bool(theme.scopes)} for row in run(plan, theme, dossiers, projects)]
    found = [row for row in rows if row["status"] != "error" or not row["faults"] or row.get("grant") is not None]
    sys.stdout.write(f"{theme.code}: {len(rows)} dossiers that no reader lets through, {len(found)} are\n")
    return len(found)


def _compare(
    plan: Plan, theme: Theme, dossiers: Sequence[Facts], run: Run, show: int, rules: Rules | None = None
) -> int:
    seen: Counter[str] = Counter()
    found = list(differences(plan, theme, dossiers, run, seen, rules))
    sys.stdout.write(f"{theme.code}: {len(dossiers)} dossiers, {len(found)} differ; {dict(sorted(seen.items()))}\n")
    for each in found[:show]:
        sys.stdout.write(f"  {each.columns}\n  {each.facts}\n")
    sys.stdout.flush()
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
