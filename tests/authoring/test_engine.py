"""Files that do not load, suppressions, places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from relance_rules.authoring.engine import lint
from relance_rules.authoring.files import rule_sets
from relance_rules.authoring.fixes import fix
from relance_rules.loading.problems import DossierError
from relance_rules.loading.rules import built_in_rules
from relance_rules.loading.ruleset_files import rule_files

from .helpers import ALL, LINES, THEME, codes_of, found_in, write_rules

ROOT = Path(__file__).resolve().parents[2]

IDLE = """\
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true}, engagements: {bilan: true}}
    expect: {findings: {demarche: pass}}
  - {name: nothing, dossier: {}, expect: {}}"""
"""The cases of the small theme, and one that can't fail: RR024, at the end of the last line."""


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        pytest.param("theme: [\n", 1, 8, id="not yaml"),
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
    found = found_in(path)
    assert [(each.code, each.excerpt) for each in found] == [
        ("RR000", "kind: autre"),
        ("RR000", "envelope: {amount: 10, source: {lines: 2}}"),
    ]
    assert found[1].column == found[1].excerpt.index("amount") + 1


def test_the_wrong_type_of_a_bound_is_a_finding_too(tmp_path: Path) -> None:
    snippet = THEME[THEME.index("eligibility:") : THEME.index("funding:")].replace("is: true", "at_least: 2")
    assert codes_of(found_in(write_rules(tmp_path, snippet))) == ["RR000"]


def test_what_a_lint_rule_says_is_not_said_again_as_a_fault_of_loading(tmp_path: Path) -> None:
    snippet = """\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report"}, source: {lines: 7}}
  - {id: bilan_deux, label: {fr: "Le rendre encore"}, source: {lines: 7}}
  - {id: Bilan, label: {fr: "Le rendre enfin", en: "At last"}, source: {lines: 7}}
"""
    assert sorted(codes_of(found_in(write_rules(tmp_path, snippet)))) == ["RR010", "RR018"]
    snippet = snippet.replace('"Le rendre encore"', '"Le rendre encore", en: "Again"').replace("bilan_deux", "bilan")
    snippet = snippet.replace("Bilan", "bilan_deux")
    found = found_in(write_rules(tmp_path, snippet))
    assert [(each.code, each.excerpt[each.column - 1 :][:5]) for each in found] == [("RR017", "id: b")]


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
        pytest.param("# relance: ignore RR024 -- only an example", id="its code"),
        pytest.param("#relance:ignore RR024 -- only an example", id="tight"),
        pytest.param("# relance: ignore RR024, RR024 -- only an example", id="twice"),
    ],
)
def test_a_suppression_sets_aside_what_is_found_on_its_line(tmp_path: Path, comment: str) -> None:
    assert found_in(write_rules(tmp_path, f"{IDLE}  {comment}\n")) == []


def test_a_suppression_alone_on_its_line_is_about_the_next_statement(tmp_path: Path) -> None:
    before, _, last = IDLE.rpartition("\n")
    text = f"{before}\n  # relance: ignore RR024 -- only an example\n\n  # other\n{last}\n"
    assert found_in(write_rules(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        pytest.param("# relance: ignore RR024", ["RR022"], id="no reason"),
        pytest.param("# relance: ignore RR024 --", ["RR022"], id="empty reason"),
        pytest.param("# relance: ignore RR003 -- why", ["RR023", "RR024"], id="another code"),
        pytest.param("# relance: ignore RR024, RR003 -- why", ["RR023"], id="one code too many"),
        pytest.param("# relance: ignore RR999 -- why", ["RR023", "RR024"], id="no such code"),
        pytest.param("# relance: ignore -- why", ["RR023", "RR024"], id="no code"),
        pytest.param("# relance: ignore RR000 -- why", ["RR023", "RR024"], id="what can't be set aside"),
        pytest.param("# relance: ignore RR001 -- why", ["RR023", "RR024"], id="what the loader says"),
        pytest.param("# relance: ignore RR026 -- why", ["RR023", "RR024"], id="a code that is no more"),
        pytest.param("# ignore RR024 -- why", ["RR024"], id="not a suppression"),
    ],
)
def test_a_suppression_is_itself_read(tmp_path: Path, comment: str, expected: list[str]) -> None:
    assert sorted(codes_of(found_in(write_rules(tmp_path, f"{IDLE}  {comment}\n")))) == expected


