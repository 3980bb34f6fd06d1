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
from relance_rules.batch.submissions import Submission, all_readings, lacks, readings_in_order
from relance_rules.batch.summary import Summary
from relance_rules.checking.report import Notice, Report
from relance_rules.checking.windows import neighbours, window_of
from relance_rules.loading.files import shown as file_name
from relance_rules.loading.problems import Problem
from relance_rules.localization import Localization
from relance_rules.plan.facts import general_path
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.advice import contradictions
from relance_rules.showing.blocks import Content, shown
from relance_rules.showing.checked import ceiling_label
from relance_rules.showing.console import held
from relance_rules.showing.deciding import decided
from relance_rules.showing.files import writing
from relance_rules.showing.html import templates
from relance_rules.showing.labels import citation
from relance_rules.showing.markdown import escape
from relance_rules.showing.partial import BESIDE, own, sweep
from relance_rules.showing.plain import line_label
from relance_rules.showing.sentences import question_of, rule_sentence
from relance_rules.values import Message

_MAX_STEM = 80
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])")
"""The names that Windows keeps for devices, whatever their extension."""


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
        self.names, self._count = Names(), 0
        with writing(self.name):
            self._made = not folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder, BESIDE)
            self._beside = Path(tempfile.mkdtemp(prefix=own(BESIDE), suffix=".part", dir=folder))

    def add(self, printed: Letter | None) -> None:
        """Write the letter of a dossier, if there is one."""
        if printed is not None:
            with writing(self.name):
                path = self._beside / f"{self.names.new(printed.name)}.md"
                path.write_text(printed.text, encoding="utf-8", errors="replace", newline="\n")
            self._count += 1

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

    def told(self, summary: Summary) -> Problem | None:
        """The folder, and how many letters were written."""
        return Problem(Message("lettres écrites : {count}", {"count": self._count}), self.name)


class Names:
    """File names that nothing can lead elsewhere, none of them given twice, on any disk."""

    def __init__(self) -> None:
        """Start with none."""
        self._given: set[str] = set()
        self._times: dict[str, int] = {}

    def new(self, text: str) -> str:
        """A name that looks like a text, without extension; only letters, digits, ``-`` and ``_`` are kept of it."""
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", held(text, "ascii")).strip("-")[:_MAX_STEM] or "dossier"
        if _RESERVED.fullmatch(stem):
            stem = f"dossier-{stem}"
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
        "À sa lecture, votre dossier ne peut pas encore être instruit : les éléments qui suivent nous manquent."
    ),
    "ineligible": Message(
        "À sa lecture, votre dossier ne remplit pas les conditions du thème et ne peut pas être retenu en l’état, "
        "pour les motifs qui suivent."
    ),
    "error": Message(
        "Votre dossier ne peut pas être instruit : il se contredit, ou certaines de ses réponses ne peuvent pas être "
        "lues. Les points qui suivent sont à corriger."
    ),
}
_FIRST_STEP = Message(
    "Votre dossier est prêt pour ce que l’on connaît des règles du thème. Une démarche reste à faire : le texte ne "
    "donne pas tout ce qui vous sera demandé."
)
_TO_IDENTIFY = Message(
    "Votre dossier remplit les conditions du thème. Il y manque seulement de quoi l’identifier, que nous vous "
    "demandons."
)
_NO_GRANT = Message("À sa lecture, aucune subvention ne peut être proposée à votre dossier en l’état.")
_NOT_SETTLED = Message(
    "Votre dossier n’appelle pas de réponse de votre part pour l’instant : un point reste à trancher de notre côté, et "
    "nous ne pouvons pas encore conclure."
)
_NOT_READ = Message(
    "Votre dossier n’a pas pu être lu en entier, ce qui peut tenir à la façon dont nous lisons le formulaire et non à "
    "vos réponses. Les points qui suivent sont à éclaircir avec nous."
)
_NOT_ASKED = Message(
    "À sa lecture, votre dossier ne peut pas encore être instruit : les éléments qui suivent nous manquent. Certains "
    "peuvent manquer parce que le formulaire ne les demandait pas, ou parce que nous n’avons pas su les y lire."
)


class LetterSection(NamedTuple):
    """A list of the letter under its title; an empty one is left out."""

    title: Message
    entries: list[Content]


class LetterParts(NamedTuple):
    """What a letter is made of, before it has a language.

    ``asked`` stands before the amounts, ``told`` after them, and ``readings`` after the closing.
    """

    subject: Message
    greeting: Message
    about: Message
    opening: list[Message]
    asked: list[LetterSection]
    amounts: list[Message]
    told: list[LetterSection]
    closing: Message
    readings: LetterSection


