"""Changes of rules and their effects on dossiers, as blocks and as JSON data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relance_rules.authoring.changes import Change, RuleBook
from relance_rules.authoring.formats.changes.words import change_words
from relance_rules.authoring.impact import Answer, Effect
from relance_rules.authoring.shapes_diff import AnswerFound, DiffReport
from relance_rules.localization import Localization
from relance_rules.showing.blocks import Block, Content, Heading, Item, Paragraph, Title, Tone, shown
from relance_rules.showing.labels import UNSETTLED, VERDICT
from relance_rules.values import Message

_MARKS: dict[str, tuple[str, Tone]] = {
    "added": ("+", "good"),
    "removed": ("−", "bad"),
    "changed": ("→", "warn"),
    "reworded": ("≈", "faint"),
    "rewritten": ("=", "faint"),
}
_STATUS = {
    "ready": Message("prêt"),
    "incomplete": Message("à compléter"),
    "ineligible": Message("non éligible"),
    "error": Message("illisible ou contradictoire"),
}


def diff_blocks(
    changes: Sequence[Change], found: Sequence[Effect] | None, old: RuleBook, new: RuleBook
) -> Iterator[Block]:
    """The changes theme by theme, then the dossiers whose answer changes."""
    yield Title(Message("Ce qui change dans les règles"))
    if not changes:
        yield Paragraph(Message("Les règles disent la même chose."))
    for code, above in dict.fromkeys((change.theme, _above(change)) for change in changes):
        if code is not None:
            theme = new.themes[code] if code in new.themes else old.themes[code]
            yield Heading(Message("{code} · {title}", {"code": code, "title": theme.title}))
        else:
            yield Heading(Message("Jeu de règles") if above else Message("Vocabulaire"))
        for change in changes:
            if change.theme == code and _above(change) == above:
                mark, tone = _MARKS[change.action]
                yield Item(mark, change_words(change), tone=tone)
    if found is not None:
        yield from _effects(found)


def _above(change: Change) -> bool:
    """Whether a change is one of what stands above the facts and the themes."""
    return change.theme is None and change.family not in ("facts", "definitions")


def _effects(found: Sequence[Effect]) -> Iterator[Block]:
    changed = [effect for effect in found if effect.changed]
    yield Heading(Message("Dossiers dont la réponse change"))
    yield Paragraph(Message("{changed} sur {count}", {"changed": len(changed), "count": len(found)}))
    for effect in changed:
        yield Item("→", effect_words(effect))


def effect_words(effect: Effect) -> Message:
    """What changes for a dossier: its verdict, its grant, or else its status."""
    before, after = effect.before, effect.after
    parts: list[Content] = []
    if before.verdict != after.verdict:
        parts.append(
            Message("éligibilité : {before} → {after}", {"before": _verdict(before), "after": _verdict(after)})
        )
    if before.grant != after.grant:
        values = {
            "before": UNSETTLED if before.grant is None else before.grant,
            "after": UNSETTLED if after.grant is None else after.grant,
        }
        parts.append(Message("subvention : {before} → {after}", values))
    if before.status != after.status:
        values = {"before": _STATUS[before.status], "after": _STATUS[after.status]}
        parts.append(Message("état : {before} → {after}", values))
    return Message("{origin} : {parts}", {"origin": effect.origin, "parts": parts})


def _verdict(answer: Answer) -> Content:
    return _STATUS["error"] if answer.verdict is None else VERDICT[answer.verdict]


def diff_data(changes: Sequence[Change], found: Sequence[Effect] | None, language: Localization) -> DiffReport:
    """The changes and effects as JSON data; amounts are texts with two decimals."""
    data: DiffReport = {
        "schema": "relance-diff/1",
        "changes": [
            {
                "theme": change.theme,
                "family": change.family,
                "id": change.id,
                "action": change.action,
                "aspect": change.aspect or None,
                "message": shown(change_words(change), language),
            }
            for change in changes
        ],
    }
    if found is not None:
        data["dossiers"] = {
            "checked": len(found),
            "changed": [
                {"dossier": effect.origin, "before": _answer(effect.before), "after": _answer(effect.after)}
                for effect in found
                if effect.changed
            ],
        }
    return data


def _answer(answer: Answer) -> AnswerFound:
    return {
        "verdict": answer.verdict,
        "status": answer.status,
        "grant": None if answer.grant is None else str(answer.grant),
    }
