"""Spreadsheets that an instructor downloads from the platform: Dossiers, Etablissements, Avis, one sheet per block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.handling import OUTCOMES, PLATFORM, Decision, Handling, moment_of
from relance_rules.dossiers.platform.choosing import NEEDS_MAPPING, Forms
from relance_rules.dossiers.platform.filed import FieldAnswer, Filed, FormBlock
from relance_rules.dossiers.records import Record, failed, left_out
from relance_rules.dossiers.tables.grid import CellValue, Sheet, SheetRow, is_blank, plain_text
from relance_rules.dossiers.tables.records import CellPlace, where_of
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.values import Message
from relance_rules.values.spelling import normal

_STATES = {
    "en construction": "en_construction",
    "en instruction": "en_instruction",
    "accepte": "accepte",
    "refuse": "refuse",
    "classe sans suite": "sans_suite",
    "sans suite": "sans_suite",
}
_NUMBER, _STATE = "id", "etat du dossier"
_OWN = {
    "id": "number",
    "depose le": "filed_on",
    "etablissement siret": "siret",
    "entreprise raison sociale": "name",
}
_HANDLING = {
    "email": "contact",
    "derniere mise a jour du dossier le": "modified",
    "motivation de la decision": "note",
    "instructeurs": "instructors",
    "groupe instructeur": "group",
}
_ROW_NUMBER, _LINE, _FIELD = "dossier id", "ligne", "champ"
_ESTABLISHMENTS, _OPINIONS = "etablissements", "avis"
_LISTED = 20
# The last columns before the fields of the form; everything before them is the platform's own.
_LAST = ("groupe instructeur", "instructeurs")


def is_export(sheets: Sequence[Sheet], context: Context) -> bool:
    """Whether sheets are an export of the platform: a number and a state per row, or a mapping and a number."""
    titles = {normal(title) for _, title in _titles(sheets[0])}
    return _NUMBER in titles and (_STATE in titles or bool(context.mappings))


def read_export(sheets: Sequence[Sheet], name: str, context: Context) -> Iterator[Record]:
    """The dossiers of an export.

    Raises:
        DossierError: No mapping says how the fields of the form become facts, or the export is broken.
    """
    if not context.mappings:
        raise DossierError([Problem(NEEDS_MAPPING, name)])
    export = _Export(sheets)
    forms = Forms(name, context)
    for row in export.main.rows[1:]:
        filed = export.filed(row)
        if row.fault is not None:
            found = failed(f"{export.main.name}:{row.number}", Problem(row.fault, export.main.name, row.number))
            yield replace(found, ours=True)
        elif filed is None:
            message = Message("cette ligne n’a pas de numéro de dossier")
            found = failed(f"{export.main.name}:{row.number}", Problem(message, export.main.name, row.number))
            yield replace(found, ours=True)
        elif (record := forms.record(filed)) is not None:
            yield record
    for message in forms.faults():
        yield failed(name, Problem(message, name))
    notes = [*export.notes(), *forms.notes()]
    has_blocks = any(block.list is not None for mapping in forms.used for block in mapping.blocks)
    if has_blocks and len(sheets) == 1 and not sheets[0].title:
        notes.append(Message("un export csv n’a pas les blocs répétables : exportez en xlsx ou en ods"))
    if notes:
        yield left_out(name, *notes)


def filed_in(sheets: Sequence[Sheet]) -> Iterator[Filed]:
    """The dossiers of an export as the platform holds them; a row that has no number, or can't be read, is none."""
    export = _Export(sheets)
    for row in export.main.rows[1:]:
        if row.fault is None and (filed := export.filed(row)) is not None:
            yield filed


