"""Families and statements: what a theme takes from elsewhere, by one rule of merging."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from relance_rules import RuleError, Rules, load_rules
from relance_rules.language.theme import Theme
from rule_sets import DEFINITIONS, THEME, said, write_rules

FAMILY = """\
family: MERE
kind: guichet
owner: Personne
source: member
envelope: {amount: 21 M€, source: member}
windows:
  - {id: guichet, label: {fr: "Guichet", en: "Window"}, opens: 2021-01-04, source: member}
size:
  ranges:
    - {id: petits, when: projet.pret, at_least: 1 EUR, source: member}
    - {id: autres, at_least: 2 EUR, source: member}
  source: member
eligibility:
  - id: porteur
    label: {fr: "Un porteur", en: "An applicant"}
    require: projet.pret
    source: member
  - {id: utile, label: {fr: "Utile", en: "Useful"}, require: projet.utile, source: {lines: 7}}
funding: {rate: 75 %, source: member}
commitments:
  - {id: bilan, label: {fr: "Bilan", en: "Report"}}
  - {id: suivi, label: {fr: "Suivi", en: "Follow-up"}}
sections:
  criteria:
    - {id: qualite, label: {fr: "Qualité", en: "Quality"}, source: member}
cases:
  - {name: a ready project, dossier: {}, expect: {verdict: undetermined}}
  - {name: another one, dossier: {}, expect: {verdict: undetermined}}
"""

MEMBER = """\
theme: ESSAI
extends: MERE
title: {fr: "Un thème", en: "A theme"}
cites:
  self: 1-90
  envelope: 3
  windows.guichet: "4, 6"
  size: 5
  size.petits: 5
  size.autres: {lines: 6, digest: "0123456789ab"}
  eligibility.porteur: 8
  funding: 9
  sections.criteria.qualite: 10
