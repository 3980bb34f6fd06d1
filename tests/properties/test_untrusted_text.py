"""Reading any text gives data or an error that can be shown, and nothing else."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import DossierError, RelanceError, check, load_rules, to_dict
from relance_rules.checking.check import check_dossier
from relance_rules.dossiers.documents import parse_document
from relance_rules.dossiers.reading import dossier_of
from relance_rules.loading.book import Shared, load_shared
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.ruleset_files import rule_files
from relance_rules.loading.themes import read_theme
from relance_rules.localization import localization
from relance_rules.values import visible
from rule_sets import THEME, write_rules

RULES = load_rules()
ROOT = Path(__file__).resolve().parents[2]
PIECES = [
    "theme: SNAP3\n", "projet:\n", "  cout_total_ttc: 1 200 EUR\n", "porteurs:\n", "  - categorie: operateur\n",
    "depenses: [{montant_ttc: 5, titre: 2}]\n", "pieces: {budget_par_phase: oui}\n", "&a ", "*a", "!!python/name:x ",
    "---\n", "\t", "- ", ": ", "? ", "{", "}", "[", "]", "'", '"', "|\n", ">\n", "%YAML 1.1\n", "<<: ", "\u2028", "\r",
    "\x85", "\ufeff", "\x00", "#", ",", "~", "0x1F", "1:30", "é", "😀", "reference: ",
]  # fmt: skip
YAML_LIKE = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join)
TOKENS = [
    "{", "}", "[", "]", ",", ":", '"theme"', '"SNAP3"', '"projet"', '"cout_total_ttc"', "NaN", "-Infinity", "1e999",
    "1e99999999999999999999", "-0", "1.200", "null", "true", '"\\ud800"', '"\\u001b[31m"', '"\\u0000"', " ", "\n",
    "9" * 50, '"porteurs"', '"siret"', '"1"', '"', "\\",
]  # fmt: skip
JSON_LIKE = st.lists(st.sampled_from(TOKENS), max_size=16).map("".join)
VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=8)
    | st.dates()
    | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=8,
)
DOSSIERS = st.fixed_dictionaries({}, optional=dict.fromkeys(RULES.vocabulary.trees[None], VALUES))


def harmless(error: RelanceError) -> None:
    """What an error says can be shown anywhere, and is placed where there is a file."""
    assert error.problems
    for problem in error.problems:
        sentence = localization("fr").say(problem.message)
        assert sentence == visible(sentence)
        assert "\n" not in sentence
        assert sentence.encode()
        assert len(sentence) < 3000


def read(data: bytes) -> None:
    try:
        theme, dossier = dossier_of(parse_document(data, "d"), RULES)
    except DossierError as error:
        harmless(error)
    else:
        json.dumps(to_dict(check_dossier(RULES.plan, theme, dossier)), ensure_ascii=False).encode()


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    read(data)


@given(YAML_LIKE)
def test_any_yaml(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))
    for strict in (False, True):
        try:
            parse_yaml(text, "d", strict=strict)
        except DossierError as error:
            harmless(error)
            (problem,) = error.problems
            assert problem.line is not None
            assert 1 <= problem.line <= len(text.splitlines()) + 1


@given(JSON_LIKE)
def test_any_json(text: str) -> None:
    read(("{" + text).encode())
    try:
        parse_json(text, "d")
    except DossierError as error:
        harmless(error)
        (problem,) = error.problems
        assert problem.line is not None
        assert 1 <= problem.line <= text.count("\n") + 1


@given(DOSSIERS)
def test_any_plain_data(data: dict[str, Any]) -> None:
    try:
        report = check({**data, "theme": "SNAP3"}, RULES)
    except DossierError as error:
        harmless(error)
    else:
        json.dumps(to_dict(report), ensure_ascii=False).encode()


@cache
def example() -> bytes:
    return (ROOT / "examples" / "dossiers" / "SNAP3" / "pret.yaml").read_bytes()


@given(st.integers(0, 10**6), st.integers(0, 40), st.binary(max_size=6))
def test_a_dossier_with_some_bytes_changed(place: int, length: int, added: bytes) -> None:
    start = place % len(example())
    read(example()[:start] + added + example()[start + length :])


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every example writes its file in."""
    return tmp_path_factory.mktemp("themes")


@cache
def rule_file() -> str:
    """A rule file without its cases, for speed."""
    text = (ROOT / "rules" / "themes" / "SNAP3.yaml").read_text(encoding="utf-8")
    return text[: text.index("\ncases:")]


@cache
def invented() -> Shared:
    """What the themes of a small invented rule set share."""
    with tempfile.TemporaryDirectory() as folder:
        return load_shared(rule_files(write_rules(Path(folder), THEME)))


def loads_or_says_why(path: Path, shared: Shared) -> None:
    """A rule file gives a theme, or everything that is wrong with it."""
    found = read_theme(path, shared)
    assert (found.plan is None) is bool(found.problems)
    if found.problems:
        harmless(RelanceError(found.problems))


@given(place=st.integers(0, 10**6), length=st.integers(0, 12), added=st.sampled_from(PIECES) | st.text(max_size=4))
def test_a_rule_file_with_some_characters_changed(scratch: Path, place: int, length: int, added: str) -> None:
    text = rule_file()
    start = place % len(text)
    changed = text[:start] + added + text[start + length :]
    path = scratch / "SNAP3.yaml"
    path.write_text(changed, encoding="utf-8", errors="surrogatepass")
    loads_or_says_why(path, RULES.shared)


@given(changed=st.dictionaries(st.sampled_from(list(THEME)), VALUES, max_size=3))
def test_a_theme_of_any_shape(scratch: Path, changed: dict[str, Any]) -> None:
    path = scratch / "ESSAI.yaml"
    path.write_text(json.dumps({**THEME, **changed}, default=str), encoding="utf-8", errors="surrogatepass")
    loads_or_says_why(path, invented())
