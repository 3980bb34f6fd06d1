"""What each lint rule finds beside its examples, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import codes_of, found_in, write_rules


def size(*ranges: str) -> str:
    listed = "".join(f"    - {{{entry}, source: {{lines: 4}}}}\n" for entry in ranges)
    return f"size:\n  ranges:\n{listed}  source: {{lines: 4}}\n"


WINDOW = "when: {fact: voie, is: guichet}"
OTHER = "when: {fact: chantier.mois, at_least: 6}"


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        pytest.param(("at_least: 1 kCHF, less_than: 9 kCHF, " + WINDOW, "at_least: 9 kCHF"), None, id="touching"),
        pytest.param(("at_least: 9 kCHF, " + WINDOW, "at_least: 1 kCHF, less_than: 9 kCHF"), None, id="the other way round"),
        pytest.param(
            ("at_least: 1 kCHF, at_most: 9 kCHF, " + WINDOW, "at_least: 9 kCHF"),
            "de 9000.00 à 9000.00",
            id="one amount twice",
        ),
        pytest.param(
            ("at_least: 1 kCHF, at_most: 9 kCHF, " + WINDOW, "at_least: 5 kCHF"), "de 5000.00 à 9000.00", id="overlap"
        ),
        pytest.param(
            ("less_than: 9 kCHF, " + WINDOW, "more_than: 9 kCHF"), "entre 8999.99 et 9000.01 exclus", id="one amount lost"
        ),
        pytest.param(
            ("at_most: 8 kCHF, " + WINDOW, "at_least: 9 kCHF, at_most: 20 kCHF"), "entre 8000.00 et 9000.00 exclus", id="gap"
        ),
        pytest.param(("at_least: 1 kCHF, at_most: 9 kCHF, " + WINDOW, "at_least: 2 kCHF, at_most: 8 kCHF"), None, id="nested"),
        pytest.param(("at_least: 5 kCHF, " + WINDOW, "at_least: 9 kCHF"), None, id="a lower floor"),
        pytest.param(("at_least: 1 kCHF, at_most: 9 kCHF, " + OTHER, "at_least: 5 kCHF"), None, id="not ways in"),
        pytest.param(("at_least: 1 kCHF",), None, id="only one"),
    ],
)
def test_the_ranges_of_the_ways_in(tmp_path: Path, ranges: tuple[str, ...], said: str | None) -> None:
    findings = found_in(write_rules(tmp_path, size(*ranges)))
    assert codes_of(findings) == ([] if said is None else ["RR006"])
    assert said is None or said in str(findings[0].message)


def condition(require: str, when: str | None = None) -> str:
    guard = "" if when is None else f"    when: {when}\n"
    return (
        'eligibility:\n  - id: demarche\n    label: {fr: "La règle", en: "The rule"}\n'
        f"{guard}    require: {require}\n"
        '    failure: {fr: "Faites autrement", en: "Do otherwise"}\n    source: {lines: 5}\n'
    )


@pytest.mark.parametrize(
    ("require", "when", "codes"),
    [
        pytest.param("{fact: chantier.mois, at_most: 5}", "{fact: chantier.mois, at_least: 6}", ["RR003"], id="never"),
        pytest.param("{fact: chantier.mois, at_least: 5}", "{fact: chantier.mois, at_least: 6}", ["RR004"], id="always"),
        pytest.param("{fact: chantier.mois, at_least: 5}", "{fact: chantier.mois, less_than: 0}", ["RR003"], id="no guard"),
        pytest.param("{fact: chantier.mois, at_least: 5}", "{fact: chantier.mois, at_least: 0}", ["RR004"], id="any guard"),
        pytest.param("{fact: chantier.mois, at_most: 9}", "{fact: chantier.mois, at_least: 6}", [], id="sometimes"),
        pytest.param(
            "{any: [{fact: chantier.mois, is: 3}, {fact: chantier.mois, at_least: 9, at_most: 8}]}",
            None,
            ["RR003"],
            id="part",
        ),
        pytest.param(
            "{all: [{fact: chantier.mois, is: 3}, {fact: chantier.mois, at_least: 0}]}", None, ["RR004"], id="idle part"
        ),
        pytest.param("{count: travaux, at_least: 1}", None, ["RR004"], id="a list has an item"),
        pytest.param("{fact: chantier.mois, known: true}", None, [], id="known"),
        pytest.param(
            "{count: travaux, where: {fact: genre, in: ['2', '3']}, at_least: 2}", None, ["RR004"], id="where is idle"
        ),
    ],
)
def test_conditions_that_decide_nothing(tmp_path: Path, require: str, when: str | None, codes: list[str]) -> None:
    path = write_rules(tmp_path, condition(require, when))
    assert codes_of(found_in(path, ["RR003", "RR004"])) == codes


def test_each_part_of_a_theme_that_has_a_condition_is_read(tmp_path: Path) -> None:
    never = "{fact: chantier.mois, less_than: 0}"
    snippet = f"""\
