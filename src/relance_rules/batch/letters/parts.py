"""What a letter says, as plain data under the names that templates use: what is missing, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from relance_rules.batch.letters.template import Parts
from relance_rules.batch.submissions import Submission, lacks, readings_in_order
from relance_rules.checking.report import CeilingUse, Notice, Report
from relance_rules.checking.windows import neighbours, possible_windows, window_of
from relance_rules.dossiers.platform.filed import UNTICKED, ZERO
from relance_rules.plan.facts import general_path
from relance_rules.plan.nodes import Citation
from relance_rules.plan.ruleset import Plan
from relance_rules.showing.advice import contradictions
from relance_rules.showing.blocks import Content
from relance_rules.showing.checked import ceiling_label, step_label
from relance_rules.showing.deciding import decided
from relance_rules.showing.labels import citation
from relance_rules.showing.plain import decided_by, line_label
from relance_rules.showing.sentences import question_of, rule_sentence
from relance_rules.targets.python import program_of
from relance_rules.values import Message, Money
from relance_rules.values.spelling import normal

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
_NOT_READ = Message(
    "Votre dossier n’a pas pu être lu en entier, ce qui peut tenir à la façon dont nous l’avons lu et non à vos "
    "réponses. Les points qui suivent sont à éclaircir avec nous."
)
_BLANK = "……………………"
"""What stands for the day of a letter that has none: to be filled in by hand."""


class Asked(NamedTuple):
    """What an applicant is asked for, and can answer."""

    facts: tuple[Content, ...] = ()
    commitments: tuple[Content, ...] = ()
    documents: tuple[Content, ...] = ()

    @property
    def all(self) -> tuple[Content, ...]:
        """Everything."""
        return (*self.facts, *self.commitments, *self.documents)


def asked_of(submission: Submission) -> Asked:
    """What the applicant of a dossier is asked for: never what the form it was filed by does not ask."""
    report, form = submission.report, submission.form
    if report is None or report.contradicts_itself:
        return Asked()

    def answerable(path: str) -> bool:
        return form is None or general_path(path) in form

    facts = (*report.missing_facts, *(() if report.status == "ineligible" else report.unidentified))
    commitments, documents = (
        tuple(_cited(report, each.label, each.source, each.readings) for each in found.missing if answerable(each.fact))
        for found in (report.commitments, report.documents)
    )
    return Asked(tuple(question_of(path, report) for path in facts if answerable(path)), commitments, documents)


def is_without_grant(report: Report) -> bool:
    """Whether all that is lacking to a dossier is that something can be granted to it."""
    return report.verdict == "eligible" and report.funding.grant == 0


def open_points(report: Report) -> list[Content]:
    """What keeps a dossier from being ready that is neither an answer, a commitment nor a document."""
    nothing = f"{report.theme.code}.subvention_nulle"
    return [_noticed(report, notice) for notice in lacks(report) if notice.id != nothing]


def letter_parts(submission: Submission, day: date | None) -> Parts:
    """What stands in the letter of a dossier under each name.

    Args:
        submission: The dossier.
        day: That of the letter; None leaves it to be filled in, and then nothing is said to be over or yet to come.
    """
    report = submission.report
    return {
        **_who(submission),
        "date": (_BLANK if day is None else day,),
        **{status: ("",) if submission.status == status else () for status in _OPENINGS},
        **(_of_report(submission, report, day) if report is not None else _unread(submission)),
    }


def _who(submission: Submission) -> Parts:
    """Who writes to whom, about which dossier."""
    handling, report = submission.handling, submission.report
    number = handling.number if handling.number != submission.reference else None
    found = {
        "name": submission.name,
        "number": number,
        "theme": submission.theme,
        "theme_title": None if report is None else report.theme.title,
        "project": submission.project_name,
        "filed_on": submission.filed_on,
        "organisation": submission.organisation,
        "identifier": submission.siret,
        "contact": handling.contact,
        "service": None if normal(handling.group or "") == _NO_GROUP else handling.group,
        "trace": Message("Établi par {tool}, règles {ruleset} {version} ({digest})", {**decided_by(submission.plan)}),
    }
    return {key: (value,) if value else () for key, value in found.items()}


_NO_GROUP = "defaut"
"""What the platform calls the one group of a form whose dossiers go to no group in particular: no name of a service."""


def _unread(submission: Submission) -> Parts:
    """What is said of a dossier that can't be read: its faults, and nothing of what it would come to."""
    mapped = submission.form is not None
    said = list(submission.reasons)
    return {
        **dict.fromkeys(_OF_REPORT, ()),
        "conclusion": (_NOT_READ if mapped else _OPENINGS["error"],),
        "corrections": () if mapped else said,
        "unclear": said if mapped else (),
    }


