"""A dossier as a case of a rule file writes it, with what the engine says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from relance_rules.authoring.proving.laws import report_of
from relance_rules.checking.report import Verdict
from relance_rules.dossiers.facts import Facts
from relance_rules.plan.facts import DECIMAL_SCALE, RATE_SCALE, FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.targets.pydantic.reading import reader_of
from relance_rules.values import Currency, Money


class Broken(NamedTuple):
    """A dossier as plain data, nested as a case nests it, and what the engine says of it, as a case expects it."""

    dossier: dict[str, Any]
    verdict: Verdict
    grant: str | None


def case_of(plan: Plan, theme: Theme, facts: Facts) -> Broken:
    """A dossier with what the engine says of it."""
    report = report_of(plan, theme, facts)
    grant = report.funding.grant
    return Broken(plain(facts, plan), report.verdict, None if grant is None else written_amount(grant, plan.currency))


def read_back(plan: Plan, theme: Theme, facts: Facts) -> Facts | None:
    """The facts that reading finds in a dossier written as a case; None where it can't be read."""
    found, faults = reader_of(plan, theme).read(plain(facts, plan))
    return None if faults else found


def plain(facts: Facts, plan: Plan) -> dict[str, Any]:
    """Facts as a rule file nests and writes them."""
    return _nested(facts, plan.facts, "", plan.currency)


def _nested(facts: Facts, vocabulary: Mapping[str, FactDef], prefix: str, currency: Currency | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in facts.items():
        *above, last = path.split(".")
        inner = found
        for step in above:
            inner = inner.setdefault(step, {})
        if isinstance(value, tuple):
            inner[last] = [_nested(item, vocabulary, f"{path}[].", currency) for item in value]
        else:
            inner[last] = _written(value, vocabulary[prefix + path], currency)
    return found


def _written(value: Any, fact: FactDef, currency: Currency | None) -> Any:
    match value:
        case Money():
            return written_amount(value, currency)
        case Fraction() if fact.type == "percentage":
            return f"{_decimals(int(value * 10**RATE_SCALE), RATE_SCALE - 2)} %"
        case Fraction():
            return _decimals(int(value * 10**DECIMAL_SCALE), DECIMAL_SCALE)
        case date():
            return value
        case _:
            return value


def _decimals(units: int, scale: int) -> str:
    whole, rest = divmod(units, 10**scale)
    return f"{whole}" + (f",{rest:0{scale}d}".rstrip("0") if rest else "")


def written_amount(amount: Money, currency: Currency | None) -> str:
    """An amount as rule files write it, its thousands apart, and its hundredths where it has some."""
    whole, hundredths = divmod(int(amount), 100)
    code = "" if currency is None else f" {currency.code}"
    return f"{whole:,}".replace(",", " ") + (f",{hundredths:02d}" if hundredths else "") + code
