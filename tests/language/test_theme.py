from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from relance_rules.language.theme import Theme, Unreadable
from rule_sets import THEME, Data, funding, item, lines, size, window

from .expressions import plain


def theme(**parts: Any) -> Theme:
    return Theme.model_validate(plain({**copy.deepcopy(THEME), **parts}))


def refusal(**parts: Any) -> str:
    with pytest.raises(ValidationError) as error:
        theme(**parts)
    return str(error.value)


TRUE_TEST: Data = {"fact": "projet.pret", "is": "true"}


def test_a_theme_is_read_and_frozen() -> None:
    found = theme()
    assert (found.conditions, found.requirements, found.documents) == ((), (), ())
    with pytest.raises(ValidationError, match="frozen"):
        found.owner = "autre"  # type: ignore[misc]


@pytest.mark.parametrize("key", ["theme", "title"])
def test_what_every_theme_says_is_asked(key: str) -> None:
    parts = {name: part for name, part in plain(THEME).items() if name != key}
    with pytest.raises(ValidationError, match="missing"):
        Theme.model_validate(parts)


@pytest.mark.parametrize(
    "key",
    ["summary", "kind", "owner", "source", "envelope", "windows", "size", "eligibility", "funding", "commitments"],
)
def test_a_theme_may_do_without_the_rest(key: str) -> None:
    assert Theme.model_validate({name: part for name, part in plain(THEME).items() if name != key})


def test_what_the_document_lost_is_not_an_empty_list() -> None:
    lost = {"unknown": {"fr": "Pages perdues", "en": "Pages lost"}, "source": lines()}
    found = theme(eligibility=lost, commitments=lost)
    assert isinstance(found.eligibility, Unreadable)
    assert isinstance(found.commitments, Unreadable)
    assert (found.conditions, found.requirements) == ((), ())


def test_a_window_closes_after_it_opens_or_stays_open() -> None:
    assert theme(windows=[window("un_jour", "2021-02-12", "2021-02-12")])
    assert theme(windows=[{key: value for key, value in window("ouverte", "2021-02-12").items() if value}])
    assert "la clôture précède" in refusal(windows=[window("a_rebours", "2021-02-12", "2021-02-11")])


@pytest.mark.parametrize(
    "bounds",
    [
        {"at_least": "1 EUR"},
        {"more_than": "1 EUR"},
        {"at_most": "1 EUR"},
        {"less_than": "1 EUR"},
        {"at_least": "1 EUR", "at_most": "1 EUR"},
        {"more_than": "1 EUR", "less_than": "2 EUR"},
        {"at_least": "projet.contrepartie"},
    ],
    ids=repr,
)
def test_a_range_has_one_bound_or_two(bounds: Data) -> None:
    found = theme(size=size(bounds)).size
    assert found is not None
    assert list(found.ranges[0].bounds) == [
        key for key in ("at_least", "more_than", "at_most", "less_than") if key in bounds
    ]


@pytest.mark.parametrize(
    "bounds",
    [
        {},
        {"at_least": "1 EUR", "more_than": "1 EUR"},
        {"at_most": "1 EUR", "less_than": "1 EUR"},
        {"at_least": "1 EUR", "more_than": "1 EUR", "at_most": "2 EUR"},
    ],
    ids=repr,
)
def test_a_range_without_bounds_or_with_two_on_one_side_is_refused(bounds: Data) -> None:
    assert "une fourchette a une borne" in refusal(size=size(bounds))


def test_every_range_but_the_last_says_whom_it_is_for() -> None:
    local, other = {"at_least": "1 EUR", "when": TRUE_TEST}, {"at_least": "2 EUR"}
    found = theme(size=size(local, other)).size
    assert found is not None
    assert len(found.ranges) == 2
    for broken in (size(other, local), size(other, other)):
        assert "chaque fourchette porte" in refusal(size=broken)


