"""Diagnostics for a person: place, code, message, the line and what is wrong in it underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from relance_rules.authoring.diagnostics import Diagnostic, Example, LintRule, MappingExample, MappingRule
from relance_rules.authoring.formats.diagnostics import rule_name, sentence
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.showing.excerpts import underlined
from relance_rules.values import Message, visible

MAX_ALIKE = 5
"""How many diagnostics of one code at one place are said one by one; the others are counted."""

_SEVERITIES = {"error": Message("erreur"), "warning": Message("avertissement")}


def diagnostics_text(diagnostics: Sequence[Diagnostic], fixed: int, language: Localization) -> str:
    """The diagnostics, then how many there are, how many were fixed and how many can be."""
    alike = (
        list(found) for _, found in groupby(diagnostics, lambda each: (each.code, each.file, each.line, each.column))
    )
    lines = [line for found in alike for line in _alike(found, language)]
    fixable = sum(bool(diagnostic.edits) for diagnostic in diagnostics)
    if fixed:
        lines.append(shown(Message("Corrections : {count}.", {"count": fixed}), language))
    if not diagnostics:
        lines.append(shown(Message("Rien à signaler."), language))
    elif fixable:
        values = {"count": len(diagnostics), "fixable": fixable}
        lines.append(shown(Message("Fautes : {count}, dont {fixable} que « --fix » corrige.", values), language))
    else:
        lines.append(shown(Message("Fautes : {count}.", {"count": len(diagnostics)}), language))
    return "\n".join(lines)


def _alike(found: Sequence[Diagnostic], language: Localization) -> Iterator[str]:
    """The diagnostics of one code at one place, whose line is shown once."""
    first, severity = found[0], language.say(_SEVERITIES[found[0].severity])
    place, name = f"{visible(first.file)}:{first.line}:{first.column}", rule_name(first.code)
    for each in found[:MAX_ALIKE]:
        yield f"{place}: {each.code} {severity}: {sentence(each, language)} [{name}]"
    if (more := len(found) - MAX_ALIKE) > 0:
        values = {"count": more, "code": first.code}
        said = Message("… et {count} de plus de {code} au même endroit (« --format json » les donne toutes)", values)
        yield f"{place}: {shown(said, language)}"
    if first.excerpt.strip():
        for line in underlined(first.excerpt, first.column, first.end_column):
            yield f"    {line}"


def explanation_text(rule: LintRule | MappingRule, language: Localization) -> str:
    """What a lint rule looks for, why, and an example of what it finds and of what it accepts."""
    fixes = [shown(Message("« --fix » le corrige."), language)] if rule.fixes else []
    parts = [
        f"{rule.code} {rule.name} ({language.say(_SEVERITIES[rule.severity])})",
        " ".join([shown(rule.why, language), *fixes]),
        f"{shown(Message('À éviter :'), language)}\n\n{_snippet(rule.bad)}",
        f"{shown(Message('À préférer :'), language)}\n\n{_snippet(rule.good)}",
    ]
    return "\n\n".join(parts)


def _snippet(example: Example | MappingExample) -> str:
    return "\n".join(f"    {line}" for line in example.shown.splitlines())
