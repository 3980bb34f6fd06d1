"""Faults put into the lowering to SQL, one at a time, each of which the comparison must see.

``python -m tests.conformance.mutants --dialect duckdb``: what it does not see is printed, and the exit code is 1. So it
is where it sees a fault in what has none.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from itertools import islice
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, NamedTuple

from relance_rules import Rules, load_rules
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets import sql as target
from relance_rules.targets.sql.layout import PLACE

from . import columns

_ROOM = target.__name__
_THEMES = ("SNAP3", "ITN6", "ITN3", "ITN1", "SNAP2A")


class Mutant(NamedTuple):
    """A fault: in a module of the target, a text that stands there once and another for it; of a dialect or of all."""

    name: str
    module: str
    text: str
    instead: str
    dialect: str | None = None


MUTANTS = (
    Mutant("an unknown truth of an item counts as false", "terms", "whole(2)), whole(1))", "whole(2)), whole(0))"),
    Mutant("an unknown truth of an item counts as true", "terms", "whole(2)), whole(1))", "whole(2)), whole(2))"),
    Mutant("true and false of a fold are swapped", "terms", "found.when(whole(2), TRUE", "found.when(whole(2), FALSE"),
    Mutant("a conjunction is a disjunction", "terms", "_joined(exp.And, kept)", "_joined(exp.Or, kept)"),
    Mutant("a disjunction is a conjunction", "terms", "_joined(exp.Or, kept)", "_joined(exp.And, kept)"),
    Mutant(
        "a choice between truths takes the second where unknown",
        "terms",
        "    arms = [(when, then), (neg(when), otherwise)]",
        "    return case((when, then), otherwise=otherwise)\n    arms = [(when, then)]",
    ),
    Mutant("what is not surely so is so", "terms", "coalesce(truth, FALSE)", "coalesce(truth, TRUE)"),
    Mutant(
        "every list quantifies the other way",
        "lowering",
        '"least" if node.how == "all"',
        '"least" if node.how == "any"',
    ),
    Mutant(
        "a list that is not stated satisfies",
        "lowering",
        "absent = UNKNOWN if node.absent is None else self.truth",
        "absent = TRUE if node.absent is None else self.truth",
    ),
    Mutant("comparisons are strict", "numbers", "(exp.LT, exp.GTE) if strict", "(exp.LT, exp.GTE) if True"),
    Mutant("comparisons are never strict", "numbers", "(exp.LT, exp.GTE) if strict", "(exp.LT, exp.GTE) if False"),
    Mutant(
        "the high end is compared with the high end",
        "numbers",
        "_compared(below, one.high, other.low)",
        "_compared(below, one.high, other.high)",
    ),
    Mutant(
        "the low end is compared with the low end",
        "numbers",
        "_compared(above, one.low, other.high)",
        "_compared(above, one.low, other.low)",
    ),
    Mutant(
        "decimals are not aligned",
        "numbers",
        "scale = max(part.scale for part in parts)",
        "scale = min(part.scale for part in parts); return list(parts)",
    ),
    Mutant(
        "the least of some passes over an unknown one",
        "numbers",
        "if strictly and open_ and len(values) > 1:",
        "if False:",
    ),
    Mutant(
        "the least is the greatest",
        "numbers",
        'call("LEAST" if least else "GREATEST", *values)',
        'call("GREATEST" if least else "LEAST", *values)',
    ),
    Mutant(
        "a difference takes the wrong ends",
        "numbers",
        "self._combined(exp.Sub, one.low, other.high)",
        "self._combined(exp.Sub, one.low, other.low)",
    ),
    Mutant(
        "an unknown guard takes the first branch",
        "numbers",
        "        if first and not otherwise.open:",
        "        if True:",
    ),
    Mutant(
        "an end is open where one branch is",
        "numbers",
        "return replace(known, sql=case((holds, known.value)), open=True)",
        "return known",
    ),
    Mutant(
        "the first of two numbers does not fall back",
        "numbers",
        "return End(coalesce(one.sql, other.sql), low, high, other.open)",
        "return End(coalesce(other.sql, one.sql), low, high, other.open)",
    ),
    Mutant(
        "nought times anything is unknown",
        "numbers",
        "return replace(found, sql=case(*arms, otherwise=found.sql), low",
        "return replace(found, sql=found.sql, low",
    ),
    Mutant(
        "rounding goes up",
        "lowering",
        'node.way or "down")\n\n        return self.numbers.over',
        '"up")\n\n        return self.numbers.over',
    ),
    Mutant(
        "hundredths are cut from tenths",
        "lowering",
        "10 ** (number.scale - MONEY_SCALE)).low",
        "10 ** (number.scale - MONEY_SCALE + 1)).low",
    ),
    Mutant(
        "what one fact states is what it may be",
        "lowering",
        "if absent is None or scope == ANY:\n                    otherwise = _decided",
        "if True:\n                    otherwise = _decided",
    ),
    Mutant(
        "a general value is one of its narrower ones",
        "lowering",
        "return TRUE if found <= wanted else FALSE",
        "return TRUE if found & wanted else FALSE",
    ),
    Mutant(
        "a yes is a no",
        "lowering",
        "found = (value if true == TRUE else neg(value))",
        "found = (neg(value) if true == TRUE else value)",
    ),
    Mutant(
        "a list that is not stated sums to nought",
        "lowering",
        "high = self._where_stated(items, stated.high, self._nought_where(any_.high, exp.LTE, nought))",
        "high = self._where_stated(items, stated.high, nought)",
    ),
    Mutant(
        "a day is moved the other way",
        "lowering",
        "moved = self.engine.months_later(end.value, months)",
        "moved = self.engine.months_later(end.value, -months)",
    ),
    Mutant("items that say nothing are kept", "query", "self.engine.kept(items, neg(blank))", "items"),
    Mutant(
        "an empty list is a list",
        "query",
        "(binary(exp.EQ, size, whole(0)), whole(EMPTY))",
        "(binary(exp.EQ, size, whole(0)), whole(SOUND))",
    ),
    Mutant(
        "lines that are short of the total contradict it",
        "query",
        "conj([is_null(complete), binary(exp.LT, said, stated)])",
        "FALSE",
    ),
    Mutant(
        "a total is not taken from its lines",
        "query",
        "(not_null(stated), stated), otherwise=complete)",
        "(not_null(stated), stated))",
    ),
    Mutant("lines that contradict the total are kept", "query", "lines, neg(contradicts))", "lines, TRUE)"),
    Mutant(
        "an unknown guard does not matter",
        "query",
        '(conj([neg(truth), guard]), text("fail"))',
        '(neg(truth), text("fail"))',
    ),
    Mutant(
        "a grant that is not known is the least",
        "query",
        "return case((binary(exp.EQ, found.low.sql, found.high.sql), value))",
        "return value",
    ),
    Mutant("what is not asked is missing", "query", "lacks = conj([neg(given), applies])", "lacks = neg(given)"),
    Mutant("a request that is not made lacks nothing", "query", "lacks.append(is_null(requested))", "pass"),
    Mutant(
        "notices make nothing", "query", 'wrong = [truth for makes, truth in notices if makes == "error"]', "wrong = []"
    ),
    Mutant(
        "a grant of nothing is ready",
        "query",
        'lacks.append(disj([is_null(money["grant"]), binary(exp.EQ, money["grant"], whole(0))]))',
        "pass",
    ),
    Mutant(
        "a sum passes over what is not known",
        "dialects",
        "self.size(each)) if part.open else not_null(each)",
        "self.size(each)) if False else not_null(each)",
        "duckdb",
    ),
    Mutant(
        "what items have in common is the first of it",
        "repeated",
        'names.setdefault(part, f"+{len(names)}")',
        'names.setdefault(part, "+0")',
        "duckdb",
    ),
    Mutant(
        "a name that is none of many is one of them",
        "dialects",
        "expressions=[text(each) for each in texts]), value)",
        "expressions=[text(each) for each in texts][1:]), value)",
        "duckdb",
    ),
    Mutant(
        "the greatest of a list is its least",
        "dialects",
        '"list_min" if part.how == "least" else "list_max"',
        '"list_min"',
        "duckdb",
    ),
    Mutant(
        "a fold of all starts from false", "dialects", 'whole(2 if part.how == "least" else 0)', "whole(0)", "spark"
    ),
    Mutant(
        "a fold keeps its last item only",
        "dialects",
        "step = binary(exp.Add, so_far, part.of)",
        "step = part.of",
        "spark",
    ),
    Mutant(
        "the greatest of a list is its least",
        "dialects",
        'call("LEAST" if part.how == "least" else "GREATEST", so_far',
        'call("LEAST", so_far',
        "spark",
    ),
    Mutant(
        "the first accumulator answers for all",
        "columns",
        'exp.to_identifier(f"f{keys.index(part.key)}")',
        'exp.to_identifier("f0")',
        "spark",
    ),
    Mutant("grants are not carried on", "projects", "more = binary(exp.Add, so_far, grant)", "more = grant"),
    Mutant(
        "an unsettled dossier counts for nothing",
        "projects",
        '(binary(exp.EQ, verdict, text("eligible")), more)\n            )',
        '(binary(exp.EQ, verdict, text("eligible")), more), otherwise=so_far\n            )',
    ),
    Mutant(
        "a dossier that is refused is granted something",
        "projects",
        'nothing = disj([binary(exp.EQ, verdict, text("ineligible")), binary(exp.EQ, grant, whole(0))])',
        "nothing = binary(exp.EQ, grant, whole(0))",
    ),
    Mutant(
        "a grant of nothing leaves the later ones open",
        "projects",
        'nothing = disj([binary(exp.EQ, verdict, text("ineligible")), binary(exp.EQ, grant, whole(0))])',
        'nothing = binary(exp.EQ, verdict, text("ineligible"))',
    ),
    Mutant("earlier dossiers have none before them", "projects", "return so_far.copy()", "return whole(0)"),
    Mutant(
        "the order of filing does not count", "projects", "coalesce(self.lowering.raw(roles.filed_on), last)", "last"
    ),
    Mutant(
        "a dossier without a day comes first",
        "projects",
        "last = case((not_null(column(_FAULTS)), first), otherwise=last)",
        "last = first",
    ),
    Mutant(
        "a dossier without a reference comes first",
        "projects",
        "found += [is_null(reference), coalesce",
        "found += [not_null(reference), coalesce",
    ),
    Mutant(
        "references do not count in the order",
        "projects",
        "return [*found, column(PLACE)]",
        "return [found[0], column(PLACE)]",
    ),
    Mutant(
        "places do not count in the order",
        "projects",
        "[*found, column(PLACE)]",
        "[*found, binary(exp.Mul, column(PLACE), whole(-1))]",
    ),
    Mutant("a dossier comes before itself", "projects", '"end": whole(1)', '"end": whole(0)'),
    Mutant("only the dossier before counts", "projects", '"start": whole(MOST_TOGETHER)', '"start": whole(1)'),
    Mutant(
        "what is known is not supposed",
        "projects",
        "roots[scope.earlier] = case((supposes, granted), otherwise=stated)",
        "pass",
    ),
    Mutant(
        "what is supposed is not asked for",
        "projects",
        "super()._status(eligible, [*lacks, *self.supposed])",
        "super()._status(eligible, lacks)",
    ),
    Mutant("the project costs what the dossier does", "projects", "return column(_COST)", "return self._own"),
    Mutant(
        "references are compared as they are",
        "keys",
        'yield same(value, engine) if scalar(facts[path]).kind == "text" else value',
        "yield value",
    ),
    Mutant("references of a project keep their case", "keys", 'lower = call("lower", reference)', "lower = reference"),
    Mutant("references of a project keep their last points", "keys", 'position="TRAILING"', 'position="LEADING"'),
    Mutant(
        "references are plain where they are not",
        "keys",
        "([-_/.][0-9A-Za-z]+)*",
        "([-_/. ]+[0-9A-Za-z]*)*",
    ),
    Mutant(
        "letters that become several stay one", "keys", 'found = engine.replaced(found, f"[{these}]", several)', "pass"
    ),
)


class Case(NamedTuple):
    """Dossiers of a theme, with what Python says of them, and how an engine answers a statement over them."""

    plan: Plan
    theme: Theme
    projects: bool
    wanted: list[dict[str, Any]]
    ask: Callable[[str], list[dict[str, Any]]]


class _Changed(MetaPathFinder):
    """Gives one module of the target with a fault."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == self.name else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.name, "exec"), module.__dict__)  # noqa: S102 -- the mutant itself


