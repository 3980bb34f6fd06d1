"""What tells one dossier from others: facts that decide nothing, and that a filing asks all the same."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.checking.report import Facts, Notice
from relance_rules.plan.facts import general_path
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message


class Identity:
    """The names, references and identifiers that a theme asks."""

    def __init__(self, plan: Plan, theme: Theme) -> None:
        """Take the theme, and its rule set."""
        roles = plan.roles
        names = (roles.reference, roles.project_name, roles.project_reference)
        self.paths = tuple([path for path in names if path is not None and path in theme.asked])
        owner, name = roles.applicants, roles.applicant_identifier
        self.of_applicants = None
        if owner is not None and name is not None and f"{owner}[].{name}" in theme.asked:
            self.of_applicants = owner, name

    def left_out(self, facts: Facts) -> Iterator[str]:
        """Those that a dossier does not state."""
        for path in self.paths:
            if path not in facts:
                yield path
        if self.of_applicants is None:
            return
        owner, name = self.of_applicants
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
