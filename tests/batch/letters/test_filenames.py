from __future__ import annotations

import re

import pytest

from relance_rules.batch.letters.filenames import Names

from ..helpers import ATTACKS


def test_names_lead_nowhere_and_are_never_given_twice() -> None:
    names = Names()
    given = [names.new(text) for text in [*ATTACKS.values(), "a", "A", "a-2", "a", "", "..", "/", "-", "é", "CON"]]
    assert len({name.casefold() for name in given}) == len(given)
    for name in given:
        assert name.isascii()
        assert name.replace("-", "").replace("_", "").isalnum()
        assert len(name) <= 90
    assert given[len(ATTACKS) :] == [
        "a",
        "A-2",
        "a-2-2",
        "a-3",
        "dossier",
        "dossier-2",
        "dossier-3",
        "dossier-4",
        "e",
        "dossier-CON",
    ]
    assert names.new(ATTACKS["climb"]) == "etc-passwd-2"


RESERVED = ("CON", "prn", "Aux", "NUL", "COM1", "com9", "LPT1", "LPT9", "COM0", "COM¹", "lpt²", "LPT³")


@pytest.mark.parametrize("name", RESERVED)
@pytest.mark.parametrize("more", ["", ".", " ", ".txt", "..md ", "/"])
def test_no_letter_is_a_device_of_windows(name: str, more: str) -> None:
    device = re.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
    names = Names()
    for _ in range(2):
        assert not device.fullmatch(names.new(f"{name}{more}").partition(".")[0])


def test_names_keep_what_they_can_of_their_accents() -> None:
    assert Names().new("Œuvre d’été n° 3") == "OEuvre-d-ete-no-3"


def test_no_letter_takes_the_name_of_what_is_there() -> None:
    assert Names(["2021-1", "A"]).new("2021-1") == "2021-1-2"
    assert Names(["2021-1", "A"]).new("a") == "a-2"
