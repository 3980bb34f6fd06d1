"""A rule set in which linting finds nothing loads, whatever its comments: what the loader refuses is always found."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relance_rules import RelanceError, RuleError, load_rules
from relance_rules.authoring.diagnostics import UNLOADED, Diagnostic
from relance_rules.authoring.engine import lint
from relance_rules.authoring.examples import THEME, Example, complete, write_files
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.registry import lint_rules
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.problems import Problem

ALL = (UNLOADED, *lint_rules())

DEFINITIONS = """\
derived:
  salaires:
    of: travaux
    type: boolean
    label: {fr: "Dépense de personnel", en: "Staff costs"}
    value: {fact: genre, is: "2"}
  long:
    type: boolean
    label: {fr: "Un long projet", en: "A long project"}
    value: {fact: chantier.mois, at_least: {table: durees, column: mois}}
statements:
  recense:
    label: {fr: "Le projet est recensé", en: "The project is listed"}
    require: {all: [chantier.recense, {not: long}]}
parameters:
  plafond:
    type: money
    label: {fr: "Le plafond", en: "The ceiling"}
    values:
      - {from: 2021-01-01, is: 300 kCHF}
      - {from: 2022-01-01, is: 400 kCHF}
"""

TABLE = """\
table: durees
keys:
  voie: {fact: voie}
gives: {mois: integer}
rows:
  - {voie: guichet, mois: 12}
  - {voie: appel, mois: 24}
"""

FAMILY = """\
family: COMMUN
kind: [guichet, appel]
source: member
size:
  ranges:
    - id: petits
      when: {fact: voie, is: guichet}
      at_most: 100 kCHF
      source: member
    - {id: grands, more_than: 100 kCHF}
eligibility:
  - {use: recense, source: member}
funding:
  scale: [{rate: 75 %, up_to: 48 kCHF}, {rate: 50 %}]
  staff: valued
  ceilings:
    - {id: haut, label: {fr: "Le plafond", en: "The ceiling"}, amount: plafond, per: project}
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true, mois: 3}, voie: guichet}
    expect: {findings: {recense: pass}}
"""

MEMBER = """\
theme: MEMBRE
extends: COMMUN
title: {fr: "Un membre", en: "A member"}
cites: {self: 1-9, size.petits: 4, eligibility.recense: "5"}
windows:
  - id: premier
    label: {fr: "Le premier", en: "The first"}
    opens: 2021-01-04
    closes: 2021-06-30
eligibility:
  - id: cout
    label: {fr: "Le coût", en: "The cost"}
    require: {fact: chantier.cout, more_than: 0 CHF}
    after: recense
"""

SET = complete(
    Example(
        THEME,
        definitions=DEFINITIONS,
        others=(
            ("tables/durees.yaml", TABLE),
            ("families/COMMUN.yaml", FAMILY),
            ("themes/MEMBRE.yaml", MEMBER),
        ),
    )
)
NAMES = sorted(SET)
WORDS = sorted({word for text in SET.values() for word in text.replace("{", " ").replace("}", " ").split()})
COMMENT = f"  # relance: ignore {', '.join(ALL)} -- whatever it is"


def places(text: str) -> st.SearchStrategy[int]:
    return st.integers(0, len(text.split("\n")) - 1)


@st.composite
def broken(draw: st.DrawFn) -> dict[str, str | None]:
    """The files of the set, of which one has been tampered with; None for one that is not there."""
    texts: dict[str, str | None] = dict(SET)
    name = draw(st.sampled_from(NAMES))
    how = draw(st.sampled_from(["gone", "line", "twice", "word", "word", "word", "cut", "indent"]))
    lines = SET[name].split("\n")
    at = draw(places(SET[name]))
    if how == "gone":
        return {**texts, name: None}
    if how == "line":
        lines = [*lines[:at], *lines[at + 1 :]]
    elif how == "twice":
        lines = [*lines[: at + 1], *lines[at:]]
    elif how == "word":
        words = [word for word in lines[at].replace("{", " ").replace("}", " ").split() if word]
        if words:
            lines[at] = lines[at].replace(draw(st.sampled_from(words)), draw(st.sampled_from(WORDS)), 1)
    elif how == "cut":
        lines = lines[:at]
    else:
        lines[at] = f"  {lines[at]}"
    return {**texts, name: "\n".join(lines)}


def commented(text: str) -> str:
    """A text each line of which has a comment that would set everything aside."""
    return "\n".join(f"{line}{COMMENT}" if line.strip() else line for line in text.split("\n"))


def is_yaml(text: str) -> bool:
    try:
        parse_yaml(text, strict=True)
    except RelanceError:
        return False
    return True


def found_and_refused(texts: dict[str, str | None]) -> tuple[list[Diagnostic], tuple[Problem, ...]]:
    """What linting finds in a set, and what the loader refuses in it."""
    folder = Path(tempfile.mkdtemp())
    try:
        write_files(folder, {name: text for name, text in texts.items() if text is not None})
        [rules] = rule_sets([folder])
        found = lint(rules, ALL)
        try:
            load_rules(folder)
        except RuleError as error:
            return found, error.problems
        return found, ()
    finally:
        shutil.rmtree(folder)


def test_the_set_is_sound_and_its_comments_change_nothing() -> None:
    found, refused = found_and_refused(dict(SET))
    assert refused == ()
    assert {each.severity for each in found} <= {"warning"}
    _, refused = found_and_refused({name: commented(text) for name, text in SET.items()})
    assert refused == ()


@given(broken())
@example({**SET, "vocabulary.yaml": None})
@example({**SET, "ruleset.yaml": None})
@example({**SET, "themes/MEMBRE.yaml": MEMBER.replace("id: cout", "id: recense")})
@example({**SET, "families/COMMUN.yaml": FAMILY.replace("voie, is: guichet", "voie, is: guiche")})
@pytest.mark.long
def test_what_the_loader_refuses_is_found(texts: dict[str, str | None]) -> None:
    found, refused = found_and_refused(texts)
    said = {(each.file, each.line) for each in found if each.severity == "error"}
    assert (not refused) or found
    # Where a file that themes rest on is no YAML, what they then lack is left unsaid.
    if all(text is not None and is_yaml(text) for name, text in texts.items() if not name.startswith("themes/")):
        assert {(problem.file, problem.line or 1) for problem in refused} <= said
    hidden, refused = found_and_refused(
        {name: None if text is None else commented(text) for name, text in texts.items()}
    )
    assert (not refused) or any(each.severity == "error" for each in hidden)
