"""The lines of the cited document that rules cite."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from relance_rules.authoring.formats.passages.page import coverage_page
from relance_rules.authoring.formats.passages.plain import coverage_data
from relance_rules.authoring.formats.passages.text import coverage_text
from relance_rules.authoring.passages import DocumentCoverage, document_coverage, runs
from relance_rules.localization import localization

from .helpers import LINES, load, write_rules

FR, EN = localization("fr"), localization("en")


def cover(folder: Path, snippet: str = "", document: tuple[str, ...] = LINES, manifest: str = "") -> DocumentCoverage:
    return document_coverage([load(write_rules(folder, snippet, manifest=manifest))[1]], document)


def test_every_line_of_the_small_theme_is_cited_or_described(tmp_path: Path) -> None:
    [theme] = cover(tmp_path).themes
    assert (theme.counted, theme.uncovered, theme.rate) == (9, (), Fraction(1))


def test_a_line_that_nothing_cites_is_uncovered_and_a_blank_one_is_not_counted(tmp_path: Path) -> None:
    document = (*LINES[:2], "   ", *LINES[3:], "", "Après le thème")
    found = cover(tmp_path, "descriptive: [{lines: 1, reason: title}]\n", document)
    [theme] = found.themes
    assert (theme.counted, theme.uncovered, theme.rate) == (8, (8, 9), Fraction(6, 8))
    assert found.outside == (11,)
    assert [citation.name for citation in found.citations[5]] == ["DEMO.demarche"]
    assert [citation.name for citation in found.citations[4]] == ["DEMO.size", "DEMO.ranges"]
    assert found.described == {1: "title"}
    assert coverage_data(found) == {
        "schema": "relance-passages/1",
        "themes": [{"theme": "DEMO", "lines": "1-9", "counted": 8, "covered": 6, "rate": "0.7500", "uncovered": "8-9"}],
        "outside": "11",
    }
    text = coverage_text(found, document, FR)
    assert text.splitlines()[0] == "DEMO\u00a0: 75\u00a0% (6 lignes sur 8)"
    assert "        8  Le bilan devra être public" in text


def test_a_citation_past_the_end_of_the_document_covers_what_is_there(tmp_path: Path) -> None:
    [theme] = cover(tmp_path, document=LINES[:4]).themes
    assert (theme.counted, theme.uncovered) == (4, ())


def test_only_the_first_document_of_the_set_is_compared(tmp_path: Path) -> None:
    manifest = """\
documents:
  texte: {title: {fr: "Le texte", en: "The text"}, cited_by: lines}
  autre: {title: {fr: "Un autre", en: "Another"}, cited_by: lines}
  loi: {title: {fr: "La loi", en: "The law"}, cited_by: article}
sections:
  criteres: {title: {fr: "Critères du jury", en: "Criteria"}}
"""
    snippet = """\
commitments:
  - {id: bilan, label: {fr: "Rendre un bilan", en: "Report"}, source: {document: autre, lines: 7}}
documents:
  - {id: plan, label: {fr: "Rendre un plan", en: "Plan"}, source: {document: loi, article: "7"}}
sections:
  criteres:
    - {id: cout, label: {fr: "Le coût", en: "Cost"}, source: {document: texte, lines: 8}, reading: L1}
"""
    found = cover(tmp_path, snippet, manifest=manifest)
    assert found.themes[0].uncovered == (7,)
    [citation] = found.citations[8]
    assert (citation.name, citation.ranges, citation.readings) == ("DEMO.cout", ((8, 8),), ("L1",))
    assert "Critères du jury : Le coût <code>DEMO.cout</code> (lecture L1)" in coverage_page(found, LINES, FR)


def test_runs_of_lines() -> None:
    assert list(runs([])) == []
    assert list(runs([1, 2, 3, 5, 7, 8])) == [(1, 3), (5, 5), (7, 8)]
    assert list(runs([1, 3, 5], ("a", "", "b", "c", "d"))) == [(1, 3), (5, 5)]


def test_the_page_shows_each_line_with_its_rules_and_nothing_that_runs(tmp_path: Path) -> None:
    document = (*LINES[:4], '<script>alert("x")</script> & \u202efin', *LINES[5:], "Après")
    snippet = (
        "descriptive: [{lines: 1, reason: title}, {lines: 9, reason: <b>}]\n"
        'title: {fr: "Un <i>thème</i>", en: "A theme"}\n'
    )
    page = coverage_page(cover(tmp_path, snippet, document), document, FR)
    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; \ufffdfin" in page
    assert "Un &lt;i&gt;thème&lt;/i&gt;" in page
    assert "&lt;b&gt;" in page
    assert 'id="l5"' in page
    assert "<code>DEMO.demarche</code>" in page
    assert "La démarche est recensée" in page
    assert 'class="none" id="l8"' in page
    assert "Aucune règle ne cite cette ligne" in page
    assert page.count("<section>") == page.count("</section>") == 2
    for tag in ("html", "main", "table", "tbody", "caption", "ul", "li", "tr", "td", "th"):
        assert page.count(f"<{tag}>") + page.count(f"<{tag} ") == page.count(f"</{tag}>"), tag
    assert '<html lang="en">' in coverage_page(cover(tmp_path, snippet, document), document, EN)
    assert 'src="' not in page
    assert "http" not in page.replace("http-equiv", "")
