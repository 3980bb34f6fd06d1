"""The English catalogue: what the tool extracts, and that the command says all of it in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from tools import messages

from relance_rules.cli.app import run

ROOT = Path(__file__).resolve().parents[1]
DOSSIERS = "examples/dossiers"

Say = Callable[..., str]
"""What the command prints with the given arguments, on both outputs, its white space made plain."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    merged: Catalog = messages.merged()
    return merged


@pytest.fixture(scope="module")
def english(catalog: Catalog) -> dict[str, str]:
    """Each sentence of the code with its English."""
    return {str(message.id): str(message.string) for message in catalog if message.id}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("RELANCE_RULES", raising=False)

    def say(*arguments: str) -> str:
        run(arguments)
        return " ".join("".join(capsys.readouterr()).split())

    return say


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        pytest.param('t("un {x}", { x: 1 })', ["un {x}"], id="literal"),
        pytest.param('t("un " +\n  "deux")', ["un deux"], id="joined literals"),
        pytest.param('x ? t("un") : t("deux")', ["un", "deux"], id="both sides"),
        pytest.param('t("dit \\"un\\"")', ['dit "un"'], id="quotes"),
        pytest.param('fit("un"); h("deux"); t(trois)', [], id="other calls"),
    ],
)
def test_sentences_of_the_page_are_extracted(source: str, sentences: list[str]) -> None:
    assert list(messages.script_sentences(source)) == sentences


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        pytest.param('Message("un {x}", {})', ["un {x}"], id="literal"),
        pytest.param('say("un" " deux")', ["un deux"], id="joined literals"),
        pytest.param('Message("un" if x else "deux")', ["un", "deux"], id="conditional"),
        pytest.param('say(Message("un"))', ["un"], id="call within a call"),
        pytest.param('text = "un" if x else "deux"\nMessage(text)', ["un", "deux"], id="variable"),
        pytest.param('T: Table = {"a": "un"}\nMessage(T.get(k, "deux"))', ["un", "deux"], id="table with a default"),
        pytest.param('T = {"a": "un"}\nMessage(T["a"])', ["un"], id="table"),
        pytest.param('self.fault(path, "un")', ["un"], id="second argument"),
        pytest.param('raise refused("un", name=1)', ["un"], id="error of a model"),
        pytest.param('self.gap("un", name)', ["un"], id="reason of a gap"),
        pytest.param('name = "un"\nsay(name)', [], id="say takes any value"),
        pytest.param('Message("")\nMessage()\nother("un")', [], id="nothing"),
        pytest.param("a = b\nb = a\nMessage(a)", [], id="names in a circle"),
    ],
)
def test_extraction(source: str, sentences: list[str]) -> None:
    assert list(messages.sentences(source)) == sentences


def test_every_sentence_has_its_english(catalog: Catalog) -> None:
    assert len(catalog) > 800
    assert messages.untranslated(catalog) == []


def test_the_kept_files_are_fresh(catalog: Catalog) -> None:
    assert messages.PO.read_bytes() == messages.po_bytes(catalog)
    assert messages.PO.with_suffix(".mo").read_bytes() == messages.mo_bytes(catalog)


def test_the_kept_files_hold_no_date_and_no_version() -> None:
    for kept in (messages.PO, messages.PO.with_suffix(".mo")):
        assert not re.search(rb"-Date:|Generated-By:", kept.read_bytes())


def test_a_sentence_that_gains_a_no_break_space_keeps_its_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = tmp_path / "module.py"
    module.write_text('Message("clé : {key}")', encoding="utf-8")
    monkeypatch.setattr(messages, "SOURCES", tmp_path)
    monkeypatch.setattr(messages, "PO", tmp_path / "kept.po")
    catalog = messages.merged()
    catalog["clé : {key}"].string = "key: {key}"
    messages.PO.write_bytes(messages.po_bytes(catalog))
    module.write_text('Message("clé\u00a0: {key}")', encoding="utf-8")
    assert messages.merged()["clé\u00a0: {key}"].string == "key: {key}"


