"""What conditions mean, however they are written, and whether they can hold."""

from __future__ import annotations

from functools import cache

import pytest

from core_nodes import book_of, node_of
from relance_rules.authoring.logic import Both, Each, Either, Form, Free, One, form_of, satisfiable
from relance_rules.language.lowering import Book
from relance_rules.loading.nodes import parse_yaml

_TEXTS = 'label: {fr: "Le fait", en: "Fact"}, question: {fr: "Quoi ?", en: "What?"}'
FACTS = f"""
nom: {{type: text, {_TEXTS}}}
cout: {{type: money, {_TEXTS}}}
aide: {{type: money, {_TEXTS}}}
mois: {{type: integer, {_TEXTS}}}
etages: {{type: integer, min: "1", max: "40", {_TEXTS}}}
part: {{type: percentage, {_TEXTS}}}
revenu: {{type: percentage, max: 1000 %, {_TEXTS}}}
jour: {{type: date, {_TEXTS}}}
debut: {{type: date, {_TEXTS}}}
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
lots:
  type: list
  {_TEXTS.replace(", question", chr(10) + "  question")}
  items:
    prix: {{type: money, {_TEXTS}}}
    titre: {{type: integer, {_TEXTS}}}
    bon: {{type: boolean, {_TEXTS}}}
"""


@cache
def book() -> Book:
    return book_of(parse_yaml(FACTS).data())


def form(text: str, *, holds: bool = True) -> Form:
    return form_of(node_of(text, book()), book().facts, holds=holds)


def can(text: str, *, holds: bool = True) -> bool:
    return satisfiable(form(text, holds=holds))


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
        "{all: [{sum: prix, over: lots, at_least: 5 EUR}, {sum: prix, over: lots, less_than: 5 EUR}]}",
        "{share: prix, over: lots, where: {fact: bon, is: true}, more_than: 60 %, less_than: 50 %}",
        "{all: [{share: prix, over: lots, where: {fact: bon, is: true}, at_least: 60 %}, "
        "{share: prix, over: lots, where: {not: {fact: bon, is: false}}, at_most: '59,999 %'}]}",
        "{fact: etages, more_than: 40}",
        "{fact: revenu, more_than: 1000 %}",
        "{all: [{fact: cout, at_most: aide}, {fact: aide, less_than: cout}]}",
        "{all: [{fact: jour, before: {date: debut, minus: 2 years}}, "
        "{fact: jour, on_or_after: {date: debut, minus: 2 years}}]}",
        "{fact: mois, at_most: [{when: vrai, is: 6}, {is: 12}], more_than: 12}",
        "{fact: mois, if_absent: 3, less_than: 0}",
        "{add: [cout, aide], less_than: 0 EUR}",
        "{product: [part, cout], less_than: 0 EUR}",
        "{least: [mois, 5], more_than: 5}",
        "{greatest: [mois, 5], less_than: 5}",
        "{quotient: [cout, mois], rounded: {to: 1 EUR}, if_zero: 0 EUR, less_than: 0 EUR}",
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
        "{any: [{fact: vrai, is: true}, {not: vrai}]}",
        "{count: lots, at_least: 1}",
        "{fact: etages, at_least: 1, at_most: 40}",
        "{any: [{fact: cout, at_most: aide}, {fact: aide, at_most: cout}]}",
        "{fact: mois, if_absent: 3, at_least: 0}",
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
        "{sum: prix, over: lots, at_least: 1 EUR}",
        "{share: prix, over: lots, where: {fact: bon, is: true}, at_least: 0 %}",
        "{fact: mois, if_absent: 3, more_than: 3}",
        "{all: [{fact: mois, if_absent: 3, at_most: 3}, {fact: mois, if_absent: 9, at_least: 9}]}",
        "{fact: etages, at_least: 40}",
        "{fact: revenu, more_than: 900 %}",
        "{fact: cout, at_most: aide}",
        "{fact: mois, at_most: [{when: vrai, is: 6}, {is: 12}], at_least: 12}",
        "{quotient: [cout, mois], rounded: {to: 1 EUR}, if_zero: 0 EUR, at_least: 5 EUR}",
        "{share: prix, over: lots, where: {fact: bon, is: true}, at_most: 100 %}",
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
            "{sum: prix, over: lots, where: {not: {fact: bon, is: false}}, at_least: 1 EUR}",
            "{sum: prix, over: lots, where: {fact: bon, is: true}, more_than: '0,99 EUR'}",
        ),
        ("{fact: jour, after: 2021-01-01}", "{fact: jour, on_or_after: 2021-01-02}"),
        ("{fact: cout, at_most: aide}", "{not: {fact: aide, less_than: cout}}"),
        ("{add: [cout, aide], at_most: 5 EUR}", "{not: {add: [aide, cout], more_than: 5 EUR}}"),
        ("{fact: mois, at_most: [{when: vrai, is: 6}, {is: 6}]}", "{fact: mois, at_most: 6}"),
    ],
)
def test_what_says_the_same_has_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{fact: part, at_most: 50 %}", "{fact: part, less_than: 51 %}"),
        ("{fact: cout, at_most: 12 EUR}", "{fact: cout, less_than: 13 EUR}"),
        ("{fact: lieu, is: centre}", "{fact: lieu, is: etat}"),
        ("{every: lots, satisfies: {fact: bon, is: true}}", "{some: lots, satisfies: {fact: bon, is: true}}"),
        ("{count: lots, at_least: 2}", "{count: lots, where: {fact: bon, is: true}, at_least: 2}"),
        ("{fact: mois, if_absent: 3, at_most: 9}", "{fact: mois, at_most: 9}"),
        (
            "{not: {share: prix, over: lots, where: {fact: bon, is: true}, at_least: 50 %}}",
            "{share: prix, over: lots, where: {fact: bon, is: true}, less_than: 50 %}",
        ),
    ],
)
def test_what_says_otherwise_has_another_form(one: str, other: str) -> None:
    assert form(one) != form(other)


def test_a_condition_too_long_to_reason_about_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all its time, this one is seen to be impossible; past its budget, nothing is said."""
    text = (
        "{all: [{any: [{fact: mois, is: 1}, {fact: etages, is: 1}]}, "
        "{any: [{fact: mois, is: 2}, {fact: etages, is: 2}]}, "
        "{any: [{fact: mois, is: 3}, {fact: etages, is: 3}]}]}"
    )
    assert not can(text)
    monkeypatch.setattr("relance_rules.authoring.logic._BUDGET", 3)
    assert can(text)


def test_forms_of_different_kinds_are_never_equal() -> None:
    parts = frozenset({Free("a", True)})
    kinds = [Both(parts), Either(parts), Each("a", Free("a", True)), One("a", Free("a", True)), Free("a", True)]
    assert len(set(kinds)) == len(kinds)
