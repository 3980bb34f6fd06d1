"""One self-contained page: summary, charts, a table to sort and filter, and a section for each dossier.

It loads nothing from anywhere, runs only its own script, and is readable with a keyboard, a screen reader, or on
paper.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import IO, Any

from relance_rules.batch import page
from relance_rules.batch.columns import STATUS_WORDS
from relance_rules.batch.outputs import Outlet
from relance_rules.batch.page.markup import TABLE_END, Markup
from relance_rules.batch.page.overview import overview
from relance_rules.batch.page.section import section
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import STATUSES, Summary
from relance_rules.values import Message

_TITLE = Message("Vérification des dossiers")
_HEADERS = (
    (Message("Référence"), False),
    (Message("Thème"), False),
    (Message("État"), False),
    (Message("Projet"), False),
    (Message("Déposé le"), False),
    (Message("Coût total TTC"), True),
    (Message("Demandé"), True),
    (Message("Proposé"), True),
    (Message("Pourquoi"), False),
)


class Writer:
    """Keeps the table and the sections on disk as the dossiers come, and puts the page together at the end."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the two parts that grow with the batch."""
        self.outlet, self.markup = outlet, Markup(outlet.language)
        self.lines = (outlet.scratch / "html-lines").open("w+", encoding="utf-8", errors="replace", newline="")
        self.sections = (outlet.scratch / "html-sections").open("w+", encoding="utf-8", errors="replace", newline="")
        self.count = 0

    def row(self, row: Row) -> None:
        """Write a dossier's line and section."""
        self.count += 1
        self.lines.write(self._line(row, f"d{self.count}"))
        self.sections.writelines(section(row, f"d{self.count}", self.markup))

    def end(self, summary: Summary) -> None:
        """Put the page together."""
        out, say = self.outlet.stream, self.markup.say
        style, script = ((files(page) / name).read_text("utf-8") for name in ("page.css", "page.js"))
        out.write(
            f'<!doctype html>\n<html lang="{self.outlet.language.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{say(_TITLE)}</title>\n'
            f"<style>\n{style}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#dossiers">{say(Message("Aller au tableau des dossiers"))}</a>\n'
            f"<header><h1>{say(_TITLE)}</h1></header>\n<main>\n"
        )
        out.writelines(overview(summary, self.outlet.themes, self.markup))
        out.writelines(self._table_start(summary))
        self._pour(self.lines)
        out.write(f"{TABLE_END}</section>\n")
        out.write(f'<section aria-labelledby="details"><h2 id="details">{say(Message("Dossier par dossier"))}</h2>\n')
        self._pour(self.sections)
        out.write(f"</section>\n</main>\n<script>{script}</script>\n</body>\n</html>\n")

    def _pour(self, part: IO[str]) -> None:
        part.seek(0)
        shutil.copyfileobj(part, self.outlet.stream)
        part.close()

    def _table_start(self, summary: Summary) -> Iterator[str]:
        say = self.markup.say
        title = say(Message("Tableau des dossiers"))
        yield f'<section aria-labelledby="dossiers"><h2 id="dossiers" tabindex="-1">{title}</h2>\n'
        every = f'<option value="">{say(Message("tous"))}</option>'
        statuses = "".join(f'<option value="{status}">{say(STATUS_WORDS[status])}</option>' for status in STATUSES)
        themes = "".join(f"<option>{say(code)}</option>" for code, _ in summary.by_theme())
        yield (
            '<form class="filters" id="filters" role="search">\n'
            f'<label>{say(Message("Chercher"))}<input type="search" id="search" autocomplete="off"></label>\n'
            f'<label>{say(Message("État"))}<select id="status">{every}{statuses}</select></label>\n'
            f'<label>{say(Message("Thème"))}<select id="theme">{every}{themes}</select></label>\n</form>\n'
        )
        sentence = say(Message("Dossiers affichés : {shown} sur {total}"))
        yield f'<p id="count" role="status" data-sentence="{sentence}"></p>\n'
        yield f'<div class="scroll" role="region" tabindex="0" aria-label="{title}"><table id="table">'
        yield f"<caption>{say(Message('Un titre de colonne est un bouton qui trie le tableau.'))}</caption><thead><tr>"
        for header, amount in _HEADERS:
            kind = ' class="amount"' if amount else ""
            yield f'<th scope="col"{kind}><button type="button">{say(header)}</button></th>'
        yield "</tr></thead><tbody>\n"

    def _line(self, row: Row, anchor: str) -> str:
        say, report = self.markup.say, row.report
        theme = say(report["theme"] or "")
        return (
            f'<tr data-status="{row.status}" data-theme="{theme}">'
            f'<th scope="row"><a href="#{anchor}">{say(row.name)}</a></th>{_cell(theme)}'
            f'<td class="{row.status}"><span class="status">{say(STATUS_WORDS[row.status])}</span></td>'
            f'<td class="name">{say(row.project_name)}</td>{_cell(row.filed_on)}{"".join(self._amounts(row))}'
            f'<td class="why">{say(" · ".join(row.reasons))}</td></tr>\n'
        )

    def _amounts(self, row: Row) -> Iterator[str]:
        funding = row.report["funding"]
        for text in (funding["total_cost"], funding["requested"], row.proposed("grant")):
            yield f'<td class="amount" data-sort="{text or ""}">{self.markup.amount(text)}</td>'


def _cell(text: Any) -> str:
    return f'<td data-sort="{text}">{text or "–"}</td>'


def _policy(script: str) -> str:
    """Nothing from anywhere, and no script but the page's own."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = ("default-src 'none'", "style-src 'unsafe-inline'", f"script-src 'sha256-{digest}'")
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])
