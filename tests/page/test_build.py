"""How the page is put together: one scope, sentences that are all known, and nothing that its policy would refuse."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from tools.messages import merged, script_sentences

from relance_rules import load_rules
from relance_rules.page.build import FOLDER, MODULES, compact_style, page
from relance_rules.targets.javascript.script import sentences

SOURCES = {name: (FOLDER / "ui" / f"{name}.js").read_text(encoding="utf-8") for name in MODULES}


def test_every_module_is_in_the_page_once() -> None:
    assert sorted(MODULES) == sorted(path.stem for path in (FOLDER / "ui").glob("*.js"))


def test_no_name_stands_twice_in_their_one_scope() -> None:
    named = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
    names = Counter(name for source in SOURCES.values() for name in named.findall(source))
    assert {name for name, count in names.items() if count > 1} == set()


@cache
def english() -> dict[str, str]:
    """The English of every sentence, by its French."""
    return {str(message.id): str(message.string) for message in merged() if message.id}


@pytest.mark.parametrize("name", MODULES)
def test_the_page_says_only_sentences_that_can_be_found_and_translated(name: str) -> None:
    source = SOURCES[name]
    said = list(script_sentences(source))
    # The one other call is the function itself.
    assert len(re.findall(r"(?<![\w.])t\(", source)) == len(said) + (name == "words")
    known_in = english()
    assert {each for each in said if not known_in.get(each)} == set()
    known = sentences(source)
    assert {each for each in said if each not in known and known_in[each] != each} == set()
    # What a sentence holds, its English holds too.
    places = re.compile(r"\{[a-z_]+\}")
    assert [each for each in said if sorted(places.findall(each)) != sorted(places.findall(known_in[each]))] == []


@pytest.mark.parametrize("name", MODULES)
def test_nothing_reads_markup_keeps_anything_or_asks_the_network(name: str) -> None:
    refused = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|localStorage|sessionStorage|"
        r"indexedDB|document\.cookie|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bDate\b|\bIntl\b|toLocale|"
        r"https?://(?!www\.w3\.org/2000/svg)|(?<![\w.])style:|postMessage"
    )
    assert re.findall(refused, SOURCES[name]) == []


def test_a_page_holds_one_script_of_the_engine_and_one_of_the_screens_under_a_policy_by_hashes() -> None:
    html = page(load_rules(), ["ITN6"])
    assert html.count("<script>") == 2
    assert html.count("</script>") == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;; script-src &#x27;sha256-")
    assert "unsafe" not in policy[1]


def test_a_compact_style_says_the_same() -> None:
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    small = compact_style(style)
    assert "/*" not in small
    assert "\n" not in small
    assert compact_style(small) == small
    # What is left out is blank, or told.
    assert re.sub(r"\s", "", small) == re.sub(r"\s|/\*.*?\*/", "", style, flags=re.DOTALL)
    assert compact_style('/* a { } */\na  b,\n  c:not(.d)\n.e { f: 1px  2px; g: "/* ;  , */" }\n/* h */') == (
        'a b,c:not(.d) .e{f: 1px 2px;g: "/* ;  , */"}'
    )
