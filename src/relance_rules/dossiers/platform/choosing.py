"""Which mapping is for a dossier of the platform, where several are given: by what it says, or by its fields.

Two forms may share most of their fields, and a mapping that is for another form would give wrong facts that nothing
shows: what can't be told for sure is not read, and what would tell is said.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import PurePath
from typing import NamedTuple

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.handling import decision_part
from relance_rules.dossiers.mapping import BlockRule, FieldRule, PlatformMapping
from relance_rules.dossiers.platform.filed import FieldAnswer, Filed
from relance_rules.dossiers.platform.forms import Form, cut, fields_found, names_block, number_of
from relance_rules.dossiers.records import Record
from relance_rules.plan.ruleset import Roles
from relance_rules.values import Message

_Named = tuple[tuple[str, str | None], ...]
_Shape = tuple[int | None, _Named, _Named, tuple[str, ...]]
"""What tells dossiers that the same mapping is for: their procedure, their fields, blocks, and what was not asked."""

_Cause = tuple[int | None, tuple[int, ...]]
"""Why no mapping is for some dossiers: of which procedure they are, and the mappings that all of them fit."""


NEEDS_MAPPING = Message(
    "c’est un export de démarches-simplifiees : donnez avec --mapping la correspondance qui dit quel champ donne quel "
    "fait ; « relance new THEME --format mapping » en écrit une à remplir"
)
"""What is said of an export that comes without a mapping."""


class _Refused(NamedTuple):
    """Dossiers that are not read: the first of them, and the numbers of all."""

    first: Filed
    numbers: list[str]


class Forms:
    """One file's dossiers, each through the mapping that is for it."""

    def __init__(self, name: str, context: Context) -> None:
        """Take the name of the file, and what is known beside it."""
        self._name, self._context = name, context
        self._mappings = context.mappings
        self._forms: dict[int, Form] = {}
        self._chosen: dict[_Shape, int | _Cause] = {}
        self._refused: dict[_Cause, _Refused] = {}

    def record(self, filed: Filed) -> Record | None:
        """A dossier of the platform as a record; None where no mapping is for it, or where its mapping leaves it."""
        found = self._choice(filed)
        if isinstance(found, int):
            return self._form(found).record(filed)
        self._refused.setdefault(found, _Refused(filed, [])).numbers.append(number_of(filed))
        return None

    def faults(self) -> Iterator[Message]:
        """What keeps some dossiers of the file from being read."""
        if self._refused and not self._mappings:
            yield NEEDS_MAPPING
            return
        for (_, fitting), refused in self._refused.items():
            yield self._several(fitting, refused) if fitting else self._none(refused)
        for form in self._forms.values():
            yield from form.faults()

    def notes(self) -> Iterator[Message]:
        """What the file holds that its mappings do not name or take, and the reverse."""
        for form in self._forms.values():
            yield from form.notes()

    @property
    def used(self) -> Iterator[PlatformMapping]:
        """The mappings that dossiers were read with; the only one, whatever was read."""
        return iter(self._mappings if len(self._mappings) == 1 else (form.mapping for form in self._forms.values()))

    def _form(self, place: int) -> Form:
        if place not in self._forms:
            alone = len(self._mappings) == 1
            context = self._context
            self._forms[place] = Form(self._mappings[place], context.plan, decided=context.decided, alone=alone)
        return self._forms[place]

    # ---- the choice

    def _choice(self, filed: Filed) -> int | _Cause:
        """The place of the mapping that is for a dossier, or why there is none."""
        shape = _shape(filed) if len(self._mappings) > 1 else (filed.procedure, (), (), ())
        if shape not in self._chosen:
            self._chosen[shape] = self._chosen_for(filed)
        return self._chosen[shape]

    def _chosen_for(self, filed: Filed) -> int | _Cause:
        said = {place: each.is_for(self._name, filed.procedure) for place, each in enumerate(self._mappings)}
        sure = [place for place, told in said.items() if told]
        likely = sure or [place for place, told in said.items() if told is None]
        if len(likely) == 1 and (sure or len(said) == 1):
            # What a person says is taken; Form still leaves a dossier that shares little with its mapping.
            return likely[0]
        fitting = tuple(place for place in likely if _fits(self._mappings[place], filed, self._context.plan.roles))
        return fitting[0] if len(fitting) == 1 else (filed.procedure, fitting)

    # ---- what is said where none is chosen

    def _none(self, refused: _Refused) -> Message:
        sure = [each for each in self._mappings if each.is_for(self._name, refused.first.procedure)]
        reasons = reduce(_both, (self._reason(mapping, refused.first) for mapping in sure or self._mappings))
        return Message(
            "ces dossiers n’ont pas de correspondance parmi celles qui sont données, et ne sont pas lus : {numbers} ; "
            "{reasons} ; ajoutez « {line} » dans celle qui est pourtant pour eux, et dans elle seule, ou donnez aussi "
            "la leur par --mapping",
            {"numbers": cut(refused.numbers), "reasons": reasons, "line": self._line(refused.first)},
        )

    def _reason(self, mapping: PlatformMapping, filed: Filed) -> Message:
        """Why a mapping is not for a dossier."""
        values = {"mapping": mapping.called, "number": number_of(filed)}
        if mapping.is_for(self._name, None) is False:
            return Message("{mapping} est pour d’autres fichiers, {files}", {**values, "files": list(mapping.files)})
        if mapping.is_for(self._name, filed.procedure) is False:
            known = {"procedures": list(map(str, mapping.procedures)), "procedure": str(filed.procedure)}
            return Message(
                "{mapping} est pour d’autres démarches ({procedures}) que celle de {number} ({procedure})",
                {**values, **known},
            )
        labels = [f"« {rule.name[:80]} »" for rule in _lacking(mapping, filed, self._context.plan.roles)]
        if not labels:
            return Message("{mapping} ne nomme aucun champ de {number}", values)
        return Message("{mapping} nomme {labels}, que {number} n’a pas", {**values, "labels": cut(labels)})

    def _several(self, fitting: Sequence[int], refused: _Refused) -> Message:
        values = {
            "numbers": cut(refused.numbers),
            "mappings": [self._mappings[place].called for place in fitting],
            "line": self._line(refused.first),
        }
        return Message(
            "plusieurs correspondances conviennent à ces dossiers, qui ne sont pas lus : {numbers} ; ils ont tous les "
            "champs que nomment {mappings} : ajoutez « {line} » dans celle qui est pour eux, et dans elle seule",
            values,
        )

    def _line(self, filed: Filed) -> str:
        """The line by which a mapping says that it is for a dossier."""
        if filed.procedure is not None:
            return f"procedures: [{filed.procedure}]"
        return f"files: [{json.dumps(glob.escape(PurePath(self._name).name), ensure_ascii=False)}]"


