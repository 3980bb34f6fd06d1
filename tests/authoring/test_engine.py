"""Files that do not load, suppressions, places."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance_rules.authoring.engine import lint
from relance_rules.authoring.files import rule_sets
from relance_rules.loading.problems import DossierError

from .helpers import ALL, THEME, codes_of, found_in, merged, write_rules

READINGS = "readings: [R10]"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("theme: [\n", 2, 1, id="not yaml"),
        pytest.param("a: 1\nb: !x 2\n", 2, 4, id="tag"),
        pytest.param("a: 1\na: 2\n", 2, 1, id="key given twice"),
        pytest.param("", 1, 1, id="empty"),
        pytest.param("a: \x07\n", 1, 4, id="control"),
    ],
)
def test_what_is_no_rule_file_is_one_finding_at_its_place(tmp_path: Path, text: str, line: int, column: int) -> None:
    path = write_rules(tmp_path, theme=text)
    findings = found_in(path)
    assert [(f.code, f.line, f.column) for f in findings] == [("RR000", line, column)]


def test_bytes_that_are_no_text_are_a_finding(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    path.write_bytes("theme: DEMO\ntitle: é".encode("latin-1"))
    assert [(f.code, f.line, f.column) for f in found_in(path)] == [("RR000", 2, 8)]


def test_each_fault_of_the_language_is_a_finding_at_its_place(tmp_path: Path) -> None:
    path = write_rules(tmp_path, "kind: autre\nowner: Personne\nenvelope: {amount: 10, source: {lines: 2}}\n")
    findings = found_in(path)
    assert [(f.code, f.excerpt) for f in findings] == [
        ("RR000", "kind: autre"),
        ("RR000", "envelope: {amount: 10, source: {lines: 2}}"),
    ]
    assert findings[1].column == findings[1].excerpt.index("amount") + 1


def test_the_wrong_type_of_a_bound_is_a_finding_too(tmp_path: Path) -> None:
    snippet = THEME[THEME.index("eligibility:") : THEME.index("funding:")].replace("is: true", "at_least: 2")
    assert codes_of(found_in(write_rules(tmp_path, snippet))) == ["RR000"]


def test_what_a_lint_rule_says_is_not_said_again_as_a_fault_of_loading(tmp_path: Path) -> None:
    snippet = """\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report"}, source: {lines: 7}}
  - {id: bilan, label: {fr: "Le rendre encore"}, source: {lines: 7}}
  - {id: Bilan, label: {fr: "Le rendre enfin", en: "At last"}, source: {lines: 7}}
"""
    assert sorted(codes_of(found_in(write_rules(tmp_path, snippet)))) == ["RR010", "RR017", "RR018"]
    snippet = snippet.replace('"Le rendre encore"', '"Le rendre encore", en: "Again"').replace("Bilan", "bilan_deux")
    assert sorted(codes_of(found_in(write_rules(tmp_path, snippet)))) == ["RR017"]


@pytest.mark.parametrize(
    "key", ["eligibility", "exclude", "ceilings"], ids=["reserved in conditions", "in exclusions", "in ceilings"]
)
def test_an_id_that_every_theme_has_is_taken(tmp_path: Path, key: str) -> None:
    blocks = {
        "eligibility": THEME[THEME.index("eligibility:") : THEME.index("funding:")].replace(
            "id: demarche", "id: taille"
        ),
        "exclude": """\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  exclude: [{id: demarche, label: {fr: "Le personnel", en: "Staff"}, when: {fact: genre, is: "2"}, source: {lines: 6}}]
  source: {lines: 6}
""",
        "ceilings": """\
funding:
  scale: [{rate: 75 %}]
  staff: excluded
  ceilings: [{id: salaires, label: {fr: "Le plafond", en: "Ceiling"}, amount: 1 kCHF, per: dossier, source: {lines: 6}}]
  source: {lines: 6}
