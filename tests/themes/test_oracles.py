"""Boundary tests of every theme, each derived from the oracle of the theme and asked of the JSON report.

:func:`checks` names the tests of one oracle; here pytest runs them on the rules of the repository, and ``mutate.py``
on rules with one figure wrong, to see that each wrong figure is caught.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import relance_rules

from .oracle import (
    CATEGORIES,
    CONTRADICTORY,
    EARLIER,
    REQUEST,
    TOTAL,
    UNTOLD,
    Case,
    Cents,
    Condition,
    Data,
    Duty,
    Exclusion,
    Oracle,
    Size,
    Variation,
    Window,
    euros,
    left_out,
    oracles,
)

ROOT = Path(__file__).resolve().parents[2]
SETTLED = {"pass", "not_applicable"}
VERDICTS = {"pass": "eligible", "not_applicable": "eligible", "fail": "ineligible", "unknown": "undetermined"}
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
ONE_DAY = timedelta(days=1)
BUDGET, BUDGET_ENDS = "budget_2021_2022", date(2022, 12, 31)
"""What is said of a dossier filed after the years of the budget, where the text gives no closing day (reading R4)."""
SAID = frozenset({"selection"})
"""What every report says of a dossier that may yet be granted something (reading R13)."""
UNNAMED = frozenset({"identification"})
"""What is said of a dossier that nothing else keeps from being filed: those of an oracle name no project."""


Check = Callable[[], None]
Checks = Iterator[tuple[str, Check]]


class Engine:
    """The rules of a folder, asked through the public functions and, for what no report says, the command."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._rules = relance_rules.load_rules(folder)

    def report(self, dossier: Mapping[str, Any]) -> Report:
        return Report(relance_rules.to_dict(relance_rules.check(dossier, self._rules)))

    def example(self, path: Path) -> Report:
        return Report(relance_rules.to_dict(relance_rules.check_file(path, self._rules)))

    def batch(self, dossiers: Iterable[Mapping[str, Any]]) -> list[Report]:
        """Reports of dossiers checked together, where the grants of one project add up."""
        listed = list(dossiers)
        earlier = relance_rules.earlier_grants(listed, self._rules)
        reports = relance_rules.check_many(listed, self._rules, earlier=earlier)
        return [Report(relance_rules.to_dict(report)) for report in reports]

    @property
    def themes(self) -> set[str]:
        return set(self._rules)

    def shown(self, theme: str) -> Data:
        """A theme as the command shows it: a process each time, so asked once of each theme."""
        options = [] if self._folder is None else ["--rules", str(self._folder)]
        command = [sys.executable, "-m", "relance_rules", "show", theme, "--format", "json", *options]
        shown: Data = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return shown


class Report:
    """A JSON report, with the ids of the theme's parts without its code."""

    def __init__(self, data: Data) -> None:
        self.status: str = data["status"]
        self.verdict: str = data["eligibility"]["verdict"]
        self.findings: dict[str, Data] = {_bare(found["rule"]): found for found in data["eligibility"]["findings"]}
        self.outcomes: dict[str, str] = {rule: found["outcome"] for rule, found in self.findings.items()}
        self.funding: Data = data["funding"]
        self.commitments: Data = data["commitments"]
        self.documents: Data = data["documents"]
        self.missing: set[str] = {entry["fact"] for entry in data["missing_facts"]}
        self.notices: dict[str, Data] = {_bare(notice["id"]): notice for notice in data["notices"]}

    @property
    def split(self) -> tuple[str | None, str | None]:
        """The grant and what remains to the applicant."""
        return self.funding["grant"], self.funding["applicant_share"]

    @property
    def excluded(self) -> dict[int, str]:
        return {entry["line"]: _bare(entry["rule"]) for entry in self.funding["excluded"]}


def _bare(name: str) -> str:
    return name.partition(".")[2]


# ---- what is expected


