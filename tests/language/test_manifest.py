from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from relance_rules.language.manifest import Manifest
from relance_rules.plan.ruleset import Lines, Role, Roles, Scope
from relance_rules.values import Currency, Text
from rule_sets import MANIFEST, Data, both

from .expressions import plain


def read(**parts: Any) -> Manifest:
    return Manifest.model_validate(plain({**copy.deepcopy(MANIFEST), **parts}))


def refusal(**parts: Any) -> str:
    with pytest.raises(ValidationError) as error:
        read(**parts)
    return str(error.value)


def test_a_manifest_needs_little() -> None:
    found = Manifest.model_validate({key: MANIFEST[key] for key in ("ruleset", "title", "languages")})
    assert (found.currency, found.rounding, found.units, found.readings, found.notices) == (None, None, {}, {}, ())
    assert found.roles.as_roles() == Roles()


@pytest.mark.parametrize("key", ["ruleset", "title", "languages"])
def test_what_every_set_says_is_asked(key: str) -> None:
    with pytest.raises(ValidationError, match="missing"):
        Manifest.model_validate({name: part for name, part in MANIFEST.items() if name != key})


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"languages": []}, "too_short"),
        ({"languages": ["fr", "fr"]}, "une langue est donnée deux fois"),
        ({"languages": ["français"]}, "string_pattern_mismatch"),
        ({"ruleset": {"name": "Essais", "version": "1"}}, "string_pattern_mismatch"),
        ({"ruleset": {"name": "essais", "version": "1", "language": "2"}}, "literal_error"),
        ({"currency": {"code": "euro"}}, "string_pattern_mismatch"),
        ({"currency": {"code": "EUR", "decimals": "3"}}, "literal_error"),
        ({"currency": None}, "« rounding » demande « currency »"),
        ({"rounding": {"to": "0.01 EUR", "way": "away"}}, "literal_error"),
        ({"documents": {"d": {"title": both("D"), "cited_by": "verse"}}}, "literal_error"),
        ({"documents": {"d": {"title": both("D"), "cited_by": "lines", "sha256": "abc"}}}, "string_pattern_mismatch"),
        ({"roles": {"total": {"fact": "a", "lecture": "R1"}}}, "extra_forbidden"),
        ({"roles": {"lines": {"list": "a"}}}, "missing"),
        ({"roles": {"couleur": "a"}}, "extra_forbidden"),
        ({"scopes": {"s": {"key": []}}}, "too_short"),
        ({"notices": [{"id": "n", "text": both("N"), "makes": "ready"}]}, "literal_error"),
        ({"notices": [{"id": "n", "text": both("N"), "for": ["prêt"]}]}, "literal_error"),
        ({"readings": {"1": both("a")}}, "string_pattern_mismatch"),
        ({"couleur": "bleu"}, "extra_forbidden"),
    ],
)
def test_another_word_is_refused(parts: Data, why: str) -> None:
    assert why in refusal(**parts)


def test_a_reading_is_its_text_and_may_be_for_some_themes() -> None:
    found = read(readings={"A": {"fr": "a", "en": "b", "themes": ["AUTRE"]}, "B": both("c")}, rounding=None)
    assert found.readings["A"].text == Text({"fr": "a", "en": "b"})
    assert found.readings["A"].themes == ("AUTRE",)
    assert found.readings["B"].themes == ()


def test_the_currency_is_what_amounts_are_read_with() -> None:
    made = read(
        currency={"code": "MAD", "also": "DH", "other_tax": {"fr": "HT", "en": ["excl. tax", "net"]}}, rounding=None
    )
    assert made.currency is not None
    assert made.currency.as_currency() == Currency("MAD", ("DH",), 2, None, ("HT", "excl. tax", "net"))


def test_roles_are_played_by_facts() -> None:
    roles = read(
        roles={
            "theme": "dispositif", "reference": "ref", "filed_on": "le", "total": "cout", "requested": {"fact": "dem"},
            "way_in": "voie", "lines": {"list": "l", "amount": "m", "label": "n"},
            "staff": {"fact": "s", "reading": "R5"},
            "project": {"name": "p", "reference": "pr", "phase": "ph"},
            "applicants": {"list": "a", "name": "an", "identifier": "ai"},
            "commitments": "c", "documents": "d", "decision": {"amount": "dm"},
        }
    ).roles.as_roles()  # fmt: skip
    assert roles == Roles(
        "dispositif", "ref", "le", Role("cout"), Role("dem"), "voie", Lines("l", "m", "n"), Role("s", "R5"), "p", "ph",
        "pr", "a", "an", "ai", "c", "d", "dm",
    )  # fmt: skip


def test_a_scope_is_a_key_of_facts_and_of_years() -> None:
    found = read().scopes
    assert found["project"].as_scope() == Scope((("fact", "projet.reference"),), "financement.subventions_anterieures")
    assert found["annee"].as_scope() == Scope((("fact", "projet.nom"), ("year", "depose_le")), None)
    assert found["annee"].as_scope().facts == ("projet.nom", "depose_le")