def bonus(**more: Any) -> Data:
    return {"bonuses": [item("b", **more)]}


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"source": lines()}, "l’une de ces clés est attendue"),
        ({"rate": "75 %", "scale": [{"rate": "75 %"}]}, "fixent tous deux le montant"),
        ({"amount": "1 EUR", "categories": [item("c", lines="personnel", rate="1 %")]}, "fixent tous deux le montant"),
        ({"rate": "75 %", "base": "5 EUR", "staff": "counted"}, "« base » remplace « exclude » et « staff »"),
        ({"rate": "75 %", "base": "5 EUR", "exclude": [item("e", when="personnel")]}, "« base » remplace"),
        ({"rate": "75 %", **bonus()}, "un bonus porte « rate » ou « amount »"),
        ({"rate": "75 %", **bonus(rate="1 %", amount="1 EUR")}, "un bonus porte « rate » ou « amount »"),
        ({"rate": "75 %", **bonus(rate="1 %", after="p")}, "« after » va avec « amount »"),
        ({"rate": "75 %", "staff": "parfois"}, "literal_error"),
        ({"rate": "75 %", "minimum": {"amount": "1 EUR", "below": "refused"}}, "literal_error"),
        ({"rate": "75 %", "minimum": "1 EUR"}, "model_type"),
        ({"rate": "75 %", "funders": [{"id": "a"}]}, "un financeur porte"),
        ({"rate": "75 %", "funders": [{"id": "a", "rate": "1 %", "amount": "1 EUR"}]}, "un financeur porte"),
        ({"rate": "75 %", "funders": [{"id": "a", "rest": "false"}]}, "un financeur porte"),
        ({"rate": "75 %", "funders": [{"id": "a", "rest": "true"}, {"id": "b", "rest": "true"}]}, "un seul financeur"),
        ({"scale": []}, "too_short"),
        ({"scale": [{"up_to": "1 EUR"}]}, "missing"),
        ({"categories": []}, "too_short"),
        ({"rate": "75 %", "ceilings": [item("p", limit="1 EUR")]}, "extra_forbidden"),
    ],
)  # fmt: skip
def test_a_funding_that_contradicts_itself_is_refused(made: Data, why: str) -> None:
    assert why in refusal(funding=made)


@pytest.mark.parametrize(
    "parts",
    [
        {"theme": "essai"},
        {"juries": {"before_day": 1, "source": lines()}},
        {"juries": {"before_day": 29, "source": lines()}},
        {"eligibility": [{**item("c"), "require": "projet.pret", "unmet": "perhaps"}]},
        {"couleur": "bleu"},
        {"cases": [{"name": "un cas", "dossier": {}, "expect": {"status": "fini"}}]},
        {"cases": [{"name": "un cas", "dossier": {}, "expect": {"findings": {"a": "maybe"}}}]},
        {"descriptive": [{"lines": "3-1", "reason": "titre"}]},
        {"owner": "x"},
    ],
    ids=repr,
)
def test_another_word_is_refused(parts: Data) -> None:
    assert refusal(**parts)


def test_the_ids_are_found_with_where_they_stand() -> None:
    made = theme(
        eligibility=[{**item("c"), "require": "projet.pret"}],
        funding=funding(ceilings=[item("p", amount="1 EUR")], funders=[{"id": "etat", "rest": "true"}]),
        commitments=[item("a")],
        sections={"criteria": [item("s")]},
    )
    found = {where: listed for where, listed in made.ids() if listed}
    assert found == {
        "eligibility, funding": [("c", ("eligibility", 0, "id")), ("p", ("funding", "ceilings", 0, "id"))],
        "windows": [("guichet", ("windows", 0, "id"))],
        "commitments": [("a", ("commitments", 0, "id"))],
        "funders": [("etat", ("funding", "funders", 0, "id"))],
        "criteria": [("s", ("sections", "criteria", 0, "id"))],
    }
