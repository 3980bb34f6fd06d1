"""What linting finds nothing in loads: rule sets spoiled in any way, whatever comments and codes set aside."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from random import Random

import pytest

from relance_rules import RelanceError, load_rules
from relance_rules.authoring.diagnostics import UNLOADED, Example
from relance_rules.authoring.engine import lint
from relance_rules.authoring.examples import complete, write_files
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.fixes import fix
from relance_rules.authoring.registry import lint_rules
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.reading import dossier_from
from relance_rules.loading.rules import built_in_rules
from relance_rules.loading.ruleset_files import rule_files

pytestmark = pytest.mark.long


ALL = (UNLOADED, *lint_rules())
DOSSIER = {
    "recu_le": "2021-02-01",
    "chantier": {"cout": "100 000 CHF", "recense": True, "mois": 4},
    "travaux": [{"prix": "100 000 CHF", "genre": "3"}],
    "aide": {"demandee": "80 000 CHF"},
}
CASES = """\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true, mois: 4}}
    expect: {findings: {demarche: pass, duree: pass}}
"""
ASKED = "  - {name: nothing is given, dossier: {}, expect: {missing: [bilan]}}\n"
FAMILY = f"""\
family: COMMUN
kind: guichet
source: member
eligibility:
  - id: demarche
    label: {{fr: "La démarche est recensée", en: "The procedure is listed"}}
    require: {{fact: chantier.recense, is: true}}
    source: member
  - {{use: duree, source: {{lines: 5}}}}
funding: {{rate: 75 %, staff: excluded, source: member}}
{CASES}"""
MEMBER = """\
theme: AUTRE
extends: COMMUN
title: {fr: "Un autre thème", en: "Another theme"}
cites: {self: 1-9, eligibility.demarche: "5", funding: 6}
"""
STATEMENTS = """\
statements:
  duree:
    label: {fr: "Le projet dure", en: "The project lasts"}
    require: {fact: chantier.mois, at_least: 1}
"""
FUNDING = "funding: {rate: {table: paliers, column: taux}, staff: excluded, source: {lines: 6}}\n"
OTHERS = {
    "families/COMMUN.yaml": FAMILY,
    "themes/AUTRE.yaml": MEMBER,
    "tables/paliers.yaml": """\
