"""A dossier written with what it states: read back, it says the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from relance_rules.dossiers.documents import parse_document
from relance_rules.dossiers.reading import dossier_from, dossier_of
from relance_rules.loading.nodes import parse_yaml
from relance_rules.loading.problems import DossierError
from relance_rules.showing.plain import json_text
from relance_rules.showing.stated import dossier_data
from relance_rules.showing.template import dossier_template
from relance_rules.values import Money

from .helpers import ROOT, plan, rules, spoken

EXAMPLES = sorted((ROOT / "examples" / "dossiers").rglob("*.yaml"))


def written(data: dict[str, Any], code: str = "SNAP3") -> str:
    return dossier_template(plan(), rules()[code], spoken(), data)


def read(text: str) -> Any:
    try:
        theme, dossier = dossier_of(parse_document(text.encode(), "d"), rules())
    except DossierError as error:
        return {(problem.code, problem.sentence()) for problem in error.problems}
    return theme.code, dossier.facts


@pytest.mark.parametrize("path", EXAMPLES, ids=[f"{path.parent.name}-{path.stem}" for path in EXAMPLES])
def test_an_example_written_says_the_same(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    data = parse_yaml(text).data()
    theme = rules()[data["theme"]]
    again = written(data, theme.code)
    right = theme.code, dossier_from(data, rules())[1].facts
    assert read(again) == right
    assert read(json_text(dossier_data(plan(), theme, data))) == right
    # Written once more, it is the same.
    assert written(parse_yaml(again).data(), theme.code) == again


_SCALARS = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**20), 10**20),
    some.text(max_size=12),
    some.sampled_from(
        ["12/02/2021", "48 k€", "60 %", "oui", "é\u2028\u0085\t\n\"'\\#", "\ufeff", "{x}", "- a", "ITN1"]
    ),
    some.decimals(allow_nan=False, allow_infinity=False, places=2).map(lambda value: value % 10**9),
)
_KEYS = some.one_of(some.sampled_from(["nom", "Nom", "projet", "annee", "x", "é à", "y: #", ""]), some.text(max_size=8))
_VALUES = some.recursive(
    _SCALARS, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(_KEYS, inner, max_size=3), max_leaves=8
)
_FACTS = some.sampled_from(
    [
        "reference",
        "depose_le",
        "projet",
        "porteurs",
        "depenses",
        "financement",
        "engagements",
        "pieces",
        "equipe",
        "Projet",
    ]
)
_GROUPS = some.fixed_dictionaries(
    {}, optional={"nom": _VALUES, "cout_total_ttc": _VALUES, "siret": _VALUES, "x": _VALUES}
)


@settings(max_examples=40, deadline=None)
@given(
    some.dictionaries(_FACTS | some.text(max_size=5), _GROUPS | some.lists(_GROUPS, max_size=3) | _VALUES, max_size=4)
)
def test_whatever_is_stated_is_read_back(data: dict[str, Any]) -> None:
    """The facts, or what is wrong, are those of the data; a theme is named where it names another."""
    text = written(data)
    tree = parse_yaml(text).data()
    assert isinstance(tree, dict)
    try:
        facts = dossier_from({**data, "theme": "SNAP3"}, rules())[1].facts
    except DossierError as error:
        right: Any = {problem.code for problem in error.problems}
    else:
        right = ("SNAP3", facts)
    found = read(text)
    assert ({code for code, _ in found} if isinstance(found, set) else found) == right


def test_values_are_written_as_they_are_read() -> None:
    lines = written({
        "reference": 'a "b" \\ c\n\u2028',
        "projet": {"nom": True, "phase": 2, "cout_total_ttc": Decimal("1200.50"), "reste": Decimal("1.5000")},
        "financement": {"subvention_demandee": Money(123456)},
        "depenses": [{"libelle": "un"}, {}, {"libelle": "deux", "titre": "3", "z": [1, ["a"], {}]}],
        "engagements": {"point_trimestriel": False, "autre": "oui"},
        "inconnu": {"é": None},
    }).split("\n")  # fmt: skip
    kept = [line for line in lines if line and not line.lstrip().startswith("#") and not line.endswith(":")]
    assert kept == [
        "theme: SNAP3",
        'reference: "a \\"b\\" \\\\ c\\n\\u2028"',
        "  nom: oui",
        "  phase: 2",
        '  cout_total_ttc: "1200.50"',
        '  reste: "1.5"',
        '  - libelle: "un"',
        '  - libelle: "deux"',
        '    titre: "3"',
        "      - 1",
        '      - - "a"',
        '  subvention_demandee: "1234.56"',
        "  point_trimestriel: non",
        '  autre: "oui"',
    ]
    assert lines[-4:] == ["# Ce que ce thème ne demande pas", "inconnu:", '  "é":', ""]


def test_three_decimals_are_never_taken_for_thousands() -> None:
    assert '  x: "12.3450"' in written({"projet": {"x": Decimal("12.345")}})


def test_a_key_too_long_for_its_colon_is_read_back() -> None:
    key = "k" * 1100
    assert parse_yaml(written({"projet": {key: {"a": 1}}})).data()["projet"][key] == {"a": "1"}


def test_what_is_of_another_shape_is_kept() -> None:
    data = parse_yaml(written({"projet": "x", "porteurs": "y", "depenses": ["z"], "reference": ["t"]})).data()
    assert [data[key] for key in ("projet", "porteurs", "depenses", "reference")] == ["x", "y", ["z"], ["t"]]
