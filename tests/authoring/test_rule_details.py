"""What each lint rule finds beside its examples, and what it must leave alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from relance_rules import checking, load_rules
from relance_rules.authoring.diagnostics import Diagnostic
from relance_rules.checking.notices import notice_ids
from relance_rules.values import Money

from .helpers import ALL, LINES, codes_of, found_in, load, write_rules


def size(*ranges: str) -> str:
    listed = "".join(f"    - {{{entry}, source: {{lines: 4}}}}\n" for entry in ranges)
    return f"size:\n  ranges:\n{listed}  source: {{lines: 4}}\n"


WINDOW = "when: {fact: voie, is: guichet}"
OTHER = "when: {fact: chantier.mois, at_least: 6}"


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        pytest.param(("at_least: 1 kCHF, less_than: 9 kCHF, " + WINDOW, "at_least: 9 kCHF"), None, id="touching"),
        pytest.param(
            ("at_least: 9 kCHF, " + WINDOW, "at_least: 1 kCHF, less_than: 9 kCHF"), None, id="the other way round"
        ),
        pytest.param(
            ("at_least: 1 kCHF, at_most: 9 kCHF, " + WINDOW, "at_least: 9 kCHF"),
            "de 9000.00 à 9000.00",
            id="one amount twice",
        ),
        pytest.param(
            ("at_least: 1 kCHF, at_most: 9 kCHF, " + WINDOW, "at_least: 5 kCHF"), "de 5000.00 à 9000.00", id="overlap"
        ),
        pytest.param(
            ("less_than: 9 kCHF, " + WINDOW, "more_than: 9 kCHF"),
            "entre 8999.99 et 9000.01 exclus",
            id="one amount lost",
        ),
        pytest.param(
            ("at_most: 8 kCHF, " + WINDOW, "at_least: 9 kCHF, at_most: 20 kCHF"),
            "entre 8000.00 et 9000.00 exclus",
            id="gap",
        ),
        pytest.param(
            ("at_least: 1 kCHF, at_most: 9 kCHF, " + WINDOW, "at_least: 2 kCHF, at_most: 8 kCHF"), None, id="nested"
        ),
        pytest.param(("at_least: 5 kCHF, " + WINDOW, "at_least: 9 kCHF"), None, id="a lower floor"),
        pytest.param(("at_least: 1 kCHF, at_most: 9 kCHF, " + OTHER, "at_least: 5 kCHF"), None, id="not ways in"),
        pytest.param(("at_least: 1 kCHF",), None, id="only one"),
    ],
)
def test_the_ranges_of_the_ways_in(tmp_path: Path, ranges: tuple[str, ...], said: str | None) -> None:
    # No case of the small theme chooses a way in.
    findings = found_in(write_rules(tmp_path, size(*ranges)), [code for code in ALL if code != "RR029"])
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
        pytest.param(
            "{fact: chantier.mois, at_least: 5}", "{fact: chantier.mois, at_least: 6}", ["RR004"], id="always"
        ),
        pytest.param(
            "{fact: chantier.mois, at_least: 5}", "{fact: chantier.mois, less_than: 0}", ["RR003"], id="no guard"
        ),
        pytest.param(
            "{fact: chantier.mois, at_least: 5}", "{fact: chantier.mois, at_least: 0}", ["RR004"], id="any guard"
        ),
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
        pytest.param(
            ceilings("amount: 20 kCHF, per: dossier", "amount: 10 kCHF, per: project"), 1, id="above the project"
        ),
        pytest.param(
            ceilings("amount: 20 kCHF, per: project", "amount: 10 kCHF, per: project"), 1, id="two of a project"
        ),
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


# ---- what the whole set shares


def test_the_conditions_of_derived_facts_and_of_notices_are_read_in_their_own_files(tmp_path: Path) -> None:
    definitions = """\
derived:
  salaires:
    of: travaux
    type: boolean
    label: {fr: "Dépense de personnel", en: "Staff costs"}
    value: {all: [{fact: genre, is: "2"}, {fact: genre, is: "3"}]}
"""
    manifest = """\
