"""A plan saved as plain data, read back, and told from others by a digest.

What is read back is equal to what was saved, and its shared named nodes are shared again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from relance_rules.plan.codecs import Data, Reader, Schema, Schemas, Writer, codec_of
from relance_rules.plan.nodes import Named
from relance_rules.plan.ruleset import Plan

FORMAT = "relance-plan/1"
"""What the data of a plan says that it is."""


def to_data(plan: Plan) -> dict[str, Any]:
    """A plan with all its themes as data that JSON can hold.

    Amounts and numbers are texts, days are written as the calendar writes them, mappings are lists of pairs in their
    order, and a named node stands once in the list ``named``: elsewhere it is ``{"named": its place}``.

    Raises:
        RuleError: The plan is of rules that are lowered as they are asked for, and one breaks the language.
    """
    writer = Writer()
    plan_data = codec_of(Plan).write(plan, writer)
    return {"schema": FORMAT, "named": writer.named, "plan": plan_data}


def from_data(data: Data) -> Plan:
    """The plan that some data holds.

    Raises:
        ValueError: The data is no plan, or of another format.
    """
    if not isinstance(data, dict) or data.get("schema") != FORMAT:
        raise ValueError(f"a plan of the format {FORMAT} is expected")
    named = data.get("named")
    if not isinstance(named, list):
        raise ValueError("a plan has a list of named nodes")
    try:
        plan: Plan = codec_of(Plan).read(data.get("plan"), Reader(named))
    except RecursionError:
        raise ValueError("a plan is not so deep") from None
    return plan


def digest(plan: Plan) -> str:
    """What tells a plan from others: SHA-256 over its data as canonical JSON, first 12 hexadecimal digits."""
    return _kept(plan, lambda: _digest(plan))


def known_as(plan: Plan, told: str) -> None:
    """Let a plan that is a part of another be told by the digest of the whole."""
    _kept(plan, lambda: told)


def _kept(plan: Plan, make: Callable[[], str]) -> str:
    # The plan is kept, so that nothing else takes its identity.
    return plan.facts.made_once((__name__, id(plan)), lambda: (plan, make()))[1]


def _digest(plan: Plan) -> str:
    text = json.dumps(to_data(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def plan_schema() -> Schema:
    """The JSON Schema of the data of a plan."""
    schemas = Schemas()
    plan, named = codec_of(Plan).schema(schemas), codec_of(Named).schema(schemas)
    return {
        "title": "Plan",
        "description": "A rule set lowered to the core: what every target compiles.",
        "type": "object",
        "properties": {
            "schema": {"const": FORMAT, "description": "The format of the data."},
            "named": {
                "type": "array",
                "items": named,
                "description": "The named nodes, each after those that it is made of.",
            },
            "plan": plan,
        },
        "required": ["schema", "named", "plan"],
        "additionalProperties": False,
        "$defs": dict(sorted(schemas.defs.items())),
    }
