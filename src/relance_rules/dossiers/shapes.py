"""What tells an answer of the filing platform, or the mapping of a form, from a dossier of a rule set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relance_rules.plan.facts import Vocabulary

_NODE = frozenset({"champs", "demandeur", "annotations"})
_AROUND = frozenset({"demarche", "dossiers", "dossier", "demarcheDescriptor"})
_FORM = frozenset({"activeRevision", "publishedRevision", "draftRevision", "champDescriptors"})
_MARKS = _NODE | _AROUND | _FORM | {"nodes", "edges", "data", "errors", "revision"}
"""The keys of which all that comes from the platform has one."""


def is_node(data: Any, facts: Vocabulary) -> bool:
    """Whether some JSON is one dossier of the platform: what states a group or a list of the rule set's own is none."""
    if not isinstance(data, dict):
        return False
    own = facts.trees[None].keys()
    if (_NODE - own).isdisjoint(data):
        return False
    return not any(isinstance(data[key], (dict, list)) for key in own & data.keys() - _NODE)


def is_form(data: Any) -> bool:
    """Whether some JSON describes a form of the platform, which holds no dossier."""
    return isinstance(data, dict) and (not _FORM.isdisjoint(data) or is_form(data.get("revision")))


def is_answer(data: Any, facts: Vocabulary) -> bool:
    """Whether some JSON comes from the platform: an answer, a list of answers, a page, or bare nodes."""
    if isinstance(data, list):
        return any(is_answer(item, facts) for item in data)
    # Most dossiers stop here.
    if not isinstance(data, dict) or _MARKS.isdisjoint(data):
        return False
    own = facts.trees[None].keys()
    if is_node(data, facts) or any(isinstance(data.get(key), list) for key in {"nodes", "edges"} - own):
        return True
    if "data" in data and "data" not in own:
        return data["data"] is None or isinstance(data["data"], dict)
    if isinstance(data.get("errors"), list) and "errors" not in own:
        return True
    return any(isinstance(data.get(key), dict) for key in _AROUND - own) or (is_form(data) and own.isdisjoint(data))


def is_mapping(data: Mapping[str, Any], facts: Vocabulary) -> bool:
    """Whether the data of a file is the mapping of a form, and not a dossier."""
    keys = data.keys()
    # Most dossiers stop here: what mappings are made of takes longer to import than many of them to check.
    if keys.isdisjoint(("fields", "blocks")) or not keys.isdisjoint(facts.trees[None]):
        return False
    from relance_rules.dossiers.mapping import PlatformMapping

    return keys <= PlatformMapping.model_fields.keys()