notices:
  - {id: court, text: {fr: "C’est court.", en: "It is short."}, when: {fact: chantier.mois, at_least: 0}}
"""
    write_rules(tmp_path, definitions=definitions, manifest=manifest)
    found = found_in(tmp_path, ["RR003", "RR004"])
    assert [(each.code, Path(each.file).name, each.excerpt[each.column - 1 :][:5]) for each in found] == [
        ("RR004", "ruleset.yaml", "when:"),
        ("RR003", "definitions.yaml", "value"),
    ]


def rates(*choices: str, cases: str = "") -> str:
    return f"funding: {{rate: [{', '.join(choices)}], staff: excluded, source: {{lines: 6}}}}\n{cases}"


SHORT = "{when: {fact: chantier.mois, at_most: 6}, is: 75 %}"
WIDER = "{when: {fact: chantier.mois, at_most: 12}, is: 60 %}"
LONG = "{when: {fact: chantier.mois, more_than: 6}, is: 50 %}"
NEVER = "{when: {fact: chantier.mois, less_than: 0}, is: 60 %}"


@pytest.mark.parametrize(
    ("choices", "dead"),
    [
        pytest.param([SHORT, "{is: 50 %}"], [], id="two"),
        pytest.param([SHORT, LONG], [], id="without a last"),
        pytest.param([SHORT, LONG, "{is: 40 %}"], [2], id="nothing is left to the last"),
        pytest.param([SHORT, SHORT, "{is: 50 %}"], [1], id="the same twice"),
        pytest.param([SHORT, WIDER, "{is: 50 %}"], [], id="a wider one"),
        pytest.param(
            ["{when: chantier.recense, is: 60 %}", "{when: {not: chantier.recense}, is: 50 %}"], [], id="yes and no"
        ),
        pytest.param([SHORT, NEVER, "{is: 50 %}"], [], id="RR003 says it"),
    ],
)  # fmt: skip
def test_choices_that_those_before_them_leave_nothing_to(tmp_path: Path, choices: list[str], dead: list[int]) -> None:
    found = found_in(write_rules(tmp_path, rates(*choices)), ["RR028"])
    file, _ = load(tmp_path / "themes" / "DEMO.yaml")
    places = [file.layout.position(file.layout.place(("funding", "rate", place))[0]) for place in dead]
    assert [(each.line, each.column) for each in found] == places


def test_ranges_and_categories_are_choices_too(tmp_path: Path) -> None:
    ranges = size(
        "at_least: 1 kCHF, when: chantier.recense", "at_least: 2 kCHF, when: chantier.recense", "at_most: 9 kCHF"
    )
    categories = """\
funding:
  categories:
    - {id: une, label: {fr: "Une", en: "One"}, lines: {fact: genre, is: "3"}, rate: 50 %}
    - {id: autre, label: {fr: "Autre", en: "Other"}, lines: {fact: genre, in: ["3"]}, rate: 60 %}
  source: {lines: 6}
"""
    assert codes_of(found_in(write_rules(tmp_path, ranges + categories), ["RR028"])) == ["RR028"] * 2


def test_a_choice_is_exercised_by_any_case_of_any_theme_that_takes_it(tmp_path: Path) -> None:
    definitions = """\
derived:
  salaires: {of: travaux, type: boolean, label: {fr: "Le personnel", en: "Staff"}, value: {fact: genre, is: "2"}}
  taux:
    type: percentage
    label: {fr: "Le taux", en: "Rate"}
    value: [{when: {fact: chantier.mois, at_most: 6}, is: 75 %}, {is: 50 %}]
  cher:
    of: travaux
    type: money
    label: {fr: "Le prix", en: "Price"}
    value: [{when: {fact: genre, is: "2"}, is: 0 CHF}, {when: {fact: genre, is: "3"}, is: prix}]
"""
    funding = """\
funding:
  rate: taux
  exclude: [{id: x, label: {fr: "Trop", en: "Out"}, when: {fact: cher, at_least: 9 CHF}, source: {lines: 6}}]
  source: {lines: 6}
