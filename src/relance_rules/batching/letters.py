"""One letter per dossier, in Markdown and in plain administrative French: what is missing, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relance_rules.batching.rows import Row
from relance_rules.batching.summary import Summary
from relance_rules.localization import Localization
from relance_rules.reporting.markdown import escape
from relance_rules.values import Message, parse_euro


class Letters:
    """Writes a letter for each dossier as it comes, into one folder; an output like the others."""

    def __init__(self, folder: Path, language: Localization) -> None:
        """Make the folder.

        Raises:
            OSError: It can't be made.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.language = folder, language
        self.names: dict[str, int] = {}

    def row(self, row: Row) -> None:
        """Write the letter of a dossier; one that can't be read has no addressee, and no letter."""
        if row.report["theme"] is None:
            return
        from relance_rules.batching.outputs import replacing

        with replacing(self.folder / self._name(row), binary=False) as stream:
            stream.write(letter(row, self.language))

    def end(self, summary: Summary) -> None:
        """Nothing follows the last letter."""

    def _name(self, row: Row) -> str:
        """A file name made of the reference, that nothing in it can lead elsewhere."""
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", row.report["reference"] or Path(row.origin).name).strip("-")[:80]
        stem = stem or "dossier"
        self.names[stem] = self.names.get(stem, 0) + 1
        times = self.names[stem]
        return f"{stem}.md" if times == 1 else f"{stem}-{times}.md"


_OPENINGS = {
    "ready": Message(
        "Votre dossier est complet et remplit les conditions du thème. Aucune pièce ne vous est demandée."
    ),
    "incomplete": Message(
        "À sa lecture, votre dossier ne peut pas encore être instruit : les éléments qui suivent nous manquent. "
        "Nous vous invitons à le compléter et à le déposer de nouveau."
    ),
    "ineligible": Message(
        "À sa lecture, votre dossier ne remplit pas les conditions du thème et ne peut pas être retenu en l’état, "
        "pour les motifs qui suivent."
    ),
    "error": Message(
        "Votre dossier se contredit, et nous n’avons pas pu en calculer le financement. "
        "Nous vous invitons à le corriger et à le déposer de nouveau."
    ),
}


def letter(row: Row, language: Localization) -> str:
    """The letter of a dossier that was checked, as Markdown."""

    def say(content: object) -> str:
        return escape(language.say(content))

    report = row.report
    named = {"reference": report["reference"] or row.origin, "theme": report["theme"], "project": row.project_name}
    subject = Message("Objet : votre dossier « {reference} », thème {theme}", named)
    about = (
        Message("Vous avez déposé, au titre du thème {theme}, le dossier « {reference} » : « {project} ».", named)
        if row.project_name
        else Message("Vous avez déposé, au titre du thème {theme}, le dossier « {reference} ».", named)
    )
    lines = [f"**{say(subject)}**", "", say(Message("Madame, Monsieur,")), "", say(about), ""]
    lines += [say(_OPENINGS[row.status]), ""]
    failures = [
        f"{finding['message']} {language.say(_passage(finding))}"
        for finding in report["eligibility"]["findings"]
        if finding["outcome"] == "fail"
    ]
    contradictions = [notice["message"] for notice in report["notices"] if notice["reading"] == "R8"]
    sections = (
        (Message("À corriger"), contradictions),
        (Message("Motifs"), failures),
        (Message("Réponses attendues"), [missing["question"] for missing in report["missing_facts"]]),
        (Message("Engagements à prendre"), [item["label"] for item in report["commitments"]["missing"]]),
        (Message("Contenus à joindre"), [item["label"] for item in report["documents"]["missing"]]),
    )
    for title, items in sections:
        if items:
            lines += [f"**{say(title)}**", "", *(f"- {say(item)}" for item in items), ""]
    grant = report["funding"]["grant"]
    if grant is not None:
        values = {"grant": parse_euro(grant), "cost": parse_euro(report["funding"]["total_cost"])}
        amounts = (
            Message("Subvention qui serait possible, à titre indicatif : {grant} pour un coût total de {cost}.", values)
            if report["funding"]["indicative"]
            else Message("Subvention proposée : {grant} pour un coût total de {cost}.", values)
        )
        lines += [say(amounts), ""]
    closing = Message("Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée.")
    return "\n".join([*lines, say(closing)]) + "\n"


def _passage(finding: Mapping[str, Any]) -> Message:
    return Message("(catalogue, lignes {lines})", {"lines": finding["source"]["lines"]})