windows:
  - {{id: w, label: {{fr: "Le guichet", en: "Window"}}, opens: 2021-01-04, when: {never}, source: {{lines: 3}}}}
size:
  ranges:
    - {{at_least: 1 kCHF, when: {never}, source: {{lines: 4}}}}
    - {{at_least: 2 kCHF, source: {{lines: 4}}}}
  source: {{lines: 4}}
funding:
  scale: [{{rate: 75 %}}]
  staff: excluded
  exclude:
    - id: x
      label: {{fr: "Exclue", en: "Out"}}
      when: {{all: [{{fact: genre, is: "3"}}, {{fact: genre, is: "2"}}]}}
      source: {{lines: 6}}
  source: {{lines: 6}}
commitments:
  - {{id: bilan, label: {{fr: "Rendre un bilan", en: "Report"}}, when: {never}, source: {{lines: 7}}}}
documents:
  - {{id: plan, label: {{fr: "Rendre un plan", en: "Plan"}}, when: {never}, source: {{lines: 7}}}}
"""
    findings = found_in(write_rules(tmp_path, snippet), ["RR003"])
    assert codes_of(findings) == ["RR003"] * 5


def ceilings(*entries: str, scale: str = "[{rate: 75 %}]") -> str:
    listed = "".join(
        f'    - {{id: c{place}, label: {{fr: "Le plafond", en: "Top"}}, {entry}, source: {{lines: 6}}}}\n'
        for place, entry in enumerate(entries)
    )
    return f"funding:\n  scale: {scale}\n  staff: excluded\n  source: {{lines: 6}}\n  ceilings:\n{listed}"


@pytest.mark.parametrize(
    ("snippet", "lines"),
    [
        pytest.param(ceilings("amount: '749 999,99 CHF', per: dossier"), 0, id="one cent below the most"),
        pytest.param(ceilings("amount: 750 kCHF, per: dossier"), 1, id="the most itself"),
        pytest.param(ceilings("amount: 2 MCHF, per: project"), 0, id="earlier grants count for a project"),
        pytest.param(ceilings("amount: 10 kCHF, per: dossier", "amount: 20 kCHF, per: project"), 0, id="as they nest"),
        pytest.param(ceilings("amount: 20 kCHF, per: dossier", "amount: 10 kCHF, per: project"), 1, id="above the project"),
        pytest.param(ceilings("amount: 20 kCHF, per: project", "amount: 10 kCHF, per: project"), 1, id="two of a project"),
        pytest.param(ceilings("amount: 2 MCHF, per: dossier") + size("at_least: 1 kCHF"), 0, id="no top"),
        pytest.param(
            ceilings("amount: 48 kCHF, per: dossier", scale="[{rate: 100 %, up_to: 48 kCHF}, {rate: 0 %}]"),
            1,
            id="brackets",
        ),
    ],
)
def test_ceilings_that_never_bind(tmp_path: Path, snippet: str, lines: int) -> None:
    assert codes_of(found_in(write_rules(tmp_path, snippet), ["RR009"])) == ["RR009"] * lines


@pytest.mark.parametrize(
    ("french", "english", "said"),
    [
        ("Communication", "Communication", False),
        ("Design, UX (services)", "Design, UX (services)", False),
        ("Études", "Études", True),
        ("Plan de communication", "Plan de communication", True),
        ("Report of the project", "Report of the project", True),
        ("Plan d’action", "Plan d’action", False),
        ("Le plan", "The plan", False),
    ],
)
def test_a_text_that_was_not_translated(tmp_path: Path, french: str, english: str, said: bool) -> None:
    path = write_rules(tmp_path, f'title: {{fr: "{french}", en: "{english}"}}\n')
    assert codes_of(found_in(path)) == (["RR011"] if said else [])


@pytest.mark.parametrize(
    "title",
    [
        "{fr: Le genre}",
        "{en: The title}",
        "{fr: Le genre, en: ''}",
        "{fr: Le genre, en: ~}",
        "Le genre",
        "{fr: ' ', en: X}",
    ],
)
def test_a_text_that_lacks_a_language(tmp_path: Path, title: str) -> None:
    assert set(codes_of(found_in(write_rules(tmp_path, f"title: {title}\n")))) == {"RR010"}


def test_the_texts_of_the_vocabulary_are_read_too(tmp_path: Path) -> None:
    fact = (
        'reference: {type: text, core: true, label: {fr: "Référence"}, question: {fr: "Où est-ce", en: "Où est-ce"}}\n'
    )
    write_rules(tmp_path, facts=fact)
    assert sorted(codes_of(found_in(tmp_path / "vocabulary.yaml"))) == ["RR010", "RR011"]


@pytest.mark.parametrize(
    ("scale", "codes"),
    [
        ("[{rate: 75 %, up_to: 10 kCHF}, {rate: 50 %, up_to: 10 kCHF}, {rate: 0 %}]", ["RR007"]),
        ("[{rate: 75 %, up_to: 10 kCHF}]", ["RR007"]),
        ("[{rate: 75 %}, {rate: 50 %}]", ["RR007"]),
        ("[{rate: 75 %, up_to: 10 kCHF}, {rate: '100,5 %'}]", ["RR008"]),
        ("[{rate: 100 %, up_to: 10 kCHF}, {rate: 0 %}]", []),
    ],
)
def test_scales(tmp_path: Path, scale: str, codes: list[str]) -> None:
    snippet = f"funding: {{scale: {scale}, staff: excluded, source: {{lines: 6}}}}\n"
    assert codes_of(found_in(write_rules(tmp_path, snippet))) == codes


def test_a_commitment_whose_condition_a_case_settles_is_exercised(tmp_path: Path) -> None:
    commitments = (
        'commitments:\n  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report"}, '
        "when: {fact: chantier.mois, at_least: 6}, source: {lines: 7}}\n"
    )
    case = "cases:\n  - {name: short, dossier: {chantier: {recense: true%s}}, expect: {findings: {demarche: pass}}}\n"
    assert codes_of(found_in(write_rules(tmp_path, commitments + case % ", mois: 3"))) == []
    assert codes_of(found_in(write_rules(tmp_path, commitments + case % ""))) == ["RR016"]


def test_exclusions_and_ceilings_that_say_the_same(tmp_path: Path) -> None:
    entries = (
        '    - {id: a, label: {fr: "La a", en: "A"}, when: {fact: genre, is: "2"}, source: {lines: 6}}\n'
        '    - {id: b, label: {fr: "La b", en: "B"}, when: {not: {fact: genre, is: "3"}}, source: {lines: 6}}\n'
    )
    snippet = ceilings("amount: 1 kCHF, per: dossier", "amount: 1 kCHF, per: dossier", "amount: 1 kCHF, per: project")
    found = found_in(write_rules(tmp_path, snippet + f"  exclude:\n{entries}"), ["RR005"])
    assert codes_of(found) == ["RR005"] * 2