"""
    dossier = "{chantier: {mois: 3}, travaux: [{prix: 1, genre: 2}]}"
    case = f"cases:\n  - {{name: short, dossier: {dossier}, expect: {{grant: 1}}}}\n"
    path = write_rules(tmp_path, funding + case, definitions=definitions)
    found = found_in(tmp_path, ["RR029"])
    assert [(Path(each.file).name, each.line, each.column) for each in found] == [
        ("definitions.yaml", 6, 66),
        ("definitions.yaml", 11, 56),
    ]
    text = path.read_text(encoding="utf-8").replace("theme: DEMO", "theme: AUTRE")
    text = text.replace("mois: 3", "mois: 9").replace("genre: 2}", "genre: 2}, {prix: 1, genre: 3}")
    path.with_name("AUTRE.yaml").write_text(text, encoding="utf-8")
    assert found_in(tmp_path, ["RR029"]) == []


def test_a_name_of_an_item_and_of_the_dossier_is_doubled_where_an_item_is_at_hand(tmp_path: Path) -> None:
    facts = """\
travaux:
  type: list
  core: true
  label: {fr: "Dépenses", en: "Expenses"}
  items:
    objet: {type: text, core: true, label: {fr: "Libellé", en: "Label"}}
    prix: {type: money, core: true, label: {fr: "Montant", en: "Amount"}}
    genre: {type: enumeration, core: true, label: {fr: "Genre", en: "Kind"}, values: {"2": {}, "3": {}}}
    recu_le: {type: date, core: true, label: {fr: "Facture", en: "Invoice"}}
"""
    require = (
        "{all: [{fact: recu_le, after: 2021-01-04}, {some: travaux, satisfies: {fact: recu_le, after: 2021-01-04}}]}"
    )
    found = found_in(write_rules(tmp_path, condition(require), facts), ["RR030"])
    assert [(each.code, each.excerpt[each.column - 1 : each.end_column - 1]) for each in found] == [("RR030", "fact")]
    assert found[0].column > found[0].excerpt.index("satisfies")


# ---- the others, over other sets


def test_rates_of_facts_may_exceed_100_percent(tmp_path: Path) -> None:
    fact = 'chantier.part: {type: percentage, core: true, max: 1000 %, label: {fr: "La part", en: "Share"}}\n'
    path = write_rules(tmp_path, condition("{fact: chantier.part, at_least: 150 %}"), fact)
    assert found_in(path, ["RR008"]) == []
    share = "{share: prix, over: travaux, where: {fact: genre, is: '3'}, at_least: 150 %}"
    assert codes_of(found_in(write_rules(tmp_path, condition(share)), ["RR008"])) == ["RR008"]


def test_a_fact_that_only_the_manifest_names_is_used(tmp_path: Path) -> None:
    texts = 'label: {fr: "Le nom", en: "Name"}'
    facts = f"chantier.nom: {{type: text, {texts}}}\nchantier.numero: {{type: text, {texts}}}\n"
    write_rules(tmp_path, facts=facts)
    assert [str(each.message)[-15:] for each in found_in(tmp_path, ["RR002"])] == ["« chantier.nom »"[-15:]]


def test_the_languages_are_those_of_the_manifest(tmp_path: Path) -> None:
    manifest = """\
