"""What a dossier states as one short text: the same for the same facts, whatever file they came in and in what form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from relance_rules.dossiers.facts import Facts
from relance_rules.plan.ruleset import Roles

FORM = "1"
"""How the digest is made: two of another form can't be compared."""


def content_of(facts: Facts, roles: Roles) -> str:
    """The digest of what a dossier states, once read: neither its reference nor what the service writes in it."""
    own = {roles.reference, roles.decided_amount}
    return _digest({path: value for path, value in facts.items() if path not in own})


def unread_content(data: Mapping[str, Any]) -> str:
    """The digest of a dossier that can't be read: of what it holds, as it is written."""
    return _digest({"": data})


def digest_of(*parts: Any) -> str:
    """The digest of values of facts, in order, for one batch: values that are equal are written alike."""
    return blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _digest(data: Mapping[str, Any]) -> str:
    return f"{FORM}:{blake2b(_WRITTEN.encode(data).encode(), digest_size=16).hexdigest()}"


_WRITTEN = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
