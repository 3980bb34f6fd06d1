"""Put each figure of the rule files wrong, one at a time, and see that the oracles catch it.

Run it as ``python -m tests.themes.mutate [THEME...]``: it changes a copy of the rules, never the rules themselves, and
lists the wrong figures that no check of the theme's oracle saw. It knows rule files as plain YAML, not their language:
any amount, rate, day, number, country, yes or no, known value or bound that decides is changed, and any part removed.
"""

from __future__ import annotations

import copy
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

import relance_rules

from .oracle import Oracle, oracles
from .test_oracles import ROOT, Engine, checks

RULES = ROOT / "rules"
VOCABULARY = RULES / "vocabulary.yaml"
SHARED: dict[Path, tuple[str, ...]] = {
    VOCABULARY: ("includes", "complete", "groups"),
    RULES / "definitions.yaml": ("derived", "statements"),
    RULES / "ruleset.yaml": ("notices", "rounding"),
}
"""The files of every theme, and the keys of theirs under which something decides; the rest of them names things."""

SAYS_ONLY = frozenset(
    (
        *("theme", "title", "summary", "owner", "label", "failure", "notice", "text", "unknown", "description", "says"),
        *("source", "sources", "digest", "lines", "reading", "readings", "descriptive", "cases", "question", "message"),
        *("expected", "encouraged", "financeable", "criteria", "selection", "support", "indicators"),
        *("cites", "ask", "help", "hint", "also", "skip_cases"),
    )
)
"""Keys under which nothing decides: words for the reader, citations, and what a jury reads."""

SWAPPED_KEYS = {
    "at_least": "more_than",
    "more_than": "at_least",
    "at_most": "less_than",
    "less_than": "at_most",
    "every": "some",
    "some": "every",
    "all": "any",
    "any": "all",
}
SWAPPED_WORDS = {
    "project": "dossier",
    "dossier": "project",
    "valued": "excluded",
    "excluded": "valued",
    "appel_a_projets": "guichet",
    "guichet": "appel_a_projets",
    "FR": "DE",
    "FRANCE": "DE",
}
AMOUNT = re.compile(r"([\d \u202f_.,]+?)\s*(k€|M€|€|EUR)")
RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")

Steps: TypeAlias = tuple[Any, ...]
Families: TypeAlias = tuple[dict[str, list[str]], ...]
"""For each fact that has a list of values, its values, each with those that it includes."""


class Mutant(NamedTuple):
    """A rule file with one thing changed: what kind of thing, where, and from what to what."""

    kind: str
    place: str
    change: str
    data: Any


def mutants(data: Any, families: Families) -> Iterator[Mutant]:
    """Each way to put one thing of a rule file wrong; ``families`` are the values of each kind of fact."""
    for path, node in _walk(data, ()):
        if isinstance(node, dict):
            changes = _wrong_mappings(node)
        elif isinstance(node, list):
            changes = _wrong_lists(node, families)
        elif any(key in ("id", "fact", "sum", "share", "use", "over") for key in path[-1:]):
            continue  # a name, not a figure
        else:
            changes = ((kind, f"{node} -> {wrong}", wrong) for kind, wrong in _wrong(node, families))
        for kind, change, wrong in changes:
            yield Mutant(kind, ".".join(map(str, path)), change, _with(data, path, wrong))