_OF_REPORT = (
    *("conclusion", "deadline", "proposal", "grounds", "corrections", "unclear", "first", "open", "answers"),
    *("commitments", "documents", "lacking", "cuts", "earlier", "notices", "readings", "may_refile"),
)


def _of_report(submission: Submission, report: Report, day: date | None) -> Parts:
    refused, wrong, mapped = report.status == "ineligible", report.contradicts_itself, submission.form is not None
    asked, left = asked_of(submission), _time_left(report, day)
    contradicted = [_noticed(report, each) for each in contradictions(report)] if wrong else []
    stated = _is_stated(report)
    # The motives of a refusal say it themselves, unless they leave it to the day of the letter.
    told = bool(asked.all or contradicted or open_points(report)) if not refused else _is_dated(report, day)
    found: Parts = {
        "conclusion": (_conclusion(report, asked, mapped=mapped),),
        "grounds": [] if wrong else list(_grounds(report, day)),
        "corrections": () if mapped else contradicted,
        "unclear": contradicted if mapped else (),
        "first": [] if refused or wrong else [_noticed(report, each) for each in _lost(report)],
        "open": [] if wrong else [*_open(report), *(_cuts(report) if report.funding.grant == 0 else ())],
        "answers": () if refused else asked.facts,
        "commitments": () if refused else asked.commitments,
        "documents": () if refused else asked.documents,
        # Where it can't be filed again, what else it lacks is nothing to ask for.
        "lacking": asked.all if refused and not left.closed else (),
        "deadline": (left.said,) if told else (),
        "may_refile": ("",) if told and not left.closed else (),
        "proposal": list(_proposal(report)),
        "cuts": list(_cuts(report)) if stated else [],
        "earlier": list(_earlier(report)) if stated or report.funding.grant == 0 else [],
        "notices": [
            *(_asked_again(submission.notes) if asked.facts and not refused else ()),
            *(_noticed(report, each) for each in _notices(report) if each.id not in _ours(submission)),
        ],
    }
    return {**found, "readings": _readings(report.plan, found)}


_AGAIN = {
    ZERO.text: Message(
        "« {title} » : nous avons reçu 0, que la plateforme écrit aussi quand rien n’est répondu. Si c’est ce que nous "
        "vous demandons, répondez même par 0."
    ),
    UNTICKED.text: Message(
        "« {title} » : nous avons reçu une case non cochée, que la plateforme donne aussi quand rien n’est répondu. Si "
        "c’est ce que nous vous demandons, répondez même par non."
    ),
}
"""Why what was answered may be asked again, by what is noted of the answer."""


def _asked_again(notes: Sequence[Content]) -> Iterator[Message]:
    """Why an applicant is asked what they may have answered."""
    for note in notes:
        # What the other dossiers tell of this one is no message of its reader.
        about = note.values.get("message") if isinstance(note, Message) else None
        if isinstance(about, Message) and about.text in _AGAIN:
            yield _AGAIN[about.text]._replace(values=note.values)


def _conclusion(report: Report, asked: Asked, *, mapped: bool) -> Message:
    """What the letter comes to."""
    if report.status == "ready":
        return _FIRST_STEP if _lost(report) else _TO_IDENTIFY if asked.facts else _OPENINGS["ready"]
    if report.status == "incomplete" and not (asked.all or open_points(report)) and is_without_grant(report):
        return _NO_GRANT
    return _NOT_READ if mapped and report.status == "error" else _OPENINGS[report.status]


class _Left(NamedTuple):
    """Until when a dossier may be filed again, and whether it can no more."""

    said: Message
    closed: bool = False