def test_a_suppression_of_a_code_that_did_not_run_is_not_said_to_be_unused(tmp_path: Path) -> None:
    path = write_rules(tmp_path, "owner: Personne  # relance: ignore RR013 -- read again in January\n")
    assert found_in(path) == []
    assert found_in(path, ["RR023", "RR024"]) == []
    assert codes_of(found_in(path, document=LINES)).count("RR023") == 1


def test_a_fix_keeps_the_suppressions_of_what_is_not_read_whole(tmp_path: Path) -> None:
    same = 'label: {fr: "Le même texte", en: "Le même texte"}'
    snippet = THEME[THEME.index("eligibility:") : THEME.index("funding:")]
    snippet = snippet.replace(
        'label: {fr: "La démarche est recensée", en: "The procedure is listed"}',
        f"{same}  # relance: ignore RR011 -- for now",
    )
    path = write_rules(tmp_path, snippet)
    assert found_in(path) == []
    broken = {"ruleset.yaml": "languages: 3\n", "vocabulary.yaml": "facts: 3\n", "themes/AUTRE.yml": THEME}
    for name, text in broken.items():
        write_rules(tmp_path, snippet, others={name: text})
        [rules] = rule_sets([tmp_path])
        assert path not in [file.path for file, _ in fix(rules, ALL).changed], name
    assert [each.code for each in found_in(path, ["RR023"])] == [], "nor those of a rule that is not asked for"


def test_what_looks_like_a_suppression_in_a_text_is_none(tmp_path: Path) -> None:
    text = IDLE.replace("nothing,", '"nothing # relance: ignore RR024 -- x",')
    assert codes_of(found_in(write_rules(tmp_path, text + "\n"))) == ["RR024"]


def test_what_is_found_comes_in_the_order_of_the_lines(tmp_path: Path) -> None:
    snippet = f"owner: Personne  \nkind: guichet \n{IDLE} \n"
    places = [(each.line, each.column) for each in found_in(write_rules(tmp_path, snippet))]
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
    assert codes_of(found_in(vocabulary)) == ["RR000"], "with a theme that does not load, no fact is said to be unused"
    other.unlink()
    other.with_suffix(".yml").write_text(text, encoding="utf-8")
    assert found_in(vocabulary) == [], "nor with one that is lost"
    other.with_suffix(".yml").write_text("projets: 3\n", encoding="utf-8")
    assert codes_of(found_in(vocabulary)) == ["RR002"]


def test_a_broken_vocabulary_is_said_once_and_themes_are_still_read(tmp_path: Path) -> None:
    write_rules(tmp_path, "owner: Personne \n")
    (tmp_path / "vocabulary.yaml").write_text("facts: {x: {type: nothing}}\n", encoding="utf-8")
    found = found_in(tmp_path)
    assert {(each.code, Path(each.file).name) for each in found} == {
        ("RR000", "vocabulary.yaml"),
        ("RR021", "DEMO.yaml"),
    }


@pytest.mark.parametrize("name", ["definitions.yaml", "families/COMMUN.yaml"])
def test_what_follows_from_a_file_that_is_no_yaml_is_not_said_of_the_themes(tmp_path: Path, name: str) -> None:
    snippet = "eligibility: [{use: nulle_part}]\nextends: COMMUN\n"
    write_rules(tmp_path, snippet, others={name: "a: ["})
    assert [(each.code, each.file) for each in found_in(tmp_path)] == [("RR000", str(tmp_path / name))]