def test_both_sides_have_the_same_places(english: dict[str, str]) -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"\{[^{}]*\}", text))

    assert {french for french, said in english.items() if places(french) != places(said)} == set()


_PLATFORM = "démarches-simplifiées"


@pytest.mark.parametrize(
    "trace",
    [
        pytest.param("[«»\u00a0\u202f]", id="French quotation marks and spaces"),
        pytest.param(" [:;!,.]( |$)", id="space before a mark"),
        pytest.param("[à-öø-ÿœÀ-ÖØ-Þ]", id="accents"),
        pytest.param(r"(?i)\b(le|la|les|des|du|une|est|et|ou|pas|avec|pour|dans)\b", id="French words"),
        pytest.param(r"[\w]'[\w]", id="straight apostrophe"),
    ],
)
def test_no_english_keeps_a_trace_of_french(english: dict[str, str], trace: str) -> None:
    assert [said for said in english.values() if re.search(trace, said.replace(_PLATFORM, "platform"))] == []


def test_no_sentence_is_left_in_french(english: dict[str, str]) -> None:
    same = {french for french, said in english.items() if french == said}
    words = {word for sentence in same for word in re.findall(r"[^\W\d_]+", re.sub(r"\{[a-z_]+\}", "", sentence))}
    both = {
        "Bonus",
        "Contact",
        "Document",
        "Organisation",
        "SIRET",
        "page",
        "Dossier",
        "Dossiers",
        "Passage",
        "Total",
        "bonus",
        "version",
        "Session",
        "Sessions",
        "catalogue",
        "condition",
        "dossier",
        "question",
    }
    assert words <= both | {"l", "type", "verdict"}


def _french(english: dict[str, str], said: str) -> set[str]:
    """The pieces of the French sentences, between their places, that a text holds and that are no English."""
    plain = said.replace("\u00a0", " ")
    known = "\n".join(english.values()).casefold()
    split = (re.split(r"\{[a-z_]+\}", sentence.replace("\u00a0", " ").replace("\n", " ")) for sentence in english)
    pieces = (piece.strip() for parts in split for piece in parts)
    telling = (piece for piece in pieces if len(piece) > 5 and (" " in piece or not piece.isascii()))
    return {piece for piece in telling if piece in plain and piece.casefold() not in known}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param("--help", id="help"),
        pytest.param("themes", id="themes"),
        pytest.param("show SNAP4", id="show"),
        pytest.param(f"check {DOSSIERS}/SNAP4/incomplet.yaml {DOSSIERS}/ITN6/non_eligible.yaml", id="check"),
        pytest.param(f"check --format markdown {DOSSIERS}/ITN5/incomplet.yaml", id="check in Markdown"),
        pytest.param(f"explain {DOSSIERS}/ITN6/incomplet.yaml", id="explain"),
        pytest.param("new SNAP3", id="new"),
        pytest.param("new SNAP3 --format mapping", id="mapping"),
        pytest.param(f"batch {DOSSIERS}/ITN6 {DOSSIERS}/SNAP4", id="batch"),
        pytest.param(f"batch {DOSSIERS}/ITN6 {DOSSIERS}/SNAP4 --format html", id="batch as a page"),
        pytest.param("lint rules/themes/SNAP3.yaml", id="lint"),
        pytest.param("lint --explain RR012", id="a lint rule"),
        pytest.param("test rules/themes/SNAP3.yaml --coverage", id="test"),
        pytest.param("diff rules/themes/SNAP3.yaml rules/themes/SNAP4.yaml", id="diff"),
        pytest.param("show SNAP9", id="unknown theme"),
        pytest.param("check nowhere.yaml", id="no such file"),
    ],
)
def test_the_command_speaks_english(english: dict[str, str], said: Say, arguments: str) -> None:
    text = said(*arguments.split(), "--lang", "en")
    assert text
    assert _french(english, text) == set()


def test_french_would_be_seen(english: dict[str, str], said: Say) -> None:
    found = _french(english, said("check", f"{DOSSIERS}/SNAP4/incomplet.yaml"))
    assert {"Prochaines étapes", "À COMPLÉTER"} <= found
