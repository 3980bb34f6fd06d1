"""Blocks at a terminal: wrapping, columns, colour."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from relance_rules import check_file
from relance_rules.showing.blocks import (
    Amount,
    Amounts,
    Blank,
    Heading,
    Item,
    Paragraph,
    Step,
    Table,
    Title,
)
from relance_rules.showing.checked import report_blocks
from relance_rules.showing.text import print_report
from relance_rules.values import Message, Money, Text

from .helpers import DOSSIER, ROOT, printed, report_of, rules, spoken

EXAMPLES = sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))


def test_a_mark_hangs_beside_every_line_of_its_item() -> None:
    shown = printed([Item("✓", "un deux trois quatre cinq six sept huit", Message("l.\u00a03"))], width=40)
    assert shown == "  ✓ un deux trois quatre cinq six sept\n    huit (l.\u00a03)\n"


def test_items_go_deeper_and_steps_keep_room_for_their_number() -> None:
    shown = printed([Item("•", "haut"), Item("•", "bas", depth=2), Step(9, "neuf"), Step(10, "dix")])
    assert shown == "  • haut\n      • bas\n  9. neuf\n  10. dix\n"


def test_a_heading_is_set_apart() -> None:
    assert printed([Title("A"), Paragraph("b"), Heading("C"), Paragraph("d")]) == "A\nb\n\nC\nd\n"


def test_amounts_stand_one_under_the_other() -> None:
    rows = (
        Amount("Coût total", Money(120000000)),
        Amount("Reste", Money(500)),
        Amount("Taux", Message("à déterminer")),
    )
    assert printed([Amounts(rows)]).splitlines() == [
        "  Coût total  1\u202f200\u202f000,00\u00a0€",
        "  Reste               5,00\u00a0€",
        "  Taux          à déterminer",
    ]


def test_the_label_of_an_amount_wraps_beside_it() -> None:
    shown = printed([Amounts((Amount("un libellé qui ne tient pas sur la ligne", Money(500)),))], width=40)
    assert shown.splitlines() == ["  un libellé qui ne tient pas     5,00\u00a0€", "  sur la ligne"]


def test_amounts_too_wide_for_their_labels_stand_below_them() -> None:
    wide = Message("de {low} à {high}", {"low": Money(100_000_000), "high": Money(200_000_000)})
    rows = (Amount("Base financée", wide), Amount("Reste", Money(500)))
    assert printed([Amounts(rows)], width=40).splitlines() == [
        "  Base financée",
        "      de 1\u202f000\u202f000,00\u00a0€ à 2\u202f000\u202f000,00\u00a0€",
        "  Reste",
        "                                  5,00\u00a0€",
    ]


def test_a_guillemet_stays_with_its_word_and_a_double_mark_too() -> None:
    sentence = "mot " * 8 + "« ici » : l. 4 ?"
    for width in range(40, 60):
        for line in printed([Paragraph(sentence)], width=width).splitlines():
            assert not re.search(r"«$|^»|^[:;?!]|l\.$", line), (width, line)


words = st.text(
    st.characters(categories=("L", "N"), include_characters="«»:;’…€-\u00a0\u202f漢"), min_size=1, max_size=60
)


@given(st.lists(words, min_size=1, max_size=30), st.integers(40, 120))
def test_no_line_is_too_long_nor_ends_in_a_space_and_nothing_is_lost(parts: list[str], width: int) -> None:
    shown = printed([Paragraph(" ".join(parts)), Item("•", " ".join(parts), "cité")], width=width)
    for line in shown.splitlines():
        assert cell_len(line) <= width
        assert not line.endswith(" ")
    solid = re.sub(r"\s", "", "".join(parts))
    assert re.sub(r"\s", "", shown) == f"{solid}•{solid}(cité)"


@given(st.lists(st.text("abé", min_size=1, max_size=12), min_size=1, max_size=40), st.integers(40, 60))
def test_a_line_ends_only_where_the_next_word_does_not_fit(parts: list[str], width: int) -> None:
    lines = printed([Paragraph(" ".join(parts))], width=width).splitlines()
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.partition(" ")[0]) > width
    assert " ".join(lines) == " ".join(parts)


TABLE = Table(
    (Message("Thème"), Message("Dépôt"), Message("Enveloppe")),
    (
        (("A · Un titre assez long pour deux lignes",), (date(2021, 1, 4),), (Money(1500000000),)),
        (("B · Court",), (Blank(),), (Money(100),)),
    ),
)


def test_a_table_that_fits_is_in_columns() -> None:
    assert printed([TABLE]).splitlines() == [
        "  Thème                                     Dépôt           Enveloppe",
        "  A · Un titre assez long pour deux lignes  4 janvier 2021  15\u202f000\u202f000,00\u00a0€",
        "  B · Court                                 ________        1,00\u00a0€",
    ]


def test_a_table_that_is_too_wide_wraps_its_cells_and_sets_its_rows_apart() -> None:
    lines = printed([TABLE], width=60).splitlines()
    assert lines[1] == ""
    assert lines[2].startswith("  A · Un titre")
    assert all(len(line) <= 60 for line in lines)


def test_a_table_whose_words_do_not_fit_becomes_a_list_of_records() -> None:
    wide = Table(("Nom", "Premier", "Second"), ((("a",), ("x" * 24,), ("y" * 20, "z")), (("b",), ("v",), ("w",))))
    assert printed([wide], width=40).splitlines() == [
        "  a",
        f"    Premier  {'x' * 24}",
        f"    Second   {'y' * 20}",
        "             z",
        "",
        "  b",
        "    Premier  v",
        "    Second   w",
    ]


def test_columns_too_narrow_for_sentences_become_records_too() -> None:
    sentence = "une phrase de plusieurs mots courts"
    three = Table(("Un", "Deux", "Trois"), (((sentence,), (sentence,), (sentence, "")),))
    lines = printed([three], width=66).splitlines()
    assert re.findall(r"\S+", lines[0]) == ["Un", "Deux", "Trois"]
    assert printed([three], width=65).splitlines() == [
        f"  {sentence}",
        f"    Deux   {sentence}",
        f"    Trois  {sentence}",
    ]


def test_a_very_narrow_terminal_is_taken_for_forty_columns() -> None:
    text = "un deux trois quatre cinq six sept huit neuf dix"
    assert printed([Paragraph(text)], width=10) == printed([Paragraph(text)], width=40)


def test_a_text_from_outside_writes_no_line_and_no_sequence_of_its_own() -> None:
    shown = printed([Paragraph("a\x1b[31mb\r\nc\u2028d\u202ee")])
    assert shown == "a\ufffd[31mb\ufffd c\ufffdd\ufffde\n"


def test_a_text_of_a_rule_file_stays_on_its_line_too() -> None:
    assert printed([Paragraph(Text({"fr": "un\ndeux \u2028 trois", "en": "x"}))]) == "un deux trois\n"


def test_colour_only_repeats_what_the_marks_say() -> None:
    blocks = list(report_blocks(report_of(DOSSIER)))
    coloured = printed(blocks, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed(blocks)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_example_fits_any_terminal(path: Path) -> None:
    blocks = list(report_blocks(check_file(path, rules())))
    for width in (40, 80, 200):
        for line in printed(blocks, width=width).splitlines():
            assert cell_len(line) <= width
            assert line == line.rstrip()
            assert not re.search(r"«$|^\s*»", line)


def test_a_refusal_is_followed_by_the_command_that_explains_it() -> None:
    def shown_of(origin: str | None) -> str:
        out = io.StringIO()
        refused = report_of({**DOSSIER, "porteurs": [{"categorie": "entreprise"}]}, origin=origin)
        print_report(refused, spoken(), Console(file=out, width=80))
        return out.getvalue()

    text = shown_of("mon dossier.yaml")
    assert "\nPourquoi ces refus\n  • relance explain 'mon dossier.yaml' ESSAI.porteur\n" in text
    # It stands right after the steps, before the readings.
    assert text.index("Prochaines étapes") < text.index("Pourquoi ces refus") < text.index("Lectures du texte")
    # What comes from no file can't be explained again.
    assert "Pourquoi" not in shown_of(None)