def _time_left(report: Report, day: date | None) -> _Left:
    """Until when a dossier may be filed again: as of a day, or else as far as its own filing date tells."""
    windows = list(possible_windows(report.theme, program_of(report.plan.facts), report.facts))
    if day is None and not _out_of_time(report):
        here = window_of(report.plan, report.theme, report.facts)
        return _Left(_open_until(report, None if here is None else here.closes))
    if day is None:
        following = neighbours(report.plan, report.theme, report.facts)[1]
    else:
        for window in windows:
            if window.opens <= day and (window.closes is None or day <= window.closes):
                return _Left(_open_until(report, window.closes))
        following = min((each for each in windows if each.opens > day), key=lambda each: each.opens, default=None)
    if following is not None:
        return _Left(
            Message(
                "Vous pourrez le déposer de nouveau à partir de l’ouverture du {opens}.", {"opens": following.opens}
            )
        )
    if day is not None and not windows:
        return _Left(_open_until(report, None))
    return _Left(Message("La période de dépôt est close, et aucune autre ouverture n’est annoncée."), closed=True)


def _open_until(report: Report, closes: date | None) -> Message:
    """That a dossier may be filed again, and until when, if there is an end to it."""
    values = {"closes": closes}
    if report.status == "ineligible":
        if closes is None:
            return Message("Le dépôt est ouvert : vous pouvez le déposer de nouveau.")
        return Message(
            "Le dépôt est ouvert : vous pouvez le déposer de nouveau jusqu’à la clôture du {closes}.", values
        )
    if closes is None:
        return Message("Vous pouvez le compléter ou le corriger, et le déposer de nouveau.")
    return Message(
        "Vous pouvez le compléter ou le corriger, et le déposer de nouveau jusqu’à la clôture du {closes}.", values
    )


def _out_of_time(report: Report) -> bool:
    """Whether the days of the theme refuse a dossier."""
    return any(finding.outcome == "fail" and finding.rule.kind == "window" for finding in report.findings)


def _lost(report: Report) -> list[Notice]:
    """The notices that say which pages of the source are lost: what they asked is held against nobody."""
    name = f"{report.theme.code}.texte_manquant"
    return [notice for notice in report.notices if notice.id == name]


def _is_dated(report: Report, day: date | None) -> bool:
    """Whether the days of the theme refuse a dossier, and what follows from it is said as of the day of the letter."""
    return day is not None and _out_of_time(report)


def _grounds(report: Report, day: date | None) -> Iterator[Content]:
    """Why a dossier is refused."""
    for finding in report.findings:
        if finding.outcome == "fail":
            sentence: Content = rule_sentence(report, finding)
            if finding.rule.kind == "window" and _is_dated(report, day):
                # The next opening after that day may be long past.
                filed = report.facts.get(report.plan.roles.filed_on or "")
                sentence = Message("Déposé le {filed}, hors des périodes d’ouverture", {"filed": filed})
            yield _cited(report, sentence, *decided(report, finding))


def _open(report: Report) -> Iterator[Content]:
    """What keeps a dossier from being ready that no answer would settle."""
    if report.status == "incomplete":
        for finding in report.findings:
            if finding.outcome == "unknown" and not finding.missing:
                yield _cited(report, rule_sentence(report, finding), *decided(report, finding))
    yield from (_noticed(report, notice) for notice in lacks(report))


def _noticed(report: Report, notice: Notice) -> Content:
    return _cited(report, notice.message, notice.source, notice.readings)


def _cited(report: Report, sentence: Content, source: Citation | None, readings: Sequence[str]) -> Content:
    """A sentence, with the passage and the readings that it rests on, whose text the letter gives at its end."""
    passage = citation(report.plan, source, readings)
    values = {"sentence": sentence, "passage": passage, "readings": readings}
    return Message("{sentence} ({passage})", values) if passage.text else sentence


def _is_stated(report: Report) -> bool:
    """Whether the letter states an amount: that of a dossier that can be funded as it is or once it is complete."""
    return report.status in ("ready", "incomplete") and bool(report.funding.grant)


def _proposal(report: Report) -> Iterator[Message]:
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


def _readings(plan: Plan, parts: Parts) -> list[Content]:
    """The text of the readings that the sentences of the letter cite: the others played no part that it tells."""
    said = [each.values for part in parts.values() for each in part if isinstance(each, Message)]
    cited = (code for values in said for code in values.get("readings", ()))
    return [Message("{code} : {text}", {"code": c, "text": t}) for c, t in readings_in_order(plan, cited).items()]


