"""What conditions mean, however they are written, and whether they can hold."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from pydantic import TypeAdapter

from relance_rules.authoring.logic import Both, Each, Either, Free, One, form_of, satisfiable
from relance_rules.language.predicates import Predicate
from relance_rules.language.vocabulary import Vocabulary
from relance_rules.loading.nodes import parse_yaml

_TEXTS = 'label: {fr: "Le fait", en: "Fact"}, question: {fr: "Quoi ?", en: "What?"}'
FACTS = f"""
facts:
  nom: {{type: text, {_TEXTS}}}
  cout: {{type: money, {_TEXTS}}}
  mois: {{type: integer, {_TEXTS}}}
  part: {{type: percentage, {_TEXTS}}}
  jour: {{type: date, {_TEXTS}}}
  vrai: {{type: boolean, {_TEXTS}}}
  pays: {{type: country, {_TEXTS}}}
  lieu:
    type: enumeration
    values:
      etat: {{label: {{fr: "a", en: "a"}}, includes: [centre, local]}}
      centre: {{label: {{fr: "b", en: "b"}}}}
      local: {{label: {{fr: "c", en: "c"}}}}
      autre: {{label: {{fr: "d", en: "d"}}}}
    label: {{fr: "Lieu", en: "Place"}}
    question: {{fr: "Où ?", en: "Where?"}}
  lots: {{type: list, {_TEXTS}}}
  lots[].prix: {{type: money, {_TEXTS}}}
  lots[].titre: {{type: integer, {_TEXTS}}}
  lots[].bon: {{type: boolean, {_TEXTS}}}
