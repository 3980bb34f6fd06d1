"""The script as a text: its sentences, its data, what it lets stand in a page, and what it keeps out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from tests.targets.javascript.node import asked
from tools.messages import extracted

from relance_rules import RuleError
from relance_rules.loading.rules import load_rules
from relance_rules.localization import localization
from relance_rules.plan.saving import digest, to_data
from relance_rules.targets.javascript import engine
from relance_rules.targets.javascript.script import FOLDER, MODULES, data, literal, quoted, sentences, sources
from relance_rules.targets.javascript.sharing import shared, told
from relance_rules.version import VERSION

SOURCE = re.sub(r'"\s*\+\s*"', "", "\n".join(sources()))
_TEXT = r'"((?:[^"\\\n]|\\.)*)"'
SAID = re.compile(rf"\b(?:M|ParseError|gettext)\(\s*(?:[^\"`(),;]*\?\s*)?{_TEXT}(?:\s*:\s*{_TEXT})?")
TYPOGRAPHY = re.compile(r'(?<=[(\s\[])"((?:[^"\\\n]|\\.)*[«’{](?:[^"\\\n]|\\.)*)"(?=[\s,);\]:])')


@cache
def catalogue() -> set[str]:
    """The sentences of Python. To find them takes seconds: not when tests are collected."""
    return {str(message.id) for message in extracted() if message.id}


def test_each_sentence_of_the_script_is_one_of_python() -> None:
    said = [text for found in SAID.findall(SOURCE) for text in found if text]
    assert len(said) > 100
    assert [text for text in said if json.loads(f'"{text}"') not in catalogue()] == []


def test_each_text_that_looks_like_a_sentence_is_one() -> None:
    looking = [text for text in TYPOGRAPHY.findall(SOURCE) if re.search(r"[«’]|\{[a-z_]+\}", text) and "[" not in text]
    assert len(looking) > 100
    assert [text for text in looking if json.loads(f'"{text}"') not in catalogue()] == []


def test_the_script_holds_the_english_of_its_sentences_and_of_no_other() -> None:
    held = data(load_rules().plan, sources())["sentences"]
    said = {json.loads(f'"{text}"') for found in SAID.findall(SOURCE) for text in found if text}
    english = localization("en").gettext
    assert {text: english(text) for text in said if english(text) != text}.items() <= held.items()
    assert held.keys() <= catalogue() & set(quoted(SOURCE))
    assert len(held) < len(catalogue()) / 2
    assert sentences('x = "oui" + "non"; y = "oui"; z = `"${"non"}`') == {"oui": "yes", "non": "no"}


def test_each_module_of_the_folder_is_in_the_script_and_names_its_twin() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.js")) == sorted(MODULES)
    for path in FOLDER.glob("*.js"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        twins = re.findall(r"[a-z_]+(?:/[a-z_*]+)*(?:\.py|/)", first)
        assert first.startswith("// Twin of "), path
        assert twins, path
        room = FOLDER.parents[2]
        for twin in twins:
            # A bare name is in the room of the one before.
            found = next((each for folder in (FOLDER.parents[2], room) for each in folder.glob(twin)), None)
            assert found is not None, (path, twin)
            room = found.parent


def test_the_script_names_nothing_that_a_page_or_an_old_browser_has_not() -> None:
    # Nothing that is looked up by the name that a dossier gives, or that a policy of security refuses.
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", SOURCE, flags=re.DOTALL)
    for forbidden in (r"\beval\(", r"\bFunction\(", r"\bIntl\b", r"toLocale", r"localeCompare", r"\bDate\b", r"\.at\("):
        assert re.findall(forbidden, code) == [], forbidden
    for forbidden in (r"\(\?<[=!]", r"Object\.hasOwn\(", r"structuredClone", r"\.replaceAll\(", r"\bparseFloat\b"):
        assert re.findall(forbidden, code) == [], forbidden


def test_the_same_rules_make_the_same_script() -> None:
    assert engine(load_rules()) == engine(load_rules())


def test_data_stands_in_a_page_as_in_a_script(script: Path) -> None:
    odd = {"__proto__": "</script><!--", "a": 'l\'eau \\ \u2028\u2029 "é" \U0001f600\n'}
    written = literal(odd)
    assert not re.search("[<\u2028\u2029\n]", written)
    (found,) = asked(script, f"() => JSON.stringify(JSON.parse({written}))", [[]])
    assert json.loads(found["value"]) == odd
    assert "</" not in script.read_text(encoding="utf-8")


def test_a_script_knows_the_themes_that_it_is_given(tmp_path: Path) -> None:
    rules = load_rules()
    chosen = list(rules)[1::-1]
    text = engine(rules, [chosen[0].lower(), chosen[1]])
    file = tmp_path / "relance.js"
    file.write_text(text, encoding="utf-8")
    themes, rule_set = (
        asked(file, call, [[]])[0]["value"]
        for call in (
            "() => relance.themes('fr').map(({ code }) => code)",
            "() => [relance.version, relance.rules.digest]",
        )
    )
    assert themes == sorted(chosen)
    # A report of a part of the rules is one of the whole.
    assert rule_set == [VERSION, digest(rules.plan)]
    found = {code: theme.summary["fr"] in text for code, theme in rules.plan.themes.items()}
    assert found == {code: code in chosen for code in rules}
    with pytest.raises(RuleError, match="thème inconnu"):
        engine(rules, ["RIEN"])


def test_what_the_script_does_not_need_of_a_plan_is_not_in_it() -> None:
    # What a theme lists and that decides nothing is no part of a report.
    plan = load_rules().plan
    items = {item.label["fr"] for theme in plan.themes.values() for each in theme.sections for item in each.items}
    bare = replace(plan, themes={code: replace(theme, sections=()) for code, theme in plan.themes.items()})
    whole, needed, held = literal(shared(told(to_data(plan)))), literal(to_data(bare)), engine(load_rules())
    assert len(only := [item for item in items if item in whole and item not in needed]) > 20
    assert [item for item in only if item in held] == []
    plan = replace(load_rules().plan, themes={})
    assert set(data(plan, [])) == {
        "version", "tool", "digest", "sentences", "letters", "months", "countries", "currency", "formats", "plan",
    }  # fmt: skip
