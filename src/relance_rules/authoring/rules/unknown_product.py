"""RR031: a product of two numbers that the dossier states."""

from __future__ import annotations

from collections.abc import Iterator

from relance_rules.authoring.diagnostics import Example, Found, LintRule
from relance_rules.authoring.files import RuleFile, RuleSet
from relance_rules.authoring.spans import Path
from relance_rules.plan import nodes
from relance_rules.plan.nodes import Apply, Choose, Const, Node, plain
from relance_rules.plan.ruleset import Theme
from relance_rules.values import Message


def _check(file: RuleFile, rules: RuleSet) -> Iterator[Found]:
    if file.plan is None:
        return
    for path, roots in _worked_out(file.plan):
        if any(_is_unknown_product(node) for root in roots for node in nodes.walk(root)):
            message = Message("produit de deux nombres que le dossier donne : --prove n’en démontrera sans doute rien")
            yield Found(path, message)


def _worked_out(theme: Theme) -> Iterator[tuple[Path, list[Node]]]:
    """What a theme works out, by where it states that."""
    yield ("size",), [entry.within for entry in theme.ranges or () if entry.within is not None]
    conditions = [rule for rule in theme.rules if rule.kind == "condition"]
    for place, rule in enumerate(conditions):
        yield ("eligibility", place), [node for node in (rule.when, rule.require) if node is not None]
    if theme.funding is not None:
        yield ("funding",), list(theme.funding.steps)


def _is_unknown_product(node: Node) -> bool:
    return isinstance(node, Apply) and node.function == "multiply" and not any(map(_is_given, node.parts))


def _is_given(node: Node) -> bool:
    """Whether the rules give a number: a constant, a list of choices of them, or what is worked out from such."""
    match plain(node):
        case Const():
            return True
        case Choose(then=then, otherwise=otherwise):
            return _is_given(then) and _is_given(otherwise)
        case Apply(parts=parts):
            return all(map(_is_given, parts))
        case _:
            return False


_SHARE = 'chantier.part: {type: percentage, core: true, label: {fr: "Part de l’État", en: "Share of the State"}}\n'

RULE = LintRule(
    code="RR031",
    name="unknown-product",
    severity="warning",
    why=Message(
        "Un solveur sait multiplier un nombre du dossier par un taux des règles, pas deux nombres du dossier l’un par "
        "l’autre : les lois du thème restent alors sans preuve."
    ),
    needs="meaning",
    check=_check,
    bad=Example(theme="funding: {rate: chantier.part, staff: excluded, source: {lines: 6}}\n", facts=_SHARE),
    good=Example(theme="funding: {rate: 50 %, staff: excluded, source: {lines: 6}}\n", facts=_SHARE),
)