"""


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary.model_validate(parse_yaml(FACTS).data())


def predicate(text: str) -> Any:
    return TypeAdapter(Predicate).validate_python(parse_yaml(text, strict=True).data())


def can(text: str, *, holds: bool = True) -> bool:
    return satisfiable(form_of(predicate(text), vocabulary(), holds=holds))


@pytest.mark.parametrize(
    "text",
    [
        "{fact: mois, at_least: 12, at_most: 6}",
        "{fact: mois, more_than: 5, less_than: 6}",
        "{all: [{fact: mois, is: 3}, {fact: mois, more_than: 3}]}",
        "{fact: mois, less_than: 0}",
        "{fact: cout, less_than: 0 EUR}",
        "{fact: cout, more_than: 1 EUR, less_than: '1,01 EUR'}",
        "{fact: part, more_than: 100 %}",
        "{all: [{fact: part, more_than: 50 %}, {fact: part, at_most: 50 %}]}",
        "{fact: jour, after: 2021-01-01, before: 2021-01-02}",
        "{all: [{fact: vrai, is: true}, {not: {fact: vrai, is: true}}]}",
        "{all: [{fact: vrai, is: true}, {fact: vrai, is: false}]}",
        "{all: [{fact: lieu, is: centre}, {fact: lieu, is: autre}]}",
        "{all: [{fact: lieu, is: centre}, {not: {fact: lieu, is: etat}}]}",
        "{fact: lieu, is: centre, in: [autre, local]}",
        "{not: {fact: lieu, in: [etat, autre]}}",
        "{all: [{fact: pays, is: FR}, {not: {fact: pays, in: [FR, DE]}}]}",
        "{all: [{any: [{fact: mois, is: 1}, {fact: mois, is: 2}]}, {fact: mois, more_than: 2}]}",
        "{all: [{any: [{fact: vrai, is: true}, {fact: mois, is: 2}]}, {fact: vrai, is: false}, {fact: mois, is: 1}]}",
        "{every: lots, satisfies: {fact: titre, at_least: 3, at_most: 2}}",
        "{all: [{every: lots, satisfies: {fact: bon, is: true}}, {some: lots, satisfies: {fact: bon, is: false}}]}",
        "{all: [{every: lots, satisfies: {fact: bon, is: true}}, {none: lots, satisfies: {fact: bon, is: true}}]}",
        "{all: [{some: lots, satisfies: {fact: titre, is: 2}}, {not: {some: lots, satisfies: {fact: titre, is: 2}}}]}",
        "{count: lots, less_than: 1}",
        "{count: lots, where: {fact: bon, is: true}, less_than: 0}",
        "{all: [{sum: 'lots[].prix', at_least: 5 EUR}, {sum: 'lots[].prix', less_than: 5 EUR}]}",
        "{share: 'lots[].prix', where: {fact: bon, is: true}, more_than: 60 %, less_than: 50 %}",
    ],
)
def test_what_no_dossier_can_meet(text: str) -> None:
    assert not can(text)


@pytest.mark.parametrize(
    "text",
    [
        "{fact: mois, at_least: 0}",
        "{fact: cout, at_least: 0 EUR}",
        "{fact: part, at_least: 0 %, at_most: 100 %}",
        "{any: [{fact: mois, less_than: 6}, {fact: mois, at_least: 6}]}",
        "{any: [{fact: mois, at_most: 5}, {fact: mois, more_than: 5}]}",
        "{fact: lieu, in: [etat, autre]}",
        "{fact: vrai, in: [true, false]}",
        "{count: lots, at_least: 1}",
        "{any: [{some: lots, satisfies: {fact: bon, is: true}}, {some: lots, satisfies: {fact: bon, is: false}}]}",
    ],
)
def test_what_no_dossier_can_fail(text: str) -> None:
    assert not can(text, holds=False)


@pytest.mark.parametrize(
    "text",
    [
        "{fact: mois, at_least: 6, at_most: 6}",
        "{fact: mois, more_than: 5, at_most: 6}",
        "{fact: part, more_than: 50 %, less_than: 51 %}",
        "{fact: jour, on_or_after: 2021-01-01, on_or_before: 2021-01-01}",
        "{fact: lieu, is: etat}",
        "{all: [{fact: lieu, is: etat}, {not: {fact: lieu, is: centre}}]}",
        "{fact: nom, known: true}",
        "{not: {fact: nom, known: true}}",
        "{all: [{fact: nom, known: true}, {not: {fact: nom, known: true}}]}",
        "{all: [{some: lots, satisfies: {fact: bon, is: true}}, {some: lots, satisfies: {fact: bon, is: false}}]}",
        "{count: lots, where: {fact: bon, is: true}, at_least: 1}",
        "{sum: 'lots[].prix', at_least: 1 EUR}",
        "{share: 'lots[].prix', where: {fact: bon, is: true}, at_least: 0 %}",
        "{share: 'lots[].prix', where: {fact: bon, is: true}, at_most: 100 %}",
    ],
)
def test_what_may_hold_and_may_fail_is_left_alone(text: str) -> None:
    assert can(text)
    assert can(text, holds=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{fact: mois, at_most: 12}", "{not: {fact: mois, more_than: 12}}"),
        ("{fact: mois, at_most: 12}", "{fact: mois, less_than: 13}"),
        ("{fact: mois, is: 3}", "{fact: mois, at_least: 3, at_most: 3}"),
        ("{fact: mois, in: [2021, 2022]}", "{fact: mois, at_least: 2021, at_most: 2022}"),
        ("{fact: lieu, is: etat}", "{not: {fact: lieu, is: autre}}"),
        ("{fact: lieu, in: [centre, etat]}", "{fact: lieu, is: etat}"),
        ("{fact: vrai, is: false}", "{not: {fact: vrai, is: true}}"),
        (
            "{all: [{fact: vrai, is: true}, {fact: mois, is: 1}]}",
            "{all: [{fact: mois, is: 1}, {fact: vrai, is: true}]}",
        ),
        (
            "{all: [{all: [{fact: vrai, is: true}]}, {fact: mois, is: 1}]}",
            "{not: {any: [{fact: vrai, is: false}, {not: {fact: mois, is: 1}}]}}",
        ),
        ("{none: lots, satisfies: {fact: bon, is: true}}", "{every: lots, satisfies: {fact: bon, is: false}}"),
        (
            "{not: {some: lots, satisfies: {fact: bon, is: true}}}",
            "{none: lots, satisfies: {fact: bon, is: true}}",
        ),
        (
            "{sum: 'lots[].prix', where: {not: {fact: bon, is: false}}, at_least: 1 EUR}",
            "{sum: 'lots[].prix', where: {fact: bon, is: true}, more_than: '0,99 EUR'}",
        ),
        ("{fact: jour, after: 2021-01-01}", "{fact: jour, on_or_after: 2021-01-02}"),
    ],
)
def test_what_says_the_same_has_one_form(one: str, other: str) -> None:
    assert form_of(predicate(one), vocabulary()) == form_of(predicate(other), vocabulary())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{fact: part, at_most: 50 %}", "{fact: part, less_than: 51 %}"),
        ("{fact: cout, at_most: 12 EUR}", "{fact: cout, less_than: 13 EUR}"),
        ("{fact: lieu, is: centre}", "{fact: lieu, is: etat}"),
        ("{every: lots, satisfies: {fact: bon, is: true}}", "{some: lots, satisfies: {fact: bon, is: true}}"),
        ("{count: lots, at_least: 2}", "{count: lots, where: {fact: bon, is: true}, at_least: 2}"),
        (
            "{not: {share: 'lots[].prix', where: {fact: bon, is: true}, at_least: 50 %}}",
            "{share: 'lots[].prix', where: {fact: bon, is: true}, less_than: 50 %}",
        ),
    ],
)
def test_what_says_otherwise_has_another_form(one: str, other: str) -> None:
    assert form_of(predicate(one), vocabulary()) != form_of(predicate(other), vocabulary())


def test_a_condition_too_long_to_reason_about_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all its time, this one is seen to be impossible; past its budget, nothing is said."""
    text = (
        "{all: [{any: [{fact: mois, is: 1}, {fact: mois, is: 2}]}, {any: [{fact: mois, is: 3}, {fact: mois, is: 4}]}]}"
    )
    assert not can(text)
    monkeypatch.setattr("relance_rules.authoring.logic._BUDGET", 3)
    assert can(text)


def test_forms_of_different_kinds_are_never_equal() -> None:
    parts = frozenset({Free("a", True)})
    kinds = [Both(parts), Either(parts), Each("a", Free("a", True)), One("a", Free("a", True)), Free("a", True)]
    assert len(set(kinds)) == len(kinds)
