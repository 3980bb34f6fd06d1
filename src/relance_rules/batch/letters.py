"""One letter per dossier, in Markdown and in plain administrative French: what is missing, and what to do."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Template
from markupsafe import Markup

from relance_rules.batch.outputs import Printer
from relance_rules.batch.submissions import Submission
from relance_rules.batch.summary import Summary
from relance_rules.checking.report import Report
from relance_rules.loading.files import shown as file_name
from relance_rules.localization import Localization
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.advice import contradictions
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.deciding import decided
from relance_rules.showing.files import writing
from relance_rules.showing.html import templates
from relance_rules.showing.labels import citation
from relance_rules.showing.markdown import escape
from relance_rules.showing.plain import question_of
from relance_rules.showing.sentences import rule_sentence
from relance_rules.values import Message

_MAX_STEM = 80


class Letter(NamedTuple):
    """A letter, and the name that its file is given after."""

    name: str
    text: str


class Letters:
    """Writes a letter for each dossier as it comes, beside the folder; they all go into it at the end."""

    def __init__(self, folder: Path) -> None:
        """Make a folder beside the one asked for.

        Raises:
            DossierError: It can't be made.
        """
        self.folder, self.name = folder, file_name(folder)
        self.names = Names()
        with writing(self.name):
            self._made = not folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
            self._beside = Path(tempfile.mkdtemp(prefix=".relance.", suffix=".part", dir=folder))

    def add(self, printed: Letter | None) -> None:
        """Write the letter of a dossier, if there is one."""
        if printed is not None:
            with writing(self.name):
                path = self._beside / f"{self.names.new(printed.name)}.md"
                path.write_text(printed.text, encoding="utf-8", errors="replace", newline="\n")

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


class LetterSection(NamedTuple):
    """A list of the letter under its title; an empty one is left out."""

    title: Message
    entries: list[Content]


class LetterParts(NamedTuple):
    """What a letter is made of, before it has a language."""

    subject: Message
    greeting: Message
    about: Message
    opening: Message
    sections: list[LetterSection]
    amounts: list[Message]
    closing: Message


def printer(plan: Plan, language: Localization) -> Printer:
    """The letter of a dossier; where no dossier was found to write about, there is none."""

    def letter(submission: Submission) -> Letter | None:
        if submission.theme is None and submission.reference is None:
            return None
        return Letter(submission.reference or Path(submission.origin).name, letter_text(submission, language))

    return letter


def letter_text(submission: Submission, language: Localization) -> str:
    """The letter of a dossier, as Markdown."""
    return _template(language).render(letter=_letter(submission))


@cache
def _template(language: Localization) -> Template:
    """The letter, whose contents have no effect in Markdown nor in the HTML it becomes."""

    def said(content: Content) -> Markup:
        return Markup(escape(shown(content, language)))  # noqa: S704 - escaped for Markdown, which covers HTML

    return templates(Path(__file__).parent, said).get_template("letter.md.jinja")


def _letter(submission: Submission) -> LetterParts:
    return LetterParts(
        _subject(submission),
        Message("Madame, Monsieur,"),
        _about(submission),
        _OPENINGS[submission.status],
        list(_sections(submission)),
        [] if submission.report is None else list(_amounts(submission.report)),
        Message("Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée."),
    )


def _subject(submission: Submission) -> Message:
    values = {"name": submission.name, "theme": submission.theme}
    if submission.theme is None:
        return Message("Objet : votre dossier « {name} »", values)
    return Message("Objet : votre dossier « {name} », thème {theme}", values)


def _about(submission: Submission) -> Message:
    values = {"name": submission.name, "theme": submission.theme, "project": submission.project_name}
    if submission.theme is None:
        return Message("Vous avez déposé le dossier « {name} ».", values)
    if submission.project_name:
        return Message("Vous avez déposé, au titre du thème {theme}, le dossier « {name} » : « {project} ».", values)
    return Message("Vous avez déposé, au titre du thème {theme}, le dossier « {name} ».", values)


def _sections(submission: Submission) -> Iterator[LetterSection]:
    report = submission.report
    if report is None:
        yield LetterSection(Message("À corriger"), list(submission.reasons))
        return
    if report.contradicts_itself:
        yield LetterSection(
            Message("À corriger"),
            [_cited(report, each.message, each.source, each.readings) for each in contradictions(report)],
        )
        return
    failures = [finding for finding in report.findings if finding.outcome == "fail"]
    yield LetterSection(
        Message("Motifs"),
        [_cited(report, rule_sentence(report, each), *decided(report, each)) for each in failures],
    )
    later = report.status == "ineligible"
    yield LetterSection(
        Message("Réponses qui manquent aussi") if later else Message("Réponses attendues"),
        [question_of(path, report) for path in report.missing_facts],
    )
    yield LetterSection(
        Message("Engagements qui manquent aussi") if later else Message("Engagements à prendre"),
        [each.label for each in report.commitments.missing],
    )
    yield LetterSection(
        Message("Contenus qui manquent aussi") if later else Message("Contenus à joindre"),
        [each.label for each in report.documents.missing],
    )


def _cited(report: Report, sentence: Content, source: Citation | None, readings: Sequence[str]) -> Content:
    """A sentence, with the passage and the readings that it rests on."""
    passage = citation(report.plan, source, readings)
    values = {"sentence": sentence, "passage": passage}
    return Message("{sentence} ({passage})", values) if passage.text else sentence


def _amounts(report: Report) -> Iterator[Message]:
    """What is proposed to a dossier that can be funded as it is, or once it is complete: never to another."""
    funding = report.funding
    if report.status not in ("ready", "incomplete") or funding.grant is None:
        return
    values = {"grant": funding.grant, "total_cost": funding.total_cost, "requested": funding.requested}
    if report.status == "ready" and funding.total_cost is None:
        yield Message("Subvention proposée : {grant}.", values)
    elif report.status == "ready":
        yield Message("Subvention proposée : {grant} pour un coût total de {total_cost}.", values)
    elif funding.total_cost is None:
        yield Message(
            "À titre indicatif, la subvention possible une fois le dossier complet serait de {grant}.", values
        )
    else:
        yield Message(
            "À titre indicatif, la subvention possible une fois le dossier complet serait de {grant} pour un coût "
            "total de {total_cost}.",
            values,
        )
    if funding.requested is not None and funding.requested > funding.grant:
        yield Message("Votre demande de {requested} dépasse le maximum possible : elle y est ramenée.", values)