def test_a_theme_is_not_said_to_be_clean_where_its_vocabulary_does_not_load(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    vocabulary = tmp_path / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(text.replace("  pieces:", "  autres:"), encoding="utf-8")
    assert [(each.code, Path(each.file).name) for each in found_in(path, ["RR003"])] == [("RR000", "ruleset.yaml")]
    assert [(each.code, Path(each.file).name) for each in found_in(path)] == [("RR001", "ruleset.yaml")]
    vocabulary.write_text("facts: 3\n", encoding="utf-8")
    assert codes_of(found_in(path, ["RR003"])) == ["RR000"]


@pytest.mark.parametrize("name", ["ruleset.yaml", "vocabulary.yaml"])
def test_a_set_lacks_neither_manifest_nor_vocabulary(tmp_path: Path, name: str) -> None:
    path = write_rules(tmp_path)
    (tmp_path / name).unlink()
    for chosen in (tmp_path, path):
        found = found_in(chosen)
        assert [(each.code, each.file, each.line) for each in found] == [("RR000", str(tmp_path / name), 1)]


def test_a_file_that_can_t_be_read_is_found(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    path.write_bytes(b"\x00" * 3)
    assert codes_of(found_in(tmp_path)) == ["RR000"]
    path.write_bytes(b"a" * (5 * 1024 * 1024))
    assert [(each.code, each.line, each.column) for each in found_in(tmp_path)] == [("RR000", 1, 1)]


@pytest.mark.parametrize("name", ["vocabulary.yaml", "definitions.yaml", "ruleset.yaml", "tables/paliers.yaml"])
def test_what_a_change_of_a_shared_file_breaks_is_found_from_that_file_alone(tmp_path: Path, name: str) -> None:
    others = {
        "tables/paliers.yaml": """\
table: paliers
keys: {mois: {fact: chantier.mois, match: up_to, last: open}}
gives: {taux: percentage}
rows: [{mois: 6, taux: 75 %}]
"""
    }
    statement = """\
statements:
  duree: {label: {fr: "Le projet dure", en: "It lasts"}, require: {fact: chantier.mois, at_least: 1}}
"""
    snippet = """\
eligibility: [{use: duree, reading: L1, source: {lines: 5}}, {id: cite, label: {fr: "Cité", en: "Cited"}, require: {fact: chantier.recense, is: true}, source: {lines: 5}}]
funding: {rate: {table: paliers, column: taux}, staff: excluded, source: {lines: 6}}
"""  # noqa: E501
    path = write_rules(tmp_path, snippet, others=others, definitions=statement)
    changes = {"recense:": "recensee:", "duree:": "temps:", "  L1:": "  L2:", "taux:": "part:"}
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert not [each for each in found_in(tmp_path / name) if each.severity == "error"]
    for before, after in changes.items():
        text = text.replace(before, after)
    (tmp_path / name).write_text(text.replace("reading: L1", "reading: L2"), encoding="utf-8")
    found = [each for each in found_in(tmp_path / name) if each.severity == "error"]
    assert {each.file for each in found} == {str(path)}


# ---- what paths name


@pytest.mark.parametrize("name", ["absent.yaml", "absent", "themes", "README.md", "DEMO.yaml", "themes/notes.txt"])
def test_a_path_without_rules_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "themes").mkdir()
    for other in ("README.md", "DEMO.yaml", "themes/notes.txt"):
        (tmp_path / other).write_text("theme: DEMO\n", encoding="utf-8")
    if name == "DEMO.yaml":
        (tmp_path / "themes" / "notes.txt").unlink()
        (tmp_path / "themes").rmdir()
    with pytest.raises(DossierError):
        rule_sets([tmp_path / name])


def test_every_file_of_a_set_may_be_named(tmp_path: Path) -> None:
    others = {
        "families/COMMUN.yaml": "family: COMMUN\n",
        "tables/paliers.yaml": "table: paliers\nkeys: {mois: {fact: chantier.mois}}\ngives: {taux: percentage}\n",
        "tables/paliers.csv": "mois,taux\n6,50 %\n",
        "themes/AUTRE.yml": "theme: AUTRE\n",
    }
    write_rules(tmp_path, others=others)
    names = ["ruleset.yaml", "vocabulary.yaml", "definitions.yaml", "tables/paliers.yaml", "families/COMMUN.yaml"]
    names += ["themes/DEMO.yaml", "themes/AUTRE.yml"]
    for name in names:
        [rules] = rule_sets([tmp_path / name])
        assert [file.path for file in rules.files] == [tmp_path / name]
        assert codes_of(found_in(tmp_path / name)) == (["RR027"] if name.endswith(".yml") else [])
    [rules] = rule_sets([tmp_path / "tables" / "paliers.csv"])
    assert [file.path.name for file in rules.files] == ["paliers.yaml"]
    [rules] = rule_sets([tmp_path])
    assert [file.path for file in rules.files] == [tmp_path / name for name in names]
    kinds = ["manifest", "vocabulary", "definitions", "table", "family", "theme", "unread"]
    assert [file.kind for file in rules.files] == kinds
    assert codes_of(found_in(tmp_path)) == ["RR027"]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("themes/AUTRE.YAML", THEME, "themes/AUTRE.yaml"),
        ("themes/AUTRE.yaml.txt", THEME, "themes/AUTRE.yaml"),
        ("themes/AUTRE", THEME, "themes/AUTRE.yaml"),
        ("AUTRE.yaml", THEME, "themes/AUTRE.yaml"),
        ("themes/old/AUTRE.yaml", THEME, "themes/AUTRE.yaml"),
        ("Themes/AUTRE.Yml", THEME, "themes/AUTRE.yaml"),
        ("famille/COMMUN.yaml", "family: COMMUN\n", "families/COMMUN.yaml"),
        ("durees.yaml", "# Les durées\ntable: durees\n", "tables/durees.yaml"),
        ("themes/vocabulaire.yml", "facts: {}\n", "vocabulary.yaml"),
        ("tables/definitions.yml", "parameters: {}\n", "definitions.yaml"),
        ("ruleset.yml", "ruleset: {}\n", "ruleset.yaml"),
        ("tables/durees.csv", "mois\n3\n", None),
        ("tables/durees.CSV", "mois\n3\n", None),
        ("notes.json", "{}\n", None),
    ],
)
def test_what_looks_like_rules_and_is_not_read_is_named(
    tmp_path: Path, name: str, text: str, place: str | None
) -> None:
    write_rules(tmp_path, others={name: text})
    for chosen in (tmp_path, tmp_path / name):
        [found] = found_in(chosen)
        assert (found.code, found.file, found.message.values.get("place")) == ("RR027", str(tmp_path / name), place)


