"""What tells one dossier from others: facts that decide nothing, and that a filing asks all the same."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import Facts, Notice
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message


def unidentified(plan: Plan, theme: Theme, facts: Facts) -> Iterator[str]:
    """The names, references and identifiers that the theme asks and that the dossier does not state."""
    roles = plan.roles
    for path in (roles.reference, roles.project_name, roles.project_reference):
        if path is not None and path in theme.asked and path not in facts:
            yield path
    owner, name = roles.applicants, roles.applicant_identifier
    if owner is None or name is None or f"{owner}[].{name}" not in theme.asked:
        return
    if owner not in facts:
        yield owner
    for place, applicant in enumerate(facts.get(owner, ())):
        if name not in applicant:
            yield f"{owner}[{place}].{name}"


def unidentified_notice(plan: Plan, theme: Theme, paths: tuple[str, ...]) -> Notice:
    """What a dossier that is ready otherwise must still state."""
    labels = dict.fromkeys(plan.facts[general_path(path)].label for path in paths)
    message = Message("À renseigner avant de déposer : {facts}", {"facts": list(labels)})
    return Notice(f"{theme.code}.identification", message)
