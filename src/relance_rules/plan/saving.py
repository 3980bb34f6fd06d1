"""A plan saved as plain data, read back, and told from others by a digest.

What is read back is equal to what was saved, and its shared named nodes are shared again. Saved as lines, its themes
are read one by one, and what they have in common is shared within each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from relance_rules.plan.codecs import Data, Reader, Schema, Schemas, Writer, codec_of
from relance_rules.plan.nodes import Named
from relance_rules.plan.ruleset import Plan, Theme

FORMAT = "relance-plan/1"
"""What the data of a plan says that it is."""

LINES = "relance-plan-lines/1"
"""What a plan saved as lines says that it is."""


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


def to_lines(plan: Plan, made_from: str) -> str:
    """A plan with all its themes as a text of JSON lines: what tells it, what its themes share, then each of them.

    Args:
        plan: The plan.
        made_from: What tells the files that it was lowered from; :func:`from_lines` asks for it.

    Raises:
        RuleError: The plan is of rules that are lowered as they are asked for, and one breaks the language.
    """
    shared = codec_of(Plan).write(replace(plan, themes={}), Writer())
    lines = [_line({"digest": digest(plan), "themes": list(plan.themes), "plan": shared})]
    for theme in plan.themes.values():
        writer = Writer()
        data = codec_of(Theme).write(theme, writer)
        lines.append(_line({"named": writer.named, "theme": data}))
    below = "".join(lines)
    return _line({"schema": LINES, "made_from": made_from, "below": _sha256(below)}) + below


def from_lines(text: str, made_from: str) -> Plan:
    """The plan that :func:`to_lines` saved, whose themes are each read when they are first asked for.

    Raises:
        ValueError: It was made from something else, is damaged, or is no plan.
    """
    head, _, below = text.partition("\n")
    if json.loads(head) != {"schema": LINES, "made_from": made_from, "below": _sha256(below)}:
        raise ValueError("this plan is not the one that these files make")
    shared, *themes = below.splitlines()
    told = json.loads(shared)
    plan: Plan = codec_of(Plan).read(told["plan"], Reader([]))
    plan = replace(plan, themes=_Themes(dict(zip(told["themes"], themes, strict=True))))
    known_as(plan, told["digest"])
    return plan


class _Themes(Mapping[str, Theme]):
    """The themes of a saved plan by code, each read from its line when it is first asked for."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines
        self._read: dict[str, Theme] = {}

    def __getitem__(self, code: str) -> Theme:
        if code not in self._read:
            data = json.loads(self._lines[code])
            # Of two threads that read it at once, one gives its theme to both.
            self._read.setdefault(code, codec_of(Theme).read(data["theme"], Reader(data["named"])))
        return self._read[code]

    def __contains__(self, code: object) -> bool:
        return code in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _line(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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
    return _sha256(text)[:12]


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