def test_what_is_no_rule_is_left_alone(tmp_path: Path) -> None:
    others = {
        "dossiers/un.yaml": "theme: DEMO\nreference: 2021-0042\n",
        "themes/LISEZMOI.txt": "theme: celui qui le veut\n",
        "themes/DEMO.yaml~": THEME,
        ".cache/AUTRE.yaml": THEME,
        "essais/ruleset.yaml": "ruleset: {}\n",
        "essais/themes/AUTRE.yaml": THEME,
    }
    write_rules(tmp_path, others=others)
    assert found_in(tmp_path) == []


def test_what_has_the_name_of_rules_and_can_t_be_read_is_found(tmp_path: Path) -> None:
    path = write_rules(tmp_path, others={"themes/AUTRE.yaml/notes": ""})
    path.with_name("PERDU.yaml").symlink_to(tmp_path / "nulle_part")
    (tmp_path / "tables").mkdir()
    assert [(each.code, Path(each.file).name) for each in found_in(tmp_path)] == [
        ("RR000", "PERDU.yaml"),
        ("RR027", "AUTRE.yaml"),
    ]
    path.with_name("PERDU.yaml").unlink()
    (tmp_path / "definitions.yaml").unlink()
    (tmp_path / "definitions.yaml").symlink_to(tmp_path / "nulle_part")
    assert [(each.code, Path(each.file).name) for each in found_in(path)] == [("RR000", "definitions.yaml")]


