"""A mapping proposed for a form of the platform: what is sure is written, what is likely is in comments, to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from relance_rules.dossiers.platform.described import FormDescription, FormField
from relance_rules.dossiers.platform.guesses import BlockMatch, Guess, Guesser, Match, values_of
from relance_rules.dossiers.platform.kinds import NUMBERS, SEVERAL, called
from relance_rules.dossiers.platform.nearness import label_of
from relance_rules.dossiers.platform.start import BLOCKS, head, quoted
from relance_rules.dossiers.tables.columns import ANSWER
from relance_rules.localization import LanguageCode, Localization, localization
from relance_rules.plan.ruleset import Plan, Theme
from relance_rules.values import Message, visible
from relance_rules.values.spelling import normal

MAX_PROPOSED_BYTES = 3 * 1024 * 1024
"""What is written stays far below the largest file that is read again."""

_SHOWN, _LISTED, _LONGEST_OPTION = 100, 30, 200
_LONGEST_LABEL = 1000
_AMOUNT = label_of("montant subvention").words.keys()
_AWARDED = frozenset(
    word for text in ("accordé attribué octroyé retenu notifié alloué",) for word in label_of(text).words
)


class Proposal:
    """The text of a mapping for a form, and how many of its fields are left for a person to decide."""

    def __init__(self, plan: Plan, theme: Theme, form: FormDescription, language: LanguageCode = "fr") -> None:
        """Take the rule set, the theme whose facts are asked, and the form."""
        self._plan, self._theme, self._form = plan, theme, form
        self._words: Localization = localization(language, plan.currency)
        self._language: LanguageCode = language
        guesser = Guesser(plan, theme)
        self._asked = guesser.asked
        self._matches = guesser.matches(field for field in form.fields if field.inner is None)
        self._blocks = guesser.blocks(field for field in form.fields if field.inner is not None)
        self._nth = _occurrences(form.fields)

    def text(self) -> str:
        """The mapping, as YAML that loads whatever the labels of the form are."""
        title = Message(
            "Correspondance entre un formulaire de démarches-simplifiees et les faits du thème {theme}, proposée "
            "d’après ce formulaire.\n"
            "Ce qui est sûr est écrit. Le reste est à décider : ôtez le « # » de la ligne qui convient.\n"
            "« relance lint FILE --form FORM » dit ce qui reste.",
            {"theme": self._theme.code},
        )
        procedures = self._form.procedures
        parts = [
            *head(self._plan, self._theme, title, self._language, procedures if len(procedures) <= _LISTED else ()),
            *self._fields_part(),
            *self._blocks_part(),
            *self._missing_part(),
        ]
        return "\n".join(parts) + "\n"

    def _say(self, message: Message) -> str:
        return _one_line(self._words.say(message))

    # ---- fields

    def _fields_part(self) -> list[str]:
        lines, left = self._decided(self._matches, "  ", MAX_PROPOSED_BYTES // 2)
        lines = ["fields:", *lines] if lines else self._empty("fields")
        return [*lines, *self._undecided(left, "  ", MAX_PROPOSED_BYTES // 4)]

    def _decided(self, matches: Iterable[Match], indent: str, room: int) -> tuple[list[str], list[Match]]:
        """The fields whose facts are sure, as far as there is room; and those that are left to decide."""
        lines: list[str] = []
        left = []
        for match in matches:
            listed = list(self._sure(match, indent)) if _is_decided(match) else []
            room -= _size(listed)
            if listed and room >= 0:
                lines += listed
            else:
                left.append(match)
        return lines, left

    def _empty(self, key: str) -> list[str]:
        told = Message("ôtez « [] » dès qu’une ligne de commentaire devient un champ")
        return [f"{key}: []  # {self._say(told)}"]

    def _sure(self, match: Match, indent: str) -> Iterator[str]:
        field, guess = match.field, match.sure
        yield f"{indent}# {self._about(field)}"
        first, *rest = self._names(field)
        yield f"{indent}- {first}"
        yield from (f"{indent}  {line}" for line in rest)
        if guess is None:
            yield f"{indent}  choices:"
            for option in _distinct(match.choices):
                asked = match.choices[option]
                yield f"{indent}    {quoted(option)}: {'null' if asked is None else asked.path}"
            return
        yield f"{indent}  fact: {guess.asked.path}"
        if guess.asked.document:
            yield f"{indent}  present: true"
        elif guess.asked.fact.type == "percentage" and field.kind in NUMBERS:
            yield f"{indent}  percent: true"
        elif guess.asked.fact.values and field.options:
            yield from self._values(field, guess, indent)

    def _values(self, field: FormField, guess: Guess, indent: str) -> Iterator[str]:
        """The value of each option; those that nobody can tell are to be decided."""
        known = values_of(field, guess.asked.fact)
        options = _distinct(field.options)
        given = [f'{indent}    {quoted(option)}: "{known[option]}"' for option in options if option in known]
        left = [f"{indent}    # {quoted(option)}:" for option in options if option not in known]
        if given:
            yield f"{indent}  values:"
            yield from given
        if left:
            accepted = Message("à compléter, parmi : {known}", {"known": list(guess.asked.fact.values or ())})
            yield f"{indent}    # {self._say(accepted)}"
            yield from left

    def _undecided(self, matches: Sequence[Match], indent: str, room: int) -> Iterator[str]:
        """The fields that no fact is surely near: first those that have likely ones, then the others, one a line."""
        near = [match for match in matches if match.likely or _may_be_amount(match.field)]
        far = [match for match in matches if not (match.likely or _may_be_amount(match.field))]
        lines = [line for match in near for line in self._likely(match, indent)]
        if near:
            told = Message("À DÉCIDER : probables, à confirmer.")
            lines = ["", f"{indent}# {self._say(told)}", *lines]
        if far:
            told = Message("À DÉCIDER : aucun fait n’est proche. Sans le « # », la ligne dit que le champ ne sert pas.")
            lines += ["", f"{indent}# {self._say(told)}"]
            lines += [
                f"{indent}# {self._flow(match.field, 'ignore: true')}  # {self._about(match.field)}" for match in far
            ]
        return self._within(lines, indent, room)

    def _within(self, lines: Iterable[str], indent: str, room: int) -> Iterator[str]:
        """The lines that there is room for, and a mark where there are more."""
        for line in lines:
            room -= _size([line])
            if room < 0:
                yield f"{indent}# {self._say(Message('… et d’autres champs, que « relance lint » dira'))}"
                return
            yield line

    def _likely(self, match: Match, indent: str) -> Iterator[str]:
        field = match.field
        yield f"{indent}# {self._about(field)}"
        for guess in match.likely:
            values = {"percent": f"{guess.score * 100:.0f} %", "reason": guess.reason}
            why = self._say(Message("{percent}, {reason}", values))
            yield f"{indent}# {self._flow(field, giving(field, guess))}  # {why}"
        if _may_be_amount(field):
            why = self._say(Message("le montant accordé, s’il se lit ici"))
            yield f"{indent}# {self._flow(field, 'fact: decision.montant')}  # {why}"
        yield f"{indent}# {self._flow(field, 'ignore: true')}"

    # ---- blocks

    def _blocks_part(self) -> list[str]:
        if not self._blocks:
            return []
        lines = ["", f"# {self._say(BLOCKS)}"]
        sure = [block for block in self._blocks if _is_sure(block)]
        lines += ["blocks:"] if sure else self._empty("blocks")
        for block in sure:
            lines += self._block(block)
        free = (f"  # {self._ignored(block.field)}" for block in self._blocks if not _is_sure(block))
        return [*lines, *self._within(free, "  ", MAX_PROPOSED_BYTES // 8)]

    def _block(self, block: BlockMatch) -> Iterator[str]:
        yield f"  # {self._about(block.field)}"
        first, *rest = self._names(block.field)
        yield f"  - {first}"
        yield from (f"    {line}" for line in rest)
        yield f"    list: {block.list}"
        yield "    fields:"
        lines, left = self._decided(block.inner, "      ", _BLOCK_ROOM)
        yield from lines
        yield from self._undecided(left, "      ", _BLOCK_ROOM)

    # ---- what the form does not ask

    def _missing_part(self) -> Iterator[str]:
        given = {match.sure.asked.path for match in self._matches if match.sure is not None}
        given |= {asked.path for match in self._matches for asked in match.choices.values() if asked is not None}
        for block in filter(_is_sure, self._blocks):
            given |= {f"{block.list}[].{match.sure.asked.path}" for match in block.inner if match.sure is not None}
        lacking = [each for each in self._asked if _path(each.scope, each.path) not in given]
        if not lacking:
            return
        told = Message("Ce que le thème demande, et qu’aucune ligne ci-dessus ne donne encore : la question à poser.")
        yield from ("", f"# {self._say(told)}")
        for each in lacking:
            question = each.label if each.fact is ANSWER else each.fact.question
            yield f"#   {_path(each.scope, each.path)} : {_one_line(question.among(self._language))}"

    # ---- a field

    def _about(self, field: FormField) -> str:
        told: list[str | Message] = [_one_line(field.label).replace(" ; ", ", ")[:_SHOWN] or "…"]
        if (kind := called(field.kind)) is not None:
            told.append(kind)
        if field.required:
            told.append(Message("obligatoire"))
        if field.annotation:
            told.append(Message("annotation privée"))
        if field.other:
            told.append(Message("avec une réponse libre « Autre »"))
        if field.options and not field.annotation and field.kind == SEVERAL:
            told.append(
                Message("options : {options}", {"options": [_one_line(each)[:60] for each in field.options[:8]]})
            )
        return " ; ".join(each if isinstance(each, str) else self._say(each) for each in told)

    def _names(self, field: FormField) -> list[str]:
        """What designates a field: its label and its number, as far as it has them."""
        return list(_designation(field, self._nth.get(id(field))))

    def _ignored(self, field: FormField) -> str:
        *_, about = self._about(field).partition(" ; ")
        return self._flow(field, "ignore: true") + (f"  # {about}" if about else "")

    def _flow(self, field: FormField, does: str) -> str:
        return entry(field, does, self._nth.get(id(field)))


_BLOCK_ROOM = 200_000


def _path(scope: str | None, path: str) -> str:
    return path if scope is None else f"{scope}[].{path}"


def _is_decided(match: Match) -> bool:
    return (match.sure is not None or bool(match.choices)) and any(_designation(match.field))


def _is_sure(block: BlockMatch) -> bool:
    named = any(_designation(block.field)) and any(map(_is_decided, block.inner))
    return block.list is not None and named


def _designation(field: FormField, nth: int | None = None) -> Iterator[str]:
    """What designates a field in a mapping: its label and its number, as far as it has them and both can be read."""
    if 0 < len(field.label) <= _LONGEST_LABEL:
        yield f"label: {quoted(field.label)}"
    if field.number is not None and 0 < len(field.number) <= _LONGEST_LABEL:
        yield f"field: {quoted(field.number)}"
    elif nth is not None:
        yield f"occurrence: {nth}"


def entry(field: FormField, does: str, nth: int | None = None) -> str:
    """The line of a mapping that names a field, and says what it does."""
    return f"- {{{', '.join([*_designation(field, nth), does])}}}"


def giving(field: FormField, guess: Guess) -> str:
    """What such a line says of a field that gives a fact; a path with brackets would end it."""
    path = guess.asked.path
    extra = ", present: true" if guess.asked.document else ""
    if guess.asked.fact.type == "percentage" and field.kind in NUMBERS:
        extra = ", percent: true"
    return f"fact: {quoted(path) if '[' in path else path}{extra}"


def _occurrences(fields: Iterable[FormField]) -> dict[int, int]:
    """Which of the fields of its label a field is, from 1, where it has no number and shares its label."""
    alike: dict[str, list[FormField]] = {}
    found: dict[int, int] = {}
    for field in fields:
        if field.inner is not None:
            found.update(_occurrences(field.inner))
        elif field.number is None:
            alike.setdefault(normal(field.label), []).append(field)
    for same in alike.values():
        # A mapping counts them to a hundred.
        if len(same) > 1:
            found.update((id(field), nth) for nth, field in enumerate(same[:100], 1))
    return found


def _may_be_amount(field: FormField) -> bool:
    """Whether a private field is likely that of the amount that was awarded."""
    words = label_of(field.label).words.keys()
    return field.annotation and not _AMOUNT.isdisjoint(words) and not _AWARDED.isdisjoint(words)


def _distinct(options: Iterable[str]) -> list[str]:
    """The first options that a mapping can name, each spelling once."""
    spelled = {normal(option): option for option in reversed(list(options)) if 0 < len(option) <= _LONGEST_OPTION}
    return list(islice(reversed(spelled.values()), _LISTED))


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
