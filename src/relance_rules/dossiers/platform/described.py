"""A form of the filing platform: its fields, as the platform describes them, or as some of its dossiers show them."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from relance_rules.dossiers.mapping import stable_id
from relance_rules.dossiers.platform.answers import Shown, procedure_of, shown_fields
from relance_rules.dossiers.platform.filed import FieldAnswer, Filed
from relance_rules.dossiers.tables.grid import is_blank
from relance_rules.plan.facts import Vocabulary
from relance_rules.values.spelling import normal

_REVISIONS = ("activeRevision", "publishedRevision", "draftRevision", "revision")
_AROUND = ("data", "demarche", "demarcheDescriptor", "dossier", "groupeInstructeur")
_LISTS = ("champDescriptors", "annotationDescriptors")
_NO_VALUE = frozenset({"header_section", "explication"})
_NAMES = {"commune": "communes", "departement": "departements", "region": "regions"}
"""Types of fields that the platform calls otherwise in an answer than in the description of a form."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form, or a block of fields.

    ``number`` is what its ``champDescriptorId`` stands for, ``kind`` its type as the platform names it
    (``decimal_number``), empty where it is not known. ``other`` says that its options may be left for a free text,
    ``inner`` are the fields of a block, and ``answered`` that a dossier at hand answers it.
    """

    label: str
    number: str | None = None
    kind: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    other: bool = False
    inner: tuple[FormField, ...] | None = None
    annotation: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class FormDescription:
    """The fields of a form, in their order; ``described`` tells its own description from what dossiers show of it.

    ``procedures`` is the numbers of the procedures that it is of, where the platform states them.
    """

    fields: tuple[FormField, ...]
    described: bool = True
    procedures: tuple[int, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether its fields have the numbers that survive a change of their labels."""
        return any(field.number is not None for field in self.fields)


def form_in(data: Any, facts: Vocabulary) -> FormDescription | None:
    """The form that an answer of the platform describes, or that its dossiers show; None where there is neither."""
    shown = _merged(_shown(shown_fields(data, facts)))
    found = _descriptors(data)
    procedures = tuple(dict.fromkeys(_procedures(data)))
    if found is None:
        return FormDescription(shown, described=False, procedures=procedures) if shown else None
    answered = {field.number for field in _flat(shown) if field.answered}
    return FormDescription(tuple(_marked(field, answered) for field in found), procedures=procedures)


def form_of(dossiers: Iterable[Filed]) -> FormDescription:
    """The form that the dossiers of a spreadsheet show."""
    found: list[_Met] = []
    for filed in dossiers:
        found += _cells(filed.answers)
        for block in filed.blocks:
            # The title of a sheet is the number of the block, then its label.
            label = re.sub(r"^\([0-9]+\) ", "", block.label)
            inner = _merged(each for row in block.rows for each in _cells(row))
            field = FormField(label, block.descriptor, "repetition", inner=inner, answered=bool(block.rows))
            found.append((0, field))
    return FormDescription(_merged(found), described=False)


_Met: TypeAlias = tuple[int, FormField]
"""A field, and how many of its label came before it in one dossier: those of a spreadsheet have no numbers."""


def _cells(answers: Iterable[FieldAnswer]) -> Iterator[_Met]:
    met: Counter[str] = Counter()
    for answer in answers:
        spelled = normal(answer.label)
        yield met[spelled], FormField(answer.label, answered=not is_blank(answer.value))
        met[spelled] += 1