def _titles(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The columns of a sheet that have a title, with their place from 0."""
    for place, cell in enumerate(sheet.rows[0].cells if sheet.rows else ()):
        if isinstance(cell, str) and cell.strip():
            yield place, cell.strip()


def _number(row: SheetRow, place: int | None) -> str:
    return _plain(_cell(row, place))


def _plain(value: CellValue) -> str:
    return "" if isinstance(value, Message) else plain_text(value)


def _cell(row: SheetRow, place: int | None) -> CellValue:
    if place in row.merged:
        return Message("cette cellule est fusionnée avec une autre")
    return row.cells[place] if place is not None and place < len(row.cells) else ""


class _Export:
    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.main = sheets[0]
        titles = list(_titles(self.main))
        plain = [normal(title) for _, title in titles]
        self._id = titles[plain.index(_NUMBER)][0]
        last = next((plain.index(label) for label in _LAST if label in plain), None)
        fixed = (
            set(range(last + 1)) if last is not None else {n for n, label in enumerate(plain) if self._is_own(label)}
        )
        self._own = {_OWN[label]: titles[n][0] for n, label in enumerate(plain) if n in fixed and label in _OWN}
        self._handling = {
            _HANDLING[label]: titles[n][0] for n, label in enumerate(plain) if n in fixed and label in _HANDLING
        }
        self._state = next((titles[n][0] for n, label in enumerate(plain) if n in fixed and label == _STATE), None)
        self._fields = [title for n, title in enumerate(titles) if n not in fixed]
        self._people = [
            titles[plain.index(label)][0] for label in ("prenom", "nom") if label in plain[: (last or 0) + 1]
        ]
        self._known = {_number(row, self._id) for row in self.main.rows[1:]}
        self._establishments: dict[str, dict[str, tuple[CellValue, CellPlace]]] = {}
        self._blocks: list[tuple[Sheet, dict[str, list[tuple[Decimal, tuple[FieldAnswer, ...]]]]]] = []
        self._lost: dict[tuple[str, str], list[int]] = {}
        self._notes: list[Message] = []
        for sheet in sheets[1:]:
            self._other(sheet)

    @staticmethod
    def _is_own(label: str) -> bool:
        return label in _OWN or label == _STATE

    def notes(self) -> Iterator[Message]:
        """What the other sheets hold that no dossier takes."""
        yield from self._notes
        for (sheet, number), rows in islice(self._lost.items(), _LISTED):
            values = {"family": sheet, "where": where_of(rows), "reference": number[:80]}
            if number:
                yield Message("« {family} », {where} : le dossier « {reference} » n’est pas dans l’export", values)
            else:
                yield Message("« {family} », {where} : le numéro du dossier manque", values)
        if (more := len(self._lost) - _LISTED) > 0:
            yield Message("… et les lignes de {count} dossiers de plus, qui ne sont pas dans l’export", {"count": more})

    def filed(self, row: SheetRow) -> Filed | None:
        """A row as a dossier of the platform, or None where it has no number."""
        number = _number(row, self._id)
        if not number:
            return None
        own = {key: (_cell(row, place), self._place(row, place)) for key, place in self._own.items()}
        for key, found in self._establishments.get(number, {}).items():
            if is_blank(own.get(key, ("",))[0]):
                own[key] = found
        if is_blank(own.get("name", ("",))[0]) and self._people:
            named = " ".join(filter(None, (_number(row, place) for place in self._people)))
            own["name"] = (named, self._place(row, self._people[0]))
        answers = tuple(
            FieldAnswer(title, None, _cell(row, place), CellPlace(self.main.name, row.number, place + 1, title))
            for place, title in self._fields
        )
        blocks = tuple(
            FormBlock(
                sheet.title,
                _descriptor(sheet.title),
                tuple(answers for _, answers in sorted(rows.get(number, ()), key=lambda pair: pair[0])),
                CellPlace(sheet.name, title=sheet.title),
                cut=True,
            )
            for sheet, rows in self._blocks
        )
        said = _number(row, self._state)
        state = _STATES.get(normal(said), said) if said else None
        return Filed(
            f"{self.main.name}:{row.number}",
            CellPlace(self.main.name, row.number),
            state,
            {key: found for key, found in own.items() if not is_blank(found[0])},
            answers,
            blocks,
            spreadsheet=True,
            handling=self._stands(row, number, state, own),
        )

    def _stands(
        self, row: SheetRow, number: str, state: str | None, own: Mapping[str, tuple[CellValue, CellPlace]]
    ) -> Handling:
        """How the dossier of a row stands on the platform."""
        told = {key: _number(row, place) or None for key, place in self._handling.items()}
        who = {key: _plain(own[key][0]) or None for key in ("name", "siret") if key in own}
        outcome = OUTCOMES.get(state or "")
        return Handling(
            number,
            state,
            who.get("name"),
            who.get("siret"),
            told.get("contact"),
            told.get("group"),
            tuple(filter(None, (each.strip() for each in (told.get("instructors") or "").split(",")))),
            moment_of(told.get("modified") or ""),
            None if outcome is None else Decision(outcome, note=told.get("note"), source=PLATFORM),
        )

    def _place(self, row: SheetRow, place: int) -> CellPlace:
        title = dict(_titles(self.main)).get(place)
        return CellPlace(self.main.name, row.number, place + 1, title)

    def _other(self, sheet: Sheet) -> None:
        titles = list(_titles(sheet))
        columns: Mapping[str, int] = {normal(title): place for place, title in reversed(titles)}
        if normal(sheet.title) == _ESTABLISHMENTS and _ROW_NUMBER in columns:
            self._establishment_rows(sheet, columns)
        elif normal(sheet.title) == _OPINIONS:
            return
        elif _ROW_NUMBER in columns and _LINE in columns:
            self._block_rows(sheet, titles, columns)
        else:
            self._notes.append(Message("la feuille « {title} » n’est pas lue", {"title": sheet.title}))

    def _establishment_rows(self, sheet: Sheet, columns: Mapping[str, int]) -> None:
        for row in sheet.rows[1:]:
            if normal(_number(row, columns.get(_FIELD))) != "dossier":
                # The establishment of a field: its SIRET is in the field's own column.
                continue
            own = self._establishments.setdefault(_number(row, columns[_ROW_NUMBER]), {})
            for label, key in _OWN.items():
                if label in columns and key in ("siret", "name"):
                    place = columns[label]
                    own[key] = (_cell(row, place), CellPlace(sheet.name, row.number, place + 1, label))

    def _block_rows(self, sheet: Sheet, titles: Sequence[tuple[int, str]], columns: Mapping[str, int]) -> None:
        rows: dict[str, list[tuple[Decimal, tuple[FieldAnswer, ...]]]] = {}
        own = {columns[_ROW_NUMBER], columns[_LINE]}
        for row in sheet.rows[1:]:
            answers = tuple(
                FieldAnswer(
                    title, None, _cell(row, place), CellPlace(sheet.name, row.number, place + 1, title, row.number)
                )
                for place, title in titles
                if place not in own
            )
            line, number = _number(row, columns[_LINE]), _number(row, columns[_ROW_NUMBER])
            order = Decimal(line) if re.fullmatch(r"[0-9]{1,9}", line) else Decimal(row.number)
            rows.setdefault(number, []).append((order, answers))
            if not number or number not in self._known:
                self._lost.setdefault((sheet.title, number), []).append(row.number)
        self._blocks.append((sheet, rows))


def _descriptor(title: str) -> str | None:
    found = re.match(r"\(([0-9]+)\)", title)
    return found[1] if found else None
