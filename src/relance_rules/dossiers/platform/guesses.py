"""Which fact each field of a form gives: what is sure, and what is only likely, with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from relance_rules.dossiers.platform.asked import Asked, asked_of, facts_named
from relance_rules.dossiers.platform.described import FormField
from relance_rules.dossiers.platform.kinds import SEVERAL, gives
from relance_rules.dossiers.platform.nearness import Label, Weights, label_of, nearest_text, shared_words
from relance_rules.plan.answers import read_value
from relance_rules.plan.facts import FactDef
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Currency, Message, ParseError
from relance_rules.values.spelling import normal

MAX_OPTIONS = 200
"""The options of a field that are looked at: a list of more is one of towns, or of schools."""

_SURE, _SURE_OF_ANY_KIND, _LEAD, _LIKELY = 0.8, 0.95, 0.12, 0.45


class Guess(NamedTuple):
    """A fact that a field may give: how near they are, from 0 to 1, why, and whether nothing speaks against it.

    ``named`` says that the field has the very label of the fact, and that the fact may be read in it.
    """

    asked: Asked
    score: float
    reason: Message
    sound: bool
    named: bool = False


class Match(NamedTuple):
    """What a field gives: the fact that is sure, or None and the likely ones, the nearest first."""

    field: FormField
    sure: Guess | None
    likely: tuple[Guess, ...] = ()
    choices: Mapping[str, Asked | None] = {}


class BlockMatch(NamedTuple):
    """The list that a block gives, None where it is not sure, and what each of its fields gives."""

    field: FormField
    list: str | None
    inner: tuple[Match, ...]


class Guesser:
    """The facts of a theme, and how near the fields of a form are to each."""

    def __init__(self, plan: Plan, theme: Theme) -> None:
        """Take the facts that the theme asks."""
        self.plan = plan
        self.asked = tuple(asked_of(plan, theme))
        # What other themes ask: a field that is nearer to it asks that.
        self._others = tuple(facts_named(plan, (path for path in plan.facts if path not in theme.asked)))
        currency = plan.currency
        own = () if currency is None or currency.tax is None else currency.tax.values()
        others = () if currency is None else currency.other_tax
        phrases = sorted(map(_plain, (*own, *others)), key=len, reverse=True)
        self._taxes = re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b" if phrases else "(?!)")

    # ---- one field and one fact

    @cached_property
    def _labels(self) -> dict[str | None, list[tuple[Asked, tuple[Label, ...], Label, frozenset[str]]]]:
        """For each scope, the facts with their labels, their question, and their labels as they are compared."""
        found: dict[str | None, list[tuple[Asked, tuple[Label, ...], Label, frozenset[str]]]] = defaultdict(list)
        for each in (*self.asked, *self._others):
            texts = dict.fromkeys([*each.label.values(), *(label.partition(" (")[0] for label in each.label.values())])
            question = self.label(str(each.fact.question))
            # The name of a document says it in less words than its sentence; one word alone says too little.
            name = each.path.rpartition(".")[2].replace("_", " ")
            labels = tuple(self.label(text) for text in (*texts, *([name] if " " in name else [])))
            found[each.scope].append((each, labels, question, frozenset(map(normal, [*texts, each.path]))))
        return found

    @cached_property
    def weights(self) -> Weights:
        """What each word of the labels of all the facts tells."""
        first = (labels[0] for listed in self._labels.values() for _, labels, _, _ in listed)
        return Weights(tuple(first))

    @cached_property
    def _within(self) -> dict[str, Weights]:
        """The same within each list, whose own name goes without saying there."""
        lists = self.plan.facts.lists
        named = {name: self.label(str(self.plan.facts[name].label)) for name in lists}
        return {name: Weights(self.weights.labels, frozenset(label.words)) for name, label in named.items()}

    def label(self, text: str) -> Label:
        """A label as it is compared, without what it says of taxes."""
        return label_of(self._taxes.sub(" ", _plain(text)))

    def guesses(self, field: FormField, scope: str | None) -> list[Guess]:
        """The facts that a field may give, the nearest first."""
        label = self.label(field.label)
        found = [
            guess
            for each, labels, question, exact in self._labels.get(scope, ())
            if gives(field.kind, each.fact, document=each.document)
            if (guess := self._guess(field, label, each, labels, question, exact)).score >= _LIKELY
        ]
        asked = {id(each) for each in self.asked}
        other = max((guess.score for guess in found if id(guess.asked) not in asked), default=0.0)
        own = [guess for guess in found if id(guess.asked) in asked]
        return sorted(
            (guess._replace(sound=guess.sound and _leads(guess.score, other)) for guess in own),
            key=lambda guess: (not guess.named, -guess.score),
        )

    def _guess(
        self,
        field: FormField,
        label: Label,
        asked: Asked,
        labels: Sequence[Label],
        question: Label,
        exact: frozenset[str],
    ) -> Guess:
        weigh = self.weights if asked.scope is None else self._within[asked.scope]
        near = max(labels, key=lambda other: weigh.likeness(label, other))
        score = weigh.likeness(label, near)
        asks = max(0.9 * weigh.likeness(label, question), 0.75 * weigh.within(label, question))
        if asks > score:
            score, near = asks, question
        reason = Message("mots communs : {words}", {"words": list(shared_words(label, near))})
        sound = label.opposed == near.opposed
        named = normal(field.label) in exact
        if named:
            score, reason, sound = 1.0, Message("même libellé"), True
        if asked.fact.values and field.options:
            read = len(values_of(field, asked.fact))
            score *= 0.5 if not read else 1
            if 2 * read >= len(field.options[:MAX_OPTIONS]) and score > 0:
                score = max(score, min(0.99, score + 0.25))
            values = {"reason": reason, "count": read, "total": len(field.options)}
            reason = Message("{reason} ; {count} options lues sur {total}", values)
            sound = sound and read > 0
        elif field.options and asked.fact.type != "text":
            sound = sound and all(reads(option, asked.fact, self.plan) for option in field.options)
        elif asked.fact.values or (asked.fact.type == "boolean" and not field.kind):
            # Free answers, which nobody knows beforehand.
            score, sound = 0.6 * score, False
        if asked.fact.type == "money" and (tax := untaxed(field.label, self.plan.currency)) is not None:
            sound = named = False
            reason = Message("{reason} ; mais le libellé dit « {tax} »", {"reason": reason, "tax": tax})
        return Guess(asked, score, reason, sound and not field.annotation, named and not field.annotation)

    # ---- a form

    def matches(self, fields: Iterable[FormField], scope: str | None = None) -> tuple[Match, ...]:
        """What each field gives; a fact that two fields are as near to is sure of neither."""
        fields = tuple(fields)
        guessed = [self.guesses(field, scope) if field.kind != SEVERAL else [] for field in fields]
        claims: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for place, (field, guesses) in enumerate(zip(fields, guessed, strict=True)):
            if guesses and _is_sure(field, guesses):
                claims[guesses[0].asked.path].append((guesses[0].score, place))
        won = {}
        for listed in claims.values():
            (best, place), *others = sorted(listed, reverse=True)
            if not others or _leads(best, others[0][0]):
                won[place] = guessed[place][0]
        taken = {guess.asked.path for guess in won.values()}
        found = []
        for place, field in enumerate(fields):
            choices = self._choices(field, scope, taken)
            taken.update(asked.path for asked in choices.values() if asked is not None)
            likely = tuple(guess for guess in guessed[place] if guess.asked.path not in taken)
            found.append(Match(field, won.get(place), likely[:2], choices))
        return tuple(found)

    def _choices(self, field: FormField, scope: str | None, taken: Collection[str]) -> dict[str, Asked | None]:
        """For a choice of several options, the yes-or-no fact that each surely gives; nothing where none does."""
        if field.kind != SEVERAL and not (not field.kind and len(field.options) > 1):
            return {}
        found: dict[str, Asked | None] = {}
        given = set(taken)
        for option in field.options[:MAX_OPTIONS]:
            one = FormField(option, kind="yes_no", annotation=field.annotation)
            guesses = self.guesses(one, scope)
            sure = guesses[0].asked if guesses and _is_sure(one, guesses) else None
            found[option] = None if sure is None or sure.path in given else sure
            given.update(() if sure is None else (sure.path,))
        return found if any(found.values()) else {}

    def blocks(self, fields: Iterable[FormField]) -> tuple[BlockMatch, ...]:
        """The list that each block gives: its label and some of its fields say so, or several of its fields do.

        A list is given by one block: the nearest.
        """
        fields = tuple(fields)
        found: dict[int, tuple[float, BlockMatch]] = {}
        for name in dict.fromkeys(each.scope for each in self.asked if each.scope is not None):
            rated = [(*self._block(field, name), place) for place, field in enumerate(fields) if place not in found]
            score, match, place = max(rated, key=lambda each: each[0], default=(0.0, None, 0))
            if score and match is not None:
                found[place] = score, match
        return tuple(
            found[place][1] if place in found else BlockMatch(field, None, ()) for place, field in enumerate(fields)
        )

    def _block(self, field: FormField, name: str) -> tuple[float, BlockMatch]:
        """How surely a block gives a list, nought where it does not, and what its fields then give."""
        inner = self.matches(field.inner or (), name)
        sure = sum(match.sure is not None for match in inner)
        near = self.weights.likeness(self.label(field.label), self.label(str(self.plan.facts[name].label)))
        return (sure + near if sure and (near >= 0.5 or sure > 1) else 0.0), BlockMatch(field, name, inner)


def untaxed(label: str, currency: Currency | None) -> str | None:
    """How a label says that an amount is without the taxes that the rules count, or None."""
    said = _plain(label)
    others = () if currency is None else currency.other_tax
    return next((tax for tax in others if re.search(rf"\b{re.escape(_plain(tax))}\b", said)), None)


def _plain(text: str) -> str:
    """A text as taxes are looked for in it: ``T.T.C.`` is ``ttc``."""
    return normal(text[:400]).replace(".", "")


def _leads(score: float, other: float) -> bool:
    """Whether a guess is told from another: its very label is, from all that have not."""
    return score >= other + _LEAD or score == 1 > other


def _is_sure(field: FormField, guesses: Sequence[Guess]) -> bool:
    first = guesses[0]
    leads = len(guesses) == 1 or _leads(first.score, guesses[1].score)
    return first.sound and first.score >= (_SURE if field.kind else _SURE_OF_ANY_KIND) and leads


def values_of(field: FormField, fact: FactDef) -> dict[str, str]:
    """The value that each option surely means; an option that means none is left out."""
    names = {spelling: name for name, value in (fact.values or {}).items() for spelling in value.label.values()}
    found: dict[str, str] = {}
    for option in field.options[:MAX_OPTIONS]:
        value = fact.value_of(option) or names.get(nearest_text(option, names) or "")
        if value is not None:
            found[option] = value
    return found


def reads(option: str, fact: FactDef, plan: Plan) -> bool:
    """Whether an option is a value of a fact as it is written."""
    try:
        read_value(option, fact, plan.currency)
    except ParseError:
        return False
    return True