def _flat(fields: Iterable[FormField]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from field.inner or ()


def _marked(field: FormField, answered: set[str | None]) -> FormField:
    inner = None if field.inner is None else tuple(_marked(each, answered) for each in field.inner)
    return replace(field, inner=inner, answered=field.number is not None and field.number in answered)


def _procedures(data: Any) -> Iterator[int]:
    """The numbers of the procedures that some answers are of, in their order."""
    for each in data if isinstance(data, list) else [data]:
        if isinstance(each, dict):
            inside = [(key, each[key]) for key in _AROUND if isinstance(each.get(key), (dict, list))]
            for key, value in inside:
                if (number := procedure_of(key, value)) is not None:
                    yield number
                yield from _procedures(value)


# ---- what the platform describes


def _descriptors(data: Any) -> tuple[FormField, ...] | None:
    """The fields of the first form that an answer describes, the form in use before its draft."""
    waiting, beside = deque([data]), None
    while waiting:
        each = waiting.popleft()
        if isinstance(each, list):
            waiting.extend(item for item in each if isinstance(item, (dict, list)))
        if not isinstance(each, dict):
            continue
        inside = [each[key] for key in (*_REVISIONS, *_AROUND) if isinstance(each.get(key), (dict, list))]
        found = tuple(
            field for key in _LISTS for field in _described(each.get(key), annotation=key == "annotationDescriptors")
        )
        if found and not inside:
            return found
        # What stands beside a revision is an older way to ask for it.
        beside = beside or found or None
        waiting.extend(inside)
    return beside


def _described(descriptors: Any, *, annotation: bool, deep: bool = True) -> Iterator[FormField]:
    for each in descriptors if isinstance(descriptors, list) else ():
        if not isinstance(each, dict):
            continue
        kind = _kind(each)
        if kind in _NO_VALUE:
            continue
        inner = None
        if deep and (kind == "repetition" or isinstance(each.get("champDescriptors"), list)):
            inner = tuple(_described(each.get("champDescriptors"), annotation=annotation, deep=False))
        number = _text(each.get("id"))
        yield FormField(
            _text(each.get("label")),
            stable_id(number) if number else None,
            kind,
            each.get("required") is True,
            _options(each, kind),
            each.get("otherOption") is True,
            inner,
            annotation,
        )


def _kind(data: Mapping[str, Any]) -> str:
    """The type of a field as the platform names it, from that of its description or from its ``__typename``."""
    if kind := _text(data.get("type")):
        return kind
    name = re.sub("Champ(Descriptor)?$", "", _text(data.get("__typename")))
    spelled = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return _NAMES.get(spelled, spelled)


def _options(data: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    listed = data.get("options")
    options = [_text(each) for each in listed] if isinstance(listed, list) else []
    if kind == "linked_drop_down_list":
        # What is between dashes is the first list; the answer is one of it and one of those below, joined.
        return ()
    return tuple(dict.fromkeys(filter(None, options)))


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


# ---- what dossiers show


def _shown(met: Iterable[Shown]) -> Iterator[_Met]:
    for key, champ, answer, rows in met:
        kind = _kind(champ)
        inner = None if rows is None else _merged(_shown(rows))
        field = FormField(
            answer.label,
            None if answer.descriptor is None else stable_id(answer.descriptor),
            # A text may be one of a list of options, or anything else that the query did not tell apart.
            "" if kind == "text" else kind if inner is None else "repetition",
            options=answer.options or (),
            inner=inner,
            annotation=key == "annotations",
            answered=bool(inner) or not is_blank(answer.value),
        )
        yield 0, field


def _merged(fields: Iterable[_Met]) -> tuple[FormField, ...]:
    """Each field once, with all that was met of it: its options, its own fields, whether anyone answered it."""
    found: dict[tuple[str, int, bool, bool], FormField] = {}
    for nth, field in fields:
        key = (field.number or normal(field.label), nth, field.annotation, field.inner is not None)
        known = found.get(key)
        if known is None:
            found[key] = field
            continue
        inner = None if field.inner is None else _merged((0, each) for each in (*(known.inner or ()), *field.inner))
        found[key] = replace(
            known,
            options=tuple(dict.fromkeys([*known.options, *field.options])),
            inner=inner,
            answered=known.answered or field.answered,
        )
    return tuple(found.values())
