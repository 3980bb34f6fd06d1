"""Noted dossiers ranked beside their envelope: pure functions, which decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from relance_rules.batch.selection.candidates import Candidate
from relance_rules.batch.selection.criteria import criteria_of
from relance_rules.batch.selection.notes import NotedDossier, Notes
from relance_rules.plan.ruleset import Plan, Window
from relance_rules.showing.blocks import Content
from relance_rules.values import Message, Money
from relance_rules.values.spelling import same_reference
from relance_rules.values.suggestions import suggestion

Line: TypeAlias = Literal["within", "crosses", "beyond"]
Why: TypeAlias = Literal["no_notes", "incomplete"]

MAX_NEAR = 20
"""For how many notes of unknown dossiers the nearest reference is sought, among all those of the batch."""


class CriterionNote(NamedTuple):
    """What the jurors gave for a criterion, on average: exact."""

    criterion: str
    given: Fraction


class Ranked(NamedTuple):
    """A dossier in the order of its notes.

    ``total`` is the sum of what the jurors gave on average, exact. ``rank`` counts from 1, and is that of all those
    ``tied`` with it. ``cumulated`` is what is proposed up to it and those tied with it. ``line`` tells how far the
    envelope goes: a dossier that crosses it is not paid in part, and none after it is within, however small; None
    without an envelope.
    """

    candidate: Candidate
    rank: int
    tied: bool
    total: Fraction
    notes: tuple[CriterionNote, ...]
    jurors: int
    cumulated: Money
    line: Line | None


class Unranked(NamedTuple):
    """An eligible dossier that has no rank: nothing noted, or the criteria that some juror did not note."""

    candidate: Candidate
    why: Why
    missing: tuple[str, ...] = ()


class Ranking(NamedTuple):
    """The dossiers that share an envelope, or a theme that has none; ``id`` is that of the envelope."""

    id: str
    theme: str
    window: Window | None
    envelope: Money | None
    ranked: tuple[Ranked, ...]
    unranked: tuple[Unranked, ...]

    @property
    def within(self) -> Money:
        """What is proposed to the dossiers that the envelope pays whole, in their order."""
        return Money(sum(each.candidate.grant for each in self.ranked if each.line == "within"))


class Unused(NamedTuple):
    """A line of the file of notes that served nothing, and why."""

    line: int
    said: Message


class Selection(NamedTuple):
    """What the notes of a file come to."""

    name: str
    rankings: tuple[Ranking, ...]
    unused: tuple[Unused, ...]


def select(notes: Notes, candidates: Sequence[Candidate], plan: Plan, envelopes: Mapping[str, Money]) -> Selection:
    """Rank the candidates of the themes that offer a grid.

    Args:
        notes: What the jury gave.
        candidates: The eligible dossiers.
        plan: The rule set.
        envelopes: By theme: what there is to give; by window (``THEME.window``): what of it is set aside for one.
    """
    groups: dict[str, list[Candidate]] = {}
    for each in sorted(candidates, key=lambda each: (each.theme, each.window or "")):
        groups.setdefault(_group(each, envelopes), []).append(each)
    rankings = [_ranking(name, group, notes, plan, _left(name, envelopes)) for name, group in groups.items()]
    return Selection(notes.name, tuple(rankings), tuple(_unused(notes, candidates, plan)))


def _group(candidate: Candidate, envelopes: Mapping[str, Money]) -> str:
    """The envelope that a dossier is paid from: that of its window, where one is set aside for it."""
    window = f"{candidate.theme}.{candidate.window}"
    return window if window in envelopes else candidate.theme


def _left(name: str, envelopes: Mapping[str, Money]) -> Money | None:
    """What there is in an envelope, without what it sets aside for windows."""
    if name not in envelopes:
        return None
    aside = sum(int(amount) for other, amount in envelopes.items() if other.startswith(f"{name}."))
    return Money(max(0, int(envelopes[name]) - aside))


def _ranking(name: str, group: list[Candidate], notes: Notes, plan: Plan, envelope: Money | None) -> Ranking:
    theme = plan.themes[group[0].theme]
    criteria = [item.id for item in criteria_of(theme)]
    scored: list[tuple[Fraction, Candidate, tuple[CriterionNote, ...], int]] = []
    unranked: list[Unranked] = []
    for each in group:
        noted = notes.dossiers.get(same_reference(each.reference or ""))
        by_juror = [] if noted is None else list(_by_juror(noted, criteria))
        if not by_juror:
            unranked.append(Unranked(each, "no_notes"))
        elif missing := tuple(one for one in criteria if any(one not in marks for marks in by_juror)):
            unranked.append(Unranked(each, "incomplete", missing))
        else:
            given = tuple(
                CriterionNote(one, sum((marks[one] for marks in by_juror), Fraction(0)) / len(by_juror))
                for one in criteria
            )
            scored.append((sum((note.given for note in given), Fraction(0)), each, given, len(by_juror)))
    window = next((each for each in theme.windows if name == f"{theme.code}.{each.id}"), None)
    return Ranking(name, theme.code, window, envelope, tuple(_ranked(scored, envelope)), tuple(unranked))


def _ranked(
    scored: Iterable[tuple[Fraction, Candidate, tuple[CriterionNote, ...], int]], envelope: Money | None
) -> Iterator[Ranked]:
    ordered = sorted(scored, key=lambda each: (-each[0], each[1].reference or "", each[1].origin))
    spent, rank, crossed = 0, 1, False
    for total, tied in groupby(ordered, key=lambda each: each[0]):
        equals = list(tied)
        spent += sum(int(candidate.grant) for _, candidate, _, _ in equals)
        line: Line | None = None
        if envelope is not None:
            # The line may fall among dossiers that are tied: which of them come first is not for notes to say.
            line = "beyond" if crossed else "within" if spent <= envelope else "crosses"
            crossed = line != "within"
        for _, candidate, given, jurors in equals:
            yield Ranked(candidate, rank, len(equals) > 1, total, given, jurors, Money(spent), line)
        rank += len(equals)


def _by_juror(noted: NotedDossier, criteria: Sequence[str]) -> Iterator[dict[str, Fraction]]:
    """What each juror gave for the criteria of a theme, of those who noted any."""
    for marks in noted.marks.values():
        found = {one: mark.given for one in criteria for ids, mark in marks.items() if one in ids}
        if found:
            yield found


def _unused(notes: Notes, candidates: Sequence[Candidate], plan: Plan) -> Iterator[Unused]:
    """The notes of dossiers that are no candidates, and those of criteria that are not of their theme."""
    known: dict[str, Candidate] = {same_reference(each.reference): each for each in candidates if each.reference}
    references, unknown = [each.reference for each in known.values() if each.reference], 0
    for key, noted in notes.dossiers.items():
        if (candidate := known.get(key)) is None:
            unknown += 1
            values: dict[str, Content] = {"reference": noted.reference}
            message = Message("« {reference} » n’est la référence d’aucun dossier éligible à noter", values)
            if unknown <= MAX_NEAR:
                values = {"said": message, "near": suggestion(noted.reference, references)}
                message = Message("{said} ; {near}", values)
            yield Unused(noted.line, message)
            continue
        own = {item.id for item in criteria_of(plan.themes[candidate.theme])}
        for marks in noted.marks.values():
            for ids, mark in marks.items():
                if not ids & own:
                    values = {"criterion": sorted(ids)[0], "theme": candidate.theme}
                    yield Unused(
                        mark.line, Message("« {criterion} » n’est pas un critère de {theme} : note laissée", values)
                    )
