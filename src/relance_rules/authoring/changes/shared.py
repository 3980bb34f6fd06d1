"""What changed in what the themes of a rule set share: its manifest, its facts, and what is defined from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from relance_rules.authoring.changes.parts import (
    Change,
    Part,
    amount,
    differences,
    passage,
    text,
    text_label,
    value,
    whole,
)
from relance_rules.plan import nodes
from relance_rules.plan.facts import FactDef, Value, Vocabulary
from relance_rules.plan.nodes import Named
from relance_rules.plan.ruleset import Document, Plan, Reading, Roles, Scope, Section, Theme
from relance_rules.showing.blocks import Content
from relance_rules.values import Text

# ---- the manifest


def compare_manifests(old: Plan, new: Plan) -> Iterator[Change]:
    """The differences of what stands above the facts and the themes."""
    yield from differences(None, "ruleset", None, None, _ruleset(old), _ruleset(new))
    yield from _listed("documents", old.documents, new.documents, _document)
    yield from _listed("readings", old.readings, new.readings, _reading)
    yield from _listed("roles", _roles(old.roles), _roles(new.roles), _role)
    yield from _listed("scopes", old.scopes, new.scopes, _scope)
    yield from _listed("subjects", old.subjects, new.subjects, _subject)
    yield from _listed("sections", _sections(old), _sections(new), _section)


def _listed(family: str, before: Mapping[str, Any], after: Mapping[str, Any], says: Any) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        if name in before and name in after:
            label = text_label(after[name])
            yield from differences(None, family, name, label, says(before[name]), says(after[name]))
        else:
            yield from whole(None, family, name, before.get(name), after.get(name))


def _ruleset(plan: Plan) -> Iterator[Part]:
    yield value("name", plan.name)
    yield value("version", plan.version)
    yield text("title", plan.title)
    yield value("languages", plan.languages, list(plan.languages))
    currency = plan.currency
    yield value("currency", currency, None if currency is None else currency.code)


def _document(document: Document) -> Iterator[Part]:
    yield text("title", document.title)
    yield value("cited_by", document.cited_by)
    yield value("sha256", document.sha256)
    yield value("url", document.url)


def _reading(reading: Reading) -> Iterator[Part]:
    yield text("text", reading.text)
    yield value("themes", reading.themes, list(reading.themes) or None)


def _roles(roles: Roles) -> dict[str, Any]:
    """The facts that play a part, by the name of the part."""
    return {field.name: found for field in fields(roles) if (found := getattr(roles, field.name)) is not None}


def _role(role: Any) -> Iterator[Part]:
    yield value("fact", role, role_words(role))


def role_words(role: Any) -> Content:
    """The facts of a role, and the reading that it rests on."""
    if not is_dataclass(role) or isinstance(role, type):
        return role
    return [found for field in fields(role) if (found := getattr(role, field.name)) is not None]


def _scope(scope: Scope) -> Iterator[Part]:
    yield value("key", scope.key, [path for _, path in scope.key])
    yield value("earlier", scope.earlier)


def _subject(label: Text) -> Iterator[Part]:
    yield text("label", label)


def _sections(plan: Plan) -> dict[str, Section]:
    return {section.id: section for theme in plan.themes.values() for section in theme.sections}


def _section(section: Section) -> Iterator[Part]:
    yield text("title", section.title)
    yield value("grid", section.grid)


# ---- facts


def compare_facts(old: Vocabulary, new: Vocabulary) -> Iterator[Change]:
    """The differences of the facts that a dossier may state."""
    for path in dict.fromkeys([*old, *new]):
        before, after = old.get(path), new.get(path)
        if before is None or after is None:
            yield from whole(None, "facts", path, before, after)
        else:
            yield from differences(None, "facts", path, after.label, _fact(before), _fact(after))
            yield from _values(path, before, after)


def _fact(fact: FactDef) -> Iterator[Part]:
    for aspect in ("type", "unit", "core", "minimum", "maximum", "example", "subject"):
        yield value(aspect, getattr(fact, aspect))
    yield value("also", tuple(fact.also.items()), list(fact.also) or None)
    for aspect in ("label", "question", "hint", "help"):
        yield text(aspect, getattr(fact, aspect))


def _values(path: str, before: FactDef, after: FactDef) -> Iterator[Change]:
    """The differences of the values of an enumeration."""
    old, new = before.values or {}, after.values or {}
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield Change(None, "facts", path, "removed", "value", after.label, name, None)
        elif name not in old:
            yield Change(None, "facts", path, "added", "value", after.label, None, name)
        else:
            said = _value(name, old[name], before), _value(name, new[name], after)
            yield from differences(None, "facts", path, after.label, *said)


def _value(name: str, of: Value, fact: FactDef) -> Iterator[Part]:
    leaves = sorted(fact.leaves[name] | {name})
    yield value("includes", (fact.leaves[name], *leaves), leaves)
    yield text("value_label", of.label)
    yield text("ask", of.ask)
    yield value("value_also", of.also, list(of.also) or None)


# ---- definitions


def compare_definitions(
    old: Mapping[str, Theme], new: Mapping[str, Theme], before: Vocabulary, after: Vocabulary
) -> Iterator[Change]:
    """The differences of the derived facts and the parameters that themes use."""
    known, found = _definitions(old), _definitions(new)
    for name in dict.fromkeys([*known, *found]):
        if name in known and name in found:
            said = _definition(known[name], before), _definition(found[name], after)
            yield from differences(None, "definitions", name, found[name].label, *said)
        else:
            yield from whole(None, "definitions", name, known.get(name), found.get(name))


def _definitions(themes: Mapping[str, Theme]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for theme in themes.values():
        for root in theme.roots():
            for node in nodes.walk(root):
                if isinstance(node, Named) and node.kind in ("derived", "parameter"):
                    found.setdefault(node.id, node)
    return dict(sorted(found.items()))


def _definition(named: Named, facts: Vocabulary) -> Iterator[Part]:
    yield text("label", named.label)
    # A condition has its words as its label.
    yield amount("value", named.of, text_label(named.of), facts, named.dimension)
    yield from passage(named.source, named.readings)
