"""RR002: the vocabulary has a fact that no theme asks."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.kind != "vocabulary" or rules.plan is None:
        return
    asked = set(_played(rules.plan))
    for theme in rules.plan.themes.values():
        asked.update(theme.asked)
    asked |= {path.partition("[]")[0] for path in asked}
    for path, fact in rules.plan.facts.items():
        if not fact.core and path not in asked:
            owner, inside, name = path.partition("[].")
            where = ("facts", owner, "items", name) if inside else ("facts", path)
            yield Found(where, Message("aucun thème ne demande le fait « {fact} »", {"fact": path}))


def _played(plan: Plan) -> Iterator[str]:
    """The facts that play a part in every check, and those that tell which dossiers share a ceiling."""
    roles = plan.roles
    single = (
        *(roles.theme, roles.reference, roles.filed_on, roles.way_in, roles.project_name, roles.project_phase),
        *(roles.commitments, roles.documents, roles.applicants, roles.decided_amount),
        *(role.path for role in (roles.total, roles.requested) if role is not None),
    )
    yield from (path for path in single if path is not None)
    if roles.lines is not None:
        inside = (roles.lines.amount, roles.lines.label, None if roles.staff is None else roles.staff.path)
        yield from (f"{roles.lines.list}[].{name}" for name in inside if name is not None)
    for name in (roles.applicant_name, roles.applicant_identifier):
        if name is not None:
            yield f"{roles.applicants}[].{name}"
    for scope in plan.scopes.values():
        yield from scope.facts


_FACT = """\
chantier.surface:
  type: integer
{core}  label: {{fr: "Surface", en: "Area"}}
  question: {{fr: "Combien de mètres carrés ?", en: "How many square metres?"}}
"""

RULE = LintRule(
    code="RR002",
    name="unused-fact",
    severity="warning",
    why=Message(
        "Un fait que rien ne demande fait poser une question inutile, ou trahit une règle oubliée. "
        "Un fait demandé à tous les dossiers porte « core: true »."
    ),
    needs="set",
    check=_check,
    bad=Example(facts=_FACT.format(core="")),
    good=Example(facts=_FACT.format(core="  core: true\n")),
)