""",
    }
    assert codes_of(found_in(write_rules(tmp_path, blocks[key]))) == ["RR017"]


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("# relance: ignore RR020 -- the jury applies it", id="its code"),
        pytest.param("#relance:ignore RR020 -- the jury applies it", id="tight"),
        pytest.param("# relance: ignore RR020, RR020 -- the jury applies it", id="twice"),
    ],
)
def test_a_suppression_sets_aside_the_findings_of_its_line(tmp_path: Path, comment: str) -> None:
    assert found_in(write_rules(tmp_path, f"{READINGS}  {comment}\n")) == []


def test_a_suppression_alone_on_its_line_is_about_the_next_statement(tmp_path: Path) -> None:
    text = THEME + f"# relance: ignore RR020 -- the jury applies it\n\n# other\n{READINGS}\n"
    assert found_in(write_rules(tmp_path, theme=text)) == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        pytest.param("# relance: ignore RR020", ["RR022"], id="no reason"),
        pytest.param("# relance: ignore RR020 --", ["RR022"], id="empty reason"),
        pytest.param("# relance: ignore RR003 -- why", ["RR020", "RR023"], id="another code"),
        pytest.param("# relance: ignore RR020, RR003 -- why", ["RR023"], id="one code too many"),
        pytest.param("# relance: ignore RR999 -- why", ["RR020", "RR023"], id="no such code"),
        pytest.param("# relance: ignore -- why", ["RR020", "RR023"], id="no code"),
        pytest.param("# relance: ignore RR000 -- why", ["RR020", "RR023"], id="what can't be set aside"),
        pytest.param("# ignore RR020 -- why", ["RR020"], id="not a suppression"),
    ],
)
def test_a_suppression_is_itself_read(tmp_path: Path, comment: str, expected: list[str]) -> None:
    assert sorted(codes_of(found_in(write_rules(tmp_path, f"{READINGS}  {comment}\n")))) == expected


def test_a_suppression_of_a_code_that_did_not_run_is_not_said_to_be_unused(tmp_path: Path) -> None:
    path = write_rules(tmp_path, "readings: [R9]  # relance: ignore RR013 -- read again in January\n")
    assert found_in(path) == []
    assert codes_of(found_in(path, ["RR023", "RR020"])) == []


def test_what_looks_like_a_suppression_in_a_text_is_none(tmp_path: Path) -> None:
    path = write_rules(tmp_path, 'owner: "Personne # relance: ignore RR020"\nreadings: [R10]\n')
    assert codes_of(found_in(path)) == ["RR020"]


def test_findings_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    snippet = "owner: Personne  \nreadings: [R10, R13]\nkind: guichet \n"
    findings = found_in(write_rules(tmp_path, snippet))
    places = [(finding.line, finding.column) for finding in findings]
    assert len(places) == 4
    assert places == sorted(places)


def test_facts_that_another_theme_asks_are_used_even_where_it_is_not_linted(tmp_path: Path) -> None:
    texts = '  label: {fr: "Étages", en: "Floors"}\n  question: {fr: "Combien ?", en: "How many?"}\n'
    fact = f"chantier.etages:\n  type: integer\n{texts}"
    path = write_rules(tmp_path, facts=fact)
    vocabulary = tmp_path / "vocabulary.yaml"
    assert codes_of(found_in(vocabulary)) == ["RR002"]
    require = "{all: [{fact: chantier.recense, is: true}, {fact: chantier.etages, at_least: 2}]}"
    other = path.with_name("AUTRE.yaml")
    text = THEME.replace("theme: DEMO", "theme: AUTRE").replace("{fact: chantier.recense, is: true}", require)
    other.write_text(text, encoding="utf-8")
    assert found_in(vocabulary) == []
    other.write_text("theme: [", encoding="utf-8")
    assert found_in(vocabulary) == [], "with a theme that does not load, no fact is said to be unused"


def test_a_broken_vocabulary_is_said_once_and_themes_are_still_read(tmp_path: Path) -> None:
    write_rules(tmp_path, READINGS + "\n")
    (tmp_path / "vocabulary.yaml").write_text("facts: {x: {type: nothing}}\n", encoding="utf-8")
    findings = found_in(tmp_path)
    assert {finding.code for finding in findings} == {"RR000"}
    assert all(finding.file.endswith("vocabulary.yaml") for finding in findings)


def test_a_theme_is_not_said_to_be_clean_where_its_vocabulary_does_not_load(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    vocabulary = tmp_path / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(text.replace("  pieces:", "  autres:"), encoding="utf-8")
    assert codes_of(found_in(path, ["RR003"])) == ["RR026"]
    vocabulary.write_text("facts: 3\n", encoding="utf-8")
    assert codes_of(found_in(path, ["RR003"])) == ["RR000"]


def test_a_theme_outside_any_folder_of_rules_is_read_with_the_vocabulary_in_use(tmp_path: Path) -> None:
    home = tmp_path / "rules"
    write_rules(home)
    alone = tmp_path / "DEMO.yaml"
    alone.write_text(merged(THEME, READINGS + "\n"), encoding="utf-8")
    [rules] = rule_sets([alone], home)
    assert rules.vocabulary is not None
    assert rules.vocabulary.facts.keys() >= {"chantier.recense"}


@pytest.mark.parametrize("name", ["absent.yaml", "absent", "themes"])
def test_a_path_without_rules_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "themes").mkdir()
    with pytest.raises(DossierError):
        rule_sets([tmp_path / name])


def test_a_folder_above_the_rules_is_enough(tmp_path: Path) -> None:
    write_rules(tmp_path / "rules")
    assert [file.path.name for file in rule_sets([tmp_path])[0].files] == ["vocabulary.yaml", "DEMO.yaml"]
    assert [file.path.name for file in rule_sets([tmp_path / "rules" / "themes"])[0].files] == ["DEMO.yaml"]


def test_the_rules_of_the_catalogue_have_no_error() -> None:
    [rules] = rule_sets([])
    assert [finding for finding in lint(rules, ALL) if finding.severity == "error"] == []