def expect(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{what}: {found!r}, where the catalogue gives {wanted!r}")


def expect_cited(what: str, source: Data | None, line: int) -> None:
    """The passage cited holds this line of the catalogue."""
    ranges = [part.split("-") for part in str((source or {"lines": "0"})["lines"]).split(", ")]
    if not any(int(part[0]) <= line <= int(part[-1]) for part in ranges):
        raise AssertionError(f"{what}: cites {source}, not line {line}")


def expect_settled(report: Report, finds: Mapping[str, str]) -> None:
    """These rules have these outcomes, every other one passes, and the verdict follows."""
    others = {rule: outcome for rule, outcome in report.outcomes.items() if rule not in finds}
    expect("outcomes", {**{rule: o for rule, o in others.items() if o not in SETTLED}, **_of(report, finds)}, finds)
    worst = next((o for o in ("fail", "unknown") if o in finds.values()), "pass")
    expect("verdict", report.verdict, VERDICTS[worst])
    if worst != "pass":
        expect("status", report.status, {"fail": "ineligible", "unknown": "incomplete"}[worst])


def _of(report: Report, rules: Iterable[str]) -> dict[str, str]:
    return {rule: report.outcomes.get(rule, "no such rule") for rule in rules}


def expect_split(report: Report, total: Cents, grant: Cents) -> None:
    expect("total", report.funding["total_cost"], euros(total))
    expect("grant and share", report.split, (euros(grant), euros(total - grant)))


# ---- what each part of an oracle is asked


def checks(oracle: Oracle, engine: Engine) -> Checks:
    """The tests of an oracle: a name, and what raises AssertionError where the engine says otherwise."""
    for part in (
        _ready,
        _windows,
        _sizes,
        _applicants,
        _conditions,
        _grants,
        _contradictions,
        _requests,
        _exclusions,
        _ceilings,
        _duties,
        _juries,
        _cases,
        _shape,
    ):
        for name, check in part(oracle, engine):
            yield f"{part.__name__[1:]}: {name}", check


def _ready(oracle: Oracle, engine: Engine) -> Checks:
    def ready() -> None:
        report = engine.report(oracle.dossier())
        expect("rules", set(report.outcomes), oracle.rules)
        expect_settled(report, {})
        expect("size", report.outcomes["taille"], "pass" if oracle.sizes else "not_applicable")
        expect("status and missing facts", (report.status, report.missing), ("ready", set()))
        expect("notices", set(report.notices), oracle.notices | SAID | UNNAMED)
        expect("commitments known", report.commitments["known"], oracle.commitments is not None)
        expect("commitments", set(report.commitments["given"]), {duty.id for duty in oracle.commitments or ()})
        expect("documents", set(report.documents["given"]), {duty.id for duty in oracle.documents})
        expect("nothing missing", (report.commitments["missing"], report.documents["missing"]), ([], []))
        expect("excluded", report.excluded, {})
        limits = {ceiling.id for ceiling in oracle.ceilings} | ({"personnel"} if oracle.staff_valued else set())
        expect("limits of the grant", {_bare(use["id"]) for use in report.funding["ceilings"]}, limits)
        expect_split(report, oracle.base, oracle.grant(oracle.base))

    def citations() -> None:
        report = engine.report(oracle.dossier())
        expect_cited("taille", report.findings["taille"]["source"], oracle.size_line)
        for size in oracle.sizes:
            sized = engine.report(oracle.dossier(_sized(size, size.lowest)))
            expect_cited("taille", sized.findings["taille"]["source"], size.line or oracle.size_line)
        for window in oracle.windows:
            filed = engine.report(oracle.dossier({**window.facts, "depose_le": window.opens}))
            expect_cited("depot", filed.findings["depot"]["source"], window.line)
        cited = [(condition.rule, condition.line) for condition in oracle.conditions]
        if oracle.applicants is not None:
            cited += [(rule, oracle.applicants.line) for rule in (oracle.applicants.rule, oracle.applicants.judged_by)]
        for rule, line in cited:
            expect_cited(rule, report.findings[rule]["source"], line)
        expect_cited("funding", report.funding["source"], oracle.rate_line)

    def nothing() -> None:
        report = engine.report({"theme": oracle.theme})
        expect("no rule passes", "pass" in report.outcomes.values(), False)
        expect("verdict and grant", (report.verdict, report.funding["grant"]), ("undetermined", None))

    def example(name: str, status: str) -> None:
        path = ROOT / "examples" / "dossiers" / oracle.theme / f"{name}.yaml"
        expect(f"status of {name}", engine.example(path).status, status)

    yield "all given", ready
    yield "citations", citations
    yield "nothing given", nothing
    for name, status in {"pret": "ready", "incomplet": "incomplete", "non_eligible": "ineligible"}.items():
        yield f"example {name}", partial(example, name, status)


def _windows(oracle: Oracle, engine: Engine) -> Checks:
    def on(day: date, facts: Variation) -> None:
        alike = [window for window in oracle.windows if window.facts == facts]
        report = engine.report(oracle.dossier({**facts, "depose_le": day}))
        here = next((window for window in alike if window.holds(day)), None)
        expect_settled(report, {"depot": "pass" if here else "fail"})
        late = here is not None and here.closes is None and day > BUDGET_ENDS
        expect("said of the budget", BUDGET in report.notices, late)
        if late:
            expect_cited(BUDGET, report.notices[BUDGET]["source"], oracle.envelope_line)
        if here is not None:
            said = {window.id for window in oracle.windows} & set(report.notices)
            expect("said of the window", said, {here.id} if here.assumed else set())
        elif later := [window.opens for window in alike if window.opens > day]:
            message = report.findings["depot"]["message"]
            expect(f"next opening in {message}", _in_french(min(later)) in message, True)

    def undated() -> None:
        report = engine.report(oracle.dossier({"depose_le": None}))
        expect_settled(report, {"depot": "unknown"})
        expect("missing", (report.findings["depot"]["missing"], report.missing), (["depose_le"], {"depose_le"}))
        expect("status", report.status, "incomplete")

    ways = [window.facts for window in oracle.windows]
    ways = [facts for place, facts in enumerate(ways) if facts not in ways[:place]]
    for place, facts in enumerate(ways, 1):  # the days of one way in say nothing of the other
        for window in oracle.windows:
            for name, day in _edges(window):
                yield f"way {place}, {window.id}, {name}", partial(on, day, facts)
    yield "no filing date", undated


def _edges(window: Window) -> Iterator[tuple[str, date]]:
    yield "day before", window.opens - ONE_DAY
    yield "first day", window.opens
    yield "second day", window.opens + ONE_DAY
    if window.closes is None:
        yield "last day of its budget", BUDGET_ENDS
        yield "after its budget", BUDGET_ENDS + ONE_DAY
        return
    yield "last day", window.closes
    yield "day after", window.closes + ONE_DAY


def _in_french(day: date) -> str:
    return f" {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def costing(*amounts: Cents) -> Variation:
    """The ready line at each of these amounts."""
    return {"depenses": [{"montant_ttc": f"{euros(amount)} EUR"} for amount in amounts]}


def _sized(size: Size, amount: Cents) -> Variation:
    """The facts of a size, of this amount."""
    return {**size.facts, **(costing(amount) if size.of is None else {size.of: f"{euros(amount)} EUR"})}


def _sizes(oracle: Oracle, engine: Engine) -> Checks:
    def of(amount: Cents, size: Size) -> None:
        report = engine.report(oracle.dossier(_sized(size, amount)))
        outcome = size.outcome(amount)
        expect_settled(report, {"taille": outcome})
        expect("names reading R3", "R3" in report.findings["taille"]["readings"], True)
        expect("missing", report.findings["taille"]["missing"], [size.asks] if outcome == "unknown" else [])

    def unlimited(amount: Cents) -> None:
        report = engine.report(oracle.dossier(costing(amount)))
        expect_settled(report, {})
        expect("no size is set", report.outcomes["taille"], "not_applicable")

    def with_excluded(amount: Cents, exclusion: Exclusion, size: Size) -> None:
        part = amount // 4
        lines = costing(amount - part, part)["depenses"]
        report = engine.report(oracle.dossier({**size.facts, "depenses": [lines[0], {**exclusion.out[0], **lines[1]}]}))
        expect("excluded", report.excluded, {2: exclusion.rule})
        expect_settled(report, {"taille": size.outcome(amount)})

    def without_cost() -> None:
        report = engine.report(oracle.dossier({"depenses": None}))
        expect("size", report.outcomes["taille"], "unknown" if oracle.sizes else "not_applicable")
        expect("grant", report.funding["grant"], None)
        expect("verdict", report.verdict, "undetermined" if oracle.sizes else "eligible")
        expect("cost is asked", bool(report.missing & {TOTAL, "depenses"}), True)

    def with_total(total: Cents, given: Variation, status: str) -> None:
        facts = {**given, TOTAL: f"{euros(total)} EUR", REQUEST: f"{euros(oracle.grant(oracle.base))} EUR"}
        expect("status", engine.report(oracle.dossier(facts)).status, status)

    for place, size in enumerate(oracle.sizes, 1):
        for bound in filter(None, (size.lowest, size.highest)):
            for amount in (bound - 1, bound, bound + 1):
                yield f"range {place}, {euros(amount)}", partial(of, amount, size)
            for exclusion in oracle.exclusions[:1] if size.of is None else ():
                for amount in (bound - 1, bound, bound + 1):
                    excluding = partial(with_excluded, amount, exclusion, size)
                    yield f"range {place}, {euros(amount)}, partly excluded", excluding
    if not oracle.sizes:
        for amount in (1, 4_999_999, 600_000_000, 1_200_000_000):
            yield f"no range, {euros(amount)}", partial(unlimited, amount)
    yield "no cost", without_cost
    yield "total and lines agree", partial(with_total, oracle.base, {}, "ready")
    yield "total and lines disagree", partial(with_total, oracle.base + 1, {}, "error")


def _applicants(oracle: Oracle, engine: Engine) -> Checks:
    asked = oracle.applicants
    each = {condition.rule for condition in oracle.conditions if condition.each}
    if asked is None:
        return

    def kind(category: str, others: list[Variation], first: bool) -> None:
        one = {"categorie": category}
        report = engine.report(oracle.dossier({"porteurs": [one, *others] if first else [*others, one]}))
        if category in asked.unclear:
            expect_settled(report, {asked.judged_by: "unknown"})
            fact = asked.unclear[category]
            wanted = set() if fact is None else {f"porteurs[{0 if first else len(others)}].{fact}"}
            expect("missing", set(report.findings[asked.judged_by]["missing"]), wanted)
        else:
            refusal = {asked.judged_by: "unknown", asked.rule: "fail"}
            expect_settled(report, {} if category in asked.accepted else refusal)
        expect("said of the kind", asked.said in report.notices, category in asked.unclear and asked.said is not None)

    def unsaid(facts: Variation, unknown: set[str]) -> None:
        report = engine.report(oracle.dossier(facts))
        expect_settled(report, dict.fromkeys(unknown | {asked.rule, asked.judged_by}, "unknown"))
        missing = left_out(facts)
        missing |= {place.replace("categorie", fact) for place in missing for fact in asked.asked}
        expect("missing", (set(report.findings[asked.rule]["missing"]), report.missing), (missing,) * 2)
        expect("status", report.status, "incomplete")

    def decides() -> None:
        report = engine.report(oracle.dossier({"porteurs": [{"categorie": asked.refused[0]}], "depose_le": None}))
        expect("a refusal decides", (report.verdict, report.status), ("ineligible", "ineligible"))
        expect("nothing is subject to selection", SAID & set(report.notices), set())

    yield "a refusal, whatever is unknown", decides
    for category in sorted(CATEGORIES):
        yield f"{category} alone", partial(kind, category, [], True)
        yield f"{category} then the ready one", partial(kind, category, [{}], True)
        yield f"{category} after the ready one", partial(kind, category, [{}], False)
    yield "kind not stated", partial(unsaid, {"porteurs": [{"categorie": None}]}, set())
    yield "second kind not stated", partial(unsaid, {"porteurs": [{}, {"categorie": None}]}, set())
    yield "none stated", partial(unsaid, {"porteurs": None}, each)


def _conditions(oracle: Oracle, engine: Engine) -> Checks:
    def gives(rule: str, facts: Variation, outcome: str) -> None:
        report = engine.report(oracle.dossier(facts))
        expect_settled(report, {} if outcome == "pass" else {rule: outcome})
        expect(rule, report.outcomes[rule], outcome)
        if outcome == "unknown":
            expect("missing", set(report.findings[rule]["missing"]), left_out(facts))

    for condition in oracle.conditions:
        of = {"pass": condition.passing, "fail": condition.failing, "unknown": condition.unknown}
        for outcome, variations in of.items():
            for place, facts in enumerate(variations, 1):
                yield f"{condition.rule}, {outcome} {place}", partial(gives, condition.rule, facts, outcome)
        yield from _of_each(oracle, condition, engine)


def _of_each(oracle: Oracle, condition: Condition, engine: Engine) -> Checks:
    """A condition on every applicant: whoever stands beside it, and only the kinds that it binds."""
    if condition.each is None or oracle.applicants is None:
        return
    outcomes = {"pass": condition.good, "fail": condition.bad, "unknown": None}

    def applicants(*given: Variation, outcome: str) -> None:
        report = engine.report(oracle.dossier({"porteurs": list(given)}))
        expect_settled(report, {} if outcome == "pass" else {condition.rule: outcome})

    def not_accepted(given: Variation) -> None:
        report = engine.report(oracle.dossier({"porteurs": [given]}))
        expect("a kind too general is neither accepted nor refused", report.outcomes[condition.rule], "unknown")

    def kind_unsaid() -> None:
        report = engine.report(oracle.dossier({"porteurs": [{"categorie": None, condition.each: condition.bad}]}))
        expect(condition.rule, report.outcomes[condition.rule], "unknown" if condition.of else "fail")

    for outcome, value in outcomes.items():
        own: Variation = {condition.each: value}
        yield f"{condition.rule}, second {outcome}", partial(applicants, {}, own, outcome=outcome)
        yield f"{condition.rule}, first {outcome}", partial(applicants, own, {}, outcome=outcome)
        for category in oracle.applicants.accepted if condition.of else ():
            one = {**own, "categorie": category}
            name = f"{condition.rule}, {category} {outcome}"
            if category in condition.unclear and outcome != "pass":
                yield name, partial(not_accepted, one)
            else:
                bound = outcome if category in condition.of else "pass"
                yield name, partial(applicants, one, outcome=bound)
    if condition.of:
        yield f"{condition.rule}, kind not stated", kind_unsaid


def _grants(oracle: Oracle, engine: Engine) -> Checks:
    def of(amount: Cents, facts: Variation) -> None:
        report = engine.report(oracle.dossier({**facts, **costing(amount)}))
        expect_split(report, amount, oracle.grant(amount))

    def staffed(others: Cents, staff: Cents) -> None:
        lines = costing(others, staff)["depenses"]
        lines[1] |= {"titre": "2", "nature": "personnel"}
        report = engine.report(oracle.dossier({"depenses": lines}))
        (own,) = [use for use in report.funding["ceilings"] if _bare(use["id"]) == "personnel"]
        expect("excluded and limit", (report.excluded, own["limit"]), ({}, euros(others)))
        expect_split(report, others + staff, oracle.grant(others + staff, staff))

    def beside_excluded(exclusion: Exclusion) -> None:
        third = oracle.base // 4
        lines = costing(third, third, 2 * third)["depenses"]
        lines[1] |= {"titre": "2", "nature": "personnel"}
        lines[2] |= exclusion.out[0]
        report = engine.report(oracle.dossier({"depenses": lines}))
        expect("excluded", report.excluded, {3: exclusion.rule})
        expect_split(report, 4 * third, oracle.grant(2 * third, third))

    def untold() -> None:
        # It is no licence of a foreign product, whatever its kind.
        report = engine.report(oracle.dossier({"depenses": [{}, {**UNTOLD, "produit_europeen": True}]}))
        expect("grant and missing", (report.funding["grant"], report.missing), (None, {"depenses[1].nature", REQUEST}))

    def untold_deciding_nothing() -> None:
        part = oracle.base // 10
        lines = costing(oracle.base - part, part)["depenses"]
        untold = {**lines[1], **UNTOLD, "produit_europeen": True}
        report = engine.report(oracle.dossier({"depenses": [lines[0], untold]}))
        expect_split(report, oracle.base, oracle.grant(oracle.base))
        expect("missing", report.missing, {REQUEST})

    def told_by_one(line: Variation, staff: bool) -> None:
        part = oracle.base // 2
        lines = costing(oracle.base - part, part)["depenses"]
        report = engine.report(oracle.dossier({"depenses": [lines[0], {**lines[1], **line}]}))
        expect_split(report, oracle.base, oracle.grant(oracle.base, part if staff else 0))
        expect("missing", report.missing, {REQUEST})

    def total_alone() -> None:
        facts = {"depenses": None, TOTAL: f"{euros(oracle.base)} EUR"}
        report = engine.report(oracle.dossier(facts))
        if oracle.needs_lines:
            expect("grant", report.funding["grant"], None)
            expect("lines are asked", "depenses" in report.missing, True)
        else:
            expect_split(report, oracle.base, oracle.grant(oracle.base))
            expect("notices", set(report.notices), {"personnel", "subvention_demandee"} | oracle.notices | SAID)

    seen: set[Cents] = set()
    for facts, amount in _amounts(oracle):
        if amount not in seen:
            seen.add(amount)
            yield f"of {euros(amount)}", partial(of, amount, facts)
    yield "total alone", total_alone
    if oracle.staff_valued:
        total = oracle.base
        free = total - oracle.grant(total)
        for staff in (0, free - 1, free, free + 1, total // 2, total):
            yield f"staff of {euros(staff)}", partial(staffed, total - staff, staff)
        yield "neither title nor kind", untold
        yield "neither title nor kind of a small line", untold_deciding_nothing
        for line, is_staff in (
            ({"titre": None, "nature": "personnel"}, True),
            ({"titre": "2", "nature": None, "produit_europeen": True}, True),
            ({"titre": None}, False),
            ({"nature": None, "produit_europeen": True}, False),
        ):
            yield f"told by {line}", partial(told_by_one, line, is_staff)
        for exclusion in oracle.exclusions:
            yield f"staff beside {exclusion.rule}", partial(beside_excluded, exclusion)


def _contradictions(oracle: Oracle, engine: Engine) -> Checks:
    def errs(line: Variation) -> None:
        report = engine.report(oracle.dossier({"depenses": [{}, line]}))
        expect("status", report.status, "error")
        expect("said", "titre_2_contredit" in report.notices, True)

    for line in CONTRADICTORY:
        yield f"title {line['titre']}, kind {line['nature']}", partial(errs, line)


def _amounts(oracle: Oracle) -> Iterator[tuple[Variation, Cents]]:
    """Amounts within each range where a rounding, a rate or a limit would show."""
    turning = [cap.amount for cap in oracle.ceilings] + ([] if oracle.up_to is None else [oracle.up_to])
    for size in oracle.sizes:
        if size.of is not None:
            continue
        low, high = size.lowest, size.highest or 2_100_000_000
        points = {*range(low, low + 5), (low + high) // 2 + 1, low + (high - low) // 3, high - 1, high}
        for limit in turning:
            start = -int(-limit // oracle.rate)
            points |= {start - 2, start - 1, start, start + 1, start + 2}
        yield from ((size.facts, point) for point in sorted(points) if low <= point <= high)
    if not oracle.sizes:
        yield from (({}, point) for point in (1, 2, 3, 4, 33_333_333, 100_000_000))


def _requests(oracle: Oracle, engine: Engine) -> Checks:
    most = oracle.grant(oracle.base)

    def asking(request: Cents) -> None:
        report = engine.report(oracle.dossier({REQUEST: f"{euros(request)} EUR"}))
        expect_split(report, oracle.base, min(request, most))
        cut = {"demande_ramenee"} if request > most else set()
        expect("notices", set(report.notices), oracle.notices | SAID | UNNAMED | cut)

    def not_asking() -> None:
        report = engine.report(oracle.dossier({REQUEST: None}))
        expect_split(report, oracle.base, most)
        expect("notices", set(report.notices), oracle.notices | SAID | {"subvention_demandee"})
        expect("status", (report.verdict, report.status, report.missing), ("eligible", "incomplete", {REQUEST}))

    for request in (1, most - 1, most, most + 1):
        yield euros(request), partial(asking, request)
    yield "none", not_asking


def _exclusions(oracle: Oracle, engine: Engine) -> Checks:
    kept, other = oracle.base, oracle.base // 10 + 2

    def second(line: Variation) -> Report:
        given = {"depenses": [{}, {**line, "montant_ttc": f"{euros(other)} EUR"}]}
        report = engine.report(oracle.dossier(given))
        expect("what only leaves the base refuses nothing", report.verdict, "eligible")
        return report

    def out(exclusion: Exclusion, line: Variation) -> None:
        report = second(line)
        expect("excluded", report.excluded, {2: exclusion.rule})
        expect_split(report, kept + other, oracle.grant(kept))
        expect("missing", report.missing - {REQUEST}, set())
        expect_cited(exclusion.rule, report.funding["excluded"][0]["source"], exclusion.line)

    def stays(line: Variation) -> None:
        report = second(line)
        expect("excluded", report.excluded, {})
        expect_split(report, kept + other, oracle.grant(kept + other))
        expect("missing", report.missing - {REQUEST}, set())

    def unknown(exclusion: Exclusion, line: Variation) -> None:
        report = second(line)
        expect("grant", report.split, (None, None))
        asked = exclusion.asks or left_out(line)
        expect("missing", report.missing - {REQUEST}, {f"depenses[1].{path}" for path in asked})
        expect("excluded", report.excluded, {})

    for exclusion in oracle.exclusions:
        for place, line in enumerate(exclusion.out, 1):
            yield f"{exclusion.rule}, out {place}", partial(out, exclusion, line)
        for place, line in enumerate(exclusion.kept, 1):
            yield f"{exclusion.rule}, kept {place}", partial(stays, line)
        for place, line in enumerate(exclusion.unknown, 1):
            yield f"{exclusion.rule}, unknown {place}", partial(unknown, exclusion, line)


def _ceilings(oracle: Oracle, engine: Engine) -> Checks:
    def after(amount: Cents, earlier: Cents) -> None:
        facts = {**costing(amount), EARLIER: f"{euros(earlier)} EUR"}
        report = engine.report(oracle.dossier(facts))
        expect_split(report, amount, oracle.grant(amount, 0, earlier))
        for ceiling in oracle.ceilings:
            (use,) = [use for use in report.funding["ceilings"] if _bare(use["id"]) == ceiling.id]
            used = earlier * ceiling.per_project
            expect(f"limit and use of {ceiling.id}", _limit(use), (euros(ceiling.amount), euros(used)))
            expect_cited(ceiling.id, use["source"], ceiling.line)

    def earlier_unsaid() -> None:
        report = engine.report(oracle.dossier({EARLIER: None}))
        expect("grant and missing", (report.funding["grant"], report.missing), (None, {EARLIER}))
        expect("verdict and status", (report.verdict, report.status), ("eligible", "incomplete"))

    def not_asked() -> None:
        report = engine.report(oracle.dossier({**costing(oracle.base), EARLIER: "99 000 000 EUR"}))
        expect_split(report, oracle.base, oracle.grant(oracle.base))

    for ceiling in oracle.ceilings:
        for amount in (oracle.base, oracle.sizes[0].highest or oracle.base):
            room = ceiling.amount - oracle.grant(amount)
            for earlier in {0, room - 1, room, room + 1, ceiling.amount - 1, ceiling.amount, ceiling.amount + 1}:
                if earlier >= 0:
                    yield f"{ceiling.id}, {euros(amount)} after {euros(earlier)}", partial(after, amount, earlier)
    if any(ceiling.per_project for ceiling in oracle.ceilings):
        yield "earlier grants not stated", earlier_unsaid
    if not oracle.ceilings:
        yield "none", not_asked


def _limit(use: Data) -> tuple[str, str]:
    return use["limit"], use["already_used"] or "0.00"


def _duties(oracle: Oracle, engine: Engine) -> Checks:
    def lacking(place: str, duty: Duty, given: Variation) -> None:
        report = engine.report(oracle.dossier(given))
        missing = {name: {entry["id"] for entry in part["missing"]} for name, part in _parts(report).items()}
        expect("missing", missing, {"engagements": set(), "pieces": set()} | {place: {duty.id}})
        expect("status", (report.verdict, report.status, report.missing), ("eligible", "incomplete", set()))
        expect_cited(duty.id, _parts(report)[place]["missing"][0]["source"], duty.line)

    def out_of_its_case(place: str, duty: Duty, when: bool | None) -> None:
        report = engine.report(oracle.dossier({str(duty.when): when, f"{place}.{duty.id}": False}))
        expect("missing", _parts(report)[place]["missing"], [])
        asked = {duty.when} if when is None else set()
        expect("status", (report.status, report.missing), ("incomplete" if asked else "ready", asked))

    def given_anyway(place: str, duty: Duty) -> None:
        report = engine.report(oracle.dossier({str(duty.when): None}))
        expect("status", (report.status, duty.id in _parts(report)[place]["given"]), ("ready", True))

    def none_given() -> None:
        report = engine.report(oracle.dossier({"engagements": None, "pieces": None}))
        for place, duties in (("engagements", oracle.commitments or ()), ("pieces", oracle.documents)):
            expect(place, {entry["id"] for entry in _parts(report)[place]["missing"]}, {duty.id for duty in duties})
        expect("status", report.status, "incomplete" if oracle.commitments or oracle.documents else "ready")

    for place, duties in (("engagements", oracle.commitments or ()), ("pieces", oracle.documents)):
        for duty in duties:
            for name, value in (("not given", None), ("refused", False)):
                yield f"{duty.id}, {name}", partial(lacking, place, duty, {f"{place}.{duty.id}": value})
            if duty.when is not None:
                yield f"{duty.id}, not its case", partial(out_of_its_case, place, duty, False)
                yield f"{duty.id}, case not stated", partial(out_of_its_case, place, duty, None)
                yield f"{duty.id}, given, case not stated", partial(given_anyway, place, duty)
    yield "none given", none_given


def _parts(report: Report) -> dict[str, Data]:
    return {"engagements": report.commitments, "pieces": report.documents}


def _juries(oracle: Oracle, engine: Engine) -> Checks:
    def filed(day: date, later: bool) -> None:
        said = engine.report(oracle.dossier({"depose_le": day})).notices.get("jury", {"message": "no jury"})
        month = day.month % 12 + 1 if later else day.month
        year = day.year + (later and day.month == 12)
        expect(f"jury of {month}/{year} in {said}", f" {MONTHS[month - 1]} {year}" in said["message"], True)

    def none(facts: Variation) -> None:
        expect("jury", "jury" in engine.report(oracle.dossier(facts)).notices, False)

    yield "no filing date", partial(none, {"depose_le": None})
    if oracle.jury_before is None:
        yield "none", partial(none, {})
        return
    for month in (date(2021, 2, 1), date(2021, 12, 1)):
        limit = month.replace(day=oracle.jury_before)
        for day in (month, limit - ONE_DAY, limit, limit + ONE_DAY, month.replace(day=28)):
            yield f"filed on {day}", partial(filed, day, day >= limit)


def _cases(oracle: Oracle, engine: Engine) -> Checks:
    def gives(case: Case) -> None:
        report = engine.report(oracle.dossier(case.facts))
        expect_settled(report, case.finds)
        expect("notices", case.notices - set(report.notices), set())
        if case.status is not None:
            expect("status", report.status, case.status)
        if case.missing is not None:
            expect("missing", report.missing - {REQUEST}, set(case.missing))
        if case.has_grant:
            expect("grant", report.funding["grant"], None if case.grant is None else euros(case.grant))

    for place, case in enumerate(oracle.cases, 1):
        yield str(place), partial(gives, case)


def _shape(oracle: Oracle, engine: Engine) -> Checks:
    """Last, since what no report says has to be asked of the command."""

    def shape() -> None:
        theme = engine.shown(oracle.theme)
        expect("kind and owner", (theme["kind"], theme["owner"]), (oracle.kind, oracle.owner))
        expect("envelope", theme["envelope"]["amount"], euros(oracle.envelope))
        expect_cited("envelope", theme["envelope"]["source"], oracle.envelope_line)
        shown = [(w["id"], w["opens"], w["closes"], w["envelope"]) for w in theme["windows"]]
        expect("windows", shown, [_shown(window) for window in oracle.windows])
        parts = {name: len(section["items"]) for name, section in theme["sections"].items()}
        expect("parts", {name: parts.get(name, 0) for name in oracle.counts}, dict(oracle.counts))

    yield "as the command shows it", shape


def _shown(window: Window) -> tuple[str, str, str | None, str | None]:
    closes = None if window.closes is None else window.closes.isoformat()
    return window.id, window.opens.isoformat(), closes, None if window.envelope is None else euros(window.envelope)


# ---- the rules of the repository

ENGINE = Engine()
DERIVED = [
    pytest.param(check, id=f"{oracle.theme} {name}") for oracle in oracles() for name, check in checks(oracle, ENGINE)
]


@pytest.mark.parametrize("derived", DERIVED)
def test_oracle(derived: Check) -> None:
    derived()


def test_each_theme_has_its_oracle() -> None:
    assert {oracle.theme for oracle in oracles()} == ENGINE.themes