def test_a_set_lacks_no_theme(tmp_path: Path) -> None:
    path = write_rules(tmp_path)
    path.rename(path.with_suffix(".yml"))
    found = [(each.code, each.file) for each in found_in(tmp_path)]
    assert found == [("RR000", str(tmp_path)), ("RR027", str(path.with_suffix(".yml")))]
    assert codes_of(found_in(tmp_path / "vocabulary.yaml")) == ["RR000"]


def test_files_of_one_set_are_one_set_and_a_folder_above_it_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_rules(tmp_path / "rules")
    [rules] = rule_sets([path, tmp_path / "rules" / "ruleset.yaml"])
    assert [file.path.name for file in rules.files] == ["ruleset.yaml", "DEMO.yaml"]
    assert [file.path.name for file in rule_sets([tmp_path])[0].files][-1] == "DEMO.yaml"
    assert [file.path.name for file in rule_sets([tmp_path / "rules" / "themes"])[0].files] == ["DEMO.yaml"]
    monkeypatch.chdir(path.parent)
    assert codes_of(found_in(Path("DEMO.yaml"))) == []


# ---- what a theme takes from elsewhere

FAMILY = """\
family: COMMUN
kind: guichet
source: member
eligibility:
  - id: demarche
    label: {fr: "La démarche est recensée", en: "The procedure is listed"}
    require: {fact: chantier.recense, is: true}
    source: member
  - id: duree
    label: {fr: "Le projet dure", en: "The project lasts"}
    require: {fact: chantier.mois, at_least: 0}
    source: member
funding: {rate: 75 %, staff: excluded, source: member}
cases:
  - name: a listed procedure
    dossier: {chantier: {recense: true, mois: 3}}
    expect: {findings: {demarche: pass}}
"""


def member(code: str, more: str = "") -> str:
    return f"""\
theme: {code}
extends: COMMUN
title: {{fr: "Un thème", en: "A theme"}}
cites: {{self: 1-9, eligibility.demarche: "5", eligibility.duree: 5, funding: 6}}
{more}"""


def places(folder: Path, *codes: str, of: str = "") -> list[tuple[str, str, int, int]]:
    found = found_in(folder / of, codes or ALL)
    return [(each.code, Path(each.file).name, each.line, each.column) for each in found]


def test_what_a_family_brings_is_told_on_the_line_of_the_member_and_where_it_stands(tmp_path: Path) -> None:
    others = {"families/COMMUN.yaml": FAMILY, "themes/AUTRE.yaml": member("AUTRE")}
    write_rules(tmp_path, theme=member("DEMO"), others=others)
    assert places(tmp_path) == [
        ("RR004", "COMMUN.yaml", 11, 5),
        ("RR004", "AUTRE.yaml", 2, 1),
        ("RR004", "DEMO.yaml", 2, 1),
    ]
    assert places(tmp_path, of="themes/DEMO.yaml") == [("RR004", "DEMO.yaml", 2, 1)]
    assert places(tmp_path, of="families/COMMUN.yaml") == [("RR004", "COMMUN.yaml", 11, 5)]
    [family, one, _] = found_in(tmp_path)
    assert str(family.message).endswith("(['AUTRE', 'DEMO'])")
    assert str(one.message).endswith(f"({tmp_path / 'families' / 'COMMUN.yaml'}:11:5)")


@pytest.mark.parametrize(
    ("family", "theme"),
    [
        pytest.param("  # relance: ignore RR004 -- the text says so", "", id="where it stands"),
        pytest.param("", "  # relance: ignore RR004 -- the text says so", id="where it is told"),
    ],
)
def test_what_a_family_brings_is_set_aside_in_either_file(tmp_path: Path, family: str, theme: str) -> None:
    text = FAMILY.replace("at_least: 0}", "at_least: 0}" + family)
    own = member("DEMO").replace("extends: COMMUN", "extends: COMMUN" + theme)
    write_rules(tmp_path, theme=own, others={"families/COMMUN.yaml": text})
    assert places(tmp_path) == []
    assert places(tmp_path, of="families/COMMUN.yaml") == []
    assert places(tmp_path, of="themes/DEMO.yaml") == []


