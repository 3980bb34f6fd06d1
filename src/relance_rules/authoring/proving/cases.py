"""A dossier as a case of a rule file writes it, with what the engine says of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from relance_rules.authoring.proving.laws import report_of
from relance_rules.checking.report import Verdict
from relance_rules.compiler.themes import CompiledTheme
from relance_rules.dossiers.facts import Facts, read_facts
from relance_rules.values import Money


class Broken(NamedTuple):
    """A dossier as plain data, nested as a case nests it, and what the engine says of it."""

    dossier: dict[str, Any]
    verdict: Verdict
    grant: Money | None


def case_of(theme: CompiledTheme, facts: Facts) -> Broken:
    """A dossier with what the engine says of it."""
    report = report_of(theme, facts)
    return Broken(plain(facts), report.verdict, report.funding.grant)


def read_back(theme: CompiledTheme, facts: Facts) -> Facts | None:
    """The facts that reading finds in a dossier written as a case; None where it can't be read."""
    found, faults = read_facts(plain(facts), theme.vocabulary, theme.flags)
    return None if faults else found


def plain(facts: Facts) -> dict[str, Any]:
    """Facts as a rule file nests and writes them."""
    found: dict[str, Any] = {}
    for path, value in facts.items():
        *above, last = path.split(".")
        inner = found
        for step in above:
            inner = inner.setdefault(step, {})
        inner[last] = [plain(item) for item in value] if isinstance(value, tuple) else _written(value)
    return found


def _written(value: Any) -> Any:
    match value:
        case Money():
            return written_amount(value)
        case Fraction():
            # Six decimals at most: the number of units is whole.
            whole, rest = divmod(int(value * 10**8), 10**6)
            decimals = f",{rest:06d}".rstrip("0") if rest else ""
            return f"{whole}{decimals} %"
        case date():
            return value
        case _:
            return value


def written_amount(amount: Money) -> str:
    """An amount as rule files write it: ``500 000 EUR``, ``0,01 EUR``."""
    euros, cents = divmod(int(amount), 100)
    return f"{euros:,}".replace(",", " ") + (f",{cents:02d} EUR" if cents else " EUR")
