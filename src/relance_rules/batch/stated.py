"""What tells a dossier that can't be read from the others: the parts of it that can be, each read on its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from relance_rules.dossiers.facts import MAX_ITEMS, Facts, stated_at
from relance_rules.plan.answers import is_absent, read_value
from relance_rules.plan.ruleset import Plan
from relance_rules.values import ParseError


def identity_of(data: Mapping[str, Any], plan: Plan, *more: str | None) -> Facts:
    """The facts that say whose a dossier is and what project it is of, as far as its plain data can be read.

    Args:
        data: What the dossier states.
        plan: The rule set.
        more: Other facts to read, by path; None for one that the rule set does not have.
    """
    return dict(_identity(data, plan, more))


def _identity(data: Mapping[str, Any], plan: Plan, more: Sequence[str | None]) -> Iterator[tuple[str, Any]]:
    roles = plan.roles
    shared = (path for scope in plan.scopes.values() for _, path in scope.key)
    alone = (roles.project_name, roles.project_reference, roles.project_phase, roles.filed_on, *shared, *more)
    yield from _read(data, "", tuple(path for path in alone if path is not None), plan)
    if roles.applicants is None:
        return
    listed = stated_at(data, roles.applicants)
    each = tuple(name for name in (roles.applicant_name, roles.applicant_identifier) if name is not None)
    items = listed[:MAX_ITEMS] if isinstance(listed, Sequence) and not isinstance(listed, (str, bytes)) else ()
    found = (dict(_read(item, f"{roles.applicants}[].", each, plan)) for item in items if isinstance(item, Mapping))
    if applicants := tuple(filter(None, found)):
        yield roles.applicants, applicants


def _read(data: Mapping[str, Any], owner: str, paths: Sequence[str], plan: Plan) -> Iterator[tuple[str, Any]]:
    """Those of the facts that can be read, by path from ``owner``."""
    for path in paths:
        stated = stated_at(data, path)
        if not is_absent(stated):
            try:
                yield path, read_value(stated, plan.facts[owner + path], plan.currency)
            except ParseError:
                continue