def test_a_suppression_of_a_family_that_no_member_needs_is_unused(tmp_path: Path) -> None:
    text = FAMILY.replace("at_least: 0}", "at_least: 1}  # relance: ignore RR004 -- the text says so")
    write_rules(tmp_path, theme=member("DEMO"), others={"families/COMMUN.yaml": text})
    for of in ("", "families/COMMUN.yaml"):
        assert places(tmp_path, of=of) == [("RR023", "COMMUN.yaml", 11, 50)]


def test_a_statement_is_told_on_the_line_that_uses_it_and_where_it_stands(tmp_path: Path) -> None:
    definitions = """\
derived:
  salaires: {of: travaux, type: boolean, label: {fr: "Le personnel", en: "Staff"}, value: {fact: genre, is: "2"}}
statements:
  duree:
    label: {fr: "Le projet dure", en: "The project lasts"}
    require: {fact: chantier.mois, at_least: 0}
"""
    snippet = """\
eligibility:
  - {use: duree, source: {lines: 5}}
cases:
  - name: some months
    dossier: {chantier: {mois: 3}, engagements: {bilan: true}}
    expect: {findings: {duree: pass}}
"""
    path = write_rules(tmp_path, snippet, definitions=definitions)
    line = path.read_text(encoding="utf-8").split("\n").index("  - {use: duree, source: {lines: 5}}") + 1
    assert places(tmp_path) == [("RR004", "definitions.yaml", 6, 5), ("RR004", "DEMO.yaml", line, 5)]


def test_a_fault_of_a_family_is_told_on_the_line_of_the_member_and_where_it_stands(tmp_path: Path) -> None:
    text = FAMILY.replace("at_least: 0", "at_least: 3 CHF").replace("recense, is", "recence, is")
    write_rules(tmp_path, theme=member("DEMO"), others={"families/COMMUN.yaml": text})
    assert places(tmp_path) == [
        ("RR001", "COMMUN.yaml", 7, 15),
        ("RR000", "COMMUN.yaml", 11, 36),
        ("RR000", "DEMO.yaml", 2, 1),
        ("RR001", "DEMO.yaml", 2, 1),
    ]
    assert places(tmp_path, of="families/COMMUN.yaml")[:2] == places(tmp_path)[:2]
    assert len(places(tmp_path, of="families/COMMUN.yaml")) == 2


def test_a_fault_of_a_file_of_the_set_is_told_whatever_theme_is_chosen(tmp_path: Path) -> None:
    path = write_rules(tmp_path, others={"themes/AUTRE.yaml": "theme: 3\n"})
    assert found_in(path) == []
    assert {each.file for each in found_in(tmp_path)} == {str(tmp_path / "themes" / "AUTRE.yaml")}
    (tmp_path / "definitions.yaml").write_text("derived: {x: {type: text}}\n", encoding="utf-8")
    assert {each.file for each in found_in(path)} == {str(tmp_path / "definitions.yaml")}


def test_the_rules_of_the_catalogue_are_clean() -> None:
    [rules] = rule_sets([built_in_rules()])
    assert lint(rules, ALL) == []


def test_the_hooks_are_run_on_every_file_of_a_set() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    files = [path.relative_to(ROOT).as_posix() for path in rule_files(ROOT / "rules").all]
    files += ["tables/durees.yaml", "tables/durees.csv", "rules/themes/PERDU.yml", "rules/themes/PERDU.YAML"]
    for hook in hooks:
        missed = [name for name in files if not re.search(hook["files"], name)]
        of_cases = hook["id"] == "relance-test"
        assert all(not re.search(r"families/|themes/[A-Z0-9]+\.yaml", name) for name in missed), hook["id"]
        assert missed == [] or of_cases
        assert not re.search(hook["files"], "docs/language.md")
