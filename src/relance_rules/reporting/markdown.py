"""A report in Markdown, to paste into a mail or a ticket."""

from __future__ import annotations

import re

from relance_rules.checking.report import Report, Requirements
from relance_rules.compiler.sentences import rule_sentence
from relance_rules.localization import Localization
from relance_rules.reporting.advice import next_steps
from relance_rules.reporting.plain import exclusion_label
from relance_rules.reporting.text import MARKS, STATUS, VERDICT, citation
from relance_rules.values import Euro, Message

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def escape(text: str) -> str:
    """A text from outside, on one line and without effect in Markdown or in the HTML it becomes."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def report_markdown(report: Report, language: Localization) -> str:
    """A report as one Markdown section."""

    def say(content: object) -> str:
        return escape(language.say(content))

    lines = [f"## {report.theme.code} · {say(report.theme.theme.title)}", ""]
    identity = [report.reference, report.facts.get("projet.nom"), report.origin]
    lines += [" · ".join(say(part) for part in identity if part), ""] if any(identity) else []
    lines += [f"**{say(STATUS[report.status][1])}**", ""]
    lines += [f"### {say(Message('Éligibilité : {verdict}', {'verdict': VERDICT[report.verdict]}))}", ""]
    for finding in report.findings:
        sentence = rule_sentence(report.theme, finding.rule, finding.outcome, report.facts)
        cited = citation(finding.rule.source, finding.rule.reading)
        lines.append(f"- {MARKS[finding.outcome][0]} {say(sentence)} ({say(cited)})")
    label = Message("Financement (indicatif)") if report.indicative else Message("Financement")
    lines += ["", f"### {say(label)}", "", *_funding(report, language)]
    lines += _requirements(report.commitments, Message("Engagements"), language)
    if report.theme.documents:
        lines += _requirements(report.documents, Message("Contenu du dossier"), language)
    if report.notices:
        lines += ["", f"### {say(Message('À savoir'))}", ""]
        lines += [f"- {say(n.message)} ({say(citation(n.source, n.reading))})" for n in report.notices]
    steps = list(next_steps(report))
    if steps:
        lines += ["", f"### {say(Message('Que faire maintenant'))}", ""]
        lines += [f"{number}. {say(step)}" for number, step in enumerate(steps, start=1)]
    return "\n".join(lines) + "\n"


def _funding(report: Report, language: Localization) -> list[str]:
    funding = report.funding

    def say(content: object) -> str:
        return escape(language.say(content))

    def row(label: Message, amount: Euro | None) -> str:
        return f"| {say(label)} | {say(Message('à déterminer') if amount is None else amount)} |"

    rows = [
        f"| {say(Message('Montant'))} | € TTC |",
        "| --- | ---: |",
        row(Message("Coût total TTC"), funding.total_cost),
    ]
    for entry in funding.excluded:
        line = report.facts["depenses"][entry.line - 1].get("libelle", "")
        values = {"line": entry.line, "label": line, "reason": exclusion_label(entry)}
        rows.append(row(Message("Exclu, ligne {line} « {label} » : {reason}", values), entry.amount))
    rows.append(row(Message("Base financée"), funding.base))
    rows.append(row(Message("Subvention au taux du thème"), funding.before_ceilings))
    rows += [row(Message("{label}", {"label": use.label}), use.limit) for use in funding.ceilings]
    rows.append(row(Message("Subvention demandée"), funding.requested))
    rows.append(row(Message("Subvention proposée"), funding.grant))
    rows.append(row(Message("Reste à la charge du porteur"), funding.applicant_share))
    return rows


def _requirements(found: Requirements, title: Message, language: Localization) -> list[str]:
    def say(content: object) -> str:
        return escape(language.say(content))

    if not found.known:
        heading = Message("{title} : liste inconnue, le catalogue est incomplet", {"title": title})
        return ["", f"### {say(heading)}"]
    counts = {"title": title, "given": len(found.given), "missing": len(found.missing)}
    heading = Message("{title} : {given} donnés, {missing} manquants", counts)
    missing = [
        f"- {say(r.statement.label)} ({say(citation(r.statement.source, r.statement.reading))})" for r in found.missing
    ]
    return ["", f"### {say(heading)}", *([""] if missing else []), *missing]