languages: [fr]
title: {fr: Un jeu de règles}
documents: {texte: {title: {fr: Le texte}, cited_by: lines}}
readings: {L1: {fr: Le personnel reste à la charge du porteur.}}
"""
    path = write_rules(tmp_path, 'title: {fr: "Un thème"}\n', manifest=manifest)
    found = found_in(tmp_path)
    assert set(codes_of(found)) == {"RR010"}
    assert {str(each.message) for each in found} == {"« en » n’est pas une langue de ce jeu de règles"}
    assert all(each.excerpt[each.column - 1 :].startswith("en:") for each in found)
    assert min(each.line for each in found if each.file == str(path)) == 3


# ---- the words of the cited document


def document(**lines: str) -> tuple[str, ...]:
    """The document of the small theme, with other words on some of its lines (``l8``)."""
    return tuple(lines.get(f"l{place}", line) for place, line in enumerate(LINES, start=1))


def in_document(folder: Path, snippet: str, lines: tuple[str, ...], words: str, **files: Any) -> list[Diagnostic]:
    """What the rules about words find in the small theme."""
    files["manifest"] = f"words: {{{words}}}\n{files.get('manifest', '')}"
    return found_in(write_rules(folder, snippet, **files).parents[1], ["RR032", "RR033"], lines)


DUTY = "duty: [devront, l’obligation de]"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param({"l8": "Ils devront rendre un bilan"}, (8, "devront"), id="as it is written"),
        pytest.param({"l8": "DEVRONT"}, (8, "devront"), id="capitals"),
        pytest.param({"l8": "sous l'Obligation  de rendre"}, (8, "l’obligation de"), id="a straight apostrophe"),
        pytest.param({"l8": "Ils ont l’obligation", "l9": "de rendre"}, (8, "l’obligation de"), id="a broken line"),
        pytest.param({"l8": "Ils devrontt", "l9": "le_devront"}, None, id="within a longer word"),
        pytest.param({"l9": "Ils ont l’obligation"}, None, id="half of it"),
        pytest.param({"l6": "Ils devront financer"}, None, id="not under what is described"),
        pytest.param({"l4": "La taille devront"}, None, id="a size decides"),
    ],
)
def test_the_words_of_a_duty_are_found(tmp_path: Path, words: dict[str, str], found: tuple[int, str] | None) -> None:
    described = "descriptive: [{lines: 4, reason: size}, {lines: 8-9, reason: end}]\n"
    findings = in_document(tmp_path, described, document(**words), DUTY)
    assert [(each.message.values["line"], each.message.values["word"]) for each in findings] == (
        [found] if found else []
    )
    assert all((each.code, each.severity) == ("RR032", "warning") for each in findings)
    assert all(each.excerpt.startswith("descriptive:") for each in findings)


@pytest.mark.parametrize(
    ("part", "source", "listed"),
    [
        pytest.param("commitments", "source: {lines: 8}", False, id="commitment"),
        pytest.param("documents", "source: {lines: 8}", False, id="document"),
        pytest.param("documents", "source: {lines: 7}", True, id="another line"),
        pytest.param("documents", "source: {document: autre, lines: 8}", True, id="another document"),
        pytest.param("sections", "source: {lines: 8}", True, id="section"),
        pytest.param("notices", "source: {lines: 8}", True, id="notice"),
    ],
)
def test_a_duty_is_asked_by_what_the_dossier_must_give(tmp_path: Path, part: str, source: str, listed: bool) -> None:
    said = "text" if part == "notices" else "label"
    item = f'- {{id: bilan, {said}: {{fr: "Un bilan", en: "A report"}}, {source}}}\n'
    snippet = f"sections:\n  criteres:\n    {item}" if part == "sections" else f"{part}:\n  {item}"
    manifest = (
        "documents:\n"
        '  texte: {title: {fr: "Le texte", en: "The text"}, cited_by: lines}\n'
        '  autre: {title: {fr: "Un autre", en: "Another"}, cited_by: lines}\n'
        'sections:\n  criteres: {title: {fr: "Critères", en: "Criteria"}}\n'
    )
    lines = document(l8="Ils devront rendre un bilan")
    found = in_document(tmp_path, snippet, lines, DUTY, manifest=manifest)
    assert codes_of(found) == (["RR032"] if listed else [])


def test_a_duty_under_a_section_alone_is_listed_once_at_its_first_place(tmp_path: Path) -> None:
    snippet = """\
sections:
  criteres:
    - {id: un, label: {fr: "Un", en: "One"}, source: {lines: 8}}
    - {id: deux, label: {fr: "Deux", en: "Two"}, source: {lines: 8-9}}
