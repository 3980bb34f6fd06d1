"""Whatever a file holds, reading it gives records and raises nothing."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import relance_rules
from relance_rules.dossiers.context import Context
from relance_rules.dossiers.extensions import FORMATS
from relance_rules.dossiers.mapping import PlatformMapping
from relance_rules.dossiers.sources import iter_records

MAPPING = {
    "defaults": {"theme": "SNAP3"},
    "fields": [
        {"label": "a", "fact": "projet.nom"},
        {"label": "b", "fact": "projet.cout_total_ttc"},
        {"label": "c", "fact": "projet.equipe_interne"},
        {"label": "d", "fact": "projet.part_services_deconcentres", "percent": "true"},
        {"label": "e", "choices": {"x": "engagements.x", "x, x": "engagements.y"}},
    ],
    "blocks": [{"label": "f", "list": "depenses", "fields": [{"label": "a", "fact": "libelle"}]}],
}


@cache
def context() -> Context:
    plan = relance_rules.load_rules().plan
    one = replace(plan, themes={"SNAP3": plan.themes["SNAP3"]})
    return Context(one, (PlatformMapping.model_validate(MAPPING),))


def read(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(content)
        records = list(iter_records([path], context()))
    assert records
    for record in records:
        assert (record.document is not None) + (record.error is not None) + bool(record.notes) >= 1
        assert record.document is None or isinstance(record.document.data, dict)


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@given(content=st.binary(max_size=300))
def test_any_bytes(suffix: str, content: bytes) -> None:
    read(suffix, content)


CELLS = st.sampled_from(
    [
        "theme",
        "reference",
        "projet.nom",
        "Coût total TTC",
        "porteurs[0].siret",
        "ID",
        "État du dossier",
        "Instructeurs",
        "SNAP3",
        "a",
        "b",
        "c",
        "e",
        "0",
        "on",
        "x, x",
        "12",
        "1,200",
        "En instruction",
        "",
        '"',
        "\u2028",
        "\ufeff",
    ]
)


@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=5), separator=st.sampled_from(";,\t"))
def test_any_table(rows: list[list[str]], separator: str) -> None:
    read(".csv", "\n".join(separator.join(row) for row in rows).encode())


KEYS = st.sampled_from(
    [
        "data",
        "dossier",
        "demarche",
        "dossiers",
        "nodes",
        "edges",
        "node",
        "champs",
        "rows",
        "label",
        "value",
        "values",
        "stringValue",
        "files",
        "date",
        "demandeur",
        "siret",
        "entreprise",
        "state",
        "number",
        "dateDepot",
        "pageInfo",
        "__typename",
        "integerNumber",
        "etablissement",
        "annotations",
        "errors",
        "theme",
        "champDescriptorId",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["a", "b", "c", "d", "e", "f", "x, x", "NaN", "sNaN", "1E+999999999", "en_instruction", "0"])
    | st.sampled_from(["IntegerNumberChamp", "DecimalNumberChamp", "2021-02-30T00:00:00Z", "9999-12-31T23:59:59Z"])
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "Q2hhbXAtMQ=="])
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6))


@pytest.mark.parametrize("suffix", [".json", ".ndjson"])
@given(data=JSON)
def test_any_answer(suffix: str, data: Any) -> None:
    read(suffix, json.dumps(data).encode())