"""


def load(folder: Path, member: str = MEMBER, family: str = FAMILY, **shared: Any) -> Rules:
    path = write_rules(folder, THEME, families={"MERE": family}, **shared) / "themes" / "ESSAI.yaml"
    path.write_text(member, encoding="utf-8")
    return load_rules(folder)


def model(folder: Path, member: str = MEMBER, family: str = FAMILY, **shared: Any) -> Theme:
    return load(folder, member, family, **shared).model("ESSAI")


def refusal(folder: Path, member: str, family: str = FAMILY, **shared: Any) -> list[str]:
    with pytest.raises(RuleError) as error:
        load(folder, member, family, **shared)
    return [f"{Path(p.file or '').name}:{p.line}:{p.column}: {said(p.message)}" for p in error.value.problems]


def test_a_member_is_its_family_with_its_own_passages(tmp_path: Path) -> None:
    theme = model(tmp_path)
    assert theme.source is not None
    assert theme.envelope is not None
    assert theme.size is not None
    assert theme.funding is not None
    assert (theme.source.place, theme.envelope.amount, theme.owner) == ("1-90", "21 M€", "Personne")
    assert [window.source.place for window in theme.windows if window.source] == ["4, 6"]
    assert [entry.source.place for entry in theme.size.ranges if entry.source] == ["5", "6"]
    assert theme.size.ranges[1].source is not None
    assert theme.size.ranges[1].source.digest == "0123456789ab"
    assert [c.source.place for c in theme.conditions if c.source] == ["8", "7"]
    assert [case.name for case in theme.cases] == ["a ready project", "another one"]


@pytest.mark.parametrize(
    ("added", "found"),
    [
        # Keys given replace.
        ("owner: Quelqu’un\n", {"owner": "Quelqu’un"}),
        ("envelope: {amount: 5 M€}\n", {"envelope": "5 M€"}),
        ("funding: {rate: 50 %}\n", {"rate": "50 %"}),
        ("commitments: {unknown: {fr: Perdus, en: Lost}}\n", {"commitments": None}),
        # In a list with ids, the same id merges and a new one is appended, or placed.
        ("commitments: [{id: bilan, label: {fr: Un bilan, en: A report}}]\n", {"commitments": ["bilan", "suivi"]}),
        ("commitments: [{id: autre, label: {fr: Autre, en: Other}}]\n", {"commitments": ["bilan", "suivi", "autre"]}),
        (
            "commitments: [{id: autre, after: bilan, label: {fr: Autre, en: Other}}]\n",
            {"commitments": ["bilan", "autre", "suivi"]},
        ),
        ("commitments: [{id: bilan, remove: not asked here}]\n", {"commitments": ["suivi"]}),
        ("sections: {indicators: [{id: x, label: {fr: X, en: X}}]}\n", {"sections": ["criteria", "indicators"]}),
        ("skip_cases: {another one: not here}\n", {"cases": ["a ready project"]}),
        (
            "cases: [{name: its own, dossier: {}, expect: {}}]\n",
            {"cases": ["a ready project", "another one", "its own"]},
        ),
    ],
)
def test_a_member_gives_what_differs(tmp_path: Path, added: str, found: dict[str, Any]) -> None:
    theme = model(tmp_path, MEMBER + added)
    actual = {
        "owner": theme.owner,
        "envelope": None if theme.envelope is None else theme.envelope.amount,
        "rate": None if theme.funding is None else theme.funding.rate,
        "commitments": [item.id for item in theme.requirements_of("commitments")] or None,
        "sections": list(theme.sections),
        "cases": [case.name for case in theme.cases],
    }
    assert {key: actual[key] for key in found} == found


def test_what_is_merged_keeps_what_the_member_does_not_say(tmp_path: Path) -> None:
    theme = model(tmp_path, MEMBER + "eligibility: [{id: porteur, require: projet.utile}]\n")
    assert [(c.id, c.require, str(c.label)) for c in theme.conditions] == [
        ("porteur", "projet.utile", "Un porteur"),
        ("utile", "projet.utile", "Utile"),
    ]


def test_a_passage_that_the_member_gives_itself_needs_no_other(tmp_path: Path) -> None:
    member = MEMBER.replace("  eligibility.porteur: 8\n", "") + "eligibility: [{id: porteur, source: {lines: 30}}]\n"
    theme = model(tmp_path, member)
    assert theme.conditions[0].source is not None
    assert theme.conditions[0].source.place == "30"


def test_after_is_a_key_of_bonuses_too(tmp_path: Path) -> None:
    family = FAMILY.replace(
        "funding: {rate: 75 %, source: member}",
        "funding:\n  rate: 75 %\n  source: member\n  bonuses: [{id: un, label: {fr: Un, en: One}, rate: 1 %}]\n"
        "  ceilings: [{id: plafond, label: {fr: P, en: P}, amount: 5 EUR}]",
    )
    added = "funding: {bonuses: [{id: deux, label: {fr: Deux, en: Two}, amount: 1 EUR, after: plafond}]}\n"
    theme = model(tmp_path, MEMBER + added, family)
    assert theme.funding is not None
    assert [(bonus.id, bonus.after) for bonus in theme.funding.bonuses] == [("un", None), ("deux", "plafond")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("  eligibility.porteur: 8\n", ""),
            "ESSAI.yaml:4:1: ESSAI ne cite rien pour « eligibility.porteur » (MERE.yaml:17 le demande à chacun)",
        ),
        (
            ("  eligibility.porteur: 8\n", "  eligibility.porter: 8\n"),
            "ESSAI.yaml:11:3: MERE ne laisse rien à citer à « eligibility.porter » ; vouliez-vous dire « elig",
        ),
        (("extends: MERE", "extends: MER"), "ESSAI.yaml:2:10: aucune famille « MER » ; vouliez-vous dire « MERE » ?"),
        (("extends: MERE\n", ""), "ESSAI.yaml:3:1: « cites » va avec « extends »"),
        (("  funding: 9\n", "  funding: 9-1\n"), "ESSAI.yaml:12:12: les lignes citées vont croissant"),
        (("  funding: 9\n", "  funding: {page: 9}\n"), "ESSAI.yaml:12:12: « catalogue » se cite par « lines »"),
        (
            ("", "commitments: [{id: absent, remove: not asked}]\n"),
            "ESSAI.yaml:14:28: remove : aucun élément « absent » dans MERE",
        ),
        (("", "commitments: [{id: bilan, remove: }]\n"), "ESSAI.yaml:14:27: remove : dites pourquoi"),
        (
            ("", "commitments: [{id: a, after: absent, label: {fr: A, en: A}}]\n"),
            "ESSAI.yaml:14:23: after : aucun élément « absent » dans MERE",
        ),
        (("", "skip_cases: {a redy project: not here}\n"), "ESSAI.yaml:14:14: aucun cas « a redy project » dans MERE"),
        (("", "couleur: bleu\n"), "ESSAI.yaml:14:1: la clé « couleur » n’est pas attendue ici"),
    ],
)  # fmt: skip
def test_the_member_is_told_where_it_does_not_fit(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    old, new = change
    member = MEMBER.replace(old, new) if old else MEMBER + new
    found = refusal(tmp_path, member)
    assert any(said in line.replace(f"{tmp_path}/families/", "") for line in found)


def test_a_fault_of_the_family_is_told_on_the_line_that_takes_it_and_names_its_own(tmp_path: Path) -> None:
    family = FAMILY.replace("require: projet.utile", "require: projet.utle")
    (found,) = refusal(tmp_path, MEMBER, family)
    assert found.startswith("ESSAI.yaml:2:1: « projet.utle » n’est ni un fait")
    assert found.endswith(f"({tmp_path}/families/MERE.yaml:18:53)")
    # Where the member has the list too, its line is nearer.
    (found,) = refusal(tmp_path, MEMBER + "eligibility: [{id: porteur, require: projet.pret}]\n", family)
    assert found.startswith("ESSAI.yaml:14:1: « projet.utle »")


@pytest.mark.parametrize(
    ("family", "said"),
    [
        (FAMILY.replace("family: MERE", "family: AUTRE"), "MERE.yaml:1:1: le fichier MERE.yaml décrit « AUTRE »"),
        (FAMILY.replace("family: MERE\n", ""), "MERE.yaml:1:1: la clé « family » manque"),
        ("- a\n", "MERE.yaml:1:1: une suite de « clé: valeur » est attendue"),
        ("a: [\n", "MERE.yaml:1:4: une valeur ne peut pas commencer par « [ »"),
    ],
)
def test_a_family_that_is_none_is_told_in_its_own_file(tmp_path: Path, family: str, said: str) -> None:
    assert refusal(tmp_path, MEMBER, family)[0].startswith(said)


def test_a_family_has_no_family(tmp_path: Path) -> None:
    assert any("« extends »" in line for line in refusal(tmp_path, MEMBER, FAMILY + "extends: MERE\n"))


def test_a_plain_theme_leaves_no_passage_to_members(tmp_path: Path) -> None:
    member = 'theme: ESSAI\ntitle: {fr: "T", en: "T"}\nsource: member\n'
    assert refusal(tmp_path, member) == ["ESSAI.yaml:3:1: une suite de « clé: valeur » est attendue"]


# ---- statements

STATEMENTS = {
    **DEFINITIONS,
    "statements": {
        "utile": {"label": {"fr": "Utile", "en": "Useful"}, "require": "projet.utile", "reading": "R1"},
        "autrement": {"id": "nomme", "label": {"fr": "Nommé", "en": "Named"}, "require": "projet.pret"},
        "boucle": {"label": {"fr": "B", "en": "B"}, "require": {"all": [{"use": "boucle"}]}},
        "casse": {"label": {"fr": "C", "en": "C"}, "require": "projet.utle"},
    },
}
USING = """\
theme: ESSAI
title: {fr: "Un thème", en: "A theme"}
eligibility:
  - {use: utile, source: {lines: 3}}
  - {use: autrement, label: {fr: "Autrement", en: "Otherwise"}}