def _notices(report: Report) -> list[Notice]:
    """The notices of the report that stand nowhere else in the letter.

    A refusal, and a dossier in error, are told those of the rule set and of its windows only: no amount is stated.
    """
    said = {notice.id for notice in (*contradictions(report), *lacks(report))}
    if report.status in ("ready", "incomplete"):
        said |= {notice.id for notice in (*_lost(report), *_cut(report))} | {f"{report.theme.code}.identification"}
        return [notice for notice in report.notices if notice.id not in said]
    return [notice for notice in report.notices if notice.id in _own(report) and notice.id not in said]


def _ours(submission: Submission) -> set[str]:
    """The ids of the notices that are for the service alone: how a file was read, a request that no field asks."""
    code, role, form = submission.theme, submission.plan.roles.requested, submission.form
    found = {f"{code}.lecture"}
    if role is not None and form is not None and role.path not in form and submission.requested is None:
        found.add(f"{code}.{role.path.rpartition('.')[2]}")
    return found


def _cut(report: Report) -> list[Notice]:
    """The notice that says that the request is above what may be granted, if it is."""
    name = f"{report.theme.code}.demande_ramenee"
    return [notice for notice in report.notices if notice.id == name]


def _own(report: Report) -> set[str]:
    """The ids of the notices that the rule set makes itself, and of those of its windows."""
    code, theme = report.theme.code, report.theme
    return {f"{code}.{notice.id}" for notice in theme.notices} | {f"{code}.{window.id}" for window in theme.windows}


def _cuts(report: Report) -> Iterator[Content]:
    """What makes the amount less than it could be: lines left out, the rate, ceilings, a request above them."""
    funding = report.funding
    for entry in funding.excluded:
        label, exclusion = line_label(report, entry.line), entry.exclusion
        line = {"line": entry.line, "label": label, "amount": entry.amount, "reason": exclusion.label}
        said = (
            Message("Dépense n° {line} « {label} » de {amount}, hors de la base : {reason}", line)
            if label
            else Message("Dépense n° {line} de {amount}, hors de la base : {reason}", line)
        )
        yield _cited(report, said, exclusion.source, exclusion.readings)
    yield from _rate(report)
    for use in funding.ceilings:
        if use.binding:
            yield _cited(report, _reached(use, funding.before_ceilings), use.ceiling.source, use.ceiling.readings)
    yield from (_noticed(report, notice) for notice in _cut(report))
    asked, given = funding.requested, funding.before_ceilings
    if asked is not None and given is not None and asked == funding.grant and asked < given:
        yield Message("Demande de {asked}, plus basse que ce que donne le calcul", {"asked": asked})


def _reached(use: CeilingUse, given: Money | None) -> Message:
    """A ceiling that decides the amount: what is left of it, and what it is instead of."""
    values = {"label": ceiling_label(use), "limit": use.limit, "given": given}
    if use.limit is None or use.already_used is None or given is None:
        return Message("{label} : {limit}", values)
    left = Money(max(0, use.limit - use.already_used))
    if given <= left:
        return Message("{label} : {limit}", values)
    if use.already_used:
        return Message("{label} : {limit}, dont il reste {left}, au lieu de {given}", {**values, "left": left})
    return Message("{label} : {limit}, au lieu de {given}", values)


def _rate(report: Report) -> Iterator[Content]:
    """What the rates of the theme leave of the base, where it is less."""
    base, given, split = report.funding.base, report.funding.before_ceilings, report.theme.funding
    if split is None or split.rate is None or given is None or base is None or given >= base:
        return
    values = {"label": step_label(split.rate), "given": given, "base": base}
    said = Message("{label} : {given} pour une base de {base}", values)
    yield _cited(report, said, split.rate.source or split.source, split.rate.readings)


def _earlier(report: Report) -> Iterator[Content]:
    """What earlier dossiers took of a ceiling that this one shares."""
    for use in report.funding.ceilings:
        if use.already_used:
            values = {"label": use.ceiling.label, "used": use.already_used, "limit": use.limit}
            said = (
                Message("{label} : {used} déjà accordés ou proposés au projet avant ce dossier", values)
                if use.limit is None
                else Message(
                    "{label} : {used} déjà accordés ou proposés au projet avant ce dossier, sur {limit}", values
                )
            )
            yield _cited(report, said, use.ceiling.source, use.ceiling.readings)
