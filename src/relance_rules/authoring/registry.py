"""The lint rules: every module of ``authoring.rules``, or of ``mapping_rules``, that holds a ``RULE``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from relance_rules.authoring import mapping_rules as of_mappings
from relance_rules.authoring import rules
from relance_rules.authoring.diagnostics import RETIRED, UNLOADED, LintRule, MappingRule
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion


@cache
def lint_rules() -> dict[str, LintRule]:
    """The lint rules by code, in the order of the codes."""
    found = [import_module(f"{rules.__name__}.{module.name}").RULE for module in iter_modules(rules.__path__)]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}


@cache
def mapping_rules() -> dict[str, MappingRule]:
    """The lint rules of mappings by code, in the order of the codes."""
    modules = iter_modules(of_mappings.__path__)
    found = [import_module(f"{of_mappings.__name__}.{module.name}").RULE for module in modules]
    return {rule.code: rule for rule in sorted(found, key=lambda rule: rule.code)}


def known_rules() -> dict[str, LintRule | MappingRule]:
    """Every lint rule by code, in the order of the codes."""
    return {**lint_rules(), **mapping_rules()}


def find_rule(code: str) -> LintRule | MappingRule:
    """The lint rule of a code or of a name.

    Raises:
        DossierError: There is none; the nearest one is named.
    """
    known = {**known_rules(), **{rule.name: rule for rule in known_rules().values()}}
    if code in known:
        return known[code]
    raise DossierError([Problem(unknown_code(code, known))])


def selection(select: list[str], ignore: list[str]) -> frozenset[str]:
    """The codes to run, from those asked for (none: all) and those left out; ``RR01`` means all that start so.

    What does not load is always said: no other rule can read it.

    Raises:
        DossierError: A code is none of them.
    """
    codes = [UNLOADED, *known_rules()]

    def matching(prefix: str) -> set[str]:
        found = {code for code in codes if prefix and (code.startswith(prefix) or prefix == "ALL")}
        if not found:
            raise DossierError([Problem(unknown_code(prefix, codes))])
        return found

    kept = set().union(*map(matching, select)) if select else set(codes)
    return frozenset({UNLOADED, *kept.difference(*map(matching, ignore))})


def unknown_code(code: str, known: Iterable[str]) -> Message:
    """What is said of a code that is no lint rule's: that it is none any more, or the nearest known one."""
    if code in RETIRED:
        return Message("{code} n’est plus une règle de relecture : {why}", {"code": code, "why": RETIRED[code]})
    near = suggestion(code, known)
    return Message("règle de relecture inconnue : « {code} » ; {near}", {"code": code[:40], "near": near})