def printer(plan: Plan, language: Localization) -> Printer:
    """The letter of a dossier: none of one that is decided, that can't be told, or whose applicant can do nothing."""

    def letter(submission: Submission) -> Letter | None:
        if (
            submission.decision is not None
            or submission.ours
            or (submission.theme is None and submission.reference is None)
        ):
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
    report = submission.report
    return LetterParts(
        _subject(submission),
        Message("Madame, Monsieur,"),
        _about(submission),
        list(_opening(submission)),
        list(_unread(submission) if report is None else _asked(report, submission.form)),
        [] if report is None else list(_amounts(report)),
        [] if report is None else list(_told(report)),
        Message("Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée."),
        LetterSection(
            Message("Annexe : lectures du texte sur lesquelles repose cette lettre"),
            [] if report is None else _readings(report),
        ),
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


def _opening(submission: Submission) -> Iterator[Message]:
    """What the letter comes to, then whether there is a time left to act on it."""
    report, mapped = submission.report, submission.form is not None
    if report is None:
        yield _NOT_READ if mapped else _OPENINGS["error"]
        return
    if report.status == "ready":
        opening = _FIRST_STEP if _lost(report) else _TO_IDENTIFY if report.unidentified else _OPENINGS["ready"]
        yield opening
        return
    if report.status == "incomplete" and not _lacks_answers(report):
        yield _NO_GRANT if report.verdict == "eligible" and report.funding.grant == 0 else _NOT_SETTLED
        return
    if mapped and report.status in ("incomplete", "error"):
        yield _NOT_ASKED if report.status == "incomplete" else _NOT_READ
    else:
        yield _OPENINGS[report.status]
    if report.status != "ineligible":
        # The motives of a refusal say it themselves.
        yield _time_left(report)


def _lacks_answers(report: Report) -> bool:
    """Whether something is asked of the applicant: it is not only that nothing can be granted, or concluded yet."""
    nothing = f"{report.theme.code}.subvention_nulle"
    asked = (*report.missing_facts, *report.commitments.missing, *report.documents.missing)
    return bool(asked) or any(notice.id != nothing for notice in lacks(report))


def _time_left(report: Report) -> Message:
    """Until when a dossier may be filed again, as far as its own filing date tells."""
    if _out_of_time(report):
        _, following = neighbours(report.plan, report.theme, report.facts)
        if following is None:
            return Message("La période de dépôt est close, et aucune autre ouverture n’est annoncée.")
        return Message(
            "Vous pourrez le déposer de nouveau à partir de l’ouverture du {opens}.", {"opens": following.opens}
        )
    window = window_of(report.plan, report.theme, report.facts)
    if window is None or window.closes is None:
        return Message("Vous pouvez le compléter ou le corriger, et le déposer de nouveau.")
    return Message(
        "Vous pouvez le compléter ou le corriger, et le déposer de nouveau jusqu’à la clôture du {closes}.",
        {"closes": window.closes},
    )


def _out_of_time(report: Report) -> bool:
    """Whether the days of the theme refuse a dossier."""
    return any(finding.outcome == "fail" and finding.rule.kind == "window" for finding in report.findings)


def _lost(report: Report) -> list[Notice]:
    """The notices that say which pages of the source are lost: what they asked is held against nobody."""
    name = f"{report.theme.code}.texte_manquant"
    return [notice for notice in report.notices if notice.id == name]


def _unread(submission: Submission) -> Iterator[LetterSection]:
    title = Message("À corriger") if submission.form is None else Message("À éclaircir")
    yield LetterSection(title, list(submission.reasons))


def _asked(report: Report, form: frozenset[str] | None) -> Iterator[LetterSection]:
    """What is refused or asked, what the form of the dossier did not ask apart from the rest."""
    if report.contradicts_itself:
        title = Message("À corriger") if form is None else Message("À éclaircir")
        yield LetterSection(title, [_noticed(report, each) for each in contradictions(report)])
        return
    failures = [finding for finding in report.findings if finding.outcome == "fail"]
    yield LetterSection(
        Message("Motifs"),
        [_cited(report, rule_sentence(report, each), *decided(report, each)) for each in failures],
    )
    later = report.status == "ineligible"
    if later and _out_of_time(report) and neighbours(report.plan, report.theme, report.facts)[1] is None:
        # It can't be filed again: what else it lacks is nothing to ask for.
        return
    yield LetterSection(Message("À faire d’abord"), [] if later else [_noticed(report, each) for each in _lost(report)])
    yield LetterSection(
        Message("Ce qui reste à régler"),
        [*_open(report), *(_limits(report) if report.funding.grant == 0 else ())],
    )
    yield from _missing(report, form, later=later)


def _open(report: Report) -> Iterator[Content]:
    """What keeps a dossier from being ready that no answer would settle."""
    if report.status == "incomplete":
        for finding in report.findings:
            if finding.outcome == "unknown" and not finding.missing:
                yield _cited(report, rule_sentence(report, finding), *decided(report, finding))
    yield from (_noticed(report, notice) for notice in lacks(report))


def _missing(report: Report, form: frozenset[str] | None, *, later: bool) -> Iterator[LetterSection]:
    lacking = report.missing_facts if later else (*report.missing_facts, *report.unidentified)
    facts: list[tuple[str, Content]] = [(path, question_of(path, report)) for path in lacking]
    commitments, documents = (
        [(each.fact, _cited(report, each.label, each.source, each.readings)) for each in found.missing]
        for found in (report.commitments, report.documents)
    )
    for title, asked in (
        (Message("Réponses qui manquent aussi") if later else Message("Réponses attendues"), facts),
        (Message("Engagements qui manquent aussi") if later else Message("Engagements à prendre"), commitments),
        (Message("Contenus qui manquent aussi") if later else Message("Contenus à joindre"), documents),
    ):
        yield LetterSection(title, [said for path, said in asked if _is_asked(path, form)])
    yield LetterSection(
        Message("Ce que le formulaire ne vous demandait pas"),
        [said for path, said in (*facts, *commitments, *documents) if not _is_asked(path, form)],
    )


def _is_asked(path: str, form: frozenset[str] | None) -> bool:
    """Whether the form of a dossier asks for a fact; one that comes by no mapped form could state anything."""
    return form is None or general_path(path) in form


def _noticed(report: Report, notice: Notice) -> Content:
    return _cited(report, notice.message, notice.source, notice.readings)


def _cited(report: Report, sentence: Content, source: Citation | None, readings: Sequence[str]) -> Content:
    """A sentence, with the passage and the readings that it rests on."""
    passage = citation(report.plan, source, readings)
    values = {"sentence": sentence, "passage": passage}
    return Message("{sentence} ({passage})", values) if passage.text else sentence


def _is_stated(report: Report) -> bool:
    """Whether the letter states an amount: that of a dossier that can be funded as it is or once it is complete."""
    return report.status in ("ready", "incomplete") and bool(report.funding.grant)


def _amounts(report: Report) -> Iterator[Message]:
    """What is proposed to a dossier: never nought, and nothing to one that can't be funded."""
    funding = report.funding
    if not _is_stated(report):
        return
    values = {"grant": funding.grant, "total_cost": funding.total_cost}
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


def _told(report: Report) -> Iterator[LetterSection]:
    """Why the amount is what it is, and what the report says beside."""
    if _is_stated(report):
        yield LetterSection(Message("Pourquoi ce montant"), list(_limits(report)))
    yield LetterSection(Message("À savoir"), [_noticed(report, notice) for notice in _notices(report)])


def _readings(report: Report) -> list[Content]:
    found = readings_in_order(report.plan, _rested_on(report))
    return [Message("{code} : {text}", {"code": code, "text": text}) for code, text in found.items()]


def _notices(report: Report) -> list[Notice]:
    """The notices of the report that stand nowhere else in the letter.

    A refusal, and a dossier in error, are told those of the rule set and of its windows only: no amount is stated.
    """
    said = {notice.id for notice in (*contradictions(report), *lacks(report))}
    if report.status in ("ready", "incomplete"):
        said |= {notice.id for notice in (*_lost(report), *_cut(report))} | {f"{report.theme.code}.identification"}
        return [notice for notice in report.notices if notice.id not in said]
    return [notice for notice in report.notices if notice.id in _own(report) and notice.id not in said]


def _cut(report: Report) -> list[Notice]:
    """The notice that says that the request is above what may be granted, if it is."""
    name = f"{report.theme.code}.demande_ramenee"
    return [notice for notice in report.notices if notice.id == name]


def _own(report: Report) -> set[str]:
    """The ids of the notices that the rule set makes itself, and of those of its windows."""
    code, theme = report.theme.code, report.theme
    return {f"{code}.{notice.id}" for notice in theme.notices} | {f"{code}.{window.id}" for window in theme.windows}


def _limits(report: Report) -> Iterator[Content]:
    """What makes the amount less than it could be: lines that the base leaves out, ceilings, a request above them."""
    for entry in report.funding.excluded:
        label, exclusion = line_label(report, entry.line), entry.exclusion
        values = {"line": entry.line, "label": label, "amount": entry.amount, "reason": exclusion.label}
        said = (
            Message("Dépense n° {line} « {label} » de {amount}, hors de la base : {reason}", values)
            if label
            else Message("Dépense n° {line} de {amount}, hors de la base : {reason}", values)
        )
        yield _cited(report, said, exclusion.source, exclusion.readings)
    for use in report.funding.ceilings:
        if use.binding:
            said = Message("{label} : {limit}", {"label": ceiling_label(use), "limit": use.limit})
            yield _cited(report, said, use.ceiling.source, use.ceiling.readings)
    yield from (_noticed(report, notice) for notice in _cut(report))


def _rested_on(report: Report) -> list[str]:
    """The readings that the letter rests on: those of a refusal, or all those of a dossier that is not refused."""
    if report.status in ("ready", "incomplete"):
        return list(all_readings(report))
    failures = [finding for finding in report.findings if finding.outcome == "fail"]
    found = [] if report.contradicts_itself else [decided(report, finding)[1] for finding in failures]
    wrong, own = list(contradictions(report)), _own(report)
    named = [notice for notice in report.notices if notice.id in own or notice in wrong]
    return [code for codes in (*found, *(notice.readings for notice in named)) for code in codes]
