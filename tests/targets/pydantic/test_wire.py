"""What a model writes as JSON is read back to the same facts, by the models and by every other reader."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from relance_rules import Money, dossier_model, load_rules
from relance_rules.loading.exact_json import parse_json
from relance_rules.plan.fact_types import FACT_TYPES
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.targets.pydantic.fields import Fields, Part, nested
from relance_rules.targets.pydantic.reading import Reader, reader_of
from relance_rules.values import MAX_AMOUNT, Text
from relance_rules.values.countries import COUNTRIES
from rule_sets import EURO

EXAMPLES = Path(__file__).parents[3] / "examples" / "dossiers"
RULES = load_rules()
READERS = {code: reader_of(RULES.plan, RULES[code]) for code in RULES}


@cache
def body(code: str) -> type[Part]:
    """What a dossier of a theme is made of, as a model: a second for all of them."""
    return Fields(RULES.plan, code, READERS[code].answers, "fr").model(Part)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "country": st.sampled_from(sorted(COUNTRIES)),
    "date": st.dates(),
    "decimal": st.integers(0, MAX_AMOUNT * 10**6).map(lambda number: Fraction(number, 10**6)),
    "integer": st.integers(0, MAX_AMOUNT),
    "money": st.integers(0, MAX_AMOUNT * 100).map(Money),
    "percentage": st.integers(0, 10**8).map(lambda number: Fraction(number, 10**8)),
    "siret": st.sampled_from(["13002526500013", "35600000049837"]),
    "text": st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text == text.strip() != ""),
}
"""Values once read, of each type whose facts do not list theirs."""


def fact_values(fact: FactDef) -> st.SearchStrategy[Any]:
    if fact.values:
        return st.sampled_from(list(fact.values))
    if fact.type == "integer":
        return st.integers(int(fact.minimum or 0), int(fact.maximum or MAX_AMOUNT))
    return VALUES[fact.type]


def facts_of(tree: Tree, reader: Reader, prefix: str = "") -> dict[str, st.SearchStrategy[Any]]:
    """The facts that a dossier may state, by path."""
    found: dict[str, st.SearchStrategy[Any]] = {}
    for step, below in tree.items():
        path = f"{prefix}{step}"
        if isinstance(below, dict):
            found |= facts_of(below, reader, f"{path}.")
        elif below.type == "list":
            inside = facts_of(reader.plan.facts.trees[path], reader)
            items = st.fixed_dictionaries({}, optional=inside).filter(bool)
            found[path] = st.lists(items, min_size=1, max_size=3).map(tuple)
        elif below.type == "flags":
            names = reader.answers[path]
            found |= {f"{path}.{name}": st.booleans() for name in (("demande",) if names is None else sorted(names))}
        else:
            found[path] = fact_values(below)
    return found


FACTS = {
    code: st.fixed_dictionaries({}, optional=facts_of(RULES.plan.facts.trees[None], reader))
    for code, reader in READERS.items()
}


@pytest.mark.parametrize("code", list(RULES))
def test_what_a_model_writes_is_read_back_to_the_same_facts(code: str) -> None:
    @settings(max_examples=12)
    @given(FACTS[code])
    def check(facts: dict[str, Any]) -> None:
        part = body(code).model_validate(nested(facts))
        for data in (parse_json(part.model_dump_json(), None), part.model_dump(mode="json"), part.model_dump()):
            assert READERS[code].read(data) == (facts, [])

    check()


@pytest.mark.parametrize("code", list(RULES))
def test_a_dossier_that_is_ready_validates_again_from_what_its_model_writes(code: str) -> None:
    model = dossier_model(RULES, code)
    data = yaml.load((EXAMPLES / code / "pret.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
    dossier = model.model_validate(data)
    written = dossier.model_dump_json()
    assert model.model_validate_json(written) == dossier
    for mode in ("validation", "serialization"):
        jsonschema.validate(json.loads(written), model.model_json_schema(mode=mode))  # type: ignore[arg-type]
    jsonschema.validate(data, model.model_json_schema())


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("boolean", True, True),
        ("country", "FR", "FR"),
        ("date", date(2021, 2, 12), "2021-02-12"),
        ("date", date(1, 1, 1), "0001-01-01"),
        ("decimal", Fraction(5, 2), "2.5"),
        ("decimal", Fraction(1, 10**6), "0.000001"),
        ("decimal", Fraction(7), "7"),
        ("integer", 7, 7),
        ("money", Money(120_000_000), "1200000.00"),
        ("money", Money(1), "0.01"),
        ("percentage", Fraction(1, 2), "50 %"),
        ("percentage", Fraction(1, 10**8), "0.000001 %"),
        ("siret", "13002526500013", "13002526500013"),
        ("text", "Où ?", "Où ?"),
    ],
)
def test_each_type_is_written_in_one_way_that_its_schemas_describe(kind: str, value: Any, written: Any) -> None:
    fact, of_type = FactDef(kind, Text({"en": "x"}), Text({"en": "x"})), FACT_TYPES[kind]
    assert of_type.write(value) == written
    assert of_type.read(written, fact, EURO) == value
    jsonschema.validate(written, of_type.written)
    jsonschema.validate(written, of_type.schema(EURO) or {})


def test_every_type_that_states_a_value_is_tried() -> None:
    assert set(VALUES) == {kind.name for kind in FACT_TYPES.values() if kind.sort != "group"} - {"enumeration"}


def test_a_fraction_that_no_one_could_write_is_never_read() -> None:
    for value in (Fraction(1, 3), Fraction(1, 10**9)):
        _, faults = READERS["SNAP3"].read({"projet": {"part_services_deconcentres": value}})
        assert faults
