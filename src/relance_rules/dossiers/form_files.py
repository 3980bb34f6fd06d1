"""The file that describes a form of the filing platform: its own description, an answer with dossiers, or an export."""

from __future__ import annotations

from pathlib import Path

from relance_rules.dossiers.context import Context
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.dossiers.formats.delimited import delimited_sheet
from relance_rules.dossiers.formats.workbooks import workbook_sheets
from relance_rules.dossiers.platform.described import FormDescription, form_in, form_of
from relance_rules.dossiers.platform.exports import filed_in, is_export
from relance_rules.dossiers.records import MAX_BATCH_BYTES
from relance_rules.loading.exact_json import parse_json
from relance_rules.loading.files import read_bytes, shown, text_and_notes
from relance_rules.loading.problems import DossierError, Problem
from relance_rules.plan.ruleset import Plan
from relance_rules.values import Message

MAX_FIELDS = 10_000
"""A form that has more fields is none."""

_ADVICE = Message(
    "donnez la réponse de l’API à la requête de « relance new --format form-query », ou un export de dossiers"
)


def read_form(path: Path, plan: Plan) -> FormDescription:
    """The form that a file describes.

    Raises:
        DossierError: The file can't be read, or describes no form.
    """
    name = shown(path)
    try:
        form = _form(path, name, plan)
    except RecursionError:
        raise DossierError([Problem(Message("imbrication trop profonde"), name)]) from None
    if form is None or not form.fields:
        message = Message("ce fichier ne décrit aucun formulaire : {advice}", {"advice": _ADVICE})
        raise DossierError([Problem(message, name)])
    if len(form.fields) + sum(len(field.inner or ()) for field in form.fields) > MAX_FIELDS:
        raise DossierError([Problem(Message("ce formulaire a plus de {limit} champs", {"limit": MAX_FIELDS}), name)])
    return form


def _form(path: Path, name: str, plan: Plan) -> FormDescription | None:
    kind = FORMATS.get(path.suffix.lower())
    if kind in ("workbooks", "delimited"):
        listed = workbook_sheets(path) if kind == "workbooks" else [delimited_sheet(path, "")]
        sheets = [sheet for sheet in listed if sheet.rows]
        return form_of(filed_in(sheets)) if sheets and is_export(sheets, Context(plan)) else None
    text, _ = text_and_notes(read_bytes(path, MAX_BATCH_BYTES), name, MAX_BATCH_BYTES)
    lines = text.splitlines() if kind == "lines" else [text]
    return form_in([parse_json(line, name) for line in lines if line.strip()], plan.facts)