def _both(first: Message, then: Message) -> Message:
    return Message("{head} ; {end}", {"head": first, "end": then})


def _shape(filed: Filed) -> _Shape:
    fields, blocks = (tuple((each.label, each.descriptor) for each in group) for group in (filed.answers, filed.blocks))
    return filed.procedure, fields, blocks, filed.unasked


def _fits(mapping: PlatformMapping, filed: Filed, roles: Roles) -> bool:
    """Whether a dossier has some fields that a mapping names, and lacks none of them."""
    named = any(found for _, found in fields_found(mapping.fields, filed.answers)) or any(
        names_block(rule, block) for rule in mapping.blocks for block in filed.blocks
    )
    return named and next(_lacking(mapping, filed, roles), None) is None


def _lacking(mapping: PlatformMapping, filed: Filed, roles: Roles) -> Iterator[FieldRule | BlockRule]:
    """The fields and blocks that a mapping names, and that a dossier has not.

    What tells of the decision is none: it stands in the notes of the service, which an export may leave out. What the
    query did not ask is there all the same; and a spreadsheet has no sheet for a block that nobody filled in.
    """
    unasked = [FieldAnswer(label, None, "", filed.place) for label in filed.unasked]
    for rule, found in fields_found(mapping.fields, [*filed.answers, *unasked]):
        if not found and decision_part(rule.fact, roles) is None:
            yield rule
    for block in () if filed.spreadsheet else mapping.blocks:
        if not any(names_block(block, each) for each in filed.blocks) and not any(
            block.names(label, None) for label in filed.unasked
        ):
            yield block
