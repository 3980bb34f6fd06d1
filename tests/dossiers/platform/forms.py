"""Forms of the filing platform as its API describes them, for the tests."""

from __future__ import annotations

import base64
from typing import Any

from hypothesis import strategies as st

from relance_rules.dossiers.platform.described import FormField


def descriptor(number: int) -> str:
    return base64.b64encode(f"Champ-{number}".encode()).decode()


def field(number: int, label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    """The description of a field: ``kind`` is its type as the platform names it."""
    name = "".join(part.capitalize() for part in kind.split("_"))
    return {
        "__typename": f"{name}ChampDescriptor",
        "id": descriptor(number),
        "label": label,
        "description": "",
        "required": True,
        **more,
    }


def form(*fields: dict[str, Any], annotations: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """The answer that describes a form."""
    revision = {"id": "UmV2aXNpb24tMQ==", "champDescriptors": list(fields), "annotationDescriptors": list(annotations)}
    return {"data": {"demarche": {"number": 12345, "title": "Guichet", "activeRevision": revision}}}


STRUCTURES = ["Opérateur de l’État", "Administration centrale", "Collectivité", "Établissement public"]


# ---- forms of any kind


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            'x"\n  - {label: y, fact: projet.nom}\n',
            "# relance: ignore",
            "a: b\nfields: []",
            "\x00\x1b[31m\u202e\u2028\x85\ufeff\ud800\uffff",
            "é" * 1001,
            "Coût total TTC",
            "\\",
            "'",
            "…" * 1000,
            "Dépenses",
            "Montant TTC",
        ]
    ),
)
KINDS = st.sampled_from(
    [
        "",
        "text",
        "decimal_number",
        "yes_no",
        "drop_down_list",
        "multiple_drop_down_list",
        "piece_justificative",
        "odd\n#",
    ]
)
FIELDS = st.builds(
    FormField,
    TEXTS,
    st.one_of(st.none(), st.from_regex(r"[0-9]{1,4}", fullmatch=True), TEXTS),
    KINDS,
    st.booleans(),
    st.lists(st.one_of(TEXTS, st.sampled_from(["autre", "Autre", "oui", *STRUCTURES])), max_size=5).map(tuple),
    st.booleans(),
    annotation=st.booleans(),
)
BLOCKS = st.builds(FormField, TEXTS, st.none(), inner=st.lists(FIELDS, max_size=4).map(tuple))