descriptive: [{lines: 1, reason: title}]
"""
    manifest = 'sections:\n  criteres: {title: {fr: "Critères", en: "Criteria"}}\n'
    lines = document(l8="Ils devront rendre un bilan")
    [found] = in_document(tmp_path, snippet, lines, DUTY, manifest=manifest)
    assert "id: un" in found.excerpt
    assert found.excerpt[found.column - 1 : found.end_column - 1] == "lines"
    marked = snippet.replace("lines: 8}}\n", "lines: 8}} # relance: ignore RR032 -- said of the others\n")
    assert in_document(tmp_path, marked, lines, DUTY, manifest=manifest) == []


EXAMPLE = "example: [à titre d’exemple]"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        pytest.param("", True, id="a condition that refuses"),
        pytest.param("    reading: L1\n", False, id="a reading"),
        pytest.param("    unmet: appraise\n", False, id="to be judged"),
    ],
)
def test_an_example_founds_no_refusal(tmp_path: Path, more: str, refused: bool) -> None:
    require = condition("{fact: chantier.recense, is: true}") + more
    found = in_document(tmp_path, require, document(l5="Recensées, À TITRE D'EXEMPLE, en ligne"), EXAMPLE)
    assert [(each.code, each.severity) for each in found] == ([("RR033", "error")] if refused else [])


@pytest.mark.parametrize(
    ("size_reading", "range_reading", "refused"),
    [("", "", True), ("  reading: L1\n", "", False), ("", ", reading: L1", False), ("", ", unmet: appraise", False)],
)
def test_a_size_that_is_an_example_refuses_by_a_reading(
    tmp_path: Path, size_reading: str, range_reading: str, refused: bool
) -> None:
    snippet = size(f"at_least: 1 kCHF{range_reading}") + size_reading
    found = in_document(tmp_path, snippet, document(l4="Taille, à titre d’exemple"), EXAMPLE)
    assert codes_of(found) == (["RR033"] if refused else [])


def test_a_window_that_is_an_example_refuses_by_a_reading(tmp_path: Path) -> None:
    window = (
        'windows:\n  - {{id: guichet, label: {{fr: "Guichet", en: "Window"}}, opens: 2021-01-04, '
        "source: {{lines: 3}}{more}}}\n"
    )
    lines = document(l3="Ouverture, à titre", l4="d’exemple")
    assert in_document(tmp_path, window.format(more=""), lines, EXAMPLE) == []
    whole = document(l3="Ouverture, à titre d’exemple")
    assert codes_of(in_document(tmp_path, window.format(more=""), whole, EXAMPLE)) == ["RR033"]
    assert in_document(tmp_path, window.format(more=", reading: L1"), whole, EXAMPLE) == []


def test_without_the_document_or_without_words_nothing_is_told_of_them(tmp_path: Path) -> None:
    write_rules(tmp_path, manifest="words: {duty: [devra], example: [par exemple]}\n")
    assert codes_of(found_in(tmp_path, ["RR032", "RR033"], LINES)) == ["RR033", "RR032"]
    assert found_in(tmp_path, ["RR032", "RR033"]) == []
    write_rules(tmp_path)
    assert found_in(tmp_path, ["RR032", "RR033"], LINES) == []


# ---- cases


@pytest.mark.parametrize(
    ("case", "at", "said"),
    [
        pytest.param("{dossier: {chantier: {recence: true}}, expect: E}", "recence", "« recense »", id="fact"),
        pytest.param("{dossier: {recense: true}, expect: E}", "recense", "inconnue", id="a fact out of its place"),
        pytest.param("{dossier: {engagements: {bilam: true}}, expect: E}", "bilam", "« bilan »", id="commitment"),
        pytest.param("{dossier: {chantier: {mois: six}}, expect: E}", "mois", "six", id="no value of the fact"),
        pytest.param("{dossier: {}, expect: {findings: {demarches: pass}}}", "demarches", "« demarche »", id="rule"),
        pytest.param("{dossier: {}, expect: {missing: [bilans]}}", "bilans", "« bilan »", id="what is missing"),
        pytest.param("{dossier: {}, expect: {notices: [juri]}}", "juri", "« jury »", id="notice"),
        pytest.param("{dossier: {}, expect: {grant: beaucoup}}", "grant", "beaucoup", id="no amount"),
        pytest.param(
            "{dossier: {travaux: [{objet: a}]}, expect: {findings: {demarche: unknown, depot: fail, taille: fail}, "
            "missing: [bilan, engagements.bilan, chantier.cout, 'travaux[0].prix'], notices: [demandee, jury]}}",
            None,
            None,
            id="all is known",
        ),
    ],
)
def test_a_case_names_what_its_theme_knows(tmp_path: Path, case: str, at: str | None, said: str | None) -> None:
    listed = "  - " + case.replace("{dossier", "{name: one, dossier").replace(": E", ": {verdict: undetermined}")
    found = found_in(write_rules(tmp_path, f"cases:\n{listed}\n"), ["RR034"])
    if at is None or said is None:
        assert found == []
    else:
        [only] = found
        assert only.excerpt[only.column - 1 :].startswith(at)
        assert said in str(only.message)


def test_the_notices_that_the_engine_gives_may_be_expected() -> None:
    named = {
        name
        for path in Path(checking.__path__[0]).glob("*.py")
        for name in re.findall(r'f"\{theme(?:\.code)?\}\.([a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    rules = load_rules()
    for code in rules:
        assert named <= set(notice_ids(rules.plan, rules[code]))
    assert {"jury", "contradiction"} <= named


# ---- rows that nothing reaches


@pytest.mark.parametrize(
    ("funding", "starts"),
    [
        pytest.param("scale: [{rate: 75 %, up_to: 999 999 CHF}, {rate: 1 %}]", [], id="just under"),
        pytest.param("scale: [{rate: 75 %, up_to: 1 MCHF}, {rate: 1 %}]", [1_000_000], id="at the top"),
        pytest.param(
            "slab: [{up_to: 2 MCHF, rate: 75 %}, {up_to: 3 MCHF, rate: 5 %}, {rate: 1 %}]",
            [2_000_000, 3_000_000],
            id="slab",
        ),
        pytest.param(
            "base_at_most: 9 kCHF, scale: [{rate: 75 %, up_to: 9 kCHF}, {rate: 1 %}]", [9000], id="a capped base"
        ),
        pytest.param("scale: [{rate: 75 %, up_to: chantier.cout}, {rate: 1 %}]", [], id="no fixed amount"),
        pytest.param("scale: [{rate: 75 %}]", [], id="one"),
        pytest.param("rate: 75 %", [], id="none"),
    ],
)
def test_a_bracket_begins_under_the_largest_size(tmp_path: Path, funding: str, starts: list[int]) -> None:
    snippet = f"funding: {{{funding}, staff: excluded, source: {{lines: 6}}}}\n"
    found = found_in(write_rules(tmp_path, snippet), ["RR035"])
    assert [each.message.values["start"] for each in found] == [Money(100 * start) for start in starts]
    marked = [snippet[each.column - 1 :].partition("rate")[0] for each in found]
    assert all(mark.startswith("{") for mark in marked)


@pytest.mark.parametrize(
    ("ranges", "found"),
    [
        pytest.param("{at_least: 24}", [1], id="above the most"),
        pytest.param("{at_least: 12}", [], id="the most"),
        pytest.param("{when: {fact: voie, is: guichet}, less_than: 0}, {at_least: 3}", [1], id="under the least"),
    ],
)
def test_a_range_of_sizes_that_the_measure_never_takes(tmp_path: Path, ranges: str, found: list[int]) -> None:
    mois = 'chantier.mois: {type: integer, core: true, min: 0, max: 12, label: {fr: "Durée", en: "Duration"}}\n'
    size = f"size: {{of: chantier.mois, ranges: [{ranges}], source: {{lines: 4}}}}\n"
    assert len(found_in(write_rules(tmp_path, size, mois), ["RR035"])) == len(found)


def test_sizes_without_a_top_or_that_are_judged_reach_every_bracket(tmp_path: Path) -> None:
    funding = "funding: {scale: [{rate: 75 %, up_to: 2 MCHF}, {rate: 1 %}], staff: excluded, source: {lines: 6}}\n"
    for entry in ("at_least: 9 kCHF", "at_most: 1 MCHF, unmet: appraise"):
        assert found_in(write_rules(tmp_path, size(entry) + funding), ["RR035"]) == []