"""


def test_an_item_takes_the_keys_of_a_statement_and_its_own_replace_them(tmp_path: Path) -> None:
    theme = model(tmp_path, USING, definitions=STATEMENTS)
    first, second = theme.conditions
    assert (first.id, first.require, first.reading) == ("utile", "projet.utile", ("R1",))
    assert first.source is not None
    assert (second.id, str(second.label), second.source) == ("nomme", "Autrement", None)


def test_a_family_may_use_statements_and_its_members_name_them(tmp_path: Path) -> None:
    first = "require: projet.pret\n    source: member\n"
    family = FAMILY.replace(first, first + "  - {use: autrement, source: member}\n", 1)
    member = MEMBER.replace("  funding: 9\n", "  funding: 9\n  eligibility.nomme: 12\n")
    theme = model(tmp_path, member, family, definitions=STATEMENTS)
    assert [c.id for c in theme.conditions] == ["porteur", "nomme", "utile"]
    without = MEMBER + "eligibility: [{id: nomme, remove: not here}]\n"
    removed = model(tmp_path / "a", without, family, definitions=STATEMENTS)
    assert [c.id for c in removed.conditions] == ["porteur", "utile"]


@pytest.mark.parametrize(
    ("used", "said"),
    [
        ("util", "ESSAI.yaml:4:11: aucun énoncé « util » ; vouliez-vous dire « utile » ?"),
        ("boucle", "l’énoncé « boucle » se contient lui-même"),
        ("casse", "ESSAI.yaml:4:5: « projet.utle » n’est ni un fait"),
    ],
)
def test_a_statement_that_is_wrong_is_told_where_it_is_used(tmp_path: Path, used: str, said: str) -> None:
    found = refusal(tmp_path, USING.replace("use: utile", f"use: {used}"), definitions=STATEMENTS)
    assert any(said in line for line in found), found


def test_an_item_used_under_its_own_id_merges_with_that_id(tmp_path: Path) -> None:
    member = MEMBER + "eligibility: [{use: utile, require: projet.pret}]\n"
    theme = model(tmp_path, member, definitions=STATEMENTS)
    assert [(c.id, c.require, c.reading) for c in theme.conditions] == [
        ("porteur", "projet.pret", ()),
        ("utile", "projet.pret", ("R1",)),
    ]
