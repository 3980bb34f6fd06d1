"""One self-contained page: summary, charts, a table to sort and filter, and a section for each dossier.

It loads nothing from anywhere, runs only its own script, and is readable with a keyboard, a screen reader, or on
paper. The charts are tables whose bars repeat what their cells say.
"""

from __future__ import annotations

import base64
import hashlib
import html
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from fractions import Fraction
from importlib.resources import files
from typing import Any

from relance_rules.batching.columns import STATUS_WORDS, VERDICT_WORDS
from relance_rules.batching.outputs import Outlet
from relance_rules.batching.rows import Row
from relance_rules.batching.summary import STATUSES, Summary
from relance_rules.values import Euro, Message, parse_euro, visible

_MARKS = {"pass": "✓", "fail": "✗", "unknown": "?", "not_applicable": "–"}
_OUTCOMES = {
    "pass": Message("satisfaite"),
    "fail": Message("refusée"),
    "unknown": Message("à déterminer"),
    "not_applicable": Message("sans objet"),
}


class Writer:
    """Keeps the table and the sections on disk as the dossiers come, and puts the page together at the end."""

    def __init__(self, outlet: Outlet) -> None:
        """Open the two parts that grow with the batch."""
        self.outlet, self.language = outlet, outlet.language
        self.lines = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.sections = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.count = 0

    def say(self, content: Any) -> str:
        """Anything in the reader's language, without effect in HTML."""
        return html.escape(visible(self.language.say(content)))

    def row(self, row: Row) -> None:
        """Write a dossier's line and section."""
        self.count += 1
        self.lines.write(self._line(row, f"d{self.count}"))
        self.sections.writelines(self._section(row, f"d{self.count}"))

    def end(self, summary: Summary) -> None:
        """Put the page together."""
        out = self.outlet.stream
        script = (files("relance_rules.batching.page") / "page.js").read_text("utf-8")
        style = (files("relance_rules.batching.page") / "page.css").read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
        title = self.say(Message("Vérification des dossiers"))
        out.write(
            f'<!doctype html>\n<html lang="{self.language.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
            f"<style>\n{style}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#dossiers">{self.say(Message("Aller au tableau des dossiers"))}</a>\n'
            f"<header><h1>{title}</h1></header>\n<main>\n"
        )
        out.writelines(self._summary(summary))
        out.writelines(self._charts(summary))
        out.writelines(self._table_start(summary))
        self._pour(self.lines)
        out.write("</tbody></table></div></section>\n")
        out.write(
            f'<section aria-labelledby="details"><h2 id="details">{self.say(Message("Dossier par dossier"))}</h2>\n'
        )
        self._pour(self.sections)
        out.write(f"</section>\n</main>\n<script>{script}</script>\n</body>\n</html>\n")

    def _pour(self, part: Any) -> None:
        part.seek(0)
        shutil.copyfileobj(part, self.outlet.stream)
        part.close()

    # ---- what the whole batch comes to

    def _summary(self, summary: Summary) -> Iterator[str]:
        say = self.say
        yield f'<section aria-labelledby="summary"><h2 id="summary">{say(Message("Synthèse"))}</h2><dl class="cards">'
        yield f"<div><dt>{say(Message('Dossiers'))}</dt><dd>{summary.count}</dd></div>"
        for status in STATUSES:
            yield f'<div class="{status}"><dt>{say(STATUS_WORDS[status])}</dt><dd>{summary.statuses[status]}</dd></div>'
        requested = Euro(sum(totals.requested for totals in summary.totals.values()))
        granted = Euro(sum(totals.granted for totals in summary.totals.values()))
        yield f"<div><dt>{say(Message('Subvention demandée'))}</dt><dd>{say(requested)}</dd></div>"
        yield f"<div><dt>{say(Message('Subvention proposée'))}</dt><dd>{say(granted)}</dd></div></dl>\n"
        if summary.duplicates:
            yield f"<h3>{say(Message('Références données deux fois : {count}', {'count': summary.duplicate_count}))}</h3><ul>"
            for reference, first, second in summary.duplicates:
                values = {"reference": reference, "first": first, "second": second}
                yield f"<li>{say(Message('« {reference} » : {first}, puis {second}', values))}</li>"
            yield "</ul>"
        yield "</section>\n"

    def _charts(self, summary: Summary) -> Iterator[str]:
        say = self.say
        if not summary.totals:
            return
        codes = sorted(summary.totals)
        yield f'<section aria-labelledby="charts"><h2 id="charts">{say(Message("Par thème"))}</h2>'

        yield f"<h3>{say(Message('États des dossiers'))}</h3>{self._legend(STATUSES)}"
        yield self._chart_start(Message("États des dossiers par thème"), [STATUS_WORDS[status] for status in STATUSES])
        most = max(sum(summary.totals[code].statuses.values()) for code in codes)
        for code in codes:
            counts = {str(status): count for status, count in summary.totals[code].statuses.items()}
            bar = self._bar((status, Fraction(counts.get(status, 0), most)) for status in STATUSES)
            cells = "".join(f'<td class="amount">{counts.get(status, 0)}</td>' for status in STATUSES)
            yield f'<tr><th scope="row">{say(code)}</th><td>{bar}</td>{cells}</tr>'
        yield "</tbody></table></div>"

        yield f"<h3>{say(Message('Emploi des enveloppes'))}</h3>"
        headers = [Message("Proposé"), Message("Enveloppe"), Message("Part")]
        yield self._chart_start(Message("Emploi des enveloppes par les subventions proposées"), headers)
        for use in summary.uses(self.outlet.themes):
            if not use.envelope:
                continue
            share = Fraction(use.granted, use.envelope)
            over = f' <span class="over">{say(Message("dépassée"))}</span>' if use.exceeded else ""
            bar = self._bar([("ineligible" if use.exceeded else "grant", min(share, Fraction(1)))])
            cells = "".join(f'<td class="amount">{say(value)}</td>' for value in (use.granted, use.envelope))
            yield f'<tr><th scope="row">{say(use.id)}</th><td>{bar}</td>{cells}<td class="amount">{say(share)}{over}</td></tr>'
        yield "</tbody></table></div>"

        yield f"<h3>{say(Message('Partage du financement'))}</h3>"
        legend = [("grant", Message("Subvention proposée")), ("share", Message("Reste du coût total"))]
        yield '<ul class="legend">' + "".join(f'<li class="{c}">{say(word)}</li>' for c, word in legend) + "</ul>"
        yield self._chart_start(Message("Partage du coût total par thème"), [word for _, word in legend])
        costs = max(summary.totals[code].total_cost for code in codes) or 1
        for code in codes:
            totals = summary.totals[code]
            rest = totals.total_cost - totals.granted
            bar = self._bar([("grant", Fraction(totals.granted, costs)), ("share", Fraction(rest, costs))])
            cells = "".join(f'<td class="amount">{say(Euro(value))}</td>' for value in (totals.granted, rest))
            yield f'<tr><th scope="row">{say(code)}</th><td>{bar}</td>{cells}</tr>'
        yield "</tbody></table></div></section>\n"

    def _legend(self, statuses: Iterable[str]) -> str:
        items = "".join(f'<li class="{status}">{self.say(STATUS_WORDS[status])}</li>' for status in statuses)
        return f'<ul class="legend">{items}</ul>'

    def _chart_start(self, caption: Message, headers: Iterable[Message]) -> str:
        names = "".join(f'<th scope="col" class="amount">{self.say(header)}</th>' for header in headers)
        bar = f'<th scope="col"><span aria-hidden="true">{self.say(Message("Graphique"))}</span></th>'
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{self.say(caption)}"><table>'
            f"<caption>{self.say(caption)}</caption><thead><tr>"
            f'<th scope="col">{self.say(Message("Thème"))}</th>{bar}{names}</tr></thead><tbody>'
        )

    def _bar(self, parts: Iterable[tuple[str, Fraction]]) -> str:
        spans = "".join(f'<span class="{c}" style="width:{_percent(part)}%"></span>' for c, part in parts if part > 0)
        return f'<div class="bar" aria-hidden="true">{spans}</div>'

    # ---- the table

    def _table_start(self, summary: Summary) -> Iterator[str]:
        say = self.say
        yield f'<section aria-labelledby="dossiers"><h2 id="dossiers">{say(Message("Tableau des dossiers"))}</h2>\n'
        every = say(Message("tous"))
        statuses = "".join(f'<option value="{status}">{say(STATUS_WORDS[status])}</option>' for status in STATUSES)
        themes = "".join(f"<option>{say(code)}</option>" for code in sorted(summary.totals))
        yield (
            f'<form class="filters" id="filters" role="search"><label>{say(Message("Chercher"))}'
            f'<input type="search" id="search" autocomplete="off"></label><label>{say(Message("État"))}'
            f'<select id="status"><option value="">{every}</option>{statuses}</select></label>'
            f'<label>{say(Message("Thème"))}<select id="theme"><option value="">{every}</option>{themes}</select></label>'
            "</form>\n"
        )
        sentence = say(Message("{shown} dossiers affichés sur {total}"))
        yield f'<p id="count" role="status" data-sentence="{sentence}"></p>\n'
        label = say(Message("Tableau des dossiers"))
        yield f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table id="table">'
        yield f"<caption>{say(Message('Un titre de colonne est un bouton qui trie le tableau.'))}</caption><thead><tr>"
        headers = [
            (Message("Référence"), False),
            (Message("Thème"), False),
            (Message("État"), False),
            (Message("Projet"), False),
            (Message("Coût total TTC"), True),
            (Message("Demandé"), True),
            (Message("Proposé"), True),
            (Message("Pourquoi"), False),
        ]
        for header, amount in headers:
            kind = ' class="amount"' if amount else ""
            yield f'<th scope="col"{kind}><button type="button">{say(header)}</button></th>'
        yield "</tr></thead><tbody>\n"

    def _line(self, row: Row, anchor: str) -> str:
        say = self.say
        report = row.report
        funding = report["funding"]
        amounts = "".join(
            f'<td class="amount" data-sort="{funding[key] or ""}">{self._amount(funding[key])}</td>'
            for key in ("total_cost", "requested", "grant")
        )
        name = say(report["reference"] or row.origin)
        reasons = " ; ".join(row.reasons)
        return (
            f'<tr data-status="{row.status}" data-theme="{say(report["theme"] or "")}">'
            f'<td><a href="#{anchor}">{name}</a></td><td>{say(report["theme"] or "–")}</td>'
            f'<td class="{row.status}"><span class="status">{say(STATUS_WORDS[row.status])}</span></td>'
            f"<td>{say(row.project_name)}</td>{amounts}<td>{say(reasons)}</td></tr>\n"
        )

    def _amount(self, text: str | None) -> str:
        return "–" if text is None else self.say(parse_euro(text))

    # ---- one section per dossier

    def _section(self, row: Row, anchor: str) -> Iterator[str]:
        say = self.say
        report = row.report
        name = report["reference"] or row.origin
        yield f'<article id="{anchor}" class="{row.status}" aria-labelledby="{anchor}t">'
        yield f'<h3 id="{anchor}t">{say(name)} · {say(report["theme"] or "–")} · '
        yield f'<span class="status">{say(STATUS_WORDS[row.status])}</span></h3>'
        about = [text for text in (row.project_name, row.applicants, row.filed_on, row.origin) if text]
        yield f'<p class="passage">{say(" · ".join(about))}</p>'
        yield f"<details><summary>{say(Message('Explications'))}</summary>"
        verdict = VERDICT_WORDS[report["eligibility"]["verdict"]]
        yield f"<h4>{say(Message('Éligibilité : {verdict}', {'verdict': verdict}))}</h4>"
        yield from self._list([self._finding(finding) for finding in report["eligibility"]["findings"]], "findings")
        yield from self._funding(report["funding"])
        for title, items in (
            (Message("Engagements manquants"), report["commitments"]["missing"]),
            (Message("Contenus manquants"), report["documents"]["missing"]),
        ):
            if items:
                yield f"<h4>{say(title)}</h4>"
                yield from self._list([f"{say(item['label'])} {self._passage(item)}" for item in items])
        if report["notices"] or row.notes:
            yield f"<h4>{say(Message('À savoir'))}</h4>"
            notices = [f"{say(notice['message'])} {self._passage(notice)}" for notice in report["notices"]]
            yield from self._list([*notices, *(say(note) for note in row.notes)])
        if row.steps:
            yield f"<h4>{say(Message('Que faire maintenant'))}</h4><ol>"
            yield "".join(f"<li>{say(step)}</li>" for step in row.steps) + "</ol>"
        yield "</details></article>\n"

    def _finding(self, finding: dict[str, Any]) -> str:
        outcome = finding["outcome"]
        mark = f'<span class="{outcome}" aria-hidden="true">{_MARKS[outcome]}</span>'
        word = f'<strong class="{outcome}">{self.say(_OUTCOMES[outcome])}</strong>'
        return f"{mark} {word} : {self.say(finding['message'])} {self._passage(finding)}"

    def _passage(self, item: dict[str, Any]) -> str:
        values = {"lines": (item["source"] or {}).get("lines"), "reading": item["reading"]}
        if not item["source"]:
            return ""
        message = (
            Message("catalogue, lignes {lines} ; lecture {reading}", values)
            if item["reading"]
            else Message("catalogue, lignes {lines}", values)
        )
        return f'<span class="passage">({self.say(message)})</span>'

    def _funding(self, funding: dict[str, Any]) -> Iterator[str]:
        say = self.say
        if funding["total_cost"] is None:
            return
        title = Message("Financement (indicatif)") if funding["indicative"] else Message("Financement")
        yield f"<h4>{say(title)}</h4><table><tbody>"
        lines: list[tuple[Any, str | None]] = [(Message("Coût total TTC"), funding["total_cost"])]
        for line in funding["excluded"]:
            values = {"line": line["line"], "label": line["label"], "reason": line["reason"]}
            lines.append((Message("Exclu, ligne {line} « {label} » : {reason}", values), line["amount"]))
        lines.append((Message("Base financée"), funding["base"]))
        lines.append((Message("Subvention au taux du thème"), funding["before_ceilings"]))
        lines += [(ceiling["label"], ceiling["limit"]) for ceiling in funding["ceilings"]]
        lines.append((Message("Subvention demandée"), funding["requested"]))
        lines.append((Message("Subvention proposée"), funding["grant"]))
        lines.append((Message("Reste à la charge du porteur"), funding["applicant_share"]))
        for label, amount in lines:
            yield f'<tr><th scope="row">{say(label)}</th><td class="amount">{self._amount(amount)}</td></tr>'
        yield "</tbody></table>"

    def _list(self, items: list[str], kind: str = "") -> Iterator[str]:
        if items:
            named = f' class="{kind}"' if kind else ""
            yield f"<ul{named}>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _percent(part: Fraction) -> str:
    """A part of a bar in percent, with two decimals."""
    hundredths = part.numerator * 10_000 // part.denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}"
