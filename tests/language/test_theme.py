from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from relance_rules.language.theme import Theme, Unreadable
from rule_sets import THEME, Data, condition, funding, item, lines, size, window


def theme(**parts: Any) -> Theme:
    return Theme.model_validate({**copy.deepcopy(THEME), **parts})


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


@pytest.mark.parametrize(
    "key", ["theme", "title", "summary", "kind", "owner", "source", "envelope", "windows", "size", "eligibility"]
)
def test_what_every_theme_says_is_asked(key: str) -> None:
    parts = {name: part for name, part in THEME.items() if name != key}
    with pytest.raises(ValidationError, match="missing"):
        Theme.model_validate(parts)


def test_what_the_catalogue_lost_is_not_an_empty_list() -> None:
    lost = {"unknown": {"fr": "Pages perdues", "en": "Pages lost"}, "source": lines()}
    found = theme(eligibility=lost, commitments=lost)
    assert isinstance(found.eligibility, Unreadable)
    assert isinstance(found.commitments, Unreadable)
    assert (found.conditions, found.requirements) == ((), ())


def test_a_window_closes_after_it_opens() -> None:
    assert theme(windows=[window("un_jour", "2021-02-12", "2021-02-12")])
    assert "la clôture précède" in refusal(windows=[window("a_rebours", "2021-02-12", "2021-02-11")])
    assert "too_short" in refusal(windows=[])


@pytest.mark.parametrize(
    "bounds",
    [
        {"at_least": "1 EUR"},
        {"more_than": "1 EUR"},
        {"at_most": "1 EUR"},
        {"less_than": "1 EUR"},
        {"at_least": "1 EUR", "at_most": "1 EUR"},
        {"more_than": "1 EUR", "less_than": "2 EUR"},
    ],
    ids=repr,
)
def test_a_range_has_one_bound_or_two(bounds: Data) -> None:
    assert theme(size=size(bounds)).size.ranges


@pytest.mark.parametrize(
    ("bounds", "why"),
    [
        ({}, "une fourchette a une borne"),
        ({"at_least": "1 EUR", "more_than": "1 EUR"}, "une fourchette a une borne"),
        ({"at_most": "1 EUR", "less_than": "1 EUR"}, "une fourchette a une borne"),
        ({"at_least": "2 EUR", "at_most": "1 EUR"}, "la borne basse dépasse"),
        ({"more_than": "2 EUR", "less_than": "1 EUR"}, "la borne basse dépasse"),
        ({"at_least": "1 EUR", "less_than": "1 EUR"}, "aucun montant"),
        ({"more_than": "1 EUR", "at_most": "1 EUR"}, "aucun montant"),
        ({"more_than": "1 EUR", "less_than": "1 EUR"}, "aucun montant"),
    ],
    ids=repr,
)
def test_a_range_that_no_amount_can_meet_is_refused(bounds: Data, why: str) -> None:
    assert why in refusal(size=size(bounds))


def test_every_range_but_the_last_says_whom_it_is_for() -> None:
    local, other = {"at_least": "1 EUR", "when": TRUE_TEST}, {"at_least": "2 EUR"}
    assert len(theme(size=size(local, other)).size.ranges) == 2
    for broken in (size(local), size(other, local), size(other, other)):
        assert "chaque fourchette porte" in refusal(size=broken)


@pytest.mark.parametrize(
    ("brackets", "why"),
    [
        ([{"rate": "75 %", "up_to": "1 EUR"}], "chaque tranche porte"),
        ([{"rate": "75 %"}, {"rate": "0 %"}], "chaque tranche porte"),
        ([{"rate": "1 %", "up_to": "2 EUR"}, {"rate": "2 %", "up_to": "1 EUR"}, {"rate": "0 %"}], "vont croissant"),
        ([{"rate": "1 %", "up_to": "2 EUR"}, {"rate": "2 %", "up_to": "2 EUR"}, {"rate": "0 %"}], "vont croissant"),
        ([{"rate": "1 %", "up_to": "2 EUR"}, {"rate": "2 %", "up_to": "0 EUR"}, {"rate": "0 %"}], "vont croissant"),
        ([{"rate": "1 %", "up_to": "0 EUR"}, {"rate": "0 %"}], "vont croissant"),
        ([{"rate": "75"}], "taux"),
        ([{"rate": "101 %"}], "100"),
    ],
    ids=repr,
)
def test_brackets_go_up(brackets: list[Data], why: str) -> None:
    assert why in refusal(funding=funding(*brackets))


def test_brackets_that_go_up_are_read() -> None:
    scale = theme(funding=funding({"rate": "100 %", "up_to": "48 k€"}, {"rate": "0 %"})).funding.scale
    assert [bracket.up_to for bracket in scale] == [4_800_000, None]


@pytest.mark.parametrize(
    "parts",
    [
        {"eligibility": [condition("a", TRUE_TEST), condition("a", TRUE_TEST)]},
        {"eligibility": [condition("depot", TRUE_TEST)]},
        {"eligibility": [condition("taille", TRUE_TEST)]},
        {"eligibility": [condition("personnel", TRUE_TEST)]},
        {
            "eligibility": [condition("a", TRUE_TEST)],
            "funding": funding(ceilings=[item("a", amount="1 EUR", per="project")]),
        },
        {"funding": funding(exclude=[item("a", when=TRUE_TEST), item("a", when=TRUE_TEST)])},
        {"commitments": [item("a"), item("a")]},
        {"documents": [item("a"), item("a")]},
        {"criteria": [item("a"), item("a")]},
        {"indicators": [item("a"), item("a")]},
        {"windows": [window("a", "2021-01-01"), window("a", "2021-02-01")]},
    ],
    ids=range(11),
)
def test_an_id_names_one_thing(parts: Data) -> None:
    assert "est donné deux fois" in refusal(**parts)


def test_a_commitment_and_a_document_may_share_a_name() -> None:
    assert len(theme(commitments=[item("a")], documents=[item("a")]).requirements) == 2


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": "concours"},
        {"funding": {**funding(), "staff": "parfois"}},
        {"funding": funding(ceilings=[item("a", amount="1 EUR", per="year")])},
        {"juries": {"before_day": 1, "source": lines()}},
        {"juries": {"before_day": 29, "source": lines()}},
        {"envelope": {"amount": "15000000", "source": lines()}},
        {"couleur": "bleu"},
    ],
    ids=repr,
)
def test_another_word_is_refused(parts: Data) -> None:
    assert refusal(**parts)
