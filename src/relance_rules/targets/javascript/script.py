"""The text of the script: the modules of ``engine/`` in one scope, and the data that they work on."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from relance_rules.loading.rules import Rules
from relance_rules.localization import localization
from relance_rules.plan.ruleset import Plan
from relance_rules.plan.saving import digest, known_as, to_data
from relance_rules.targets.javascript.known import refuse_unknown
from relance_rules.targets.javascript.sharing import shared, told
from relance_rules.targets.javascript.tables import tables
from relance_rules.targets.javascript.tokens import TEXTS, compact
from relance_rules.version import VERSION

FOLDER = Path(__file__).with_name("engine")

MODULES = (
    "text",
    "values",
    "localization",
    "files",
    "json",
    "slips",
    "yamlslips",
    "yaml",
    "sharing",
    "plan",
    "reading",
    "evaluation",
    "checking",
    "report",
    "writing",
    "guide",
    "curve",
    "api",
)
"""The modules in the order in which they stand in the script: each uses those before it as it is set up."""


def engine(rules: Rules, themes: Collection[str] | None = None) -> str:
    """A classic script that sets ``globalThis.relance``: the rules, and the engine that checks dossiers against them.

    Args:
        rules: The rule set.
        themes: The themes that it knows, as people spell them; all of the rule set, if they are not given.

    Raises:
        RuleError: There is no such theme, a rule file breaks the language, or the engine does not know all of it.
    """
    chosen = {theme.code: theme for theme in (map(rules.theme, themes) if themes is not None else rules.values())}
    # What a theme lists and that decides nothing is no part of a report.
    themes_of = {code: replace(chosen[code], sections=()) for code in rules if code in chosen}
    plan = replace(rules.plan, themes=themes_of)
    known_as(plan, digest(rules.plan))
    modules = sources()
    return script(modules, data(plan, modules))


def sources() -> list[str]:
    """The modules, in their order."""
    return [(FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]


def data(plan: Plan, modules: Collection[str]) -> dict[str, Any]:
    """What the modules work on.

    Raises:
        RuleError: The plan is made of something that they do not know.
    """
    refuse_unknown(plan)
    return {
        "version": VERSION,
        "tool": f"relance {VERSION}",
        "digest": digest(plan),
        "sentences": sentences("".join(modules)),
        **tables(plan.currency),
        "plan": shared(told(to_data(plan))),
    }


def script(modules: Collection[str], known: Mapping[str, Any]) -> str:
    """The modules in a scope of their own, compact, with what they work on."""
    return "".join((
        f'// relance {VERSION}\n(() => {{\n"use strict";\n',
        prelude(known),
        *(f"\n{compact(module, tuple(known['sentences']))}\n" for module in modules),
        "})();\n",
    ))  # fmt: skip


def prelude(known: Mapping[str, Any]) -> str:
    """What stands before modules: what they work on, and the sentences that they refer to."""
    return f"const DATA = JSON.parse({literal(known)}), {TEXTS} = Object.keys(DATA.sentences);\n"


_ESCAPED = {"\\": r"\\", "'": r"\'", "<": r"\u003c", "\u2028": r"\u2028", "\u2029": r"\u2029"}


def literal(known: Any) -> str:
    """Data as a literal of JavaScript that holds its JSON, safe between the tags of a script too."""
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return f"'{re.sub('|'.join(map(re.escape, _ESCAPED)), lambda found: _ESCAPED[found[0]], text)}'"


_JOINT = re.compile(r'"\s*\+\s*"')
# From each quote to the next: one may close what another opened, and what stands between two texts is no sentence.
_QUOTED = re.compile(r'"(?=((?:[^"\\\n]|\\["\\])*)")')


def quoted(source: str) -> list[str]:
    """The texts that may stand between double quotes in a source, those joined by a sign as one."""
    return [json.loads(f'"{found}"', strict=False) for found in _QUOTED.findall(_JOINT.sub("", source))]


def sentences(source: str) -> dict[str, str]:
    """The English of the sentences that stand in a source, by their French."""
    english = localization("en").gettext
    return {french: english(french) for french in quoted(source) if english(french) != french}
