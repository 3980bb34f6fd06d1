"""One letter per dossier, in Markdown and in plain administrative French: what is missing, and what to do."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from relance_rules.batch.files import writing
from relance_rules.batch.rows import Row
from relance_rules.batch.summary import Summary
from relance_rules.dossiers.records import shown as file_name
from relance_rules.localization import Localization
from relance_rules.showing.blocks import shown
from relance_rules.showing.markdown import escape
from relance_rules.values import Message, parse_euro

_MAX_STEM = 80


class Letters:
    """Writes a letter for each dossier as it comes, beside the folder; they all go into it at the end."""

    def __init__(self, folder: Path, language: Localization) -> None:
        """Make a folder beside the one asked for.

        Raises:
            DossierError: It can't be made.
        """
        self.folder, self.name, self.language = folder, file_name(folder), language
        self.names = Names()
        with writing(self.name):
            self._made = not folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
            self._beside = Path(tempfile.mkdtemp(prefix=".relance.", suffix=".part", dir=folder))

    def row(self, row: Row) -> None:
        """Write the letter of a dossier; where none was found to write about, there is no letter."""
        if row.report["theme"] is None and row.report["reference"] is None:
            return
        with writing(self.name):
            path = self._beside / f"{self.names.new(row.report['reference'] or Path(row.origin).name)}.md"
            path.write_text(letter(row, self.language), encoding="utf-8", errors="replace", newline="\n")

    def finish(self, summary: Summary) -> None:
        """Nothing follows the last letter."""

    def keep(self) -> None:
        """Put the letters in their folder.

        Raises:
            DossierError: They can't be put there.
        """
        with writing(self.name):
            for path in self._beside.iterdir():
                path.replace(self.folder / path.name)
            self._made = False
        self.discard()

    def discard(self) -> None:
        """Leave nothing, unless it was kept."""
        shutil.rmtree(self._beside, ignore_errors=True)
        if self._made:
            # Only the folder itself: those above it may be somebody's already.
            shutil.rmtree(self.folder, ignore_errors=True)


class Names:
    """File names that nothing can lead elsewhere, none of them given twice, on any disk."""

    def __init__(self) -> None:
        """Start with none."""
        self._given: set[str] = set()
        self._times: dict[str, int] = {}

    def new(self, text: str) -> str:
        """A name that looks like a text, without extension; only letters, digits, ``-`` and ``_`` are kept of it."""
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")[:_MAX_STEM] or "dossier"
        name = stem
        while name.casefold() in self._given:
            times = self._times[stem.casefold()] = self._times.get(stem.casefold(), 1) + 1
            name = f"{stem}-{times}"
        self._given.add(name.casefold())
        return name


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
        "Votre dossier ne peut pas être instruit : il se contredit, ou certaines de ses réponses ne peuvent pas être "
        "lues. Nous vous invitons à corriger les points qui suivent et à le déposer de nouveau."
    ),
}


def letter(row: Row, language: Localization) -> str:
    """The letter of a dossier, as Markdown."""

    def say(content: object) -> str:
        return escape(shown(content, language))

    lines = [f"**{say(_subject(row))}**", "", say(Message("Madame, Monsieur,")), "", say(_about(row)), ""]
    lines += [say(_OPENINGS[row.status]), ""]
    for title, items in _sections(row, language):
        if items:
            lines += [f"**{say(title)}**", "", *(f"- {say(item)}" for item in items), ""]
    for sentence in _amounts(row):
        lines += [say(sentence), ""]
    closing = Message("Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée.")
    return "\n".join([*lines, say(closing)]) + "\n"


def _subject(row: Row) -> Message:
    values = {"name": row.name, "theme": row.report["theme"]}
    if row.report["theme"] is None:
        return Message("Objet : votre dossier « {name} »", values)
    return Message("Objet : votre dossier « {name} », thème {theme}", values)


def _about(row: Row) -> Message:
    values = {"name": row.name, "theme": row.report["theme"], "project": row.project_name}
    if row.report["theme"] is None:
        return Message("Vous avez déposé le dossier « {name} ».", values)
    if row.project_name:
        return Message("Vous avez déposé, au titre du thème {theme}, le dossier « {name} » : « {project} ».", values)
    return Message("Vous avez déposé, au titre du thème {theme}, le dossier « {name} ».", values)


def _sections(row: Row, language: Localization) -> Iterator[tuple[Message, list[str]]]:
    report = row.report
    if row.status == "error":
        # One that was read contradicts itself; one that was not says why.
        contradictions = [notice["message"] for notice in report["notices"] if notice["reading"] == "R8"]
        yield Message("À corriger"), contradictions or list(row.reasons)
        return
    failures = [finding for finding in report["eligibility"]["findings"] if finding["outcome"] == "fail"]
    yield Message("Motifs"), [f"{f['message']} {language.say(_passage(f))}" for f in failures]
    later = row.status == "ineligible"
    yield (
        Message("Réponses qui manquent aussi") if later else Message("Réponses attendues"),
        [missing["question"] for missing in report["missing_facts"]],
    )
    yield (
        Message("Engagements qui manquent aussi") if later else Message("Engagements à prendre"),
        [item["label"] for item in report["commitments"]["missing"]],
    )
    yield (
        Message("Contenus qui manquent aussi") if later else Message("Contenus à joindre"),
        [item["label"] for item in report["documents"]["missing"]],
    )


def _amounts(row: Row) -> Iterator[Message]:
    """What is proposed to a dossier that can be funded as it is, or once it is complete: never to another."""
    funding = row.report["funding"]
    if row.status not in ("ready", "incomplete") or funding["grant"] is None:
        return
    values = {name: parse_euro(funding[name]) for name in ("grant", "total_cost", "requested") if funding[name]}
    if row.status == "ready":
        yield Message("Subvention proposée : {grant} pour un coût total de {total_cost}.", values)
    else:
        yield Message(
            "À titre indicatif, la subvention possible une fois le dossier complet serait de {grant} pour un coût "
            "total de {total_cost}.",
            values,
        )
    if values.get("requested", values["grant"]) > values["grant"]:
        yield Message("Votre demande de {requested} dépasse le maximum possible : elle y est ramenée.", values)


def _passage(finding: Mapping[str, Any]) -> Message:
    lines = finding["source"]["lines"]
    if lines.isdigit():
        return Message("(catalogue, ligne {lines})", {"lines": lines})
    return Message("(catalogue, lignes {lines})", {"lines": lines})
