"""Blocks in Markdown."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from relance_rules.showing.blocks import Amount, Amounts, Blank, Heading, Item, Paragraph, Step, Table, Title
from relance_rules.showing.markdown import blocks_markdown, escape, report_markdown
from relance_rules.values import Money

from .helpers import DOSSIER, report_of, spoken

FR = spoken()


def test_blocks_are_set_apart_and_lists_kept_together() -> None:
    blocks = [
        Title("Titre"),
        Paragraph("simple"),
        Paragraph("fort", "bad"),
        Heading("Partie"),
        Item("✓", "un", "l. 3"),
        Item("•", "dedans", depth=1),
        Step(1, "faire"),
        Step(2, "refaire"),
    ]
    assert blocks_markdown(blocks, FR) == (
        "## Titre\n\nsimple\n\n**fort**\n\n### Partie\n\n- ✓ un (l.\u00a03)\n  - dedans\n\n1. faire\n2. refaire\n"
    )


def test_amounts_and_tables_are_tables() -> None:
    blocks = [
        Amounts((Amount("Coût", Money(100)), Amount("Aide", Money(50), "strong")), "€ TTC"),
        Table(("Critère", "Note"), ((("a", "b"), (Blank(),)),)),
    ]
    assert blocks_markdown(blocks, FR) == (
        "| Montant | € TTC |\n| --- | ---: |\n| Coût | 1,00\u00a0€ |\n| **Aide** | **0,50\u00a0€** |\n\n"
        "| Critère | Note |\n| --- | --- |\n| a<br>b | |\n"
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "[lien](javascript:x)",
    "![image](x)",
    "*gras* _italique_ `code` ~~barré~~",
    "a | b",
    "# titre",
    "> citation",
    "- liste",
    "+ liste",
    "1. liste",
    "1) liste",
    "===",
    "&lt;b&gt;",
    "ligne\nautre\u2028encore",
    "\\*déjà\\*",
    "$x$",
    "    code",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_from_outside_is_only_a_text(text: str) -> None:
    (opening, inline, closing) = MarkdownIt("commonmark").enable("table").parse(escape(text).strip())
    assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
    kinds = {child.type for child in inline.children or []}
    assert kinds <= {"text", "text_special"}
    said = "".join(child.content for child in inline.children or [])
    assert re.sub(r"\s+", " ", said) == re.sub(r"\s+", " ", text).strip()


def test_a_report_shows_the_label_of_an_expense_without_effect() -> None:
    lines = [{**DOSSIER["depenses"][2], "libelle": "<b>|x|"}, *DOSSIER["depenses"][:2], DOSSIER["depenses"][3]]
    shown = report_markdown(report_of({**DOSSIER, "depenses": lines}), FR)
    assert "| Exclu, ligne 1 «\u00a0\\<b\\>\\|x\\|\u00a0»\u00a0: Hors de 2021 | − 20\u202f000,00\u00a0€ |" in shown


def test_no_line_ends_in_a_space() -> None:
    assert re.findall(r" $", report_markdown(report_of(DOSSIER), FR), re.MULTILINE) == []
