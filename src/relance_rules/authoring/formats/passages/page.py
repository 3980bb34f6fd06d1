"""The cited document as a page: each line in its place, and beside it the rules that rest on it.

The page needs no other file and runs no script: it can be kept, mailed and printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from relance_rules.authoring.passages import CitedLines, DocumentCoverage, ThemeCoverage, runs
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.values import Message, visible

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --none: #b34700; --cited: #1a5fb4; }
@media (prefers-color-scheme: dark) { :root { --none: #ffa85c; --cited: #8ab8ff; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 0 1rem 4rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.t { font-family: Georgia, serif; white-space: pre-wrap; width: 50%; overflow-wrap: anywhere; }
td.r ul { margin: 0; padding-left: 1.2rem; }
tr.cited td.n { border-left: .3rem solid var(--cited); }
tr.none td.n { border-left: .3rem double var(--none); }
tr.none td.r { color: var(--none); font-weight: bold; }
code { font-size: .9em; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
.wide { overflow-x: auto; }
@media print { .skip { display: none; } }
"""

_PARTS = {
    "envelope": Message("Enveloppe"),
    "windows": Message("Période de dépôt"),
    "size": Message("Taille des projets"),
    "ranges": Message("Fourchette de taille"),
    "eligibility": Message("Éligibilité"),
    "funding": Message("Financement"),
    "exclude": Message("Dépense exclue"),
    "ceilings": Message("Plafond"),
    "commitments": Message("Engagement"),
    "documents": Message("Contenu du dossier"),
    "juries": Message("Jurys"),
    "bonuses": Message("Bonus"),
    "categories": Message("Catégorie de dépenses"),
    "minimum": Message("Subvention minimale"),
}


def coverage_page(found: DocumentCoverage, document: Sequence[str], language: Localization) -> str:
    """The document and its rules as one HTML page."""
    title = _say(Message("Le document cité et les règles qui en viennent"), language)
    skip = _say(Message("Aller au document"), language)
    body = "\n".join(
        [
            f'<a class="skip" href="#document">{skip}</a>',
            f"<header><h1>{title}</h1></header>",
            "<main>",
            *_summary(found, language),
            f'<div id="document" tabindex="-1">{"".join(_sections(found, document, language))}</div>',
            "</main>",
        ]
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{language.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _summary(found: DocumentCoverage, language: Localization) -> Iterator[str]:
    heads = [Message("Thème"), Message("Lignes couvertes"), Message("Part couverte"), Message("Lignes sans règle")]
    cells = "".join(f'<th scope="col">{_say(head, language)}</th>' for head in heads)
    caption = _say(Message("Ce que les règles citent du document"), language)
    yield f'<div class="wide"><table><caption>{caption}</caption>'
    yield f"<thead><tr>{cells}</tr></thead><tbody>"
    for theme in found.themes:
        links = ", ".join(f'<a href="#l{first}">{_run(first, last)}</a>' for first, last in runs(theme.uncovered))
        covered = theme.counted - len(theme.uncovered)
        yield (
            f'<tr><th scope="row"><a href="#{escape(theme.theme)}">{escape(theme.theme)}</a> '
            f"{_say(theme.title, language)}</th>"
            f'<td class="n">{covered} / {theme.counted}</td><td class="n">{_say(theme.rate, language)}</td>'
            f"<td>{links or '–'}</td></tr>"
        )
    yield "</tbody></table></div>"


def _run(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _sections(found: DocumentCoverage, document: Sequence[str], language: Localization) -> Iterator[str]:
    """The document in order, cut where the passage of a theme begins or ends."""
    owners: dict[int, ThemeCoverage] = {}
    for theme in found.themes:
        for first, last in theme.ranges:
            owners.update(dict.fromkeys(range(first, last + 1), theme))
    uncovered = {line for theme in found.themes for line in theme.uncovered}
    open_theme: ThemeCoverage | None = None
    named: set[str] = set()
    started = False
    for place, text in enumerate(document, start=1):
        owner = owners.get(place)
        if not started or owner is not open_theme:
            if started:
                yield "</tbody></table></div></section>"
            yield _opening(owner, named, language)
            open_theme, started = owner, True
        if text.strip():
            yield _row(place, text, found, place in uncovered, language)
    if started:
        yield "</tbody></table></div></section>"


def _opening(theme: ThemeCoverage | None, named: set[str], language: Localization) -> str:
    if theme is None:
        heading = f"<h2>{_say(Message('Hors du passage de tout thème'), language)}</h2>"
    else:
        anchor = "" if theme.theme in named else f' id="{escape(theme.theme)}"'
        named.add(theme.theme)
        heading = f"<h2{anchor}>{escape(theme.theme)} · {_say(theme.title, language)}</h2>"
    heads = [Message("Ligne"), Message("Document"), Message("Règles")]
    cells = "".join(f'<th scope="col">{_say(head, language)}</th>' for head in heads)
    return f'<section>{heading}<div class="wide"><table><thead><tr>{cells}</tr></thead><tbody>'


def _row(place: int, text: str, found: DocumentCoverage, uncovered: bool, language: Localization) -> str:
    cited = found.citations.get(place, ())
    style = "none" if uncovered else "cited" if cited else "other"
    if cited:
        beside = "<ul>" + "".join(f"<li>{_citation(each, language)}</li>" for each in cited) + "</ul>"
    elif uncovered:
        beside = _say(Message("Aucune règle ne cite cette ligne"), language)
    elif place in found.described:
        reason = Message("Sans règle : {reason}", {"reason": found.described[place]})
        beside = _say(reason, language)
    else:
        beside = ""
    return (
        f'<tr class="{style}" id="l{place}"><td class="n"><a href="#l{place}">{place}</a></td>'
        f'<td class="t">{escape(visible(text.strip()))}</td><td class="r">{beside}</td></tr>\n'
    )


def _citation(citation: CitedLines, language: Localization) -> str:
    part = _say(_PARTS.get(citation.part, citation.part) if isinstance(citation.part, str) else citation.part, language)
    label = "" if isinstance(citation.label, Message) else f" : {_say(citation.label, language)}"
    reading = ""
    if citation.readings:
        reading = " " + _say(Message("(lecture {reading})", {"reading": list(citation.readings)}), language)
    return f"{part}{label} <code>{escape(citation.name)}</code>{reading}"


def _say(content: object, language: Localization) -> str:
    return escape(shown(content, language))