def _wrong_mappings(node: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for key, value in node.items():
        if key in SWAPPED_KEYS:
            swapped = {SWAPPED_KEYS[key] if name == key else name: value for name, value in node.items()}
            kind = "quantifier" if key in ("every", "some", "all", "any") else "bound"
            yield kind, f"{key} -> {SWAPPED_KEYS[key]}", swapped
        elif key == "not":
            yield "quantifier", "not removed", value
        elif key == "when":
            yield "part", "when removed", {name: value for name, value in node.items() if name != key}


def _wrong_lists(node: list[Any], families: Families) -> Iterator[tuple[str, str, Any]]:
    for index, item in enumerate(node):
        kind = "list" if isinstance(item, str) else "part"
        yield kind, f"{_name(item, index)} removed", [*node[:index], *node[index + 1 :]]
    for value in _others(node, families):
        yield "list", f"{value} added", [*node, value]


def _walk(node: Any, path: Steps) -> Iterator[tuple[Steps, Any]]:
    """Every node that decides."""
    if path:
        yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in SAYS_ONLY:
                yield from _walk(value, (*path, key))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _walk(item, (*path, index))


def _name(item: Any, index: int) -> str:
    return str(item.get("id", f"item {index}")) if isinstance(item, dict) else str(item)


def _others(node: list[Any], families: Families) -> list[str]:
    """The values of the same kind of fact that a list of values does not hold, by itself or through a general one."""
    for family in families:
        if node and all(isinstance(item, str) and item in family for item in node):
            held = {*node, *(value for item in node for value in family[item])}
            return [value for value in family if value not in held]
    return []


def _wrong(value: Any, families: Families) -> Iterator[tuple[str, Any]]:
    """Values just beside this one."""
    if isinstance(value, bool):
        yield "boolean", not value
    elif isinstance(value, int):
        yield from (("integer", wrong) for wrong in (value - 1, value + 1))
    elif isinstance(value, date):
        yield from (("date", value + timedelta(days=days)) for days in (-1, 1))
    elif isinstance(value, str) and (found := AMOUNT.fullmatch(value)):
        euros = Decimal(re.sub(r"[ \u202f_]", "", found[1]).replace(",", "."))
        cents = int(euros * {"M€": 10**8, "k€": 10**5}.get(found[2], 100))
        wrongs = [cents + step for step in (-1, 1) if cents + step >= 0]
        yield from (("amount", f"{wrong // 100}.{wrong % 100:02} EUR") for wrong in wrongs)
    elif isinstance(value, str) and (found := RATE.fullmatch(value)):
        points = int(Decimal(found[1].replace(",", ".")) * 100)
        wrongs = [points + step for step in (-1, 1) if 0 <= points + step <= 10_000]
        yield from (("rate", f"{wrong // 100}.{wrong % 100:02} %") for wrong in wrongs)
    elif isinstance(value, str) and value in SWAPPED_WORDS:
        yield "word", SWAPPED_WORDS[value]
    elif isinstance(value, str):
        for values in map(list, families):
            if value in values:
                yield "value", values[(values.index(value) + 1) % len(values)]
                return


def _with(data: Any, path: Steps, value: Any) -> Any:
    changed = copy.deepcopy(data)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


class _Dumper(yaml.CSafeDumper):
    """Texts are quoted: a digest may look like a number."""


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _dumped(data: Any) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False))


def families() -> Families:
    facts = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))["facts"]
    every = [each for fact in facts.values() for each in (fact, *fact.get("items", {}).values())]
    return tuple(
        {str(value): said.get("includes", []) for value, said in fact["values"].items()}
        for fact in every
        if "values" in fact
    )


def caught(asked: tuple[Oracle, ...], folder: Path) -> str | None:
    """The first check that fails on these rules, ``refused`` where they can't be loaded, None where all pass."""
    try:
        engine = Engine(folder)
        for oracle in asked:
            engine.report({"theme": oracle.theme})
    except relance_rules.RelanceError:
        return "refused"
    for oracle in asked:
        for name, check in checks(oracle, engine):
            try:
                check()
            except Exception:  # any error is seen, an AssertionError or the engine's own
                return name
    return None


def try_file(source: Path, folder: Path, asked: tuple[Oracle, ...], tally: Counter[str]) -> Iterator[str]:
    """Try each mutant of a rule file in a copy of the rules, count it, and name those that nothing caught."""
    place = folder / source.relative_to(RULES)
    original = source.read_text(encoding="utf-8")
    data = yaml.safe_load(original)
    place.write_text(_dumped(data), encoding="utf-8")
    if caught(asked, folder) is not None:
        raise SystemExit(f"{source.stem}: the rules themselves fail the oracles")
    for mutant in mutants(data, families()):
        if source in SHARED and not set(SHARED[source]) & set(mutant.place.split(".")):
            continue
        place.write_text(_dumped(mutant.data), encoding="utf-8")
        found = caught(asked, folder)
        tally[f"{mutant.kind} {'survived' if found is None else 'refused' if found == 'refused' else 'caught'}"] += 1
        if found is None:
            yield f"{source.stem}: {mutant.place}: {mutant.change}"
    place.write_text(original, encoding="utf-8")


def main(themes: list[str]) -> int:
    """Mutate the files of these themes, or all, and print what survived; the exit code says whether anything did."""
    tally: Counter[str] = Counter()
    survivors: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(RULES, Path(temporary) / "rules"))
        for source in sorted(RULES.rglob("*.yaml")):
            asked = tuple(o for o in oracles() if source in SHARED or o.theme.startswith(source.stem))
            if not asked:
                print(f"{source.stem}: no oracle is about this file")
            elif not themes or {oracle.theme for oracle in asked} & set(themes):
                for survivor in try_file(source, folder, asked, tally):
                    survivors.append(survivor)
                    print(survivor, flush=True)
    for kind in sorted({name.split()[0] for name in tally}):
        counts = [tally[f"{kind} {end}"] for end in ("caught", "refused", "survived")]
        print(f"{kind}: {counts[0]} caught, {counts[1]} refused at loading, {counts[2]} survived")
    print(f"{tally.total() - len(survivors)} of {tally.total()} caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
