"""What the compiled reader gives is what the exact reader gives: the same facts, of the same types, the same faults."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from relance_rules import Money, load_rules
from relance_rules.loading.exact_json import parse_json
from relance_rules.plan.fact_type import nothing
from relance_rules.plan.facts import FactDef, Tree
from relance_rules.targets.pydantic.exact import MAX_ITEMS, read_facts
from relance_rules.targets.pydantic.reading import REMEMBERED, Reader, _Said, reader_of
from relance_rules.values.amounts import MAX_TEXT
from rule_sets import MANIFEST, MakeTrial, both, fact

RULES = load_rules()
EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "dossiers").glob("*/*.yaml"))
READERS = {code: reader_of(RULES.plan, RULES[code]) for code in RULES}


class Word(str):
    __slots__ = ()


class Nature(str, Enum):  # noqa: UP042 - what a StrEnum is not
    OF = "prestation"


class Mapped(Mapping[str, Any]):
    """A mapping that is no dict."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


def typed(value: Any) -> Any:
    """A value with its type: an amount is no whole number, and a text of another class no text."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    return tuple(map(typed, value)) if type(value) is tuple else (type(value), value)


def agree(reader: Reader, data: Any) -> bool:
    """Whether there are facts and no fault; the two readers always say the same."""
    plan = reader.plan
    facts, faults = reader.read(data)
    exact, told = read_facts(data, plan.facts, reader.answers, plan.currency)
    assert typed(facts) == typed(exact)
    assert repr(faults) == repr(told)
    return not faults


TEXTS = [
    *("oui", "Non", "true", " vrai ", "2021", "1 200", "0", "007", "3", "1.5", "1.234", "1 200 000,00 €", "48 k€"),
    *("1.2M€", "-5", "2021-02-12", "12/02/2021", "31/02/2021", "0000-01-01", "20210212", "2021-02-12T00:00:00"),
    *("50 %", "101 %", "FR", "france", "13002526500013", "130 025 265 00013", "13002526500014", "prestation"),
    *(" Prestation ", "operateur", "entreprise", "", " ", "\t", "\u200b", "\x1c", "a\x1c", "\x1cb", "\u2800", "é"),
    *("où ?", "a\nb", "x" * 81, "x" * 5000, "x" * 5001, "é" * 5001, "\ud800", "a\ud800", "null", "NaN", "1613088000"),
]
PLAIN: list[Any] = [None, True, False, 0, 1, 3, 2021, 10**12, 10**12 + 1, -1, 10**30, [], {}, [None], [{}], {"a": None}]
FOREIGN: list[Any] = [
    *(1.0, 0.5, float("nan"), float("inf"), Decimal("12.50"), Decimal("1.234"), Decimal("NaN"), Decimal("1E+3")),
    *(Fraction(1, 2), Fraction(1, 3), Money(1250), Money(200), date(2021, 2, 12), datetime(2021, 2, 12)),  # noqa: DTZ001
    *(datetime(2021, 2, 12, 8, tzinfo=UTC), Word("oui"), Word("prestation"), Word("Où"), Word("12"), Nature.OF),
    *(b"oui", (), ({},), {1: 2}, Mapped({}), 1j, object),
]


def scalars(fact: FactDef, python: bool) -> st.SearchStrategy[Any]:
    good: list[Any] = list(fact.values or [])
    good += {
        "boolean": [True, "oui", "non"],
        "money": [1200, "410 000 €", "12,50"],
        "integer": [2021, "2022"],
        "date": ["2021-02-12", "15/03/2021"],
        "text": ["Carte", 12],
        "siret": ["13002526500013"],
        "country": ["FR", "DE"],
        "percentage": ["50 %", "0,5 %"],
        "decimal": ["1,5", 2],
    }.get(fact.type, [])
    every = [*TEXTS, *PLAIN, *(FOREIGN if python else [])]
    # Most values are good, or no dossier of any size would be without fault.
    return st.integers(0, 60).flatmap(lambda n: st.sampled_from(every if n == 60 else [None] if n == 59 else good))


def groups(tree: Tree, reader: Reader, python: bool, prefix: str = "") -> st.SearchStrategy[Any]:
    parts: dict[Any, st.SearchStrategy[Any]] = {}
    for step, below in tree.items():
        path = f"{prefix}{step}"
        if isinstance(below, dict):
            part = groups(below, reader, python, f"{path}.")
        elif below.type == "list":
            part = st.lists(groups(reader.plan.facts.trees[path], reader, python), max_size=3)
        elif below.type == "flags":
            names = reader.answers[path] or {"ce_qui_est_demande"}
            answer = scalars(FactDef("boolean", below.label, below.question), python)
            part = st.dictionaries(st.sampled_from([*sorted(names)] * 20 + ["autre"]), answer, max_size=4)
        else:
            part = scalars(below, python)
        parts[step] = part
    whole = st.fixed_dictionaries({}, optional=parts)
    odd = [*PLAIN, *(FOREIGN if python else []), "oui"]
    respelled = {step.upper(): part for step, part in parts.items()}
    strange = st.fixed_dictionaries(
        {}, optional={**parts, **respelled, "inconnu": st.none(), **({1: st.none()} if python else {})}
    )

    def pick(number: int) -> st.SearchStrategy[Any]:
        if number < 57:
            return whole
        return {57: st.sampled_from(odd), 58: strange, 59: whole.map(Mapped) if python else strange}[number]

    return st.integers(0, 59).flatmap(pick)


STRATEGIES = {
    (code, python): groups(RULES.plan.facts.trees[None], reader, python).filter(lambda data: isinstance(data, Mapping))
    for code, reader in READERS.items()
    for python in (False, True)
}


@given(st.sampled_from(sorted(READERS)), st.data())
def test_python_data_is_read_as_exactly_as_one_value_after_the_other(code: str, data: st.DataObject) -> None:
    agree(READERS[code], data.draw(STRATEGIES[code, True]))


@given(st.sampled_from(sorted(READERS)), st.data())
def test_json_is_read_as_exactly_as_one_value_after_the_other(code: str, data: st.DataObject) -> None:
    agree(READERS[code], parse_json(json.dumps(data.draw(STRATEGIES[code, False])), None))


@pytest.mark.parametrize("value", [*TEXTS, *PLAIN, *FOREIGN], ids=lambda value: repr(value)[:30])
def test_every_value_of_every_fact_is_read_alike(value: Any) -> None:
    reader = READERS["SNAP3"]
    for path, stated in reader.plan.facts.items():
        owner, inside, name = path.partition("[].")
        for place in (name if inside else path, *((f"{path}.point_trimestriel",) if stated.type == "flags" else ())):
            *above, last = place.split(".")
            data: Any = {last: value}
            for step in reversed(above):
                data = {step: data}
            agree(reader, {owner: [data]} if inside else data)


def test_an_equal_value_of_another_type_is_not_remembered() -> None:
    reader = READERS["SNAP3"]
    for value in (1, True, Decimal(1), Money(1), "1", Decimal("1.0"), Decimal("1.00")):
        agree(reader, {"projet": {"nom": value, "phase": value, "cout_total_ttc": value, "conforme_descriptif": value}})


def test_a_value_is_read_once_and_for_what_it_is() -> None:
    met: list[Any] = []

    def read(value: Any) -> str:
        met.append(value)
        return repr(value)

    said = _Said(read, nothing)
    equal = [True, Decimal(1), Money(1), "1", 1, Fraction(1)]
    assert [said[value] for value in equal * 2] == list(map(repr, equal * 2))
    # Texts and whole numbers alone are remembered.
    assert typed(tuple(met)) == typed((*equal, True, Decimal(1), Money(1), Fraction(1)))
    long = ["x" * MAX_TEXT, "x" * (MAX_TEXT + 1)]
    assert [said[value] for value in long * 2] == list(map(repr, long * 2))
    assert [met.count(value) for value in long] == [1, 2]
    assert [said[value] for value in (None, "", " ", None)] == [None] * 4


@pytest.mark.parametrize("kind", [int, str])
def test_the_first_values_are_remembered_and_no_more(kind: type) -> None:
    met: list[Any] = []
    said = _Said(lambda value: met.append(value) or "read", nothing)
    values = [kind(number) for number in range(REMEMBERED + 1)]
    assert [said[value] for value in values * 2] == ["read"] * 2 * len(values)
    assert met == [*values, values[-1]]


@pytest.mark.parametrize("count", [MAX_ITEMS, MAX_ITEMS + 1])
def test_a_list_is_as_long_as_it_may_be(count: int) -> None:
    assert agree(READERS["SNAP3"], {"porteurs": [{"nom": "a"}] * count}) is (count == MAX_ITEMS)


def test_the_example_dossiers_are_read_by_the_compiled_reader() -> None:
    # Else they would be read as exactly, and as slowly as before.
    for path in EXAMPLES:
        data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506
        READERS[path.parent.name].plain(data)


def test_facts_that_are_bounded_grouped_or_beside_the_theme_are_read_alike(trial: MakeTrial) -> None:
    vocabulary = {
        "free": fact("integer"),
        "copy": fact("integer", min="2"),
        "a.b.c": fact("percentage", max="300 %"),
        "a.d": fact("date", min="2021-01-01"),
        "l": fact("list", items={"x.y": fact("decimal"), "x.z": fact("boolean")}),
    }
    manifest = {
        **{key: MANIFEST[key] for key in ("ruleset", "languages")},
        "title": both("Essai"),
        "documents": {"loi": {"title": both("loi"), "cited_by": "lines"}},
    }
    absent = dict.fromkeys(("kind", "envelope", "windows", "size", "funding", "commitments"))
    made = trial(vocabulary=vocabulary, manifest=manifest, definitions={}, **absent)
    reader = reader_of(made.rules.plan, made.rules["ESSAI"])
    facts, _ = reader.read({"copy": 2, "a": {"b": {"c": "250 %"}, "d": None}, "l": [{"x": {"y": 1}}, {"x": {}}, {}]})
    assert facts == {"copy": 2, "a.b.c": Fraction(5, 2), "l": ({"x.y": 1},)}
    for value in (1, "1", "2", "300 %", "301 %", "2020-12-31", "2021-01-01", None, {}, []):
        agree(reader, {"copy": value, "free": value})
        nested = {"a": {"b": {"c": value}, "d": value}, "l": [{"x": {"y": value, "z": value}}]}
        agree(reader, {"copy": value, "free": value, **nested})
        agree(reader, {"a": {"b": value}, "l": [{"x": value}]})
        agree(reader, {"a": value, "l": [value]})
