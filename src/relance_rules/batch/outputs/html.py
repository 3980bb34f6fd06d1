"""One self-contained page: summary, charts, a table to sort and filter, and a section for each dossier.

It loads nothing from anywhere, runs only its own script, and is readable with a keyboard, a screen reader, or on
paper.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from markupsafe import Markup

from relance_rules.batch import page
from relance_rules.batch.outputs import Outlet, Printer
from relance_rules.batch.page.dossiers import line_of, section_of, table_headers
from relance_rules.batch.page.overview import overview
from relance_rules.batch.projects import ALONE, project_words
from relance_rules.batch.selection.words import selection_blocks
from relance_rules.batch.submissions import Submission, readings_in_order
from relance_rules.batch.summary import Summary
from relance_rules.batch.totals import OUTCOMES, STATUSES
from relance_rules.batch.trail import Trail, TrailLine, trail_lines
from relance_rules.batch.words import OUTCOME_OF_DECISION, STATE_WORDS, state_words
from relance_rules.localization import Localization
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.blocks import Content
from relance_rules.showing.html import base_style, blocks_html, html_templates
from relance_rules.showing.labels import STATUS_WORDS
from relance_rules.values import Message

_PAGE = Path(page.__file__).parent
_PIECE = 2**16
_MAX_FILES = 200
"""How many of the files that were read are named: a page to print is no place for more."""

_WORDS = {
    "title": Message("Vérification des dossiers"),
    "skip": Message("Aller au tableau des dossiers"),
    "table": Message("Tableau des dossiers"),
    "lines": Message("Dossiers, un par ligne"),
    "filters": Message("Chercher et filtrer les dossiers"),
    "search": Message("Chercher"),
    "any": Message("tous"),
    "shown": Message("Dossiers affichés : {shown} sur {total}"),
    "sorts": Message("Un titre de colonne est un bouton qui trie le tableau."),
    "details": Message("Dossier par dossier"),
    "unfold": Message("Ouvrir ou fermer les explications des dossiers affichés"),
    "printed": Message("À l’impression : le tableau, et les explications qui sont ouvertes."),
    "readings": Message("Lectures"),
    "projects": Message("Projets"),
    "exceeded": Message("plafond dépassé"),
    "unsure": Message("À trancher"),
    "members": Message("Dossiers du projet, dans l’ordre de leur dépôt"),
    "trail": Message("Traçabilité"),
    "files": Message("Fichiers lus et leurs SHA-256"),
}
_PROJECT_HEADERS = [
    (Message("Référence"), False),
    (Message("Déposé le"), False),
    (Message("État"), False),
    (Message("Demandé"), True),
    (Message("Antérieures indiquées"), True),
    (Message("Décidé ou proposé"), True),
    (Message("Fichier"), False),
]


class PagePart(NamedTuple):
    """A dossier in the page: its line of the table, its section, and the readings it rests on."""

    line: str
    section: str
    readings: tuple[str, ...] = ()
    group: str | None = None
    state: str | None = None


class Filter(NamedTuple):
    """A list that keeps some lines of the table: what it looks at, and its values with their words."""

    key: str
    title: Message
    values: list[tuple[str, Content]]


class Footer(NamedTuple):
    """What the page was made with and of: lines, the first files, and how many more there are."""

    lines: list[TrailLine]
    files: list[tuple[str, str]]
    more: Message | None

    @classmethod
    def of(cls, trail: Trail) -> Footer:
        """The foot of the page of a batch."""
        more = len(trail.inputs) - _MAX_FILES
        return cls(
            list(trail_lines(trail)),
            [(file.name, file.sha256 or "?") for file in trail.inputs[:_MAX_FILES]],
            Message("… et {count} fichiers de plus : les sorties JSON et XLSX les nomment tous", {"count": more})
            if more > 0
            else None,
        )


def printer(plan: Plan, language: Localization) -> Printer:
    """The line and the section of a dossier."""
    templates = html_templates(_PAGE, language)
    line, section = templates.get_template("line.html.jinja"), templates.get_template("section.html.jinja")

    def part(submission: Submission) -> PagePart:
        anchor = "-".join(["d", *map(str, submission.place)])
        return PagePart(
            line.render(anchor=anchor, line=line_of(submission, language)),
            section.render(anchor=anchor, section=section_of(submission, language)),
            submission.readings,
            submission.handling.group,
            submission.handling.state,
        )

    return part


class Writer:
    """Keeps the table and the sections on disk as the dossiers come, and puts the page together at the end."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the two parts that grow with the batch."""
        self.outlet = outlet
        self.readings: set[str] = set()
        self.groups: set[str] = set()
        self.states: set[str] = set()
        self.lines = (outlet.scratch / "html-lines").open("w+", encoding="utf-8", errors="replace", newline="")
        self.sections = (outlet.scratch / "html-sections").open("w+", encoding="utf-8", errors="replace", newline="")

    def add(self, printed: PagePart) -> None:
        """Write a dossier's line and section."""
        self.lines.write(printed.line)
        self.sections.write(printed.section)
        self.readings.update(printed.readings)
        self.groups.update(filter(None, [printed.group]))
        self.states.update(filter(None, [printed.state]))

    def end(self, summary: Summary) -> None:
        """Put the page together."""
        plan, language = self.outlet.plan, self.outlet.language
        style, script = ((_PAGE / name).read_text("utf-8") for name in ("page.css", "page.js"))
        pieces = (
            html_templates(_PAGE, language)
            .get_template("page.html.jinja")
            .generate(
                words=_WORDS,
                lang=language.language,
                policy=_policy(script),
                style=base_style() + Markup(style),  # noqa: S704 - the package's own file
                script=Markup(script),  # noqa: S704 - the package's own file
                overview=overview(summary),
                project_count=summary.projects.number(),
                projects=summary.projects.listed(),
                project_headers=_PROJECT_HEADERS,
                sentence=project_words,
                alone=lambda count: ALONE._replace(values={"count": count}),
                shown=lambda amount: "–" if amount is None else amount,
                filters=list(self._filters(summary)),
                handled=bool(self.groups or self.states),
                headers=table_headers(plan, compared=self.outlet.compared),
                lines=_pieces(self.lines),
                sections=_pieces(self.sections),
                readings=readings_in_order(plan, self.readings),
                selection=_selection(summary, language),
                trail=None if summary.trail is None else Footer.of(summary.trail),
            )
        )
        self.outlet.stream.writelines(pieces)

    def _filters(self, summary: Summary) -> Iterator[Filter]:
        statuses: list[tuple[str, Content]] = [(status, STATUS_WORDS[status]) for status in STATUSES]
        statuses += [(outcome, OUTCOME_OF_DECISION[outcome]) for outcome in OUTCOMES if outcome in summary.decisions]
        yield Filter("status", Message("État"), statuses)
        yield Filter("theme", Message("Thème"), [(code, code) for code, _ in summary.by_theme()])
        if self.groups:
            yield Filter("group", Message("Groupe instructeur"), [(group, group) for group in sorted(self.groups)])
        if self.states:
            states = sorted(self.states, key=_state_place)
            title = Message("État sur la plateforme")
            yield Filter("state", title, [(state, state_words(state)) for state in states])


def _state_place(state: str) -> tuple[int, str]:
    """The states of the platform in the order in which a dossier goes through them, then those that are not known."""
    known = list(STATE_WORDS)
    return known.index(state) if state in known else len(known), state


def _pieces(part: IO[str]) -> Iterator[Markup]:
    """What was rendered already, piece by piece."""
    part.seek(0)
    while piece := part.read(_PIECE):
        yield Markup(piece)  # noqa: S704 - what a template gave is escaped
    part.close()


def _selection(summary: Summary, language: Localization) -> Markup | None:
    if summary.selection is None:
        return None
    return blocks_html(selection_blocks(summary.selection, summary.plan), language, 1)


def _policy(script: str) -> Markup:
    """Nothing from anywhere, and no script but the page's own."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = ("default-src 'none'", "style-src 'unsafe-inline'", f"script-src 'sha256-{digest}'")
    return Markup("; ".join([*parts, "base-uri 'none'", "form-action 'none'"]))  # noqa: S704 - nothing from outside
