"""What a theme takes from elsewhere, put in its place before it is read: its family, and the statements it uses.

One rule of merging: keys given replace; in a list whose items have ids, the same id merges and a new one is appended.
Each node keeps the file and the line it was written on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from relance_rules.loading.nodes import Node
from relance_rules.loading.problems import Problem, excerpt
from relance_rules.values import Message
from relance_rules.values.suggestions import suggestion

EXTENDS, CITES, SKIPPED, FAMILY, THEME = "extends", "cites", "skip_cases", "family", "theme"
USE = "use"
"""The key of a listed item that takes its keys from a statement."""
MEMBER = "member"
"""A family's ``source`` that each member cites itself."""

# Mappings that are merged key by key; any other value is replaced whole.
_MERGED = frozenset({"envelope", "size", "funding", "juries", "sections"})
_FAMILY_KEYS = (EXTENDS, CITES, SKIPPED)


def problem_at(node: Node, message: Message, key: str | None = None) -> Problem:
    """A fault of a node, or of one of its keys, on its line."""
    line, column = (node.line, node.column) if key is None else node.key_marks.get(key, (node.line, node.column))
    name, text = (None, "") if node.origin is None else (node.origin.name, node.origin.text)
    return Problem(message, name, line, column, excerpt(text, line))


def mapping(node: Node | None) -> dict[str, Node]:
    """The keys of a mapping; none of anything else."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def items(node: Node | None) -> list[Node]:
    """The items of a list; none of anything else."""
    return node.value if node is not None and isinstance(node.value, list) else []


def word(node: Node | None) -> str | None:
    """A single value."""
    return node.value if node is not None and isinstance(node.value, str) else None


# ---- families


def completed(member: Node, families: Mapping[str, Node]) -> tuple[Node, list[Problem]]:
    """A theme completed by its family: itself where it extends none."""
    extends = mapping(member).get(EXTENDS)
    if extends is None:
        alone = [
            problem_at(member, Message("« {key} » va avec « extends »", {"key": key}), key)
            for key in (CITES, SKIPPED)
            if key in mapping(member)
        ]
        return member, alone
    name = word(extends) or ""
    family = families.get(name)
    if family is None:
        near = suggestion(name, families)
        message = Message("aucune famille « {name} » ; {near}", {"name": name, "near": near})
        return member, [problem_at(extends, message)]
    problems: list[Problem] = []
    own = _without(member, _FAMILY_KEYS)
    merged = _merge_mapping(_without(family, (FAMILY,)), own, name, problems)
    merged = _cases(merged, family, member, name, problems)
    cites = mapping(member).get(CITES)
    used: set[str] = set()
    merged = _cited(merged, (), mapping(cites), name, member, problems, used)
    for key in mapping(cites):
        if key not in used and cites is not None:
            near = suggestion(key, list(_paths_cited(family)))
            message = Message(
                "{family} ne laisse rien à citer à « {key} » ; {near}", {"family": name, "key": key, "near": near}
            )
            problems.append(problem_at(cites, message, key))
    # What the family brings is told on the line that names it.
    marks = {**merged.key_marks, EXTENDS: member.key_marks[EXTENDS]}
    return replace(merged, key_marks=marks), problems


def _without(node: Node, keys: Sequence[str]) -> Node:
    kept = {key: value for key, value in mapping(node).items() if key not in keys}
    return replace(node, value=kept, key_marks={key: node.key_marks[key] for key in kept})


def _merge_mapping(base: Node, own: Node, family: str, problems: list[Problem]) -> Node:
    found, marks = dict(mapping(base)), dict(base.key_marks)
    for key, value in mapping(own).items():
        marks[key] = own.key_marks[key]
        below = found.get(key)
        if below is not None and _has_ids(below) and isinstance(value.value, list):
            # A bonus has an « after » of its own: the ceiling that does not bind it.
            found[key] = _merge_list(below, value, family, problems, placed=key != "bonuses")
        elif below is not None and key in _MERGED and isinstance(below.value, dict) and isinstance(value.value, dict):
            found[key] = _merge_mapping(below, value, family, problems)
        else:
            found[key] = value
    return replace(own, value=found, key_marks=marks)


def _has_ids(node: Node) -> bool:
    listed = items(node)
    return bool(listed) and all(_id(item) is not None for item in listed)


def _id(item: Node) -> str | None:
    keys = mapping(item)
    return word(keys.get("id")) or word(keys.get(USE))


def _merge_list(base: Node, own: Node, family: str, problems: list[Problem], *, placed: bool) -> Node:
    merged = list(items(base))
    for item in items(own):
        name = _id(item)
        places = [place for place, each in enumerate(merged) if _id(each) == name and name is not None]
        keys = mapping(item)
        if "remove" in keys:
            if word(keys["remove"]) is None:
                problems.append(problem_at(item, Message("remove : dites pourquoi, en quelques mots"), "remove"))
            elif places:
                del merged[places[0]]
            else:
                message = Message("remove : aucun élément « {id} » dans {family}", {"id": name or "", "family": family})
                problems.append(problem_at(item, message, "remove"))
        elif places:
            below = merged[places[0]]
            marks = {**below.key_marks, **item.key_marks}
            merged[places[0]] = replace(item, value={**mapping(below), **keys}, key_marks=marks)
        elif placed and "after" in keys:
            after = word(keys["after"])
            where = [place for place, each in enumerate(merged) if _id(each) == after]
            if where:
                merged.insert(where[0] + 1, _without(item, ("after",)))
            else:
                message = Message("after : aucun élément « {id} » dans {family}", {"id": after or "", "family": family})
                problems.append(problem_at(item, message, "after"))
        else:
            merged.append(item)
    return replace(own, value=merged)


def _cases(merged: Node, family: Node, member: Node, name: str, problems: list[Problem]) -> Node:
    """The cases of the family, less those that are not for this theme, then its own."""
    shared = mapping(family).get("cases")
    if shared is None:
        return merged
    skipped = mapping(mapping(member).get(SKIPPED))
    names = {word(mapping(case).get("name")) for case in items(shared)}
    for key in skipped:
        if key not in names:
            message = Message("aucun cas « {name} » dans {family}", {"name": key, "family": name})
            problems.append(problem_at(mapping(member)[SKIPPED], message, key))
    own = mapping(member).get("cases")
    kept = [case for case in items(shared) if word(mapping(case).get("name")) not in skipped]
    both = replace(shared if own is None else own, value=[*kept, *items(own)])
    marks = {**merged.key_marks, "cases": merged.key_marks.get("cases", (member.line, member.column))}
    return replace(merged, value={**mapping(merged), "cases": both}, key_marks=marks)


def _cited(
    node: Node,
    path: tuple[str, ...],
    cites: Mapping[str, Node],
    family: str,
    member: Node,
    problems: list[Problem],
    used: set[str],
) -> Node:
    """The tree, with each passage that the family leaves to its members taken from theirs."""
    if isinstance(node.value, dict):
        found: dict[str, Node] = {}
        marks = dict(node.key_marks)
        for key, value in node.value.items():
            if key == "source" and word(value) == MEMBER:
                name = ".".join(path) or "self"
                used.add(name)
                passage = cites.get(name)
                if passage is None:
                    where = "" if value.origin is None else f"{value.origin.name}:{value.line}"
                    values = {"theme": word(mapping(member).get(THEME)) or "", "name": name, "where": where}
                    message = Message("{theme} ne cite rien pour « {name} » ({where} le demande à chacun)", values)
                    place = CITES if CITES in mapping(member) else EXTENDS
                    problems.append(problem_at(member, message, place))
                    continue
                found[key] = _passage(passage)
                marks[key] = (passage.line, passage.column)
            elif key != "cases":
                found[key] = _cited(value, _step(path, key), cites, family, member, problems, used)
            else:
                found[key] = value
        return replace(node, value=found, key_marks=marks)
    if isinstance(node.value, list):
        listed = [_cited(item, _inside(path, item), cites, family, member, problems, used) for item in node.value]
        return replace(node, value=listed)
    return node


def _step(path: tuple[str, ...], key: str) -> tuple[str, ...]:
    return path if path == ("size",) and key == "ranges" else (*path, key)


def _inside(path: tuple[str, ...], item: Node) -> tuple[str, ...]:
    name = _id(item)
    return path if name is None else (*path, name)


def _passage(node: Node) -> Node:
    if isinstance(node.value, dict):
        return node
    marks = {"lines": (node.line, node.column)}
    return Node({"lines": node}, node.line, node.column, key_marks=marks, origin=node.origin)


def _paths_cited(node: Node, path: tuple[str, ...] = ()) -> Iterator[str]:
    for key, value in mapping(node).items():
        if key == "source" and word(value) == MEMBER:
            yield ".".join(path) or "self"
        elif key != "cases":
            yield from _paths_cited(value, _step(path, key))
    for item in items(node):
        yield from _paths_cited(item, _inside(path, item))


# ---- statements


def with_statements(node: Node, statements: Mapping[str, Node]) -> tuple[Node, list[Problem]]:
    """A tree whose listed items that ``use`` a statement have its keys, less those they give themselves."""
    problems: list[Problem] = []
    return _used(node, statements, problems, ()), problems


def _used(node: Node, statements: Mapping[str, Node], problems: list[Problem], inside: tuple[str, ...]) -> Node:
    """``inside`` are the statements that the tree comes from."""
    if isinstance(node.value, list):
        listed = []
        for item in node.value:
            use = mapping(item).get(USE)
            within = inside if use is None else (*inside, word(use) or "")
            whole = item if use is None else _completed_item(item, use, statements, problems, inside)
            listed.append(_used(whole, statements, problems, within))
        return replace(node, value=listed)
    if isinstance(node.value, dict):
        found = {
            key: value if key == "cases" else _used(value, statements, problems, inside)
            for key, value in node.value.items()
        }
        return replace(node, value=found)
    return node


def _completed_item(
    item: Node, use: Node, statements: Mapping[str, Node], problems: list[Problem], inside: tuple[str, ...]
) -> Node:
    name = word(use) or ""
    own = _without(item, (USE,))
    statement = statements.get(name)
    if statement is None:
        near = suggestion(name, statements)
        problems.append(problem_at(use, Message("aucun énoncé « {name} » ; {near}", {"name": name, "near": near})))
        return own
    if name in inside:
        problems.append(problem_at(use, Message("l’énoncé « {name} » se contient lui-même", {"name": name})))
        return own
    marks = {"id": item.key_marks[USE], **statement.key_marks, **own.key_marks}
    values = {"id": use, **mapping(statement), **mapping(own)}
    return replace(item, value=values, key_marks=marks)