table: paliers
keys: {mois: {fact: chantier.mois, match: up_to, last: open}}
gives: {taux: percentage}
""",
    "tables/paliers.csv": "mois,taux\n6,50 %\n12,75 %\n",
}
VALUES = ("true", "3", "x", "[]", "{}", "null", "2021-02-30", "-1", "75 %", "fr", "theme", "''", "1 MCHF", "R1")


def texts() -> dict[str, str]:
    """A rule set of every kind of file, in which linting finds nothing."""
    condition = '  - {use: duree, when: {fact: chantier.recense, is: true}, source: {lines: "5"}}\n'
    found = complete(Example(FUNDING + CASES + ASKED, definitions=STATEMENTS, others=tuple(OTHERS.items())))
    found["themes/DEMO.yaml"] = found["themes/DEMO.yaml"].replace("eligibility:\n", "eligibility:\n" + condition)
    return found


def spoil(files: dict[str, str], random: Random) -> None:
    """One fault: a file lost, moved, empty, of another kind or cut; a key lost or misspelt; a value of another type."""
    name = random.choice(sorted(files))
    text, last = files[name], name.rpartition("/")[2]
    lines = text.split("\n")
    place, at = random.randrange(len(lines)), random.randrange(len(text) + 1)
    keys, values = ([*re.finditer(pattern, text)] for pattern in (r"[a-z_.]+(?=:)", r"(?<=: )[^,{}\[\]\n]+"))
    match random.randrange(12):
        case 0:
            del files[name]
        case 1:
            endings = [name.replace(".yaml", ending) for ending in (".yml", ".YAML", "", ".yaml.txt")]
            moved = random.choice([*endings, last, f"themes/{last}", f"families/{last}", f"old/{name}"])
            files[moved] = files.pop(name) if random.random() < 0.5 else files[name]
        case 2:
            files[name] = random.choice(["", "[]\n", "{}\n", "a: [\n", f"{text}---\na: 1\n"])
        case 3:
            files[name] = text[:at] + random.choice("{}[]:,'\"#&*!|>%@`- \t0aé€\x07") + text[at:]
        case 4:
            files[name] = text[:at]
        case 5:
            files[name] = files[random.choice(sorted(files))]
        case 6:
            lines[place] = " " * random.randrange(6) + lines[place].strip()
            files[name] = "\n".join(lines)
        case 7:
            lines.insert(place, random.choice(lines))
            files[name] = "\n".join(lines)
        case 8:
            del lines[place]
            files[name] = "\n".join(lines)
        case 9 if keys:
            key = random.choice(keys)
            files[name] = text[: key.start()] + key[0][:-1] + text[key.end() :]
        case _ if values:
            value = random.choice(values)
            files[name] = text[: value.start()] + random.choice(VALUES) + text[value.end() :]


def found_in(path: Path, codes: Collection[str] = ALL) -> list[tuple[str, int, str]] | None:
    """What linting finds, or None where it refuses to."""
    try:
        found = [each for rules in rule_sets([path]) for each in lint(rules, codes)]
    except RelanceError:
        return None
    return [(each.file, each.line, each.code) for each in found]


def load(folder: Path) -> None:
    """Load a rule set whole, and check a dossier of each of its themes."""
    rules = load_rules(folder)
    for code in rules:
        facts = {
            name: fact for name, fact in DOSSIER.items() if name in {path.split(".")[0] for path in rules.plan.facts}
        }
        try:
            _, dossier = dossier_from({"theme": code, **facts}, rules)
        except RelanceError:
            continue  # the facts are others now
        check_dossier(rules.plan, rules[code], dossier)


def set_aside(found: list[tuple[str, int, str]]) -> None:
    """Write a comment that sets aside all that is found on each line."""
    for name, line in {(name, line) for name, line, _ in found}:
        codes = ", ".join(sorted({code for other, at, code in found if (other, at) == (name, line)}))
        path = Path(name)
        lines = path.read_bytes().decode("utf-8", "replace").split("\n") if path.is_file() else []
        if line <= len(lines):
            lines[line - 1] += f"  # relance: ignore {codes} -- to see what is left"
            path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("seed", range(8))
def test_a_spoiled_set_in_which_linting_finds_nothing_loads(seed: int, tmp_path: Path) -> None:
    random, clean = Random(seed), 0  # noqa: S311 - no secret
    for attempt in range(20):
        folder, files = tmp_path / str(attempt), texts()
        for _ in range(random.choice((1, 1, 1, 2))):
            spoil(files, random)
        write_files(folder, files)
        shared = [path for path in rule_files(folder).shared if path.parent == folder]
        results = [found_in(folder), found_in(folder, [UNLOADED]), *map(found_in, shared)]
        clean += results[0] == []
        if [] in results:
            load(folder)
        for found in results[:1]:
            if found:
                set_aside(found)
                if found_in(folder) == []:
                    load(folder)
    assert clean < 20


def test_the_set_that_is_spoiled_is_clean_and_loads(tmp_path: Path) -> None:
    write_files(tmp_path, texts())
    assert found_in(tmp_path) == []
    load(tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_the_rules_of_the_catalogue_spoiled_are_found_or_load(seed: int, tmp_path: Path) -> None:
    random, home = Random(seed), built_in_rules()  # noqa: S311 - no secret
    files = {str(path.relative_to(home)): path.read_text(encoding="utf-8") for path in rule_files(home).all}
    spoil(files, random)
    write_files(tmp_path, files)
    if found_in(tmp_path, [UNLOADED]) == []:
        load_rules(tmp_path)


_COMMENT = "# relance: ignore {} -- so says the text"
COMMENTED = {
    "definitions.yaml": ("at_least: 1}\n", f"at_least: 0}}  {_COMMENT.format('RR004')}\n"),
    "themes/DEMO.yaml": (
        'label: {fr: "La démarche est recensée", en: "The procedure is listed"}\n',
        'label: {fr: "La démarche est recensée", en: "La démarche est recensée"}  ' + _COMMENT.format("RR011") + "\n",
    ),
    "vocabulary.yaml": (
        "facts:\n",
        f"""\
facts:
  chantier.surface:  {_COMMENT.format("RR002")}
    {{type: integer, label: {{fr: Surface, en: Area}}, question: {{fr: "Combien ?", en: "How many?"}}}}
""",
    ),
}
"""What stands in some files, and what is put there: a fault, and the comment that sets it aside."""


@pytest.mark.parametrize("seed", range(6))
def test_a_fix_keeps_each_comment_that_is_needed_once_what_is_spoiled_is_mended(seed: int, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    files = texts()
    for name, (before, after) in COMMENTED.items():
        files[name] = files[name].replace(before, after, 1)
    write_files(tmp_path / "whole", files)
    assert found_in(tmp_path / "whole") == []
    for attempt in range(12):
        folder = tmp_path / str(attempt)
        name = random.choice(sorted(files.keys() - COMMENTED.keys()))
        part = {name: files[name]}
        spoil(part, random)
        write_files(folder, {other: text for other, text in files.items() if other != name} | part)
        try:
            load_rules(folder)
        except RelanceError:
            [rules] = rule_sets([folder])
            for codes in (ALL, ["RR023"]):
                assert all("# relance: ignore" in text for _, text in fix(rules, codes).changed)