def statements(mutant: Mutant | None) -> Callable[..., str]:
    """What compiles a theme to SQL, with a fault."""
    for name in [name for name in sys.modules if name.startswith(f"{_ROOM}.") or name == _ROOM]:
        del sys.modules[name]
    if mutant is None:
        return importlib.import_module(f"{_ROOM}.statements").statement  # type: ignore[no-any-return]
    file = Path(target.__file__ or "").parent / f"{mutant.module}.py"
    source = file.read_text(encoding="utf-8")
    if source.count(mutant.text) != 1:
        raise SystemExit(f"{mutant.name}: what it changes stands {source.count(mutant.text)} times in {file.name}")
    finder = _Changed(f"{_ROOM}.{mutant.module}", source.replace(mutant.text, mutant.instead))
    sys.meta_path.insert(0, finder)
    try:
        return importlib.import_module(f"{_ROOM}.statements").statement  # type: ignore[no-any-return]
    finally:
        sys.meta_path.remove(finder)


def seen(mutant: Mutant | None, cases: Sequence[Case], dialect: str) -> str | None:
    """How a fault was seen: which theme differs, or which error was raised; None where it was not."""
    try:
        compiled = statements(mutant)
        for case in cases:
            found = case.ask(compiled(case.plan, case.theme, dialect, "dossiers", projects=case.projects))
            pairs = zip(case.wanted, found, strict=True)
            if any(row[name] != value for wanted, row in pairs for name, value in wanted.items()):
                return case.theme.code
    except Exception as error:
        return type(error).__name__
    return None


