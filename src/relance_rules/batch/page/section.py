"""The section of one dossier: what was found, the funding split, what is missing and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from relance_rules.batch.columns import OUTCOME_WORDS, STATUS_WORDS, VERDICT_WORDS
from relance_rules.batch.page.markup import Markup
from relance_rules.batch.rows import Row
from relance_rules.values import Message

_MARKS = {"pass": "✓", "fail": "✗", "unknown": "?", "not_applicable": "–"}


def section(row: Row, anchor: str, markup: Markup) -> Iterator[str]:
    """A dossier's section, folded under its heading; ``anchor`` is its id in the page."""
    say = markup.say
    report = row.report
    yield f'<article id="{anchor}" class="{row.status}" aria-labelledby="{anchor}t">'
    yield f'<h3 id="{anchor}t">{say(row.name)} · {say(report["theme"] or "–")} · '
    yield f'<span class="status">{say(STATUS_WORDS[row.status])}</span></h3>'
    about = [text for text in (row.project_name, row.applicants, row.filed_on, row.origin) if text]
    yield f'<p class="passage">{say(" · ".join(about))}</p>'
    yield f"<details><summary>{say(Message('Explications du dossier {name}', {'name': row.name}))}</summary>"
    if report["theme"] is None:
        yield from markup.items(map(say, row.reasons))
    else:
        verdict = VERDICT_WORDS[report["eligibility"]["verdict"]]
        yield f"<h4>{say(Message('Éligibilité : {verdict}', {'verdict': verdict}))}</h4>"
        yield from markup.items((_finding(f, markup) for f in report["eligibility"]["findings"]), "findings")
        yield from _funding(report["funding"], row, markup)
    for title, listed in (
        (Message("Engagements manquants"), report["commitments"]["missing"]),
        (Message("Contenus manquants"), report["documents"]["missing"]),
    ):
        if listed:
            yield f"<h4>{say(title)}</h4>"
            yield from markup.items(f"{say(item['label'])} {_passage(item, markup)}" for item in listed)
    notices = [] if report["theme"] is None else report["notices"]
    if notices or row.notes:
        yield f"<h4>{say(Message('À savoir'))}</h4>"
        said = [f"{say(notice['message'])} {_passage(notice, markup)}" for notice in notices]
        yield from markup.items([*said, *map(say, row.notes)])
    if row.steps:
        yield f"<h4>{say(Message('Que faire maintenant'))}</h4><ol>"
        yield "".join(f"<li>{say(step)}</li>" for step in row.steps) + "</ol>"
    yield "</details></article>\n"


def _finding(finding: dict[str, Any], markup: Markup) -> str:
    outcome = finding["outcome"]
    mark = f'<span class="{outcome}" aria-hidden="true">{_MARKS[outcome]}</span>'
    word = f'<strong class="{outcome}">{markup.say(OUTCOME_WORDS[outcome])}</strong>'
    return f"{mark} {word} : {markup.say(finding['message'])} {_passage(finding, markup)}"


def _passage(item: dict[str, Any], markup: Markup) -> str:
    if not item["source"]:
        return ""
    values = {"lines": item["source"]["lines"], "reading": item["reading"]}
    message = (
        Message("catalogue, lignes {lines} ; lecture {reading}", values)
        if item["reading"]
        else Message("catalogue, lignes {lines}", values)
    )
    return f'<span class="passage">({markup.say(message)})</span>'


def _funding(funding: dict[str, Any], row: Row, markup: Markup) -> Iterator[str]:
    say = markup.say
    if funding["total_cost"] is None:
        return
    title = Message("Financement (indicatif)") if funding["indicative"] else Message("Financement")
    yield f'<h4>{say(title)}</h4><div class="scroll"><table><tbody>'
    lines: list[tuple[Any, str | None]] = [(Message("Coût total TTC"), funding["total_cost"])]
    for line in funding["excluded"]:
        values = {"line": line["line"], "label": line["label"], "reason": line["reason"]}
        lines.append((Message("Exclu, ligne {line} « {label} » : {reason}", values), line["amount"]))
    lines.append((Message("Base financée"), funding["base"]))
    lines.append((Message("Subvention au taux du thème"), funding["before_ceilings"]))
    for ceiling in funding["ceilings"]:
        lines.append((Message("Plafond : {label}", {"label": ceiling["label"]}), ceiling["limit"]))
        if ceiling["already_used"] not in (None, "0.00"):
            lines.append((Message("Déjà accordé sous ce plafond"), ceiling["already_used"]))
    lines.append((Message("Subvention demandée"), funding["requested"]))
    lines.append((Message("Subvention proposée"), funding["grant"]))
    lines.append((Message("Reste à la charge du porteur"), funding["applicant_share"]))
    for label, amount in lines:
        yield f'<tr><th scope="row">{say(label)}</th><td class="amount">{markup.amount(amount)}</td></tr>'
    yield "</tbody></table></div>"