def cases_of(dialect: str, folder: Path, count: int, sets: int) -> Iterator[Case]:
    """The dossiers to compare: of some themes, and of random rule sets."""
    spark = columns.InSpark(folder) if dialect == "spark" else None
    if spark is not None:
        # Compiling takes longer than what is compiled.
        spark.session.conf.set("spark.sql.codegen.wholeStage", "false")
        spark.session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    rules = load_rules()
    plan = rules.plan
    grounds: list[tuple[Plan, Theme, list[columns.Facts], Rules | None]] = []
    for code in _THEMES:
        maker = columns.Maker(plan, plan.themes[code], Random(code))  # noqa: S311
        grounds.append((plan, plan.themes[code], columns.emptied([maker.dossier() for _ in range(count)]), None))
        if plan.themes[code].scopes:
            grounds.append((plan, plan.themes[code], columns.sharing(maker, 4 * count), rules))
    for set_plan, theme, dossier in islice(columns.random_sets(3, dialect), sets):  # type: ignore[arg-type]
        grounds.append((set_plan, theme, [dossier() for _ in range(count)], None))
    for place, (each, theme, dossiers, shared) in enumerate(grounds):
        found = columns.reports(each, theme, dossiers, Counter(), shared)
        wanted = [columns.expected(report) for report in found]
        connection = columns.loaded(each, theme, dossiers)
        projects = shared is not None
        if spark is None:
            yield Case(each, theme, projects, wanted, lambda query, c=connection: columns.rows_in_duckdb(c, query))  # type: ignore[misc]
        else:
            file = folder / f"mutants-{place}.parquet"
            connection.execute(f"COPY dossiers TO '{file}' (FORMAT parquet)")
            yield Case(each, theme, projects, wanted, lambda query, f=file: spark.rows(f, query))  # type: ignore[misc]


def main(arguments: list[str] | None = None) -> int:
    """Try each mutant; 1 if one is not seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.mutants", description=__doc__)
    parser.add_argument("--dialect", choices=("duckdb", "spark"), default="duckdb")
    parser.add_argument("--count", type=int, default=300, help="dossiers of each theme or random rule set")
    parser.add_argument("--sets", type=int, default=20, help="random rule sets")
    given = parser.parse_args(arguments)
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = list(cases_of(given.dialect, Path(folder), given.count, given.sets))
        if how := seen(None, cases, given.dialect):
            sys.stdout.write(f"seen by {how}: no fault\n")
            return 1
        mutants = [mutant for mutant in MUTANTS if mutant.dialect in (None, given.dialect)]
        for mutant in mutants:
            how = seen(mutant, cases, given.dialect)
            missed += how is None
            sys.stdout.write(f"{'MISSED' if how is None else 'seen by ' + how}: {mutant.name}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(mutants) - missed} of {len(mutants)} mutants seen\n")
    return 1 if missed else 0


if __name__ == "__main__":
    assert PLACE == "_place"
    sys.exit(main())
